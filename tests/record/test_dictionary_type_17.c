/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "table.h"

static void the_tables_hold_together(void **state)
{
    (void)state;
    table_assert(17);
}

static void fields_have_their_names(void **state)
{
    (void)state;
    table_assert_field_is(17, 3, 500, "ELR");
    table_assert_field_is(17, 33, 500, "IPB");
    table_assert_field_is(17, 33, 400, NULL);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(the_tables_hold_together),
    cmocka_unit_test(fields_have_their_names),
};
TP_TEST_MAIN(tests)
