/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `parbench doctor`: what on this machine disturbs measuring, and what helps. */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/path.h"
#include "cli/cli.h"
#include "execute/program_checks.h"
#include "execute/reap.h"
#include "measure/machine_checks.h"

static const struct cli_option options[] = {
    {"json", 0, NULL, "print JSON"},
    {"sysroot", 0, "DIR", "read DIR/proc and DIR/sys; what is measured is this machine's"},
    {NULL, 0, NULL, NULL},
};

static const struct check *const tables[] = {setting_checks, sharing_checks, program_checks};
enum { table_count = sizeof tables / sizeof *tables };

struct finding {
    const struct check *check;
    struct answer answer;
};

struct findings {
    struct finding *items;
    size_t count;
};

static void look_at_all(const char *root, struct findings *findings)
{
    struct machine_view view = machine_view_take(root);
    reap_begin();
    for (size_t i = 0; i < table_count; i++) {
        for (const struct check *check = tables[i]; check->name != NULL; check++) {
            findings->items =
                xrealloc(findings->items, (findings->count + 1) * sizeof *findings->items);
            findings->items[findings->count++] = (struct finding){check, check->look(&view)};
        }
    }
    reap_all();
}

static void free_all(struct findings *findings)
{
    for (size_t i = 0; i < findings->count; i++)
        free(findings->items[i].answer.value);
    free(findings->items);
}

/* ---- for people ----------------------------------------------------------------------------- */

static int wider(int width, const char *text)
{
    return (int)strlen(text) > width ? (int)strlen(text) : width;
}

static void print_table(const struct findings *findings)
{
    static const char format[] = "%-*s  %-*s  %-7s  %s\n";
    int names = wider(0, "check"), questions = wider(0, "disturbs?");
    for (size_t i = 0; i < findings->count; i++) {
        names = wider(names, findings->items[i].check->name);
        questions = wider(questions, findings->items[i].check->question);
    }
    printf(format, names, "check", questions, "disturbs?", "answer", "found");
    for (size_t i = 0; i < findings->count; i++) {
        const struct finding *finding = &findings->items[i];
        printf(format, names, finding->check->name, questions, finding->check->question,
               disturbs_name(finding->answer.disturbs), finding->answer.value);
    }
}

static void print_remedies(const struct findings *findings)
{
    for (size_t i = 0; i < findings->count; i++) {
        const struct finding *finding = &findings->items[i];
        if (finding->answer.disturbs == DISTURBS_YES)
            printf("\n%s: %s\n  %s\n  Remedy: %s.\n", finding->check->name, finding->answer.value,
                   finding->check->why, finding->answer.remedy);
    }
}

/* ---- for programs --------------------------------------------------------------------------- */

static json_t *as_json(const struct findings *findings)
{
    char host[256] = "";
    json_t *checks = json_array();
    gethostname(host, sizeof host - 1);
    for (size_t i = 0; i < findings->count; i++) {
        const struct finding *finding = &findings->items[i];
        json_array_append_new(checks,
                              json_pack("{s:s, s:s, s:s, s:s, s:s?}", "name", finding->check->name,
                                        "disturbs", disturbs_name(finding->answer.disturbs),
                                        "value", finding->answer.value, "why", finding->check->why,
                                        "remedy", finding->answer.remedy));
    }
    return json_pack("{s:s, s:o}", "host", host, "checks", checks);
}

static void print_json(const struct findings *findings)
{
    json_t *all = as_json(findings);
    json_dumpf(all, stdout, JSON_INDENT(2));
    putchar('\n');
    json_decref(all);
}

static int execute(const struct cli_arguments *arguments)
{
    const char *root = cli_value(arguments, "sysroot");
    struct findings findings = {0};
    if (root != NULL && !path_is_directory(root))
        return cli_fail("doctor: --sysroot %s is not a directory", root);
    look_at_all(root ? root : "", &findings);
    if (cli_has(arguments, "json")) {
        print_json(&findings);
    } else {
        print_table(&findings);
        print_remedies(&findings);
    }
    free_all(&findings);
    return EXIT_DONE;
}

const struct cli_command command_doctor = {
    .name = "doctor",
    .operands = "",
    .summary = "Ask what on this machine disturbs measuring: yes, no or unknown, and what helps.",
    .options = options,
    .execute = execute,
};
