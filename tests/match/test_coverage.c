/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "cloud.h"
#include "match/match.h"

enum { SIDE = 20 };

static void cover(const struct tp_template *tmpl, uint8_t *cells)
{
    memset(cells, 0xEE, SIDE * SIDE);
    tp_coverage(tmpl, cells, SIDE, SIDE);
}

static struct tp_template blank(void)
{
    struct tp_template tmpl;

    tp_template_init(&tmpl);
    tmpl.width_px = tmpl.height_px = SIDE * TP_FIELD_CELL_PX;
    return tmpl;
}

static void add(struct tp_template *tmpl, int x, int y, int theta_q8)
{
    tmpl->minutiae[tmpl->minutia_count++] = (struct tp_minutia){(uint16_t)x, (uint16_t)y, (uint8_t)theta_q8, 1, 50};
}

static void a_field_is_turned_clockwise(void **state)
{
    struct tp_template tmpl = blank();
    uint8_t cells[SIDE * SIDE];

    (void)state;
    assert_int_equal(tp_template_make_field(&tmpl, NULL), TP_OK);
    tmpl.field[5] = TP_FIELD_CELL(3, 6);
    tmpl.field[6] = TP_FIELD_CELL(0, 1);
    tmpl.field[7] = TP_FIELD_CELL(9, 0); /* background */
    cover(&tmpl, cells);
    assert_int_equal(cells[5], TP_FIELD_CELL(29, 6));
    assert_int_equal(cells[6], TP_FIELD_CELL(0, 1));
    assert_int_equal(cells[7], 0);
    assert_int_equal(cells[8], 0);
    tp_template_deinit(&tmpl);
}

static void no_minutiae_cover_nothing(void **state)
{
    struct tp_template tmpl = blank();
    uint8_t cells[SIDE * SIDE];

    (void)state;
    cover(&tmpl, cells);
    for (int i = 0; i < SIDE * SIDE; i++)
        assert_int_equal(cells[i], 0);
}

static void one_minutia_covers_its_surroundings(void **state)
{
    struct tp_template tmpl = blank();
    uint8_t cells[SIDE * SIDE];

    (void)state;
    add(&tmpl, 5 * 16 + 8, 7 * 16 + 8, 0);
    cover(&tmpl, cells);
    for (int i = 0; i < SIDE * SIDE; i++) {
        int dx = i % SIDE - 5, dy = i / SIDE - 7;

        assert_int_equal(cells[i] != 0, dx * dx + dy * dy <= 1);
    }
}

static void a_triangle_covers_its_inside_and_its_margin(void **state)
{
    struct tp_template tmpl = blank();
    uint8_t cells[SIDE * SIDE];

    (void)state;
    add(&tmpl, 40, 40, 0);
    add(&tmpl, 280, 40, 0);
    add(&tmpl, 40, 280, 0);
    add(&tmpl, 100, 100, 0); /* inside: changes nothing */
    cover(&tmpl, cells);
    for (int i = 0; i < SIDE * SIDE; i++) {
        int x = i % SIDE * 16 + 8, y = i / SIDE * 16 + 8;

        if (x >= 40 && y >= 40 && x + y <= 320)
            assert_int_not_equal(cells[i], 0);
        if (x < 24 || y < 24 || x + y > 320 + 23)
            assert_int_equal(cells[i], 0);
    }
}

/* Minutiae along 45 degrees, both senses: the flow is theirs, and surer near them than far away. */
static void minutiae_suggest_the_flow(void **state)
{
    struct tp_template tmpl = blank();
    uint8_t cells[SIDE * SIDE];

    (void)state;
    for (int i = 0; i < 9; i++)
        add(&tmpl, 60 + 20 * (i % 3), 60 + 20 * (i / 3), i % 2 ? 32 : 160);
    add(&tmpl, 300, 80, 32);
    cover(&tmpl, cells);
    assert_int_equal(TP_FIELD_ORIENTATION(cells[5 * SIDE + 5]), 24); /* 135 degrees clockwise is 45 anticlockwise */
    assert_int_equal(TP_FIELD_COHERENCE(cells[5 * SIDE + 5]), 5);
    assert_true(TP_FIELD_COHERENCE(cells[4 * SIDE + 12]) == 1);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_field_is_turned_clockwise),
    cmocka_unit_test(no_minutiae_cover_nothing),
    cmocka_unit_test(one_minutia_covers_its_surroundings),
    cmocka_unit_test(a_triangle_covers_its_inside_and_its_margin),
    cmocka_unit_test(minutiae_suggest_the_flow),
};
TP_TEST_MAIN(tests)
