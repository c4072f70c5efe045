/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "commands_on_people.h"

static void says_what_is_there_or_why_not(void **state)
{
    (void)state;
    folder_make(&folder);
    write_people(&folder, "m.csv", 0, 3, 2);
    assert_ran("enroll --db a.db --manifest m.csv", 0, "enrolled person-00002", "");
    assert_ran("gallery show", 2, "", "--db: is missing");
    assert_ran("gallery show --db none.db", 4, "", "none.db: there is no repository");
    assert_ran("gallery show --db a.db", 3, "", "a.db.gallery: ");
    assert_ran("gallery save --db a.db", 0, "3 subjects, 6 impressions", "");
    assert_ran("gallery show --db a.db", 0, "3 subjects, 6 impressions, ", "");
    assert_ran("gallery show --db a.db --json", 0, "\"impressions\": 6", "");
    assert_ran("enroll --db b.db --manifest m.csv", 0, "enrolled person-00002", "");
    assert_ran("gallery show --db b.db; cp a.db.gallery b.db.gallery", 0, "", "b.db.gallery: ");
    assert_ran("gallery show --db b.db", 0, "of another repository", "");
    assert_ran("gallery show --db b.db --json", 0, "\"of_this_repository\": false", "");
    folder_write(&folder, "a.db.gallery", "damaged", 7);
    assert_ran("gallery show --db a.db", 3, "", "a.db.gallery: ");
    folder_remove(&folder);
}

static const struct CMUnitTest tests[] = {cmocka_unit_test(says_what_is_there_or_why_not)};
TP_TEST_MAIN(tests)
