/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a plugin may not change in its process, and what it may not leave behind. */
#ifndef CONTRACT_STATE_H
#define CONTRACT_STATE_H

#include <signal.h>
#include <sys/types.h>

#include "base/text.h"

enum { state_signals = 65 };

struct state {
    char *locale;
    char *directory;
    mode_t umask;
    sigset_t blocked;
    struct sigaction actions[state_signals];
    size_t threads;
    struct text_list files; /* "3 /dev/null" */
    struct text_list names; /* in /dev/shm, mapped here */
};

struct state state_take(void);
void state_free(struct state *state);

/* The names in /dev/shm that are mapped now. Taken from the process and not from the folder, where
 * others come and go. */
void state_add_names(struct text_list *names);

/* Both say what failed; `when` ends the sentence. */
void state_check_caller(const struct state *before, const char *when);
/* `names` were mapped in between; a pool may keep `threads_allowed` threads more. */
void state_check_residue(const struct state *before, const struct text_list *names,
                         size_t threads_allowed);

size_t state_threads(void);

#endif
