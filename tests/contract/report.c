/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report.h"

#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

struct report *report;

static bool map_report(int file)
{
    void *memory = mmap(NULL, sizeof *report, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    report = memory == MAP_FAILED ? NULL : memory;
    return report != NULL;
}

int report_make(void)
{
    int file = memfd_create("contract", MFD_CLOEXEC);
    if (file < 0 || ftruncate(file, sizeof *report) != 0 || !map_report(file))
        return -1;
    return file;
}

bool report_join(const char *path)
{
    int file = open(path, O_RDWR | O_CLOEXEC);
    bool joined = file >= 0 && map_report(file);
    if (file >= 0)
        close(file);
    return joined;
}

void report_clear(void)
{
    atomic_store(&report->failures, 0);
    atomic_store(&report->finished, 0);
    atomic_store(&report->stage, 0);
    atomic_store(&report->declined, 0);
    memset(report->lines, 0, sizeof report->lines);
}

bool failed(const char *format, ...)
{
    unsigned line = atomic_fetch_add(&report->failures, 1);
    if (line >= report_lines)
        return false;
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(report->lines[line], report_width, format, arguments);
    va_end(arguments);
    return false;
}

bool declined(const char *reason)
{
    snprintf(report->reason, sizeof report->reason, "%s", reason);
    atomic_store(&report->declined, 1);
    return false;
}
