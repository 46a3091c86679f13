/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cells.csv: one line per planned cell. This file knows the columns; analysis/ knows the figures.
 */
#ifndef PARBENCH_RESULTS_CELLS_H
#define PARBENCH_RESULTS_CELLS_H

#include <stdint.h>

#include "base/status.h"
#include "base/text.h"

/* One line. Reals that are not available are NaN. Texts are borrowed. Times are per call. */
enum { ran_on_size = 64 };

struct cell_summary {
    const char *experiment;
    const char *run;
    const char *host;
    const char *kernel;
    const char *backend;
    uint64_t n;
    uint64_t workers;
    enum status status;
    const char *detail;
    unsigned flags;
    uint64_t rounds; /* with samples */
    uint64_t samples;
    double batch;
    double time_ns;
    double time_lo_ns;
    double time_hi_ns;
    double time_min_ns;
    double time_mean_ns;
    double time_sd_ns;
    double ns_per_item;
    double items_per_s;
    double gb_per_s;
    double gflops;
    double start_ns;
    double first_ns;
    double cold_ns;
    double stop_ns;
    double imbalance;
    double speedup;
    double speedup_lo;
    double speedup_hi;
    double efficiency;
    double self_speedup;
    double karp_flatt;
    double value;
    double error;
    double tolerance;
    double external_ns;
    const char *kernel_plugin;
    const char *kernel_options;
    const char *backend_plugin;
    const char *backend_options;
    /* Not in the file: */
    double flagged_share; /* of the samples */
    double clean_ns;      /* as time_ns, of the samples without a flag */
    uint64_t externals;   /* times that hyperfine took */
    double external_lo_ns;
    double external_hi_ns;
    uint64_t ran;             /* workers that had work: the fewest of any round; 0: not known */
    char ran_on[ran_on_size]; /* their CPUs in all rounds: "0-3,8", "node1:0 node2:0" */
};

/* A line in which nothing is known: reals NaN, texts "", counts 0, status ok. */
struct cell_summary cells_nothing(void);

/* The file's text. Decimal point '.', or ',' for readers that want it. */
struct cells_format {
    char separator;
    char decimal;
    const char *line_end;
};
extern const struct cells_format cells_plain; /* comma, point, LF */
void cells_format_header(const struct cells_format *format, struct text *to);
void cells_format_lines(const struct cell_summary *cells, size_t count,
                        const struct cells_format *format, struct text *to);

/* Rewrites DIRECTORY/cells.csv. */
int cells_write(const char *directory, const struct cell_summary *cells, size_t count,
                struct error *error);

#endif
