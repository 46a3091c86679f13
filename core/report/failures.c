/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/failures.h"

#include <inttypes.h>
#include <string.h>

enum { most_failures = 8 };

static bool fails_alike(const struct cell_summary *a, const struct cell_summary *b)
{
    return a->status == b->status && strcmp(a->kernel, b->kernel) == 0 &&
           strcmp(a->backend, b->backend) == 0 && strcmp(a->detail, b->detail) == 0;
}

/* How many fail like cells[index]; 0 where one before it is counted with them. */
static size_t count_alike(const struct cell_summary *cells, size_t count, size_t index)
{
    size_t alike = 0;
    for (size_t i = 0; i < count; i++) {
        if (!fails_alike(&cells[i], &cells[index]))
            continue;
        if (i < index)
            return 0;
        alike++;
    }
    return alike;
}

void failures_format(const struct cell_summary *cells, size_t count, bool strict, struct text *to)
{
    size_t lines = 0;
    for (size_t i = 0; i < count; i++) {
        const struct cell_summary *cell = &cells[i];
        bool fails = status_is_failure(cell->status) || (strict && cell->status != STATUS_OK);
        size_t alike = fails ? count_alike(cells, count, i) : 0;
        if (alike == 0 || lines++ >= most_failures)
            continue;
        text_append(to, "%zu cell%s %s: %s/%s", alike, alike == 1 ? "" : "s",
                    status_name(cell->status), cell->kernel, cell->backend);
        if (alike == 1)
            text_append(to, "/%" PRIu64 "/%" PRIu64, cell->n, cell->workers);
        text_append(to, ": %s\n", cell->detail);
    }
    if (lines > most_failures)
        text_append(to, "and %zu more reason%s\n", lines - most_failures,
                    lines - most_failures == 1 ? "" : "s");
}
