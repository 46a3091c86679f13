/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Vectors as wide as the registers of the instruction set that a file is compiled for. PI_ISA is
 * its name. */
#ifndef PARBENCH_PI_VECTORS_H
#define PARBENCH_PI_VECTORS_H

#include <stdint.h>

#if defined(__AVX512F__)
#define WIDTH 8
#elif defined(__AVX2__)
#define WIDTH 4
#else
#define WIDTH 2
#endif

typedef double doubles __attribute__((vector_size(WIDTH * sizeof(double))));
typedef uint64_t words __attribute__((vector_size(WIDTH * sizeof(uint64_t))));

#define JOIN_(a, b) a##b
#define JOIN(a, b) JOIN_(a, b)
#define OF_ISA(name) JOIN(name, PI_ISA)

/* i + 0.5, i + 1.5 and so on: exact below 2^52. A signed index, because x86 converts a signed
 * integer in one instruction. */
static inline doubles middles_from(uint64_t i)
{
    doubles middles;
    for (int lane = 0; lane < WIDTH; lane++)
        middles[lane] = (double)(int64_t)i + 0.5 + lane;
    return middles;
}

/* 1 + x^2, which is between 1 and 2. */
static inline doubles denominators(doubles middles, double h)
{
    doubles x = h * middles;
    return 1.0 + x * x;
}

/* All bits where a middle is before `end`, else none. Those that are not exact are not before 2^52.
 */
static inline words are_before(doubles middles, uint64_t end)
{
    return (words)(middles < (double)(int64_t)end);
}

#endif
