#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# inherit = NAME: a section takes the keys of another one.
load helper
load config

@test "a section inherits plugin, options, host keys and environment, and says from where" {
    cat >c.ini <<INI
[experiment]
n = 1000
workers = 1
[kernel pi]
[backend fast]
inherit = threads
spawn = each
[backend threads]
plugin = pthreads
spawn = once
pin = none
env.COLOUR = red
INI
    dry c.ini
    is "plugin" "$(effective 'backend fast.plugin')" "pthreads ; c.ini:9"
    is "inherit" "$(effective 'backend fast.inherit')" "threads ; c.ini:6"
    is "spawn" "$(effective 'backend fast.spawn')" "each ; c.ini:7"
    is "pin" "$(effective 'backend fast.pin')" "none ; c.ini:11"
    is "environment" "$(grep -c '^  env\.COLOUR = red  *; c\.ini:12$' <<<"$output")" 2
    is "cells" "$(planned)" $'pi/fast/1000/1\npi/threads/1000/1'
    dry c.ini --set 'backend threads.pin=scatter' --set 'backend threads.spawn=each'
    is "pin of the parent" "$(effective 'backend threads.pin')" "scatter ; --set"
    is "pin of the child" "$(effective 'backend fast.pin')" "scatter ; --set"
    is "spawn of the child" "$(effective 'backend fast.spawn')" "each ; c.ini:7"
}

@test "what is inherited reaches the visit, also from a section that is a path" {
    telling_backend tell.so tell 'getenv("COLOUR")'
    quick c.ini <<INI
[backend ./tell.so]
env.COLOUR = red
[backend blue]
inherit = tell
env.COLOUR = blue
[backend again]
inherit = ./tell.so
INI
    run --separate-stderr -1 parbench run c.ini -q -o out
    is "details" "$(cells out/cells.csv backend,detail)" $'tell red\nblue blue\nagain red'
    is "plugins" "$(cells out/cells.csv backend_plugin | sort -u)" ./tell.so
}

@test "refused: inheriting in a circle, and from a section that is not there" {
    refuse '^c\.ini:9: backend c\.inherit: goes round in a circle: c -> a -> b -> c$' <<INI
[experiment]
n = 1000
[kernel pi]
[backend a]
inherit = b
[backend b]
inherit = c
[backend c]
inherit = a
[backend d]
inherit = a
INI
    refuse '^c\.ini:6: backend b\.inherit: there is no \[backend seriall\]; there are: serial; did you mean "serial"\?$' <<INI
[experiment]
n = 1000
[kernel pi]
[backend serial]
[backend b]
inherit = seriall
INI
}

@test "refused once, at the line where it stands: a mistake that others inherit" {
    refuse '^c\.ini:6: backend threads\.spawn: "eech" .*did you mean "each"\?$' <<INI
[experiment]
n = 1000
[kernel pi]
[backend threads]
plugin = pthreads
spawn = eech
[backend a]
inherit = threads
[backend b]
inherit = a
INI
    refuse '^c\.ini:6: backend serial\.spawn: inherited from \[backend threads\]: unknown key' <<INI
[experiment]
n = 1000
[kernel pi]
[backend threads]
plugin = pthreads
spawn = each
[backend serial]
plugin = serial
inherit = threads
INI
}
