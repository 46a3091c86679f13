/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SIGHUP, SIGINT, SIGTERM and SIGUSR1 as a descriptor that poll can wait for: they end a run in
 * order. */
#ifndef PARBENCH_EXECUTE_INTERRUPT_H
#define PARBENCH_EXECUTE_INTERRUPT_H

#include <stdbool.h>

#include "base/error.h"

/* Blocks the signals in this process (visits get them back) and opens the descriptor, closed by
 * interrupt_end. */
int interrupt_begin(int *file, struct error *error);
void interrupt_end(int file);

/* True once one of the signals has come; from then on always. */
bool interrupt_seen(int file);

#endif
