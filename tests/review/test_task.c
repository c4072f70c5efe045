/* SPDX-License-Identifier: Apache-2.0 */
/* A task is read as it was written; one that comes back is as new, but for its past. */
#include "bureau.h"

static void take_first(struct bureau *bureau, struct tp_task *out)
{
    const char *name = bureau_text(bureau, "task");

    assert_int_equal(tp_task_read(bureau->exchange, name, out, NULL), TP_OK);
}

static void begin(struct bureau *bureau, struct tp_task *out)
{
    char id[TP_EXCHANGE_ID_BYTES], task[TP_EXCHANGE_ID_BYTES];

    bureau_open(bureau);
    bureau_simple_case(bureau, "0", id);
    assert_int_equal(bureau_claim(bureau, "ann", BUREAU_EXAMINER, task), TP_OK);
    take_first(bureau, out);
}

static void write_task(struct bureau *bureau, struct tp_task *task, int64_t now_s)
{
    char name[TP_EXCHANGE_NAME_BYTES];

    snprintf(name, sizeof name, "%s", task->entry.name);
    fixture_begin(&bureau->fixture);
    assert_int_equal(tp_task_write(bureau->exchange, task, now_s, NULL), TP_OK);
    fixture_end(&bureau->fixture);
    tp_task_deinit(task);
    assert_int_equal(tp_task_read(bureau->exchange, name, task, NULL), TP_OK);
}

static void a_task_goes_round(void **state)
{
    struct tp_task_facts facts = {0};
    struct bureau bureau;
    struct tp_task task;

    (void)state;
    begin(&bureau, &task);
    assert_int_equal(task.state, TP_TASK_CLAIMED);
    assert_int_equal(task.attempt, 1);
    assert_string_equal(task.account, "ann");
    assert_int_equal(task.claimed_s, FIXTURE_NOW_S);
    assert_int_equal(task.entry.due_s, FIXTURE_NOW_S + 24 * 3600);
    assert_int_equal(task.count, 1);
    assert_int_equal(strlen(task.candidates[0].id), 32);
    task.state = TP_TASK_CONCLUDED;
    task.no_value = true;
    task.concluded_s = 7;
    task.candidates[0].conclusion = TP_INCONCLUSIVE;
    task.candidates[0].corrected = TP_EXCLUSION;
    task.candidates[0].time_s = 7;
    write_task(&bureau, &task, 7);
    assert_int_equal(task.state, TP_TASK_CONCLUDED);
    assert_true(task.no_value);
    assert_int_equal(task.candidates[0].conclusion, TP_INCONCLUSIVE);
    assert_int_equal(task.candidates[0].corrected, TP_EXCLUSION);
    assert_int_equal(task.concluded_s, 7);
    tp_task_count(&task, &facts);
    assert_int_equal(facts.concluded, 1);
    assert_int_equal(facts.remaining, 0);
    tp_task_deinit(&task);
    bureau_close(&bureau);
}

static void one_that_comes_back_is_as_new(void **state)
{
    struct bureau bureau;
    struct tp_task task;

    (void)state;
    begin(&bureau, &task);
    assert_false(tp_task_was_of(&task.entry, "ann"));
    task.candidates[0].conclusion = TP_EXCLUSION;
    task.past = "lapsed";
    write_task(&bureau, &task, FIXTURE_NOW_S + 5);
    assert_int_equal(task.state, TP_TASK_OPEN);
    assert_string_equal(task.account, "");
    assert_int_equal(task.candidates[0].conclusion, -1);
    assert_int_equal(task.claimed_s, 0);
    assert_int_equal(task.attempt, 1);
    assert_true(tp_task_was_of(&task.entry, "ann"));
    assert_false(tp_task_was_of(&task.entry, "ben"));
    assert_true(task.entry.due_s == TP_STORE_NEVER);
    tp_task_deinit(&task);
    bureau_close(&bureau);
}

static void who_is_barred_is_in_it(void **state)
{
    const struct tp_store_query open = {.kind = "task", .state = "open", .due_until_s = TP_STORE_NEVER};
    struct bureau bureau;
    struct tp_task task;
    uint64_t count;

    (void)state;
    begin(&bureau, &task);
    assert_true(tp_task_bars(&task.entry, "clerk"));
    assert_false(tp_task_bars(&task.entry, "ben"));
    tp_task_deinit(&task);
    assert_int_equal(tp_entry_count(bureau.exchange, &open, &count, NULL), TP_OK);
    assert_int_equal(count, 1);
    assert_int_equal(tp_task_read(bureau.exchange, "none", &task, NULL), TP_E_NOT_FOUND);
    bureau_close(&bureau);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_task_goes_round),
    cmocka_unit_test(one_that_comes_back_is_as_new),
    cmocka_unit_test(who_is_barred_is_in_it),
};
TP_TEST_MAIN(tests)
