#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# Sections, keys, plugins and single values: what is refused, and in which words.
load helper
load config

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

@test "refused: a launcher with a placeholder that nobody fills in" {
    refuse '^c\.ini:5: backend serial\.launcher: "\{worker\}" is no placeholder; allowed: \{workers\}, \{n\} and \{directory\}; did you mean "\{workers\}"\?$' <<INI
[experiment]
n = 1000
[kernel pi]
[backend serial]
launcher = env W={worker} N={n} sh -c 'exec "\$@" \${NOTHING}' sh
INI
}

@test "refused: a TMPDIR for a backend, since each visit has its own" {
    refuse '^c\.ini:5: backend serial\.env\.TMPDIR: .*where parbench is started$' <<INI
[experiment]
n = 1000
[kernel pi]
[backend serial]
env.TMPDIR = /var/tmp
INI
}

@test "refused: another directory for a backend than that of the file" {
    refuse '^c\.ini:5: backend serial\.env\.PARBENCH_DIRECTORY: .*the directory of the INI file$' <<INI
[experiment]
n = 1000
[kernel pi]
[backend serial]
env.PARBENCH_DIRECTORY = /var/tmp
INI
}

@test "refused: another directory for temporary files, said in another way" {
    refuse '^c\.ini:5: backend serial\.env\.PARBENCH_TMPDIR: .*their TMPDIR$' <<INI
[experiment]
n = 1000
[kernel pi]
[backend serial]
env.PARBENCH_TMPDIR = /var/tmp
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

@test "env.NAME: a name that no variable can have is refused" {
    quick c.ini <<'INI'
[backend serial]
env.A B = 3
env.1A = x
env._a1 = y
INI
    run -2 parbench run c.ini --dry-run
    says 'c\.ini:10: backend serial\.env\.A B: "A B" is no name of a variable; allowed: letters'
    says 'c\.ini:11: backend serial\.env\.1A: "1A" is no name of a variable'
    is "mistakes" "$(grep -c 'no name of a variable' <<<"$output")" 2
}
