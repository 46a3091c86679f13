/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Backend forkshm: one forked process per worker, each with its share of a balanced static split;
 * partials come back through shared memory. The processes wait in a pool between runs
 * (spawn = once) or are forked and reaped in each run.
 */
#define _GNU_SOURCE 1
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../common/pool.h"

static const parbench_option options_table[] = {POOL_OPTIONS, {.name = NULL}};

/* Ends with _exit: exit would flush the creator's stdio a second time and run its handlers. */
static _Noreturn void child_main(const struct pool_member *member, pid_t creator)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != creator) /* it died before the signal was asked for */
        _exit(EXIT_FAILURE);
    pool_worker(member);
    _exit(EXIT_SUCCESS);
}

static int child_start(struct pool_member *member, parbench_error *error)
{
    pid_t creator = getpid();
    pid_t pid = fork();
    if (pid == 0)
        child_main(member, creator);
    if (pid < 0)
        return member->host->fail(error, PARBENCH_FAILED, "cannot fork worker %u: %s",
                                  (unsigned)member->worker, strerror(errno));
    member->id.process = pid;
    member->killed = false;
    return PARBENCH_OK;
}

/* waitpid that is not interrupted; a child that has been waited for is none any more. */
static pid_t reap(struct pool_member *member, int *how, int flags)
{
    pid_t pid;
    do
        pid = waitpid(member->id.process, how, flags);
    while (pid < 0 && errno == EINTR);
    if (pid != 0)
        member->id.process = 0;
    return pid;
}

static int explain_end(const struct pool_member *member, pid_t pid, int how, parbench_error *error)
{
    unsigned worker = member->worker;
    if (WIFSIGNALED(how))
        return member->host->fail(error, PARBENCH_FAILED,
                                  "worker %u (pid %d) died by signal %d (%s)", worker, (int)pid,
                                  WTERMSIG(how), strsignal(WTERMSIG(how)));
    return member->host->fail(error, PARBENCH_FAILED,
                              "worker %u (pid %d) ended with exit status %d before its work did",
                              worker, (int)pid, WEXITSTATUS(how));
}

static int child_join(struct pool_member *member)
{
    pid_t pid = member->id.process;
    int how = 0;
    if (pid == 0)
        return PARBENCH_OK;
    reap(member, &how, 0);
    return how == 0 || member->killed ? PARBENCH_OK : explain_end(member, pid, how, NULL);
}

static int child_watch(struct pool_member *member, parbench_error *error)
{
    pid_t pid = member->id.process;
    int how = 0;
    if (reap(member, &how, WNOHANG) == 0)
        return PARBENCH_OK;
    return explain_end(member, pid, how, error);
}

/* The one way in which children end that are not needed any more: they hold nothing, and it also
 * ends one that hangs. */
static void child_kill(struct pool_member *member)
{
    member->killed = true;
    if (member->id.process != 0)
        kill(member->id.process, SIGKILL);
}

static const struct pool_kind processes = {.start = child_start,
                                           .join = child_join,
                                           .watch = child_watch,
                                           .kill = child_kill,
                                           .processes = true};

static int create(const parbench_host *host, const parbench_value *options,
                  const parbench_task *task, void **instance, parbench_error *error)
{
    return pool_create(host, options, task, &processes, instance, error);
}

PARBENCH_BACKEND("forkshm", .version = "1",
                 .summary = "forked processes with shared memory, static split",
                 .license = "GPL-3.0-or-later", .options = options_table, .create = create,
                 .run = pool_run, .destroy = pool_destroy);
