/* SPDX-License-Identifier: Apache-2.0 */
#include "fixture.h"

static void a_leaf_is_on_record_with_its_owner(void **state)
{
    const struct tp_case about = {.county = "US-NY-027", .reference = "CASE-1"};
    struct fixture fixture;
    struct tp_entry entry;
    struct tp_leaf leaf;
    uint64_t index, other;

    (void)state;
    fixture_make(&fixture, NULL);
    tp_leaf_init(&leaf, TP_LEAF_SUBMISSION, FIXTURE_NOW_S);
    tp_leaf_set(&leaf, TP_LEAF_STATE_MEMBER, "US-NY");
    tp_leaf_set(&leaf, TP_LEAF_LEVEL_MEMBER, "level-2");
    fixture_begin(&fixture);
    assert_int_equal(tp_exchange_log(fixture.exchange, "booking/1", &leaf, &about, &index, NULL), TP_OK);
    assert_int_equal(tp_exchange_log(fixture.exchange, "booking/2", &leaf, NULL, NULL, NULL), TP_OK);
    fixture_end(&fixture);
    other = index + 1;
    assert_int_equal(tp_ledger_size(tp_organisation_ledger(tp_exchange_organisation(fixture.exchange))), other + 1);
    for (uint64_t i = index; i <= other; i++) {
        char name[24];
        snprintf(name, sizeof name, "%llu", (unsigned long long)i);
        assert_int_equal(tp_entry_get(fixture.exchange, "leaf", name, &entry, NULL), TP_OK);
        assert_string_equal(entry.link, i == index ? "booking/1" : "booking/2");
        assert_string_equal(entry.state, "submission");
        assert_string_equal(tp_entry_text(&entry, "level"), "level-2");
        tp_entry_deinit(&entry);
    }
    fixture_remove(&fixture);
}

static void what_is_undone_is_not_on_record(void **state)
{
    struct fixture fixture;
    struct tp_entry entry;

    (void)state;
    fixture_make(&fixture, NULL);
    fixture_begin(&fixture);
    assert_int_equal(tp_exchange_logged(fixture.exchange, "booking/1", 5, TP_LEAF_DECISION, "", NULL), TP_OK);
    assert_int_equal(tp_exchange_logged(fixture.exchange, "booking/1", 5, TP_LEAF_DECISION, "", NULL), TP_E_EXISTS);
    assert_int_equal(tp_exchange_end(fixture.exchange, TP_E_EXISTS, NULL), TP_E_EXISTS);
    assert_int_equal(tp_entry_get(fixture.exchange, "leaf", "5", &entry, NULL), TP_E_NOT_FOUND);
    fixture_remove(&fixture);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_leaf_is_on_record_with_its_owner),
    cmocka_unit_test(what_is_undone_is_not_on_record),
};
TP_TEST_MAIN(tests)
