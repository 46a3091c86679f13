/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ABI header alone, as an author of plugins includes it, in C and C++: CTest compiles this
 * file, nothing links it. Every public macro is expanded. */
#include "parbench/plugin.h"

static uint32_t first_worker(const parbench_task *task)
{
    uint64_t begin, end;
    parbench_partial partial = {0.0, 0.0, 0, 0, 0, 0, {0, 0}};
    parbench_split(task->n, task->workers, 0, &begin, &end);
    parbench_work(task, 0, begin, end, &partial);
    return (uint32_t)partial.items;
}

static int run(void *instance, const parbench_task *task, parbench_partial *total)
{
    (void)instance;
    total->items = first_worker(task);
    return total->items ? PARBENCH_OK : PARBENCH_FAILED;
}

static void range(const void *instance, uint64_t begin, uint64_t end, parbench_partial *partial)
{
    (void)instance;
    partial->sum += (double)(end - begin);
}

static void check(const void *instance, const parbench_partial *total, parbench_verdict *verdict)
{
    (void)instance;
    verdict->value = verdict->expected = total->sum;
    verdict->tolerance = 0.0;
}

PARBENCH_EXPORT void say(const char *format, ...) PARBENCH_PRINTF(1, 2);

extern const uint32_t numbers[];
const uint32_t numbers[] = {
    PARBENCH_MAGIC,        PARBENCH_ABI_MAJOR, PARBENCH_ABI_MINOR,   PARBENCH_KIND_KERNEL,
    PARBENCH_KIND_BACKEND, PARBENCH_OK,        PARBENCH_FAILED,      PARBENCH_UNSUPPORTED,
    PARBENCH_UNAVAILABLE,  PARBENCH_BOOL,      PARBENCH_INT,         PARBENCH_SIZE,
    PARBENCH_REAL,         PARBENCH_DURATION,  PARBENCH_CHOICE,      PARBENCH_TEXT,
    PARBENCH_LOG_ERROR,    PARBENCH_LOG_NOTE,  PARBENCH_NO_CALLBACK,
};

extern const char *const build;
const char *const build = PARBENCH_BUILD;

/* Both kinds in one file, each under a name of its own. C++17 has no designated initializers: there
 * an author writes the struct member by member. */
#if !defined(__cplusplus) || __cplusplus >= 202002L
static const parbench_option options[] = {
    {.name = "chunk", .type = PARBENCH_SIZE, .default_value = "1k", .help = "items per block"},
    {.name = "order", .type = PARBENCH_CHOICE, .default_value = "up", .choices = "up, down"},
    {.name = NULL},
};
#define parbench_plugin the_kernel
PARBENCH_KERNEL("alone", .version = "1", .item = "item", .range = range, .check = check);
#undef parbench_plugin
#define parbench_plugin the_backend
PARBENCH_BACKEND("alone", .options = options, .max_workers = 1, .run = run);
#undef parbench_plugin
#define parbench_plugin the_least
PARBENCH_BACKEND("least", .run = run);
#undef parbench_plugin
#else
extern const parbench_kernel the_kernel;
const parbench_kernel the_kernel = {PARBENCH_MAGIC,
                                    sizeof(parbench_kernel),
                                    PARBENCH_ABI_MAJOR,
                                    PARBENCH_ABI_MINOR,
                                    PARBENCH_KIND_KERNEL,
                                    "alone",
                                    PARBENCH_BUILD,
                                    "1",
                                    "",
                                    "",
                                    NULL,
                                    "item",
                                    0.0,
                                    0.0,
                                    NULL,
                                    range,
                                    NULL,
                                    check,
                                    NULL};
extern const parbench_backend the_backend;
const parbench_backend the_backend = {PARBENCH_MAGIC,
                                      sizeof(parbench_backend),
                                      PARBENCH_ABI_MAJOR,
                                      PARBENCH_ABI_MINOR,
                                      PARBENCH_KIND_BACKEND,
                                      "alone",
                                      PARBENCH_BUILD,
                                      "1",
                                      "",
                                      "",
                                      NULL,
                                      0,
                                      1,
                                      1,
                                      0,
                                      NULL,
                                      NULL,
                                      run,
                                      NULL,
                                      NULL,
                                      NULL};
#endif
