#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# The backend command: programs of any language, what they print, and how they fail.
load helper

# midpoint: a program that prints pi with as many points as it is told.
midpoint() {
    cat >midpoint <<'SH'
#!/bin/sh
exec awk -v n="$1" 'BEGIN {
    for (i = 0; i < n; i++) { x = (i + 0.5) / n; sum += 4 / (1 + x * x) }
    printf "points: %d\n%.17g\n\n", n, sum / n
}'
SH
    chmod +x midpoint
}

# cell KERNEL COMMAND [OPTION...]: one call of it, with n = 1000.
cell() {
    run --separate-stderr parbench cell -k "$1" -b command -n 1000 --calls 1 --bopt "command=$2" "${@:3}"
}

# fails COMMAND REGEX: at pi, in these words.
fails() {
    cell pi "$1"
    is "exit status" "$status" 1 || { show; return 1; }
    says "^status: failed: $2"
}

# integer_kernel NAME EXPECTED: whose check reads the integer sum.
integer_kernel() {
    plugin "$1.so" <<C
#include <parbench/plugin.h>
static void range(const void *instance, uint64_t begin, uint64_t end, parbench_partial *partial)
{
    (void)instance, (void)begin, (void)end, (void)partial;
}
static void check(const void *instance, const parbench_partial *total, parbench_verdict *verdict)
{
    (void)instance;
    *verdict = (parbench_verdict){(double)total->int_low, $2, 0};
}
PARBENCH_KERNEL("$1", .range = range, .check = check);
C
}

# ---- what it runs ------------------------------------------------------------------------------

@test "the value on the last line is checked: ok, wrong" {
    midpoint
    quick small.ini <<'INI'
[backend right]
plugin  = command
command = {directory}/midpoint {n}
[backend coarse]
inherit = right
command = {directory}/midpoint 999
[backend nothing]
inherit = right
command = echo 0.0
INI
    run -1 parbench run small.ini -q -o out
    is "right" "$(cells out/cells.csv status,detail backend=right)" "ok "
    matches "$(cells out/cells.csv value,backend_options backend=right)" '^3\.14159[0-9]+ command=\{directory\}/midpoint \{n\}$'
    matches "$(cells out/cells.csv time_ns,start_ns,imbalance backend=right)" '^[0-9.]+ [0-9.]+ $'
    matches "$(cells out/cells.csv status,detail backend=coarse)" '^wrong value 3\.14159[0-9]+, expected'
    matches "$(cells out/cells.csv status,value,detail backend=nothing)" '^wrong 0 value 0, expected 3\.14159'
    "$PYTHON" "$BATS_TEST_DIRNAME/recompute.py" out
}

@test "its words: quotes, placeholders, never a shell; from any directory" {
    mkdir "a {n} place" other
    cat >"a {n} place/note it" <<'SH'
#!/bin/sh
echo "$(printf '<%s>' "$@")" >>"${0%/*}/noted"
SH
    chmod +x "a {n} place/note it"
    cat >"a {n} place/small.ini" <<'INI'
[experiment]
n       = 1000
workers = 1, 3
[measure]
rounds  = 1
[kernel empty]
[backend noted]
plugin  = command
command = "{directory}/note it" -n{n} 'two "words"' $HOME;exit a\ b {workers}/{n} {{n}} ${X}
INI
    cd other
    run -0 parbench run "../a {n} place/small.ini" -q -o out
    is "words" "$(sort -u "../a {n} place/noted")" '<-n1000><two "words"><$HOME;exit><a b><1/1000><{1000}><${X}>
<-n1000><two "words"><$HOME;exit><a b><3/1000><{1000}><${X}>'
}

@test "parbench cell: {directory} is the current one" {
    midpoint
    cell pi '{directory}/midpoint {n}'
    says '^status: ok$'
}

@test "its input is empty, its workers have the CPUs of the cell together" {
    [[ $(nproc) -ge 2 ]] || skip "needs two CPUs"
    midpoint
    cat >count <<'SH'
#!/bin/sh
echo "$1 $(nproc) $(cat | wc -c)" >>"${0%/*}/counted"
exec "${0%/*}/midpoint" 1000
SH
    chmod +x count
    quick small.ini <<'INI'
[backend count]
plugin  = command
workers = 1, 2
command = {directory}/count {workers}
INI
    parbench run small.ini -q -o out <<<'something'
    is "workers, CPUs, bytes" "$(sort -u counted)" $'1 1 0\n2 2 0'
}

@test "empty: only to end well; delay: nothing to check" {
    cell empty true -w 2
    says '^status: ok$'
    cell empty 'echo hello'
    says '^status: ok$'
    cell delay true --kopt time=1ns
    says '^status: unsupported: '
    cell empty false
    says '^status: failed: false ended with exit status 1$'
}

@test "montecarlo: the random points are the program's own" {
    cell montecarlo 'echo 3.1'
    says '^status: ok$'
    cell montecarlo 'echo 2.8'
    says '^status: wrong: value 2\.[78][0-9]*, expected 3.14'
    cell montecarlo 'echo nan'
    says '^status: failed: the last line of echo is "nan"; for montecarlo it has to be a number, 0 or more$'
}

@test "kernels with an integer: a total as it is" {
    for kernel in mandelbrot collatz; do
        integer_kernel $kernel 123456789
        cell ./$kernel.so 'echo 123456789'
        says '^status: ok$'
        cell ./$kernel.so 'echo 123456788'
        says '^status: wrong: value 123456788, '
        for value in 0.5 -1 1e300; do
            cell ./$kernel.so "echo $value"
            says "^status: failed: the last line of echo is \"$value\"; for $kernel it has to be a whole number, 0 or more$"
        done
    done
}

@test "collatz: the steps that a program counts" {
    cat >steps <<'SH'
#!/bin/sh
exec awk -v n="$1" 'BEGIN {
    for (i = 1; i <= n; i++)
        for (x = i; x != 1; steps++)
            x = x % 2 ? 3 * x + 1 : x / 2
    print steps
}'
SH
    chmod +x steps
    cell collatz './steps {n}'
    says '^call .* 59542$'
    says '^status: ok$'
    cell collatz './steps 999'
    says '^status: wrong: value 59431, expected 59542 within 0$'
}

@test "a kernel that it does not know: unsupported, and which it knows" {
    integer_kernel mine 0
    cell ./mine.so 'echo 0'
    is "exit status" "$status" 1
    says '^status: unsupported: .*"mine"; it knows collatz, empty, mandelbrot, montecarlo, pi$'
}

@test "configs/notebook.ini: threads and the corrected processes are right, the notebook's are not" {
    needs python3
    parbench show openmp >/dev/null || skip "built without OpenMP"
    cd /
    run -1 parbench run "$ROOT/configs/notebook.ini" -q -o "$OLDPWD/out" --only '*/python-*' \
        --set experiment.n=1000 --set measure.rounds=1
    cd "$OLDPWD"
    for workers in 1 2; do
        is "status at $workers" "$(cells out/cells.csv backend,status workers=$workers | grep python | sort)" \
            "python-processes wrong
python-processes-fixed ok
python-threads ok"
    done
    is "their value" "$(cells out/cells.csv value backend=python-processes)" $'0\n0'
}

@test "a variant of pi whose total no value makes: unsupported" {
    plugin pi.so <<'C'
#include <parbench/plugin.h>
static const parbench_option options[] = {
    {.name = "lanes", .type = PARBENCH_INT, .default_value = "1"},
    {.name = "variant", .type = PARBENCH_CHOICE, .default_value = "plain", .choices = "plain, exact"},
    {0},
};
static void range(const void *instance, uint64_t begin, uint64_t end, parbench_partial *partial)
{
    (void)instance, (void)begin, (void)end, (void)partial;
}
static void check(const void *instance, const parbench_partial *total, parbench_verdict *verdict)
{
    (void)instance;
    *verdict = (parbench_verdict){total->sum, 3000, 0};
}
PARBENCH_KERNEL("pi", .options = options, .range = range, .check = check);
C
    cell ./pi.so 'echo 3'
    says '^status: ok$'
    cell ./pi.so 'echo 3' --kopt variant=exact
    says '^status: unsupported: command: .* for pi with variant = exact$'
}

# ---- how it fails ------------------------------------------------------------------------------

@test "no program, or none that is there" {
    local example='command is empty; it needs a program, as in: command = python3 \{directory\}/pi\.py \{n\} \{workers\}$'
    fails '' "$example"
    fails '  ' "$example"
    fails 'no-such-program {n}' 'command: there is no program "no-such-program" in PATH, .*/bin'
    fails './no-such' 'command: there is no file "\./no-such"; \{directory\} is the directory of the INI file$'
    fails '/no/such' 'command: there is no file "/no/such"$'
    : >script
    fails ./script 'command: "\./script" is not executable: chmod \+x it, or put its interpreter in front$'
    printf 'not a program' >junk
    chmod +x junk
    fails './junk' 'cannot run \./junk: Exec format error$'
    fails "echo 'x" "command: a quote \('\) is not closed$"
    fails 'echo {worker}' 'command: "\{worker\}" is no placeholder; allowed: \{workers\}, \{n\} and \{directory\}$'
}

@test "it ends badly" {
    fails 'sh -c "echo 3.14; exit 3"' 'sh ended with exit status 3$'
    fails 'sh -c "kill -SEGV $$"' 'sh died by signal 11 \(Segmentation fault\)$'
}

@test "it ends badly: its last words are in the row" {
    quick small.ini <<'INI'
[backend talks]
plugin  = command
command = sh -c 'echo first >&2; echo no licence for {n} points >&2; exit 3'
INI
    run -1 parbench run small.ini -q -o out
    is "detail" "$(cells out/cells.csv status,detail)" \
        "failed sh ended with exit status 3; stderr: first no licence for 1000 points"
}

@test "what it prints is no number, or nothing" {
    fails true 'true printed nothing; its last line has to be the value$'
    fails "printf ' \n\n'" 'printf printed nothing; its last line has to be the value$'
    fails "printf '3.14\nabout 3.14\n\n'" 'the last line of printf is "about 3\.14"; for pi it has to be a number$'
    fails 'echo 3.14 or so' 'the last line of echo is "3\.14 or so"; '
}

@test "megabytes of output: the last line counts" {
    midpoint
    cell pi "sh -c 'yes no | head -c 5000000; ./midpoint 1000; head -c 3000 /dev/zero | tr \"\\\\0\" \" \"'"
    says '^status: ok$'
    cell pi "sh -c 'head -c 5000000 /dev/zero | tr \"\\\\0\" x'"
    says '^status: failed: the last line of sh is "xxxx'
}

@test "it closes its output and goes on: waited for" {
    midpoint
    cell pi "sh -c './midpoint 1000; exec >&-; sleep 0.2; echo gone >late'"
    says '^status: ok$'
    is "late" "$(<late)" gone
}

@test "a child of it that keeps the output open is not waited for, and not left behind" {
    midpoint
    short_folder
    quick small.ini <<'INI'
[backend leaves]
plugin  = command
command = sh -c 'sleep 300 & {directory}/midpoint {n}'
timeout = 20s
INI
    TMPDIR=$FOLDER parbench run small.ini -q -o out --set measure.rounds=1
    is "status" "$(cells out/cells.csv status)" ok
    matches "$(cells out/cells.csv flags)" leftover
    nobody_left "$FOLDER"
}

@test "it hangs: timeout, and nothing is left behind" {
    short_folder
    quick small.ini <<'INI'
[backend hangs]
plugin  = command
command = sh -c 'sleep 300; echo 3'
timeout = 500ms
INI
    run -1 env TMPDIR="$FOLDER" timeout 60 "$PARBENCH" run small.ini -q -o out
    matches "$(cells out/cells.csv status,detail)" '^timeout no end within 500ms, in run'
    nobody_left "$FOLDER"
}

@test "SIGKILL of the runner: the program ends, too" {
    short_folder
    quick small.ini <<'INI'
[backend sleeper]
plugin  = command
command = sleep 300
INI
    TMPDIR=$FOLDER "$PARBENCH" run small.ini -q -o run >stdout 2>stderr 3>&- &
    local runner=$!
    sleeping() {
        local pid
        for pid in $(processes_of "$FOLDER"); do
            ! grep -qa ^sleep "/proc/$pid/cmdline" 2>/dev/null || return 0
        done
        return 1
    }
    wait_for sleeping
    kill -KILL "$runner"
    none_left() { [[ -z $(processes_of "$FOLDER") ]]; }
    wait_for none_left
}
