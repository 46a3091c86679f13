/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "measure/judge.h"

#include <fenv.h>
#include <inttypes.h>
#include <math.h>

static enum status judge_counts(struct session *session, const parbench_partial *total)
{
    uint64_t n = session->task.n;
    uint64_t index_sum = n % 2 == 0 ? n / 2 * (n - 1) : n * ((n - 1) / 2);
    if (total->items != n)
        return session_note(session, STATUS_WRONG, "%" PRIu64 " items done of %" PRIu64,
                            total->items, n);
    if (total->index_sum != index_sum)
        return session_note(session, STATUS_WRONG,
                            "the right number of items, but not each once: the indices add up to "
                            "%" PRIu64 ", not %" PRIu64,
                            total->index_sum, index_sum);
    return STATUS_OK;
}

static enum status judge_value(struct session *session, const parbench_partial *total,
                               struct record_row *row)
{
    parbench_verdict verdict = {NAN, NAN, NAN};
    fesetenv(FE_DFL_ENV); /* whatever the plugins did to rounding and denormals */
    session->kernel.kernel.check(session->kernel_instance, total, &verdict);
    row->checked = true;
    row->value = verdict.value;
    row->error = fabs(verdict.value - verdict.expected);
    row->tolerance = verdict.tolerance;
    if (row->error <= row->tolerance)
        return STATUS_OK;
    return session_note(session, STATUS_WRONG, "value %.17g, expected %.17g within %.3g",
                        verdict.value, verdict.expected, verdict.tolerance);
}

enum status judge_total(struct session *session, const parbench_partial *total,
                        struct record_row *row)
{
    if (session->rank != 0)
        return STATUS_OK;
    enum status counts = STATUS_OK;
    if ((session->backend.backend.flags & PARBENCH_NO_CALLBACK) == 0)
        counts = judge_counts(session, total);
    row->status = status_worse(counts, judge_value(session, total, row));
    return row->status;
}
