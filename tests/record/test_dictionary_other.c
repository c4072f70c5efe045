/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "table.h"

static void the_tables_hold_together(void **state)
{
    (void)state;
    table_assert(16);
    table_assert(20);
    table_assert(21);
    table_assert(22);
    table_assert(98);
    table_assert(99);
}

static void fields_have_their_names(void **state)
{
    (void)state;
    table_assert_field_is(16, 3, 500, "UDI");
    table_assert_field_is(20, 21, 500, "SRN");
    table_assert_field_is(21, 21, 500, "ACN");
    table_assert_field_is(98, 900, 500, "ALF");
    table_assert_field_is(99, 103, 500, "BFO");
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(the_tables_hold_together),
    cmocka_unit_test(fields_have_their_names),
};
TP_TEST_MAIN(tests)
