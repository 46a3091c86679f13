/* SPDX-License-Identifier: GPL-3.0-or-later */
/* OpenCL 1.2, and what becomes of the codes that its functions return. */
#ifndef PARBENCH_OPENCL_CALL_H
#define PARBENCH_OPENCL_CALL_H

#define CL_TARGET_OPENCL_VERSION 120
#include <CL/cl.h>

#include "parbench/plugin.h"

/* PARBENCH_OK for CL_SUCCESS; else PARBENCH_FAILED, and the error is the call with the code's name.
 * NULL for the error as in host->fail. */
int call_check(const parbench_host *host, parbench_error *error, const char *call, cl_int code);

/* "CL_OUT_OF_RESOURCES (-5)", valid until the next call. */
const char *call_code_name(cl_int code);

#endif
