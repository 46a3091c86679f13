#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# configs/cluster.ini on two hosts: mpirun starts ranks over ssh, and a host may be cut off.
load helper

# cluster WORDS...: that experiment, in short, on the first host, into the folder out.
cluster() {
    on node1 timeout -k 10 200 "$PARBENCH" run "$ROOT/configs/cluster.ini" -o out \
        --set experiment.n=1e5 "$@"
}

# start_cluster WORDS...: in the background, with visits that last until half of their timeout.
start_cluster() {
    cluster --set measure.samples=100000 --set measure.timeout=4s --set 'backend mpi.timeout=24s' "$@" >stdout 2>stderr 3>&- &
    RUNNER=$!
}

@test "ranks on both hosts, each with its host and CPU" {
    cluster -q --set measure.rounds=2
    is "status" "$(cells out/cells.csv workers,status | sort | tr '\n' ' ')" "1 ok 1 ok 2 ok 4 ok "
    tell_places "mpirun over ssh" out
    is "hosts of 2 ranks" "$(hosts_of out mpi 2)" "node1 node2 "
    is "hosts of 4 ranks" "$(hosts_of out mpi 4)" "node1 node2 "
    is "ranks of each row" "$(cells out/samples.csv worker,host phase=worker workers=4 round=1 | tr '\n' ' ')" \
        "0 node1 1 node2 2 node1 3 node2 "
    is "without a CPU" "$(cells out/samples.csv worker phase=worker cpu=)" ""
    is "host of the run" "$(cells out/cells.csv host | sort -u)" node1
    "$PYTHON" "$ROOT/tests/cli/recompute.py" out
    nothing_left
}

@test "the table names the hosts" {
    run -0 cluster --set measure.rounds=1 --only '*/mpi/*/2'
    says '^pi +100000 +mpi +2 .* 2 on node1:[0-9]+ node2:[0-9]+$'
}

@test "a host whose link goes down in a visit: failed or timeout, the run goes on, nothing is left" {
    start_cluster --set measure.rounds=2 --only '*/mpi/*/2' --set measure.seed=3
    wait_for two_ranks
    link node2 down
    wait_for ended
    is "exit status" "$status" 1
    matches "$(cells out/cells.csv status workers=2)" '^(failed|timeout)$'
    is "serial" "$(cells out/cells.csv status,rounds backend=serial)" "ok 2"
    nothing_left
}

@test "a host whose sshd is killed in a visit: failed, the run goes on, nothing is left" {
    start_cluster --set measure.rounds=2 --only '*/mpi/*/2' --set measure.seed=3
    wait_for two_ranks
    kill_sshd node2
    wait_for ended
    is "exit status" "$status" 1
    is "status" "$(cells out/cells.csv status workers=2)" failed
    matches "$(cells out/cells.csv detail workers=2)" '^the launcher mpirun lost a host in run; stderr: .*node2'
    is "serial" "$(cells out/cells.csv status,rounds backend=serial)" "ok 2"
    nothing_left
}

@test "a host that cannot be reached: failed, with what ssh says; and when it can be, --retry" {
    link node2 down
    run -1 cluster -q --set measure.rounds=1 --only '*/mpi/*/2'
    is "status" "$(cells out/cells.csv status workers=2)" failed
    matches "$(cells out/cells.csv detail workers=2)" '^the launcher mpirun did not reach a host before the visit began; stderr: ssh: connect to host node2'
    link node2 up
    on node1 timeout 100 "$PARBENCH" run --resume out --retry -q
    is "status" "$(cells out/cells.csv status workers=2)" ok
    nothing_left
}

@test "an interrupt ends the ranks of both hosts" {
    start_cluster --set measure.rounds=2 --only '*/mpi/*/2'
    wait_for two_ranks
    on node1 pkill -INT -f 'parbench run'
    wait_for ended
    is "exit status" "$status" 130
    nothing_left
}

# ---- the same directory, the same second -----------------------------------------------------------

# runs_at SECOND HOST: six runs there that begin at that time.
runs_at() {
    local number
    for number in 1 2 3 4 5 6; do
        on "$2" sh -c 'while [ "$(date +%s)" -lt "$0" ]; do :; done
                       exec "$@"' "$1" "$PARBENCH" run small.ini -q >"log.$2.$number" 2>&1 3>&- &
    done
}

@test "runs that begin in the same second on both hosts never meet, and export joins them" {
    quick small.ini <<<'[backend serial]'
    local second
    second=$(($(date +%s) + 2))
    runs_at $second node1
    runs_at $second node2
    wait
    is "what they said" "$(cat log.* | grep -vc '/cells\.csv$')" 0
    is "runs" "$(ls -d results/small/2* | wc -l)" 12
    is "in one second" "$(ls results/small | grep -o '^2[^-]*' | sort -u | wc -l)" 1
    is "links" "$(find results/small -type l | wc -l)" 1
    [[ -f results/small/latest/cells.csv ]]
    on node1 "$PARBENCH" export results/small/* --to csv >all.csv
    is "lines" "$(wc -l <all.csv)" 13
    is "runs and hosts" "$(cells all.csv run,host | sort -u | wc -l)" 12
    is "hosts" "$(cells all.csv host | sort | uniq -c | tr -s ' ' | tr '\n' ' ')" " 6 node1  6 node2 "
}
