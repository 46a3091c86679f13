/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One kernel and one backend, and the calls of the ABI in their order. It is no session: the task
 * of create may be another than the kernel's own, and an instance may follow another. */
#ifndef CONTRACT_RIG_H
#define CONTRACT_RIG_H

#include "job.h"
#include "plugin/load.h"

struct marks;

struct rig {
    const struct job *job;
    struct plugin kernel;
    struct plugin backend;
    parbench_value *kernel_values;
    parbench_value *backend_values;
    int32_t *cpus;
    bool ranks;
    bool calls_back; /* false: its counts and calls are not checked */
    void *kernel_instance;
    void *backend_instance;
    parbench_task plain;   /* the kernel's own range */
    parbench_task created; /* what the backend was created with */
};

/* These say what failed and return false. */
bool rig_load(struct rig *rig, const struct job *job);
/* Both creates, with the task of `marks`, or the kernel's own where it is NULL. */
bool rig_create(struct rig *rig, struct marks *marks);
bool rig_run(struct rig *rig, const parbench_task *task, parbench_partial *total);

/* The two parts of rig_create; what the backend's create answered is the caller's to judge. */
bool rig_create_kernel(struct rig *rig);
int rig_ask(struct rig *rig, struct marks *marks, parbench_error *error);

void rig_destroy_kernel(struct rig *rig);
void rig_destroy(struct rig *rig); /* the backend, then the kernel */
void rig_free(struct rig *rig);

/* Counts, reserved words and value of a total of a run. */
bool rig_judge(const struct rig *rig, const parbench_partial *total);

/* What a balanced split must give, to the bit. */
parbench_partial rig_reference(const struct rig *rig);

void sleep_ms(long ms);

#endif
