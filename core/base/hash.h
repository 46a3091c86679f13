/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Hashes for shuffling and naming, not for security. */
#ifndef PARBENCH_BASE_HASH_H
#define PARBENCH_BASE_HASH_H

#include <stdint.h>

/* The finalizer of SplitMix64 (Steele, Lea, Flood 2014): every bit of the input moves every bit of
 * the result. */
static inline uint64_t hash_mix(uint64_t x)
{
    x += UINT64_C(0x9E3779B97F4A7C15);
    x = (x ^ (x >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    x = (x ^ (x >> 27)) * UINT64_C(0x94D049BB133111EB);
    return x ^ (x >> 31);
}

/* FNV-1a, 64 bits, going on from `hash`. */
static inline uint64_t hash_text(uint64_t hash, const char *text)
{
    hash ^= UINT64_C(0xCBF29CE484222325);
    for (; *text != '\0'; text++)
        hash = (hash ^ (unsigned char)*text) * UINT64_C(0x100000001B3);
    return hash;
}

#endif
