/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "cloud.h"
#include "match/match.h"
#include "template/template.h"

static void hold_all_minutiae_best_first(void **state)
{
    struct tp_template tmpl;
    struct tp_features *f;
    const struct tp_feature_minutia *m;
    bool seen[TP_MINUTIAE_MAX] = {false};

    (void)state;
    cloud_make(1, 200, &tmpl);
    f = features_of(&tmpl);
    m = tp_features_minutiae(f);
    assert_int_equal(f->minutia_count, 200);
    assert_int_equal(f->local_count, TP_LOCAL_MAX);
    for (int i = 0; i < f->minutia_count; i++) {
        const struct tp_minutia *of = &tmpl.minutiae[m[i].index];

        assert_false(seen[m[i].index]);
        seen[m[i].index] = true;
        assert_int_equal(m[i].x_px, of->x_px);
        assert_int_equal(m[i].y_px, of->y_px);
        assert_int_equal((uint8_t)(m[i].theta_q8 + of->theta_q8), 0);
        assert_true(i == 0 || m[i - 1].quality >= m[i].quality);
    }
    tp_features_free(&f);
    tp_template_deinit(&tmpl);
}

/* Without qualities the middle of the print comes first, not its top. */
static void equal_qualities_go_from_the_middle_outward(void **state)
{
    struct tp_template tmpl;
    struct tp_features *f;
    int32_t x = 0, y = 0, last = 0;

    (void)state;
    cloud_make(2, 200, &tmpl);
    for (int i = 0; i < tmpl.minutia_count; i++) {
        tmpl.minutiae[i].quality = 0;
        x += tmpl.minutiae[i].x_px;
        y += tmpl.minutiae[i].y_px;
    }
    tp_template_sort(&tmpl);
    f = features_of(&tmpl);
    for (int i = 0; i < f->minutia_count; i++) {
        const struct tp_feature_minutia *m = &tp_features_minutiae(f)[i];
        int32_t dx = m->x_px - x / 200, dy = m->y_px - y / 200;

        assert_true(dx * dx + dy * dy >= last);
        last = dx * dx + dy * dy;
    }
    tp_features_free(&f);
    tp_template_deinit(&tmpl);
}

static void are_cropped_to_the_ridges(void **state)
{
    struct tp_template tmpl;
    struct tp_features *f;

    (void)state;
    tp_template_init(&tmpl);
    tmpl.width_px = tmpl.height_px = TP_TEMPLATE_SIDE_MAX_PX;
    assert_int_equal(tp_template_make_field(&tmpl, NULL), TP_OK);
    tmpl.field[100 * tmpl.columns + 30] = TP_FIELD_CELL(4, 5);
    tmpl.field[102 * tmpl.columns + 31] = TP_FIELD_CELL(4, 2);
    f = features_of(&tmpl);
    assert_int_equal(f->columns, 2);
    assert_int_equal(f->rows, 3);
    assert_true(tp_features_size_bytes(f) <= 128);
    assert_int_equal(tp_features_cell_at(f, 30 * 16 + 3, 100 * 16 + 15), TP_FIELD_CELL(28, 5));
    assert_int_equal(tp_features_cell_at(f, 31 * 16 + 3, 102 * 16), TP_FIELD_CELL(28, 2));
    assert_int_equal(tp_features_cell_at(f, 29 * 16 + 15, 100 * 16), 0);
    assert_int_equal(tp_features_cell_at(f, 30 * 16, 103 * 16), 0);
    assert_int_equal(tp_features_cell_at(f, -9000, -9000), 0);
    assert_int_equal(tp_features_cell_at(f, 14000, 14000), 0);
    tp_features_free(&f);
    tp_template_deinit(&tmpl);
}

static void depend_on_the_template_alone(void **state)
{
    struct tp_template tmpl;
    struct tp_features *a, *b;

    (void)state;
    cloud_make(3, 50, &tmpl);
    a = features_of(&tmpl);
    b = features_of(&tmpl);
    assert_int_equal(a->size_bytes, b->size_bytes);
    assert_memory_equal(a, b, a->size_bytes);
    tp_features_free(&b);
    tmpl.minutiae[7].theta_q8++;
    tp_template_sort(&tmpl);
    b = features_of(&tmpl);
    assert_true(a->key != b->key);
    tp_features_free(&a);
    tp_features_free(&b);
    assert_null(b);
    tp_template_deinit(&tmpl);
}

static void stay_compact(void **state)
{
    struct tp_features *f = impression(4, 40, NULL, false);

    (void)state;
    assert_true(tp_features_size_bytes(f) <= 4608);
    tp_features_free(&f);
}

/* What a gallery keeps of a template makes the same features, to the bit, also in memory that held others. */
static void a_packed_template_gives_the_same(void **state)
{
    static uint8_t cells[TP_FIELD_CELLS_MAX];
    void *memory = aligned_alloc(64, TP_FEATURES_BYTES_MAX);

    (void)state;
    assert_non_null(memory);
    memset(memory, 0xA5, TP_FEATURES_BYTES_MAX);
    for (uint64_t seed = 0; seed < 20; seed++) {
        struct tp_features *before, *after;
        struct tp_template tmpl, unpacked;
        struct tp_buffer packed;

        cloud_make(seed, 5 + 13 * (int)seed, &tmpl);
        if (seed % 2)
            strip(&tmpl);
        for (int i = 0; tmpl.field && i < 100; i++)
            tmpl.field[i] &= (uint8_t)~7; /* background with an orientation */
        tp_buffer_init(&packed);
        assert_int_equal(tp_template_pack(&tmpl, &packed, NULL), TP_OK);
        assert_int_equal(tp_template_unpack(packed.data, packed.size_bytes, &unpacked, cells, NULL), TP_OK);
        before = features_of(&tmpl);
        after = tp_features_make(&unpacked, memory);
        assert_int_equal(before->key, after->key);
        assert_int_equal(before->size_bytes, after->size_bytes);
        assert_memory_equal(before, after, before->size_bytes);
        tp_features_free(&before);
        tp_buffer_deinit(&packed);
        tp_template_deinit(&tmpl);
    }
    free(memory);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(hold_all_minutiae_best_first),
    cmocka_unit_test(equal_qualities_go_from_the_middle_outward),
    cmocka_unit_test(are_cropped_to_the_ridges),
    cmocka_unit_test(depend_on_the_template_alone),
    cmocka_unit_test(stay_compact),
    cmocka_unit_test(a_packed_template_gives_the_same),
};
TP_TEST_MAIN(tests)
