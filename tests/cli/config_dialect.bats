#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# The INI dialect, line by line: what is accepted and what is refused.
load helper
load config

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

@test "refused: a line that inih would cut" {
    refuse '^c\.ini:3: .*2[0-9][0-9] bytes' <<INI
[experiment]
n = 1000
workers = $(printf '1, %.0s' {1..70})1
$good_sections
INI
}

@test "refused: a section too long for a line; its keys are not the section's before it" {
    local long
    long=$(printf 'x%.0s' {1..250})
    refuse '^c\.ini:6: the section has 26[0-9] bytes; allowed: 198; .*short name.*plugin = ' <<INI
[experiment]
n = 1000
[kernel pi]
[backend serial]
pin = none
[backend ./$long.so]
pin = scatter
spawn = each
INI
    never_says 'indented'
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
