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

static void a_node_that_stops_is_not_ready(void **state)
{
    struct tp_api *api;
    const struct tp_api_options options = {0};

    (void)state;
    assert_int_equal(tp_api_new(tp_serve_exchange(front.serve), &options, &api, NULL), TP_OK);
    tp_api_drain(api);
    tp_api_free(&api);
    tp_api_free(&api);
    front_expect(&front, "GET", "/health/ready", NULL, NULL, 200);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(a_node_that_stops_is_not_ready, set_up, tear_down),
};
TP_TEST_MAIN(tests)
