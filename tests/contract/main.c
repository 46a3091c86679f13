/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The contract battery: the same checks for each backend and kernel, each case in processes of its
 * own, because OpenMP and MPI do not survive a fork and no plugin is trusted. */
#include <getopt.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/number.h"
#include "base/path.h"
#include "battery.h"
#include "child.h"
#include "report.h"

enum { exit_skipped = 77, exit_usage = 2, limit_default_s = 30, leaks_n = 1000 };

static const char usage[] =
    "usage: contract [OPTION]... KERNEL.so BACKEND.so [key=value | kernel.key=value]...\n"
    "  --split=static|balanced|dynamic  what the totals of runs have in common: their bits,\n"
    "                                   parbench_split, no more than the tolerance\n"
    "  --keeps-threads                  the pool of a runtime may outlive destroy\n"
    "  -n N, --workers=W                these cases only\n"
    "  --largest=N                      no case of more items\n"
    "  --limit=SECONDS                  for each case\n";

static const uint64_t sizes[] = {1, 2, 3, 7, 1000, 104729, 1000003};
static const uint32_t widths[] = {1, 2, 3, 5, 8};
static const uint32_t rank_widths[] = {1, 2, 3};
#define COUNT(array) (sizeof(array) / sizeof *(array))

struct battery {
    struct job job;
    struct text_list words; /* the command line, for ranks */
    uint64_t only_n;        /* 0: all */
    uint64_t largest_n;     /* 0: all */
    uint32_t only_workers;
    uint32_t limit_s;
    const char *report; /* this process is a rank: of which report */
    bool refused;       /* and expects to be refused */
    unsigned cases;
    unsigned bad;
    unsigned declined;
    char report_path[64];
};

/* ---- command line --------------------------------------------------------------------------- */

static bool set_split(struct job *job, const char *word)
{
    static const char *const words[] = {"static", "balanced", "dynamic"};
    for (size_t i = 0; i < COUNT(words); i++)
        if (strcmp(word, words[i]) == 0) {
            job->split = (enum split)i;
            return true;
        }
    return false;
}

static bool set_number(uint32_t *to, const char *word)
{
    uint64_t value;
    if (!number_parse_size(word, &value) || value == 0 || value > UINT32_MAX)
        return false;
    *to = (uint32_t)value;
    return true;
}

enum { opt_split = 1, opt_keeps, opt_largest, opt_workers, opt_limit, opt_report, opt_refused };

static const struct option options[] = {{"split", required_argument, NULL, opt_split},
                                        {"keeps-threads", no_argument, NULL, opt_keeps},
                                        {"largest", required_argument, NULL, opt_largest},
                                        {"workers", required_argument, NULL, opt_workers},
                                        {"limit", required_argument, NULL, opt_limit},
                                        {"report", required_argument, NULL, opt_report},
                                        {"refused", no_argument, NULL, opt_refused},
                                        {NULL, 0, NULL, 0}};

static bool set_option(struct battery *battery, int option)
{
    switch (option) {
    case opt_split:
        return set_split(&battery->job, optarg);
    case opt_keeps:
        battery->job.keeps_threads = true;
        return true;
    case 'n':
        return number_parse_size(optarg, &battery->only_n);
    case opt_largest:
        return number_parse_size(optarg, &battery->largest_n);
    case opt_workers:
        return set_number(&battery->only_workers, optarg);
    case opt_limit:
        return set_number(&battery->limit_s, optarg);
    case opt_report:
        battery->report = optarg;
        return true;
    case opt_refused:
        battery->refused = true;
        return true;
    default:
        return false;
    }
}

static bool add_setting(struct job *job, const char *word)
{
    const char *equals = strchr(word, '=');
    bool kernel = text_starts_with(word, "kernel.");
    if (equals == NULL)
        return false;
    const char *key = kernel ? strchr(word, '.') + 1 : word;
    char *name = xstrndup(key, (size_t)(equals - key));
    setting_list_set(kernel ? &job->kernel_settings : &job->backend_settings, name, equals + 1);
    free(name);
    return true;
}

static bool parse(struct battery *battery, int argc, char **argv)
{
    for (int i = 1; i < argc; i++)
        text_list_add(&battery->words, argv[i]);
    int option;
    while ((option = getopt_long(argc, argv, "n:", options, NULL)) != -1)
        if (!set_option(battery, option))
            return false;
    if (argc - optind < 2)
        return false;
    battery->job.kernel_path = argv[optind++];
    battery->job.backend_path = argv[optind++];
    while (optind < argc)
        if (!add_setting(&battery->job, argv[optind++]))
            return false;
    return true;
}

/* ---- one case ------------------------------------------------------------------------------- */

static void print_case(struct battery *battery, const char *kind)
{
    const struct job *job = &battery->job;
    unsigned failures = atomic_load(&report->failures);
    battery->cases++;
    battery->bad += failures > 0;
    battery->declined += failures == 0 && report->declined;
    for (unsigned i = 0; i < failures && i < report_lines; i++)
        printf("FAIL n=%" PRIu64 " workers=%u%s: %s\n", job->n, job->workers, kind,
               report->lines[i]);
    if (failures > report_lines)
        printf("FAIL ... and %u more\n", failures - report_lines);
}

static void run_fork(struct battery *battery, uint64_t n, uint32_t workers, bool pinned)
{
    battery->job.n = n;
    battery->job.workers = workers;
    battery->job.pinned = pinned;
    report_clear();
    child_await(child_fork(battery_case, &battery->job), battery->limit_s, 1, true);
    print_case(battery, pinned ? " pinned" : "");
}

/* mpirun -n RANKS, or nothing where RANKS is 0, then this program as a rank. */
static struct text_list rank_command(const struct battery *battery, uint32_t ranks)
{
    struct text_list command = {0};
    char self[PATH_MAX] = "";
    if (ranks > 0) {
        const char *const launcher[] = {"mpirun", "--map-by", ":OVERSUBSCRIBE", "-n"};
        for (size_t i = 0; i < COUNT(launcher); i++)
            text_list_add(&command, launcher[i]);
        text_list_take(&command, text_format("%u", ranks));
    }
    if (readlink("/proc/self/exe", self, sizeof self - 1) > 0)
        text_list_add(&command, self);
    for (size_t i = 0; i < battery->words.count; i++)
        text_list_add(&command, battery->words.items[i]);
    text_list_take(&command, text_format("-n%" PRIu64, battery->job.n));
    text_list_take(&command, text_format("--workers=%u", battery->job.workers));
    text_list_take(&command, text_format("--report=%s", battery->report_path));
    return command;
}

static void run_ranks(struct battery *battery, uint64_t n, uint32_t workers, uint32_t ranks)
{
    bool refused = ranks != workers;
    char kind[64] = "";
    battery->job.n = n;
    battery->job.workers = workers;
    struct text_list command = rank_command(battery, ranks);
    if (refused) {
        snprintf(kind, sizeof kind, ranks > 0 ? " under %u ranks" : " without a launcher", ranks);
        text_list_add(&command, "--refused");
    }
    report_clear();
    child_await(child_spawn(command.items), battery->limit_s, ranks > 0 ? ranks : 1, false);
    print_case(battery, kind);
    text_list_free(&command);
}

/* ---- all cases ------------------------------------------------------------------------------ */

static bool is_wanted(const struct battery *battery, uint64_t n, uint32_t workers)
{
    return (battery->only_n == 0 || battery->only_n == n) &&
           (battery->largest_n == 0 || battery->largest_n >= n) &&
           (battery->only_workers == 0 || battery->only_workers == workers) &&
           workers >= report->min_workers &&
           (report->max_workers == 0 || workers <= report->max_workers);
}

static void run_forks(struct battery *battery)
{
    for (size_t w = 0; w < COUNT(widths); w++) {
        for (size_t i = 0; i < COUNT(sizes); i++)
            if (is_wanted(battery, sizes[i], widths[w]))
                run_fork(battery, sizes[i], widths[w], false);
        if (is_wanted(battery, 1000, widths[w]))
            run_fork(battery, 1000, widths[w], true);
    }
}

static void run_all_ranks(struct battery *battery)
{
    for (size_t w = 0; w < COUNT(rank_widths); w++)
        for (size_t i = 0; i < COUNT(sizes); i++)
            if (is_wanted(battery, sizes[i], rank_widths[w]))
                run_ranks(battery, sizes[i], rank_widths[w], rank_widths[w]);
    if (is_wanted(battery, 104729, 5))
        run_ranks(battery, 104729, 5, 5);
    if (is_wanted(battery, 1000, 3))
        run_ranks(battery, 1000, 3, 2);
    if (is_wanted(battery, 1000, 2)) {
        run_ranks(battery, 1000, 2, 3);
        run_ranks(battery, 1000, 2, 0);
    }
}

/* Leaks are looked for once for each number of ranks: it takes longer than all the rest. */
static int be_rank(const struct battery *battery)
{
    struct job job = battery->job;
    job.n = battery->only_n;
    job.workers = battery->only_workers;
    if (!report_join(battery->report))
        return exit_usage;
    if (battery->refused)
        ranks_refused(&job);
    else
        ranks_case(&job);
    battery_check_leaks(job.n == leaks_n);
    return EXIT_SUCCESS;
}

/* For root, for a container that allows no process_vm_readv, and for more ranks than CPUs. */
static bool prepare_mpi(void)
{
    setenv("OMPI_ALLOW_RUN_AS_ROOT", "1", 1);
    setenv("OMPI_ALLOW_RUN_AS_ROOT_CONFIRM", "1", 1);
    setenv("OMPI_MCA_btl_vader_single_copy_mechanism", "none", 0);
    char *found = path_find_program("mpirun");
    free(found);
    return found != NULL;
}

static int conclude(const struct battery *battery)
{
    const char *kernel = strrchr(battery->job.kernel_path, '/');
    const char *backend = strrchr(battery->job.backend_path, '/');
    printf("contract: %s x %s:", kernel ? kernel + 1 : battery->job.kernel_path,
           backend ? backend + 1 : battery->job.backend_path);
    for (size_t i = 0; i < battery->job.backend_settings.count; i++)
        printf(" %s=%s", battery->job.backend_settings.items[i].name,
               battery->job.backend_settings.items[i].text);
    printf(" %u cases, %u failed, %u declined%s%s\n", battery->cases, battery->bad,
           battery->declined, battery->declined ? ": " : "",
           battery->declined ? report->reason : "");
    if (battery->bad > 0 || battery->cases == 0)
        return EXIT_FAILURE;
    return battery->declined == battery->cases ? exit_skipped : EXIT_SUCCESS;
}

static int skip(const char *reason)
{
    printf("contract: skipped: %s\n", reason);
    return exit_skipped;
}

static int run(struct battery *battery)
{
    battery->job.n = 1;
    battery->job.workers = 1;
    child_await(child_fork(battery_look, &battery->job), battery->limit_s, 1, true);
    if (atomic_load(&report->failures) > 0)
        print_case(battery, " before all cases");
    else if (report->declined)
        return skip(report->reason);
    else if (report->ranks && !prepare_mpi())
        return skip("mpirun is not installed (openmpi-bin)");
    else if (report->ranks)
        run_all_ranks(battery);
    else
        run_forks(battery);
    return conclude(battery);
}

static void free_battery(struct battery *battery)
{
    text_list_free(&battery->words);
    setting_list_free(&battery->job.kernel_settings);
    setting_list_free(&battery->job.backend_settings);
}

static int be_parent(struct battery *battery)
{
    int file = report_make();
    if (file < 0)
        return exit_usage;
    snprintf(battery->report_path, sizeof battery->report_path, "/proc/%d/fd/%d", getpid(), file);
    child_begin();
    return run(battery);
}

int main(int argc, char **argv)
{
    struct battery battery = {.limit_s = limit_default_s};
    int code = exit_usage;
    if (!parse(&battery, argc, argv))
        fputs(usage, stderr);
    else if (battery.report != NULL)
        code = be_rank(&battery);
    else
        code = be_parent(&battery);
    free_battery(&battery);
    return code;
}
