#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# What an experiment means: its cells, what goes before what, --dry-run.
load helper
load config

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
    says '8 visits, at most 540 s'
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

@test "--set reaches a backend of --backend: as it was written, by its path, by its stem" {
    quick c.ini <<<'[backend serial]'
    plain_backend dyn.so dyn
    for name in ./dyn.so dyn.so "$PWD/dyn.so" dyn; do
        dry c.ini --backend ./dyn.so --set "backend $name.pin=none"
        is "pin by $name" "$(effective "backend $PWD/dyn.so.pin")" "none ; --set"
    done
    run --separate-stderr parbench run c.ini --backend ./dyn.so --set 'backend dym.pin=none'
    refused '^--set: "backend dym\.pin=none": there is no section backend dym; there are: experiment, measure, kernel pi, backend serial, backend dyn; did you mean "backend dyn"\?$'
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
    says '3 x 6 = 18 visits, at most 270 s'
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
    local file expected
    for file in "$ROOT"/configs/*.ini; do
        dry "$file"
        [[ $file != */cluster.ini ]] || continue # its hosts are those of tests/cluster, which runs it
        expected=0
        [[ $file != */notebook.ini ]] || expected=1 # one of its programs is wrong on purpose
        run "-$expected" parbench run "$file" -q -o "$(basename "$file" .ini)" --set experiment.n=1000 \
            --set measure.rounds=1 --set measure.samples=1
    done
}

@test "--backend with a name: it takes a file, and how a name is given" {
    printf '%s\n' "[experiment]" "n = 10" "$good_sections" >c.ini
    run --separate-stderr -2 parbench run c.ini --dry-run --backend pthreads
    says '^--backend: pthreads: there is no such file; .*\[backend pthreads\]$'
}

@test "precision with one number of rounds stops nothing, which is noted" {
    printf '%s\n' "[experiment]" "n = 10" "[measure]" "precision = 5%" "$good_sections" >c.ini
    run --separate-stderr -0 parbench run c.ini --dry-run --set measure.rounds=9
    matches "$stderr" '^note: measure\.precision stops nothing: rounds = 9 is one number'
    run --separate-stderr -0 parbench run c.ini --dry-run
    is "stderr" "$stderr" ""
}
