/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For pi_old_cpu: a CPU that has what the compiler takes for granted, and no more. */
#define __builtin_cpu_supports(feature) 0
