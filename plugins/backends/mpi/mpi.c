/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Backend mpi: one rank per worker, each with its share of a balanced static split. The ranks are
 * started by a launcher, never from here.
 */
#define _GNU_SOURCE 1
#include <dlfcn.h>
#include <limits.h>
#include <mpi.h>
#include <stdlib.h>
#include <string.h>

#include "about.h"

struct ranks {
    const parbench_host *host;
    uint32_t rank;
    int64_t mode;               /* index into modes */
    parbench_partial *partials; /* gather: [workers] at rank 0, else NULL */
    MPI_Datatype type;          /* reduce: one partial */
    MPI_Op combine;
};

/* MPI hands no context to an operation. */
static const parbench_host *combining_host;

static int mpi_failed(const parbench_host *host, parbench_error *error, const char *call, int code)
{
    char text[MPI_MAX_ERROR_STRING] = "";
    int length = 0;
    MPI_Error_string(code, text, &length);
    return host->fail(error, PARBENCH_FAILED, "%s: %s", call, text);
}

/* ---- run ------------------------------------------------------------------------------------- */

/* All partials to rank 0, which combines them in the order of the ranks: the same bits each time.
 */
static int gather(const struct ranks *ranks, parbench_partial *mine, uint32_t workers,
                  parbench_partial *total)
{
    int size = (int)sizeof(*mine);
    int code = MPI_Gather(mine, size, MPI_BYTE, ranks->partials, size, MPI_BYTE, 0, MPI_COMM_WORLD);
    if (code != MPI_SUCCESS)
        return mpi_failed(ranks->host, NULL, "MPI_Gather", code);
    for (uint32_t w = 0; ranks->rank == 0 && w < workers; w++)
        ranks->host->combine(total, &ranks->partials[w]);
    return PARBENCH_OK;
}

/* The library combines on the way, as a tree of its own: log2(ranks) steps, but the order of the
 * additions, and so the last bits of a sum of doubles, is the library's choice. */
static int reduce(const struct ranks *ranks, parbench_partial *mine, uint32_t workers,
                  parbench_partial *total)
{
    (void)workers;
    int code = MPI_Reduce(mine, total, 1, ranks->type, ranks->combine, 0, MPI_COMM_WORLD);
    return code == MPI_SUCCESS ? PARBENCH_OK : mpi_failed(ranks->host, NULL, "MPI_Reduce", code);
}

/* In the order of the choices of `mode`. */
static int (*const modes[])(const struct ranks *, parbench_partial *, uint32_t,
                            parbench_partial *) = {gather, reduce};

/* The broadcast releases the ranks: none leaves it before rank 0 has entered. */
static int run(void *instance, const parbench_task *task, parbench_partial *total)
{
    const struct ranks *ranks = instance;
    char go = 0;
    int code = MPI_Bcast(&go, 1, MPI_BYTE, 0, MPI_COMM_WORLD);
    if (code != MPI_SUCCESS)
        return mpi_failed(ranks->host, NULL, "MPI_Bcast", code);
    parbench_partial partial = {0};
    uint64_t begin, end;
    parbench_split(task->n, task->workers, ranks->rank, &begin, &end);
    parbench_work(task, ranks->rank, begin, end, &partial);
    return modes[ranks->mode](ranks, &partial, task->workers, total);
}

static uint32_t rank(void *instance)
{
    const struct ranks *ranks = instance;
    return ranks->rank;
}

static int exchange(void *instance, const void *mine, size_t size, void *all)
{
    const struct ranks *ranks = instance;
    if (size > INT_MAX)
        return ranks->host->fail(NULL, PARBENCH_FAILED, "exchange of %zu bytes: too many", size);
    int code = MPI_Allgather(mine, (int)size, MPI_BYTE, all, (int)size, MPI_BYTE, MPI_COMM_WORLD);
    if (code != MPI_SUCCESS)
        return mpi_failed(ranks->host, NULL, "MPI_Allgather", code);
    return PARBENCH_OK;
}

/* ---- life ------------------------------------------------------------------------------------ */

/* The host loads plugins RTLD_LOCAL, and so libmpi; its own components may look for its symbols
 * among the global ones. */
static void promote_library(void)
{
    Dl_info info;
    if (dladdr((void *)(uintptr_t)MPI_Init, &info) != 0 && info.dli_fname != NULL)
        dlopen(info.dli_fname, RTLD_NOW | RTLD_GLOBAL | RTLD_NOLOAD);
}

/* MPI can be started once in the life of a process. */
static int start_mpi(const parbench_host *host, parbench_error *error)
{
    int before = 0, level = 0;
    MPI_Initialized(&before);
    if (before)
        return host->fail(error, PARBENCH_FAILED, "MPI was started before in this process");
    promote_library();
    int code = MPI_Init_thread(NULL, NULL, MPI_THREAD_FUNNELED, &level);
    if (code != MPI_SUCCESS)
        return mpi_failed(host, error, "MPI_Init_thread", code);
    MPI_Comm_set_errhandler(MPI_COMM_WORLD, MPI_ERRORS_RETURN);
    return PARBENCH_OK;
}

/* Without a launcher, or with that of another MPI, each process is rank 0 of 1: all would do the
 * whole work and look fine. */
static int check_size(const parbench_host *host, uint32_t workers, parbench_error *error)
{
    int size = 0, length = 0;
    char library[MPI_MAX_LIBRARY_VERSION_STRING] = "";
    MPI_Comm_size(MPI_COMM_WORLD, &size);
    if (size == (int)workers)
        return PARBENCH_OK;
    MPI_Get_library_version(library, &length);
    library[strcspn(library, ",\n")] = '\0';
    return host->fail(error, PARBENCH_FAILED,
                      "MPI has %d rank%s for %u workers; launcher must start all as one job "
                      "of %.40s: mpirun -n {workers}, or srun --mpi=pmix -n {workers}",
                      size, size == 1 ? "" : "s", (unsigned)workers, library);
}

/* right = left + right, left being the lower ranks. */
static void combine_partials(void *left, void *right, int *count, MPI_Datatype *type)
{
    (void)type;
    const parbench_partial *lower = left;
    parbench_partial *higher = right;
    for (int i = 0; i < *count; i++) {
        parbench_partial sum = lower[i];
        combining_host->combine(&sum, &higher[i]);
        higher[i] = sum;
    }
}

static int make_operation(struct ranks *ranks, parbench_error *error)
{
    combining_host = ranks->host;
    int code = MPI_Type_contiguous((int)sizeof(parbench_partial), MPI_BYTE, &ranks->type);
    if (code == MPI_SUCCESS)
        code = MPI_Type_commit(&ranks->type);
    if (code == MPI_SUCCESS)
        code = MPI_Op_create(combine_partials, 0, &ranks->combine); /* 0: keep the ranks' order */
    return code == MPI_SUCCESS ? PARBENCH_OK
                               : mpi_failed(ranks->host, error, "MPI_Op_create", code);
}

/* NULL: out of memory. */
static struct ranks *make_ranks(const parbench_host *host, const parbench_value *options,
                                const parbench_task *task)
{
    int number = 0;
    MPI_Comm_rank(MPI_COMM_WORLD, &number);
    struct ranks *made = malloc(sizeof(*made));
    parbench_partial *partials = number == 0 ? calloc(task->workers, sizeof(*partials)) : NULL;
    if (made == NULL || (number == 0 && partials == NULL)) {
        free(made);
        free(partials);
        return NULL;
    }
    *made = (struct ranks){
        .host = host, .rank = (uint32_t)number, .mode = options[0].i, .partials = partials};
    return made;
}

/* Where one rank alone fails it leaves MPI as it is: MPI_Finalize would wait for the others. */
static int create(const parbench_host *host, const parbench_value *options,
                  const parbench_task *task, void **instance, parbench_error *error)
{
    int status = start_mpi(host, error);
    if (status != PARBENCH_OK)
        return status;
    status = check_size(host, task->workers, error);
    if (status != PARBENCH_OK) {
        MPI_Finalize(); /* all ranks see this size */
        return status;
    }
    struct ranks *made = make_ranks(host, options, task);
    if (made == NULL)
        return host->fail(error, PARBENCH_FAILED, "out of memory");
    if (host->pin(task, made->rank) != PARBENCH_OK)
        return host->fail(error, PARBENCH_FAILED, "cannot pin worker %u to CPU %d",
                          (unsigned)made->rank, (int)task->cpus[made->rank]);
    status = make_operation(made, error);
    if (status == PARBENCH_OK)
        *instance = made;
    return status;
}

static void destroy(void *instance)
{
    struct ranks *ranks = instance;
    MPI_Op_free(&ranks->combine);
    MPI_Type_free(&ranks->type);
    MPI_Finalize();
    free(ranks->partials);
    free(ranks);
}

PARBENCH_BACKEND("mpi", ABOUT, .create = create, .run = run, .destroy = destroy, .rank = rank,
                 .exchange = exchange);
