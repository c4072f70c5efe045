/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cli/json.h"

static void assert_prints(struct tp_json *json, const char *expected)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);

    assert_int_equal(tp_json_print(json, true, out, NULL), TP_OK);
    fclose(out);
    assert_string_equal(text, expected);
    free(text);
}

static void nests_objects_and_lists_in_order(void **state)
{
    struct tp_json *json;

    (void)state;
    assert_int_equal(tp_json_new(&json, NULL), TP_OK);
    tp_json_text(json, "set", "db1");
    tp_json_list(json, "rows");
    tp_json_integer(json, NULL, -3);
    tp_json_object(json, NULL);
    tp_json_flag(json, "ok", true);
    tp_json_close(json);
    tp_json_close(json);
    tp_json_number(json, "eer", 0.1);
    assert_prints(json, "{\"set\":\"db1\",\"rows\":[-3,{\"ok\":true}],\"eer\":0.1}\n");
    tp_json_free(&json);
    assert_null(json);
}

static void stays_valid_with_odd_values(void **state)
{
    struct tp_json *json;

    (void)state;
    assert_int_equal(tp_json_new(&json, NULL), TP_OK);
    tp_json_number(json, "nan", (double)NAN);
    tp_json_text(json, "none", NULL);
    tp_json_text(json, "latin", "caf\xe9 \"x\"\n");
    tp_json_text(json, "utf8", "caf\xc3\xa9");
    assert_prints(json, "{\"nan\":null,\"none\":null,\"latin\":\"caf? \\\"x\\\"\\n\",\"utf8\":\"caf\xc3\xa9\"}\n");
    tp_json_free(&json);
}

static void says_when_nothing_can_be_written(void **state)
{
    struct tp_json *json;
    FILE *full = fopen("/dev/full", "w");

    (void)state;
    assert_non_null(full);
    setbuf(full, NULL);
    assert_int_equal(tp_json_new(&json, NULL), TP_OK);
    assert_int_equal(tp_json_print(json, false, full, NULL), TP_E_IO);
    tp_json_free(&json);
    fclose(full);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(nests_objects_and_lists_in_order),
    cmocka_unit_test(stays_valid_with_odd_values),
    cmocka_unit_test(says_when_nothing_can_be_written),
};
TP_TEST_MAIN(tests)
