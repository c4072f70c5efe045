/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <string.h>

#include "crypto/crypto.h"

static void a_password_is_known_again(void **state)
{
    char line[TP_PASSWORD_LINE_BYTES], again[TP_PASSWORD_LINE_BYTES];

    (void)state;
    for (int guard = TP_GUARD_STRONG; guard <= TP_GUARD_REHEARSAL; guard++) {
        assert_int_equal(tp_password_make("correct horse", (enum tp_guard)guard, line, NULL), TP_OK);
        assert_int_equal(tp_password_make("correct horse", (enum tp_guard)guard, again, NULL), TP_OK);
        assert_string_not_equal(line, again);
        assert_int_equal(tp_password_check("correct horse", line, NULL), TP_OK);
        assert_int_equal(tp_password_check("correct horse", again, NULL), TP_OK);
        assert_int_equal(tp_password_check("correct hors", line, NULL), TP_E_DENIED);
        assert_int_equal(tp_password_check("", line, NULL), TP_E_DENIED);
        assert_null(strstr(line, "horse"));
    }
}

/* Any change of the line: another password's, or no line at all. */
static void a_changed_line_knows_nobody(void **state)
{
    char line[TP_PASSWORD_LINE_BYTES];

    (void)state;
    assert_int_equal(tp_password_make("correct horse", TP_GUARD_REHEARSAL, line, NULL), TP_OK);
    for (size_t i = 0; line[i]; i++) {
        char kept = line[i];
        tp_status status;
        line[i] = kept == '0' ? '1' : '0';
        status = tp_password_check("correct horse", line, NULL);
        assert_true(status == TP_E_DENIED || status == TP_E_FORMAT);
        line[i] = '\0';
        assert_int_equal(tp_password_check("correct horse", line, NULL), TP_E_FORMAT);
        line[i] = kept;
    }
    assert_int_equal(tp_password_check("correct horse", "scrypt:30:8:5:00:00", NULL), TP_E_FORMAT);
}

/* RFC 7914, clause 12, has N = 16 with r = 1 only; this is what Python's hashlib makes of r = 8. */
static void the_derivation_is_scrypt(void **state)
{
    static const char line[] = "scrypt:4:8:1:000102030405060708090a0b0c0d0e0f:"
                               "7281dbe8b97372439e3876c31d1e891adf1589a27fa782e04f84dc3091d64542";

    (void)state;
    assert_int_equal(tp_password_check("correct horse battery", line, NULL), TP_OK);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_password_is_known_again),
    cmocka_unit_test(a_changed_line_knows_nobody),
    cmocka_unit_test(the_derivation_is_scrypt),
};
TP_TEST_MAIN(tests)
