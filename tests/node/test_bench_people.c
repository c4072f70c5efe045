/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <math.h>
#include <string.h>

#include "folder.h"
#include "node/bench_identify.h"
#include "screen/screen.h"

enum { PEOPLE = 12 };

static void a_gallery_holds_everybody(void **state)
{
    struct tp_bench_gallery gallery;

    (void)state;
    assert_int_equal(tp_bench_gallery_open(PEOPLE, NULL, 2, &gallery, NULL), TP_OK);
    assert_int_equal(tp_gallery_subject_count(gallery.gallery), PEOPLE);
    assert_int_equal(tp_gallery_impression_count(gallery.gallery), PEOPLE * TP_POSITION_MAX);
    assert_true(gallery.size_bytes > 0 && gallery.build_s > 0 && gallery.build_cpu_s > 0);
    assert_true(isnan(gallery.save_s) && isnan(gallery.map_s));
    tp_bench_gallery_close(&gallery);
    assert_null(gallery.gallery);
}

static void a_file_is_made_once(void **state)
{
    struct tp_bench_gallery gallery;
    struct test_folder folder;

    (void)state;
    folder_make(&folder);
    for (int round = 0; round < 2; round++) {
        assert_int_equal(tp_bench_gallery_open(PEOPLE, folder.path, 1, &gallery, NULL), TP_OK);
        assert_int_equal(tp_gallery_subject_count(gallery.gallery), PEOPLE);
        assert_true(round ? gallery.build_s == 0 && isnan(gallery.save_s) : gallery.build_s > 0 && gallery.save_s > 0);
        assert_true(gallery.map_s > 0);
        tp_bench_gallery_close(&gallery);
    }
    folder_remove(&folder);
}

/* A gallery under the name of another: whoever maps it must see that, and make the right one. */
static void a_file_of_others_is_made_anew(void **state)
{
    char from[1200], to[1200];
    struct tp_bench_gallery gallery;
    struct test_folder folder;

    (void)state;
    folder_make(&folder);
    assert_int_equal(tp_bench_gallery_open(PEOPLE, folder.path, 1, &gallery, NULL), TP_OK);
    tp_bench_gallery_close(&gallery);
    snprintf(from, sizeof from, "%s/people-%d-seed21-v%d.gallery", folder.path, PEOPLE, TP_SCREEN_VERSION);
    snprintf(to, sizeof to, "%s/people-%d-seed21-v%d.gallery", folder.path, PEOPLE + 1, TP_SCREEN_VERSION);
    assert_int_equal(rename(from, to), 0);
    assert_int_equal(tp_bench_gallery_open(PEOPLE + 1, folder.path, 1, &gallery, NULL), TP_OK);
    assert_int_equal(tp_gallery_subject_count(gallery.gallery), PEOPLE + 1);
    assert_true(gallery.build_s > 0);
    tp_bench_gallery_close(&gallery);
    folder_remove(&folder);
}

static void a_folder_that_is_not_there_is_named(void **state)
{
    struct tp_bench_gallery gallery;
    struct tp_diag diag;

    (void)state;
    tp_diag_init(&diag);
    assert_true(tp_bench_gallery_open(PEOPLE, "/nowhere", 1, &gallery, &diag) != TP_OK);
    assert_null(gallery.gallery);
    assert_non_null(strstr(diag.file, "/nowhere"));
}

static void every_second_trial_is_of_a_stranger(void **state)
{
    struct tp_bench_trials trials, again;

    (void)state;
    assert_int_equal(tp_bench_trials_make(PEOPLE, 4, 2, &trials, NULL), TP_OK);
    assert_int_equal(tp_bench_trials_make(PEOPLE, 4, 1, &again, NULL), TP_OK);
    assert_int_equal(trials.count, 8);
    for (size_t i = 0; i < trials.count; i++) {
        const struct tp_bench_trial *trial = &trials.items[i];
        char mate[32] = "";
        if (i % 2 == 0)
            snprintf(mate, sizeof mate, "p%07zu", i / 2 * 3); /* spread over all people */
        assert_string_equal(trial->mate, mate);
        assert_int_equal(trial->probe_count, TP_POSITION_MAX);
        assert_int_equal(trial->print_count, i % 2 ? 0 : TP_POSITION_MAX);
        assert_int_equal(trial->probes[0].position, 2);
        assert_int_equal(trial->probes[1].position, 7);
        assert_int_equal(trial->probes[9].minutia_count, again.items[i].probes[9].minutia_count);
    }
    tp_bench_trials_deinit(&trials);
    tp_bench_trials_deinit(&again);
    assert_null(trials.items);
}

static void there_are_no_more_mates_than_people(void **state)
{
    struct tp_bench_trials trials;

    (void)state;
    assert_int_equal(tp_bench_trials_make(2, 10, 1, &trials, NULL), TP_OK);
    assert_int_equal(trials.count, 4);
    assert_string_equal(trials.items[2].mate, "p0000001");
    tp_bench_trials_deinit(&trials);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_gallery_holds_everybody),           cmocka_unit_test(a_file_is_made_once),
    cmocka_unit_test(a_file_of_others_is_made_anew),       cmocka_unit_test(a_folder_that_is_not_there_is_named),
    cmocka_unit_test(every_second_trial_is_of_a_stranger), cmocka_unit_test(there_are_no_more_mates_than_people),
};
TP_TEST_MAIN(tests)
