/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From a cell to what has to be executed: the arguments of `parbench cell`, the launcher's words,
 * the environment. */
#ifndef PARBENCH_EXECUTE_VISIT_COMMAND_H
#define PARBENCH_EXECUTE_VISIT_COMMAND_H

#include "execute/layout.h"
#include "plan/plan.h"
#include "plan/topology.h"

/* "NAME=1" each: what allow_root sets. NULL ends them. */
extern const char *const root_variables[];

struct visit_command {
    struct text_list arguments;
    struct text_list launcher;
    struct text_list environment;
};

/* The topology gives each worker a CPU, but where a launcher binds or nothing is pinned. `record`
 * is absolute, or NULL: none. */
void visit_command_make(const struct experiment *experiment, const struct topology *topology,
                        const struct cell *cell, struct layout layout, const char *record,
                        struct visit_command *command);
void visit_command_free(struct visit_command *command);

#endif
