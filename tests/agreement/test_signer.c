/* SPDX-License-Identifier: Apache-2.0 */
/* Signers: the table, the order of their steps, and what their turns add up to. */
#include "agreement/history_parts.h"

#include "sample.h"

static struct tp_history *history;
static struct tp_history_signer *signer;
static struct tp_version first, second; /* only their addresses are used */

static int set_up(void **state)
{
    (void)state;
    assert_int_equal(tp_history_new(&history, NULL), TP_OK);
    assert_int_equal(tp_history_add_signer(history, SAMPLE_NY, sample_key(SAMPLE_NY), &signer, NULL), TP_OK);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    tp_history_free(&history);
    return 0;
}

static void add(uint32_t sequence, enum tp_event_kind kind, struct tp_version *version, int64_t from_s)
{
    struct tp_step step = {.sequence = sequence, .kind = kind, .version = version, .from_s = from_s};

    assert_int_equal(tp_signer_reserve(signer, NULL), TP_OK);
    tp_signer_add(signer, &step);
}

/* Names and keys make a signer together. */
static void test_table(void **state)
{
    struct tp_history_signer *again, *other;
    (void)state;

    assert_int_equal(tp_history_add_signer(history, SAMPLE_NY, sample_key(SAMPLE_NY), &again, NULL), TP_OK);
    assert_ptr_equal(again, signer);
    assert_int_equal(tp_history_add_signer(history, SAMPLE_NY, sample_key("other"), &other, NULL), TP_OK);
    assert_ptr_not_equal(other, signer);
    for (int i = 0; i < 100; i++) {
        char name[8];

        snprintf(name, sizeof name, "p%d", i * 37 % 100);
        assert_int_equal(tp_history_add_signer(history, name, sample_key("other"), &again, NULL), TP_OK);
        assert_ptr_equal(tp_history_find_signer(history, name, sample_key("other")), again);
        assert_null(tp_history_find_signer(history, name, sample_key(SAMPLE_NY)));
    }
    assert_int_equal(history->signer_count, 102);
    assert_ptr_equal(tp_history_find_signer(history, SAMPLE_NY, sample_key(SAMPLE_NY)), signer);
    assert_ptr_equal(tp_history_find_signer(history, SAMPLE_NY, sample_key("other")), other);
}

static void test_steps(void **state)
{
    (void)state;

    add(1, TP_EVENT_JOIN, &first, 10);
    assert_int_equal(signer->complete, 1);
    add(4, TP_EVENT_LEAVE, &first, 20);
    add(2, TP_EVENT_SUSPEND, &first, 30);
    assert_int_equal(signer->complete, 2);
    add(2, TP_EVENT_RESUME, &first, 30); /* goes before the stop of its number */
    assert_int_equal(signer->all.items[1].kind, TP_EVENT_RESUME);
    assert_int_equal(signer->all.items[2].kind, TP_EVENT_SUSPEND);
    add(3, TP_EVENT_COMMENT, &first, 30);
    assert_int_equal(signer->complete, 4);
    assert_int_equal(signer->all.count, 5);
    assert_int_equal(signer->turns.count, 4);
    assert_int_equal(signer->stops, 2);
    assert_int_equal(tp_signer_find(signer, 3)->kind, TP_EVENT_COMMENT);
    assert_int_equal(tp_signer_find(signer, 2)->kind, TP_EVENT_RESUME);
    assert_null(tp_signer_find(signer, 5));
    assert_null(tp_signer_find(signer, 0));
}

/* Of two stops with one number leaving is the stronger, whichever came first. */
static void test_two_stops(void **state)
{
    (void)state;

    for (int order = 0; order < 2; order++) {
        add(1, order ? TP_EVENT_LEAVE : TP_EVENT_SUSPEND, &first, 10);
        add(1, order ? TP_EVENT_SUSPEND : TP_EVENT_LEAVE, &first, 10);
        assert_int_equal(tp_signer_participation(signer, &first, 10, UINT32_MAX), TP_PARTICIPATION_LEFT);
        assert_false(tp_signer_is_suspended(signer, 10, UINT32_MAX));
        signer->all.count = signer->turns.count = signer->complete = 0;
    }
}

/* All orders of arrival of the same turns say the same: here every permutation of five. */
static void test_order_of_arrival(void **state)
{
    static const struct {
        uint32_t sequence;
        enum tp_event_kind kind;
        int64_t from_s;
    } turns[] = {{1, TP_EVENT_JOIN, 10},
                 {2, TP_EVENT_SUSPEND, 15},
                 {3, TP_EVENT_RESUME, 20},
                 {4, TP_EVENT_LEAVE, 5},
                 {5, TP_EVENT_JOIN, 30}};
    (void)state;

    for (int order = 0; order < 120; order++) {
        bool used[5] = {false};
        int rest = order;

        for (int i = 5; i > 0; i--) {
            int skip = rest % i, at = 0;

            rest /= i;
            while (used[at] || skip-- > 0)
                at++;
            used[at] = true;
            add(turns[at].sequence, turns[at].kind, &first, turns[at].from_s);
        }
        assert_int_equal(tp_signer_participation(signer, &first, 4, UINT32_MAX), TP_PARTICIPATION_OUT);
        assert_int_equal(tp_signer_participation(signer, &first, 29, UINT32_MAX), TP_PARTICIPATION_LEFT);
        assert_int_equal(tp_signer_participation(signer, &first, 30, UINT32_MAX), TP_PARTICIPATION_IN);
        assert_int_equal(tp_signer_participation(signer, &second, 30, UINT32_MAX), TP_PARTICIPATION_LEFT);
        assert_int_equal(tp_signer_participation(signer, &first, 30, 4), TP_PARTICIPATION_IN);
        assert_int_equal(tp_signer_participation(signer, &first, 30, 3), TP_PARTICIPATION_SUSPENDED);
        assert_int_equal(tp_signer_participation(signer, &first, 30, 1), TP_PARTICIPATION_OUT);
        assert_true(tp_signer_is_suspended(signer, 30, 3));
        assert_false(tp_signer_is_suspended(signer, 14, 3));
        assert_false(tp_signer_is_suspended(signer, 30, UINT32_MAX));
        assert_int_equal(signer->complete, 5);
        signer->all.count = signer->turns.count = signer->complete = 0;
        signer->stops = signer->records = 0;
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

static const struct CMUnitTest tests[] = {TEST(test_table), TEST(test_steps), TEST(test_two_stops),
                                          TEST(test_order_of_arrival)};

TP_TEST_MAIN(tests)
