/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The answers of the checks about made-up machines. */
#include <errno.h>

#include "measure/machine_checks.h"

#include "support.h"

static const struct check *const tables[] = {setting_checks, sharing_checks};

static const struct check *find(const char *name)
{
    for (size_t i = 0; i < COUNT(tables); i++)
        for (const struct check *check = tables[i]; check->name != NULL; check++)
            if (strcmp(check->name, name) == 0)
                return check;
    fail_msg("there is no check %s", name);
    return NULL;
}

/* Four CPUs, nothing measured that would disturb. */
static const struct machine_view quiet = {
    .cpus = {{15}},
    .cgroup = {.known = true, .throttled = -1},
    .clock = {20, 1},
    .ticks = {.all = 1000},
};

static void expect_answer(const char *name, const struct machine_view *view, enum disturbs disturbs,
                          const char *value, const char *row)
{
    struct answer answer = find(name)->look(view);
    expect(answer.disturbs == disturbs, "%s: %s: %s (%s)", name, row,
           disturbs_name(answer.disturbs), answer.value);
    expect_part(answer.value, value, row);
    expect((answer.remedy != NULL) == (disturbs == DISTURBS_YES), "%s: %s: remedy %s", name, row,
           answer.remedy ? answer.remedy : "(none)");
    free(answer.value);
}

#define CPU "sys/devices/system/cpu/"
#define GOVERNOR(cpu) CPU "cpu" #cpu "/cpufreq/scaling_governor"
#define SUPPLY "sys/class/power_supply/"
#define HUGE_PAGES "sys/kernel/mm/transparent_hugepage/enabled"
#define CLOCK "sys/devices/system/clocksource/clocksource0/current_clocksource"
#define ASLR "proc/sys/kernel/randomize_va_space"
#define NODES "sys/devices/system/node/online"
#define BALANCING "proc/sys/kernel/numa_balancing"

enum { most_files = 4 };

static const struct made_up {
    const char *check;
    struct {
        const char *path;
        const char *content;
    } files[most_files];
    enum disturbs disturbs;
    const char *value;
} machines[] = {
    {"governor", {{GOVERNOR(0), "performance\n"}}, DISTURBS_NO, "performance"},
    {"governor",
     {{GOVERNOR(0), "performance\n"}, {GOVERNOR(2), "schedutil\n"}, {GOVERNOR(3), "powersave\n"}},
     DISTURBS_YES,
     "schedutil on 2 of 3 CPUs"},
    {"governor", {{GOVERNOR(4), "powersave\n"}}, DISTURBS_UNKNOWN, "does not tell"},
    {"turbo", {{CPU "cpufreq/boost", "1\n"}}, DISTURBS_YES, "on"},
    {"turbo", {{CPU "cpufreq/boost", "0\n"}}, DISTURBS_NO, "off"},
    {"turbo", {{CPU "intel_pstate/no_turbo", "0\n"}}, DISTURBS_YES, "on"},
    {"turbo",
     {{CPU "intel_pstate/no_turbo", "1\n"}, {CPU "cpufreq/boost", "1\n"}},
     DISTURBS_NO,
     "off"},
    {"smt", {{CPU "smt/control", "on\n"}}, DISTURBS_YES, "on"},
    {"smt",
     {{CPU "smt/control", "on\n"}, {"proc/cpuinfo", "flags\t: hypervisor\n"}},
     DISTURBS_YES,
     "on"},
    {"smt", {{CPU "smt/control", "off\n"}}, DISTURBS_NO, "off"},
    {"smt", {{CPU "smt/control", "notsupported\n"}}, DISTURBS_NO, "notsupported"},
    {"smt",
     {{CPU "smt/control", "notsupported\n"}, {"proc/cpuinfo", "flags\t: fpu hypervisor\n"}},
     DISTURBS_UNKNOWN,
     "a hypervisor may hide it"},
    {"smt", {{CPU "smt/control", "notimplemented\n"}}, DISTURBS_UNKNOWN, "does not tell"},
    {"aslr", {{ASLR, "2\n"}}, DISTURBS_NO, "on"},
    {"aslr", {{ASLR, "1\n"}}, DISTURBS_NO, "on"},
    {"aslr", {{ASLR, "0\n"}}, DISTURBS_YES, "off"},
    {"aslr",
     {{ASLR, "2\n"}, {"proc/self/personality", "00040000\n"}},
     DISTURBS_YES,
     "off for this process"},
    {"aslr", {{ASLR, "2\n"}, {"proc/self/personality", "00000000\n"}}, DISTURBS_NO, "on"},
    {"transparent_huge_pages", {{HUGE_PAGES, "[always] madvise never\n"}}, DISTURBS_YES, "always"},
    {"transparent_huge_pages", {{HUGE_PAGES, "always [madvise] never\n"}}, DISTURBS_NO, "madvise"},
    {"transparent_huge_pages", {{HUGE_PAGES, "always madvise [never]\n"}}, DISTURBS_NO, "never"},
    {"transparent_huge_pages", {{HUGE_PAGES, "\n"}}, DISTURBS_UNKNOWN, "does not tell"},
    {"numa_balancing", {{NODES, "0\n"}, {BALANCING, "1\n"}}, DISTURBS_NO, "one node"},
    {"numa_balancing", {{NODES, "0-1\n"}, {BALANCING, "1\n"}}, DISTURBS_YES, "on"},
    {"numa_balancing", {{NODES, "0,2\n"}, {BALANCING, "0\n"}}, DISTURBS_NO, "off"},
    {"numa_balancing", {{NODES, "0-1\n"}}, DISTURBS_UNKNOWN, "does not tell"},
    {"clock_source", {{CLOCK, "tsc\n"}}, DISTURBS_NO, "tsc"},
    {"clock_source", {{CLOCK, "kvm-clock\n"}}, DISTURBS_NO, "kvm-clock"},
    {"clock_source", {{CLOCK, "hyperv_clocksource_tsc_page\n"}}, DISTURBS_NO, "hyperv"},
    {"clock_source", {{CLOCK, "hpet\n"}}, DISTURBS_YES, "hpet"},
    {"clock_source", {{CLOCK, "acpi_pm\n"}}, DISTURBS_YES, "acpi_pm"},
    {"hardware_counters", {{"proc/sys/kernel/perf_event_paranoid", "2\n"}}, DISTURBS_NO, "usable"},
    {"hardware_counters",
     {{"proc/sys/kernel/perf_event_paranoid", "3\n"}},
     DISTURBS_YES,
     "perf_event_paranoid is 3"},
    {"virtual_machine",
     {{"proc/cpuinfo", "flags\t: fpu hypervisor\n"}},
     DISTURBS_YES,
     "hypervisor"},
    {"virtual_machine", {{"proc/cpuinfo", "flags\t: fpu\n"}}, DISTURBS_NO, "no hypervisor"},
    {"battery", {{SUPPLY "BAT0/status", "Discharging\n"}}, DISTURBS_YES, "discharging"},
    {"battery",
     {{SUPPLY "AC/online", "1\n"}, {SUPPLY "BAT0/status", "Charging\n"}},
     DISTURBS_NO,
     "not discharging"},
    {"battery",
     {{SUPPLY "mouse/status", "Discharging\n"}, {SUPPLY "mouse/scope", "Device\n"}},
     DISTURBS_NO,
     "not discharging"},
};

TEST(files)
{
    for (size_t i = 0; i < COUNT(machines); i++) {
        const struct made_up *machine = &machines[i];
        char *name = text_format("machine%zu", i), *root = scratch_path(name);
        for (size_t f = 0; f < most_files && machine->files[f].path != NULL; f++) {
            char *path = path_join(name, machine->files[f].path);
            free(scratch_write(path, machine->files[f].content));
            free(path);
        }
        struct machine_view view = quiet;
        view.root = root;
        expect_answer(machine->check, &view, machine->disturbs, machine->value, name);
        free(root);
        free(name);
    }
}

/* What was measured, or read already. */
static const struct measured {
    const char *check;
    struct machine_view view;
    enum disturbs disturbs;
    const char *value;
} measured[] = {
    {"timer_overhead", {.clock = {1000, 1}}, DISTURBS_NO, "1.000 us"},
    {"timer_overhead", {.clock = {1001, 1}}, DISTURBS_YES, "1.001 us"},
    {"timer_resolution", {.clock = {0, 4000000}}, DISTURBS_YES, "4.000 ms"},
    {"timer_resolution", {.clock = {20, 1}}, DISTURBS_NO, "1.000 ns"},
    {"timer_resolution", {.clock = {0, 0}}, DISTURBS_UNKNOWN, "did not move"},
    {"load", {.ticks = {1000, 29, 0}}, DISTURBS_NO, "2.9 % of all CPUs"},
    {"load", {.ticks = {1000, 310, 0}}, DISTURBS_YES, "31.0 % of all CPUs"},
    {"load", {.ticks = {10, 2, 0}}, DISTURBS_UNKNOWN, "20.0 % of all CPUs"},
    {"load", {.ticks = {1000, -1, 0}}, DISTURBS_UNKNOWN, "does not tell"},
    {"steal", {.ticks = {1000, 0, 5}}, DISTURBS_NO, "0.5 % of all CPUs"},
    {"steal", {.ticks = {1000, 0, 6}}, DISTURBS_YES, "0.6 % of all CPUs"},
    {"steal", {.ticks = {10, 0, 1}}, DISTURBS_UNKNOWN, "10.0 % of all CPUs"},
    {"steal", {.ticks = {1000, 0, -1}}, DISTURBS_UNKNOWN, "does not tell"},
    {"cgroup_quota", {.cgroup = {false, 0, -1}, .cpus = {{15}}}, DISTURBS_UNKNOWN, "does not tell"},
    {"cgroup_quota", {.cgroup = {true, 0, -1}, .cpus = {{15}}}, DISTURBS_NO, "no quota"},
    {"cgroup_quota", {.cgroup = {true, 3.5, 0}, .cpus = {{15}}}, DISTURBS_YES, "3.5 of 4 CPUs"},
    {"cgroup_quota", {.cgroup = {true, 4, 0}, .cpus = {{15}}}, DISTURBS_NO, "4, for 4 CPUs"},
    {"cgroup_throttled", {.cgroup = {true, 2, 7}}, DISTURBS_YES, "in 7 periods"},
    {"cgroup_throttled", {.cgroup = {true, 2, 0}}, DISTURBS_NO, "never"},
    {"cgroup_throttled", {.cgroup = {true, 0, -1}}, DISTURBS_NO, "no quota"},
    {"cgroup_throttled", {.cgroup = {true, 2, -1}}, DISTURBS_UNKNOWN, "does not tell"},
    {"cgroup_throttled", {.cgroup = {false, 0, -1}}, DISTURBS_UNKNOWN, "does not tell"},
};

TEST(measurements)
{
    char *nowhere = scratch_path("nowhere");
    for (size_t i = 0; i < COUNT(measured); i++) {
        struct machine_view view = measured[i].view;
        view.root = nowhere;
        expect_answer(measured[i].check, &view, measured[i].disturbs, measured[i].value,
                      "measured");
    }
    free(nowhere);
}

TEST(counters)
{
    static const struct {
        int failure;
        const char *value;
    } rows[] = {{ENOENT, "there are none"},
                {EOPNOTSUPP, "there are none"},
                {EPERM, "forbidden"},
                {ENOSYS, "not in this kernel"},
                {EINVAL, "Invalid"}};
    free(scratch_write("perf/proc/sys/kernel/perf_event_paranoid", "1\n"));
    char *root = scratch_path("perf");
    struct machine_view view = quiet;
    view.root = root;
    for (size_t i = 0; i < COUNT(rows); i++) {
        view.counter_error = rows[i].failure;
        expect_answer("hardware_counters", &view, DISTURBS_YES, rows[i].value, rows[i].value);
    }
    free(root);
}

/* A system that tells nothing is not a good one. */
TEST(no_files)
{
    static const char *const names[] = {"governor",
                                        "turbo",
                                        "smt",
                                        "aslr",
                                        "clock_source",
                                        "transparent_huge_pages",
                                        "cgroup_quota",
                                        "battery",
                                        "virtual_machine",
                                        "numa_balancing",
                                        "hardware_counters"};
    char *nowhere = scratch_path("nowhere");
    struct machine_view view = quiet;
    view.root = nowhere;
    view.cgroup.known = false;
    view.counter_error = ENOENT;
    for (size_t i = 0; i < COUNT(names); i++)
        expect_answer(names[i], &view, DISTURBS_UNKNOWN, "the system does not tell", names[i]);
    free(nowhere);
}

TEST(values_are_one_line)
{
    struct answer answer = answer_no("a\n\tb\x01\xff%s", "c");
    assert_null(strpbrk(answer.value, "\n\t\x01"));
    assert_true(text_is_utf8(answer.value));
    free(answer.value);
}

/* This machine, whatever it is: measured, not left out. */
TEST(here)
{
    struct machine_view view = machine_view_take("");
    assert_true(view.ticks.all > 0);
    assert_true(cpus_count(&view.cpus) > 0);
    assert_true(view.counter_error >= 0);
    for (size_t i = 0; i < COUNT(tables); i++) {
        for (const struct check *check = tables[i]; check->name != NULL; check++) {
            struct answer answer = check->look(&view);
            expect(answer.value[0] != '\0', "%s", check->name);
            free(answer.value);
        }
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(files),
        cmocka_unit_test(measurements),
        cmocka_unit_test(counters),
        cmocka_unit_test(no_files),
        cmocka_unit_test(values_are_one_line),
        cmocka_unit_test(here),
    };
    return RUN_IN_SCRATCH("checks", tests);
}
