/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "measure/host.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/cpus.h"
#include "base/text.h"

static char last_failure[sizeof((parbench_error *)0)->text];

static struct mapping {
    void *memory;
    size_t bytes;
    struct mapping *next;
} * mappings;

static void log_line(uint32_t level, const char *format, ...)
{
    char line[512];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    dprintf(STDERR_FILENO, "%s: %s\n", level == PARBENCH_LOG_ERROR ? "parbench: error" : "plugin",
            line);
}

static int fail(parbench_error *error, int status, const char *format, ...)
{
    char *text = error ? error->text : last_failure;
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof last_failure, format, arguments);
    va_end(arguments);
    return status;
}

static int pin(const parbench_task *task, uint32_t worker)
{
    return cpus_bind(&task->cpus[worker], 1) ? PARBENCH_OK : PARBENCH_FAILED;
}

static void *shared(size_t bytes)
{
    void *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED)
        return NULL;
    struct mapping *mapping = xcalloc(1, sizeof *mapping);
    *mapping = (struct mapping){memory, bytes, mappings};
    mappings = mapping;
    return memory;
}

void host_release_shared(void)
{
    while (mappings != NULL) {
        struct mapping *next = mappings->next;
        munmap(mappings->memory, mappings->bytes);
        free(mappings);
        mappings = next;
    }
}

static void *aligned(size_t alignment, size_t bytes)
{
    void *memory;
    size_t least = alignment < sizeof(void *) ? sizeof(void *) : alignment;
    return posix_memalign(&memory, least, bytes ? bytes : 1) == 0 ? memory : NULL;
}

/* Neumaier's compensated sum of the two doubles (ZAMM 54, 1974); the rest are integers. */
static void combine(parbench_partial *into, const parbench_partial *from)
{
    double sum = into->sum + from->sum;
    double large = into->sum, small = from->sum;
    if (__builtin_fabs(large) < __builtin_fabs(small)) {
        large = from->sum;
        small = into->sum;
    }
    into->compensation += (large - sum) + small + from->compensation;
    into->sum = sum;
    into->int_low += from->int_low;
    into->int_high += from->int_high + (into->int_low < from->int_low);
    into->items += from->items;
    into->index_sum += from->index_sum;
}

static uint32_t counted_cpus;

void host_count_cpus(void)
{
    counted_cpus = (uint32_t)cpus_usable();
}

static uint32_t usable_cpus(void)
{
    if (counted_cpus == 0)
        host_count_cpus();
    return counted_cpus;
}

const parbench_host *host_services(void)
{
    static const parbench_host host = {
        .struct_size = sizeof host,
        .abi_major = PARBENCH_ABI_MAJOR,
        .abi_minor = PARBENCH_ABI_MINOR,
        .version = PARBENCH_VERSION,
        .log = log_line,
        .fail = fail,
        .pin = pin,
        .shared = shared,
        .aligned = aligned,
        .release = free,
        .combine = combine,
        .usable_cpus = usable_cpus,
    };
    return &host;
}

const char *host_last_failure(void)
{
    return last_failure;
}
