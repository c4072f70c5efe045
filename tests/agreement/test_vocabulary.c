/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "agreement/agreement.h"

static const struct tp_vocabulary *const all[] = {&tp_purposes,   &tp_roles,         &tp_materials, &tp_seriousness,
                                                  &tp_categories, &tp_circumstances, &tp_fields,    &tp_events};

static void a_set_of_codes_is_a_word_of_bits(void **state)
{
    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(all); i++)
        assert_in_range(all[i]->count, 1, 64);
}

static void codes_are_lower_case_and_found_by_place(void **state)
{
    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(all); i++) {
        assert_string_not_equal(all[i]->name, "");
        for (size_t place = 0; place < all[i]->count; place++) {
            const char *code = all[i]->items[place].code;
            assert_int_equal(tp_vocabulary_find(all[i], code), place);
            assert_int_equal(strspn(code, "abcdefghijklmnopqrstuvwxyz-123"), strlen(code));
            assert_true(strlen(code) < TP_ID_MAX);
        }
    }
}

static void unknown_codes_are_not_found(void **state)
{
    static const char *const unknown[] = {NULL, "", "Victim", "victim ", "criminal", "level-4", "level-"};

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(all); i++) {
        for (size_t j = 0; j < TP_ARRAY_LENGTH(unknown); j++)
            assert_int_equal(tp_vocabulary_find(all[i], unknown[j]), -1);
    }
}

/* They complete a sentence: no capital, no full stop. Two codes of a list never say the same. */
static void words_complete_a_sentence(void **state)
{
    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(all); i++) {
        for (size_t place = 0; place < all[i]->count; place++) {
            const char *words = all[i]->items[place].words;
            assert_true(islower((unsigned char)words[0]));
            assert_null(strpbrk(words, ".;:\n\""));
            for (size_t other = 0; other < place; other++)
                assert_string_not_equal(words, all[i]->items[other].words);
        }
    }
}

static void lists_with_an_enum_are_in_its_order(void **state)
{
    (void)state;
    assert_int_equal(tp_vocabulary_find(&tp_roles, "sender"), TP_ROLE_SENDER);
    assert_int_equal(tp_vocabulary_find(&tp_roles, "repository"), TP_ROLE_REPOSITORY);
    assert_int_equal(tp_vocabulary_find(&tp_roles, "recipient"), TP_ROLE_RECIPIENT);
    assert_int_equal(tp_vocabulary_find(&tp_roles, "oversight"), TP_ROLE_OVERSIGHT);
    assert_int_equal(tp_vocabulary_find(&tp_materials, "templates"), TP_MATERIAL_TEMPLATES);
    assert_int_equal(tp_vocabulary_find(&tp_materials, "images"), TP_MATERIAL_IMAGES);
    assert_int_equal(tp_vocabulary_find(&tp_seriousness, "none"), TP_SERIOUSNESS_NONE);
    assert_int_equal(tp_vocabulary_find(&tp_seriousness, "level-3"), TP_SERIOUSNESS_LEVEL_3);
    assert_int_equal(tp_vocabulary_find(&tp_seriousness, "level-2"), TP_SERIOUSNESS_LEVEL_2);
    assert_int_equal(tp_vocabulary_find(&tp_seriousness, "level-1"), TP_SERIOUSNESS_LEVEL_1);
    assert_int_equal(tp_events.count, TP_EVENT_KINDS);
    assert_int_equal(tp_vocabulary_find(&tp_events, "propose"), TP_EVENT_PROPOSE);
    assert_int_equal(tp_vocabulary_find(&tp_events, "notice"), TP_EVENT_NOTICE);
    assert_int_equal(tp_vocabulary_find(&tp_events, "sign"), TP_EVENT_SIGN);
    assert_int_equal(tp_vocabulary_find(&tp_events, "suspend"), TP_EVENT_SUSPEND);
    assert_int_equal(tp_vocabulary_find(&tp_events, "terminate"), TP_EVENT_TERMINATE);
    assert_int_equal(tp_vocabulary_find(&tp_events, "leave"), TP_EVENT_LEAVE);
}

/* The order of codes is the one that lists in a document must have. */
static void lists_without_an_enum_are_in_the_order_of_codes(void **state)
{
    static const struct tp_vocabulary *const sorted[] = {&tp_purposes, &tp_categories, &tp_circumstances, &tp_fields};

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(sorted); i++) {
        for (size_t place = 1; place < sorted[i]->count; place++)
            assert_true(strcmp(sorted[i]->items[place - 1].code, sorted[i]->items[place].code) < 0);
    }
}

/* The memorandum of 2011-06-17: for leniency, and the other way. */
static void the_memos_circumstances_are_all_there(void **state)
{
    static const char *const named[] = {"veteran",           "permanent-resident",  "minor",
                                        "elderly",           "pregnant-or-nursing", "domestic-violence-victim",
                                        "victim-or-witness", "national-security",   "serious-felony",
                                        "repeat-offence",    "gang-membership",     "repeated-entry"};

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(named); i++)
        assert_true(tp_vocabulary_find(&tp_circumstances, named[i]) >= 0);
}

/* As rows of its tables. */
static void the_documentation_lists_them_all(void **state)
{
    char path[1024], row[256];
    uint8_t *manual;
    size_t size_bytes;

    (void)state;
    snprintf(path, sizeof path, "%s/docs/agreements.md", getenv("TP_SOURCE_ROOT"));
    assert_int_equal(tp_file_read(path, 1 << 20, &manual, &size_bytes, NULL), TP_OK);
    for (size_t i = 0; i < TP_ARRAY_LENGTH(all); i++) {
        for (size_t place = 0; all[i] != &tp_events && place < all[i]->count; place++) {
            const struct tp_word *word = &all[i]->items[place];
            int length = snprintf(row, sizeof row, "| `%s` | %s |\n", word->code, word->words);
            if (!memmem(manual, size_bytes, row, (size_t)length))
                fail_msg("docs/agreements.md does not have: %s", row);
        }
    }
    free(manual);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(the_documentation_lists_them_all),
    cmocka_unit_test(a_set_of_codes_is_a_word_of_bits),
    cmocka_unit_test(codes_are_lower_case_and_found_by_place),
    cmocka_unit_test(unknown_codes_are_not_found),
    cmocka_unit_test(words_complete_a_sentence),
    cmocka_unit_test(lists_with_an_enum_are_in_its_order),
    cmocka_unit_test(lists_without_an_enum_are_in_the_order_of_codes),
    cmocka_unit_test(the_memos_circumstances_are_all_there),
};
TP_TEST_MAIN(tests)
