/* SPDX-License-Identifier: Apache-2.0 */
/* The contract for documents, and that what is dropped stands in no file. */
#include "contract_documents.h"

#include "folder.h"

static struct test_folder folder;

static const char *documents_location(void)
{
    if (folder.path[0] == '\0')
        folder_make(&folder);
    return folder_path(&folder, "store.db");
}

static void documents_discard(void)
{
    folder_remove(&folder);
    folder.path[0] = '\0';
}

static bool file_has(const char *name, const char *text)
{
    uint8_t *data;
    size_t size;
    bool found = false;

    if (tp_file_read(folder_path(&folder, name), 1 << 24, &data, &size, NULL) != TP_OK)
        return false;
    for (size_t i = 0; i + strlen(text) <= size && !found; i++)
        found = memcmp(data + i, text, strlen(text)) == 0;
    free(data);
    return found;
}

static void dropped_bytes_are_in_no_file(void **state)
{
    const struct tp_store_document two[] = {document_of("opening", "a", "this may stay"),
                                            document_of("opening", "b", "a key that must go")};
    struct tp_store *store = open_documents();

    (void)state;
    assert_int_equal(tp_store_put(store, two, 2, NULL), TP_OK);
    assert_true(file_has("store.db-wal", "a key that must go"));
    assert_int_equal(tp_store_drop(store, "opening", "b", NULL), TP_OK);
    assert_true(file_has("store.db", "this may stay"));
    assert_false(file_has("store.db", "a key that must go"));
    assert_false(file_has("store.db-wal", "a key that must go"));
    tp_store_close(&store);
    documents_discard();
}

static const struct CMUnitTest tests[] = {
    DOCUMENT_CONTRACT_TESTS,
    cmocka_unit_test(dropped_bytes_are_in_no_file),
};
TP_TEST_MAIN(tests)
