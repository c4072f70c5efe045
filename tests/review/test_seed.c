/* SPDX-License-Identifier: Apache-2.0 */
/* Seeded cases: how often, of whom, and that nothing comes of them but a figure. */
#include "bureau.h"

#include "review/seed.h"

/* Opens the bureau again with RATE of a thousand. */
static void set_rate(struct bureau *bureau, const char *rate)
{
    char path[160], *at;
    uint8_t *text;
    size_t size_bytes;
    FILE *file;

    snprintf(path, sizeof path, "%s/organisation.yaml", bureau->fixture.folder);
    assert_int_equal(tp_file_read(path, 1 << 16, &text, &size_bytes, NULL), TP_OK);
    text = realloc(text, size_bytes + 1);
    assert_non_null(text);
    text[size_bytes] = '\0';
    at = strstr((char *)text, "seeded_of_thousand: 0");
    assert_non_null(at);
    tp_exchange_close(&bureau->fixture.exchange);
    file = fopen(path, "w");
    assert_non_null(file);
    fprintf(file, "%.*sseeded_of_thousand: %s%s", (int)(at - (char *)text), (const char *)text, rate,
            at + strlen("seeded_of_thousand: 0"));
    fclose(file);
    free(text);
    fixture_open(&bureau->fixture);
    bureau->exchange = bureau->fixture.exchange;
}

struct found {
    unsigned count, same;
    char id[TP_EXCHANGE_NAME_BYTES], owner[TP_EXCHANGE_NAME_BYTES];
    struct tp_case_candidate candidate;
};

static tp_status look(void *context, const struct tp_entry *entry, struct tp_diag *diag)
{
    struct found *found = context;
    struct tp_review_case about;

    (void)diag;
    tp_case_take(entry, &about);
    if (!about.seeded)
        return TP_OK;
    found->count++;
    found->same += about.same;
    found->candidate = about.candidates[0];
    snprintf(found->id, sizeof found->id, "%s", entry->name);
    snprintf(found->owner, sizeof found->owner, "%s", entry->link);
    return TP_OK;
}

static struct found seeded(struct bureau *bureau)
{
    const struct tp_store_query cases = {.kind = "case", .due_until_s = TP_STORE_NEVER};
    struct found found = {0};

    assert_int_equal(tp_entry_each(bureau->exchange, &cases, look, &found, NULL), TP_OK);
    return found;
}

static void as_often_as_the_configuration_says(void **state)
{
    char id[TP_EXCHANGE_ID_BYTES], name[8];
    struct bureau bureau;

    (void)state;
    bureau_open(&bureau);
    for (unsigned i = 0; i < 4; i++)
        bureau_enrol(&bureau, i + 10, 1);
    bureau_simple_case(&bureau, "0", id);
    fixture_work_until(&bureau.fixture, FIXTURE_NOW_S + 3600);
    assert_int_equal(seeded(&bureau).count, 0);
    set_rate(&bureau, "1000");
    for (unsigned i = 1; i <= 5; i++) {
        snprintf(name, sizeof name, "%u", i);
        bureau_simple_case(&bureau, name, id);
    }
    fixture_work_until(&bureau.fixture, FIXTURE_NOW_S + 2 * 3600);
    assert_int_equal(seeded(&bureau).count, 5);
    assert_int_equal(seeded(&bureau).same, 0); /* everybody was here once */
    bureau_close(&bureau);
}

static void a_pair_is_of_two_people_or_of_two_encounters(void **state)
{
    char id[TP_EXCHANGE_ID_BYTES], name[8];
    struct found found;
    struct bureau bureau;

    (void)state;
    bureau_open(&bureau);
    for (unsigned i = 0; i < 4; i++)
        bureau_enrol(&bureau, i + 10, 2);
    set_rate(&bureau, "1000");
    for (unsigned i = 0; i < 16; i++) {
        snprintf(name, sizeof name, "%u", i);
        bureau_simple_case(&bureau, name, id);
    }
    fixture_work_until(&bureau.fixture, FIXTURE_NOW_S + 3600);
    found = seeded(&bureau);
    assert_int_equal(found.count, 16);
    assert_true(found.same > 0 && found.same < 16); /* else by chance, once in thirty thousand */
    assert_int_equal(strncmp(found.owner, "booking/p-", 10), 0);
    assert_int_equal(strncmp(found.candidate.encounter, "booking/p-", 10), 0);
    assert_string_not_equal(found.owner, found.candidate.encounter);
    bureau_close(&bureau);
}

/* The only case there is: examined, it becomes two leaves and nothing else. */
/* Half of the cases have three candidates: half of the seeded ones, too, each another person, of whom at most one is
 * the probe's. */
static tp_status look_at_count(void *context, const struct tp_entry *entry, struct tp_diag *diag)
{
    unsigned *counts = context;
    struct tp_review_case about;
    unsigned same = 0;

    (void)diag;
    tp_case_take(entry, &about);
    if (!about.seeded)
        return TP_OK;
    counts[about.count]++;
    for (unsigned i = 0; i < about.count; i++) {
        same += about.candidates[i].same;
        assert_true(i == 0 || about.candidates[i].score <= about.candidates[i - 1].score);
        for (unsigned j = 0; j < i; j++)
            assert_string_not_equal(about.candidates[i].subject, about.candidates[j].subject);
    }
    assert_true(same <= 1);
    assert_int_equal(about.same, same == 1);
    return TP_OK;
}

static void it_has_as_many_candidates_as_others(void **state)
{
    static const struct tp_found found[] = {{"person-10", 9000}, {"person-11", 8000}, {"person-12", 7000}};
    const struct tp_store_query cases = {.kind = "case", .due_until_s = TP_STORE_NEVER};
    unsigned counts[TP_FOUND_MAX + 1] = {0};
    char id[TP_EXCHANGE_ID_BYTES], name[16], owner[32];
    struct bureau bureau;

    (void)state;
    bureau_open(&bureau);
    for (unsigned i = 0; i < 8; i++)
        bureau_enrol(&bureau, i + 10, 2);
    set_rate(&bureau, "1000");
    for (unsigned i = 0; i < 16; i++) {
        snprintf(name, sizeof name, "x-%u", i);
        snprintf(owner, sizeof owner, "booking/%s", name);
        bureau_book(&bureau, name, 1, 7, "clerk");
        bureau_open_case(&bureau, &(struct bureau_case){.owner = owner, .candidates = found, .count = i % 2 ? 3 : 1},
                         id);
    }
    fixture_work_until(&bureau.fixture, FIXTURE_NOW_S + 3600);
    assert_int_equal(tp_entry_each(bureau.exchange, &cases, look_at_count, counts, NULL), TP_OK);
    assert_int_equal(counts[1] + counts[3], 16);
    assert_true(counts[1] > 0 && counts[3] > 0); /* else by chance, once in thirty thousand */
    bureau_close(&bureau);
}

static void only_a_figure_comes_of_it(void **state)
{
    char id[TP_EXCHANGE_ID_BYTES];
    struct found found;
    struct bureau bureau;

    (void)state;
    bureau_open(&bureau);
    bureau_enrol(&bureau, 10, 1);
    bureau_enrol(&bureau, 11, 1);
    fixture_begin(&bureau.fixture);
    assert_int_equal(tp_exchange_new_id(id, NULL), TP_OK);
    assert_int_equal(tp_job_add(bureau.exchange, "review.seed", id, FIXTURE_NOW_S, NULL), TP_OK);
    fixture_end(&bureau.fixture);
    fixture_work(&bureau.fixture, 100);
    found = seeded(&bureau);
    assert_int_equal(found.count, 1);
    assert_int_equal(bureau_claim(&bureau, "an earlier clerk", BUREAU_EXAMINER, id), TP_E_NOT_FOUND);
    bureau_examine(&bureau, "ann", BUREAU_EXAMINER, "exclusion");
    bureau_examine(&bureau, "ben", BUREAU_EXAMINER, "inconclusive");
    assert_int_equal(bureau_leaves(&bureau, TP_LEAF_REVIEW, NULL, NULL), 0);
    bureau_examine(&bureau, "sue", BUREAU_SENIOR, "identification");
    assert_true(bureau_outcome(&bureau, found.id).settled);
    assert_int_equal(bureau_leaves(&bureau, TP_LEAF_REVIEW, "exclusion", "correct"), 1);
    assert_int_equal(bureau_leaves(&bureau, TP_LEAF_REVIEW, "inconclusive", "undecided"), 1);
    assert_int_equal(bureau_leaves(&bureau, TP_LEAF_REVIEW, "identification", "wrong"), 1);
    fixture_work(&bureau.fixture, 100);
    assert_int_equal(*bureau_settled(), 0);
    bureau_close(&bureau);
}

static void one_that_nobody_may_take_goes_away(void **state)
{
    char id[TP_EXCHANGE_ID_BYTES];
    struct bureau bureau;

    (void)state;
    bureau_open(&bureau);
    bureau_enrol(&bureau, 10, 1);
    bureau_enrol(&bureau, 11, 1);
    for (unsigned i = 0; i < 2; i++) {
        fixture_begin(&bureau.fixture);
        assert_int_equal(tp_exchange_new_id(id, NULL), TP_OK);
        assert_int_equal(tp_job_add(bureau.exchange, "review.seed", id, FIXTURE_NOW_S, NULL), TP_OK);
        fixture_end(&bureau.fixture);
    }
    fixture_work(&bureau.fixture, 100);
    assert_int_equal(seeded(&bureau).count, 2);
    bureau_examine(&bureau, "ann", BUREAU_EXAMINER, "exclusion"); /* one of them is under way */
    fixture_work_until(&bureau.fixture, FIXTURE_NOW_S + 15 * 86400);
    assert_int_equal(seeded(&bureau).count, 1);
    bureau_close(&bureau);
}

static void without_people_there_is_none(void **state)
{
    struct bureau bureau;

    (void)state;
    bureau_open(&bureau);
    fixture_begin(&bureau.fixture);
    assert_int_equal(tp_seed_plan(bureau.exchange, NULL), TP_OK);
    assert_int_equal(tp_job_add(bureau.exchange, "review.seed", "x", FIXTURE_NOW_S, NULL), TP_OK);
    fixture_end(&bureau.fixture);
    fixture_work(&bureau.fixture, 100);
    assert_int_equal(seeded(&bureau).count, 0);
    bureau_enrol(&bureau, 10, 1); /* one alone is no pair */
    fixture_begin(&bureau.fixture);
    assert_int_equal(tp_job_add(bureau.exchange, "review.seed", "y", FIXTURE_NOW_S, NULL), TP_OK);
    fixture_end(&bureau.fixture);
    fixture_work(&bureau.fixture, 100);
    assert_int_equal(seeded(&bureau).count, 0);
    bureau_close(&bureau);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(as_often_as_the_configuration_says),
    cmocka_unit_test(a_pair_is_of_two_people_or_of_two_encounters),
    cmocka_unit_test(it_has_as_many_candidates_as_others),
    cmocka_unit_test(only_a_figure_comes_of_it),
    cmocka_unit_test(one_that_nobody_may_take_goes_away),
    cmocka_unit_test(without_people_there_is_none),
};
TP_TEST_MAIN(tests)
