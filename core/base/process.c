/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/process.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

static int64_t now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* The helper, which leads a process group of its own, and the read end of its stdout. */
struct helper {
    pid_t process;
    int pidfd; /* negative where the kernel has none */
    int output;
};

static int spawn(char *const argv[], int output, pid_t *process)
{
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, output, 1);
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
    int failure = posix_spawnp(process, argv[0], &actions, &attributes, argv, environ);
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    return failure;
}

static int start(char *const argv[], struct helper *helper, struct error *error)
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0)
        return error_set(error, "pipe: %s", strerror(errno));
    int failure = spawn(argv, ends[1], &helper->process);
    close(ends[1]);
    if (failure != 0) {
        close(ends[0]);
        return error_set(error, "%s: cannot start: %s", argv[0], strerror(failure));
    }
    helper->output = ends[0];
    fcntl(helper->output, F_SETFL, O_NONBLOCK);
    helper->pidfd = (int)syscall(SYS_pidfd_open, helper->process, 0);
    return 0;
}

/* Takes what is there; false at the end of the stream. */
static bool drain(const struct helper *helper, struct text *output)
{
    char block[4096];
    ssize_t got;
    while ((got = read(helper->output, block, sizeof block)) > 0)
        text_append_bytes(output, block, (size_t)got);
    return got < 0;
}

/* Not waited for yet: its number, and so that of its group, is still taken. */
static bool has_ended(const struct helper *helper)
{
    siginfo_t info = {0};
    return waitid(P_PID, (id_t)helper->process, &info, WEXITED | WNOHANG | WNOWAIT) == 0 &&
           info.si_pid == helper->process;
}

/* The end of the helper counts and not that of the stream, which a child of it may hold open or the
 * helper itself close early. A kernel without pidfds is asked every 50 ms. */
static bool wait_for_end(const struct helper *helper, int64_t deadline_ms, struct text *output)
{
    bool open = true;
    while (!has_ended(helper)) {
        struct pollfd waits[] = {
            {.fd = helper->pidfd, .events = POLLIN},
            {.fd = open ? helper->output : -1, .events = POLLIN},
        };
        int64_t left = deadline_ms - now_ms();
        if (left <= 0)
            return false;
        poll(waits, 2, helper->pidfd < 0 && left > 50 ? 50 : (int)left);
        open = open && drain(helper, output);
    }
    return true;
}

static void finish(const struct helper *helper, struct text *output, int *wait_status)
{
    kill(-helper->process, SIGKILL);
    while (waitpid(helper->process, wait_status, 0) < 0 && errno == EINTR)
        ;
    drain(helper, output);
    close(helper->output);
    if (helper->pidfd >= 0)
        close(helper->pidfd);
}

enum capture process_capture(char *const argv[], int timeout_ms, struct text *output,
                             int *wait_status, struct error *error)
{
    struct helper helper;
    if (start(argv, &helper, error) != 0)
        return CAPTURE_NOT_STARTED;
    bool ended = wait_for_end(&helper, now_ms() + timeout_ms, output);
    finish(&helper, output, wait_status);
    return ended ? CAPTURE_ENDED : CAPTURE_TIMED_OUT;
}

char *process_describe_end(int wait_status)
{
    if (WIFSIGNALED(wait_status))
        return text_format("signal %d (%s)", WTERMSIG(wait_status),
                           strsignal(WTERMSIG(wait_status)));
    return text_format("status %d", WEXITSTATUS(wait_status));
}
