/* SPDX-License-Identifier: Apache-2.0 */
#include "pattern.h"

static void memory_is_kept_for_smaller_images(void **state)
{
    struct tp_work work = {0};
    const uint8_t *memory;

    (void)state;
    assert_int_equal(tp_work_fit(&work, 640, 480, NULL), TP_OK);
    assert_true(work.arena.size_bytes < (size_t)64 << 20);
    memory = work.arena.memory;
    for (uint32_t side = 1; side < 480; side += 7) {
        assert_int_equal(tp_work_fit(&work, side + 160, side, NULL), TP_OK);
        assert_ptr_equal(work.arena.memory, memory);
        assert_int_equal(work.columns, (side + 160 + 3) / 4);
        assert_int_equal(work.rows, (side + 3) / 4);
    }
    tp_work_deinit(&work);
    assert_null(work.arena.memory);
}

/* Whatever the shape, the bound of the arena holds (tp_work_fit asserts it) and the planes are zero around. */
static void every_shape_fits(void **state)
{
    static const uint32_t sides[] = {1, 2, 3, 4, 5, 15, 16, 17, 63, 64, 65, 127, 300, 1023, 2500, 4096};

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(sides); i++)
        for (size_t j = 0; j < TP_ARRAY_LENGTH(sides); j += i % 3 + 1) {
            struct tp_work work = {0};
            assert_int_equal(tp_work_fit(&work, sides[i], sides[j], NULL), TP_OK);
            assert_int_equal(work.normal[-TP_PAD_PX - TP_PAD_PX * work.stride_px], 0);
            assert_int_equal(work.normal[(ptrdiff_t)sides[j] * work.stride_px + (ptrdiff_t)sides[i]], 0);
            tp_work_deinit(&work);
        }
}

static void tables_free_twice(void **state)
{
    struct tp_tables tables;

    (void)state;
    assert_int_equal(tp_tables_init(&tables, NULL), TP_OK);
    tp_tables_deinit(&tables);
    tp_tables_deinit(&tables);
    assert_null(tables.gabor);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(memory_is_kept_for_smaller_images),
    cmocka_unit_test(every_shape_fits),
    cmocka_unit_test(tables_free_twice),
};
TP_TEST_MAIN(tests)
