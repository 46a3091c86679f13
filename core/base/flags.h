/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What may have disturbed a sample: the closed list of docs/data.md, as bits. */
#ifndef PARBENCH_BASE_FLAGS_H
#define PARBENCH_BASE_FLAGS_H

#define FLAG_LIST(X)                                                                               \
    X(LEFTOVER, "leftover")             /* a child process was left behind and killed */           \
    X(OVERSUBSCRIBED, "oversubscribed") /* more workers than usable CPUs */

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
