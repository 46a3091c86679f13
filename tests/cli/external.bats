#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# external = hyperfine: the time of a call as a clock outside of parbench sees it.
load helper

recompute() {
    "$PYTHON" "$BATS_TEST_DIRNAME/recompute.py" "$1"
}

# outside RUN POSITION CALLS NS...: lines of phase external behind those that are there, of the cell
# pi/serial/1000/1.
outside() {
    local line head run=$1 position=$2 calls=$3
    shift 3
    head=$(grep ,pi,serial,1000,1,visit, "$run/samples.csv" | tail -n 1)
    for ns; do
        line=$(wc -l <"$run/samples.csv")
        awk -F, -v OFS=, -v seq="$line" -v position="$position" -v calls="$calls" -v ns="$ns" '{
            $4 = seq; $5 = 1; $6 = position; $11 = "external"; $14 = calls; $15 = ns
            for (i = 20; i < 27; i++) $i = ""
            print }' <<<"$head" >>"$run/samples.csv"
    done
}

@test "lines of phase external: the slope of their medians is external_ns, and nothing else changes" {
    quick small.ini <<<'[backend serial]'
    parbench run small.ini -q -o run
    cells run/cells.csv time_ns,rounds,samples,start_ns,speedup >before
    outside run 1 3 5000 5003 5001
    outside run 1 103 8000 9000 8031
    outside run 2 103 8031 8031
    outside run 2 3 5001 5001
    cp run/samples.csv before.csv
    parbench run --resume run -q
    cmp before.csv run/samples.csv
    is "external" "$(cells run/cells.csv external_ns)" 30.3
    cells run/cells.csv time_ns,rounds,samples,start_ns,speedup | diff before -
    recompute run
}

@test "what was torn of hyperfine's lines goes as a whole" {
    quick small.ini <<<'[backend serial]'
    parbench run small.ini -q -o run
    outside run 1 3 5000 5000
    outside run 1 103 8000 8000
    cp run/samples.csv whole
    outside run 2 103 9000 9000
    outside run 2 3 7000
    parbench run --resume run -q
    cmp whole run/samples.csv
    is "external" "$(cells run/cells.csv external_ns)" 30
    recompute run
}

@test "hyperfine's lines between those of visits" {
    quick small.ini <<<'[backend serial]'
    parbench run small.ini -q -o run
    outside run 1 3 5000
    outside run 1 103 8000
    grep ,2,1,pi,serial, run/samples.csv >second
    grep -v ,2,1,pi,serial, run/samples.csv >first
    cat first second >run/samples.csv
    parbench run --resume run -q
    is "rows" "$(cells run/samples.csv phase position!=0 | sort | uniq -c | tr -s ' ' | grep -E 'visit|external')" \
        " 2 external"$'\n'" 2 visit"
    is "external" "$(cells run/cells.csv external_ns,rounds,samples)" "30 2 4"
    recompute run
}
