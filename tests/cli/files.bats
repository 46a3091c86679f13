#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# samples.csv, cells.csv, run.json and the exports: their form, their figures, who can read them.
load helper

SAMPLES=schema,run,host,seq,round,position,kernel,backend,n,workers,phase,worker,cpu,batch,batch_ns,value,error,tolerance,status,detail,flags,layout,cpu_ns,rqwait_ns,nivcsw,maxrss_kib,t_rel_ns
CELLS=schema,experiment,run,host,kernel,backend,n,workers,status,detail,flags,rounds,samples,batch,time_ns,time_lo_ns,time_hi_ns,time_min_ns,time_mean_ns,time_sd_ns,ns_per_item,items_per_s,gb_per_s,gflops,start_ns,first_ns,cold_ns,stop_ns,imbalance,speedup,speedup_lo,speedup_hi,efficiency,self_speedup,karp_flatt,value,error,tolerance,external_ns,kernel_plugin,kernel_options,backend_plugin,backend_options

# A run that has everything: good and bad rows, an interval, a text that hurts.
setup_file() {
    cd "$BATS_FILE_TMPDIR"
    telling_backend nasty.so nasty '"=HYPERLINK(\"http://x\"),\n\r\tsemi;colon \xc3\xa9\x01\xff end"'
    quick all.ini <<INI
[backend serial]
[backend pthreads]
workers = 1, 2
[backend ./nasty.so]
[backend $FAULTY/nan.so]
[backend $FAULTY/probe_no.so]
INI
    TMPDIR=/tmp SECRET_TOKEN=abracadabra OMP_WAIT_POLICY=passive parbench run all.ini -q -o out \
        --set measure.rounds=6 --set measure.seed=4 || true
}

setup() {
    mkdir "$BATS_TEST_TMPDIR/here"
    cd "$BATS_TEST_TMPDIR/here"
    OUT=$BATS_FILE_TMPDIR/out
}

# well_formed FILE SEPARATOR LINE-END BOM: as bytes, by the grammar of RFC 4180.
well_formed() {
    "$PYTHON" - "$@" <<'PY'
import re, sys
path, separator, end, bom = sys.argv[1:]
end = {"LF": "\n", "CRLF": "\r\n"}[end]
data = open(path, "rb").read()
assert data.startswith(b"\xef\xbb\xbf") == (bom == "BOM"), "byte order mark"
text = data.decode("utf-8-sig" if bom == "BOM" else "utf-8")
field = r'(?:"(?:[^"]|"")*"|[^"\r\n%s]*)' % separator
texts = "experiment run host kernel backend status detail flags layout phase kernel_plugin kernel_options backend_plugin backend_options".split()
number = r"-?[0-9]+(?:[.,][0-9]+)?(?:e[-+]?[0-9]+)?"
rest, rows = text, []
while rest:
    match = re.match(rf"{field}(?:{separator}{field})*{end}", rest)
    assert match, f"not RFC 4180: {rest[:200]!r}"
    rows.append(re.findall(rf"({field})(?:{separator}|{end})", match[0]))
    rest = rest[match.end():]
assert {len(row) for row in rows} == {len(rows[0])}, "fields in a row"
for name, *column in zip(*rows):
    for value in column:
        bare = value[1:-1].replace('""', '"') if value.startswith('"') else value
        assert not re.search(r"[\x00-\x1f\x7f]", bare), (name, bare)
        assert name in texts or bare == "" or re.fullmatch(number, bare), f"no number in {name}: {bare}"
        assert name not in texts or not re.match(r"[=+@\t\r-]", bare), f"a formula in {name}: {bare}"
        assert name != "detail" or len(bare.encode()) <= 301, bare
PY
}

# ---- form --------------------------------------------------------------------------------------

@test "header lines" {
    is "samples.csv" "$(head -n 1 "$OUT/samples.csv")" "$SAMPLES"
    is "cells.csv" "$(head -n 1 "$OUT/cells.csv")" "$CELLS"
}

@test "RFC 4180, LF, UTF-8 without BOM, no NaN, no formula" {
    well_formed "$OUT/samples.csv" , LF none
    well_formed "$OUT/cells.csv" , LF none
}

@test "schema, experiment, run and host are in each row" {
    is "cells.csv" "$(cells "$OUT/cells.csv" schema,experiment,run | sort -u)" "1 all out"
    is "samples.csv" "$(cells "$OUT/samples.csv" schema,run | sort -u)" "1 out"
    is "hosts" "$(cells "$OUT/samples.csv" host | sort -u)" "$(uname -n)"
    is "hosts" "$(cells "$OUT/cells.csv" host | sort -u)" "$(uname -n)"
}

@test "times are whole nanoseconds, phases and statuses are known" {
    is "batch_ns" "$(cells "$OUT/samples.csv" phase,batch,batch_ns | grep -vE '^visit |^[a-z]+ [0-9]+ [0-9]+$')" ""
    is "visits" "$(cells "$OUT/samples.csv" batch,batch_ns phase=visit | grep -vE '^[0-9]* [0-9]*$')" ""
    is "phases" "$(cells "$OUT/samples.csv" phase | sort -u |
        grep -vxE 'start|first|warmup|call|cold|worker|stop|sentinel|external|visit')" ""
    is "statuses" "$(cells "$OUT/cells.csv" status | sort -u | tr '\n' ' ')" "failed ok unavailable wrong "
}

@test "a text with comma, quotes, newline and a leading '=' stays one field and is no formula" {
    local detail
    detail=$(cells "$OUT/cells.csv" detail backend=nasty)
    matches "$detail" "^'=HYPERLINK\(\"http://x\"\),.*semi;colon é.* end\$"
    is "lines" "$(wc -l <<<"$detail")" 1
    is "samples.csv" "$(cells "$OUT/samples.csv" detail backend=nasty phase=visit)" "$detail"
    is "rows" "$(cells "$OUT/cells.csv" status backend=nasty)" failed
}

@test "an instance whose row is not ok has no times; columns that mean nothing are empty" {
    is "nan" "$(cells "$OUT/cells.csv" time_ns,speedup,value,error backend=nan)" "   "
    is "karp_flatt at one worker" "$(cells "$OUT/cells.csv" karp_flatt,imbalance workers=1 status=ok)" $' \n '
    matches "$(cells "$OUT/cells.csv" karp_flatt,efficiency workers=2)" '^-?[0-9.e-]+ [0-9.]+$'
    is "pi moves no memory" "$(cells "$OUT/cells.csv" gb_per_s,external_ns backend=serial)" " "
    matches "$(cells "$OUT/cells.csv" gflops backend=serial)" '^[0-9.]+$'
}

@test "samples.csv: what is not known of a visit is empty and not 0" {
    quick unknown.ini <<INI
[backend far]
plugin = serial
launcher = no-such-launcher
[backend $FAULTY/newer_major.so]
[backend $FAULTY/segfault.so]
[backend $FAULTY/declines_large.so]
n = 2000
INI
    parbench run unknown.ini -q -o unknown --set measure.rounds=1 || true
    visit_of() { cells unknown/samples.csv batch,batch_ns phase=visit backend="$1" n="$2"; }
    is "no process" "$(visit_of far 1000)" " "
    is "no process" "$(visit_of newer_major 1000)" " "
    matches "$(visit_of segfault 1000)" '^ [1-9][0-9]*$'
    matches "$(visit_of declines_large 2000)" '^0 [1-9][0-9]*$'
}

@test "kernel and backend columns say what was run" {
    is "pthreads" "$(cells "$OUT/cells.csv" kernel_plugin,kernel_options,backend_plugin,backend_options \
        backend=pthreads workers=2)" "pi variant=plain isa=auto pthreads spawn=once wait=adaptive"
    is "nasty" "$(cells "$OUT/cells.csv" backend_plugin,backend_options backend=nasty)" "./nasty.so "
}

# ---- figures -----------------------------------------------------------------------------------

@test "cells.csv is what samples.csv and run.json give" {
    "$PYTHON" "$BATS_TEST_DIRNAME/recompute.py" "$OUT"
}

@test "ten random runs: cells.csv is what samples.csv and run.json give" {
    local seed=${PARBENCH_TEST_SEED:-$(date +%s)} number
    local -a backends=(pthreads forkshm openmp "$FAULTY/nan.so" "$FAULTY/segfault.so"
        "$FAULTY/declines_large.so" "$FAULTY/fork_unshared.so" "$FAULTY/newer_major.so")
    local -a workers=(1 2 1,2 3 1..3)
    echo "PARBENCH_TEST_SEED=$seed"
    RANDOM=$seed
    for number in {1..10}; do
        cat >random.ini <<INI
[experiment]
n = $((RANDOM % 3000 + 1))
workers = ${workers[RANDOM % 5]}
[measure]
rounds = $((RANDOM % 7 + 1))
samples = $((RANDOM % 4 + 1))
timeout = 60s
seed = $RANDOM
[kernel $( ((RANDOM % 4)) && echo pi || echo empty)]
[backend $( ((RANDOM % 4)) && echo serial || echo pthreads)]
[backend another]
plugin = ${backends[RANDOM % ${#backends[@]}]}
INI
        cat random.ini
        run parbench run random.ini -q -o "$number"
        [[ $status -le 1 ]]
        "$PYTHON" "$BATS_TEST_DIRNAME/recompute.py" "$number"
        well_formed "$number/samples.csv" , LF none
        well_formed "$number/cells.csv" , LF none
    done
}

# ---- other programs ----------------------------------------------------------------------------

@test "Python's csv reads both files" {
    "$PYTHON" - "$OUT" <<'PY'
import csv, sys
for name in "samples.csv", "cells.csv":
    rows = list(csv.DictReader(open(f"{sys.argv[1]}/{name}", newline="", encoding="utf-8"), strict=True))
    assert rows and all(None not in r and None not in r.values() for r in rows), name
assert len(rows) == 6 and all(float(r["time_ns"]) > 0 for r in rows if r["status"] == "ok")
PY
}

@test "Miller reads both files" {
    needs mlr
    local name
    for name in samples cells; do
        mlr --icsv --ojson cat "$OUT/$name.csv" >$name.json
        is "rows of $name" "$("$PYTHON" -c 'import json, sys; print(len(json.load(open(sys.argv[1]))))' $name.json)" \
            "$(cells "$OUT/$name.csv" schema | wc -l)"
    done
    is "status" "$(mlr --icsv --onidx filter '$workers == 2 && $time_ns > 0' then cut -f status "$OUT/cells.csv")" ok
}

@test "SQLite imports both files" {
    needs sqlite3
    local name
    for name in samples cells; do
        sqlite3 runs.db ".import --csv $OUT/$name.csv $name" 2>import.errors
        is "messages" "$(<import.errors)" ""
        is "rows of $name" "$(sqlite3 runs.db "select count(*) from $name")" \
            "$(cells "$OUT/$name.csv" schema | wc -l)"
    done
    is "numbers" "$(sqlite3 runs.db "select count(*) from cells where time_ns + 0 > 0")" 3
    is "nasty" "$(sqlite3 runs.db "select detail from cells where backend = 'nasty'")" \
        "$(cells "$OUT/cells.csv" detail backend=nasty)"
}

@test "R reads both files" {
    needs Rscript
    Rscript --vanilla -e '
        cells <- read.csv(file.path(commandArgs(TRUE)[1], "cells.csv"))
        samples <- read.csv(file.path(commandArgs(TRUE)[1], "samples.csv"))
        stopifnot(nrow(cells) == 6, is.numeric(cells$time_ns), sum(!is.na(cells$time_ns)) == 3,
                  is.numeric(samples$batch_ns), !anyNA(samples$batch_ns[samples$phase != "visit"]))' "$OUT"
}

# ---- exports -----------------------------------------------------------------------------------

@test "export --to csv: cells.csv, made again" {
    parbench export "$OUT" --to csv >again.csv
    cmp again.csv "$OUT/cells.csv"
}

@test "export --to csv: of a run that was killed, what there is" {
    mkdir killed
    cp "$OUT/run.json" killed
    head -c -40 "$OUT/samples.csv" >killed/samples.csv
    parbench export killed --to csv >killed/cells.csv
    is "lines" "$(wc -l <killed/cells.csv)" "$(wc -l <"$OUT/cells.csv")"
    head -n "$(grep -n ,visit, "$OUT/samples.csv" | tail -n 2 | head -n 1 | cut -d: -f1)" \
        "$OUT/samples.csv" >killed/samples.csv
    "$PYTHON" "$BATS_TEST_DIRNAME/recompute.py" killed
}

@test "export --to csv-fr: BOM, semicolons, decimal comma, CRLF" {
    parbench export "$OUT" --to csv-fr >fr.csv
    well_formed fr.csv ';' CRLF BOM
    is "header" "$(head -n 1 fr.csv)" $'\xEF\xBB\xBF'"${CELLS//,/;}"$'\r'
    "$PYTHON" - "$OUT/cells.csv" fr.csv <<'PY'
import csv, sys
plain = list(csv.DictReader(open(sys.argv[1], newline="", encoding="utf-8")))
french = list(csv.DictReader(open(sys.argv[2], newline="", encoding="utf-8-sig"), delimiter=";"))
texts = "run host kernel backend status detail flags kernel_plugin kernel_options backend_plugin backend_options".split()
assert len(plain) == len(french)
for a, b in zip(plain, french):
    for column in a:
        expected = a[column] if column in texts else a[column].replace(".", ",")
        assert b[column] == expected, (column, a[column], b[column])
PY
}

@test "export --to csv-fr: read.csv2 sees numbers" {
    needs Rscript
    parbench export "$OUT" --to csv-fr >fr.csv
    Rscript --vanilla -e '
        cells <- read.csv2("fr.csv", fileEncoding = "UTF-8-BOM")
        stopifnot(nrow(cells) == 6, names(cells)[1] == "schema")
        for (column in c("n", "workers", "time_ns", "time_lo_ns", "speedup", "value", "error"))
            stopifnot(is.numeric(cells[[column]]))
        plain <- read.csv(commandArgs(TRUE)[1])
        stopifnot(isTRUE(all.equal(cells$time_ns, plain$time_ns)))' "$OUT/cells.csv"
}

@test "export reads the run and nothing else, and writes nothing but its answer" {
    cp -r "$OUT" copy
    rm copy/cells.csv
    parbench export copy --to csv-fr >again.csv
    parbench export "$OUT" --to csv-fr >fr.csv
    cmp again.csv fr.csv
    is "files" "$(ls copy | tr '\n' ' ')" "run.json samples.csv "
}

@test "export: several runs become one table" {
    cp -r "$OUT" other
    sed -i "s/\"run\": \"[^\"]*\"/\"run\": \"other\"/" other/run.json
    run --separate-stderr -0 parbench export "$OUT" other --to csv
    is "stderr" "$stderr" ""
    printf '%s\n' "$output" >joined.csv
    well_formed joined.csv , LF no
    { cat "$OUT/cells.csv"; parbench export other --to csv | tail -n +2; } | cmp - joined.csv
    is "runs" "$(cells joined.csv run | sort | uniq -c | tr -s ' ')" \
        "$(printf ' 6 %s\n' "$(cells "$OUT/cells.csv" run | head -n 1)" other | sort -k 2)"
    parbench export other "$OUT" --to csv-fr >joined.fr.csv
    well_formed joined.fr.csv ';' CRLF BOM
    is "lines" "$(wc -l <joined.fr.csv)" 13
}

@test "export: a run that is named twice counts once, one with another's name is noted" {
    ln -s "$OUT" latest
    run --separate-stderr -0 parbench export "$OUT" latest "$OUT/." --to csv
    is "stderr" "$stderr" ""
    is "lines" "${#lines[@]}" 7
    cp -r "$OUT" copy
    run --separate-stderr -0 parbench export "$OUT" copy --to csv
    says '^note: .* and .*/copy are both called .*: their lines cannot be told apart$'
    is "lines" "${#lines[@]}" 13
}

@test "export: one run of several that cannot be read, and nothing is printed" {
    run --separate-stderr -2 parbench export "$OUT" nosuch --to csv
    is "stdout" "$output" ""
    says '^parbench: export: nosuch: No such file or directory$'
    run --separate-stderr -2 parbench export . "$OUT" --to csv
    is "stdout" "$output" ""
    says '^parbench: export: \.: is not the directory of a run'
}

@test "export: what it refuses" {
    run --separate-stderr -2 parbench export "$OUT"
    says '--to.*allowed: csv, csv-fr'
    run --separate-stderr -2 parbench export "$OUT" --to csv-rf
    says 'csv-rf.*did you mean "csv-fr"\?'
    run --separate-stderr -2 parbench export nosuch --to csv-fr
    says 'nosuch'
    run --separate-stderr -2 parbench export . --to csv-fr
    says 'run\.json'
    mkdir torn
    cp "$OUT/run.json" torn
    head -c 5000 "$OUT/samples.csv" >torn/samples.csv
    echo '{' >torn/run.json
    run --separate-stderr -2 parbench export torn --to csv-fr
    says 'torn/run\.json'
}

@test "samples.csv: what no runner writes is refused by all that read it, with its row" {
    quick small.ini <<<'[backend serial]'
    parbench aa small.ini -q -o run
    cp run/samples.csv good
    # damage ROW COLUMN VALUE: of the file; the header is row 1 and has columns from 1
    damage() {
        awk -F, -v OFS=, -v row="$1" -v column="$2" -v value="$3" \
            'NR == row { $column = value } 1' good >run/samples.csv
        cp run/samples.csv before
        for words in "export run --to csv" "run --resume run" "run --resume run --dry-run" "aa run"; do
            run --separate-stderr -2 parbench $words
            says "^parbench: .*run/samples\.csv: row $1: $4"
            is "stdout" "$output" ""
            cmp before run/samples.csv
        done
    }
    row=$(grep -n ,call, good | sed -n '2s/:.*//p')
    damage "$row" 15 -5 'batch_ns: "-5" is not allowed; allowed: a whole number from 0, or nothing'
    damage "$row" 14 many 'batch: "many" is not allowed'
    damage "$row" 5 0 'round: "0" is not allowed; allowed: a whole number from 1'
    damage "$row" 19 fine 'status: "fine" is not allowed; allowed: one of ok skipped'
    damage "$row" 4 $((row + 3)) "seq is \"$((row + 3))\" and should be $((row - 1)): lines are missing"
}

# ---- run.json ----------------------------------------------------------------------------------

# json EXPRESSION: of run.json, called run.
json() {
    "$PYTHON" -c 'import json, sys; run = json.load(open(sys.argv[1])); print(eval(sys.argv[2]))' \
        "$OUT/run.json" "$1"
}

@test "run.json: the INI file, byte for byte" {
    json 'run["config"]["text"]' >config.ini
    printf '\n' | cat "$BATS_FILE_TMPDIR/all.ini" - | cmp - config.ini
    is "path" "$(json 'run["config"]["path"]')" "$BATS_FILE_TMPDIR/all.ini"
}

@test "run.json: the INI file, byte for byte, with BOM, CRLF and accents" {
    printf '\xEF\xBB\xBF; d\xC3\xA9j\xC3\xA0 vu\r\n[experiment]\r\nn = 1000\r\nworkers = 1\r\n[kernel pi]\r\n[backend serial]\r\n' >odd.ini
    parbench run odd.ini -q -o odd --set measure.rounds=1 --set measure.samples=1
    "$PYTHON" - <<'PY'
import json
text = json.load(open("odd/run.json", encoding="utf-8"))["config"]["text"]
assert text.encode() == open("odd.ini", "rb").read(), text
PY
}

@test "run.json: the effective configuration, with origins" {
    is "rounds" "$(json '[(e["value"], e["origin"]) for e in run["effective"] if e["key"] == "rounds"]')" \
        "[('6', '--set')]"
    is "samples" "$(json '[(e["value"], e["origin"]) for e in run["effective"] if e["key"] == "samples"]')" \
        "[('2', 'all.ini:6')]"
    is "spawn" "$(json '[(e["section"], e["value"], e["origin"]) for e in run["effective"] if e["key"] == "spawn"]')" \
        "[('backend pthreads', 'once', 'default')]"
}

@test "run.json: the plan, in the order of cells.csv" {
    is "cells" "$(json '"\n".join("%(kernel)s %(backend)s %(n)d %(workers)d" % c for c in run["plan"]["cells"])')" \
        "$(cells "$OUT/cells.csv" kernel,backend,n,workers)"
    is "plan" "$(json 'run["plan"]["baseline"], run["plan"]["rounds_least"], run["plan"]["rounds_most"], run["plan"]["samples"]')" "('serial', 6, 6, 2)"
    is "seed" "$(json 'run["seed"]')" 4
}

@test "run.json: plugins, with path and sha256" {
    local path sum count=0
    while IFS=$'\t' read -r path sum; do
        is "$path" "$sum" "$(sha256sum "$path" | cut -d' ' -f1)"
        count=$((count + 1))
    done < <(json '"\n".join("%(path)s\t%(sha256)s" % p for p in run["plugins"])')
    is "plugins" "$count" 6
    is "item of pi" "$(json '[(p["item"], p["flops_per_item"]) for p in run["plugins"] if p.get("name") == "pi"]')" \
        "[('point', 6.0)]"
    matches "$(json '[p["build"] for p in run["plugins"] if p.get("name") == "serial"]')" '[0-9]+\.[0-9]+'
}

@test "run.json: machine, system, noise, software, command line" {
    matches "$(json 'sorted(run)')" "'machine', 'noise'.*'software', 'system'"
    is "command line" "$(json 'run["command_line"][1:4]')" "['run', 'all.ini', '-q']"
    is "kernel" "$(json 'run["system"]["kernel"]')" "$(uname -r)"
    is "software" "$(json '"parbench " + run["software"]["parbench"]')" \
        "$(parbench --version | cut -d' ' -f1,2)"
}

@test "run.json: of the environment only what is on the list" {
    is "OMP_WAIT_POLICY" "$(json 'run["environment"].get("OMP_WAIT_POLICY")')" passive
    run ! grep -q -e SECRET_TOKEN -e abracadabra "$OUT/run.json"
}

@test "run.json is complete before the first visit" {
    quick early.ini <<'INI'
[backend serial]
launcher = sh -c 'grep -q timeout_ns "$PLACE/run.json" && exec "$0" "$@"'
INI
    PLACE=$PWD/early parbench run early.ini -q -o early
    is "status" "$(cells early/cells.csv status)" ok
}

@test "samples.csv is only appended to, after each visit" {
    quick grows.ini <<'INI'
[backend serial]
launcher = sh -c 'cp "$PLACE/samples.csv" "$PLACE.$(wc -l <"$PLACE/samples.csv")"; exec "$0" "$@"'
[backend again]
plugin = serial
launcher = sh -c 'cp "$PLACE/samples.csv" "$PLACE.$(wc -l <"$PLACE/samples.csv")"; exec "$0" "$@"'
INI
    PLACE=$PWD/grows parbench run grows.ini -q -o grows --set measure.rounds=2
    local before line lines=""
    for line in $(cells grows/samples.csv seq phase=visit | sed -n '1p; 2p; 4p; 5p'); do
        lines+=" $((line + 1))"
    done
    is "lines before each visit" "$(echo $(ls -d grows.* | grep -o '[0-9]*' | sort -n))" "${lines# }"
    for before in grows.[0-9]*; do
        head -c "$(wc -c <"$before")" grows/samples.csv | cmp - "$before"
    done
}
