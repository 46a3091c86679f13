#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# The pieces of make bench and make bench-aa, which themselves take too long for a test.

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

# fake STATUS: a build directory whose parbench run copies ./samples.csv and ./cells.csv into the
# run directory and ends with this status.
fake() {
    cat >parbench <<SH
#!/bin/sh
mkdir -p "\$4" && cp samples.csv cells.csv "\$4"
exit $1
SH
    chmod +x parbench
    touch samples.csv cells.csv
    export PARBENCH_BUILD_DIR=$PWD
}

@test "bench/run: a figure within its target is ok, another missed; neither is a failure" {
    fake 0
    cat >cells.csv <<'CSV'
backend,workers,time_ns
serial,1,5040000
pthreads,1,5060000
pthreads,2,2430000
CSV
    run -0 "$ROOT/bench/run" delay
    says '^delay, serial, 1 worker +5\.0400 ms \(\+0\.80 %\) +target: 5 ms within 1 % +ok$'
    says '^delay, pthreads, 1 worker +5\.0600 ms \(\+1\.20 %\) .* missed$'
    says '^delay, pthreads, 2 workers +2\.4300 ms \(-2\.80 %\) .* ok$'
}

@test "bench/run: the backend command against hyperfine" {
    fake 0
    cat >samples.csv <<'CSV'
backend,phase,batch,batch_ns
command,call,1,1080000
command,call,2,2000000
command,call,1,1090000
command,visit,9,9000000
sentinel,call,1,1
CSV
    cat >hyperfine <<'SH'
#!/bin/sh
while [ "$1" != --export-json ]; do shift; done
echo '{"results": [{"median": 0.001}]}' >"$2"
SH
    chmod +x hyperfine
    PATH=$PWD:$PATH run -0 "$ROOT/bench/run" command
    says '^command = true, against hyperfine -N +1080 us, 1000 us \(\+8\.0 %\) +target: within 10 % +ok$'
}

@test "bench/run: dispatch is the least against the least" {
    parbench show openmp >/dev/null || skip "built without OpenMP"
    fake 0
    mkdir -p plugins && touch plugins/openmp.so
    cat >cells.csv <<'CSV'
backend,workers,time_min_ns
pthreads,1,10
pthreads,2,300
forkshm,2,390
openmp,2,750
CSV
    run -0 "$ROOT/bench/run" dispatch
    says '^dispatch and join, pthreads / openmp +0\.40 \(300 / 750 ns\) +target: at most 0\.5 +ok$'
    says '^dispatch and join, forkshm / pthreads +1\.30 \(390 / 300 ns\) .* missed$'
}

@test "bench/bare_pi.c: the value of the midpoint rule, with one thread and two" {
    command -v cc >/dev/null || skip "cc is missing"
    cc -O2 -pthread "$ROOT/bench/bare_pi.c" -o bare_pi
    local threads
    for threads in 1 2; do
        [[ $threads -le $(nproc) ]] || continue
        matches "$(./bare_pi 1000 $threads 3)" '^3\.14159273692[0-9]* [1-9][0-9]*$'
    done
    run -1 ./bare_pi 1000 0 3
}

@test "bench/run: what a visit costs is what no phase and no idle gap explains" {
    fake 0
    cat >samples.csv <<'CSV'
round,position,phase,batch_ns
1,0,sentinel,9000000
1,0,visit,99000000
1,1,first,1000000
1,1,call,2000000
1,1,visit,57000000
2,1,call,2000000
2,1,visit,55500000
3,1,call,2000000
3,1,visit,62000000
CSV
    run -0 "$ROOT/bench/run" visit-cost
    says 'median of 3 +4\.00 ms \(the least 3\.50 ms\) +target: under 5 ms +ok$'
}

@test "bench/run: the variants of pi against plain, where the CPU has the instruction set" {
    fake 0
    cat >cells.csv <<'CSV'
kernel,status,time_min_ns
plain,ok,1200000
vectors.simd.avx2,ok,150000.5
vectors.simd.avx512,unsupported,
vectors.exact.avx2,ok,700000
vectors.exact.avx512,unsupported,
CSV
    run -0 "$ROOT/bench/run" pi-variants
    says '^pi, simd, avx2 +8\.00 times as fast as plain +target: at least 3 +ok$'
    says '^pi, exact, avx2 +1\.71 times as fast as plain +target: at least 1\.8 +missed$'
    says '^pi, simd, avx512: skipped: not on this CPU$'
    says '^pi, exact, avx512: skipped: not on this CPU$'
}

@test "bench/run: a figure that cannot be measured is named, and ends no other" {
    fake 1
    run -1 --separate-stderr "$ROOT/bench/run" delay visit-cost
    says '^delay: parbench run ended with status 1; see .*/bench/delay.log$'
    says '^not measured: delay, visit-cost$'
    run -1 --separate-stderr "$ROOT/bench/run" sleep
    says 'no such figure: sleep; there are: .*delay'
}
