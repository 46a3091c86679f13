/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/process.h"

#include <errno.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>

#include "support.h"

enum { soon_ms = 500, ample_ms = 20000 };

/* What came of a shell's command. */
struct outcome {
    enum capture capture;
    struct text output;
    int wait_status;
    struct error error;
};

static struct outcome shell(const char *command, int timeout_ms)
{
    char *const argv[] = {(char *)"sh", (char *)"-c", (char *)command, NULL};
    struct outcome outcome = {0};
    outcome.capture =
        process_capture(argv, timeout_ms, &outcome.output, &outcome.wait_status, &outcome.error);
    return outcome;
}

TEST(output_and_end)
{
    static const struct {
        const char *command;
        const char *output;
        const char *end;
    } rows[] = {
        {"true", "", "status 0"},
        {"echo one; echo two >&2; echo three", "one\nthree\n", "status 0"},
        {"printf x; exit 3", "x", "status 3"},
        {"printf x; kill -TERM $$", "x", "signal 15 (Terminated)"},
        {"printf x; exec >&-; exit 4", "x", "status 4"},
        {"read word; printf \"<$word>\"", "<>", "status 0"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct outcome outcome = shell(rows[i].command, ample_ms);
        char *end = process_describe_end(outcome.wait_status);
        expect(outcome.capture == CAPTURE_ENDED, "%s", rows[i].command);
        expect_text(outcome.output.data ? outcome.output.data : "", rows[i].output,
                    rows[i].command);
        expect_text(end, rows[i].end, rows[i].command);
        free(end);
        text_free(&outcome.output);
    }
}

TEST(more_than_a_pipe_holds)
{
    struct outcome outcome = shell("head -c 1000000 /dev/zero", ample_ms);
    assert_int_equal(outcome.capture, CAPTURE_ENDED);
    assert_int_equal(outcome.output.length, 1000000);
    text_free(&outcome.output);
}

TEST(no_such_program)
{
    char *const argv[] = {(char *)"/nonexistent/program", NULL};
    struct text output = {0};
    struct error error = {""};
    int wait_status;
    assert_int_equal(process_capture(argv, ample_ms, &output, &wait_status, &error),
                     CAPTURE_NOT_STARTED);
    expect_part(error.text, "/nonexistent/program: cannot start: ", "error");
}

/* The limit holds for the process, whether it still has its stdout or not. */
TEST(deadline)
{
    static const char *const commands[] = {
        "printf x; exec sleep 60",
        "printf x; exec sleep 60 >&-",
        "printf x; trap '' TERM HUP INT; exec sleep 60",
    };
    for (size_t i = 0; i < COUNT(commands); i++) {
        struct outcome outcome = shell(commands[i], soon_ms);
        expect(outcome.capture == CAPTURE_TIMED_OUT, "%s", commands[i]);
        expect(WIFSIGNALED(outcome.wait_status), "%s", commands[i]);
        expect_text(outcome.output.data, "x", commands[i]);
        text_free(&outcome.output);
    }
    assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
    assert_int_equal(errno, ECHILD);
}

/* The orphan whose number the command printed comes to this process: how did it end? */
static int signal_of_orphan(const struct outcome *outcome)
{
    int wait_status = 0;
    pid_t orphan = (pid_t)atol(outcome->output.data ? outcome->output.data : "");
    expect(orphan > 1 && waitpid(orphan, &wait_status, 0) == orphan, "orphan %ld", (long)orphan);
    return WIFSIGNALED(wait_status) ? WTERMSIG(wait_status) : 0;
}

/* Neither is its end waited for, nor does it stay. */
TEST(a_child_that_holds_the_pipe)
{
    static const struct {
        const char *command;
        int timeout_ms;
        enum capture wanted;
    } rows[] = {
        {"sleep 30 & echo $!", 5000, CAPTURE_ENDED},
        {"sleep 30 & echo $!; exec >&-; wait", soon_ms, CAPTURE_TIMED_OUT},
    };
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct outcome outcome = shell(rows[i].command, rows[i].timeout_ms);
        expect(outcome.capture == rows[i].wanted, "%s", rows[i].command);
        expect(signal_of_orphan(&outcome) == SIGKILL, "%s", rows[i].command);
        text_free(&outcome.output);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(output_and_end),
        cmocka_unit_test(more_than_a_pipe_holds),
        cmocka_unit_test(no_such_program),
        cmocka_unit_test(deadline),
        cmocka_unit_test(a_child_that_holds_the_pipe),
    };
    return RUN("process", tests);
}
