/* SPDX-License-Identifier: Apache-2.0 */
/* Members: paths, the first mistake, and what each kind of value refuses. */
#include "agreement/member.h"

#include <stdlib.h>
#include <string.h>

#include "test.h"

enum reader { TEXT, ID, JURISDICTION, INTEGER, FLAG, TIME, WORD, WORDS, HASH, BYTES, COUNT, OBJECT };

static void read_as(const struct tp_member *member, enum reader reader)
{
    char hash[TP_HASH_TEXT_BYTES];
    uint8_t bytes[2];

    switch (reader) {
    case TEXT:
        tp_member_text(member, 8);
        break;
    case ID:
        tp_member_id(member);
        break;
    case JURISDICTION:
        tp_member_jurisdiction(member);
        break;
    case INTEGER:
        tp_member_integer(member, 2, 9);
        break;
    case FLAG:
        tp_member_flag(member);
        break;
    case TIME:
        tp_member_time(member);
        break;
    case WORD:
        tp_member_word(member, &tp_seriousness);
        break;
    case WORDS:
        tp_member_words(member, &tp_categories, 1);
        break;
    case HASH:
        tp_member_hash(member, hash);
        break;
    case BYTES:
        tp_member_bytes(member, bytes, sizeof bytes);
        break;
    case COUNT:
        tp_member_count(member, 1, 2);
        break;
    case OBJECT:
        tp_member_expect(member, "a b? c");
        break;
    }
}

/* Reads member "x" of {"x": JSON} and returns what is said of it. */
static void read_json(const char *json, enum reader reader, struct tp_diag *diag)
{
    struct tp_reading reading = {.diag = diag};
    struct tp_json_document *document;
    struct tp_member root, x;
    char text[256];

    tp_diag_init(diag);
    snprintf(text, sizeof text, "{\"x\":%s}", json);
    assert_int_equal(tp_json_parse(text, strlen(text), &document, diag), TP_OK);
    root = tp_member_root(&reading, tp_json_root(document), "");
    x = tp_member_of(&root, "x");
    read_as(&x, reader);
    assert_int_equal(reading.status, diag->status);
    tp_json_document_free(&document);
}

#define SIXTEEN "0123456789abcdef"

static const struct {
    enum reader reader;
    const char *json, *field, *words; /* words NULL: it is good */
} readings[] = {
    {TEXT, "\"name\"", "", NULL},
    {TEXT, "\"12345678\"", "", NULL},
    {TEXT, "\"\"", "x", "it must not be empty"},
    {TEXT, "\"123456789\"", "x", "it has 9 bytes, at most 8 are allowed"},
    {TEXT, "\"a\\nb\"", "x", "it holds characters that cannot be printed on a line"},
    {TEXT, "\"\\u202e\"", "x", "it holds characters that cannot be printed on a line"},
    {TEXT, "7", "x", "it must be a text"},
    {ID, "\"ny-dcjs-2\"", "", NULL},
    {ID, "\"\"", "x", "it must be an id: small letters, digits and hyphens between them, at most 63"},
    {ID, "\"US-NY\"", "x", "it must be an id: small letters, digits and hyphens between them, at most 63"},
    {ID, "\"-a\"", "x", "it must be an id: small letters, digits and hyphens between them, at most 63"},
    {ID, "\"a-\"", "x", "it must be an id: small letters, digits and hyphens between them, at most 63"},
    {ID, "\"" SIXTEEN SIXTEEN SIXTEEN SIXTEEN "\"", "x",
     "it must be an id: small letters, digits and hyphens between them, at most 63"},
    {JURISDICTION, "\"US-NY-027\"", "", NULL},
    {JURISDICTION, "\"us-ny\"", "x", "it must be the code of a jurisdiction, as US-NY or US-NY-027"},
    {JURISDICTION, "null", "x", "it must be a text"},
    {INTEGER, "2", "", NULL},
    {INTEGER, "9", "", NULL},
    {INTEGER, "1", "x", "it must be a whole number from 2 to 9"},
    {INTEGER, "10", "x", "it must be a whole number from 2 to 9"},
    {INTEGER, "2.5", "x", "it must be a whole number from 2 to 9"},
    {INTEGER, "\"2\"", "x", "it must be a whole number from 2 to 9"},
    {FLAG, "true", "", NULL},
    {FLAG, "1", "x", "it must be true or false"},
    {TIME, "\"2011-06-01T00:00:00Z\"", "", NULL},
    {TIME, "\"2011-06-01\"", "x", "it must be a time as 2011-06-01T00:00:00Z"},
    {TIME, "1306886400", "x", "it must be a text"},
    {WORD, "\"level-1\"", "", NULL},
    {WORD, "\"level-4\"", "x", "\"level-4\" is no seriousness"},
    {WORDS, "[\"juvenile\",\"victim\"]", "", NULL},
    {WORDS, "[]", "x", "it has 0 items and needs at least 1"},
    {WORDS, "[\"victim\",\"juvenile\"]", "x[1]", "the list must be in ascending order, each code once"},
    {WORDS, "[\"victim\",\"victim\"]", "x[1]", "the list must be in ascending order, each code once"},
    {WORDS, "[\"suspect\"]", "x[0]", "\"suspect\" is no category"},
    {WORDS, "[7]", "x[0]", "it must be a text"},
    {WORDS, "\"victim\"", "x", "it must be a list"},
    {HASH, "\"" SIXTEEN SIXTEEN SIXTEEN SIXTEEN "\"", "", NULL},
    {HASH, "\"" SIXTEEN SIXTEEN SIXTEEN "\"", "x", "it must be a hash: 64 digits 0-9 and a-f"},
    {BYTES, "\"AAA=\"", "", NULL},
    {BYTES, "\"AAAA\"", "x", "it must be base64 of 2 bytes"},
    {BYTES, "\"AAB=\"", "x", "it must be base64 of 2 bytes"},
    {COUNT, "[1,2]", "", NULL},
    {COUNT, "[1,2,3]", "x", "it has 3 items, at most 2 are allowed"},
    {OBJECT, "{\"a\":1,\"c\":2}", "", NULL},
    {OBJECT, "{\"c\":1,\"b\":1,\"a\":2}", "", NULL},
    {OBJECT, "{\"a\":1}", "x.c", "it is missing"},
    {OBJECT, "{\"a\":1,\"c\":2,\"d\":3}", "x.d", "there is no such member here"},
    {OBJECT, "{\"a\":1,\"c\":2,\"b?\":3}", "x.b?", "there is no such member here"},
    {OBJECT, "{\"a\":1,\"c\":2,\"\":3}", "x.", "there is no such member here"},
    {OBJECT, "[]", "x", "it must be an object"},
};

static void test_values(void **state)
{
    (void)state;

    for (size_t i = 0; i < TP_ARRAY_LENGTH(readings); i++) {
        struct tp_diag diag;

        read_json(readings[i].json, readings[i].reader, &diag);
        assert_string_equal(diag.field, readings[i].field);
        assert_string_equal(diag.text, readings[i].words ? readings[i].words : "");
        assert_int_equal(diag.status, readings[i].words ? TP_E_FORMAT : TP_OK);
    }
}

/* The first mistake stays, and what is read after it is empty and says nothing. */
static void test_first_mistake(void **state)
{
    static const char text[] = "{\"a\":[{\"b\":7}],\"c\":\"good\"}";
    struct tp_reading reading = {0};
    struct tp_json_document *document;
    struct tp_member root, list, first, b, c;
    struct tp_diag diag;
    (void)state;

    tp_diag_init(&diag);
    reading.diag = &diag;
    assert_int_equal(tp_json_parse(text, sizeof text - 1, &document, &diag), TP_OK);
    root = tp_member_root(&reading, tp_json_root(document), "event");
    list = tp_member_of(&root, "a");
    first = tp_member_at(&list, 0);
    b = tp_member_of(&first, "b");
    c = tp_member_of(&root, "c");
    assert_true(tp_member_has(&root, "c"));
    assert_string_equal(tp_member_text(&c, 9), "good");
    assert_string_equal(tp_member_id(&b), "");
    assert_string_equal(diag.field, "event.a[0].b");
    assert_string_equal(tp_member_text(&c, 9), "");
    assert_int_equal(tp_member_integer(&b, 3, 9), 3);
    assert_int_equal(tp_member_count(&list, 0, 9), 0);
    assert_false(tp_member_has(&root, "c"));
    tp_member_refuse(&c, "another");
    assert_string_equal(diag.text, "it must be a text");
    tp_json_document_free(&document);
}

static void test_without_diagnostic(void **state)
{
    struct tp_reading reading = {0};
    struct tp_member root = tp_member_root(&reading, NULL, "");
    (void)state;

    tp_member_refuse(&root, "x");
    assert_int_equal(reading.status, TP_E_FORMAT);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_values),
    cmocka_unit_test(test_first_mistake),
    cmocka_unit_test(test_without_diagnostic),
};

TP_TEST_MAIN(tests)
