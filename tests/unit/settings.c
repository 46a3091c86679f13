/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Effective values and where they come from: default, file, --set. */
#include <unistd.h>

#include "experiment_support.h"

struct wanted_value {
    const char *section;
    const char *key;
    const char *value;
    const char *origin; /* ":3" is a line of the file */
};

static void expect_effective(const struct loaded *loaded, const struct wanted_value *wanted)
{
    const struct effective *got = effective(loaded, wanted->section, wanted->key);
    expect(got != NULL, "%s.%s is missing", wanted->section, wanted->key);
    char *origin =
        text_format("%s%s", wanted->origin[0] == ':' ? loaded->path : "", wanted->origin);
    expect_text(got->value, wanted->value, wanted->key);
    expect_text(got->origin, origin, wanted->key);
    free(origin);
}

TEST(origins)
{
    static const struct wanted_value rows[] = {
        {"experiment", "name", "test", "default"},
        {"experiment", "n", "10", ":3"},
        {"experiment", "workers", "1..cores *2, cores", "default"},
        {"experiment", "baseline", "serial", "default"},
        {"measure", "rounds", "7", ":8"},
        {"measure", "samples", "3", "--set"},
        {"measure", "timeout", "30s", "default"},
        {"measure", "pin", "compact", "default"},
        {"backend t", "plugin", "pthreads", ":11"},
        {"backend t", "spawn", "each", "--set"},
        {"backend t", "pin", "compact", "default"},
        {"backend serial", "allow_root", "no", "default"},
        {"kernel pi", "variant", "plain", "default"},
    };
    static const char *const settings[most_settings] = {"measure.samples=3",
                                                        "backend t.spawn=each"};
    struct loaded loaded;
    load_good(
        "; one\n[experiment]\nn = 10\n\n[kernel pi]\n[backend serial]\n[measure]\nrounds = 7\n"
        "samples = 4\n[backend t]\nplugin = pthreads\n",
        settings, &loaded);
    for (size_t i = 0; i < COUNT(rows); i++)
        expect_effective(&loaded, &rows[i]);
    assert_int_equal(loaded.experiment.rounds_most, 7);
    assert_int_equal(loaded.experiment.samples, 3);
    assert_string_equal(effective(&loaded, "measure", "seed")->origin, "default");
    assert_null(effective(&loaded, "backend t", "n"));
    unload(&loaded);
}

TEST(set)
{
    static const struct {
        const char *setting;
        struct wanted_value wanted;
    } rows[] = {
        {"experiment.n=20", {"experiment", "n", "20", "--set"}},
        {"experiment.name=x.y", {"experiment", "name", "x.y", "--set"}},
        {"measure.seed=5", {"measure", "seed", "5", "--set"}},
        {"backend serial.timeout=1.5s", {"backend serial", "timeout", "1.5s", "--set"}},
        {"backend serial.launcher=nice -n 5", {"backend serial", "launcher", "nice -n 5", "--set"}},
        {"backend serial.env.A=1", {"backend serial", "env.A", "1", "--set"}},
        {"backend serial.env.A=x.y=z", {"backend serial", "env.A", "x.y=z", "--set"}},
        {"backend t.v2.spawn=each", {"backend t.v2", "spawn", "each", "--set"}},
        {"backend t.v2.env.B=2", {"backend t.v2", "env.B", "2", "--set"}},
        {"kernel pi.variant=plain", {"kernel pi", "variant", "plain", "--set"}},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        const char *const settings[most_settings] = {rows[i].setting};
        struct loaded loaded;
        load_good(LEAST "[backend serial]\nenv.A = 0\n[backend t.v2]\nplugin = pthreads\n",
                  settings, &loaded);
        expect_effective(&loaded, &rows[i].wanted);
        unload(&loaded);
    }
}

/* The later --set counts; a list sweeps there too. */
TEST(set_again)
{
    static const char *const settings[most_settings] = {
        "backend t.spawn=each", "backend t.spawn=once, each", "measure.pin=none"};
    struct loaded loaded;
    load_good(LEAST "[backend t]\nplugin = pthreads\n", settings, &loaded);
    assert_int_equal(loaded.experiment.backend_count, 2);
    assert_string_equal(loaded.experiment.backends[1].name, "t.each");
    assert_int_equal(loaded.experiment.backends[1].pin, PIN_NONE);
    unload(&loaded);
}

TEST(bad_set)
{
    static const struct {
        const char *setting;
        const char *part;
    } rows[] = {
        {"backend serail.timeout=1s",
         "there is no section backend serail; there are: experiment, measure, kernel pi, backend "
         "serial, backend t; did you mean \"backend serial\"?"},
        {"backend t.once.spawn=each", "there is no section backend t.once"},
        {"backend ./t.spawn=each", "there is no section backend ./t; there are: "},
        {"experiment.n", "is not of the form SECTION.KEY=VALUE"},
        {"n=5", "is not of the form SECTION.KEY=VALUE; did you mean experiment.n=5?"},
        {"rounds=3", "is not of the form SECTION.KEY=VALUE; did you mean measure.rounds=3?"},
        {".n=5", "is not of the form SECTION.KEY=VALUE"},
        {"experiment.=5", "is not of the form SECTION.KEY=VALUE"},
        {"", "is not of the form SECTION.KEY=VALUE"},
        {"experiment.n=", "experiment.n: the value is empty"},
        {"experiment.n=x", "--set: experiment.n: \"x\" is not allowed"},
        {"measure.ruonds=5", "--set: measure.ruonds: unknown key"},
        {"backend t.spwan=each", "--set: backend t.spwan: unknown key"},
        {"backend t.spawn=never", "--set: backend t.spawn: \"never\" is not allowed"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        const char *const settings[most_settings] = {rows[i].setting};
        const struct wanted_problem wanted[] = {{-1, rows[i].part}, {0, NULL}};
        struct loaded loaded;
        load(LEAST "[backend serial]\n[backend t]\nplugin = pthreads\n", settings, NULL, &loaded);
        expect_problems(&loaded.problems, loaded.path, wanted, rows[i].setting);
        unload(&loaded);
    }
}

/* A section that is a path: as written, as another path to it, by its stem. */
TEST(set_of_paths)
{
    static const struct {
        const char *setting;
        const char *problem; /* NULL: none */
    } rows[] = {
        {"backend plugins/dyn.so.spawn=each", NULL},
        {"backend ./plugins/dyn.so.spawn=each", NULL},
        {"backend dyn.spawn=each", NULL},
        {"backend dyn.env.A=1", NULL},
        {"backend dny.spawn=each", "did you mean \"backend dyn\"?"},
        {"backend dyn.each.spawn=each", "did you mean \"backend dyn\"?"},
        {"backend two.pin=none", "backend ./plugins/two.so, backend ./plugins/a/two.so"},
    };
    static const char *const backends[most_settings] = {"plugins/dyn.so"};
    copy_plugin("pthreads", "plugins/dyn.so");
    copy_plugin("pthreads", "plugins/two.so");
    copy_plugin("pthreads", "plugins/a/two.so");
    assert_int_equal(chdir(scratch()), 0);
    for (size_t i = 0; i < COUNT(rows); i++) {
        const char *const settings[most_settings] = {rows[i].setting};
        const struct wanted_problem wanted[] = {{-1, rows[i].problem}, {0, NULL}};
        struct loaded loaded;
        load(LEAST "[backend ./plugins/two.so]\nspawn = once, each\n[backend ./plugins/a/two.so]\n",
             settings, backends, &loaded);
        expect_problems(&loaded.problems, loaded.path, wanted, rows[i].setting);
        const struct instance *dyn = experiment_backend(&loaded.experiment, "dyn");
        assert_non_null(dyn);
        if (strstr(rows[i].setting, "spawn") != NULL && rows[i].problem == NULL)
            expect_text(dyn->completed, "spawn=each wait=adaptive", rows[i].setting);
        unload(&loaded);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(origins), cmocka_unit_test(set),          cmocka_unit_test(set_again),
        cmocka_unit_test(bad_set), cmocka_unit_test(set_of_paths),
    };
    return RUN_IN_SCRATCH("settings", tests);
}
