/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <string.h>

#include "node/bench_identify.h"

enum { PEOPLE = 40, MATES = 10 };
static const struct tp_bench_list fingers = {{1, 10}, 2};
static struct tp_bench_gallery gallery;
static struct tp_bench_trials trials;

static int set_up(void **state)
{
    (void)state;
    assert_int_equal(tp_bench_gallery_open(PEOPLE, NULL, 2, &gallery, NULL), TP_OK);
    assert_int_equal(tp_bench_trials_make(PEOPLE, MATES, 2, &trials, NULL), TP_OK);
    assert_int_equal(tp_bench_own(&trials, &fingers, 2, NULL), TP_OK);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    tp_bench_trials_deinit(&trials);
    tp_bench_gallery_close(&gallery);
    return 0;
}

static void a_mate_s_own_score_is_what_the_search_gives(void **state)
{
    const struct tp_identify_options options = {.mode = TP_SEARCH_EXHAUSTIVE, .thread_count = 1, .top = PEOPLE};

    (void)state;
    for (size_t i = 0; i < trials.count; i += 2) {
        const struct tp_template *probe = &trials.items[i].probes[0];
        struct tp_candidates candidates;
        int32_t score = -1;
        assert_int_equal(tp_gallery_identify(gallery.gallery, &probe, 1, &options, &candidates, NULL), TP_OK);
        for (uint32_t c = 0; c < candidates.count; c++)
            if (strcmp(candidates.items[c].subject, trials.items[i].mate) == 0)
                score = candidates.items[c].score;
        assert_int_equal(trials.items[i].own[0], score);
        tp_candidates_deinit(&candidates);
    }
}

static void ten_fingers_find_everybody(void **state)
{
    struct tp_bench_row row = {.kind = "synthetic", .subjects = PEOPLE, .fingers = 10};

    (void)state;
    assert_int_equal(tp_bench_search(gallery.gallery, &trials, &(struct tp_bench_plan){.thread_count = 2}, &row, NULL),
                     TP_OK);
    assert_int_equal(row.verdict.mated, MATES);
    assert_int_equal(row.verdict.others, MATES);
    assert_int_equal(row.verdict.first, MATES);
    assert_int_equal(row.verdict.missed[0] + row.verdict.missed[1] + row.verdict.lost[1], 0);
    assert_int_equal(row.verdict.findable[0], MATES);
    assert_int_equal(row.timed, 0);
    assert_true(row.p50_ms == 0);
}

static void times_are_taken_when_asked_for(void **state)
{
    struct tp_bench_row row = {.kind = "synthetic", .subjects = PEOPLE, .fingers = 1, .mode = TP_SEARCH_FAST};

    (void)state;
    assert_int_equal(
        tp_bench_search(gallery.gallery, &trials, &(struct tp_bench_plan){.thread_count = 1, .timed = 6}, &row, NULL),
        TP_OK);
    assert_int_equal(row.timed, 6);
    assert_true(row.p50_ms > 0 && row.p99_ms >= row.p50_ms);
    assert_true(row.batch_ms[0] > 0);  /* 20 searches are enough for 16 at once */
    assert_true(row.batch_ms[1] == 0); /* and not for 64 */
    assert_true(row.two_threads > 0);
    assert_true(row.compared > 0 && row.compared <= PEOPLE);
    assert_true(row.stage_share[0] + row.stage_share[1] + row.stage_share[2] < 1.0001);
}

static void trials_with_too_few_fingers_are_left_out(void **state)
{
    struct tp_bench_row row = {.kind = "synthetic", .subjects = PEOPLE, .fingers = 10};

    (void)state;
    trials.items[0].probe_count = 9;
    assert_int_equal(tp_bench_search(gallery.gallery, &trials, &(struct tp_bench_plan){.thread_count = 1}, &row, NULL),
                     TP_OK);
    trials.items[0].probe_count = 10;
    assert_int_equal(row.verdict.mated, MATES - 1);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_mate_s_own_score_is_what_the_search_gives),
    cmocka_unit_test(ten_fingers_find_everybody),
    cmocka_unit_test(times_are_taken_when_asked_for),
    cmocka_unit_test(trials_with_too_few_fingers_are_left_out),
};

int main(void)
{
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
