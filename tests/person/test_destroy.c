/* SPDX-License-Identifier: Apache-2.0 */
#include "one_booking.h"

#include <unistd.h>

#include "person/erasure.h"

static void destroy(const char *owner, char gone[TP_EXCHANGE_NAME_BYTES])
{
    fixture_begin(&fixture);
    assert_int_equal(tp_owner_destroy(fixture.exchange, owner, gone, NULL), TP_OK);
    fixture_end(&fixture);
}

static void blobs_openings_and_records_are_gone(void **state)
{
    char gone[TP_EXCHANGE_NAME_BYTES];
    struct tp_opening opening;
    uint8_t *data;
    size_t size;
    uint64_t index;

    (void)state;
    fixture_begin(&fixture);
    disclose(&fixture, "booking/b1", "dhs-ident", "d1");
    add_record(&fixture, "case", "c1", "open", "booking/b1", "{}");
    add_record(&fixture, "task", "t1", "open", "c1", "{}");
    add_record(&fixture, "discretion", "x1", "open", "booking/b1", "{}");
    add_record(&fixture, "leg", "l1", "match", "b1", "{}");
    put_blob(&fixture, "leg/l1", "fields", "secret", 6);
    add_record(&fixture, "disclosure", "d2", "", "leg/l1", "{}");
    fixture_end(&fixture);
    index = fixture_leaves(&fixture) - 1;
    destroy("booking/b1", gone);
    assert_string_equal(gone, subject);
    assert_int_equal(tp_blob_get(fixture.exchange, "booking/b1", "person", &data, &size, NULL), TP_E_NOT_FOUND);
    assert_int_equal(tp_blob_get(fixture.exchange, "leg/l1", "fields", &data, &size, NULL), TP_E_NOT_FOUND);
    assert_int_equal(tp_organisation_opening(tp_exchange_organisation(fixture.exchange), index, &opening, NULL),
                     TP_E_NOT_FOUND);
    assert_false(has_record(&fixture, "disclosure", "d1", NULL));
    assert_false(has_record(&fixture, "disclosure", "d2", NULL));
    assert_false(has_record(&fixture, "case", "c1", NULL));
    assert_false(has_record(&fixture, "task", "t1", NULL));
    assert_false(has_record(&fixture, "discretion", "x1", NULL));
    assert_false(has_record(&fixture, "leg", "l1", NULL));
    assert_false(has_record(&fixture, "retention", "booking/b1", NULL));
    assert_int_equal(count_records(&fixture, "leaf", "booking/b1"), 0);
    assert_true(has_record(&fixture, "booking", "b1", "erased"));
    assert_string_equal(record_text(&fixture, "booking", "b1", "reference"), "");
    assert_string_equal(record_link(&fixture, "booking", "b1"), "");
    destroy("booking/b1", gone);
    assert_string_equal(gone, "");
}

static void who_looked_stays_but_not_at_which_case(void **state)
{
    char gone[TP_EXCHANGE_NAME_BYTES];

    (void)state;
    fixture_begin(&fixture);
    add_record(&fixture, "access", "a1", "", "booking/b1", "{\"account\":\"eve\",\"reference\":\"CASE-1\"}");
    fixture_end(&fixture);
    destroy("booking/b1", gone);
    assert_string_equal(record_text(&fixture, "access", "a1", "account"), "eve");
    assert_string_equal(record_text(&fixture, "access", "a1", "reference"), "");
}

static void others_keep_theirs(void **state)
{
    char other[TP_EXCHANGE_NAME_BYTES] = "", gone[TP_EXCHANGE_NAME_BYTES];
    uint8_t *data;
    size_t size;

    (void)state;
    book(&fixture, "b22", 2, "Grace", other);
    destroy("booking/b1", gone);
    assert_string_equal(fixture_find(&fixture, 2), other);
    assert_int_equal(tp_blob_get(fixture.exchange, "booking/b22", "person", &data, &size, NULL), TP_OK);
    tp_blob_free(data, size);
    assert_int_equal(count_records(&fixture, "leaf", "booking/b22"), 1);
}

static void files_that_the_record_names_are_removed(void **state)
{
    char path[512];
    FILE *file;

    (void)state;
    snprintf(path, sizeof path, "%s/card.an2", fixture.folder);
    file = fopen(path, "w");
    assert_non_null(file);
    fclose(file);
    fixture_begin(&fixture);
    add_record(&fixture, "booking", "b9", "complete", "",
               "{\"files\":[\"card.an2\",\"gone.an2\",\"../escape\",\"/etc/passwd\",7]}");
    fixture_end(&fixture);
    assert_int_equal(tp_owner_unlink_files(fixture.exchange, "booking/b9", NULL), TP_OK);
    assert_null(fopen(path, "r"));
    assert_int_equal(tp_owner_unlink_files(fixture.exchange, "booking/none", NULL), TP_OK);
    assert_int_equal(tp_owner_unlink_files(fixture.exchange, "x", NULL), TP_OK);
}

/* Outside of the folder, where only what is sealed may point. */
static void files_elsewhere_are_removed(void **state)
{
    char paths[2][128];

    (void)state;
    memset(paths, 0, sizeof paths);
    for (unsigned i = 0; i < 2; i++) {
        FILE *file;

        snprintf(paths[i], sizeof paths[i], "%s/elsewhere-%u", fixture.scratch.path, i);
        file = fopen(paths[i], "w");
        assert_non_null(file);
        fclose(file);
    }
    fixture_begin(&fixture);
    assert_int_equal(tp_blob_put(fixture.exchange, "booking/b9", "files", paths[0], sizeof paths[0], NULL), TP_OK);
    fixture_end(&fixture);
    assert_int_equal(tp_owner_unlink_files(fixture.exchange, "booking/b9", NULL), TP_OK);
    assert_int_equal(access(paths[0], F_OK), -1);
    assert_int_equal(access(paths[1], F_OK), 0);
    assert_int_equal(tp_owner_unlink_files(fixture.exchange, "booking/b9", NULL), TP_OK); /* again */
}

static void a_request_is_emptied_and_stays_known(void **state)
{
    char gone[TP_EXCHANGE_NAME_BYTES];

    (void)state;
    fixture_begin(&fixture);
    add_record(&fixture, "request", "m1", "done", "ny-dcjs", "{\"conviction\":\"level-1\"}");
    put_blob(&fixture, "request/m1", "print/0/template", "bytes", 5);
    fixture_end(&fixture);
    destroy("request/m1", gone);
    assert_true(has_record(&fixture, "request", "m1", "erased"));
    assert_string_equal(record_link(&fixture, "request", "m1"), "ny-dcjs");
    assert_string_equal(record_text(&fixture, "request", "m1", "conviction"), "");
}

static void where_it_was_is_known_or_the_organisations(void **state)
{
    char code[TP_JURISDICTION_MAX], gone[TP_EXCHANGE_NAME_BYTES];

    (void)state;
    assert_int_equal(tp_owner_jurisdiction(fixture.exchange, "booking/b1", code, NULL), TP_OK);
    assert_string_equal(code, BOOKING_COUNTY);
    assert_int_equal(tp_owner_jurisdiction(fixture.exchange, "leg/unknown", code, NULL), TP_OK);
    assert_string_equal(code, "US-NY");
    assert_int_equal(tp_owner_jurisdiction(fixture.exchange, "x", code, NULL), TP_OK);
    fixture_begin(&fixture);
    assert_int_equal(tp_owner_destroy(fixture.exchange, "x", gone, NULL), TP_E_ARGUMENT);
    assert_int_equal(tp_exchange_end(fixture.exchange, TP_E_ARGUMENT, NULL), TP_E_ARGUMENT);
}

static void looks_at_the_person_and_at_leaves_lose_their_case(void **state)
{
    char gone[TP_EXCHANGE_NAME_BYTES], owner[TP_EXCHANGE_NAME_BYTES];
    uint64_t index = fixture_leaves(&fixture) - 1;

    (void)state;
    fixture_begin(&fixture);
    snprintf(owner, sizeof owner, "subject/%.140s", subject);
    add_record(&fixture, "access", "a1", "", owner, "{\"account\":\"eve\",\"reference\":\"CASE-1\"}");
    snprintf(owner, sizeof owner, "leaf/%d", (int)index);
    add_record(&fixture, "access", "a2", "", owner, "{\"account\":\"eve\",\"reference\":\"CASE-2\"}");
    fixture_end(&fixture);
    destroy("booking/b1", gone);
    assert_string_equal(record_text(&fixture, "access", "a1", "reference"), "");
    assert_string_equal(record_text(&fixture, "access", "a2", "reference"), "");
    assert_string_equal(record_text(&fixture, "access", "a2", "account"), "eve");
}

static void what_was_to_be_corrected_is_not_said_any_more(void **state)
{
    char gone[TP_EXCHANGE_NAME_BYTES];
    struct tp_entry entry;

    (void)state;
    fixture_begin(&fixture);
    add_record(&fixture, "notice", "n1", "open", "booking/b1",
               "{\"what\":\"correction\",\"partner\":\"nj\",\"payload\":{\"conviction\":\"none\"}}");
    add_record(&fixture, "notice", "n2", "open", "booking/b1", "{\"what\":\"erasure\",\"partner\":\"nj\"}");
    add_record(&fixture, "challenge", "c1", "open", "b1", "{\"received\":1}");
    add_record(&fixture, "challenge", "c2", "upheld", "b1", "{\"received\":1}");
    fixture_end(&fixture);
    destroy("booking/b1", gone);
    assert_true(has_record(&fixture, "notice", "n1", "ended"));
    assert_true(has_record(&fixture, "notice", "n2", "open"));
    assert_true(has_record(&fixture, "challenge", "c1", "ended"));
    assert_true(has_record(&fixture, "challenge", "c2", "upheld"));
    assert_int_equal(tp_entry_get(fixture.exchange, "notice", "n1", &entry, NULL), TP_OK);
    assert_null(tp_json_member(tp_json_root(entry.content), "payload"));
    tp_entry_deinit(&entry);
}

static void others_of_the_person_are_answered_anew(void **state)
{
    char gone[TP_EXCHANGE_NAME_BYTES];

    (void)state;
    book(&fixture, "b22", 1, "Ada", subject);
    destroy("booking/b1", gone);
    assert_true(has_record(&fixture, "job", "booking.renew b22", NULL));
    assert_false(has_record(&fixture, "job", "booking.renew b1", NULL));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
static const struct CMUnitTest tests[] = {
    TEST(blobs_openings_and_records_are_gone),
    TEST(who_looked_stays_but_not_at_which_case),
    TEST(others_keep_theirs),
    TEST(files_that_the_record_names_are_removed),
    TEST(files_elsewhere_are_removed),
    TEST(a_request_is_emptied_and_stays_known),
    TEST(where_it_was_is_known_or_the_organisations),
    TEST(looks_at_the_person_and_at_leaves_lose_their_case),
    TEST(what_was_to_be_corrected_is_not_said_any_more),
    TEST(others_of_the_person_are_answered_anew),
};
TP_TEST_MAIN(tests)
