/* SPDX-License-Identifier: Apache-2.0 */
#include "fixture.h"

static void submit(struct fixture *fixture, const char *owner, struct tp_leaf *leaf)
{
    const struct tp_case about = {.county = "US-NY-027", .reference = "CASE-1"};

    tp_leaf_init(leaf, TP_LEAF_SUBMISSION, FIXTURE_NOW_S);
    tp_leaf_set(leaf, TP_LEAF_STATE_MEMBER, "US-NY");
    tp_leaf_set(leaf, TP_LEAF_LEVEL_MEMBER, "level-2");
    assert_int_equal(tp_exchange_log(fixture->exchange, owner, leaf, &about, NULL), TP_OK);
}

static void a_leaf_is_on_record_with_its_owner(void **state)
{
    char name[TP_HASH_TEXT_BYTES];
    struct fixture fixture;
    struct tp_entry entry;
    struct tp_leaf leaves[2];
    uint64_t index;

    (void)state;
    fixture_make(&fixture, NULL);
    fixture_begin(&fixture);
    submit(&fixture, "booking/1", &leaves[0]);
    submit(&fixture, "booking/2", &leaves[1]);
    fixture_end(&fixture);
    for (unsigned i = 0; i < 2; i++) {
        tp_hex_encode(leaves[i].commitment, sizeof leaves[i].commitment, name);
        assert_int_equal(tp_entry_get(fixture.exchange, "leaf", name, &entry, NULL), TP_OK);
        assert_string_equal(entry.link, i == 0 ? "booking/1" : "booking/2");
        assert_string_equal(entry.state, "submission");
        assert_string_equal(tp_entry_text(&entry, "level"), "level-2");
        assert_false(tp_exchange_leaf_index(&entry, &index));
        tp_entry_deinit(&entry);
    }
    fixture_remove(&fixture);
}

static void what_is_undone_is_not_on_record(void **state)
{
    const struct tp_logged logged = {"abc", 5};
    struct fixture fixture;
    struct tp_entry entry;
    struct tp_leaf leaf;
    uint64_t index;

    (void)state;
    fixture_make(&fixture, NULL);
    fixture_begin(&fixture);
    submit(&fixture, "booking/1", &leaf);
    assert_int_equal(tp_exchange_logged(fixture.exchange, "booking/1", &logged, TP_LEAF_DECISION, "", NULL), TP_OK);
    assert_int_equal(tp_entry_get(fixture.exchange, "leaf", "abc", &entry, NULL), TP_OK);
    assert_true(tp_exchange_leaf_index(&entry, &index));
    assert_int_equal(index, 5);
    tp_entry_deinit(&entry);
    assert_int_equal(tp_exchange_logged(fixture.exchange, "booking/1", &logged, TP_LEAF_DECISION, "", NULL),
                     TP_E_EXISTS);
    assert_int_equal(tp_exchange_end(fixture.exchange, TP_E_EXISTS, NULL), TP_E_EXISTS);
    assert_int_equal(tp_entry_get(fixture.exchange, "leaf", "abc", &entry, NULL), TP_E_NOT_FOUND);
    assert_int_equal(fixture_leaves(&fixture), 0);
    fixture_remove(&fixture);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_leaf_is_on_record_with_its_owner),
    cmocka_unit_test(what_is_undone_is_not_on_record),
};
TP_TEST_MAIN(tests)
