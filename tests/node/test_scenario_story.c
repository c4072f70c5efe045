/* SPDX-License-Identifier: Apache-2.0 */
/* The story for a reader. */
#include "scenario_fixture.h"

static char story[65536];

static void tell(struct fixture *fixture, const char *steps)
{
    struct tp_buffer buffer;

    fixture_play(fixture, steps);
    tp_buffer_init(&buffer);
    tp_scenario_run_story(fixture->run, &buffer);
    assert_false(buffer.bad);
    assert_true(buffer.size_bytes < sizeof story);
    memcpy(story, buffer.data, buffer.size_bytes);
    story[buffer.size_bytes] = '\0';
    tp_buffer_deinit(&buffer);
}

static void it_tells_what_happened_and_what_happens_here(void **state)
{
    struct fixture fixture;

    (void)state;
    tell(&fixture,
         ",{\"at\":\"2011-02-11T00:00:00Z\",\"then\":\"It was said that nobody can leave.\",\"event\":\"suspend\","
         "\"agreement\":\"search\",\"by\":[\"US-NY\"],\"reason\":\"Enough\"},"
         "{\"at\":\"2011-02-12T00:00:00Z\",\"event\":\"resume\",\"agreement\":\"search\",\"by\":[\"US-NY\"],"
         "\"key\":\"seed:dhs-ident\",\"expect\":\"bad-signature\"},"
         "{\"at\":\"2011-02-12T00:00:00Z\",\"attempt\":\"send\",\"agreement\":\"search\",\"by\":\"ny-dcjs\","
         "\"county\":\"US-NY-059\",\"expect\":\"denied\"}");
    assert_non_null(strstr(story, "A small one\n"));
    assert_non_null(strstr(story, "2011-02-11  Then: It was said that nobody can leave.\n            Here: New York "
                                  "suspends"));
    assert_non_null(strstr(story, "\"Enough\""));
    assert_non_null(strstr(story, "Refused by all 4 nodes"));
    assert_non_null(strstr(story, "A booking of Nassau County: The bureau asks"));
    assert_non_null(strstr(story, "BEFORE AND AFTER"));
    assert_non_null(strstr(story, "denied by participation"));
    assert_non_null(strstr(story, "Checked: every ledger verifies"));
    assert_null(strstr(story, "FAILURE"));
    fixture_end(&fixture);
}

static void lines_are_not_too_long(void **state)
{
    struct fixture fixture;

    (void)state;
    tell(&fixture, "");
    for (char *line = story; *line; line += strcspn(line, "\n") + 1)
        assert_true(strcspn(line, "\n") <= 120);
    fixture_end(&fixture);
}

static void failures_are_told(void **state)
{
    struct fixture fixture;

    (void)state;
    tell(&fixture, ",{\"at\":\"2011-02-11T00:00:00Z\",\"event\":\"leave\",\"agreement\":\"search\",\"by\":[\"US-NY\"],"
                   "\"expect\":\"ended\"}");
    assert_non_null(strstr(story, "NOT AS EXPECTED"));
    assert_non_null(strstr(story, "1 FAILURE\n"));
    fixture_end(&fixture);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(it_tells_what_happened_and_what_happens_here),
    cmocka_unit_test(lines_are_not_too_long),
    cmocka_unit_test(failures_are_told),
};

TP_TEST_MAIN(tests)
