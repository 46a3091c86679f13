/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "execute/layout.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/hash.h"

struct layout layout_choose(uint64_t seed, uint32_t round, const char *cell_key)
{
    uint64_t hash = hash_mix(hash_text(hash_mix(seed) + round, cell_key) + 1);
    return (struct layout){(uint32_t)(hash % 4096), (uint32_t)(hash >> 32) % 256 * 16};
}

const char *layout_format(char to[static layout_size], struct layout layout)
{
    snprintf(to, layout_size, "e%" PRIu32 "s%" PRIu32, layout.environment, layout.stack);
    return to;
}
