# SPDX-License-Identifier: GPL-3.0-or-later
# Slurm on the two hosts of two-hosts: a controller on node1, a slurmd and a munged on each.
# Everything that it writes lies in $CLUSTER/slurm or in a host's own /run.
export SLURM_CONF=$CLUSTER/slurm/slurm.conf

slurm_missing() {
    local row
    for row in slurmctld:slurmctld slurmd:slurmd srun:slurm-client munged:munge; do
        command -v "${row%:*}" >/dev/null || echo "${row%:*} is missing (package ${row#*:})"
    done
    ls /usr/lib/*/slurm-wlm/mpi_pmix.so >/dev/null 2>&1 || ls /usr/lib/*/slurm/mpi_pmix.so >/dev/null 2>&1 ||
        echo "Slurm knows no PMIx (package slurm-wlm-basic-plugins)"
}

configure_slurm() {
    mkdir -p "$CLUSTER/slurm/state"
    head -c 128 /dev/urandom >"$CLUSTER/slurm/munge.key"
    chmod 400 "$CLUSTER/slurm/munge.key"
    cat >"$SLURM_CONF" <<CONFIG
ClusterName=two
SlurmctldHost=node1
NodeName=node1,node2 CPUs=2
PartitionName=all Nodes=ALL Default=YES
AuthInfo=socket=/run/munge.socket
SlurmUser=root
StateSaveLocation=$CLUSTER/slurm/state
SlurmctldPidFile=/run/slurmctld.pid
SlurmctldLogFile=$CLUSTER/slurm/slurmctld.log
SlurmdPidFile=/run/slurmd.pid
SlurmdSpoolDir=/run/slurmd
SlurmdLogFile=$CLUSTER/slurm/slurmd-%n.log
SlurmdParameters=config_overrides
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
ReturnToService=2
KillWait=5
CONFIG
}

slurm_idle() {
    [[ $(on node1 sinfo -h --responding -t idle -o %D) == 2 ]]
}

start_slurm() {
    local host
    for host in node1 node2; do
        daemon $host munged --force --key-file="$CLUSTER/slurm/munge.key" --socket=/run/munge.socket \
            --pid-file=/run/munged.pid --log-file=/run/munged.log --seed-file=/run/munge.seed
    done
    daemon node1 slurmctld -c
    for host in node1 node2; do
        daemon $host slurmd
    done
    wait_for slurm_idle
}

stop_slurm() {
    local host
    for host in node1 node2; do
        on $host pkill -KILL 'slurm|munged' || true
    done
}
