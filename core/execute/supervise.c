/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "execute/supervise.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/text.h"
#include "execute/launcher.h"
#include "execute/reap.h"
#include "measure/clock.h"
#include "measure/temporary.h"

extern char **environ;

#define SECOND UINT64_C(1000000000)

enum { soon_ms = 500, announced_ms = 30000 };

struct child {
    const struct supervise_order *order;
    pid_t process; /* and its group */
    int pidfd;
    int errors; /* read end of its stderr */
    struct last_words words;
    int wait_status;
};

/* ---- starting ------------------------------------------------------------------------------- */

static const char *name_end(const char *assignment)
{
    return strchr(assignment, '=');
}

/* The runner's environment with the order's in its place. */
static struct text_list build_environment(const struct child *child)
{
    struct text_list built = {0}, added = {0};
    for (size_t i = 0; i < child->order->environment->count; i++)
        text_list_add(&added, child->order->environment->items[i]);
    text_list_take(&added, text_format("TMPDIR=%s", child->order->temporary));
    text_list_take(&added, text_format("%s=%s", temporary_variable,
                                       child->order->launched ? child->order->temporary : ""));
    for (char **old = environ; *old != NULL; old++) {
        bool replaced = false;
        for (size_t i = 0; i < added.count && name_end(*old) != NULL; i++) {
            size_t length = (size_t)(name_end(added.items[i]) - added.items[i]) + 1;
            replaced = replaced || strncmp(*old, added.items[i], length) == 0;
        }
        if (!replaced)
            text_list_add(&built, *old);
    }
    for (size_t i = 0; i < added.count; i++)
        text_list_add(&built, added.items[i]);
    text_list_free(&added);
    return built;
}

/* parbench .visit RUNNER-PID command... */
static struct text_list build_command(const struct supervise_order *order)
{
    struct text_list command = {0};
    text_list_add(&command, order->program);
    text_list_add(&command, ".visit");
    text_list_take(&command, text_format("%ld", (long)getpid()));
    for (size_t i = 0; i < order->command->count; i++)
        text_list_add(&command, order->command->items[i]);
    return command;
}

static void set_attributes(posix_spawnattr_t *attributes)
{
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawnattr_init(attributes);
    posix_spawnattr_setflags(attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK |
                                             POSIX_SPAWN_SETSIGDEF);
    posix_spawnattr_setpgroup(attributes, 0);
    posix_spawnattr_setsigmask(attributes, &none);
    posix_spawnattr_setsigdefault(attributes, &all);
}

static int spawn(struct child *child, int errors)
{
    struct text_list environment = build_environment(child), command = build_command(child->order);
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    set_attributes(&attributes);
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, errors, 2);
    int failure = posix_spawn(&child->process, command.items[0], &actions, &attributes,
                              command.items, environment.items);
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    text_list_free(&command);
    text_list_free(&environment);
    return failure;
}

static int start(struct child *child, struct error *error)
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0)
        return error_set(error, "pipe: %s", strerror(errno));
    int failure = spawn(child, ends[1]);
    close(ends[1]);
    child->errors = ends[0];
    fcntl(child->errors, F_SETFL, O_NONBLOCK);
    if (failure != 0) {
        close(child->errors);
        return error_set(error, "%s: cannot start: %s", child->order->program, strerror(failure));
    }
    child->pidfd = (int)syscall(SYS_pidfd_open, child->process, 0);
    return 0;
}

/* ---- waiting -------------------------------------------------------------------------------- */

/* Reads what is there; false at the end of the stream. */
static bool drain(struct child *child)
{
    char block[65536];
    ssize_t got;
    while ((got = read(child->errors, block, sizeof block)) > 0)
        last_words_add(&child->words, block, (size_t)got);
    return got < 0;
}

static int ms_until(uint64_t deadline_ns)
{
    uint64_t now = clock_now_ns();
    return deadline_ns <= now ? 0 : (int)((deadline_ns - now + 999999) / 1000000);
}

/* Asleep in poll but for what the process itself writes. A kernel without pidfds is asked every
 * 50 ms. */
static enum supervise_end sleep_until_end(struct child *child, uint64_t deadline_ns,
                                          bool interruptible)
{
    bool open = true;
    for (;;) {
        struct pollfd waits[] = {
            {.fd = child->pidfd, .events = POLLIN},
            {.fd = open ? child->errors : -1, .events = POLLIN},
            {.fd = interruptible ? child->order->interrupt : -1, .events = POLLIN},
        };
        int left = ms_until(deadline_ns);
        poll(waits, 3, child->pidfd < 0 && left > 50 ? 50 : left);
        open = open && drain(child);
        if (waitpid(child->process, &child->wait_status, WNOHANG) == child->process) {
            drain(child);
            return SUPERVISE_ENDED;
        }
        if (interruptible && (waits[2].revents & POLLIN) != 0)
            return SUPERVISE_INTERRUPTED;
        if (ms_until(deadline_ns) == 0)
            return SUPERVISE_TIMED_OUT;
    }
}

/* SIGTERM, then SIGKILL: after 1 s, under a launcher 5 s, which mpirun needs to end deaf ranks. */
static void stop(struct child *child)
{
    uint64_t grace = child->order->launched ? 5 * SECOND : SECOND;
    kill(-child->process, SIGTERM);
    if (sleep_until_end(child, clock_now_ns() + grace, false) == SUPERVISE_ENDED)
        return;
    kill(-child->process, SIGKILL);
    while (waitpid(child->process, &child->wait_status, 0) < 0 && errno == EINTR)
        ;
    drain(child);
}

/* By a signal that ends programs in order, or a launcher that says so. */
static bool was_ended(const struct child *child)
{
    static const int signals[] = {SIGHUP, SIGINT, SIGTERM, SIGUSR1};
    int status = child->wait_status;
    int ended_by = WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status) - 128;
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++)
        if (ended_by == signals[i])
            return true;
    return child->order->launched && status != 0;
}

/* What ends the runner may reach the visit a moment before: a batch system at the time limit, or
 * whatever stops a control group. It is no fault of the cell's. Where the launcher says that its
 * job is at its end, the signal may take seconds. */
static bool ends_with_runner(const struct child *child)
{
    struct pollfd wait = {.fd = child->order->interrupt, .events = POLLIN};
    bool announced = child->order->launched &&
                     launcher_complaint(child->words.bytes)->trouble == LAUNCHER_JOB_ENDS;
    return was_ended(child) && poll(&wait, 1, announced ? announced_ms : soon_ms) > 0;
}

int supervise(const struct supervise_order *order, struct supervised *supervised,
              struct error *error)
{
    struct child child = {.order = order, .pidfd = -1};
    uint64_t begin = clock_now_ns();
    *supervised = (struct supervised){0};
    if (start(&child, error) != 0)
        return -1;
    supervised->end = sleep_until_end(&child, begin + order->timeout_ns, true);
    if (supervised->end != SUPERVISE_ENDED)
        stop(&child);
    else if (ends_with_runner(&child))
        supervised->end = SUPERVISE_INTERRUPTED;
    supervised->leftover = reap_all() && supervised->end == SUPERVISE_ENDED;
    supervised->elapsed_ns = clock_now_ns() - begin;
    supervised->wait_status = child.wait_status;
    supervised->words = child.words;
    close(child.errors);
    if (child.pidfd >= 0)
        close(child.pidfd);
    return 0;
}
