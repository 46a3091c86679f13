#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# The backend mpi with another MPI: the same source in a build folder of its own (preset mpich).
load helper

setup() {
    command -v mpiexec.mpich >/dev/null || skip "mpiexec.mpich is missing (package mpich)"
    [[ -x $MPICH_BUILD_DIR/parbench ]] ||
        skip "there is no $MPICH_BUILD_DIR: cmake --preset mpich && cmake --build --preset mpich"
    MPICH=$MPICH_BUILD_DIR/parbench
    common_folder
}

@test "it is MPICH's" {
    run -0 ldd "$MPICH_BUILD_DIR/plugins/mpi.so"
    says 'libmpich'
    never_says 'libmpi\.so|libopen-rte'
}

@test "one, two and three ranks, and a row for each" {
    cat >small.ini <<'INI'
[experiment]
n = 5003
workers = 1..3
[measure]
rounds = 2
samples = 2
[kernel pi]
variant = plain, exact
[backend serial]
[backend mpi]
mode = gather, reduce
launcher = mpiexec.mpich -n {workers}
INI
    on node1 timeout 100 "$MPICH" run small.ini -q -o out
    is "status" "$(cells out/cells.csv status | sort -u)" ok
    is "cells" "$(cells out/cells.csv backend backend!=serial | sort | uniq -c | tr -s ' ' | tr '\n' ' ')" \
        " 6 mpi.gather  6 mpi.reduce "
    is "ranks" "$(cells out/samples.csv worker phase=worker workers=3 round=1 backend=mpi.gather kernel=pi.plain | tr '\n' ' ')" \
        "0 1 2 "
    is "values of exact" "$(cells out/cells.csv value kernel=pi.exact | sort -u | wc -l)" 1
    nothing_left
}

@test "ranks on two hosts, which Hydra starts over ssh" {
    cat >two.ini <<'INI'
[experiment]
n = 1e5
workers = 2
[measure]
rounds = 2
samples = 2
[kernel pi]
[backend serial]
[backend mpi]
launcher = mpiexec.mpich -n {workers} -hosts node1,node2 -iface eth0
env.UCX_NET_DEVICES = eth0
env.UCX_TLS = tcp,self
INI
    on node1 timeout 100 "$MPICH" run two.ini -q -o out || true
    is "status" "$(cells out/cells.csv status,detail | sort -u)" "ok "
    tell_places "mpiexec.mpich over ssh" out
    is "hosts of 2 ranks" "$(hosts_of out mpi 2)" "node1 node2 "
    nothing_left
}

@test "the launcher of another MPI starts single ranks: a clear failure, both ways" {
    quick small.ini <<'INI'
[backend mpi]
workers = 2
launcher = mpiexec.mpich -n {workers}
INI
    run -1 on node1 timeout 100 "$PARBENCH" run small.ini -q -o open
    matches "$(cells open/cells.csv status,detail workers=2)" '^failed MPI has 1 rank for 2 workers; .* of Open MPI'
    run -1 on node1 timeout 100 "$MPICH" run small.ini -q -o mpich \
        --set 'backend mpi.launcher=mpirun -n {workers}' --set 'backend mpi.allow_root=yes'
    matches "$(cells mpich/cells.csv status,detail workers=2)" '^failed MPI has 1 rank for 2 workers; .* of MPICH'
    nothing_left
}

@test "it passes the battery of contracts" {
    local contract=$PARBENCH_BUILD_DIR/tests/contract/contract
    [[ -x $contract ]] || skip "$contract is not built"
    mkdir bin
    printf '#!/bin/sh\nexec mpiexec.mpich "$@"\n' >bin/mpirun
    chmod +x bin/mpirun
    local -x PATH=$PWD/bin:$PATH
    run -0 on node1 timeout 200 "$contract" --split=balanced \
        "$MPICH_BUILD_DIR/plugins/pi.so" "$MPICH_BUILD_DIR/plugins/mpi.so"
    says '[0-9]+ cases, 0 failed'
}
