/* SPDX-License-Identifier: GPL-3.0-or-later */
/* dlopen and judge one .so. Only a child of the runner does this: loading runs foreign code. */
#ifndef PARBENCH_PLUGIN_LOAD_H
#define PARBENCH_PLUGIN_LOAD_H

#include "base/error.h"
#include "parbench/plugin.h"

/* What the loader has to say of a file; each reads differently. */
enum load_result {
    LOAD_OK,
    LOAD_NOT_OBJECT, /* not an ELF shared object of this machine, or not the whole of one */
    LOAD_UNRESOLVED, /* a library or a symbol that it needs is missing */
    LOAD_NOT_PLUGIN, /* no parbench_plugin in it, or not ours */
    LOAD_WRONG_ABI,
    LOAD_INVALID, /* a plugin that breaks the rules of the descriptor */
};
const char *load_result_name(enum load_result result);

/* The host's own record. The copies have this host's size: what an older plugin lacks is zero. */
struct plugin {
    uint32_t kind;
    uint16_t abi_minor;
    const char *name;
    const char *build;
    const char *version; /* "" where absent, as with summary and license */
    const char *summary;
    const char *license;
    const parbench_option *options; /* never NULL */
    parbench_kernel kernel;         /* kind PARBENCH_KIND_KERNEL */
    parbench_backend backend;       /* kind PARBENCH_KIND_BACKEND */
};

/* Loads `path` (which has a slash) and checks it. It is never unloaded. */
enum load_result plugin_load(const char *path, struct plugin *plugin, struct error *error);

/* "kernel" or "backend". */
const char *plugin_kind_name(uint32_t kind);

#endif
