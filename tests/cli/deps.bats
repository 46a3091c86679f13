#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# scripts/install-deps, with programs in the place of dpkg and apt that note what they are asked.
load helper

# machine CLANG INSTALLED KNOWN: a Debian whose clang is number CLANG. INSTALLED and KNOWN are names;
# "all" is everything but clang's runtime.
machine() {
    mkdir -p bin
    export CLANG=$1 INSTALLED=$2 KNOWN=$3
    cat >bin/dpkg-query <<'SH'
#!/bin/sh
case " $INSTALLED " in
  *" $4 "*) ;;
  *" all "*) case $4 in libclang-rt-*) exit 1 ;; esac ;;
  *) exit 1 ;;
esac
[ "$3" = '${Status}' ] && printf 'install ok installed' || echo "clang-$CLANG (>= $CLANG~)"
SH
    cat >bin/apt-cache <<'SH'
#!/bin/sh
[ "$1" != depends ] || printf 'clang\n  Depends: clang-%s\n  Breaks: <clang-3.2>\n' "$CLANG"
[ "$1" != show ] || case " $KNOWN " in *" $2 "*) ;; *) exit 100 ;; esac
SH
    printf '#!/bin/sh\necho "$@" >>asked\n' >bin/apt-get
    printf '#!/bin/sh\necho 0\n' >bin/id
    chmod +x bin/*
    : >asked
}

deps() {
    PATH=$PWD/bin:$PATH "$ROOT/scripts/install-deps" "$@"
}

@test "what is installed is left alone" {
    machine 14 "all libclang-rt-14-dev" ""
    run --separate-stderr -0 deps test
    is "output" "$output$stderr$(<asked)" ""
}

@test "the sanitizers are those of the clang that is there, or comes" {
    local number
    for number in 14 18; do
        machine $number all libclang-rt-$number-dev
        run -0 deps test
        matches "$(<asked)" "^install .* libclang-rt-$number-dev\$"
        machine $number "" libclang-rt-$number-dev
        run -0 deps test
        matches "$(<asked)" "^install .* clang libclang-rt-$number-dev libomp-dev\$"
    done
}

@test "where clang brings them itself, no package is asked for" {
    machine 13 "" ""
    run -0 deps test
    matches "$(<asked)" '^install .* clang libomp-dev$'
    machine 13 all ""
    run -0 deps test
    is "asked" "$(<asked)" ""
}

@test "to build needs no clang" {
    machine 14 "" libclang-rt-14-dev
    run -0 deps build
    matches "$(<asked)" '^install .* libinih-dev '
    never_says clang
}

@test "anything but build and test is refused" {
    machine 14 all ""
    run -2 deps everything
    says 'usage: .*install-deps build\|test'
}
