/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "execute/program_checks.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/path.h"
#include "base/process.h"
#include "execute/visit_command.h"

/* ---- mpirun --------------------------------------------------------------------------------- */

enum { start_timeout_ms = 10000, ranks = 2 };
#define RANK_SAYS "parbench-rank"

/* What a launcher may ask for, the least first. */
static const struct attempt {
    bool as_root;
    bool oversubscribe;
    const char *value;
    const char *remedy;
} attempts[] = {
    {false, false, NULL, NULL},
    {true, false, "refuses root", "in the section of each backend of ranks: allow_root = yes"},
    {false, true, "has no slots for 2 ranks",
     "in the section of each backend of ranks: "
     "launcher = mpirun -n {workers} --map-by :OVERSUBSCRIBE"},
    {true, true, "refuses root and has no slots for 2 ranks",
     "in the section of each backend of ranks: allow_root = yes and "
     "launcher = mpirun -n {workers} --map-by :OVERSUBSCRIBE"},
};

static const char by_hand[] = "see what mpirun -n 2 echo rank says or waits for";

static void add_words(struct text_list *list, const char *const *words)
{
    for (; *words != NULL; words++)
        text_list_add(list, *words);
}

static struct text_list build_command(const struct attempt *attempt)
{
    static const char *const env[] = {"/usr/bin/env", NULL},
                             *const mpirun[] = {"mpirun", "-n", "2", NULL},
                             *const oversubscribe[] = {"--map-by", ":OVERSUBSCRIBE", NULL},
                             *const rank[] = {"echo", RANK_SAYS, NULL};
    struct text_list command = {0};
    if (attempt->as_root) {
        add_words(&command, env);
        add_words(&command, root_variables);
    }
    add_words(&command, mpirun);
    if (attempt->oversubscribe)
        add_words(&command, oversubscribe);
    add_words(&command, rank);
    return command;
}

static size_t count_ranks(const char *output)
{
    size_t count = 0;
    while (output != NULL && (output = strstr(output, RANK_SAYS)) != NULL) {
        output += strlen(RANK_SAYS);
        count++;
    }
    return count;
}

/* -1 where it does not even start or does not end. */
static int try_start(const struct attempt *attempt, bool *started, struct error *error)
{
    struct text_list command = build_command(attempt);
    struct text output = {0};
    int wait_status = 0;
    enum capture capture =
        process_capture(command.items, start_timeout_ms, &output, &wait_status, error);
    if (capture == CAPTURE_TIMED_OUT)
        error_set(error, "no end within %d s", start_timeout_ms / 1000);
    *started = capture == CAPTURE_ENDED && wait_status == 0 && count_ranks(output.data) == ranks;
    text_list_free(&command);
    text_free(&output);
    return capture == CAPTURE_ENDED ? 0 : -1;
}

static struct answer try_attempts(void)
{
    struct error error;
    bool started;
    for (size_t i = 0; i < sizeof attempts / sizeof *attempts; i++) {
        if (attempts[i].as_root && geteuid() != 0)
            continue;
        if (try_start(&attempts[i], &started, &error) != 0)
            return answer_yes(by_hand, "%s", error.text);
        if (started && attempts[i].remedy == NULL)
            return answer_no("starts two ranks");
        if (started)
            return answer_yes(attempts[i].remedy, "%s", attempts[i].value);
    }
    return answer_yes(by_hand, "starts no two ranks");
}

static struct answer check_mpirun(const struct machine_view *view)
{
    (void)view;
    char *path = path_find_program("mpirun");
    bool found = path != NULL;
    free(path);
    if (found)
        return try_attempts();
    return answer_yes("install the package openmpi-bin, or set launcher to the one that is there, "
                      "such as srun -n {workers}",
                      "not found");
}

/* ---- programs that are there or not --------------------------------------------------------- */

static struct answer check_presence(const char *program, const char *remedy)
{
    char *path = path_find_program(program);
    struct answer answer = path ? answer_no("%s", path) : answer_yes(remedy, "not found");
    free(path);
    return answer;
}

static struct answer check_hyperfine(const struct machine_view *view)
{
    (void)view;
    return check_presence("hyperfine", "install the package hyperfine");
}

static struct answer check_gnuplot(const struct machine_view *view)
{
    (void)view;
    return check_presence("gnuplot", "install the package gnuplot-nox (or gnuplot)");
}

const struct check program_checks[] = {
    {"mpirun", "Does mpirun fail to start two ranks?",
     "Cells of backends of ranks, such as mpi, end as unavailable or failed; all others are "
     "measured "
     "as usual.",
     check_mpirun},
    {"hyperfine", "Is hyperfine missing?",
     "There is no clock from outside of parbench to compare with; nothing else needs it.",
     check_hyperfine},
    {"gnuplot", "Is gnuplot missing?", "There are no figures; all the numbers are there.",
     check_gnuplot},
    {NULL, NULL, NULL, NULL},
};
