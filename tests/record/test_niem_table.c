/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <string.h>

#include "record/niem.h"

static unsigned marks(const char *path, char mark)
{
    unsigned count = 0;

    for (; *path; path++)
        count += *path == mark;
    return count;
}

static void every_row_is_well_formed(void **state)
{
    (void)state;
    for (size_t i = 0; i < tp_niem_row_count; i++) {
        const struct tp_niem_row *row = &tp_niem_rows[i];
        size_t length = strlen(row->path);
        assert_true(row->types != 0 && row->field >= 2);
        assert_true(row->form <= TP_NIEM_AFTER_COMMA);
        assert_true(length > 0 && row->path[0] != '/' && row->path[length - 1] != '/');
        assert_null(strstr(row->path, "//"));
        assert_true(marks(row->path, '*') <= 1);
        assert_int_equal(marks(row->path, '+'), row->item_step > 0);
    }
}

static void no_path_is_there_twice(void **state)
{
    (void)state;
    for (size_t i = 0; i < tp_niem_row_count; i++)
        for (size_t k = i + 1; k < tp_niem_row_count; k++)
            if (tp_niem_rows[i].types & tp_niem_rows[k].types)
                assert_string_not_equal(tp_niem_rows[i].path, tp_niem_rows[k].path);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(every_row_is_well_formed),
    cmocka_unit_test(no_path_is_there_twice),
};
TP_TEST_MAIN(tests)
