/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "agreement/agreement.h"
#include "exchange/exchange.h"
#include "leaf/leaf.h"
#include "person/words.h"
#include "policy/policy.h"

static const char *const languages[] = {"en", "es"};

static struct tp_words *open(const char *language)
{
    struct tp_words *words;

    assert_int_equal(tp_words_open(language, &words, NULL), TP_OK);
    return words;
}

static struct tp_json_document *catalogue(const char *language)
{
    struct tp_json_document *document;
    char path[512];

    snprintf(path, sizeof path, "%s/data/person/%s.json", getenv("TP_SOURCE_ROOT"), language);
    assert_int_equal(tp_json_read(path, &document, NULL), TP_OK);
    return document;
}

/* How often each place comes must be the same, in whatever order. */
static void assert_same_places(const char *key, const char *a, const char *b)
{
    static const char *const places[] = {"{date}",     "{organisation}", "{count}",   "{purpose}", "{title}",
                                         "{partners}", "{partner}",      "{clauses}", "{fields}",  "{duty}",
                                         "{what}",     "{reason}",       "{url}",     "{until}"};
    size_t braces = 0, known = 0;

    for (const char *at = a; (at = strchr(at, '{')); at++)
        braces++;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(places); i++) {
        bool in_a = strstr(a, places[i]) != NULL, in_b = strstr(b, places[i]) != NULL;
        if (in_a != in_b)
            fail_msg("%s: only one language has %s", key, places[i]);
        for (const char *at = a; (at = strstr(at, places[i])); at++)
            known++;
    }
    if (braces != known)
        fail_msg("%s: a place that the program does not know", key);
}

static void languages_say_the_same(void **state)
{
    struct tp_json_document *english = catalogue("en"), *spanish = catalogue("es");
    const struct tp_json_value *a = tp_json_root(english), *b = tp_json_root(spanish);

    (void)state;
    assert_int_equal(tp_json_count(a), tp_json_count(b));
    for (size_t i = 0; i < tp_json_count(a); i++) {
        const char *key;
        const struct tp_json_value *value = tp_json_member_at(a, i, &key), *other = tp_json_member(b, key);
        if (!other)
            fail_msg("no Spanish for %s", key);
        assert_same_places(key, tp_json_to_text(value), tp_json_to_text(other));
        assert_same_places(key, tp_json_to_text(other), tp_json_to_text(value));
    }
    tp_json_document_free(&english);
    tp_json_document_free(&spanish);
}

static void assert_has(const struct tp_words *words, const char *prefix, const char *code)
{
    if (strcmp(tp_words_code(words, prefix, code, "-"), "-") == 0)
        fail_msg("no words for %s%s", prefix, code);
}

static void every_code_has_words(void **state)
{
    (void)state;
    for (size_t l = 0; l < TP_ARRAY_LENGTH(languages); l++) {
        struct tp_words *words = open(languages[l]);
        for (size_t i = 0; i < tp_purposes.count; i++)
            assert_has(words, "purpose.", tp_purposes.items[i].code);
        for (size_t i = 0; i < tp_fields.count; i++)
            assert_has(words, "field.", tp_fields.items[i].code);
        for (int i = 0; i < TP_CLAUSES; i++)
            assert_has(words, "clause.", tp_clause_code((enum tp_clause)i));
        for (int i = 0; i < TP_LEAF_KINDS; i++)
            assert_has(words, "leaf.", tp_leaf_kind_code((enum tp_leaf_kind)i));
#define HAS(name, code, text) assert_has(words, "duty.", code);
        TP_DUTY_LIST(HAS)
#undef HAS
        tp_words_close(&words);
    }
}

static void places_are_filled(void **state)
{
    static const struct tp_words_value values[] = {{"name", "A < B"}, {"day", "2011-06-01"}, {NULL, NULL}};
    struct tp_buffer out;

    (void)state;
    tp_buffer_init(&out);
    tp_words_fill("{name}, {day}: {name} {unknown} {", values, &out);
    tp_write_u8(&out, 0);
    assert_string_equal((const char *)out.data, "A < B, 2011-06-01: A < B {unknown} {");
    tp_buffer_deinit(&out);
}

static void what_is_not_known_is_said_otherwise(void **state)
{
    struct tp_words *words = open("en");

    (void)state;
    assert_string_equal(tp_words_get(words, "no such key"), "no such key");
    assert_string_equal(tp_words_code(words, "own.", "sideways", "none"), tp_words_get(words, "own.none"));
    tp_words_close(&words);
    tp_words_close(&words);
    assert_int_equal(tp_words_open("fr", &words, NULL), TP_E_ARGUMENT);
    assert_null(words);
}

static void a_day_is_the_date_alone(void **state)
{
    char day[TP_WORDS_DAY_BYTES];

    (void)state;
    tp_words_day(INT64_C(1306932896), day);
    assert_string_equal(day, "2011-06-01");
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(languages_say_the_same),  cmocka_unit_test(every_code_has_words),
    cmocka_unit_test(places_are_filled),       cmocka_unit_test(what_is_not_known_is_said_otherwise),
    cmocka_unit_test(a_day_is_the_date_alone),
};
TP_TEST_MAIN(tests)
