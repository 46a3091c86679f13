#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# The examples that draw from cells.csv draw something.
load helper

setup_file() {
    cd "$BATS_FILE_TMPDIR"
    quick all.ini <<INI
[backend serial]
[backend pthreads]
workers = 1, 2
spawn = once, each
[backend $FAULTY/nan.so]
INI
    parbench run all.ini -q -o out --set measure.rounds=6 || true
    parbench run all.ini -q -o few --set measure.rounds=1 --set measure.samples=1 || true
    quick alone.ini <<<'[backend pthreads]'
    parbench run alone.ini -q -o alone --set measure.rounds=1 --set measure.samples=1
    mkdir config
}

export MPLCONFIGDIR=$BATS_FILE_TMPDIR/config MPLBACKEND=agg

# draw SCRIPT CELLS
draw() {
    case $1 in
    *.gp) timeout 60 gnuplot -e "cells='$2'" "$1" ;;
    *.py) timeout 60 "$DRAWING_PYTHON" "$1" "$2" ;;
    *.R) timeout 60 Rscript --vanilla "$1" "$2" ;;
    esac
}

# all_draw PATTERN: each script gives a picture of each run, and none where there is nothing to draw.
all_draw() {
    local script run picture
    local -a scripts=("$ROOT"/examples/plot/$1)
    [[ -e ${scripts[0]} ]]
    for script in "${scripts[@]}"; do
        for run in out few; do
            mkdir "${script##*/}.$run"
            cd "${script##*/}.$run"
            draw "$script" "$BATS_FILE_TMPDIR/$run/cells.csv"
            for picture in *; do
                matches "$picture" '\.(png|svg|pdf)$'
                [[ $(wc -c <"$picture") -gt 2000 ]]
            done
            cd ..
        done
        mkdir "${script##*/}.alone"
        cd "${script##*/}.alone"
        run draw "$script" "$BATS_FILE_TMPDIR/alone/cells.csv"
        [[ $status -ne 0 ]]
        says 'no speed-up'
        cd ..
    done
}

@test "gnuplot" {
    needs gnuplot
    gnuplot -e 'set terminal pngcairo' 2>/dev/null || skip "gnuplot has no pngcairo"
    all_draw '*.gp'
}

@test "Python with matplotlib" {
    for DRAWING_PYTHON in /usr/bin/python3 python3 ''; do
        ! "$DRAWING_PYTHON" -c 'import matplotlib' 2>/dev/null || break
    done
    [[ -n $DRAWING_PYTHON ]] || skip "matplotlib is missing"
    all_draw '*.py'
}

@test "R" {
    needs Rscript
    Rscript --vanilla -e 'quit(status = !capabilities("cairo"))' || skip "R has no cairo"
    all_draw '*.R'
}
