#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# The short form of make bench-kill: the runner is killed at random moments, and resumed.

load helper

@test "five kills at random moments, with every kind of backend: nobody and nothing is left or lost" {
    PARBENCH_BUILD_DIR=$PARBENCH_BUILD_DIR "$PYTHON" "$ROOT/bench/kill-resume" --kills 5 --below .
}
