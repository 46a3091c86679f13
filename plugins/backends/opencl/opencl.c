/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Backend opencl: the compute units of a device are the workers. A device cannot call a kernel's
 * function, so it has code of its own for those that it knows (kernels.cl). A run launches it once,
 * with one work-group for each worker's share of the balanced split, and reads one partial of each
 * back; all other data are made on the device in create, and stay there.
 */
#include <stdlib.h>

#include "about.h"
#include "device.h"
#include "program.h"

struct offload {
    struct program program;
    parbench_partial partials[]; /* [workers] */
};

static void destroy(void *instance)
{
    struct offload *self = instance;
    program_close(&self->program);
    free(self);
}

static int start(const parbench_value *options, const parbench_task *task, struct offload *self,
                 parbench_error *error)
{
    const struct work *work;
    cl_device_id device, team;
    int status = program_find_work(task, &work, error);
    if (status == PARBENCH_OK)
        status = device_choose(task->host, options[0].i, options[1].u, &device, error);
    if (status == PARBENCH_OK)
        status = device_take_units(task, device, &team, error);
    if (status == PARBENCH_OK)
        status = program_open(&self->program, task, work, team, options[2].u, error);
    return status;
}

static int create(const parbench_host *host, const parbench_value *options,
                  const parbench_task *task, void **instance, parbench_error *error)
{
    struct offload *self = calloc(1, sizeof *self + task->workers * sizeof self->partials[0]);
    if (self == NULL)
        return host->fail(error, PARBENCH_FAILED, "out of memory");
    int status = start(options, task, self, error);
    if (status == PARBENCH_OK)
        *instance = self;
    else
        destroy(self);
    return status;
}

/* The range function of the task cannot be called; a kernel's prepare_range has nothing to do. */
static int run(void *instance, const parbench_task *task, parbench_partial *total)
{
    struct offload *self = instance;
    int status = program_run(&self->program, self->partials);
    for (uint32_t w = 0; w < task->workers && status == PARBENCH_OK; w++)
        task->host->combine(total, &self->partials[w]);
    return status;
}

PARBENCH_BACKEND("opencl", ABOUT, .probe = device_probe, .create = create, .run = run,
                 .destroy = destroy);
