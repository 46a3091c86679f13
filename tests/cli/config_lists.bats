#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# Lists, ranges and sweeps.
load helper
load config

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

@test "refused: a range of too many numbers; without a step it says how to write one" {
    refuse '^c\.ini:2: experiment\.n: .*10000 members; .*step follows, as in 1000\.\.1000000 \*10$' <<INI
[experiment]
n = 1e3..1e6
$good_sections
INI
    refuse '^c\.ini:2: experiment\.n: the list has more than 10000 members$' <<INI
[experiment]
n = 1..1e6 +2
$good_sections
INI
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

@test "members of a list merge where they mean the same, however they are written" {
    cat >c.ini <<INI
[experiment]
n = 1000, 1k
workers = 1
[kernel pi]
[backend openmp]
chunk = 16, 2^4
[backend loops]
plugin = openmp
chunk = 2^4, 16, 1Ki, 1024, 32
INI
    dry c.ini
    is "cells" "$(planned)" "pi/openmp/1000/1
pi/loops.2^4/1000/1
pi/loops.1Ki/1000/1
pi/loops.32/1000/1"
}

@test "refused: lists that multiply to more cells than anybody can measure" {
    cat >c.ini <<INI
[experiment]
n = 1..10000
workers = 1..101
[kernel pi]
[backend pthreads]
INI
    run --separate-stderr parbench run c.ini
    refused '^parbench: run: too many cells, up to 1010000: .*n \(10000\) x workers \(101\); allowed: 1000000$'
    refuse '^c\.ini:3: backend pthreads: 1120000 combinations: n \(10000\) x chunk \(112\); allowed: 1000000$' <<INI
[experiment]
[kernel pi]
[backend pthreads]
plugin = openmp
n = 1..10000
chunk = $(printf '%d,\n   ' {1..111})112
INI
}
