/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "agreement/sample.h"
#include "office/office.h"

static struct tp_history *history;
static int64_t now_s;
static struct tp_diag diag;

static int set_up(void **state)
{
    int64_t active_s;

    (void)state;
    tp_diag_init(&diag);
    history = sample_active(NULL, &active_s);
    now_s = active_s + 10 * SAMPLE_DAY_S;
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    tp_history_free(&history);
    return 0;
}

static void propose(const char *old, const char *new_text, const char *by)
{
    const char *const changes[] = {old, new_text, NULL};
    char *document = sample_amendment(tp_history_version(history, 0), changes);

    assert_int_equal(sample_propose(history, document, by, now_s), TP_REFUSAL_NONE);
    free(document);
}

/* The number of the version that is chosen, 0 for none. */
static unsigned choose(const char *wanted, bool current)
{
    const struct tp_terms *version;
    tp_status status = tp_version_choose(history, now_s, wanted, current, &version, &diag);

    assert_int_equal(status == TP_OK, version != NULL);
    return version ? version->version : 0;
}

static void without_a_wish_it_is_the_newest_or_that_in_force(void **state)
{
    (void)state;
    assert_int_equal(choose(NULL, false), 1);
    assert_int_equal(choose(NULL, true), 1);
    propose("\"examiners\":2", "\"examiners\":3", "ny-dcjs");
    assert_int_equal(choose(NULL, false), 2);
    assert_int_equal(choose(NULL, true), 1);
    now_s = SAMPLE_UNTIL_S; /* nothing is in force then */
    assert_int_equal(choose(NULL, true), 2);
}

/* A node that the amendment has not reached would refuse a stop about it. */
static void a_stop_names_the_first_version_that_names_its_signer(void **state)
{
    const struct tp_step_signer old = {SAMPLE_NY, sample_key(SAMPLE_NY)}, other = {SAMPLE_NY, sample_key("stranger")};
    const char *const changes[] = {"\"examiners\":2", "\"examiners\":3", NULL};
    const struct tp_terms *second, *version;
    char *document = sample_amendment(tp_history_version(history, 0), changes);

    (void)state;
    second = sample_bring_into_force(history, document, now_s, &now_s);
    assert_ptr_equal(tp_history_in_force(history, now_s), second);
    assert_int_equal(tp_version_for_stop(history, now_s, NULL, &old, &version, &diag), TP_OK);
    assert_int_equal(version->version, 1);
    assert_int_equal(tp_version_for_stop(history, now_s, "2", &old, &version, &diag), TP_OK);
    assert_ptr_equal(version, second);
    assert_int_equal(tp_version_for_stop(history, now_s, NULL, &other, &version, &diag), TP_OK);
    assert_ptr_equal(version, second);
    free(document);
}

static void a_version_is_named_by_number_or_hash(void **state)
{
    char beginning[9];

    (void)state;
    propose("\"examiners\":2", "\"examiners\":3", "ny-dcjs");
    assert_int_equal(choose("1", false), 1);
    assert_int_equal(choose("2", true), 2);
    assert_int_equal(choose("3", false), 0);
    assert_int_equal(diag.status, TP_E_NOT_FOUND);
    snprintf(beginning, sizeof beginning, "%s", tp_history_version(history, 1)->hash);
    assert_int_equal(choose(beginning, false), 2);
}

static void candidates_are_named_by_their_hash(void **state)
{
    const struct tp_terms *version;

    (void)state;
    propose("\"examiners\":2", "\"examiners\":3", "ny-dcjs");
    propose("\"examiners\":2", "\"examiners\":4", "dhs-ident");
    assert_int_equal(choose(NULL, false), 0);
    assert_int_equal(diag.status, TP_E_ARGUMENT);
    assert_non_null(strstr(diag.text, "by its hash"));
    assert_int_equal(choose("2", false), 0);
    assert_int_equal(tp_version_choose(history, now_s, tp_history_version(history, 2)->hash, false, &version, NULL),
                     TP_OK);
    assert_ptr_equal(version, tp_history_version(history, 2));
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(without_a_wish_it_is_the_newest_or_that_in_force, set_up, tear_down),
    cmocka_unit_test_setup_teardown(a_stop_names_the_first_version_that_names_its_signer, set_up, tear_down),
    cmocka_unit_test_setup_teardown(a_version_is_named_by_number_or_hash, set_up, tear_down),
    cmocka_unit_test_setup_teardown(candidates_are_named_by_their_hash, set_up, tear_down),
};
TP_TEST_MAIN(tests)
