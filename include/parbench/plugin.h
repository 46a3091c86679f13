/* SPDX-License-Identifier: MIT */
/*
 * parbench/plugin.h - the plugin ABI of parbench. This file and nothing else is the ABI.
 *
 * A plugin is a shared object that exports one const data symbol, `parbench_plugin`: a struct
 * parbench_kernel (what the work is) or a struct parbench_backend (how it is spread over workers).
 * PARBENCH_KERNEL(...) and PARBENCH_BACKEND(...) at the end of this file write it.
 *
 * One process measures one cell with one kernel and one backend:
 *
 *     load both         options are parsed by the host; plugins get typed values
 *       |
 *     backend.probe     can it run on this machine?
 *       |
 *     kernel.create     fix n, allocate, take shared memory
 *       |
 *     backend.create    start and pin the workers, compile device code        untimed ("start")
 *       |
 *     backend.run       with range = kernel.prepare_range, once, if there is one
 *       |
 *     backend.run  <-+  one call = the whole index range [0, n) once          TIMED
 *       |            |
 *     kernel.check   |  first call, and the last of each sample
 *       +------------+
 *       |
 *     backend.destroy   stop the workers                                      untimed ("stop")
 *       |
 *     kernel.destroy
 *       |
 *     process exit      nothing is ever unloaded
 *
 * Threads: [cell thread] members are called by the thread that loaded the plugin, never
 * concurrently. [any worker] members are called by every worker at once: threads, forked processes
 * or ranks.
 *
 * Errors: a function that returns int returns PARBENCH_OK or another PARBENCH_* status. Where it is
 * given a parbench_error it explains itself there, in one line; host->fail does both at once.
 *
 * Ownership: nothing is freed across the boundary. Strings and tables of a plugin are static.
 *
 * Growth: members are only ever added at the end of a struct, and abi_minor grows. The first
 * 16 bytes of the exported symbol never change. The host refuses another abi_major and accepts a
 * newer abi_minor, of which it uses what it knows.
 */
#ifndef PARBENCH_PLUGIN_H
#define PARBENCH_PLUGIN_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define PARBENCH_MAGIC UINT32_C(0x68434250) /* "PBCh" in memory on a little-endian machine */
#define PARBENCH_ABI_MAJOR 1
#define PARBENCH_ABI_MINOR 1

#if defined(__GNUC__)
#define PARBENCH_EXPORT __attribute__((visibility("default")))
#define PARBENCH_PRINTF(text, first) __attribute__((format(printf, text, first)))
#else
#define PARBENCH_EXPORT
#define PARBENCH_PRINTF(text, first)
#endif

/* Behind a member that an initializer may leave out: then it is zero, and C++ does not warn. */
#if defined(__cplusplus) && __cplusplus >= 201402L
#define PARBENCH_ZERO_ = {}
#else
#define PARBENCH_ZERO_
#endif

/* Values of `kind`. */
#define PARBENCH_KIND_KERNEL 1
#define PARBENCH_KIND_BACKEND 2

/* Status of a call. */
#define PARBENCH_OK 0
#define PARBENCH_FAILED 1      /* something went wrong: the text says what */
#define PARBENCH_UNSUPPORTED 2 /* create only: not this cell (this n, these workers, this kernel)  \
                                */
#define PARBENCH_UNAVAILABLE 3 /* probe only: not on this machine */

/* Why a call did not return PARBENCH_OK. Owned by the caller, zeroed before the call. */
typedef struct parbench_error {
    char text[256]; /* one line, UTF-8, NUL-terminated */
} parbench_error;

/*
 * What a range of items adds up to: 64 bytes. A kernel adds to `sum` or to the 128-bit integer;
 * parbench_work adds to `items` and `index_sum`. All zero is the neutral element.
 */
typedef struct parbench_partial {
    double sum;          /* the value is sum + compensation */
    double compensation; /* rounding errors of sum, gathered by host->combine */
    uint64_t int_low;    /* unsigned 128-bit integer sum */
    uint64_t int_high;
    uint64_t items;     /* items done */
    uint64_t index_sum; /* sum of their indices, modulo 2^64 */
    uint64_t reserved[2];
} parbench_partial;

/* ---- options -------------------------------------------------------------------------------- */

/* Types of an option, and the member of parbench_value that holds it. */
#define PARBENCH_BOOL 1     /* .i: 0 or 1 */
#define PARBENCH_INT 2      /* .i */
#define PARBENCH_SIZE 3     /* .u: a count; 10k, 4Mi, 1e6 and 2^20 are understood */
#define PARBENCH_REAL 4     /* .d */
#define PARBENCH_DURATION 5 /* .u: nanoseconds; written 50us, 1.5s */
#define PARBENCH_CHOICE 6   /* .i: index into choices */
#define PARBENCH_TEXT 7     /* .s: valid until the process ends */

/*
 * One row of an option table; a row whose name is NULL ends the table. The host parses, checks and
 * completes; the plugin gets one parbench_value for each row, in the order of the table.
 * Texts are written as a user would write the value.
 */
typedef struct parbench_option {
    const char *name; /* lower case, digits, '_'; none of the host's own keys (docs/config.md) */
    uint32_t type PARBENCH_ZERO_; /* PARBENCH_BOOL ... PARBENCH_TEXT */
    uint32_t reserved PARBENCH_ZERO_;
    const char *default_value PARBENCH_ZERO_; /* Required. */
    const char *min PARBENCH_ZERO_;           /* Optional. int, size, real, duration */
    const char *max PARBENCH_ZERO_;           /* Optional. */
    const char *choices PARBENCH_ZERO_;       /* Required for a choice: "static, dynamic, guided" */
    const char *help PARBENCH_ZERO_;          /* one line, with the unit */
} parbench_option;

typedef union parbench_value {
    int64_t i;
    uint64_t u;
    double d;
    const char *s;
} parbench_value;

/* ---- host and task -------------------------------------------------------------------------- */

typedef struct parbench_task parbench_task;

/* Levels of host->log. */
#define PARBENCH_LOG_ERROR 1
#define PARBENCH_LOG_NOTE 2

/* Services of the host. Owned by the host, valid until the process ends. */
typedef struct parbench_host {
    uint32_t struct_size;
    uint16_t abi_major;
    uint16_t abi_minor;
    const char *version; /* of parbench */

    /* Write one line to stderr. [any worker] */
    void (*log)(uint32_t level, const char *format, ...) PARBENCH_PRINTF(2, 3);

    /* Put the text into `error` and return `status`. In run, which has no error argument, pass
     * NULL: the host keeps the text itself. [cell thread] */
    int (*fail)(parbench_error *error, int status, const char *format, ...) PARBENCH_PRINTF(3, 4);

    /* Bind the calling thread or process to task->cpus[worker]; nothing to do where that is
     * negative. Each worker calls it once when it starts, worker 0 included. [any worker] */
    int (*pin)(const parbench_task *task, uint32_t worker);

    /* Zeroed memory, page-aligned, that processes forked later share. NULL: out of memory. The host
     * releases it at exit. [cell thread, in create] */
    void *(*shared)(size_t bytes);

    /* Uninitialised memory at a multiple of `alignment` (a power of two); NULL: out of memory.
     * Give it back to `release`, NULL allowed. [any worker] */
    void *(*aligned)(size_t alignment, size_t bytes);
    void (*release)(void *memory);

    /* into += from, keeping the rounding error. Combine in worker order: then equal splits give
     * equal bits. [any worker] */
    void (*combine)(parbench_partial *into, const parbench_partial *from);

    /* From abi_minor 1 on. CPUs that this process may keep busy at once, by its affinity mask and the
     * quota of its control groups before anything was loaded. With more workers than that one that
     * spins holds up the one that it waits for. [any worker] */
    uint32_t (*usable_cpus)(void);
} parbench_host;

/* A range function: do the items [begin, end) and add to the partial. [any worker] */
typedef void parbench_range_fn(const void *instance, uint64_t begin, uint64_t end,
                               parbench_partial *partial);

/*
 * The work of one cell. Complete before anything is created. Two tasks given to one backend
 * instance differ in range, instance and instance_stride at most; a backend whose workers cannot
 * see the caller's memory hands them a copy of the whole struct. What it points to was allocated
 * before create and may be used by processes forked since then.
 */
struct parbench_task {
    uint32_t struct_size;
    uint32_t workers;
    uint64_t n;               /* items: the range is [0, n) */
    parbench_range_fn *range; /* call it through parbench_work */
    const void *instance;     /* the kernel's */
    size_t instance_stride;   /* bytes from one worker's instance to the next: 0 when shared */
    const parbench_host *host;
    const int32_t *cpus; /* `workers` entries: the CPU of each, negative where not pinned */
    const char *kernel;  /* name, for backends that bring their own code for it */
    const parbench_option *kernel_options; /* the kernel's table, or NULL */
    const parbench_value *kernel_values;   /* in table order */
};

/* Do [begin, end) as `worker` (0 <= worker < task->workers) and count it. [any worker] */
static inline void parbench_work(const parbench_task *task, uint32_t worker, uint64_t begin,
                                 uint64_t end, parbench_partial *partial)
{
    if (begin >= end)
        return;
    uint64_t count = end - begin;
    const void *instance = task->instance;
    if (task->instance_stride != 0)
        instance = (const char *)instance + worker * task->instance_stride;
    task->range(instance, begin, end, partial);
    partial->items += count;
    partial->index_sum += count % 2 == 0 ? count / 2 * (begin + (end - 1))
                                           : count * (begin + count / 2);
}

/* The balanced static split: worker's share [*begin, *end) of [0, n); shares differ by one at most.
 */
static inline void parbench_split(uint64_t n, uint32_t workers, uint32_t worker, uint64_t *begin,
                                  uint64_t *end)
{
    uint64_t share = n / workers, rest = n % workers;
    *begin = share * worker + (worker < rest ? worker : rest);
    *end = *begin + share + (worker < rest ? 1 : 0);
}

/* ---- the two kinds of plugin ---------------------------------------------------------------- */

/* What a kernel says of a total. The value is right when |value - expected| <= tolerance. */
typedef struct parbench_verdict {
    double value;
    double expected;
    double tolerance; /* absolute, from the kernel's own error analysis */
} parbench_verdict;

/* A kernel: the exported symbol of a plugin of kind PARBENCH_KIND_KERNEL. */
typedef struct parbench_kernel {
    /* Frozen for ever. */
    uint32_t magic;
    uint32_t struct_size;
    uint16_t abi_major;
    uint16_t abi_minor;
    uint32_t kind;
    /* Descriptor, the same in both kinds. */
    const char *name;                              /* Required. The file's stem. */
    const char *build;                             /* Compiler and flags; the macro fills it in. */
    const char *version PARBENCH_ZERO_;            /* Optional. */
    const char *summary PARBENCH_ZERO_;            /* Optional. One line. */
    const char *license PARBENCH_ZERO_;            /* Optional. SPDX. */
    const parbench_option *options PARBENCH_ZERO_; /* Optional. */

    const char *item PARBENCH_ZERO_;      /* Optional. What one item is: "point". */
    double flops_per_item PARBENCH_ZERO_; /* Optional. 0 where it means nothing. */
    double bytes_per_item PARBENCH_ZERO_; /* Optional. Memory traffic; 0 where it means nothing. */

    /* Optional. Sets *instance, which is NULL otherwise. [cell thread] */
    int (*create)(const parbench_host *host, const parbench_value *options, uint64_t n,
                  void **instance, parbench_error *error) PARBENCH_ZERO_;
    /* Required. Reads the instance; writes to the partial and to host->shared memory taken in
     * create, nowhere else. [any worker] */
    parbench_range_fn *range;
    /* Optional. First touch: visits the same memory as range, before it. [any worker] */
    parbench_range_fn *prepare_range PARBENCH_ZERO_;
    /* Required. [cell thread] */
    void (*check)(const void *instance, const parbench_partial *total, parbench_verdict *verdict);
    /* Optional. Required if create allocates. [cell thread] */
    void (*destroy)(void *instance) PARBENCH_ZERO_;
} parbench_kernel;

/* Flags of a backend. */
#define PARBENCH_NO_CALLBACK                                                                       \
    1u /* cannot call range: computes kernels that it knows by name and                            \
          fills in what their check reads; the host checks no counts */

/* A backend: the exported symbol of a plugin of kind PARBENCH_KIND_BACKEND. */
typedef struct parbench_backend {
    /* Frozen for ever. */
    uint32_t magic;
    uint32_t struct_size;
    uint16_t abi_major;
    uint16_t abi_minor;
    uint32_t kind;
    /* Descriptor, the same in both kinds. */
    const char *name;                              /* Required. The file's stem. */
    const char *build;                             /* Compiler and flags; the macro fills it in. */
    const char *version PARBENCH_ZERO_;            /* Optional. */
    const char *summary PARBENCH_ZERO_;            /* Optional. One line. */
    const char *license PARBENCH_ZERO_;            /* Optional. SPDX. */
    const parbench_option *options PARBENCH_ZERO_; /* Optional. */

    uint32_t flags PARBENCH_ZERO_;       /* PARBENCH_NO_CALLBACK or 0 */
    uint32_t min_workers PARBENCH_ZERO_; /* 0 means 1 */
    uint32_t max_workers PARBENCH_ZERO_; /* 0 means no limit */
    uint32_t reserved PARBENCH_ZERO_;

    /* Optional. PARBENCH_UNAVAILABLE and the reason where it cannot run at all. Keeps nothing.
     * [cell thread] */
    int (*probe)(const parbench_host *host, parbench_error *error) PARBENCH_ZERO_;
    /* Optional. Starts and pins whatever lives longer than one run; sets *instance, which is NULL
     * otherwise. The task is owned by the host and outlives the instance. [cell thread] */
    int (*create)(const parbench_host *host, const parbench_value *options,
                  const parbench_task *task, void **instance, parbench_error *error) PARBENCH_ZERO_;
    /* Required. The timed call. No worker starts before worker 0 has entered it, and it returns
     * when all are done. *total is zero on entry; at worker 0 it is complete on return.
     * [cell thread] */
    int (*run)(void *instance, const parbench_task *task, parbench_partial *total);
    /* Optional. Required if create allocates. Leaves no thread, process or name behind, but for
     * the pool of a runtime like OpenMP's. [cell thread] */
    void (*destroy)(void *instance) PARBENCH_ZERO_;

    /* The last two, both or neither: the workers are ranks, each of which is a process that a
     * launcher started and that makes all the calls above at the same time. */
    /* Optional. This process's number, 0 <= rank < workers. [cell thread] */
    uint32_t (*rank)(void *instance) PARBENCH_ZERO_;
    /* Optional. All-gather, never timed: `mine` is `size` bytes, `all` has room for workers times
     * that. [cell thread] */
    int (*exchange)(void *instance, const void *mine, size_t size, void *all) PARBENCH_ZERO_;
} parbench_backend;

/* How the plugin was compiled. Define it before the include to say more, flags for example. */
#ifndef PARBENCH_BUILD
#ifdef __OPTIMIZE__
#define PARBENCH_BUILD_OPTIMIZED_ " optimized"
#else
#define PARBENCH_BUILD_OPTIMIZED_ " unoptimized"
#endif
#ifdef __VERSION__
#ifdef __clang__
#define PARBENCH_BUILD __VERSION__ PARBENCH_BUILD_OPTIMIZED_
#else
#define PARBENCH_BUILD "gcc " __VERSION__ PARBENCH_BUILD_OPTIMIZED_
#endif
#else
#define PARBENCH_BUILD "unknown compiler" PARBENCH_BUILD_OPTIMIZED_
#endif
#endif

/* PARBENCH_BACKEND("mine", .run = run); defines the exported symbol; the other members are zero
 * unless named. In C++ that takes C++20, and the order of the struct. */
#define PARBENCH_DEFINE_(type, plugin_kind, plugin_name, ...)                                      \
    extern PARBENCH_EXPORT const type parbench_plugin;                                             \
    const type parbench_plugin = {.magic = PARBENCH_MAGIC,                                         \
                                  .struct_size = (uint32_t)sizeof(type),                           \
                                  .abi_major = PARBENCH_ABI_MAJOR,                                 \
                                  .abi_minor = PARBENCH_ABI_MINOR,                                 \
                                  .kind = plugin_kind,                                             \
                                  .name = plugin_name,                                             \
                                  .build = PARBENCH_BUILD,                                         \
                                  __VA_ARGS__}
#define PARBENCH_KERNEL(name, ...)                                                                 \
    PARBENCH_DEFINE_(parbench_kernel, PARBENCH_KIND_KERNEL, name, __VA_ARGS__)
#define PARBENCH_BACKEND(name, ...)                                                                \
    PARBENCH_DEFINE_(parbench_backend, PARBENCH_KIND_BACKEND, name, __VA_ARGS__)

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif
