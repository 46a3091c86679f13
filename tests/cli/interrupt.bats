#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# A run that somebody ends, or a visit: what is kept, what is said, and that nobody is left.
load helper

status_of() {
    cells "$1/cells.csv" status "${@:2}"
}

# A visit with this word in its command line is there.
visiting() {
    local pid
    for pid in $(processes_of "$FOLDER"); do
        ! tr '\0' ' ' <"/proc/$pid/cmdline" | grep -q "cell .*$1" || return 0
    done 2>/dev/null
    return 1
}

@test "SIGINT in a visit: 130, cells.csv with skipped rows, nobody left" {
    quick small.ini <<INI
[backend serial]
[backend pthreads]
[backend $FAULTY/hang.so]
INI
    start small.ini -o out
    wait_for visiting hang.so
    interrupt INT
    is "exit status" "$status" 130
    says 'interrupted'
    nobody_left "$FOLDER"
    is "files" "$(ls -A out | tr '\n' ' ')" "cells.csv run.json samples.csv "
    is "hang" "$(status_of out backend=hang)" skipped
    says '^interrupted in round 1, after 0 complete rounds$'
    local backend status detail visits
    while read -r backend status detail; do
        visits=$(cells out/samples.csv phase backend="$backend" phase=visit | wc -l)
        if [[ $visits -eq 0 ]]; then
            is "$backend without a visit" "$status" skipped
            matches "$detail" 'interrupt|ended before'
        else
            is "$backend with a visit" "$status" ok
        fi
    done < <(cells out/cells.csv backend,status,detail)
    "$PYTHON" "$BATS_TEST_DIRNAME/recompute.py" out
}

# naps: naps.so, which any signal ends.
naps() {
    plugin naps.so <<'C'
#define _POSIX_C_SOURCE 200809L
#include <parbench/plugin.h>
#include <unistd.h>
static int run(void *instance, const parbench_task *task, parbench_partial *total)
{
    (void)instance;
    (void)task;
    (void)total;
    while (pause() == -1)
        ;
    return PARBENCH_OK;
}
PARBENCH_BACKEND("naps", .run = run);
C
}

# visits_of WORD: the numbers of the visits with this word in their command lines, not of launchers.
visits_of() {
    local pid
    for pid in $(processes_of "$FOLDER"); do
        ! tr '\0' ' ' <"/proc/$pid/cmdline" | grep -q "^$PARBENCH.* cell .*$1" || echo "$pid"
    done 2>/dev/null
}

@test "what ends the runner may reach the visit first: that is no crash of the cell's" {
    naps
    quick small.ini <<'INI'
[backend ./naps.so]
[backend launched]
plugin = ./naps.so
launcher = sh -c '"$@" || exit 3' sh
INI
    local name
    for name in naps launched; do
        start small.ini -o "$name" --only "*/$name/*"
        wait_for visiting naps.so
        kill -TERM $(visits_of naps.so) "$RUNNER" # in this order
        wait_for ended
        is "exit status" "$status" 130
        is "$name" "$(status_of "$name")" skipped
        is "visits" "$(cells "$name/samples.csv" kernel,phase position!=0)" ""
        nobody_left "$FOLDER"
        rm -rf "$FOLDER"
    done
}

# job_ends LINE: srun, which says so and fails; and an experiment that uses it.
job_ends() {
    printf '%s\n' '#!/bin/sh' "echo '$1' >&2" 'touch said' 'exit 143' >srun
    chmod +x srun
    quick small.ini <<'INI'
[backend serial]
launcher = {directory}/srun
INI
    said() { [[ -e said ]]; }
}

@test "the end of the batch job, which srun tells first: the signal may come seconds later" {
    local line
    for line in 'srun: error: Unable to create step for job 1: Job/step already completing or completed' \
        'slurmstepd: error: *** STEP 1.5 ON node1 CANCELLED AT 2026-11-27T05:04:02 DUE TO TIME LIMIT ***'; do
        rm -rf said out "${FOLDER-}"
        job_ends "$line"
        start small.ini -o out
        wait_for said
        sleep 2
        interrupt USR1
        is "exit status" "$status" 130
        is "status" "$(status_of out)" skipped
        is "visits" "$(cells out/samples.csv kernel position!=0)" ""
    done
}

@test "a visit that somebody ends, and not the runner, has crashed" {
    naps
    quick small.ini <<'INI'
[backend ./naps.so]
[backend serial]
INI
    start small.ini -o out
    wait_for visiting naps.so
    kill -TERM $(visits_of naps.so)
    wait_for ended
    is "exit status" "$status" 1
    is "status" "$(status_of out)" $'crashed\nok'
}

@test "SIGINT between rounds: what was measured is kept" {
    quick small.ini <<INI
[backend serial]
[backend pthreads]
INI
    start small.ini -o out --set measure.rounds=100000
    second_round() { cells out/samples.csv round phase=visit 2>/dev/null | grep -qx 2; }
    wait_for second_round
    interrupt INT
    is "exit status" "$status" 130
    nobody_left "$FOLDER"
    is "status" "$(status_of out)" $'ok\nok'
    matches "$(cells out/cells.csv time_ns,speedup backend=pthreads)" '^[0-9.]+ [0-9.]+$'
    "$PYTHON" "$BATS_TEST_DIRNAME/recompute.py" out
}

@test "SIGTERM and SIGUSR1 do as SIGINT does" {
    naps
    quick small.ini <<<'[backend ./naps.so]'
    local signal
    for signal in TERM USR1; do
        rm -rf out "${FOLDER-}"
        start small.ini -o out
        wait_for visiting naps.so
        interrupt $signal
        is "exit status" "$status" 130
        is "row" "$(status_of out)" skipped
        nobody_left "$FOLDER"
    done
}

@test "SIGKILL of the runner: nobody is left" {
    quick small.ini <<INI
[backend $FAULTY/hang.so]
[backend forkshm]
workers = 2
INI
    start small.ini -o out --set measure.rounds=100
    wait_for visiting hang.so
    interrupt KILL
    is "exit status" "$status" 137
    none_left() { [[ -z $(processes_of "$FOLDER") ]]; }
    wait_for none_left
}
