/* SPDX-License-Identifier: Apache-2.0 */
/* Tasks are handed out, oldest first, to who may have them; they come back. */
#include "bureau.h"

static int64_t waiting(struct bureau *bureau, const char *account, uint32_t duties)
{
    const struct tp_json_value *object;
    int64_t sum = 0, value;

    assert_int_equal(bureau_ask(bureau, "listTasks", &(struct bureau_call){account, duties, {0}, NULL, {0}}), TP_OK);
    object = tp_json_member(tp_json_root(bureau->answer), "waiting");
    for (size_t i = 0; i < 3; i++) {
        assert_true(tp_json_to_integer(tp_json_member(object, (const char *const[]){"new", "due", "late"}[i]), &value));
        sum += value;
    }
    return sum;
}

static tp_status give_back(struct bureau *bureau, const char *account, const char *task, const char *why)
{
    char input[64];

    snprintf(input, sizeof input, "{\"why\":\"%s\"}", why);
    return bureau_ask(bureau, "returnTask", &(struct bureau_call){account, BUREAU_EXAMINER, {task}, input, {0}});
}

static tp_status look(struct bureau *bureau, const char *account, const char *task)
{
    return bureau_ask(bureau, "getTask", &(struct bureau_call){account, BUREAU_EXAMINER, {task}, NULL, {0}});
}

static void who_booked_it_and_auditors_get_nothing(void **state)
{
    char id[TP_EXCHANGE_ID_BYTES], task[TP_EXCHANGE_ID_BYTES];
    struct bureau bureau;

    (void)state;
    bureau_open(&bureau);
    bureau_simple_case(&bureau, "0", id);
    assert_int_equal(waiting(&bureau, "clerk", BUREAU_EXAMINER), 0);
    assert_int_equal(bureau_claim(&bureau, "clerk", BUREAU_EXAMINER, task), TP_E_NOT_FOUND);
    assert_int_equal(bureau_claim(&bureau, "eve", BUREAU_EXAMINER | TP_DUTY_BIT(AUDITOR), task), TP_E_NOT_FOUND);
    assert_int_equal(bureau_claim(&bureau, "eve", TP_DUTY_BIT(CONTRIBUTOR), task), TP_E_DENIED);
    assert_int_equal(waiting(&bureau, "ann", BUREAU_EXAMINER), 1);
    assert_int_equal(bureau_claim(&bureau, "ann", BUREAU_EXAMINER, task), TP_OK);
    assert_int_equal(waiting(&bureau, "ann", BUREAU_EXAMINER), 0);
    assert_int_equal(bureau_claim(&bureau, "ann", BUREAU_EXAMINER, task), TP_E_NOT_FOUND);
    assert_int_equal(waiting(&bureau, "ben", BUREAU_SENIOR), 1);
    bureau_close(&bureau);
}

static void the_oldest_comes_first_and_no_more_than_one_can_do(void **state)
{
    char ids[4][TP_EXCHANGE_ID_BYTES], task[TP_EXCHANGE_ID_BYTES], name[8];
    struct tp_task read;
    struct bureau bureau;

    (void)state;
    bureau_open(&bureau);
    for (unsigned i = 0; i < 4; i++) {
        snprintf(name, sizeof name, "%u", i);
        bureau_simple_case(&bureau, name, ids[i]);
    }
    for (unsigned i = 0; i < 3; i++) {
        assert_int_equal(bureau_claim(&bureau, "ann", BUREAU_EXAMINER, task), TP_OK);
        assert_int_equal(tp_task_read(bureau.exchange, task, &read, NULL), TP_OK);
        assert_string_equal(read.entry.link, ids[i]);
        tp_task_deinit(&read);
    }
    assert_int_equal(bureau_claim(&bureau, "ann", BUREAU_EXAMINER, task), TP_E_CONFLICT);
    assert_non_null(strstr(bureau.diag.text, "at most 3"));
    bureau_close(&bureau);
}

static void what_others_have_is_not_there(void **state)
{
    char id[TP_EXCHANGE_ID_BYTES], task[TP_EXCHANGE_ID_BYTES];
    struct bureau bureau;

    (void)state;
    bureau_open(&bureau);
    bureau_simple_case(&bureau, "0", id);
    assert_int_equal(bureau_claim(&bureau, "ann", BUREAU_EXAMINER, task), TP_OK);
    assert_int_equal(look(&bureau, "ann", task), TP_OK);
    assert_int_equal(look(&bureau, "ben", task), TP_E_NOT_FOUND);
    assert_int_equal(give_back(&bureau, "ben", task, "time"), TP_E_NOT_FOUND);
    assert_int_equal(look(&bureau, "ben", "nothing"), TP_E_NOT_FOUND);
    bureau_close(&bureau);
}

static void for_want_of_time_it_can_be_had_again(void **state)
{
    char id[TP_EXCHANGE_ID_BYTES], first[TP_EXCHANGE_ID_BYTES], again[TP_EXCHANGE_ID_BYTES];
    struct bureau bureau;

    (void)state;
    bureau_open(&bureau);
    bureau_simple_case(&bureau, "0", id);
    assert_int_equal(bureau_claim(&bureau, "ann", BUREAU_EXAMINER, first), TP_OK);
    assert_int_equal(give_back(&bureau, "ann", first, "boredom"), TP_E_FORMAT);
    assert_int_equal(give_back(&bureau, "ann", first, "time"), TP_OK);
    assert_int_equal(look(&bureau, "ann", first), TP_E_NOT_FOUND);
    bureau_examine(&bureau, "ben", BUREAU_EXAMINER, "exclusion"); /* two people are enough for both tasks */
    assert_int_equal(bureau_claim(&bureau, "ann", BUREAU_EXAMINER, again), TP_OK);
    bureau_close(&bureau);
}

static void other_tasks_come_before_one_that_was_returned(void **state)
{
    char id[TP_EXCHANGE_ID_BYTES], other[TP_EXCHANGE_ID_BYTES], first[TP_EXCHANGE_ID_BYTES], next[TP_EXCHANGE_ID_BYTES];
    struct tp_task read;
    struct bureau bureau;

    (void)state;
    bureau_open(&bureau);
    bureau_simple_case(&bureau, "0", id);
    bureau_simple_case(&bureau, "1", other);
    assert_int_equal(bureau_claim(&bureau, "ann", BUREAU_EXAMINER, first), TP_OK);
    assert_int_equal(give_back(&bureau, "ann", first, "time"), TP_OK);
    for (unsigned i = 0; i < 2; i++) { /* the other task of the same case waits, too */
        assert_int_equal(bureau_claim(&bureau, "ann", BUREAU_EXAMINER, next), TP_OK);
        assert_int_equal(tp_task_read(bureau.exchange, next, &read, NULL), TP_OK);
        assert_string_equal(read.entry.link, i == 0 ? other : id);
        tp_task_deinit(&read);
    }
    bureau_close(&bureau);
}

/* An analysis that is written by who has seen the candidates is none: not in this task, not in the case's other one. */
static void who_was_served_the_candidates_does_not_analyse_again(void **state)
{
    char id[TP_EXCHANGE_ID_BYTES], task[TP_EXCHANGE_ID_BYTES];
    struct bureau bureau;

    (void)state;
    bureau_open(&bureau);
    bureau_simple_case(&bureau, "0", id);
    assert_int_equal(bureau_claim(&bureau, "ann", BUREAU_EXAMINER, task), TP_OK);
    assert_int_equal(bureau_analyse(&bureau, "ann", task, true), TP_OK);
    assert_int_equal(give_back(&bureau, "ann", task, "time"), TP_OK);
    assert_int_equal(waiting(&bureau, "ann", BUREAU_EXAMINER), 0);
    assert_int_equal(bureau_claim(&bureau, "ann", BUREAU_EXAMINER, task), TP_E_NOT_FOUND);
    assert_int_equal(bureau_claim(&bureau, "ben", BUREAU_EXAMINER, task), TP_OK);
    assert_int_equal(bureau_analyse(&bureau, "ben", task, true), TP_OK);
    fixture_work_until(&bureau.fixture, FIXTURE_NOW_S + 25 * 3600);
    assert_int_equal(bureau_claim(&bureau, "ben", BUREAU_SENIOR, task), TP_E_NOT_FOUND);
    bureau_examine(&bureau, "cal", BUREAU_EXAMINER, "exclusion");
    bureau_examine(&bureau, "dan", BUREAU_EXAMINER, "exclusion");
    assert_true(bureau_outcome(&bureau, id).settled);
    bureau_close(&bureau);
}

static void who_is_not_impartial_is_out_of_the_case(void **state)
{
    char id[TP_EXCHANGE_ID_BYTES], task[TP_EXCHANGE_ID_BYTES];
    struct bureau bureau;

    (void)state;
    bureau_open(&bureau);
    bureau_simple_case(&bureau, "0", id);
    assert_int_equal(bureau_claim(&bureau, "ann", BUREAU_EXAMINER, task), TP_OK);
    assert_int_equal(give_back(&bureau, "ann", task, "conflict"), TP_OK);
    assert_int_equal(bureau_claim(&bureau, "ann", BUREAU_EXAMINER, task), TP_E_NOT_FOUND);
    bureau_examine(&bureau, "ben", BUREAU_EXAMINER, "exclusion");
    assert_int_equal(bureau_claim(&bureau, "ann", BUREAU_EXAMINER, task), TP_E_NOT_FOUND);
    bureau_examine(&bureau, "cal", BUREAU_EXAMINER, "exclusion");
    assert_true(bureau_outcome(&bureau, id).settled);
    bureau_close(&bureau);
}

static void a_claim_lapses_and_does_not_block_the_case(void **state)
{
    char id[TP_EXCHANGE_ID_BYTES], task[TP_EXCHANGE_ID_BYTES];
    struct bureau bureau;

    (void)state;
    bureau_open(&bureau);
    bureau_simple_case(&bureau, "0", id);
    assert_int_equal(bureau_claim(&bureau, "ann", BUREAU_EXAMINER, task), TP_OK);
    assert_int_equal(bureau_analyse(&bureau, "ann", task, true), TP_OK);
    fixture_work_until(&bureau.fixture, FIXTURE_NOW_S + 23 * 3600);
    assert_int_equal(look(&bureau, "ann", task), TP_OK);
    fixture_work_until(&bureau.fixture, FIXTURE_NOW_S + 25 * 3600);
    assert_int_equal(look(&bureau, "ann", task), TP_E_NOT_FOUND);
    bureau_examine(&bureau, "ben", BUREAU_EXAMINER, "exclusion");
    bureau_examine(&bureau, "cal", BUREAU_EXAMINER, "exclusion");
    assert_true(bureau_outcome(&bureau, id).settled);
    fixture_work_until(&bureau.fixture, FIXTURE_NOW_S + 90 * 3600); /* what is concluded does not lapse */
    assert_true(bureau_outcome(&bureau, id).settled);
    bureau_close(&bureau);
}

/* A task that was claimed again keeps the later time; who had concluded something is out. */
static void a_lapse_is_of_the_last_claim(void **state)
{
    static const struct tp_found found[] = {{"person-1", 9000}, {"person-2", 8000}};
    char id[TP_EXCHANGE_ID_BYTES], task[TP_EXCHANGE_ID_BYTES], again[TP_EXCHANGE_ID_BYTES];
    struct bureau bureau;

    (void)state;
    bureau_open(&bureau);
    bureau_enrol(&bureau, 1, 1);
    bureau_enrol(&bureau, 2, 1);
    bureau_book(&bureau, "b-0", 2, 7, "clerk");
    bureau_open_case(&bureau, &(struct bureau_case){"booking/b-0", "", 2, found, 2}, id);
    assert_int_equal(bureau_claim(&bureau, "ann", BUREAU_EXAMINER, task), TP_OK);
    fixture_work_until(&bureau.fixture, FIXTURE_NOW_S + 20 * 3600);
    assert_int_equal(give_back(&bureau, "ann", task, "time"), TP_OK);
    assert_int_equal(bureau_claim(&bureau, "ann", BUREAU_EXAMINER, again), TP_OK);
    fixture_work_until(&bureau.fixture, FIXTURE_NOW_S + 30 * 3600);
    assert_int_equal(look(&bureau, "ann", again), TP_OK);
    assert_int_equal(bureau_analyse(&bureau, "ann", again, true), TP_OK);
    assert_int_equal(bureau_say(&bureau, "recordConclusion", "ann", again, bureau_candidate(&bureau, 0), "exclusion"),
                     TP_OK);
    assert_int_equal(give_back(&bureau, "ann", again, "time"), TP_E_CONFLICT);
    fixture_work_until(&bureau.fixture, FIXTURE_NOW_S + 60 * 3600);
    assert_int_equal(look(&bureau, "ann", again), TP_E_NOT_FOUND);
    assert_int_equal(bureau_claim(&bureau, "ann", BUREAU_EXAMINER, task), TP_E_NOT_FOUND);
    bureau_close(&bureau);
}

/* What was erased while somebody had it: its job ends. */
static void a_task_that_is_gone_does_not_lapse(void **state)
{
    char id[TP_EXCHANGE_ID_BYTES], task[TP_EXCHANGE_ID_BYTES];
    struct bureau bureau;

    (void)state;
    bureau_open(&bureau);
    for (int i = 0; i < 2; i++) {
        bureau_simple_case(&bureau, i ? "1" : "0", id);
        assert_int_equal(bureau_claim(&bureau, "ann", BUREAU_EXAMINER, task), TP_OK);
        fixture_begin(&bureau.fixture);
        assert_int_equal(tp_entry_drop(bureau.exchange, i ? "case" : "task", i ? id : task, NULL), TP_OK);
        fixture_end(&bureau.fixture);
        assert_int_equal(look(&bureau, "ann", task), TP_E_NOT_FOUND);
    }
    fixture_work_until(&bureau.fixture, FIXTURE_NOW_S + 30 * 3600);
    assert_true(tp_exchange_next_due_s(bureau.exchange) > FIXTURE_NOW_S + 30 * 3600);
    bureau_close(&bureau);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(who_booked_it_and_auditors_get_nothing),
    cmocka_unit_test(the_oldest_comes_first_and_no_more_than_one_can_do),
    cmocka_unit_test(what_others_have_is_not_there),
    cmocka_unit_test(for_want_of_time_it_can_be_had_again),
    cmocka_unit_test(other_tasks_come_before_one_that_was_returned),
    cmocka_unit_test(who_was_served_the_candidates_does_not_analyse_again),
    cmocka_unit_test(who_is_not_impartial_is_out_of_the_case),
    cmocka_unit_test(a_claim_lapses_and_does_not_block_the_case),
    cmocka_unit_test(a_task_that_is_gone_does_not_lapse),
    cmocka_unit_test(a_lapse_is_of_the_last_claim),
};
TP_TEST_MAIN(tests)
