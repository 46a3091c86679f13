/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An experiment: everything that an INI file, the command line and the defaults say together,
 * checked against what the plugins declare. */
#ifndef PARBENCH_CONFIG_EXPERIMENT_H
#define PARBENCH_CONFIG_EXPERIMENT_H

#include <stdbool.h>
#include <stdint.h>

#include "config/list.h"
#include "config/problems.h"
#include "plugin/info.h"
#include "plugin/options.h"

/* More are a mistake, and would be measured for years. */
enum { experiment_most_cells = 1000000 };

enum pin { PIN_COMPACT, PIN_SCATTER, PIN_NONE };

/* Who times the cells again when the rounds are over. */
enum external { EXTERNAL_NONE, EXTERNAL_HYPERFINE };

/* A kernel or a backend with one value for each option: one instance after sweeping. */
struct instance {
    char *name;                     /* "threads", "threads.once" */
    char *plugin;                   /* as written: a word or a path */
    const struct plugin_info *info; /* owned by the experiment */
    struct setting_list options;    /* those that were set */
    char *completed;              /* "spawn=once": the whole table; as set where it will not load */
    struct size_list n;           /* empty: the experiment's */
    struct size_list workers;     /* empty: the experiment's */
    uint64_t timeout_ns;          /* 0: the experiment's */
    enum pin pin;                 /* backends */
    struct text_list launcher;    /* backends: words with placeholders; empty: none */
    bool allow_root;              /* backends */
    struct text_list environment; /* backends: NAME=value */
    bool again;                   /* the second of two twins; the first stands before it */
};

/* The effective value of one key, and where it comes from. */
struct effective {
    char *section;
    char *key;
    char *value;
    char *origin; /* "file.ini:12", "--set", "default" */
};

/* A file that an INI file includes, and what it said. */
struct included {
    char *path; /* absolute */
    char *text;
};

struct experiment {
    char *name;
    char *path; /* of the INI file, absolute */
    char *text; /* verbatim */
    struct included *includes;
    size_t include_count;
    struct size_list n;
    struct size_list workers;
    char *baseline;        /* an instance's name, or NULL */
    uint32_t rounds_least; /* equal to rounds_most: no stopping rule */
    uint32_t rounds_most;
    double precision;   /* relative half-width of the interval that ends the run */
    uint64_t budget_ns; /* 0: none */
    bool skip;          /* cells that are predicted to exceed their timeout */
    uint32_t samples;
    uint64_t timeout_ns;
    uint64_t idle_gap_ns; /* before the cold call of each visit; 0: no such call */
    uint64_t seed;
    enum external external;
    struct instance *kernels;
    size_t kernel_count;
    struct instance *backends;
    size_t backend_count;
    bool has_sentinel; /* a cell that opens each round, always the same: how the machine is */
    struct instance sentinel_kernel; /* both are called sentinel_name */
    struct instance sentinel_backend;
    struct plugin_info **plugins; /* one per file */
    size_t plugin_count;
    struct effective *effective;
    size_t effective_count;
    struct text_list notes; /* worth telling, not wrong */
};

extern const char sentinel_name[]; /* "sentinel" */

/* What the command line adds to a file. */
struct overrides {
    struct text_list settings; /* of --set: "backend mpi.launcher=..." */
    struct text_list backends; /* of --backend: paths, relative to the current directory */
    bool twins;                /* each backend instance twice, the second with twin_suffix */
};
extern const char twin_suffix[]; /* ".again" */

/* What this machine offers: the symbols of the dialect. */
struct machine_size {
    uint64_t cores; /* usable physical cores */
    uint64_t cpus;  /* usable CPUs */
};

/* An INI file, or what one said at the time of a run. */
struct source {
    const char *path;
    const char *text;                /* NULL: what the file says now */
    const struct included *includes; /* NULL: what these files say now */
    size_t include_count;
};

/* `program` describes plugins (plugin_describe), `directories` are searched for them. Fills
 * *experiment only where *problems stays empty; -1 where the file cannot be read. */
int experiment_load(struct source source, const struct overrides *overrides, const char *program,
                    const struct text_list *directories, struct machine_size size,
                    struct experiment *experiment, struct problems *problems, struct error *error);
void experiment_free(struct experiment *experiment);
void included_free(struct included *includes, size_t count);

const struct instance *experiment_backend(const struct experiment *experiment, const char *name);
const char *pin_name(enum pin pin);

#endif
