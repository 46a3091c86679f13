/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "child.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

/* In the child of a vfork, whose memory is the parent's: system calls alone. */
static _Noreturn void become(const char *path, char *const argv[], pid_t parent, int input,
                             int output, volatile int *failure)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() == parent && dup2(input, STDIN_FILENO) >= 0 && dup2(output, STDOUT_FILENO) >= 0)
        execve(path, argv, environ);
    *failure = errno != 0 ? errno : ECHILD;
    _exit(127);
}

/* Not posix_spawn, which has no way to say that the program ends with the visit. */
static int spawn(pid_t *pid, const char *path, char *const argv[], int output)
{
    volatile int failure = 0;
    pid_t parent = getpid();
    int input = open("/dev/null", O_RDONLY | O_CLOEXEC);
    if (input < 0)
        return errno;
    errno = 0;
    *pid = vfork();
    if (*pid == 0)
        become(path, argv, parent, input, output, &failure);
    if (*pid < 0)
        failure = errno;
    else if (failure != 0)
        waitpid(*pid, NULL, 0);
    close(input);
    return failure;
}

/* What is there, up to a whole pipe; false at the end of the stream. */
static bool drain(int file, struct tail *output)
{
    if (output->used > tail_kept) {
        memmove(output->bytes, output->bytes + output->used - tail_kept, tail_kept);
        output->used = tail_kept;
    }
    ssize_t got = read(file, output->bytes + output->used, tail_room);
    if (got > 0)
        output->used += (size_t)got;
    return got > 0 || (got < 0 && (errno == EAGAIN || errno == EINTR));
}

/* Until the program has ended: children that it leaves may hold its output for longer. A kernel
 * without pidfds does not say when, and the end of the stream is waited for. */
static void gather(int file, int pidfd, struct tail *output)
{
    struct pollfd waits[] = {{.fd = pidfd, .events = POLLIN}, {.fd = file, .events = POLLIN}};
    bool open = true, ended = false;
    while (!ended) {
        if (poll(waits, 2, -1) < 0)
            continue;
        ended = waits[0].revents != 0; /* before the last look at the pipe */
        open = open && drain(file, output);
        waits[1].fd = open ? file : -1;
        ended = ended || (pidfd < 0 && !open);
    }
}

static int await(pid_t pid, int *wait_status)
{
    while (waitpid(pid, wait_status, 0) < 0)
        if (errno != EINTR)
            return errno;
    return 0;
}

int child_run(const char *path, char *const argv[], struct tail *output, int *wait_status)
{
    int ends[2];
    pid_t pid;
    output->used = 0;
    if (pipe2(ends, O_CLOEXEC) != 0)
        return errno;
    int failure = spawn(&pid, path, argv, ends[1]);
    close(ends[1]);
    if (failure == 0) {
        int pidfd = (int)syscall(SYS_pidfd_open, pid, 0);
        fcntl(ends[0], F_SETFL, O_NONBLOCK); /* this end's alone */
        gather(ends[0], pidfd, output);
        failure = await(pid, wait_status);
        if (pidfd >= 0)
            close(pidfd);
    }
    close(ends[0]);
    return failure;
}
