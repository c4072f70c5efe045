/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "cli/command.h"
#include "cli/program.h"

#define EXAMPLE "$TP_SOURCE_ROOT/data/agreements/example.json"
/* The example with one change of sed's, checked. */
#define CHECK_CHANGED(change)                                                                                          \
    "help >/dev/null; sed '" change "' " EXAMPLE " >/tmp/check.$$; \"$TP_PROGRAM\" agreement check /tmp/check.$$; "    \
    "code=$?; rm /tmp/check.$$; exit $code"

static void a_document_without_mistakes_has_a_hash(void **state)
{
    struct program_run run;
    const char *hash;

    (void)state;
    run_program("agreement check " EXAMPLE, &run);
    assert_int_equal(run.exit, TP_EXIT_OK);
    assert_non_null(strstr(run.out, "example.json: nothing is wrong\nversion 1, hash "));
    hash = strstr(run.out, "hash ") + 5;
    assert_int_equal(strspn(hash, "0123456789abcdef"), 64);
}

/* Blanks and the order of members do not matter. */
static void the_hash_is_that_of_the_terms(void **state)
{
    struct program_run run, again;

    (void)state;
    run_program("agreement check " EXAMPLE, &run);
    run_program(CHECK_CHANGED("s/: /:   /g"), &again);
    assert_int_equal(again.exit, TP_EXIT_OK);
    assert_string_equal(strstr(again.out, "hash "), strstr(run.out, "hash "));
    run_program(CHECK_CHANGED("s/\"examiners\": 2/\"examiners\": 3/"), &again);
    assert_int_equal(again.exit, TP_EXIT_OK);
    assert_string_not_equal(strstr(again.out, "hash "), strstr(run.out, "hash "));
}

static void a_mistake_is_told_with_line_and_member(void **state)
{
    struct program_run run;

    (void)state;
    run_program(CHECK_CHANGED("s/\"examiners\": 2/\"examiners\": 1/"), &run);
    assert_int_equal(run.exit, TP_EXIT_INPUT);
    assert_non_null(strstr(run.out, ": line 21, reviews.examiners: "));
    run_program(CHECK_CHANGED("s/\"version\": 1,/\"version\": 1, \"remark\": \"\",/"), &run);
    assert_int_equal(run.exit, TP_EXIT_INPUT);
    assert_non_null(strstr(run.out, "remark"));
    run_program(CHECK_CHANGED("3s/,$//"), &run);
    assert_int_equal(run.exit, TP_EXIT_INPUT);
    assert_non_null(strstr(run.out, ": line 4, column "));
}

static void what_cannot_be_read_is_an_input_too(void **state)
{
    struct program_run run;

    (void)state;
    run_program("agreement check /nonexistent.json", &run);
    assert_int_equal(run.exit, TP_EXIT_INPUT);
    assert_non_null(strstr(run.out, "/nonexistent.json: "));
}

static void json_says_the_same(void **state)
{
    struct program_run run;
    json_t *root;

    (void)state;
    run_program("agreement check --json " EXAMPLE, &run);
    assert_int_equal(run.exit, TP_EXIT_OK);
    root = json_loads(run.out, 0, NULL);
    assert_true(json_is_true(json_object_get(root, "valid")));
    assert_int_equal(json_string_length(json_object_get(root, "hash")), 64);
    json_decref(root);
    run_program("agreement check --json $TP_SOURCE_ROOT/fuzz/corpus/json/kinds", &run);
    assert_int_equal(run.exit, TP_EXIT_INPUT);
    root = json_loads(run.out, 0, NULL);
    assert_true(json_is_false(json_object_get(root, "valid")));
    assert_int_equal(json_integer_value(json_object_get(root, "line")), 1);
    assert_string_not_equal(json_string_value(json_object_get(root, "text")), "");
    assert_null(json_object_get(root, "hash"));
    json_decref(root);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_document_without_mistakes_has_a_hash),
    cmocka_unit_test(the_hash_is_that_of_the_terms),
    cmocka_unit_test(a_mistake_is_told_with_line_and_member),
    cmocka_unit_test(what_cannot_be_read_is_an_input_too),
    cmocka_unit_test(json_says_the_same),
};
TP_TEST_MAIN(tests)
