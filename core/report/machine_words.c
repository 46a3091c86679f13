/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/machine_words.h"

#include "base/number.h"

static void tell_drift(const struct sentinel *sentinel, struct text *to)
{
    const struct drift *drift = &sentinel->drift;
    char early[number_size], late[number_size];
    text_append(to,
                "the machine drifted: its fixed cell took %s in the first third of the rounds and "
                "%s in the last (rank correlation with time %.2f, p = %.2g; change of level, "
                "p = %.2g). Times hold for the whole run; ratios are paired by round and bear it\n",
                number_format_time(early, sentinel->early_ns),
                number_format_time(late, sentinel->late_ns), drift->spearman, drift->spearman_p,
                drift->pettitt_p);
}

static void tell_correlation(const struct sentinel *sentinel, struct text *to)
{
    text_append(to,
                "neighbouring rounds are alike (correlation %.2f in the fixed cell): %zu rounds "
                "say as much as %.1f independent ones, so the intervals of times are too narrow\n",
                sentinel->drift.lag1, sentinel->rounds,
                drift_effective_count(sentinel->drift.lag1, sentinel->rounds));
}

void machine_words(const struct sentinel *sentinel, struct text *to)
{
    if (sentinel->status != STATUS_OK)
        text_append(to, "the fixed cell that shows whether the machine drifts: %s: %s\n",
                    status_name(sentinel->status), sentinel->detail);
    if (sentinel->drift.drifts)
        tell_drift(sentinel, to);
    if (sentinel->drift.correlated)
        tell_correlation(sentinel, to);
}
