/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bad experiments: all that is wrong, at once, each with its line. */
#include "experiment_support.h"

enum { most_problems = 10 };

/* A file, and all that is to be said of it. */
struct bad {
    const char *text;
    struct wanted_problem problems[most_problems];
};

static void check(const struct bad *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct loaded loaded;
        load(rows[i].text, NULL, NULL, &loaded);
        expect_problems(&loaded.problems, loaded.path, rows[i].problems, rows[i].text);
        unload(&loaded);
    }
}

TEST(missing_sections)
{
    static const struct bad rows[] = {
        {"",
         {{0, "there is no [kernel NAME] section"},
          {0, "there is no [backend NAME] section"},
          {0, "experiment.n: is missing"}}},
        {LEAST, {{0, "there is no [backend NAME] section"}}},
        {"[experiment]\n[kernel pi]\n[backend serial]\n", {{1, "experiment.n: is missing"}}},
        {"[experiment]\n[kernel pi]\nn = 1\n[kernel empty]\n[backend serial]\nn = 2\n"
         "[backend pthreads]\n",
         {{1, "experiment.n: is missing"}}},
    };
    check(rows, COUNT(rows));
}

TEST(section_headers)
{
    static const struct bad rows[] = {
        {LEAST "[backend serial]\n[backand x]\n",
         {{5,
           "[backand x]: unknown section; known: [experiment], [measure], [kernel NAME], [backend "
           "NAME]; did you mean \"backend\"?"}}},
        {LEAST "[backend]\n", {{4, "[backend] needs a name: [backend NAME]"}}},
        {LEAST "[measure fast]\n[backend serial]\n",
         {{4, "[measure fast] takes no name: [measure]"}}},
    };
    check(rows, COUNT(rows));
}

TEST(unknown_keys)
{
    static const struct bad rows[] = {
        {"[experiment]\nn = 10\nwrokers = 2\n[kernel pi]\n[backend serial]\n",
         {{3, "experiment.wrokers: unknown key; known: name, n, workers"}}},
        {LEAST "[measure]\nruonds = 9\n[backend serial]\n",
         {{5, "measure.ruonds: unknown key; known: rounds, "}}},
        {LEAST "[backend t]\nplugin = pthreads\nspwan = each\n",
         {{6, "backend t.spwan: unknown key; known: plugin, "}}},
        {LEAST "[backend serial]\nenv. = 1\n", {{5, "backend serial.env.: unknown key"}}},
        {"[experiment]\nn = 10\n[kernel pi]\npin = none\nlauncher = x\n[backend serial]\n",
         {{4, "kernel pi.pin: unknown key"}, {5, "kernel pi.launcher: unknown key"}}},
    };
    check(rows, COUNT(rows));
}

TEST(what_was_probably_meant)
{
    static const struct bad rows[] = {
        {"[experiment]\nn = 1000 # small\n[kernel pi]\n[backend serial]\n",
         {{2,
           "counts like 1000, 1e6, 10k, 4Mi, 2^20; a comment behind a value begins with \" ;\""}}},
        {LEAST "[backend pthreads]\nspawn = once # not each\n",
         {{5, "a comment behind a value begins with"}}},
        {LEAST "[backend serial]\nOMP_NUM_THREADS = 2\n",
         {{5, "did you mean \"env.OMP_NUM_THREADS\"?"}}},
        {LEAST "env.OMP_NUM_THREADS = 2\n[backend serial]\n",
         {{4, "variables are set for a backend"}}},
        {"[experiment]\nn = 1e3...1e6 *10\n[kernel pi]\n[backend serial]\n",
         {{2, "\"1e3...1e6 *10\" has three dots; a range has two"}}},
        {"[Experiment]\nn = 1000\n[kernel pi]\n[backend serial]\n",
         {{1, "[Experiment]: unknown section"}}},
        {"[experiment]\nn : 1000\n[kernel pi]\n[backend serial]\n",
         {{2, "has a ':' before any '='"}}},
        {LEAST "[backend ./nope.so]\n",
         {{4, "[backend ./nope.so].plugin: plugin \"./nope.so\" not found"}}},
    };
    check(rows, COUNT(rows));
}

static int line_after(const char *text, const char *file)
{
    size_t length = strlen(file);
    return strncmp(text, file, length) == 0 ? atoi(text + length + 1) : -1;
}

/* Whatever is looked at first, and what has no line last. */
TEST(in_the_order_of_the_file)
{
    struct loaded loaded;
    load("[backend serial]\nx = 1\n[kernel pi]\ny = 2\n[measure]\nrounds = x\nz\n"
         "[experiment]\nn = a\n[kernel pi.1/2]\n",
         NULL, NULL, &loaded);
    int before = 0;
    assert_in_range(loaded.problems.lines.count, 5, 9);
    for (size_t i = 0; i < loaded.problems.lines.count; i++) {
        int line = line_after(loaded.problems.lines.items[i], loaded.path);
        expect(line >= before, "%s", loaded.problems.lines.items[i]);
        before = line;
    }
    unload(&loaded);
}

TEST(options_of_plugins)
{
    static const struct bad rows[] = {
        {LEAST "[backend t]\nplugin = pthreads\nspawn = never\n",
         {{6, "\"never\" is not allowed; allowed: once, each"}}},
        {LEAST "[backend t]\nplugin = pthreads\nspawn = once, never, eahc\n",
         {{6, "\"never\""},
          {6, "\"eahc\" is not allowed; allowed: once, each; did you mean \"each\"?"}}},
        {LEAST "[backend t]\nplugin = pthreads\nspawn = once,, each\n", {{6, "empty member"}}},
        {LEAST "[backend t]\nplugin = pthreads\nspawn =\n", {{6, "the value is empty"}}},
    };
    check(rows, COUNT(rows));
}

TEST(plugins)
{
    static const struct bad rows[] = {
        {LEAST "[backend pthread]\n", {{4, "plugin \"pthread\" not found: no pthread.so in "}}},
        {LEAST "[backend t]\nplugin = pthread\n", {{5, "did you mean \"pthreads\"?"}}},
        {LEAST "[backend ./none.so]\n", {{4, "there is no file "}}},
        {LEAST "[backend pi]\n", {{4, "pi.so is a kernel, not a backend"}}},
        {"[experiment]\nn = 10\n[kernel serial]\n[backend serial]\n",
         {{3, "serial.so is a backend, not a kernel"}}},
    };
    check(rows, COUNT(rows));
}

TEST(names)
{
    static const struct bad rows[] = {
        {LEAST "[backend a b]\nplugin = serial\n", {{4, "\"a b\" is no name"}}},
        {LEAST "[backend serial]\n[backend x]\nplugin = pthreads\nspawn = once, each\n"
               "[backend x.once]\nplugin = serial\n",
         {{0, "two backends are called \"x.once\""}}},
        {"[experiment]\nn = 10\nbaseline = seriel\n[kernel pi]\n[backend serial]\n",
         {{3, "\"seriel\" is no backend instance; there are: serial; did you mean \"serial\"?"}}},
        {"[experiment]\nn = 10\nname = 1 2\n[kernel pi]\n[backend serial]\n",
         {{3, "experiment.name: \"1 2\" is no name"}}},
    };
    check(rows, COUNT(rows));
}

TEST(values_of_experiment)
{
    static const struct bad rows[] = {
        {"[experiment]\nn =\n[kernel pi]\n[backend serial]\n",
         {{2, "experiment.n: the value is empty"}}},
        {"[experiment]\nn = 10, 0\n[kernel pi]\n[backend serial]\n", {{2, "0 is out of range"}}},
        {"[experiment]\nn = cores\n[kernel pi]\n[backend serial]\n",
         {{2, "\"cores\" is not allowed"}}},
        {"[experiment]\nn = 10\nworkers = crores\n[kernel pi]\n[backend serial]\n",
         {{3, "did you mean \"cores\"?"}}},
    };
    check(rows, COUNT(rows));
}

TEST(values_of_measure_and_backends)
{
    static const struct bad rows[] = {
        {LEAST "[backend serial]\nlauncher = a 'b\n", {{5, "a quote (') is not closed"}}},
        {LEAST
         "[backend serial]\nlauncher = a {workers} {worker} -x{N} {n} {{n}} ${X} {} '{ print }'\n",
         {{5,
           "\"{worker}\" is no placeholder; allowed: {workers}, {n} and {directory}; did you mean "
           "\"{workers}\"?"},
          {5, "\"{N}\" is no placeholder; allowed: {workers}, {n} and {directory}; did you mean "
              "\"{n}\"?"}}},
        {LEAST "[backend serial]\nallow_root = maybe\n", {{5, "allowed: yes or no"}}},
        {LEAST "[backend serial]\nenv.TMPDIR = /var/tmp\nenv.TMPDIRS = x\n",
         {{5, "backend serial.env.TMPDIR: each visit gets a new TMPDIR"}}},
        {LEAST "[backend serial]\npin = scater\n",
         {{5, "allowed: compact, scatter, none; did you mean \"scatter\"?"}}},
        {LEAST "[backend serial]\n[measure]\nrounds = 0\nsamples = x\ntimeout = 5\nseed = 1e16\n",
         {{6, "measure.rounds: "},
          {7, "measure.samples: "},
          {8, "a duration of 1ms or more"},
          {9, "measure.seed: "}}},
    };
    check(rows, COUNT(rows));
}

/* A typing error in every part of the file. */
TEST(all_are_told_at_once)
{
    static const struct bad rows[] = {
        {"[experiment]\nn = ten\n[kernel pi]\nvariant = plian\n[backend serial]\ntimeout = 5\n"
         "[backend pthread]\n[measrue]\njunk\n[backend t]\nplugin = pthreads\nspwan = once\n",
         {{2, "\"ten\" is not allowed"},
          {4, "did you mean \"plain\"?"},
          {6, "a duration"},
          {7, "did you mean \"pthreads\"?"},
          {8, "did you mean \"measure\"?"},
          {9, "is no key = value"},
          {12, "did you mean \"spawn\"?"}}},
    };
    check(rows, COUNT(rows));
}

/* Lists multiply: the section's own n and options, told once and before anything is made. */
TEST(too_many_combinations)
{
    struct loaded loaded;
    struct text chunks = {0};
    for (int i = 1; i <= 101; i++)
        text_append(&chunks, "%s%d", i > 1 ? ",\n  " : "", i);
    char *text = text_format("[experiment]\nbaseline = o.5\n[kernel pi]\n[backend o]\n"
                             "plugin = openmp\nn = 1..10000\nchunk = %s\n",
                             chunks.data);
    static const struct wanted_problem wanted[] = {
        {4, "backend o: 1010000 combinations: n (10000) x chunk (101); allowed: 1000000"},
        {0, NULL}};
    load(text, NULL, NULL, &loaded);
    if (HAVE_OPENMP)
        expect_problems(&loaded.problems, loaded.path, wanted, "combinations");
    free(text);
    text_free(&chunks);
    unload(&loaded);
}

/* What is wrong with the only value of an option is no reason to miss its instance. */
TEST(bad_option_of_the_baseline)
{
    struct loaded loaded;
    static const struct wanted_problem wanted[] = {{6, "\"eech\" is not allowed"}, {0, NULL}};
    load("[experiment]\nn = 10\nbaseline = pthreads\n[kernel pi]\n[backend pthreads]\n"
         "spawn = eech\n",
         NULL, NULL, &loaded);
    expect_problems(&loaded.problems, loaded.path, wanted, "baseline");
    unload(&loaded);
}

/* A line that is too long is one mistake at most, whatever is in it. */
TEST(long_lines)
{
    static const char *const rows[] = {
        "[experiment]\nn = 10 ; %s\n[kernel pi]\n[backend serial]\n",
        "[experiment]\nn = 10\nname = x ; %s\n[kernel pi]\n[backend serial]\n",
        LEAST "[backend serial]\npin = none ; %s\n",
        LEAST "[backend serial]\nenv.X = %s\n",
        LEAST "[backend serial]\nlauncher = nice %s\n  -n 5\nenv.X = 1\n",
        LEAST "[backend ./%s.so]\nspawn = each\npin = none\n",
        LEAST "[backend serial]\npin = none\n[backend ./%s.so]\nspawn = each\npin = scatter\n",
        "[experiment]\nn = 10\nbaseline = x\n[kernel pi]\n[backend serial]\n[backend %s/x.so]\n",
        "[experiment]\nn = 10\n[kernel ./%s.so]\nvariant = x\n[backend serial]\n",
        "[experiment]\n[kernel ./%s.so]\nn = 5\n[backend serial]\n",
    };
    char long_text[251];
    memset(long_text, 'x', sizeof long_text - 1);
    long_text[sizeof long_text - 1] = '\0';
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct loaded loaded;
        char *text = text_replace(rows[i], "%s", long_text);
        load(text, NULL, NULL, &loaded);
        const struct text_list *lines = &loaded.problems.lines;
        expect(lines->count <= 1, "%s: %s", rows[i], lines->items[1]);
        if (lines->count == 1)
            expect_part(lines->items[0], "bytes; allowed: ", rows[i]);
        free(text);
        unload(&loaded);
    }
}

/* Suggestions stand at the end, behind whatever keys are known then. */
TEST(suggestions)
{
    static const struct {
        const char *text;
        const char *end;
    } rows[] = {
        {"[experiment]\nn = 10\nwrokers = 2\n[kernel pi]\n[backend serial]\n", "\"workers\"?"},
        {LEAST "[measure]\nruonds = 9\n[backend serial]\n", "\"rounds\"?"},
        {LEAST "[backend t]\nplugin = pthreads\nspwan = each\n", "\"spawn\"?"},
        {LEAST "[backend t]\nplugin = pthreads\nlaucher = x\n", "\"launcher\"?"},
        {"[experiment]\nn = 10\n[kernel pi]\nvarient = plain\n[backend serial]\n", "\"variant\"?"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct loaded loaded;
        char *end = text_format("; did you mean %s", rows[i].end);
        load(rows[i].text, NULL, NULL, &loaded);
        assert_int_equal(loaded.problems.lines.count, 1);
        const char *line = loaded.problems.lines.items[0];
        expect(strlen(line) > strlen(end) && strcmp(line + strlen(line) - strlen(end), end) == 0,
               "%s", line);
        free(end);
        unload(&loaded);
    }
}

TEST(no_file)
{
    static const struct overrides none;
    static const struct text_list directories;
    struct experiment experiment;
    struct problems problems = {0};
    struct error error = {""};
    assert_int_equal(experiment_load((struct source){.path = "/nonexistent.ini"}, &none,
                                     PARBENCH_PROGRAM, &directories, (struct machine_size){1, 1},
                                     &experiment, &problems, &error),
                     -1);
    expect_part(error.text, "/nonexistent.ini", "error");
    experiment_free(&experiment);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(too_many_combinations),
        cmocka_unit_test(bad_option_of_the_baseline),
        cmocka_unit_test(missing_sections),
        cmocka_unit_test(section_headers),
        cmocka_unit_test(unknown_keys),
        cmocka_unit_test(what_was_probably_meant),
        cmocka_unit_test(in_the_order_of_the_file),
        cmocka_unit_test(options_of_plugins),
        cmocka_unit_test(plugins),
        cmocka_unit_test(names),
        cmocka_unit_test(values_of_experiment),
        cmocka_unit_test(values_of_measure_and_backends),
        cmocka_unit_test(all_are_told_at_once),
        cmocka_unit_test(long_lines),
        cmocka_unit_test(suggestions),
        cmocka_unit_test(no_file),
    };
    return RUN_IN_SCRATCH("problems", tests);
}
