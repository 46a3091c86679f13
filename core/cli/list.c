/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `parbench list` and `parbench show`: the plugins that are there, and one of them in full. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"
#include "execute/reap.h"
#include "plugin/info.h"
#include "plugin/locate.h"
#include "plugin/options.h"

static const struct cli_option json_option[] = {
    {"json", 0, NULL, "print JSON"},
    {NULL, 0, NULL, NULL},
};

static const char *state_of(const struct plugin_info *info)
{
    return info->problem ? info->problem_class : info->unavailable ? "unavailable here" : "usable";
}

/* What follows is in the plugin's words, and a terminal must not obey them. */
static void print_row(const char *kind, const char *name, const char *state, const char *words)
{
    char *clean_name = text_clean(name), *clean = text_clean(words);
    printf("%-8s %-12s %-16s %s\n", kind, clean_name, state, clean);
    free(clean_name);
    free(clean);
}

static void print_line(const struct plugin_info *info)
{
    if (info->problem != NULL)
        print_row("?", "?", state_of(info), info->problem);
    else
        print_row(plugin_kind_name(info->kind), info->name, state_of(info),
                  info->unavailable ? info->unavailable : info->summary);
    print_row("", "", "", info->path);
}

static void print_json(const json_t *value)
{
    json_dumpf(value, stdout, JSON_INDENT(2));
    putchar('\n');
}

static int execute_list(const struct cli_arguments *arguments)
{
    struct text_list directories = {0}, paths = {0};
    struct error error;
    char *program;
    reap_begin();
    if (cli_find_plugins(arguments, &program, &directories, &error) != 0)
        return cli_fail("%s", error.text);
    plugin_find_all(&directories, &paths);
    json_t *all = json_array();
    for (size_t i = 0; i < paths.count; i++) {
        struct plugin_info info;
        plugin_describe(program, paths.items[i], &info);
        json_array_append(all, info.record);
        if (!cli_has(arguments, "json"))
            print_line(&info);
        plugin_info_free(&info);
    }
    if (cli_has(arguments, "json"))
        print_json(all);
    else if (paths.count == 0)
        fputs("parbench: no plugins found; --plugin-path says where to look\n", stderr);
    reap_all();
    json_decref(all);
    text_list_free(&paths);
    text_list_free(&directories);
    free(program);
    return EXIT_DONE;
}

/* ---- show ----------------------------------------------------------------------------------- */

static void print_field(const char *label, const char *words)
{
    char *clean = text_clean(words);
    printf("%-9s %s\n", label, clean);
    free(clean);
}

static void print_limits(const struct plugin_info *info)
{
    if (info->kind == PARBENCH_KIND_KERNEL) {
        print_field("item", info->item);
        if (info->flops_per_item > 0)
            printf("flops     %g per item\n", info->flops_per_item);
        if (info->bytes_per_item > 0)
            printf("bytes     %g per item\n", info->bytes_per_item);
        return;
    }
    if (info->max_workers > 0)
        printf("workers   %" PRIu32 "..%" PRIu32 "\n", info->min_workers, info->max_workers);
    else
        printf("workers   %" PRIu32 " and up\n", info->min_workers);
    if (info->ranks)
        printf("ranks     started by a launcher\n");
    if ((info->flags & PARBENCH_NO_CALLBACK) != 0)
        printf("callback  no: computes kernels that it knows by name\n");
}

static void print_option(const parbench_option *option)
{
    char *allowed = options_describe_allowed(option);
    char *words = text_format("%s (%s; default %s)", option->help ? option->help : "", allowed,
                              option->default_value);
    char *clean = text_clean(words);
    printf("  %-12s %s\n", option->name, clean);
    free(clean);
    free(words);
    free(allowed);
}

static void print_options(const parbench_option *option)
{
    if (option->name != NULL)
        printf("options\n");
    for (; option->name != NULL; option++)
        print_option(option);
}

static void print_info(const struct plugin_info *info)
{
    char *state = text_format("%s%s%s", state_of(info), info->unavailable ? ": " : "",
                              info->unavailable ? info->unavailable : "");
    print_field(plugin_kind_name(info->kind), info->name);
    print_field("summary", info->summary);
    print_field("version", info->version);
    print_field("license", info->license);
    print_field("build", info->build);
    printf("abi       %d.%" PRIu32 "\n", PARBENCH_ABI_MAJOR, info->abi_minor);
    print_field("path", info->path);
    print_field("state", state);
    free(state);
    print_limits(info);
    print_options(info->options);
}

static int show(const struct cli_arguments *arguments, const char *program, const char *path)
{
    struct plugin_info info;
    int result = EXIT_DONE;
    plugin_describe(program, path, &info);
    reap_all();
    if (cli_has(arguments, "json"))
        print_json(info.record);
    else if (info.problem == NULL)
        print_info(&info);
    if (info.problem != NULL) {
        char *clean = text_clean(info.problem);
        result = cli_fail("%s", clean);
        free(clean);
    }
    plugin_info_free(&info);
    return result;
}

static int execute_show(const struct cli_arguments *arguments)
{
    struct text_list directories = {0};
    struct error error;
    char *program, *path;
    reap_begin();
    if (cli_find_plugins(arguments, &program, &directories, &error) != 0)
        return cli_fail("%s", error.text);
    int result = plugin_locate(&directories, ".", cli_operand(arguments, 0), &path, &error);
    if (result == 0) {
        result = show(arguments, program, path);
        free(path);
    } else {
        result = cli_fail("%s", error.text);
    }
    text_list_free(&directories);
    free(program);
    return result;
}

const struct cli_command command_list = {
    .name = "list",
    .operands = "",
    .summary = "List the plugins that are found, and whether each can be used here.",
    .options = json_option,
    .execute = execute_list,
};

const struct cli_command command_show = {
    .name = "show",
    .operands = "PLUGIN",
    .summary = "Show one plugin: options, limits, build. PLUGIN is a name or a path with a slash.",
    .options = json_option,
    .least_operands = 1,
    .most_operands = 1,
    .execute = execute_show,
};
