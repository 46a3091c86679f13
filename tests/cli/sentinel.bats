#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# The cell that opens each round, and what it says of the machine.
load helper

# of DIR COLUMN [COLUMN=VALUE...]: from samples.csv, the sentinel's lines alone.
of() {
    "$PYTHON" "$ROOT/tests/cli/pick.py" "$1/samples.csv" "$2" position=0 "${@:3}"
}

# slower DIR: as if the machine had become 3 % slower in each round.
slower() {
    "$PYTHON" - "$1/samples.csv" <<'PY'
import csv, sys
rows = list(csv.DictReader(open(sys.argv[1], newline="")))
for row in rows:
    if row["phase"] == "sentinel":
        row["batch"], row["batch_ns"] = 1, round(1e6 * 1.03 ** int(row["round"]))
with open(sys.argv[1], "w", newline="") as file:
    writer = csv.DictWriter(file, rows[0].keys(), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
PY
}

@test "each round opens with it, and it ends with a visit line" {
    quick small.ini <<<'[backend serial]'
    run -0 parbench run -q -o there small.ini --set measure.rounds=3
    is "lines of a round" "$(of there phase round=2 | tr '\n' ' ')" "sentinel sentinel visit "
    is "rounds" "$(of there round phase=visit | tr '\n' ' ')" "1 2 3 "
    is "names" "$(of there kernel,backend,n,workers,status | sort -u)" "sentinel sentinel 1000000 1 ok"
    is "in its round it is first" "$("$PYTHON" "$ROOT/tests/cli/pick.py" there/samples.csv \
        position phase=visit | tr '\n' ' ')" "0 1 0 1 0 1 "
    is "cells.csv" "$(cells there/cells.csv kernel)" pi
    is "a table of cells alone" "$(grep -c sentinel there/cells.csv || true)" 0
}

@test "a machine that becomes slower: flag drift, in each measured cell" {
    quick small.ini <<INI
[backend serial]
[backend $FAULTY/probe_no.so]
INI
    run -0 parbench run -q -o there small.ini --set measure.rounds=9
    slower there
    parbench export there --to csv >there/cells.csv
    matches "$(cells there/cells.csv flags backend=serial)" '(^|\|)drift(\||$)'
    is "not measured" "$(cells there/cells.csv flags backend=probe_no)" ""
    "$PYTHON" "$ROOT/tests/cli/recompute.py" there
}

@test "drift is told in words" {
    quick small.ini <<<'[backend serial]'
    run -0 parbench run -q -o there small.ini --set measure.rounds=9
    slower there
    run -0 parbench run --resume there
    says '^the machine drifted: its fixed cell took 1\.061 ms .* and 1\.267 ms in the last \(rank correlation with time 1\.00'
}

@test "a run that goes on has one sentinel a round" {
    quick small.ini <<<'[backend serial]'
    run -0 parbench run -q -o there small.ini --set measure.rounds=3
    sed -i '/^1,there,[^,]*,[0-9]*,2,1,/,$d' there/samples.csv
    is "cut" "$(of there round phase=visit | tr '\n' ' ')" "1 2 "
    run -0 parbench run -q --resume there
    is "rounds" "$(of there round phase=visit | tr '\n' ' ')" "1 2 3 "
}

@test "without its plugins there is none, and that is told" {
    mkdir -p bin/plugins
    cp "$PARBENCH" bin/parbench
    cp "$PARBENCH_BUILD_DIR/plugins/empty.so" bin/plugins
    plain_backend mine.so mine
    printf '%s\n' '[experiment]' 'n = 10' '[measure]' 'rounds = 2' '[kernel empty]' \
        '[backend ./mine.so]' >small.ini
    run --separate-stderr -0 bin/parbench run -q -o there small.ini
    matches "$stderr" 'note: the plugins pi and serial cannot be used: nothing watches'
    is "sentinel" "$(of there phase)" ""
}

@test "its name is taken" {
    quick small.ini <<<'[backend sentinel]
plugin = serial'
    run -2 parbench run small.ini
    says 'small.ini:[0-9]+: backend sentinel: "sentinel" is what the cell is called'
}
