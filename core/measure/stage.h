/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How far a visit has come, in a small mapped file beside its record: a store, no system call, and
 * it survives a crash. The runner reads it where a record is missing. */
#ifndef PARBENCH_MEASURE_STAGE_H
#define PARBENCH_MEASURE_STAGE_H

enum stage {
    STAGE_NONE, /* the visit's main function was never reached */
    STAGE_LOAD,
    STAGE_PROBE,
    STAGE_CREATE,
    STAGE_RUN,
    STAGE_DESTROY,
    STAGE_DONE,
};

/* Where `record` is NULL or cannot be written there is nothing to set. */
void stage_open(const char *record);
void stage_set(enum stage stage);

/* Removes the file: once there is a record, nobody asks. */
void stage_close(const char *record);

enum stage stage_read(const char *record);
const char *stage_name(enum stage stage);

#endif
