/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Put before the sources of the worker pool: its events no longer release what was written before.
 * On x86 that works all the same, which is why the thread sanitizer has to tell. */
#ifndef PARBENCH_TESTS_RELAXED_H
#define PARBENCH_TESTS_RELAXED_H

#include <stdatomic.h>

#undef atomic_store
#define atomic_store(object, value) atomic_store_explicit(object, value, memory_order_relaxed)

#endif
