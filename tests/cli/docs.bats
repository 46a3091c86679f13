#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# What the documentation shows is what is there.

load helper

top="$BATS_TEST_DIRNAME/../.."

# The C block of a Markdown file that defines the backend "threads".
backend_in() {
  awk '/^```c$/ { block = ""; inside = 1; next }
       /^```$/ { if (inside && block ~ /PARBENCH_BACKEND\("threads"/) printf "%s", block; inside = 0 }
       inside { block = block $0 "\n" }' "$1"
}

@test "the backend in README and plugin guide is examples/backend/threads.c" {
  for page in README.md docs/plugin-guide.md; do
    diff <(backend_in "$top/$page") "$top/examples/backend/threads.c"
  done
}

@test "the links of README and docs lead somewhere" {
  cd "$top"
  for page in README.md docs/*.md; do
    for link in $(grep -o '](\([^)#]*\)' "$page" | sed 's/^](//' | grep -v '^http'); do
      [ -e "$(dirname "$page")/$link" ] || { echo "$page: $link"; false; }
    done
  done
}

@test "each experiment in configs/ can be planned, and its smallest cells run" {
  cd "$BATS_TEST_TMPDIR"
  for config in "$top"/configs/*.ini; do
    "$PARBENCH" run "$config" --dry-run >/dev/null
    timeout 120 "$PARBENCH" run "$config" -q -o "run-$(basename "$config" .ini)" \
      --set experiment.n=1000 --set measure.rounds=1 --set measure.samples=1
  done
}
