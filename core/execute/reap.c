/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "execute/reap.h"

#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>

#include "base/children.h"

/* An orphan that is about to end anyway is not a leftover; one that SIGKILL does not end in this
 * time (another user's, or stuck in the kernel) is nobody's to wait for. */
enum { grace_ms = 20, give_up_ms = 3000 };

/* Not ours to end: there before the first visit, or given up. */
static struct children spared;

void reap_begin(void)
{
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    children_free(&spared);
    spared = children_list();
}

static void sleep_ms(long ms)
{
    struct timespec pause = {.tv_nsec = ms * 1000000};
    nanosleep(&pause, NULL);
}

/* A number that is free again may be given to a child of a visit. */
static void forget(pid_t ended)
{
    for (size_t i = 0; i < spared.count; i++)
        if (spared.items[i] == ended)
            spared.items[i--] = spared.items[--spared.count];
}

/* Reaps what has ended; true while children are left that are not spared. */
static bool children_left(void)
{
    pid_t reaped;
    while ((reaped = waitpid(-1, NULL, WNOHANG)) > 0)
        forget(reaped);
    if (reaped < 0 || spared.count == 0)
        return reaped == 0;
    struct children left = children_list();
    bool any = left.count > spared.count;
    children_free(&left);
    return any;
}

static void kill_children(void)
{
    struct children left = children_list();
    for (size_t i = 0; i < left.count; i++)
        if (!children_contains(&spared, left.items[i]))
            kill(left.items[i], SIGKILL);
    children_free(&left);
}

bool reap_all(void)
{
    for (int waited_ms = 0; waited_ms < give_up_ms; waited_ms++) {
        if (!children_left())
            return waited_ms > grace_ms;
        if (waited_ms >= grace_ms)
            kill_children();
        sleep_ms(1);
    }
    children_free(&spared);
    spared = children_list();
    return true;
}
