#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Recompute cells.csv from samples.csv and run.json, and compare.

    recompute.py RUNDIR

Written from the documents alone, so as not to repeat a mistake of core/. Exit status: 0 all agree,
1 something differs (a line each), 2 wrong usage or no such file. Not looked at: run, host, plugins,
detail.
"""

import csv
import json
import sys
from collections import Counter, defaultdict
from math import comb, exp, isclose, lgamma, log, log1p, sqrt
from pathlib import Path
from statistics import fmean, median, stdev

CELLS = """schema,experiment,run,host,kernel,backend,n,workers,status,detail,flags,rounds,samples,
batch,time_ns,time_lo_ns,time_hi_ns,time_min_ns,time_mean_ns,time_sd_ns,ns_per_item,items_per_s,
gb_per_s,gflops,start_ns,first_ns,cold_ns,stop_ns,imbalance,speedup,speedup_lo,speedup_hi,
efficiency,self_speedup,karp_flatt,value,error,tolerance,external_ns,kernel_plugin,kernel_options,
backend_plugin,backend_options""".replace("\n", "").split(",")
FIGURES = CELLS[CELLS.index("batch") : CELLS.index("value")] + ["external_ns"]
BEST_TO_WORST = "ok skipped unsupported unavailable failed timeout crashed wrong".split()
# Differences of nearly equal numbers: relative 1e-9 of the result would ask too much.
SLACK = {"time_sd_ns": 1e-9, "imbalance": 1e-12, "karp_flatt": 1e-12}


def interval(values):
    """Exact 95 % order-statistic interval of the median (1.5); (None, None) under six values."""
    values, n = sorted(values), len(values)
    rank, tail = 0, comb(n, 0)  # tail / 2^n = P(Bin(n, 1/2) <= rank)
    while 40 * tail <= 2**n:
        rank += 1
        tail += comb(n, rank)
    return (values[rank - 1], values[n - rank]) if rank else (None, None)


def ratio(base, own):
    """base / own paired by round, with its interval (2.1); each is {round: value}."""
    logs = [log(base[r] / own[r]) for r in base.keys() & own.keys()]
    if not logs:
        return None, None, None
    return tuple(None if x is None else exp(x) for x in (median(logs), *interval(logs)))


class Cell:
    """The rows of one cell; status, times by round and the figures that need no other cell."""

    def __init__(self, key, rows):
        self.kernel, self.backend, self.n, self.workers = key
        self.rows = rows
        self.drift = False
        self.status = max((r["status"] for r in rows), key=BEST_TO_WORST.index, default="skipped")
        self.calls = defaultdict(list)  # round: time of one call, for each sample
        for row in self.phase("call"):
            self.calls[int(row["round"])].append(per_call(row))
        # round: median; none unless ok
        self.times = {r: median(t) for r, t in self.calls.items() if self.status == "ok"}

    def phase(self, name):
        return [r for r in self.rows if r["phase"] == name]

    def median_of(self, phase, figure):
        values = [figure(r) for r in self.phase(phase)]
        return float(median(values)) if values else None

    def imbalance(self):
        visits = defaultdict(list)
        for row in self.phase("worker"):
            visits[row["round"]].append(int(row["batch_ns"] or 0))
        # a worker without a row did nothing: it counts in the mean
        values = [max(v) * self.workers / sum(v) - 1 for v in visits.values() if any(v)]
        return median(values) if values and self.workers > 1 else None

    def facts(self):
        """What is said whatever the status."""
        flags = {f for r in self.rows for f in r["flags"].split("|") if f}
        flags |= {"drift"} if self.drift and self.calls else set()
        counts = {"rounds": len(self.calls), "samples": sum(map(len, self.calls.values()))}
        return {"status": self.status, "flags": "|".join(sorted(flags)), **counts}

    def largest_error(self, reported):
        """value, error and tolerance; of several rows with that error the one that is reported."""
        names = ("value", "error", "tolerance")
        rows = [r for r in self.rows if r["error"]]
        if not rows:
            return dict.fromkeys(names)
        same = lambda row: all(row[k] == reported[k] for k in names)
        worst = max(rows, key=lambda row: (float(row["error"]), same(row)))
        return {k: float(worst[k]) if worst[k] else None for k in names}

    def own_times(self, kernel):
        times = list(self.times.values())
        time = median(times)
        lo, hi = interval(times)
        flops, size = (kernel.get(k) or None for k in ("flops_per_item", "bytes_per_item"))
        return {
            "batch": self.median_of("call", lambda r: int(r["batch"])),
            "time_ns": time,
            **{"time_lo_ns": lo, "time_hi_ns": hi},
            "time_min_ns": min(map(min, self.calls.values())),
            "time_mean_ns": fmean(times),
            "time_sd_ns": stdev(times) if len(times) > 1 else None,
            "ns_per_item": time / self.n,
            "items_per_s": self.n / time * 1e9,
            "gb_per_s": size and size * self.n / time,
            "gflops": flops and flops * self.n / time,
            "imbalance": self.imbalance(),
            **{f"{p}_ns": self.median_of(p, per_call) for p in ("start", "first", "cold", "stop")},
        }

    def speedups(self, baseline, alone):
        """`baseline`, `alone` (this backend at one worker): {round: value}, empty where none."""
        p = self.workers
        speedup, lo, hi = ratio(baseline, self.times)
        return {
            "speedup": speedup,
            **{"speedup_lo": lo, "speedup_hi": hi},
            "efficiency": speedup and speedup / p,
            "self_speedup": ratio(alone, self.times)[0],
            "karp_flatt": (1 / speedup - 1 / p) / (1 - 1 / p) if speedup and p > 1 else None,
        }


def ranks(values):
    """From 1, the mean where values are equal."""
    place = sorted(values)
    return [place.index(v) + (place.count(v) + 1) / 2 for v in values]


def student_tails(t, freedom):
    """P(|T| > t) for Student's distribution: the regularized incomplete beta function of
    x = f / (f + t^2), by its continued fraction (Abramowitz and Stegun 26.5.8)."""
    x, a, b = freedom / (freedom + t * t), freedom / 2, 0.5
    if x > (a + 1) / (a + b + 2):  # converges slowly there: the other tail
        x, a, b, other = 1 - x, b, a, True
    else:
        other = False
    front = exp(a * log(x) + b * log1p(-x) + lgamma(a + b) - lgamma(a) - lgamma(b)) / a if x else 0
    fraction = 1
    for m in range(200, 0, -1):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m - 1) * (a + b + m - 1) * x / ((a + 2 * m - 2) * (a + 2 * m - 1))
        fraction = 1 + odd / (1 + even / fraction)
    return 1 - front / fraction if other else front / fraction


def drifts(values):
    """Spearman's rank correlation with time, or Pettitt's change of level (1.10)."""
    n = len(values)
    if n < 9 or len(set(values)) == 1:
        return False
    own, middle = ranks(values), (n + 1) / 2
    spread = sqrt(sum((r - middle) ** 2 for r in own) * sum((i - middle) ** 2 for i in range(1, n + 1)))
    rho = sum((r - middle) * (i - middle) for i, r in enumerate(own, 1)) / spread
    p = 0 if rho * rho >= 1 else student_tails(abs(rho) * sqrt((n - 2) / (1 - rho * rho)), n - 2)
    sign = lambda x: (x > 0) - (x < 0)
    k = max(abs(sum(sign(values[j] - values[i]) for i in range(t) for j in range(t, n)))
            for t in range(1, n))
    return p < 0.01 or 2 * exp(-6 * k * k / (n**3 + n**2)) < 0.01


def machine_drifts(samples):
    rounds = defaultdict(list)
    for row in samples:
        if row["phase"] == "sentinel":
            rounds[int(row["round"])].append(per_call(row))
    return drifts([median(times) for _, times in sorted(rounds.items())])


def slope(rows):
    """Time of one call by the times of commands with few and with many calls (1.14)."""
    times = defaultdict(list)  # number of calls: time of each command
    for row in rows:
        times[int(row["batch"])].append(int(row["batch_ns"]))
    if len(times) < 2:
        return None
    few, many = min(times), max(times)
    result = (median(times[many]) - median(times[few])) / (many - few)
    return result if result > 0 else None


def unpaired(samples):
    """What hyperfine timed together are two numbers of calls, equally often."""
    together = defaultdict(list)
    for row in samples:
        if row["phase"] == "external":
            together[key_of(row), row["round"], row["position"]].append(row["batch"])
    for where, batches in together.items():
        counts = Counter(batches)
        if len(counts) != 2 or len(set(counts.values())) != 1:
            yield f"samples.csv: external lines of {where}: {dict(counts)} of each number of calls"


def per_call(row):
    return int(row["batch_ns"]) / int(row["batch"])


def counting(samples):
    """Of two visits to a cell in one round the later counts: it was made again."""
    visits, open_visit = {}, []
    for row in samples:
        if row["phase"] == "external":
            continue
        open_visit.append(row)
        if row["phase"] == "visit":
            visits.pop((key_of(row), row["round"]), None)
            visits[key_of(row), row["round"]] = open_visit
            open_visit = []
    return [row for visit in visits.values() for row in visit]


def misstated(samples):
    """Rows that say 0 where a field should be empty, or nothing where there is a figure."""
    for row in samples:
        visit, where = row["phase"] == "visit", f"samples.csv: seq {row['seq']}"
        if visit and row["batch_ns"] == "0":
            yield f"{where}: a visit of 0 ns"
        if visit and row["status"] == "ok" and not (row["batch"] and row["batch_ns"]):
            yield f"{where}: an ok visit without calls or time"
        if not visit and (row["batch"] in ("", "0") or not row["batch_ns"]):
            yield f"{where}: no calls or no time"


def read_csv(path):
    with open(path, encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file, strict=True)
        rows = list(reader)
    for row in rows:
        if None in row or None in row.values():
            sys.exit(f"{path}: a line has not as many fields as the header: {row}")
    return reader.fieldnames, rows


def key_of(row):
    return row["kernel"], row["backend"], int(row["n"] or 0), int(row["workers"] or 0)


def expected(cell, cells, run, reported, external):
    """What the line of `cell` must say; `external`: what hyperfine timed of it."""
    result = dict.fromkeys(FIGURES) | cell.facts() | cell.largest_error(reported)
    if cell.times:
        at_one = [(cell.kernel, b, cell.n, 1) for b in (run["plan"]["baseline"], cell.backend)]
        result |= cell.own_times(run["kernels"][cell.kernel])
        result |= cell.speedups(*(cells[k].times if k in cells else {} for k in at_one))
        result["external_ns"] = slope(external)
    return result


def agree(column, text, value):
    if not isinstance(value, float):
        return text == ("" if value is None else str(value))
    try:
        return isclose(float(text), value, rel_tol=1e-9, abs_tol=SLACK.get(column, 0))
    except ValueError:
        return False


def main(directory):
    run = json.loads((directory / "run.json").read_text(encoding="utf-8"))
    plan = [key_of(c) for c in run["plan"]["cells"]]
    header, lines = read_csv(directory / "cells.csv")
    samples = read_csv(directory / "samples.csv")[1]
    rows, external = defaultdict(list), defaultdict(list)
    for row in counting(samples):
        rows[key_of(row)].append(row)
    for row in samples:
        if row["phase"] == "external":
            external[key_of(row)].append(row)
    strangers = {key_of(r) for r in samples if r["position"] != "0"} - set(plan)
    problems = [f"samples.csv: {key} is not in the plan" for key in sorted(strangers)]
    problems += [*misstated(samples), *unpaired(samples)]
    if header[: len(CELLS)] != CELLS:
        problems.append("cells.csv: the header is not the documented one")
    if [key_of(line) for line in lines] != plan:
        problems.append("cells.csv: its cells are not those of the plan, in the plan's order")
    cells = {key: Cell(key, rows[key]) for key in plan}
    drift = machine_drifts(samples)
    for cell in cells.values():
        cell.drift = drift
    compared = 0
    for line in lines if not problems else []:
        cell = cells[key_of(line)]
        for column, value in expected(cell, cells, run, line, external[key_of(line)]).items():
            compared += 1
            if not agree(column, line[column], value):
                where = f"{cell.kernel}/{cell.backend}/{cell.n}/{cell.workers} {column}"
                wanted = "empty" if value in (None, "") else value
                problems.append(f"{where}: {line[column] or 'empty'}, should be {wanted}")
    print(*problems or [f"recomputed {len(lines)} cells, {compared} figures: all agree"], sep="\n")
    return 1 if problems else 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(print(__doc__, file=sys.stderr) or 2)
    try:
        sys.exit(main(Path(sys.argv[1])))
    except OSError as problem:
        sys.exit(print(problem, file=sys.stderr) or 2)
    except (KeyError, ValueError) as problem:
        sys.exit(f"this is not the run of a parbench: {problem!r}")
