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

static struct front_answer get(const char *path)
{
    return front_do(&front, "GET", path, front.tokens[TP_DUTY_AUDITOR], NULL);
}

static void pages_hold_everything_once_newest_first(void **state)
{
    char path[64] = "/v1/accounts?limit=3", seen[TP_DUTIES][TP_ACCOUNT_NAME_BYTES];
    size_t count = 0;
    int64_t next = 1;

    (void)state;
    while (next) {
        struct front_answer answer = get(path);
        const struct tp_json_value *list = tp_json_member(tp_json_root(answer.json), "accounts");
        const struct tp_json_value *more = tp_json_member(tp_json_root(answer.json), "next");
        assert_int_equal(answer.status, 200);
        assert_in_range(tp_json_count(list), 1, 3);
        for (size_t i = 0; i < tp_json_count(list) && count < TP_DUTIES; i++)
            snprintf(seen[count++], TP_ACCOUNT_NAME_BYTES, "%s",
                     tp_json_to_text(tp_json_member(tp_json_element(list, i), "account")));
        next = 0;
        if (more)
            assert_true(tp_json_to_integer(more, &next));
        snprintf(path, sizeof path, "/v1/accounts?limit=3&before=%lld", (long long)next);
        front_answer_deinit(&answer);
    }
    assert_int_equal(count, TP_DUTIES);
    for (size_t i = 0; i < count; i++)
        assert_string_equal(seen[i], tp_duty_code((enum tp_duty)(TP_DUTIES - 1 - i)));
}

static void what_is_no_page_is_refused(void **state)
{
    static const char *const paths[] = {"/v1/accounts?limit=x", "/v1/accounts?limit=201", "/v1/accounts?limit=-1",
                                        "/v1/accounts?before=", "/v1/accounts?before=99999999999999999999"};

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(paths); i++)
        front_expect(&front, "GET", paths[i], front.tokens[TP_DUTY_AUDITOR], NULL, 400);
    front_expect(&front, "GET", "/v1/accounts?before=1", front.tokens[TP_DUTY_AUDITOR], NULL, 200);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(pages_hold_everything_once_newest_first, set_up, tear_down),
    cmocka_unit_test_setup_teardown(what_is_no_page_is_refused, set_up, tear_down),
};
TP_TEST_MAIN(tests)
