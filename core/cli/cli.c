/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/cli.h"

#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/path.h"
#include "parbench/plugin.h"
#include "plugin/locate.h"

static const struct cli_option common_options[] = {
    {"plugin-path", 0, "DIRS", "look for plugins here first (colon list, may be repeated)"},
    {"help", 'h', NULL, "print this help"},
    {"version", 0, NULL, "print the version"},
    {NULL, 0, NULL, NULL},
};

enum { most_options = 32 };

struct cli_arguments {
    const struct cli_option *options[most_options]; /* the command's and the common ones */
    size_t option_count;
    struct {
        const struct cli_option *option;
        const char *value;
    } * given;
    size_t given_count;
    char **operands;
    int operand_count;
    char **command_line;
};

int cli_fail(const char *format, ...)
{
    va_list arguments;
    fputs("parbench: ", stderr);
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fputc('\n', stderr);
    return EXIT_BAD_USE;
}

/* ---- --help --------------------------------------------------------------------------------- */

static void print_option(const struct cli_option *option)
{
    char left[64], letter[8] = "    ";
    if (option->letter)
        snprintf(letter, sizeof letter, "-%c, ", option->letter);
    snprintf(left, sizeof left, "%s--%s%s%s", letter, option->name, option->value ? " " : "",
             option->value ? option->value : "");
    printf("  %-28s %s\n", left, option->help);
}

static void print_help(const struct cli_command *command, const struct cli_arguments *arguments)
{
    printf("usage: parbench %s [options]%s%s\n\n%s\n\n", command->name,
           *command->operands ? " " : "", command->operands, command->summary);
    for (size_t i = 0; i < arguments->option_count; i++)
        print_option(arguments->options[i]);
}

int cli_version(void)
{
    printf("parbench %s (plugin ABI %d.%d)\n", PARBENCH_VERSION, PARBENCH_ABI_MAJOR,
           PARBENCH_ABI_MINOR);
    return EXIT_DONE;
}

/* ---- parsing -------------------------------------------------------------------------------- */

static void collect_options(struct cli_arguments *arguments, const struct cli_option *options)
{
    for (; options->name != NULL && arguments->option_count < most_options; options++)
        arguments->options[arguments->option_count++] = options;
}

static void keep(struct cli_arguments *arguments, size_t index, const char *value)
{
    arguments->given =
        xrealloc(arguments->given, (arguments->given_count + 1) * sizeof *arguments->given);
    arguments->given[arguments->given_count].option = arguments->options[index];
    arguments->given[arguments->given_count++].value = value;
}

static int refuse_unknown(const struct cli_command *command, const struct cli_arguments *arguments,
                          const char *word)
{
    const char *names[most_options];
    for (size_t i = 0; i < arguments->option_count; i++)
        names[i] = arguments->options[i]->name;
    const char *name = word + strspn(word, "-");
    char *bare = xstrndup(name, strcspn(name, "="));
    const char *nearest = text_nearest(bare, names, arguments->option_count);
    free(bare);
    return cli_fail("%s: unknown option %s%s%s%s; \"parbench %s --help\" lists them", command->name,
                    word, nearest ? "; did you mean --" : "", nearest ? nearest : "",
                    nearest ? "?" : "", command->name);
}

/* 1000 + index, so that getopt's answers cannot be mistaken for letters. */
enum { first_code = 1000 };

/* getopt says no: to a long option with a value that it does not take (optopt is its code), to a
 * letter (optopt), or to a word. */
static int refuse_option(const struct cli_command *command, const struct cli_arguments *arguments,
                         const char *word)
{
    char letter[] = {'-', (char)optopt, '\0'};
    if (optopt >= first_code)
        return cli_fail("%s: --%s takes no value", command->name,
                        arguments->options[optopt - first_code]->name);
    return refuse_unknown(command, arguments, optopt != 0 ? letter : word);
}

static int parse(const struct cli_command *command, struct cli_arguments *arguments, int argc,
                 char *argv[])
{
    struct option longs[most_options + 1] = {{0}};
    char shorts[2 * most_options + 2] = ":";
    for (size_t i = 0; i < arguments->option_count; i++) {
        const struct cli_option *option = arguments->options[i];
        longs[i] = (struct option){option->name, option->value ? required_argument : no_argument,
                                   NULL, first_code + (int)i};
        if (option->letter)
            snprintf(shorts + strlen(shorts), 3, "%c%s", option->letter, option->value ? ":" : "");
    }
    opterr = 0;
    optind = 0; /* glibc: start anew */
    for (int code; (code = getopt_long(argc, argv, shorts, longs, NULL)) != -1;) {
        if (code == '?')
            return refuse_option(command, arguments, argv[optind - 1]);
        if (code == ':')
            return cli_fail("%s: %s needs a value", command->name, argv[optind - 1]);
        size_t index = (size_t)(code - first_code);
        for (size_t i = 0; code < first_code && i < arguments->option_count; i++)
            if (arguments->options[i]->letter == code)
                index = i;
        keep(arguments, index, optarg);
    }
    arguments->operands = argv + optind;
    arguments->operand_count = argc - optind;
    return EXIT_DONE;
}

static int check_operands(const struct cli_command *command, const struct cli_arguments *arguments)
{
    if (arguments->operand_count < command->least_operands)
        return cli_fail("%s: %s is missing; usage: parbench %s [options] %s", command->name,
                        command->operands, command->name, command->operands);
    if (arguments->operand_count > command->most_operands)
        return cli_fail("%s: \"%s\" is too much; usage: parbench %s [options] %s", command->name,
                        arguments->operands[command->most_operands], command->name,
                        command->operands);
    return EXIT_DONE;
}

int cli_execute(const struct cli_command *command, int argc, char *argv[])
{
    struct cli_arguments arguments = {.command_line = argv};
    int count = argc - 1;                                   /* without the program */
    char **copy = xcalloc((size_t)count + 1, sizeof *copy); /* getopt reorders it */
    memcpy(copy, argv + 1, (size_t)count * sizeof *copy);
    collect_options(&arguments, command->options);
    collect_options(&arguments, common_options);
    int result = parse(command, &arguments, count, copy);
    if (result == EXIT_DONE && cli_has(&arguments, "help"))
        print_help(command, &arguments);
    else if (result == EXIT_DONE && cli_has(&arguments, "version"))
        result = cli_version();
    else if (result == EXIT_DONE && (result = check_operands(command, &arguments)) == EXIT_DONE)
        result = command->execute(&arguments);
    free(arguments.given);
    free(copy);
    return result;
}

/* ---- what was given ------------------------------------------------------------------------- */

const char *cli_value(const struct cli_arguments *arguments, const char *option)
{
    const char *value = NULL;
    for (size_t i = 0; i < arguments->given_count; i++)
        if (strcmp(arguments->given[i].option->name, option) == 0)
            value = arguments->given[i].value;
    return value;
}

bool cli_has(const struct cli_arguments *arguments, const char *option)
{
    for (size_t i = 0; i < arguments->given_count; i++)
        if (strcmp(arguments->given[i].option->name, option) == 0)
            return true;
    return false;
}

void cli_values(const struct cli_arguments *arguments, const char *option, struct text_list *list)
{
    for (size_t i = 0; i < arguments->given_count; i++)
        if (strcmp(arguments->given[i].option->name, option) == 0)
            text_list_add(list, arguments->given[i].value);
}

const char *cli_operand(const struct cli_arguments *arguments, int number)
{
    return number < arguments->operand_count ? arguments->operands[number] : NULL;
}

char **cli_command_line(const struct cli_arguments *arguments)
{
    return arguments->command_line;
}

/* Of the first `count`: those that somebody named. */
static void note_missing(const struct text_list *directories, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!path_is_directory(directories->items[i]))
            fprintf(stderr, "note: %s, where plugins are looked for: no such directory\n",
                    directories->items[i]);
}

int cli_find_plugins(const struct cli_arguments *arguments, char **program,
                     struct text_list *directories, struct error *error)
{
    struct text_list given = {0};
    cli_values(arguments, "plugin-path", &given);
    int result = path_self(program, error);
    if (result == 0 && (result = plugin_search_path(&given, directories, error)) != 0)
        free(*program);
    if (result == 0 && !cli_has(arguments, "record")) /* the stderr of a visit is quoted */
        note_missing(directories, directories->count - plugin_own_directories);
    text_list_free(&given);
    return result;
}
