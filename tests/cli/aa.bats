#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# parbench aa: twins, what is said of them, and the same from a run directory that is known.

load helper

small() {
    cat >small.ini <<'INI'
[experiment]
n = 1000
workers = 1, 2
[measure]
rounds = 6
samples = 1
idle_gap = 0ms
seed = 5
[kernel pi]
[backend serial]
[backend threads]
plugin = pthreads
spawn = once, each
INI
}

# One run for the tests that only look at it.
setup_file() {
    cd "$BATS_FILE_TMPDIR"
    small
    parbench aa small.ini -o run --json >first.json 2>stderr
}

# json FILE EXPRESSION: of the object `aa`.
json() {
    "$PYTHON" -c 'import json, sys; aa = json.load(open(sys.argv[1])); print(eval(sys.argv[2]))' "$@"
}

# crafted DIR [TIMES]: a run of twins whose times are these, in ns, round by round; "x" is a crash.
crafted() {
    mkdir "$1"
    "$PYTHON" - "$@" <<'PY'
import csv, itertools, json, sys
times = {  # backend: of the first, of the second
    "alike": ([100, 110, 120, 90, 80, 105, 95, 130, 100], [102, 108, 120, 93, 78, 105, 97, 128, 99]),
    "slower": ([100, 200, 300, 400, 500, 600, 700, 800, 900], [110, 220, 330, 440, 550, 660, 770, 880, 990]),
    "edge": ([100, 101, 101, 101, 101, 101, 101, 101, 101], [100] * 9),  # ranks 2 and 8: 1.01, 1.01
    "touching": ([100, 100, 101, 101, 101, 101, 101, 101, 101], [100] * 9),  # rank 2: 1
    "crashing": ([100] * 9, [100, 100, "x"]),
    "short": ([100] * 9, [200] * 5),
}
times = eval(sys.argv[2]) if len(sys.argv) > 2 else times
cells = [(b, again, t) for b, both in times.items() for again, t in zip(("", ".again"), both)]
plan = [dict(kernel="pi", backend=b + again, n=1000, workers=1) for b, again, _ in cells]
run = dict(experiment="known", run="known", host="h", recipe=dict(twins=True),
           plan=dict(baseline=None, cells=plan))
json.dump(run, open(f"{sys.argv[1]}/run.json", "w"))
header = """schema,run,host,seq,round,position,kernel,backend,n,workers,phase,worker,cpu,batch,batch_ns,
value,error,tolerance,status,detail,flags,layout,cpu_ns,rqwait_ns,nivcsw,maxrss_kib,t_rel_ns"""
with open(f"{sys.argv[1]}/samples.csv", "w", newline="") as file:
    out = csv.DictWriter(file, header.replace("\n", "").split(","), restval="", lineterminator="\n")
    out.writeheader()
    seq = itertools.count(1)
    for backend, again, values in cells:
        for number, time in enumerate(values, 1):
            common = dict(schema=1, run="known", host="h", round=number, position=1, kernel="pi", n=1000,
                          workers=1, backend=backend + again, status="ok", batch=1)
            if time != "x":
                out.writerow(common | dict(phase="call", batch_ns=time, seq=next(seq)))
            status = dict(status="crashed", detail="signal 11") if time == "x" else {}
            out.writerow(common | dict(phase="visit", batch_ns=1000, seq=next(seq)) | status)
PY
}

@test "each backend twice, in one run with the usual files" {
    cd "$BATS_FILE_TMPDIR"
    is "names" "$(cells run/cells.csv backend workers=1 | tr '\n' ' ')" \
        "serial serial.again threads.once threads.once.again threads.each threads.each.again "
    is "visits" "$(cells run/samples.csv seq phase=visit position!=0 | wc -l)" $((5 * 2 * 6))
    "$PYTHON" "$BATS_TEST_DIRNAME/recompute.py" run
    run -0 --separate-stderr parbench aa run
    says '^pi/threads.once/1000/2 +6 +[0-9.]+ +\[[0-9.]+, [0-9.]+\]  (not )?different$'
    is "pairs in the table" "$(grep -c '^pi/' <<<"$output")" 5
    says '^different: [0-9]+ of 5 pairs, '
    says '^largest difference of 5 pairs: [0-9.]+ % \(20 are needed for a noise floor\)$'
    never_says 'noise floor:|not complete'
}

@test "twins are visited in the order of the round, not beside each other" {
    cd "$BATS_FILE_TMPDIR"
    is "rounds in which the twin came first" "$(
        cells run/samples.csv round,position,backend phase=visit workers=1 |
            awk '$3 == "serial" { a[$1] = $2 } $3 == "serial.again" { b[$1] = $2 }
                 END { for (r in a) n += b[r] < a[r]; print (n > 0 && n < 6) ? "some" : n }'
    )" some
}

@test "--json is one object, and says the same again from the directory" {
    cd "$BATS_FILE_TMPDIR"
    grep -q '^ended after 6 rounds' stderr
    parbench aa run --json >second.json
    cmp first.json second.json
    is "pairs" "$(json first.json 'aa["pairs"], len(aa["details"])')" "(5, 5)"
    is "rate" "$(json first.json 'aa["false_difference_rate"] == aa["different"] / 5')" True
    is "floor" "$(json first.json 'aa["noise_floor"], aa["largest_difference"] > 0')" "(None, True)"
    is "rounds" "$(json first.json 'aa["rounds"], aa["rounds_least"]')" "(6, 6)"
    is "drift" "$(json first.json 'sorted(aa["drift"])')" \
        "['correlated', 'drifts', 'lag1', 'pettitt_p', 'spearman', 'spearman_p']"
    is "run" "$(json first.json 'aa["run"]')" "$PWD/run"
    is "twin" "$(json first.json 'aa["details"][0]["again"]')" serial.again
}

@test "--quiet: the figures alone" {
    small
    run -0 --separate-stderr parbench aa small.ini -q -o run --only '*/serial/1000/1'
    is "stderr" "$stderr" ""
    is "lines" "$(wc -l <<<"$output")" 3
    says '^different: [01] of 1 pair, '
    is "the last line" "$(tail -n 1 <<<"$output")" "$PWD/run/cells.csv"
}

@test "--only, --set and --budget are those of run" {
    small
    parbench aa small.ini -q -o run --only '*/threads.each.again/1000/2' --set measure.rounds=400 \
        --budget 2s
    is "cells" "$(cells run/cells.csv backend,n,workers | tr '\n' ',')" \
        "serial 1000 1,serial.again 1000 1,threads.each 1000 1,threads.each 1000 2,threads.each.again 1000 1,threads.each.again 1000 2,"
    [[ $(cells run/cells.csv rounds backend=serial) -lt 400 ]]
}

@test "known samples give the known verdicts" {
    crafted known
    run -1 --separate-stderr parbench aa known
    says '^pi/alike/1000/1 +9  1\.0000  \[0\.9794, 1\.0185\]  not different$'
    says '^pi/slower/1000/1 +9  0\.9091  \[0\.9091, 0\.9091\]  different$'
    says '^pi/edge/1000/1 +9  1\.0100  \[1\.0100, 1\.0100\]  different$'
    says '^pi/touching/1000/1 +9  1\.0100  \[1\.0000, 1\.0100\]  not different$'
    says '^pi/crashing/1000/1 +2 +left out: crashing.again is crashed$'
    says '^pi/short/1000/1 +5 +left out: 5 common rounds$'
    says '^pi/crashing.again: crashed: signal 11$'
    says '^different: 2 of 4 pairs, 50\.0 % \(95 % interval 6\.8 % to 93\.2 %\)$'
    says '^left out: 1, of which a twin is not ok$'
    says '^left out: 1 with fewer than 6 common rounds$'
    says '^largest difference of 4 pairs: 10\.00 % '
    run -1 --separate-stderr parbench aa known --json
    is "stderr" "$stderr" ""
    echo "$output" >known.json
    is "figures" "$(json known.json '[aa[k] for k in ("pairs", "different", "false_difference_rate", "left_out_not_ok", "left_out_few_rounds")]')" \
        "[4, 2, 0.5, 1, 1]"
    is "floor" "$(json known.json 'round(aa["largest_difference"], 12), aa["noise_floor"]')" "(0.1, None)"
    is "verdicts" "$(json known.json '[d["verdict"] for d in aa["details"]]')" \
        "['not different', 'different', 'different', 'not different', 'left out: crashing.again is crashed', 'left out: 5 common rounds']"
    is "ratio" "$(json known.json 'round(aa["details"][1]["ratio"], 12), aa["details"][4]["ratio"]')" \
        "(0.909090909091, None)"
}

@test "no pair to judge: no rate" {
    small
    run -0 --separate-stderr parbench aa small.ini -o run --set measure.rounds=5 --only '*/serial/1000/1'
    matches "$stderr" '^note: with fewer than 6 rounds no pair can be judged$'
    says '^no pair to judge$'
    says '^left out: 1 with fewer than 6 common rounds$'
    parbench aa run --json >none.json
    is "figures" "$(json none.json '[aa[k] for k in ("pairs", "false_difference_rate", "noise_floor")]')" \
        "[0, None, None]"
}

@test "20 pairs: a noise floor" {
    crafted many "{f'b{i}': ([100] * 9, [101 + i] * 9) for i in range(20)}"
    run -0 --separate-stderr parbench aa many
    says '^noise floor: 19\.00 % \(95 of 100 pairs differ by no more\)$'
    parbench aa many --json >many.json
    is "floor" "$(json many.json 'round(aa["noise_floor"], 12), round(aa["largest_difference"], 12)')" \
        "(0.19, 0.2)"
}

@test "a run that is not complete says so" {
    crafted part "{'serial': ([100] * 8, [101] * 8)}"
    run -0 --separate-stderr parbench aa part
    never_says 'not complete'
    sed -i 's/"baseline": null/"baseline": null, "rounds_least": 20/' part/run.json
    run -0 --separate-stderr parbench aa part -q
    says '^8 of 20 rounds: the run is not complete$'
    parbench aa part --json >part.json
    is "rounds" "$(json part.json 'aa["rounds"], aa["rounds_least"]')" "(8, 20)"
}

@test "drift of the machine is told as run tells it, and is in the JSON" {
    crafted slow "{'sentinel': ([1000 + 10 * i for i in range(12)], [1] * 12)}"
    sed -i -e 's/,\([0-9]*\),1,pi,sentinel,1000,1,call/,\1,0,sentinel,sentinel,1,1,sentinel/' slow/samples.csv
    run -0 --separate-stderr parbench aa slow
    says '^the machine drifted: .*rank correlation with time 1\.00'
    parbench aa slow --json >slow.json
    is "drift" "$(json slow.json 'aa["drift"]["drifts"], round(aa["drift"]["spearman"], 9)')" "(True, 1.0)"
}

@test "killed and resumed: the run goes on with its twins and ends with its figures" {
    small
    "$PARBENCH" aa small.ini -q -o run &
    pid=$!
    wait_for grep -q ',visit,' run/samples.csv
    kill -KILL "$pid"
    wait "$pid" || true
    run -0 --separate-stderr parbench run --resume run
    says '^different: [0-9]+ of 5 pairs, '
    is "visits" "$(cells run/samples.csv seq phase=visit position!=0 | wc -l)" $((5 * 2 * 6))
    is "visits that are there twice" \
        "$(cells run/samples.csv kernel,backend,n,workers,round phase=visit | sort | uniq -d)" ""
}

@test "a cell that is not ok makes the exit status, a difference does not" {
    quick bad.ini <<INI
[backend serial]
[backend $FAULTY/nan.so]
INI
    run -1 --separate-stderr parbench aa bad.ini -o run --set measure.rounds=6
    says '^pi/nan/1000/1 .*left out: nan is wrong$'
    says '^different: [01] of 1 pair'
}

@test "what does not go together" {
    small
    run -2 --separate-stderr parbench aa small.ini -o run --only '*/nobody/*'
    says '^parbench: aa: --only .* matches none of the '
    parbench run small.ini -q -o plain --set measure.rounds=1
    run -2 --separate-stderr parbench aa plain
    says 'plain: is not a run of "parbench aa"'
    run -2 --separate-stderr parbench aa plain --set measure.rounds=9
    says '--set does not go with the directory of a run'
    printf '[backend serial.again]\nplugin = serial\n' >>small.ini
    run -2 --separate-stderr parbench aa small.ini -o run
    says 'two backends are called "serial.again"'
}
