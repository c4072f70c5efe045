/* SPDX-License-Identifier: Apache-2.0 */
/* Members of a scenario's documents. */
#include "test.h"

#include <string.h>

#include "node/scenario_data.h"

static const char text[] =
    "{\"name\":\"n\",\"number\":5,\"at\":\"2011-06-01T00:00:00Z\",\"list\":[1],\"none\":[],\"in\":{}}";

static struct tp_json_document *document;
static struct tp_diag diag;

static struct tp_scenario_reader reader(void)
{
    tp_diag_init(&diag);
    return (struct tp_scenario_reader){.path = "file.json", .diag = &diag, .where = "steps[3]"};
}

static int parse(void **state)
{
    (void)state;
    return tp_json_parse(text, strlen(text), &document, NULL) == TP_OK ? 0 : -1;
}

static int release(void **state)
{
    (void)state;
    tp_json_document_free(&document);
    return 0;
}

static void members_are_taken_by_kind(void **state)
{
    struct tp_scenario_reader r = reader();
    const struct tp_json_value *root = tp_json_root(document);

    (void)state;
    assert_string_equal(tp_scenario_text(&r, root, "name"), "n");
    assert_int_equal(tp_scenario_integer(&r, root, "number", 0, 5), 5);
    assert_int_equal(tp_scenario_time(&r, root, "at"), INT64_C(1306886400));
    assert_int_equal(tp_json_count(tp_scenario_list(&r, root, "list", 1)), 1);
    assert_non_null(tp_scenario_object(&r, root, "in"));
    assert_string_equal(tp_scenario_text_or(&r, root, "absent", "x"), "x");
    assert_int_equal(tp_scenario_integer_or(&r, root, "absent", 9, 4), 4);
    assert_int_equal(tp_scenario_integer_or(&r, root, "number", 9, 4), 5);
    tp_scenario_only(&r, root, "name number at list none in");
    assert_int_equal(r.status, TP_OK);
}

static void what_does_not_fit_names_its_place(void **state)
{
    const struct tp_json_value *root = tp_json_root(document);
    struct tp_scenario_reader r = reader();

    (void)state;
    assert_string_equal(tp_scenario_text(&r, root, "number"), "");
    assert_int_equal(r.status, TP_E_FORMAT);
    assert_string_equal(diag.field, "steps[3].number");
    assert_string_equal(diag.file, "file.json");
    r = reader();
    assert_int_equal(tp_scenario_integer(&r, root, "number", 6, 9), 6);
    assert_int_equal(r.status, TP_E_FORMAT);
    r = reader();
    assert_int_equal(tp_scenario_time(&r, root, "name"), 0);
    assert_int_equal(r.status, TP_E_FORMAT);
    r = reader();
    assert_null(tp_scenario_list(&r, root, "none", 5));
    assert_int_equal(r.status, TP_E_FORMAT);
    r = reader();
    assert_null(tp_scenario_object(&r, NULL, "in"));
    assert_int_equal(r.status, TP_E_FORMAT);
}

static void unknown_members_are_mistakes(void **state)
{
    struct tp_scenario_reader r = reader();

    (void)state;
    tp_scenario_only(&r, tp_json_root(document), "name numbe at list none in");
    assert_int_equal(r.status, TP_E_FORMAT);
    assert_string_equal(diag.field, "steps[3].number");
}

static void the_first_mistake_stays(void **state)
{
    struct tp_scenario_reader r = reader();

    (void)state;
    tp_scenario_fail(&r, "a", "first");
    tp_scenario_fail(&r, "b", "second");
    assert_string_equal(diag.text, "first");
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(members_are_taken_by_kind, parse, release),
    cmocka_unit_test_setup_teardown(what_does_not_fit_names_its_place, parse, release),
    cmocka_unit_test_setup_teardown(unknown_members_are_mistakes, parse, release),
    cmocka_unit_test(the_first_mistake_stays),
};

TP_TEST_MAIN(tests)
