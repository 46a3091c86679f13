#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# The pieces of make bench-aa, which itself takes too long for a test.

load helper

@test "bench/aa.ini has 200 cells, and so 200 pairs" {
    parbench show openmp >/dev/null || skip "built without OpenMP"
    run -0 parbench run "$ROOT/bench/aa.ini" --dry-run
    says '^200 cells$'
}

# The values are those of R: wilcox.test(first, again, exact = FALSE)$p.value
@test "bench/u-test: known p values" {
    "$PYTHON" - >times.json <<'PY'
import json
times = {
    "1": ([81, 85, 84, 90, 79, 83, 82, 88, 86], [87, 91, 84, 95, 92, 83, 97, 99, 93]),
    "2": (range(1, 10), range(10, 19)),
    "3": ([1, 2, 3, 4], [2, 3, 4, 5]),
    "4": ([5, 5, 5], [5, 5, 5]),
}
rows = [dict(run_name=f"{name}/{size}", run_type="iteration", real_time=t)
        for size, both in times.items() for name, values in zip(("first", "again"), both) for t in values]
rows.append(dict(run_name="first/1", run_type="aggregate", real_time=1e9))
print(json.dumps(dict(benchmarks=rows)))
PY
    run -0 "$PYTHON" "$ROOT/bench/u-test" times.json -v
    is "output" "$output" "1 0.0133
2 0.0004
3 0.3778
4 1.0000
different: 2 of 4 (U test, p < 0.05)"
}

@test "bench/load ends with the process that started it" {
    bash -c '"$0" "$1" & echo $! >load.pid; sleep 0.2' "$PYTHON" "$ROOT/bench/load"
    gone() { ! kill -0 "$(cat load.pid)" 2>/dev/null; }
    wait_for gone
}
