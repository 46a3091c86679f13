#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# What disturbs measuring: on this machine, on made-up ones, and with made-up launchers.
load helper

# answers FILE NAME...: "name=answer" of each check that is named, in this order.
answers() {
    "$PYTHON" - "$@" <<'PY'
import json, sys
found = {c["name"]: c["disturbs"] for c in json.load(open(sys.argv[1]))["checks"]}
print(*[name + "=" + found[name] for name in sys.argv[2:]])
PY
}

# of FILE NAME KEY
of() {
    "$PYTHON" - "$@" <<'PY'
import json, sys
print(*[c[sys.argv[3]] for c in json.load(open(sys.argv[1]))["checks"] if c["name"] == sys.argv[2]])
PY
}

# put FILE LINE: below the made-up root.
put() {
    mkdir -p "root/$(dirname "$1")"
    printf '%s\n' "$2" >"root/$1"
}

# doctor_of_programs: with no other programs than those in ./bin.
doctor_of_programs() {
    mkdir -p bin
    timeout -k 5 120 env -u OMPI_ALLOW_RUN_AS_ROOT -u OMPI_ALLOW_RUN_AS_ROOT_CONFIRM \
        PATH="$PWD/bin" "$PARBENCH" doctor --json >doctor.json
}

# program NAME: a script in ./bin, from stdin.
program() {
    mkdir -p bin
    cat >"bin/$1"
    chmod +x "bin/$1"
}

@test "doctor --json: each check has one of three answers, and a remedy where it is yes" {
    run --separate-stderr -0 parbench doctor --json
    is "stderr" "$stderr" ""
    printf '%s\n' "$output" >doctor.json
    "$PYTHON" - <<'PY'
import json, socket
doctor = json.load(open("doctor.json"))
assert list(doctor) == ["host", "checks"] and doctor["host"] == socket.gethostname(), doctor
names = [c["name"] for c in doctor["checks"]]
assert len(set(names)) == len(names), names
wanted = """governor turbo smt aslr transparent_huge_pages clock_source timer_overhead timer_resolution
    hardware_counters load steal cgroup_quota cgroup_throttled mpirun hyperfine gnuplot"""
assert set(wanted.split()) <= set(names), names
for c in doctor["checks"]:
    assert sorted(c) == ["disturbs", "name", "remedy", "value", "why"], c
    assert c["disturbs"] in ("yes", "no", "unknown"), c
    assert c["value"] and c["why"], c
    assert bool(c["remedy"]) == (c["disturbs"] == "yes"), c
PY
}

@test "doctor: the table has a line for each check, and a paragraph for each yes" {
    run --separate-stderr -0 parbench doctor
    is "stderr" "$stderr" ""
    printf '%s\n' "$output" >doctor
    never_says $'\033'
    parbench doctor --json | "$PYTHON" -c '
import json, sys
for c in json.load(sys.stdin)["checks"]: print(c["name"])' >names
    local name
    while read -r name; do
        is "lines of $name" "$(grep -cE "^$name +[A-Z].*\? +(yes|no|unknown) +[^ ]" doctor)" 1
    done <names
    is "paragraphs" "$(grep -c '^  Remedy: .*\.$' doctor)" "$(grep -cE '\? +yes ' doctor)"
}

@test "doctor: the documentation has each check, and no other" {
    parbench doctor --json | "$PYTHON" -c '
import json, sys
for c in json.load(sys.stdin)["checks"]: print(c["name"])' >names
    sed -n '/^### 1.13 /,/^## 2/s/^| `\([a-z_]*\)` .*/\1/p' "$ROOT/docs/methodology.md" >documented
    diff names documented
}

@test "a made-up machine that disturbs" {
    put proc/sys/kernel/randomize_va_space 0
    put proc/sys/kernel/perf_event_paranoid 4
    put proc/sys/kernel/numa_balancing 1
    put proc/cpuinfo 'flags		: fpu hypervisor'
    put proc/self/cgroup '0::/me'
    put sys/fs/cgroup/me/cpu.max '1000 100000'
    put sys/fs/cgroup/me/cpu.stat 'nr_throttled 3'
    put sys/kernel/mm/transparent_hugepage/enabled '[always] madvise never'
    put sys/devices/system/clocksource/clocksource0/current_clocksource hpet
    put sys/devices/system/cpu/cpufreq/boost 1
    put sys/devices/system/cpu/smt/control on
    put sys/devices/system/node/online 0-1
    put sys/class/power_supply/BAT0/status Discharging
    local cpu checks="governor turbo smt aslr transparent_huge_pages numa_balancing clock_source
        hardware_counters cgroup_quota cgroup_throttled virtual_machine battery"
    for cpu in $("$PYTHON" -c 'import os; print(*os.sched_getaffinity(0))'); do
        put "sys/devices/system/cpu/cpu$cpu/cpufreq/scaling_governor" powersave
    done
    parbench doctor --json --sysroot root >doctor.json
    # shellcheck disable=SC2086
    is "answers" "$(answers doctor.json $checks)" "$(printf '%s=yes ' $checks | sed 's/ $//')"
    is "quota" "$(of doctor.json cgroup_quota value | sed 's/ of .*//')" 0.01
}

@test "a made-up machine that tells nothing" {
    mkdir root
    local checks="governor turbo smt aslr transparent_huge_pages numa_balancing clock_source
        cgroup_quota cgroup_throttled virtual_machine battery"
    parbench doctor --json --sysroot root >doctor.json
    # shellcheck disable=SC2086
    is "answers" "$(answers doctor.json $checks)" "$(printf '%s=unknown ' $checks | sed 's/ $//')"
}

@test "address randomisation that is off for this process only" {
    needs setarch
    setarch -R true || skip "setarch -R is not allowed"
    setarch -R timeout 60 "$PARBENCH" doctor --json >doctor.json
    is "aslr" "$(answers doctor.json aslr)" aslr=yes
}

@test "programs that are missing: the packages" {
    doctor_of_programs
    is "answers" "$(answers doctor.json mpirun hyperfine gnuplot)" "mpirun=yes hyperfine=yes gnuplot=yes"
    matches "$(of doctor.json mpirun remedy)" 'package openmpi-bin'
    matches "$(of doctor.json hyperfine remedy)" 'package hyperfine'
    matches "$(of doctor.json gnuplot remedy)" 'package gnuplot'
}

@test "programs that are there" {
    program gnuplot <<<'#!/bin/sh'
    program mpirun <<'S'
#!/bin/sh
[ "$1 $2 $3" = "-n 2 echo" ] && echo "$4" && echo "$4"
S
    doctor_of_programs
    is "answers" "$(answers doctor.json mpirun hyperfine gnuplot)" "mpirun=no hyperfine=yes gnuplot=no"
    is "gnuplot" "$(of doctor.json gnuplot value)" "$PWD/bin/gnuplot"
}

@test "an mpirun that asks for more: what to write" {
    local refuse_root='[ "$OMPI_ALLOW_RUN_AS_ROOT$OMPI_ALLOW_RUN_AS_ROOT_CONFIRM" = 11 ] || exit 1'
    local refuse_two='[ "$3 $4" = "--map-by :OVERSUBSCRIBE" ] || exit 1'
    local start='echo parbench-rank; echo parbench-rank'

    printf '%s\n' '#!/bin/sh' "$refuse_two" "$start" | program mpirun
    doctor_of_programs
    is "answer" "$(answers doctor.json mpirun)" mpirun=yes
    matches "$(of doctor.json mpirun remedy)" 'launcher = mpirun -n \{workers\} --map-by :OVERSUBSCRIBE$'
    [[ $(of doctor.json mpirun remedy) != *allow_root* ]]

    [[ $(id -u) == 0 ]] || skip "allow_root is for root"
    printf '%s\n' '#!/bin/sh' "$refuse_root" "$start" | program mpirun
    doctor_of_programs
    matches "$(of doctor.json mpirun remedy)" 'allow_root = yes$'
    printf '%s\n' '#!/bin/sh' "$refuse_root" "$refuse_two" "$start" | program mpirun
    doctor_of_programs
    matches "$(of doctor.json mpirun remedy)" 'allow_root = yes and launcher = mpirun .*OVERSUBSCRIBE$'
}

@test "an mpirun that does not start two ranks" {
    local line
    while read -r line; do
        printf '#!/bin/sh\n%s\n' "$line" | program mpirun
        doctor_of_programs
        is "$line" "$(answers doctor.json mpirun)" mpirun=yes
        is "$line" "$(of doctor.json mpirun value)" "starts no two ranks"
        matches "$(of doctor.json mpirun remedy)" 'mpirun -n 2 echo rank'
    done <<'LINES'
exit 0
echo parbench-rank
echo parbench-rank; echo parbench-rank; exit 1
LINES
}

@test "an mpirun that hangs is ended, with what it has started" {
    printf '#!/bin/sh\n%s 600 & %s 600\n' "$(command -v sleep)" "$(command -v sleep)" | program mpirun
    short_folder
    TMPDIR=$FOLDER doctor_of_programs
    is "answer" "$(answers doctor.json mpirun)" mpirun=yes
    matches "$(of doctor.json mpirun value)" 'no end within 10 s'
    nobody_left "$FOLDER"
}

@test "the real mpirun: with what doctor says, two ranks start" {
    needs mpirun
    parbench doctor --json >doctor.json
    local remedy
    remedy=$(of doctor.json mpirun remedy)
    [[ $remedy == None || $remedy == *allow_root* || $remedy == *OVERSUBSCRIBE* ]]
    needs_mpi
    quick mpi.ini <<INI
[backend serial]
[backend mpi]
workers = 2
timeout = 60s
$([[ $remedy != *allow_root* ]] || echo allow_root = yes)
$([[ $remedy != *OVERSUBSCRIBE* ]] || echo 'launcher = mpirun -n {workers} --map-by :OVERSUBSCRIBE')
INI
    run --separate-stderr -0 parbench run mpi.ini -o run
    is "cell" "$(cells run/cells.csv status backend=mpi workers=2)" ok
}

@test "wrong usage" {
    run --separate-stderr -2 parbench doctor now
    says '"now" is too much'
    run --separate-stderr -2 parbench doctor --sysroot /nonexistent
    says '^parbench: doctor: --sysroot /nonexistent is not a directory$'
    run --separate-stderr -2 parbench doctor --jsno
    says 'did you mean --json\?'
    is "stdout" "$output" ""
    [[ -w /dev/full ]] || skip "there is no /dev/full"
    run -2 bash -c 'timeout 60 "$1" doctor >/dev/full' - "$PARBENCH"
}
