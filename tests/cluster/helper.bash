# SPDX-License-Identifier: GPL-3.0-or-later
# What the tests with two hosts share. They run within two-hosts.
load ../cli/helper

: "${CLUSTER:?these tests run within two-hosts}"
WAIT_TRIES=1200
export OMPI_MCA_mpi_yield_when_idle=1 # the hosts share the CPUs of one machine

# common_folder: that both hosts see, to work in.
common_folder() {
    cd "$(mktemp -d "$CLUSTER/test-XXXXXX")"
}

setup() {
    common_folder
}

teardown() {
    local host
    for host in node1 node2; do
        link $host up
        for pid in $(strangers $host); do
            on $host kill -KILL "$pid" || true
        done
        on $host find /tmp /dev/shm -xdev -mindepth 1 -delete 2>/dev/null || true
        start_sshd $host
    done
}

on() {
    "$ROOT/tests/cluster/on" "$@"
}

# daemon HOST COMMAND...: bats would wait for one that keeps its descriptors.
daemon() {
    on "$@" </dev/null >>"$CLUSTER/daemons.log" 2>&1 3>&-
}

# link HOST up|down: its way to the other one.
link() {
    ip -n "$1" link set eth0 "$2"
}

# start_sshd HOST: where there is none.
start_sshd() {
    on "$1" pgrep -f 'sshd.*listener' >/dev/null ||
        daemon "$1" sh -c '"$(command -v sshd)" -f "$0"' "$CLUSTER/sshd_config"
}

# kill_sshd HOST: with the connections that it serves.
kill_sshd() {
    on "$1" pkill -KILL sshd
}

# strangers HOST: the numbers of processes that are not the host's own.
strangers() {
    on "$1" ps -eo pid=,args= |
        awk '!/\/tests\/cluster\/host / && !/sshd.*listener/ && !/sleep 1000$/ && !/munged/ &&
             !/slurmd$/ && !/slurmctld -c$/ && !/slurmscriptd/ && !/ps -eo/ { print $1 }'
}

# files_on HOST: in its own folders, that were not there from the beginning.
files_on() {
    on "$1" sh -c 'find /tmp /dev/shm -xdev -mindepth 1 | grep -vxFf /run/own' || true
}

nothing_on() {
    [[ -z $(strangers "$1") && -z $(files_on "$1") ]]
}

# nothing_left: neither processes nor files, on either host.
nothing_left() {
    local host
    for host in node1 node2; do
        wait_for nothing_on $host || {
            on $host ps -eo pid,ppid,args
            files_on $host
            return 1
        }
    done
}

# two_ranks: a visit of two ranks has got so far that both hosts have one, and it takes samples.
two_ranks() {
    on node2 pgrep -f ' cell .* -w 2 ' >/dev/null && sleep 2
}

# tell_places TITLE DIR: where each rank ran, for whoever reads the output of the test.
tell_places() {
    {
        echo "# $1:"
        cells "$2/samples.csv" backend,workers,worker,host,cpu phase=worker backend=mpi | sort -u |
            awk '{ print "#   " $1 " with " $2 ": rank " $3 " on " $4 ", CPU " $5 }'
    } >&3
}

# hosts_of DIR BACKEND WORKERS: of the rows of its workers.
hosts_of() {
    cells "$1/samples.csv" host phase=worker backend="$2" workers="$3" | sort -u | tr '\n' ' '
}
