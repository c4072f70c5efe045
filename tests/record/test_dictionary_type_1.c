/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "table.h"

static void the_tables_hold_together(void **state)
{
    (void)state;
    table_assert(1);
    table_assert(2);
}

static void fields_have_their_names(void **state)
{
    (void)state;
    table_assert_field_is(1, 3, 500, "CNT");
    table_assert_field_is(1, 11, 200, "NSR");
    table_assert_field_is(1, 18, 501, "GNS");
    table_assert_field_is(1, 18, 500, NULL);
    table_assert_field_is(1, 15, 201, NULL);
    table_assert_field_is(2, 2, 500, "IDC");
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(the_tables_hold_together),
    cmocka_unit_test(fields_have_their_names),
};
TP_TEST_MAIN(tests)
