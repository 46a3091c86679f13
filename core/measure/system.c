/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "measure/system.h"

#include <stdlib.h>
#include <string.h>

#include "base/path.h"
#include "base/text.h"

const struct system_setting system_settings[] = {
    {"governor", "/sys/devices/system/cpu/cpu{cpu}/cpufreq/scaling_governor"},
    {"scaling_driver", "/sys/devices/system/cpu/cpu{cpu}/cpufreq/scaling_driver"},
    {"min_khz", "/sys/devices/system/cpu/cpu{cpu}/cpufreq/scaling_min_freq"},
    {"max_khz", "/sys/devices/system/cpu/cpu{cpu}/cpufreq/scaling_max_freq"},
    {"boost", "/sys/devices/system/cpu/cpufreq/boost"},
    {"intel_no_turbo", "/sys/devices/system/cpu/intel_pstate/no_turbo"},
    {"smt", "/sys/devices/system/cpu/smt/control"},
    {"aslr", "/proc/sys/kernel/randomize_va_space"},
    {"transparent_huge_pages", "/sys/kernel/mm/transparent_hugepage/enabled"},
    {"numa_balancing", "/proc/sys/kernel/numa_balancing"},
    {"clock_source", "/sys/devices/system/clocksource/clocksource0/current_clocksource"},
    {"perf_event_paranoid", "/proc/sys/kernel/perf_event_paranoid"},
    {"isolated_cpus", "/sys/devices/system/cpu/isolated"},
    {NULL, NULL},
};

static const char *path_of(const char *name)
{
    const struct system_setting *setting = system_settings;
    while (strcmp(setting->name, name) != 0)
        setting++;
    return setting->path;
}

char *system_setting_read(const char *root, const char *name, size_t cpu)
{
    char *number = text_format("%zu", cpu), *path = text_replace(path_of(name), "{cpu}", number);
    char *below_root = text_format("%s%s", root, path), *line = path_read_line(below_root);
    free(number);
    free(path);
    free(below_root);
    return line;
}

int system_is_virtual(const char *root)
{
    struct error ignored;
    char *path = text_format("%s/proc/cpuinfo", root), *data = NULL;
    size_t size;
    int answer = -1;
    if (path_read_file(path, &data, &size, &ignored) == 0 && strstr(data, "flags\t") != NULL)
        answer = strstr(data, " hypervisor") != NULL;
    free(data);
    free(path);
    return answer;
}
