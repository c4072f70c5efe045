/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <string.h>

#include "cli/finger.h"

static void splits_finger_and_path(void **state)
{
    static const struct {
        const char *word, *path;
        unsigned finger;
    } good[] = {{"1=a.png", "a.png", 1},   {"10=b=c.png", "b=c.png", 10}, {"a.png", "a.png", 0},
                {"a=b.png", "a=b.png", 0}, {"2024.png", "2024.png", 0},   {"03=x", "x", 3}};

    (void)state;
    for (unsigned i = 0; i < TP_ARRAY_LENGTH(good); i++) {
        struct tp_manifest_row row;

        assert_int_equal(tp_cli_finger_parse(good[i].word, &row, NULL), TP_OK);
        assert_string_equal(row.path, good[i].path);
        assert_int_equal(row.finger, good[i].finger);
        assert_int_equal(row.line, 0);
    }
}

static void refuses_what_is_no_finger(void **state)
{
    static const char *const bad[] = {"0=a.png", "11=a.png", "4294967297=a.png", "1=", ""};

    (void)state;
    for (unsigned i = 0; i < TP_ARRAY_LENGTH(bad); i++) {
        struct tp_manifest_row row;

        assert_int_equal(tp_cli_finger_parse(bad[i], &row, NULL), TP_E_ARGUMENT);
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(splits_finger_and_path),
    cmocka_unit_test(refuses_what_is_no_finger),
};
TP_TEST_MAIN(tests)
