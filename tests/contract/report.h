/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the processes of a case have to say, in memory that outlives them. */
#ifndef CONTRACT_REPORT_H
#define CONTRACT_REPORT_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

enum { report_lines = 40, report_width = 400 };

struct report {
    atomic_uint failures;
    atomic_uint finished; /* processes that did all of their checks */
    atomic_uint stage;    /* enum stage: where the case is */
    atomic_uint declined; /* create: unsupported; probe: unavailable */
    char reason[report_width];
    bool ranks; /* about the backend */
    uint32_t min_workers;
    uint32_t max_workers;
    char lines[report_lines][report_width];
};

/* This process's. */
extern struct report *report;

/* Both set `report`. A descriptor, or negative; its path in /proc is what others join. */
int report_make(void);
bool report_join(const char *path);

/* Before the next case; what is known about the backend stays. */
void report_clear(void);

/* Adds a line; returns false. */
bool failed(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Not here, and why; returns false. */
bool declined(const char *reason);

#endif
