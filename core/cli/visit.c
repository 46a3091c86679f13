/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `parbench .visit RUNNER-PID COMMAND...`: what a visit's process does to itself before it becomes
 * the launcher or the cell. RUNNER-PID 0: of whoever started it. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/path.h"
#include "cli/cli.h"

/* True where the command is `<this program> cell ...`: then no exec is needed. */
static bool is_own_cell(int argc, char *argv[])
{
    struct error ignored;
    char *self;
    if (argc < 2 || path_self(&self, &ignored) != 0)
        return false;
    bool own = strcmp(argv[0], self) == 0 && strcmp(argv[1], command_cell.name) == 0;
    free(self);
    return own;
}

int cli_visit(int argc, char *argv[])
{
    const struct rlimit no_core = {0, 0};
    if (argc < 3)
        return EXIT_BAD_USE;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    pid_t runner = (pid_t)atol(argv[1]);
    if (runner != 0 && getppid() != runner)
        return EXIT_INTERRUPTED; /* the runner died before we asked to be told */
    setrlimit(RLIMIT_CORE, &no_core);
    if (is_own_cell(argc - 2, argv + 2))
        return cli_execute(&command_cell, argc - 2, argv + 2);
    execvp(argv[2], argv + 2);
    fprintf(stderr, "parbench: %s: %s\n", argv[2], strerror(errno));
    return 127;
}
