/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <string.h>

#include "api/route.h"

static const struct tp_operation operations[] = {
    {.id = "list", .method = "GET", .path = "/v1/things"},
    {.id = "make", .method = "POST", .path = "/v1/things"},
    {.id = "get", .method = "GET", .path = "/v1/things/{thing}"},
    {.id = "newest", .method = "GET", .path = "/v1/things/newest"},
    {.id = "drop", .method = "DELETE", .path = "/v1/things/{thing}"},
    {.id = "part", .method = "GET", .path = "/v1/things/{thing}/parts/{part}"},
    {0},
};

static const char *find(const char *method, const char *path, struct tp_route *route)
{
    tp_route_find_in(operations, method, path, route);
    return route->operation ? route->operation->id : "";
}

static void paths_and_methods_name_operations(void **state)
{
    struct tp_route route;

    (void)state;
    assert_string_equal(find("GET", "/v1/things", &route), "list");
    assert_string_equal(find("POST", "/v1/things", &route), "make");
    assert_string_equal(find("GET", "/v1/things/a", &route), "get");
    assert_string_equal(route.values[0], "a");
    assert_string_equal(find("GET", "/v1/things/newest", &route), "newest");
    assert_string_equal(find("DELETE", "/v1/things/newest", &route), "drop");
    assert_string_equal(find("GET", "/v1/things/a%20b/parts/%7e", &route), "part");
    assert_string_equal(route.values[0], "a b");
    assert_string_equal(route.values[1], "~");
}

static void other_methods_are_told_which_there_are(void **state)
{
    struct tp_route route;

    (void)state;
    assert_string_equal(find("PUT", "/v1/things", &route), "");
    assert_string_equal(route.allow, "GET, POST");
    assert_string_equal(find("PUT", "/v1/things/newest", &route), "");
    assert_string_equal(route.allow, "GET, DELETE");
    assert_string_equal(find("", "/v1/things/newest/parts/1", &route), "");
    assert_string_equal(route.allow, "GET");
}

static void what_is_no_path_is_none(void **state)
{
    static const char *const paths[] = {"",
                                        "/",
                                        "v1/things",
                                        "/v1/things/",
                                        "/v1//things",
                                        "/v1/thing",
                                        "/v1/thingss",
                                        "/v1/things//parts/1",
                                        "/v1/things/a/parts",
                                        "/v1/things/a/parts/b/c",
                                        "/v1/things/%",
                                        "/v1/things/%4",
                                        "/v1/things/%4x",
                                        "/v1/things/%00",
                                        "/v1/things/a%2fb",
                                        "/v1/things/\x01",
                                        "/v1/things/\x7f"};
    char longest[TP_EXCHANGE_NAME_BYTES + 16] = "/v1/things/";
    struct tp_route route;

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(paths); i++) {
        assert_string_equal(find("GET", paths[i], &route), "");
        assert_string_equal(route.allow, "");
    }
    memset(longest + 11, 'x', TP_EXCHANGE_NAME_BYTES - 1);
    assert_string_equal(find("GET", longest, &route), "get");
    longest[11 + TP_EXCHANGE_NAME_BYTES - 1] = 'x';
    assert_string_equal(find("GET", longest, &route), "");
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(paths_and_methods_name_operations),
    cmocka_unit_test(other_methods_are_told_which_there_are),
    cmocka_unit_test(what_is_no_path_is_none),
};
TP_TEST_MAIN(tests)
