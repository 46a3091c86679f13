/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "measure/host.h"

#include <sys/wait.h>
#include <unistd.h>

#include "base/cpus.h"
#include "support.h"

/* ---- combine --------------------------------------------------------------------------------- */

static double sum_of(const double *values, size_t count)
{
    parbench_partial total = {0};
    for (size_t i = 0; i < count; i++)
        host_services()->combine(&total, &(parbench_partial){.sum = values[i]});
    return total.sum + total.compensation;
}

TEST(compensated)
{
    static const struct {
        double values[5];
        double wanted;
    } rows[] = {
        {{1e16, 1, -1e16}, 1},       {{1e16, -1e16, 1}, 1},
        {{1, 1e16, -1e16}, 1},       {{1, -1e16, 1e16}, 1},
        {{-1e16, 1, 1e16}, 1},       {{-1e16, 1e16, 1}, 1},
        {{1, 1e100, 1, -1e100}, 2},  {{0.1, 0.2, -0.3, 0.0}, 0x1p-55},
        {{1e16, 1, 1, 1, -1e16}, 3}, {{-1, -1e16, 1, 1e16}, 0},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        double sum = sum_of(rows[i].values, COUNT(rows[i].values));
        expect(sum == rows[i].wanted, "row %zu: %a", i, sum);
    }
}

TEST(long_sum)
{
    parbench_partial total = {0}, tenth = {.sum = 0.1};
    double plain = 0;
    for (int i = 0; i < 1000000; i++) {
        host_services()->combine(&total, &tenth);
        plain += 0.1;
    }
    assert_true(total.sum + total.compensation == 100000.0);
    assert_true(plain != 100000.0); /* else this test tests nothing */
}

TEST(integers)
{
    static const struct {
        parbench_partial into;
        parbench_partial from;
        parbench_partial wanted;
    } rows[] = {
        {{.int_low = 1}, {.int_low = 2}, {.int_low = 3}},
        {{.int_low = UINT64_MAX}, {.int_low = 1}, {.int_high = 1}},
        {{.int_low = UINT64_MAX},
         {.int_low = UINT64_MAX},
         {.int_low = UINT64_MAX - 1, .int_high = 1}},
        {{.int_low = UINT64_MAX, .int_high = 4}, {.int_low = 1, .int_high = 5}, {.int_high = 10}},
        {{.int_low = UINT64_MAX, .int_high = UINT64_MAX}, {.int_low = 1}, {0}},
        {{.int_low = 5}, {.int_low = UINT64_MAX, .int_high = UINT64_MAX}, {.int_low = 4}},
        {{.items = 3, .index_sum = UINT64_MAX},
         {.items = 4, .index_sum = 2},
         {.items = 7, .index_sum = 1}},
        {{.compensation = 0.5}, {.compensation = 0.25}, {.compensation = 0.75}},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        parbench_partial into = rows[i].into;
        host_services()->combine(&into, &rows[i].from);
        expect(memcmp(&into, &rows[i].wanted, sizeof into) == 0, "row %zu", i);
    }
}

TEST(neutral_element)
{
    static const parbench_partial zero, some = {0.1, 1e-20, 7, 8, 9, 10, {0}};
    parbench_partial left = zero, right = some;
    host_services()->combine(&left, &some);
    host_services()->combine(&right, &zero);
    assert_memory_equal(&left, &some, sizeof some);
    assert_memory_equal(&right, &some, sizeof some);
}

/* Parts that are totals themselves keep what they had gathered. */
TEST(partials_of_partials)
{
    parbench_partial total = {0};
    static const double halves[2][3] = {{1e16, 1, 1}, {-1e16, 1, 1}};
    for (size_t h = 0; h < 2; h++) {
        parbench_partial half = {0};
        for (size_t i = 0; i < 3; i++)
            host_services()->combine(&half, &(parbench_partial){.sum = halves[h][i]});
        host_services()->combine(&total, &half);
    }
    assert_true(total.sum + total.compensation == 4);
}

/* ---- the other services ---------------------------------------------------------------------- */

TEST(table)
{
    const parbench_host *host = host_services();
    assert_int_equal(host->struct_size, sizeof *host);
    assert_int_equal(host->abi_major, PARBENCH_ABI_MAJOR);
    assert_int_equal(host->abi_minor, PARBENCH_ABI_MINOR);
    assert_non_null(host->version);
    assert_true(host->log && host->fail && host->pin && host->shared && host->aligned &&
                host->release && host->combine);
}

/* In parentheses, because cmocka has a macro of that name. */
TEST(fail_keeps_the_text)
{
    const parbench_host *host = host_services();
    parbench_error error = {""};
    char long_text[400];
    memset(long_text, 'x', sizeof long_text - 1);
    long_text[sizeof long_text - 1] = '\0';
    assert_string_equal(host_last_failure(), "");
    assert_int_equal((host->fail)(&error, PARBENCH_UNSUPPORTED, "n is %d", 5),
                     PARBENCH_UNSUPPORTED);
    assert_string_equal(error.text, "n is 5");
    assert_string_equal(host_last_failure(), "");
    assert_int_equal((host->fail)(NULL, PARBENCH_FAILED, "rank %d", 3), PARBENCH_FAILED);
    assert_string_equal(host_last_failure(), "rank 3");
    (host->fail)(&error, PARBENCH_FAILED, "%s", long_text);
    assert_int_equal(strlen(error.text), sizeof error.text - 1);
}

TEST(shared_memory)
{
    enum { bytes = 100000 };
    unsigned char *memory = host_services()->shared(bytes);
    assert_non_null(memory);
    assert_int_equal((uintptr_t)memory % (uintptr_t)sysconf(_SC_PAGESIZE), 0);
    for (size_t i = 0; i < bytes; i++)
        assert_int_equal(memory[i], 0);
    pid_t child = fork();
    if (child == 0) {
        memory[bytes - 1] = 42;
        _exit(0);
    }
    assert_int_equal(waitpid(child, NULL, 0), child);
    assert_int_equal(memory[bytes - 1], 42);
    assert_non_null(host_services()->shared(1));
    assert_null(host_services()->shared(SIZE_MAX / 2));
    host_release_shared();
    host_release_shared();
}

TEST(aligned_memory)
{
    static const size_t alignments[] = {1, 8, 64, 128, 4096};
    static const size_t sizes[] = {0, 1, 1000};
    for (size_t a = 0; a < COUNT(alignments); a++) {
        for (size_t s = 0; s < COUNT(sizes); s++) {
            void *memory = host_services()->aligned(alignments[a], sizes[s]);
            expect(memory != NULL && (uintptr_t)memory % alignments[a] == 0, "%zu bytes at %zu",
                   sizes[s], alignments[a]);
            memset(memory, 1, sizes[s]);
            host_services()->release(memory);
        }
    }
    host_services()->release(NULL);
}

TEST(pinning)
{
    struct cpu_set_bits before = cpus_allowed();
    int32_t usable = 0;
    while ((before.words[usable / 64] >> usable % 64 & 1) == 0)
        usable++;
    const struct {
        int32_t cpu;
        int status;
    } rows[] = {{-1, PARBENCH_OK}, {usable, PARBENCH_OK}, {cpus_most - 1, PARBENCH_FAILED}};
    for (size_t i = 0; i < COUNT(rows); i++) {
        const int32_t cpus[] = {-1, rows[i].cpu};
        const parbench_task task = {.workers = 2, .cpus = cpus};
        expect(host_services()->pin(&task, 1) == rows[i].status, "CPU %d", (int)rows[i].cpu);
    }
    struct cpu_set_bits after = cpus_allowed();
    assert_int_equal(cpus_count(&after), 1);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(compensated),
        cmocka_unit_test(long_sum),
        cmocka_unit_test(integers),
        cmocka_unit_test(neutral_element),
        cmocka_unit_test(partials_of_partials),
        cmocka_unit_test(table),
        cmocka_unit_test(fail_keeps_the_text),
        cmocka_unit_test(shared_memory),
        cmocka_unit_test(aligned_memory),
        cmocka_unit_test(pinning),
    };
    return RUN("host", tests);
}
