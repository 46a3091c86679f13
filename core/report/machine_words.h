/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the sentinel says of the machine, in words. */
#ifndef PARBENCH_REPORT_MACHINE_WORDS_H
#define PARBENCH_REPORT_MACHINE_WORDS_H

#include "analysis/sentinel.h"
#include "base/text.h"

/* A line where it failed, one where the machine drifted, one where neighbouring rounds are alike;
 * else nothing. */
void machine_words(const struct sentinel *sentinel, struct text *to);

#endif
