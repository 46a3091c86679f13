/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plugin/load.h"

#include <dlfcn.h>
#include <fenv.h>
#include <link.h>
#include <string.h>

#include "plugin/object.h"
#include "plugin/options.h"

#define SYMBOL "parbench_plugin"

/* The part of the symbol that never changes. */
struct frozen {
    uint32_t magic;
    uint32_t struct_size;
    uint16_t abi_major;
    uint16_t abi_minor;
    uint32_t kind;
};
_Static_assert(sizeof(struct frozen) == 16, "frozen for ever");
_Static_assert(offsetof(parbench_kernel, name) == offsetof(parbench_backend, name), "descriptor");
_Static_assert(offsetof(parbench_kernel, options) == offsetof(parbench_backend, options),
               "descriptor");
_Static_assert(sizeof(parbench_partial) == 64, "one cache line");

const char *load_result_name(enum load_result result)
{
    static const char *const names[] = {
        [LOAD_OK] = "ok",
        [LOAD_NOT_OBJECT] = "not a shared object",
        [LOAD_UNRESOLVED] = "missing library or symbol",
        [LOAD_NOT_PLUGIN] = "not a parbench plugin",
        [LOAD_WRONG_ABI] = "wrong ABI",
        [LOAD_INVALID] = "invalid plugin",
    };
    return names[result];
}

const char *plugin_kind_name(uint32_t kind)
{
    return kind == PARBENCH_KIND_KERNEL ? "kernel" : "backend";
}

/* dlsym on a handle also searches the object's dependencies: make sure that it is this file's. */
static const void *own_symbol(void *handle)
{
    const void *symbol = dlsym(handle, SYMBOL);
    struct link_map *map;
    Dl_info where;
    if (symbol == NULL || dlinfo(handle, RTLD_DI_LINKMAP, &map) != 0 ||
        dladdr(symbol, &where) == 0 || strcmp(where.dli_fname, map->l_name) != 0)
        return NULL;
    return symbol;
}

static enum load_result check_frozen(const char *path, const struct frozen *frozen,
                                     struct error *error)
{
    if (frozen->magic != PARBENCH_MAGIC) {
        error_set(error, "%s: not a parbench plugin: " SYMBOL " begins with 0x%08x, not 0x%08x",
                  path, frozen->magic, PARBENCH_MAGIC);
        return LOAD_NOT_PLUGIN;
    }
    if (frozen->abi_major != PARBENCH_ABI_MAJOR) {
        error_set(error,
                  "%s: built for plugin ABI %u.%u, this parbench speaks %u.%u; rebuild it with "
                  "this parbench's include/parbench/plugin.h",
                  path, frozen->abi_major, frozen->abi_minor, PARBENCH_ABI_MAJOR,
                  PARBENCH_ABI_MINOR);
        return LOAD_WRONG_ABI;
    }
    if (frozen->kind != PARBENCH_KIND_KERNEL && frozen->kind != PARBENCH_KIND_BACKEND) {
        error_set(error, "%s: kind is %u; allowed: %u (kernel), %u (backend)", path, frozen->kind,
                  PARBENCH_KIND_KERNEL, PARBENCH_KIND_BACKEND);
        return LOAD_INVALID;
    }
    size_t least =
        frozen->kind == PARBENCH_KIND_KERNEL ? sizeof(parbench_kernel) : sizeof(parbench_backend);
    if (frozen->struct_size < least) {
        error_set(error, "%s: the descriptor has %u bytes, ABI %u.0 has %zu; rebuild it", path,
                  frozen->struct_size, PARBENCH_ABI_MAJOR, least);
        return LOAD_WRONG_ABI;
    }
    return LOAD_OK;
}

static const char *or_empty(const char *text)
{
    return text ? text : "";
}

static void copy_descriptor(const struct frozen *frozen, struct plugin *plugin)
{
    static const parbench_option no_options[1];
    *plugin = (struct plugin){.kind = frozen->kind, .abi_minor = frozen->abi_minor};
    if (frozen->kind == PARBENCH_KIND_KERNEL)
        memcpy(&plugin->kernel, frozen, sizeof plugin->kernel);
    else
        memcpy(&plugin->backend, frozen, sizeof plugin->backend);
    const parbench_kernel *common = (const parbench_kernel *)frozen; /* alike up to options */
    plugin->name = or_empty(common->name);
    plugin->build = or_empty(common->build);
    plugin->version = or_empty(common->version);
    plugin->summary = or_empty(common->summary);
    plugin->license = or_empty(common->license);
    plugin->options = common->options ? common->options : no_options;
}

static const char *missing_member(const struct plugin *plugin)
{
    const parbench_kernel *kernel = &plugin->kernel;
    const parbench_backend *backend = &plugin->backend;
    if (plugin->name[0] == '\0')
        return "name is empty";
    if (plugin->kind == PARBENCH_KIND_KERNEL) {
        return kernel->range == NULL   ? "range is required"
               : kernel->check == NULL ? "check is required"
                                       : NULL;
    }
    if (backend->run == NULL)
        return "run is required";
    if ((backend->rank == NULL) != (backend->exchange == NULL))
        return "rank and exchange go together";
    if (backend->max_workers != 0 && backend->max_workers < backend->min_workers)
        return "max_workers is less than min_workers";
    return NULL;
}

/* The member whose text is not UTF-8, or NULL. */
static const char *garbled_member(const struct plugin *plugin)
{
    const struct {
        const char *member;
        const char *text;
    } texts[] = {{"name", plugin->name},       {"build", plugin->build},
                 {"version", plugin->version}, {"summary", plugin->summary},
                 {"license", plugin->license}, {"item", or_empty(plugin->kernel.item)}};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (!text_is_utf8(texts[i].text))
            return texts[i].member;
    return NULL;
}

static enum load_result check_rules(const char *path, const struct plugin *plugin,
                                    struct error *error)
{
    struct error detail;
    const char *missing = missing_member(plugin);
    if (missing != NULL) {
        error_set(error, "%s: %s", path, missing);
        return LOAD_INVALID;
    }
    const char *garbled = garbled_member(plugin);
    if (garbled != NULL) {
        error_set(error, "%s: %s is not UTF-8", path, garbled);
        return LOAD_INVALID;
    }
    if (options_check_table(plugin->options, &detail) != 0) {
        error_set(error, "%s: option table: %s", path, detail.text);
        return LOAD_INVALID;
    }
    return LOAD_OK;
}

enum load_result plugin_load(const char *path, struct plugin *plugin, struct error *error)
{
    if (object_check(path, error) != 0)
        return LOAD_NOT_OBJECT;
    /* NOW: a missing function is found here, not in the middle of a measurement. */
    void *handle = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    fesetenv(FE_DFL_ENV); /* -ffast-math objects switch denormals off when they are loaded */
    if (handle == NULL) {
        error_set(error, "%s: will not load, a library or symbol is missing: %s (try ldd -r)", path,
                  dlerror());
        return LOAD_UNRESOLVED;
    }
    const struct frozen *frozen = own_symbol(handle);
    if (frozen == NULL) {
        error_set(error,
                  "%s: not a parbench plugin: it exports no " SYMBOL
                  "; end its source with PARBENCH_BACKEND(...) or PARBENCH_KERNEL(...)",
                  path);
        return LOAD_NOT_PLUGIN;
    }
    enum load_result result = check_frozen(path, frozen, error);
    if (result != LOAD_OK)
        return result;
    copy_descriptor(frozen, plugin);
    return check_rules(path, plugin, error);
}
