/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/fixture.h"

static void each_duty_is_found_by_its_code(void **state)
{
    (void)state;
    for (int i = 0; i < TP_DUTIES; i++)
        assert_int_equal(tp_duty_find(tp_duty_code((enum tp_duty)i)), i);
    assert_int_equal(tp_duty_find("king"), -1);
    assert_int_equal(tp_duty_find(""), -1);
}

static void who_watches_does_nothing_else(void **state)
{
    (void)state;
    for (uint32_t duties = 0; duties < 1u << (TP_DUTIES + 1); duties++) {
        bool alone = duties == TP_DUTY_BIT(AUDITOR) || duties == TP_DUTY_BIT(ADMINISTRATOR);
        bool others =
            duties != 0 && duties < 1u << TP_DUTIES && !(duties & (TP_DUTY_BIT(AUDITOR) | TP_DUTY_BIT(ADMINISTRATOR)));
        assert_int_equal(tp_duties_check(duties, NULL), alone || others ? TP_OK : TP_E_ARGUMENT);
    }
}

static tp_status read_duties(const char *text, uint32_t *out)
{
    struct tp_json_document *document;
    tp_status status;

    assert_int_equal(tp_json_parse(text, strlen(text), &document, NULL), TP_OK);
    status = tp_duties_read(tp_json_member(tp_json_root(document), "duties"), "duties", out, NULL);
    tp_json_document_free(&document);
    return status;
}

static void duties_in_json(void **state)
{
    uint32_t duties;

    (void)state;
    assert_int_equal(read_duties("{\"duties\":[\"examiner\",\"contributor\",\"examiner\"]}", &duties), TP_OK);
    assert_int_equal(duties, TP_DUTY_BIT(EXAMINER) | TP_DUTY_BIT(CONTRIBUTOR));
    assert_int_equal(read_duties("{\"duties\":[]}", &duties), TP_OK);
    assert_int_equal(duties, 0);
    assert_int_equal(read_duties("{\"duties\":[\"king\"]}", &duties), TP_E_ARGUMENT);
    assert_int_equal(read_duties("{\"duties\":[3]}", &duties), TP_E_ARGUMENT);
    assert_int_equal(read_duties("{\"duties\":\"examiner\"}", &duties), TP_E_ARGUMENT);
    assert_int_equal(read_duties("{}", &duties), TP_E_ARGUMENT);
}

/* ---- accounts ---------------------------------------------------------------------------------------------------- */

#define PASSWORD "correct horse battery"

static struct fixture fixture;

static int set_up(void **state)
{
    (void)state;
    fixture_make(&fixture, NULL);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    fixture_remove(&fixture);
    return 0;
}

static tp_status make(const char *name, const char *password, uint32_t duties)
{
    struct tp_account account = {.duties = duties};

    snprintf(account.name, sizeof account.name, "%s", name);
    return tp_account_make(fixture.exchange, "", &account, password, NULL);
}

static tp_status check(const char *name, const char *password)
{
    struct tp_account account;

    return tp_account_check(fixture.exchange, name, password, &account, NULL);
}

static uint64_t count(const char *kind, const char *link)
{
    const struct tp_store_query query = {.kind = kind, .link = link, .due_until_s = TP_STORE_NEVER};
    uint64_t number;

    assert_int_equal(tp_entry_count(fixture.exchange, &query, &number, NULL), TP_OK);
    return number;
}

static tp_status change(const char *name, const uint32_t *duties, const bool *active, const char *password)
{
    const struct tp_account_change what = {duties, active, password};

    return tp_account_change(fixture.exchange, "root", name, &what, NULL);
}

static void an_account_comes_in_by_its_password(void **state)
{
    struct tp_account account;
    struct tp_entry entry;

    (void)state;
    assert_int_equal(make("a.miller", PASSWORD, TP_DUTY_BIT(EXAMINER)), TP_OK);
    assert_int_equal(make("a.miller", PASSWORD, TP_DUTY_BIT(EXAMINER)), TP_E_EXISTS);
    assert_int_equal(tp_account_check(fixture.exchange, "a.miller", PASSWORD, &account, NULL), TP_OK);
    assert_string_equal(account.name, "a.miller");
    assert_int_equal(account.duties, TP_DUTY_BIT(EXAMINER));
    assert_true(account.active);
    assert_int_equal(tp_entry_get(fixture.exchange, "account", "a.miller", &entry, NULL), TP_OK);
    assert_null(strstr(tp_entry_text(&entry, "password"), "horse"));
    tp_entry_deinit(&entry);
    assert_int_equal(count("change", "a.miller"), 1);
    assert_int_equal(tp_account_get(fixture.exchange, "b", &account, NULL), TP_E_NOT_FOUND);
}

/* Who guesses learns nothing from the words. */
static void what_is_wrong_is_not_said(void **state)
{
    static const char *const attempts[][2] = {
        {"a", "wrong horse battery"}, {"a", ""}, {"b", PASSWORD}, {"", ""}, {"gone", PASSWORD}, {"oidc:x", PASSWORD}};
    bool inactive = false;
    char longest[1000] = "";
    struct tp_account account;

    (void)state;
    assert_int_equal(make("a", PASSWORD, TP_DUTY_BIT(EXAMINER)), TP_OK);
    assert_int_equal(make("gone", PASSWORD, TP_DUTY_BIT(EXAMINER)), TP_OK);
    assert_int_equal(change("gone", NULL, &inactive, NULL), TP_OK);
    assert_int_equal(tp_account_seen(fixture.exchange, "oidc:x", NULL), TP_OK);
    for (size_t i = 0; i < TP_ARRAY_LENGTH(attempts); i++) {
        struct tp_diag diag;
        tp_diag_init(&diag);
        assert_int_equal(tp_account_check(fixture.exchange, attempts[i][0], attempts[i][1], &account, &diag),
                         TP_E_DENIED);
        assert_string_equal(diag.text, "account or password is wrong, or the account is disabled");
        assert_int_equal(account.duties, 0);
    }
    memset(longest, 'x', sizeof longest - 1);
    assert_int_equal(check("a", longest), TP_E_DENIED);
    assert_int_equal(check(longest, PASSWORD), TP_E_DENIED);
}

static void names_and_passwords_have_a_form(void **state)
{
    static const char *const names[] = {"", "A", "a b", ".a", "-a", "a/b", "oidc:a", "\xc3\xa4"};
    char longest[TP_PASSWORD_BYTES_MAX + 2] = "", name[66] = "";

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(names); i++)
        assert_int_equal(make(names[i], PASSWORD, TP_DUTY_BIT(EXAMINER)), TP_E_ARGUMENT);
    memset(name, 'a', 65);
    assert_int_equal(make(name, PASSWORD, TP_DUTY_BIT(EXAMINER)), TP_E_ARGUMENT);
    name[64] = '\0';
    assert_int_equal(make(name, PASSWORD, TP_DUTY_BIT(EXAMINER)), TP_OK);
    assert_int_equal(make("a", "fourteen bytes", TP_DUTY_BIT(EXAMINER)), TP_E_ARGUMENT);
    assert_int_equal(make("a", "f\xc3\xbcnfzehn \xc3\xbcmlau", TP_DUTY_BIT(EXAMINER)), TP_E_ARGUMENT);
    memset(longest, 'x', TP_PASSWORD_BYTES_MAX + 1);
    assert_int_equal(make("a", longest, TP_DUTY_BIT(EXAMINER)), TP_E_ARGUMENT);
    longest[TP_PASSWORD_BYTES_MAX] = '\0';
    assert_int_equal(make("a", longest, TP_DUTY_BIT(EXAMINER)), TP_OK);
    assert_int_equal(check("a", longest), TP_OK);
    assert_int_equal(make("b", PASSWORD, 0), TP_E_ARGUMENT);
    assert_int_equal(make("b", PASSWORD, TP_DUTY_BIT(AUDITOR) | TP_DUTY_BIT(EXAMINER)), TP_E_ARGUMENT);
    assert_int_equal(count("change", NULL), 2);
}

static void the_last_administrator_stays(void **state)
{
    uint32_t examiner = TP_DUTY_BIT(EXAMINER), administrator = TP_DUTY_BIT(ADMINISTRATOR);
    bool active = true, inactive = false;

    (void)state;
    assert_int_equal(make("root", PASSWORD, administrator), TP_OK);
    assert_int_equal(make("other", PASSWORD, administrator), TP_OK);
    assert_int_equal(change("other", NULL, &inactive, NULL), TP_OK);
    assert_int_equal(change("root", NULL, &inactive, NULL), TP_E_CONFLICT);
    assert_int_equal(change("root", &examiner, NULL, NULL), TP_E_CONFLICT);
    assert_int_equal(change("root", &administrator, &active, "another horse battery"), TP_OK);
    assert_int_equal(change("other", NULL, &active, NULL), TP_OK);
    assert_int_equal(change("root", &examiner, NULL, NULL), TP_OK);
    assert_int_equal(change("other", NULL, &inactive, NULL), TP_E_CONFLICT);
    assert_int_equal(change("nobody", NULL, &inactive, NULL), TP_E_NOT_FOUND);
}

static void every_change_is_on_record(void **state)
{
    uint32_t duties = TP_DUTY_BIT(CONTRIBUTOR) | TP_DUTY_BIT(EXAMINER), watcher = duties | TP_DUTY_BIT(AUDITOR);
    bool active = true, inactive = false;

    (void)state;
    assert_int_equal(make("a", PASSWORD, TP_DUTY_BIT(EXAMINER)), TP_OK);
    assert_int_equal(change("a", &duties, NULL, NULL), TP_OK);
    assert_int_equal(change("a", &duties, &active, NULL), TP_OK);
    assert_int_equal(count("change", "a"), 2);
    assert_int_equal(change("a", NULL, &inactive, "another horse battery"), TP_OK);
    assert_int_equal(count("change", "a"), 4);
    assert_int_equal(change("a", &watcher, NULL, NULL), TP_E_ARGUMENT);
    assert_int_equal(change("a", NULL, NULL, "short"), TP_E_ARGUMENT);
    assert_int_equal(count("change", "a"), 4);
    assert_int_equal(check("a", "another horse battery"), TP_E_DENIED);
    assert_int_equal(change("a", NULL, &active, NULL), TP_OK);
    assert_int_equal(check("a", PASSWORD), TP_E_DENIED);
    assert_int_equal(check("a", "another horse battery"), TP_OK);
}

static void whom_the_provider_knows_can_be_disabled_here(void **state)
{
    uint32_t duties = TP_DUTY_BIT(EXAMINER);
    bool inactive = false;

    (void)state;
    assert_int_equal(tp_account_seen(fixture.exchange, "oidc:a", NULL), TP_OK);
    assert_int_equal(tp_account_seen(fixture.exchange, "oidc:a", NULL), TP_OK);
    assert_int_equal(count("change", "oidc:a"), 1);
    assert_int_equal(change("oidc:a", NULL, NULL, PASSWORD), TP_E_CONFLICT);
    assert_int_equal(change("oidc:a", &duties, NULL, NULL), TP_E_CONFLICT);
    assert_int_equal(change("oidc:a", NULL, &inactive, NULL), TP_OK);
    assert_int_equal(tp_account_seen(fixture.exchange, "oidc:a", NULL), TP_E_DENIED);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(each_duty_is_found_by_its_code),
    cmocka_unit_test(who_watches_does_nothing_else),
    cmocka_unit_test(duties_in_json),
    cmocka_unit_test_setup_teardown(an_account_comes_in_by_its_password, set_up, tear_down),
    cmocka_unit_test_setup_teardown(what_is_wrong_is_not_said, set_up, tear_down),
    cmocka_unit_test_setup_teardown(names_and_passwords_have_a_form, set_up, tear_down),
    cmocka_unit_test_setup_teardown(the_last_administrator_stays, set_up, tear_down),
    cmocka_unit_test_setup_teardown(every_change_is_on_record, set_up, tear_down),
    cmocka_unit_test_setup_teardown(whom_the_provider_knows_can_be_disabled_here, set_up, tear_down),
};
TP_TEST_MAIN(tests)
