/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/fixture.h"

enum { NOW_S = 1800000000 };

static struct fixture fixture;
static const struct tp_account examiner = {.name = "a", .duties = TP_DUTY_BIT(EXAMINER)};

static int set_up(void **state)
{
    (void)state;
    fixture_make(&fixture, NULL);
    return tp_account_make(fixture.exchange, "", &examiner, "correct horse battery", NULL);
}

static int tear_down(void **state)
{
    (void)state;
    fixture_remove(&fixture);
    return 0;
}

static void start(char token[TP_SESSION_TOKEN_BYTES])
{
    int64_t expires_s;

    assert_int_equal(tp_session_start(fixture.exchange, &examiner, NOW_S, token, &expires_s, NULL), TP_OK);
    assert_int_equal(expires_s, NOW_S + TP_SESSION_MAX_S);
}

static tp_status find(const char *token, int64_t now_s)
{
    char session[TP_SESSION_TOKEN_BYTES];
    struct tp_account account;
    tp_status status = tp_session_find(fixture.exchange, token, now_s, &account, session, NULL);

    assert_string_equal(account.name, status == TP_OK ? "a" : "");
    assert_true((session[0] != '\0') == (status == TP_OK));
    return status;
}

static void a_token_finds_its_account(void **state)
{
    char token[TP_SESSION_TOKEN_BYTES], other[TP_SESSION_TOKEN_BYTES], session[TP_SESSION_TOKEN_BYTES];
    struct tp_account account;
    struct tp_entry entry;

    (void)state;
    start(token);
    start(other);
    assert_string_not_equal(token, other);
    assert_int_equal(tp_session_find(fixture.exchange, token, NOW_S, &account, session, NULL), TP_OK);
    assert_int_equal(account.duties, TP_DUTY_BIT(EXAMINER));
    assert_string_not_equal(session, token);
    assert_int_equal(tp_entry_get(fixture.exchange, "session", token, &entry, NULL), TP_E_NOT_FOUND);
    token[10] = token[10] == '0' ? '1' : '0';
    assert_int_equal(find(token, NOW_S), TP_E_DENIED);
    assert_int_equal(find("", NOW_S), TP_E_DENIED);
    assert_int_equal(find(session, NOW_S), TP_E_DENIED);
}

static void it_ends_when_it_is_told_to(void **state)
{
    char token[TP_SESSION_TOKEN_BYTES], session[TP_SESSION_TOKEN_BYTES];
    struct tp_account account;

    (void)state;
    start(token);
    assert_int_equal(tp_session_find(fixture.exchange, token, NOW_S, &account, session, NULL), TP_OK);
    assert_int_equal(tp_session_end(fixture.exchange, session, NULL), TP_OK);
    assert_int_equal(find(token, NOW_S), TP_E_DENIED);
    assert_int_equal(tp_session_end(fixture.exchange, session, NULL), TP_E_NOT_FOUND);
}

/* What goes on under a session does not keep it. */
static void looking_is_no_use(void **state)
{
    char token[TP_SESSION_TOKEN_BYTES], session[TP_SESSION_TOKEN_BYTES];
    struct tp_account account;

    (void)state;
    start(token);
    assert_int_equal(tp_session_find(fixture.exchange, token, NOW_S, &account, session, NULL), TP_OK);
    for (int64_t now_s = NOW_S; now_s < NOW_S + TP_SESSION_IDLE_S; now_s += 100) {
        assert_int_equal(tp_session_look(fixture.exchange, session, now_s, &account, NULL), TP_OK);
        assert_string_equal(account.name, "a");
    }
    assert_int_equal(tp_session_look(fixture.exchange, session, NOW_S + TP_SESSION_IDLE_S, &account, NULL),
                     TP_E_DENIED);
    assert_string_equal(account.name, "");
    assert_int_equal(tp_session_look(fixture.exchange, token, NOW_S, &account, NULL), TP_E_DENIED);
}

static void it_ends_after_half_an_hour_without_use(void **state)
{
    char token[TP_SESSION_TOKEN_BYTES];

    (void)state;
    start(token);
    assert_int_equal(find(token, NOW_S + TP_SESSION_IDLE_S - 1), TP_OK);
    assert_int_equal(find(token, NOW_S + 2 * TP_SESSION_IDLE_S - 2), TP_OK);
    assert_int_equal(find(token, NOW_S + 3 * TP_SESSION_IDLE_S - 2), TP_E_DENIED);
}

static void it_ends_after_half_a_day_whatever_is_done(void **state)
{
    char token[TP_SESSION_TOKEN_BYTES], next[TP_SESSION_TOKEN_BYTES];
    int64_t now_s = NOW_S, expires_s;
    const struct tp_store_query all = {.kind = "session", .due_until_s = TP_STORE_NEVER};
    uint64_t count;

    (void)state;
    start(token);
    for (; now_s < NOW_S + TP_SESSION_MAX_S; now_s += 600)
        assert_int_equal(find(token, now_s), TP_OK);
    assert_int_equal(find(token, now_s), TP_E_DENIED);
    /* The next login clears it away. */
    assert_int_equal(tp_session_start(fixture.exchange, &examiner, now_s, next, &expires_s, NULL), TP_OK);
    assert_int_equal(tp_entry_count(fixture.exchange, &all, &count, NULL), TP_OK);
    assert_int_equal(count, 1);
}

static void it_ends_with_the_account_and_its_password(void **state)
{
    bool active = true, inactive = false;
    const struct tp_account_change disable = {.active = &inactive}, enable = {.active = &active};
    const struct tp_account_change password = {.password = "another horse battery"};
    uint32_t duties = TP_DUTY_BIT(CONTRIBUTOR);
    const struct tp_account_change other = {.duties = &duties};
    char token[TP_SESSION_TOKEN_BYTES], session[TP_SESSION_TOKEN_BYTES];
    struct tp_account account;

    (void)state;
    start(token);
    assert_int_equal(tp_account_change(fixture.exchange, "root", "a", &disable, NULL), TP_OK);
    assert_int_equal(find(token, NOW_S), TP_E_DENIED);
    assert_int_equal(tp_account_change(fixture.exchange, "root", "a", &enable, NULL), TP_OK);
    assert_int_equal(find(token, NOW_S), TP_E_DENIED);
    start(token);
    assert_int_equal(tp_account_change(fixture.exchange, "root", "a", &password, NULL), TP_OK);
    assert_int_equal(find(token, NOW_S), TP_E_DENIED);
    start(token);
    assert_int_equal(tp_account_change(fixture.exchange, "root", "a", &other, NULL), TP_OK);
    assert_int_equal(tp_session_find(fixture.exchange, token, NOW_S, &account, session, NULL), TP_OK);
    assert_int_equal(account.duties, duties);
}

/* The clock of a rehearsal is not that of the people in it; otherwise there is one clock. */
static void sessions_have_the_machines_time_in_a_rehearsal(void **state)
{
    int64_t off_s = tp_session_now(fixture.exchange) - tp_clock_now_s();

    (void)state;
    assert_in_range(off_s + 5, 0, 10);
    tp_exchange_close(&fixture.exchange);
    fixture.options.now_s = 0;
    fixture_open(&fixture);
    off_s = tp_session_now(fixture.exchange) - tp_exchange_now(fixture.exchange);
    assert_in_range(off_s + 5, 0, 10);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(sessions_have_the_machines_time_in_a_rehearsal, set_up, tear_down),
    cmocka_unit_test_setup_teardown(a_token_finds_its_account, set_up, tear_down),
    cmocka_unit_test_setup_teardown(it_ends_when_it_is_told_to, set_up, tear_down),
    cmocka_unit_test_setup_teardown(looking_is_no_use, set_up, tear_down),
    cmocka_unit_test_setup_teardown(it_ends_after_half_an_hour_without_use, set_up, tear_down),
    cmocka_unit_test_setup_teardown(it_ends_after_half_a_day_whatever_is_done, set_up, tear_down),
    cmocka_unit_test_setup_teardown(it_ends_with_the_account_and_its_password, set_up, tear_down),
};
TP_TEST_MAIN(tests)
