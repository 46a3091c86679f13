#!/usr/bin/env python3
"""pi by the midpoint rule, with processes: pi_processes.py N WORKERS

Wrong on purpose: prints 0.0. Each process has a copy of its Share and puts its sum there, and the
parent adds up its own, in which nothing has changed. pi_processes_fixed.py hands the sums back."""

import sys
from multiprocessing import Process


class Share(Process):
    """The points from begin to end, of n."""

    def __init__(self, n, begin, end):
        super().__init__()
        self.n, self.begin, self.end = n, begin, end
        self.sum = 0.0

    def run(self):
        total = 0.0
        for i in range(self.begin, self.end):
            x = (i + 0.5) / self.n
            total += 4.0 / (1.0 + x * x)
        self.sum = total


if __name__ == "__main__":
    n, workers = int(sys.argv[1]), int(sys.argv[2])
    edges = [n * worker // workers for worker in range(workers + 1)]
    shares = [Share(n, begin, end) for begin, end in zip(edges, edges[1:])]
    for share in shares:
        share.start()
    for share in shares:
        share.join()
    print(repr(sum(share.sum for share in shares) / n))
