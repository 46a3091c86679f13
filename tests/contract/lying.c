/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A backend of threads that breaks one rule at a time, each in a way that leaves the totals right:
 * option `fault`. The battery has to see it. */
#include <fcntl.h>
#include <float.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "parbench/plugin.h"

enum fault {
    FAULT_NONE,
    FAULT_EAGER,        /* works in create */
    FAULT_EARLY,        /* returns before the others have worked */
    FAULT_STALE,        /* runs the task of create */
    FAULT_SWAPPED,      /* 1 and 1 for 0 and 2 */
    FAULT_NUMBER,       /* worker `workers` */
    FAULT_ONE_THREAD,   /* plays all workers */
    FAULT_UNPINNED,     /* pins nobody */
    FAULT_UNSTEADY,     /* other bits in every second run */
    FAULT_RESERVED,     /* writes into the reserved words */
    FAULT_KEEPS_THREAD, /* the rest: after destroy */
    FAULT_KEEPS_FILE,
    FAULT_KEEPS_NAME,
    FAULT_SIGNAL, /* blocks one */
    FAULT_UMASK,
};

static const parbench_option options_table[] = {
    {.name = "fault",
     .type = PARBENCH_CHOICE,
     .default_value = "none",
     .choices = "none, eager, early, stale, swapped, number, one_thread, unpinned, unsteady, "
                "reserved, keeps_thread, keeps_file, keeps_name, signal, umask",
     .help = "the rule that it breaks"},
    {.name = NULL},
};

struct share {
    const struct liar *liar;
    parbench_task task;
    uint32_t worker;
    pthread_t thread;
    parbench_partial partial;
};

struct liar {
    enum fault fault;
    uint32_t workers;
    uint32_t late; /* threads that are still to be joined */
    unsigned runs;
    const parbench_task *created;
    struct share shares[];
};

/* ---- work ----------------------------------------------------------------------------------- */

static void do_swapped(const parbench_task *task, uint32_t worker, parbench_partial *partial)
{
    parbench_work(task, worker, 1, 2, partial);
    parbench_work(task, worker, 1, 2, partial);
    parbench_work(task, worker, 3, task->n, partial);
}

static void do_share(struct share *share)
{
    const parbench_task *task = &share->task;
    uint32_t worker = share->worker;
    enum fault fault = share->liar->fault;
    uint64_t begin, end;
    parbench_split(task->n, task->workers, worker, &begin, &end);
    share->partial = (parbench_partial){0};
    if (fault == FAULT_SWAPPED && task->workers == 1 && task->n > 2)
        do_swapped(task, worker, &share->partial);
    else
        parbench_work(task, fault == FAULT_NUMBER ? worker + 1 : worker, begin, end,
                      &share->partial);
}

static void *thread_main(void *argument)
{
    struct share *share = argument;
    if (share->liar->fault == FAULT_EARLY)
        usleep(50000);
    if (share->liar->fault != FAULT_UNPINNED)
        share->task.host->pin(share->liar->created, share->worker);
    do_share(share);
    return NULL;
}

static void join_late(struct liar *liar)
{
    for (uint32_t w = 1; w <= liar->late; w++)
        pthread_join(liar->shares[w].thread, NULL);
    liar->late = 0;
}

static void do_all(struct liar *liar, const parbench_task *task)
{
    join_late(liar);
    for (uint32_t w = 0; w < liar->workers; w++) {
        liar->shares[w] = (struct share){.liar = liar, .task = *task, .worker = w};
        if (w > 0 && liar->fault == FAULT_ONE_THREAD)
            do_share(&liar->shares[w]);
        else if (w > 0)
            pthread_create(&liar->shares[w].thread, NULL, thread_main, &liar->shares[w]);
    }
    do_share(&liar->shares[0]);
    if (liar->fault != FAULT_ONE_THREAD)
        liar->late = liar->workers - 1;
}

/* As if all had worked; with kernel empty nobody can tell. */
static void pretend(const parbench_task *task, parbench_partial *total)
{
    total->items = task->n;
    total->index_sum = task->n * (task->n - 1) / 2;
}

static int run(void *instance, const parbench_task *task, parbench_partial *total)
{
    struct liar *liar = instance;
    do_all(liar, liar->fault == FAULT_STALE ? liar->created : task);
    if (liar->fault == FAULT_EARLY) {
        pretend(task, total);
        return PARBENCH_OK;
    }
    join_late(liar);
    for (uint32_t w = 0; w < liar->workers; w++)
        task->host->combine(total, &liar->shares[w].partial);
    if (liar->fault == FAULT_UNSTEADY && liar->runs++ % 2 == 1)
        total->sum += total->sum * DBL_EPSILON;
    total->reserved[0] = liar->fault == FAULT_RESERVED;
    return PARBENCH_OK;
}

/* ---- life ----------------------------------------------------------------------------------- */

static void *sleep_on(void *argument)
{
    for (;;)
        pause();
    return argument;
}

static void keep_thread(void)
{
    pthread_t thread;
    pthread_create(&thread, NULL, sleep_on, NULL);
    pthread_detach(thread);
}

static void keep_name(void)
{
    int file = shm_open("/parbench-contract-lying", O_RDWR | O_CREAT, 0600);
    if (ftruncate(file, 4096) == 0)
        mmap(NULL, 4096, PROT_READ, MAP_SHARED, file, 0);
    close(file);
}

static void block_signal(void)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    sigprocmask(SIG_BLOCK, &set, NULL);
}

static void misbehave(struct liar *liar, const parbench_task *task)
{
    switch ((int)liar->fault) {
    case FAULT_EAGER:
        do_all(liar, task);
        break;
    case FAULT_KEEPS_THREAD:
        keep_thread();
        break;
    case FAULT_KEEPS_FILE:
        (void)!open("/dev/null", O_RDONLY);
        break;
    case FAULT_KEEPS_NAME:
        keep_name();
        break;
    case FAULT_SIGNAL:
        block_signal();
        break;
    case FAULT_UMASK:
        umask(0);
        break;
    }
}

static int create(const parbench_host *host, const parbench_value *options,
                  const parbench_task *task, void **instance, parbench_error *error)
{
    struct liar *liar = calloc(1, sizeof *liar + task->workers * sizeof liar->shares[0]);
    if (liar == NULL)
        return host->fail(error, PARBENCH_FAILED, "out of memory");
    *liar =
        (struct liar){.fault = (enum fault)options[0].i, .workers = task->workers, .created = task};
    if (liar->fault != FAULT_UNPINNED)
        host->pin(task, 0);
    misbehave(liar, task);
    *instance = liar;
    return PARBENCH_OK;
}

static void destroy(void *instance)
{
    join_late(instance);
    free(instance);
}

PARBENCH_BACKEND("lying", .options = options_table, .create = create, .run = run,
                 .destroy = destroy);
