# SPDX-License-Identifier: GPL-3.0-or-later
"""What the scripts in figures/ share: running parbench, reading its files, saying a figure."""

import csv
import os
import shutil
import signal
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BUILD = Path(os.environ.get("PARBENCH_BUILD_DIR", ROOT / "build/release"))
OUT = BUILD / "bench"

# What a signal ends still ends what it has started.
for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
    signal.signal(number, lambda number, frame: sys.exit(128 + number))


def say(figure, measured, target, good):
    """One line: what, how much, what it should be, whether it is."""
    print(f"{figure:<42}{measured:<32}target: {target:<22}{'ok' if good else 'missed'}", flush=True)


def cannot(why):
    """Ends this script: it could not measure."""
    sys.exit(f"{Path(sys.argv[0]).name}: {why}")


@contextmanager
def process(*command, **how):
    """A process that is ended by its number if it has not ended by itself."""
    started = subprocess.Popen([str(word) for word in command], **how)
    try:
        yield started
    finally:
        started.terminate()
        started.wait()


@contextmanager
def running(name, experiment, *options):
    """`parbench run` of an experiment, given as the text of an INI file, under way. Yields its
    process and its run directory, build/release/bench/<name>."""
    directory, log = OUT / name, OUT / f"{name}.log"
    shutil.rmtree(directory, ignore_errors=True)
    OUT.mkdir(parents=True, exist_ok=True)
    (OUT / f"{name}.ini").write_text(experiment, encoding="utf-8")
    command = (BUILD / "parbench", "run", OUT / f"{name}.ini", "-o", directory, *options)
    with open(log, "w", encoding="utf-8") as file:
        with process(*command, stdout=file, stderr=file) as runner:
            yield runner, directory


def run(name, experiment, *options):
    """The same to its end: its run directory. Each cell has to be ok."""
    with running(name, experiment, *options) as (runner, directory):
        status = runner.wait()
    if status != 0:
        cannot(f"parbench run ended with status {status}; see {OUT / name}.log")
    return directory


def rows(path, **wanted):
    """Of a CSV file the rows in which these columns have these values, as texts."""
    with open(path, encoding="utf-8", newline="") as file:
        return [r for r in csv.DictReader(file) if all(r[k] == v for k, v in wanted.items())]
