/* SPDX-License-Identifier: Apache-2.0 */
/* The rules, on everything there is: each state and step, each set of duties and dealings, all conclusions of up to
 * five examiners, and every history of three people who do what they may in a case. */
#include "test.h"

#include <string.h>

#include "review/rules.h"

enum { PEOPLE = 3, SLOTS = 3, SENIOR_SLOT = 2 };

/* ---- tasks ------------------------------------------------------------------------------------------------------- */

/* Written out once more: state, step, and what it leads to with two candidates left, one left, one concluded. */
static const struct {
    enum tp_task_state from;
    enum tp_task_step step;
    int next; /* -1: not possible */
} expected[] = {
    {TP_TASK_OPEN, TP_STEP_CLAIM, TP_TASK_CLAIMED},
    {TP_TASK_OPEN, TP_STEP_SEE_PROBE, -1},
    {TP_TASK_OPEN, TP_STEP_ANALYSE, -1},
    {TP_TASK_OPEN, TP_STEP_SEE_CANDIDATE, -1},
    {TP_TASK_OPEN, TP_STEP_CONCLUDE, -1},
    {TP_TASK_OPEN, TP_STEP_GIVE_BACK, -1},
    {TP_TASK_OPEN, TP_STEP_LAPSE, -1},
    {TP_TASK_OPEN, TP_STEP_CORRECT, -1},
    {TP_TASK_OPEN, TP_STEP_SEE_REST, -1},
    {TP_TASK_CLAIMED, TP_STEP_CLAIM, -1},
    {TP_TASK_CLAIMED, TP_STEP_SEE_PROBE, TP_TASK_CLAIMED},
    {TP_TASK_CLAIMED, TP_STEP_ANALYSE, TP_TASK_ANALYSED},
    {TP_TASK_CLAIMED, TP_STEP_SEE_CANDIDATE, -1},
    {TP_TASK_CLAIMED, TP_STEP_CONCLUDE, -1},
    {TP_TASK_CLAIMED, TP_STEP_GIVE_BACK, TP_TASK_OPEN},
    {TP_TASK_CLAIMED, TP_STEP_LAPSE, TP_TASK_OPEN},
    {TP_TASK_CLAIMED, TP_STEP_CORRECT, -1},
    {TP_TASK_CLAIMED, TP_STEP_SEE_REST, -1},
    {TP_TASK_ANALYSED, TP_STEP_CLAIM, -1},
    {TP_TASK_ANALYSED, TP_STEP_SEE_PROBE, TP_TASK_ANALYSED},
    {TP_TASK_ANALYSED, TP_STEP_ANALYSE, -1},
    {TP_TASK_ANALYSED, TP_STEP_SEE_CANDIDATE, TP_TASK_ANALYSED},
    {TP_TASK_ANALYSED, TP_STEP_CONCLUDE, TP_TASK_ANALYSED},
    {TP_TASK_ANALYSED, TP_STEP_GIVE_BACK, TP_TASK_OPEN},
    {TP_TASK_ANALYSED, TP_STEP_LAPSE, TP_TASK_OPEN},
    {TP_TASK_ANALYSED, TP_STEP_CORRECT, -1},
    {TP_TASK_ANALYSED, TP_STEP_SEE_REST, -1},
    {TP_TASK_CONCLUDED, TP_STEP_CLAIM, -1},
    {TP_TASK_CONCLUDED, TP_STEP_SEE_PROBE, TP_TASK_CONCLUDED},
    {TP_TASK_CONCLUDED, TP_STEP_ANALYSE, -1},
    {TP_TASK_CONCLUDED, TP_STEP_SEE_CANDIDATE, TP_TASK_CONCLUDED},
    {TP_TASK_CONCLUDED, TP_STEP_CONCLUDE, -1},
    {TP_TASK_CONCLUDED, TP_STEP_GIVE_BACK, -1},
    {TP_TASK_CONCLUDED, TP_STEP_LAPSE, -1},
    {TP_TASK_CONCLUDED, TP_STEP_CORRECT, TP_TASK_CONCLUDED},
    {TP_TASK_CONCLUDED, TP_STEP_SEE_REST, -1},
};

static void each_step_in_each_state(void **state)
{
    const struct tp_task_facts facts = {.remaining = 2};

    (void)state;
    assert_int_equal(TP_ARRAY_LENGTH(expected), TP_TASK_STATES * TP_STEPS);
    for (size_t i = 0; i < TP_ARRAY_LENGTH(expected); i++) {
        enum tp_task_state next = TP_TASK_STATES;
        bool can = tp_task_step(expected[i].from, expected[i].step, &facts, &next);

        assert_int_equal(can, expected[i].next >= 0);
        assert_int_equal(next, can ? expected[i].next : TP_TASK_STATES);
    }
}

static void facts_decide_where_the_table_says_so(void **state)
{
    enum tp_task_state next;

    (void)state;
    assert_true(tp_task_step(TP_TASK_CLAIMED, TP_STEP_ANALYSE,
                             &(struct tp_task_facts){.no_value = true, .remaining = 2}, &next));
    assert_int_equal(next, TP_TASK_CONCLUDED);
    assert_true(tp_task_step(TP_TASK_ANALYSED, TP_STEP_CONCLUDE, &(struct tp_task_facts){.remaining = 1}, &next));
    assert_int_equal(next, TP_TASK_CONCLUDED);
    assert_false(tp_task_step(TP_TASK_ANALYSED, TP_STEP_CONCLUDE, &(struct tp_task_facts){.concluded = 2}, &next));
    assert_false(tp_task_step(TP_TASK_ANALYSED, TP_STEP_GIVE_BACK,
                              &(struct tp_task_facts){.remaining = 1, .concluded = 1}, &next));
    assert_true(
        tp_task_step(TP_TASK_ANALYSED, TP_STEP_LAPSE, &(struct tp_task_facts){.remaining = 1, .concluded = 1}, &next));
    assert_true(tp_task_step(TP_TASK_CONCLUDED, TP_STEP_SEE_REST, &(struct tp_task_facts){.settled = true}, &next));
}

static void codes_are_found_again(void **state)
{
    (void)state;
    for (int i = 0; i < TP_TASK_STATES; i++)
        assert_int_equal(tp_task_state_find(tp_task_state_code((enum tp_task_state)i)), i);
    for (int i = 0; i < TP_CONCLUSIONS; i++)
        assert_int_equal(tp_conclusion_find(tp_conclusion_code((enum tp_conclusion)i)), i);
    for (int i = TP_STANDING_NONE; i <= TP_STANDING_EXCLUDED; i++)
        assert_int_equal(tp_standing_find(tp_standing_code((enum tp_standing)i)), i);
    assert_int_equal(tp_standing_find(""), TP_STANDING_NONE);
    assert_int_equal(tp_conclusion_find("match"), -1);
    assert_int_equal(tp_conclusion_find(NULL), -1);
    assert_int_equal(tp_task_state_find(""), -1);
}

/* ---- people ------------------------------------------------------------------------------------------------------ */

static void every_set_of_duties_with_every_history(void **state)
{
    (void)state;
    for (uint32_t duties = 0; duties < 1u << TP_DUTIES; duties++) {
        for (unsigned past = 0; past < 8; past++) {
            const struct tp_dealings dealings = {past & 1, past >> 1 & 1, past >> 2 & 1};
            bool auditor = duties & TP_DUTY_BIT(AUDITOR), senior = duties & TP_DUTY_BIT(SENIOR_EXAMINER);
            bool examiner = senior || duties & TP_DUTY_BIT(EXAMINER);

            assert_int_equal(tp_may_examine(duties, &dealings, false), examiner && !auditor && past == 0);
            assert_int_equal(tp_may_examine(duties, &dealings, true), senior && !auditor && past == 0);
            assert_int_equal(tp_may_decide_release(duties, &dealings),
                             duties & TP_DUTY_BIT(RELEASING_OFFICER) && !auditor && (past & 3) == 0);
        }
    }
}

/* A case of two examiners and a senior one, as people see it. */
struct model {
    uint8_t state[SLOTS], holder[SLOTS], barred, booked, released; /* holder: person + 1; the others: bits of people */
};

static struct tp_dealings dealings_of(const struct model *model, unsigned person)
{
    struct tp_dealings dealings = {model->booked >> person & 1, model->barred >> person & 1,
                                   model->released >> person & 1};

    for (size_t i = 0; i < SLOTS; i++)
        dealings.examined |= model->holder[i] == person + 1;
    return dealings;
}

static void check_model(const struct model *model, const uint32_t duties[PEOPLE])
{
    for (unsigned person = 0; person < PEOPLE; person++) {
        unsigned slots = 0;

        for (size_t i = 0; i < SLOTS; i++)
            slots += model->holder[i] == person + 1;
        assert_true(slots <= 1);
        if (slots) {
            assert_false(model->booked >> person & 1);
            assert_false(model->released >> person & 1);
            assert_false(duties[person] & TP_DUTY_BIT(AUDITOR));
            assert_true(duties[person] & (TP_DUTY_BIT(EXAMINER) | TP_DUTY_BIT(SENIOR_EXAMINER)));
        }
        assert_false(model->booked & model->released & 1u << person);
    }
    if (model->holder[SENIOR_SLOT])
        assert_true(duties[model->holder[SENIOR_SLOT] - 1] & TP_DUTY_BIT(SENIOR_EXAMINER));
}

/* Lets PERSON take STEP in SLOT; false when the rules say no. */
static bool act(struct model *model, const uint32_t duties[PEOPLE], unsigned person, size_t slot,
                enum tp_task_step step)
{
    const struct tp_task_facts facts = {.remaining = 1};
    struct tp_dealings dealings = dealings_of(model, person);
    enum tp_task_state next;

    if (step == TP_STEP_CLAIM && !tp_may_examine(duties[person], &dealings, slot == SENIOR_SLOT))
        return false;
    if (step != TP_STEP_CLAIM && model->holder[slot] != person + 1)
        return false;
    if (!tp_task_step((enum tp_task_state)model->state[slot], step, &facts, &next))
        return false;
    model->state[slot] = (uint8_t)next;
    model->holder[slot] = next == TP_TASK_OPEN ? 0 : (uint8_t)(person + 1);
    return true;
}

struct walk {
    const uint32_t *duties;
    size_t states;
    bool seen[1 << 21];
};

static size_t place_of(const struct model *model)
{
    size_t place = model->released;

    for (size_t i = 0; i < SLOTS; i++)
        place = place << 4 | (size_t)model->state[i] << 2 | model->holder[i];
    return place << 3 | model->barred;
}

/* Everything that can follow MODEL; who booked stays the same. */
static void explore(struct walk *walk, const struct model *model)
{
    size_t place = place_of(model);

    if (walk->seen[place])
        return;
    walk->seen[place] = true;
    walk->states++;
    check_model(model, walk->duties);
    for (unsigned person = 0; person < PEOPLE; person++) {
        struct tp_dealings dealings = dealings_of(model, person);

        for (size_t slot = 0; slot < SLOTS; slot++) {
            for (int step = 0; step < TP_STEPS; step++) {
                struct model next = *model;

                if (!act(&next, walk->duties, person, slot, (enum tp_task_step)step))
                    continue;
                explore(walk, &next);
                next.barred |= (uint8_t)(step == TP_STEP_GIVE_BACK ? 1u << person : 0); /* may not be impartial */
                explore(walk, &next);
            }
        }
        if (tp_may_decide_release(walk->duties[person], &dealings)) {
            struct model next = *model;

            next.released |= (uint8_t)(1u << person);
            explore(walk, &next);
        }
    }
}

static void nobody_ever_does_two_things_in_a_case(void **state)
{
    static struct walk walk;
    static const uint32_t duties[] = {
        TP_DUTY_BIT(EXAMINER),
        TP_DUTY_BIT(SENIOR_EXAMINER),
        TP_DUTY_BIT(RELEASING_OFFICER),
        TP_DUTY_BIT(EXAMINER) | TP_DUTY_BIT(RELEASING_OFFICER),
        TP_DUTY_BIT(SENIOR_EXAMINER) | TP_DUTY_BIT(RELEASING_OFFICER),
        TP_DUTY_BIT(SENIOR_EXAMINER) | TP_DUTY_BIT(EXAMINER) | TP_DUTY_BIT(RELEASING_OFFICER),
        TP_DUTY_BIT(EXAMINER) | TP_DUTY_BIT(AUDITOR),
        (1u << TP_DUTIES) - 1,
    };
    size_t states = 0, n = TP_ARRAY_LENGTH(duties);

    (void)state;
    for (size_t i = 0; i < n * n * n * 2; i++) {
        const uint32_t people[PEOPLE] = {duties[i % n], duties[i / n % n], duties[i / (n * n) % n]};

        memset(&walk, 0, sizeof walk);
        walk.duties = people;
        explore(&walk, &(struct model){.booked = i >= n * n * n}); /* nobody here, or the first, has booked */
        states += walk.states;
    }
    print_message("# %zu states of a case, three people with %zu sets of duties\n", states, n);
    assert_true(states > 10000);
}

/* ---- conclusions ------------------------------------------------------------------------------------------------- */

static enum tp_verdict expected_verdict(unsigned needed, const int said[], bool corrected, int senior)
{
    unsigned counts[TP_CONCLUSIONS] = {0};

    for (unsigned i = 0; i < needed; i++)
        counts[said[i]]++;
    if (counts[TP_IDENTIFICATION] == needed && !corrected)
        return TP_VERDICT_IDENTIFIED;
    if (counts[TP_EXCLUSION] == needed && !corrected)
        return TP_VERDICT_EXCLUDED;
    if (senior < 0)
        return TP_VERDICT_SENIOR;
    if (senior == TP_EXCLUSION)
        return TP_VERDICT_EXCLUDED;
    return senior == TP_IDENTIFICATION && counts[TP_IDENTIFICATION] >= needed - 1 ? TP_VERDICT_IDENTIFIED
                                                                                  : TP_VERDICT_OPEN;
}

static void all_conclusions_of_two_to_five_examiners(void **state)
{
    (void)state;
    for (unsigned needed = 2; needed <= 5; needed++) {
        for (unsigned all = 0; all < 243; all++) {
            for (int rest = 0; rest < 8; rest++) {
                int said[5], senior = rest % 4 - 1;
                struct tp_votes votes = {.needed = needed, .corrected = rest >= 4, .senior = senior};

                for (unsigned i = 0, left = all; i < 5; i++, left /= 3)
                    said[i] = (int)(left % 3);
                for (unsigned i = 0; i < needed; i++) {
                    assert_int_equal(tp_verdict_of(&votes), TP_VERDICT_WAITING);
                    votes.said[said[i]]++;
                }
                assert_int_equal(tp_verdict_of(&votes), expected_verdict(needed, said, rest >= 4, senior));
            }
        }
    }
    assert_string_equal(tp_verdict_code(TP_VERDICT_OPEN), "undecided");
}

/* ---- words ------------------------------------------------------------------------------------------------------- */

static void words_are_the_same_with_other_signs(void **state)
{
    struct tp_buffer a, b;

    (void)state;
    tp_buffer_init(&a);
    tp_buffer_init(&b);
    tp_text_fold("The ridges agree, all of them.", &a);
    tp_text_fold("  the RIDGES agree - all a of them 17", &b);
    assert_int_equal(a.size_bytes, b.size_bytes);
    assert_memory_equal(a.data, b.data, a.size_bytes);
    tp_buffer_deinit(&a);
    tp_buffer_init(&a);
    tp_text_fold("the ridges agree all of the m", &a);
    assert_int_not_equal(a.size_bytes, b.size_bytes);
    tp_buffer_deinit(&a);
    tp_buffer_deinit(&b);
}

static void words_are_counted_and_nonsense_is_not_enough(void **state)
{
    (void)state;
    assert_true(tp_text_has_words("the ridges agree", 3));
    assert_false(tp_text_has_words("the ridges agree", 4));
    assert_false(tp_text_has_words("", 1));
    assert_false(tp_text_has_words("a b c d e f g", 1));
    assert_false(tp_text_has_words("....... 1234 !!", 1));
    assert_false(tp_text_has_words("yes yes yes yes yes", 5));
    assert_true(tp_text_has_words("yes yes no", 3));
    assert_true(tp_text_has_words("\xc3\xbc"
                                  "ber die Grenze",
                                  3));
}

static void ages_are_classes(void **state)
{
    (void)state;
    assert_string_equal(tp_age_class(0, 86399), "new");
    assert_string_equal(tp_age_class(0, 86400), "due");
    assert_string_equal(tp_age_class(0, 3 * 86400 - 1), "due");
    assert_string_equal(tp_age_class(0, 3 * 86400), "late");
    assert_string_equal(tp_age_class(100, 0), "new");
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(each_step_in_each_state),
    cmocka_unit_test(facts_decide_where_the_table_says_so),
    cmocka_unit_test(codes_are_found_again),
    cmocka_unit_test(every_set_of_duties_with_every_history),
    cmocka_unit_test(nobody_ever_does_two_things_in_a_case),
    cmocka_unit_test(all_conclusions_of_two_to_five_examiners),
    cmocka_unit_test(words_are_the_same_with_other_signs),
    cmocka_unit_test(words_are_counted_and_nonsense_is_not_enough),
    cmocka_unit_test(ages_are_classes),
};
TP_TEST_MAIN(tests)
