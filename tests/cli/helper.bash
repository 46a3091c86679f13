# SPDX-License-Identifier: GPL-3.0-or-later
# What the .bats files share. Each test works in a directory of its own and limits each command in
# time. PARBENCH is the program and PARBENCH_BUILD_DIR its build directory; without them the
# release build is tested.
bats_require_minimum_version 1.5.0

ROOT=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
: "${PARBENCH_BUILD_DIR:=$ROOT/build/release}"
: "${PARBENCH:=$PARBENCH_BUILD_DIR/parbench}"
FAULTY=$PARBENCH_BUILD_DIR/tests/faulty
PYTHON=python3
[[ ! -x /usr/bin/python3 ]] || PYTHON=/usr/bin/python3

export LC_ALL=C.UTF-8
export POCL_CACHE_DIR=$PARBENCH_BUILD_DIR/pocl # what OpenCL compiles, not in the home directory
unset PARBENCH_PLUGIN_PATH NO_COLOR OMP_NUM_THREADS OMP_THREAD_LIMIT

# A folder below, because bats 1.8 puts files of its own into BATS_TEST_TMPDIR.
setup() {
    mkdir "$BATS_TEST_TMPDIR/here"
    cd "$BATS_TEST_TMPDIR/here"
}

# Whatever a test that failed has left behind.
teardown() {
    local pid
    if [[ -n ${FOLDER-} ]]; then
        for pid in $(processes_of "$FOLDER"); do
            kill -KILL "$pid" || true
        done
        rm -rf "$FOLDER"
    fi
}

parbench() {
    timeout -k 5 120 "$PARBENCH" "$@"
}

# quick FILE: from stdin the sections that follow an [experiment] which takes no time.
quick() {
    printf '%s\n' '[experiment]' 'n = 1000' 'workers = 1' \
        '[measure]' 'rounds = 2' 'samples = 2' 'timeout = 60s' '[kernel pi]' >"$1"
    cat >>"$1"
}

# plugin FILE.so [WORD...]: compile the C file on stdin, as the plugin guide says.
plugin() {
    command -v cc >/dev/null || skip "cc is missing"
    local out=$1
    shift
    cat >"${out%.so}.c"
    cc -shared -fPIC -I "$ROOT/include" "${out%.so}.c" -o "$out" "$@"
}

# plain_backend FILE.so NAME [MEMBER...]: a serial backend that calls itself NAME.
plain_backend() {
    local out=$1 name=$2
    shift 2
    plugin "$out" <<C
#include <parbench/plugin.h>
static int run(void *instance, const parbench_task *task, parbench_partial *total)
{
    (void)instance;
    parbench_work(task, 0, 0, task->n, total);
    return PARBENCH_OK;
}
PARBENCH_BACKEND("$name", .run = run${*:+, $*});
C
}

# telling_backend FILE.so NAME EXPRESSION: a backend whose run fails with the text EXPRESSION.
telling_backend() {
    plugin "$1" <<C
#include <parbench/plugin.h>
#include <stdlib.h>
static int run(void *instance, const parbench_task *task, parbench_partial *total)
{
    (void)instance;
    (void)total;
    const char *text = $3;
    return task->host->fail(NULL, PARBENCH_FAILED, "%s", text ? text : "(null)");
}
PARBENCH_BACKEND("$2", .run = run);
C
}

# cells FILE COLUMNS [COLUMN=VALUE...]
cells() {
    "$PYTHON" "$ROOT/tests/cli/pick.py" "$@"
}

needs() {
    command -v "$1" >/dev/null || skip "$1 is missing"
}

needs_mpi() {
    needs mpirun
    parbench show mpi | grep -q '^state *usable' || skip "built without MPI"
}

show() {
    printf -- '--- stdout\n%s\n--- stderr\n%s\n' "${output-}" "${stderr-}"
}

# says REGEX: a line of what `run` got matches.
says() {
    grep -Eq -e "$1" <<<"${output-}"$'\n'"${stderr-}" && return
    printf 'no line matches: %s\n' "$1"
    show
    return 1
}

never_says() {
    grep -Eq -e "$1" <<<"${output-}"$'\n'"${stderr-}" || return 0
    printf 'a line matches: %s\n' "$1"
    show
    return 1
}

# is WHAT IS-THERE SHOULD-BE
is() {
    [[ $2 == "$3" ]] && return
    printf '%s: %s\nshould be: %s\n' "$@"
    return 1
}

# matches TEXT REGEX
matches() {
    grep -Eq -e "$2" <<<"$1" && return
    printf '%s\ndoes not match: %s\n' "$@"
    return 1
}

# renumber SAMPLES.CSV: after lines were moved or taken out; nothing in front of seq has a comma.
renumber() {
    awk -F, -v OFS=, 'NR > 1 { $4 = NR - 1 } 1' "$1" >renumbered
    cat renumbered >"$1"
    rm renumbered
}

# short_folder: FOLDER becomes a TMPDIR of this test alone, short enough for parbench to use it.
short_folder() {
    FOLDER=$(mktemp -d /tmp/pbXXXX)
}

# processes_of FOLDER: those that were started with FOLDER, or a folder in it, as TMPDIR.
processes_of() {
    local environment
    for environment in /proc/[0-9]*/environ; do
        if tr '\0' '\n' 2>/dev/null <"$environment" | grep -q "^TMPDIR=$1\(/\|$\)"; then
            environment=${environment%/environ}
            echo "${environment#/proc/}"
        fi
    done 2>/dev/null
}

# nobody_left FOLDER: no process of it, and nothing in it.
nobody_left() {
    is "processes left" "$(processes_of "$1")" ""
    is "files left" "$(ls -A "$1")" ""
}

# start ARGUMENTS...: parbench run in the background, below a TMPDIR of its own.
start() {
    short_folder
    TMPDIR=$FOLDER "$PARBENCH" run "$@" >stdout 2>stderr 3>&- &
    RUNNER=$!
}

# interrupt SIGNAL: the run that was started, and wait for it.
interrupt() {
    kill -s "$1" "$RUNNER"
    status=0
    wait "$RUNNER" || status=$?
    output=$(<stdout) stderr=$(<stderr)
}

# ended: the run that was started has.
ended() {
    ! kill -0 "$RUNNER" 2>/dev/null || return 1
    status=0
    wait "$RUNNER" || status=$?
    output=$(<stdout) stderr=$(<stderr)
}

# wait_for COMMAND...: until it succeeds, for a minute at most, or WAIT_TRIES tenths of a second.
wait_for() {
    local tries
    for ((tries = 0; tries < ${WAIT_TRIES:-600}; tries++)); do
        ! "$@" || return 0
        sleep 0.1
    done
    printf 'waited in vain for: %s\n' "$*"
    return 1
}
