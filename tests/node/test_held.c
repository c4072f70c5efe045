/* SPDX-License-Identifier: Apache-2.0 */
/* Leaves that are held back: which, when there are enough of them, and their places. */
#include "office.h"

#include <sys/wait.h>
#include <unistd.h>

#include "store/store.h"

#define AGREEMENT                                                                                                      \
    "00000000000000000000000000000000"                                                                                 \
    "00000000000000000000000000000000"
#define OTHER                                                                                                          \
    "11111111111111111111111111111111"                                                                                 \
    "11111111111111111111111111111111"

enum { MANY = 30, DAY_S = 86400 };

static struct office office;

static int set_up(void **state)
{
    (void)state;
    office_make(&office, "ny-dcjs", NULL);
    tp_organisation_hold(office.organisation);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    office_remove(&office);
    return 0;
}

static void begin(void)
{
    assert_int_equal(tp_organisation_begin(office.organisation, NULL), TP_OK);
}

static void end(void)
{
    assert_int_equal(tp_organisation_end(office.organisation, TP_OK, NULL), TP_OK);
}

static uint64_t log_at(struct tp_leaf *leaf, int64_t now_s)
{
    uint64_t index;

    assert_int_equal(tp_organisation_log(office.organisation, leaf, NULL, now_s, &index, NULL), TP_OK);
    return index;
}

static uint64_t submit(const char *state, int64_t now_s)
{
    struct tp_leaf leaf;

    tp_leaf_init(&leaf, TP_LEAF_SUBMISSION, now_s);
    tp_leaf_set(&leaf, TP_LEAF_STATE_MEMBER, state);
    tp_leaf_set(&leaf, TP_LEAF_LEVEL_MEMBER, "none");
    return log_at(&leaf, now_s);
}

static void disclose(const char *what, const char *agreement)
{
    struct tp_leaf leaf;

    tp_leaf_init(&leaf, TP_LEAF_DISCLOSURE, SAMPLE_FROM_S);
    tp_leaf_set(&leaf, TP_LEAF_WHAT_MEMBER, what);
    tp_leaf_set(&leaf, TP_LEAF_SIDE_MEMBER, "out");
    tp_leaf_set(&leaf, TP_LEAF_PARTNER_MEMBER, "0123456789abcdef");
    tp_leaf_set(&leaf, TP_LEAF_DISCLOSURE_MEMBER, "0123456789abcdef0123456789abcdef");
    tp_leaf_set(&leaf, TP_LEAF_AGREEMENT_MEMBER, agreement);
    assert_true(log_at(&leaf, SAMPLE_FROM_S) == TP_LEAF_HELD);
}

static void decide(const char *stage, const char *effect, const char *agreement)
{
    struct tp_leaf leaf;

    tp_leaf_init(&leaf, TP_LEAF_DECISION, SAMPLE_FROM_S);
    tp_leaf_set(&leaf, TP_LEAF_STAGE_MEMBER, stage);
    tp_leaf_set(&leaf, TP_LEAF_EFFECT_MEMBER, effect);
    if (strcmp(effect, "allowed") != 0)
        tp_leaf_set(&leaf, TP_LEAF_CLAUSES_MEMBER, "exclusion");
    tp_leaf_set(&leaf, TP_LEAF_AGREEMENT_MEMBER, agreement);
    tp_leaf_set(&leaf, TP_LEAF_LEVEL_MEMBER, "none");
    assert_true(log_at(&leaf, SAMPLE_FROM_S) == TP_LEAF_HELD);
}

static bool ripe(unsigned least, int64_t now_s)
{
    const struct tp_held_rule rule = {.least = least, .latest_s = 31 * DAY_S, .now_s = now_s};
    bool out;

    assert_int_equal(tp_held_ripe(tp_organisation_store(office.organisation), &rule, &out, NULL), TP_OK);
    return out;
}

/* Where each leaf was said to stand. */
struct told {
    unsigned count;
    uint64_t indices[MANY];
    char names[MANY][TP_HASH_TEXT_BYTES];
};

static tp_status tell(void *context, const char *commitment, uint64_t index, struct tp_diag *diag)
{
    struct told *told = context;

    (void)diag;
    assert_true(told->count < MANY);
    told->indices[told->count] = index;
    snprintf(told->names[told->count++], TP_HASH_TEXT_BYTES, "%s", commitment);
    return TP_OK;
}

static void place_all(struct told *told)
{
    const struct tp_placing placing = {tell, told};
    struct tp_held held;

    begin();
    assert_int_equal(tp_held_find_placed(office.organisation, &placing, NULL), TP_OK);
    assert_int_equal(tp_held_draw(office.organisation, &held, NULL), TP_OK);
    assert_int_equal(tp_held_place(office.organisation, &held, 0, held.count, &placing, NULL), TP_OK);
    end();
    tp_held_deinit(&held);
}

/* ---- which ---------------------------------------------------------------------------------------------------------
 */

static void only_leaves_about_people_are_held_back(void **state)
{
    struct tp_leaf leaf;

    (void)state;
    begin();
    assert_true(submit("US-NY", SAMPLE_FROM_S) == TP_LEAF_HELD);
    tp_leaf_init(&leaf, TP_LEAF_REFUSED_EVENT, SAMPLE_FROM_S);
    tp_leaf_set(&leaf, TP_LEAF_EVENT_MEMBER, "join");
    tp_leaf_set(&leaf, TP_LEAF_REASON_MEMBER, "replayed");
    assert_int_equal(log_at(&leaf, SAMPLE_FROM_S), 0);
    end();
    assert_int_equal(office_leaves(&office), 1);
    assert_int_equal(submit("US-NY", SAMPLE_FROM_S), 1); /* by hand, outside of a transaction */
    assert_int_equal(office_leaves(&office), 2);
}

static void what_is_undone_is_not_held(void **state)
{
    struct told told = {0};

    (void)state;
    begin();
    submit("US-NY", SAMPLE_FROM_S);
    assert_int_equal(tp_organisation_end(office.organisation, TP_E_BUSY, NULL), TP_E_BUSY);
    place_all(&told);
    assert_int_equal(told.count, 0);
    assert_int_equal(office_leaves(&office), 0);
}

/* ---- when ----------------------------------------------------------------------------------------------------------
 */

static void few_answers_or_submissions_wait(void **state)
{
    (void)state;
    assert_false(ripe(0, SAMPLE_FROM_S)); /* there is nothing */
    begin();
    submit("US-NY", SAMPLE_FROM_S);
    disclose("search", AGREEMENT);
    disclose("answer", AGREEMENT);
    end();
    assert_true(ripe(1, SAMPLE_FROM_S));
    assert_false(ripe(2, SAMPLE_FROM_S));
    begin();
    submit("US-NY", SAMPLE_FROM_S);
    disclose("answer", AGREEMENT);
    end();
    assert_true(ripe(2, SAMPLE_FROM_S));
    begin();
    submit("US-CA", SAMPLE_FROM_S); /* another state's only one */
    end();
    assert_false(ripe(2, SAMPLE_FROM_S));
    assert_false(ripe(2, SAMPLE_FROM_S + 31 * DAY_S - 1));
    assert_true(ripe(2, SAMPLE_FROM_S + 31 * DAY_S));
}

/* Whether a batch comes does not depend on what was found; nor on what never passed. */
static void it_is_no_matter_what_was_decided(void **state)
{
    static const char *const effects[] = {"allowed", "withheld"};

    (void)state;
    for (unsigned i = 0; i < 2; i++) {
        struct told told = {0};

        begin();
        disclose("search", AGREEMENT);
        decide("answer", effects[i], AGREEMENT);
        end();
        assert_false(ripe(1, SAMPLE_FROM_S));
        begin();
        disclose("answer", AGREEMENT);
        decide("send", "denied", OTHER);
        end();
        assert_true(ripe(1, SAMPLE_FROM_S));
        assert_false(ripe(2, SAMPLE_FROM_S));
        place_all(&told);
        assert_int_equal(told.count, 4);
    }
}

/* ---- where ---------------------------------------------------------------------------------------------------------
 */

static void each_is_told_its_place(void **state)
{
    struct told told = {0};
    struct tp_opening opening;

    (void)state;
    begin();
    for (unsigned i = 0; i < MANY; i++)
        submit("US-NY", SAMPLE_FROM_S);
    end();
    place_all(&told);
    assert_int_equal(told.count, MANY);
    assert_int_equal(office_leaves(&office), MANY);
    for (unsigned i = 0; i < MANY; i++) {
        struct tp_leaf leaf = office_leaf(&office, told.indices[i]);
        char name[TP_HASH_TEXT_BYTES];

        tp_hex_encode(leaf.commitment, sizeof leaf.commitment, name);
        assert_string_equal(name, told.names[i]);
        assert_int_equal(tp_organisation_opening(office.organisation, told.indices[i], &opening, NULL), TP_OK);
        tp_opening_deinit(&opening);
    }
    place_all(&told);
    assert_int_equal(told.count, MANY); /* once */
}

static void a_draw_of_before_places_none_twice(void **state)
{
    struct told told = {0};
    const struct tp_placing placing = {tell, &told};
    struct tp_held held;

    (void)state;
    begin();
    submit("US-NY", SAMPLE_FROM_S);
    submit("US-NY", SAMPLE_FROM_S);
    assert_int_equal(tp_held_draw(office.organisation, &held, NULL), TP_OK);
    end();
    place_all(&told);
    begin();
    assert_int_equal(tp_held_place(office.organisation, &held, 0, held.count, &placing, NULL), TP_OK);
    end();
    tp_held_deinit(&held);
    assert_int_equal(told.count, 2);
    assert_int_equal(office_leaves(&office), 2);
}

/* The store is committed, and the process ends before the ledger has them. */
static void a_crash_in_between_loses_none(void **state)
{
    pid_t child;
    int status;

    (void)state;
    begin();
    submit("US-NY", SAMPLE_FROM_S);
    submit("US-NY", SAMPLE_FROM_S);
    end();
    tp_organisation_close(&office.organisation);
    child = fork();
    if (child == 0) {
        struct told told = {0};
        const struct tp_placing placing = {tell, &told};
        struct tp_held held;

        office_open(&office);
        begin();
        if (tp_held_draw(office.organisation, &held, NULL) != TP_OK ||
            tp_held_place(office.organisation, &held, 0, 1, &placing, NULL) != TP_OK)
            _exit(1);
        end();
        begin();
        if (tp_held_place(office.organisation, &held, 1, 1, &placing, NULL) != TP_OK)
            _exit(1);
        _exit(0); /* not ended: undone */
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    office_open(&office);
    tp_organisation_hold(office.organisation);
    assert_int_equal(office_leaves(&office), 1);
    place_all(&(struct told){0});
    assert_int_equal(office_leaves(&office), 2);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(only_leaves_about_people_are_held_back, set_up, tear_down),
    cmocka_unit_test_setup_teardown(what_is_undone_is_not_held, set_up, tear_down),
    cmocka_unit_test_setup_teardown(few_answers_or_submissions_wait, set_up, tear_down),
    cmocka_unit_test_setup_teardown(it_is_no_matter_what_was_decided, set_up, tear_down),
    cmocka_unit_test_setup_teardown(each_is_told_its_place, set_up, tear_down),
    cmocka_unit_test_setup_teardown(a_draw_of_before_places_none_twice, set_up, tear_down),
    cmocka_unit_test_setup_teardown(a_crash_in_between_loses_none, set_up, tear_down),
};
TP_TEST_MAIN(tests)
