/* SPDX-License-Identifier: GPL-3.0-or-later */
/* parbench: the table of subcommands. */
#include <stdio.h>
#include <string.h>

#include "base/startup.h"
#include "base/text.h"
#include "cli/cli.h"

static const struct cli_command *const commands[] = {
    &command_run, &command_cell,   &command_list,   &command_show,
    &command_aa,  &command_export, &command_doctor,
};
enum { command_count = sizeof commands / sizeof *commands };

/* The program calling itself; not for people. */
static const struct {
    const char *name;
    int (*execute)(int argc, char *argv[]);
} hidden[] = {
    {".visit", cli_visit},
    {".describe", cli_describe},
};

static int print_help(FILE *to, int result)
{
    fputs("usage: parbench COMMAND [options]\n\n"
          "Compares ways of running the same work in parallel.\n\n",
          to);
    for (size_t i = 0; i < command_count; i++)
        fprintf(to, "  %-8s %s\n", commands[i]->name, commands[i]->summary);
    fputs("\n\"parbench COMMAND --help\" describes a command.\n", to);
    return result;
}

static int refuse(const char *word)
{
    const char *names[command_count];
    for (size_t i = 0; i < command_count; i++)
        names[i] = commands[i]->name;
    const char *nearest = text_nearest(word, names, command_count);
    return cli_fail("unknown command \"%s\"%s%s%s; \"parbench --help\" lists them", word,
                    nearest ? "; did you mean \"" : "", nearest ? nearest : "",
                    nearest ? "\"?" : "");
}

/* An answer that nobody could read is no answer. */
static int check_output(int result)
{
    if (fflush(stdout) == 0 && ferror(stdout) == 0)
        return result;
    return cli_fail("cannot write to stdout");
}

static int execute(int argc, char *argv[])
{
    if (argc < 2)
        return print_help(stderr, EXIT_BAD_USE);
    for (size_t i = 0; i < command_count; i++)
        if (strcmp(argv[1], commands[i]->name) == 0)
            return cli_execute(commands[i], argc, argv);
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 ||
        strcmp(argv[1], "help") == 0)
        return print_help(stdout, EXIT_DONE);
    if (strcmp(argv[1], "--version") == 0)
        return cli_version();
    return refuse(argv[1]);
}

int main(int argc, char *argv[])
{
    startup();
    for (size_t i = 0; argc > 1 && i < sizeof hidden / sizeof *hidden; i++)
        if (strcmp(argv[1], hidden[i].name) == 0)
            return hidden[i].execute(argc - 1, argv + 1);
    return check_output(execute(argc, argv));
}
