/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which devices there are, and those of a device's compute units that are the workers. */
#ifndef PARBENCH_OPENCL_DEVICE_H
#define PARBENCH_OPENCL_DEVICE_H

#include <stdbool.h>

#include "call.h"

/* PARBENCH_UNAVAILABLE and the reason where there is none. */
int device_probe(const parbench_host *host, parbench_error *error);

/* `choice` is the value of the option device. PARBENCH_UNSUPPORTED where there is none like that,
 * or it lacks double precision. */
int device_choose(const parbench_host *host, int64_t choice, uint64_t number, cl_device_id *chosen,
                  parbench_error *error);

bool device_is_cpu(cl_device_id device);

/* *team is `device`, or as many of its compute units as there are workers. On a CPU each is bound
 * to its worker's. PARBENCH_UNSUPPORTED where there are fewer. It need not be released. */
int device_take_units(const parbench_task *task, cl_device_id device, cl_device_id *team,
                      parbench_error *error);

#endif
