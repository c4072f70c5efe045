/* SPDX-License-Identifier: Apache-2.0 */
/* A copy has one moment of a store that others go on changing. */
#include "contract_records.h"

#include "folder.h"

static struct test_folder folder;

static const char *records_location(void)
{
    if (folder.path[0] == '\0')
        folder_make(&folder);
    return folder_path(&folder, "store.db");
}

static void records_discard(void)
{
    folder_remove(&folder);
    folder.path[0] = '\0';
}

static struct tp_store *open_copy(const char *name)
{
    const struct tp_store_options options = {.create = false};
    struct tp_store *store;

    assert_int_equal(tp_store_open(folder_path(&folder, name), &options, &store, NULL), TP_OK);
    return store;
}

static void a_copy_has_what_is_committed(void **state)
{
    struct tp_store *store = open_with_something(), *copy;
    char path[128];
    struct tp_store_moment one, two;

    (void)state;
    snprintf(path, sizeof path, "%s", records_location());
    assert_int_equal(tp_store_begin(store, NULL), TP_OK);
    change_much(store);
    assert_int_equal(tp_store_copy(path, folder_path(&folder, "copy.db"), NULL), TP_OK);
    assert_int_equal(tp_store_end(store, TP_OK, NULL), TP_OK);
    copy = open_copy("copy.db");
    assert_changed(copy, false);
    tp_store_close(&copy);
    assert_int_equal(tp_store_copy(path, folder_path(&folder, "copy.db"), NULL), TP_E_EXISTS);
    assert_int_equal(tp_store_copy(path, folder_path(&folder, "second.db"), NULL), TP_OK);
    copy = open_copy("second.db");
    assert_changed(copy, true);
    assert_int_equal(tp_store_now(store, &one, NULL), TP_OK);
    assert_int_equal(tp_store_now(copy, &two, NULL), TP_OK);
    assert_memory_equal(&one, &two, sizeof one); /* the same store */
    tp_store_close(&copy);
    tp_store_close(&store);
    records_discard();
}

static void what_cannot_be_copied_leaves_nothing(void **state)
{
    (void)state;
    records_location();
    assert_int_equal(tp_store_copy(folder_path(&folder, "nothing.db"), folder_path(&folder, "copy.db"), NULL),
                     TP_E_STORE);
    folder_write(&folder, "text.db", "not a database, but a text that is long enough", 46);
    assert_int_equal(tp_store_copy(folder_path(&folder, "text.db"), folder_path(&folder, "copy.db"), NULL), TP_E_STORE);
    records_discard();
}

static const struct CMUnitTest tests[] = {
    RECORD_CONTRACT_TESTS,
    cmocka_unit_test(a_copy_has_what_is_committed),
    cmocka_unit_test(what_cannot_be_copied_leaves_nothing),
};
TP_TEST_MAIN(tests)
