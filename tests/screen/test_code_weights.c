/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <stdlib.h>
#include <string.h>

#include "screen/code.h"
#include "screen/embedded.h"

static void those_of_the_program_are_sound(void **state)
{
    const struct tp_code_weights *w = tp_code_weights();

    (void)state;
    assert_ptr_equal(w, tp_code_weights());
    for (int d = 0; d < TP_CODE_AXES; d++)
        for (int k = 0; k < TP_CODE_KINDS; k++) {
            assert_true(w->sharp[d][k] > 0 && w->sharp[d][k] < 1);
            assert_true(w->gain[d][k] > 0);
        }
    for (int t = 0; t < TP_CODE_TRAITS; t++)
        assert_true(w->scale[t] > 0);
}

/* A vector's sums stay within 32 bits. */
static void sums_do_not_overflow(void **state)
{
    const struct tp_code_weights *w = tp_code_weights();

    (void)state;
    for (int t = 0; t < TP_CODE_TRAITS; t++) {
        int64_t sum = 0;

        for (int i = 0; i < TP_CODE_VECTOR; i++)
            sum += 384 * abs(w->traits[t][i]);
        assert_true(sum < INT32_MAX);
    }
}

static void other_files_are_refused(void **state)
{
    size_t size = tp_code_files[0].size_bytes;
    struct tp_code_weights *w = malloc(sizeof *w);
    uint8_t *data = malloc(size + 1);
    struct tp_diag diag;

    (void)state;
    assert_non_null(w);
    assert_non_null(data);
    memcpy(data, tp_code_files[0].data, size);
    data[size] = 0;
    tp_diag_init(&diag);
    assert_int_equal(tp_code_weights_read(data, size, w, &diag), TP_OK);
    assert_memory_equal(w, tp_code_weights(), sizeof *w);
    assert_int_equal(tp_code_weights_read(data, size + 1, w, &diag), TP_E_FORMAT);
    assert_int_equal(tp_code_weights_read(data, size - 1, w, NULL), TP_E_FORMAT);
    assert_int_equal(tp_code_weights_read(data, 7, w, NULL), TP_E_FORMAT);
    data[7] = '2';
    assert_int_equal(tp_code_weights_read(data, size, w, NULL), TP_E_FORMAT);
    free(data);
    free(w);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(those_of_the_program_are_sound),
    cmocka_unit_test(sums_do_not_overflow),
    cmocka_unit_test(other_files_are_refused),
};
TP_TEST_MAIN(tests)
