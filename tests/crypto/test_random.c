/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <string.h>

#include "crypto/crypto.h"

/* Of 4096 bytes each value comes 16 times on the average; none 60 times, and the halves differ. */
static void bytes_are_spread(void **state)
{
    uint8_t bytes[4096];
    unsigned counts[256] = {0};

    (void)state;
    memset(bytes, 0, sizeof bytes);
    assert_int_equal(tp_random_bytes(bytes, sizeof bytes, NULL), TP_OK);
    for (size_t i = 0; i < sizeof bytes; i++)
        counts[bytes[i]]++;
    for (unsigned i = 0; i < 256; i++)
        assert_in_range(counts[i], 0, 60);
    assert_false(tp_equal_bytes(bytes, bytes + 2048, 2048));
}

static void nothing_beyond_is_touched(void **state)
{
    uint8_t bytes[8] = {7, 7, 7, 7, 7, 7, 7, 7};
    struct tp_diag diag;

    (void)state;
    tp_diag_init(&diag);
    assert_int_equal(tp_random_bytes(bytes + 4, 0, &diag), TP_OK);
    assert_int_equal(tp_random_bytes(bytes, 4, &diag), TP_OK);
    assert_memory_equal(bytes + 4, "\7\7\7\7", 4);
    assert_int_equal(tp_random_bytes(bytes, (size_t)1 << 31, &diag), TP_E_IO);
    assert_non_null(strstr(diag.text, "random"));
}

static void equal_is_equal_in_every_byte(void **state)
{
    uint8_t a[32], b[32];

    (void)state;
    memset(a, 3, sizeof a);
    memset(b, 3, sizeof b);
    assert_true(tp_equal_bytes(a, b, sizeof a));
    assert_true(tp_equal_bytes(a, b, 0));
    for (unsigned bit = 0; bit < 8 * sizeof a; bit++) {
        b[bit / 8] ^= (uint8_t)(1u << bit % 8);
        assert_false(tp_equal_bytes(a, b, sizeof a));
        b[bit / 8] ^= (uint8_t)(1u << bit % 8);
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(bytes_are_spread),
    cmocka_unit_test(nothing_beyond_is_touched),
    cmocka_unit_test(equal_is_equal_in_every_byte),
};
TP_TEST_MAIN(tests)
