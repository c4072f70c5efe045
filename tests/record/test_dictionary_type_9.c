/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "table.h"

static void the_tables_hold_together(void **state)
{
    (void)state;
    table_assert(9);
}

static void fields_have_their_names(void **state)
{
    (void)state;
    table_assert_field_is(9, 4, 300, "FMT");
    table_assert_field_is(9, 12, 300, "MRC");
    table_assert_field_is(9, 137, 500, "FMD");
    table_assert_field_is(9, 331, 500, "MIN");
    table_assert_field_is(9, 331, 300, NULL);
    table_assert_field_is(9, 400, 501, "UDF");
    table_assert_field_is(9, 299, 0, NULL);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(the_tables_hold_together),
    cmocka_unit_test(fields_have_their_names),
};
TP_TEST_MAIN(tests)
