/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The checks of what the machine and its kernel are set to. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "base/text.h"
#include "measure/machine_checks.h"
#include "measure/system.h"

enum { slow_clock_ns = 1000 };

static char *read_setting(const struct machine_view *view, const char *name)
{
    return system_setting_read(view->root, name, 0);
}

/* ---- frequency and cores -------------------------------------------------------------------- */

static struct answer check_governor(const struct machine_view *view)
{
    size_t told = 0, changing = 0;
    char other[64] = "";
    for (size_t cpu = 0; cpu < cpus_most; cpu++) {
        if ((view->cpus.words[cpu / 64] >> cpu % 64 & 1) == 0)
            continue;
        char *governor = system_setting_read(view->root, "governor", cpu);
        told += governor != NULL;
        if (governor != NULL && strcmp(governor, "performance") != 0 && changing++ == 0)
            text_one_line(other, sizeof other, governor);
        free(governor);
    }
    if (told == 0)
        return answer_untold("the governor");
    if (changing == 0)
        return answer_no("performance");
    return answer_yes("as root: cpupower frequency-set -g performance (package linux-cpupower)",
                      "%s on %zu of %zu CPUs", other, changing, told);
}

static struct answer check_turbo(const struct machine_view *view)
{
    static const struct {
        const char *setting;
        const char *on;
        const char *remedy;
    } switches[] = {
        {"intel_no_turbo", "0", "as root: echo 1 > /sys/devices/system/cpu/intel_pstate/no_turbo"},
        {"boost", "1", "as root: echo 0 > /sys/devices/system/cpu/cpufreq/boost"},
    };
    for (size_t i = 0; i < sizeof switches / sizeof *switches; i++) {
        char *line = read_setting(view, switches[i].setting);
        if (line == NULL)
            continue;
        bool on = strcmp(line, switches[i].on) == 0;
        free(line);
        return on ? answer_yes(switches[i].remedy, "on") : answer_no("off");
    }
    return answer_untold("whether it is on");
}

static struct answer judge_smt(const char *control, int is_virtual)
{
    if (strcmp(control, "on") == 0)
        return answer_yes("no more workers than cores, as workers = 1..cores plans; or, as root: "
                          "echo off > /sys/devices/system/cpu/smt/control",
                          "on");
    if (strcmp(control, "notimplemented") == 0)
        return answer_untold("whether it is on");
    if (is_virtual == 1)
        return answer_unknown("%s here, but a hypervisor may hide it", control);
    return answer_no("%s", control);
}

static struct answer check_smt(const struct machine_view *view)
{
    char *control = read_setting(view, "smt");
    if (control == NULL)
        return answer_untold("whether it is on");
    struct answer answer = judge_smt(control, system_is_virtual(view->root));
    free(control);
    return answer;
}

/* ---- memory --------------------------------------------------------------------------------- */

/* `setarch -R` and debuggers switch it off for single processes and their children. */
static bool is_off_for_us(const struct machine_view *view)
{
    enum { addr_no_randomize = 0x0040000 };
    char *line = machine_view_read(view, "/proc/self/personality");
    bool off = line != NULL && (strtoul(line, NULL, 16) & addr_no_randomize) != 0;
    free(line);
    return off;
}

static struct answer check_aslr(const struct machine_view *view)
{
    char *line = read_setting(view, "aslr");
    bool told = line != NULL, off = told && strcmp(line, "0") == 0;
    free(line);
    if (is_off_for_us(view))
        return answer_yes("start parbench without setarch -R and outside of a debugger",
                          "off for this process");
    if (!told)
        return answer_untold("whether it is on");
    return off ? answer_yes("as root: sysctl kernel.randomize_va_space=2", "off") : answer_no("on");
}

static struct answer check_huge_pages(const struct machine_view *view)
{
    char *line = read_setting(view, "transparent_huge_pages");
    const char *chosen = line ? strchr(line, '[') : NULL;
    struct answer answer;
    if (chosen == NULL)
        answer = answer_untold("how they are used");
    else if (text_starts_with(chosen, "[always]"))
        answer = answer_yes("where kernels use more than a few MiB, as root: "
                            "echo madvise > /sys/kernel/mm/transparent_hugepage/enabled",
                            "always");
    else
        answer = answer_no("%.*s", (int)strcspn(chosen + 1, "]"), chosen + 1);
    free(line);
    return answer;
}

static struct answer check_numa(const struct machine_view *view)
{
    char *nodes = machine_view_read(view, "/sys/devices/system/node/online");
    char *balancing = read_setting(view, "numa_balancing");
    bool one_node = nodes != NULL && strpbrk(nodes, ",-") == NULL;
    struct answer answer;
    if (one_node)
        answer = answer_no("one node");
    else if (balancing == NULL)
        answer = answer_untold("whether it is on");
    else if (strcmp(balancing, "0") == 0)
        answer = answer_no("off");
    else
        answer = answer_yes("as root: sysctl kernel.numa_balancing=0", "on");
    free(nodes);
    free(balancing);
    return answer;
}

/* ---- time ----------------------------------------------------------------------------------- */

static bool is_fast_clock(const char *source)
{
    static const char *const fast[] = {
        "tsc", "kvm-clock", "hyperv", "arch_sys_counter", "timebase", "riscv_clocksource", "tod"};
    for (size_t i = 0; i < sizeof fast / sizeof *fast; i++)
        if (text_starts_with(source, fast[i]))
            return true;
    return false;
}

static struct answer check_clock_source(const struct machine_view *view)
{
    char *source = read_setting(view, "clock_source");
    if (source == NULL)
        return answer_untold("the clock source");
    struct answer answer =
        is_fast_clock(source)
            ? answer_no("%s", source)
            : answer_yes("see why the kernel gave up the TSC (dmesg | grep -i clocksource); where "
                         "it is sound, boot with tsc=reliable",
                         "%s", source);
    free(source);
    return answer;
}

static struct answer judge_clock(uint64_t ns)
{
    char text[number_size];
    number_format_time(text, (double)ns);
    if (ns > slow_clock_ns)
        return answer_yes("get another clock source (see clock_source); until then keep calls long "
                          "by a larger n",
                          "%s", text);
    return answer_no("%s", text);
}

static struct answer check_timer_overhead(const struct machine_view *view)
{
    return judge_clock(view->clock.overhead_ns);
}

static struct answer check_timer_resolution(const struct machine_view *view)
{
    if (view->clock.resolution_ns == 0)
        return answer_unknown("the clock did not move");
    return judge_clock(view->clock.resolution_ns);
}

static struct answer explain_counters(int failure)
{
    static const struct {
        int failure;
        const char *value;
        const char *remedy;
    } rows[] = {
        {ENOENT, "there are none", "give the virtual machine a virtual PMU"},
        {EOPNOTSUPP, "there are none", "give the virtual machine a virtual PMU"},
        {EPERM, "forbidden", "let the container call perf_event_open (seccomp, CAP_PERFMON)"},
        {ENOSYS, "not in this kernel", "use a kernel with CONFIG_PERF_EVENTS"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (rows[i].failure == failure)
            return answer_yes(rows[i].remedy, "%s", rows[i].value);
    return answer_yes("see what perf stat true says", "%s", strerror(failure));
}

static struct answer check_counters(const struct machine_view *view)
{
    char *line = read_setting(view, "perf_event_paranoid");
    bool told = line != NULL;
    int paranoid = told ? atoi(line) : 0;
    free(line);
    if (paranoid > 2)
        return answer_yes("as root: sysctl kernel.perf_event_paranoid=2",
                          "perf_event_paranoid is %d", paranoid);
    if (view->counter_error == 0)
        return answer_no("usable");
    return told ? explain_counters(view->counter_error) : answer_untold("whether there are any");
}

const struct check setting_checks[] = {
    {"governor", "May the governor change the clock frequency?",
     "A CPU that raises its frequency under load is slow at first and fast later, so short calls "
     "and calls after a pause look slower than they are.",
     check_governor},
    {"turbo", "Does the frequency depend on how many cores work?",
     "One worker alone runs at a higher frequency than each of many, so speed-ups come out too "
     "small; and heat makes later rounds slower.",
     check_turbo},
    {"smt", "Do CPUs share a core?",
     "Two workers on one core share its units and caches, and so does a worker with whoever runs "
     "on the sibling: more CPUs than cores are no more cores.",
     check_smt},
    {"aslr", "Is the memory layout the same in each process?",
     "Layout alone can change a time by several percent. With address randomisation each visit "
     "draws another one and the interval covers them; without it all visits repeat the same "
     "accident, which looks precise and is not.",
     check_aslr},
    {"transparent_huge_pages", "Does the kernel choose the size of pages?",
     "With \"always\", which parts of a large array get huge pages depends on its address and on "
     "how fragmented memory is, so first touch and TLB misses differ from visit to visit. Kernels "
     "that use little memory do not notice.",
     check_huge_pages},
    {"numa_balancing", "May the kernel move pages between nodes?",
     "It unmaps pages to see who touches them and moves them while the work goes on: page faults "
     "within samples, and another placement than the first touch made.",
     check_numa},
    {"clock_source", "Is the time read from a slow clock?",
     "A clock that is a system call or a device away costs about a microsecond a reading.",
     check_clock_source},
    {"timer_overhead", "Does reading the time take more than 1 us?",
     "A sample has to last 20 times as long, so short calls are measured in large batches, which "
     "hide how single calls differ.",
     check_timer_overhead},
    {"timer_resolution", "Does the clock move in steps of more than 1 us?",
     "A sample has to last 10 steps at least, so short calls are measured in large batches, which "
     "hide how single calls differ.",
     check_timer_resolution},
    {"hardware_counters", "Are hardware counters out of reach?",
     "parbench needs none; a change of the frequency shows in its own yardstick only, and perf, "
     "likwid or PAPI cannot tell where the time goes.",
     check_counters},
    {NULL, NULL, NULL, NULL},
};
