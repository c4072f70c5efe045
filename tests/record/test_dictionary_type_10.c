/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "table.h"

static void the_tables_hold_together(void **state)
{
    (void)state;
    table_assert(10);
}

static void fields_have_their_names(void **state)
{
    (void)state;
    table_assert_field_is(10, 3, 300, "IMT");
    table_assert_field_is(10, 22, 400, "PXS");
    table_assert_field_is(10, 22, 500, NULL);
    table_assert_field_is(10, 250, 500, "UDF");
    table_assert_field_is(10, 902, 500, "ANN");
    table_assert_field_is(10, 46, 501, "SUB");
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(the_tables_hold_together),
    cmocka_unit_test(fields_have_their_names),
};
TP_TEST_MAIN(tests)
