/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <string.h>

#include "person/code.h"

static void a_new_code_is_read_as_it_was_written(void **state)
{
    char code[TP_RECEIPT_CODE_BYTES], other[TP_RECEIPT_CODE_BYTES], read[TP_RECEIPT_CODE_BYTES];

    (void)state;
    for (int i = 0; i < 200; i++) {
        assert_int_equal(tp_code_new(code, NULL), TP_OK);
        assert_int_equal(strlen(code), TP_RECEIPT_CODE_BYTES - 1);
        assert_int_equal(strspn(code, "0123456789ABCDEFGHJKMNPQRSTVWXYZ-"), strlen(code));
        assert_true(tp_code_read(code, read));
        assert_string_equal(read, code);
        assert_int_equal(tp_code_new(other, NULL), TP_OK);
        assert_string_not_equal(code, other);
    }
}

static void what_a_person_writes_is_understood(void **state)
{
    char code[TP_RECEIPT_CODE_BYTES], read[TP_RECEIPT_CODE_BYTES], text[64] = " ";

    (void)state;
    for (int i = 0; i < 200; i++) {
        assert_int_equal(tp_code_new(code, NULL), TP_OK);
        for (size_t at = 0; code[at]; at++) {
            char character = code[at];
            if (character == '0')
                character = 'o';
            else if (character == '1')
                character = i % 2 ? 'l' : 'I';
            else if (character >= 'A')
                character = (char)(character + 32);
            else if (character == '-')
                character = ' ';
            text[at + 1] = character;
        }
        assert_true(tp_code_read(text, read));
        assert_string_equal(read, code);
    }
}

/* Changes the symbol at PLACE of CODE (not counting hyphens) to another. */
static void change(char *code, size_t place, unsigned by)
{
    static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    char *at = code + place + place / TP_CODE_GROUP;

    *at = alphabet[((size_t)(strchr(alphabet, *at) - alphabet) + by) % 32];
}

static void two_wrong_characters_are_noticed(void **state)
{
    char code[TP_RECEIPT_CODE_BYTES], wrong[TP_RECEIPT_CODE_BYTES], read[TP_RECEIPT_CODE_BYTES];

    (void)state;
    assert_int_equal(tp_code_new(code, NULL), TP_OK);
    for (size_t a = 0; a < TP_CODE_SYMBOLS; a++) {
        for (unsigned by = 1; by < 32; by++) {
            memcpy(wrong, code, sizeof code);
            change(wrong, a, by);
            assert_false(tp_code_read(wrong, read));
            assert_string_equal(read, "");
            for (size_t b = a + 1; b < TP_CODE_SYMBOLS; b++) {
                char twice[TP_RECEIPT_CODE_BYTES];
                memcpy(twice, wrong, sizeof wrong);
                change(twice, b, (unsigned)(a * 7 + b + by) % 31 + 1);
                assert_false(tp_code_read(twice, read));
            }
        }
    }
}

static void characters_that_changed_places_are_noticed(void **state)
{
    char code[TP_RECEIPT_CODE_BYTES], wrong[TP_RECEIPT_CODE_BYTES], read[TP_RECEIPT_CODE_BYTES];

    (void)state;
    assert_int_equal(tp_code_new(code, NULL), TP_OK);
    for (size_t a = 0; a < sizeof code - 1; a++) {
        for (size_t b = a + 1; b < sizeof code - 1; b++) {
            if (code[a] == '-' || code[b] == '-' || code[a] == code[b])
                continue;
            memcpy(wrong, code, sizeof code);
            wrong[a] = code[b];
            wrong[b] = code[a];
            assert_false(tp_code_read(wrong, read));
        }
    }
}

static void what_is_no_code_is_refused(void **state)
{
    static const char *const texts[] = {"",
                                        "-",
                                        "0",
                                        "00000-00000-00000-0000",
                                        "00000-00000-00000-000000",
                                        "U0000-00000-00000-00000",
                                        "0000\n-00000-00000-00000",
                                        "00000-00000-00000-0000\xC3\xA9"};
    char read[TP_RECEIPT_CODE_BYTES];

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(texts); i++)
        assert_false(tp_code_read(texts[i], read));
    assert_false(tp_code_read(NULL, read));
}

static void a_hash_is_of_the_code_as_it_is_written(void **state)
{
    char hash[TP_CODE_HASH_BYTES], again[TP_CODE_HASH_BYTES], code[TP_RECEIPT_CODE_BYTES];

    (void)state;
    assert_true(tp_code_read("OOOOOOOOOOOOOOOOOOOO", code));
    assert_string_equal(code, "00000-00000-00000-00000");
    assert_int_equal(tp_code_hash(code, hash, NULL), TP_OK);
    assert_int_equal(strlen(hash), 64);
    assert_int_equal(tp_code_hash("00000-00000-00000-00001", again, NULL), TP_OK);
    assert_string_not_equal(hash, again);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_new_code_is_read_as_it_was_written),
    cmocka_unit_test(what_a_person_writes_is_understood),
    cmocka_unit_test(two_wrong_characters_are_noticed),
    cmocka_unit_test(characters_that_changed_places_are_noticed),
    cmocka_unit_test(what_is_no_code_is_refused),
    cmocka_unit_test(a_hash_is_of_the_code_as_it_is_written),
};
TP_TEST_MAIN(tests)
