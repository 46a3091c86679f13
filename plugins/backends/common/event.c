/* SPDX-License-Identifier: GPL-3.0-or-later */
#define _GNU_SOURCE 1
#include "event.h"

#include <errno.h>
#include <limits.h>
#include <linux/futex.h>
#include <stddef.h>
#include <sys/syscall.h>
#include <unistd.h>

#define SPINS_PER_CLOCK 128

_Static_assert(ATOMIC_INT_LOCK_FREE == 2, "events are shared by processes");

static inline void relax(void)
{
#if defined(__x86_64__) || defined(__i386__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ volatile("isb");
#endif
}

static uint64_t to_ns(const struct timespec *t)
{
    return (uint64_t)t->tv_sec * 1000000000u + (uint64_t)t->tv_nsec;
}

static uint64_t now_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return to_ns(&t);
}

static long futex(_Atomic uint32_t *word, int operation, uint32_t value,
                  const struct timespec *timeout, const struct waiting *how)
{
    int flag = how->processes ? 0 : FUTEX_PRIVATE_FLAG;
    return syscall(SYS_futex, word, operation | flag, value, timeout, NULL, 0);
}

/* A time and not a count: one pause takes from 10 to 140 cycles, depending on the CPU. */
static bool spin(const struct event *event, uint32_t wanted, uint64_t spin_ns)
{
    uint64_t start = 0, now = 0;
    do {
        for (int i = 0; i < SPINS_PER_CLOCK; i++) {
            if (atomic_load_explicit(&event->value, memory_order_acquire) == wanted)
                return true;
            if (spin_ns == 0)
                return false;
            relax();
        }
        now = now_ns();
        start = start == 0 ? now : start;
    } while (now - start < spin_ns);
    return false;
}

/*
 * event_raise stores `value`, then loads `sleepers`; event_await adds to `sleepers`, then loads
 * `value`. All four are seq_cst, so at least one side sees the other's store: either the sleeper
 * sees the new value, or the raiser sees the sleeper and wakes it. Weaker orders lose wake-ups.
 */
void event_raise(struct event *event, uint32_t value, const struct waiting *how)
{
    atomic_store(&event->value, value);
    if (atomic_load(&event->sleepers) > 0)
        futex(&event->value, FUTEX_WAKE, INT_MAX, NULL, how);
}

bool event_await(struct event *event, uint32_t wanted, const struct waiting *how,
                 const struct timespec *period)
{
    if (how->spin_only)
        return spin(event, wanted, period ? to_ns(period) : UINT64_MAX);
    if (spin(event, wanted, how->spin_ns))
        return true;
    bool in_time = true;
    uint32_t seen;
    atomic_fetch_add(&event->sleepers, 1);
    while (in_time && (seen = atomic_load(&event->value)) != wanted)
        in_time = futex(&event->value, FUTEX_WAIT, seen, period, how) == 0 || errno != ETIMEDOUT;
    atomic_fetch_sub(&event->sleepers, 1);
    return in_time;
}
