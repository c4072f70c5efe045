/* SPDX-License-Identifier: Apache-2.0 */
/* Packed templates: what a comparison sees comes back, whatever the template; damage is refused or harmless. */
#include "random_template.h"
#include "test.h"

#include <stdlib.h>

static uint8_t cells[TP_FIELD_CELLS_MAX];

/* TMPL without what is not carried. */
static void strip(struct tp_template *tmpl)
{
    tmpl->position = 0;
    tmpl->impression = TP_IMPRESSION_LIVE_PLAIN;
    tmpl->quality = TP_QUALITY_UNKNOWN;
    for (unsigned i = 0; i < (unsigned)tmpl->columns * tmpl->rows; i++)
        if (TP_FIELD_COHERENCE(tmpl->field[i]) == 0)
            tmpl->field[i] = 0;
}

/* The size; frees TMPL. */
static size_t pack_and_unpack(struct tp_template *tmpl)
{
    struct tp_buffer packed;
    struct tp_template out;
    struct tp_diag diag;
    size_t size;

    tp_diag_init(&diag);
    tp_buffer_init(&packed);
    assert_int_equal(tp_template_validate(tmpl, &diag), TP_OK);
    assert_int_equal(tp_template_pack(tmpl, &packed, &diag), TP_OK);
    size = packed.size_bytes;
    memset(cells, 0xA5, sizeof cells);
    if (tp_template_unpack(packed.data, size, &out, cells, &diag) != TP_OK)
        fail_msg("%s: %s", diag.field, diag.text);
    strip(tmpl);
    assert_true(same_template(tmpl, &out));
    tp_buffer_deinit(&packed);
    tp_template_deinit(tmpl);
    return size;
}

static void any_template_comes_back(void **state)
{
    static const unsigned sides[] = {1, 17, 40, 400, TP_TEMPLATE_SIDE_MAX_PX};
    (void)state;

    for (uint64_t seed = 0; seed < 2000; seed++) {
        struct tp_rng rng = tp_rng_seed(31, seed);
        unsigned count = tp_rng_below(&rng, TP_MINUTIAE_MAX + 1);
        unsigned side = sides[seed % (seed % 10 ? 4 : 5)];
        struct tp_template tmpl;

        random_template(&rng, seed % 7 ? count : 0, side, seed % 3, &tmpl);
        if (side == TP_TEMPLATE_SIDE_MAX_PX && tmpl.field) /* noise all over would be too much */
            memset(tmpl.field + tmpl.columns, 0, (size_t)tmpl.columns * (tmpl.rows - 1u));
        pack_and_unpack(&tmpl);
    }
}

/* An oval of ridges that turn slowly, minutiae along them: like a print. */
static void like_a_print(struct tp_rng *rng, unsigned count, uint16_t side_px, struct tp_template *out)
{
    tp_template_init(out);
    out->width_px = out->height_px = side_px;
    out->minutia_count = (uint8_t)count;
    assert_int_equal(tp_template_make_field(out, NULL), TP_OK);
    for (int row = 0; row < out->rows; row++)
        for (int column = 0; column < out->columns; column++) {
            int x = 2 * column - out->columns, y = 2 * row - out->rows, edge = out->columns - abs(x) - abs(y) / 2;
            uint8_t *cell = &out->field[row * out->columns + column];

            *cell = edge > 0 ? TP_FIELD_CELL((x + y * 2) / 4, TP_MIN(1 + edge / 2, 7)) : 0;
        }
    for (unsigned i = 0; i < count; i++) {
        struct tp_minutia *m = &out->minutiae[i];
        uint32_t reach = side_px / 2u;

        m->x_px = (uint16_t)(side_px / 4u + tp_rng_below(rng, reach));
        m->y_px = (uint16_t)(side_px / 4u + tp_rng_below(rng, reach));
        m->theta_q8 = (uint8_t)(tp_rng_below(rng, 256) & 0xF0);
        m->type = (uint8_t)(1 + tp_rng_below(rng, 2));
        m->quality = (uint8_t)(30 + tp_rng_below(rng, 70));
    }
    tp_template_sort(out);
}

static void sizes_are_small(void **state)
{
    struct tp_rng rng = tp_rng_seed(32, 0);
    struct tp_template tmpl;
    (void)state;

    like_a_print(&rng, 40, 380, &tmpl);
    assert_in_range(pack_and_unpack(&tmpl), 100, 330);
    like_a_print(&rng, 150, 720, &tmpl);
    assert_in_range(pack_and_unpack(&tmpl), 300, 1024);
    random_template(&rng, 40, 400, false, &tmpl);
    assert_in_range(pack_and_unpack(&tmpl), 100, 40 * 5);
    random_template(&rng, 0, 400, false, &tmpl);
    assert_in_range(pack_and_unpack(&tmpl), 8, 9);
}

static void minutiae_of_no_type_keep_it(void **state)
{
    struct tp_rng rng = tp_rng_seed(33, 0);
    struct tp_template tmpl;
    (void)state;

    like_a_print(&rng, 3, 200, &tmpl);
    tmpl.minutiae[1].type = TP_MINUTIA_OTHER;
    pack_and_unpack(&tmpl);
}

/* The order of minutiae that differ in nothing but the type is the template's. */
static void order_is_kept(void **state)
{
    struct tp_template tmpl;
    (void)state;

    for (unsigned first = 0; first < 3; first++) {
        tp_template_init(&tmpl);
        tmpl.width_px = tmpl.height_px = 99;
        tmpl.minutia_count = 3;
        for (unsigned i = 0; i < 3; i++)
            tmpl.minutiae[i] = (struct tp_minutia){98, 98, 255, (uint8_t)((first + i) % 3), 50};
        pack_and_unpack(&tmpl);
    }
}

static void what_does_not_fit_is_refused(void **state)
{
    struct tp_rng rng = tp_rng_seed(34, 0);
    struct tp_template tmpl;
    struct tp_buffer packed;
    struct tp_diag diag;
    (void)state;

    tp_template_init(&tmpl);
    tmpl.width_px = tmpl.height_px = TP_TEMPLATE_SIDE_MAX_PX;
    assert_int_equal(tp_template_make_field(&tmpl, NULL), TP_OK);
    for (unsigned i = 0; i < TP_FIELD_CELLS_MAX; i++)
        tmpl.field[i] = (uint8_t)tp_rng_u64(&rng);
    tp_buffer_init(&packed);
    tp_diag_init(&diag);
    assert_int_equal(tp_template_pack(&tmpl, &packed, &diag), TP_E_LIMIT);
    assert_string_equal(diag.field, "ridge field");
    tp_buffer_deinit(&packed);
    tp_template_deinit(&tmpl);
}

/* ---- damage ------------------------------------------------------------------------------------------------------ */

/* Where the sanitizer sees a read beyond the end. */
static bool unpack_alone(const uint8_t *data, size_t size_bytes, struct tp_template *out)
{
    uint8_t *alone = malloc(size_bytes + !size_bytes);
    struct tp_diag diag;
    tp_status status;

    assert_non_null(alone);
    memcpy(alone, data, size_bytes);
    tp_diag_init(&diag);
    status = tp_template_unpack(alone, size_bytes, out, cells, &diag);
    free(alone);
    if (status == TP_OK) {
        assert_int_equal(tp_template_validate(out, NULL), TP_OK);
        return true;
    }
    assert_int_equal(status, TP_E_FORMAT);
    assert_true(diag.text[0] != '\0' && out->width_px == 0 && !out->field && out->minutia_count == 0);
    return false;
}

static void every_cut_and_addition_is_refused(void **state)
{
    struct tp_rng rng = tp_rng_seed(35, 0);
    struct tp_template tmpl, out;
    struct tp_buffer packed;
    (void)state;

    for (unsigned with_field = 0; with_field < 2; with_field++) {
        random_template(&rng, 20, 200, with_field, &tmpl);
        tp_buffer_init(&packed);
        assert_int_equal(tp_template_pack(&tmpl, &packed, NULL), TP_OK);
        for (size_t cut = 0; cut < packed.size_bytes; cut++)
            assert_false(unpack_alone(packed.data, cut, &out));
        assert_true(unpack_alone(packed.data, packed.size_bytes, &out));
        tp_write_u8(&packed, 0);
        assert_false(unpack_alone(packed.data, packed.size_bytes, &out));
        tp_buffer_deinit(&packed);
        tp_template_deinit(&tmpl);
    }
}

static void damage_is_refused_or_valid(void **state)
{
    struct tp_rng rng = tp_rng_seed(36, 0);
    unsigned accepted = 0;
    (void)state;

    for (unsigned i = 0; i < 20000; i++) {
        struct tp_template tmpl, out;
        struct tp_buffer packed;

        random_template(&rng, tp_rng_below(&rng, 30), 300, i % 4, &tmpl);
        tp_buffer_init(&packed);
        assert_int_equal(tp_template_pack(&tmpl, &packed, NULL), TP_OK);
        for (unsigned n = 1 + tp_rng_below(&rng, 3); n > 0; n--) {
            uint32_t reach = tp_rng_below(&rng, 2) ? (uint32_t)packed.size_bytes : 9;

            packed.data[tp_rng_below(&rng, reach)] ^= (uint8_t)(1u << tp_rng_below(&rng, 8));
        }
        accepted += unpack_alone(packed.data, packed.size_bytes, &out);
        tp_buffer_deinit(&packed);
        tp_template_deinit(&tmpl);
    }
    print_message("# %u of 20000 damaged ones still valid\n", accepted);
}

static void noise_is_refused_or_valid(void **state)
{
    struct tp_rng rng = tp_rng_seed(37, 0);
    struct tp_template out;
    uint8_t noise[300];
    (void)state;

    for (unsigned i = 0; i < 20000; i++) {
        size_t size = tp_rng_below(&rng, sizeof noise);

        for (size_t at = 0; at < size; at++)
            noise[at] = (uint8_t)tp_rng_u64(&rng);
        unpack_alone(noise, size, &out);
    }
    memset(noise, 0xFF, sizeof noise);
    assert_false(unpack_alone(noise, sizeof noise, &out));
    memset(noise, 0, sizeof noise);
    assert_false(unpack_alone(noise, sizeof noise, &out));
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(any_template_comes_back),      cmocka_unit_test(sizes_are_small),
    cmocka_unit_test(minutiae_of_no_type_keep_it),  cmocka_unit_test(order_is_kept),
    cmocka_unit_test(what_does_not_fit_is_refused), cmocka_unit_test(every_cut_and_addition_is_refused),
    cmocka_unit_test(damage_is_refused_or_valid),   cmocka_unit_test(noise_is_refused_or_valid),
};
TP_TEST_MAIN(tests)
