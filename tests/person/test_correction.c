/* SPDX-License-Identifier: Apache-2.0 */
#include "one_booking.h"

#include "person/correction.h"
#include "person/erasure.h"

static tp_status take(const char *owner, const char *from, const char *payload)
{
    struct tp_json_document *document;
    tp_status status;

    assert_int_equal(tp_json_parse(payload, strlen(payload), &document, NULL), TP_OK);
    fixture_begin(&fixture);
    status = tp_correction_take(fixture.exchange, owner, from, tp_json_root(document), NULL);
    assert_int_equal(tp_exchange_end(fixture.exchange, status, NULL), status);
    tp_json_document_free(&document);
    return status;
}

static void make_request(void)
{
    fixture_begin(&fixture);
    add_record(&fixture, "request", "m1", "done", "ny-dcjs", "{\"conviction\":\"level-1\",\"jurisdiction\":\"US-NY\"}");
    log_submission(&fixture, "request/m1", "level-1"); /* any leaf with a level */
    disclose(&fixture, "request/m1", "ny-dcjs", "d1");
    disclose(&fixture, "request/m1", "ice-ero", "d2");
    fixture_end(&fixture);
}

static uint64_t leaves(void)
{
    return fixture_leaves(&fixture);
}

static void facts_are_changed_reclassified_and_told_onwards(void **state)
{
    static const char payload[] = "{\"conviction\":\"none\",\"categories\":[\"acquitted\"],\"categories_known\":true}";
    uint64_t before;
    uint8_t *kept;
    size_t size;

    (void)state;
    make_request();
    before = leaves();
    assert_int_equal(take("request/m1", "ny-dcjs", payload), TP_OK);
    assert_string_equal(record_text(&fixture, "correction", "request/m1", "from"), "ny-dcjs");
    assert_string_equal(record_text(&fixture, "correction", "request/m1", "payload"), "");
    assert_int_equal(tp_blob_get(fixture.exchange, "request/m1", "correction", &kept, &size, NULL), TP_OK);
    assert_non_null(strstr((const char *)kept, "acquitted")); /* it is sealed */
    tp_blob_free(kept, size);
    assert_int_equal(leaves(), before + 1);
    assert_string_equal(record_text(&fixture, "request", "m1", "conviction"), "none");
    assert_true(has_record(&fixture, "notice", "request/m1 ice-ero correction", "open"));
    assert_false(has_record(&fixture, "notice", "request/m1 ny-dcjs correction", NULL));
    assert_int_equal(take("request/m1", "ny-dcjs", payload), TP_OK);
    assert_int_equal(leaves(), before + 1);
    assert_int_equal(take("request/m1", "ny-dcjs", "{\"conviction\":\"unknown\"}"), TP_OK);
    assert_int_equal(leaves(), before + 2);
}

static void what_was_identified_wrongly_is_erased(void **state)
{
    (void)state;
    make_request();
    assert_int_equal(take("request/m1", "ny-dcjs", "{\"identification\":\"wrong\"}"), TP_OK);
    fixture_work(&fixture, 10);
    assert_true(has_record(&fixture, "request", "m1", "erased"));
    assert_string_equal(record_text(&fixture, "erasure", "request/m1", "reason"), "correction");
    assert_true(has_record(&fixture, "notice", "request/m1 ice-ero erasure", "open"));
    assert_false(has_record(&fixture, "notice", "request/m1 ny-dcjs erasure", NULL));
}

static void what_corrects_nothing_is_refused(void **state)
{
    static const char *const bad[] = {"{}",
                                      "{\"identification\":\"right\"}",
                                      "{\"identification\":1}",
                                      "{\"conviction\":\"level-9\"}",
                                      "{\"conviction\":3}",
                                      "{\"categories\":[],\"categories_known\":1}"};

    (void)state;
    make_request();
    for (size_t i = 0; i < TP_ARRAY_LENGTH(bad); i++)
        assert_int_equal(take("request/m1", "ny-dcjs", bad[i]), TP_E_FORMAT);
    assert_false(has_record(&fixture, "correction", "request/m1", NULL));
    assert_int_equal(take("nobodys", "ny-dcjs", "{\"conviction\":\"none\"}"), TP_E_ARGUMENT);
}

static void everybody_who_received_is_told(void **state)
{
    struct tp_json *json = new_json();
    char owner[TP_EXCHANGE_NAME_BYTES], name[TP_EXCHANGE_NAME_BYTES];

    (void)state;
    make_request();
    snprintf(owner, sizeof owner, "subject/%.60s", subject);
    tp_json_text(json, "conviction", "none");
    fixture_begin(&fixture);
    assert_int_equal(tp_subject_told(fixture.exchange, subject, "request/m1", NULL), TP_OK);
    assert_int_equal(tp_correction_send(fixture.exchange, owner, json, NULL), TP_OK);
    fixture_end(&fixture);
    tp_json_free(&json);
    snprintf(name, sizeof name, "%s ice-ero correction", owner);
    assert_true(has_record(&fixture, "notice", name, "open"));
    snprintf(name, sizeof name, "%s ny-dcjs correction", owner);
    assert_true(has_record(&fixture, "notice", name, "open"));
}

static void leaves_that_said_it_right_stay(void **state)
{
    uint64_t before = leaves();

    (void)state;
    fixture_begin(&fixture);
    assert_int_equal(tp_leaves_reclassify(fixture.exchange, "booking/b1", "level-1", NULL), TP_OK);
    fixture_end(&fixture);
    assert_int_equal(leaves(), before);
    fixture_begin(&fixture);
    assert_int_equal(tp_leaves_reclassify(fixture.exchange, "booking/b1", "level-3", NULL), TP_OK);
    fixture_end(&fixture);
    assert_int_equal(leaves(), before + 1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
static const struct CMUnitTest tests[] = {
    TEST(facts_are_changed_reclassified_and_told_onwards),
    TEST(what_was_identified_wrongly_is_erased),
    TEST(what_corrects_nothing_is_refused),
    TEST(everybody_who_received_is_told),
    TEST(leaves_that_said_it_right_stay),
};
TP_TEST_MAIN(tests)
