/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the subcommands share: one table of options each, from which both the parser and --help are
 * made; and the exit status. Only files of this folder print. */
#ifndef PARBENCH_CLI_CLI_H
#define PARBENCH_CLI_CLI_H

#include <stdbool.h>

#include "base/text.h"

enum {
    EXIT_DONE = 0,         /* done, every cell good */
    EXIT_BAD_CELL = 1,     /* done, but something is wrong, crashed, timed out or failed */
    EXIT_BAD_USE = 2,      /* wrong usage, config or file */
    EXIT_INTERRUPTED = 130 /* by SIGINT, SIGTERM or SIGUSR1 */
};

struct cli_option {
    const char *name;  /* "backend"; a row whose name is NULL ends the table */
    char letter;       /* 'o' for -o, or 0 */
    const char *value; /* what it takes, as --help shows it: "DIR"; NULL: nothing */
    const char *help;
};

struct cli_arguments;

struct cli_command {
    const char *name;
    const char *operands;             /* as --help shows them: "CONFIG" */
    const char *summary;              /* one line */
    const struct cli_option *options; /* without --plugin-path, --help and --version */
    int least_operands;
    int most_operands;
    int (*execute)(const struct cli_arguments *arguments);
};

extern const struct cli_command command_run, command_cell, command_list, command_show, command_aa,
    command_export, command_doctor;

/* Parses, answers --help and --version, executes. argv is the whole command line: the program, the
 * subcommand's name, and what follows. */
int cli_execute(const struct cli_command *command, int argc, char *argv[]);

/* Prints the version. Returns EXIT_DONE. */
int cli_version(void);

/* Hidden: how the program calls itself. They take what follows their name. */
int cli_visit(int argc, char *argv[]);
int cli_describe(int argc, char *argv[]);

/* ---- what was given ------------------------------------------------------------------------- */

bool cli_has(const struct cli_arguments *arguments, const char *option);

/* The last value given, or NULL. */
const char *cli_value(const struct cli_arguments *arguments, const char *option);

/* All values of an option that may be repeated, added to the list. */
void cli_values(const struct cli_arguments *arguments, const char *option, struct text_list *list);
const char *cli_operand(const struct cli_arguments *arguments, int number);

/* The words of the whole command line, NULL-terminated. */
char **cli_command_line(const struct cli_arguments *arguments);

/* "parbench: ..." to stderr. Returns EXIT_BAD_USE. */
int cli_fail(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Where this program is and where its plugins are. Owned by the caller. */
int cli_find_plugins(const struct cli_arguments *arguments, char **program,
                     struct text_list *directories, struct error *error);

#endif
