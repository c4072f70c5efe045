/* SPDX-License-Identifier: Apache-2.0 */
#include "one_booking.h"

#include "person/erasure.h"

static void make(const char *owner, const char *of, const char *what, const char *except)
{
    const struct tp_notice_spec spec = {.owner = owner, .of = of, .what = what, .except = except};

    fixture_begin(&fixture);
    assert_int_equal(tp_notices_make(fixture.exchange, &spec, NULL), TP_OK);
    fixture_end(&fixture);
}

static size_t open_notices(const char *owner, const char *what)
{
    const struct tp_notice_spec spec = {.owner = owner, .what = what, .except = ""};
    size_t count;

    assert_int_equal(tp_notices_count_open(fixture.exchange, &spec, &count, NULL), TP_OK);
    return count;
}

static void disclose_some(void)
{
    fixture_begin(&fixture);
    disclose(&fixture, "booking/b1", "dhs-ident", "d1");
    disclose(&fixture, "booking/b1", "dhs-ident", "d2");
    disclose(&fixture, "booking/b1", "fbi-cjis", "d3");
    add_record(&fixture, "disclosure", "d4", "", "booking/b1", "{\"side\":\"in\",\"partner\":\"other\"}");
    fixture_end(&fixture);
}

static void each_partner_that_received_gets_one(void **state)
{
    struct tp_entry entry;
    const struct tp_json_value *list;

    (void)state;
    disclose_some();
    make("booking/b1", "booking/b1", "erasure", "");
    assert_int_equal(open_notices("booking/b1", "erasure"), 2);
    assert_int_equal(open_notices("booking/b1", "correction"), 0);
    assert_int_equal(tp_entry_get(fixture.exchange, "notice", "booking/b1 dhs-ident erasure", &entry, NULL), TP_OK);
    list = tp_json_member(tp_json_root(entry.content), "disclosures");
    assert_int_equal(tp_json_count(list), 2);
    tp_entry_deinit(&entry);
    assert_true(has_record(&fixture, "job", "partner.notices booking/b1", NULL));
}

static void the_same_again_is_the_same(void **state)
{
    struct tp_entry entry;

    (void)state;
    disclose_some();
    make("booking/b1", "booking/b1", "erasure", "");
    make("booking/b1", "booking/b1", "erasure", "");
    assert_int_equal(count_records(&fixture, "notice", "booking/b1"), 2);
    assert_int_equal(tp_entry_get(fixture.exchange, "notice", "booking/b1 dhs-ident erasure", &entry, NULL), TP_OK);
    assert_int_equal(tp_json_count(tp_json_member(tp_json_root(entry.content), "disclosures")), 2);
    tp_entry_deinit(&entry);
}

static void who_needs_none_gets_none(void **state)
{
    (void)state;
    disclose_some();
    make("booking/b1", "booking/b1", "correction", "dhs-ident");
    assert_int_equal(open_notices("booking/b1", "correction"), 1);
    make("booking/b2", "booking/b2", "correction", "");
    assert_int_equal(open_notices("booking/b2", "correction"), 0);
    assert_false(has_record(&fixture, "job", "partner.notices booking/b2", NULL));
}

static void who_was_told_of_a_subject_gets_one(void **state)
{
    const struct tp_notice_spec spec = {.owner = "subject/s", .of = "subject/s", .what = "correction", .except = ""};

    (void)state;
    fixture_begin(&fixture);
    disclose(&fixture, "request/r1", "ice-ero", "d5");
    assert_int_equal(tp_subject_told(fixture.exchange, "s", "request/r1", NULL), TP_OK);
    assert_int_equal(tp_subject_told(fixture.exchange, "s", "request/r1", NULL), TP_OK);
    assert_int_equal(tp_notices_make(fixture.exchange, &spec, NULL), TP_OK);
    fixture_end(&fixture);
    assert_true(has_record(&fixture, "notice", "subject/s ice-ero correction", "open"));
}

static void a_confirmation_counts_once(void **state)
{
    (void)state;
    disclose_some();
    make("booking/b1", "booking/b1", "correction", "");
    fixture_begin(&fixture);
    assert_int_equal(tp_notice_acknowledge(fixture.exchange,
                                           &(struct tp_notice_confirmed){"booking/b1", "dhs-ident", "correction", ""},
                                           NULL),
                     TP_OK);
    assert_int_equal(tp_notice_acknowledge(fixture.exchange,
                                           &(struct tp_notice_confirmed){"booking/b1", "dhs-ident", "correction", ""},
                                           NULL),
                     TP_OK);
    assert_int_equal(tp_notice_acknowledge(fixture.exchange,
                                           &(struct tp_notice_confirmed){"booking/b1", "nobody", "correction", ""},
                                           NULL),
                     TP_OK);
    fixture_end(&fixture);
    assert_int_equal(open_notices("booking/b1", "correction"), 1);
    assert_string_equal(record_text(&fixture, "notice", "booking/b1 dhs-ident correction", "acknowledged"),
                        "2011-06-01T00:00:00Z");
    make("booking/b1", "booking/b1", "correction", ""); /* another one: it is to be confirmed again */
    assert_int_equal(open_notices("booking/b1", "correction"), 2);
}

/* As `partner` does when it has sent MESSAGE. */
static void note_sent(const char *name, const char *message)
{
    struct tp_entry entry;
    struct tp_json *json;

    fixture_begin(&fixture);
    assert_int_equal(tp_entry_get(fixture.exchange, "notice", name, &entry, NULL), TP_OK);
    assert_int_equal(tp_entry_edit(&entry, &json, NULL), TP_OK);
    tp_json_text(json, "message", message);
    assert_int_equal(tp_entry_put(fixture.exchange, "notice", &entry, json, NULL), TP_OK);
    fixture_end(&fixture);
    tp_json_free(&json);
    tp_entry_deinit(&entry);
}

static void confirm(const char *message)
{
    const struct tp_notice_confirmed confirmed = {"booking/b1", "dhs-ident", "correction", message};

    fixture_begin(&fixture);
    assert_int_equal(tp_notice_acknowledge(fixture.exchange, &confirmed, NULL), TP_OK);
    fixture_end(&fixture);
}

static void correct(const char *payload)
{
    struct tp_json_document *document;
    struct tp_notice_spec spec = {"booking/b1", "booking/b1", "correction", "", NULL};

    assert_int_equal(tp_json_parse(payload, strlen(payload), &document, NULL), TP_OK);
    spec.payload = tp_json_root(document);
    fixture_begin(&fixture);
    assert_int_equal(tp_notices_make(fixture.exchange, &spec, NULL), TP_OK);
    fixture_end(&fixture);
    tp_json_document_free(&document);
}

static void an_older_message_confirms_nothing_new(void **state)
{
    static const char name[] = "booking/b1 dhs-ident correction";
    struct tp_entry entry;
    const struct tp_json_value *payload;

    (void)state;
    disclose_some();
    correct("{\"conviction\":\"none\"}");
    note_sent(name, "m1");
    correct("{\"categories\":[\"victim\"],\"categories_known\":true}");
    confirm("m1");
    assert_true(has_record(&fixture, "notice", name, "open"));
    assert_string_equal(record_text(&fixture, "notice", name, "message"), "");
    assert_int_equal(tp_entry_get(fixture.exchange, "notice", name, &entry, NULL), TP_OK);
    payload = tp_json_member(tp_json_root(entry.content), "payload");
    assert_string_equal(tp_json_to_text(tp_json_member(payload, "conviction")), "none"); /* still not confirmed */
    assert_int_equal(tp_json_count(payload), 3);
    tp_entry_deinit(&entry);
    note_sent(name, "m2");
    confirm("m2");
    assert_true(has_record(&fixture, "notice", name, "acknowledged"));
    correct("{\"conviction\":\"level-3\"}");
    assert_int_equal(tp_entry_get(fixture.exchange, "notice", name, &entry, NULL), TP_OK);
    assert_int_equal(tp_json_count(tp_json_member(tp_json_root(entry.content), "payload")), 1);
    tp_entry_deinit(&entry);
}

static void owners_have_a_kind_and_an_id(void **state)
{
    static const char *const bad[] = {"", "booking", "/x", "booking/", "a-kind-that-is-longer-than-any-kind/x"};
    char kind[32];
    const char *id;

    (void)state;
    assert_true(tp_owner_split("leg/1 2", kind, &id));
    assert_string_equal(kind, "leg");
    assert_string_equal(id, "1 2");
    for (size_t i = 0; i < TP_ARRAY_LENGTH(bad); i++)
        assert_false(tp_owner_split(bad[i], kind, &id));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
static const struct CMUnitTest tests[] = {
    TEST(each_partner_that_received_gets_one),
    TEST(the_same_again_is_the_same),
    TEST(who_needs_none_gets_none),
    TEST(who_was_told_of_a_subject_gets_one),
    TEST(a_confirmation_counts_once),
    TEST(an_older_message_confirms_nothing_new),
    TEST(owners_have_a_kind_and_an_id),
};
TP_TEST_MAIN(tests)
