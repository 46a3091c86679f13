#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# include = FILE: an experiment of several files.
load helper
load config

# json DIR EXPRESSION: of the run's run.json.
json() {
    "$PYTHON" -c "import json; run = json.load(open('$1/run.json')); print($2)"
}

@test "what is included comes first, the including file's keys go before, and sections merge" {
    mkdir common
    cat >common/base.ini <<INI
; for all
[experiment]
n = 1000
workers = 1
[measure]
rounds = 3
samples = 2
[kernel pi]
[backend serial]
timeout = 5s
pin = none
INI
    cat >c.ini <<INI
[experiment]
include = common/base.ini
workers = 1, 2
[backend pthreads]
[measure]
rounds = 4
[backend serial]
timeout = 7s
INI
    dry c.ini
    is "include" "$(effective experiment.include)" "common/base.ini ; c.ini:2"
    is "name" "$(effective experiment.name)" "c ; default"
    is "n" "$(effective experiment.n)" "1000 ; common/base.ini:3"
    is "workers" "$(effective experiment.workers)" "1, 2 ; c.ini:3"
    is "rounds" "$(effective measure.rounds)" "4 ; c.ini:6"
    is "samples" "$(effective measure.samples)" "2 ; common/base.ini:7"
    is "timeout" "$(effective 'backend serial.timeout')" "7s ; c.ini:8"
    is "pin" "$(effective 'backend serial.pin')" "none ; common/base.ini:11"
    is "cells" "$(planned)" $'pi/serial/1000/1\npi/pthreads/1000/1\npi/pthreads/1000/2'
    dry c.ini --set measure.samples=9
    is "--set" "$(effective measure.samples)" "9 ; --set"
}

@test "lists and nested files: the later goes before, and a file counts once" {
    mkdir one two
    printf '%s\n' '[experiment]' 'n = 1' '[measure]' 'rounds = 1' 'samples = 1' 'seed = 1' >base.ini
    printf '%s\n' '[experiment]' 'include = ../base.ini' 'n = 2' '[measure]' 'rounds = 2' >one/one.ini
    printf '%s\n' '[experiment]' 'include = ../base.ini' '[measure]' 'samples = 3' >two/two.ini
    cat >c.ini <<INI
[experiment]
include = one/one.ini,
    two/two.ini
workers = 1
[kernel pi]
[backend serial]
INI
    dry c.ini
    is "n" "$(effective experiment.n)" "2 ; one/one.ini:3"
    is "rounds" "$(effective measure.rounds)" "2 ; one/one.ini:5"
    is "samples" "$(effective measure.samples)" "3 ; two/two.ini:4"
    is "seed" "$(effective measure.seed)" "1 ; base.ini:6"
    is "include" "$(effective experiment.include)" "one/one.ini, two/two.ini ; c.ini:2"
}

@test "a plugin's path is relative to the file that names it" {
    mkdir -p shared/plugins here
    plain_backend shared/plugins/mine.so mine
    plain_backend here/mine.so mine
    printf '%s\n' '[backend ./plugins/mine.so]' '[backend other]' 'plugin = plugins/mine.so' \
        >shared/backends.ini
    cat >here/c.ini <<INI
[experiment]
include = ../shared/backends.ini
n = 1000
workers = 1
[measure]
rounds = 1
[kernel pi]
[backend own]
plugin = ./mine.so
[backend child]
inherit = other
INI
    parbench run here/c.ini -q -o out
    is "files" "$(json out '*[run["backends"][b]["path"] for b in ("mine", "other", "own", "child")], sep="\n"')" \
        "$(printf '%s\n' "$PWD"/shared/plugins/mine.so "$PWD"/shared/plugins/mine.so \
            "$PWD/here/mine.so" "$PWD"/shared/plugins/mine.so)"
}

@test "--set may say what is included" {
    quick c.ini <<<'[backend serial]'
    printf '%s\n' '[backend pthreads]' >more.ini
    dry c.ini --set experiment.include=more.ini
    is "include" "$(effective experiment.include)" "more.ini ; --set"
    is "cells" "$(planned)" $'pi/pthreads/1000/1\npi/serial/1000/1'
    run --separate-stderr parbench run c.ini --set experiment.include=less.ini
    refused '^--set: experiment\.include: less\.ini: No such file'
}

@test "refused: a file that is not there, at the line that includes it" {
    refuse '^c\.ini:2: experiment\.include: sub/none\.ini: No such file or directory$' <<INI
[experiment]
include = sub/none.ini
n = 1000
$good_sections
INI
    refuse '^c\.ini:2: experiment\.include: .*empty' <<INI
[experiment]
include =
n = 1000
$good_sections
INI
    refuse '^c\.ini:4: measure\.include: unknown key' <<INI
[experiment]
n = 1000
[measure]
include = x.ini
$good_sections
INI
}

@test "refused: files that include each other, with the whole circle" {
    mkdir sub
    printf '%s\n' '[experiment]' '; two' 'include = ../back.ini' >sub/one.ini
    printf '%s\n' '[experiment]' 'include = ./sub/../c.ini' >back.ini
    refuse '^back\.ini:2: experiment\.include: goes round in a circle: c\.ini -> sub/one\.ini -> back\.ini -> \.?/?c\.ini$' <<INI
[experiment]
include = sub/one.ini
n = 1000
$good_sections
INI
    refuse '^c\.ini:2: experiment\.include: goes round in a circle: c\.ini -> c\.ini$' <<INI
[experiment]
include = c.ini
n = 1000
$good_sections
INI
}

@test "mistakes are told for the file that has them, all at once" {
    cat >common.ini <<INI
[measure]
rounds = 3
rounds = 4
samples = many
[backend threads]
plugin = pthreads
spwan = each
pin = compat
[backend threads]
INI
    cat >c.ini <<INI
[experiment]
include = common.ini
n = 1000
[kernel pi]
[backend serial]
[backend threads]
pin = none
[backend child]
inherit = threads
spawn = eech
INI
    run --separate-stderr parbench run c.ini
    refused '^common\.ini:3: measure\.rounds: is set already, in line 2$' \
        '^common\.ini:4: measure\.samples: "many" ' \
        '^common\.ini:7: backend threads\.spwan: unknown key' \
        '^common\.ini:9: backend threads: the section is there already, in line 5' \
        '^c\.ini:10: backend child\.spawn: "eech"' '^parbench: run: 5 mistakes'
}

@test "run.json has the included texts, and --resume needs no file" {
    mkdir -p project/common
    printf '%s\n' '; the rest' '[experiment]' 'n = 1000' '[kernel pi]' >project/common/rest.ini
    printf '%s\n' '[experiment]' 'include = rest.ini' '[measure]' 'samples = 2' >project/common/base.ini
    cat >project/c.ini <<INI
[experiment]
include = common/base.ini
workers = 1
[measure]
rounds = 2
[backend serial]
INI
    parbench run project/c.ini -q -o out
    is "paths" "$(json out '*[i["path"] for i in run["config"]["includes"]], sep="\n"')" \
        "$PWD/project/common/base.ini"$'\n'"$PWD/project/common/rest.ini"
    json out 'run["config"]["includes"][1]["text"], end=""' | cmp - project/common/rest.ini
    for what in changed gone; do
        sed -i '/,2,[0-9]*,[a-z]*,[a-z]*,10/d' out/samples.csv # the second round is not done yet
        is "cut" "$(cells out/samples.csv round phase=visit | sort -u)" 1
        if [[ $what == changed ]]; then
            printf '%s\n' '[experiment]' 'n = 5' '[backend pthreads]' >project/common/rest.ini
        else
            rm -r project
        fi
        parbench run --resume out -q
        is "rounds, files $what" "$(cells out/cells.csv n,backend,rounds,status)" "1000 serial 2 ok"
        is "visits" "$(cells out/samples.csv round phase=visit | sort -u | tr '\n' ' ')" "1 2 "
    done
}
