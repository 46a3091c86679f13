/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs a command as a visit is run: in a process group of its own, asleep
 * until it ends, its time is up or the run is interrupted; and nobody is left behind. */
#ifndef PARBENCH_EXECUTE_SUPERVISE_H
#define PARBENCH_EXECUTE_SUPERVISE_H

#include <stdint.h>

#include "execute/last_words.h"

struct supervise_order {
    const char *program;                 /* parbench itself, which becomes the command */
    const struct text_list *command;     /* its words; the program is looked for in PATH */
    const struct text_list *environment; /* NAME=value, on top of the runner's own */
    const char *temporary;               /* its TMPDIR */
    uint64_t timeout_ns;
    bool launched; /* by a launcher, which needs longer to end its ranks */
    int interrupt; /* of interrupt_begin */
};

enum supervise_end { SUPERVISE_ENDED, SUPERVISE_TIMED_OUT, SUPERVISE_INTERRUPTED };

struct supervised {
    enum supervise_end end;
    int wait_status;
    bool leftover; /* it ended, and a process that it had started was still there */
    uint64_t elapsed_ns;
    struct last_words words;
};

/* stdin and stdout are /dev/null. -1 only where no process could be started at all. */
int supervise(const struct supervise_order *order, struct supervised *supervised,
              struct error *error);

#endif
