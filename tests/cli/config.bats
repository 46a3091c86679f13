#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# The INI dialect: what is refused and how, what is accepted, precedence, --dry-run.
load helper

# dry ARGUMENTS...: accepted, and measures nothing.
dry() {
    run --separate-stderr -0 parbench run --dry-run "$@"
}

# refused REGEX...: what `run` got is a refusal that matches all, and nothing was made.
refused() {
    local regex
    is "exit status" "$status" 2 || { show; return 1; }
    is "stdout" "$output" ""
    for regex in "$@"; do
        says "$regex"
    done
    [[ ! -e results ]]
}

# refuse REGEX...: this file (stdin) has one mistake, and it is told so.
refuse() {
    cat >c.ini
    run --separate-stderr parbench run c.ini
    refused "$@" '^parbench: run: 1 mistake; nothing was run$'
}

good_sections=$'[kernel pi]\n[backend serial]\n[backend pthreads]'

# effective SECTION.KEY: "value ; origin" as --dry-run printed it.
effective() {
    local section=${1%.*} key=${1##*.}
    awk -v section="[$section]" -v key="  $key = " '
        /^\[/ { here = $0 == section }
        here && index($0, key) == 1 { sub(/ +; /, " ; "); print substr($0, length(key) + 1) }
    ' <<<"$output"
}

# planned: the cells, as --dry-run printed them.
planned() {
    sed -n '/^[0-9]* cells\{0,1\}$/,/^$/{ /\//s/^  //p; }' <<<"$output"
}

# ---- many mistakes -----------------------------------------------------------------------------

@test "ten mistakes in a file are told at once, each with its line" {
    cat >broken.ini <<INI
[experiment]
n        = 1000
workres  = 1
baseline = seriall
[measure]
rounds   = 3
rounds   = 4
samples  = many
pin      = compcat
[kernl pi]
[kernel pi]
variant  = plian
[backend serial] extra
[backend pthreds]
[backend pthreads]
spwan    = once
spawn    = eech
INI
    run --separate-stderr parbench run broken.ini
    refused '^broken\.ini:3: experiment\.workres: unknown key; known: .*did you mean "workers"\?$' \
        '^broken\.ini:4: experiment\.baseline: "seriall" .*did you mean "serial"\?$' \
        '^broken\.ini:7: measure\.rounds: .*line 6$' \
        '^broken\.ini:8: measure\.samples: "many" is not allowed; allowed: ' \
        '^broken\.ini:9: measure\.pin: "compcat" .*allowed: compact, scatter, none; did you mean "compact"\?$' \
        '^broken\.ini:10: \[kernl pi\]: unknown section.*did you mean "kernel"\?$' \
        '^broken\.ini:12: kernel pi\.variant: "plian" .*did you mean "plain"\?$' \
        '^broken\.ini:13: "extra" stands behind the section' \
        '^broken\.ini:14: .*"pthreds" not found.*did you mean "pthreads"\?$' \
        '^broken\.ini:16: backend pthreads\.spwan: unknown key; known: .*did you mean "spawn"\?$' \
        '^broken\.ini:17: backend pthreads\.spawn: "eech" .*allowed: once, each; did you mean "each"\?$' \
        '11 mistakes; nothing was run'
    is "files" "$(ls)" broken.ini
}

# ---- one mistake each --------------------------------------------------------------------------

@test "refused: an unknown section" {
    refuse '^c\.ini:4: \[mesure\]: unknown section; known: .*\[measure\].*did you mean "measure"\?$' <<INI
[experiment]
n = 1000
workers = 1
[mesure]
$good_sections
INI
}

@test "refused: an unknown key in each kind of section" {
    refuse '^c\.ini:3: experiment\.worker: unknown key; known: .*did you mean "workers"\?$' <<INI
[experiment]
n = 1000
worker = 1
$good_sections
INI
    refuse '^c\.ini:4: measure\.round: unknown key; known: .*did you mean "rounds"\?$' <<INI
[experiment]
n = 1000
[measure]
round = 1
$good_sections
INI
    refuse '^c\.ini:4: kernel pi\.varient: unknown key; known: .*did you mean "variant"\?$' <<INI
[experiment]
n = 1000
[kernel pi]
varient = plain
[backend serial]
INI
    refuse '^c\.ini:5: backend serial\.lancher: unknown key; known: .*did you mean "launcher"\?$' <<INI
[experiment]
n = 1000
[kernel pi]
[backend serial]
lancher = env
INI
}

@test "refused: an unknown key that is near nothing gets no suggestion" {
    refuse '^c\.ini:3: experiment\.xyzzy: unknown key; known: ' <<INI
[experiment]
n = 1000
xyzzy = 1
$good_sections
INI
    never_says 'did you mean'
}

@test "refused: pin, launcher and environment belong to backends" {
    refuse '^c\.ini:4: kernel pi\.pin: unknown key' <<INI
[experiment]
n = 1000
[kernel pi]
pin = none
[backend serial]
INI
}

@test "refused: a key that is given twice" {
    refuse '^c\.ini:3: experiment\.n: .*line 2' <<INI
[experiment]
n = 1000
n = 2000
$good_sections
INI
}

@test "refused: a section that is given twice" {
    refuse '^c\.ini:6: backend serial: .*line 4' <<INI
[experiment]
n = 1000
[kernel pi]
[backend serial]
[backend pthreads]
[backend  serial ]
INI
}

@test "refused: an empty value and an empty member of a list" {
    refuse '^c\.ini:2: experiment\.n: .*empty' <<INI
[experiment]
n =
$good_sections
INI
    refuse '^c\.ini:2: experiment\.n: .*empty' <<INI
[experiment]
n = 1000,, 2000
$good_sections
INI
    refuse '^c\.ini:2: experiment\.n: .*empty' <<INI
[experiment]
n = ,
$good_sections
INI
    refuse '^c\.ini:7: backend pthreads\.spawn: .*empty' <<INI
[experiment]
n = 1000
workers = 1
[kernel pi]
[backend serial]
[backend pthreads]
spawn = once,
INI
}

@test "refused: numbers that are none" {
    local value
    for value in 1e3x -5 0 1.5 0x10 1e19 '1000 2000' five; do
        refuse '^c\.ini:2: experiment\.n: .*allowed' <<INI
[experiment]
n = $value
$good_sections
INI
    done
}

@test "refused: ranges that lead nowhere" {
    local value
    for value in '1000..10' '10..100 *1' '10..100 *0' '10..100 +0' '10..' '..10' '1..2..3' \
        '10..100 *' '10..100 /2' '1..1e9'; do
        refuse '^c\.ini:2: experiment\.n: ' <<INI
[experiment]
n = $value
$good_sections
INI
    done
}

@test "refused: numbers of workers that cannot be" {
    refuse '^c\.ini:3: experiment\.workers: .*allowed' <<INI
[experiment]
n = 1000
workers = 0
$good_sections
INI
    refuse '^c\.ini:3: experiment\.workers: "core" .*did you mean "cores"\?$' <<INI
[experiment]
n = 1000
workers = 1, core
$good_sections
INI
    refuse '^c\.ini:2: experiment\.n: "cores" is not allowed' <<INI
[experiment]
n = cores
$good_sections
INI
}

@test "refused: rounds, samples, timeout, pin and seed of the wrong kind" {
    local setting
    for setting in 'rounds = 0' 'rounds = 2.5' 'samples = no' 'timeout = 30' 'timeout = 5 weeks' \
        'timeout = 0s' 'pin = yes' 'seed = x'; do
        refuse "^c\.ini:4: measure\.${setting%% *}: .*allowed: " <<INI
[experiment]
n = 1000
[measure]
$setting
$good_sections
INI
    done
}

@test "refused: allow_root and launcher of the wrong kind" {
    refuse '^c\.ini:5: backend serial\.allow_root: "maybe" .*yes or no' <<INI
[experiment]
n = 1000
[kernel pi]
[backend serial]
allow_root = maybe
INI
    refuse '^c\.ini:5: backend serial\.launcher: .*quote' <<INI
[experiment]
n = 1000
[kernel pi]
[backend serial]
launcher = env "A=1
INI
}

@test "refused: a plugin that is not found, with the folders that were looked at" {
    refuse '^c\.ini:4: .*"seriall" not found: .*/plugins, .*did you mean "serial"\?$' <<INI
[experiment]
n = 1000
[kernel pi]
[backend seriall]
INI
    run --separate-stderr parbench run c.ini --plugin-path /nowhere/here
    refused '^c\.ini:4: .*/nowhere/here, .*/plugins'
}

@test "refused: a plugin file that is not there, with its path" {
    refuse "^c\.ini:4: .*not found.*$PWD/.*nosuch\.so" <<INI
[experiment]
n = 1000
[kernel pi]
[backend ./nosuch.so]
INI
}

@test "refused: a kernel as a backend, and a backend as a kernel" {
    refuse '^c\.ini:4: .*pi\.so is a kernel, not a backend' <<INI
[experiment]
n = 1000
[kernel pi]
[backend pi]
INI
    refuse '^c\.ini:3: .*serial\.so is a backend, not a kernel' <<INI
[experiment]
n = 1000
[kernel serial]
[backend serial]
INI
}

@test "refused: a plugin's option with a value that it does not take" {
    refuse '^c\.ini:5: backend openmp\.schedule: "dynamik" .*allowed: static, dynamic, guided; did you mean "dynamic"\?$' <<INI
[experiment]
n = 1000
[kernel pi]
[backend openmp]
schedule = static, dynamik
INI
    refuse '^c\.ini:5: backend openmp\.chunk: "-1" is not allowed; allowed: ' <<INI
[experiment]
n = 1000
[kernel pi]
[backend openmp]
chunk = -1
INI
}

@test "refused: a baseline that is no backend" {
    refuse '^c\.ini:3: experiment\.baseline: "pthread" .*serial, pthreads; did you mean "pthreads"\?$' <<INI
[experiment]
n = 1000
baseline = pthread
$good_sections
INI
}

@test "refused: a line that inih would cut" {
    refuse '^c\.ini:3: .*2[0-9][0-9] bytes' <<INI
[experiment]
n = 1000
workers = $(printf '1, %.0s' {1..70})1
$good_sections
INI
}

@test "refused: what stands behind a section, or beside its brackets" {
    refuse '^c\.ini:4: "extra" ' <<INI
[experiment]
n = 1000
[kernel pi]
[backend serial] extra
INI
    refuse '^c\.ini:4: .*\] is missing' <<INI
[experiment]
n = 1000
[kernel pi]
[backend serial
INI
}

@test "refused: sections with a name too many or too few" {
    refuse '^c\.ini:3: \[kernel\] needs a name' <<INI
[experiment]
n = 1000
[kernel]
[kernel pi]
[backend serial]
INI
    refuse '^c\.ini:3: \[measure fast\] takes no name' <<INI
[experiment]
n = 1000
[measure fast]
$good_sections
INI
    refuse '^c\.ini:4: .*"9lives" is no name' <<INI
[experiment]
n = 1000
[kernel pi]
[backend 9lives]
plugin = serial
INI
    refuse '^c\.ini:3: experiment\.name: "two words" is no name' <<INI
[experiment]
n = 1000
name = two words
$good_sections
INI
}

@test "refused: a file whose stem is no name, unless it has another" {
    printf '[experiment]\nn = 1000\n%s\n' "$good_sections" >'two words.ini'
    run --separate-stderr parbench run 'two words.ini'
    refused '^two words\.ini:.*experiment\.name: "two words" is no name'
    dry 'two words.ini' --set experiment.name=one
}

@test "refused: lines that are neither section nor key" {
    refuse '^c\.ini:1: .*before any \[section\]' <<INI
n = 1000
[experiment]
n = 1000
$good_sections
INI
    refuse '^c\.ini:3: "workers" is no key = value' <<INI
[experiment]
n = 1000
workers
$good_sections
INI
    refuse "^c\.ini:3: .*':'.*'='" <<INI
[experiment]
n = 1000
workers: 1
$good_sections
INI
    refuse '^c\.ini:3: .*no key' <<INI
[experiment]
n = 1000
= 1
$good_sections
INI
}

@test "refused: an indented line that looks like a key, or continues nothing" {
    refuse '^c\.ini:3: "workers =" is indented' <<INI
[experiment]
n = 1000
  workers = 1
$good_sections
INI
    refuse '^c\.ini:2: .*continues the one above' <<INI
[experiment]
  1000
n = 1000
$good_sections
INI
}

@test "refused: two instances of one name" {
    refuse '"serial"' <<INI
[experiment]
n = 1000
[kernel pi]
[backend serial]
[backend $PARBENCH_BUILD_DIR/plugins/serial.so]
INI
}

@test "refused: a file without kernel, without backend, without n" {
    refuse '^c\.ini: *there is no \[kernel NAME\]' <<INI
[experiment]
n = 1000
[backend serial]
INI
    refuse '^c\.ini: *there is no \[backend NAME\]' <<INI
[experiment]
n = 1000
[kernel pi]
INI
    refuse '^c\.ini:.* experiment\.n: is missing' <<INI
[kernel pi]
[backend serial]
INI
}

@test "refused: a file that is not text" {
    printf '[experiment]\nn = 1000\n%s\n\0\n' "$good_sections" >nul.ini
    run --separate-stderr parbench run nul.ini
    refused '^nul\.ini:.*NUL'
}

@test "refused: a file that is not UTF-8, for run.json could not hold it verbatim" {
    printf '[experiment]\nn = 1000\n; d\xe9j\xe0 vu\n%s\n' "$good_sections" >latin1.ini
    run --separate-stderr parbench run latin1.ini --set measure.rounds=1
    refused '^latin1\.ini:3: .*UTF-8'
}

@test "refused: no file, a folder, an empty file" {
    run --separate-stderr parbench run nosuch.ini
    refused 'nosuch\.ini: No such file'
    run --separate-stderr parbench run .
    refused 'Is a directory'
    : >empty.ini
    run --separate-stderr parbench run empty.ini
    refused 'no \[kernel NAME\]' 'no \[backend NAME\]' 'n: is missing'
}

@test "a plugin that will not load: its rows fail, its options are not called unknown" {
    echo 'not a shared object' >broken.so
    quick c.ini <<INI
[backend serial]
[backend ./broken.so]
colour = red, green
INI
    run --separate-stderr -1 parbench run c.ini -o out
    is "rows" "$(cells out/cells.csv backend,status,backend_options)" \
        $'serial ok \nbroken failed colour=red, green'
    matches "$(cells out/cells.csv detail backend=broken)" 'broken\.so: not a shared object'
}

# ---- what is accepted --------------------------------------------------------------------------

@test "the shortest useful file, and what it means" {
    mkdir sub
    plain_backend sub/mine.so mine
    cat >sub/shortest.ini <<INI
[experiment]
n = 1e4, 1e6, 1e8
[kernel pi]
[backend serial]
[backend pthreads]
[backend ./mine.so]
INI
    dry sub/shortest.ini
    is "name" "$(effective experiment.name)" "shortest ; default"
    is "n" "$(effective experiment.n)" "1e4, 1e6, 1e8 ; sub/shortest.ini:2"
    is "workers" "$(effective experiment.workers)" "1..cores *2, cores ; default"
    is "baseline" "$(effective experiment.baseline)" "serial ; default"
    is "serial at each n once" "$(planned | grep -c '^pi/serial/')" 3
    planned | grep -qx 'pi/serial/10000/1'
    planned | grep -qx 'pi/pthreads/1000000/1'
    planned | grep -qx 'pi/mine/100000000/1'
    is "files" "$(ls)" sub

    parbench run sub/shortest.ini -q -o out --set experiment.n=1000 --set experiment.workers=1 \
        --set measure.rounds=1 --set measure.samples=1
    is "rows" "$(cells out/cells.csv experiment,backend,status,backend_plugin)" \
        $'shortest serial ok serial\nshortest pthreads ok pthreads\nshortest mine ok ./mine.so'
}

@test "CRLF and a byte order mark" {
    printf '\xEF\xBB\xBF[experiment]\r\nn = 1000,\r\n    2000\r\nworkers = 1\r\n\r\n; so\r\n[kernel pi]\r\n[backend serial]\r\n' >dos.ini
    dry dos.ini
    is "n" "$(effective experiment.n)" "1000, 2000 ; dos.ini:2"
    is "cells" "$(planned)" $'pi/serial/1000/1\npi/serial/2000/1'
}

@test "no newline at the end" {
    printf '[experiment]\nn = 1000\n[kernel pi]\n[backend serial]\nworkers = 1' >c.ini
    dry c.ini
    is "workers" "$(effective 'backend serial.workers')" "1 ; c.ini:5"
}

@test "a continued value is joined by blanks, without its comments" {
    cat >c.ini <<INI
[experiment]
n = 1000,   ; the small one
    2000,   ; the middle one
; a comment between
    3000    ; the large one
[kernel pi]
[backend serial]
launcher = env A=1
	B=2
  C=x;y
INI
    dry c.ini
    is "n" "$(effective experiment.n)" "1000, 2000, 3000 ; c.ini:2"
    is "launcher" "$(effective 'backend serial.launcher')" "env A=1 B=2 C=x;y ; c.ini:8"
    is "cells" "$(planned)" $'pi/serial/1000/1\npi/serial/2000/1\npi/serial/3000/1'
}

@test "a continuation that holds an equals sign is no key" {
    cat >c.ini <<INI
[experiment]
n = 1000
[kernel pi]
[backend serial]
launcher = env
    HOW=well
INI
    dry c.ini
    is "launcher" "$(effective 'backend serial.launcher')" "env HOW=well ; c.ini:5"
}

@test "comments, blanks and colons" {
    cat >c.ini <<INI
# a comment
; another
[ experiment ]   ; behind a section
n=1000
workers   =   1  ; behind a value

[kernel pi]
[ backend   serial ]
env.PLACES = a:b;c
INI
    dry c.ini
    is "n" "$(effective experiment.n)" "1000 ; c.ini:4"
    is "workers" "$(effective experiment.workers)" "1 ; c.ini:5"
    is "environment" "$(sed -n 's/^  env\.PLACES = \([^ ]*\).*/\1/p' <<<"$output")" "a:b;c"
}

@test "a section name longer than inih keeps" {
    local long=$PWD/a-rather-long-folder-name/and-one-more-rather-long-folder-name
    mkdir -p "$long"
    plain_backend "$long/mine.so" mine
    cat >c.ini <<INI
[experiment]
n = 1000
workers = 1
[kernel pi]
[backend $long/mine.so]
[backend $long/./mine.so]
plugin = serial
INI
    run --separate-stderr parbench run c.ini --dry-run
    refused 'two backends are called "mine"'
    sed -i '/\.\//,$d' c.ini
    dry c.ini
    is "cells" "$(planned)" pi/mine/1000/1
}

@test "lists, ranges, units and powers" {
    cat >c.ini <<INI
[experiment]
n = 10..1000 *10, 2^4..2^6 *2, 1..3, 5..9 +2, 1e3, 10k, 1Ki
workers = 1
[kernel pi]
[backend serial]
INI
    dry c.ini
    is "n" "$(planned | cut -d/ -f3 | tr '\n' ' ')" \
        "1 2 3 5 7 9 10 16 32 64 100 1000 1024 10000 "
}

@test "cores and cpus are this machine's" {
    cat >c.ini <<INI
[experiment]
n = 1000
workers = cpus
[kernel pi]
[backend pthreads]
INI
    run --separate-stderr -0 taskset -c "$(taskset -cp $$ | sed 's/.*: //; s/[-,].*//')" \
        "$PARBENCH" run --dry-run c.ini
    is "cells on one CPU" "$(planned)" pi/pthreads/1000/1
    dry c.ini --set experiment.workers=cores
    matches "$(planned)" '^pi/pthreads/1000/[0-9]+$'
}

@test "a list of an option's values makes instances; equal members merge" {
    cat >c.ini <<INI
[experiment]
n = 1000, 1e3, 1k
workers = 1, 1
[kernel pi]
[backend serial]
[backend threads]
plugin = pthreads
spawn = once, each, once
[backend loops]
plugin = openmp
schedule = static, dynamic
chunk = 1, 8
INI
    dry c.ini
    is "backends" "$(planned | cut -d/ -f2 | tr '\n' ' ')" \
        "serial threads.once threads.each loops.static.1 loops.static.8 loops.dynamic.1 loops.dynamic.8 "
}

@test "a section overrides n, workers, timeout and pin" {
    cat >c.ini <<INI
[experiment]
n = 1000
workers = 1, 2
[measure]
rounds = 2
timeout = 10s
[kernel pi]
timeout = 20s
[backend serial]
n = 5000
[backend pthreads]
workers = 3
timeout = 100s
pin = none
INI
    dry c.ini
    is "cells" "$(planned)" "pi/serial/1000/1
pi/pthreads/1000/1
pi/pthreads/1000/3
pi/serial/5000/1"
    is "pin of pthreads" "$(effective 'backend pthreads.pin')" "none ; c.ini:14"
    is "pin of serial" "$(effective 'backend serial.pin')" "compact ; default"
    says '8 visits, at most 480 s'
}

@test "one worker is always planned, where a backend takes one" {
    cat >c.ini <<INI
[experiment]
n = 1000
workers = 2
[kernel pi]
[backend serial]
[backend pthreads]
INI
    dry c.ini
    is "cells" "$(planned)" $'pi/serial/1000/1\npi/pthreads/1000/1\npi/pthreads/1000/2'
}

@test "without a serial there is no speed-up, and it is said" {
    quick c.ini <<<'[backend pthreads]'
    run --separate-stderr -0 parbench run c.ini -o out --set measure.rounds=1
    says 'speed-up columns stay empty'
    is "speedup" "$(cells out/cells.csv speedup,efficiency)" " "
    matches "$(cells out/cells.csv self_speedup)" '^1$'
}

@test "what is missing from the plan is said, by --dry-run and by run" {
    plain_backend crew.so crew '.min_workers = 4'
    quick c.ini <<INI
[backend serial]
[backend ./crew.so]
INI
    local note='^note: backend crew: allows 4\.\. workers, none of 1, 2: no cells$'
    run --separate-stderr -0 parbench run c.ini --dry-run --set experiment.workers=1,2
    matches "$stderr" "$note"
    matches "$output" '^1 cell$'
    run --separate-stderr -0 parbench run c.ini -q -o out --set experiment.workers=1,2
    matches "$stderr" "$note"
    run --separate-stderr -0 parbench run c.ini --dry-run --set experiment.workers=1,4
    is "stderr" "$stderr" ""
    run --separate-stderr -0 parbench run c.ini --dry-run --set experiment.workers=1,4 \
        --set experiment.baseline=crew
    is "stderr" "$stderr" \
        "note: baseline crew needs at least 4 workers: the speed-up columns stay empty"
}

@test "any instance can be the baseline" {
    quick c.ini <<INI
[backend serial]
[backend pthreads]
spawn = once, each
INI
    parbench run c.ini -q -o out --set experiment.baseline=pthreads.each --set measure.rounds=1
    is "speedup of the baseline" "$(cells out/cells.csv speedup backend=pthreads.each)" 1
}

# ---- precedence --------------------------------------------------------------------------------

@test "--set goes before the file, the file before the default" {
    quick c.ini <<INI
[backend serial]
[backend pthreads]
spawn = each
[backend ./dots.v1.so]
INI
    plain_backend dots.v1.so dots.v1
    dry c.ini --set measure.rounds=7 --set measure.samples=3 --set measure.samples=4 \
        --set 'backend pthreads.spawn=once' --set 'backend pthreads.workers=1, 2' \
        --set 'backend serial.launcher=env A=b C="d e"' --set 'backend serial.env.X.Y=a=b' \
        --set 'backend ./dots.v1.so.pin=none'
    is "rounds" "$(effective measure.rounds)" "7 ; --set"
    is "samples" "$(effective measure.samples)" "4 ; --set"
    is "timeout" "$(effective measure.timeout)" "60s ; c.ini:7"
    is "pin" "$(effective measure.pin)" "compact ; default"
    is "spawn" "$(effective 'backend pthreads.spawn')" "once ; --set"
    is "launcher" "$(effective 'backend serial.launcher')" 'env A=b C="d e" ; --set'
    is "dots" "$(effective 'backend ./dots.v1.so.pin')" "none ; --set"
    says '^  env\.X\.Y = a=b +; --set$'
    is "cells of pthreads" "$(planned | grep pthreads)" $'pi/pthreads/1000/1\npi/pthreads/1000/2'
}

@test "--set makes the sections [experiment] and [measure]" {
    printf '%s\n' '[kernel pi]' '[backend serial]' >c.ini
    dry c.ini --set experiment.n=1000 --set measure.seed=12
    is "n" "$(effective experiment.n)" "1000 ; --set"
    is "seed" "$(effective measure.seed)" "12 ; --set"
}

@test "mistakes in --set are told with the others" {
    quick c.ini <<INI
[backend pthreads]
spwan = each
INI
    run --separate-stderr parbench run c.ini --set measure --set measure.=1 --set .rounds=1 \
        --set 'backend pthread.spawn=each' --set measure.ronds=1 --set measure.pin= \
        --set measure.rounds=many --set 'backend pthreads.spawn=often'
    refused '^--set: "measure": .*SECTION\.KEY=VALUE' '^--set: "measure\.=1"' '^--set: "\.rounds=1"' \
        '^--set: .*backend pthread.*did you mean "backend pthreads"\?$' \
        '^--set: measure\.ronds: unknown key; .*did you mean "rounds"\?$' \
        '^--set: measure\.pin: .*empty' '^--set: measure\.rounds: "many"' \
        '^--set: backend pthreads\.spawn: "often"' '^c\.ini:[0-9]+: backend pthreads\.spwan' \
        '^parbench: run: 9 mistakes'
}

# ---- --dry-run ---------------------------------------------------------------------------------

@test "--dry-run prints values with their origin, cells and the bound, and makes nothing" {
    cat >c.ini <<INI
[experiment]
n = 1000, 2000
workers = 1, 2
[measure]
rounds = 3
timeout = 10s
seed = 7
[kernel pi]
[backend serial]
[backend pthreads]
INI
    short_folder
    run --separate-stderr -0 env TMPDIR="$FOLDER" timeout 60 "$PARBENCH" run c.ini --dry-run
    is "stderr" "$stderr" ""
    is "n" "$(effective experiment.n)" "1000, 2000 ; c.ini:2"
    is "rounds" "$(effective measure.rounds)" "3 ; c.ini:5"
    is "samples" "$(effective measure.samples)" "5 ; default"
    is "seed" "$(effective measure.seed)" "7 ; c.ini:7"
    is "variant" "$(effective 'kernel pi.variant')" "plain ; default"
    is "spawn" "$(effective 'backend pthreads.spawn')" "once ; default"
    is "cells" "$(planned)" "pi/serial/1000/1
pi/pthreads/1000/1
pi/pthreads/1000/2
pi/serial/2000/1
pi/pthreads/2000/1
pi/pthreads/2000/2"
    says '^6 cells$'
    says '3 x 6 = 18 visits, at most 180 s'
    run --separate-stderr -0 parbench run c.ini --dry-run -o out
    is "files" "$(ls)" c.ini
    nobody_left "$FOLDER"
}

@test "--dry-run knows what cannot be measured, and does not count it" {
    quick c.ini <<INI
[backend serial]
[backend far]
plugin = pthreads
launcher = no-such-launcher -n {workers}
[backend $FAULTY/wrong_magic.so]
INI
    dry c.ini
    says '^  pi/far/1000/1  unavailable: .*no-such-launcher'
    says '^  pi/wrong_magic/1000/1  failed: .*not a parbench plugin'
    says '2 x 1 = 2 visits'
}

@test "the configurations that come along are accepted, and run" {
    local file
    for file in "$ROOT"/configs/*.ini; do
        dry "$file"
        parbench run "$file" -q -o "$(basename "$file" .ini)" --set experiment.n=1000 \
            --set measure.rounds=1 --set measure.samples=1
    done
}
