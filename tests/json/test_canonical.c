/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <string.h>

#include "folder.h"
#include "json/jansson.h"

/* The canonical form of TEXT; free with tp_buffer_deinit. */
static tp_status make_canonical(const void *text, size_t size_bytes, struct tp_buffer *out, struct tp_diag *diag)
{
    struct tp_json_document *document;
    tp_status status;

    tp_buffer_init(out);
    assert_int_equal(tp_json_parse(text, size_bytes, &document, NULL), TP_OK);
    status = tp_json_value_canonical(tp_json_root(document), out, diag);
    tp_json_document_free(&document);
    return status;
}

static void assert_canonical(const char *text, const char *expected)
{
    struct tp_buffer out;

    assert_int_equal(make_canonical(text, strlen(text), &out, NULL), TP_OK);
    tp_write_u8(&out, '\0');
    assert_string_equal((char *)out.data, expected);
    tp_buffer_deinit(&out);
}

/* RFC 8785, clause 3.2.2 */
static void the_rfcs_example_of_values(void **state)
{
    (void)state;
    assert_canonical("{\n"
                     "  \"numbers\": [333333333.33333329, 1E30, 4.50,\n"
                     "              2e-3, 0.000000000000000000000000001],\n"
                     "  \"string\": \"\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\\"\\/\",\n"
                     "  \"literals\": [null, true, false]\n"
                     "}\n",
                     "{\"literals\":[null,true,false],\"numbers\":[333333333.3333333,1e+30,4.5,0.002,1e-27],"
                     "\"string\":\"\xe2\x82\xac$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}");
}

/* RFC 8785, clause 3.2.3: UTF-8 alone would put the smiling face last. */
static void the_rfcs_example_of_sorting(void **state)
{
    (void)state;
    assert_canonical("{\"\\u20ac\":\"Euro Sign\",\"\\r\":\"Carriage Return\","
                     "\"\\ufb33\":\"Hebrew Letter Dalet With Dagesh\",\"1\":\"One\","
                     "\"\\ud83d\\ude00\":\"Emoji: Grinning Face\",\"\\u0080\":\"Control\","
                     "\"\\u00f6\":\"Latin Small Letter O With Diaeresis\"}",
                     "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\xc2\x80\":\"Control\","
                     "\"\xc3\xb6\":\"Latin Small Letter O With Diaeresis\",\"\xe2\x82\xac\":\"Euro Sign\","
                     "\"\xf0\x9f\x98\x80\":\"Emoji: Grinning Face\","
                     "\"\xef\xac\xb3\":\"Hebrew Letter Dalet With Dagesh\"}");
}

static void escapes_are_those_of_ecmascript(void **state)
{
    (void)state;
    assert_canonical("{\"\":\"\\u0001\\u0008\\u0009\\u000A\\u000b\\u000C\\u000D\\u001F\\u007F\\u2028/\"}",
                     "{\"\":\"\\u0001\\b\\t\\n\\u000b\\f\\r\\u001f\x7f\xe2\x80\xa8/\"}");
}

static void names_sort_at_every_level_and_lists_stay(void **state)
{
    (void)state;
    assert_canonical(" { \"b\" : [ 2 , 1 , { \"z\" : { } , \"y\" : [ ] } ] , \"aa\" : -0 , \"a\" : -0.0 } ",
                     "{\"a\":0,\"aa\":0,\"b\":[2,1,{\"y\":[],\"z\":{}}]}");
}

static void integers_that_readers_disagree_on_have_no_form(void **state)
{
    static const char *const refused[] = {"9007199254740992", "-9007199254740993", "9007199254740992.0", "1e20",
                                          "-999999999999999900000.0"};
    struct tp_buffer out;
    char text[64];

    (void)state;
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        int size = snprintf(text, sizeof text, "{\"a\":%s}", refused[i]);
        assert_int_equal(make_canonical(text, (size_t)size, &out, NULL), TP_E_FORMAT);
        assert_int_equal(out.size_bytes, 0);
        tp_buffer_deinit(&out);
    }
    assert_canonical("{\"a\":[9007199254740991,-9007199254740991.0,1e21]}",
                     "{\"a\":[9007199254740991,-9007199254740991,1e+21]}");
}

static void what_could_not_be_read_back_is_not_written(void **state)
{
    struct tp_json *json;
    struct tp_buffer out;
    struct tp_diag diag;
    struct tp_json_document *document;
    static const char deep[] = "{\"a\":[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]}"; /* 16 levels */

    (void)state;
    tp_diag_init(&diag);
    assert_int_equal(tp_json_parse(deep, strlen(deep), &document, NULL), TP_OK);
    assert_int_equal(tp_json_new(&json, NULL), TP_OK);
    tp_json_copy(json, "deeper", tp_json_root(document));
    tp_buffer_init(&out);
    assert_int_equal(tp_json_write_canonical(json, &out, &diag), TP_E_LIMIT);
    assert_int_equal(out.size_bytes, 0);
    tp_buffer_deinit(&out);
    tp_json_document_free(&document);
    tp_json_free(&json);
}

/* ---- a property of random documents -------------------------------------------------------------------------------
 */

static void append_random_string(struct tp_rng *rng, char *out, size_t size)
{
    static const char *const pieces[] = {
        "a",    "B",        "\"",           "\\",           "\n",           "\x01",
        "\x7f", "\xc3\xa9", "\xe2\x82\xac", "\xee\x80\x80", "\xef\xbf\xbf", "\xf0\x9f\x98\x80",
        "/",    " "};
    size_t length = 0;

    out[0] = '\0';
    for (uint32_t left = tp_rng_below(rng, 6); left > 0; left--) {
        const char *piece = pieces[tp_rng_below(rng, (uint32_t)TP_ARRAY_LENGTH(pieces))];
        length += (size_t)snprintf(out + length, size - length, "%s", piece);
    }
}

static double random_number(struct tp_rng *rng)
{
    double base = (double)tp_rng_below(rng, 1000000) - 500000, scale = 1;

    for (uint32_t left = tp_rng_below(rng, 15); left > 0; left--)
        scale *= 0.1;
    return base * scale;
}

static json_t *random_value(struct tp_rng *rng, unsigned depth)
{
    char text[64];
    json_t *value;
    uint32_t kind = tp_rng_below(rng, depth < 5 ? 8 : 6);

    append_random_string(rng, text, sizeof text);
    switch (kind) {
    case 0:
        return json_null();
    case 1:
        return json_boolean(tp_rng_below(rng, 2));
    case 2:
        return json_real(random_number(rng));
    case 3:
        return json_integer((json_int_t)tp_rng_below(rng, UINT32_MAX) - INT32_MAX);
    case 4:
    case 5:
        return json_string(text);
    case 6:
        value = json_array();
        for (uint32_t left = tp_rng_below(rng, 5); left > 0; left--)
            json_array_append_new(value, random_value(rng, depth + 1));
        return value;
    default:
        break;
    }
    value = json_object();
    for (uint32_t left = tp_rng_below(rng, 6) + (depth == 0); left > 0; left--) {
        append_random_string(rng, text, sizeof text);
        json_object_set_new(value, text, random_value(rng, depth + 1));
    }
    return value;
}

static json_t *random_object(struct tp_rng *rng)
{
    for (;;) {
        json_t *value = random_value(rng, 0);
        if (json_is_object(value))
            return value;
        json_decref(value);
    }
}

/* As json_equal, but 1.0 and 1 are the same number. */
static bool are_equal(const json_t *a, const json_t *b)
{
    const char *key;
    json_t *value;

    if (json_is_number(a) && json_is_number(b))
        return json_number_value(a) == json_number_value(b);
    if (json_is_object(a) && json_is_object(b)) {
        json_object_foreach(tp_json_changeable(a), key,
                            value) if (!are_equal(value, json_object_get(b, key))) return false;
        return json_object_size(a) == json_object_size(b);
    }
    if (!json_is_array(a) || !json_is_array(b))
        return json_equal(a, b);
    for (size_t i = 0; i < json_array_size(a); i++) {
        if (i >= json_array_size(b) || !are_equal(json_array_get(a, i), json_array_get(b, i)))
            return false;
    }
    return json_array_size(a) == json_array_size(b);
}

static void the_canonical_form_is_the_same_document_and_its_own_form(void **state)
{
    struct tp_rng rng = tp_rng_seed(8785, 2);

    (void)state;
    for (int i = 0; i < 3000; i++) {
        json_t *value = random_object(&rng);
        struct tp_buffer once, twice;
        struct tp_json_document *document;

        tp_buffer_init(&once);
        assert_int_equal(tp_json_write_value(value, &once, NULL), TP_OK);
        assert_int_equal(tp_json_parse((char *)once.data, once.size_bytes, &document, NULL), TP_OK);
        assert_true(are_equal(value, tp_json_inner(tp_json_root(document))));
        assert_int_equal(make_canonical(once.data, once.size_bytes, &twice, NULL), TP_OK);
        assert_int_equal(once.size_bytes, twice.size_bytes);
        assert_memory_equal(once.data, twice.data, once.size_bytes);
        tp_json_document_free(&document);
        tp_buffer_deinit(&once);
        tp_buffer_deinit(&twice);
        json_decref(value);
    }
}

/* Random documents on one line each, once as Jansson writes them and once in canonical form. */
static void write_documents(const char *plain, struct tp_buffer *canonical)
{
    struct tp_rng rng = tp_rng_seed(8785, 3);
    FILE *file = fopen(plain, "w");

    assert_non_null(file);
    for (int i = 0; i < 3000; i++) {
        json_t *value = random_object(&rng);
        assert_int_equal(json_dumpf(value, file, JSON_COMPACT | JSON_REAL_PRECISION(17)), 0);
        fputc('\n', file);
        assert_int_equal(tp_json_write_value(value, canonical, NULL), TP_OK);
        tp_write_u8(canonical, '\n');
        json_decref(value);
    }
    fclose(file);
}

static void ecmascript_writes_the_same(void **state)
{
    struct test_folder folder;
    struct tp_buffer canonical;
    char command[2048];
    uint8_t *others;
    size_t size_bytes;

    (void)state;
    if (system("node --version >/dev/null 2>&1") != 0)
        skip();
    folder_make(&folder);
    tp_buffer_init(&canonical);
    write_documents(folder_path(&folder, "in"), &canonical);
    snprintf(command, sizeof command, "node '%s/tests/json/canonical.mjs' <%s >%s", getenv("TP_SOURCE_ROOT"),
             folder_path(&folder, "in"), folder_path(&folder, "out"));
    assert_int_equal(system(command), 0);
    assert_int_equal(tp_file_read(folder_path(&folder, "out"), 1 << 28, &others, &size_bytes, NULL), TP_OK);
    assert_int_equal(size_bytes, canonical.size_bytes);
    assert_memory_equal(others, canonical.data, size_bytes);
    free(others);
    tp_buffer_deinit(&canonical);
    folder_remove(&folder);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(ecmascript_writes_the_same),
    cmocka_unit_test(the_rfcs_example_of_values),
    cmocka_unit_test(the_rfcs_example_of_sorting),
    cmocka_unit_test(escapes_are_those_of_ecmascript),
    cmocka_unit_test(names_sort_at_every_level_and_lists_stay),
    cmocka_unit_test(integers_that_readers_disagree_on_have_no_form),
    cmocka_unit_test(what_could_not_be_read_back_is_not_written),
    cmocka_unit_test(the_canonical_form_is_the_same_document_and_its_own_form),
};
TP_TEST_MAIN(tests)
