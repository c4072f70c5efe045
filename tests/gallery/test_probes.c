/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "gallery/probes.h"
#include "people.h"

static void groups_the_probes_of_a_finger(void **state)
{
    static const uint8_t positions[] = {7, 0, 2, 7, 0, 10, 2, 7};
    enum { COUNT = sizeof positions };
    static const struct {
        uint8_t position, probe;
        size_t count;
    } expected[] = {{2, 2, 2}, {7, 0, 3}, {10, 5, 1}, {0, 1, 1}, {0, 4, 1}};
    struct tp_template templates[COUNT];
    const struct tp_template *pointers[COUNT];
    struct tp_probes probes;
    size_t first = 0;

    (void)state;
    for (unsigned i = 0; i < COUNT; i++) {
        make_impression(1, positions[i], i, positions[i], &templates[i]);
        pointers[i] = &templates[i];
    }
    assert_int_equal(tp_probes_init(&probes, &(struct tp_probe_set){pointers, COUNT}, NULL), TP_OK);
    assert_int_equal(probes.count, COUNT);
    assert_int_equal(probes.group_count, 5);
    assert_true(probes.has_unknown);
    for (unsigned g = 0; g < 5; g++) {
        assert_int_equal(probes.groups[g].position, expected[g].position);
        assert_int_equal(probes.groups[g].probe, expected[g].probe);
        assert_int_equal(probes.groups[g].first, first);
        assert_int_equal(probes.groups[g].count, expected[g].count);
        first += expected[g].count;
    }
    tp_probes_deinit(&probes);
}

/* Many minutiae first, then quality, then the order of positions; of a finger the best impression counts. */
static void knows_from_which_most_may_be_expected(void **state)
{
    static const struct {
        uint8_t position, minutiae, quality;
    } prints[] = {{1, 20, 90}, {2, 60, 50}, {3, 44, 70}, {4, 20, 255}, {5, 5, 90}, {5, 30, 10}, {6, 20, 90}};
    static const uint8_t expected[] = {3, 2, 5, 1, 6, 4}; /* positions */
    enum { COUNT = sizeof prints / sizeof *prints };
    static struct tp_template templates[COUNT];
    const struct tp_template *pointers[COUNT];
    struct tp_probes probes;

    (void)state;
    for (unsigned i = 0; i < COUNT; i++) {
        make_impression(1, 1, 0, prints[i].position, &templates[i]);
        for (unsigned m = 0; m < prints[i].minutiae; m++)
            templates[i].minutiae[m] = (struct tp_minutia){
                .x_px = (uint16_t)(20 + m % 8 * 20), .y_px = (uint16_t)(20 + m / 8 * 20), .type = 1, .quality = 50};
        templates[i].minutia_count = prints[i].minutiae;
        templates[i].quality = prints[i].quality;
        pointers[i] = &templates[i];
    }
    assert_int_equal(tp_probes_init(&probes, &(struct tp_probe_set){pointers, COUNT}, NULL), TP_OK);
    assert_int_equal(probes.group_count, sizeof expected);
    for (unsigned i = 0; i < sizeof expected; i++)
        assert_int_equal(probes.groups[probes.order[i]].position, expected[i]);
    assert_int_equal(probes.groups[4].minutiae, 30);
    tp_probes_deinit(&probes);
}

static void checks_counts_and_positions(void **state)
{
    const struct tp_template *pointers[TP_PROBES_MAX + 1];
    struct tp_template tmpl;
    struct tp_probes probes;

    (void)state;
    make_impression(1, 1, 0, 1, &tmpl);
    for (unsigned i = 0; i <= TP_PROBES_MAX; i++)
        pointers[i] = &tmpl;
    assert_int_equal(tp_probes_init(&probes, &(struct tp_probe_set){pointers, 0}, NULL), TP_E_ARGUMENT);
    tp_probes_deinit(&probes);
    assert_int_equal(tp_probes_init(&probes, &(struct tp_probe_set){pointers, TP_PROBES_MAX + 1}, NULL), TP_E_LIMIT);
    tp_probes_deinit(&probes);
    assert_int_equal(tp_probes_init(&probes, &(struct tp_probe_set){pointers, TP_PROBES_MAX}, NULL), TP_OK);
    assert_int_equal(probes.group_count, 1);
    assert_false(probes.has_unknown);
    tp_probes_deinit(&probes);
    tmpl.position = 0;
    assert_int_equal(tp_probes_init(&probes, &(struct tp_probe_set){pointers, TP_PROBES_UNKNOWN_MAX + 1}, NULL),
                     TP_E_LIMIT);
    tp_probes_deinit(&probes);
    tmpl.position = 11;
    assert_int_equal(tp_probes_init(&probes, &(struct tp_probe_set){pointers, 1}, NULL), TP_E_ARGUMENT);
    tp_probes_deinit(&probes);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(groups_the_probes_of_a_finger),
    cmocka_unit_test(knows_from_which_most_may_be_expected),
    cmocka_unit_test(checks_counts_and_positions),
};
TP_TEST_MAIN(tests)
