/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "measure/machine_view.h"

#include <errno.h>
#include <linux/perf_event.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/path.h"
#include "base/text.h"

/* Of two CPUs a tick is one percent of it. */
enum { window_ms = 500 };

static int64_t own_cpu_ns(void)
{
    struct timespec used;
    if (clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used) != 0)
        return -1;
    return (int64_t)used.tv_sec * 1000000000 + used.tv_nsec;
}

/* Not asleep: a hypervisor takes time away only from who wants it. */
static struct noise_ticks watch_others(void)
{
    struct noise_counters before = {.cpu_ns = own_cpu_ns()}, after = before;
    struct noise_machine begin = noise_machine_read();
    while (clock_now_ns() - begin.when_ns < UINT64_C(1000000) * window_ms)
        ;
    struct noise_machine end = noise_machine_read();
    after.cpu_ns = own_cpu_ns();
    struct noise_counters own = noise_difference(&before, &after);
    return noise_machine_ticks(&begin, &end, &own);
}

/* The cycles of this thread outside of the kernel: what anybody may count first of all. */
static int open_counter(void)
{
    struct perf_event_attr cycles = {
        .type = PERF_TYPE_HARDWARE,
        .size = sizeof cycles,
        .config = PERF_COUNT_HW_CPU_CYCLES,
        .exclude_kernel = 1,
        .exclude_hv = 1,
    };
    long file = syscall(SYS_perf_event_open, &cycles, 0, -1, -1, PERF_FLAG_FD_CLOEXEC);
    if (file < 0)
        return errno;
    close((int)file);
    return 0;
}

struct machine_view machine_view_take(const char *root)
{
    struct machine_view view = {.root = root, .cpus = cpus_allowed()};
    view.cgroup = cgroup_cpu_read(root); /* before the busy time uses a quota up */
    view.clock = clock_measure();
    view.ticks = watch_others();
    view.counter_error = open_counter();
    return view;
}

char *machine_view_read(const struct machine_view *view, const char *path)
{
    char *below_root = text_format("%s%s", view->root, path), *line = path_read_line(below_root);
    free(below_root);
    return line;
}
