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

static void the_ledger_is_published(void **state)
{
    struct front_answer answer = front_do(&front, "GET", "/ledger/checkpoint", NULL, NULL);

    (void)state;
    assert_int_equal(answer.status, 200);
    assert_string_equal(tp_http_answer_header(&answer.http, "Cache-Control"), "public, max-age=5");
    assert_string_equal(tp_http_answer_header(&answer.http, "Content-Type"), "text/plain; charset=utf-8");
    assert_true(answer.http.body.size_bytes > 10);
    assert_int_equal(memcmp(answer.http.body.data, "ny-dcjs/ledger/rehearsal\n", 25), 0);
    front_answer_deinit(&answer);
    front_expect(&front, "GET", "/ledger/verifier", NULL, NULL, 200);
}

static void tiles_never_change(void **state)
{
    char path[256];
    struct front_answer answer;
    FILE *file;

    (void)state;
    snprintf(path, sizeof path, "mkdir -p '%s/ledger/tile/0'", front.folder);
    assert_int_equal(system(path), 0);
    snprintf(path, sizeof path, "%s/ledger/tile/0/000", front.folder);
    file = fopen(path, "w");
    assert_non_null(file);
    assert_true(fputs("tile", file) >= 0);
    fclose(file);
    answer = front_do(&front, "GET", "/ledger/tile/0/000", NULL, NULL);
    assert_int_equal(answer.status, 200);
    assert_non_null(strstr(tp_http_answer_header(&answer.http, "Cache-Control"), "immutable"));
    assert_string_equal(answer.http.content_type, "application/octet-stream");
    front_answer_deinit(&answer);
}

static void nothing_else_of_the_folder_is(void **state)
{
    static const char *const paths[] = {"/ledger/",
                                        "/ledger/tile",
                                        "/ledger/journal",
                                        "/ledger/../store.db",
                                        "/ledger/%2e%2e/store.db",
                                        "/ledger/tile/../../key.pem",
                                        "/ledger/organisation.yaml",
                                        "/ledger//etc/passwd",
                                        "/ledger/tile//0/000",
                                        "/ledger/.lock",
                                        "/ledger/tile/0/999"};

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(paths); i++)
        front_expect(&front, "GET", paths[i], NULL, NULL, 404);
    front_expect(&front, "POST", "/ledger/checkpoint", NULL, NULL, 405);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(the_ledger_is_published, set_up, tear_down),
    cmocka_unit_test_setup_teardown(tiles_never_change, set_up, tear_down),
    cmocka_unit_test_setup_teardown(nothing_else_of_the_folder_is, set_up, tear_down),
};
TP_TEST_MAIN(tests)
