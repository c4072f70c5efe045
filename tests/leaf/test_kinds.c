/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <stdlib.h>

#include "leaf/kinds.h"
#include "leaves.h"

#define M(name) TP_LEAF_##name##_MEMBER

static bool fits(enum tp_leaf_kind kind, enum tp_leaf_member member, const char *value)
{
    return tp_leaf_value_fits(kind, member, value);
}

static void codes_are_those_of_the_lists(void **state)
{
    (void)state;
    assert_string_equal(tp_leaf_kind_code(TP_LEAF_EVENT), "event");
    assert_string_equal(tp_leaf_kind_code(TP_LEAF_CHALLENGE), "challenge");
    assert_string_equal(tp_leaf_member_code(M(MONTH)), "month");
    assert_string_equal(tp_leaf_member_code(M(OF)), "of");
}

/* The table, member by member, as docs/ledger-leaves.md prints it: "!" must, "?" may. */
static void every_kind_says_what_the_documentation_says(void **state)
{
    static const char *const said[TP_LEAF_KINDS] = {
        [TP_LEAF_EVENT] = "month! state! agreement! event! signer!",
        [TP_LEAF_REFUSED_EVENT] = "month! agreement? event! reason!",
        [TP_LEAF_SUBMISSION] = "month! state! level!",
        [TP_LEAF_DECISION] = "month! state? agreement? stage! effect! clauses? level!",
        [TP_LEAF_DISCLOSURE] = "month! agreement! what! side! partner! disclosure!",
        [TP_LEAF_MATCH] = "month! state! agreement? level! outcome! elapsed!",
        [TP_LEAF_REVIEW] = "month! state! outcome! seeded! elapsed!",
        [TP_LEAF_DISCRETION] = "month! state! agreement! level! outcome!",
        [TP_LEAF_RECLASSIFICATION] = "month! level! of!",
        [TP_LEAF_ERASURE] = "month! state! reason!",
        [TP_LEAF_CHALLENGE] = "month! state! outcome!",
    };

    (void)state;
    for (enum tp_leaf_kind kind = 0; kind < TP_LEAF_KINDS; kind++) {
        char text[512] = "";
        for (enum tp_leaf_member member = 0; member < TP_LEAF_MEMBERS; member++) {
            enum tp_leaf_presence presence = tp_leaf_presence(kind, member);
            size_t length = strlen(text);
            if (presence != TP_LEAF_NEVER)
                snprintf(text + length, sizeof text - length, "%s%s%s", length > 0 ? " " : "",
                         tp_leaf_member_code(member), presence == TP_LEAF_MUST ? "!" : "?");
        }
        assert_string_equal(text, said[kind]);
    }
}

static void listed_values_fit_and_no_others(void **state)
{
    (void)state;
    for (enum tp_leaf_kind kind = 0; kind < TP_LEAF_KINDS; kind++) {
        for (enum tp_leaf_member member = 0; member < TP_LEAF_MEMBERS; member++) {
            const char *const *values = tp_leaf_values(kind, member);
            for (; values && *values; values++)
                assert_true(fits(kind, member, *values));
            assert_false(fits(kind, member, "Jane Roe"));
            assert_false(fits(kind, member, "US-NY-027"));
            assert_false(fits(kind, member, "2011-06-01"));
            assert_false(fits(kind, member, "NONE"));
            if (tp_leaf_presence(kind, member) == TP_LEAF_NEVER)
                assert_false(fits(kind, member, "none"));
        }
    }
    assert_true(fits(TP_LEAF_MATCH, M(OUTCOME), "none"));
    assert_false(fits(TP_LEAF_REVIEW, M(OUTCOME), "none"));
}

static void a_state_is_never_finer(void **state)
{
    static const char *const good[] = {"US", "US-NY", "FR-75C", "SI-001"};
    static const char *const bad[] = {"U",         "us",  "US-",     "US-ny", "US-NY-",
                                      "US-NY-027", "USA", "US-NY02", "36027", "US NY"};

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(good); i++)
        assert_true(fits(TP_LEAF_SUBMISSION, M(STATE), good[i]));
    for (size_t i = 0; i < TP_ARRAY_LENGTH(bad); i++)
        assert_false(fits(TP_LEAF_SUBMISSION, M(STATE), bad[i]));
}

static void a_month_is_no_day(void **state)
{
    static const char *const bad[] = {"2011",       "2011-6",  "2011-00", "2011-13",
                                      "2011-06-01", "06-2011", "2011/06", "2011-0x"};

    (void)state;
    assert_true(fits(TP_LEAF_SUBMISSION, M(MONTH), "2011-06"));
    assert_true(fits(TP_LEAF_SUBMISSION, M(MONTH), "1999-12"));
    for (size_t i = 0; i < TP_ARRAY_LENGTH(bad); i++)
        assert_false(fits(TP_LEAF_SUBMISSION, M(MONTH), bad[i]));
}

static void clauses_stand_in_order_and_once(void **state)
{
    static const char *const good[] = {"exclusion", "exclusion witness", "discretion examination exclusion",
                                       "in-force version"};
    static const char *const bad[] = {"witness exclusion", "exclusion exclusion", "exclusion  witness",
                                      " exclusion",        "exclusion ",          "juvenile",
                                      "exclusion,witness", "exclusion juvenile",  "excl"};

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(good); i++)
        assert_true(fits(TP_LEAF_DECISION, M(CLAUSES), good[i]));
    for (size_t i = 0; i < TP_ARRAY_LENGTH(bad); i++)
        assert_false(fits(TP_LEAF_DECISION, M(CLAUSES), bad[i]));
}

static int by_text(const void *a, const void *b)
{
    const char *x, *y;

    memcpy(&x, a, sizeof x);
    memcpy(&y, b, sizeof y);
    return strcmp(x, y);
}

static void all_clauses_together_have_room(void **state)
{
    const char *const *values = tp_leaf_values(TP_LEAF_DECISION, M(CLAUSES));
    const char *sorted[32];
    char text[TP_LEAF_VALUE_MAX] = "";
    size_t count = 0;

    (void)state;
    for (; values[count]; count++)
        sorted[count] = values[count];
    qsort(sorted, count, sizeof sorted[0], by_text);
    for (size_t i = 0; i < count; i++) {
        assert_true(strlen(text) + strlen(sorted[i]) + 1 < sizeof text);
        snprintf(text + strlen(text), sizeof text - strlen(text), "%s%s", i > 0 ? " " : "", sorted[i]);
    }
    assert_true(fits(TP_LEAF_DECISION, M(CLAUSES), text));
}

static void hashes_and_indices_have_their_form(void **state)
{
    char hex[80];

    (void)state;
    memset(hex, 'a', sizeof hex);
    for (size_t digits = 1; digits < sizeof hex; digits++) {
        hex[digits] = '\0';
        assert_int_equal(fits(TP_LEAF_DISCLOSURE, M(AGREEMENT), hex), digits == 64);
        assert_int_equal(fits(TP_LEAF_DISCLOSURE, M(DISCLOSURE), hex), digits == 32);
        assert_int_equal(fits(TP_LEAF_DISCLOSURE, M(PARTNER), hex), digits == 16);
        hex[digits] = 'a';
    }
    assert_false(fits(TP_LEAF_DISCLOSURE, M(PARTNER), "0123456789ABCDEF"));
    assert_true(fits(TP_LEAF_RECLASSIFICATION, M(OF), "0"));
    assert_true(fits(TP_LEAF_RECLASSIFICATION, M(OF), "123456789012345"));
    assert_false(fits(TP_LEAF_RECLASSIFICATION, M(OF), "1234567890123456"));
    assert_false(fits(TP_LEAF_RECLASSIFICATION, M(OF), "01"));
    assert_false(fits(TP_LEAF_RECLASSIFICATION, M(OF), "-1"));
    assert_false(fits(TP_LEAF_RECLASSIFICATION, M(OF), "1e3"));
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(codes_are_those_of_the_lists),
    cmocka_unit_test(every_kind_says_what_the_documentation_says),
    cmocka_unit_test(listed_values_fit_and_no_others),
    cmocka_unit_test(a_state_is_never_finer),
    cmocka_unit_test(a_month_is_no_day),
    cmocka_unit_test(clauses_stand_in_order_and_once),
    cmocka_unit_test(all_clauses_together_have_room),
    cmocka_unit_test(hashes_and_indices_have_their_form),
};
TP_TEST_MAIN(tests)
