/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "execute/visit_process.h"

#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "base/flags.h"
#include "base/number.h"
#include "base/process.h"
#include "execute/launcher.h"
#include "execute/supervise.h"
#include "measure/stage.h"

struct visit {
    const struct visit_order *order;
    struct supervised process;
};

/* ---- judging -------------------------------------------------------------------------------- */

static bool ended_well(const struct visit *visit)
{
    return WIFEXITED(visit->process.wait_status) && WEXITSTATUS(visit->process.wait_status) == 0;
}

/* A launcher that gives up before the visit runs is a failure with a reason, not a crash. Once the
 * visit has begun, more than 128 says that a signal ended it. */
static bool launcher_gave_up(const struct visit *visit, enum stage stage)
{
    if (visit->order->launcher->count == 0 || !WIFEXITED(visit->process.wait_status) ||
        WEXITSTATUS(visit->process.wait_status) == 0)
        return false;
    return stage == STAGE_NONE ||
           (stage <= STAGE_CREATE && WEXITSTATUS(visit->process.wait_status) <= 128);
}

/* Takes the text for the detail, with what the visit said last. */
static void explain(struct visit *visit, struct visit_outcome *outcome, enum status status,
                    struct text *text)
{
    outcome->status = status;
    last_words_quote(&visit->process.words, status == STATUS_FAILED, text);
    text_one_line(outcome->detail, sizeof outcome->detail, text->data);
    text_free(text);
}

static void judge_end(struct visit *visit, struct visit_outcome *outcome)
{
    enum stage stage = stage_read(visit->order->record);
    const struct text_list *launcher = visit->order->launcher;
    const struct launcher_complaint *complaint = launcher_complaint(visit->process.words.bytes);
    char *end = process_describe_end(visit->process.wait_status);
    struct text text = {0};
    enum status status = STATUS_CRASHED;
    if (launcher->count > 0 && complaint->trouble == LAUNCHER_LOST_HOST) {
        status = STATUS_FAILED;
        text_append(&text, "the launcher %s %s a host %s", launcher->items[0],
                    stage == STAGE_NONE && !outcome->has_record ? "did not reach" : "lost",
                    outcome->has_record ? "after the record" : stage_name(stage));
    } else if (outcome->has_record) {
        text_append(&text, "ended with %s after its record", end);
    } else if (launcher_gave_up(visit, stage)) {
        status = STATUS_FAILED;
        text_append(&text, "the launcher %s ended with %s %s%s", launcher->items[0], end,
                    stage_name(stage), complaint->remedy);
    } else {
        text_append(&text, "ended with %s %s, without a record", end, stage_name(stage));
    }
    explain(visit, outcome, status, &text);
    free(end);
}

static void judge_timeout(struct visit *visit, struct visit_outcome *outcome)
{
    char limit[number_size];
    struct text text = {0};
    text_append(&text, "no end within %s, %s",
                number_format_duration(limit, visit->order->timeout_ns),
                stage_name(stage_read(visit->order->record)));
    explain(visit, outcome, STATUS_TIMEOUT, &text);
}

/* What parbench itself wrote to stderr is in the record. */
static void judge_record(struct visit *visit, struct visit_outcome *outcome)
{
    struct text text = {0};
    outcome->status = outcome->record.status;
    text_append(&text, "%s", outcome->record.detail);
    if (outcome->status == STATUS_FAILED && last_words_own(&visit->process.words) == NULL)
        last_words_quote(&visit->process.words, false, &text);
    text_one_line(outcome->detail, sizeof outcome->detail, text.data);
    text_free(&text);
}

static void judge(struct visit *visit, struct visit_outcome *outcome)
{
    struct error ignored;
    struct record *record = &outcome->record;
    outcome->has_record = record_read(visit->order->record, record, &ignored) == 0;
    if (visit->process.end == SUPERVISE_TIMED_OUT) {
        judge_timeout(visit, outcome);
    } else if (!outcome->has_record || (record->status == STATUS_OK && !ended_well(visit))) {
        judge_end(visit, outcome);
    } else {
        judge_record(visit, outcome);
    }
    outcome->flags |= record->flags;
}

/* ---- executing ------------------------------------------------------------------------------ */

/* [launcher...] parbench cell ... */
static struct text_list build_command(const struct visit_order *order)
{
    struct text_list command = {0};
    for (size_t i = 0; i < order->launcher->count; i++)
        text_list_add(&command, order->launcher->items[i]);
    text_list_add(&command, order->program);
    for (size_t i = 0; i < order->arguments->count; i++)
        text_list_add(&command, order->arguments->items[i]);
    return command;
}

int visit_execute(const struct visit_order *order, struct visit_outcome *outcome,
                  struct error *error)
{
    struct visit visit = {.order = order};
    struct text_list command = build_command(order);
    struct supervise_order process = {.program = order->program,
                                      .command = &command,
                                      .environment = order->environment,
                                      .temporary = order->temporary,
                                      .timeout_ns = order->timeout_ns,
                                      .launched = order->launcher->count > 0,
                                      .interrupt = order->interrupt};
    *outcome = (struct visit_outcome){0};
    int result = supervise(&process, &visit.process, error);
    text_list_free(&command);
    if (result != 0)
        return result;
    if (visit.process.leftover)
        outcome->flags |= FLAG_LEFTOVER;
    outcome->elapsed_ns = visit.process.elapsed_ns;
    outcome->interrupted = visit.process.end == SUPERVISE_INTERRUPTED;
    if (!outcome->interrupted)
        judge(&visit, outcome);
    return 0;
}

void visit_outcome_free(struct visit_outcome *outcome)
{
    record_free(&outcome->record);
}
