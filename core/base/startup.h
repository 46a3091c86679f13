/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a parent may have left undone or undone for us. */
#ifndef PARBENCH_BASE_STARTUP_H
#define PARBENCH_BASE_STARTUP_H

/* Call it first. Opens /dev/null where descriptor 0, 1 or 2 is closed, so that no file of a run
 * gets that number; and lets children be waited for where SIGCHLD was ignored. */
void startup(void);

#endif
