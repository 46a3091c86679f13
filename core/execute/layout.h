/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a visit's stack and environment lie in memory. That alone can move times by several percent
 * (Mytkowicz et al., ASPLOS 2009), so each visit gets another place: the bias of one becomes noise
 * that the interval shows. (methodology 1.3) */
#ifndef PARBENCH_EXECUTE_LAYOUT_H
#define PARBENCH_EXECUTE_LAYOUT_H

#include <stdint.h>

struct layout {
    uint32_t environment; /* bytes in a variable that means nothing, under 4096 */
    uint32_t stack;       /* bytes below which the visit works, a multiple of 16 under 4096 */
};

/* The same for the same visit of the same seed. */
struct layout layout_choose(uint64_t seed, uint32_t round, const char *cell_key);

enum { layout_size = 24 };

/* "e1234s560" */
const char *layout_format(char to[static layout_size], struct layout layout);

#endif
