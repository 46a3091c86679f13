/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "execute/visit_process.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/flags.h"
#include "base/number.h"
#include "base/path.h"
#include "base/process.h"
#include "execute/interrupt.h"
#include "execute/reap.h"
#include "measure/clock.h"
#include "measure/stage.h"

extern char **environ;

enum { tail_size = 4096, quoted_tail = 200 };
#define SECOND UINT64_C(1000000000)

/* The end of what the visit wrote to stderr. */
struct tail {
    char bytes[tail_size];
    size_t used;
};

struct visit {
    const struct visit_order *order;
    char *temporary; /* its TMPDIR */
    pid_t process;   /* and its group */
    int pidfd;
    int errors; /* read end of its stderr */
    struct tail tail;
    bool timed_out;
    bool interrupted;
    int wait_status;
};

/* ---- starting ------------------------------------------------------------------------------- */

/* Short, since Open MPI puts sockets below it, and their paths have room for 107 bytes. */
static int make_temporary(struct visit *visit, struct error *error)
{
    const char *base = getenv("TMPDIR");
    if (base == NULL || base[0] != '/' || strlen(base) > 30)
        base = "/tmp";
    visit->temporary = text_format("%s/parbench-XXXXXX", base);
    if (mkdtemp(visit->temporary) == NULL)
        return error_set(error, "%s: %s", visit->temporary, strerror(errno));
    return 0;
}

static const char *name_end(const char *assignment)
{
    return strchr(assignment, '=');
}

/* The runner's environment with the order's in its place. */
static struct text_list build_environment(const struct visit *visit)
{
    struct text_list built = {0}, added = {0};
    for (size_t i = 0; i < visit->order->environment->count; i++)
        text_list_add(&added, visit->order->environment->items[i]);
    text_list_take(&added, text_format("TMPDIR=%s", visit->temporary));
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

/* parbench .visit RUNNER-PID [launcher...] parbench cell ... */
static struct text_list build_command(const struct visit_order *order)
{
    struct text_list command = {0};
    text_list_add(&command, order->program);
    text_list_add(&command, ".visit");
    text_list_take(&command, text_format("%ld", (long)getpid()));
    for (size_t i = 0; i < order->launcher->count; i++)
        text_list_add(&command, order->launcher->items[i]);
    text_list_add(&command, order->program);
    for (size_t i = 0; i < order->arguments->count; i++)
        text_list_add(&command, order->arguments->items[i]);
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

static int spawn(struct visit *visit, int errors)
{
    struct text_list environment = build_environment(visit), command = build_command(visit->order);
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    set_attributes(&attributes);
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, errors, 2);
    int failure = posix_spawn(&visit->process, command.items[0], &actions, &attributes,
                              command.items, environment.items);
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    text_list_free(&command);
    text_list_free(&environment);
    return failure;
}

static int start(struct visit *visit, struct error *error)
{
    int ends[2];
    if (make_temporary(visit, error) != 0)
        return -1;
    if (pipe2(ends, O_CLOEXEC) != 0)
        return error_set(error, "pipe: %s", strerror(errno));
    int failure = spawn(visit, ends[1]);
    close(ends[1]);
    visit->errors = ends[0];
    fcntl(visit->errors, F_SETFL, O_NONBLOCK);
    if (failure != 0) {
        close(visit->errors);
        return error_set(error, "%s: cannot start: %s", visit->order->program, strerror(failure));
    }
    visit->pidfd = (int)syscall(SYS_pidfd_open, visit->process, 0);
    return 0;
}

/* ---- waiting -------------------------------------------------------------------------------- */

static void keep_tail(struct tail *tail, const char *bytes, size_t count)
{
    if (count > tail_size) {
        bytes += count - tail_size;
        count = tail_size;
    }
    size_t keep = tail->used + count > tail_size ? tail_size - count : tail->used;
    memmove(tail->bytes, tail->bytes + (tail->used - keep), keep);
    memcpy(tail->bytes + keep, bytes, count);
    tail->used = keep + count;
}

/* Reads what is there; false at the end of the stream. */
static bool drain(struct visit *visit)
{
    char block[65536];
    ssize_t got;
    while ((got = read(visit->errors, block, sizeof block)) > 0)
        keep_tail(&visit->tail, block, (size_t)got);
    return got < 0;
}

static int ms_until(uint64_t deadline_ns)
{
    uint64_t now = clock_now_ns();
    return deadline_ns <= now ? 0 : (int)((deadline_ns - now + 999999) / 1000000);
}

enum wake { WAKE_ENDED, WAKE_DEADLINE, WAKE_INTERRUPT };

/* Asleep in poll but for what the visit itself writes. A kernel without pidfds is asked every
 * 50 ms. */
static enum wake sleep_until_end(struct visit *visit, uint64_t deadline_ns, bool interruptible)
{
    bool open = true;
    for (;;) {
        struct pollfd waits[] = {
            {.fd = visit->pidfd, .events = POLLIN},
            {.fd = open ? visit->errors : -1, .events = POLLIN},
            {.fd = interruptible ? visit->order->interrupt : -1, .events = POLLIN},
        };
        int left = ms_until(deadline_ns);
        poll(waits, 3, visit->pidfd < 0 && left > 50 ? 50 : left);
        open = open && drain(visit);
        if (waitpid(visit->process, &visit->wait_status, WNOHANG) == visit->process) {
            drain(visit);
            return WAKE_ENDED;
        }
        if (interruptible && (waits[2].revents & POLLIN) != 0)
            return WAKE_INTERRUPT;
        if (ms_until(deadline_ns) == 0)
            return WAKE_DEADLINE;
    }
}

/* SIGTERM, then SIGKILL: after 1 s, under a launcher 5 s, which mpirun needs to end deaf ranks. */
static void stop(struct visit *visit)
{
    uint64_t grace = visit->order->launcher->count ? 5 * SECOND : SECOND;
    kill(-visit->process, SIGTERM);
    if (sleep_until_end(visit, clock_now_ns() + grace, false) == WAKE_ENDED)
        return;
    kill(-visit->process, SIGKILL);
    while (waitpid(visit->process, &visit->wait_status, 0) < 0 && errno == EINTR)
        ;
    drain(visit);
}

/* ---- judging -------------------------------------------------------------------------------- */

/* The last line that parbench itself wrote, or NULL. */
static const char *last_own_line(const char *tail)
{
    const char *last = NULL;
    for (const char *line = tail; line != NULL; line = strchr(line, '\n')) {
        line += *line == '\n';
        last = text_starts_with(line, "parbench: ") ? line : last;
    }
    return last;
}

/* What to quote of the tail: what parbench itself wrote; else, of a launcher that gave up, the
 * first words, for it explains itself there at length; else the last bytes. */
static const char *quotation(const char *tail, bool from_begin)
{
    const char *own = last_own_line(tail), *from = tail;
    size_t used = strlen(tail);
    if (own != NULL)
        return own;
    if (from_begin)
        return tail + strcspn(tail, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");
    if (used > quoted_tail)
        from = tail + used - quoted_tail;
    while ((*from & 0xC0) == 0x80)
        from++; /* not in the middle of a character */
    return from;
}

static void append_tail(struct visit *visit, bool from_begin, struct text *text)
{
    char line[quoted_tail];
    const char *from = quotation(visit->tail.bytes, from_begin);
    bool own = text_starts_with(from, "parbench: ");
    char *cut = own ? xstrndup(from, strcspn(from, "\n")) : xstrdup(from);
    text_one_line(line, sizeof line, cut);
    free(cut);
    if (line[0] != '\0')
        text_append(text, "; stderr: %s", line);
}

static bool ended_well(const struct visit *visit)
{
    return WIFEXITED(visit->wait_status) && WEXITSTATUS(visit->wait_status) == 0;
}

/* A launcher that gives up before the visit runs is a failure with a reason, not a crash. Once the
 * visit has begun, more than 128 says that a signal ended it. */
static bool launcher_gave_up(const struct visit *visit, enum stage stage)
{
    if (visit->order->launcher->count == 0 || !WIFEXITED(visit->wait_status) ||
        WEXITSTATUS(visit->wait_status) == 0)
        return false;
    return stage == STAGE_NONE || (stage <= STAGE_CREATE && WEXITSTATUS(visit->wait_status) <= 128);
}

/* What parbench can do about the commonest complaints of launchers. */
static const char *launcher_remedy(const char *complaint)
{
    static const struct {
        const char *words;
        const char *remedy;
    } remedies[] = {
        {"run as root", " (allow_root = yes lets it)"},
        {"not enough slots", " (add --map-by :OVERSUBSCRIBE to the launcher)"},
    };
    for (size_t i = 0; i < sizeof remedies / sizeof *remedies; i++)
        if (strstr(complaint, remedies[i].words) != NULL)
            return remedies[i].remedy;
    return "";
}

/* Takes the text for the detail, with what the visit said last. */
static void explain(struct visit *visit, struct visit_outcome *outcome, enum status status,
                    struct text *text)
{
    outcome->status = status;
    append_tail(visit, status == STATUS_FAILED, text);
    text_one_line(outcome->detail, sizeof outcome->detail, text->data);
    text_free(text);
}

static void judge_end(struct visit *visit, struct visit_outcome *outcome)
{
    enum stage stage = stage_read(visit->order->record);
    char *end = process_describe_end(visit->wait_status);
    struct text text = {0};
    if (outcome->has_record) {
        text_append(&text, "ended with %s after its record", end);
        explain(visit, outcome, STATUS_CRASHED, &text);
    } else if (launcher_gave_up(visit, stage)) {
        text_append(&text, "the launcher %s ended with %s %s%s", visit->order->launcher->items[0],
                    end, stage_name(stage), launcher_remedy(visit->tail.bytes));
        explain(visit, outcome, STATUS_FAILED, &text);
    } else {
        text_append(&text, "ended with %s %s, without a record", end, stage_name(stage));
        explain(visit, outcome, STATUS_CRASHED, &text);
    }
    free(end);
}

static void judge_timeout(struct visit *visit, struct visit_outcome *outcome)
{
    char limit[number_size];
    struct text text = {0};
    text_append(&text, "no end within %s, %s",
                number_format_duration(limit, visit->order->timeout_ns),
                stage_name(stage_read(visit->order->record)));
    explain(visit, outcome, STATUS_TIMEOUT, &text);
}

/* What parbench itself wrote to stderr is in the record. */
static void judge_record(struct visit *visit, struct visit_outcome *outcome)
{
    struct text text = {0};
    outcome->status = outcome->record.status;
    text_append(&text, "%s", outcome->record.detail);
    if (outcome->status == STATUS_FAILED && last_own_line(visit->tail.bytes) == NULL)
        append_tail(visit, false, &text);
    text_one_line(outcome->detail, sizeof outcome->detail, text.data);
    text_free(&text);
}

static void judge(struct visit *visit, struct visit_outcome *outcome)
{
    struct error ignored;
    struct record *record = &outcome->record;
    struct tail *tail = &visit->tail;
    tail->bytes[tail->used < tail_size ? tail->used : tail_size - 1] = '\0';
    outcome->has_record = record_read(visit->order->record, record, &ignored) == 0;
    if (visit->timed_out) {
        judge_timeout(visit, outcome);
    } else if (!outcome->has_record || (record->status == STATUS_OK && !ended_well(visit))) {
        judge_end(visit, outcome);
    } else {
        judge_record(visit, outcome);
    }
    outcome->flags |= record->flags;
}

int visit_execute(const struct visit_order *order, struct visit_outcome *outcome,
                  struct error *error)
{
    struct visit visit = {.order = order, .pidfd = -1};
    uint64_t begin = clock_now_ns();
    *outcome = (struct visit_outcome){0};
    int result = start(&visit, error);
    if (result != 0)
        goto out_with_temporary;
    enum wake wake = sleep_until_end(&visit, begin + order->timeout_ns, true);
    visit.timed_out = wake == WAKE_DEADLINE;
    visit.interrupted = wake == WAKE_INTERRUPT;
    if (wake != WAKE_ENDED)
        stop(&visit);
    if (reap_all() && wake == WAKE_ENDED)
        outcome->flags |= FLAG_LEFTOVER;
    outcome->elapsed_ns = clock_now_ns() - begin;
    outcome->interrupted = visit.interrupted;
    if (!visit.interrupted)
        judge(&visit, outcome);
    close(visit.errors);
    if (visit.pidfd >= 0)
        close(visit.pidfd);
out_with_temporary:
    path_remove_tree(visit.temporary);
    free(visit.temporary);
    return result;
}

void visit_outcome_free(struct visit_outcome *outcome)
{
    record_free(&outcome->record);
}
