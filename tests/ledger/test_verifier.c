/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <string.h>

#include "ledger/ledger.h"

/* Published by the tests of Go's sumdb/note and of transparency-dev/formats. */
static const char *const published[] = {
    "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
    "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop",
    "TEST+7997405c+AQcC+FTVKf0jlTdHDY3rbevmnKxxPjigCXlVtGe6RIr6",
    "remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2",
};

static void assert_writes(const struct tp_verifier *verifier, const char *expected)
{
    struct tp_buffer out;

    tp_buffer_init(&out);
    tp_verifier_write(verifier, &out);
    tp_write_u8(&out, '\0');
    assert_string_equal((const char *)out.data, expected);
    tp_buffer_deinit(&out);
}

static void keys_of_others_are_read_and_written(void **state)
{
    struct tp_verifier verifier;

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(published); i++) {
        assert_int_equal(tp_verifier_parse(published[i], &verifier, NULL), TP_OK);
        assert_writes(&verifier, published[i]);
    }
    assert_string_equal(verifier.name, "remora.n621.de");
    assert_int_equal(verifier.type, TP_KEY_COSIGNATURE);
    assert_int_equal(verifier.id, 0xda77ade7);
}

static void the_id_depends_on_name_type_and_key(void **state)
{
    struct tp_verifier a, b;

    (void)state;
    assert_int_equal(tp_verifier_parse(published[0], &a, NULL), TP_OK);
    assert_int_equal(tp_verifier_make("PeterNeumann", TP_KEY_NOTE, &a.key, &b, NULL), TP_OK);
    assert_int_equal(a.id, b.id);
    assert_int_equal(tp_verifier_make("PeterNeuman", TP_KEY_NOTE, &a.key, &b, NULL), TP_OK);
    assert_int_not_equal(a.id, b.id);
    assert_int_equal(tp_verifier_make("PeterNeumann", TP_KEY_COSIGNATURE, &a.key, &b, NULL), TP_OK);
    assert_int_not_equal(a.id, b.id);
    a.key.bytes[0] ^= 1;
    assert_int_equal(tp_verifier_make("PeterNeumann", TP_KEY_NOTE, &a.key, &b, NULL), TP_OK);
    assert_int_not_equal(a.id, b.id);
}

static void what_is_no_key_is_refused(void **state)
{
    static const struct {
        const char *text;
        tp_status status;
    } bad[] = {
        {"", TP_E_FORMAT},
        {"PeterNeumann", TP_E_FORMAT},
        {"PeterNeumann+c74f20a3", TP_E_FORMAT},
        {"+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", TP_E_FORMAT},
        {"Peter Neumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", TP_E_FORMAT},
        {"PeterNeumann+c74f20a2+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", TP_E_CHECKSUM},
        {"PeterNeumann+C74F20A3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", TP_E_CHECKSUM},
        {"PeterNeumann+c74f20a+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", TP_E_CHECKSUM},
        {"PeterNeuman+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", TP_E_CHECKSUM},
        {"PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10T", TP_E_FORMAT},
        {"PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW\n", TP_E_FORMAT},
        {"PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==", TP_E_FORMAT},
        {"PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", TP_E_UNSUPPORTED},
    };
    struct tp_verifier verifier;

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(bad); i++) {
        struct tp_diag diag;
        tp_diag_init(&diag);
        assert_int_equal(tp_verifier_parse(bad[i].text, &verifier, &diag), bad[i].status);
        assert_string_equal(diag.field, "verifier key");
        assert_int_equal(verifier.name[0], '\0');
    }
}

static void names_have_a_limit(void **state)
{
    struct tp_public_key key = {{0}};
    struct tp_verifier verifier, again;
    struct tp_buffer text;
    char name[TP_LEDGER_NAME_MAX + 1];

    (void)state;
    memset(name, 'n', sizeof name);
    name[TP_LEDGER_NAME_MAX] = '\0';
    assert_int_equal(tp_verifier_make(name, TP_KEY_NOTE, &key, &verifier, NULL), TP_E_ARGUMENT);
    assert_int_equal(tp_verifier_make("", TP_KEY_NOTE, &key, &verifier, NULL), TP_E_ARGUMENT);
    name[TP_LEDGER_NAME_MAX - 1] = '\0';
    assert_int_equal(tp_verifier_make(name, TP_KEY_NOTE, &key, &verifier, NULL), TP_OK);
    tp_buffer_init(&text);
    tp_verifier_write(&verifier, &text);
    tp_write_u8(&text, '\0');
    assert_int_equal(tp_verifier_parse((const char *)text.data, &again, NULL), TP_OK);
    assert_string_equal(again.name, name);
    tp_buffer_deinit(&text);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(keys_of_others_are_read_and_written),
    cmocka_unit_test(the_id_depends_on_name_type_and_key),
    cmocka_unit_test(what_is_no_key_is_refused),
    cmocka_unit_test(names_have_a_limit),
};
TP_TEST_MAIN(tests)
