/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fault: the magic is not parbench's. Row: failed. */
#include <parbench/plugin.h>

static int run(void *instance, const parbench_task *task, parbench_partial *total)
{
    (void)instance;
    parbench_work(task, 0, 0, task->n, total);
    return PARBENCH_OK;
}

extern PARBENCH_EXPORT const parbench_backend parbench_plugin;
const parbench_backend parbench_plugin = {
    .magic = ~PARBENCH_MAGIC,
    .struct_size = (uint32_t)sizeof(parbench_backend),
    .abi_major = PARBENCH_ABI_MAJOR,
    .abi_minor = PARBENCH_ABI_MINOR,
    .kind = PARBENCH_KIND_BACKEND,
    .name = "wrong_magic",
    .build = PARBENCH_BUILD,
    .run = run,
};
