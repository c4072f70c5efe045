/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "statistics/pairing.h"

#define M(name) TP_LEAF_##name##_MEMBER

static const char key_a[] = "aaaaaaaaaaaaaaaa", key_b[] = "bbbbbbbbbbbbbbbb", key_c[] = "cccccccccccccccc";

struct entry {
    const char *partner;
    unsigned id;
    const char *what, *side;
    char agreement;
};

/* Adds ENTRIES, ended by one without a partner, at the indices 10, 11 ... */
static void fill(struct tp_disclosures *side, const char *partner, const struct entry *entries)
{
    memset(side, 0, sizeof *side);
    side->partner = partner;
    for (uint64_t i = 0; entries[i].partner; i++) {
        struct tp_buffer text;
        struct tp_leaf leaf;
        char hex[65];

        tp_buffer_init(&text);
        tp_leaf_init(&leaf, TP_LEAF_DISCLOSURE, 1306886400);
        tp_leaf_set(&leaf, M(PARTNER), entries[i].partner);
        tp_leaf_set(&leaf, M(WHAT), entries[i].what);
        tp_leaf_set(&leaf, M(SIDE), entries[i].side);
        snprintf(hex, sizeof hex, "%032x", entries[i].id);
        tp_leaf_set(&leaf, M(DISCLOSURE), hex);
        memset(hex, entries[i].agreement, 64);
        hex[64] = '\0';
        tp_leaf_set(&leaf, M(AGREEMENT), hex);
        leaf.commitment[0] = 1;
        assert_int_equal(tp_leaf_write(&leaf, &text, NULL), TP_OK);
        assert_int_equal(tp_disclosures_add(side, 10 + i, text.data, text.size_bytes, NULL), TP_OK);
        tp_buffer_deinit(&text);
    }
}

static void compare(const struct entry *a, const struct entry *b, struct tp_pairing *out)
{
    struct tp_disclosures in_a, in_b;

    fill(&in_a, key_b, a);
    fill(&in_b, key_a, b);
    assert_int_equal(tp_disclosures_compare(&in_a, &in_b, out, NULL), TP_OK);
    free(in_a.items);
    free(in_b.items);
}

static void expect(const struct tp_pairing *pairing, size_t at, bool in_a, uint64_t index, const char *trouble)
{
    assert_true(at < pairing->count);
    assert_int_equal(pairing->items[at].in_a, in_a);
    assert_int_equal(pairing->items[at].index, index);
    assert_string_equal(pairing->items[at].trouble, trouble);
}

static void twins_pair_in_any_order(void **state)
{
    static const struct entry a[] = {{key_b, 2, "search", "out", '1'},
                                     {key_b, 1, "search", "out", '1'},
                                     {key_b, 3, "answer", "in", '1'},
                                     {NULL, 0, NULL, NULL, 0}};
    static const struct entry b[] = {{key_a, 1, "search", "in", '1'},
                                     {key_a, 2, "search", "in", '1'},
                                     {key_a, 3, "answer", "out", '1'},
                                     {NULL, 0, NULL, NULL, 0}};
    struct tp_pairing pairing;

    (void)state;
    compare(a, b, &pairing);
    assert_int_equal(pairing.pairs, 3);
    assert_int_equal(pairing.count, 0);
    tp_pairing_deinit(&pairing);
}

static void a_missing_twin_is_found_on_either_side(void **state)
{
    static const struct entry a[] = {
        {key_b, 1, "search", "out", '1'}, {key_b, 2, "search", "out", '1'}, {NULL, 0, NULL, NULL, 0}};
    static const struct entry b[] = {
        {key_a, 2, "search", "in", '1'}, {key_a, 9, "release", "out", '1'}, {NULL, 0, NULL, NULL, 0}};
    struct tp_pairing pairing;

    (void)state;
    compare(a, b, &pairing);
    assert_int_equal(pairing.pairs, 1);
    assert_int_equal(pairing.count, 2);
    expect(&pairing, 0, true, 10, "has no twin");
    expect(&pairing, 1, false, 11, "has no twin");
    assert_string_equal(pairing.items[1].what, "release");
    assert_string_equal(pairing.items[1].disclosure, "00000000000000000000000000000009");
    tp_pairing_deinit(&pairing);
}

static void an_empty_ledger_has_no_twin_of_anything(void **state)
{
    static const struct entry some[] = {
        {key_b, 1, "search", "out", '1'}, {key_b, 2, "search", "out", '1'}, {NULL, 0, NULL, NULL, 0}};
    static const struct entry none[] = {{NULL, 0, NULL, NULL, 0}};
    struct tp_pairing pairing;

    (void)state;
    compare(some, none, &pairing);
    assert_int_equal(pairing.count, 2);
    tp_pairing_deinit(&pairing);
    compare(none, none, &pairing);
    assert_int_equal(pairing.count, 0);
    assert_int_equal(pairing.pairs, 0);
    tp_pairing_deinit(&pairing);
}

static void what_comes_twice_is_told_once_for_each_repetition(void **state)
{
    static const struct entry a[] = {{key_b, 1, "search", "out", '1'},
                                     {key_b, 1, "search", "out", '1'},
                                     {key_b, 1, "search", "out", '1'},
                                     {NULL, 0, NULL, NULL, 0}};
    static const struct entry b[] = {
        {key_a, 1, "search", "in", '1'}, {key_a, 1, "search", "in", '1'}, {NULL, 0, NULL, NULL, 0}};
    struct tp_pairing pairing;

    (void)state;
    compare(a, b, &pairing);
    assert_int_equal(pairing.pairs, 1);
    assert_int_equal(pairing.count, 3);
    expect(&pairing, 0, true, 11, "appears twice");
    expect(&pairing, 1, true, 12, "appears twice");
    expect(&pairing, 2, false, 11, "appears twice");
    tp_pairing_deinit(&pairing);
}

static void twins_must_say_the_same(void **state)
{
    static const struct entry a[] = {{key_b, 1, "search", "out", '1'},
                                     {key_b, 2, "search", "out", '1'},
                                     {key_b, 3, "search", "out", '1'},
                                     {NULL, 0, NULL, NULL, 0}};
    static const struct entry b[] = {{key_a, 1, "release", "in", '1'},
                                     {key_a, 2, "search", "out", '1'},
                                     {key_a, 3, "search", "in", '2'},
                                     {NULL, 0, NULL, NULL, 0}};
    struct tp_pairing pairing;

    (void)state;
    compare(a, b, &pairing);
    assert_int_equal(pairing.pairs, 0);
    assert_int_equal(pairing.count, 3);
    for (size_t i = 0; i < 3; i++)
        expect(&pairing, i, true, 10 + i, "differs from its twin");
    tp_pairing_deinit(&pairing);
}

static void what_goes_to_others_does_not_matter(void **state)
{
    static const struct entry a[] = {
        {key_c, 1, "search", "out", '1'}, {key_b, 2, "search", "out", '1'}, {NULL, 0, NULL, NULL, 0}};
    static const struct entry b[] = {
        {key_c, 1, "search", "in", '1'}, {key_a, 2, "search", "in", '1'}, {NULL, 0, NULL, NULL, 0}};
    struct tp_pairing pairing;

    (void)state;
    compare(a, b, &pairing);
    assert_int_equal(pairing.pairs, 1);
    assert_int_equal(pairing.count, 0);
    tp_pairing_deinit(&pairing);
}

static void what_is_no_leaf_is_an_error_with_its_index(void **state)
{
    struct tp_disclosures side = {.partner = key_a};
    struct tp_diag diag;

    (void)state;
    tp_diag_init(&diag);
    assert_int_equal(tp_disclosures_add(&side, 12, "{}", 2, &diag), TP_E_FORMAT);
    assert_string_equal(diag.file, "leaf 12");
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(twins_pair_in_any_order),
    cmocka_unit_test(a_missing_twin_is_found_on_either_side),
    cmocka_unit_test(an_empty_ledger_has_no_twin_of_anything),
    cmocka_unit_test(what_comes_twice_is_told_once_for_each_repetition),
    cmocka_unit_test(twins_must_say_the_same),
    cmocka_unit_test(what_goes_to_others_does_not_matter),
    cmocka_unit_test(what_is_no_leaf_is_an_error_with_its_index),
};
TP_TEST_MAIN(tests)
