#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# external = hyperfine: the time of a call as a clock outside of parbench sees it. Mostly with a
# program in the place of hyperfine whose times are known.
load helper
load config

recompute() {
    "$PYTHON" "$BATS_TEST_DIRNAME/recompute.py" "$1"
}

# outside RUN POSITION CALLS NS...: lines of phase external behind those that are there, of the cell
# pi/serial/1000/1.
outside() {
    local line head run=$1 position=$2 calls=$3
    shift 3
    head=$(grep ,pi,serial,1000,1,visit, "$run/samples.csv" | tail -n 1)
    for ns; do
        line=$(wc -l <"$run/samples.csv")
        awk -F, -v OFS=, -v seq="$line" -v position="$position" -v calls="$calls" -v ns="$ns" '{
            $4 = seq; $5 = 1; $6 = position; $11 = "external"; $14 = calls; $15 = ns
            for (i = 20; i < 27; i++) $i = ""
            print }' <<<"$head" >>"$run/samples.csv"
    done
}

@test "lines of phase external: the slope of their medians is external_ns, and nothing else changes" {
    quick small.ini <<<'[backend serial]'
    parbench run small.ini -q -o run
    cells run/cells.csv time_ns,rounds,samples,start_ns,speedup >before
    outside run 1 3 5000 5003 5001
    outside run 1 103 8000 9000 8031
    outside run 2 103 8031 8031
    outside run 2 3 5001 5001
    cp run/samples.csv before.csv
    run --separate-stderr -0 parbench run --resume run
    matches "$output" '^hyperfine agrees on 0 of 1 cell, 1 has no interval to compare$'
    cmp before.csv run/samples.csv
    is "external" "$(cells run/cells.csv external_ns)" 30.3
    cells run/cells.csv time_ns,rounds,samples,start_ns,speedup | diff before -
    recompute run
}

@test "what was torn of hyperfine's lines goes as a whole" {
    quick small.ini <<<'[backend serial]'
    parbench run small.ini -q -o run
    outside run 1 3 5000 5000
    outside run 1 103 8000 8000
    cp run/samples.csv whole
    outside run 2 103 9000 9000
    outside run 2 3 7000
    parbench run --resume run -q
    cmp whole run/samples.csv
    is "external" "$(cells run/cells.csv external_ns)" 30
    recompute run
}

@test "hyperfine's lines between those of visits" {
    quick small.ini <<<'[backend serial]'
    parbench run small.ini -q -o run
    outside run 1 3 5000
    outside run 1 103 8000
    grep ,2,1,pi,serial, run/samples.csv >second
    grep -v ,2,1,pi,serial, run/samples.csv >first
    cat first second >run/samples.csv
    renumber run/samples.csv
    parbench run --resume run -q
    is "rows" "$(cells run/samples.csv phase position!=0 | sort | uniq -c | tr -s ' ' | grep -E 'visit|external')" \
        " 2 external"$'\n'" 2 visit"
    is "external" "$(cells run/cells.csv external_ns,rounds,samples)" "30 2 4"
    recompute run
}

# fake: hyperfine is fake_hyperfine.py from here on; its commands go to the file LOG.
fake() {
    mkdir -p bin tricks
    printf '#!/bin/sh\nexec %s %s "$@"\n' "$PYTHON" "$BATS_TEST_DIRNAME/fake_hyperfine.py" >bin/hyperfine
    chmod +x bin/hyperfine
    export PATH=$PWD/bin:$PATH LOG=$PWD/log TRICKS=$PWD/tricks
    : >log
}

# logged PYTHON: the expression for each logged command c, one a line.
logged() {
    "$PYTHON" -c "import json, sys
for c in map(json.loads, open('log')): print($1)"
}

# timed: experiment small.ini with two cells that are timed.
timed() {
    quick small.ini <<<"${1-"[backend serial]
[backend pthreads]"}"
    sed -i 's/^samples = 2$/&\nexternal = hyperfine\nseed = 1/' small.ini
}

# bare ARGUMENTS...: parbench where there is no hyperfine, nor any other program.
bare() {
    env PATH=/nowhere "$PARBENCH" "$@"
}

externals() {
    cells "$1" kernel,backend,round,batch,batch_ns phase=external
}

@test "external_ns is the slope of what hyperfine timed" {
    fake
    timed
    CALL=123456 run --separate-stderr -0 parbench run small.ini -o run --set measure.rounds=6
    is "external" "$(cells run/cells.csv external_ns | sort -u)" 123456
    is "lines" "$(externals run/samples.csv | wc -l)" 40
    is "lines of a cell and a pass" \
        "$(cells run/samples.csv backend,round,position phase=external | sort | uniq -c | awk '{ print $1 }' | sort -u)" 10
    is "numbers of calls of a cell" \
        "$(cells run/samples.csv backend,batch phase=external | sort | uniq -c | awk '{ print $1, $2 }' | sort | uniq -c | tr -s ' ')" \
        " 2 10 pthreads"$'\n'" 2 10 serial"
    says '^hyperfine times 2 cells from outside, expected to take [0-9]'
    says '^hyperfine agrees on 0 of 2 cells$'
    says '^hyperfine disagrees: pi/serial/1000/1: .* us \[.* us, .* us\] by parbench, 123\.5 us \[.* us, .* us\] by hyperfine$'
    recompute run
}

@test "few calls and many, and in the second pass many and few" {
    fake
    timed
    parbench run small.ini -q -o run
    is "times" "$(logged "c['options'].count('-N'), c['options'][c['options'].index('--warmup') + 1]" | sort -u)" "1 1"
    local few=() pass
    for pass in 1 2; do
        mapfile -t calls < <(cells run/samples.csv batch phase=external round=$pass backend=serial | uniq)
        is "numbers of calls in pass $pass" "${#calls[@]}" 2
        few+=("$((calls[0] < calls[1]))")
    done
    is "few first" "${few[*]}" "1 0"
}

@test "the command is that of a visit, word for word, its launcher included" {
    fake
    printf '#!/bin/sh\necho "$*" >>"%s/visits"\nexec "$@"\n' "$PWD" >note
    chmod +x note
    timed "[backend pthreads]
spawn = each
pin = none
workers = 1, 2
launcher = $PWD/note"
    parbench run small.ini -q -o run --set measure.idle_gap=3ms
    sed -E 's/ --(record|stack-offset) [^ ]*//g' visits | sort -u >visited
    is "visited" "$(wc -l <visited)" 2
    logged "' '.join(c['words'])" | sed "s:^$PARBENCH .visit 0 $PWD/note ::; s/ --calls [0-9]*\$//; s/ --stack-offset [0-9]*//" | sort -u | diff visited -
    is "the launcher comes first" "$(logged "c['words'][3]" | sort -u)" "$PWD/note"
    is "no record" "$(logged "'--record' in c['words']" | sort -u)" False
}

@test "blanks and quotes, CPUs, environment" {
    fake
    mkdir "a b's"
    plain_backend "a b's/mine.so" mine
    timed "[backend ./a b's/mine.so]
workers = 1, 2
env.GREETING = it's \"me\""
    TMPDIR=/tmp parbench run small.ini -q -o 'the "run'
    is "backend" "$(logged "c['words'][c['words'].index('--backend') + 1]" | sort -u)" "$PWD/a b's/mine.so"
    is "CPUs" "$(logged "len(c['words'][c['words'].index('--cpus') + 1].split(',')), c['words'][c['words'].index('-w') + 1]" | sort -u)" \
        "1 1"$'\n'"2 2"
    is "greeting" "$(logged "c['GREETING']" | sort -u)" "it's \"me\""
    matches "$(logged "c['TMPDIR']" | sort -u | head -n 1)" '^/tmp/parbench-[^/]*$'
    recompute 'the "run'
}

@test "a launcher: fewer commands, each of a second and more" {
    fake
    timed '[backend serial]
launcher = env
[backend pthreads]'
    parbench run small.ini -q -o run
    is "lines" "$(cells run/samples.csv backend phase=external | sort | uniq -c | tr -s ' ')" \
        " 20 pthreads"$'\n'" 16 serial"
    many() { externals run/samples.csv | grep "$1" | awk '{ print $4 }' | sort -n | tail -n 1; }
    [[ $(many serial) -gt $((2 * $(many pthreads))) ]]
}

@test "allow_root counts here, too" {
    [[ $(id -u) = 0 ]] || skip "not root"
    fake
    timed '[backend serial]
allow_root = yes'
    parbench run small.ini -q -o run
    is "root" "$(logged "c['OMPI_ALLOW_RUN_AS_ROOT']" | sort -u)" 1
}

@test "cells that are not ok are not timed" {
    fake
    timed "[backend $FAULTY/segfault.so]
[backend pthreads]
[backend $FAULTY/probe_no.so]"
    run -1 parbench run small.ini -q -o run
    is "backends" "$(cells run/samples.csv backend phase=external | sort -u)" pthreads
    is "external" "$(cells run/cells.csv status,external_ns | sort)" \
        "crashed "$'\n'"ok 30000"$'\n'"unavailable "
    recompute run
}

@test "without hyperfine: the package is named, and all else is as ever" {
    timed
    run --separate-stderr -0 bare run small.ini -o run
    says '^note: measure\.external: hyperfine is not installed \(package hyperfine\)'
    never_says 'hyperfine times'
    is "cells" "$(cells run/cells.csv status,external_ns | sort -u)" "ok "
    run --separate-stderr -0 bare run small.ini -o none --set measure.external=none
    never_says hyperfine
    recompute run
}

@test "hyperfine fails for a cell: a note in its words, and the others are timed" {
    fake
    timed
    echo "$PARBENCH_BUILD_DIR/plugins/serial.so" >tricks/fail
    run --separate-stderr -0 parbench run small.ini -o run
    says '^note: hyperfine: pi/serial/1000/1: hyperfine ended with status 1; stderr: Error: Command terminated with non-zero exit code: 3\.$'
    is "notes" "$(grep -c '^note: hyperfine' <<<"$stderr")" 1
    is "external" "$(cells run/cells.csv backend,status,external_ns)" "serial ok "$'\n'"pthreads ok 30000"
    is "folders" "$(ls run)" $'cells.csv\nrun.json\nsamples.csv'
    mv tricks/fail tricks/garbage
    rm -r run
    run --separate-stderr -0 parbench run small.ini -q -o run
    says "^note: hyperfine: pi/serial/1000/1: hyperfine's results: "
    is "external" "$(cells run/cells.csv backend,external_ns)" "serial "$'\n'"pthreads 30000"
    recompute run
}

@test "hyperfine does not end: it is ended, with all that it started" {
    fake
    short_folder
    timed
    echo "$PARBENCH_BUILD_DIR/plugins/serial.so" >tricks/hang
    TMPDIR=$FOLDER run --separate-stderr -0 parbench run small.ini -q -o run --set measure.timeout=1s
    says '^note: hyperfine: pi/serial/1000/1: no end within '
    is "external" "$(cells run/cells.csv backend,external_ns)" "serial "$'\n'"pthreads 30000"
    nobody_left "$FOLDER"
}

@test "interrupted: what there is stays, and --resume times the rest" {
    fake
    timed
    echo "$PARBENCH_BUILD_DIR/plugins/serial.so" >tricks/interrupt
    run --separate-stderr -130 "$PARBENCH" run small.ini -o run
    says 'parbench run --resume '
    is "folders" "$(ls run)" $'cells.csv\nrun.json\nsamples.csv'
    externals run/samples.csv >before
    cells run/samples.csv phase,round,position,batch_ns phase=visit >visits
    [[ $(wc -l <before) -lt 40 ]]
    parbench run --resume run -q
    externals run/samples.csv | head -n "$(wc -l <before)" | diff before -
    is "lines" "$(externals run/samples.csv | awk '{ print $2, $3 }' | sort | uniq -c | tr -s ' ')" \
        " 10 pthreads 1"$'\n'" 10 pthreads 2"$'\n'" 10 serial 1"$'\n'" 10 serial 2"
    cells run/samples.csv phase,round,position,batch_ns phase=visit | diff visits -
    is "external" "$(cells run/cells.csv external_ns | sort -u)" 30000
    recompute run
    cp run/samples.csv whole
    parbench run --resume run -q
    cmp whole run/samples.csv
}

@test "killed in the second pass: the first is not repeated, and the numbers of calls stay" {
    fake
    timed
    mv bin/hyperfine bin/hyperfine.py
    cat >bin/hyperfine <<'SH'
#!/bin/sh
[ "$(wc -l <"$LOG")" -ne 4 ] || echo "$PARBENCH" >"$TRICKS/kill"
exec "$0.py" "$@"
SH
    chmod +x bin/hyperfine
    export PARBENCH
    run -137 "$PARBENCH" run small.ini -q -o run
    [[ ! -e run/cells.csv ]]
    is "passes" "$(cells run/samples.csv round phase=external | sort -u)" 1
    : >log
    parbench run --resume run -q
    is "commands" "$(wc -l <log)" 4
    is "lines" "$(externals run/samples.csv | wc -l)" 40
    is "numbers of calls" "$(cells run/samples.csv backend,batch phase=external | sort -u | wc -l)" 4
    is "folders" "$(ls run)" $'cells.csv\nrun.json\nsamples.csv'
    recompute run
}

@test "a run that ended without it: --resume measures only that" {
    timed
    bare run small.ini -q -o run
    cp run/samples.csv visits
    fake
    parbench run --resume run -q
    head -n "$(wc -l <visits)" run/samples.csv | cmp visits -
    is "lines" "$(externals run/samples.csv | wc -l)" 40
    is "external" "$(cells run/cells.csv external_ns | sort -u)" 30000
    recompute run
}

@test "rounds after it: they are added, and it is not repeated" {
    fake
    timed
    parbench run small.ini -q -o run
    externals run/samples.csv >before
    "$PYTHON" - <<'PY'
lines = open("run/samples.csv").readlines()
kept = [line for line in lines if line.split(",")[4] != "2" or ",external," in line]
open("run/samples.csv", "w").writelines(kept)
PY
    renumber run/samples.csv
    : >log
    parbench run --resume run -q
    is "commands" "$(<log)" ""
    externals run/samples.csv | diff before -
    is "rounds" "$(cells run/cells.csv rounds,external_ns | sort -u)" "2 30000"
    recompute run
}

@test "what the budget leaves out is said" {
    fake
    timed
    run --separate-stderr -0 parbench run small.ini -q -o run --set measure.rounds=1 --budget 1ms
    says '^note: hyperfine: the budget of 1ms leaves out pi/(serial|pthreads)/1000/1, pi/(serial|pthreads)/1000/1$'
    is "external" "$(cells run/cells.csv status,external_ns | sort -u)" "ok "
}

@test "what is too long for its timeout is said" {
    fake
    quick long.ini <<<'[backend serial]'
    sed -i 's/^samples = 2$/samples = 1\nexternal = hyperfine/; s/^n = .*/n = 10/; s/^\[kernel pi\]/[kernel delay]\ntime = 60ms/' long.ini
    run --separate-stderr -0 parbench run long.ini -q -o run --set measure.timeout=1400ms
    says '^note: hyperfine: delay/serial/10/1: left out: two calls are too long for the timeout of 1400ms$'
    is "external" "$(cells run/cells.csv status,external_ns)" "ok "
}

@test "hyperfine itself" {
    needs hyperfine
    mkdir "a b's"
    plain_backend "a b's/mine.so" mine
    quick real.ini <<INI
[backend serial]
env.X = y
[backend ./a b's/mine.so]
launcher = env -u X
INI
    sed -i 's/^samples = 2$/&\nexternal = hyperfine/; s/^\[kernel pi\]/[kernel delay]\ntime = 1ms/; s/^n = .*/n = 2/' real.ini
    run --separate-stderr -0 parbench run real.ini -o run
    never_says '^note: hyperfine'
    is "lines" "$(externals run/samples.csv | wc -l)" 36
    is "times" "$(cells run/cells.csv external_ns | grep -c '^[1-9]')" 2
    is "missing" "$(cells run/samples.csv batch,batch_ns phase=external | awk '$2 < $1 * 2000000')" ""
    recompute run
}

@test "hyperfine itself, and a cell that fails there" {
    needs hyperfine
    plugin later.so <<'C'
#include <parbench/plugin.h>
#include <stdlib.h>
static int run(void *instance, const parbench_task *task, parbench_partial *total)
{
    (void)instance;
    if (getenv("HYPERFINE_RANDOMIZED_ENVIRONMENT_OFFSET") != NULL)
        _Exit(3);
    parbench_work(task, 0, 0, task->n, total);
    return PARBENCH_OK;
}
PARBENCH_BACKEND("later", .max_workers = 1, .run = run);
C
    timed '[backend ./later.so]'
    run --separate-stderr -0 parbench run small.ini -q -o run
    says '^note: hyperfine: pi/later/1000/1: hyperfine ended with status 1; stderr: .*exit code'
    is "cells" "$(cells run/cells.csv status,external_ns)" "ok "
}

@test "measure.external: none or hyperfine" {
    printf '%s\n' '[experiment]' 'n = 1000' "$good_sections" >good.ini
    dry good.ini
    is "default" "$(effective measure.external)" "none ; default"
    dry good.ini --set measure.external=hyperfine
    is "set" "$(effective measure.external)" "hyperfine ; --set"
    refuse '^c\.ini:4: measure\.external: "hyprefine" is not allowed; allowed: none, hyperfine; did you mean "hyperfine"\?$' <<INI
[experiment]
n = 1000
[measure]
external = hyprefine
$good_sections
INI
}

@test "bench/external: 20 cells, of which 17 have to agree" {
    fake
    dry "$ROOT/bench/external.ini"
    is "cells" "$(planned | wc -l)" 20
    is "external" "$(effective measure.external | sed 's/ ;.*//')" hyperfine
    printf '#!/bin/sh\necho "$SAYS"\nexit "$ENDS"\n' >judged
    chmod +x judged
    export PARBENCH_BENCH_DIR=$PWD/bench
    bench() { PARBENCH=$PWD/judged SAYS=$1 ENDS=$2 "$ROOT/bench/external"; }
    run -0 bench 'hyperfine agrees on 17 of 20 cells' 0
    says '^agree: 17 of 20 \(at least 17\)$'
    run -1 bench 'hyperfine agrees on 16 of 16 cells' 0
    says '^agree: 16 of 20 \(at least 17\)$'
    run -1 bench 'no hyperfine' 1
    says '^agree: 0 of 20 '
    run -130 bench 'hyperfine agrees on 20 of 20 cells' 130
}

@test "bench/external: what ends it ends parbench, too" {
    fake
    printf '#!/bin/sh\necho $$ >"%s/number"\nexec sleep 600\n' "$PWD" >judged
    chmod +x judged
    PARBENCH=$PWD/judged PARBENCH_BENCH_DIR=$PWD/bench "$ROOT/bench/external" 3>&- &
    local bench=$! status=0
    until [[ -s number ]]; do sleep 0.05; done
    kill -TERM "$bench"
    wait "$bench" || status=$?
    is "status" "$status" 130
    [[ ! -e /proc/$(<number) ]]
}

@test "SIGKILL of the runner while hyperfine runs: nobody is left" {
    command -v hyperfine >/dev/null || skip "hyperfine is missing"
    short_folder
    timed '[backend serial]
launcher = sh -c '"'"'case "$*" in *--calls*) : >"$FOLDER/there"; exec sleep 300;; esac; exec "$0" "$@"'"'"
    FOLDER=$FOLDER TMPDIR=$FOLDER "$PARBENCH" run small.ini -q -o run >stdout 2>stderr 3>&- &
    wait_for test -e "$FOLDER/there"
    kill -KILL $!
    none_left() { [[ -z $(processes_of "$FOLDER") ]]; }
    wait_for none_left
}
