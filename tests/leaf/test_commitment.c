/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <stdlib.h>

#include "leaves.h"

#define M(name) TP_LEAF_##name##_MEMBER

static void submission(struct tp_leaf *leaf)
{
    tp_leaf_init(leaf, TP_LEAF_SUBMISSION, JUNE_2011);
    tp_leaf_set(leaf, M(STATE), "US-NY");
    tp_leaf_set(leaf, M(LEVEL), "none");
}

static struct tp_json *record(const char *county)
{
    struct tp_json *json;

    assert_int_equal(tp_json_new(&json, NULL), TP_OK);
    tp_json_text(json, TP_RECORD_TIME, "2011-06-01T12:34:56Z");
    tp_json_text(json, TP_RECORD_COUNTY, county);
    tp_json_integer(json, "age", 17);
    return json;
}

static void commit(struct tp_leaf *leaf, const char *county, struct tp_opening *out)
{
    struct tp_json *json = record(county);

    assert_int_equal(tp_leaf_commit(leaf, json, out, NULL), TP_OK);
    tp_json_free(&json);
}

static void a_commitment_is_the_keyed_hash_of_leaf_and_record(void **state)
{
    static const char text[] = "tenprint-leaf/1\n{\"kind\":\"submission\",\"level\":\"none\",\"month\":\"2011-06\","
                               "\"state\":\"US-NY\"}\n{\"age\":17,\"county\":\"US-NY-027\","
                               "\"time\":\"2011-06-01T12:34:56Z\"}";
    uint8_t expected[TP_SHA256_BYTES];
    struct tp_opening opening;
    struct tp_leaf leaf;

    (void)state;
    submission(&leaf);
    commit(&leaf, "US-NY-027", &opening);
    assert_int_equal(tp_hmac_sha256(opening.key, sizeof opening.key, text, sizeof text - 1, expected, NULL), TP_OK);
    assert_memory_equal(leaf.commitment, expected, sizeof expected);
    assert_true(tp_opening_fits(&opening, &leaf));
    tp_opening_deinit(&opening);
}

static void equal_records_give_different_commitments(void **state)
{
    static uint8_t seen[256][TP_SHA256_BYTES];

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(seen); i++) {
        struct tp_opening opening;
        struct tp_leaf leaf;

        submission(&leaf);
        commit(&leaf, "US-NY-027", &opening);
        memcpy(seen[i], leaf.commitment, sizeof seen[i]);
        for (size_t j = 0; j < i; j++)
            assert_memory_not_equal(seen[j], seen[i], sizeof seen[i]);
        tp_opening_deinit(&opening);
    }
}

static void another_leaf_key_or_record_does_not_fit(void **state)
{
    struct tp_opening opening;
    struct tp_leaf leaf;

    (void)state;
    submission(&leaf);
    commit(&leaf, "US-NY-027", &opening);
    tp_leaf_set(&leaf, M(STATE), "US-IL");
    assert_false(tp_opening_fits(&opening, &leaf));
    tp_leaf_set(&leaf, M(STATE), "US-NY");
    opening.key[31] ^= 1;
    assert_false(tp_opening_fits(&opening, &leaf));
    opening.key[31] ^= 1;
    opening.record[0] ^= 1;
    assert_false(tp_opening_fits(&opening, &leaf));
    opening.record[0] ^= 1;
    leaf.commitment[0] ^= 1;
    assert_false(tp_opening_fits(&opening, &leaf));
    leaf.commitment[0] ^= 1;
    assert_true(tp_opening_fits(&opening, &leaf));
    tp_opening_deinit(&opening);
}

static void a_leaf_that_cannot_be_is_not_committed_to(void **state)
{
    struct tp_json *json = record("US-NY-027");
    struct tp_opening opening;
    struct tp_leaf leaf;

    (void)state;
    submission(&leaf);
    tp_leaf_set(&leaf, M(STATE), "US-NY-027");
    assert_int_equal(tp_leaf_commit(&leaf, json, &opening, NULL), TP_E_ARGUMENT);
    assert_null(opening.record);
    tp_json_free(&json);
}

static void an_opening_is_read_as_it_was_written(void **state)
{
    struct tp_opening opening, read;
    struct tp_buffer text;
    struct tp_leaf leaf;
    uint64_t index;

    (void)state;
    tp_buffer_init(&text);
    submission(&leaf);
    commit(&leaf, "US-NY-027", &opening);
    assert_int_equal(tp_opening_write(&opening, 41, &text, NULL), TP_OK);
    assert_int_equal(tp_opening_read(text.data, text.size_bytes, &read, &index, NULL), TP_OK);
    assert_int_equal(index, 41);
    assert_memory_equal(read.key, opening.key, sizeof read.key);
    assert_string_equal(read.record, opening.record);
    assert_true(tp_opening_fits(&read, &leaf));
    tp_opening_deinit(&read);
    tp_opening_deinit(&opening);
    tp_buffer_deinit(&text);
}

#define KEY "\"key\":\"0101010101010101010101010101010101010101010101010101010101010101\""

static void an_opening_may_be_laid_out_as_one_likes(void **state)
{
    static const char text[] = "{ \"record\": {\"b\": 1,\n \"a\": \"x\"}, " KEY ", \"index\": 7 }\n";
    struct tp_opening opening;
    uint64_t index;

    (void)state;
    assert_int_equal(tp_opening_read(text, strlen(text), &opening, &index, NULL), TP_OK);
    assert_string_equal(opening.record, "{\"a\":\"x\",\"b\":1}");
    assert_int_equal(index, 7);
    tp_opening_deinit(&opening);
}

static void what_is_no_opening_is_refused(void **state)
{
    static const char *const texts[] = {
        "",
        "[]",
        "{}",
        "{\"index\":7," KEY "}",
        "{\"index\":7," KEY ",\"record\":[]}",
        "{\"index\":7," KEY ",\"record\":{},\"more\":1}",
        "{\"index\":-7," KEY ",\"record\":{}}",
        "{\"index\":\"7\"," KEY ",\"record\":{}}",
        "{\"index\":7,\"key\":\"01\",\"record\":{}}",
        "{\"index\":7,\"key\":5,\"record\":{}}",
        "{\"index\":7,\"record\":{}}",
    };
    static char many[TP_OPENING_TEXT_MAX + 1];
    struct tp_opening opening;
    uint64_t index;

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(texts); i++) {
        assert_int_equal(tp_opening_read(texts[i], strlen(texts[i]), &opening, &index, NULL), TP_E_FORMAT);
        assert_null(opening.record);
    }
    memset(many, ' ', sizeof many);
    assert_int_equal(tp_opening_read(many, sizeof many, &opening, &index, NULL), TP_E_LIMIT);
}

static void deinit_overwrites_the_key(void **state)
{
    static const uint8_t none[TP_SHA256_BYTES];
    struct tp_opening opening;
    struct tp_leaf leaf;

    (void)state;
    submission(&leaf);
    commit(&leaf, "US-NY-027", &opening);
    tp_opening_deinit(&opening);
    assert_memory_equal(opening.key, none, sizeof none);
    assert_null(opening.record);
    tp_opening_deinit(&opening);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_commitment_is_the_keyed_hash_of_leaf_and_record),
    cmocka_unit_test(equal_records_give_different_commitments),
    cmocka_unit_test(another_leaf_key_or_record_does_not_fit),
    cmocka_unit_test(a_leaf_that_cannot_be_is_not_committed_to),
    cmocka_unit_test(an_opening_is_read_as_it_was_written),
    cmocka_unit_test(an_opening_may_be_laid_out_as_one_likes),
    cmocka_unit_test(what_is_no_opening_is_refused),
    cmocka_unit_test(deinit_overwrites_the_key),
};
TP_TEST_MAIN(tests)
