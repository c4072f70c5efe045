/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/life.h"

static void every_agreement_has_a_line(void **state)
{
    const char *const other[] = {"Identification at booking", "Another title", NULL};
    char line[128];

    (void)state;
    tenprint(0, "", "agreement list --org dcjs");
    assert_string_equal(run.out, "");
    life_notice();
    life_write("other.json", sample_document(other));
    tenprint(0, "taken", "agreement propose other.json --org dcjs --now " LIFE_NOTICED);
    tenprint(0, "", "agreement list --org dcjs --now " LIFE_NOTICED);
    snprintf(line, sizeof line, "%.12s  version 1 of 1  noticed     Identification at booking\n", agreement);
    assert_non_null(strstr(run.out, line));
    assert_non_null(strstr(run.out, "version 1 of 1  proposed    Another title\n"));
}

static void json_has_the_hashes(void **state)
{
    (void)state;
    life_notice();
    setenv("TENPRINT_ORG", "dcjs", 1);
    tenprint(0, "agreements", "agreement list --json --now " LIFE_PROPOSED);
    assert_printed("agreements.0.agreement", agreement);
    assert_printed("agreements.0.life", "proposed");
    assert_printed("agreements.0.events", "2");
    assert_printed("agreements.0.version", "1");
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(every_agreement_has_a_line, life_set_up, life_tear_down),
    cmocka_unit_test_setup_teardown(json_has_the_hashes, life_set_up, life_tear_down),
};
TP_TEST_MAIN(tests)
