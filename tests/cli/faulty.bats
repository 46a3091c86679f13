#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# One run of all plugins that misbehave: each gives the row that tests/faulty/faulty.ini announces,
# and nothing else comes to harm.
load helper

setup_file() {
    cd "$BATS_FILE_TMPDIR"
    short_folder
    echo "$FOLDER" >folder
    TMPDIR=$FOLDER parbench run "$ROOT/tests/faulty/faulty.ini" --plugin-path "$FAULTY" -o out \
        >stdout 2>stderr && echo 0 >status || echo $? >status
}

teardown_file() {
    FOLDER=$(<"$BATS_FILE_TMPDIR/folder")
    teardown
}

setup() {
    cd "$BATS_FILE_TMPDIR"
}

# row BACKEND STATUS [REGEX]: so at both sizes, and the detail matches.
row() {
    local n detail
    for n in 1000 2000; do
        is "$1 at $n" "$(cells out/cells.csv status backend="$1" n=$n)" "$2"
        detail=$(cells out/cells.csv detail backend="$1" n=$n)
        if [[ $2 == ok ]]; then
            is "detail of $1" "$detail" ""
        else
            matches "$detail" "$3"
        fi
    done
}

@test "the exit status says that cells are not good" {
    is "exit status" "$(<status)" 1
}

@test "each cell has its row" {
    is "rows" "$(cells out/cells.csv status | wc -l)" \
        $((2 * $(grep -c '^\[backend ' "$ROOT/tests/faulty/faulty.ini")))
    is "without a status" "$(cells out/cells.csv backend status=)" ""
}

@test "serial is as good as without the others" {
    row serial ok
    matches "$(cells out/cells.csv time_ns backend=serial n=1000)" '^[0-9.]+$'
    matches "$(cells out/cells.csv time_ns backend=serial n=2000)" '^[0-9.]+$'
}

@test "crashed: by a signal, or gone without a record" {
    row segfault crashed 'signal 11|Segmentation|in run'
    row abort crashed 'signal 6.* in run'
    row exit0 crashed 'status 0 in run, without a record'
}

@test "timeout: names the limit and where it was" {
    row hang timeout '2s, in run'
}

@test "wrong: names both values" {
    row nan wrong 'nan, expected 3\.14159'
    row slightly_wrong wrong 'value 3\.14159[0-9]+, expected 3\.14159[0-9]+ within'
    row last_item_skipped wrong '(999|1999) items done of (1000|2000)'
    row item_twice wrong '(1001|2001) items done of (1000|2000)'
    row half_twice wrong '^value 3\.[0-9]+, expected 3\.14159[0-9]+ within'
    row fork_unshared wrong '^0 items done'
}

@test "wrong: value, error and tolerance are in the row, but not a NaN" {
    is "nan" "$(cells out/cells.csv value,error backend=nan n=1000)" " "
    is "fork_unshared" "$(cells out/cells.csv value backend=fork_unshared n=1000)" 0
    matches "$(cells out/cells.csv error,tolerance backend=slightly_wrong n=1000)" \
        '^(9\.999|1\.000)[0-9]*e-0[67] [0-9.]+e-14$'
}

@test "failed: the file does not load" {
    row unresolved failed 'undefined symbol: parbench_nobody_defines_this'
    row wrong_magic failed 'wrong_magic\.so: not a parbench plugin'
    row newer_major failed 'newer_major\.so: built for plugin ABI 2\.0, this parbench speaks 1\.1; rebuild'
    row empty_name failed 'empty_name\.so: name is empty'
}

@test "failed: in the plugin's own words" {
    row create_error failed '^no licence for this many workers$'
}

@test "unavailable: in the plugin's own words" {
    row probe_no unavailable '^needs a quantum processor$'
}

@test "unsupported: only the cell that was declined" {
    is "n = 1000" "$(cells out/cells.csv status,detail backend=declines_large n=1000)" "ok "
    is "n = 2000" "$(cells out/cells.csv status,detail backend=declines_large n=2000)" \
        "unsupported n is at most 1000"
}

@test "ok: what does no harm" {
    row newer_minor ok
    row chatty ok
    row closes_fds ok
    row changes_process ok
    matches "$(cells out/cells.csv value backend=changes_process n=1000)" '^3\.14159'
}

@test "leaves_child: ok, flagged, and the child is gone" {
    row leaves_child ok
    matches "$(cells out/cells.csv flags backend=leaves_child n=1000)" leftover
    is "visits with the flag" \
        "$(cells out/samples.csv flags backend=leaves_child phase=visit n=1000 | grep -c leftover)" 2
    is "others with the flag" \
        "$(cells out/cells.csv backend,flags | grep leftover | cut -d ' ' -f 1 | sort -u)" leaves_child
}

@test "a cell that is not ok has no times, and is not visited again" {
    local backend n status times visits
    while read -r backend n status; do
        times=$(cells out/cells.csv time_ns,time_min_ns,speedup backend="$backend" n="$n")
        visits=$(cells out/samples.csv round backend="$backend" n="$n" phase=visit | wc -l)
        if [[ $status == ok ]]; then
            matches "$times" '^[0-9.]+ [0-9.]+ [0-9.]+$'
            is "visits of $backend at $n" "$visits" 2
        else
            is "times of $backend at $n" "$times" "  "
            is "visits of $backend at $n" "$visits" 1
        fi
    done < <(cells out/cells.csv backend,n,status)
}

@test "nobody is left, and no folder" {
    nobody_left "$(<folder)"
    is "files of the run" "$(ls -A out | sort | tr '\n' ' ')" "cells.csv run.json samples.csv "
}

@test "each failure is told once on stdout, with its reason" {
    local backend
    for backend in $(cells out/cells.csv backend | sort -u); do
        [[ $(cells out/cells.csv status backend="$backend" n=1000) != ok ]] || continue
        grep -q "^pi/$backend: " stdout
    done
    is "reasons of create_error" "$(grep -c '^pi/create_error: ' stdout)" 1
}

@test "cells.csv is what samples.csv and run.json give" {
    "$PYTHON" "$BATS_TEST_DIRNAME/recompute.py" out
}
