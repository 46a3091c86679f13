# SPDX-License-Identifier: GPL-3.0-or-later
# What the config_*.bats files share: an experiment that is refused, or read and not measured.

# dry ARGUMENTS...: accepted, and measures nothing.
dry() {
    run --separate-stderr -0 parbench run --dry-run "$@"
}

# refused REGEX...: what `run` got is a refusal that matches all, and nothing was made.
refused() {
    local regex
    is "exit status" "$status" 2 || { show; return 1; }
    is "stdout" "$output" ""
    for regex in "$@"; do
        says "$regex"
    done
    [[ ! -e results ]]
}

# refuse REGEX...: this file (stdin) has one mistake, and it is told so.
refuse() {
    cat >c.ini
    run --separate-stderr parbench run c.ini
    refused "$@" '^parbench: run: 1 mistake; nothing was run$'
}

good_sections=$'[kernel pi]\n[backend serial]\n[backend pthreads]'

# effective SECTION.KEY: "value ; origin" as --dry-run printed it.
effective() {
    local section=${1%.*} key=${1##*.}
    awk -v section="[$section]" -v key="  $key = " '
        /^\[/ { here = $0 == section }
        here && index($0, key) == 1 { sub(/ +; /, " ; "); print substr($0, length(key) + 1) }
    ' <<<"$output"
}

# planned: the cells, as --dry-run printed them.
planned() {
    sed -n '/^[0-9]* cells\{0,1\}$/,/^$/{ /\//s/^  //p; }' <<<"$output"
}
