#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# The installed tree, with nothing of the sources beside it.
load helper

setup_file() {
    command -v cmake >/dev/null || return 0
    cmake --install "$PARBENCH_BUILD_DIR" --prefix "$BATS_FILE_TMPDIR/a prefix" >/dev/null
}

setup() {
    needs cmake
    mkdir "$BATS_TEST_TMPDIR/here"
    cd "$BATS_TEST_TMPDIR/here"
    PREFIX="$BATS_FILE_TMPDIR/a prefix"
    DOCS="$PREFIX/share/doc/parbench"
    PARBENCH="$PREFIX/bin/parbench"
}

@test "the program finds its plugins" {
    run --separate-stderr -0 parbench show serial
    says "^path +$PREFIX/.*lib.*/parbench/plugins/serial\.so\$"
    run --separate-stderr -0 parbench cell -k pi -b pthreads -n 1000 -w 2 --samples 1
    says '^status: ok$'
}

@test "each configuration that comes along can be planned" {
    local config
    for config in "$DOCS"/configs/*.ini; do
        run --separate-stderr -0 parbench run "$config" --dry-run
    done
    [[ -s $DOCS/configs/demo.ini ]]
}

@test "the header, and examples that compile with it" {
    needs cc
    cp -r "$DOCS/examples/backend" .
    cc -shared -fPIC -pthread -I "$PREFIX/include" -o threads.so backend/threads.c
    run --separate-stderr -0 parbench cell -k pi -b ./threads.so -n 1000 -w 2 --samples 1
    says '^status: ok$'
}

@test "the pages, their links, the man page and the licences" {
    local page link
    for page in "$DOCS"/README.md "$DOCS"/docs/*.md; do
        for link in $(sed '/^```/,/^```$/d' "$page" | grep -o '](\([^)#]*\)' | sed 's/^](//' | grep -v '^http'); do
            [[ -e $(dirname "$page")/$link ]] || { echo "$page: $link"; false; }
        done
    done
    [[ -s $DOCS/docs/plugin-guide.md && -s $PREFIX/share/man/man1/parbench.1 ]]
    grep -q 'GNU GENERAL PUBLIC LICENSE' "$DOCS/LICENSE"
    grep -q 'MIT' "$DOCS/include/LICENSE"
}

@test "nothing else is installed" {
    is "tops" "$(cd "$PREFIX" && find . -mindepth 1 -maxdepth 1 | sed "s/lib.*/lib/" | sort | tr "\n" " ")" "./bin ./include ./lib ./share "
    is "share" "$(cd "$PREFIX/share" && find . -mindepth 2 -maxdepth 2 | sort | tr '\n' ' ')" "./doc/parbench ./man/man1 "
}

@test "without a clang that links OpenMP the plugin says so" {
    needs cmake
    needs cc
    cmake -S "$ROOT" -B build -DPARBENCH_CLANG=/bin/false >/dev/null 2>&1
    cmake --build build --target plugin_openmp_clang >/dev/null
    run --separate-stderr -0 parbench show build/plugins/openmp_clang.so
    says '^state +unavailable here: (clang or libomp was missing|clang compiles the backend openmp itself)'
}
