/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The services that a plugin gets, and the sum that is compiled once, here. */
#ifndef PARBENCH_MEASURE_HOST_H
#define PARBENCH_MEASURE_HOST_H

#include "parbench/plugin.h"

const parbench_host *host_services(void);

/* What usable_cpus answers from now on: that reads files, which takes longer than a pool's start.
 */
void host_count_cpus(void);

/* The text of the last host->fail without an error of its own (run has none); "" where there was
 * none. Valid until the next. */
const char *host_last_failure(void);

/* Gives back what host->shared handed out. */
void host_release_shared(void);

#endif
