/* SPDX-License-Identifier: GPL-3.0-or-later */
/* bare_pi N THREADS CALLS: the loop of kernel pi, variant plain, in a program without parbench.
 * Each call makes its threads and joins them, thread t on the t-th CPU that may be used; one thread
 * is the program itself. Prints the value and the least time of a call in ns; calls of 100 ms
 * before warm up, as in a visit. */
#define _GNU_SOURCE 1
#include <inttypes.h>
#include <pthread.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

struct share {
    uint64_t begin;
    uint64_t end;
    double h;
    int cpu;
    double sum;
};

static void *add_up(void *context)
{
    struct share *share = context;
    cpu_set_t set;
    double sum = 0.0;
    CPU_ZERO(&set);
    CPU_SET(share->cpu, &set);
    sched_setaffinity(0, sizeof set, &set);
    for (uint64_t i = share->begin; i < share->end; i++) {
        double x = share->h * ((double)(int64_t)i + 0.5);
        sum += 4.0 / (1.0 + x * x);
    }
    share->sum = sum;
    return NULL;
}

/* `all`: new threads would inherit the one CPU of their maker, and wait for it. */
static double call(uint64_t n, int threads, const int *cpus, const cpu_set_t *all)
{
    struct share shares[64];
    pthread_t others[64];
    double sum = 0.0;
    for (int t = 0; t < threads; t++)
        shares[t] = (struct share){.begin = n * (uint64_t)t / (uint64_t)threads,
                                   .end = n * (uint64_t)(t + 1) / (uint64_t)threads,
                                   .h = 1.0 / (double)n,
                                   .cpu = cpus[t]};
    sched_setaffinity(0, sizeof *all, all);
    for (int t = 1; t < threads; t++)
        if (pthread_create(&others[t], NULL, add_up, &shares[t]) != 0)
            exit(EXIT_FAILURE);
    add_up(&shares[0]);
    for (int t = 1; t < threads; t++)
        pthread_join(others[t], NULL);
    for (int t = 0; t < threads; t++)
        sum += shares[t].sum;
    return sum / (double)n;
}

static uint64_t now_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

int main(int argc, char *argv[])
{
    int cpus[64], count = 0;
    cpu_set_t set;
    if (argc != 4)
        return EXIT_FAILURE;
    uint64_t n = strtoull(argv[1], NULL, 10), least = UINT64_MAX;
    int threads = atoi(argv[2]), calls = atoi(argv[3]);
    double value = 0.0;
    sched_getaffinity(0, sizeof set, &set);
    for (int cpu = 0; cpu < CPU_SETSIZE && count < 64; cpu++)
        if (CPU_ISSET(cpu, &set))
            cpus[count++] = cpu;
    if (threads < 1 || threads > count)
        return EXIT_FAILURE;
    for (uint64_t first = now_ns(); now_ns() - first < 100000000u;)
        value = call(n, threads, cpus, &set);
    for (int i = 0; i < calls; i++) {
        uint64_t begin = now_ns();
        value = call(n, threads, cpus, &set);
        uint64_t elapsed = now_ns() - begin;
        least = elapsed < least ? elapsed : least;
    }
    printf("%.17g %" PRIu64 "\n", value, least);
    return EXIT_SUCCESS;
}
