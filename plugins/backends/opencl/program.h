/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a device computes: the program of kernels.cl, its data, and its launches. */
#ifndef PARBENCH_OPENCL_PROGRAM_H
#define PARBENCH_OPENCL_PROGRAM_H

#include "call.h"

/* A kernel that the program knows. */
struct work;

enum { array_count = 3 };

struct program {
    const parbench_host *host;
    const parbench_task *task;
    const struct work *work;
    cl_device_id device;
    cl_context context;
    cl_command_queue queue;
    cl_program code;
    cl_kernel function;
    cl_mem partials;            /* one a worker */
    cl_mem arrays[array_count]; /* the work's own, or NULL */
    size_t group;               /* work-items of a worker */
    size_t items;               /* of all */
};

/* PARBENCH_UNSUPPORTED and the reason where it does not know the task's kernel as it is set. */
int program_find_work(const parbench_task *task, const struct work **work, parbench_error *error);

/* Compiled, with its data in place. `group` 0: what suits the device. Close it also where it could
 * not be opened. */
int program_open(struct program *self, const parbench_task *task, const struct work *work,
                 cl_device_id device, uint64_t group, parbench_error *error);

/* Each worker's share once; `partials` has room for those of all workers. */
int program_run(const struct program *self, parbench_partial *partials);

void program_close(struct program *self);

#endif
