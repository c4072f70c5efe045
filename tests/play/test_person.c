/* SPDX-License-Identifier: Apache-2.0 */
/* Whoever was booked reads, challenges, and is expunged, when anything was sent of them. */
#include "test.h"

#include "staged.h"

static void persons(uint64_t receipts, uint64_t expungements)
{
    struct tp_diag diag;

    tp_diag_init(&diag);
    must(tp_play_persons(stage, &diag), &diag);
    assert_int_equal(stage->run->failure_count, 0);
    assert_int_equal(stage->figures.receipts, receipts);
    assert_int_equal(stage->figures.challenges, receipts);
    assert_int_equal(stage->figures.expungements, expungements);
}

/* Whether the bureau still has the booking. */
static bool is_there(const struct tp_play_booking *booking)
{
    char path[128];
    struct tp_play_reply reply;
    int status;

    snprintf(path, sizeof path, "/v1/bookings/%s/result", booking->id);
    reply = staged_ask(booking->node, TP_PLAY_CLERK, "GET", path, NULL);
    status = reply.status;
    tp_play_reply_deinit(&reply);
    return status == 200;
}

static void one_challenges_and_the_next_is_expunged(void **state)
{
    (void)state;
    for (int i = 0; i < 2; i++) {
        (void)staged_book(staged_case("US-CA-037", false, NULL));
        staged_work();
        assert_true(is_there(&stage->bookings[i]));
    }
    persons(1, 1);
    assert_true(is_there(&stage->bookings[0]));
    assert_false(is_there(&stage->bookings[1]));
}

/* Of a bureau under whose agreements nobody takes part yet nothing is sent. */
static void of_whom_nothing_was_sent_nothing_can_be_read(void **state)
{
    char leg[32];

    (void)state;
    staged_open("2011-cheats");
    staged_steps(21);
    persons(0, 0);
    (void)staged_book(staged_case("US-CA-037", false, NULL));
    staged_leg(&stage->bookings[0], "fbi-cjis", leg);
    assert_string_equal(leg, "denied");
    persons(0, 0);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(one_challenges_and_the_next_is_expunged, staged_agreed, staged_close),
    cmocka_unit_test_setup_teardown(of_whom_nothing_was_sent_nothing_can_be_read, NULL, staged_close),
};
TP_TEST_MAIN(tests)
