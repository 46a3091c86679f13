/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "device.h"

#include <stdio.h>
#include <stdlib.h>

enum { most_platforms = 16, most_devices = 64, name_size = 80 };

/* ---- which there are ------------------------------------------------------------------------- */

struct devices {
    cl_uint count;
    cl_device_id ids[most_devices];
};

/* In the order of the choices of `device`, behind "any". */
static const struct {
    const char *word;
    cl_device_type type;
} kinds[] = {
    {"gpu", CL_DEVICE_TYPE_GPU},
    {"accelerator", CL_DEVICE_TYPE_ACCELERATOR},
    {"cpu", CL_DEVICE_TYPE_CPU},
};
enum { kind_count = sizeof kinds / sizeof *kinds };

/* Without any the loader says that it is an error. */
static cl_uint list_platforms(cl_platform_id *platforms)
{
    cl_uint count = 0;
    if (clGetPlatformIDs(most_platforms, platforms, &count) != CL_SUCCESS)
        return 0;
    return count < most_platforms ? count : most_platforms;
}

/* Those of all platforms; a platform that has none, or cannot say, adds none. */
static void add_devices(struct devices *devices, cl_device_type type)
{
    cl_platform_id platforms[most_platforms];
    cl_uint count = list_platforms(platforms);
    for (cl_uint p = 0; p < count && devices->count < most_devices; p++) {
        cl_uint room = most_devices - devices->count, found = 0;
        if (clGetDeviceIDs(platforms[p], type, room, &devices->ids[devices->count], &found) ==
            CL_SUCCESS)
            devices->count += found < room ? found : room;
    }
}

int device_probe(const parbench_host *host, parbench_error *error)
{
    cl_platform_id platforms[most_platforms];
    struct devices devices = {0};
    for (size_t k = 0; k < kind_count; k++)
        add_devices(&devices, kinds[k].type);
    if (devices.count > 0)
        return PARBENCH_OK;
    if (list_platforms(platforms) == 0)
        return host->fail(error, PARBENCH_UNAVAILABLE,
                          "no OpenCL platform: install the driver of the device, "
                          "pocl-opencl-icd for the CPU");
    return host->fail(error, PARBENCH_UNAVAILABLE,
                      "no OpenCL device; the CPU is none for pocl where it cannot write to its "
                      "cache, in POCL_CACHE_DIR or the home directory");
}

/* ---- the one that is chosen ------------------------------------------------------------------ */

static void name_device(cl_device_id device, char *name)
{
    if (clGetDeviceInfo(device, CL_DEVICE_NAME, name_size - 1, name, NULL) != CL_SUCCESS)
        snprintf(name, name_size, "a device without a name");
}

/* "cpu 0 is ..., cpu 1 is ...", as far as there is room. */
static void describe_devices(char *text, size_t size)
{
    size_t used = 0;
    for (size_t k = 0; k < kind_count; k++) {
        struct devices devices = {0};
        add_devices(&devices, kinds[k].type);
        for (cl_uint i = 0; i < devices.count && used < size; i++) {
            char name[name_size] = "";
            name_device(devices.ids[i], name);
            used += (size_t)snprintf(text + used, size - used, "%s%s %u is %s", used ? ", " : "",
                                     kinds[k].word, (unsigned)i, name);
        }
    }
}

static int refuse_device(const parbench_host *host, int64_t choice, uint64_t number,
                         parbench_error *error)
{
    char present[160] = "";
    describe_devices(present, sizeof present);
    return host->fail(error, PARBENCH_UNSUPPORTED, "there is no device %s %llu; %s",
                      choice == 0 ? "any" : kinds[choice - 1].word, (unsigned long long)number,
                      present);
}

static bool has_doubles(cl_device_id device)
{
    cl_device_fp_config doubles = 0;
    return clGetDeviceInfo(device, CL_DEVICE_DOUBLE_FP_CONFIG, sizeof doubles, &doubles, NULL) ==
               CL_SUCCESS &&
           doubles != 0;
}

/* Any device will do that has doubles; where none has, the first says so. */
static void keep_those_with_doubles(struct devices *devices)
{
    cl_uint kept = 0;
    for (cl_uint i = 0; i < devices->count; i++)
        if (has_doubles(devices->ids[i]))
            devices->ids[kept++] = devices->ids[i];
    if (kept > 0)
        devices->count = kept;
}

int device_choose(const parbench_host *host, int64_t choice, uint64_t number, cl_device_id *chosen,
                  parbench_error *error)
{
    struct devices devices = {0};
    char name[name_size] = "";
    for (int64_t k = 0; k < kind_count; k++)
        if (choice == 0 || choice == k + 1)
            add_devices(&devices, kinds[k].type);
    if (choice == 0)
        keep_those_with_doubles(&devices);
    if (number >= devices.count)
        return refuse_device(host, choice, number, error);
    *chosen = devices.ids[number];
    if (has_doubles(*chosen))
        return PARBENCH_OK;
    name_device(*chosen, name);
    return host->fail(error, PARBENCH_UNSUPPORTED, "%s has no double precision", name);
}

bool device_is_cpu(cl_device_id device)
{
    cl_device_type type = 0;
    return clGetDeviceInfo(device, CL_DEVICE_TYPE, sizeof type, &type, NULL) == CL_SUCCESS &&
           (type & CL_DEVICE_TYPE_CPU) != 0;
}

/* ---- its compute units ----------------------------------------------------------------------- */

static bool can_be_parted(cl_device_id device)
{
    cl_device_partition_property ways[16] = {0};
    if (clGetDeviceInfo(device, CL_DEVICE_PARTITION_PROPERTIES, sizeof ways, ways, NULL) !=
        CL_SUCCESS)
        return false;
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++)
        if (ways[i] == CL_DEVICE_PARTITION_BY_COUNTS)
            return true;
    return false;
}

/*
 * `count` parts of `units` each. They are not released, before the process ends: a thread of pocl
 * (3.1) still looks at its part for a moment when the last command is done, and crashes if it is
 * gone by then.
 */
static int part(const parbench_task *task, cl_device_id device, cl_uint count, cl_uint units,
                cl_device_id *parts, parbench_error *error)
{
    cl_device_partition_property *wish = calloc(count + 3, sizeof *wish); /* ended by zeros */
    if (wish == NULL)
        return task->host->fail(error, PARBENCH_FAILED, "out of memory");
    wish[0] = CL_DEVICE_PARTITION_BY_COUNTS;
    for (cl_uint i = 0; i < count; i++)
        wish[1 + i] = units;
    cl_int code = clCreateSubDevices(device, wish, count, parts, NULL);
    free(wish);
    return call_check(task->host, error, "clCreateSubDevices", code);
}

/* ---- and the CPUs that these are bound to ---------------------------------------------------- */

struct seat {
    const parbench_task *task;
    uint32_t worker;
    int status; /* of host->pin */
};

/* On a thread of the device. The arguments are a copy: a pointer to the seat. */
static void CL_CALLBACK sit_down(void *arguments)
{
    struct seat *seat = *(struct seat **)arguments;
    seat->status = seat->task->host->pin(seat->task, seat->worker);
}

static cl_int run_natively(cl_device_id unit, struct seat *seat)
{
    cl_int code;
    cl_context context = clCreateContext(NULL, 1, &unit, NULL, NULL, &code);
    if (code != CL_SUCCESS)
        return code;
    cl_command_queue queue = clCreateCommandQueue(context, unit, 0, &code);
    if (code == CL_SUCCESS) {
        code = clEnqueueNativeKernel(queue, sit_down, &seat, sizeof seat, 0, NULL, NULL, 0, NULL,
                                     NULL);
        if (code == CL_SUCCESS)
            code = clFinish(queue);
        clReleaseCommandQueue(queue);
    }
    clReleaseContext(context);
    return code;
}

static int pin_unit(const parbench_task *task, cl_device_id unit, uint32_t worker,
                    parbench_error *error)
{
    struct seat seat = {task, worker, PARBENCH_OK};
    cl_int code = run_natively(unit, &seat);
    if (code == CL_SUCCESS && seat.status != PARBENCH_OK)
        return task->host->fail(error, PARBENCH_FAILED, "cannot pin worker %u to CPU %d",
                                (unsigned)worker, (int)task->cpus[worker]);
    return call_check(task->host, error, "clEnqueueNativeKernel", code);
}

static bool can_be_pinned(cl_device_id device)
{
    cl_device_exec_capabilities able = 0;
    return device_is_cpu(device) &&
           clGetDeviceInfo(device, CL_DEVICE_EXECUTION_CAPABILITIES, sizeof able, &able, NULL) ==
               CL_SUCCESS &&
           (able & CL_EXEC_NATIVE_KERNEL) != 0;
}

static int pin_units(const parbench_task *task, cl_device_id device, parbench_error *error)
{
    cl_device_id *units = calloc(task->workers, sizeof *units);
    if (units == NULL)
        return task->host->fail(error, PARBENCH_FAILED, "out of memory");
    int status = part(task, device, task->workers, 1, units, error);
    for (uint32_t w = 0; w < task->workers && status == PARBENCH_OK; w++)
        status = pin_unit(task, units[w], w, error);
    free(units);
    return status;
}

int device_take_units(const parbench_task *task, cl_device_id device, cl_device_id *team,
                      parbench_error *error)
{
    cl_uint units = 0;
    int status = call_check(
        task->host, error, "clGetDeviceInfo",
        clGetDeviceInfo(device, CL_DEVICE_MAX_COMPUTE_UNITS, sizeof units, &units, NULL));
    if (status == PARBENCH_OK && task->workers > units)
        return task->host->fail(error, PARBENCH_UNSUPPORTED,
                                "workers is %u; the device has %u compute unit%s",
                                (unsigned)task->workers, (unsigned)units, units == 1 ? "" : "s");
    *team = device;
    if (status != PARBENCH_OK || units == 1 || !can_be_parted(device))
        return status;
    if (can_be_pinned(device))
        status = pin_units(task, device, error);
    if (status == PARBENCH_OK && task->workers < units)
        status = part(task, device, 1, task->workers, team, error);
    return status;
}
