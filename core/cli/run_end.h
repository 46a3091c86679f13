/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words at the end of a run: which limit ended it, and which cells are not as sure as asked. */
#ifndef PARBENCH_CLI_RUN_END_H
#define PARBENCH_CLI_RUN_END_H

#include "base/text.h"
#include "execute/stopping.h"

/* "" for a run that goes on. */
const char *run_end_reason(enum run_end end);

/* To stderr; `elapsed_ns` of all sessions of the run. */
void run_end_tell(const struct experiment *experiment, const struct history *history,
                  enum run_end end, uint32_t last_round, uint64_t elapsed_ns);

/* The cells that are not within the precision, where that was a limit; else nothing. */
void run_end_wide(const struct experiment *experiment, const struct plan *plan,
                  const struct history *history, enum run_end end, struct text *to);

#endif
