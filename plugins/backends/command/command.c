/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Backend command: a program does the work. Each run starts it, reads the value on the last line
 * of its output and waits for its end, so a call is the whole process. The program makes its own
 * workers; it gets the CPUs of all, and so nothing is pinned here to one of them.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "../common/kernel_option.h"
#include "base/path.h"
#include "base/placeholders.h"
#include "base/text.h"
#include "child.h"
#include "parbench/plugin.h"

#define EXAMPLE "command = python3 {directory}/pi.py {n} {workers}"

/* ---- from a value to the total that the kernel checks ---------------------------------------- */

/* False where the kernel has no such value. */
typedef bool fill_fn(double value, uint64_t n, parbench_partial *total);

typedef struct known_kernel {
    const char *name;
    fill_fn *fill; /* NULL: there is no value, the output does not matter */
    const char *allowed;
    const char *option; /* one of the kernel's, or NULL */
    const char *word;   /* its choice with which no value makes the total */
} known_kernel;

/* Of which the kernel's check makes the mean again. */
static bool fill_sum(double mean, uint64_t n, parbench_partial *total)
{
    total->sum = mean * (double)n;
    return true;
}

static bool fill_count(double count, uint64_t n, parbench_partial *total)
{
    (void)n;
    if (!(count >= 0 && count <= 0x1p53) || (double)(uint64_t)count != count)
        return false;
    total->int_low = (uint64_t)count;
    return true;
}

/* The share of points within a quarter of a circle, times 4. In the sum, since they are the
 * program's own random points and not the kernel's. */
static bool fill_hits(double value, uint64_t n, parbench_partial *total)
{
    total->sum = value * (double)n / 4;
    return value >= 0;
}

static const known_kernel known_kernels[] = {
    {"collatz", fill_count, "a whole number, 0 or more", NULL, NULL},
    {"empty", NULL, NULL, NULL, NULL},
    {"mandelbrot", fill_count, "a whole number, 0 or more", NULL, NULL},
    {"montecarlo", fill_hits, "a number, 0 or more", NULL, NULL},
    {"pi", fill_sum, "a number", "variant", "exact"},
};
enum { kernel_count = sizeof known_kernels / sizeof *known_kernels };

static const known_kernel *find_kernel(const char *name)
{
    for (size_t i = 0; i < kernel_count; i++)
        if (strcmp(known_kernels[i].name, name) == 0)
            return &known_kernels[i];
    return NULL;
}

static bool has_a_value(const known_kernel *kernel, const parbench_task *task)
{
    char word[16];
    return kernel->option == NULL ||
           strcmp(kernel_choice(task, kernel->option, word, sizeof word), kernel->word) != 0;
}

/* ---- create ---------------------------------------------------------------------------------- */

typedef struct command {
    const known_kernel *kernel;
    char *path;
    struct text_list words; /* filled in: the argv */
    struct tail output;
} command;

static const parbench_option options_table[] = {
    {.name = "command",
     .type = PARBENCH_TEXT,
     .default_value = "",
     .help = "program and arguments; {n}, {workers}, {directory} are filled in"},
    {.name = NULL},
};

static void destroy(void *instance)
{
    command *self = instance;
    text_list_free(&self->words);
    free(self->path);
    free(self);
}

static int refuse_kernel(const parbench_task *task, parbench_error *error)
{
    struct text_list known = {0};
    for (size_t i = 0; i < kernel_count; i++)
        text_list_add(&known, known_kernels[i].name);
    char *names = text_list_join(&known, ", ");
    task->host->fail(error, PARBENCH_UNSUPPORTED,
                     "command does not know what a program prints for the kernel \"%s\"; it knows "
                     "%s",
                     task->kernel, names);
    free(names);
    text_list_free(&known);
    return PARBENCH_UNSUPPORTED;
}

static int check_placeholders(const parbench_host *host, const char *word, parbench_error *error)
{
    size_t from = 0;
    char *unknown = placeholders_next_unknown(word, &from);
    if (unknown == NULL)
        return PARBENCH_OK;
    host->fail(error, PARBENCH_FAILED, "command: \"%s\" is no placeholder; allowed: %s", unknown,
               placeholders_allowed);
    free(unknown);
    return PARBENCH_FAILED;
}

/* Adds the words of the text, filled in. */
static int read_words(const parbench_task *task, const char *text, struct text_list *filled,
                      parbench_error *error)
{
    const char *directory = getenv(placeholders_directory);
    struct placeholders values = {task->n, task->workers, directory ? directory : "."};
    struct text_list words = {0};
    struct error problem;
    int status = PARBENCH_OK;
    if (text_split_words(text, &words, &problem) != 0)
        status = task->host->fail(error, PARBENCH_FAILED, "command: %s", problem.text);
    for (size_t i = 0; i < words.count && status == PARBENCH_OK; i++) {
        status = check_placeholders(task->host, words.items[i], error);
        text_list_take(filled, placeholders_fill(&values, words.items[i]));
    }
    text_list_free(&words);
    return status;
}

static int refuse_program(const parbench_host *host, const char *name, parbench_error *error)
{
    const char *directories = getenv("PATH");
    if (strchr(name, '/') == NULL)
        return host->fail(error, PARBENCH_FAILED, "command: there is no program \"%s\" in PATH, %s",
                          name, directories ? directories : "which is not set");
    if (path_is_file(name))
        return host->fail(error, PARBENCH_FAILED,
                          "command: \"%s\" is not executable: chmod +x it, or put its interpreter "
                          "in front",
                          name);
    return host->fail(error, PARBENCH_FAILED, "command: there is no file \"%s\"%s", name,
                      name[0] == '/' ? "" : "; {directory} is the directory of the INI file");
}

static int complete(command *self, const parbench_task *task, const char *text,
                    parbench_error *error)
{
    int status = read_words(task, text, &self->words, error);
    if (status != PARBENCH_OK)
        return status;
    if (self->words.count == 0)
        return task->host->fail(error, PARBENCH_FAILED,
                                "command is empty; it needs a program, as in: " EXAMPLE);
    self->path = path_find_program(self->words.items[0]);
    return self->path ? PARBENCH_OK : refuse_program(task->host, self->words.items[0], error);
}

static int create(const parbench_host *host, const parbench_value *options,
                  const parbench_task *task, void **instance, parbench_error *error)
{
    const known_kernel *kernel = find_kernel(task->kernel);
    if (kernel == NULL)
        return refuse_kernel(task, error);
    if (!has_a_value(kernel, task))
        return host->fail(error, PARBENCH_UNSUPPORTED,
                          "command: from a value that is printed no total can be made for %s with "
                          "%s = %s",
                          kernel->name, kernel->option, kernel->word);
    command *self = calloc(1, sizeof *self);
    if (self == NULL)
        return host->fail(error, PARBENCH_FAILED, "out of memory");
    self->kernel = kernel;
    int status = complete(self, task, options[0].s, error);
    if (status == PARBENCH_OK)
        *instance = self;
    else
        destroy(self);
    return status;
}

/* ---- run ------------------------------------------------------------------------------------- */

static int explain_end(const command *self, const parbench_host *host, int how)
{
    const char *name = self->words.items[0];
    if (WIFSIGNALED(how))
        return host->fail(NULL, PARBENCH_FAILED, "%s died by signal %d (%s)", name, WTERMSIG(how),
                          strsignal(WTERMSIG(how)));
    return host->fail(NULL, PARBENCH_FAILED, "%s ended with exit status %d", name,
                      WEXITSTATUS(how));
}

/* The last line of the output that is not blank, without the blanks behind it; empty where there
 * is none. */
static char *last_line(struct tail *output)
{
    char *end = output->bytes + output->used, *begin;
    while (end > output->bytes && isspace((unsigned char)end[-1]))
        end--;
    for (begin = end; begin > output->bytes && begin[-1] != '\n';)
        begin--;
    *end = '\0';
    return begin;
}

static int read_value(command *self, const parbench_task *task, parbench_partial *total)
{
    const char *name = self->words.items[0], *line = last_line(&self->output);
    char *end;
    double value = strtod(line, &end);
    if (*line == '\0')
        return task->host->fail(NULL, PARBENCH_FAILED,
                                "%s printed nothing; its last line has to be the value", name);
    if (*end != '\0' || !self->kernel->fill(value, task->n, total))
        return task->host->fail(NULL, PARBENCH_FAILED,
                                "the last line of %s is \"%.80s\"; for %s it has to be %s", name,
                                line, task->kernel, self->kernel->allowed);
    return PARBENCH_OK;
}

static int run(void *instance, const parbench_task *task, parbench_partial *total)
{
    command *self = instance;
    int how = 0;
    int failure = child_run(self->path, self->words.items, &self->output, &how);
    if (failure != 0)
        return task->host->fail(NULL, PARBENCH_FAILED, "cannot run %s: %s", self->path,
                                strerror(failure));
    if (how != 0)
        return explain_end(self, task->host, how);
    total->items = task->n;
    return self->kernel->fill ? read_value(self, task, total) : PARBENCH_OK;
}

PARBENCH_BACKEND("command", .version = "1",
                 .summary = "a program of any language, started in each call",
                 .license = "GPL-3.0-or-later", .options = options_table,
                 .flags = PARBENCH_NO_CALLBACK, .min_workers = 1, .create = create, .run = run,
                 .destroy = destroy);
