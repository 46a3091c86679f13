/* SPDX-License-Identifier: GPL-3.0-or-later */
/* 25 pairs for Google Benchmark: the loop of the kernel pi, serial, under two names at each n. */
#include <benchmark/benchmark.h>

#include <string>

static void pi(benchmark::State &state, int64_t n)
{
    double h = 1.0 / static_cast<double>(n);
    for (auto _ : state) {
        double s = 0;
        for (int64_t i = 0; i < n; i++) {
            double x = h * (static_cast<double>(i) + 0.5);
            s += 4.0 / (1.0 + x * x);
        }
        benchmark::DoNotOptimize(s);
    }
}

int main(int argc, char **argv)
{
    for (int64_t n = 16000; n <= 400000; n += 16000)
        for (const char *name : {"first/", "again/"})
            benchmark::RegisterBenchmark((name + std::to_string(n)).c_str(), pi, n);
    benchmark::Initialize(&argc, argv);
    benchmark::RunSpecifiedBenchmarks();
    benchmark::Shutdown();
}
