/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "measure/noise.h"

#include <ctype.h>
#include <dirent.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "base/cgroup.h"
#include "base/flags.h"
#include "base/path.h"
#include "base/text.h"
#include "measure/clock.h"

static const struct noise_counters unknown = {-1, -1, -1, -1};

/* Adds where both are known. */
static void add(int64_t *sum, int64_t part)
{
    if (part >= 0)
        *sum = *sum < 0 ? part : *sum + part;
}

void noise_add(struct noise_counters *sum, const struct noise_counters *part)
{
    add(&sum->cpu_ns, part->cpu_ns);
    add(&sum->rqwait_ns, part->rqwait_ns);
    add(&sum->nivcsw, part->nivcsw);
    add(&sum->faults, part->faults);
}

/* A thread that ended between the readings can make a sum smaller. */
static int64_t subtract(int64_t after, int64_t before)
{
    return after < 0 || before < 0 ? -1 : after > before ? after - before : 0;
}

struct noise_counters noise_difference(const struct noise_counters *before,
                                       const struct noise_counters *after)
{
    return (struct noise_counters){
        .cpu_ns = subtract(after->cpu_ns, before->cpu_ns),
        .rqwait_ns = subtract(after->rqwait_ns, before->rqwait_ns),
        .nivcsw = subtract(after->nivcsw, before->nivcsw),
        .faults = subtract(after->faults, before->faults),
    };
}

/* ---- reading /proc -------------------------------------------------------------------------- */

/* A small file in one read, into a buffer on the stack: no allocation between samples. */
static bool read_small(const char *path, char *to, size_t size)
{
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return false;
    ssize_t got = read(file, to, size - 1);
    close(file);
    to[got > 0 ? got : 0] = '\0';
    return got > 0;
}

/* "cpu_ns rqwait_ns slices" of one task. */
static void add_schedstat(const char *path, struct noise_counters *sum)
{
    char line[128];
    struct noise_counters task = unknown;
    if (read_small(path, line, sizeof line) && sscanf(line, "%*d %" SCNd64, &task.rqwait_ns) == 1)
        noise_add(sum, &task);
}

static void add_threads(struct noise_counters *sum)
{
    char path[300];
    DIR *tasks = opendir("/proc/self/task");
    const struct dirent *entry;
    while (tasks != NULL && (entry = readdir(tasks)) != NULL) {
        if (!isdigit((unsigned char)entry->d_name[0]))
            continue;
        snprintf(path, sizeof path, "/proc/self/task/%s/schedstat", entry->d_name);
        add_schedstat(path, sum);
    }
    if (tasks != NULL)
        closedir(tasks);
}

/* Threads of this process and children that have ended are in it. */
static void add_switches(int who, struct noise_counters *sum)
{
    struct rusage usage;
    if (getrusage(who, &usage) == 0)
        add(&sum->nivcsw, usage.ru_nivcsw);
}

static void add_child(pid_t child, struct noise_counters *sum)
{
    char path[64], status[4096];
    struct noise_counters part = unknown;
    snprintf(path, sizeof path, "/proc/%ld/schedstat", (long)child);
    add_schedstat(path, sum);
    snprintf(path, sizeof path, "/proc/%ld/status", (long)child);
    if (!read_small(path, status, sizeof status))
        return;
    const char *line = strstr(status, "nonvoluntary_ctxt_switches:");
    if (line != NULL && sscanf(line, "%*s %" SCNd64, &part.nivcsw) == 1)
        noise_add(sum, &part);
}

struct noise_counters noise_read_slow(const struct children *family)
{
    struct noise_counters sum = unknown;
    add_threads(&sum);
    add_switches(RUSAGE_SELF, &sum);
    add_switches(RUSAGE_CHILDREN, &sum);
    for (size_t i = 0; i < family->count; i++)
        add_child(family->items[i], &sum);
    return sum;
}

/* ---- by system calls ------------------------------------------------------------------------ */

static int64_t ns_of(struct timeval time)
{
    return (int64_t)time.tv_sec * 1000000000 + (int64_t)time.tv_usec * 1000;
}

static void add_cpu_clock(clockid_t clock, struct noise_counters *sum)
{
    struct timespec cpu;
    if (clock_gettime(clock, &cpu) == 0)
        add(&sum->cpu_ns, (int64_t)cpu.tv_sec * 1000000000 + cpu.tv_nsec);
}

struct noise_counters noise_read_quick(const struct children *family)
{
    struct noise_counters sum = unknown;
    struct rusage usage;
    clockid_t clock;
    add_cpu_clock(CLOCK_PROCESS_CPUTIME_ID, &sum);
    for (size_t i = 0; i < family->count; i++)
        if (clock_getcpuclockid(family->items[i], &clock) == 0)
            add_cpu_clock(clock, &sum);
    if (getrusage(RUSAGE_CHILDREN, &usage) == 0) /* those that have ended */
        add(&sum.cpu_ns, ns_of(usage.ru_utime) + ns_of(usage.ru_stime));
    if (getrusage(RUSAGE_SELF, &usage) == 0)
        sum.faults = usage.ru_minflt + usage.ru_majflt;
    return sum;
}

/* ---- one sample ----------------------------------------------------------------------------- */

/* More than twice a second. A single switch is no rate: what it took shows as `rqwait`. */
static bool is_frequent(int64_t switches, double elapsed_ns)
{
    return switches > 1 && (double)switches > 2 * elapsed_ns / 1e9;
}

unsigned noise_judge(const struct noise_counters *difference, uint64_t window_ns)
{
    unsigned flags = 0;
    double elapsed = (double)window_ns;
    if ((double)difference->rqwait_ns > 0.01 * elapsed)
        flags |= FLAG_RQWAIT;
    if (difference->nivcsw > 0 && (elapsed < 1e6 || is_frequent(difference->nivcsw, elapsed)))
        flags |= FLAG_PREEMPTED;
    if (difference->faults > 0)
        flags |= FLAG_FAULTS;
    return flags;
}

/* ---- one visit ------------------------------------------------------------------------------ */

/* "cpu user nice system idle iowait irq softirq steal ..." */
static void read_ticks(struct noise_machine *machine)
{
    char line[4096];
    long long user, nice, system, idle, iowait, irq, softirq, steal;
    if (!read_small("/proc/stat", line, sizeof line) ||
        sscanf(line, "cpu %lld %lld %lld %lld %lld %lld %lld %lld", &user, &nice, &system, &idle,
               &iowait, &irq, &softirq, &steal) != 8)
        return;
    machine->steal_ticks = steal;
    machine->busy_ticks = user + nice + system + irq + softirq;
}

static int64_t read_pressure(void)
{
    char line[256];
    int64_t total;
    const char *found =
        read_small("/proc/pressure/cpu", line, sizeof line) ? strstr(line, "total=") : NULL;
    return found != NULL && sscanf(found, "total=%" SCNd64, &total) == 1 ? total : -1;
}

/* Each addition needs the one before, so it takes one cycle of whatever the clock is. */
static int64_t time_additions(void)
{
    enum { additions = 5000 };
    uint64_t sum = 0, begin = clock_now_ns();
    for (int i = 0; i < additions; i++) {
        sum += (uint64_t)i;
        __asm__ volatile("" : "+r"(sum));
    }
    return (int64_t)(clock_now_ns() - begin);
}

void noise_machine_widen(struct noise_machine *machine)
{
    enum { chains = 64 };
    for (int i = 0; i < chains; i++) {
        int64_t time_ns = time_additions();
        if (time_ns < machine->quickest_ns)
            machine->quickest_ns = time_ns;
        if (time_ns > machine->slowest_ns)
            machine->slowest_ns = time_ns;
    }
}

struct noise_machine noise_machine_read(void)
{
    struct noise_machine machine = {-1, -1, -1, -1, INT64_MAX, 0, clock_now_ns()};
    read_ticks(&machine);
    machine.throttled = cgroup_cpu_read("").throttled;
    machine.pressure_us = read_pressure();
    noise_machine_widen(&machine);
    return machine;
}

/* By more than 2 %, and by more than the yardstick varies by itself: where another machine shares
 * the core, it always does. */
static bool is_slower(const struct noise_machine *one, const struct noise_machine *other)
{
    return (double)one->quickest_ns > 1.02 * (double)other->slowest_ns;
}

struct noise_ticks noise_machine_ticks(const struct noise_machine *before,
                                       const struct noise_machine *after,
                                       const struct noise_counters *own)
{
    double hz = (double)sysconf(_SC_CLK_TCK);
    double wall = (double)(after->when_ns - before->when_ns) / 1e9;
    double busy = (double)subtract(after->busy_ticks, before->busy_ticks);
    double others = busy - (double)own->cpu_ns / 1e9 * hz;
    return (struct noise_ticks){
        .all = wall * hz * (double)sysconf(_SC_NPROCESSORS_ONLN),
        .others = busy < 0 || own->cpu_ns < 0 ? -1
                  : others > 0                ? others
                                              : 0,
        .stolen = (double)subtract(after->steal_ticks, before->steal_ticks),
    };
}

bool noise_is_busy(const struct noise_ticks *ticks)
{
    return ticks->others > 2 && ticks->others > 0.03 * ticks->all;
}

unsigned noise_machine_judge(const struct noise_machine *before, const struct noise_machine *after,
                             const struct noise_counters *own, int oversubscribed)
{
    struct noise_ticks ticks = noise_machine_ticks(before, after, own);
    double wall_us = (double)(after->when_ns - before->when_ns) / 1e3;
    unsigned flags = 0;
    if (ticks.stolen > 1 && ticks.stolen > 0.02 * ticks.all)
        flags |= FLAG_STEAL;
    if (noise_is_busy(&ticks))
        flags |= FLAG_BUSY;
    if (subtract(after->throttled, before->throttled) > 0)
        flags |= FLAG_THROTTLED;
    if (!oversubscribed &&
        (double)subtract(after->pressure_us, before->pressure_us) > 0.02 * wall_us)
        flags |= FLAG_PRESSURE;
    if (is_slower(after, before) || is_slower(before, after))
        flags |= FLAG_FREQ;
    return flags;
}
