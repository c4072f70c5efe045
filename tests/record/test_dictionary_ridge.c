/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "table.h"

static void the_tables_hold_together(void **state)
{
    (void)state;
    table_assert(13);
    table_assert(14);
    table_assert(15);
    table_assert(19);
}

static void fields_have_their_names(void **state)
{
    (void)state;
    table_assert_field_is(14, 13, 500, "FGP");
    table_assert_field_is(14, 25, 500, "ASEG");
    table_assert_field_is(13, 14, 400, "SPD");
    table_assert_field_is(15, 24, 500, "PQM");
    table_assert_field_is(19, 19, 500, "FSP");
    table_assert_field_is(14, 999, 0, "DATA");
    table_assert_field_is(14, 992, 501, "T2C");
    table_assert_field_is(14, 992, 500, NULL);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(the_tables_hold_together),
    cmocka_unit_test(fields_have_their_names),
};
TP_TEST_MAIN(tests)
