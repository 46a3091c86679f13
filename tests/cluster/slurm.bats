#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# A real Slurm on two hosts: cells as job steps, a sweep as a batch job that its time limit ends,
# and job arrays.
load helper
load slurm

export PARBENCH

setup_file() {
    [[ -z $(slurm_missing) ]] || return 0
    cd "$CLUSTER"
    configure_slurm
    start_slurm
}

teardown_file() {
    stop_slurm
}

setup() {
    [[ -z $(slurm_missing) ]] || skip "$(slurm_missing)"
    common_folder
    cp "$ROOT"/examples/slurm/* .
}

# batch WORDS...: a batch script from stdin on both nodes, and wait for its end.
batch() {
    { printf '%s\n' '#!/bin/sh' "PARBENCH=$PARBENCH"; cat; } >job.sh
    on node1 sbatch --wait -Q -N2 --ntasks-per-node=2 -o job.log job.sh "$@"
}

@test "cells as steps of srun, in an allocation: ranks on both hosts, each with its host and CPU" {
    batch <<'SH'
exec $PARBENCH run sweep.ini -q -o out --set measure.rounds=2 --set experiment.n=1e5
SH
    is "status" "$(cells out/cells.csv status | sort -u)" ok
    tell_places "srun --mpi=pmix" out
    is "hosts of 2 ranks" "$(hosts_of out mpi 2)" "node1 node2 "
    is "hosts of 4 ranks" "$(hosts_of out mpi 4)" "node1 node2 "
    is "without a CPU" "$(cells out/samples.csv worker phase=worker cpu=)" ""
    nothing_left
}

@test "mpirun within an allocation" {
    batch <<'SH'
exec $PARBENCH run sweep.ini -q -o out --set measure.rounds=1 --set experiment.n=1e5 --only '*/mpi/*' \
    --set 'backend mpi.launcher=env -u TMPDIR mpirun -n {workers} --map-by node --mca btl_tcp_if_include 10.77.0.0/24 --mca oob_tcp_if_include 10.77.0.0/24' \
    --set 'backend mpi.allow_root=yes'
SH
    is "status" "$(cells out/cells.csv status | sort -u)" ok
    tell_places "mpirun within an allocation" out
    is "hosts of 2 ranks" "$(hosts_of out mpi 2)" "node1 node2 "
    nothing_left
}

@test "another --mpi, or none, is a clear failure" {
    local kind
    for kind in pmi2 none; do
        batch $kind <<'SH' || true
exec $PARBENCH run sweep.ini -q -o out.$1 --set measure.rounds=1 --set experiment.n=1000 --only '*/mpi/*' \
    --set "backend mpi.launcher=srun --mpi=$1 -n {workers}"
SH
        is "$kind" "$(cells out.$kind/cells.csv status,detail backend=mpi | cut -d';' -f1 | sort -u)" \
            "failed the launcher srun ended with status 1 in create (srun needs --mpi=pmix)"
        is "serial" "$(cells out.$kind/cells.csv status backend=serial | sort -u)" ok
    done
    nothing_left
}

# ---- a sweep as a batch job ------------------------------------------------------------------------

# submit WORDS...: the sweep, until it ends; its exit status is not that of the job.
submit() {
    on node1 sbatch --wait -Q "$@" || true
}

# check_complete RUN ROUNDS: each planned cell has one good visit in each round, and there is no other.
check_complete() {
    "$PYTHON" - "$1" "$2" <<'PY'
import collections, csv, json, sys
run, rounds = sys.argv[1], int(sys.argv[2])
plan = [(c["kernel"], c["backend"], str(c["n"]), str(c["workers"]))
        for c in json.load(open(f"{run}/run.json"))["plan"]["cells"]]
visits = collections.Counter(
    (r["kernel"], r["backend"], r["n"], r["workers"], int(r["round"]))
    for r in csv.DictReader(open(f"{run}/samples.csv", newline=""))
    if r["phase"] == "visit" and r["position"] != "0" and r["status"] == "ok")
planned = {(*cell, round) for cell in plan for round in range(1, rounds + 1)}
assert planned == set(visits) and set(visits.values()) == {1}, (planned ^ set(visits), visits)
PY
}

# visits: so many the sweep has.
visits() {
    cells sweep.run/samples.csv round phase=visit position!=0 | wc -l
}

@test "a sweep that its time limit ends twice, submitted again each time, has exactly the planned rows" {
    # Three cells of at least 2 s each: 28 rounds take longer than the first two jobs may.
    local first second limited=(--time=1 --nodelist=node1,node2)
    submit "${limited[@]}" --signal=B:USR1@1 sweep.sbatch --set measure.rounds=28 --set measure.idle_gap=2s \
        --set measure.samples=1 --set experiment.n=1000 --set experiment.workers=2 --only '*/mpi/*'
    first=$(visits)
    matches "$(cat sweep-*.log)" '^parbench: interrupted; what was measured is kept; to go on:$'
    matches "$(cat sweep-*.log)" '^to go on: sbatch --nodelist=node\[1-2\] sweep\.sbatch$'
    nothing_left

    # Without a signal before the limit: no more steps, then SIGTERM to all of them and to parbench.
    submit "${limited[@]}" --signal=B:CONT@1 sweep.sbatch
    second=$(visits)
    matches "$(cat sweep-*.log)" 'DUE TO TIME LIMIT'
    is "not ok" "$(cells sweep.run/samples.csv status phase=visit status!=ok)" ""
    nothing_left

    submit --time=5 --nodelist=node1,node2 sweep.sbatch
    echo "# visits after SIGUSR1: $first, after the time limit: $second, at the end: $(visits)" >&3
    [[ $first -gt 0 && $second -gt $first && $second -lt 84 ]]
    check_complete sweep.run 28
    is "status" "$(cells sweep.run/cells.csv status,rounds | sort -u)" "ok 28"
    nothing_left
}

@test "a sweep that is submitted to other nodes is not continued there, and says which it needs" {
    local words=(--set measure.rounds=2 --set experiment.n=1000 --set experiment.workers=1 --only '*/serial/*')
    submit --nodes=1 --nodelist=node1 sweep.sbatch "${words[@]}"
    submit --nodes=1 --nodelist=node2 sweep.sbatch
    matches "$(cat sweep-*.log)" '^sweep\.run was begun on node1; to go on: sbatch --nodelist=node1 sweep\.sbatch$'
    rm sweep.run.nodes
    submit --nodes=1 --nodelist=node2 sweep.sbatch
    matches "$(cat sweep-*.log)" 'the host was "node1" and is "node2"'
    is "hosts" "$(cells sweep.run/samples.csv host | sort -u)" node1
}

# ---- job arrays ------------------------------------------------------------------------------------

@test "a job array: runs of one second on both hosts, joined by export" {
    on node1 sbatch --wait -Q --cpus-per-task=1 --oversubscribe array.sbatch -q \
        --set measure.rounds=1 --set experiment.n=1000 --set experiment.workers=1
    is "runs" "$(ls -d results/array/2* | wc -l)" 4
    on node1 "$PARBENCH" export results/array/* --to csv >all.csv
    is "status" "$(cells all.csv status | sort -u)" ok
    is "runs in it" "$(cells all.csv run,host | sort -u | wc -l)" 4
    is "hosts" "$(cells all.csv host | sort -u | tr '\n' ' ')" "node1 node2 "
    cells all.csv run,host | sort -u | sed 's/^/# run /' >&3
    nothing_left
}

# ---- a node that is cut off: the last, since Slurm itself takes minutes to forget it ---------------

@test "a node whose link goes down in a step: timeout, the sweep goes on, no rank is left" {
    local words=(--set measure.rounds=2 --set measure.seed=3 --set experiment.n=1e5 --set experiment.workers=2
        --set measure.samples=100000 --set measure.timeout=12s --only '*/mpi/*')
    on node1 sbatch -Q sweep.sbatch "${words[@]}"
    wait_for two_ranks
    link node2 down
    ended() { grep -q '/cells\.csv$' sweep-*.log; }
    wait_for ended
    matches "$(cells sweep.run/cells.csv status workers=2)" '^(timeout|failed)$'
    is "serial" "$(cells sweep.run/cells.csv status,rounds backend=serial)" "ok 2"
    no_ranks() { ! on node1 pgrep parbench >/dev/null && ! on node2 pgrep parbench >/dev/null; }
    wait_for no_ranks
}
