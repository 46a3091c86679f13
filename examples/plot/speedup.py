# python3 speedup.py results/pi-scaling/latest/cells.csv    writes speedup.png
import csv, sys, matplotlib.pyplot as plt
cells = list(csv.DictReader(open(sys.argv[1], encoding="utf-8", newline="")))
n = max(int(c["n"]) for c in cells)
cells = sorted((c for c in cells if int(c["n"]) == n and c["speedup"]), key=lambda c: int(c["workers"])) \
    or sys.exit("no speed-up in this file: the run had no baseline")
workers = sorted({int(c["workers"]) for c in cells})
plt.plot(workers, workers, "--", color="grey", label="ideal")
for i, name in enumerate(sorted({(c["kernel"], c["backend"]) for c in cells})):
    line = [c for c in cells if (c["kernel"], c["backend"]) == name]
    s, lo, hi = ([float(c[k] or c["speedup"]) for c in line] for k in ("speedup", "speedup_lo", "speedup_hi"))
    ends = [a - b for a, b in zip(s, lo)], [b - a for a, b in zip(s, hi)]
    plt.errorbar([int(c["workers"]) for c in line], s, ends, marker="os^Dv<>P"[i % 8], capsize=3, label="/".join(name))
plt.loglog(base=2); plt.xticks(workers, workers); plt.gca().yaxis.set_major_formatter("{x:g}"); plt.legend()
plt.title(f"Speed-up, n = {n:g}"); plt.xlabel("workers"); plt.ylabel("speed-up"); plt.savefig("speedup.png", dpi=150)
