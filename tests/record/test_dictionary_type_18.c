/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "table.h"

static void the_tables_hold_together(void **state)
{
    (void)state;
    table_assert(18);
}

static void fields_have_their_names(void **state)
{
    (void)state;
    table_assert_field_is(18, 11, 500, "STI");
    table_assert_field_is(18, 19, 500, "EPD");
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(the_tables_hold_together),
    cmocka_unit_test(fields_have_their_names),
};
TP_TEST_MAIN(tests)
