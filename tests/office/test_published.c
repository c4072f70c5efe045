/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "ledger/ledgers.h"
#include "office/office.h"

static void a_ledger_opens_at_its_newest_checkpoint_or_not_at_all(void **state)
{
    struct tp_published published = {.verifier = log_verifier};
    struct test_folder folder;
    struct tp_reader *reader;
    struct tp_diag diag;
    size_t size_bytes;
    uint8_t *note;

    (void)state;
    folder_make(&folder);
    snprintf(published.folder, sizeof published.folder, "%s/log", folder.path);
    tp_diag_init(&diag);
    assert_int_equal(tp_published_open(&published, &reader, &note, &size_bytes, &diag), TP_E_NOT_FOUND);
    assert_null(note);
    make_ledger(published.folder, 5);
    assert_ok(tp_published_open(&published, &reader, &note, &size_bytes, DIAG));
    assert_true(tp_reader_checkpoint(reader)->size == 5);
    assert_ok(tp_published_holds(reader, 4, false, "index", DIAG));
    assert_int_equal(tp_published_holds(reader, 5, false, "index", NULL), TP_E_ARGUMENT);
    assert_ok(tp_published_holds(reader, 5, true, "size", DIAG));
    assert_int_equal(tp_published_holds(reader, 6, true, "size", NULL), TP_E_ARGUMENT);
    tp_reader_close(&reader);
    free(note);
    published.verifier.id ^= 1;
    assert_int_equal(tp_published_open(&published, &reader, &note, &size_bytes, NULL), TP_E_DENIED);
    assert_null(reader);
    assert_null(note);
    folder_remove(&folder);
}

static void an_index_is_a_plain_number(void **state)
{
    static const char *const bad[] = {"", "-1", "+1", " 1", "1x", "1e3", "0x10", "1234567890123456789"};
    uint64_t index;

    (void)state;
    assert_ok(tp_index_read("1207", "INDEX", &index, DIAG));
    assert_int_equal(index, 1207);
    for (size_t i = 0; i < TP_ARRAY_LENGTH(bad); i++)
        assert_int_equal(tp_index_read(bad[i], "INDEX", &index, NULL), TP_E_ARGUMENT);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_ledger_opens_at_its_newest_checkpoint_or_not_at_all),
    cmocka_unit_test(an_index_is_a_plain_number),
};
LEDGER_TEST_MAIN(tests)
