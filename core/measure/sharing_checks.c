/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The checks of whom the CPUs are shared with, and what keeps them back. */
#include <dirent.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "measure/machine_checks.h"
#include "measure/system.h"

/* The share of all CPUs, in words; a few ticks are too few for a "no" that is none. */
static struct answer judge_share(const struct machine_view *view, double ticks, double limit,
                                 bool disturbs, const char *remedy)
{
    double percent = 100 * ticks / view->ticks.all;
    if (disturbs)
        return answer_yes(remedy, "%.1f %% of all CPUs", percent);
    if (percent > limit)
        return answer_unknown("%.1f %% of all CPUs: %.0f ticks of the clock may be chance", percent,
                              ticks);
    return answer_no("%.1f %% of all CPUs", percent);
}

static struct answer check_load(const struct machine_view *view)
{
    if (view->ticks.others < 0)
        return answer_untold("who uses the CPUs");
    return judge_share(view, view->ticks.others, 3, noise_is_busy(&view->ticks),
                       "end the other programs (top shows them), or wait until they have ended");
}

static struct answer check_steal(const struct machine_view *view)
{
    double stolen = view->ticks.stolen;
    if (stolen < 0)
        return answer_untold("what the hypervisor takes");
    return judge_share(view, stolen, 0.5, stolen > 1 && stolen > 0.005 * view->ticks.all,
                       "ask for CPUs of your own (dedicated, pinned), or measure at another hour");
}

static struct answer check_quota(const struct machine_view *view)
{
    size_t cpus = cpus_count(&view->cpus);
    if (!view->cgroup.known)
        return answer_untold("the groups of this process");
    if (view->cgroup.quota == 0)
        return answer_no("no quota");
    if (view->cgroup.quota < (double)cpus)
        return answer_yes(
            "raise the quota (docker: --cpus; systemd: CPUQuota=; else cpu.max), give "
            "whole CPUs instead (--cpuset-cpus, AllowedCPUs=), or plan fewer workers",
            "%g of %zu CPUs", view->cgroup.quota, cpus);
    return answer_no("%g, for %zu CPUs", view->cgroup.quota, cpus);
}

static struct answer check_throttled(const struct machine_view *view)
{
    if (view->cgroup.throttled > 0)
        return answer_yes("as for cgroup_quota; cells that it happens to get the flag throttled",
                          "in %" PRId64 " periods", view->cgroup.throttled);
    if (view->cgroup.throttled == 0)
        return answer_no("never");
    if (view->cgroup.known && view->cgroup.quota == 0)
        return answer_no("no quota");
    return answer_untold("how often");
}

static struct answer check_virtual(const struct machine_view *view)
{
    int is_virtual = system_is_virtual(view->root);
    if (is_virtual < 0)
        return answer_untold("whether it is");
    if (is_virtual == 0)
        return answer_no("no hypervisor");
    return answer_yes("compare within one run only; for figures that are to last, measure on a "
                      "machine of your own",
                      "a hypervisor is below");
}

static bool supply_says(const struct machine_view *view, const char *supply, const char *file,
                        const char *word)
{
    char *path = text_format("/sys/class/power_supply/%s/%s", supply, file);
    char *line = machine_view_read(view, path);
    bool says = line != NULL && strcmp(line, word) == 0;
    free(line);
    free(path);
    return says;
}

/* A mouse has a battery too, but its scope is the device. */
static bool is_discharging(const struct machine_view *view, const char *supply)
{
    return supply_says(view, supply, "status", "Discharging") &&
           !supply_says(view, supply, "scope", "Device");
}

static struct answer check_battery(const struct machine_view *view)
{
    char *path = text_format("%s/sys/class/power_supply", view->root);
    DIR *supplies = opendir(path);
    const struct dirent *entry;
    bool discharging = false;
    free(path);
    if (supplies == NULL)
        return answer_untold("its power supply");
    while ((entry = readdir(supplies)) != NULL)
        discharging = discharging || is_discharging(view, entry->d_name);
    closedir(supplies);
    return discharging ? answer_yes("plug it in", "discharging") : answer_no("not discharging");
}

const struct check sharing_checks[] = {
    {"load", "Do other programs use more than 3 % of the CPUs?",
     "They take CPUs, caches and memory bandwidth from the workers, most of all where there is a "
     "worker for each CPU and all wait for the slowest.",
     check_load},
    {"steal", "Does the hypervisor take more than 0.5 % of the CPUs?",
     "A worker whose CPU is taken away stands still without knowing it, and all wait for it.",
     check_steal},
    {"cgroup_quota", "Does a quota allow less than the CPUs that are there?",
     "When the quota of a period is used up all workers stand still until the next period, some "
     "100 ms: times jump as soon as there are more busy workers than the quota has CPUs.",
     check_quota},
    {"cgroup_throttled", "Has a quota been used up so far?",
     "It stopped processes beside or before this one, and will stop workers as well.",
     check_throttled},
    {"virtual_machine", "Is this a virtual machine?",
     "Neighbours share caches, memory bandwidth and frequency, unseen; which CPUs share a core or "
     "a cache may not be what the guest is told.",
     check_virtual},
    {"battery", "Does the machine run on battery?",
     "Firmware and system then save power: lower frequency, slower waking.", check_battery},
    {NULL, NULL, NULL, NULL},
};
