/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The instances of the sentinel, which no file has to name: kernel pi and backend serial with their
 * defaults. */
#include <stdlib.h>

#include "config/loader.h"
#include "plugin/locate.h"

static bool make(struct loader *loader, const char *word, struct instance *instance)
{
    struct error ignored;
    char *path;
    if (plugin_locate(loader->directories, ".", word, &path, &ignored) != 0)
        return false;
    const struct plugin_info *info = loader_describe(loader, path);
    free(path);
    *instance = (struct instance){
        .name = xstrdup(sentinel_name), .plugin = xstrdup(word), .info = info, .pin = PIN_COMPACT};
    return info->problem == NULL && info->unavailable == NULL;
}

void loader_sentinel(struct loader *loader)
{
    struct experiment *experiment = loader->experiment;
    experiment->has_sentinel = make(loader, "pi", &experiment->sentinel_kernel) &&
                               make(loader, "serial", &experiment->sentinel_backend);
    if (!experiment->has_sentinel)
        text_list_add(&experiment->notes, "the plugins pi and serial cannot be used: nothing "
                                          "watches whether the machine drifts");
}
