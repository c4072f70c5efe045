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

/* Each account comes to what its duty allows, and to nothing else. */
static void each_duty_has_its_operations(void **state)
{
    (void)state;
    for (int i = 0; i < TP_DUTIES; i++) {
        bool keeps = i == TP_DUTY_ADMINISTRATOR, reads = keeps || i == TP_DUTY_AUDITOR;
        front_expect(&front, "GET", "/v1/session", front.tokens[i], NULL, 200);
        front_expect(&front, "GET", "/v1/accounts", front.tokens[i], NULL, reads ? 200 : 403);
        front_expect(&front, "GET", "/v1/account-changes", front.tokens[i], NULL, reads ? 200 : 403);
        front_expect(&front, "PATCH", "/v1/accounts/examiner", front.tokens[i], "{}", keeps ? 200 : 403);
        front_expect(&front, "GET", "/v1/accesses", front.tokens[i], NULL, i == TP_DUTY_AUDITOR ? 400 : 403);
        front_expect(&front, "GET", "/v1/signings", front.tokens[i], NULL, i == TP_DUTY_AUDITOR ? 200 : 403);
        front_expect(&front, "GET", "/v1/clock", front.tokens[i], NULL, 200);
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(each_duty_has_its_operations, set_up, tear_down),
};
TP_TEST_MAIN(tests)
