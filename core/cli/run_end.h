/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words at the end of a run: which limit ended it, and which cells are not as sure as asked. */
#ifndef PARBENCH_CLI_RUN_END_H
#define PARBENCH_CLI_RUN_END_H

#include "execute/stopping.h"

/* To stderr. */
void run_end_tell(const struct experiment *experiment, const struct plan *plan,
                  const struct history *history, enum run_end end, uint32_t last_round);

#endif
