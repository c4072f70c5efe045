/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "json/json.h"

/* Reads TEXT as a file. */
static tp_status read_text_as_json(const char *text, struct tp_json_document **document, struct tp_diag *diag)
{
    char path[] = "/tmp/tenprint_json_XXXXXX";
    FILE *file = fdopen(mkstemp(path), "w");
    tp_status status;

    assert_non_null(file);
    fputs(text, file);
    fclose(file);
    tp_diag_init(diag);
    status = tp_json_read(path, document, diag);
    unlink(path);
    return status;
}

static void reads_every_kind_of_value(void **state)
{
    const struct tp_json_value *root, *list;
    struct tp_json_document *document;
    struct tp_diag diag;
    const char *key;
    double number;
    bool flag;

    (void)state;
    assert_int_equal(
        read_text_as_json("{\"a\": \"b\", \"n\": [1, 2.5, null], \"f\": true, \"o\": {}}", &document, &diag), 0);
    root = tp_json_root(document);
    assert_int_equal(tp_json_kind(root), TP_JSON_OBJECT);
    assert_int_equal(tp_json_count(root), 4);
    assert_string_equal(tp_json_to_text(tp_json_member_at(root, 0, &key)), "b");
    assert_string_equal(key, "a");
    assert_null(tp_json_member_at(root, 4, &key));
    assert_null(key);
    assert_null(tp_json_member(root, "x"));
    list = tp_json_member(root, "n");
    assert_int_equal(tp_json_kind(list), TP_JSON_LIST);
    assert_int_equal(tp_json_count(list), 3);
    assert_true(tp_json_to_number(tp_json_element(list, 1), &number) && number == 2.5);
    assert_int_equal(tp_json_kind(tp_json_element(list, 2)), TP_JSON_NULL);
    assert_null(tp_json_element(list, 3));
    assert_true(tp_json_to_flag(tp_json_member(root, "f"), &flag) && flag);
    assert_false(tp_json_to_flag(list, &flag) || tp_json_to_number(NULL, &number) || tp_json_to_text(list));
    assert_int_equal(tp_json_kind(tp_json_member(root, "o")), TP_JSON_OBJECT);
    tp_json_document_free(&document);
    assert_null(document);
}

static void a_list_has_what_is_written_in_it(void **state)
{
    static const char text[] = "{\"l\": [\"a\", 1, null, \"bc\"], \"o\": {\"a\": \"b\"}}";
    struct tp_json_document *document;
    const struct tp_json_value *list;

    (void)state;
    assert_int_equal(tp_json_parse(text, strlen(text), &document, NULL), TP_OK);
    list = tp_json_member(tp_json_root(document), "l");
    assert_true(tp_json_lists(list, "a") && tp_json_lists(list, "bc"));
    assert_false(tp_json_lists(list, "b") || tp_json_lists(list, "1") || tp_json_lists(list, ""));
    assert_false(tp_json_lists(tp_json_member(tp_json_root(document), "o"), "b"));
    assert_false(tp_json_lists(NULL, "a"));
    tp_json_document_free(&document);
}

static void an_object_has_no_other_members(void **state)
{
    static const char text[] = "{\"why\": 1, \"reason\": 2, \"list\": []}";
    static const char *const others[] = {"",
                                         "why",
                                         "why reason",
                                         "reason list",
                                         "why reasons list",
                                         "wh y reason list",
                                         "hy reason list",
                                         "y n list reason"};
    struct tp_json_document *document;
    const struct tp_json_value *root;
    struct tp_diag diag;

    (void)state;
    assert_int_equal(tp_json_parse(text, strlen(text), &document, NULL), TP_OK);
    root = tp_json_root(document);
    assert_int_equal(tp_json_only(root, "reason list why", NULL), TP_OK);
    assert_int_equal(tp_json_only(root, "reason time list why", NULL), TP_OK);
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        assert_int_equal(tp_json_only(root, others[i], NULL), TP_E_FORMAT);
    tp_diag_init(&diag);
    assert_int_equal(tp_json_only(root, "why reason", &diag), TP_E_FORMAT);
    assert_non_null(strstr(diag.text, "\"list\""));
    assert_int_equal(tp_json_only(tp_json_member(root, "list"), "", NULL), TP_E_FORMAT);
    assert_int_equal(tp_json_only(NULL, "", NULL), TP_E_FORMAT);
    tp_json_document_free(&document);
    assert_int_equal(tp_json_parse("{}", 2, &document, NULL), TP_OK);
    assert_int_equal(tp_json_only(tp_json_root(document), "", NULL), TP_OK);
    tp_json_document_free(&document);
}

static void mistakes_are_named_with_their_line(void **state)
{
    static const char *const texts[] = {"", "{", "{\"a\": 1,\n\"a\": 2}", "[1]", "{\"a\": \"\\u0000\"}", "{} x"};
    struct tp_json_document *document;
    struct tp_diag diag;

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        assert_int_equal(read_text_as_json(texts[i], &document, &diag), TP_E_FORMAT);
        assert_null(document);
        assert_int_equal(strncmp(diag.file, "/tmp/tenprint_json_", 19), 0);
    }
    assert_int_equal(read_text_as_json(texts[2], &document, &diag), TP_E_FORMAT);
    assert_non_null(strstr(diag.text, "line 2, column "));
    assert_int_equal(tp_json_read("/nonexistent.json", &document, &diag), TP_E_NOT_FOUND);
}

/* Reads TEXT, of which nothing is kept. */
static tp_status parse_text(const char *text, size_t size_bytes)
{
    struct tp_json_document *document;
    struct tp_diag diag;
    tp_status status;

    tp_diag_init(&diag);
    status = tp_json_parse(text, size_bytes, &document, &diag);
    assert_int_equal(diag.status, status);
    assert_true((status == TP_OK) == (document != NULL));
    tp_json_document_free(&document);
    return status;
}

static void what_is_not_strict_json_is_refused(void **state)
{
    static const char *const texts[] = {
        "{\"a\": \"\xff\"}",             /* no UTF-8 */
        "{\"a\": \"\xc0\xaf\"}",         /* not the shortest UTF-8 */
        "{\"a\": \"\xed\xa0\x80\"}",     /* a surrogate in UTF-8 */
        "{\"a\": \"\\ud800\"}",          /* half a pair */
        "{\"a\": \"\\udc00\\ud800\"}",   /* the wrong way round */
        "{\"a\": \"\\u0000\"}",          /* NUL */
        "{\"a\\u0000b\": 1}",            /* NUL in a name */
        "{\"a\": 1, \"\\u0061\": 2}",    /* twice, written differently */
        "{\"a\": {\"b\": 1, \"b\": 1}}", /* twice, further down */
        "{\"a\": 1} {}",                 /* more than one value */
        "{\"a\": 01}",
        "{\"a\": +1}",
        "{\"a\": 1.}",
        "{\"a\": NaN}",
        "{\"a\": 1e999}",
        "{\"a\": 99999999999999999999}", /* no number that could be kept */
        "{\"a\": 'b'}",
        "{\"a\": 1,}",
        "{a: 1}",
        "\xef\xbb\xbf{}", /* a byte order mark */
        "{\"a\": \"\n\"}",
        "/* */ {}",
        "null",
    };

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        if (parse_text(texts[i], strlen(texts[i])) != TP_E_FORMAT)
            fail_msg("%s", texts[i]);
    }
    assert_int_equal(parse_text("{}\0", 3), TP_E_FORMAT);
    assert_int_equal(parse_text("{}", 1), TP_E_FORMAT);
    assert_int_equal(parse_text(" {\"\": \"\\ud83d\\ude00\"}\n", 22), TP_OK);
}

/* {"a": [[ ... ]]}, LEVELS in all */
static tp_status parse_nested(size_t levels, struct tp_diag *diag)
{
    static char text[1 << 20];
    struct tp_json_document *document;
    tp_status status;
    size_t size = (size_t)snprintf(text, sizeof text, "{\"[[\\\"[[\":\n");

    memset(text + size, '[', levels - 1);
    memset(text + size + levels - 1, ']', levels - 1);
    text[size + 2 * (levels - 1)] = '}';
    status = tp_json_parse(text, size + 2 * (levels - 1) + 1, &document, diag);
    tp_json_document_free(&document);
    return status;
}

static void deep_nesting_is_refused_before_recursion(void **state)
{
    struct tp_diag diag;

    (void)state;
    tp_diag_init(&diag);
    assert_int_equal(parse_nested(16, &diag), TP_OK);
    assert_int_equal(parse_nested(17, &diag), TP_E_LIMIT);
    assert_string_equal(diag.text, "line 2: it is nested more than 16 levels deep");
    assert_int_equal(parse_nested(400000, NULL), TP_E_LIMIT);
}

static void integers_are_what_every_reader_agrees_on(void **state)
{
    static const struct {
        const char *text;
        bool integer;
        int64_t value;
    } cases[] = {
        {"0", true, 0},
        {"-7", true, -7},
        {"9007199254740991", true, 9007199254740991},
        {"-9007199254740991", true, -9007199254740991},
        {"9007199254740992", false, 0},
        {"-9007199254740992", false, 0},
        {"9223372036854775807", false, 0},
        {"1.0", false, 0},
        {"1e2", false, 0},
        {"\"1\"", false, 0},
        {"true", false, 0},
        {"null", false, 0},
        {"[1]", false, 0},
    };
    int64_t value;

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct tp_json_document *document;
        char text[64];
        int size = snprintf(text, sizeof text, "{\"a\": %s}", cases[i].text);
        assert_int_equal(tp_json_parse(text, (size_t)size, &document, NULL), TP_OK);
        value = 1;
        assert_int_equal(tp_json_to_integer(tp_json_member(tp_json_root(document), "a"), &value), cases[i].integer);
        assert_true(value == cases[i].value);
        tp_json_document_free(&document);
    }
    assert_false(tp_json_to_integer(NULL, &value));
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(reads_every_kind_of_value),
    cmocka_unit_test(a_list_has_what_is_written_in_it),
    cmocka_unit_test(an_object_has_no_other_members),
    cmocka_unit_test(mistakes_are_named_with_their_line),
    cmocka_unit_test(what_is_not_strict_json_is_refused),
    cmocka_unit_test(deep_nesting_is_refused_before_recursion),
    cmocka_unit_test(integers_are_what_every_reader_agrees_on),
};
TP_TEST_MAIN(tests)
