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

static const struct CMUnitTest tests[] = {cmocka_unit_test(lists_are_as_long_as_planned)};
TP_TEST_MAIN(tests)
