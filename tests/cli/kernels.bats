#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# The kernels that come along: right under each backend, wrong under those that misbehave.
load helper

OUT=$BATS_FILE_TMPDIR/out

# each_backend FILE: appends a section for each way of each backend that is built.
each_backend() {
    cat >>"$1" <<'INI'
[backend serial]
[backend pthreads]
spawn = once, each
[backend forkshm]
spawn = once, each
INI
    [[ ! -e $PARBENCH_BUILD_DIR/plugins/openmp.so ]] || cat >>"$1" <<'INI'
[backend openmp]
schedule = static, dynamic, guided
INI
    ! command -v mpirun >/dev/null || cat >>"$1" <<'INI'
[backend mpi]
launcher = mpirun -n {workers} --map-by :OVERSUBSCRIBE
allow_root = yes
workers = 1, 2
INI
}

setup_file() {
    cd "$BATS_FILE_TMPDIR"
    cat >all.ini <<'INI'
[experiment]
n = 5003
workers = 1, 3
[measure]
rounds = 1
samples = 1
idle_gap = 1ms
timeout = 60s
[kernel triad]
[kernel montecarlo]
[kernel mandelbrot]
width = 16
limit = 50
[kernel collatz]
INI
    each_backend all.ini
    parbench run all.ini -q -o "$OUT" >stdout 2>stderr || true
}

# all_ok KERNEL: each cell is ok, or its backend not there; and there are some.
all_ok() {
    is "cells of $1 that are not ok" \
        "$(cells "$OUT/cells.csv" backend,workers,status,detail kernel="$1" status!=ok status!=unavailable)" ""
    matches "$(cells "$OUT/cells.csv" status kernel="$1" backend=serial)" '^ok$'
    matches "$(cells "$OUT/cells.csv" backend,status kernel="$1" workers=3)" '^forkshm.each ok$'
}

# wrong KERNEL BACKEND DETAIL
wrong() {
    run --separate-stderr -1 parbench cell -k "$1" -b "$FAULTY/$2.so" -n 1000 --calls 1
    says "^status: wrong: $3"
}

# all_wrong KERNEL: the value shows what counts do not, and they what it does not.
all_wrong() {
    wrong "$1" half_twice 'value [0-9.]+, expected [0-9.]+ within 0$'
    wrong "$1" slightly_wrong 'value [0-9.]+, expected [0-9.]+ within 0$'
    wrong "$1" nan 'value -?nan, expected'
    wrong "$1" last_item_skipped '999 items done of 1000'
    wrong "$1" fork_unshared '0 items done of 1000'
}

@test "cells.csv is what samples.csv and run.json give" {
    "$PYTHON" "$BATS_TEST_DIRNAME/recompute.py" "$OUT"
}

@test "triad: its option and its traffic" {
    run --separate-stderr -0 parbench show triad
    says '^kernel +triad$'
    says '^item +element$'
    says '^flops +2 per item$'
    says '^bytes +24 per item$'
    says '^ +scalar .*1\.\.7; default 3'
}

@test "triad: right under each backend" {
    all_ok triad
}

@test "triad: wrong where it should be" {
    all_wrong triad
}

@test "triad: gb_per_s and gflops are those of 24 bytes and 2 operations an item" {
    cells "$OUT/cells.csv" n,time_ns,gb_per_s,gflops kernel=triad status=ok >rates
    "$PYTHON" - <<'PY'
rows = [list(map(float, line.split())) for line in open("rates")]
assert len(rows) >= 9, rows
for n, time, gb_per_s, gflops in rows:
    assert abs(gb_per_s * time / (24 * n) - 1) < 1e-12 and abs(gflops * 12 / gb_per_s - 1) < 1e-12
PY
}

@test "triad: arrays that cannot be had are an error with the reason, and no crash" {
    run --separate-stderr -1 parbench cell -k triad -b serial -n 2^40
    says '^status: failed: out of memory: n is 1099511627776, and an item takes 24 bytes$'
    run --separate-stderr -1 parbench cell -k triad -b serial -n 2^41
    says '^status: unsupported: n is 2199023255552; it must be 1 to 2\^40$'
}

# hits BACKEND [OPTION=VALUE...]: the values of 4096 points on 1 to 16 workers, each value once.
hits() {
    local backend=$1 option workers options=() launcher=()
    shift
    for option; do
        options+=(--bopt "$option")
    done
    # Looking for leaks takes longer than all the rest, and the contract battery does it.
    local -x ASAN_OPTIONS=${ASAN_OPTIONS-}:detect_leaks=0
    for ((workers = 1; workers <= 16; workers++)); do
        [[ $backend != mpi ]] || launcher=(mpirun -n "$workers" --map-by :OVERSUBSCRIBE)
        timeout -k 5 60 "${launcher[@]}" "$PARBENCH" cell -k montecarlo -b "$backend" \
            -n 4096 -w "$workers" "${options[@]}" --calls 1 2>/dev/null | awk '$1 == "call" { print $NF }'
    done | sort | uniq -c | tr -s ' '
}

# 3242 hits, which another program has counted: tests/unit/montecarlo.c.
same=' 16 3.166015625'

@test "montecarlo: its option and its unit" {
    run --separate-stderr -0 parbench show montecarlo
    says '^item +point$'
    says '^ +seed .*default 1'
    run --separate-stderr -0 parbench cell -k montecarlo -b serial -n 4096 --kopt seed=2 --calls 1
    says '^call .* 3\.1376953125?$'
}

@test "montecarlo: right under each backend" {
    all_ok montecarlo
}

@test "montecarlo: the same hits on 1 to 16 threads or processes" {
    is "pthreads" "$(hits pthreads)" "$same"
    is "pthreads, spawn = each" "$(hits pthreads spawn=each)" "$same"
    is "forkshm" "$(hits forkshm)" "$same"
    is "forkshm, spawn = each" "$(hits forkshm spawn=each)" "$same"
}

@test "montecarlo: the same hits on 1 to 16 threads of OpenMP, in any order" {
    parbench show openmp >/dev/null || skip "built without OpenMP"
    is "static" "$(hits openmp schedule=static)" "$same"
    is "dynamic" "$(hits openmp schedule=dynamic)" "$same"
    is "guided" "$(hits openmp schedule=guided chunk=7)" "$same"
}

@test "montecarlo: the same hits on 1 to 16 ranks" {
    needs_mpi
    export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
    is "mpi" "$(hits mpi)" "$same"
}

@test "montecarlo: wrong where it should be" {
    all_wrong montecarlo
}

@test "mandelbrot: its options and its unit" {
    run --separate-stderr -0 parbench show mandelbrot
    says '^item +row$'
    says '^ +width +pixels .*1\.\.64Ki; default 256'
    says '^ +limit +iterations .*1\.\.1e9; default 256'
    run --separate-stderr -0 parbench cell -k mandelbrot -b serial -n 101 --kopt width=40 \
        --kopt limit=100 --calls 1
    says '^call .* 118960$'
    run --separate-stderr -1 parbench cell -k mandelbrot -b serial -n 1e6 --kopt width=64Ki --kopt limit=1e6
    says '^status: unsupported: n is 1000000; with this width and limit it must be 1 to 137438$'
}

@test "mandelbrot: right under each backend" {
    all_ok mandelbrot
    is "values" "$(cells "$OUT/cells.csv" value kernel=mandelbrot status=ok | sort -u | wc -l)" 1
}

@test "mandelbrot: wrong where it should be" {
    all_wrong mandelbrot
}

@test "collatz: its option and its unit" {
    run --separate-stderr -0 parbench show collatz
    says '^item +start$'
    says '^ +first .*1\.\.2\^53; default 1'
    run --separate-stderr -0 parbench cell -k collatz -b serial -n 1000 --kopt first=871 --calls 1
    says '^call .* 74620$'
    run --separate-stderr -1 parbench cell -k collatz -b serial -n 2^43
    says '^status: unsupported: n is 8796093022208; it must be 1 to 2\^42$'
    for first in 0 9007199254740993; do
        run --separate-stderr -2 parbench cell -k collatz -b serial -n 1 --kopt first=$first
        says 'collatz\.first: "'
    done
}

@test "collatz: a start that leads beyond 64 bits" {
    run --separate-stderr -0 parbench cell -k collatz -b serial -n 1 --kopt first=12327829503 --calls 1
    says '^call .* 543$'
    says '^status: ok$'
}

@test "collatz: right under each backend" {
    all_ok collatz
    is "values" "$(cells "$OUT/cells.csv" value kernel=collatz status=ok | sort -u)" 388238
}

@test "collatz: wrong where it should be" {
    all_wrong collatz
}
