/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "node/organisation.h"

static char *names[] = {(char *)"ana", (char *)"ben"};
static struct tp_config_agency agencies[] = {
    {.ori = (char *)"NY0270000", .jurisdiction = (char *)"US-NY-027", .accounts = {names, 2}},
    {.ori = (char *)"NY0590000", .jurisdiction = (char *)"US-NY-059"}};
static const struct tp_config config = {.agencies = agencies, .agency_count = 2};

static void an_agency_is_found_by_its_ori(void **state)
{
    (void)state;
    assert_ptr_equal(tp_config_agency(&config, "NY0590000"), &agencies[1]);
    assert_null(tp_config_agency(&config, "NY0990000"));
    assert_null(tp_config_agency(&config, ""));
}

static void an_agency_may_have_its_own_accounts(void **state)
{
    struct tp_diag diag;

    (void)state;
    tp_diag_init(&diag);
    assert_int_equal(tp_config_account_check(&config, "NY0270000", "ben", NULL), TP_OK);
    assert_int_equal(tp_config_account_check(&config, "NY0270000", "cleo", &diag), TP_E_DENIED);
    assert_string_equal(diag.field, "ori");
    assert_int_equal(tp_config_account_check(&config, "NY0590000", "cleo", NULL), TP_OK); /* anybody's */
    assert_int_equal(tp_config_account_check(&config, "", "cleo", NULL), TP_OK);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(an_agency_is_found_by_its_ori),
    cmocka_unit_test(an_agency_may_have_its_own_accounts),
};
TP_TEST_MAIN(tests)
