/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What may have disturbed a sample: the closed list of docs/data.md, as bits. */
#ifndef PARBENCH_BASE_FLAGS_H
#define PARBENCH_BASE_FLAGS_H

#define FLAG_LIST(X)                                                                               \
    X(BUSY, "busy")                     /* other processes used the CPUs */                        \
    X(DRIFT, "drift")                   /* the machine changed while the run went on */            \
    X(FAULTS, "faults")                 /* page faults in the timed part */                        \
    X(FREQ, "freq")                     /* the clock frequency changed during the visit */         \
    X(LEFTOVER, "leftover")             /* a child process was left behind and killed */           \
    X(OVERSUBSCRIBED, "oversubscribed") /* more workers than usable CPUs */                        \
    X(PLACEMENT, "placement") /* workers shared a CPU, or one was not where it was pinned */       \
    X(PREEMPTED, "preempted") /* a worker was taken off its CPU */                                 \
    X(PRESSURE, "pressure")   /* runnable tasks waited for a CPU (PSI) */                          \
    X(RQWAIT, "rqwait")       /* a worker waited in a run queue */                                 \
    X(STEAL, "steal")         /* the hypervisor took the CPU away */                               \
    X(THROTTLED, "throttled") /* the cgroup's quota was used up */

enum flag_number {
#define FLAG_NUMBER(name, text) FLAG_NUMBER_##name,
    FLAG_LIST(FLAG_NUMBER)
#undef FLAG_NUMBER
        FLAG_COUNT
};

enum flag {
#define FLAG_BIT(name, text) FLAG_##name = 1 << FLAG_NUMBER_##name,
    FLAG_LIST(FLAG_BIT)
#undef FLAG_BIT
};

enum { flags_size = 128 };

/* In alphabetical order, joined by '|'. */
const char *flags_format(char to[static flags_size], unsigned flags);

/* Words that are none of the list are passed over. */
unsigned flags_parse(const char *text);

#endif
