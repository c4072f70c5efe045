/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "gallery/plan.h"
#include "gallery/trace.h"
#include "town.h"

static void search(const struct tp_gallery *gallery, const struct town_probes *probes, struct tp_search_plan plan,
                   struct tp_search_trace *trace, struct tp_candidates *found)
{
    const struct tp_identify_options options = {.top = TOWN_PEOPLE, .thread_count = 1};

    trace->plan = &plan;
    assert_int_equal(tp_gallery_identify_traced(gallery, &probes->set, &options, trace, found, NULL), TP_OK);
    trace->plan = NULL;
}

/* Wide lists show where the mate stands; lists just as long as that keep it, shorter ones lose it. */
static void lists_are_as_long_as_planned(void **state)
{
    const struct tp_search_plan wide = {.screened = TOWN_PEOPLE, .refined = 900, .clear_score = 30000};
    struct tp_gallery *gallery = town_make();

    (void)state;
    for (unsigned words = 0; words < 2; words++) {
        struct tp_search_trace trace = {.subject = "person-00404"};
        struct tp_search_plan plan = wide;
        struct town_probes probes;
        struct tp_candidates found;
        uint32_t first, second;

        plan.words = words;
        town_probes_make(404, 0, 5, &probes);
        search(gallery, &probes, plan, &trace, &found);
        first = trace.code_rank;
        second = trace.signature_rank;
        assert_true(first < 900 && second < 900);
        assert_int_equal(trace.comparison_rank, 0);
        assert_int_equal(found.compared, 900);
        assert_true(trace.comparisons >= 900);
        tp_candidates_deinit(&found);
        plan.screened = first;
        search(gallery, &probes, plan, &trace, &found);
        assert_int_equal(trace.code_rank, TP_RANK_NONE);
        assert_int_equal(trace.comparison_rank, TP_RANK_NONE);
        assert_true(found.refined <= first);
        tp_candidates_deinit(&found);
        plan.screened = first + 1;
        plan.refined = 0;
        plan.direct = first + 1; /* by the first look alone */
        search(gallery, &probes, plan, &trace, &found);
        assert_int_equal(trace.code_rank, first);
        assert_int_equal(trace.comparison_rank, 0);
        tp_candidates_deinit(&found);
    }
    tp_gallery_free(&gallery);
}

static struct tp_search_trace trace_of(const struct tp_gallery *gallery, const struct town_probes *probes,
                                       struct tp_search_plan plan, const char *subject)
{
    struct tp_search_trace trace = {.subject = subject};
    struct tp_candidates found;

    search(gallery, probes, plan, &trace, &found);
    tp_candidates_deinit(&found);
    return trace;
}

/* The codes of one finger first, the others' for those whom it thinks best: whoever is among these stands no lower than
 * by all codes at once. */
static void other_fingers_are_looked_at_for_the_best_rows(void **state)
{
    struct tp_gallery *gallery = town_make();
    unsigned seen = 0;

    (void)state;
    for (uint32_t person = 2; person < TOWN_PEOPLE; person += 100) {
        struct tp_search_plan plan = {.screened = TOWN_PEOPLE, .refined = 900, .clear_score = 30000};
        struct town_probes probes, first;
        const struct tp_template *pointer = &probes.templates[1];
        uint32_t with_all, with_first;
        char name[32];

        name_person(person, name, sizeof name);
        town_probes_make(person, 3, 5, &probes);
        for (unsigned i = 0; i < probes.set.probe_count; i++) { /* finger 7, the second, is the first in order */
            probes.templates[i].minutia_count = 20;
            probes.templates[i].quality = i == 1 ? 90 : 50;
        }
        first.set = (struct tp_probe_set){&pointer, 1};
        with_all = trace_of(gallery, &probes, plan, name).code_rank;
        with_first = trace_of(gallery, &first, plan, name).code_rank;
        if (with_first == TP_RANK_NONE || with_first == 0)
            continue;
        plan.code_fingers = 1;
        plan.glimpsed = with_first + 1;
        assert_true(trace_of(gallery, &probes, plan, name).code_rank <= with_all);
        plan.glimpsed = with_first;
        assert_int_equal(trace_of(gallery, &probes, plan, name).code_rank, TP_RANK_NONE);
        seen++;
    }
    assert_true(seen > 3);
    tp_gallery_free(&gallery);
}

/* Signatures of one finger first, all for some; whoever promises nothing is compared only among the first. */
static void only_who_promises_something_is_compared(void **state)
{
    struct tp_search_plan plan = {.screened = TOWN_PEOPLE, .refined = 900, .clear_score = 30000};
    struct tp_gallery *gallery = town_make();

    (void)state;
    for (uint32_t person = 2; person < TOWN_PEOPLE; person += 200) {
        struct tp_search_plan less = plan;
        struct tp_search_trace trace = {0};
        struct town_probes probes;
        struct tp_candidates found;
        char name[32];

        name_person(person, name, sizeof name);
        trace.subject = name;
        town_probes_make(person, 3, 0, &probes);
        assert_int_equal(trace_of(gallery, &probes, plan, name).signature_rank, 0);
        less.sign_fingers = 1;
        less.signed_ = 100;
        search(gallery, &probes, less, &trace, &found);
        assert_int_equal(trace.signature_rank, 0);
        assert_true(found.refined > 500); /* all were looked at by one finger */
        assert_int_equal(found.compared, 100);
        tp_candidates_deinit(&found);
        less.promise_score = 6000;
        less.compared_least = 7;
        search(gallery, &probes, less, &trace, &found);
        assert_int_equal(trace.comparison_rank, 0);
        assert_true(found.compared >= 7 && found.compared < 12);
        tp_candidates_deinit(&found);
        less.direct = 40; /* whatever signatures say */
        search(gallery, &probes, less, &trace, &found);
        assert_true(found.compared >= 40 && found.compared <= 52);
        tp_candidates_deinit(&found);
    }
    tp_gallery_free(&gallery);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(lists_are_as_long_as_planned),
    cmocka_unit_test(other_fingers_are_looked_at_for_the_best_rows),
    cmocka_unit_test(only_who_promises_something_is_compared),
};
TP_TEST_MAIN(tests)
