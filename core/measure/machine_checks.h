/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The checks of the machine (methodology 1.11, 1.12). A row whose name is NULL ends each table. */
#ifndef PARBENCH_MEASURE_MACHINE_CHECKS_H
#define PARBENCH_MEASURE_MACHINE_CHECKS_H

#include "measure/check.h"

extern const struct check setting_checks[]; /* what it is set to */
extern const struct check sharing_checks[]; /* whom it is shared with */

#endif
