/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <stdlib.h>
#include <string.h>

#include "json/json.h"

static const char text[] = "\n{\n"                                       /* 1, 2 */
                           "  \"a\": 1,\n"                               /* 3 */
                           "  \"list\": [\n"                             /* 4 */
                           "    {\"a\": \"}\\\"]\",\n"                   /* 5 */
                           "     \"b\": [1, [2,\n"                       /* 6 */
                           "            3]]}, true,\n"                   /* 7 */
                           "    -1.5e3\n"                                /* 8 */
                           "  ], \"empty\": {}, \"none\": [], \"o\" :\n" /* 9 */
                           "  {\n"                                       /* 10 */
                           "    \"a\\n\": 0, \"ab\": 0,\n"               /* 11 */
                           "    \"b\"\n"                                 /* 12 */
                           "    : null\n"                                /* 13 */
                           "  }\n}\n";

static void a_member_is_found_by_its_path(void **state)
{
    static const struct {
        const char *path;
        size_t line;
    } cases[] = {{"", 2},          {"a", 3},         {"list", 4},         {"list[0]", 5},
                 {"list[0].a", 5}, {"list[0].b", 6}, {"list[0].b[1]", 6}, {"list[0].b[1][1]", 7},
                 {"list[1]", 7},   {"list[2]", 8},   {"empty", 9},        {"none", 9},
                 {"o", 9},         {"o.ab", 11},     {"o.b", 12}};

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(cases); i++) {
        if (tp_json_line(text, strlen(text), cases[i].path) != cases[i].line)
            fail_msg("%s: line %zu, not %zu", cases[i].path, tp_json_line(text, strlen(text), cases[i].path),
                     cases[i].line);
    }
}

/* A member that is missing is missing in what is around it. */
static void what_is_not_there_is_where_it_should_be(void **state)
{
    (void)state;
    assert_int_equal(tp_json_line(text, strlen(text), "b"), 2);
    assert_int_equal(tp_json_line(text, strlen(text), "list[3]"), 4);
    assert_int_equal(tp_json_line(text, strlen(text), "list.a"), 4);
    assert_int_equal(tp_json_line(text, strlen(text), "none[0]"), 9);
    assert_int_equal(tp_json_line(text, strlen(text), "empty.a"), 9);
    assert_int_equal(tp_json_line(text, strlen(text), "a.b"), 3);
    assert_int_equal(tp_json_line(text, strlen(text), "o.a"), 9);
    assert_int_equal(tp_json_line(text, strlen(text), "list[99999999999999999999]"), 4);
}

static void odd_texts_and_paths_have_a_line_too(void **state)
{
    static const char *const paths[] = {"", "a", "[", "[]", "..", "a[", "a[x]", "]", "list[0].b[1][1]", "o.b"};
    struct tp_rng rng = tp_rng_seed(7, 1);
    char changed[sizeof text];

    (void)state;
    assert_int_equal(tp_json_line("", 0, "a.b"), 1);
    for (int i = 0; i < 20000; i++) {
        size_t size = 1 + tp_rng_below(&rng, sizeof text - 1), lines = 1, line;
        memcpy(changed, text, sizeof text);
        changed[tp_rng_below(&rng, sizeof text)] = "{}[]\",:\\ \n\0a"[tp_rng_below(&rng, 12)];
        for (size_t at = 0; at < size; at++)
            lines += changed[at] == '\n';
        line = tp_json_line(changed, size, paths[tp_rng_below(&rng, (uint32_t)TP_ARRAY_LENGTH(paths))]);
        assert_in_range(line, 1, lines);
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_member_is_found_by_its_path),
    cmocka_unit_test(what_is_not_there_is_where_it_should_be),
    cmocka_unit_test(odd_texts_and_paths_have_a_line_too),
};
TP_TEST_MAIN(tests)
