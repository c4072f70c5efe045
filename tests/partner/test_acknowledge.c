/* SPDX-License-Identifier: Apache-2.0 */
/* Acknowledgements: of this message, by this partner, over these bytes, and of nothing else. */
#include "../agreement/sample.h"

#include "partner/parts.h"

static const struct tp_acknowledged right = {"0123456789abcdef0123456789abcdef", "dhs-ident", "ny-dcjs",
                                             "sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:", 1300000000};

static tp_status check(const struct tp_buffer *body, const struct tp_acknowledged *expected, const char *key)
{
    return tp_acknowledgement_check(body->data, body->size_bytes, expected, sample_key(key), NULL);
}

static void made_and_checked(void **state)
{
    struct tp_acknowledged other = right;
    struct tp_buffer body;

    (void)state;
    tp_buffer_init(&body);
    assert_int_equal(tp_acknowledgement_make(&right, sample_signer("dhs-ident"), &body, NULL), TP_OK);
    assert_int_equal(check(&body, &right, "dhs-ident"), TP_OK);
    assert_int_equal(check(&body, &right, "ny-dcjs"), TP_E_DENIED);
    other.message = "0123456789abcdef0123456789abcdee";
    assert_int_equal(check(&body, &other, "dhs-ident"), TP_E_DENIED);
    other = right;
    other.to = "us-fbi";
    assert_int_equal(check(&body, &other, "dhs-ident"), TP_E_DENIED);
    other = right;
    other.from = "us-fbi";
    assert_int_equal(check(&body, &other, "dhs-ident"), TP_E_DENIED);
    other = right;
    other.digest = "sha-256=:AAAA:";
    assert_int_equal(check(&body, &other, "dhs-ident"), TP_E_DENIED);
    tp_buffer_deinit(&body);
}

/* Every changed byte makes it another one, or none. */
static void altered(void **state)
{
    struct tp_buffer body;

    (void)state;
    tp_buffer_init(&body);
    assert_int_equal(tp_acknowledgement_make(&right, sample_signer("dhs-ident"), &body, NULL), TP_OK);
    for (size_t i = 0; i < body.size_bytes; i++) {
        body.data[i] ^= 1;
        assert_int_not_equal(check(&body, &right, "dhs-ident"), TP_OK);
        body.data[i] ^= 1;
    }
    assert_int_equal(check(&body, &right, "dhs-ident"), TP_OK);
    tp_buffer_deinit(&body);
}

static void none(void **state)
{
    struct tp_buffer body;

    (void)state;
    tp_buffer_init(&body);
    assert_int_not_equal(check(&body, &right, "dhs-ident"), TP_OK);
    tp_write_text(&body, "{\"signature\":\"AAAA\"}");
    assert_int_equal(check(&body, &right, "dhs-ident"), TP_E_FORMAT);
    for (int i = 0; i < 5000; i++)
        tp_write_u8(&body, ' ');
    assert_int_equal(check(&body, &right, "dhs-ident"), TP_E_LIMIT);
    tp_buffer_deinit(&body);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(made_and_checked),
    cmocka_unit_test(altered),
    cmocka_unit_test(none),
};
TP_TEST_MAIN(tests)
