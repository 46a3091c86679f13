/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Good experiments: instances, keys, baseline, plugins. */
#include <unistd.h>

#include "experiment_support.h"

TEST(shortest_file)
{
    struct loaded loaded;
    load_good("[experiment]\nn = 1e4, 1e6\n[kernel pi]\n[backend serial]\n[backend pthreads]\n",
              NULL, &loaded);
    const struct experiment *experiment = &loaded.experiment;
    char *n = sizes(&experiment->n), *workers = sizes(&experiment->workers);
    assert_string_equal(experiment->name, "test");
    assert_string_equal(experiment->path, loaded.path);
    assert_string_equal(n, "10000 1000000");
    assert_string_equal(workers, "1 2 4 6");
    assert_string_equal(experiment->baseline, "serial");
    assert_int_equal(experiment->kernel_count, 1);
    assert_int_equal(experiment->backend_count, 2);
    assert_int_equal(experiment->backends[0].info->max_workers, 1);
    assert_int_equal(experiment->timeout_ns, 30000000000);
    assert_ptr_equal(experiment_backend(experiment, "pthreads"), &experiment->backends[1]);
    assert_null(experiment_backend(experiment, "pi"));
    assert_int_equal(experiment->notes.count, 0);
    free(n);
    free(workers);
    unload(&loaded);
}

TEST(sweeps)
{
    static const struct {
        const char *text;
        const char *backends; /* "name:options" */
    } rows[] = {
        {LEAST "[backend serial]\n", "serial:"},
        {LEAST "[backend pthreads]\n", "pthreads:spawn=once wait=adaptive"},
        {LEAST "[backend threads]\nplugin = pthreads\nspawn = each\n",
         "threads:spawn=each wait=adaptive"},
        {LEAST "[backend t]\nplugin = pthreads\nspawn = once, each\n",
         "t.once:spawn=once wait=adaptive | t.each:spawn=each wait=adaptive"},
        {LEAST "[backend t]\nplugin = pthreads\nspawn = each, once, each\n",
         "t.each:spawn=each wait=adaptive | t.once:spawn=once wait=adaptive"},
        {LEAST "[backend t]\nplugin = pthreads\nspawn = each, each\n",
         "t:spawn=each wait=adaptive"},
        {LEAST "[backend a]\nplugin = serial\n[backend b]\nplugin = serial\n", "a: | b:"},
#if HAVE_OPENMP
        {LEAST "[backend o]\nplugin = openmp\nchunk = 1k\n", "o:schedule=static chunk=1k"},
        {LEAST "[backend o]\nplugin = openmp\nschedule = static, guided\nchunk = 1, 2^4\n",
         "o.static.1:schedule=static chunk=1 | o.static.2^4:schedule=static chunk=2^4 | "
         "o.guided.1:schedule=guided chunk=1 | o.guided.2^4:schedule=guided chunk=2^4"},
        {LEAST "[backend o]\nplugin = openmp\nchunk = 16, 2^4, 1Ki, 1024\n",
         "o.16:schedule=static chunk=16 | o.1Ki:schedule=static chunk=1Ki"},
        {LEAST "[backend o]\nplugin = openmp\nchunk = 2^4, 16\n", "o:schedule=static chunk=2^4"},
        {LEAST "[backend o]\nplugin = openmp\nchunk = 1, 2\nschedule = dynamic\n",
         "o.1:schedule=dynamic chunk=1 | o.2:schedule=dynamic chunk=2"},
#endif
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct loaded loaded;
        load_good(rows[i].text, NULL, &loaded);
        char *got = instances(loaded.experiment.backends, loaded.experiment.backend_count);
        expect_text(got, rows[i].backends, rows[i].text);
        free(got);
        unload(&loaded);
    }
}

TEST(kernels)
{
    struct loaded loaded;
    load_good("[experiment]\nn = 10\n[kernel pi]\n[kernel q]\nplugin = pi\nvariant = plain\n"
              "[kernel empty]\nn = 5\nworkers = 3\ntimeout = 2s\n[backend serial]\n",
              NULL, &loaded);
    char *got = instances(loaded.experiment.kernels, loaded.experiment.kernel_count);
    char *n = sizes(&loaded.experiment.kernels[2].n),
         *none = sizes(&loaded.experiment.kernels[0].n);
    char *workers = sizes(&loaded.experiment.kernels[2].workers);
    assert_string_equal(got, "pi:variant=plain isa=auto | q:variant=plain isa=auto | empty:");
    assert_string_equal(n, "5");
    assert_string_equal(none, "");
    assert_string_equal(workers, "3");
    assert_int_equal(loaded.experiment.kernels[2].timeout_ns, 2000000000);
    assert_int_equal(loaded.experiment.kernels[0].timeout_ns, 0);
    assert_ptr_equal(loaded.experiment.kernels[0].info, loaded.experiment.kernels[1].info);
    free(got);
    free(n);
    free(none);
    free(workers);
    unload(&loaded);
}

TEST(keys_of_the_host)
{
    struct loaded loaded;
    load_good(LEAST
              "[measure]\npin = scatter\n[backend a]\nplugin = pthreads\n"
              "spawn = once, each\nn = 7, 8\nworkers = cores, cpus\ntimeout = 5s\npin = none\n"
              "launcher = taskset -c '0, 1' {n}\nallow_root = yes\nenv.B = 1\nenv.A = x=y z\n"
              "[backend serial]\n",
              NULL, &loaded);
    const struct experiment *experiment = &loaded.experiment;
    for (size_t i = 0; i < 2; i++) {
        const struct instance *backend = &experiment->backends[i];
        char *n = sizes(&backend->n), *workers = sizes(&backend->workers);
        char *launcher = text_list_join(&backend->launcher, "|");
        char *environment = text_list_join(&backend->environment, "|");
        assert_string_equal(n, "7 8");
        assert_string_equal(workers, "6 12");
        assert_string_equal(launcher, "taskset|-c|0, 1|{n}");
        assert_string_equal(environment, "B=1|A=x=y z");
        assert_int_equal(backend->timeout_ns, 5000000000);
        assert_int_equal(backend->pin, PIN_NONE);
        assert_true(backend->allow_root);
        free(n);
        free(workers);
        free(launcher);
        free(environment);
    }
    const struct instance *serial = &experiment->backends[2];
    assert_int_equal(serial->pin, PIN_SCATTER);
    assert_int_equal(serial->launcher.count + serial->environment.count, 0);
    assert_false(serial->allow_root);
    unload(&loaded);
}

TEST(rank_backends_have_a_launcher)
{
    static const struct {
        const char *text;
        const char *with_ranks;
        const char *without; /* built without MPI */
    } rows[] = {
        {LEAST "[backend mpi]\n", "mpirun|-n|{workers}", ""},
        {LEAST "[backend mpi]\nlauncher = srun\n", "srun", "srun"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct loaded loaded;
        load_good(rows[i].text, NULL, &loaded);
        const struct instance *mpi = &loaded.experiment.backends[0];
        char *launcher = text_list_join(&mpi->launcher, "|");
        expect_text(launcher, mpi->info->ranks ? rows[i].with_ranks : rows[i].without,
                    rows[i].text);
        free(launcher);
        unload(&loaded);
    }
}

TEST(workers)
{
    static const struct {
        const char *workers;
        const char *wanted;
    } rows[] = {{"1..cores *2, cores", "1 2 4 6"},
                {"1, 2, cores", "1 2 6"},
                {"cpus", "12"},
                {"1..cores", "1 2 3 4 5 6"},
                {"100", "100"}};
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct loaded loaded;
        char *text = text_format(
            "[experiment]\nn = 10\nworkers = %s\n[kernel pi]\n[backend serial]\n", rows[i].workers);
        load_good(text, NULL, &loaded);
        char *got = sizes(&loaded.experiment.workers);
        expect_text(got, rows[i].wanted, rows[i].workers);
        free(got);
        free(text);
        unload(&loaded);
    }
}

TEST(baselines)
{
    static const struct {
        const char *text;
        const char *baseline; /* NULL: none */
    } rows[] = {
        {LEAST "[backend serial]\n", "serial"},
        {LEAST "[backend pthreads]\n", NULL},
        {LEAST "[backend one]\nplugin = serial\n", NULL},
        {"[experiment]\nn = 10\nbaseline = t.each\n[kernel pi]\n[backend serial]\n"
         "[backend t]\nplugin = pthreads\nspawn = once, each\n",
         "t.each"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct loaded loaded;
        load_good(rows[i].text, NULL, &loaded);
        const char *baseline = loaded.experiment.baseline;
        expect_text(baseline ? baseline : "none", rows[i].baseline ? rows[i].baseline : "none",
                    rows[i].text);
        unload(&loaded);
    }
}

/* ---- plugins --------------------------------------------------------------------------------- */

TEST(plugin_states)
{
    static const struct {
        const char *section;
        const char *name;
        const char *problem; /* a part; NULL: none */
        const char *note;    /* a part; NULL: none */
        const char *completed;
    } rows[] = {
        {"[backend broken]\nwhatever = 1, 2\n", "broken", "not a shared object", NULL,
         "whatever=1, 2"},
        {"[backend b]\nplugin = ./plugins/broken.so\n", "b", "not a shared object", NULL, ""},
        {"[backend ./plugins/renamed.so]\n", "renamed", NULL, "calls itself \"serial\"", ""},
        {"[backend renamed]\n", "renamed", NULL, "not as its file is called", ""},
        {"[backend x]\nplugin = ./plugins/../plugins/serial.so\n", "x", NULL, NULL, ""},
    };
    free(scratch_write("plugins/broken.so", "no ELF"));
    copy_plugin("serial", "plugins/renamed.so");
    copy_plugin("serial", "plugins/serial.so");
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct loaded loaded;
        char *text = text_format(LEAST "%s", rows[i].section);
        load_good(text, NULL, &loaded);
        const struct instance *backend = &loaded.experiment.backends[0];
        const struct text_list *notes = &loaded.experiment.notes;
        const char *problem = backend->info->problem;
        assert_int_equal(loaded.experiment.backend_count, 1);
        expect_text(backend->name, rows[i].name, rows[i].section);
        expect_text(backend->completed, rows[i].completed, rows[i].section);
        expect_part(problem ? problem : "none", rows[i].problem ? rows[i].problem : "none", text);
        expect_part(notes->count ? notes->items[0] : "none", rows[i].note ? rows[i].note : "none",
                    text);
        free(text);
        unload(&loaded);
    }
}

TEST(extra_backends)
{
    static const struct {
        const char *files[2];
        const char *backends;
        struct wanted_problem problems[3];
    } rows[] = {
        {{"plugins/extra.so"}, "serial: | extra:spawn=once wait=adaptive", {{0, NULL}}},
        {{"plugins/extra.so", "plugins/extra.so"}, NULL, {{-1, "--backend: "}, {0, NULL}}},
        {{"plugins/none.so"}, NULL, {{-1, "--backend: "}, {0, NULL}}},
        {{"plugins/a/serial.so"}, NULL, {{0, "two backends are called \"serial\""}, {0, NULL}}},
    };
    copy_plugin("pthreads", "plugins/extra.so");
    copy_plugin("serial", "plugins/a/serial.so");
    assert_int_equal(chdir(scratch()), 0);
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct loaded loaded;
        const char *const backends[most_settings] = {rows[i].files[0], rows[i].files[1]};
        load(LEAST "[backend serial]\n", NULL, backends, &loaded);
        expect_problems(&loaded.problems, loaded.path, rows[i].problems, rows[i].files[0]);
        char *got = instances(loaded.experiment.backends, loaded.experiment.backend_count);
        if (rows[i].backends != NULL)
            expect_text(got, rows[i].backends, rows[i].files[0]);
        free(got);
        unload(&loaded);
    }
}

/* Two of each backend; the names stay unique. */
TEST(twins)
{
    static const struct {
        const char *text;
        const char *backends; /* or a problem */
    } rows[] = {
        {LEAST "[backend serial]\n[backend t]\nplugin = pthreads\nspawn = once, each\n",
         "serial: | serial.again: | t.once:spawn=once wait=adaptive | t.once.again:spawn=once "
         "wait=adaptive | "
         "t.each:spawn=each wait=adaptive | t.each.again:spawn=each wait=adaptive"},
        {LEAST "[backend serial.again]\nplugin = serial\n", "serial.again: | serial.again.again:"},
        {LEAST "[backend serial]\n[backend serial.again]\nplugin = serial\n",
         "two backends are called \"serial.again\""},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        const struct overrides overrides = {.twins = true};
        struct text_list directories = {0};
        struct experiment experiment;
        struct problems problems = {0};
        struct error error = {""};
        char *path = scratch_write("twins.ini", rows[i].text);
        text_list_add(&directories, PARBENCH_PLUGINS);
        expect(experiment_load((struct source){.path = path}, &overrides, PARBENCH_PROGRAM,
                               &directories, (struct machine_size){.cores = 2, .cpus = 2},
                               &experiment, &problems, &error) == 0,
               "%s", error.text);
        char *got = problems.lines.count > 0
                        ? xstrdup(problems.lines.items[0])
                        : instances(experiment.backends, experiment.backend_count);
        expect_part(got, rows[i].backends, rows[i].text);
        for (size_t b = 0; problems.lines.count == 0 && b < experiment.backend_count; b++)
            expect(experiment.backends[b].again == (b % 2 == 1), "%s: %zu", rows[i].text, b);
        free(got);
        free(path);
        text_list_free(&problems.lines);
        text_list_free(&directories);
        experiment_free(&experiment);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(shortest_file),
        cmocka_unit_test(sweeps),
        cmocka_unit_test(kernels),
        cmocka_unit_test(keys_of_the_host),
        cmocka_unit_test(rank_backends_have_a_launcher),
        cmocka_unit_test(workers),
        cmocka_unit_test(baselines),
        cmocka_unit_test(plugin_states),
        cmocka_unit_test(extra_backends),
        cmocka_unit_test(twins),
    };
    return RUN_IN_SCRATCH("experiment", tests);
}
