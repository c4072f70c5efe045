/* SPDX-License-Identifier: Apache-2.0 */
/* Who had to do with an owner, over all its cases. */
#include "bureau.h"

static void a_second_case_is_for_others(void **state)
{
    static const struct tp_found found = {"person-1", 9000};
    char id[TP_EXCHANGE_ID_BYTES], task[TP_EXCHANGE_ID_BYTES];
    struct tp_people people;
    struct bureau bureau;

    (void)state;
    bureau_open(&bureau);
    bureau_simple_case(&bureau, "0", id);
    bureau_examine(&bureau, "ann", BUREAU_EXAMINER, "identification");
    bureau_examine(&bureau, "ben", BUREAU_EXAMINER, "identification");
    bureau_open_case(&bureau, &(struct bureau_case){"booking/b-0", "", 2, &found, 1}, id); /* after a challenge, say */
    assert_int_equal(bureau_claim(&bureau, "ann", BUREAU_EXAMINER, task), TP_E_NOT_FOUND);
    assert_int_equal(bureau_claim(&bureau, "ben", BUREAU_SENIOR, task), TP_E_NOT_FOUND);
    bureau_examine(&bureau, "cal", BUREAU_EXAMINER, "exclusion");
    assert_int_equal(tp_people_collect(bureau.exchange, "booking/b-0", &people, NULL), TP_OK);
    assert_int_equal(people.count, 4);
    assert_true(tp_people_dealings(&people, "clerk").booked);
    assert_false(tp_people_dealings(&people, "clerk").examined);
    assert_true(tp_people_dealings(&people, "cal").examined);
    assert_false(tp_people_dealings(&people, "dan").examined);
    tp_people_deinit(&people);
    bureau_close(&bureau);
}

/* Claims while two cases of one owner are open: who has a task of one cannot get one of the other. */
static void open_cases_know_of_each_other(void **state)
{
    static const struct tp_found found = {"person-1", 9000};
    char first[TP_EXCHANGE_ID_BYTES], second[TP_EXCHANGE_ID_BYTES], task[TP_EXCHANGE_ID_BYTES];
    struct bureau bureau;

    (void)state;
    bureau_open(&bureau);
    bureau_simple_case(&bureau, "0", first);
    bureau_open_case(&bureau, &(struct bureau_case){"booking/b-0", "", 2, &found, 1}, second);
    assert_int_equal(bureau_claim(&bureau, "ann", BUREAU_EXAMINER, task), TP_OK);
    assert_int_equal(bureau_claim(&bureau, "ann", BUREAU_EXAMINER, task), TP_E_NOT_FOUND);
    for (unsigned i = 0; i < 3; i++)
        assert_int_equal(bureau_claim(&bureau, (const char *const[]){"ben", "cal", "dan"}[i], BUREAU_EXAMINER, task),
                         TP_OK);
    assert_int_equal(bureau_claim(&bureau, "eli", BUREAU_EXAMINER, task), TP_E_NOT_FOUND);
    bureau_close(&bureau);
}

/* Also years ago, and where the truth is known; who examined the pair the other way round is out as well. */
static void who_booked_a_candidate_does_not_examine_it(void **state)
{
    static const struct tp_found found = {"person-5", 9000};
    char id[TP_EXCHANGE_ID_BYTES], task[TP_EXCHANGE_ID_BYTES];
    struct bureau bureau;

    (void)state;
    bureau_open(&bureau);
    bureau_enrol(&bureau, 5, 2);
    bureau_open_case(&bureau, &(struct bureau_case){"request/r-1", BUREAU_AGREEMENT, 2, &found, 1}, id);
    assert_int_equal(bureau_claim(&bureau, "an earlier clerk", BUREAU_EXAMINER, task), TP_E_NOT_FOUND);
    bureau_examine(&bureau, "ann", BUREAU_EXAMINER, "identification");
    bureau_examine(&bureau, "ben", BUREAU_EXAMINER, "identification");
    bureau_open_case(&bureau, &(struct bureau_case){"booking/p-5-1", "", 2, &found, 1}, id); /* shows p-5-0 */
    bureau_examine(&bureau, "cal", BUREAU_EXAMINER, "identification");
    bureau_examine(&bureau, "dan", BUREAU_EXAMINER, "identification");
    bureau_open_case(&bureau, &(struct bureau_case){"booking/p-5-0", "", 2, &found, 1}, id); /* shows p-5-1 */
    assert_int_equal(bureau_claim(&bureau, "cal", BUREAU_EXAMINER, task), TP_E_NOT_FOUND);
    assert_int_equal(bureau_claim(&bureau, "ann", BUREAU_EXAMINER, task), TP_OK);
    bureau_close(&bureau);
}

static void who_was_told_what_the_person_says_does_not_examine(void **state)
{
    char id[TP_EXCHANGE_ID_BYTES], task[TP_EXCHANGE_ID_BYTES];
    struct tp_entry challenge;
    struct bureau bureau;

    (void)state;
    bureau_open(&bureau);
    bureau_simple_case(&bureau, "0", id);
    fixture_begin(&bureau.fixture);
    bureau_record(&bureau, "challenge", "c-1", "open", "{\"readers\":[\"ann\"]}");
    assert_int_equal(tp_entry_get(bureau.exchange, "challenge", "c-1", &challenge, NULL), TP_OK);
    snprintf(challenge.link, sizeof challenge.link, "b-0");
    assert_int_equal(tp_entry_put(bureau.exchange, "challenge", &challenge, NULL, NULL), TP_OK);
    assert_int_equal(tp_people_refresh(bureau.exchange, "booking/b-0", NULL), TP_OK);
    fixture_end(&bureau.fixture);
    tp_entry_deinit(&challenge);
    assert_int_equal(bureau_claim(&bureau, "ann", BUREAU_EXAMINER, task), TP_E_NOT_FOUND);
    assert_int_equal(bureau_claim(&bureau, "ben", BUREAU_EXAMINER, task), TP_OK);
    bureau_close(&bureau);
}

static void what_a_partner_sent_was_booked_by_nobody_here(void **state)
{
    struct tp_people people;
    struct bureau bureau;

    (void)state;
    bureau_open(&bureau);
    assert_int_equal(tp_people_collect(bureau.exchange, "request/r-1", &people, NULL), TP_OK);
    assert_int_equal(people.count, 0);
    tp_people_deinit(&people);
    assert_int_equal(tp_people_collect(bureau.exchange, "booking/erased", &people, NULL), TP_OK);
    assert_int_equal(people.count, 0);
    tp_people_deinit(&people);
    bureau_close(&bureau);
}

static void add_leg(struct bureau *bureau, const char *name, const char *of, const char *owner)
{
    struct tp_entry entry = {.state = "match", .due_s = TP_STORE_NEVER};
    struct tp_json *json;

    snprintf(entry.name, sizeof entry.name, "%s", name);
    snprintf(entry.link, sizeof entry.link, "%s", of);
    assert_int_equal(tp_json_new(&json, NULL), TP_OK);
    tp_json_text(json, "owner", owner);
    fixture_begin(&bureau->fixture);
    assert_int_equal(tp_entry_add(bureau->exchange, "leg", &entry, json, NULL), TP_OK);
    fixture_end(&bureau->fixture);
    tp_json_free(&json);
}

/* What came back for a booking is not passed on by who booked or examined it; and who decided about that does not
 * examine the booking any more. */
static void what_came_back_is_about_the_same_person(void **state)
{
    const struct tp_discretion_spec spec = {.owner = "leg/l-1",
                                            .then = "",
                                            .about = "",
                                            .agreement = BUREAU_AGREEMENT,
                                            .recipient = "ice",
                                            .jurisdiction = "US-NY-027",
                                            .level = "level-1",
                                            .circumstances = 1};
    static const char text[] =
        "{\"circumstances\":{\"caregiver\":{\"answer\":\"unknown\",\"note\":\"nobody could be asked\"}},"
        "\"decision\":\"decline\",\"reason\":\"The partner has had no cause to ask, and the person has lived in the "
        "same "
        "place for thirty years, pays for three children and was never in court before this.\"}";
    char id[TP_EXCHANGE_ID_BYTES], task[TP_EXCHANGE_ID_BYTES];
    struct tp_actor actor = {.account = "ann", .duties = TP_DUTY_BIT(RELEASING_OFFICER)};
    struct tp_people people;
    struct bureau bureau;
    bool may = true;

    (void)state;
    bureau_open(&bureau);
    bureau_simple_case(&bureau, "0", id);
    add_leg(&bureau, "l-1", "b-0", "booking/b-0");
    add_leg(&bureau, "l-2", "", "leg/l-2");
    bureau_examine(&bureau, "ann", BUREAU_EXAMINER, "identification");
    assert_int_equal(tp_discretion_may_decide(bureau.exchange, &actor, "leg/l-1", &may, NULL), TP_OK);
    assert_false(may);
    assert_int_equal(tp_discretion_may_decide(bureau.exchange, &actor, "leg/l-2", &may, NULL), TP_OK);
    assert_true(may);
    actor.account = "ben";
    assert_int_equal(tp_discretion_may_decide(bureau.exchange, &actor, "leg/l-1", &may, NULL), TP_OK);
    assert_true(may);
    fixture_begin(&bureau.fixture);
    assert_int_equal(tp_discretion_open(bureau.exchange, &spec, id, NULL), TP_OK);
    fixture_end(&bureau.fixture);
    assert_int_equal(bureau_ask(&bureau, "getDiscretion", &(struct bureau_call){"ben", actor.duties, {id}, NULL, {0}}),
                     TP_OK);
    assert_int_equal(
        bureau_ask(&bureau, "decideDiscretion", &(struct bureau_call){"ben", actor.duties, {id}, text, {0}}), TP_OK);
    assert_int_equal(tp_people_collect(bureau.exchange, "booking/b-0", &people, NULL), TP_OK);
    assert_true(tp_people_dealings(&people, "ben").released);
    tp_people_deinit(&people);
    assert_int_equal(bureau_claim(&bureau, "ben", BUREAU_EXAMINER, task), TP_E_NOT_FOUND);
    assert_int_equal(bureau_claim(&bureau, "cal", BUREAU_EXAMINER, task), TP_OK);
    bureau_close(&bureau);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(what_came_back_is_about_the_same_person),
    cmocka_unit_test(a_second_case_is_for_others),
    cmocka_unit_test(open_cases_know_of_each_other),
    cmocka_unit_test(who_booked_a_candidate_does_not_examine_it),
    cmocka_unit_test(who_was_told_what_the_person_says_does_not_examine),
    cmocka_unit_test(what_a_partner_sent_was_booked_by_nobody_here),
};
TP_TEST_MAIN(tests)
