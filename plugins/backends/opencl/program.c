/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "program.h"

#include <stdlib.h>
#include <string.h>

#include "../common/kernel_option.h"
#include "device.h"

static const char source[] =
#include "kernels.cl.inc" /* kernels.cl as a string */
    ;

/* On devices other than CPUs: enough to hide what memory and divider take, and allowed by all. */
enum { usual_group = 256 };

/* Of each function; but triad_fill has n alone, and then its arrays. */
enum { argument_n, argument_partials, argument_sums, own_argument };

/* ---- arguments and launches ------------------------------------------------------------------ */

static int set_argument(const struct program *self, cl_kernel function, cl_uint number, size_t size,
                        const void *value, parbench_error *error)
{
    return call_check(self->host, error, "clSetKernelArg",
                      clSetKernelArg(function, number, size, value));
}

static int set_n(const struct program *self, cl_kernel function, cl_ulong n, parbench_error *error)
{
    return set_argument(self, function, argument_n, sizeof n, &n, error);
}

static int launch(const struct program *self, cl_kernel function, parbench_error *error)
{
    return call_check(self->host, error, "clEnqueueNDRangeKernel",
                      clEnqueueNDRangeKernel(self->queue, function, 1, NULL, &self->items,
                                             &self->group, 0, NULL, NULL));
}

static int finish(const struct program *self, parbench_error *error)
{
    return call_check(self->host, error, "clFinish", clFinish(self->queue));
}

static int make_function(const struct program *self, const char *name, cl_kernel *function,
                         parbench_error *error)
{
    cl_int code;
    *function = clCreateKernel(self->code, name, &code);
    return call_check(self->host, error, "clCreateKernel", code);
}

/* ---- the kernels that it knows --------------------------------------------------------------- */

struct work {
    const char *kernel;
    const char *variant;  /* choice of the kernel's option of that name, or NULL */
    const char *function; /* in kernels.cl */
    size_t sum_size;      /* local memory for a work-item */
    /* Sets the arguments from own_argument on. */
    int (*prepare)(struct program *self, parbench_error *error);
};

static int prepare_pi(struct program *self, parbench_error *error)
{
    cl_double h = 1.0 / (double)self->task->n;
    return set_argument(self, self->function, own_argument, sizeof h, &h, error);
}

static int refuse_size(const struct program *self, size_t bytes, cl_int code, parbench_error *error)
{
    return self->host->fail(error, PARBENCH_FAILED,
                            "the device does not give memory for %d arrays of %llu bytes: %s",
                            array_count, (unsigned long long)bytes, call_code_name(code));
}

static int make_arrays(struct program *self, parbench_error *error)
{
    cl_int code = CL_SUCCESS;
    size_t bytes;
    if (__builtin_mul_overflow(self->task->n, sizeof(cl_double), &bytes))
        return refuse_size(self, SIZE_MAX, CL_INVALID_BUFFER_SIZE, error);
    for (int i = 0; i < array_count; i++) {
        self->arrays[i] = clCreateBuffer(self->context, CL_MEM_READ_WRITE, bytes, NULL, &code);
        if (code != CL_SUCCESS)
            return refuse_size(self, bytes, code, error);
    }
    return PARBENCH_OK;
}

static int set_arrays(const struct program *self, cl_kernel function, cl_uint first,
                      parbench_error *error)
{
    int status = PARBENCH_OK;
    for (cl_uint i = 0; i < array_count && status == PARBENCH_OK; i++)
        status = set_argument(self, function, first + i, sizeof(cl_mem), &self->arrays[i], error);
    return status;
}

/* By the workers that will work on it. */
static int fill_arrays(const struct program *self, parbench_error *error)
{
    cl_kernel fill = NULL;
    int status = make_function(self, "triad_fill", &fill, error);
    if (status == PARBENCH_OK)
        status = set_n(self, fill, self->task->n, error);
    if (status == PARBENCH_OK)
        status = set_arrays(self, fill, argument_n + 1, error);
    if (status == PARBENCH_OK)
        status = launch(self, fill, error);
    if (status == PARBENCH_OK)
        status = finish(self, error);
    if (fill != NULL)
        clReleaseKernel(fill);
    return status;
}

static int prepare_triad(struct program *self, parbench_error *error)
{
    const parbench_value *scalar = kernel_option(self->task, "scalar", PARBENCH_SIZE);
    if (scalar == NULL)
        return self->host->fail(error, PARBENCH_UNSUPPORTED,
                                "this kernel triad has no option scalar");
    cl_double s = (cl_double)scalar->u;
    int status = set_argument(self, self->function, own_argument, sizeof s, &s, error);
    if (status == PARBENCH_OK)
        status = make_arrays(self, error);
    if (status == PARBENCH_OK)
        status = set_arrays(self, self->function, own_argument + 1, error);
    return status == PARBENCH_OK ? fill_arrays(self, error) : status;
}

static const struct work works[] = {
    {"pi", "plain", "pi_plain", sizeof(cl_double), prepare_pi},
    {"pi", "exact", "pi_exact", 2 * sizeof(cl_ulong), prepare_pi},
    {"triad", NULL, "triad", sizeof(cl_double), prepare_triad},
};
enum { work_count = sizeof works / sizeof *works };

int program_find_work(const parbench_task *task, const struct work **work, parbench_error *error)
{
    char variant[32];
    kernel_choice(task, "variant", variant, sizeof variant);
    bool known = false;
    for (size_t i = 0; i < work_count; i++) {
        bool named = strcmp(works[i].kernel, task->kernel) == 0;
        known |= named;
        *work = &works[i];
        if (named && (variant[0] == '\0' || works[i].variant == NULL ||
                      strcmp(works[i].variant, variant) == 0))
            return PARBENCH_OK;
    }
    if (known)
        return task->host->fail(error, PARBENCH_UNSUPPORTED,
                                "opencl computes the variants plain and exact of %s, not %s",
                                task->kernel, variant);
    return task->host->fail(error, PARBENCH_UNSUPPORTED,
                            "opencl computes the kernels pi and triad, not \"%s\"", task->kernel);
}

/* ---- the program ----------------------------------------------------------------------------- */

static int open_queue(struct program *self, parbench_error *error)
{
    cl_int code;
    self->context = clCreateContext(NULL, 1, &self->device, NULL, NULL, &code);
    if (code != CL_SUCCESS)
        return call_check(self->host, error, "clCreateContext", code);
    self->queue = clCreateCommandQueue(self->context, self->device, 0, &code);
    return call_check(self->host, error, "clCreateCommandQueue", code);
}

/* The first that is not empty, within *log, which is the caller's to free; or NULL. */
static char *first_line_of_log(const struct program *self, char **log)
{
    size_t size = 0;
    *log = NULL;
    if (clGetProgramBuildInfo(self->code, self->device, CL_PROGRAM_BUILD_LOG, 0, NULL, &size) ==
        CL_SUCCESS)
        *log = calloc(size + 1, 1);
    if (*log == NULL || clGetProgramBuildInfo(self->code, self->device, CL_PROGRAM_BUILD_LOG, size,
                                              *log, NULL) != CL_SUCCESS)
        return NULL;
    char *line = *log + strspn(*log, " \t\r\n");
    line[strcspn(line, "\r\n")] = '\0';
    return line;
}

static int refuse_build(const struct program *self, cl_int code, parbench_error *error)
{
    char *log, *line = first_line_of_log(self, &log);
    int status = self->host->fail(error, PARBENCH_FAILED, "clBuildProgram: %s%s%s",
                                  call_code_name(code), line ? ": " : "", line ? line : "");
    free(log);
    return status;
}

static int build(struct program *self, parbench_error *error)
{
    const char *text = source;
    cl_int code;
    self->code = clCreateProgramWithSource(self->context, 1, &text, NULL, &code);
    if (code != CL_SUCCESS)
        return call_check(self->host, error, "clCreateProgramWithSource", code);
    code = clBuildProgram(self->code, 1, &self->device, "-cl-std=CL1.2", NULL, NULL);
    if (code != CL_SUCCESS)
        return refuse_build(self, code, error);
    return make_function(self, self->work->function, &self->function, error);
}

static int choose_group(struct program *self, uint64_t wanted, parbench_error *error)
{
    size_t most = 0;
    cl_int code = clGetKernelWorkGroupInfo(self->function, self->device, CL_KERNEL_WORK_GROUP_SIZE,
                                           sizeof most, &most, NULL);
    if (code != CL_SUCCESS)
        return call_check(self->host, error, "clGetKernelWorkGroupInfo", code);
    if (wanted > most)
        return self->host->fail(error, PARBENCH_UNSUPPORTED,
                                "group is %llu; the device takes %llu work-items at most",
                                (unsigned long long)wanted, (unsigned long long)most);
    self->group = (size_t)wanted;
    if (wanted == 0 && device_is_cpu(self->device))
        self->group = 1;
    else if (wanted == 0)
        self->group = most < usual_group ? most : usual_group;
    self->items = self->group * self->task->workers;
    return PARBENCH_OK;
}

static int set_common_arguments(struct program *self, parbench_error *error)
{
    cl_int code;
    self->partials = clCreateBuffer(self->context, CL_MEM_WRITE_ONLY,
                                    self->task->workers * sizeof(parbench_partial), NULL, &code);
    int status = call_check(self->host, error, "clCreateBuffer", code);
    if (status == PARBENCH_OK)
        status = set_argument(self, self->function, argument_partials, sizeof self->partials,
                              &self->partials, error);
    if (status == PARBENCH_OK)
        status = set_argument(self, self->function, argument_sums,
                              self->group * self->work->sum_size, NULL, error);
    return status;
}

/* Without items: some compile for the size of the group, and only when they see it. */
static int launch_nothing(const struct program *self, parbench_error *error)
{
    int status = set_n(self, self->function, 0, error);
    if (status == PARBENCH_OK)
        status = launch(self, self->function, error);
    if (status == PARBENCH_OK)
        status = finish(self, error);
    return status == PARBENCH_OK ? set_n(self, self->function, self->task->n, error) : status;
}

int program_open(struct program *self, const parbench_task *task, const struct work *work,
                 cl_device_id device, uint64_t group, parbench_error *error)
{
    *self = (struct program){.host = task->host, .task = task, .work = work, .device = device};
    int status = open_queue(self, error);
    if (status == PARBENCH_OK)
        status = build(self, error);
    if (status == PARBENCH_OK)
        status = choose_group(self, group, error);
    if (status == PARBENCH_OK)
        status = set_common_arguments(self, error);
    if (status == PARBENCH_OK)
        status = work->prepare(self, error);
    return status == PARBENCH_OK ? launch_nothing(self, error) : status;
}

int program_run(const struct program *self, parbench_partial *partials)
{
    int status = launch(self, self->function, NULL);
    if (status != PARBENCH_OK)
        return status;
    size_t bytes = self->task->workers * sizeof *partials;
    cl_int code = clEnqueueReadBuffer(self->queue, self->partials, CL_TRUE, 0, bytes, partials, 0,
                                      NULL, NULL);
    return call_check(self->host, NULL, "clEnqueueReadBuffer", code);
}

void program_close(struct program *self)
{
    for (int i = 0; i < array_count; i++)
        if (self->arrays[i] != NULL)
            clReleaseMemObject(self->arrays[i]);
    if (self->partials != NULL)
        clReleaseMemObject(self->partials);
    if (self->function != NULL)
        clReleaseKernel(self->function);
    if (self->code != NULL)
        clReleaseProgram(self->code);
    if (self->queue != NULL)
        clReleaseCommandQueue(self->queue);
    if (self->context != NULL)
        clReleaseContext(self->context);
}
