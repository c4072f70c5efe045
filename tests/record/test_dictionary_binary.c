/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "table.h"

static void the_tables_hold_together(void **state)
{
    (void)state;
    table_assert(3);
    table_assert(4);
    table_assert(5);
    table_assert(6);
    table_assert(7);
    table_assert(8);
}

static void fields_have_their_names(void **state)
{
    (void)state;
    table_assert_field_is(3, 4, 400, "FGP");
    table_assert_field_is(4, 8, 500, "CGA");
    table_assert_field_is(8, 3, 400, "SIG");
    table_assert_field_is(4, 3, 300, "IMP");
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(the_tables_hold_together),
    cmocka_unit_test(fields_have_their_names),
};
TP_TEST_MAIN(tests)
