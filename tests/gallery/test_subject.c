/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "../folder.h"
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

static void tells_its_most_promising_fingers(void **state)
{
    struct tp_gallery *gallery = make_gallery();
    struct tp_template templates[3];
    const struct tp_template *pointers[3] = {&templates[0], &templates[1], &templates[2]};
    int32_t all[TP_GROUPS_MAX], some[TP_GROUPS_MAX], sum;
    uint8_t best[TP_GLANCE_FINGERS];
    struct tp_probes probes;
    struct tp_rows_pin pin;
    struct tp_subject subject;

    (void)state;
    make_impression(2, 2, 9, 2, &templates[0]); /* somebody else's */
    make_impression(1, 5, 9, 5, &templates[1]); /* which the subject lacks */
    make_impression(1, 7, 9, 7, &templates[2]);
    templates[0].quality = 90; /* expected to say most, did they not differ in minutiae */
    for (unsigned i = 0; i < 3; i++)
        templates[i].minutia_count = 25;
    assert_int_equal(tp_probes_init(&probes, &(struct tp_probe_set){pointers, 3}, NULL), TP_OK);
    tp_rows_pin(gallery->rows, &pin);
    assert_true(tp_subject_find(pin.view, 0, &subject));
    sum = tp_subject_refine(&subject, &probes, 3, all);
    assert_int_equal(sum, all[0] + all[1] + all[2]);
    assert_int_equal(all[1], 0);
    assert_true(all[2] > all[0]);
    assert_int_equal(tp_subject_refine(&subject, &probes, 1, some), all[0]);
    assert_int_equal(tp_subject_refine(&subject, &probes, 2, some),
                     all[0] + all[2]); /* the missing one is not counted */
    assert_int_equal(tp_subject_promise(&subject, &probes, all),
                     tp_fuse_scores((const int32_t[]){all[0], all[2]}, 2, 1));
    tp_subject_best_fingers(&subject, &probes, all, best);
    assert_int_equal(best[0], 2);
    assert_int_equal(best[1], 0);
    tp_rows_unpin(&pin);
    tp_probes_deinit(&probes);
    tp_gallery_free(&gallery);
}

/* ---- a file that others change ------------------------------------------------------------------------------------
 */

/* Saves the gallery, which goes on with the file, and maps it once more for reading, as another process would. */
static struct tp_gallery *share(struct tp_gallery *gallery, const char *path)
{
    uint8_t mark[TP_GALLERY_MARK_BYTES] = {1};
    struct tp_gallery *reader;

    assert_int_equal(tp_gallery_save(gallery, path, mark, NULL), TP_OK);
    assert_int_equal(tp_gallery_map(path, true, &reader, mark, NULL), TP_OK);
    return reader;
}

/* What the pinned SUBJECT scores against itself; the worker says what went wrong. */
static int32_t score(const struct tp_gallery *gallery, const struct tp_subject *subject, tp_status *status,
                     struct tp_diag *diag)
{
    struct tp_searcher *searcher;
    struct tp_template probe;
    const struct tp_template *pointer = &probe;
    struct tp_probes probes;
    int32_t result;

    make_impression(1, 7, 9, 7, &probe);
    assert_int_equal(tp_searcher_take(gallery->shelf, 1, &searcher, NULL), TP_OK);
    assert_int_equal(tp_probes_init(&probes, &(struct tp_probe_set){&pointer, 1}, NULL), TP_OK);
    searcher->workers[0].status = TP_OK;
    tp_diag_init(&searcher->workers[0].diag);
    result = tp_subject_score(subject, &probes, &searcher->workers[0], NULL);
    *status = searcher->workers[0].status;
    *diag = searcher->workers[0].diag;
    tp_probes_deinit(&probes);
    tp_searcher_put(gallery->shelf, searcher);
    return result;
}

/* The reader saw the subject alive and holds its pin, which the other one knows nothing of. */
static void one_who_is_removed_meanwhile_is_passed_over(void **state)
{
    struct tp_gallery *gallery = make_gallery(), *reader;
    struct test_folder folder;
    struct tp_rows_pin pin;
    struct tp_subject subject, again;
    struct tp_diag diag;
    tp_status status;

    (void)state;
    folder_make(&folder);
    reader = share(gallery, folder_path(&folder, "gallery"));
    tp_rows_pin(reader->rows, &pin);
    assert_true(tp_subject_find(pin.view, 0, &subject));
    assert_true(score(reader, &subject, &status, &diag) > 6000);
    assert_int_equal(tp_gallery_remove(gallery, "somebody", NULL), TP_OK);
    assert_int_equal(score(reader, &subject, &status, &diag), -1);
    assert_int_equal(status, TP_OK);
    assert_false(tp_subject_find(pin.view, 0, &again));
    tp_rows_unpin(&pin);
    tp_gallery_free(&reader);
    tp_gallery_free(&gallery);
    folder_remove(&folder);
}

/* Changes one byte of the packed template of finger 7. */
static void damage(const char *path)
{
    struct tp_template tmpl;
    struct tp_buffer packed = {0};
    uint8_t *file, *at;
    size_t size_bytes;
    FILE *out;

    make_impression(1, 7, 3, 7, &tmpl);
    assert_int_equal(tp_template_pack(&tmpl, &packed, NULL), TP_OK);
    assert_int_equal(tp_file_read(path, (size_t)1 << 30, &file, &size_bytes, NULL), TP_OK);
    at = memmem(file, size_bytes, packed.data, packed.size_bytes);
    assert_non_null(at);
    out = fopen(path, "r+b");
    assert_non_null(out);
    assert_int_equal(fseek(out, at - file + 20, SEEK_SET), 0);
    assert_int_equal(fputc(at[20] ^ 1, out), at[20] ^ 1);
    assert_int_equal(fclose(out), 0);
    tp_buffer_deinit(&packed);
    free(file);
}

static void one_who_is_damaged_is_named(void **state)
{
    struct tp_gallery *gallery = make_gallery(), *reader;
    struct test_folder folder;
    struct tp_rows_pin pin;
    struct tp_subject subject;
    struct tp_diag diag;
    const char *path;
    tp_status status;

    (void)state;
    folder_make(&folder);
    path = folder_path(&folder, "gallery");
    reader = share(gallery, path);
    damage(path);
    tp_rows_pin(reader->rows, &pin);
    assert_true(tp_subject_find(pin.view, 0, &subject));
    (void)score(reader, &subject, &status, &diag);
    assert_int_equal(status, TP_E_CHECKSUM);
    assert_non_null(strstr(diag.text, "somebody"));
    tp_rows_unpin(&pin);
    tp_gallery_free(&reader);
    tp_gallery_free(&gallery);
    folder_remove(&folder);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(knows_its_fingers),
    cmocka_unit_test(scores_as_comparison_does),
    cmocka_unit_test(tells_its_most_promising_fingers),
    cmocka_unit_test(one_who_is_removed_meanwhile_is_passed_over),
    cmocka_unit_test(one_who_is_damaged_is_named),
};
TP_TEST_MAIN(tests)
