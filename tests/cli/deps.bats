#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# scripts/install-deps, with programs in the place of dpkg and apt that note what they are asked.
load helper

# machine CLANG INSTALLED KNOWN: a Debian whose clang is number CLANG. INSTALLED and KNOWN are names;
# "all" is everything but clang's runtime.
machine() {
    mkdir -p bin
    export CLANG=$1 INSTALLED=$2 KNOWN=$3
    cat >bin/dpkg-query <<'SH'
#!/bin/sh
case " $INSTALLED " in
  *" $4 "*) ;;
  *" all "*) case $4 in libclang-rt-*) exit 1 ;; esac ;;
  *) exit 1 ;;
esac
[ "$3" = '${Status}' ] && printf 'install ok installed' || echo "clang-$CLANG (>= $CLANG~)"
SH
    cat >bin/apt-cache <<'SH'
#!/bin/sh
[ "$1" != depends ] || printf 'clang\n  Depends: clang-%s\n  Breaks: <clang-3.2>\n' "$CLANG"
[ "$1" != show ] || case " $KNOWN " in *" $2 "*) ;; *) exit 100 ;; esac
SH
    printf '#!/bin/sh\necho "$@" >>asked\n' >bin/apt-get
    printf '#!/bin/sh\necho 0\n' >bin/id
    chmod +x bin/*
    : >asked
}

deps() {
    PATH=$PWD/bin:$PATH "$ROOT/scripts/install-deps" "$@"
}

@test "what is installed is left alone" {
    machine 14 "all libclang-rt-14-dev" ""
    run --separate-stderr -0 deps test
    is "output" "$output$stderr$(<asked)" ""
}

@test "the sanitizers are those of the clang that is there, or comes" {
    local number
    for number in 14 18; do
        machine $number all libclang-rt-$number-dev
        run -0 deps test
        matches "$(<asked)" "^install .* libclang-rt-$number-dev\$"
        machine $number "" libclang-rt-$number-dev
        run -0 deps test
        matches "$(<asked)" "^install .* clang libclang-rt-$number-dev libomp-dev\$"
    done
}

@test "where clang brings them itself, no package is asked for" {
    machine 13 "" ""
    run -0 deps test
    matches "$(<asked)" '^install .* clang libomp-dev$'
    machine 13 all ""
    run -0 deps test
    is "asked" "$(<asked)" ""
}

@test "to build needs no clang" {
    machine 14 "" libclang-rt-14-dev
    run -0 deps build
    matches "$(<asked)" '^install .* libinih-dev '
    never_says clang
}

# services: what asks apt-get notes whether services may start, systemctl what it is asked.
services() {
    mkdir -p root/usr/sbin
    export DPKG_ROOT=$PWD/root
    printf '#!/bin/sh\necho "$@" "$("$DPKG_ROOT/usr/sbin/policy-rc.d"; echo $?)" >>asked\n' >bin/apt-get
    printf '#!/bin/sh\necho systemctl "$@" >>asked\n' >bin/systemctl
    chmod +x bin/*
}

@test "two hosts need sshd, munge and Slurm, but the machine gets no service" {
    machine 14 "" libclang-rt-14-dev
    services
    run -0 deps cluster
    matches "$(grep ^install asked)" ' openssh-server munge slurmctld slurmd .* mpich .* 101$'
    is "disabled" "$(sed -n 's/^systemctl disable --now //p' asked | tr '\n' ' ')" \
        "ssh.socket ssh munge slurmctld slurmd "
    is "left" "$(ls root/usr/sbin)" ""
}

@test "a service that is there already is left alone, and so is a policy" {
    machine 14 "all" libclang-rt-14-dev
    export INSTALLED="openssh-server munge slurmd"
    services
    printf '#!/bin/sh\nexit 7\n' >root/usr/sbin/policy-rc.d
    chmod +x root/usr/sbin/policy-rc.d
    run -0 deps cluster
    matches "$(grep ^install asked)" ' slurmctld slurm-client .* 7$'
    is "disabled" "$(sed -n 's/^systemctl disable --now //p' asked | tr '\n' ' ')" "slurmctld "
    is "policy" "$(tail -n 1 root/usr/sbin/policy-rc.d)" "exit 7"
}

@test "an installation that a signal ends leaves no policy behind" {
    machine 14 "" libclang-rt-14-dev
    services
    printf '#!/bin/sh\n[ "$1" = update ] || kill -TERM $PPID\n' >bin/apt-get
    run ! deps cluster
    is "left" "$(ls root/usr/sbin)" ""
}

@test "anything but these sets is refused" {
    machine 14 all ""
    run -2 deps everything
    says 'usage: .*install-deps build\|test\|cluster\|bench'
}
