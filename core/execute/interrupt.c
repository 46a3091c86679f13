/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "execute/interrupt.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

static sigset_t signals(void)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGHUP);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGUSR1);
    return set;
}

int interrupt_begin(int *file, struct error *error)
{
    sigset_t set = signals();
    signal(SIGPIPE, SIG_IGN); /* nobody may read the progress any more: the run goes on */
    signal(SIGXFSZ, SIG_IGN); /* a file that may not grow is an error of the write */
    if (sigprocmask(SIG_BLOCK, &set, NULL) != 0)
        return error_set(error, "sigprocmask: %s", strerror(errno));
    *file = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
    if (*file < 0)
        return error_set(error, "signalfd: %s", strerror(errno));
    return 0;
}

void interrupt_end(int file)
{
    close(file);
}

/* The signal is never read, so the descriptor stays ready. */
bool interrupt_seen(int file)
{
    struct pollfd wait = {.fd = file, .events = POLLIN};
    return poll(&wait, 1, 0) > 0;
}
