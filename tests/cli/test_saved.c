/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "captured.h"
#include "cli/program.h"
#include "cli/saved.h"
#include "node/saved_fixture.h"

static void assert_says(const char *words)
{
    tp_status status;

    capture_begin();
    status = tp_cli_saved_output(folder_path(&folder, "people.db"), false, NULL);
    assert_non_null(strstr(capture_end(), words));
    assert_int_equal(status, TP_OK);
}

static void says_whether_it_is_up_to_date(void **state)
{
    struct tp_repository repository;
    json_t *root;

    (void)state;
    folder_make(&folder);
    repository = open_people(true, true);
    enrol_people(repository.store, 0, 5);
    assert_int_equal(tp_repository_update(&repository, NULL), TP_OK);
    assert_int_equal(tp_repository_save(&repository, NULL), TP_OK);
    assert_says("people.db.gallery: 5 subjects, 10 impressions, ");
    assert_says(" 0 dead rows\nup to date\n");
    assert_int_equal(tp_repository_delete(&repository, "person-00001", NULL), TP_OK);
    enrol_people(repository.store, 5, 2);
    assert_says("people.db.gallery: 4 subjects, 8 impressions, ");
    assert_says(" 1 dead rows\nsince it was saved: 2 encounters enrolled, 1 subjects deleted\n");
    tp_repository_close(&repository);
    capture_begin();
    assert_int_equal(tp_cli_saved_output(folder_path(&folder, "people.db"), true, NULL), TP_OK);
    root = json_loads(capture_end(), 0, NULL);
    assert_int_equal(json_integer_value(json_object_get(root, "subjects")), 4);
    assert_int_equal(json_integer_value(json_object_get(root, "dead_rows")), 1);
    assert_int_equal(json_integer_value(json_object_get(root, "encounters_since")), 2);
    assert_int_equal(json_integer_value(json_object_get(root, "deletions_since")), 1);
    assert_true(json_is_false(json_object_get(root, "up_to_date")));
    assert_true(json_is_true(json_object_get(root, "of_this_repository")));
    assert_true(json_number_value(json_object_get(root, "bytes_a_subject")) > 100);
    json_decref(root);
    folder_remove(&folder);
}

static const struct CMUnitTest tests[] = {cmocka_unit_test(says_whether_it_is_up_to_date)};
TP_TEST_MAIN(tests)
