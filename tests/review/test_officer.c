/* SPDX-License-Identifier: Apache-2.0 */
/* Releasing officers: who may, that they have read it, that the words are for this person. */
#include "bureau.h"
#include "review/discretion.h"

#define OFFICER TP_DUTY_BIT(RELEASING_OFFICER)

static const char *decision(const char *reason)
{
    static char text[2048];

    snprintf(text, sizeof text,
             "{\"circumstances\":{\"caregiver\":{\"answer\":\"unknown\",\"note\":\"nobody could be asked\"}},"
             "\"reason\":\"%s\",\"decision\":\"release\"}",
             reason);
    return text;
}

#define FIRST                                                                                                          \
    "The conviction is for a serious felony two years ago, the person was warned then, the victim still lives in the " \
    "same house, and no circumstance on record outweighs what was done there."
#define SECOND                                                                                                         \
    "Here the facts are other ones: an armed robbery last month, admitted in court, with nobody who depends on this "  \
    "person and no illness, age or service that would call for leniency today."

static void open_review(struct bureau *bureau, const char *owner, char id[TP_EXCHANGE_ID_BYTES])
{
    const struct tp_discretion_spec spec = {.owner = owner,
                                            .then = "",
                                            .about = "",
                                            .agreement = BUREAU_AGREEMENT,
                                            .recipient = "ice",
                                            .jurisdiction = "US-NY-027",
                                            .level = "level-1",
                                            .circumstances = 1};

    fixture_begin(&bureau->fixture);
    assert_int_equal(tp_discretion_open(bureau->exchange, &spec, id, NULL), TP_OK);
    fixture_end(&bureau->fixture);
}

static tp_status get(struct bureau *bureau, const char *account, uint32_t duties, const char *id)
{
    return bureau_ask(bureau, "getDiscretion", &(struct bureau_call){account, duties, {id}, NULL, {0}});
}

static tp_status decide(struct bureau *bureau, const char *account, const char *id, const char *reason)
{
    return bureau_ask(bureau, "decideDiscretion", &(struct bureau_call){account, OFFICER, {id}, decision(reason), {0}});
}

static size_t listed(struct bureau *bureau, const char *account)
{
    assert_int_equal(bureau_ask(bureau, "listDiscretions", &(struct bureau_call){account, OFFICER, {0}, NULL, {0}}),
                     TP_OK);
    return tp_json_count(tp_json_member(tp_json_root(bureau->answer), "discretions"));
}

static void who_booked_or_examined_does_not_decide(void **state)
{
    char id[TP_EXCHANGE_ID_BYTES], review[TP_EXCHANGE_ID_BYTES];
    struct bureau bureau;

    (void)state;
    bureau_open(&bureau);
    bureau_simple_case(&bureau, "0", id);
    bureau_examine(&bureau, "ann", BUREAU_EXAMINER, "identification");
    open_review(&bureau, "booking/b-0", review);
    assert_int_equal(listed(&bureau, "ann"), 0);
    assert_int_equal(listed(&bureau, "clerk"), 0);
    assert_int_equal(listed(&bureau, "olga"), 1);
    assert_int_equal(get(&bureau, "ann", OFFICER, review), TP_E_DENIED);
    assert_int_equal(get(&bureau, "clerk", OFFICER, review), TP_E_DENIED);
    assert_int_equal(get(&bureau, "eve", OFFICER | TP_DUTY_BIT(AUDITOR), review), TP_E_DENIED);
    assert_int_equal(decide(&bureau, "ann", review, FIRST), TP_E_DENIED);
    assert_int_equal(get(&bureau, "olga", TP_DUTY_BIT(EXAMINER), review), TP_E_DENIED);
    assert_int_equal(get(&bureau, "eve", TP_DUTY_BIT(AUDITOR), review), TP_OK); /* reads it, decides nothing */
    assert_int_equal(get(&bureau, "olga", OFFICER, "none"), TP_E_NOT_FOUND);
    bureau_close(&bureau);
}

/* Nor who booked the one that was identified. */
static void who_booked_the_other_one_does_not_decide(void **state)
{
    static const struct tp_found found = {"person-5", 9000};
    char id[TP_EXCHANGE_ID_BYTES], review[TP_EXCHANGE_ID_BYTES];
    struct bureau bureau;

    (void)state;
    bureau_open(&bureau);
    bureau_enrol(&bureau, 5, 1);
    bureau_open_case(&bureau, &(struct bureau_case){"request/r-1", BUREAU_AGREEMENT, 2, &found, 1}, id);
    bureau_examine(&bureau, "ann", BUREAU_EXAMINER, "identification");
    bureau_examine(&bureau, "ben", BUREAU_EXAMINER, "identification");
    open_review(&bureau, "request/r-1", review);
    assert_int_equal(listed(&bureau, "an earlier clerk"), 0);
    assert_int_equal(get(&bureau, "an earlier clerk", OFFICER, review), TP_E_DENIED);
    assert_int_equal(get(&bureau, "olga", OFFICER, review), TP_OK);
    bureau_close(&bureau);
}

/* And who decided gets no task of the same person afterwards. */
static void who_decided_does_not_examine(void **state)
{
    char id[TP_EXCHANGE_ID_BYTES], review[TP_EXCHANGE_ID_BYTES], task[TP_EXCHANGE_ID_BYTES];
    struct bureau bureau;

    (void)state;
    bureau_open(&bureau);
    bureau_simple_case(&bureau, "0", id);
    open_review(&bureau, "booking/b-0", review);
    assert_int_equal(get(&bureau, "olga", OFFICER, review), TP_OK);
    assert_int_equal(decide(&bureau, "olga", review, FIRST), TP_OK);
    assert_int_equal(bureau_claim(&bureau, "olga", BUREAU_EXAMINER, task), TP_E_NOT_FOUND);
    bureau_close(&bureau);
}

static void it_is_read_first_and_decided_once(void **state)
{
    char review[TP_EXCHANGE_ID_BYTES];
    struct bureau bureau;

    (void)state;
    bureau_open(&bureau);
    open_review(&bureau, "request/r-1", review);
    assert_int_equal(decide(&bureau, "olga", review, FIRST), TP_E_CONFLICT);
    assert_string_equal(bureau.diag.text, "read it first");
    assert_int_equal(get(&bureau, "olga", OFFICER, review), TP_OK);
    assert_int_equal(decide(&bureau, "omar", review, FIRST), TP_E_CONFLICT);
    assert_int_equal(decide(&bureau, "olga", review, FIRST), TP_OK);
    assert_int_equal(decide(&bureau, "olga", review, SECOND), TP_E_CONFLICT);
    assert_int_equal(get(&bureau, "olga", OFFICER, review), TP_OK);
    assert_string_equal(bureau_text(&bureau, "state"), "decided");
    assert_int_equal(listed(&bureau, "olga"), 0);
    bureau_close(&bureau);
}

static void nothing_is_proposed(void **state)
{
    char review[TP_EXCHANGE_ID_BYTES];
    struct bureau bureau;

    (void)state;
    bureau_open(&bureau);
    open_review(&bureau, "request/r-1", review);
    assert_int_equal(get(&bureau, "olga", OFFICER, review), TP_OK);
    assert_null(strstr(bureau.reply, "score"));
    assert_null(strstr(bureau.reply, "answer"));
    assert_non_null(strstr(bureau.reply, "\"decision\":null"));
    bureau_close(&bureau);
}

/* Whoever wrote them, however many decisions lie between, and with signs and capital letters changed. */
static void the_words_of_one_decision_do_not_do_for_another(void **state)
{
    static const char *const again[] = {
        FIRST, FIRST ".", " " FIRST,
        ("THE CONVICTION is for a serious felony two years ago - the person was warned then; the victim still lives in "
         "the same house and no circumstance on record outweighs what was done there")};
    static const char *const people[] = {"olga", "omar"};
    char first[TP_EXCHANGE_ID_BYTES], second[TP_EXCHANGE_ID_BYTES];
    struct bureau bureau;

    (void)state;
    bureau_open(&bureau);
    open_review(&bureau, "request/r-1", first);
    open_review(&bureau, "request/r-2", second);
    assert_int_equal(get(&bureau, "olga", OFFICER, first), TP_OK);
    assert_int_equal(decide(&bureau, "olga", first, FIRST), TP_OK);
    for (size_t i = 0; i < TP_ARRAY_LENGTH(again); i++) {
        for (size_t p = 0; p < TP_ARRAY_LENGTH(people); p++) {
            assert_int_equal(get(&bureau, people[p], OFFICER, second), TP_OK);
            assert_int_equal(decide(&bureau, people[p], second, again[i]), TP_E_CONFLICT);
            assert_string_equal(bureau.diag.field, "reason");
        }
    }
    assert_int_equal(decide(&bureau, "omar", second, SECOND), TP_OK);
    bureau_close(&bureau);
}

/* What an officer was shown of a person goes with that person; the question stays, and can be read and answered. */
static void who_was_erased_meanwhile_is_shown_as_nobody(void **state)
{
    char review[TP_EXCHANGE_ID_BYTES], id[TP_EXCHANGE_ID_BYTES], name[TP_DISCRETION_BLOB_BYTES];
    struct bureau bureau;

    (void)state;
    bureau_open(&bureau);
    bureau_simple_case(&bureau, "0", id);
    open_review(&bureau, "booking/b-0", review);
    tp_discretion_blob(review, "facts", name);
    fixture_begin(&bureau.fixture);
    assert_int_equal(tp_blob_put(bureau.exchange, "booking/b-0", name, "", 0, NULL), TP_OK);
    fixture_end(&bureau.fixture);
    assert_int_equal(get(&bureau, "olga", OFFICER, review), TP_OK);
    assert_non_null(tp_json_member(tp_json_root(bureau.answer), "facts"));
    assert_null(tp_json_to_text(tp_json_member(tp_json_root(bureau.answer), "facts")));
    assert_int_equal(decide(&bureau, "olga", review, FIRST), TP_OK);
    bureau_close(&bureau);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(who_booked_or_examined_does_not_decide),
    cmocka_unit_test(who_booked_the_other_one_does_not_decide),
    cmocka_unit_test(who_decided_does_not_examine),
    cmocka_unit_test(it_is_read_first_and_decided_once),
    cmocka_unit_test(nothing_is_proposed),
    cmocka_unit_test(the_words_of_one_decision_do_not_do_for_another),
    cmocka_unit_test(who_was_erased_meanwhile_is_shown_as_nobody),
};
TP_TEST_MAIN(tests)
