/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What `run --dry-run` prints instead of measuring. */
#ifndef PARBENCH_CLI_DRY_RUN_H
#define PARBENCH_CLI_DRY_RUN_H

#include "execute/history.h"

/* Every key with its effective value and origin, every cell, and how long it can take: at most, or
 * as expected where the history knows what visits take. */
void dry_run_print(const struct experiment *experiment, const struct plan *plan,
                   const struct history *history);

#endif
