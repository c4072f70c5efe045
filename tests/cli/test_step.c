/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "agreement/sample.h"
#include "cli/step.h"

static struct tp_history *history;
static struct tp_org org;
static struct tp_diag diag;

static int set_up(void **state)
{
    int64_t active_s;

    (void)state;
    tp_diag_init(&diag);
    history = sample_active(NULL, &active_s);
    org = (struct tp_org){.now_s = active_s + 10 * SAMPLE_DAY_S};
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    tp_history_free(&history);
    return 0;
}

static void an_event_is_about_a_version_and_now(void **state)
{
    const struct tp_terms *version = tp_history_version(history, 0);
    struct tp_event *event;

    (void)state;
    assert_int_equal(tp_step_new(&org, history, version, TP_EVENT_LEAVE, &event, NULL), TP_OK);
    assert_string_equal(event->agreement, tp_history_agreement(history));
    assert_string_equal(event->version, version->hash);
    assert_int_equal(event->kind, TP_EVENT_LEAVE);
    assert_int_equal(event->time_s, org.now_s);
    assert_int_equal(tp_step_text("why", &event->reason, NULL), TP_OK);
    assert_string_equal(event->reason, "why");
    tp_event_free(&event);
    assert_int_equal(tp_step_new(&org, NULL, version, TP_EVENT_PROPOSE, &event, NULL), TP_OK);
    assert_string_equal(event->agreement, version->hash);
    tp_event_free(&event);
}

static void the_kind_is_the_second_word_of_the_command(void **state)
{
    const struct tp_command *command = tp_command_find("agreement hearing");
    const struct tp_arguments arguments = {.command = command};

    (void)state;
    assert_non_null(command);
    assert_int_equal(tp_step_kind(&arguments), TP_EVENT_HEARING);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(an_event_is_about_a_version_and_now, set_up, tear_down),
    cmocka_unit_test_setup_teardown(the_kind_is_the_second_word_of_the_command, set_up, tear_down),
};
TP_TEST_MAIN(tests)
