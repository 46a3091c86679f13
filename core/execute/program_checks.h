/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The checks of programs that parbench uses where they are there. */
#ifndef PARBENCH_EXECUTE_PROGRAM_CHECKS_H
#define PARBENCH_EXECUTE_PROGRAM_CHECKS_H

#include "measure/check.h"

/* A row whose name is NULL ends it. The check of mpirun starts processes: bracket it by reap_begin
 * and reap_all. It takes a minute at most. */
extern const struct check program_checks[];

#endif
