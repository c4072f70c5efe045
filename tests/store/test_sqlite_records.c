/* SPDX-License-Identifier: Apache-2.0 */
/* The contract for records and transactions, and that what was deleted in one stands in no file after it. */
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

static bool file_has(const char *name, const char *text)
{
    uint8_t *data;
    size_t size;
    bool found;

    if (tp_file_read(folder_path(&folder, name), 1 << 24, &data, &size, NULL) != TP_OK)
        return false;
    found = memmem(data, size, text, strlen(text)) != NULL;
    free(data);
    return found;
}

static bool store_has(const char *text)
{
    return file_has("store.db", text) || file_has("store.db-wal", text);
}

static struct tp_store *open_with_secrets(void)
{
    const struct tp_store_record key = record_of("key", "", "a key that must go");
    const struct tp_store_document opening = {"opening", "o", 7, "an opening that must go", 23};
    struct tp_store *store = open_records();

    enrol_print(store, "first");
    add_record(store, &key);
    assert_int_equal(tp_store_put(store, &opening, 1, NULL), TP_OK);
    return store;
}

static void delete_secrets(struct tp_store *store)
{
    assert_int_equal(tp_store_record_drop(store, "booking", "key", NULL), TP_OK);
    assert_int_equal(tp_store_delete(store, "first", NULL, NULL), TP_OK);
    assert_int_equal(tp_store_drop(store, "opening", "o", NULL), TP_OK);
}

static bool has_secrets(void)
{
    return store_has("a key that must go") || store_has("an opening that must go") ||
           store_has("bytes of a print that can be found");
}

static void what_was_deleted_together_is_in_no_file(void **state)
{
    struct tp_store *store = open_with_secrets();

    (void)state;
    assert_true(has_secrets());
    assert_int_equal(tp_store_begin(store, NULL), TP_OK);
    delete_secrets(store);
    assert_int_equal(tp_store_end(store, TP_OK, NULL), TP_OK);
    assert_false(has_secrets());
    tp_store_close(&store);
    records_discard();
}

static void a_dropped_record_is_in_no_file(void **state)
{
    struct tp_store *store = open_with_secrets();

    (void)state;
    assert_int_equal(tp_store_record_drop(store, "booking", "key", NULL), TP_OK);
    assert_false(store_has("a key that must go"));
    assert_true(store_has("an opening that must go"));
    tp_store_close(&store);
    records_discard();
}

/* Another process that reads what was there before keeps the log; the changes are durable all the same. */
static void what_a_reader_holds_is_overwritten_later(void **state)
{
    struct tp_store *store = open_with_secrets(), *reader = open_records();
    struct tp_store_moment moment;
    struct tp_diag diag;

    (void)state;
    tp_diag_init(&diag);
    assert_int_equal(tp_store_read_begin(reader, NULL), TP_OK);
    assert_int_equal(tp_store_now(reader, &moment, NULL), TP_OK);
    assert_int_equal(tp_store_begin(store, NULL), TP_OK);
    delete_secrets(store);
    assert_int_equal(tp_store_end(store, TP_OK, NULL), TP_OK);
    assert_int_equal(tp_store_clean(store, &diag), TP_E_BUSY);
    assert_non_null(strstr(diag.text, "stay in the log"));
    assert_true(has_secrets());
    tp_store_read_end(reader);
    assert_int_equal(tp_store_clean(store, NULL), TP_OK);
    assert_false(has_secrets());
    tp_store_close(&reader);
    tp_store_close(&store);
    records_discard();
}

static void what_was_undone_is_still_there(void **state)
{
    struct tp_store *store = open_with_secrets();
    struct tp_store_counts counts;

    (void)state;
    assert_int_equal(tp_store_begin(store, NULL), TP_OK);
    delete_secrets(store);
    assert_int_equal(tp_store_end(store, TP_E_DENIED, NULL), TP_E_DENIED);
    assert_int_equal(tp_store_count(store, &counts, NULL), TP_OK);
    assert_int_equal(counts.subjects, 1);
    assert_true(has_secrets());
    tp_store_close(&store);
    records_discard();
}

static const struct CMUnitTest tests[] = {
    RECORD_CONTRACT_TESTS,
    cmocka_unit_test(what_was_deleted_together_is_in_no_file),
    cmocka_unit_test(a_dropped_record_is_in_no_file),
    cmocka_unit_test(what_a_reader_holds_is_overwritten_later),
    cmocka_unit_test(what_was_undone_is_still_there),
};
TP_TEST_MAIN(tests)
