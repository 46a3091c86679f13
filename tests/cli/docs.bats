#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# What the documentation shows is what is there.

load helper

top="$BATS_TEST_DIRNAME/../.."

# block_in FILE.md LANGUAGE NAME: the block of that language that defines the backend NAME.
block_in() {
  awk -v begin="^\`\`\`$2\$" -v name="PARBENCH_BACKEND\\(\"$3\"" '
       $0 ~ begin { block = ""; inside = 1; next }
       /^```$/ { if (inside && block ~ name) printf "%s", block; inside = 0 }
       inside { block = block $0 "\n" }' "$1"
}

@test "the backend in README and plugin guide is examples/backend/threads.c" {
  for page in README.md docs/plugin-guide.md; do
    diff <(block_in "$top/$page" c threads) "$top/examples/backend/threads.c"
  done
}

@test "the experiment in README is configs/first.ini" {
  diff <(sed -n '/^```ini$/,/^```$/p' "$top/README.md" | sed '/^```/d') "$top/configs/first.ini"
}

@test "the C++ backend in the plugin guide is examples/backend/stdthread.cpp" {
  diff <(block_in "$top/docs/plugin-guide.md" cpp stdthread) "$top/examples/backend/stdthread.cpp"
}

# works BACKEND.so: it does its share, with one worker and with three.
works() {
  for workers in 1 3; do
    run --separate-stderr -0 parbench cell -k pi -b "$1" -n 1000 -w $workers --samples 1
    says '^status: ok$'
  done
}

@test "the backends in examples/ compile without a warning, and work" {
  local compiler tried=0 warnings=(-Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror)
  for compiler in gcc clang; do
    command -v $compiler >/dev/null || continue
    $compiler -std=c11 -O2 "${warnings[@]}" -shared -fPIC -pthread -I "$top/include" \
      -o threads.so "$top/examples/backend/threads.c"
    works ./threads.so
    tried=1
  done
  for compiler in g++ clang++; do
    command -v $compiler >/dev/null || continue
    $compiler -std=c++20 -O2 "${warnings[@]}" -shared -fPIC -pthread -I "$top/include" \
      -o stdthread.so "$top/examples/backend/stdthread.cpp"
    works ./stdthread.so
    tried=1
  done
  [ $tried = 1 ] || skip "no compiler"
}

@test "the links of README and docs lead somewhere" {
  cd "$top"
  for page in README.md docs/*.md; do
    for link in $(sed '/^```/,/^```$/d' "$page" | grep -o '](\([^)#]*\)' | sed 's/^](//' | grep -v '^http'); do
      [ -e "$(dirname "$page")/$link" ] || { echo "$page: $link"; false; }
    done
  done
}

@test "the backend in docs/cluster.md is that of configs/cluster.ini" {
  diff <(sed -n '/^\[backend mpi\]$/,/^```$/p' "$top/docs/cluster.md" | sed '/^```/,$d') \
    <(sed -n '/^\[backend mpi\]$/,$p' "$top/configs/cluster.ini")
}
