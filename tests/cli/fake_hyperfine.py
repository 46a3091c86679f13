#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Stands in for hyperfine: runs nothing, and says that a command takes START and CALL ns a call.

Each command is appended to LOG as JSON. A file named MODE below TRICKS is a trick for one command,
played where its content is among the command's words and taken away where it is to be played once.
"""

import json
import os
import shlex
import signal
import sys
import time
from pathlib import Path

words = sys.argv[1:]
value = lambda option: words[words.index(option) + 1]
commands = [shlex.split(line) for line in words[-2:]]
runs = int(value("--runs"))
start, call = int(os.environ.get("START", 5000000)), int(os.environ.get("CALL", 30000))

with open(os.environ["LOG"], "a", encoding="utf-8") as log:
    for command in commands:
        seen = {k: os.environ.get(k) for k in ("TMPDIR", "GREETING", "OMPI_ALLOW_RUN_AS_ROOT")}
        print(json.dumps({"words": command, "options": words[:-2], **seen}), file=log)


def trick(name):
    path = Path(os.environ["TRICKS"], name)
    return path.exists() and path.read_text(encoding="utf-8").strip() in commands[0] and path


if trick("fail"):
    sys.exit("Error: Command terminated with non-zero exit code: 3.")
if trick("hang"):
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    time.sleep(600)
if trick("garbage"):
    Path(value("--export-json")).write_text('{"results": [', encoding="utf-8")
    sys.exit(0)
for name, number in ("interrupt", signal.SIGINT), ("kill", signal.SIGKILL):
    if path := trick(name):
        path.unlink()
        os.kill(os.getppid(), number)
        time.sleep(600)

results = []
for command in commands:
    calls = int(command[command.index("--calls") + 1])
    results.append({"times": [(start + calls * call + 1000 * i) / 1e9 for i in range(runs)]})
Path(value("--export-json")).write_text(json.dumps({"results": results}), encoding="utf-8")
