/* SPDX-License-Identifier: Apache-2.0 */
/* The template type: its field, copies, order and ranges. */
#include "random_template.h"
#include "test.h"

#include <stdlib.h>

static void a_field_covers_the_image(void **state)
{
    struct tp_template t;
    struct tp_diag diag;
    (void)state;

    tp_template_init(&t);
    tp_diag_init(&diag);
    assert_int_equal(tp_template_make_field(&t, &diag), TP_E_ARGUMENT);
    assert_null(t.field);
    t.width_px = 1;
    t.height_px = TP_TEMPLATE_SIDE_MAX_PX;
    assert_int_equal(tp_template_make_field(&t, NULL), TP_OK);
    assert_int_equal(t.columns, 1);
    assert_int_equal(t.rows, 255);
    t.field[254] = 9;
    t.width_px = 17;
    assert_int_equal(tp_template_make_field(&t, NULL), TP_OK);
    assert_int_equal(t.columns, 2);
    assert_int_equal(t.field[254], 0);
    tp_template_deinit(&t);
    assert_null(t.field);
    tp_template_deinit(&t);
}

static void copies_are_deep(void **state)
{
    struct tp_rng rng = tp_rng_seed(4, 0);
    struct tp_template a, b;
    (void)state;

    random_template(&rng, 100, 500, true, &a);
    assert_int_equal(tp_template_copy(&a, &b, NULL), TP_OK);
    assert_true(same_template(&a, &b));
    assert_ptr_not_equal(a.field, b.field);
    b.field[0] ^= 1;
    assert_false(same_template(&a, &b));
    tp_template_deinit(&b);
    tp_template_deinit(&a);
    assert_int_equal(tp_template_copy(&a, &b, NULL), TP_OK);
    assert_null(b.field);
}

/* Whatever the order before, the order after is one and the same. */
static void sorting_forgets_the_order_before(void **state)
{
    struct tp_rng rng = tp_rng_seed(5, 0);
    (void)state;

    for (unsigned round = 0; round < 50; round++) {
        struct tp_template a, b;

        random_template(&rng, 255, 12, false, &a);
        for (unsigned i = 0; i < 255; i++)
            a.minutiae[i].quality /= 30;
        b = a;
        for (unsigned i = 254; i > 0; i--) {
            const unsigned j = tp_rng_below(&rng, i + 1);
            const struct tp_minutia kept = b.minutiae[i];

            b.minutiae[i] = b.minutiae[j];
            b.minutiae[j] = kept;
        }
        tp_template_sort(&a);
        tp_template_sort(&b);
        assert_true(same_template(&a, &b));
        assert_int_equal(tp_template_validate(&a, NULL), TP_OK);
    }
}

static void sorting_follows_the_contract(void **state)
{
    struct tp_template t;
    static const struct tp_minutia sorted[] = {
        {9, 9, 9, 0, 100}, {5, 1, 0, 0, 50}, {6, 1, 0, 0, 50}, {6, 1, 1, 0, 50}, {0, 2, 0, 0, 50}, {0, 0, 0, 0, 0},
    };
    (void)state;

    tp_template_init(&t);
    t.minutia_count = TP_ARRAY_LENGTH(sorted);
    for (unsigned i = 0; i < t.minutia_count; i++)
        t.minutiae[i] = sorted[t.minutia_count - 1u - i];
    tp_template_sort(&t);
    for (unsigned i = 0; i < t.minutia_count; i++)
        assert_true(same_minutia(&t.minutiae[i], &sorted[i]));
}

static void expect_invalid(const struct tp_template *t, const char *field)
{
    struct tp_diag diag;
    uint8_t *data = (uint8_t *)1;
    size_t size = 1;

    tp_diag_init(&diag);
    assert_int_equal(tp_template_validate(t, &diag), TP_E_FORMAT);
    assert_string_equal(diag.field, field);
    assert_int_equal(tp_template_encode(t, TP_FORMAT_NATIVE, &data, &size, NULL), TP_E_FORMAT);
    assert_null(data);
    assert_int_equal(size, 0);
}

static void each_member_out_of_range_is_named(void **state)
{
    struct tp_rng rng = tp_rng_seed(6, 0);
    struct tp_template good, t;
    (void)state;

    random_template(&rng, 2, 300, true, &good);
    assert_int_equal(tp_template_validate(&good, NULL), TP_OK);
#define EXPECT(change, field) (t = good, change, expect_invalid(&t, field))
    EXPECT(t.width_px = 0, "width_px");
    EXPECT(t.height_px = TP_TEMPLATE_SIDE_MAX_PX + 1, "height_px");
    EXPECT(t.position = 11, "position");
    EXPECT(t.impression = 4, "impression");
    EXPECT(t.quality = 101, "quality");
    EXPECT(t.columns++, "columns");
    EXPECT(t.rows = 0, "rows");
    EXPECT(t.field = NULL, "columns");
    EXPECT(t.minutiae[1].x_px = t.width_px, "minutiae[1].x_px");
    EXPECT(t.minutiae[0].y_px = t.height_px, "minutiae[0].y_px");
    EXPECT(t.minutiae[1].type = 3, "minutiae[1].type");
    EXPECT(t.minutiae[0].quality = 101, "minutiae[0].quality");
    EXPECT((t.minutiae[0] = good.minutiae[1], t.minutiae[1] = good.minutiae[0]), "minutiae[1]");
#undef EXPECT
    tp_template_deinit(&good);
}

static void other_formats_are_refused(void **state)
{
    static const uint8_t words[] = "FMC or something else";
    struct tp_template t;
    uint8_t *data;
    size_t size;
    (void)state;

    tp_template_init(&t);
    t.width_px = t.height_px = 1;
    assert_int_equal(tp_template_encode(&t, (enum tp_template_format)3, &data, &size, NULL), TP_E_ARGUMENT);
    assert_null(data);
    assert_int_equal(tp_template_decode(words, sizeof words, 0, &t, NULL, NULL), TP_E_UNSUPPORTED);
    assert_int_equal(tp_template_decode(words, 0, 0, &t, NULL, NULL), TP_E_UNSUPPORTED);
    assert_int_equal(tp_template_decode(NULL, 0, 0, &t, NULL, NULL), TP_E_UNSUPPORTED);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_field_covers_the_image),          cmocka_unit_test(copies_are_deep),
    cmocka_unit_test(sorting_forgets_the_order_before),  cmocka_unit_test(sorting_follows_the_contract),
    cmocka_unit_test(each_member_out_of_range_is_named), cmocka_unit_test(other_formats_are_refused),
};
TP_TEST_MAIN(tests)
