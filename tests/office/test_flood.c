/* SPDX-License-Identifier: Apache-2.0 */
#include "public.h"

static unsigned take(enum tp_flood what, const char *address, const char *about, int64_t now_s)
{
    unsigned wait_s;

    assert_int_equal(tp_flood_take(what, address, about, now_s, &wait_s, NULL), TP_OK);
    return wait_s;
}

static void an_address_has_a_few_turns_and_then_one_in_ten_minutes(void **state)
{
    (void)state;
    tp_flood_forget();
    for (int i = 0; i < 5; i++)
        assert_int_equal(take(TP_FLOOD_STATEMENT, "10.0.0.1", "a", 1000), 0);
    assert_int_equal(take(TP_FLOOD_STATEMENT, "10.0.0.1", "a", 1000), 600);
    assert_int_equal(take(TP_FLOOD_STATEMENT, "10.0.0.1", "b", 1300), 300); /* of any agreement */
    assert_int_equal(take(TP_FLOOD_STATEMENT, "10.0.0.2", "a", 1300), 0);
    assert_int_equal(take(TP_FLOOD_SIGN_ON, "10.0.0.1", "a", 1300), 0); /* names are counted by themselves */
    assert_int_equal(take(TP_FLOOD_STATEMENT, "10.0.0.1", "a", 1600), 0);
    assert_int_not_equal(take(TP_FLOOD_STATEMENT, "10.0.0.1", "a", 1600), 0);
}

static void many_addresses_have_one_pace_together(void **state)
{
    unsigned taken = 0;
    char address[32];

    (void)state;
    tp_flood_forget();
    for (unsigned i = 0; i < 500; i++) {
        snprintf(address, sizeof address, "10.1.%u.%u", i / 250, i % 250);
        taken += take(TP_FLOOD_STATEMENT, address, "a", 1000) == 0;
    }
    assert_int_equal(taken, 60);
    assert_int_equal(take(TP_FLOOD_STATEMENT, "10.9.9.9", "b", 1000), 0); /* another agreement is not held up */
    assert_int_equal(take(TP_FLOOD_STATEMENT, "10.9.9.8", "a", 1060), 0);
}

/* Who is refused uses up nothing: neither an own turn nor the others'. */
static void what_is_refused_is_not_counted(void **state)
{
    (void)state;
    tp_flood_forget();
    for (int i = 0; i < 5; i++)
        (void)take(TP_FLOOD_STATEMENT, "10.0.0.1", "a", 1000);
    for (int i = 0; i < 1000; i++)
        assert_int_equal(take(TP_FLOOD_STATEMENT, "10.0.0.1", "a", 1000), 600);
    for (unsigned i = 0; i < 11; i++) {
        char address[32];

        snprintf(address, sizeof address, "10.2.0.%u", i);
        for (int turn = 0; turn < 5; turn++)
            assert_int_equal(take(TP_FLOOD_STATEMENT, address, "a", 1000), 0);
    }
    assert_int_not_equal(take(TP_FLOOD_STATEMENT, "10.3.0.1", "a", 1000), 0);
}

/* More addresses than the table has places: it takes no more memory, and who asks next is served. */
static void the_table_does_not_grow(void **state)
{
    char address[32], about[32];

    (void)state;
    tp_flood_forget();
    for (unsigned i = 0; i < 50000; i++) {
        snprintf(address, sizeof address, "2001:db8:%x::", i);
        snprintf(about, sizeof about, "agreement %u", i / 50);
        assert_int_equal(take(TP_FLOOD_STATEMENT, address, about, 1000), 0);
    }
    assert_int_equal(take(TP_FLOOD_STATEMENT, NULL, "nobody knows who asks", 1000), 0);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(an_address_has_a_few_turns_and_then_one_in_ten_minutes),
    cmocka_unit_test(many_addresses_have_one_pace_together),
    cmocka_unit_test(what_is_refused_is_not_counted),
    cmocka_unit_test(the_table_does_not_grow),
};
TP_TEST_MAIN(tests)
