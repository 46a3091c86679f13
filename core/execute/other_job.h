/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The runner may itself be a rank of an MPI job, or a step of a batch system. */
#ifndef PARBENCH_EXECUTE_OTHER_JOB_H
#define PARBENCH_EXECUTE_OTHER_JOB_H

/* Drops the variables by which a process knows its place in that job: a launcher that finds them
 * refuses to start, or takes its ranks for that job's. What the user has set (OMPI_MCA_*, PMIX_MCA_*, UCX_*)
 * and what describes the allocation (SLURM_*) stays. Nothing where there is no such job. Not while
 * other threads read the environment. */
void other_job_leave(void);

#endif
