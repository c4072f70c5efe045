/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <stdlib.h>

#include "cli/key.h"

static void a_key_is_shown_as_agreements_have_it(void **state)
{
    struct tp_public_key key, back;
    char *text;

    (void)state;
    for (uint8_t i = 0; i < TP_KEY_BYTES; i++)
        key.bytes[i] = (uint8_t)(i * 37 + 200);
    text = tp_key_text(&key);
    assert_non_null(text);
    assert_true(tp_base64_decode_exact(text, back.bytes, sizeof back.bytes));
    assert_memory_equal(&back, &key, sizeof key);
    free(text);
}

static void printing_succeeds_in_both_forms(void **state)
{
    const struct tp_public_key key = {{1}};

    (void)state;
    assert_int_equal(tp_key_print("a.pem", &key, false, NULL), TP_OK);
    assert_int_equal(tp_key_print("a.pem", &key, true, NULL), TP_OK);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_key_is_shown_as_agreements_have_it),
    cmocka_unit_test(printing_succeeds_in_both_forms),
};
TP_TEST_MAIN(tests)
