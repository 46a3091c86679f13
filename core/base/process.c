/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/process.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
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

/* Reads until the end of the stream or the deadline; false at the deadline. */
static int read_until(int from, int64_t deadline_ms, struct text *output)
{
    char block[4096];
    for (;;) {
        struct pollfd wait = {.fd = from, .events = POLLIN};
        int64_t left = deadline_ms - now_ms();
        int ready = poll(&wait, 1, left > 0 ? (int)left : 0);
        if (ready < 0 && errno == EINTR)
            continue;
        if (ready <= 0)
            return 0;
        ssize_t got = read(from, block, sizeof block);
        if (got <= 0)
            return 1;
        text_append_bytes(output, block, (size_t)got);
    }
}

static int start(char *const argv[], int output, pid_t *child)
{
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, output, 1);
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
    int failure = posix_spawnp(child, argv[0], &actions, NULL, argv, environ);
    posix_spawn_file_actions_destroy(&actions);
    return failure;
}

int process_capture(char *const argv[], int timeout_ms, struct text *output, int *wait_status,
                    struct error *error)
{
    int ends[2];
    pid_t child;
    if (pipe2(ends, O_CLOEXEC) != 0)
        return error_set(error, "pipe: %s", strerror(errno));
    int failure = start(argv, ends[1], &child);
    close(ends[1]);
    if (failure != 0) {
        close(ends[0]);
        return error_set(error, "%s: cannot start: %s", argv[0], strerror(failure));
    }
    int ended = read_until(ends[0], now_ms() + timeout_ms, output);
    close(ends[0]);
    if (!ended)
        kill(child, SIGKILL);
    while (waitpid(child, wait_status, 0) < 0 && errno == EINTR)
        ;
    if (!ended)
        return error_set(error, "%s: no answer within %d ms", argv[0], timeout_ms);
    return 0;
}

char *process_describe_end(int wait_status)
{
    if (WIFSIGNALED(wait_status))
        return text_format("signal %d (%s)", WTERMSIG(wait_status),
                           strsignal(WTERMSIG(wait_status)));
    return text_format("status %d", WEXITSTATUS(wait_status));
}
