#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# Ranks on this machine: what `parbench run` makes of them, and that they decide as one.
load helper

setup() {
    mkdir "$BATS_TEST_TMPDIR/here"
    cd "$BATS_TEST_TMPDIR/here"
    needs_mpi
}

@test "mpi: two and three ranks, and a row for each worker" {
    quick small.ini <<INI
[backend serial]
[backend mpi]
workers = 2, 3
launcher = mpirun -n {workers} --map-by :OVERSUBSCRIBE
allow_root = yes
INI
    short_folder
    TMPDIR=$FOLDER parbench run small.ini -q -o out --set measure.rounds=1
    is "cells" "$(cells out/cells.csv backend,workers,status)" $'serial 1 ok\nmpi 1 ok\nmpi 2 ok\nmpi 3 ok'
    is "workers of 2" "$(cells out/samples.csv worker backend=mpi workers=2 phase=worker)" $'0\n1'
    is "workers of 3" "$(cells out/samples.csv worker backend=mpi workers=3 phase=worker)" $'0\n1\n2'
    is "visits of 3" "$(cells out/samples.csv phase backend=mpi workers=3 phase=visit | wc -l)" 1
    nobody_left "$FOLDER"
}

@test "mpi: as root without allow_root it is mpirun that refuses, and it is heard" {
    [[ $EUID -eq 0 ]] || skip "only root is refused"
    quick small.ini <<INI
[backend mpi]
launcher = mpirun -n {workers} --map-by :OVERSUBSCRIBE
INI
    run -1 env -u OMPI_ALLOW_RUN_AS_ROOT -u OMPI_ALLOW_RUN_AS_ROOT_CONFIRM -u PRTE_ALLOW_RUN_AS_ROOT \
        -u PRTE_ALLOW_RUN_AS_ROOT_CONFIRM timeout 60 "$PARBENCH" run small.ini -q -o out
    is "status" "$(cells out/cells.csv status)" failed
    matches "$(cells out/cells.csv detail)" 'mpirun.*root'
}

@test "mpi: a launcher of its own is the default" {
    quick small.ini <<<'[backend mpi]'
    run --separate-stderr -0 parbench run small.ini --dry-run
    says '^  launcher = mpirun -n \{workers\} +; default$'
}

@test "mpi: ranks that find a call differently long make the same calls all the same" {
    quick small.ini <<INI
[backend $PARBENCH_BUILD_DIR/tests/contract/rank_behind.so]
workers = 2, 3
launcher = mpirun -n {workers} --map-by :OVERSUBSCRIBE
allow_root = yes
INI
    run -0 parbench run small.ini -q -o out --set measure.rounds=1 --set measure.timeout=20s
    is "cells" "$(cells out/cells.csv workers,status)" $'1 ok\n2 ok\n3 ok'
}
