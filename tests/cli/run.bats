#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# parbench run: where its files go, what it measures, launchers, interrupts, exit statuses.
load helper

# status_of DIR [COLUMN=VALUE...]
status_of() {
    cells "$1/cells.csv" status "${@:2}"
}

# ---- where the files go ------------------------------------------------------------------------

@test "a run: exit status 0, its directory, its files, latest" {
    quick small.ini <<<'[backend serial]'
    run --separate-stderr -0 parbench run small.ini
    local directory
    directory=$(echo results/small/2*)
    matches "$directory" '^results/small/20[0-9]{6}T[0-9]{6}Z-[A-Za-z0-9_-]+$'
    is "files" "$(ls -A "$directory" | tr '\n' ' ')" "cells.csv run.json samples.csv "
    is "latest" "$(readlink results/small/latest)" "${directory##*/}"
    is "last line of stdout" "$(tail -n 1 <<<"$output")" "$PWD/$directory/cells.csv"
    is "status" "$(status_of results/small/latest)" ok
    is "run" "$(cells "$directory/cells.csv" experiment,run)" "small ${directory##*/}"
}

@test "without a terminal: plain lines to stderr, the table to stdout" {
    quick small.ini <<<'[backend serial]'
    run --separate-stderr -0 parbench run small.ini
    is "lines that redraw" "$(grep -c $'[\r\e]' <<<"$output$stderr")" 0
    matches "$stderr" '^round 1 of 2: 1 of 2 visits'
    matches "$stderr" '^round 2 of 2: 2 of 2 visits'
    matches "$output" '^pi +1000 +serial +1 .* ok$'
}

@test "a second table says what starting, stopping and cold calls cost, where they were measured" {
    quick small.ini <<INI
[backend serial]
[backend pthreads]
workers = 2
[backend $FAULTY/nan.so]
INI
    run --separate-stderr -1 parbench run small.ini -o out
    matches "$output" '^kernel +n +backend +workers +start +first +cold +stop +imbalance +ran on$'
    matches "$output" '^pi +1000 +pthreads +2( +[0-9.]+ [mu]?s){4} +[0-9.]+ +2 on [0-9,-]+$'
    is "trailing blanks" "$(grep -c ' $' <<<"$output")" 0
    is "nan" "$(grep -c '^pi +1000 +nan .* ns' <<<"$output")" 0
    [[ $(sed -n '/^costs/,$p' <<<"$output" | wc -L) -le 100 ]]
    run --separate-stderr -0 parbench run small.ini -o cold --set measure.idle_gap=0ms --only '*/serial/*'
    matches "$output" '^kernel +n +backend +workers +start +first +stop +ran on$'
    run --separate-stderr -0 parbench run small.ini -o quiet -q --only '*/serial/*'
    is "stdout" "$output" "$PWD/quiet/cells.csv"
}

@test "the table says which share is flagged, and where clean samples say something else" {
    quick small.ini <<<'[backend serial]'
    parbench run small.ini -q -o out --set measure.rounds=7
    "$PYTHON" - <<'PY'
import csv
with open("out/samples.csv", newline="") as file:
    header, *rows = csv.reader(file)
at = {name: i for i, name in enumerate(header)}
disturbed = set()
for row in rows:
    row[at["flags"]] = ""
    if row[at["phase"]] == "call":
        row[at["batch"]], row[at["batch_ns"]] = "1", "1000"
        if row[at["round"]] not in disturbed:  # the first of the two samples
            disturbed.add(row[at["round"]])
            row[at["batch_ns"]], row[at["flags"]] = "9000", "steal"
with open("out/samples.csv", "w", newline="") as file:
    csv.writer(file, lineterminator="\n").writerows([header, *rows])
PY
    run --separate-stderr -0 parbench run --resume out
    matches "$output" '^pi +1000 +serial +1 +5\.000 us .* 50 %  ok$'
    matches "$output" '^clean samples alone: pi/serial/1000/1: 1\.000 us, outside the interval \[5\.000 us, 5\.000 us\]$'
}

@test "--quiet: the path of cells.csv, and nothing else" {
    quick small.ini <<<'[backend serial]'
    run --separate-stderr -0 parbench run --quiet small.ini
    is "stdout" "$output" "$(echo "$PWD"/results/small/2*/cells.csv)"
    is "stderr" "$stderr" ""
}

@test "--quiet: what failed, and why, once for each reason" {
    quick small.ini <<INI
[backend serial]
[backend $FAULTY/create_error.so]
[backend $FAULTY/probe_no.so]
INI
    run --separate-stderr -1 parbench run small.ini -q -o out --set experiment.n=1000,2000
    matches "$stderr" '^2 cells failed: pi/create_error: .*no licence'
    is "lines" "$(wc -l <<<"$stderr")" 1
    run --separate-stderr -1 parbench run small.ini -q -o one --strict --only '*/probe_no/*'
    matches "$stderr" '^1 cell unavailable: pi/probe_no/1000/1: '
}

@test "name taken in the same second: -2, then -3" {
    local now second host
    quick small.ini <<<'[backend serial]'
    parbench run small.ini -q --set measure.rounds=1
    host=$(readlink results/small/latest)
    host=${host#*Z-}
    now=$(date +%s)
    for second in {0..20}; do
        mkdir -p "results/small/$(date -u -d "@$((now + second))" +%Y%m%dT%H%M%SZ)-$host"
    done
    parbench run small.ini -q --set measure.rounds=1
    matches "$(readlink results/small/latest)" "Z-$host-2\$"
    for second in {0..20}; do
        mkdir -p "results/small/$(date -u -d "@$((now + second))" +%Y%m%dT%H%M%SZ)-$host-2"
    done
    parbench run small.ini -q --set measure.rounds=1
    matches "$(readlink results/small/latest)" "Z-$host-3\$"
    is "status" "$(status_of results/small/latest)" ok
}

@test "-o: an absent directory is made, an empty one is taken, and neither is published" {
    quick small.ini <<<'[backend serial]'
    parbench run small.ini -q -o a/b/absent
    mkdir empty
    parbench run small.ini -q -o empty/
    is "absent" "$(status_of a/b/absent)" ok
    is "empty" "$(status_of empty)" ok
    is "run" "$(cells empty/cells.csv run)" empty
    [[ ! -e results ]]
}

@test "-o: the run is called as the directory is, whatever the way to it" {
    quick small.ini <<<'[backend serial]'
    mkdir here there
    ln -s ../there here/link
    (cd here && parbench run ../small.ini -q -o link --set measure.rounds=1)
    is "link" "$(cells there/cells.csv run)" there
    rm -r there here/link
    (cd here && parbench run ../small.ini -q -o . --set measure.rounds=1 >../path)
    is "path" "$(<path)" "$PWD/here/cells.csv"
    is "cells.csv" "$(cells here/cells.csv run)" here
    is "samples.csv" "$(cells here/samples.csv run | sort -u)" here
}

@test "a path that run.json cannot name is refused, and no directory is left" {
    mkdir $'caf\xe9' empty
    quick $'caf\xe9/small.ini' <<<'[backend serial]'
    run --separate-stderr -2 parbench run $'caf\xe9/small.ini'
    says 'small\.ini: the path is not UTF-8'
    is "results" "$(ls results/small)" ""
    run -2 parbench run $'caf\xe9/small.ini' -o out
    [[ ! -e out ]]
    run -2 parbench run $'caf\xe9/small.ini' -o empty
    [[ -d empty ]]
}

@test "-o: a directory that is not empty is refused and left as it is" {
    quick small.ini <<<'[backend serial]'
    mkdir full
    echo mine >full/cells.csv
    run --separate-stderr -2 parbench run small.ini -o full
    says 'full.*not empty'
    is "files" "$(ls -A full)" cells.csv
    is "content" "$(<full/cells.csv)" mine
    run --separate-stderr -2 parbench run small.ini -o full/cells.csv
    says 'cells\.csv'
}

@test "-o: an empty word is no directory, not even in an empty one" {
    quick ../small.ini <<<'[backend serial]'
    run --separate-stderr -2 parbench run ../small.ini -o ''
    says '^parbench: run: -o needs the name of a directory'
    is "files" "$(ls -A)" ""
}

@test "a directory that cannot be made is told" {
    [[ $EUID -ne 0 ]] || skip "root may write anywhere"
    quick small.ini <<<'[backend serial]'
    mkdir locked
    chmod 555 locked
    run --separate-stderr -2 parbench run small.ini -o locked/out
    says 'locked.*Permission denied'
}

# ---- which cells -------------------------------------------------------------------------------

@test "--only: what matches, and what it is compared with" {
    quick small.ini <<INI
[backend serial]
[backend pthreads]
workers = 1, 2
[backend forkshm]
INI
    parbench run small.ini -q -o out --set experiment.n=1000,2000 --set measure.rounds=1 \
        --only 'pi/pthreads/2000/2'
    is "cells" "$(cells out/cells.csv backend,n,workers,status)" "serial 2000 1 ok
pthreads 2000 1 ok
pthreads 2000 2 ok"
    matches "$(cells out/cells.csv speedup,self_speedup workers=2)" '^[0-9.]+ [0-9.]+$'
}

@test "--only: several add up; one that matches nothing is refused" {
    quick small.ini <<INI
[backend serial]
[backend pthreads]
[backend forkshm]
INI
    run --separate-stderr -0 parbench run small.ini --dry-run --only '*/pthreads/*' --only '*/serial/*'
    says '^2 cells$'
    run --separate-stderr -2 parbench run small.ini --only 'pthreads'
    says 'pthreads matches none of the 3 cells; .*pi/serial/1000/1'
    [[ ! -e results ]]
}

@test "a plugin from elsewhere, built with one line, by path in the file" {
    mkdir sub
    plain_backend sub/mine.so mine
    quick sub/small.ini <<INI
[backend serial]
[backend ./mine.so]
INI
    run --separate-stderr -0 parbench run sub/small.ini -o out
    never_says '^note:'
    is "row" "$(cells out/cells.csv status,backend_plugin backend=mine)" "ok ./mine.so"
}

@test "a plugin from elsewhere, built with one line, by --backend" {
    mkdir sub
    plain_backend mine.so mine
    plain_backend another.so another
    quick sub/small.ini <<<'[backend serial]'
    parbench run sub/small.ini -q -o out --backend mine.so --backend ./another.so
    is "rows" "$(cells out/cells.csv backend,status)" $'serial ok\nmine ok\nanother ok'
    run --separate-stderr -2 parbench run sub/small.ini --backend nosuch.so
    says 'nosuch\.so'
    run --separate-stderr -2 parbench run sub/small.ini --backend mine.so --backend mine.so
    says 'mine\.so is given twice'
}

# ---- order and rows ----------------------------------------------------------------------------

order_of() {
    cells "$1/samples.csv" round,position,backend,n,workers phase=visit position!=0
}

@test "one seed gives one order, another gives another" {
    quick small.ini <<INI
[backend serial]
[backend pthreads]
workers = 1, 2
[backend forkshm]
INI
    local name
    for name in 5 5.again 6; do
        parbench run small.ini -q -o "$name" --set measure.seed="${name%.*}" \
            --set measure.rounds=4 --set measure.samples=1
    done
    is "visits" "$(order_of 5 | wc -l)" 16
    is "order" "$(order_of 5.again)" "$(order_of 5)"
    [[ $(order_of 6) != "$(order_of 5)" ]]
    local first=$(order_of 5 | sed -n '1,4s/^1 //p') round same=0
    for round in 2 3 4; do
        [[ $(order_of 5 | sed -n "s/^$round //p") != "$first" ]] || same=$((same + 1))
    done
    [[ $same -lt 3 ]]
}

@test "without a seed in the file there is one, and it gives the order again" {
    quick small.ini <<INI
[backend serial]
[backend pthreads]
[backend forkshm]
INI
    local seed
    parbench run small.ini -q -o first --set measure.rounds=3
    seed=$("$PYTHON" -c 'import json; print(json.load(open("first/run.json"))["seed"])')
    parbench run small.ini -q -o again --set measure.rounds=3 --set measure.seed="$seed"
    is "order" "$(order_of again)" "$(order_of first)"
}

@test "each cell is visited once in each round, and 'visit' is the last line of each visit" {
    quick small.ini <<INI
[backend serial]
[backend pthreads]
workers = 1, 2
[backend $FAULTY/nan.so]
INI
    run --separate-stderr -1 parbench run small.ini -o out --set measure.rounds=3
    "$PYTHON" - <<'PY'
import csv, itertools
rows = list(csv.DictReader(open("out/samples.csv", newline="")))
assert [int(r["seq"]) for r in rows] == list(range(1, len(rows) + 1)), "seq"
visits = [(k, list(g)) for k, g in itertools.groupby(rows, lambda r: (int(r["round"]), int(r["position"]))) if k[1] > 0]
assert [k for k, _ in visits] == sorted(k for k, _ in visits), "rounds and positions go up"
key = lambda r: (r["kernel"], r["backend"], r["n"], r["workers"])
for place, lines in visits:
    assert [r["phase"] for r in lines].count("visit") == 1 and lines[-1]["phase"] == "visit", place
    assert len({key(r) for r in lines}) == 1, place
    assert int(lines[-1]["batch"]) >= sum(int(r["batch"]) for r in lines if r["phase"] in ("first", "warmup", "call")), place
    phases = list(dict.fromkeys(r["phase"] for r in lines))
    assert all(int(r["batch_ns"]) >= 50000 for r in lines if r["phase"] == "call"), lines
    if lines[-1]["status"] == "ok":
        assert phases == ["start", "first", "warmup", "call", "cold", "worker", "stop", "visit"], phases
        assert [r["phase"] for r in lines].count("call") == 2, place
        assert [r["phase"] for r in lines].count("worker") == int(lines[0]["workers"]), place
for number in (1, 2, 3):
    seen = [key(lines[0]) for (r, _), lines in visits if r == number]
    assert len(seen) == len(set(seen)) == (4 if number == 1 else 3), (number, seen)
PY
}

@test "rounds and samples are what was asked for" {
    local rounds
    quick small.ini <<<'[backend serial]'
    for rounds in 1 7; do
        parbench run small.ini -q -o "$rounds" --set measure.rounds=$rounds --set measure.samples=3
        is "counts" "$(cells $rounds/cells.csv rounds,samples)" "$rounds $((3 * rounds))"
        "$PYTHON" "$BATS_TEST_DIRNAME/recompute.py" "$rounds"
    done
    is "no interval under six rounds" "$(cells 1/cells.csv time_lo_ns,time_hi_ns,time_sd_ns)" "  "
    matches "$(cells 7/cells.csv time_lo_ns,time_hi_ns,time_sd_ns)" '^[0-9.]+ [0-9.]+ [0-9.e-]+$'
}

@test "more workers than CPUs are allowed, and flagged" {
    quick small.ini <<<'[backend pthreads]'
    parbench run small.ini -q -o out --set measure.rounds=1 --set experiment.workers="$(($(nproc) + 1))"
    matches "$(cells out/cells.csv status,flags workers=$(($(nproc) + 1)))" '^ok .*oversubscribed'
    ! grep -q oversubscribed <<<"$(cells out/cells.csv flags workers=1)"
}

# ---- exit statuses -----------------------------------------------------------------------------

@test "unavailable and unsupported are facts; with --strict they are failures" {
    quick small.ini <<INI
[backend serial]
[backend probe_no]
[backend declines_large]
n = 2000
INI
    parbench run small.ini -q -o facts --plugin-path "$FAULTY" --set measure.rounds=1
    is "probe_no" "$(status_of facts backend=probe_no)" unavailable
    is "declines_large" "$(status_of facts backend=declines_large)" unsupported
    run -1 parbench run small.ini -q -o failures --strict --plugin-path "$FAULTY" --set measure.rounds=1
    is "probe_no" "$(status_of failures backend=probe_no)" unavailable
    parbench run small.ini -q -o good --strict --plugin-path "$FAULTY" --set measure.rounds=1 \
        --only 'pi/serial/*'
}

# ---- what goes wrong around the visits ---------------------------------------------------------

@test "a TMPDIR that is not there: exit status 2, and nothing is made" {
    quick small.ini <<<'[backend serial]'
    run --separate-stderr -2 env TMPDIR=/nonexistent timeout 60 "$PARBENCH" run small.ini
    is "stderr" "$stderr" "parbench: run: TMPDIR /nonexistent: no such directory"
    is "files" "$(ls)" small.ini
    TMPDIR=/nonexistent parbench run small.ini --dry-run
}

@test "results/NAME/latest that is no link is refused, and no run directory is made" {
    quick small.ini <<<'[backend serial]'
    mkdir -p results/small/latest
    run --separate-stderr -2 parbench run small.ini
    matches "$stderr" '^parbench: run: .*/results/small/latest: is no link'
    is "files" "$(ls results/small)" latest
}

@test "-o: a file is no directory" {
    quick small.ini <<<'[backend serial]'
    run --separate-stderr -2 parbench run small.ini -o small.ini
    is "stderr" "$stderr" "parbench: run: -o small.ini: is a file, not a directory"
}

@test "a plugin directory that is not there is noted, and not in each visit" {
    quick small.ini <<<'[backend serial]'
    run --separate-stderr -0 env PARBENCH_PLUGIN_PATH=/nowhere timeout 60 "$PARBENCH" run small.ini \
        -o out --plugin-path gone:.
    is "notes" "$(grep -c 'no such directory' <<<"$stderr")" 2
    matches "$stderr" "^note: $PWD/gone, where plugins are looked for: no such directory$"
    matches "$stderr" '^note: /nowhere, '
    run --separate-stderr -0 env PARBENCH_PLUGIN_PATH=/nowhere "$PARBENCH" cell -k pi -b serial -n 10 \
        --samples 1 --record here.json
    is "stderr" "$stderr" ""
}

@test "a visit that cannot be started: failed, with the reason, ends no run, and --retry mends it" {
    short_folder
    quick small.ini <<'INI'
[backend first]
plugin = serial
launcher = sh -c '"$0" "$@" && mv "$PLACE" "$PLACE.gone"'
[backend second]
plugin = serial
launcher = sh -c '"$0" "$@" && mv "$PLACE" "$PLACE.gone"'
INI
    run -1 env PLACE="$FOLDER/t" TMPDIR="$FOLDER/t" \
        sh -c 'mkdir "$PLACE" && timeout 60 "$0" run small.ini -q -o out --set measure.rounds=1' "$PARBENCH"
    is "statuses" "$(cells out/samples.csv status phase=visit position!=0 | tr '\n' ' ')" "ok failed "
    is "statuses" "$(cells out/cells.csv status | sort | tr '\n' ' ')" "failed ok "
    matches "$(cells out/cells.csv status,detail status=failed)" "^failed $FOLDER/t/parbench-.*: No such file"
    is "no process" "$(cells out/samples.csv phase,batch,batch_ns status=failed)" "visit  "
    "$PYTHON" "$BATS_TEST_DIRNAME/recompute.py" out
    mkdir "$FOLDER/t"
    PLACE=$FOLDER/t TMPDIR=$FOLDER/t parbench run --resume out --retry -q
    is "status" "$(status_of out | sort -u)" ok
}

@test "samples.csv cannot grow: exit status 2, and what was measured is kept" {
    quick small.ini <<<'[backend serial]'
    run --separate-stderr -2 bash -c 'ulimit -f 24; exec timeout 60 "$0" "$@"' \
        "$PARBENCH" run small.ini -o out --set measure.rounds=50 --set measure.samples=30
    says 'out/samples\.csv: cannot write: File too large'
    says '^  parbench run --resume .*/out$'
    is "status" "$(status_of out)" ok
    "$PYTHON" "$BATS_TEST_DIRNAME/recompute.py" out
    local rounds
    rounds=$(cells out/cells.csv rounds)
    [[ $rounds -gt 0 && $rounds -lt 50 ]]
    is "kept" "$(cells out/samples.csv round phase=visit | tail -n 1)" "$rounds"
}

@test "a full disk: an error of the run and not of its cells" {
    needs unshare
    unshare -rm mount -t tmpfs none /tmp 2>/dev/null || skip "no mount without being root"
    quick small.ini <<'INI'
[backend serial]
launcher = sh -c 'case "$*" in *visit-2-*) mkdir "$PLACE.full" && cat /dev/zero >"$PLACE/filler";; esac; exec "$0" "$@"'
INI
    mkdir disk
    export PLACE=$PWD/disk
    run --separate-stderr -0 unshare -rm bash -c '
        mount -t tmpfs -o size=2m none disk
        timeout 60 "$0" run small.ini -o disk/out --set measure.rounds=3
        echo "exit status $?"
        cp -r disk/out full
        rm disk/filler
        timeout 60 "$0" run --resume disk/out -q
        echo "exit status $?"
        cp -r disk/out resumed' "$PARBENCH"
    is "exit statuses" "$(grep '^exit' <<<"$output" | tr '\n' ' ')" "exit status 2 exit status 0 "
    says "disk/out/visit-2-3-[0-9]+: no room for the record of a visit: No space left on device"
    is "what was good stays" "$(cells full/samples.csv round,status phase=visit position!=0)" "1 ok"
    is "resumed" "$(cells resumed/cells.csv status,rounds)" "ok 3"
}

@test "the run directory is removed while the run goes on: exit status 2, and it stays away" {
    quick small.ini <<'INI'
[backend serial]
[backend pthreads]
INI
    start small.ini -o out --set measure.rounds=100000
    second_round() { cells out/samples.csv round phase=visit 2>/dev/null | grep -qx 2; }
    wait_for second_round
    wait_for rm -rf out
    wait_for ended
    says "$PWD/out: the run directory is gone"
    is "exit status" "$status" 2
    never_says 'cells\.csv|--resume'
    [[ ! -e out ]]
    nobody_left "$FOLDER"
}

@test "cells.csv cannot be written: exit status 2, and no path is promised" {
    quick small.ini <<'INI'
[backend serial]
launcher = sh -c 'mkdir -p "$PLACE/cells.csv"; exec "$0" "$@"'
INI
    PLACE=$PWD/out run --separate-stderr -2 parbench run small.ini -q -o out
    is "stdout" "$output" ""
    says 'out/cells\.csv: cannot write'
}

@test "a visit that removes its own folder: its own fault" {
    quick small.ini <<'INI'
[backend serial]
launcher = sh -c 'rm -rf "$PLACE"/visit-*; exec "$0" "$@"'
INI
    PLACE=$PWD/out run -1 parbench run small.ini -q -o out
    matches "$(status_of out)" 'failed|crashed'
}

# ---- launchers and environment -----------------------------------------------------------------

@test "a launcher that only passes on works like none" {
    quick small.ini <<INI
[backend serial]
[backend passed]
plugin = serial
launcher = env A=1
INI
    parbench run small.ini -q -o out
    is "status" "$(status_of out)" $'ok\nok'
    is "value" "$(cells out/cells.csv value backend=passed)" "$(cells out/cells.csv value backend=serial)"
}

@test "a launcher that loses a host: failed, with its words, and the run goes on" {
    cat >lost <<'SH'
#!/bin/sh
"$@" &
sleep 0.5
kill -KILL $!
echo "Connection to node2 closed by remote host." >&2
exit 255
SH
    chmod +x lost
    quick small.ini <<INI
[backend far]
plugin = $FAULTY/hang.so
launcher = {directory}/lost
[backend serial]
INI
    run -1 parbench run small.ini -q -o out --set measure.seed=1
    is "status" "$(status_of out)" $'failed\nok'
    matches "$(cells out/cells.csv detail backend=far)" \
        '^the launcher .*/lost lost a host in run; stderr: Connection to node2 closed by remote host\.$'
}

@test "a plugin that says the words of a launcher is not believed" {
    plugin says.so <<'C'
#include <parbench/plugin.h>
#include <stdlib.h>
static int run(void *instance, const parbench_task *task, parbench_partial *total)
{
    (void)instance;
    (void)total;
    task->host->log(PARBENCH_LOG_ERROR, "Connection to node2 closed by remote host.");
    abort();
}
PARBENCH_BACKEND("says", .run = run);
C
    quick small.ini <<'INI'
[backend ./says.so]
launcher = env A=1
INI
    run -1 parbench run small.ini -q -o out
    is "status" "$(status_of out)" crashed
}

@test "a launcher's words: quotes, {workers} and {n}, never a shell" {
    telling_backend tells.so tells 'getenv("TOLD")'
    quick small.ini <<'INI'
[backend ./tells.so]
workers = 3
launcher = env "TOLD=a {workers} of {n} $HOME; exit 7" 'OTHER=x y'
INI
    run -1 parbench run small.ini -q -o out --set measure.rounds=1
    is "three workers" "$(cells out/cells.csv status,detail workers=3)" \
        'failed a 3 of 1000 $HOME; exit 7'
    is "one worker" "$(cells out/cells.csv detail workers=1)" 'a 1 of 1000 $HOME; exit 7'
}

@test "{directory} and PARBENCH_DIRECTORY: of the INI file, wherever it is called and resumed" {
    mkdir -p "there {n}/tools" elsewhere
    telling_backend "there {n}/tells.so" tells 'getenv("TOLD")'
    printf '%s\n' '#!/bin/sh' 'told=$1' 'shift' 'TOLD="$told, $PARBENCH_DIRECTORY" exec "$@"' >"there {n}/tools/tell"
    chmod +x "there {n}/tools/tell"
    quick "there {n}/small.ini" <<<$'[backend ./tells.so]\nlauncher = {directory}/tools/tell {directory}/{n}'
    cd elsewhere
    run -1 parbench run "../there {n}/small.ini" -q -o out --set measure.rounds=1
    local first here=$PWD/../there\ {n}
    first=$(cells out/cells.csv status,detail)
    is "first" "$first" "failed $here/1000, $here"
    cd /
    run -1 env PARBENCH_DIRECTORY=/nowhere timeout 60 "$PARBENCH" run --resume "$OLDPWD/out" --retry -q
    is "resumed" "$(cells "$OLDPWD/out/cells.csv" status,detail)" "$first"
    is "visits" "$(cells "$OLDPWD/out/samples.csv" phase phase=visit backend=tells | wc -l)" 2
}

@test "on another host there is no TMPDIR of the runner's, and what was made for it is gone" {
    telling_backend tells.so tells 'getenv("TMPDIR")'
    # As a launcher does that hands TMPDIR on, and as one whose host sets another.
    printf '%s\n' '#!/bin/sh' 'rm "$TMPDIR/.parbench"' '[ "$1" = empty ] || touch "$TMPDIR/file"' \
        'echo "$TMPDIR" >"$1"' 'shift' 'exec "$@"' >far
    printf '%s\n' '#!/bin/sh' 'mkdir -p site' 'TMPDIR=$PWD/site exec "$@"' >site-launcher
    chmod +x far site-launcher
    quick small.ini <<'INI'
[backend empty]
plugin = ./tells.so
launcher = {directory}/far empty
[backend used]
plugin = ./tells.so
launcher = {directory}/far used
[backend site]
plugin = ./tells.so
launcher = {directory}/site-launcher
[backend here]
plugin = ./tells.so
launcher = env A=1
[backend alone]
plugin = ./tells.so
INI
    run -1 env PARBENCH_TMPDIR=/tmp timeout 60 "$PARBENCH" run small.ini -q -o out
    matches "$(cells out/cells.csv detail backend=empty)" '^\(null\)'
    matches "$(cells out/cells.csv detail backend=used)" '^\(null\)'
    matches "$(cells out/cells.csv detail backend=site)" "^$PWD/site"
    [[ -d site ]]
    matches "$(cells out/cells.csv detail backend=here)" '/parbench-'
    matches "$(cells out/cells.csv detail backend=alone)" '/parbench-'
}

@test "a launcher that is not there: unavailable" {
    quick small.ini <<INI
[backend serial]
[backend far]
plugin = serial
launcher = no-such-launcher -n {workers}
[backend farther]
plugin = serial
launcher = $PWD/no/such/launcher
INI
    run --separate-stderr -0 parbench run small.ini -o out
    matches "$(cells out/cells.csv status,detail backend=far)" '^unavailable .*no-such-launcher'
    matches "$(cells out/cells.csv status,detail backend=farther)" '^unavailable .*/no/such/launcher'
    is "serial" "$(status_of out backend=serial)" ok
}

@test "a launcher that fails: failed, with its words" {
    quick small.ini <<'INI'
[backend serial]
[backend refused]
plugin = serial
launcher = sh -c 'echo invalid partition >&2; exit 3'
[backend mute]
plugin = serial
launcher = false
INI
    run --separate-stderr -1 parbench run small.ini -o out
    matches "$(cells out/cells.csv status,detail backend=refused)" \
        '^failed .*sh.*status 3.*invalid partition'
    matches "$(cells out/cells.csv status,detail backend=mute)" '^failed .*false.*status 1'
    is "serial" "$(status_of out backend=serial)" ok
}

@test "a launcher that starts nothing and is content: crashed, for there is no record" {
    quick small.ini <<INI
[backend void]
plugin = serial
launcher = true
INI
    run --separate-stderr -1 parbench run small.ini -o out
    matches "$(cells out/cells.csv status,detail)" '^crashed .*without a record'
}

@test "env.NAME reaches the visit, and only its own" {
    telling_backend tells.so tells 'getenv("GREETING")'
    quick small.ini <<'INI'
[backend told]
plugin = ./tells.so
env.GREETING = good = morning, $USER
[backend untold]
plugin = ./tells.so
INI
    run -1 env -u GREETING timeout 60 "$PARBENCH" run small.ini -q -o out
    is "told" "$(cells out/cells.csv status,detail backend=told)" 'failed good = morning, $USER'
    is "untold" "$(cells out/cells.csv status,detail backend=untold)" 'failed (null)'
    run -1 env GREETING=hi timeout 60 "$PARBENCH" run small.ini -q -o over
    is "told" "$(cells over/cells.csv detail backend=told)" 'good = morning, $USER'
    is "untold" "$(cells over/cells.csv detail backend=untold)" 'hi'
}

@test "a visit has a TMPDIR of its own, stdin is empty, and there are no core files" {
    plugin looks.so <<'C'
#define _POSIX_C_SOURCE 200809L
#include <parbench/plugin.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>
static int run(void *instance, const parbench_task *task, parbench_partial *total)
{
    (void)instance;
    (void)total;
    char byte;
    struct rlimit core;
    getrlimit(RLIMIT_CORE, &core);
    FILE *file = fopen("litter-in-the-working-directory", "r");
    return task->host->fail(NULL, PARBENCH_FAILED, "%s %d %d %d", getenv("TMPDIR"),
                            (int)read(0, &byte, 1), (int)core.rlim_cur, file != NULL);
}
PARBENCH_BACKEND("looks", .run = run);
C
    short_folder
    quick small.ini <<<'[backend ./looks.so]'
    run -1 env TMPDIR="$FOLDER" timeout 60 "$PARBENCH" run small.ini -q -o out <<<'something'
    matches "$(cells out/cells.csv detail)" "^$FOLDER/parbench-[^ ]+ 0 0 0\$"
    nobody_left "$FOLDER"
}

# ---- what a run is started with, and says ------------------------------------------------------

@test "stdin, stdout and stderr may be closed" {
    quick small.ini <<<'[backend serial]'
    timeout 60 "$PARBENCH" run small.ini -q -o out <&- >&- 2>&- || true
    is "status" "$(status_of out)" ok
}

@test "a descriptor that is closed is not given to a file of the run" {
    quick small.ini <<<'[backend serial]'
    timeout 60 "$PARBENCH" run -o there small.ini >&- 2>&- || true
    is "samples.csv" "$(grep -vc '^1,\|^schema,' there/samples.csv || true)" 0
    "$PYTHON" "$ROOT/tests/cli/recompute.py" there
}

@test "children that were there before parbench are left alone, and SIGCHLD may be ignored" {
    quick small.ini <<<'[backend serial]'
    bash -c 'sleep 60 >/dev/null 2>&1 3>&- & echo $! >pid; trap "" CHLD; exec "$@"' - \
        "$PARBENCH" run -q -o there small.ini
    is "status" "$(status_of there)" ok
    is "flags" "$(cells there/cells.csv flags | tr '|' '\n' | grep -c leftover || true)" 0
    kill -0 "$(<pid)"
    kill "$(<pid)"
}

@test "a run that fails without a reason is explained by what it wrote last" {
    plugin ./mute.so <<'C'
#include <parbench/plugin.h>
#include <stdio.h>
static int run(void *instance, const parbench_task *task, parbench_partial *total)
{
    (void)instance, (void)total;
    task->host->log(PARBENCH_LOG_NOTE, "one of many lines");
    fputs("no kernel image\n", stderr);
    return PARBENCH_FAILED;
}
PARBENCH_BACKEND("mute", .run = run);
C
    quick small.ini <<<'[backend ./mute.so]'
    run -1 parbench run -q -o there small.ini
    matches "$(cells there/cells.csv detail)" 'no reason; stderr: .*no kernel image$'
}

@test "of several errors the last is quoted" {
    plugin ./wordy.so <<'C'
#include <parbench/plugin.h>
#include <stdlib.h>
static int run(void *instance, const parbench_task *task, parbench_partial *total)
{
    (void)instance, (void)total;
    task->host->log(PARBENCH_LOG_ERROR, "a small one");
    task->host->log(PARBENCH_LOG_ERROR, "the one that matters");
    abort();
}
PARBENCH_BACKEND("wordy", .run = run);
C
    quick small.ini <<<'[backend ./wordy.so]'
    run -1 parbench run -q -o there small.ini
    matches "$(cells there/cells.csv detail)" 'stderr: parbench: error: the one that matters$'
}

@test "each visit has a layout of its own, and the same seed gives it again" {
    plugin ./place.so <<'C'
#include <parbench/plugin.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
static int create(const parbench_host *host, const parbench_value *options,
                  const parbench_task *task, void **instance, parbench_error *error)
{
    (void)host, (void)options, (void)task, (void)instance, (void)error;
    FILE *log = fopen(getenv("PLACES"), "a");
    fprintf(log, "e%zu\n", strlen(getenv("PARBENCH_PADDING")));
    fclose(log);
    return PARBENCH_OK;
}
static int run(void *instance, const parbench_task *task, parbench_partial *total)
{
    (void)instance;
    parbench_work(task, 0, 0, task->n, total);
    return PARBENCH_OK;
}
PARBENCH_BACKEND("place", .create = create, .run = run);
C
    quick small.ini <<<'[backend ./place.so]'
    PLACES=$PWD/log run -0 parbench run -q -o one small.ini --set measure.seed=7 --set measure.rounds=6
    layouts() { "$PYTHON" "$ROOT/tests/cli/pick.py" "$1/samples.csv" layout phase=visit position!=0; }
    is "what the plugin saw" "$(<log)" "$(layouts one | sed 's/s.*//')"
    is "layouts" "$(layouts one | sort -u | wc -l)" 6
    matches "$(layouts one)" '^e[0-9]+s[0-9]+$'
    PLACES=$PWD/log run -0 parbench run -q -o two small.ini --set measure.seed=7 --set measure.rounds=6
    is "again" "$(layouts two)" "$(layouts one)"
}

@test "the costs say how many workers had work, and on which CPUs" {
    quick small.ini <<'INI'
[backend serial]
[backend pthreads]
workers = 1, 3
INI
    run -0 parbench run -o there small.ini --set experiment.n=2
    says '^kernel +n +backend .* ran on$'
    says '^pi +2 +serial +1 .* 1 on [0-9]+$'
    says '^pi +2 +pthreads +3 .* 2 on [0-9]+([-,][0-9]+)?$' # one of them has no item
}
