/* SPDX-License-Identifier: Apache-2.0 */
/* Cases for which nobody is left are counted, and not those that somebody may still have. */
#include "bureau.h"

static void hire(struct bureau *bureau, const char *name, uint32_t duties)
{
    struct tp_account account = {.duties = duties};

    snprintf(account.name, sizeof account.name, "%s", name);
    assert_int_equal(tp_account_make(bureau->fixture.exchange, "", &account, "correct horse battery", NULL), TP_OK);
}

static struct tp_nobody_left count(struct bureau *bureau)
{
    struct tp_nobody_left left;

    assert_int_equal(tp_review_nobody_left(bureau->fixture.exchange, &left, NULL), TP_OK);
    return left;
}

static void a_case_wants_two_who_had_no_part(void **state)
{
    char id[TP_EXCHANGE_ID_BYTES], task[TP_EXCHANGE_ID_BYTES];
    struct bureau bureau;

    (void)state;
    bureau_open(&bureau);
    assert_int_equal(count(&bureau).tasks, 0);
    bureau_simple_case(&bureau, "0", id);
    assert_int_equal(count(&bureau).tasks, 2); /* nobody works here */
    hire(&bureau, "ann", BUREAU_EXAMINER);
    hire(&bureau, "clerk", BUREAU_EXAMINER); /* who booked it */
    hire(&bureau, "eve", TP_DUTY_BIT(CONTRIBUTOR));
    assert_int_equal(count(&bureau).tasks, 2); /* ann alone cannot do both */
    assert_int_equal(bureau_claim(&bureau, "ann", BUREAU_EXAMINER, task), TP_OK);
    assert_int_equal(count(&bureau).tasks, 1);
    hire(&bureau, "ben", BUREAU_EXAMINER);
    assert_int_equal(count(&bureau).tasks, 0);
    bureau_close(&bureau);
}

static void who_left_is_not_counted(void **state)
{
    const bool inactive = false;
    const struct tp_account_change leave = {.active = &inactive};
    char id[TP_EXCHANGE_ID_BYTES];
    struct bureau bureau;

    (void)state;
    bureau_open(&bureau);
    hire(&bureau, "ann", BUREAU_EXAMINER);
    hire(&bureau, "ben", BUREAU_EXAMINER);
    bureau_simple_case(&bureau, "0", id);
    assert_int_equal(count(&bureau).tasks, 0);
    assert_int_equal(tp_account_change(bureau.fixture.exchange, "", "ben", &leave, NULL), TP_OK);
    assert_int_equal(count(&bureau).tasks, 2);
    bureau_close(&bureau);
}

static void a_release_wants_an_officer_who_had_no_part(void **state)
{
    const struct tp_discretion_spec spec = {.owner = "booking/b-0",
                                            .then = "test.nothing",
                                            .about = "x",
                                            .agreement = "",
                                            .recipient = "ice-ero",
                                            .jurisdiction = "US-NY-027",
                                            .level = "level-1"};
    char id[TP_EXCHANGE_ID_BYTES], case_id[TP_EXCHANGE_ID_BYTES];
    struct bureau bureau;

    (void)state;
    bureau_open(&bureau);
    bureau_simple_case(&bureau, "0", case_id);
    fixture_begin(&bureau.fixture);
    assert_int_equal(tp_discretion_open(bureau.fixture.exchange, &spec, id, NULL), TP_OK);
    fixture_end(&bureau.fixture);
    assert_int_equal(count(&bureau).discretions, 1);
    hire(&bureau, "clerk", TP_DUTY_BIT(RELEASING_OFFICER));
    assert_int_equal(count(&bureau).discretions, 1);
    hire(&bureau, "olga", TP_DUTY_BIT(RELEASING_OFFICER));
    assert_int_equal(count(&bureau).discretions, 0);
    bureau_close(&bureau);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_case_wants_two_who_had_no_part),
    cmocka_unit_test(who_left_is_not_counted),
    cmocka_unit_test(a_release_wants_an_officer_who_had_no_part),
};
TP_TEST_MAIN(tests)
