/* SPDX-License-Identifier: Apache-2.0 */
#include "api/served.h"

static struct front front;

static int set_up(void **state)
{
    (void)state;
    front_make(&front, NULL);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    front_remove(&front);
    return 0;
}

#define ADMINISTRATOR front.tokens[TP_DUTY_ADMINISTRATOR]
#define AUDITOR front.tokens[TP_DUTY_AUDITOR]

static size_t count(const char *path, const char *list)
{
    struct front_answer answer = front_do(&front, "GET", path, AUDITOR, NULL);
    size_t number;

    assert_int_equal(answer.status, 200);
    number = tp_json_count(tp_json_member(tp_json_root(answer.json), list));
    front_answer_deinit(&answer);
    return number;
}

static void accounts_are_kept_by_the_administrator(void **state)
{
    struct front_answer answer;

    (void)state;
    front_expect(&front, "POST", "/v1/accounts", ADMINISTRATOR,
                 "{\"account\":\"b\",\"password\":\"" FRONT_PASSWORD "\",\"duties\":[\"examiner\"]}", 201);
    front_expect(&front, "GET", "/v1/accounts/b", AUDITOR, NULL, 200);
    front_expect(&front, "GET", "/v1/accounts/c", AUDITOR, NULL, 404);
    front_expect(&front, "PATCH", "/v1/accounts/c", ADMINISTRATOR, "{\"state\":\"active\"}", 404);
    answer = front_do(&front, "PATCH", "/v1/accounts/b", ADMINISTRATOR,
                      "{\"state\":\"disabled\",\"duties\":[\"contributor\"],\"password\":\"another horse battery\"}");
    assert_int_equal(answer.status, 200);
    assert_string_equal(front_text(&answer, "state"), "disabled");
    front_answer_deinit(&answer);
    assert_int_equal(count("/v1/account-changes?account=b", "changes"), 4);
    assert_int_equal(count("/v1/accounts", "accounts"), TP_DUTIES + 1);
}

static void what_an_account_cannot_be_is_refused(void **state)
{
    static const char *const bodies[] = {
        "{}",
        "{\"account\":\"b\",\"password\":\"" FRONT_PASSWORD "\"}",
        "{\"account\":\"b\",\"password\":\"" FRONT_PASSWORD "\",\"duties\":[]}",
        "{\"account\":\"b\",\"password\":\"" FRONT_PASSWORD "\",\"duties\":[\"king\"]}",
        "{\"account\":\"b\",\"password\":\"" FRONT_PASSWORD "\",\"duties\":[\"auditor\",\"examiner\"]}",
        "{\"account\":\"B b\",\"password\":\"" FRONT_PASSWORD "\",\"duties\":[\"examiner\"]}",
        "{\"account\":\"b\",\"password\":\"short\",\"duties\":[\"examiner\"]}",
    };

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(bodies); i++)
        front_expect(&front, "POST", "/v1/accounts", ADMINISTRATOR, bodies[i], 400);
    front_expect(&front, "PATCH", "/v1/accounts/examiner", ADMINISTRATOR, "{\"state\":\"dead\"}", 400);
    front_expect(&front, "PATCH", "/v1/accounts/examiner", ADMINISTRATOR, "{\"name\":\"A\"}", 400);
    front_expect(&front, "PATCH", "/v1/accounts/administrator", ADMINISTRATOR, "{\"state\":\"disabled\"}", 409);
    front_expect(&front, "PATCH", "/v1/accounts/administrator", ADMINISTRATOR, "{\"duties\":[\"examiner\"]}", 409);
    assert_int_equal(count("/v1/accounts", "accounts"), TP_DUTIES);
    assert_int_equal(count("/v1/account-changes", "changes"), TP_DUTIES);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(accounts_are_kept_by_the_administrator, set_up, tear_down),
    cmocka_unit_test_setup_teardown(what_an_account_cannot_be_is_refused, set_up, tear_down),
};
TP_TEST_MAIN(tests)
