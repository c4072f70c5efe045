/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/life.h"

static void every_event_is_a_file_in_order(void **state)
{
    (void)state;
    life_activate();
    tenprint(0, "wrote 5 events and 0 attachments to out\n", "agreement export %.8s --to out --org dcjs", agreement);
    tenprint(0,
             "000001-ny-dcjs-propose.json\n000002-ny-dcjs-notice.json\n000003-ny-dcjs-sign.json\n"
             "000004-dhs-ident-sign.json\n000005-dhs-ident-activate.json\n",
             "--version >/dev/null; ls out");
    tenprint(0, "", "--version >/dev/null; cmp out/000003-ny-dcjs-sign.json 3.json");
    tenprint(0, "\"events\": 5", "agreement export %.8s --to out --org ident --json", agreement);
    assert_printed("missing", "0");
    assert_printed("agreement", agreement);
}

static void where_to_is_needed(void **state)
{
    (void)state;
    life_notice();
    folder_write(&folder, "file", "x", 1);
    tenprint(2, "--to", "agreement export %.8s --org dcjs", agreement);
    tenprint(4, "file", "agreement export %.8s --org dcjs --to file", agreement);
    tenprint(3, "no agreement", "agreement export ffffff --org dcjs --to out");
    assert_int_not_equal(access("out", F_OK), 0);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(every_event_is_a_file_in_order, life_set_up, life_tear_down),
    cmocka_unit_test_setup_teardown(where_to_is_needed, life_set_up, life_tear_down),
};
TP_TEST_MAIN(tests)
