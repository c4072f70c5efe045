/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/life.h"

static void what_the_public_said_stands_beside_the_agreement(void **state)
{
    (void)state;
    folder_write(&folder, "letter.txt", "Dear Governor\n", 14);
    life_notice();
    tenprint(0, "comment by ny-dcjs",
             "agreement comment %.8s --title 'A letter' --file letter.txt --org dcjs --now "
             "2011-01-10T00:00:00Z",
             agreement);
    tenprint(0, "petition by ny-dcjs",
             "agreement petition %.8s --title 'Opt out' --file letter.txt --sign-ons 4211 "
             "--org dcjs --now 2011-01-11T00:00:00Z",
             agreement);
    tenprint(0, "hearing by ny-dcjs",
             "agreement hearing %.8s --title Albany --file letter.txt --org dcjs --now "
             "2011-01-12T00:00:00Z",
             agreement);
    tenprint(0, "petition      Opt out, 4211 names", "agreement status %.8s --org dcjs --now 2011-02-01T00:00:00Z",
             agreement);
    assert_non_null(strstr(run.out, "comment       A letter"));
    assert_non_null(strstr(run.out, "hearing       Albany"));
}

static void what_is_needed_is_asked_for(void **state)
{
    (void)state;
    folder_write(&folder, "letter.txt", "x", 1);
    life_notice();
    tenprint(2, "--title and --file", "agreement comment %.8s --title T --org dcjs", agreement);
    tenprint(2, "--title and --file", "agreement hearing %.8s --file letter.txt --org dcjs", agreement);
    tenprint(2, "how many names", "agreement petition %.8s --title T --file letter.txt --org dcjs", agreement);
    tenprint(2, "sign-ons", "agreement petition %.8s --title T --file letter.txt --sign-ons 0 --org dcjs", agreement);
    tenprint(2, "sign-ons", "agreement comment %.8s --title T --file letter.txt --sign-ons 5 --org dcjs", agreement);
    tenprint(3, "missing.txt", "agreement comment %.8s --title T --file missing.txt --org dcjs --now " LIFE_SIGNED,
             agreement);
}

static void a_title_is_one_line(void **state)
{
    (void)state;
    folder_write(&folder, "letter.txt", "x", 1);
    life_notice();
    tenprint(3, "title",
             "agreement comment %.8s --title \"$(printf 'a\\033b')\" --file letter.txt --org dcjs --now "
             "" LIFE_SIGNED,
             agreement);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(what_the_public_said_stands_beside_the_agreement, life_set_up, life_tear_down),
    cmocka_unit_test_setup_teardown(what_is_needed_is_asked_for, life_set_up, life_tear_down),
    cmocka_unit_test_setup_teardown(a_title_is_one_line, life_set_up, life_tear_down),
};
TP_TEST_MAIN(tests)
