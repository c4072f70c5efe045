/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "cli/book.h"
#include "cli/captured.h"
#include "cli/fake_bookings.h"

static struct tp_remote_answer answer;

static const char *show(const char *json)
{
    assert_int_equal(tp_json_parse(json, strlen(json), &answer.document, NULL), TP_OK);
    capture_begin();
    tp_book_show(&answer);
    tp_json_document_free(&answer.document);
    return capture_end();
}

static void a_booking_is_told_in_words(void **state)
{
    (void)state;
    assert_string_equal(show(FAKE_COMPLETE("none")), "booking " FAKE_ID ", complete, submitted 2011-03-05T12:00:00Z\n"
                                                     "  own repository: no match\n"
                                                     "  national: match, released: name\n"
                                                     "  finger  1: good, quality 80\n"
                                                     "  finger  2: poor, quality 12; take it again: unclear\n"
                                                     "  warning: record 3: odd\n");
    assert_non_null(strstr(show(FAKE_STATE("received")), "own repository: pending"));
    assert_non_null(strstr(show("{\"booking\":\"\\u001b[2J\"}"), "booking ?[2J"));
    assert_non_null(strstr(show("{}"), "booking , , submitted"));
    assert_non_null(
        strstr(show("{\"legs\":[{\"partner\":\"a\",\"outcome\":\"match\",\"bound_to\":\"missing-person\"}]}"),
               "a: match, released for the purpose missing-person only"));
}

static void an_id_has_its_characters(void **state)
{
    struct tp_diag diag;

    (void)state;
    tp_diag_init(&diag);
    assert_int_equal(tp_book_get(NULL, "x/../y", "", &answer, &diag), TP_E_ARGUMENT);
    assert_int_equal(tp_book_get(NULL, "", "", &answer, NULL), TP_E_ARGUMENT);
}

static const struct CMUnitTest tests[] = {cmocka_unit_test(a_booking_is_told_in_words),
                                          cmocka_unit_test(an_id_has_its_characters)};
TP_TEST_MAIN(tests)
