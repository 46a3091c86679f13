#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# Stopping, budgets, cells that are not tried, and going on after an interrupt.

load helper

setup() {
    cd "$BATS_TEST_TMPDIR"
}

small() {
    cat >small.ini <<'INI'
[experiment]
n = 1000, 2000
workers = 1, 2
[measure]
rounds = 4
samples = 2
idle_gap = 1ms
seed = 3
[kernel pi]
[backend serial]
[backend pthreads]
INI
}

# (cell, round) of each visit line, sorted.
visits() {
    cells "$1" kernel,backend,n,workers,round phase=visit | sort
}

@test "killed at any moment and resumed: the rows of an undisturbed run, nothing twice" {
    small
    parbench run small.ini -q -o whole
    "$PARBENCH" run small.ini -q -o torn & # and not the function, whose process is another
    pid=$!
    sleep 0.9
    kill -KILL "$pid"
    wait "$pid" || true
    for pause in 0.4 0.7 1.1; do
        "$PARBENCH" run --resume torn -q &
        pid=$!
        sleep "$pause"
        kill -KILL "$pid" 2>/dev/null || true
        wait "$pid" || true
    done
    parbench run --resume torn -q
    diff <(visits whole/samples.csv) <(visits torn/samples.csv)
    is "seq" "$(cells torn/samples.csv seq | tr '\n' ' ')" \
        "$(seq -s ' ' "$(($(wc -l <torn/samples.csv) - 1))") "
    "$PYTHON" "$BATS_TEST_DIRNAME/recompute.py" torn
}

@test "killed in a round: the visits of that round are kept" {
    small
    cat >>small.ini <<'INI'
launcher = sh -c 'test $(grep -c ,visit, "$PLACE/samples.csv") != 4 || test -e "$PLACE.killed" || { touch "$PLACE.killed" && kill -KILL $PPID && while :; do :; done; }; exec "$0" "$@"'
INI
    export PLACE=$PWD/run
    run -137 parbench run small.ini -q -o run --set measure.rounds=1
    [[ -e run.killed && ! -e run/cells.csv ]]
    is "visits" "$(visits run/samples.csv | wc -l)" 4
    parbench run --resume run -q
    is "status" "$(cells run/cells.csv status | sort -u)" ok
    "$PYTHON" "$BATS_TEST_DIRNAME/recompute.py" run
}

# killing: small, and the runner is killed while its first visit runs; with TMPDIR below FOLDER.
killing() {
    short_folder
    small
    cat >>small.ini <<'INI'
[backend deadly]
plugin = serial
launcher = sh -c 'echo "$*" >>"$PLACE.words"; test -e "$PLACE.killed" || { touch "$PLACE.killed" && kill -KILL $PPID && while :; do :; done; }; exec "$0" "$@"'
INI
    export PLACE=$PWD/run
    TMPDIR=$FOLDER run -137 parbench run small.ini -q -o run --only '*/deadly/1000/1'
}

# listed PATTERN: how many of these there are.
listed() {
    compgen -G "$1" | wc -l
}

@test "resume removes what visits of a killed runner have left, and nothing else" {
    killing
    is "folders left" "$(listed 'run/visit-1-*')" "$(listed "$FOLDER/parbench-*")"
    is "of which" "$(listed 'run/visit-1-*')" 1
    mkdir "$FOLDER/precious" run/visit-notes run/visit-9-9-9 run/visit-9-9-8
    ln -s "$FOLDER/precious" run/visit-9-9-9/tmp
    touch run/visit-9-9-8/record.json run/cells.csv.here.1.0f.tmp run/mine.tmp
    TMPDIR=$FOLDER parbench run --resume run -q
    is "kept" "$(ls run | tr '\n' ' ')" "cells.csv mine.tmp run.json samples.csv visit-notes "
    is "kept below TMPDIR" "$(ls "$FOLDER")" precious
}

@test "a visit of a resumed run shares no folder with one of the killed runner" {
    killing
    parbench run --resume run -q
    is "visits that were started" "$(wc -l <run.words)" "$(($(visits run/samples.csv | grep -c deadly) + 1))"
    is "twice" "$(grep -o 'visit-[^ ]*record.json' run.words | sort | uniq -d)" ""
}

@test "a torn last line is cut off" {
    small
    parbench run small.ini -q -o run
    visits run/samples.csv >before
    head -c -90 run/samples.csv >cut
    cp cut run/samples.csv
    parbench run --resume run -q
    diff before <(visits run/samples.csv)
}

@test "a run whose name needs quotes loses nothing" {
    small
    parbench run small.ini -q -o 'a, "b"'
    visits 'a, "b"/samples.csv' >before
    cp 'a, "b"/samples.csv' whole
    parbench run --resume 'a, "b"' -q
    cmp whole 'a, "b"/samples.csv'
    head -c -90 whole >'a, "b"/samples.csv'
    parbench run --resume 'a, "b"' -q
    diff before <(visits 'a, "b"/samples.csv')
    "$PYTHON" "$BATS_TEST_DIRNAME/recompute.py" 'a, "b"'
}

@test "a resumed run keeps its name, whatever the way to it" {
    small
    parbench run small.ini -q --set measure.rounds=1
    local name
    name=$(readlink results/small/latest)
    drop() { head -c -90 results/small/latest/samples.csv >cut && cp cut results/small/latest/samples.csv; }
    names() { cells results/small/latest/samples.csv run | sort -u; }
    drop
    parbench run --resume results/small/latest -q
    is "through a link" "$(names)" "$name"
    drop
    (cd results/small/latest/ && parbench run --resume . -q)
    is "from inside" "$(names)" "$name"
    drop
    mv "results/small/$name" moved
    ln -sfn ../../moved results/small/latest
    parbench run --resume moved/ -q
    is "moved" "$(names)" "$name"
    run -2 --separate-stderr parbench run --resume nowhere
    matches "$stderr" 'nowhere: No such file'
}

@test "a damaged samples.csv is refused and left as it is" {
    small
    parbench run small.ini -q -o run --set measure.rounds=1
    sed -i 's/,visit,/,call,/' run/samples.csv
    cp run/samples.csv before
    run -2 --separate-stderr parbench run --resume run
    matches "$stderr" 'run/samples.csv: rows 2 to [0-9]+ are of several visits.*nothing was cut off'
    cmp before run/samples.csv
}

@test "a finished run is not measured again" {
    small
    parbench run small.ini -q -o run
    cp run/samples.csv before
    parbench run --resume run -q
    cmp before run/samples.csv
}

@test "resume is refused where samples would not be comparable" {
    small
    cc -shared -fPIC -O1 -I "$BATS_TEST_DIRNAME/../../include" -o mine.so \
        "$BATS_TEST_DIRNAME/../../examples/backend/threads.c"
    parbench run small.ini -q -o run --backend ./mine.so --set measure.rounds=1
    cc -shared -fPIC -O2 -I "$BATS_TEST_DIRNAME/../../include" -o mine.so \
        "$BATS_TEST_DIRNAME/../../examples/backend/threads.c"
    run -2 --separate-stderr parbench run --resume run
    matches "$stderr" 'mine.so is another file than then'
    sed -i 's/"host": "[^"]*"/"host": "elsewhere"/' run/run.json
    run -2 --separate-stderr parbench run --resume run
    matches "$stderr" 'the host was "elsewhere" and is '
}

@test "resume is refused where run.json has lost what it said" {
    small
    parbench run small.ini -q -o run --set measure.rounds=1
    sed -i 's/"\(sha256\|key\)": "[^"]*"/"\1": null/' run/run.json
    run -2 --separate-stderr parbench run --resume run
    matches "$stderr" 'is another file than then'
}

@test "what a run knows is not said again" {
    small
    parbench run small.ini -q -o run --set measure.rounds=1
    run -2 --separate-stderr parbench run small.ini --resume run
    matches "$stderr" 'takes no CONFIG'
    run -2 --separate-stderr parbench run --resume run --set measure.rounds=3
    matches "$stderr" 'does not go with --resume'
    run -2 --separate-stderr parbench run small.ini --retry
    matches "$stderr" 'goes with --resume'
}

@test "a directory that another runner writes to is refused" {
    small
    parbench run small.ini -q -o run --set measure.rounds=1
    exec 8>>run/samples.csv
    flock 8
    run -2 --separate-stderr parbench run --resume run
    exec 8>&-
    matches "$stderr" 'another parbench is writing'
}

@test "--retry opens a cell again, and the new visit counts" {
    small
    cat >switch.c <<'C'
#include <parbench/plugin.h>
#include <stdlib.h>
#include <unistd.h>
static int run(void *instance, const parbench_task *task, parbench_partial *total)
{
    (void)instance;
    if (access(getenv("SWITCH"), F_OK) != 0)
        return task->host->fail(NULL, PARBENCH_FAILED, "switched off");
    parbench_work(task, 0, 0, task->n, total);
    return PARBENCH_OK;
}
PARBENCH_BACKEND("switch", .max_workers = 1, .run = run);
C
    cc -shared -fPIC -I "$BATS_TEST_DIRNAME/../../include" -o switch.so switch.c
    export SWITCH="$PWD/on"
    run -1 parbench run small.ini -q -o run --backend ./switch.so --set measure.rounds=2
    touch on
    parbench run --resume run --retry -q
    is "status" "$(cells run/cells.csv status backend=switch | sort -u)" ok
    "$PYTHON" "$BATS_TEST_DIRNAME/recompute.py" run
}

@test "rounds = a..b: the end says which limit ended the run" {
    small
    run --separate-stderr parbench run small.ini -o wide --set measure.rounds=9..12 \
        --set measure.precision=99% --set experiment.n=1000 --set experiment.workers=1
    matches "$stderr" 'ended after (9|12) rounds: '
    run --separate-stderr parbench run small.ini -o narrow --set measure.rounds=1..3 \
        --set measure.precision=0.001%
    matches "$stderr" 'ended after 3 rounds: the most that are allowed'
    matches "$output" 'cells are not within 0.001 %'
    [[ $stderr != *"not within"* ]]
    run --separate-stderr parbench run --resume narrow -q
    matches "$stderr" 'cells are not within 0.001 %'
}

@test "--budget: no round begins that would end later" {
    small
    run --separate-stderr parbench run small.ini -o run --set measure.rounds=500 --budget 3s
    matches "$stderr" 'expected to end after the budget'
    matches "$stderr" '^[0-9.]+ s of 3\.000 s are used, by all sessions of this run; --resume with --budget [0-9]+s goes on$'
    rounds=$(cells run/cells.csv rounds backend=serial n=1000)
    run -0 --separate-stderr parbench run --resume run --dry-run --budget 1ms
    matches "$output" "^$rounds rounds? (is|are) complete, in [0-9]+ s; no more is to come: one more is expected to end after the budget$"
    run -0 --separate-stderr parbench run --resume run --dry-run --budget 600s
    matches "$output" "^$rounds rounds? (is|are) complete, in [0-9]+ s; at most [0-9]+ in all, expected to take [0-9]+ s \(budget kept\)$"
}

@test "--resume --dry-run: complete rounds are counted, and what the run itself would find out" {
    quick c.ini <<<'[backend serial]'
    parbench run c.ini -q -o out
    run -0 --separate-stderr parbench run --resume out --dry-run
    matches "$output" '^2 rounds are complete, in [0-9]+ s; no more is to come: the number asked for$'
    lines=$(grep -n ,visit, out/samples.csv | sed -n '2s/:.*//p') # the first round and its sentinel
    head -n "$lines" out/samples.csv >cut
    cp cut out/samples.csv
    run -0 --separate-stderr parbench run --resume out --dry-run
    matches "$output" '^1 round is complete, in [0-9]+ s; at most 2 in all, expected to take [0-9]+ s$'
    head -n "$(grep -n ,visit, out/samples.csv | sed -n '1s/:.*//p')" out/samples.csv >cut # its sentinel
    cp cut out/samples.csv
    run -0 --separate-stderr parbench run --resume out --dry-run
    matches "$output" '^0 rounds are complete, in [0-9]+ s; '
}

@test "--dry-run: the bound knows the budget, and says what it does not know" {
    quick c.ini <<<'[backend serial]'
    bound() { parbench run c.ini --dry-run --set measure.rounds=50 "$@" | sed -n '/^rounds x/,$p'; }
    matches "$(bound)" '= 50 visits, at most 4500 s \(visits x timeout, and one more a round that watches the machine\)$'
    matches "$(bound --budget 10s)" '= 50 visits, at most 100 s \(.*; of the last round that begins within the budget\)$'
    matches "$(bound --budget 2h)" '= 50 visits, at most 4500 s \([^;]*$'
    matches "$(bound --set measure.external=hyperfine 2>/dev/null)" "^hyperfine's time is not in it"
}

@test "a cell that smaller n predict to be hopeless is skipped, with the prediction" {
    cat >long.ini <<'INI'
[experiment]
n = 1e5, 1e6, 1e13
workers = 1
[measure]
rounds = 2
samples = 1
timeout = 2s
idle_gap = 0ms
[kernel pi]
[backend serial]
[backend pthreads]
[backend forkshm]
INI
    run parbench run long.ini -q -o run
    is "others" "$(cells run/cells.csv status n=1000000 | sort -u)" ok
    matches "$(cells run/cells.csv status n=10000000000000 | sort -u | tr '\n' ' ')" 'skipped|timeout'
    if cells run/cells.csv status n=10000000000000 | grep -q skipped; then
        matches "$(cells run/cells.csv detail status=skipped)" 'predicted .* more than the timeout of 2s'
    fi
    run parbench run long.ini -q -o all --set measure.skip=no --set measure.rounds=1
    is "without skip" "$(cells all/cells.csv status n=10000000000000 | sort -u)" timeout
}

@test "a run that goes on is judged at its last round, not at those before" {
    quick c.ini <<<'[backend serial]'
    run -0 parbench run c.ini -q -o out --set measure.rounds=9..11 --set measure.precision=0.0001%
    is "rounds" "$(cells out/cells.csv rounds)" 11
    "$PYTHON" - <<'PY'
import csv
rows = list(csv.DictReader(open("out/samples.csv", newline="")))
last = max(i for i, r in enumerate(rows) if r["position"] != "0" and r["phase"] == "visit")
for row in rows:
    if row["phase"] == "call":
        row["batch_ns"] = 1000 * int(row["batch"])
with open("out/samples.csv", "w", newline="") as file:
    writer = csv.DictWriter(file, rows[0].keys(), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows[:last + 1])
PY
    run -0 parbench run --resume out
    says '^ended after 11 rounds: '
}

@test "--resume --dry-run leaves the run as it is" {
    quick c.ini <<<'[backend serial]'
    parbench run c.ini -q -o out
    printf '1,out,vm,999' >>out/samples.csv
    cp out/samples.csv before
    run -0 parbench run --resume out --dry-run
    cmp before out/samples.csv
}

@test "a run.json with a number among its words is no crash" {
    quick c.ini <<<'[backend serial]'
    parbench run c.ini -q -o out
    sed -i 's/"set": *\[[^]]*\]/"set":[1]/' out/run.json
    run parbench run --resume out -q
    [[ $status -le 2 ]]
}

@test "what cannot be: a budget that is no duration, a directory that is no run's" {
    small
    run -2 parbench run small.ini -o run --budget 3
    is "message" "$output" "parbench: run: --budget 3 is not allowed; allowed: a duration of 1ms or more, like 30s, 2m"
    [[ ! -e run ]]
    mkdir empty
    run -2 parbench run --resume empty
    says 'is not the directory of a run: there is no run.json$'
    run -2 parbench export empty
    says '^parbench: export: --to FORMAT is missing; allowed: csv, '
}
