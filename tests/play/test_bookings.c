/* SPDX-License-Identifier: Apache-2.0 */
/* Bookings of a scenario: at the bureau of the place, and before that where the person is known. */
#include "test.h"

#include <signal.h>

#include "staged.h"

static void who_is_known_is_enrolled_there_and_booked_at_home(void **state)
{
    const size_t number = staged_case("US-NY-055", true, "immigration-ny");
    const struct tp_play_booking *booking = staged_book(number);
    struct tp_play_reply reply;
    char path[128];

    (void)state;
    assert_int_equal(stage->booking_count, 1);
    assert_int_equal(booking->node, staged_node("ny-dcjs"));
    assert_int_equal(booking->person, number);
    assert_int_equal(stage->known_count, 1);
    assert_int_equal(stage->known[0].node, staged_node("dhs-ident"));
    assert_int_equal(stage->known[0].person, number);
    assert_string_not_equal(stage->known[0].booking, booking->id);
    snprintf(path, sizeof path, "/v1/bookings/%s", booking->id);
    reply = staged_ask(booking->node, TP_PLAY_CLERK, "GET", path, NULL);
    assert_int_equal(reply.status, 200);
    assert_string_equal(tp_play_text(&reply, "jurisdiction"), "US-NY-055");
    assert_string_equal(tp_play_text(&reply, "form"), "ebts");
    tp_play_reply_deinit(&reply);
}

static void who_is_not_known_is_found_by_nobody(void **state)
{
    const struct tp_play_booking *booking = staged_book(staged_case("US-CA-037", false, NULL));
    char leg[32];

    (void)state;
    assert_int_equal(stage->known_count, 0);
    staged_leg(booking, "fbi-cjis", leg);
    assert_string_equal(leg, "no-match");
    staged_leg(booking, "dhs-ident", leg);
    assert_string_equal(leg, "no-match");
}

/* The repository cannot be filled; the search waits for it. */
static void who_is_away_enrols_nobody(void **state)
{
    const size_t away = staged_node("dhs-ident");
    const struct tp_play_booking *booking;
    char leg[32];

    (void)state;
    (void)tp_play_process_end(&stage->nodes[away].process, SIGTERM);
    stage->is_away[away] = true;
    booking = staged_book(staged_case("US-CA-037", true, "immigration-ca"));
    assert_int_equal(stage->known_count, 0);
    staged_leg(booking, "dhs-ident", leg);
    assert_string_equal(leg, "sending");
}

static void nobody_books_where_there_is_no_bureau(void **state)
{
    struct tp_diag diag;

    (void)state;
    tp_diag_init(&diag);
    stage->run->population.cases[0].county = "US-TX-001";
    assert_int_equal(tp_play_book(stage, 0, &diag), TP_E_FORMAT);
    assert_string_equal(diag.field, "county");
    assert_int_equal(stage->booking_count, 0);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(who_is_known_is_enrolled_there_and_booked_at_home, staged_agreed, staged_close),
    cmocka_unit_test_setup_teardown(who_is_not_known_is_found_by_nobody, staged_agreed, staged_close),
    cmocka_unit_test_setup_teardown(who_is_away_enrols_nobody, staged_agreed, staged_close),
    cmocka_unit_test_setup_teardown(nobody_books_where_there_is_no_bureau, staged_agreed, staged_close),
};
TP_TEST_MAIN(tests)
