/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One visit from outside: start it, sleep until it ends or its time is up, leave nobody behind, and
 * say how it went. */
#ifndef PARBENCH_EXECUTE_VISIT_PROCESS_H
#define PARBENCH_EXECUTE_VISIT_PROCESS_H

#include "base/text.h"
#include "measure/record.h"

struct visit_order {
    const char *program;                 /* parbench itself */
    const struct text_list *launcher;    /* filled in; empty: none */
    const struct text_list *arguments;   /* of the program: "cell", ... */
    const struct text_list *environment; /* NAME=value, on top of the runner's own */
    uint64_t timeout_ns;
    const char *record;    /* absolute path, in a directory of this visit alone */
    const char *temporary; /* likewise: its TMPDIR */
    int interrupt;         /* of interrupt_begin */
};

struct visit_outcome {
    struct record record; /* rows and host; may be empty. visit_outcome_free gives back */
    bool has_record;      /* the visit has handed one over */
    enum status status;
    char detail[detail_size];
    unsigned flags;
    uint64_t elapsed_ns; /* start to end, as seen from here; 0: there was no process */
    bool interrupted;    /* by a signal to the runner: the visit does not count */
};

/* -1 only where no process could be started at all. */
int visit_execute(const struct visit_order *order, struct visit_outcome *outcome,
                  struct error *error);
void visit_outcome_free(struct visit_outcome *outcome);

#endif
