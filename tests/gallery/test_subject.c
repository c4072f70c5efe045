/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "gallery/gallery.h"
#include "gallery/subject.h"
#include "people.h"

/* Somebody with three impressions of finger 2, one of finger 7. */
static struct tp_gallery *make_gallery(void)
{
    struct tp_gallery *gallery;
    struct tp_template templates[4];
    const struct tp_template *pointers[4];

    assert_int_equal(tp_gallery_new(&gallery, NULL), TP_OK);
    for (unsigned i = 0; i < 4; i++) {
        make_impression(1, i < 3 ? 2 : 7, i, i < 3 ? 2 : 7, &templates[i]);
        pointers[i] = &templates[i];
    }
    assert_int_equal(tp_gallery_add_all(gallery, "somebody", pointers, 4, NULL), TP_OK);
    return gallery;
}

static void knows_its_fingers(void **state)
{
    struct tp_gallery *gallery = make_gallery();
    struct tp_rows_pin pin;
    struct tp_subject subject;

    (void)state;
    tp_rows_pin(gallery->rows, &pin);
    assert_true(tp_subject_find(pin.view, 0, &subject));
    assert_string_equal(tp_subject_name(pin.view, 0), "somebody");
    for (unsigned p = 0; p < TP_POSITION_COUNT; p++)
        assert_int_equal(subject.has[p], p == 2 || p == 7);
    assert_false(tp_subject_find(pin.view, 5, &subject));
    assert_string_equal(tp_subject_name(pin.view, 5), "");
    tp_rows_unpin(&pin);
    assert_int_equal(tp_gallery_remove(gallery, "somebody", NULL), TP_OK);
    tp_rows_pin(gallery->rows, &pin);
    assert_false(tp_subject_find(pin.view, 0, &subject));
    assert_string_equal(tp_subject_name(pin.view, 0), "");
    tp_rows_unpin(&pin);
    tp_gallery_free(&gallery);
}

static void scores_as_comparison_does(void **state)
{
    struct tp_gallery *gallery = make_gallery();
    struct tp_features *of_probe, *of_subject[3];
    struct tp_template probe, tmpl;
    const struct tp_template *pointer = &probe;
    struct tp_searcher *searcher;
    struct tp_probes probes;
    struct tp_rows_pin pin;
    struct tp_subject subject;
    int32_t expected;

    (void)state;
    make_impression(1, 2, 9, 2, &probe);
    assert_int_equal(tp_searcher_take(gallery->shelf, 1, &searcher, NULL), TP_OK);
    assert_int_equal(tp_features_new(&probe, &of_probe, NULL), TP_OK);
    for (unsigned i = 0; i < 3; i++) {
        make_impression(1, 2, i, 2, &tmpl);
        assert_int_equal(tp_features_new(&tmpl, &of_subject[i], NULL), TP_OK);
    }
    expected = tp_match_score_sets(searcher->workers[0].matcher, (const struct tp_features *const *)&of_probe, 1,
                                   (const struct tp_features *const *)of_subject, 3);
    assert_int_equal(tp_probes_init(&probes, &(struct tp_probe_set){&pointer, 1}, NULL), TP_OK);
    tp_rows_pin(gallery->rows, &pin);
    assert_true(tp_subject_find(pin.view, 0, &subject));
    assert_int_equal(tp_subject_score(&subject, &probes, &searcher->workers[0], NULL), expected);
    assert_int_equal(searcher->workers[0].comparisons, 3);
    assert_null(searcher->workers[0].loaded);
    tp_rows_unpin(&pin);
    tp_probes_deinit(&probes);
    tp_features_free(&of_probe);
    for (unsigned i = 0; i < 3; i++)
        tp_features_free(&of_subject[i]);
    tp_searcher_put(gallery->shelf, searcher);
    tp_gallery_free(&gallery);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(knows_its_fingers),
    cmocka_unit_test(scores_as_comparison_does),
};
TP_TEST_MAIN(tests)
