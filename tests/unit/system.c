/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "measure/system.h"

#include "support.h"

TEST(settings)
{
    static const struct {
        const char *name;
        size_t cpu;
        const char *wanted; /* NULL: the system has none */
    } rows[] = {
        {"governor", 0, "powersave"},
        {"governor", 12, "performance"},
        {"governor", 1, NULL},
        {"aslr", 0, "2"},
        {"aslr", 7, "2"},
        {"boost", 0, NULL},
        {"isolated_cpus", 0, ""},
    };
    free(scratch_write("s/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor", "powersave\n"));
    free(scratch_write("s/sys/devices/system/cpu/cpu12/cpufreq/scaling_governor", "performance\n"));
    free(scratch_write("s/proc/sys/kernel/randomize_va_space", "2\n"));
    free(scratch_write("s/sys/devices/system/cpu/isolated", "\n"));
    char *root = scratch_path("s");
    for (size_t i = 0; i < COUNT(rows); i++) {
        char *line = system_setting_read(root, rows[i].name, rows[i].cpu);
        expect((line == NULL) == (rows[i].wanted == NULL), "%s %zu", rows[i].name, rows[i].cpu);
        if (line != NULL)
            expect_text(line, rows[i].wanted, rows[i].name);
        free(line);
    }
    free(root);
}

TEST(virtual)
{
    static const struct {
        const char *cpuinfo;
        int wanted;
    } rows[] = {
        {"flags\t\t: fpu hypervisor lahf_lm\n", 1},
        {"model name\t: Hypervisor\nflags\t\t: fpu lahf_lm\n", 0},
        {"Features\t: fp asimd\n", -1},
        {"", -1},
    };
    char *root = scratch_path("v"), *none = scratch_path("none");
    for (size_t i = 0; i < COUNT(rows); i++) {
        free(scratch_write("v/proc/cpuinfo", rows[i].cpuinfo));
        expect(system_is_virtual(root) == rows[i].wanted, "\"%s\"", rows[i].cpuinfo);
    }
    assert_int_equal(system_is_virtual(none), -1);
    free(root);
    free(none);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(settings),
        cmocka_unit_test(virtual),
    };
    return RUN_IN_SCRATCH("system", tests);
}
