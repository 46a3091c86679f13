# SPDX-License-Identifier: GPL-3.0-or-later
"""Everybody who descends from a process, found by a mark in the environment that all inherit."""

import os
import signal
import time
from pathlib import Path

PATIENCE_S = 10  # until nobody is left
MARK = ("PARBENCH_FAMILY", str(os.getpid()))


def environment(**more):
    """That of this process, with the mark."""
    return os.environ | dict([MARK]) | more


def family():
    """Whoever has inherited the mark; what has ended has no environment any more."""
    mark, found = f"\0{'='.join(MARK)}\0".encode(), []
    for path in Path("/proc").glob("[0-9]*/environ"):
        try:
            if mark in b"\0" + path.read_bytes() + b"\0":
                found.append(int(path.parent.name))
        except OSError:
            pass  # it has ended meanwhile
    return found


def describe(pid):
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
        return f"{pid} {words[:200]}"
    except OSError:
        return f"{pid}"


def wait_until_alone():
    """How long that took; None if somebody is left."""
    begin = time.monotonic()
    while family():
        if time.monotonic() > begin + PATIENCE_S:
            return None
        time.sleep(0.01)
    return time.monotonic() - begin


def end_family():
    for pid in family():
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
