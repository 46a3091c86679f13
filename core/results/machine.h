/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What run.json says of the place where a run took place. What the system does not tell is null. */
#ifndef PARBENCH_RESULTS_MACHINE_H
#define PARBENCH_RESULTS_MACHINE_H

#include <jansson.h>

json_t *machine_system(void); /* host, kernel, operating system, virtualisation, load */
json_t *machine_noise(void);  /* settings that disturb measuring */

/* parbench with its sha256, compiler, libraries. */
json_t *machine_software(const char *program);

json_t *machine_environment(void); /* variables on an allow-list, and no others: no secrets */

#endif
