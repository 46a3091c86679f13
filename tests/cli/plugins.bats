#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# Finding, listing and loading plugins; and what all subcommands have in common.
load helper

# commands: the subcommands that --help names.
commands() {
    parbench --help | sed -n 's/^  \([a-z][a-z-]*\) .*/\1/p'
}

# ---- list and show -----------------------------------------------------------------------------

@test "list: each plugin with its kind, its state and its file" {
    run --separate-stderr -0 parbench list
    is "stderr" "$stderr" ""
    says '^kernel +pi +usable +[a-z]'
    says '^kernel +empty +usable '
    says '^kernel +delay +usable '
    says '^backend +serial +usable '
    says '^backend +command +usable '
    says '^backend +(openmp|mpi) +(usable|unavailable here) '
    says "^ +$PARBENCH_BUILD_DIR/plugins/serial\.so\$"
}

@test "list --json: an array that says the same" {
    parbench list --json >list.json
    parbench list >list
    "$PYTHON" - <<'PY'
import json
plugins = json.load(open("list.json"))
named = {p["name"]: p for p in plugins}
assert {"pi", "empty", "serial", "pthreads", "forkshm"} <= set(named), named
assert named["pi"]["kind"] == "kernel" and named["serial"]["kind"] == "backend"
assert (named["serial"]["min_workers"], named["serial"]["max_workers"]) == (1, 1)
assert [o["name"] for o in named["pthreads"]["options"]] == ["spawn", "wait"]
assert all(p["path"].startswith("/") and len(p["sha256"]) == 64 for p in plugins)
assert open("list").read().count("\n") == 2 * len(plugins)
PY
}

@test "list: plugins that misbehave are told and hurt nobody" {
    run --separate-stderr -0 parbench list --plugin-path "$FAULTY"
    says '^\? +\? +wrong ABI .*newer_major'
    says '^\? +\? +not a parbench plugin .*wrong_magic'
    says '^backend +probe_no +unavailable here +needs a quantum processor'
    says '^backend +segfault +usable'
    says '^backend +serial +usable'
}

@test "show: options, limits, build" {
    run --separate-stderr -0 parbench show pthreads
    says '^backend +pthreads$'
    says '^build +[^ ]'
    says "^path +$PARBENCH_BUILD_DIR/plugins/pthreads\.so\$"
    says '^ +spawn .*once, each; default once'
    run --separate-stderr -0 parbench show serial
    says '^workers +1\.\.1$'
    run --separate-stderr -0 parbench show pi
    says '^kernel +pi$'
    says '^item +point$'
    says '^flops +6 per item$'
}

@test "kernel delay: its option, and a total that is checked" {
    run --separate-stderr -0 parbench show delay
    says '^kernel +delay$'
    says '^item +delay$'
    says '^ +time .*1ns\.\.1h; default 100us'
    run --separate-stderr -0 parbench cell -k delay -b pthreads -n 50 -w 2 --kopt time=1us --calls 1
    says '^call .* 50$'
    says '^status: ok$'
    run -2 parbench cell -k delay -b serial -n 50 --kopt time=0ns
    says 'delay\.time: "0ns" is not allowed'
    run --separate-stderr -1 parbench cell -k delay -b "$FAULTY/item_twice.so" -n 50 --kopt time=1us
    says '^status: wrong: 51 items done of 50'
}

@test "show: by path, and --json" {
    plain_backend mine.so mine '.summary = "one of \"mine\", é"'
    run --separate-stderr -0 parbench show ./mine.so
    says '^backend +mine$'
    says '^summary +one of "mine", é$'
    parbench show --json ./mine.so | "$PYTHON" -c '
import json, sys
plugin = json.load(sys.stdin)
assert (plugin["name"], plugin["summary"]) == ("mine", "one of \"mine\", é"), plugin'
}

@test "list, show, --dry-run: a plugin's control characters do not reach the terminal" {
    plugin odd.so -DLONG='"many many many many many words "' <<'C'
#include <parbench/plugin.h>
static const parbench_option options[] = {
    {.name = "mode", .type = PARBENCH_CHOICE, .default_value = "a", .choices = "a,b",
     .help = "one\033[31m\nof many words " LONG LONG LONG LONG " to the end"},
    {0},
};
static int run(void *instance, const parbench_task *task, parbench_partial *total)
{
    (void)instance;
    parbench_work(task, 0, 0, task->n, total);
    return PARBENCH_OK;
}
static int probe(const parbench_host *host, parbench_error *error)
{
    return host->fail(error, PARBENCH_UNAVAILABLE, "no\033[2J\nway");
}
PARBENCH_BACKEND("odd", .summary = "a\033]0;b\a", .version = "1\r2", .license = "x\ny",
                 .build = "z\tz", .options = options, .probe = probe, .run = run);
C
    local command
    quick small.ini <<<'[backend ./odd.so]'
    for command in 'show ./odd.so' 'list --plugin-path .' 'run small.ini --dry-run'; do
        run --separate-stderr -0 parbench $command
        is "controls in $command" "$(grep -c $'[\001-\010\013-\037\177]' <<<"$output")" 0
    done
    run --separate-stderr -0 parbench show ./odd.so
    says '^state +unavailable here: no \[2J way$'
    says '^  mode +one \[31m of many words .* to the end \(a,b; default a\)$'
}

@test "show: unavailable is a state, not an error" {
    run --separate-stderr -0 parbench show "$FAULTY/probe_no.so"
    says '^state +unavailable here: needs a quantum processor$'
}

@test "what a plugin prints when it is loaded does not get into the answer" {
    plugin loud.so <<'C'
#include <parbench/plugin.h>
#include <stdio.h>
static void __attribute__((constructor)) speak(void)
{
    puts("{\"problem\": \"loud\"}");
    fputs("LOUD\n", stderr);
    fflush(stdout);
}
static int probe(const parbench_host *host, parbench_error *error)
{
    (void)error;
    host->log(PARBENCH_LOG_NOTE, "LOUD");
    puts("LOUD");
    return PARBENCH_OK;
}
static int run(void *instance, const parbench_task *task, parbench_partial *total)
{
    (void)instance;
    parbench_work(task, 0, 0, task->n, total);
    return PARBENCH_OK;
}
PARBENCH_BACKEND("loud", .probe = probe, .run = run);
C
    parbench show --json ./loud.so >loud.json 2>&1
    "$PYTHON" -c 'import json; assert json.load(open("loud.json"))["name"] == "loud"'
}

# ---- classes of error --------------------------------------------------------------------------

# class PLUGIN CLASS REGEX: show refuses it with words that match; --json names the class.
class() {
    run --separate-stderr -2 parbench show "$1"
    says "$3"
    is "stdout" "$output" ""
    parbench show --json "$1" >class.json 2>/dev/null || true
    is "class of $1" "$("$PYTHON" -c 'import json; print(json.load(open("class.json"))["problem_class"])')" "$2"
}

@test "a plugin that cannot be used: each reason reads differently" {
    echo 'int main(void) { return 0; }' >text.so
    : >empty.so
    plugin library.so <<<'int something_else = 1;'
    plugin dies.so <<<'#include <stdlib.h>
static void __attribute__((constructor)) die(void) { abort(); }'

    class ./text.so 'not a shared object' 'text\.so: not a shared object: not an ELF file$'
    class ./empty.so 'not a shared object' 'empty\.so: not a shared object: not an ELF file$'
    class ./library.so 'not a parbench plugin' \
        'library\.so: not a parbench plugin: it exports no parbench_plugin; end .*PARBENCH_BACKEND'
    class "$FAULTY/wrong_magic.so" 'not a parbench plugin' 'wrong_magic\.so: not a parbench plugin: .*0x'
    class "$FAULTY/newer_major.so" 'wrong ABI' 'newer_major\.so: built for plugin ABI 2\.0, this parbench speaks 1\.1; rebuild it'
    class "$FAULTY/unresolved.so" 'missing library or symbol' 'unresolved\.so: .*missing.*parbench_nobody_defines_this'
    class "$FAULTY/empty_name.so" 'invalid plugin' 'empty_name\.so: name is empty'
    class ./dies.so 'does not survive loading' 'dies\.so: .*signal 6'
}

@test "a file that is cut short, wherever" {
    local bytes
    for bytes in 4 19 63 64 100 1000; do
        head -c "$bytes" "$FAULTY/probe_no.so" >torn.so
        class ./torn.so 'not a shared object' "torn\.so: not a shared object: the file is cut short, at $bytes bytes\$"
    done
}

@test "ELF files that are something else" {
    needs cc
    local option
    echo 'int main(void) { return 0; }' >main.c
    for option in -pie -no-pie -static; do
        cc "$option" main.c -o program.so
        class ./program.so 'not a shared object' 'program\.so: not a shared object but a program; link it with -shared$'
    done
    cc -c main.c -o object.so
    class ./object.so 'not a shared object' 'object\.so: not a shared object but an object file; link it with -shared$'
}

# patch FILE OFFSET BYTES
patch() {
    printf "$3" | dd of="$1" bs=1 seek="$2" conv=notrunc status=none
}

@test "shared objects of other machines: theirs and this one are named" {
    local here file
    for file in vax.so arm.so big.so; do
        cp "$FAULTY/probe_no.so" $file
    done
    patch vax.so 18 '\113\000'
    class ./vax.so 'not a shared object' \
        'vax\.so: not a shared object of this machine: built for machine 75 \((32|64) bits\), this machine is '
    here=$(sed -n 's/.*this machine is //p' <<<"$stderr")
    matches "$here" '^[A-Za-z0-9-]+ \((32|64) bits(, big-endian)?\)$'
    patch arm.so 4 '\001\001'
    patch arm.so 18 '\050\000'
    class ./arm.so 'not a shared object' "built for ARM .32 bits., this machine is ${here//[()]/.}\$"
    patch big.so 5 '\002'
    class ./big.so 'not a shared object' 'built for machine [0-9]+ \((32|64) bits, big-endian\), '
}

@test "a plugin that is not found: the folders that were looked at, and the nearest name" {
    run --separate-stderr -2 parbench show pthread --plugin-path /first/place:/second
    says '"pthread" not found: .*/first/place, /second, .*/plugins.*did you mean "pthreads"\?$'
    run --separate-stderr -2 parbench show ./pthreads.so
    says "not found: .*$PWD/.*pthreads\.so"
}

@test "a missing library is named" {
    plugin libgone.so <<<'int gone(void) { return 1; }'
    plugin needy.so ./libgone.so <<<'#include <parbench/plugin.h>
extern int gone(void);
static int run(void *i, const parbench_task *t, parbench_partial *p) { (void)i; (void)t; (void)p; return gone(); }
PARBENCH_BACKEND("needy", .run = run);'
    rm libgone.so
    run --separate-stderr -2 parbench show ./needy.so
    says 'needy\.so: .*missing.*libgone\.so'
}

@test "options of a plugin that break the rules" {
    local row
    while read -r row; do
        plugin odd.so <<C
#include <parbench/plugin.h>
static const parbench_option table[] = {{$row}, {.name = NULL}};
static int run(void *i, const parbench_task *t, parbench_partial *p) { (void)i; (void)t; (void)p; return 0; }
PARBENCH_BACKEND("odd", .options = table, .run = run);
C
        run --separate-stderr -2 parbench show ./odd.so
        says 'odd\.so: option table: "'
    done <<'ROWS'
.name = "launcher", .type = PARBENCH_TEXT, .default_value = "x"
.name = "n", .type = PARBENCH_SIZE, .default_value = "1"
.name = "Upper", .type = PARBENCH_TEXT, .default_value = "x"
.name = "a", .type = 99, .default_value = "x"
.name = "a", .type = PARBENCH_INT
.name = "a", .type = PARBENCH_INT, .default_value = "many"
.name = "a", .type = PARBENCH_INT, .default_value = "5", .max = "4"
.name = "a", .type = PARBENCH_CHOICE, .default_value = "x"
.name = "a", .type = PARBENCH_CHOICE, .default_value = "x", .choices = "y, z"
ROWS
}

@test "texts that are not UTF-8: refused, and which one" {
    local member row
    for member in summary version license build name; do
        plain_backend latin.so latin ".$member = \"caf\\xe9\""
        class ./latin.so 'invalid plugin' "latin\.so: $member is not UTF-8\$"
    done
    while IFS='|' read -r member row; do
        plain_backend latin.so latin ".options = (const parbench_option[]){{.name = \"good\",
            .type = PARBENCH_INT, .default_value = \"1\"}, {.name = \"bad\", $row}, {.name = NULL}}"
        class ./latin.so 'invalid plugin' \
            "latin\.so: option table: \"bad\": $member is not UTF-8\$"
    done <<'ROWS'
help|.type = PARBENCH_INT, .default_value = "1", .help = "caf\xe9"
default_value|.type = PARBENCH_TEXT, .default_value = "caf\xe9"
choices|.type = PARBENCH_CHOICE, .default_value = "x", .choices = "x, caf\xe9"
min|.type = PARBENCH_INT, .default_value = "1", .min = "caf\xe9"
max|.type = PARBENCH_INT, .default_value = "1", .max = "caf\xe9"
ROWS
}

@test "a path that is not UTF-8 is refused, a reason that is not is made so" {
    plain_backend plain.so plain
    local path=$'./caf\xe9.so'
    mv plain.so "$path"
    class "$path" 'invalid plugin' 'caf\?\.so: the path is not UTF-8$'
    plugin gone.so <<'C'
#include <parbench/plugin.h>
#include <string.h>
static int probe(const parbench_host *host, parbench_error *error)
{
    (void)host;
    memset(error->text, 'x', sizeof error->text);
    memcpy(error->text, "caf\xe9\n ", 6);
    return PARBENCH_UNAVAILABLE;
}
static int run(void *i, const parbench_task *t, parbench_partial *p) { (void)i; (void)t; (void)p; return 0; }
PARBENCH_BACKEND("gone", .probe = probe, .run = run);
C
    run --separate-stderr -0 parbench show ./gone.so
    says '^state +unavailable here: caf\? x{249}$'
}

# ---- plugins that do not let go when they are loaded --------------------------------------------

# sly_backend FILE.so NAME LOADING [PROBING]: C statements of its constructor and its probe.
sly_backend() {
    plugin "$1" <<C
#include <parbench/plugin.h>
#include <stdlib.h>
#include <unistd.h>
static void __attribute__((constructor)) load(void)
{
    $3;
}
static int probe(const parbench_host *host, parbench_error *error)
{
    (void)host, (void)error;
    ${4-};
    return PARBENCH_OK;
}
static int run(void *instance, const parbench_task *task, parbench_partial *total)
{
    (void)instance;
    parbench_work(task, 0, 0, task->n, total);
    return PARBENCH_OK;
}
PARBENCH_BACKEND("$2", .probe = probe, .run = run);
C
}

@test "a plugin that leaves a child behind when it is loaded is usable, and the child is ended" {
    short_folder
    sly_backend parent.so parent 'if (fork() == 0) { sleep(300); _exit(0); }'
    sly_backend father.so father 'if (fork() == 0) { setsid(); sleep(300); _exit(0); }'
    local name
    for name in parent father; do
        TMPDIR=$FOLDER run --separate-stderr -0 parbench show ./$name.so
        says '^state +usable$'
        nobody_left "$FOLDER"
    done
}

@test "a plugin that never ends is named, with what it was asked" {
    short_folder
    sly_backend mute.so mute 'for (int fd = 0; fd < 1024; fd++) close(fd); if (fork() >= 0) sleep(300)'
    sly_backend slow.so slow '' 'sleep(300)'
    TMPDIR=$FOLDER parbench show ./mute.so 2>mute &
    TMPDIR=$FOLDER parbench show ./slow.so 2>slow && false || is "exit status" $? 2
    wait $! && false || is "exit status" $? 2
    matches "$(<mute)" '^parbench: /.*/mute\.so: loading it did not end within 20 s$'
    matches "$(<slow)" '^parbench: /.*/slow\.so: its probe did not end within 20 s$'
    nobody_left "$FOLDER"
}

@test "a plugin that ends its process is named, with what it was asked" {
    sly_backend leaves.so leaves 'exit(0)'
    sly_backend aborts.so aborts '' 'abort()'
    class ./leaves.so 'does not survive loading' '/leaves\.so: loading it ended the process with status 0$'
    class ./aborts.so 'does not survive loading' '/aborts\.so: its probe ended the process with signal 6'
}

# ---- where plugins are looked for --------------------------------------------------------------

# who: the summary of the plugin "who" that is found.
who() {
    timeout 60 ./bin/parbench show who "$@" | sed -n 's/^summary *//p'
}

@test "order: --plugin-path, PARBENCH_PLUGIN_PATH, beside the program; never here" {
    local place
    mkdir -p given named bin/plugins
    cp "$PARBENCH" bin/parbench
    plain_backend who.so who '.summary = "here"'
    for place in given named bin/plugins; do
        plain_backend "$place/who.so" who ".summary = \"$place\""
    done
    is "all" "$(PARBENCH_PLUGIN_PATH=/nowhere::$PWD/named who --plugin-path /nowhere --plugin-path "$PWD/given")" given
    is "relative" "$(PARBENCH_PLUGIN_PATH=named who --plugin-path /nowhere:given)" given
    is "list" "$(PARBENCH_PLUGIN_PATH=named timeout 60 ./bin/parbench list | grep -c ' who ')" 1
    rm -r given
    is "environment" "$(PARBENCH_PLUGIN_PATH=/nowhere:named who)" named
    is "beside the program" "$(PARBENCH_PLUGIN_PATH=: who)" bin/plugins
    rm bin/plugins/who.so
    run --separate-stderr -2 timeout 60 ./bin/parbench show who
    says '"who" not found'
    is "by path" "$(timeout 60 ./bin/parbench show ./who.so | sed -n 's/^summary *//p')" here
}

@test "a name has to be the file's, where the plugin was found by its name" {
    plain_backend mine.so mine
    mkdir path
    mv mine.so path/other.so
    quick c.ini <<INI
[backend serial]
[backend other]
INI
    run --separate-stderr -1 parbench run c.ini -q -o named --plugin-path path --set measure.rounds=1
    matches "$(cells named/cells.csv status,detail backend=other)" '^failed .*other\.so: calls itself "mine"'

    quick c.ini <<INI
[backend serial]
[backend ./path/other.so]
INI
    run --separate-stderr -0 parbench run c.ini -o by-path --set measure.rounds=1
    says '^note: .*other\.so calls itself "mine"'
    is "row" "$(cells by-path/cells.csv status,detail backend=other)" "ok "
}

# ---- commands and options ----------------------------------------------------------------------

@test "no command: usage, exit status 2" {
    run --separate-stderr -2 parbench
    matches "$stderr" '^usage: parbench COMMAND'
}

@test "an unknown command: the nearest one" {
    run --separate-stderr -2 parbench rnu
    says 'unknown command "rnu"; did you mean "run"\?'
    run --separate-stderr -2 parbench celll
    says 'did you mean "cell"\?'
    run --separate-stderr -2 parbench xyzzy
    says 'unknown command "xyzzy"'
    never_says 'did you mean'
}

@test "an unknown option: the nearest one, and the option that is meant" {
    run --separate-stderr -2 parbench run --dry-rum c.ini
    says 'unknown option --dry-rum; did you mean --dry-run\?'
    run --separate-stderr -2 parbench list --jsno
    says 'unknown option --jsno; did you mean --json\?'
    run --separate-stderr -2 parbench run c.ini -z
    says 'unknown option -z'
    run --separate-stderr -2 parbench run c.ini -zq
    says 'unknown option -z'
    run --separate-stderr -2 parbench run c.ini -qz
    says 'unknown option -z'
}

@test "options that lack a value, have one too many, or are too many themselves" {
    run --separate-stderr -2 parbench run c.ini -o
    says '-o needs a value'
    run --separate-stderr -2 parbench run c.ini --set
    says '--set needs a value'
    run --separate-stderr -2 parbench list --json=yes
    says '--json'
    never_says 'unknown option --json=yes'
    run --separate-stderr -2 parbench run
    says 'CONFIG is missing'
    run --separate-stderr -2 parbench run a.ini b.ini
    says '"b\.ini" is too much'
    run --separate-stderr -2 parbench list everything
    says '"everything" is too much'
    run --separate-stderr -2 parbench show
    says 'PLUGIN is missing'
}

@test "--help, --version and --plugin-path everywhere" {
    local command version
    version=$(parbench --version)
    matches "$version" '^parbench [0-9]+\.[0-9]+\.[0-9]+ \(plugin ABI 1\.[0-9]+\)$'
    is "commands" "$(commands | grep -cxE 'run|cell|list|show|export')" 5
    for command in $(commands); do
        run --separate-stderr -0 parbench "$command" --help
        is "stderr" "$stderr" ""
        matches "$(head -n 1 <<<"$output")" "^usage: parbench $command( |\$)"
        says '^ +--plugin-path DIRS '
        says '^ +-h, --help '
        says '^ +--version '
        is "version of $command" "$(parbench "$command" --version)" "$version"
        is "-h of $command" "$(parbench "$command" -h)" "$output"
        is "options of $command that are told twice" \
            "$(grep -oE '^ +(-., )?--[a-z-]+' <<<"$output" | sort | uniq -d)" ""
    done
    is "-h" "$(parbench -h)" "$(parbench --help)"
}

@test "an answer that cannot be written is an error" {
    [[ -w /dev/full ]] || skip "there is no /dev/full"
    local -a words
    cp "$ROOT/configs/demo.ini" .
    while read -ra words; do
        run parbench "${words[@]}"
        is "exit status of ${words[*]}" "$status" 0
        run bash -c '"$@" >/dev/full' - timeout 60 "$PARBENCH" "${words[@]}"
        is "exit status of ${words[*]} >/dev/full" "$status" 2
    done <<COMMANDS
list
show pi
run demo.ini --dry-run
--help
COMMANDS
}

# ---- the man page ------------------------------------------------------------------------------

# Options as their definitions begin, whether written with man or mdoc macros.
documented() {
    sed -e 's/\\-/-/g' -e 's/\\f.//g' "$ROOT/docs/parbench.1" |
        sed -nE -e 's/^\.It Fl/-/' -e 's/ Fl / -/g' -e 's/^- -/--/' -e 's/^- ([a-z])/-\1/' \
            -e 's/^\.(B|BR|BI|IP|TP|IR|I) +//' -e 's/"//g' -e '/^-/p' |
        grep -oE -e '(^|[ ,|])--?[a-zA-Z][a-z-]*' | tr -d ' ,|' | sort -u
}

offered() {
    local command
    for command in $(commands); do
        parbench "$command" --help
    done | grep -oE '^ +(-[a-zA-Z], )?--[a-z-]+' | grep -oE -e '--?[a-zA-Z][a-z-]*' | sort -u
}

@test "the man page has each option of each --help, and no other; and each command" {
    [[ -s $ROOT/docs/parbench.1 ]] || skip "docs/parbench.1 is empty"
    is "only in one of --help (<) and docs/parbench.1 (>)" "$(diff <(offered) <(documented))" ""
    local command
    for command in $(commands); do
        sed 's/\\f.//g' "$ROOT/docs/parbench.1" | grep -qE "(^|[^a-z])$command([^a-z]|\$)"
    done
}

# keys_said SECTION: what the error for an unknown key lists.
keys_said() {
    printf '%s\n' '[experiment]' 'n = 1' '[kernel pi]' '[backend serial]' "[$1]" 'nonsense = 1' >keys.ini
    parbench run keys.ini 2>&1 | sed -n "s/.*$1\.nonsense: unknown key; known: \([^;]*\).*/\1/p" | tr -d ' ' | tr ',' '\n' | sort
}

@test "the man page has each key of [measure], and no other" {
    is "only in one of the program (<) and docs/parbench.1 (>)" "$(diff <(keys_said measure) \
        <(sed -n '/^\.BR \[measure\]/,/^\(With\|Keys of\)/{s/^\.BR \([a-z_]*\) .*/\1/p}' "$ROOT/docs/parbench.1" | sort))" ""
}
