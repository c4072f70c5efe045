/* SPDX-License-Identifier: Apache-2.0 */
/* The story for a program. */
#include "scenario_fixture.h"

static void it_has_steps_periods_and_failures(void **state)
{
    struct fixture fixture;
    struct tp_json *json;
    struct tp_buffer text;
    struct tp_json_document *document;
    const struct tp_json_value *root, *period, *step;
    int64_t number;

    (void)state;
    fixture_play(&fixture, ",{\"at\":\"2011-03-02T00:00:00Z\",\"cheat\":\"rewrite-entry\",\"by\":\"dhs-ident\","
                           "\"caught_by\":[\"verification\"]}");
    assert_int_equal(tp_json_new(&json, NULL), TP_OK);
    tp_scenario_run_json(fixture.run, json);
    tp_buffer_init(&text);
    assert_int_equal(tp_json_write_canonical(json, &text, NULL), TP_OK);
    assert_int_equal(tp_json_parse((const char *)text.data, text.size_bytes, &document, NULL), TP_OK);
    root = tp_json_root(document);
    assert_true(tp_json_to_integer(tp_json_member(root, "bookings"), &number));
    assert_int_equal(number, 140);
    assert_int_equal(tp_json_count(tp_json_member(root, "steps")), 6);
    step = tp_json_element(tp_json_member(root, "steps"), 5);
    assert_string_equal(tp_json_to_text(tp_json_member(step, "cheat")), "rewrite-entry");
    assert_string_equal(tp_json_to_text(tp_json_element(tp_json_member(step, "caught_by"), 0)), "verification");
    period = tp_json_element(tp_json_member(root, "periods"), 0);
    assert_string_equal(tp_json_to_text(tp_json_member(period, "name")), "before");
    assert_true(tp_json_to_integer(tp_json_member(period, "booked"), &number));
    assert_int_equal(number, 70);
    assert_int_equal(tp_json_count(tp_json_member(period, "released_by_conviction")), TP_SCENARIO_LEVELS);
    assert_true(tp_json_count(tp_json_member(period, "refusals")) > 0);
    assert_int_equal(tp_json_count(tp_json_member(root, "failures")), 0);
    tp_json_document_free(&document);
    tp_buffer_deinit(&text);
    tp_json_free(&json);
    fixture_end(&fixture);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(it_has_steps_periods_and_failures),
};

TP_TEST_MAIN(tests)
