#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# parbench cell: one visit in this process.
load helper

# phases: the first column of the table that was printed, each word once.
phases() {
    awk 'NR > 1 && /^[a-z]+ +[0-9]/ && !seen[$1]++ { print $1 }' <<<"$output" | tr '\n' ' '
}

# record EXPRESSION: of record.json, called record.
record() {
    "$PYTHON" -c 'import json, sys; record = json.load(open("record.json")); print(eval(sys.argv[1]))' "$1"
}

# A backend that appends a line to calls.log in each run.
counting_backend() {
    plugin counts.so <<'C'
#include <parbench/plugin.h>
#include <stdio.h>
static int run(void *instance, const parbench_task *task, parbench_partial *total)
{
    (void)instance;
    FILE *log = fopen("calls.log", "a");
    fputs("run\n", log);
    fclose(log);
    parbench_work(task, 0, 0, task->n, total);
    return PARBENCH_OK;
}
PARBENCH_BACKEND("counts", .run = run);
C
}

@test "prints the phases, the value and the status" {
    run --separate-stderr -0 parbench cell --kernel pi --backend serial -n 1000
    is "stderr" "$stderr" ""
    is "phases" "$(phases)" "start first warmup call worker stop "
    is "samples" "$(grep -c '^call ' <<<"$output")" 5
    says '^phase +worker +cpu +calls +time/call +value$'
    says '^call .* 3\.1415927369[0-9]*$'
    says '^status: ok$'
}

@test "--samples, short options, and a row for each worker" {
    run --separate-stderr -0 parbench cell -k pi -b pthreads -n 1e3 -w 3 --samples 2 --bopt spawn=each
    is "samples" "$(grep -c '^call ' <<<"$output")" 2
    is "workers" "$(awk '$1 == "worker" && NR > 1 { print $2 }' <<<"$output" | tr '\n' ' ')" "0 1 2 "
}

@test "a backend that cannot call the kernel: its value is checked, its counts are not, no row for workers" {
    plugin blind.so <<'C'
#include <parbench/plugin.h>
static int run(void *instance, const parbench_task *task, parbench_partial *total)
{
    (void)instance;
    for (uint64_t i = 0; i < task->n; i++) {
        double x = ((double)i + 0.5) / (double)task->n;
        total->sum += 4 / (1 + x * x);
    }
    return PARBENCH_OK;
}
PARBENCH_BACKEND("blind", .flags = PARBENCH_NO_CALLBACK, .run = run);
C
    run --separate-stderr -0 parbench cell -k pi -b ./blind.so -n 1000 -w 2
    says '^status: ok$'
    never_says '^worker '
    run --separate-stderr -0 parbench cell -k pi -b pthreads -n 1000 -w 2
    is "rows of workers" "$(grep -c '^worker ' <<<"$output")" 2
}

@test "--calls N: exactly N calls and nothing else" {
    counting_backend
    local calls
    for calls in 1 7; do
        rm -f calls.log
        run --separate-stderr -0 parbench cell -k pi -b ./counts.so -n 1000 --calls $calls --record record.json
        is "calls by the record" "$(record 'record["calls"]')" $calls
        is "calls by the backend" "$(wc -l <calls.log)" $calls
        is "rows" "$(record '[(r["phase"], r["batch"]) for r in record["rows"]]')" \
            "[('start', 1), ('call', $calls), ('stop', 1)]"
    done
}

@test "without --calls the record counts every call, too" {
    counting_backend
    run --separate-stderr -0 parbench cell -k pi -b ./counts.so -n 1000 --samples 1 --record record.json
    is "calls" "$(record 'record["calls"]')" "$(wc -l <calls.log)"
}

@test "--record: JSON in the file, nothing on stdout" {
    run --separate-stderr -0 parbench cell -k pi -b serial -n 1000 --record record.json
    is "stdout" "$output" ""
    is "stderr" "$stderr" ""
    is "record" "$(record 'record["status"], record["detail"], record["host"]')" \
        "('ok', '', '$(uname -n)')"
    is "values" "$(record '{round(r["value"], 10) for r in record["rows"] if r["checked"]}')" "{3.1415927369}"
    run --separate-stderr -2 parbench cell -k pi -b serial -n 1000 --record no/such/folder/record.json
    says 'no/such/folder/record\.json'
}

@test "wrong, failed and crashed: exit status 1, or the signal's own" {
    run --separate-stderr -1 parbench cell -k pi -b "$FAULTY/item_twice.so" -n 1000
    says '^status: wrong: 1001 items done of 1000$'
    run --separate-stderr -1 parbench cell -k pi -b "$FAULTY/create_error.so" -n 1000
    says '^status: failed: no licence for this many workers$'
    run --separate-stderr -1 parbench cell -k pi -b "$FAULTY/probe_no.so" -n 1000
    says '^status: unavailable: needs a quantum processor$'
    run --separate-stderr -1 parbench cell -k pi -b "$FAULTY/declines_large.so" -n 2000
    says '^status: unsupported: n is at most 1000$'
    run --separate-stderr parbench cell -k pi -b "$FAULTY/abort.so" -n 1000
    [[ $status -ne 0 ]]
}

# leaving_backend STATEMENTS: leaving.so, the run of which begins with them.
leaving_backend() {
    plugin leaving.so <<C
#include <parbench/plugin.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>
static int run(void *instance, const parbench_task *task, parbench_partial *total)
{
    (void)instance;
    $1
    parbench_work(task, 0, 0, task->n, total);
    return PARBENCH_OK;
}
PARBENCH_BACKEND("leaving", .run = run);
C
}

@test "a plugin that calls exit: exit status 1 and a word, whatever it exits with" {
    local code
    for code in 0 3; do
        leaving_backend "puts(\"before\"); exit($code);"
        run --separate-stderr -1 parbench cell -k pi -b ./leaving.so -n 1000
        is "stdout" "$output" before
        matches "$stderr" '^parbench: cell: a plugin, or a library of it, called exit before'
    done
    run --separate-stderr parbench cell -k pi -b ./leaving.so -n 1000 --record record.json
    is "stderr with a record" "$stderr" ""
    [[ ! -e record.json ]]
}

@test "a child of a plugin may call exit" {
    leaving_backend 'int end = 1; if (fork() == 0) exit(0); wait(&end);
        if (end != 0) return task->host->fail(NULL, PARBENCH_FAILED, "the child ended with %d", end);'
    run --separate-stderr -0 parbench cell -k pi -b ./leaving.so -n 1000 --calls 2
    is "stderr" "$stderr" ""
}

@test "more workers than the backend takes are refused" {
    run --separate-stderr parbench cell -k pi -b serial -n 1000 -w 2
    [[ $status -ne 0 ]]
    says 'workers?.*1|1.*workers?'
    never_says '^status: ok'
    run --separate-stderr -0 parbench cell -k pi -b serial -n 1000 -w 1 --calls 1
}

@test "fewer workers than the backend takes are refused" {
    plain_backend couple.so couple '.min_workers = 2'
    run --separate-stderr parbench cell -k pi -b ./couple.so -n 1000
    [[ $status -ne 0 ]]
    says 'workers?.*2|2.*workers?'
    never_says '^status: ok'
}

@test "bad options: exit status 2, and what is allowed" {
    run --separate-stderr -2 parbench cell -b serial -n 10
    says '--kernel is required'
    run --separate-stderr -2 parbench cell -k pi -n 10
    says '--backend is required'
    run --separate-stderr -2 parbench cell -k pi -b serial
    says '-n is required'
    local option
    for option in '-n none' '-n 0' '-n -5' '-w 0' '-w many' '--samples 0' '--samples 2.5' '--calls 0' \
        '--calls all' '--timeout 5' '--timeout soon'; do
        # shellcheck disable=SC2086
        run --separate-stderr -2 parbench cell -k pi -b serial -n 10 $option
        says 'is not allowed; allowed: '
    done
    run --separate-stderr -2 parbench cell -k pi -b serial -n 10 --bopt spawn
    says 'spawn is not of the form KEY=VALUE'
    run --separate-stderr -2 parbench cell -k pi -b serial -n 10 --cpus 0,1
    says '--cpus 0,1 is not allowed; allowed: 1 CPU number'
    run --separate-stderr -2 parbench cell -k pi -b serial -n 10 --cpus all
    says '--cpus all is not allowed'
    run --separate-stderr -2 parbench cell -k pi -b serial -n 10 more
    says '"more" is too much'
    run --separate-stderr -2 parbench cell -k pi -b serial -n 10 --sampels 3
    says 'unknown option --sampels; did you mean --samples\?'
}

@test "options of the plugins: unknown, or with a value that they do not take" {
    run --separate-stderr -2 parbench cell -k pi -b pthreads -n 10 --bopt spwan=each
    matches "$stderr" '^parbench: cell: pthreads\.spwan: unknown option; known: spawn, wait; did you mean "spawn"\?$'
    is "stdout" "$output" ""
    run --separate-stderr -2 parbench cell -k pi -b pthreads -n 10 --bopt spawn=eech
    says 'spawn: "eech" is not allowed; allowed: once, each; did you mean "each"\?'
    run --separate-stderr -2 parbench cell -k pi -b pthreads -n 10 --kopt variant=
    says 'pi\.variant: "" is not allowed'
    run --separate-stderr -2 parbench cell -k pi -b pthreads -n 10 --bopt spwan=each --record record.json
    is "record" "$(record 'record["status"], record["detail"][:20]')" "('failed', 'pthreads.spwan: unkn')"
    run --separate-stderr -1 parbench cell -k pi -b "$FAULTY/create_error.so" -n 10 --kopt variant=plain
    says '^status: failed: no licence'
}

@test "plugins that are not there or of the other kind" {
    run --separate-stderr -2 parbench cell -k pie -b serial -n 10
    says '"pie" not found: .*did you mean "pi"\?'
    run --separate-stderr -2 parbench cell -k pi -b seriall -n 10
    says '"seriall" not found: .*did you mean "serial"\?'
    plain_backend mine.so mine
    run --separate-stderr -2 parbench cell -k pi -b mine.so -n 10
    says '"mine\.so" not found: .*; did you mean "\./mine\.so"\?$'
    run --separate-stderr -2 parbench cell -k pi -b mine -n 10
    says '"mine" not found: .*; did you mean "\./mine\.so"\?$'
    run --separate-stderr -2 parbench cell -k pi -b ./nosuch.so -n 10
    says 'nosuch\.so'
    run --separate-stderr parbench cell -k serial -b pi -n 10
    [[ $status -ne 0 ]]
    says 'serial\.so: is a backend, not a kernel'
}

@test "a plugin by its name calls itself so; by path it is no matter" {
    plain_backend mine.so mine
    mv mine.so other.so
    run --separate-stderr -0 parbench cell -k pi -b ./other.so -n 1000 --calls 1
    run --separate-stderr -1 parbench cell -k pi -b other -n 1000 --calls 1 --plugin-path .
    says '^status: failed: .*calls itself "mine", not "other"'
}

@test "small, odd and empty work is right" {
    local n
    for n in 1 2 3 5 7 19 20 21; do
        run --separate-stderr -0 parbench cell -k pi -b pthreads -n $n -w 3 --calls 2
        says '^status: ok$'
    done
    run --separate-stderr -0 parbench cell -k empty -b forkshm -n 5 -w 2 --calls 1
    says '^call .* 5$'
}

@test "--cpus: each worker where it was told to be" {
    local cpu
    cpu=$(taskset -cp $$ | sed 's/.*: //; s/[-,].*//')
    run --separate-stderr -0 parbench cell -k pi -b pthreads -n 1000 -w 2 --cpus "$cpu,$cpu" --samples 1
    is "CPUs of the workers" "$(awk '$1 == "worker" && NR > 1 { print $3 }' <<<"$output" | sort -u)" "$cpu"
}

@test "--record: what a planted link points at stays as it is" {
    echo precious >victim
    ln -s "$PWD/victim" out.json.stage
    run -0 parbench cell -k empty -b serial -n 10 --record out.json
    is "victim" "$(<victim)" precious
    "$PYTHON" -c 'import json; assert json.load(open("out.json"))["status"] == "ok"'
}

@test "a reason that fills its array to the last byte is the detail, and no more" {
    plugin ./full.so <<'C'
#include <parbench/plugin.h>
#include <string.h>
static int create(const parbench_host *host, const parbench_value *options,
                  const parbench_task *task, void **instance, parbench_error *error)
{
    (void)host, (void)options, (void)task, (void)instance;
    memset(error->text, 'x', sizeof error->text);
    return PARBENCH_FAILED;
}
static int run(void *instance, const parbench_task *task, parbench_partial *total)
{
    (void)instance, (void)task, (void)total;
    return PARBENCH_OK;
}
PARBENCH_BACKEND("full", .create = create, .run = run);
C
    run -1 parbench cell -k empty -b ./full.so -n 10
    is "length" "$(grep -o 'x*$' <<<"$output" | tail -n 1 | tr -d '\n' | wc -c)" 256
}

@test "two workers on one CPU although there are two: flag placement" {
    [[ $(nproc) -ge 2 ]] || skip "one CPU"
    local first
    first=$(taskset -cp $$ | grep -o '[0-9]*' | sed -n 2p)
    run -0 parbench cell -k pi -b pthreads -n 1000000 -w 2 --cpus "$first,$first"
    says '^flags: .*placement'
}
