/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which n and how many workers a kernel and a backend are run with: the backend's word counts
 * before the kernel's, and that before the experiment's. */
#ifndef PARBENCH_PLAN_MATRIX_H
#define PARBENCH_PLAN_MATRIX_H

#include "config/experiment.h"

const struct size_list *matrix_sizes_of(const struct experiment *experiment,
                                        const struct instance *kernel,
                                        const struct instance *backend);
const struct size_list *matrix_workers_of(const struct experiment *experiment,
                                          const struct instance *kernel,
                                          const struct instance *backend);

/* Where nothing is known of a plugin any number of workers may be right. */
bool matrix_allows(const struct instance *backend, uint64_t workers);

/* Its twin counts as well. */
bool matrix_is_baseline(const struct experiment *experiment, const struct instance *backend);

/* The lists of these belong to the caller: size_list_free. */

/* The workers of one (kernel, backend, n), smallest first. 1 is always among them where the backend
 * allows it; at an n that only others have, the baseline runs with 1 alone. */
struct size_list matrix_choose_workers(const struct experiment *experiment,
                                       const struct instance *kernel,
                                       const struct instance *backend, uint64_t n);

/* Every n that any backend has with this kernel, smallest first. */
struct size_list matrix_all_sizes(const struct experiment *experiment,
                                  const struct instance *kernel);

#endif
