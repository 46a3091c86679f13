#!/usr/bin/env python3
"""pi by the midpoint rule, with processes: pi_processes_fixed.py N WORKERS

Each process returns its sum to the parent, through a pipe of the pool."""

import sys
from multiprocessing import Pool


def add_up(n, begin, end):
    """The points from begin to end, of n."""
    total = 0.0
    for i in range(begin, end):
        x = (i + 0.5) / n
        total += 4.0 / (1.0 + x * x)
    return total


if __name__ == "__main__":
    n, workers = int(sys.argv[1]), int(sys.argv[2])
    edges = [n * worker // workers for worker in range(workers + 1)]
    with Pool(workers) as pool:
        sums = pool.starmap(add_up, [(n, begin, end) for begin, end in zip(edges, edges[1:])])
    print(repr(sum(sums) / n))
