# SPDX-License-Identifier: GPL-3.0-or-later
"""The bare C program bare_pi.c, which the figures measure parbench's cells against."""

import subprocess

from support import OUT, ROOT, cannot

# As CMake's release builds, of which the plugins are one.
FLAGS = ("-std=gnu17", "-O3", "-DNDEBUG", "-pthread")


def make():
    program = OUT / "bare_pi"
    OUT.mkdir(parents=True, exist_ok=True)
    made = subprocess.run(("cc", *FLAGS, ROOT / "bench/bare_pi.c", "-o", program), check=False)
    if made.returncode != 0:
        cannot("cc cannot compile bare_pi.c")
    return program


def least_ns(program, n, threads, calls):
    """Of the calls of one process."""
    words = (program, str(n), str(threads), str(calls))
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        cannot(f"bare_pi {n} {threads}: ended with status {done.returncode}")
    return int(done.stdout.split()[1])
