#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# Kernel pi in a whole run: its exact sum over all backends, and an instruction set that is not there.

load helper

# exact WORKERS [KEY=VALUE]: the backends on stdin have this one value in all cells that can be
# measured, to the last digit. It is a quotient of whole numbers, rounded once.
exact() {
    printf '%s\n' '[experiment]' 'n = 100003' "workers = $1" '[measure]' 'rounds = 1' \
        'samples = 1' 'idle_gap = 0ms' 'timeout = 60s' '[kernel pi]' 'variant = exact' "${2-}" >c.ini
    cat >>c.ini
    parbench run c.ini -q -o out >/dev/null
    is "values" "$(cells out/cells.csv status,value status!=unsupported | sort -u)" \
        "ok 3.141592653598126"
}

@test "exact: the same bits with threads and processes, 1 to 16 of them" {
    exact 1..16 <<'INI'
[backend serial]
[backend pthreads]
[backend forkshm]
INI
}

@test "exact: the same bits with OpenMP and 1 to 16 threads, in whatever order" {
    parbench show openmp | grep -q '^state *usable' || skip "built without OpenMP"
    exact 1..16 <<'INI'
[backend openmp]
schedule = static, dynamic
chunk = 100
INI
}

# One call each: where ranks outnumber the CPUs, and others want them too, a warm-up may take minutes.
@test "exact: the same bits with MPI and 1 to 16 ranks" {
    needs_mpi
    [[ $(id -u) != 0 ]] || export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
    local ranks
    for ranks in {1..16}; do
        run -0 timeout -k 5 60 mpirun -n $ranks --map-by :OVERSUBSCRIBE "$PARBENCH" cell -k pi -b mpi \
            -n 100003 -w $ranks --calls 1 --kopt variant=exact
        says '^call .* 3\.141592653598126$'
        says '^status: ok$'
    done
}

@test "exact: the same bits with each instruction set" {
    exact 1,3 'isa = auto, baseline, avx2, avx512' <<'INI'
[backend serial]
[backend pthreads]
INI
    is "cells" "$(cells out/cells.csv kernel | sort | uniq -c | tr -s ' ' | tr '\n' ';')" \
        " 3 pi.auto; 3 pi.avx2; 3 pi.avx512; 3 pi.baseline;"
}

@test "an instruction set that the CPU lacks is unsupported, and the reason says what it has" {
    local old=$PARBENCH_BUILD_DIR/tests/unit/pi_old_cpu.so
    [[ -e $old ]] || skip "built without cmocka"
    printf '%s\n' '[experiment]' 'n = 1000' 'workers = 1' '[measure]' 'rounds = 1' 'samples = 1' \
        "[kernel $old]" 'isa = auto, avx2' '[backend serial]' >c.ini
    run -0 parbench run c.ini -q -o out
    is "auto" "$(cells out/cells.csv status kernel=pi_old_cpu.auto)" ok
    is "avx2" "$(cells out/cells.csv status,detail kernel=pi_old_cpu.avx2)" \
        "unsupported isa is avx2; this CPU has baseline"
}
