/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <string.h>

#include "office/office.h"

static struct tp_json_document *document;

static int tear_down(void **state)
{
    (void)state;
    tp_json_document_free(&document);
    return 0;
}

static tp_status read_request(const char *text, struct tp_request *out, struct tp_diag *diag)
{
    tp_diag_init(diag);
    tp_json_document_free(&document);
    assert_int_equal(tp_json_parse(text, strlen(text), &document, diag), TP_OK);
    return tp_request_read(tp_json_root(document), out, diag);
}

static void every_member_is_read(void **state)
{
    static const char text[] =
        "{\"stage\":\"onward\",\"version\":\"ab\",\"sender\":\"ny-dcjs\",\"repository\":\"dhs-ident\","
        "\"recipient\":\"court\",\"from\":\"ice-ero\",\"jurisdiction\":\"US-NY-027\","
        "\"purpose\":\"criminal-identification\",\"material\":\"images\",\"offence\":\"level-2\","
        "\"conviction\":\"none\",\"categories\":[\"juvenile\",\"victim\"],\"match\":true,\"examiners\":2,"
        "\"considered\":[\"elderly\"],\"reason_written\":true,\"discretion\":\"decline\",\"fields\":[\"match\"],"
        "\"retention_days\":30}";
    struct tp_request got;
    struct tp_diag diag;

    (void)state;
    assert_int_equal(read_request(text, &got, &diag), TP_OK);
    assert_int_equal(got.stage, TP_STAGE_ONWARD);
    assert_string_equal(got.version, "ab");
    assert_string_equal(got.sender, "ny-dcjs");
    assert_string_equal(got.repository, "dhs-ident");
    assert_string_equal(got.recipient, "court");
    assert_string_equal(got.from, "ice-ero");
    assert_string_equal(got.jurisdiction, "US-NY-027");
    assert_int_equal(got.purpose, tp_vocabulary_find(&tp_purposes, "criminal-identification"));
    assert_int_equal(got.material, TP_MATERIAL_IMAGES);
    assert_int_equal(got.offence, TP_SERIOUSNESS_LEVEL_2);
    assert_int_equal(got.conviction, TP_SERIOUSNESS_NONE);
    assert_int_equal(__builtin_popcountll(got.categories), 2);
    assert_true(got.categories_known && got.match && got.reason_written);
    assert_int_equal(got.examiners, 2);
    assert_int_equal(got.considered, UINT64_C(1) << tp_vocabulary_find(&tp_circumstances, "elderly"));
    assert_int_equal(got.discretion, TP_DISCRETION_DECLINE);
    assert_int_equal(got.fields, UINT64_C(1) << tp_vocabulary_find(&tp_fields, "match"));
    assert_int_equal(got.retention_days, 30);
    assert_int_equal(got.checkpoint_age_minutes, -1);
}

static void what_is_missing_is_unknown(void **state)
{
    struct tp_request got;
    struct tp_diag diag;

    (void)state;
    assert_int_equal(read_request("{\"stage\":\"send\"}", &got, &diag), TP_OK);
    assert_null(got.version);
    assert_int_equal(got.purpose, -1);
    assert_int_equal(got.material, -1);
    assert_int_equal(got.offence, -1);
    assert_int_equal(got.conviction, -1);
    assert_false(got.categories_known);
    assert_int_equal(got.discretion, TP_DISCRETION_NOT_DECIDED);
    assert_int_equal(got.retention_days, -1);
    assert_int_equal(got.checkpoint_age_minutes, -1);
    assert_int_equal(read_request("{\"stage\":\"send\",\"categories\":[]}", &got, &diag), TP_OK);
    assert_true(got.categories_known);
}

static void mistakes_are_named(void **state)
{
    static const struct {
        const char *text, *field;
    } rows[] = {
        {"{}", "stage"},
        {"{\"stage\":\"give\"}", "stage"},
        {"{\"stage\":\"send\",\"colour\":1}", "colour"},
        {"{\"stage\":\"send\",\"sender\":7}", "sender"},
        {"{\"stage\":\"send\",\"sender\":null}", "sender"},
        {"{\"stage\":\"send\",\"purpose\":\"curiosity\"}", "purpose"},
        {"{\"stage\":\"send\",\"purpose\":0}", "purpose"},
        {"{\"stage\":\"send\",\"conviction\":\"level-4\"}", "conviction"},
        {"{\"stage\":\"send\",\"categories\":\"juvenile\"}", "categories"},
        {"{\"stage\":\"send\",\"categories\":[\"tall\"]}", "categories"},
        {"{\"stage\":\"send\",\"fields\":[3]}", "fields"},
        {"{\"stage\":\"send\",\"match\":1}", "match"},
        {"{\"stage\":\"send\",\"examiners\":-1}", "examiners"},
        {"{\"stage\":\"send\",\"examiners\":4294967298}", "examiners"},
        {"{\"stage\":\"send\",\"discretion\":\"maybe\"}", "discretion"},
        {"{\"stage\":\"send\",\"retention_days\":-1}", "retention_days"},
        {"{\"stage\":\"send\",\"retention_days\":1.5}", "retention_days"},
        {"{\"stage\":\"send\",\"checkpoint_age_minutes\":1}", "checkpoint_age_minutes"},
    };

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(rows); i++) {
        struct tp_request got;
        struct tp_diag diag;

        assert_int_equal(read_request(rows[i].text, &got, &diag), TP_E_FORMAT);
        assert_string_equal(diag.field, rows[i].field);
        assert_true(diag.text[0] != '\0');
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_teardown(every_member_is_read, tear_down),
    cmocka_unit_test_teardown(what_is_missing_is_unknown, tear_down),
    cmocka_unit_test_teardown(mistakes_are_named, tear_down),
};
TP_TEST_MAIN(tests)
