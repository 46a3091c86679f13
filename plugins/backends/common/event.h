/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A number that one side raises and others wait for, by spinning and then sleeping in a futex, or
 * by either alone. Threads share it, or processes in shared memory. Needs no setting up but zero.
 */
#ifndef PARBENCH_EVENT_H
#define PARBENCH_EVENT_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <time.h>

struct event {
    _Atomic uint32_t value;
    _Atomic uint32_t sleepers;
};

struct waiting {
    uint64_t spin_ns; /* before sleeping; 0: sleep at once */
    bool spin_only;   /* never sleep */
    bool processes;   /* the waiting are not threads of one process */
};

/* The store releases what was written before. */
void event_raise(struct event *event, uint32_t value, const struct waiting *how);

/* True once the value is the wanted one, with what was written before it was raised; false where
 * one sleep, or spinning alone, took longer than `period` (NULL: as long as it takes). */
bool event_await(struct event *event, uint32_t wanted, const struct waiting *how,
                 const struct timespec *period);

#endif
