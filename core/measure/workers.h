/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One diagnostic call whose range the host wraps: what each worker did, and where, without any
 * plugin knowing. */
#ifndef PARBENCH_MEASURE_WORKERS_H
#define PARBENCH_MEASURE_WORKERS_H

#include "measure/session.h"

/* Shared memory, so it must be taken before the backend forks: between kernel and backend create.
 * Owned by the host, released with the session. NULL: out of memory. */
struct worker_log *workers_prepare(uint32_t workers);

/* Runs the call and adds one row per worker; neither where the backend cannot call the range, so
 * that nothing would be seen. */
enum status workers_measure(struct session *session);

#endif
