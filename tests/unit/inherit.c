/* SPDX-License-Identifier: GPL-3.0-or-later */
/* inherit: which keys a section takes, from where, and what is wrong with that. */
#include "experiment_support.h"

TEST(taken)
{
    static const struct {
        const char *text;
        const char *backends; /* "name:options" */
    } rows[] = {
        /* the plugin: the parent's key, its own word, the word of a path */
        {"[backend a]\nplugin = pthreads\nspawn = each\n[backend b]\ninherit = a\n",
         "a:spawn=each wait=adaptive | b:spawn=each wait=adaptive"},
        {"[backend pthreads]\nspawn = each\n[backend b]\ninherit = pthreads\n",
         "pthreads:spawn=each wait=adaptive | b:spawn=each wait=adaptive"},
        {"[backend ./plugins/mine.so]\n[backend b]\ninherit = ./plugins/mine.so\nspawn = each\n",
         "mine:spawn=once wait=adaptive | b:spawn=each wait=adaptive"},
        {"[backend ./plugins/mine.so]\nspawn = each\n[backend b]\ninherit = mine\n",
         "mine:spawn=each wait=adaptive | b:spawn=each wait=adaptive"},
        /* what is set goes before what is inherited, and lists sweep */
        {"[backend pthreads]\nspawn = each\n[backend b]\ninherit = pthreads\nspawn = once\n",
         "pthreads:spawn=each wait=adaptive | b:spawn=once wait=adaptive"},
        {"[backend t]\nplugin = pthreads\nspawn = once, each\n[backend b]\ninherit = t\n",
         "t.once:spawn=once wait=adaptive | t.each:spawn=each wait=adaptive | b.once:spawn=once "
         "wait=adaptive | b.each:spawn=each wait=adaptive"},
        /* in any order, over any distance */
        {"[backend c]\ninherit = b\n[backend b]\ninherit = a\nspawn = each\n"
         "[backend a]\nplugin = pthreads\nspawn = once\n",
         "c:spawn=each wait=adaptive | b:spawn=each wait=adaptive | a:spawn=once wait=adaptive"},
        {"[backend a]\nplugin = pthreads\nspawn = each\n[backend b]\ninherit = a\n"
         "[backend c]\ninherit = b\n[backend d]\ninherit = a\nspawn = once\n",
         "a:spawn=each wait=adaptive | b:spawn=each wait=adaptive | c:spawn=each wait=adaptive | "
         "d:spawn=once wait=adaptive"},
        /* another plugin without the options of the first */
        {"[backend pthreads]\npin = none\n[backend serial]\ninherit = pthreads\nplugin = serial\n",
         "pthreads:spawn=once wait=adaptive | serial:"},
    };
    copy_plugin("pthreads", "plugins/mine.so");
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct loaded loaded;
        char *text = text_format(LEAST "%s", rows[i].text);
        load_good(text, NULL, &loaded);
        char *got = instances(loaded.experiment.backends, loaded.experiment.backend_count);
        expect_text(got, rows[i].backends, rows[i].text);
        free(got);
        free(text);
        unload(&loaded);
    }
}

TEST(keys_of_the_host)
{
    struct loaded loaded;
    load_good("[experiment]\n[kernel pi]\nn = 5\ntimeout = 2s\n[kernel q]\ninherit = pi\n"
              "timeout = 3s\n[backend b]\ninherit = a\nenv.B = 3\nworkers = 4\n"
              "[backend a]\nplugin = pthreads\nworkers = 2\npin = none\nallow_root = yes\n"
              "launcher = nice -n 5\nenv.A = 1\nenv.B = 2\n",
              NULL, &loaded);
    const struct instance *q = &loaded.experiment.kernels[1];
    const struct instance *b = experiment_backend(&loaded.experiment, "b");
    char *n = sizes(&q->n), *workers = sizes(&b->workers);
    char *launcher = text_list_join(&b->launcher, "|");
    char *environment = text_list_join(&b->environment, "|");
    assert_string_equal(n, "5");
    assert_int_equal(q->timeout_ns, 3000000000);
    assert_string_equal(workers, "4");
    assert_string_equal(launcher, "nice|-n|5");
    assert_string_equal(environment, "B=3|A=1");
    assert_int_equal(b->pin, PIN_NONE);
    assert_true(b->allow_root);
    assert_string_equal(b->plugin, "pthreads");
    free(n);
    free(workers);
    free(launcher);
    free(environment);
    unload(&loaded);
}

TEST(origins)
{
    static const struct {
        const char *section;
        const char *key;
        const char *value;
        const char *origin; /* ":3" is a line of the file */
    } rows[] = {
        {"backend a", "pin", "none", "--set"},
        {"backend b", "inherit", "a", ":8"},
        {"backend b", "plugin", "pthreads", ":5"},
        {"backend b", "spawn", "each", ":6"},
        {"backend b", "pin", "none", "--set"},
        {"backend b", "timeout", "5s", "--set"},
        {"backend b", "allow_root", "no", "default"},
        {"backend serial", "plugin", "serial", "default"},
        {"backend d", "plugin", "serial", ":9"},
    };
    static const char *const settings[most_settings] = {"backend a.pin=none",
                                                        "backend b.timeout=5s"};
    struct loaded loaded;
    load_good(LEAST "[backend a]\nplugin = pthreads\nspawn = each\n[backend b]\ninherit = a\n"
                    "[backend serial]\n[backend d]\ninherit = serial\n",
              settings, &loaded);
    for (size_t i = 0; i < COUNT(rows); i++) {
        const struct effective *got = effective(&loaded, rows[i].section, rows[i].key);
        expect(got != NULL, "%s.%s is missing", rows[i].section, rows[i].key);
        char *origin =
            text_format("%s%s", rows[i].origin[0] == ':' ? loaded.path : "", rows[i].origin);
        expect_text(got->value, rows[i].value, rows[i].key);
        expect_text(got->origin, origin, rows[i].key);
        free(origin);
    }
    unload(&loaded);
}

TEST(links)
{
    static const struct {
        const char *text;
        struct wanted_problem problems[3];
    } rows[] = {
        {"[backend a]\ninherit = a\n", {{5, "backend a.inherit: goes round in a circle: a -> a"}}},
        {"[backend a]\ninherit = b\n[backend b]\ninherit = a\n[backend c]\ninherit = a\n",
         {{7, "backend b.inherit: goes round in a circle: b -> a -> b"}}},
        {"[backend d]\ninherit = a\n[backend a]\ninherit = b\n[backend b]\ninherit = c\n"
         "[backend c]\ninherit = a\n",
         {{11, "backend c.inherit: goes round in a circle: c -> a -> b -> c"}}},
        {"[backend serial]\n[backend pthreads]\n[backend b]\ninherit = phtreads\n",
         {{7, "there is no [backend phtreads]; there are: serial, pthreads; did you mean "
              "\"pthreads\"?"}}},
        {"[backend ./plugins/mine.so]\n[backend b]\ninherit = mien\n",
         {{6, "there are: mine; did you mean \"mine\"?"}}},
        {"[backend serial]\n[kernel q]\ninherit = serial\nplugin = pi\n",
         {{6, "there is no [kernel serial]; there are: pi"}}},
        {"[backend serial]\n[backend b]\ninherit =\nplugin = serial\n",
         {{6, "backend b.inherit: the value is empty"}}},
        {"[backend serial]\n[measure]\ninherit = x\n", {{6, "measure.inherit: unknown key"}}},
        /* what else can be known of such a section is told */
        {"[backend b]\ninherit = c\nplugin = pthreads\nspwan = each\n",
         {{5, "there is no [backend c]; there are: no others"}, {7, "did you mean \"spawn\"?"}}},
        {"[backend b]\ninherit = c\npin = non\nspwan = each\n",
         {{5, "there is no [backend c]"}, {6, "did you mean \"none\"?"}}},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct loaded loaded;
        char *text = text_format(LEAST "%s", rows[i].text);
        load(text, NULL, NULL, &loaded);
        expect_problems(&loaded.problems, loaded.path, rows[i].problems, rows[i].text);
        free(text);
        unload(&loaded);
    }
}

/* A mistake is told once, in the line that has it. */
TEST(inherited_mistakes)
{
    static const struct {
        const char *text;
        const char *setting;
        struct wanted_problem problems[3];
    } rows[] = {
        {"[backend c]\ninherit = b\n[backend b]\ninherit = a\n[backend a]\nplugin = pthreads\n"
         "spawn = eech\npin = non\n",
         NULL,
         {{10, "backend a.spawn: \"eech\""}, {11, "backend a.pin: \"non\""}}},
        {"[backend b]\ninherit = a\n[backend a]\nplugin = pthread\n",
         NULL,
         {{7, "backend a.plugin: plugin \"pthread\" not found"}}},
        {"[backend b]\ninherit = pthread\n[backend pthread]\n",
         NULL,
         {{6, "backend pthread.plugin: plugin \"pthread\" not found"}}},
        {"[backend b]\ninherit = a\n[backend a]\nplugin = pthreads\nspwan = each\n",
         NULL,
         {{8, "backend a.spwan: unknown key"}}},
        {"[backend b]\ninherit = a\n[backend a]\nplugin = pthreads\n",
         "backend a.spawn=never",
         {{-1, "--set: backend a.spawn: \"never\" is not allowed"}}},
        /* right where it is written, wrong where it is inherited */
        {"[backend a]\nplugin = pthreads\nspawn = each\n[backend serial]\ninherit = a\n"
         "plugin = serial\n[backend s]\ninherit = serial\n",
         NULL,
         {{6, "backend serial.spawn: inherited from [backend a]: unknown key; known: plugin, "}}},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        const char *const settings[most_settings] = {rows[i].setting};
        struct loaded loaded;
        char *text = text_format(LEAST "%s", rows[i].text);
        load(text, settings, NULL, &loaded);
        expect_problems(&loaded.problems, loaded.path, rows[i].problems, rows[i].text);
        free(text);
        unload(&loaded);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(taken), cmocka_unit_test(keys_of_the_host),   cmocka_unit_test(origins),
        cmocka_unit_test(links), cmocka_unit_test(inherited_mistakes),
    };
    return RUN_IN_SCRATCH("inherit", tests);
}
