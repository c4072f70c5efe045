/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "synth/growth.h"

#include <string.h>

enum { PIXELS = TP_SYNTH_WIDTH_PX * TP_SYNTH_HEIGHT_PX };

static struct tp_synth_master *master_of(struct tp_synth *synth, uint64_t seed, uint32_t person, unsigned position)
{
    struct tp_synth_master *master;
    struct tp_diag diag;

    tp_diag_init(&diag);
    assert_int_equal(tp_synth_master_new(synth, seed, person, position, &master, &diag), TP_OK);
    return master;
}

static uint64_t hash_of(const struct tp_synth_master *master)
{
    uint64_t hash = tp_hash64(master->pattern, PIXELS * sizeof *master->pattern, 0);

    hash = tp_hash64(master->pores, PIXELS, hash);
    hash = tp_hash64(master->creases, PIXELS, hash);
    return tp_hash64(master->minutiae, master->minutia_count * sizeof master->minutiae[0], hash);
}

static void the_workspace_leaves_no_trace(void **state)
{
    struct tp_synth *one, *other;
    struct tp_synth_master *a, *b, *c;
    struct tp_diag diag;

    (void)state;
    tp_diag_init(&diag);
    assert_int_equal(tp_synth_new(&one, &diag), TP_OK);
    assert_int_equal(tp_synth_new(&other, &diag), TP_OK);
    a = master_of(one, 9, 1, 4);
    b = master_of(one, 9, 2, 4);
    c = master_of(other, 9, 2, 4);
    assert_true(hash_of(b) == hash_of(c));
    assert_true(hash_of(a) != hash_of(b));
    tp_synth_master_free(&a);
    assert_null(a);
    tp_synth_master_free(&a);
    tp_synth_master_free(&b);
    tp_synth_master_free(&c);
    tp_synth_free(&one);
    tp_synth_free(&other);
}

static void refuses_positions_that_do_not_exist(void **state)
{
    struct tp_synth *synth;
    struct tp_synth_master *master;
    struct tp_diag diag;

    (void)state;
    tp_diag_init(&diag);
    assert_int_equal(tp_synth_new(&synth, &diag), TP_OK);
    assert_int_equal(tp_synth_master_new(synth, 1, 0, 0, &master, &diag), TP_E_ARGUMENT);
    assert_null(master);
    assert_string_equal(diag.text, "finger 0 is not 1..10");
    tp_diag_init(&diag);
    assert_int_equal(tp_synth_master_new(synth, 1, 0, 11, &master, &diag), TP_E_ARGUMENT);
    tp_synth_free(&synth);
    assert_null(synth);
}

/* Pores and creases differ between fingers, and pores lie on ridges. */
static void pores_lie_on_ridges(void **state)
{
    struct tp_synth *synth;
    struct tp_synth_master *master;
    struct tp_diag diag;
    int open = 0, on_ridge = 0;

    (void)state;
    tp_diag_init(&diag);
    assert_int_equal(tp_synth_new(&synth, &diag), TP_OK);
    master = master_of(synth, 1, 0, 3);
    for (int i = 0; i < PIXELS; i++)
        if (master->pores[i] > 128) {
            open++;
            on_ridge += master->pattern[i] > 0;
        }
    assert_in_range(open, 500, 20000);
    assert_true(on_ridge > open * 9 / 10);
    tp_synth_master_free(&master);
    tp_synth_free(&synth);
}

static void worn_fingers_have_creases(void **state)
{
    struct tp_synth *synth;
    struct tp_diag diag;
    int creased = 0;

    (void)state;
    tp_diag_init(&diag);
    assert_int_equal(tp_synth_new(&synth, &diag), TP_OK);
    for (uint32_t person = 0; person < 10; person++) {
        struct tp_synth_master *master = master_of(synth, 1, person, 2);
        int pixels = 0;
        for (int i = 0; i < PIXELS; i++)
            pixels += master->creases[i] > 100;
        assert_true(pixels < PIXELS / 10);
        creased += pixels > 50;
        tp_synth_master_free(&master);
    }
    assert_in_range(creased, 2, 10);
    tp_synth_free(&synth);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(the_workspace_leaves_no_trace),
    cmocka_unit_test(refuses_positions_that_do_not_exist),
    cmocka_unit_test(pores_lie_on_ridges),
    cmocka_unit_test(worn_fingers_have_creases),
};
TP_TEST_MAIN(tests)
