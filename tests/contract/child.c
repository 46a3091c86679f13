/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "child.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/process.h"
#include "execute/reap.h"
#include "measure/clock.h"
#include "measure/stage.h"
#include "report.h"
#include "rig.h"

/* What mpirun needs to end its ranks. */
enum { polite_s = 4 };

void child_begin(void)
{
    reap_begin();
}

static pid_t fork_child(void)
{
    fflush(NULL);
    pid_t pid = fork();
    if (pid == 0)
        prctl(PR_SET_PDEATHSIG, SIGKILL);
    return pid;
}

pid_t child_fork(void (*work)(const struct job *job), const struct job *job)
{
    pid_t pid = fork_child();
    if (pid != 0)
        return pid;
    work(job);
    exit(0); /* as a visit does: runtimes tidy up then */
}

pid_t child_spawn(char *const argv[])
{
    pid_t pid = fork_child();
    if (pid != 0)
        return pid;
    execvp(argv[0], argv);
    _exit(127);
}

/* Waits until it has ended or `limit_s` are over. */
static bool has_ended(pid_t pid, unsigned limit_s, int *status)
{
    uint64_t deadline = clock_now_ns() + limit_s * UINT64_C(1000000000);
    while (waitpid(pid, status, WNOHANG) == 0) {
        if (clock_now_ns() > deadline)
            return false;
        sleep_ms(1);
    }
    return true;
}

static void end_child(pid_t pid, bool forked)
{
    int status;
    kill(pid, forked ? SIGKILL : SIGTERM);
    if (has_ended(pid, polite_s, &status))
        return;
    kill(pid, SIGKILL);
    waitpid(pid, &status, 0);
}

static const char *where(void)
{
    return stage_name((enum stage)atomic_load(&report->stage));
}

static void judge_end(int status, uint32_t processes)
{
    unsigned finished = atomic_load(&report->finished);
    if (status == 0 && finished == processes)
        return;
    if (status != 0 && report->failures > 0 && WIFEXITED(status))
        return; /* a rank that left, and said why */
    char *end = process_describe_end(status);
    failed("ended with %s %s; %u of %u processes finished", end, where(), finished, processes);
    free(end);
}

void child_await(pid_t pid, unsigned limit_s, uint32_t processes, bool forked)
{
    int status = 0;
    if (pid < 0) {
        failed("cannot start a process");
        return;
    }
    if (has_ended(pid, limit_s, &status)) {
        judge_end(status, processes);
    } else {
        failed("no end within %u s, %s", limit_s, where());
        end_child(pid, forked);
    }
    if (reap_all() && forked)
        failed("a process is left after the end");
}
