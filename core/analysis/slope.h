/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The time of one call as a clock outside of parbench sees it: from the times of whole commands
 * that make few calls and many, what starting and ending them takes cancels. */
#ifndef PARBENCH_ANALYSIS_SLOPE_H
#define PARBENCH_ANALYSIS_SLOPE_H

#include "analysis/series.h"
#include "base/quantile.h"

/* (median of the times with `many` calls - median of those with `few`) / (many - few).
 *
 * The interval is that of the two medians: each is held by its interval of 97.5 %, so both are, and
 * with them the slope, with 95 % or more: from (lo_many - hi_few) / (many - few) to (hi_many -
 * lo_few) / (many - few). (methodology 1.14) */
struct slope {
    double call_ns;           /* NaN without two numbers of calls, and where it is not positive */
    struct interval interval; /* 95 %; NaN under 7 times of either number, and where it reaches 0:
                                 then the times do not tell the calls from the start */
};

/* Of rows of phase external; `few` is the smallest number of calls among them, `many` the largest.
 */
struct slope slope_make(const struct sample *const *rows, size_t count);

enum slope_verdict {
    SLOPE_UNKNOWN,  /* one of the intervals is NaN */
    SLOPE_UNSTEADY, /* they meet, but one is so wide that this says nothing: its half-width is more
                       than 25 % of its median */
    SLOPE_AGREES,
    SLOPE_DISAGREES, /* more than 2 % of the time lie between them */
    SLOPE_VERDICTS
};

/* Of two clocks and the same calls. (methodology 1.14) */
enum slope_verdict slope_judge(struct slope own, struct slope outside);

#endif
