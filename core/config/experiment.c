/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From the document to the experiment: sections in order, then what holds between them. */
#include "config/experiment.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "base/path.h"
#include "config/loader.h"

/* ---- sections ------------------------------------------------------------------------------- */

/* What is missing may be in a section that is called [Experiment]. */
static void refuse_section_type(struct loader *loader, struct ini_section *section)
{
    const char *nearest = text_nearest(section->type, keys_section_types, keys_section_type_count);
    section->ignored =
        nearest != NULL && strcmp(nearest, keys_section_types[SECTION_EXPERIMENT]) == 0;
    char *suggestion = problems_suggest(section->type, keys_section_types, keys_section_type_count);
    problems_add(loader->problems, section->origin, NULL, NULL,
                 "[%s]: unknown section; known: [experiment], [measure], [kernel NAME], "
                 "[backend NAME]%s",
                 section->title, suggestion);
    free(suggestion);
}

static bool check_section(struct loader *loader, struct ini_section *section,
                          enum section_type *type)
{
    if (!keys_section_type(section->type, type)) {
        refuse_section_type(loader, section);
        return false;
    }
    bool named = *type == SECTION_KERNEL || *type == SECTION_BACKEND;
    if (named == (*section->word != '\0'))
        return true;
    problems_add(loader->problems, section->origin, NULL, NULL,
                 named ? "[%s] needs a name: [%s NAME]" : "[%s] takes no name: [%s]",
                 section->title, section->type);
    return false;
}

static void check_plain_keys(struct loader *loader, size_t section, enum section_type type)
{
    size_t count;
    const char *const *known = keys_of(type, &count);
    for (size_t i = 0; i < loader->document.entry_count; i++) {
        const struct ini_entry *entry = &loader->document.entries[i];
        if (entry->section != section || keys_known(type, entry->key))
            continue;
        struct text_list names = {0};
        for (size_t k = 0; k < count; k++)
            text_list_add(&names, known[k]);
        char *suggestion = problems_suggest(entry->key, known, count);
        char *allowed = text_list_join(&names, ", ");
        problems_add(loader->problems, entry->origin, loader->document.sections[section].title,
                     entry->key, "unknown key; known: %s%s", allowed, suggestion);
        free(allowed);
        free(suggestion);
        text_list_free(&names);
    }
}

/* All is done with it already, and what is wrong with it told. */
static void note_include(struct loader *loader, size_t section)
{
    const struct ini_entry *include = ini_find(&loader->document, section, "include");
    if (include == NULL)
        return;
    char *origin = loader_origin(include->origin);
    loader_effective(loader, "experiment", include->key, include->value, origin);
    free(origin);
}

static void read_experiment(struct loader *loader, size_t section)
{
    struct experiment *experiment = loader->experiment;
    char *stem = path_stem(loader->document.path);
    struct value name = loader_value(loader, section, "name", stem);
    if (ini_find(&loader->document, section, "name") == NULL)
        name.origin.file = loader->document.path;
    if (!text_is_name(name.text))
        loader_refuse(loader, &name,
                      "\"%s\" is no name; allowed: a letter, then letters, digits, '.', '_', '-'%s",
                      name.text,
                      name.text == stem ? "; it comes from the file's name: set name = ..." : "");
    experiment->name = xstrdup(name.text);
    free(stem);

    struct value n = loader_value(loader, section, "n", NULL);
    struct value workers = loader_value(loader, section, "workers", "1..cores *2, cores");
    loader_sizes(loader, &n, false, &experiment->n);
    loader_sizes(loader, &workers, true, &experiment->workers);
    note_include(loader, section);
    check_plain_keys(loader, section, SECTION_EXPERIMENT);
}

static uint64_t random_seed(void)
{
    uint64_t seed = 1;
    if (getrandom(&seed, sizeof seed, 0) != sizeof seed)
        seed = 1;
    return seed >> 32; /* short enough to be typed again */
}

/* Somebody who sets it expects something of it. */
static void note_precision(struct loader *loader, size_t section)
{
    struct experiment *experiment = loader->experiment;
    if (ini_find(&loader->document, section, "precision") == NULL ||
        experiment->rounds_least == 0 || experiment->rounds_least != experiment->rounds_most)
        return;
    text_list_take(&experiment->notes,
                   text_format("measure.precision stops nothing: rounds = %" PRIu32
                               " is one number; a range like 9..35 may end before",
                               experiment->rounds_most));
}

/* How long, how often, how exactly. */
static void read_effort(struct loader *loader, size_t section)
{
    struct experiment *experiment = loader->experiment;
    uint64_t samples = 5;
    struct value rounds = loader_value(loader, section, "rounds", "9..35");
    struct value precision = loader_value(loader, section, "precision", "2%");
    struct value budget = loader_value(loader, section, "budget", NULL);
    struct value samples_value = loader_value(loader, section, "samples", "5");
    struct value timeout = loader_value(loader, section, "timeout", "30s");
    struct value skip = loader_value(loader, section, "skip", "yes");
    struct value idle_gap = loader_value(loader, section, "idle_gap", "50ms");
    loader_rounds(loader, &rounds, &experiment->rounds_least, &experiment->rounds_most);
    loader_percent(loader, &precision, &experiment->precision);
    note_precision(loader, section);
    loader_duration(loader, &budget, 1000000, &experiment->budget_ns);
    loader_count(loader, &samples_value, 1, 100000, &samples);
    loader_duration(loader, &timeout, 1000000, &experiment->timeout_ns);
    loader_bool(loader, &skip, &experiment->skip);
    loader_duration(loader, &idle_gap, 0, &experiment->idle_gap_ns);
    experiment->samples = (uint32_t)samples;
}

static enum pin read_measure(struct loader *loader, size_t section)
{
    struct experiment *experiment = loader->experiment;
    enum pin pin = PIN_COMPACT;
    read_effort(loader, section);
    char *seed_text = text_format("%" PRIu64, random_seed());
    struct value pin_value = loader_value(loader, section, "pin", "compact");
    struct value seed = loader_value(loader, section, "seed", seed_text);
    struct value external = loader_value(loader, section, "external", "none");
    loader_pin(loader, &pin_value, &pin);
    loader_count(loader, &seed, 0, UINT64_C(1) << 53, &experiment->seed);
    loader_external(loader, &external, &experiment->external);
    free(seed_text);
    check_plain_keys(loader, section, SECTION_MEASURE);
    return pin;
}

/* ---- what holds between sections ------------------------------------------------------------ */

static int by_name(const void *a, const void *b)
{
    const struct instance *const *x = a, *const *y = b;
    return strcmp((*x)->name, (*y)->name);
}

static void check_unique(struct loader *loader, const struct instance *instances, size_t count,
                         const char *kind)
{
    struct origin origin = {loader->document.path, 0};
    const struct instance **sorted = xcalloc(count, sizeof *sorted);
    for (size_t i = 0; i < count; i++)
        sorted[i] = &instances[i];
    qsort(sorted, count, sizeof *sorted, by_name);
    for (size_t i = 1; i < count; i++)
        if (strcmp(sorted[i - 1]->name, sorted[i]->name) == 0)
            problems_add(loader->problems, origin, NULL, NULL,
                         "two %ss are called \"%s\"; give one section another name", kind,
                         sorted[i]->name);
    free(sorted);
}

static void require(struct loader *loader, size_t count, const char *kind)
{
    struct origin origin = {loader->document.path, 0};
    for (size_t i = 0; i < loader->document.section_count; i++)
        if (strcmp(loader->document.sections[i].type, kind) == 0)
            return; /* it is there, and whatever is wrong with it is told already */
    if (count == 0)
        problems_add(loader->problems, origin, NULL, NULL, "there is no [%s NAME] section", kind);
}

const struct instance *experiment_backend(const struct experiment *experiment, const char *name)
{
    for (size_t i = 0; i < experiment->backend_count; i++)
        if (strcmp(experiment->backends[i].name, name) == 0)
            return &experiment->backends[i];
    return NULL;
}

/* False where a section was refused whole: what is missing may be in there. */
static bool knows_all(const struct loader *loader)
{
    for (size_t i = 0; i < loader->document.section_count; i++)
        if (loader->document.sections[i].ignored)
            return false;
    return true;
}

static void read_baseline(struct loader *loader, size_t section)
{
    struct experiment *experiment = loader->experiment;
    bool has_serial = experiment_backend(experiment, "serial") != NULL;
    struct value baseline = loader_value(loader, section, "baseline", has_serial ? "serial" : NULL);
    if (baseline.text == NULL)
        return;
    experiment->baseline = xstrdup(baseline.text);
    if (experiment_backend(experiment, baseline.text) != NULL || !knows_all(loader))
        return;
    struct text_list names = {0};
    for (size_t i = 0; i < experiment->backend_count; i++)
        text_list_add(&names, experiment->backends[i].name);
    char *suggestion =
        problems_suggest(baseline.text, (const char *const *)names.items, names.count);
    char *known = text_list_join(&names, ", ");
    loader_refuse(loader, &baseline, "\"%s\" is no backend instance; there are: %s%s",
                  baseline.text, known, suggestion);
    free(known);
    free(suggestion);
    text_list_free(&names);
}

/* Every instance needs sizes from somewhere. */
static void check_sizes(struct loader *loader, size_t section)
{
    const struct experiment *experiment = loader->experiment;
    if (experiment->n.count > 0 || ini_find(&loader->document, section, "n") != NULL)
        return;
    bool kernels = experiment->kernel_count > 0, backends = experiment->backend_count > 0;
    for (size_t i = 0; i < experiment->kernel_count; i++)
        kernels = kernels && experiment->kernels[i].n.count > 0;
    for (size_t i = 0; i < experiment->backend_count; i++)
        backends = backends && experiment->backends[i].n.count > 0;
    if (!kernels && !backends && knows_all(loader))
        problems_add(loader->problems, loader->document.sections[section].origin, "experiment", "n",
                     "is missing: the problem sizes, like n = 1e4, 1e6");
}

static void interpret(struct loader *loader)
{
    struct origin nowhere = {loader->document.path, 0};
    size_t file_sections = loader->document.section_count;
    size_t experiment = ini_section(&loader->document, "experiment", nowhere);
    size_t measure = ini_section(&loader->document, "measure", nowhere);
    read_experiment(loader, experiment);
    enum pin pin = read_measure(loader, measure);
    for (size_t i = 0; i < file_sections; i++) {
        enum section_type type;
        struct ini_section *section = &loader->document.sections[i];
        if (!section->ignored && check_section(loader, section, &type) &&
            (type == SECTION_KERNEL || type == SECTION_BACKEND))
            loader_instances(loader, i, type, pin);
    }
    require(loader, loader->experiment->kernel_count, "kernel");
    require(loader, loader->experiment->backend_count, "backend");
    check_unique(loader, loader->experiment->kernels, loader->experiment->kernel_count, "kernel");
    check_unique(loader, loader->experiment->backends, loader->experiment->backend_count,
                 "backend");
    read_baseline(loader, experiment);
    check_sizes(loader, experiment);
    loader_sentinel(loader);
    loader_settle(loader);
}

int experiment_load(struct source source, const struct overrides *overrides, const char *program,
                    const struct text_list *directories, struct machine_size size,
                    struct experiment *experiment, struct problems *problems, struct error *error)
{
    struct loader loader = {.experiment = experiment,
                            .problems = problems,
                            .program = program,
                            .directories = directories,
                            .size = size,
                            .twins = overrides->twins};
    *experiment = (struct experiment){.timeout_ns = 1};
    int result = loader_read(&loader, &source, overrides, error);
    if (result == 0) {
        loader_overrides(&loader, overrides);
        loader_inherit(&loader);
        interpret(&loader);
        experiment->path = path_absolute(source.path);
        experiment->text = xstrdup(loader.document.text);
    }
    ini_free(&loader.document);
    for (size_t i = 0; i < loader.file_count; i++)
        ini_free(&loader.files[i]);
    free(loader.files);
    return result;
}
