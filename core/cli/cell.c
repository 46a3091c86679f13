/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `parbench cell`: one visit, for the runner, for people, debuggers and hyperfine. */
#include <inttypes.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/cpus.h"
#include "base/flags.h"
#include "base/number.h"
#include "base/path.h"
#include "cli/cli.h"
#include "measure/stage.h"
#include "measure/temporary.h"
#include "measure/visit.h"
#include "plugin/load.h"
#include "plugin/locate.h"

static const struct cli_option options[] = {
    {"kernel", 'k', "K", "kernel plugin: a name or a path with a slash (required)"},
    {"backend", 'b', "B", "backend plugin, likewise (required)"},
    {"items", 'n', "N", "problem size (required)"},
    {"workers", 'w', "W", "workers (1)"},
    {"kopt", 0, "K=V", "an option of the kernel; may be repeated"},
    {"bopt", 0, "K=V", "an option of the backend; may be repeated"},
    {"samples", 0, "S", "samples to take (5)"},
    {"calls", 0, "N", "exactly N calls in one batch: no warm-up, no calibration"},
    {"idle-gap", 0, "T", "sleep for T before one cold call (none)"},
    {"cpus", 0, "LIST", "the CPU of each worker, \"-\" for none (nothing is pinned)"},
    {"stack-offset", 0, "BYTES", "leave so many bytes of the stack unused (0)"},
    {"timeout", 0, "T", "give up after T: no sample begins after half of it (none)"},
    {"record", 0, "FILE", "write the result as JSON to FILE, and print nothing"},
    {NULL, 0, NULL, NULL},
};

/* A request and what it borrows from. */
struct prepared {
    struct cell_request request;
    char *kernel_path;
    char *backend_path;
    char *record;
    int32_t *cpus;
};

/* ---- arguments ------------------------------------------------------------------------------ */

static int take_count(const struct cli_arguments *arguments, const char *option, uint64_t most,
                      uint64_t *value, struct error *error)
{
    const char *text = cli_value(arguments, option);
    if (text != NULL && (!number_parse_size(text, value) || *value < 1 || *value > most))
        return error_set(error, "--%s %s is not allowed; allowed: 1..%" PRIu64, option, text, most);
    return 0;
}

static int take_duration(const struct cli_arguments *arguments, const char *option, uint64_t *ns,
                         struct error *error)
{
    const char *text = cli_value(arguments, option);
    if (text != NULL && !number_parse_duration(text, ns))
        return error_set(error, "--%s %s is not allowed; allowed: a duration like 50ms, 30s",
                         option, text);
    return 0;
}

static int take_settings(const struct cli_arguments *arguments, const char *option,
                         struct setting_list *settings, struct error *error)
{
    struct text_list given = {0};
    int result = 0;
    cli_values(arguments, option, &given);
    for (size_t i = 0; i < given.count && result == 0; i++) {
        char *value = strchr(given.items[i], '=');
        if (value == NULL) {
            result =
                error_set(error, "--%s %s is not of the form KEY=VALUE", option, given.items[i]);
        } else {
            *value = '\0';
            setting_list_set(settings, given.items[i], value + 1);
        }
    }
    text_list_free(&given);
    return result;
}

static int take_plugin(const struct cli_arguments *arguments, const char *option,
                       const struct text_list *directories, char **path, const char **name,
                       struct error *error)
{
    const char *word = cli_value(arguments, option);
    if (word == NULL)
        return error_set(error, "--%s is required", option);
    if (plugin_locate(directories, ".", word, path, error) != 0)
        return -1;
    *name = strchr(word, '/') ? NULL : word;
    return 0;
}

static int take_cpus(const struct cli_arguments *arguments, struct prepared *prepared,
                     struct error *error)
{
    const char *text = cli_value(arguments, "cpus");
    size_t count;
    if (text == NULL)
        return 0;
    prepared->cpus = xcalloc(prepared->request.workers, sizeof *prepared->cpus);
    if (!cpus_parse_list(text, prepared->cpus, prepared->request.workers, &count) ||
        count != prepared->request.workers)
        return error_set(
            error, "--cpus %s is not allowed; allowed: %" PRIu32 " CPU numbers with commas between",
            text, prepared->request.workers);
    prepared->request.cpus = prepared->cpus;
    return 0;
}

static int take_sizes(const struct cli_arguments *arguments, struct cell_request *request,
                      struct error *error)
{
    uint64_t workers = 1, samples = 5, offset = 0;
    if (cli_value(arguments, "items") == NULL)
        return error_set(error, "-n is required");
    if (take_duration(arguments, "timeout", &request->timeout_ns, error) != 0 ||
        take_duration(arguments, "idle-gap", &request->idle_gap_ns, error) != 0)
        return -1;
    if (take_count(arguments, "items", UINT64_C(1) << 53, &request->n, error) != 0 ||
        take_count(arguments, "workers", 65536, &workers, error) != 0 ||
        take_count(arguments, "stack-offset", 65536, &offset, error) != 0 ||
        take_count(arguments, "samples", 100000, &samples, error) != 0 ||
        take_count(arguments, "calls", UINT64_C(1) << 53, &request->calls, error) != 0)
        return -1;
    request->workers = (uint32_t)workers;
    request->stack_offset = (uint32_t)offset;
    request->samples = (uint32_t)samples;
    return 0;
}

static int prepare(const struct cli_arguments *arguments, struct prepared *prepared,
                   struct error *error)
{
    struct cell_request *request = &prepared->request;
    const char *record = cli_value(arguments, "record");
    struct text_list directories = {0};
    char *program;
    if (cli_find_plugins(arguments, &program, &directories, error) != 0)
        return -1;
    free(program);
    int result = take_sizes(arguments, request, error);
    if (result == 0)
        result = take_cpus(arguments, prepared, error);
    if (result == 0)
        result = take_settings(arguments, "kopt", &request->kernel_settings, error);
    if (result == 0)
        result = take_settings(arguments, "bopt", &request->backend_settings, error);
    if (result == 0)
        result = take_plugin(arguments, "kernel", &directories, &prepared->kernel_path,
                             &request->kernel_name, error);
    if (result == 0)
        result = take_plugin(arguments, "backend", &directories, &prepared->backend_path,
                             &request->backend_name, error);
    prepared->record = record ? path_absolute(record) : NULL; /* a plugin may change directory */
    request->record = prepared->record;
    request->kernel_path = prepared->kernel_path;
    request->backend_path = prepared->backend_path;
    text_list_free(&directories);
    return result;
}

static void prepared_free(struct prepared *prepared)
{
    setting_list_free(&prepared->request.kernel_settings);
    setting_list_free(&prepared->request.backend_settings);
    free(prepared->kernel_path);
    free(prepared->backend_path);
    free(prepared->record);
    free(prepared->cpus);
}

/* ---- the result ----------------------------------------------------------------------------- */

static void print_row(const struct record_row *row)
{
    char time[number_size], worker[16] = "", cpu[16] = "", value[number_size] = "";
    if (row->worker >= 0)
        snprintf(worker, sizeof worker, "%d", (int)row->worker);
    if (row->cpu >= 0)
        snprintf(cpu, sizeof cpu, "%d", (int)row->cpu);
    if (row->checked)
        number_format_real(value, row->value);
    double ns = (double)row->batch_ns / (double)(row->batch ? row->batch : 1);
    printf("%-7s %6s %4s %10" PRIu64 " %12s  %s\n", phase_name(row->phase), worker, cpu, row->batch,
           number_format_time(time, ns), value);
}

static void print_record(const struct record *record)
{
    char flags[flags_size];
    printf("%-7s %6s %4s %10s %12s  %s\n", "phase", "worker", "cpu", "calls", "time/call", "value");
    for (size_t i = 0; i < record->row_count; i++)
        print_row(&record->rows[i]);
    printf("status: %s%s%s\n", status_name(record->status), record->detail[0] ? ": " : "",
           record->detail);
    if (record->flags != 0)
        printf("flags: %s\n", flags_format(flags, record->flags));
}

/* The plugin's code has run here: masks, locale and directory are whatever it left. */
static int hand_over(const struct record *record, const char *path)
{
    struct error error;
    umask(022);
    signal(SIGXFSZ, SIG_IGN);
    if (path == NULL) {
        print_record(record);
        return fflush(stdout) == 0 ? 0 : -1;
    }
    if (record_write(record, path, &error) != 0) {
        cli_fail("%s", error.text);
        return -1;
    }
    stage_close(path);
    return 0;
}

/* For the case that the runner is gone: SIGKILL, a little after it would have come from there. No
 * plugin can catch it. */
static void arm_alarm(uint64_t timeout_ns)
{
    struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGKILL};
    timer_t timer;
    uint64_t seconds = timeout_ns / 1000000000 + 11;
    struct itimerspec when = {.it_value.tv_sec = (time_t)seconds};
    if (timeout_ns != 0 && timer_create(CLOCK_MONOTONIC, &event, &timer) == 0)
        timer_settime(timer, 0, &when, NULL);
}

/* This process, as long as its measurement is not done. */
static pid_t measuring;

/* exit(0) by a plugin must not look like success. (A child that it forked may leave as it likes.)
 */
static void refuse_exit(void)
{
    if (measuring != getpid())
        return;
    cli_fail("cell: a plugin, or a library of it, called exit before the measurement was done");
    fflush(NULL);
    _exit(EXIT_BAD_CELL);
}

/* For people. The runner misses the record, and tells how the process ended. */
static void guard_exit(const char *record)
{
    if (record != NULL)
        return;
    measuring = getpid();
    atexit(refuse_exit);
}

/* Where the plugin loads: it is loaded already, and loading it again only finds it. */
static bool refuses(const char *path, const struct setting_list *settings)
{
    struct plugin plugin;
    struct error ignored;
    parbench_value *values = NULL;
    bool refused = settings->count > 0 && plugin_load(path, &plugin, &ignored) == LOAD_OK &&
                   options_parse(plugin.options, settings, &values, &ignored) != 0;
    free(values);
    return refused;
}

/* A failure that is the caller's: an option that the plugin does not know, or a value that it does
 * not take. */
static bool is_bad_use(const struct cell_request *request, enum status status)
{
    return status == STATUS_FAILED && (refuses(request->kernel_path, &request->kernel_settings) ||
                                       refuses(request->backend_path, &request->backend_settings));
}

/* The exit status. Nothing was measured of a cell that is unavailable or unsupported either: what
 * times this program from outside must not take it for a result. */
static int tell(const struct cell_request *request, const struct record *record, enum status status)
{
    bool bad_use = is_bad_use(request, status);
    if (bad_use && request->record == NULL)
        return cli_fail("cell: %s", record->detail);
    if (hand_over(record, request->record) != 0 || bad_use)
        return EXIT_BAD_USE;
    return status == STATUS_OK ? EXIT_DONE : EXIT_BAD_CELL;
}

static int execute(const struct cli_arguments *arguments)
{
    struct prepared prepared = {0};
    struct record record = {0};
    struct error error;
    bool speaks = false;
    int result = prepare(arguments, &prepared, &error);
    if (result != 0) {
        prepared_free(&prepared);
        return cli_fail("cell: %s", error.text);
    }
    temporary_leave();
    arm_alarm(prepared.request.timeout_ns);
    stage_open(prepared.record);
    guard_exit(prepared.record);
    enum status status = visit_measure(&prepared.request, &record, &speaks);
    result = status == STATUS_OK ? EXIT_DONE : EXIT_BAD_CELL;
    if (speaks)
        result = tell(&prepared.request, &record, status);
    measuring = 0;
    record_free(&record);
    prepared_free(&prepared);
    return result;
}

const struct cli_command command_cell = {
    .name = "cell",
    .operands = "",
    .summary =
        "Measure one cell in this process: one kernel, one backend, one n, one worker count.",
    .options = options,
    .execute = execute,
};
