/* SPDX-License-Identifier: GPL-3.0-or-later */
/* No fault: made for a later minor ABI, with members that this host does not know. Row: ok. */
#include <parbench/plugin.h>

typedef struct later_backend {
    parbench_backend known;
    const char *unknown_text;
    int (*unknown_op)(void *instance, const parbench_task *task, parbench_partial *total);
    uint64_t unknown_flags;
} later_backend;

static int run(void *instance, const parbench_task *task, parbench_partial *total)
{
    (void)instance;
    parbench_work(task, 0, 0, task->n, total);
    return PARBENCH_OK;
}

extern PARBENCH_EXPORT const later_backend parbench_plugin;
const later_backend parbench_plugin = {
    .known = {.magic = PARBENCH_MAGIC,
              .struct_size = (uint32_t)sizeof(later_backend),
              .abi_major = PARBENCH_ABI_MAJOR,
              .abi_minor = 99,
              .kind = PARBENCH_KIND_BACKEND,
              .name = "newer_minor",
              .build = PARBENCH_BUILD,
              .run = run},
    .unknown_text = "from the future",
    .unknown_op = run,
    .unknown_flags = UINT64_MAX,
};
