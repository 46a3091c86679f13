/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "call.h"

#include <stdio.h>

/* Those that a program without mistakes can meet. */
static const struct {
    cl_int code;
    const char *name;
} names[] = {
    {CL_DEVICE_NOT_FOUND, "CL_DEVICE_NOT_FOUND"},
    {CL_DEVICE_NOT_AVAILABLE, "CL_DEVICE_NOT_AVAILABLE"},
    {CL_COMPILER_NOT_AVAILABLE, "CL_COMPILER_NOT_AVAILABLE"},
    {CL_MEM_OBJECT_ALLOCATION_FAILURE, "CL_MEM_OBJECT_ALLOCATION_FAILURE"},
    {CL_OUT_OF_RESOURCES, "CL_OUT_OF_RESOURCES"},
    {CL_OUT_OF_HOST_MEMORY, "CL_OUT_OF_HOST_MEMORY"},
    {CL_BUILD_PROGRAM_FAILURE, "CL_BUILD_PROGRAM_FAILURE"},
    {CL_DEVICE_PARTITION_FAILED, "CL_DEVICE_PARTITION_FAILED"},
    {CL_INVALID_DEVICE, "CL_INVALID_DEVICE"},
    {CL_INVALID_BUILD_OPTIONS, "CL_INVALID_BUILD_OPTIONS"},
    {CL_INVALID_KERNEL_NAME, "CL_INVALID_KERNEL_NAME"},
    {CL_INVALID_WORK_GROUP_SIZE, "CL_INVALID_WORK_GROUP_SIZE"},
    {CL_INVALID_WORK_ITEM_SIZE, "CL_INVALID_WORK_ITEM_SIZE"},
    {CL_INVALID_OPERATION, "CL_INVALID_OPERATION"},
    {CL_INVALID_BUFFER_SIZE, "CL_INVALID_BUFFER_SIZE"},
    {CL_INVALID_DEVICE_PARTITION_COUNT, "CL_INVALID_DEVICE_PARTITION_COUNT"},
};

const char *call_code_name(cl_int code)
{
    static char text[64];
    const char *name = "error";
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (names[i].code == code)
            name = names[i].name;
    snprintf(text, sizeof text, "%s (%d)", name, (int)code);
    return text;
}

int call_check(const parbench_host *host, parbench_error *error, const char *call, cl_int code)
{
    if (code == CL_SUCCESS)
        return PARBENCH_OK;
    return host->fail(error, PARBENCH_FAILED, "%s: %s", call, call_code_name(code));
}
