/* SPDX-License-Identifier: GPL-3.0-or-later */
/* hyperfine's command line, and the file in which it says what it measured. */
#ifndef PARBENCH_EXECUTE_HYPERFINE_H
#define PARBENCH_EXECUTE_HYPERFINE_H

#include <stdint.h>

#include "base/text.h"

/* The words as one text that hyperfine -N splits into them again; owned by the caller. */
char *hyperfine_quote(const struct text_list *words);

/* Each of the two commands once untimed and `runs` times timed, without a shell; the times go to
 * the file `json`. What the commands write to stderr is not touched. `program` is hyperfine. */
struct text_list hyperfine_command(const char *program, const char *const commands[2],
                                   unsigned runs, const char *json);

/* The times in ns, those of the first command first: 2 `runs` of them. -1 where the file does not
 * hold as many, or one is not positive. */
int hyperfine_read(const char *path, unsigned runs, uint64_t *ns, struct error *error);

#endif
