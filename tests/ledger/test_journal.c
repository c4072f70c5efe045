/* SPDX-License-Identifier: Apache-2.0 */
/* The journal: what was appended is read again; what a crash can leave is cut off; what it cannot is refused. */
#include "test.h"

#include <unistd.h>

#include "folder.h"
#include "ledger/journal.h"

static struct test_folder folder;
static struct tp_disk disk;
static struct tp_journal journal;

static int make(void **state)
{
    (void)state;
    folder_make(&folder);
    journal.file.fd = -1;
    return tp_disk_init(&disk, folder.path, NULL) != TP_OK;
}

static int clear(void **state)
{
    (void)state;
    tp_journal_close(&journal);
    folder_remove(&folder);
    return 0;
}

/* COUNT entries of LENGTH bytes. */
static struct tp_run run_of(size_t count, size_t length)
{
    static char text[1000];
    const struct tp_span entry = {text, length};
    struct tp_run run;

    memset(text, 'e', sizeof text);
    tp_run_init(&run);
    for (; run.count < count; run.count++)
        tp_bundle_add(&run.bytes, &entry);
    return run;
}

static tp_status append(size_t count, size_t length)
{
    struct tp_run run = run_of(count, length);
    tp_status status = tp_journal_append(&journal, &run, NULL);

    tp_run_deinit(&run);
    return status;
}

static void create(uint64_t first, size_t count)
{
    struct tp_run run = run_of(count, 10);

    assert_int_equal(tp_journal_replace(&journal, &disk, first, &run, NULL), TP_OK);
    tp_run_deinit(&run);
}

/* Opens it again; how many entries there are, and their bytes. */
static tp_status reopen(uint64_t *count, size_t *size_bytes, struct tp_diag *diag)
{
    struct tp_run run;
    tp_status status;

    tp_diag_init(diag);
    tp_journal_close(&journal);
    tp_run_init(&run);
    status = tp_journal_open(&journal, &disk, &run, diag);
    *count = run.count;
    *size_bytes = run.bytes.size_bytes;
    tp_run_deinit(&run);
    return status;
}

static void assert_holds(uint64_t first, uint64_t count, size_t size_bytes)
{
    uint64_t got;
    size_t got_bytes;
    struct tp_diag diag;

    assert_int_equal(reopen(&got, &got_bytes, &diag), TP_OK);
    assert_true(got == count && got_bytes == size_bytes);
    assert_true(journal.first == first && journal.next == first + count);
}

static void assert_refused(const char *words)
{
    uint64_t count;
    size_t size_bytes;
    struct tp_diag diag;

    assert_int_equal(reopen(&count, &size_bytes, &diag), TP_E_CHECKSUM);
    if (!strstr(diag.text, words))
        fail_msg("'%s' is not in '%s'", words, diag.text);
    assert_int_equal(journal.file.fd, -1);
}

static void gives_back_what_was_appended(void **state)
{
    (void)state;
    create(7, 0);
    assert_holds(7, 0, 0);
    assert_int_equal(append(3, 10), TP_OK);
    assert_holds(7, 3, 36);
    assert_int_equal(append(1, 0), TP_OK);
    assert_int_equal(append(100, 1000), TP_OK);
    assert_holds(7, 104, 36 + 2 + 100200);
    create(50, 2);
    assert_int_equal(append(1, 10), TP_OK);
    assert_holds(50, 3, 36);
}

static void needs_a_journal(void **state)
{
    struct tp_diag diag;
    uint64_t count;
    size_t size_bytes;

    (void)state;
    assert_int_equal(reopen(&count, &size_bytes, &diag), TP_E_NOT_FOUND);
    folder_write(&folder, "journal", "", 0);
    assert_refused("not that of a journal");
    folder_write(&folder, "journal", "TPJ1 something else entirely", 28);
    assert_refused("not that of a journal");
}

/* Cut at every length, and with the rest as zeros, which is what a lost write leaves. */
static void cuts_what_is_half_written(void **state)
{
    size_t whole, kept;
    uint8_t *data;

    (void)state;
    create(0, 0);
    assert_int_equal(append(2, 10), TP_OK);
    kept = journal.size_bytes;
    assert_int_equal(append(3, 10), TP_OK);
    assert_int_equal(tp_disk_read(&disk, "journal", 1 << 20, &data, &whole, NULL), TP_OK);
    assert_true(whole == journal.size_bytes);
    for (size_t length = kept; length <= whole; length++) {
        folder_write(&folder, "journal", data, length);
        assert_holds(0, length < whole ? 2 : 5, length < whole ? 24 : 60);
        assert_true(journal.size_bytes == (length < whole ? kept : whole));
        if (length < whole) {
            memset(data + length, 0, whole - length);
            folder_write(&folder, "journal", data, whole);
            free(data);
            assert_holds(0, 2, 24);
            assert_int_equal(append(3, 10), TP_OK);
            assert_int_equal(tp_disk_read(&disk, "journal", 1 << 20, &data, &whole, NULL), TP_OK);
        }
    }
    free(data);
}

static void refuses_damage_before_good_records(void **state)
{
    size_t size_bytes, last;
    uint8_t *data;

    (void)state;
    create(0, 0);
    assert_int_equal(append(2, 10), TP_OK);
    last = journal.size_bytes;
    assert_int_equal(append(3, 10), TP_OK);
    assert_int_equal(tp_disk_read(&disk, "journal", 1 << 20, &data, &size_bytes, NULL), TP_OK);
    for (size_t at = 0; at < last; at++) {
        data[at] ^= 4;
        folder_write(&folder, "journal", data, size_bytes);
        assert_refused(at < TP_JOURNAL_HEAD_BYTES ? "not that of a journal" : "good ones follow");
        data[at] ^= 4;
    }
    memmove(data + TP_JOURNAL_HEAD_BYTES, data + last, size_bytes - last);
    folder_write(&folder, "journal", data, size_bytes - last + TP_JOURNAL_HEAD_BYTES);
    assert_refused("does not follow");
    free(data);
}

/* A record of another journal (another salt) is none of this one. */
static void entries_cannot_pass_for_records(void **state)
{
    size_t size_bytes;
    uint8_t *data;
    struct tp_run run;
    struct tp_span entry;

    (void)state;
    create(0, 0);
    assert_int_equal(append(2, 10), TP_OK);
    assert_int_equal(tp_disk_read(&disk, "journal", 1 << 20, &data, &size_bytes, NULL), TP_OK);
    create(0, 0);
    tp_run_init(&run);
    entry = (struct tp_span){data + TP_JOURNAL_HEAD_BYTES, size_bytes - TP_JOURNAL_HEAD_BYTES};
    tp_bundle_add(&run.bytes, &entry);
    run.count = 1;
    assert_int_equal(tp_journal_append(&journal, &run, NULL), TP_OK);
    free(data);
    assert_int_equal(tp_disk_read(&disk, "journal", 1 << 20, &data, &size_bytes, NULL), TP_OK);
    folder_write(&folder, "journal", data, size_bytes - 1);
    assert_holds(0, 0, 0);
    free(data);
    tp_run_deinit(&run);
}

/* ---- faults ------------------------------------------------------------------------------------------------------ */

static int steps_left = -1;

static bool fails_later(void *context, enum tp_disk_step step, const char *name, const char *to)
{
    (void)context;
    (void)step;
    (void)name;
    (void)to;
    if (steps_left > 0)
        steps_left--;
    return steps_left != 0;
}

static void a_failed_append_leaves_nothing(void **state)
{
    (void)state;
    create(0, 1);
    disk.allows = fails_later;
    steps_left = 1; /* allowed: none; it stays so, also for cutting back */
    assert_int_equal(append(2, 10), TP_E_IO);
    assert_true(journal.is_broken);
    steps_left = -1;
    assert_int_equal(append(2, 10), TP_E_IO);
    assert_holds(0, 1, 12);
    assert_int_equal(append(2, 10), TP_OK);
    steps_left = 2; /* the write, and not the sync */
    assert_int_equal(append(2, 10), TP_E_IO);
    assert_true(journal.is_broken);
    steps_left = -1;
    disk.allows = NULL;
    create(3, 2);
    assert_false(journal.is_broken);
    assert_int_equal(append(2, 10), TP_OK);
    assert_holds(3, 4, 48);
}

static bool fails_to_write(void *context, enum tp_disk_step step, const char *name, const char *to)
{
    (void)context;
    (void)name;
    (void)to;
    return step != TP_DISK_WRITE;
}

static void a_full_disk_is_no_end(void **state)
{
    struct tp_run nothing;

    (void)state;
    tp_run_init(&nothing);
    create(0, 1);
    disk.allows = fails_to_write;
    for (unsigned i = 0; i < 5; i++)
        assert_int_equal(append(2, 10), TP_E_IO);
    assert_int_equal(tp_journal_replace(&journal, &disk, 1, &nothing, NULL), TP_E_IO);
    assert_false(journal.is_broken);
    disk.allows = NULL;
    assert_int_equal(append(2, 10), TP_OK);
    assert_holds(0, 3, 36);
}

static bool fails_to_sync(void *context, enum tp_disk_step step, const char *name, const char *to)
{
    (void)context;
    (void)name;
    (void)to;
    return step != TP_DISK_SYNC;
}

/* After that nobody knows what the kernel still has to write. */
static void a_failed_sync_is_an_end(void **state)
{
    (void)state;
    create(0, 1);
    disk.allows = fails_to_sync;
    assert_int_equal(append(2, 10), TP_E_IO);
    disk.allows = NULL;
    assert_true(journal.is_broken);
    assert_int_equal(append(2, 10), TP_E_IO);
    assert_holds(0, 1, 12);
    assert_int_equal(append(2, 10), TP_OK);
}

static void there_is_a_limit(void **state)
{
    (void)state;
    create(0, 1);
    journal.size_bytes = TP_JOURNAL_MAX - 20;
    assert_int_equal(append(1, 10), TP_E_LIMIT);
    assert_false(journal.is_broken);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(gives_back_what_was_appended, make, clear),
    cmocka_unit_test_setup_teardown(needs_a_journal, make, clear),
    cmocka_unit_test_setup_teardown(cuts_what_is_half_written, make, clear),
    cmocka_unit_test_setup_teardown(refuses_damage_before_good_records, make, clear),
    cmocka_unit_test_setup_teardown(entries_cannot_pass_for_records, make, clear),
    cmocka_unit_test_setup_teardown(a_failed_append_leaves_nothing, make, clear),
    cmocka_unit_test_setup_teardown(a_full_disk_is_no_end, make, clear),
    cmocka_unit_test_setup_teardown(a_failed_sync_is_an_end, make, clear),
    cmocka_unit_test_setup_teardown(there_is_a_limit, make, clear),
};

TP_TEST_MAIN(tests)
