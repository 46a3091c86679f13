#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# The pool of workers of pthreads and forkshm: how they wait, and one that dies.

load helper

# A kernel whose third range outside of the process that made it is its last.
dying_kernel() {
    plugin dies.so <<'C'
#include <parbench/plugin.h>
#include <signal.h>
#include <unistd.h>
static pid_t maker;
static int create(const parbench_host *host, const parbench_value *options, uint64_t n,
                  void **instance, parbench_error *error)
{
    (void)host, (void)options, (void)n, (void)instance, (void)error;
    maker = getpid();
    return PARBENCH_OK;
}
static void range(const void *instance, uint64_t begin, uint64_t end, parbench_partial *partial)
{
    static int calls;
    (void)instance, (void)begin, (void)end, (void)partial;
    if (getpid() != maker && ++calls == 3)
        raise(SIGKILL);
}
static void check(const void *instance, const parbench_partial *total, parbench_verdict *verdict)
{
    (void)instance, (void)total;
    *verdict = (parbench_verdict){0, 0, 1};
}
PARBENCH_KERNEL("dies", .create = create, .range = range, .check = check);
C
}

@test "forkshm: a worker that dies is noticed, however the others wait" {
    dying_kernel
    cat >dies.ini <<'INI'
[experiment]
n = 1000
workers = 3
[measure]
rounds = 1
timeout = 60s
[kernel ./dies.so]
[backend forkshm]
wait = adaptive, spin, block
INI
    run -1 parbench run dies.ini -q -o run --only '*/3'
    for wait in adaptive spin block; do
        matches "$(cells run/cells.csv status,detail backend="forkshm.$wait" workers=3)" \
            '^failed worker [12] \(pid [0-9]+\) died by signal 9 \(Killed\)$'
    done
}
