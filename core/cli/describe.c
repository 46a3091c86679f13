/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `parbench .describe PATH`: load one plugin, probe it, print what it says of itself as JSON. The
 * runner reads that; it does not load plugins itself. */
#include <fcntl.h>
#include <jansson.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "cli/cli.h"
#include "measure/host.h"
#include "plugin/info.h"

/* Whatever the plugin prints must not get into the answer. */
static FILE *take_stdout(void)
{
    int answer = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 100);
    int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
    if (answer < 0 || nowhere < 0)
        return NULL;
    dup2(nowhere, STDOUT_FILENO);
    close(nowhere);
    return fdopen(answer, "w");
}

/* The first byte of the answer, a blank: what happens from here on is the probe's doing. */
static void tell_loaded(FILE *answer)
{
    fputc(' ', answer);
    fflush(answer);
}

static json_t *load_and_probe(const char *path, FILE *answer)
{
    struct plugin plugin;
    struct error error;
    parbench_error reason = {""};
    char line[sizeof reason.text];
    enum load_result result = plugin_load(path, &plugin, &error);
    if (result != LOAD_OK)
        return plugin_info_encode_problem(load_result_name(result), error.text);
    tell_loaded(answer);
    if (plugin.kind != PARBENCH_KIND_BACKEND || plugin.backend.probe == NULL ||
        plugin.backend.probe(host_services(), &reason) == PARBENCH_OK)
        return plugin_info_encode(&plugin, NULL);
    reason.text[sizeof reason.text - 1] = '\0';
    text_one_line(line, sizeof line, reason.text);
    return plugin_info_encode(&plugin, line[0] ? line : "probe gives no reason");
}

int cli_describe(int argc, char *argv[])
{
    FILE *answer = take_stdout();
    if (argc != 2 || answer == NULL)
        return EXIT_BAD_USE;
    prctl(PR_SET_PDEATHSIG, SIGKILL); /* no Ctrl-C reaches this process group */
    json_t *object = load_and_probe(argv[1], answer);
    json_dumpf(object, answer, JSON_COMPACT);
    json_decref(object);
    return fclose(answer) == 0 ? EXIT_DONE : EXIT_BAD_USE;
}
