#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# The backend opencl: what it computes, on which device, and what it declines.
load helper

SOURCES=$ROOT/plugins/backends

needs_opencl() {
    local state
    state=$(parbench show opencl | sed -n 's/^state *//p')
    [[ $state == usable ]] || skip "$state"
}

# OpenCL on the CPU, whose environment tells it how many compute units and devices it has.
needs_pocl() {
    needs_opencl
    [[ -e /etc/OpenCL/vendors/pocl.icd ]] || skip "pocl is missing"
    export OCL_ICD_VENDORS=/etc/OpenCL/vendors/pocl.icd
}

# cell KERNEL WORKERS [OPTION...]
cell() {
    run --separate-stderr parbench cell -k "$1" -b opencl -n 100003 -w "$2" --calls 2 "${@:3}"
}

# declines REGEX KERNEL WORKERS [OPTION...]
declines() {
    cell "${@:2}"
    is "exit status" "$status" 1 || { show; return 1; }
    says "^status: unsupported: $1"
}

# ---- what it computes --------------------------------------------------------------------------

@test "pi and triad in a whole run: right, and the columns of a backend that is not called back" {
    needs_opencl
    quick small.ini <<'INI'
[kernel exact]
plugin  = pi
variant = exact
[kernel triad]
[backend serial]
[backend opencl]
workers = 1, 2
INI
    parbench run small.ini -q -o out --set experiment.n=5003
    matches "$(cells out/cells.csv status,workers backend=opencl kernel=pi | tr '\n' ';')" '^ok 1;(ok|unsupported) 2;$'
    is "not ok" "$(cells out/cells.csv kernel,workers,status,detail status!=ok status!=unsupported)" ""
    is "values" "$(cells out/cells.csv value kernel=exact status=ok | sort -u | wc -l)" 1
    matches "$(cells out/cells.csv gb_per_s,imbalance kernel=triad backend=opencl workers=1)" '^[0-9.e-]+ $'
    is "options" "$(cells out/cells.csv backend_options backend=opencl | sort -u)" "device=any number=0 group=0"
    is "lines of workers" "$(cells out/samples.csv phase phase=worker backend=opencl)" ""
    "$PYTHON" "$BATS_TEST_DIRNAME/recompute.py" out
}

@test "the same bits in each call, and those of the threads where a group is one work-item" {
    needs_opencl
    local workers
    for workers in 1 2; do
        cell pi $workers --bopt group=1
        [[ $output != *"status: unsupported: workers is 2; the device has 1 compute unit"* ]] || continue
        local value=$(awk '$1 == "call" { print $NF }' <<<"$output")
        cell pi $workers --bopt group=1
        says "^call .* ${value//./\\.}\$"
        run --separate-stderr -0 parbench cell -k pi -b pthreads -n 100003 -w $workers --calls 1
        says "^call .* ${value//./\\.}\$"
    done
}

@test "variant exact: the same bits with any workers and groups" {
    needs_opencl
    local group
    for group in 0 1 3 64; do
        cell pi 1 --kopt variant=exact --bopt group=$group
        says '^call .* 3\.141592653598126$'
        says '^status: ok$'
    done
}

@test "triad: its option reaches the device" {
    needs_opencl
    cell triad 1 --kopt scalar=7 --bopt group=5
    says '^status: ok$'
    cell triad 1 --kopt scalar=2
    says '^status: ok$'
}

# ---- what it declines --------------------------------------------------------------------------

@test "another kernel, another variant, a triad of another kind" {
    needs_opencl
    declines 'opencl computes the kernels pi and triad, not "mandelbrot"$' mandelbrot 1 --kopt width=1
    declines 'opencl computes the variants plain and exact of pi, not simd$' pi 1 --kopt variant=simd
    plugin triad.so <<'C'
#include <parbench/plugin.h>
static void range(const void *instance, uint64_t begin, uint64_t end, parbench_partial *partial)
{
    (void)instance, (void)begin, (void)end, (void)partial;
}
static void check(const void *instance, const parbench_partial *total, parbench_verdict *verdict)
{
    (void)instance;
    *verdict = (parbench_verdict){total->sum, 0, 0};
}
PARBENCH_KERNEL("triad", .range = range, .check = check);
C
    declines 'this kernel triad has no option scalar$' ./triad.so 1
}

@test "more workers than compute units" {
    needs_opencl
    declines 'workers is 60000; the device has [0-9]+ compute units?$' pi 60000
}

@test "a device that is not there, and which are" {
    needs_opencl
    declines 'there is no device any 1000; (gpu|accelerator|cpu) 0 is [^ ]' pi 1 --bopt number=1000
    declines 'there is no device accelerator 63; (gpu|accelerator|cpu) 0 is [^ ]' pi 1 \
        --bopt device=accelerator --bopt number=63
}

@test "a group that is too large for the device" {
    needs_opencl
    declines 'group is 65536; the device takes [0-9]+ work-items at most$' pi 1 --bopt group=64Ki
}

@test "options that are not allowed" {
    run --separate-stderr -2 parbench cell -k pi -b opencl -n 1000 --bopt device=tpu
    says 'opencl\.device: "tpu" is not allowed; allowed: any, gpu, accelerator, cpu'
    run --separate-stderr -2 parbench cell -k pi -b opencl -n 1000 --bopt number=-1
    says 'opencl\.number: "-1" is not allowed'
    run --separate-stderr -2 parbench cell -k pi -b opencl -n 1000 --bopt group=100k
    says 'opencl\.group: "100k" is not allowed'
}

# ---- what fails --------------------------------------------------------------------------------

@test "memory that the device does not have: failed, with the size" {
    needs_opencl
    plugin triad.so <<'C'
#include <parbench/plugin.h>
static const parbench_option options[] = {
    {.name = "scalar", .type = PARBENCH_SIZE, .default_value = "3"}, {.name = NULL}};
static void range(const void *instance, uint64_t begin, uint64_t end, parbench_partial *partial)
{
    (void)instance, (void)begin, (void)end, (void)partial;
}
static void check(const void *instance, const parbench_partial *total, parbench_verdict *verdict)
{
    (void)instance;
    *verdict = (parbench_verdict){total->sum, 0, 0};
}
PARBENCH_KERNEL("triad", .options = options, .range = range, .check = check);
C
    run --separate-stderr -1 parbench cell -k ./triad.so -b opencl -n 2^50
    says '^status: failed: the device does not give memory for 3 arrays of 9007199254740992 bytes: CL_[A-Z_]+ \(-[0-9]+\)$'
}

@test "device code that does not compile: failed, with the first line of the log" {
    needs_opencl
    needs cc
    mkdir broken
    echo '"kernel void pi_plain(nonsense n) {}\n"' >broken/kernels.cl.inc
    cc -shared -fPIC -D_GNU_SOURCE -Ibroken -I"$ROOT/include" "$SOURCES"/opencl/*.c \
        "$SOURCES/common/kernel_option.c" -o opencl.so -lOpenCL
    run --separate-stderr -1 parbench cell -k pi -b ./opencl.so -n 1000 --calls 1
    says '^status: failed: clBuildProgram: CL_BUILD_PROGRAM_FAILURE \(-11\): [^ ].*nonsense'
}

# ---- where it cannot run -----------------------------------------------------------------------

@test "no platform: unavailable, and what helps" {
    needs_opencl
    export OCL_ICD_VENDORS=$PWD/none
    run --separate-stderr -0 parbench show opencl
    says '^state +unavailable here: no OpenCL platform: install the driver of the device, pocl-opencl-icd for the CPU$'
    quick small.ini <<'INI'
[backend serial]
[backend opencl]
INI
    run --separate-stderr -0 parbench run small.ini -q -o out
    matches "$(cells out/cells.csv status,detail backend=opencl)" '^unavailable no OpenCL platform: '
}

@test "pocl without a device, or without a place to write to: unavailable, and what helps" {
    needs_pocl
    POCL_DEVICES=none-such run --separate-stderr -0 parbench show opencl
    says '^state +unavailable here: no OpenCL device; .* POCL_CACHE_DIR or the home directory$'
    POCL_CACHE_DIR=/proc/none-such run --separate-stderr -0 parbench show opencl
    says '^state +unavailable here: no OpenCL device; '
}

@test "built without OpenCL: unavailable with the reason, and its options are known" {
    needs cc
    cc -shared -fPIC -I"$ROOT/include" -DMISSING_NAME='"opencl"' -DMISSING_REASON='"built without OpenCL"' \
        -DMISSING_ABOUT='"../opencl/about.h"' "$SOURCES/common/missing.c" -o opencl.so
    run --separate-stderr -0 parbench show ./opencl.so
    says '^backend +opencl$'
    says '^state +unavailable here: built without OpenCL$'
    quick small.ini <<'INI'
[backend ./opencl.so]
device = cpu, gpu
group  = 64
INI
    run --separate-stderr -0 parbench run small.ini -q -o out
    is "rows" "$(cells out/cells.csv backend,status,detail)" "opencl.cpu unavailable built without OpenCL
opencl.gpu unavailable built without OpenCL"
}

# ---- several devices, and their compute units ---------------------------------------------------

@test "the number of a device: each has its own compute units" {
    needs_pocl
    export POCL_DEVICES='basic pthread' POCL_MAX_PTHREAD_COUNT=3
    cell pi 3 --bopt device=cpu --bopt number=1
    says '^status: ok$'
    declines 'workers is 4; the device has 3 compute units$' pi 4 --bopt number=1
    cell pi 1 --bopt device=cpu
    says '^status: ok$'
    declines 'workers is 2; the device has 1 compute unit$' pi 2
    declines 'there is no device gpu 0; cpu 0 is basic-.*, cpu 1 is pthread-' pi 1 --bopt device=gpu
}

@test "on a CPU each compute unit is bound to the CPU of its worker" {
    needs_pocl
    local cpus=($(taskset -pc $$ | sed 's/.*: //' | tr ',' '\n' | sed -E 's/([0-9]+)-([0-9]+)/seq \1 \2/e'))
    [[ ${#cpus[@]} -ge 2 ]] || skip "needs two CPUs"
    short_folder
    TMPDIR=$FOLDER POCL_MAX_PTHREAD_COUNT=2 "$PARBENCH" cell -k pi -b opencl -n 1e12 -w 2 \
        --cpus "${cpus[1]},${cpus[0]}" --calls 1 >stdout 2>stderr 3>&- &
    local pid=$!
    bound() {
        local lists=$(sed -n 's/^Cpus_allowed_list:\t//p' /proc/$pid/task/*/status 2>/dev/null | sort -n | tr '\n' ' ')
        [[ " $lists" == *" ${cpus[0]} "*" ${cpus[1]} "* || " $lists" == *" ${cpus[1]} "*" ${cpus[0]} "* ]]
    }
    wait_for bound
    kill -KILL $pid
    wait $pid || true
}
