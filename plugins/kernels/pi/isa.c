/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which of the loops of pi this CPU can run. It is asked when a kernel is created. */
#include <stdio.h>

#include "sums.h"

#define DECLARE(isa) extern const struct pi_loop pi_compensated_##isa, pi_simd_##isa, pi_exact_##isa
#define LOOPS_OF(isa) NULL, &pi_compensated_##isa, &pi_simd_##isa, &pi_exact_##isa

DECLARE(baseline);
#ifdef PI_HAVE_AVX
DECLARE(avx2);
DECLARE(avx512);
#define HAS(feature) __builtin_cpu_supports(feature)
#define LOOPS_OF_AVX(isa) LOOPS_OF(isa)
#else
#define HAS(feature) 0
#define LOOPS_OF_AVX(isa) NULL
#endif

static bool has_baseline(void)
{
    return true;
}

static bool has_avx2(void)
{
    return HAS("avx2") && HAS("fma");
}

static bool has_avx512(void)
{
    return HAS("avx512f");
}

/* From the least to the best. */
static const struct pi_isa isas[] = {
    {"baseline", has_baseline, {LOOPS_OF(baseline)}},
    {"avx2", has_avx2, {LOOPS_OF_AVX(avx2)}},
    {"avx512", has_avx512, {LOOPS_OF_AVX(avx512)}},
};

enum { isa_count = sizeof isas / sizeof *isas };

static const struct pi_isa *best(void)
{
    int i = isa_count - 1;
    while (!isas[i].is_present())
        i--;
    return &isas[i];
}

const struct pi_isa *pi_isa_of(int64_t choice)
{
    return choice == 0 ? best() : &isas[choice - 1];
}

void pi_isa_list(char *text, size_t size)
{
    size_t used = 0;
    for (int i = 0; i < isa_count && used < size; i++)
        if (isas[i].is_present())
            used += (size_t)snprintf(text + used, size - used, "%s%s", i ? ", " : "", isas[i].name);
}
