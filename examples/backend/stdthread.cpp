/* SPDX-License-Identifier: MIT */
/* A backend of parbench in C++20: one std::jthread per worker, made and joined in each run. */
#include <parbench/plugin.h>

#include <atomic>
#include <exception>
#include <thread>
#include <vector>

static int spread(const parbench_task *task, parbench_partial *total)
{
    std::vector<parbench_partial> partials(task->workers);
    std::atomic<bool> pinned = true;
    const auto work = [&](uint32_t worker) {
        parbench_partial partial = {};
        uint64_t begin, end;
        if (task->host->pin(task, worker) != PARBENCH_OK)
            pinned = false;
        parbench_split(task->n, task->workers, worker, &begin, &end);
        parbench_work(task, worker, begin, end, &partial);
        partials[worker] = partial;
    };
    {
        std::vector<std::jthread> threads;
        for (uint32_t worker = 0; worker < task->workers; worker++)
            threads.emplace_back(work, worker);
    } // joined
    for (const parbench_partial &partial : partials)
        task->host->combine(total, &partial);
    return pinned ? PARBENCH_OK : task->host->fail(nullptr, PARBENCH_FAILED, "cannot pin");
}

static int run(void *, const parbench_task *task, parbench_partial *total)
{
    try {
        return spread(task, total);
    } catch (const std::exception &reason) {
        return task->host->fail(nullptr, PARBENCH_FAILED, "%s", reason.what());
    }
}

PARBENCH_BACKEND("stdthread", .version = "1", .summary = "one std::jthread per worker and run",
                 .license = "MIT", .run = run);
