/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The event of the worker pools: each way of waiting, alone and with another thread. */
#include "../../plugins/backends/common/event.h"

#include <pthread.h>

#include "support.h"

static const struct waiting ways[] = {
    {.spin_ns = 50000}, {.spin_only = true}, {.spin_ns = 0}, {.spin_ns = 0, .processes = true}};

TEST(raised_already)
{
    for (size_t i = 0; i < COUNT(ways); i++) {
        struct event event = {0};
        event_raise(&event, 7, &ways[i]);
        assert_true(event_await(&event, 7, &ways[i], NULL));
        assert_int_equal(event.sleepers, 0);
    }
}

TEST(never_raised)
{
    static const struct timespec period = {.tv_nsec = 1000000};
    for (size_t i = 0; i < COUNT(ways); i++) {
        struct event event = {0};
        assert_false(event_await(&event, 1, &ways[i], &period));
        assert_int_equal(event.sleepers, 0);
    }
}

struct game {
    const struct waiting *way;
    uint32_t turns;
    struct event there;
    struct event back;
};

static void *answer(void *context)
{
    struct game *game = context;
    for (uint32_t turn = 1; turn <= game->turns; turn++) {
        event_await(&game->there, turn, game->way, NULL);
        event_raise(&game->back, turn, game->way);
    }
    return NULL;
}

/* A wake-up that is lost hangs it. */
TEST(to_and_fro)
{
    for (size_t i = 0; i < COUNT(ways); i++) {
        /* Where there is one CPU each turn of spinning takes a slice of the scheduler's. */
        struct game game = {.way = &ways[i], .turns = ways[i].spin_only ? 100 : 20000};
        pthread_t other;
        assert_int_equal(pthread_create(&other, NULL, answer, &game), 0);
        for (uint32_t turn = 1; turn <= game.turns; turn++) {
            event_raise(&game.there, turn, &ways[i]);
            assert_true(event_await(&game.back, turn, &ways[i], NULL));
        }
        pthread_join(other, NULL);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(raised_already),
        cmocka_unit_test(never_raised),
        cmocka_unit_test(to_and_fro),
    };
    return RUN("event", tests);
}
