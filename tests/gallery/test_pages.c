/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "gallery/pages.h"

static bool refuse(size_t size_bytes)
{
    (void)size_bytes;
    return false;
}

static void check_pages(size_t size_bytes, bool wants_huge, size_t alignment)
{
    void *memory;
    uint8_t *bytes;

    assert_int_equal(tp_pages_new(size_bytes, wants_huge, &memory, NULL), TP_OK);
    bytes = memory;
    assert_int_equal((uintptr_t)bytes % alignment, 0);
    for (size_t i = 0; i < size_bytes; i += TP_PAGE_BYTES)
        assert_int_equal(bytes[i], 0);
    bytes[0] = bytes[size_bytes - 1] = 1;
    tp_pages_free(memory, size_bytes);
}

static void pages_are_zero_and_aligned(void **state)
{
    (void)state;
    check_pages(1, false, TP_PAGE_BYTES);
    check_pages(10000, true, TP_PAGE_BYTES);
    check_pages((3 << 20) + 77, true, TP_PAGE_HUGE_BYTES);
    check_pages(TP_PAGE_HUGE_BYTES, true, TP_PAGE_HUGE_BYTES);
    tp_pages_free(NULL, 5);
}

/* Room that is not used costs nothing: far more than there is. */
static void only_what_is_used_is_occupied(void **state)
{
    const size_t size_bytes = (size_t)1 << 36;
    void *memory;

    (void)state;
    assert_int_equal(tp_pages_new(size_bytes, false, &memory, NULL), TP_OK);
    ((uint8_t *)memory)[size_bytes - 1] = 1;
    tp_pages_free(memory, size_bytes);
}

static void what_is_not_there_is_refused(void **state)
{
    void *memory = &memory;

    (void)state;
    assert_int_equal(tp_pages_new(0, false, &memory, NULL), TP_E_MEMORY);
    assert_null(memory);
    assert_int_equal(tp_pages_new(SIZE_MAX - 5, true, &memory, NULL), TP_E_MEMORY);
    assert_int_equal(tp_pages_new(SIZE_MAX / 3, false, &memory, NULL), TP_E_MEMORY);
    tp_pages_allow = refuse;
    assert_int_equal(tp_pages_new(100, false, &memory, NULL), TP_E_MEMORY);
    tp_pages_allow = NULL;
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(pages_are_zero_and_aligned),
    cmocka_unit_test(only_what_is_used_is_occupied),
    cmocka_unit_test(what_is_not_there_is_refused),
};

TP_TEST_MAIN(tests)
