/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Progress on stderr: a bar that redraws itself on a terminal, one plain line a round elsewhere. */
#ifndef PARBENCH_CLI_PROGRESS_LINE_H
#define PARBENCH_CLI_PROGRESS_LINE_H

#include <stdbool.h>

#include "execute/external.h"
#include "execute/rounds.h"

struct progress_line {
    bool quiet;
    bool terminal;
    bool drawn; /* a bar stands on the current line */
};

struct progress_line progress_line_begin(bool quiet);
void progress_line_show(struct progress_line *line, const struct progress *progress);

/* The same of the clock outside: a line before it begins, and one a pass. */
void progress_line_external_begin(struct progress_line *line, size_t cells, double expected_ns);
void progress_line_external(struct progress_line *line, const struct external_progress *progress);

/* Clears the bar, so that messages can follow. */
void progress_line_end(struct progress_line *line);

#endif
