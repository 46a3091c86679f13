/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The layout of include/parbench/plugin.h on a 64-bit machine. If this does not compile the ABI has
 * changed: plugins that were built before would be misread, and PARBENCH_ABI_MAJOR must grow. Only
 * a member added at the end of a struct, with PARBENCH_ABI_MINOR grown, is welcome here.
 */
#include "parbench/plugin.h"
#include "support.h"

#define AT(type, member, offset)                                                                   \
    _Static_assert(offsetof(type, member) == (offset), #type "." #member " has moved")
#define SIZE(type, size) _Static_assert(sizeof(type) == (size), #type " has another size")
#define IS(constant, value) _Static_assert((constant) == (value), #constant " has another value")

#if UINTPTR_MAX == UINT64_MAX

SIZE(parbench_error, 256);

SIZE(parbench_partial, 64);
AT(parbench_partial, sum, 0);
AT(parbench_partial, compensation, 8);
AT(parbench_partial, int_low, 16);
AT(parbench_partial, int_high, 24);
AT(parbench_partial, items, 32);
AT(parbench_partial, index_sum, 40);
AT(parbench_partial, reserved, 48);

SIZE(parbench_option, 56);
AT(parbench_option, name, 0);
AT(parbench_option, type, 8);
AT(parbench_option, reserved, 12);
AT(parbench_option, default_value, 16);
AT(parbench_option, min, 24);
AT(parbench_option, max, 32);
AT(parbench_option, choices, 40);
AT(parbench_option, help, 48);

SIZE(parbench_value, 8);

SIZE(parbench_host, 80);
AT(parbench_host, struct_size, 0);
AT(parbench_host, abi_major, 4);
AT(parbench_host, abi_minor, 6);
AT(parbench_host, version, 8);
AT(parbench_host, log, 16);
AT(parbench_host, fail, 24);
AT(parbench_host, pin, 32);
AT(parbench_host, shared, 40);
AT(parbench_host, aligned, 48);
AT(parbench_host, release, 56);
AT(parbench_host, combine, 64);
AT(parbench_host, usable_cpus, 72);

SIZE(parbench_task, 80);
AT(parbench_task, struct_size, 0);
AT(parbench_task, workers, 4);
AT(parbench_task, n, 8);
AT(parbench_task, range, 16);
AT(parbench_task, instance, 24);
AT(parbench_task, instance_stride, 32);
AT(parbench_task, host, 40);
AT(parbench_task, cpus, 48);
AT(parbench_task, kernel, 56);
AT(parbench_task, kernel_options, 64);
AT(parbench_task, kernel_values, 72);

SIZE(parbench_verdict, 24);
AT(parbench_verdict, value, 0);
AT(parbench_verdict, expected, 8);
AT(parbench_verdict, tolerance, 16);

SIZE(parbench_kernel, 128);
AT(parbench_kernel, magic, 0);
AT(parbench_kernel, struct_size, 4);
AT(parbench_kernel, abi_major, 8);
AT(parbench_kernel, abi_minor, 10);
AT(parbench_kernel, kind, 12);
AT(parbench_kernel, name, 16);
AT(parbench_kernel, build, 24);
AT(parbench_kernel, version, 32);
AT(parbench_kernel, summary, 40);
AT(parbench_kernel, license, 48);
AT(parbench_kernel, options, 56);
AT(parbench_kernel, item, 64);
AT(parbench_kernel, flops_per_item, 72);
AT(parbench_kernel, bytes_per_item, 80);
AT(parbench_kernel, create, 88);
AT(parbench_kernel, range, 96);
AT(parbench_kernel, prepare_range, 104);
AT(parbench_kernel, check, 112);
AT(parbench_kernel, destroy, 120);

SIZE(parbench_backend, 128);
AT(parbench_backend, magic, 0);
AT(parbench_backend, struct_size, 4);
AT(parbench_backend, abi_major, 8);
AT(parbench_backend, abi_minor, 10);
AT(parbench_backend, kind, 12);
AT(parbench_backend, name, 16);
AT(parbench_backend, build, 24);
AT(parbench_backend, version, 32);
AT(parbench_backend, summary, 40);
AT(parbench_backend, license, 48);
AT(parbench_backend, options, 56);
AT(parbench_backend, flags, 64);
AT(parbench_backend, min_workers, 68);
AT(parbench_backend, max_workers, 72);
AT(parbench_backend, reserved, 76);
AT(parbench_backend, probe, 80);
AT(parbench_backend, create, 88);
AT(parbench_backend, run, 96);
AT(parbench_backend, destroy, 104);
AT(parbench_backend, rank, 112);
AT(parbench_backend, exchange, 120);

#endif

IS(PARBENCH_MAGIC, 0x68434250);
IS(PARBENCH_ABI_MAJOR, 1);
IS(PARBENCH_KIND_KERNEL, 1);
IS(PARBENCH_KIND_BACKEND, 2);
IS(PARBENCH_OK, 0);
IS(PARBENCH_FAILED, 1);
IS(PARBENCH_UNSUPPORTED, 2);
IS(PARBENCH_UNAVAILABLE, 3);
IS(PARBENCH_BOOL, 1);
IS(PARBENCH_INT, 2);
IS(PARBENCH_SIZE, 3);
IS(PARBENCH_REAL, 4);
IS(PARBENCH_DURATION, 5);
IS(PARBENCH_CHOICE, 6);
IS(PARBENCH_TEXT, 7);
IS(PARBENCH_LOG_ERROR, 1);
IS(PARBENCH_LOG_NOTE, 2);
IS(PARBENCH_NO_CALLBACK, 1);

static int run(void *instance, const parbench_task *task, parbench_partial *total)
{
    (void)instance, (void)task, (void)total;
    return PARBENCH_OK;
}

PARBENCH_BACKEND("mine", .run = run);

/* What the macro leaves to itself. */
TEST(macro)
{
    const parbench_backend *backend = &parbench_plugin;
    assert_int_equal(backend->magic, PARBENCH_MAGIC);
    assert_int_equal(backend->struct_size, sizeof *backend);
    assert_int_equal(backend->abi_major, PARBENCH_ABI_MAJOR);
    assert_int_equal(backend->abi_minor, PARBENCH_ABI_MINOR);
    assert_int_equal(backend->kind, PARBENCH_KIND_BACKEND);
    assert_string_equal(backend->name, "mine");
    assert_true(strlen(backend->build) > 0);
    assert_true(backend->run == run && backend->create == NULL && backend->exchange == NULL);
    assert_true(backend->min_workers == 0 && backend->max_workers == 0 && backend->flags == 0);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {cmocka_unit_test(macro)};
    return RUN("abi", tests);
}
