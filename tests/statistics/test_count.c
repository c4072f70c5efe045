/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "statistics/count.h"
#include "toy.h"

static struct tp_definitions *definitions;

static int set_up(void **state)
{
    (void)state;
    return tp_definitions_standard(0, &definitions, NULL);
}

static int tear_down(void **state)
{
    (void)state;
    tp_definitions_free(&definitions);
    return 0;
}

static uint64_t count_of(const struct tp_statistics *statistics, enum tp_leaf_kind kind, const char *level)
{
    uint64_t count = 0;

    for (size_t i = 0; i < statistics->shape_count; i++) {
        const struct tp_shape *shape = &statistics->shapes[i];
        if (shape->kind == kind && strcmp(tp_shape_value(shape, TOY(LEVEL)), level) == 0)
            count += shape->count;
    }
    return count;
}

static void submit(struct toy *toy, const char *level)
{
    struct toy_case about = {.state = "US-NY", .level = level, .county = "US-NY-027"};
    struct tp_leaf leaf;

    toy_case_leaf(toy, TP_LEAF_SUBMISSION, &about, &leaf);
    (void)toy_append(toy, &leaf, about.county);
}

static void leaves_that_say_the_same_are_one_shape(void **state)
{
    struct tp_statistics *statistics;
    struct toy toy;

    (void)state;
    toy_make(&toy, 1, 0, 1);
    for (unsigned i = 0; i < 500; i++)
        submit(&toy, i % 2 ? "none" : "level-1");
    toy_count(&toy, toy.count, definitions, &statistics);
    assert_int_equal(statistics->shape_count, 2);
    assert_int_equal(statistics->leaf_count, 500);
    assert_int_equal(count_of(statistics, TP_LEAF_SUBMISSION, "none"), 250);
    assert_int_equal(count_of(statistics, TP_LEAF_SUBMISSION, "level-1"), 250);
    tp_statistics_free(&statistics);
    tp_statistics_free(&statistics);
    toy_free(&toy);
}

static void many_shapes_are_all_found_again(void **state)
{
    struct tp_statistics *statistics;
    struct toy toy;
    uint64_t total = 0;

    (void)state;
    toy_make(&toy, 2, 900, 100);
    toy_count(&toy, toy.count, definitions, &statistics);
    assert_true(statistics->shape_count > 600);
    for (size_t i = 0; i < statistics->shape_count; i++) {
        total += statistics->shapes[i].count;
        for (size_t j = 0; j < i; j++)
            assert_false(
                statistics->shapes[i].kind == statistics->shapes[j].kind &&
                statistics->shapes[i].size_bytes == statistics->shapes[j].size_bytes &&
                memcmp(statistics->shapes[i].text, statistics->shapes[j].text, statistics->shapes[i].size_bytes) == 0);
    }
    assert_int_equal(total, toy.count);
    tp_statistics_free(&statistics);
    toy_free(&toy);
}

static void a_reclassification_moves_one_leaf_and_the_last_one_counts(void **state)
{
    struct tp_statistics *statistics;
    struct toy toy;

    (void)state;
    toy_make(&toy, 3, 0, 1);
    submit(&toy, "none");
    submit(&toy, "none");
    toy_reclassify(&toy, 0, "level-1");
    toy_reclassify(&toy, 0, "level-3");
    toy_count(&toy, 2, definitions, &statistics);
    assert_int_equal(count_of(statistics, TP_LEAF_SUBMISSION, "none"), 2);
    tp_statistics_free(&statistics);
    toy_count(&toy, 3, definitions, &statistics);
    assert_int_equal(count_of(statistics, TP_LEAF_SUBMISSION, "level-1"), 1);
    tp_statistics_free(&statistics);
    toy_count(&toy, 4, definitions, &statistics);
    assert_int_equal(count_of(statistics, TP_LEAF_SUBMISSION, "none"), 1);
    assert_int_equal(count_of(statistics, TP_LEAF_SUBMISSION, "level-1"), 0);
    assert_int_equal(count_of(statistics, TP_LEAF_SUBMISSION, "level-3"), 1);
    assert_int_equal(count_of(statistics, TP_LEAF_RECLASSIFICATION, "level-3"), 1);
    tp_statistics_free(&statistics);
    toy_free(&toy);
}

static tp_status reclassify_and_count(struct toy *toy, const char *of, struct tp_diag *diag)
{
    struct tp_statistics *statistics;
    struct tp_leaf leaf;
    tp_status status;
    uint64_t index;

    tp_leaf_init(&leaf, TP_LEAF_RECLASSIFICATION, TOY_BEGIN);
    tp_leaf_set(&leaf, TOY(OF), of);
    tp_leaf_set(&leaf, TOY(LEVEL), "level-1");
    index = toy_append(toy, &leaf, NULL);
    toy_count(toy, index, definitions, &statistics);
    tp_diag_init(diag);
    status = tp_statistics_add(statistics, index, toy->entries[index].data, toy->entries[index].size_bytes, diag);
    tp_statistics_free(&statistics);
    tp_buffer_deinit(&toy->entries[index]);
    tp_opening_deinit(&toy->openings[index]);
    toy->count--;
    return status;
}

static void what_cannot_be_reclassified_is_an_error(void **state)
{
    struct tp_diag diag;
    struct toy toy;

    (void)state;
    toy_make(&toy, 4, 0, 1);
    submit(&toy, "none");
    toy_erasure(&toy);
    toy_reclassify(&toy, 0, "level-2");
    assert_int_equal(reclassify_and_count(&toy, "0", &diag), TP_OK);
    assert_int_equal(reclassify_and_count(&toy, "1", &diag), TP_E_FORMAT); /* no level */
    assert_int_equal(reclassify_and_count(&toy, "2", &diag), TP_E_FORMAT); /* a reclassification */
    assert_int_equal(reclassify_and_count(&toy, "3", &diag), TP_E_FORMAT); /* itself */
    assert_string_equal(diag.file, "leaf 3");
    assert_int_equal(reclassify_and_count(&toy, "999999999999999", &diag), TP_E_FORMAT);
    toy_free(&toy);
}

static void a_leaf_that_cannot_be_read_is_named(void **state)
{
    struct tp_statistics *statistics;
    struct tp_diag diag;

    (void)state;
    tp_diag_init(&diag);
    assert_int_equal(tp_statistics_new(definitions, &statistics, NULL), TP_OK);
    assert_int_equal(tp_statistics_add(statistics, 0, "{}", 2, &diag), TP_E_FORMAT);
    assert_string_equal(diag.file, "leaf 0");
    tp_diag_init(&diag);
    assert_int_equal(tp_statistics_add(statistics, 1, "{}", 2, &diag), TP_E_ARGUMENT);
    tp_statistics_free(&statistics);
}

static tp_status open_it(struct tp_statistics *statistics, const struct toy *toy, uint64_t index, uint64_t with)
{
    const struct tp_span entry = {toy->entries[index].data, toy->entries[index].size_bytes};

    return tp_statistics_add_opening(statistics, index, &entry, &toy->openings[with], NULL);
}

static void openings_must_fit_and_come_once(void **state)
{
    struct tp_statistics *statistics;
    struct toy toy;

    (void)state;
    toy_make(&toy, 5, 50, 2);
    toy_count(&toy, 40, definitions, &statistics);
    assert_int_equal(open_it(statistics, &toy, 9, 9), TP_OK);
    assert_int_equal(open_it(statistics, &toy, 3, 3), TP_OK);
    assert_int_equal(open_it(statistics, &toy, 3, 3), TP_E_EXISTS);
    assert_int_equal(open_it(statistics, &toy, 4, 3), TP_E_CHECKSUM);
    assert_int_equal(open_it(statistics, &toy, 40, 40), TP_E_NOT_FOUND);
    assert_int_equal(open_it(statistics, &toy, 39, 39), TP_OK);
    assert_int_equal(statistics->opened_count, 3);
    assert_int_equal(statistics->opened[0].index, 3);
    assert_int_equal(statistics->opened[2].index, 39);
    tp_statistics_free(&statistics);
    toy_free(&toy);
}

static void a_county_that_is_none_is_unknown(void **state)
{
    static const char *const counties[] = {NULL, "", "Dutchess", "US-NY-027,1", "US-NY-027\n"};
    struct tp_statistics *statistics;
    struct toy toy;

    (void)state;
    toy_make(&toy, 6, 0, 1);
    for (size_t i = 0; i < TP_ARRAY_LENGTH(counties); i++) {
        struct toy_case about = {.state = "US-NY", .level = "none"};
        struct tp_leaf leaf;
        toy_case_leaf(&toy, TP_LEAF_SUBMISSION, &about, &leaf);
        (void)toy_append(&toy, &leaf, counties[i]);
    }
    submit(&toy, "none");
    toy_count(&toy, toy.count, definitions, &statistics);
    for (size_t i = 0; i < toy.count; i++)
        assert_int_equal(open_it(statistics, &toy, i, i), TP_OK);
    for (size_t i = 0; i < TP_ARRAY_LENGTH(counties); i++)
        assert_string_equal(statistics->opened[i].county, "unknown");
    assert_string_equal(statistics->opened[toy.count - 1].county, "US-NY-027");
    tp_statistics_free(&statistics);
    toy_free(&toy);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(leaves_that_say_the_same_are_one_shape),
    cmocka_unit_test(many_shapes_are_all_found_again),
    cmocka_unit_test(a_reclassification_moves_one_leaf_and_the_last_one_counts),
    cmocka_unit_test(what_cannot_be_reclassified_is_an_error),
    cmocka_unit_test(a_leaf_that_cannot_be_read_is_named),
    cmocka_unit_test(openings_must_fit_and_come_once),
    cmocka_unit_test(a_county_that_is_none_is_unknown),
};

int main(void)
{
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
