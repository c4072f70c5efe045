/* SPDX-License-Identifier: Apache-2.0 */
/* Creating, opening and appending: order, limits, many callers at once, what opening refuses. */
#include "test.h"

#include <pthread.h>
#include <unistd.h>

#include "ledgers.h"

static struct test_folder folder;
static char path[512];

static int make(void **state)
{
    (void)state;
    folder_make(&folder);
    snprintf(path, sizeof path, "%s/log", folder.path);
    return 0;
}

static int clear(void **state)
{
    (void)state;
    folder_remove(&folder);
    return 0;
}

static struct tp_ledger *open_ledger(void)
{
    struct tp_ledger *ledger;

    assert_ok(tp_ledger_open(path, ORIGIN, log_signer, &ledger, DIAG));
    return ledger;
}

static void assert_not_opened(tp_status wanted, const char *words)
{
    struct tp_ledger *ledger;
    struct tp_diag diag;

    tp_diag_init(&diag);
    assert_int_equal(tp_ledger_open(path, ORIGIN, log_signer, &ledger, &diag), wanted);
    assert_null(ledger);
    if (!strstr(diag.text, words))
        fail_msg("'%s' is not in '%s'", words, diag.text);
}

/* ---- creating and opening ---------------------------------------------------------------------------------------- */

static void is_created_once(void **state)
{
    struct tp_ledger *ledger;

    (void)state;
    assert_not_opened(TP_E_NOT_FOUND, "there is no ledger");
    assert_ok(tp_ledger_create(path, ORIGIN, log_signer, DIAG));
    assert_true(read_ledger(path) == 0);
    assert_int_equal(tp_ledger_create(path, ORIGIN, log_signer, NULL), TP_E_EXISTS);
    ledger = open_ledger();
    assert_true(tp_ledger_size(ledger) == 0);
    assert_int_equal(tp_ledger_create(path, ORIGIN, log_signer, NULL), TP_E_BUSY);
    tp_ledger_close(&ledger);
    tp_ledger_close(&ledger);
    assert_true(read_ledger(path) == 0);
}

static void refuses_bad_origins_and_folders(void **state)
{
    struct tp_ledger *ledger;
    struct tp_signer *other;

    (void)state;
    assert_int_equal(tp_ledger_create(path, "a b", log_signer, NULL), TP_E_ARGUMENT);
    assert_int_equal(tp_ledger_create(path, "", log_signer, NULL), TP_E_ARGUMENT);
    assert_int_equal(tp_ledger_create("/dev/null/x", ORIGIN, log_signer, NULL), TP_E_IO);
    assert_ok(tp_ledger_create(path, ORIGIN, log_signer, DIAG));
    assert_int_equal(tp_ledger_open(path, "another", log_signer, &ledger, NULL), TP_E_DENIED);
    key_from(9, &other);
    assert_int_equal(tp_ledger_open(path, ORIGIN, other, &ledger, NULL), TP_E_DENIED);
    tp_signer_free(&other);
    ledger = open_ledger();
    tp_ledger_close(&ledger);
}

static void one_process_writes(void **state)
{
    struct tp_ledger *ledger;

    (void)state;
    make_ledger(path, 10);
    ledger = open_ledger();
    assert_not_opened(TP_E_BUSY, "another process");
    assert_true(read_ledger(path) == 10);
    tp_ledger_close(&ledger);
    ledger = open_ledger();
    tp_ledger_close(&ledger);
}

/* What creating leaves half way is no ledger; what has entries is not overwritten. */
static void half_created_ones_are_created_again(void **state)
{
    (void)state;
    assert_ok(tp_ledger_create(path, ORIGIN, log_signer, DIAG));
    assert_int_equal(unlink(folder_path(&folder, "log/checkpoint")), 0);
    assert_ok(tp_ledger_create(path, ORIGIN, log_signer, DIAG));
    assert_true(read_ledger(path) == 0);
}

static void entries_are_never_created_over(void **state)
{
    struct tp_ledger *ledger;

    (void)state;
    assert_ok(tp_ledger_create(path, ORIGIN, log_signer, DIAG));
    ledger = open_ledger();
    assert_ok(append_entries(ledger, 0, 3, DIAG));
    assert_int_equal(unlink(folder_path(&folder, "log/checkpoint")), 0);
    assert_ok(tp_disk_remove(&ledger->disk, "lock", DIAG)); /* so that the second may pass it */
    assert_int_equal(tp_ledger_create(path, ORIGIN, log_signer, NULL), TP_E_EXISTS);
    tp_ledger_close(&ledger);
    assert_int_equal(unlink(folder_path(&folder, "log/checkpoint")), 0);
    assert_int_equal(tp_ledger_create(path, ORIGIN, log_signer, NULL), TP_E_EXISTS);
}

/* ---- appending --------------------------------------------------------------------------------------------------- */

static void appends_in_order(void **state)
{
    struct tp_ledger *ledger;
    uint64_t size = 0;

    (void)state;
    assert_ok(tp_ledger_create(path, ORIGIN, log_signer, DIAG));
    for (unsigned round = 0; round < 40; round++) {
        ledger = open_ledger();
        assert_true(tp_ledger_size(ledger) == size);
        assert_ok(append_entries(ledger, size, 1 + round * round % 90, DIAG));
        size += 1 + round * round % 90;
        assert_true(tp_ledger_size(ledger) == size);
        if (round % 3 == 0)
            assert_ok(tp_ledger_publish(ledger, DIAG));
        if (round % 4 == 0)
            assert_ok(append_entries(ledger, size++, 1, DIAG));
        tp_ledger_close(&ledger);
        assert_true(read_ledger(path) == size);
    }
}

static void keeps_limits(void **state)
{
    static char big[TP_LEDGER_ENTRY_MAX + 1];
    struct tp_span entry = {big, TP_LEDGER_ENTRY_MAX + 1};
    struct tp_span *many = malloc(300 * sizeof *many);
    struct tp_ledger *ledger;
    uint64_t first = 1;

    (void)state;
    assert_non_null(many);
    assert_ok(tp_ledger_create(path, ORIGIN, log_signer, DIAG));
    ledger = open_ledger();
    assert_int_equal(tp_ledger_append(ledger, &entry, 1, &first, NULL), TP_E_LIMIT);
    assert_true(first == 0);
    assert_int_equal(tp_ledger_append(ledger, &entry, 0, &first, NULL), TP_E_ARGUMENT);
    entry.size_bytes--;
    for (size_t i = 0; i < 300; i++)
        many[i] = entry;
    assert_int_equal(tp_ledger_append(ledger, many, 300, &first, NULL), TP_E_LIMIT);
    assert_true(tp_ledger_size(ledger) == 0);
    assert_ok(tp_ledger_append(ledger, many, 200, &first, DIAG));
    assert_ok(tp_ledger_append(ledger, &entry, 1, &first, DIAG));
    assert_true(first == 200);
    tp_ledger_close(&ledger);
    ledger = open_ledger();
    assert_true(tp_ledger_size(ledger) == 201);
    tp_ledger_close(&ledger);
    free(many);
}

/* What waits in memory is published before it is too much. */
static void publishes_by_itself_when_much_waits(void **state)
{
    static char big[TP_LEDGER_ENTRY_MAX];
    struct tp_span many[200];
    struct tp_ledger *ledger;
    struct tp_reader *reader;
    uint64_t first;

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(many); i++)
        many[i] = (struct tp_span){big, sizeof big};
    assert_ok(tp_ledger_create(path, ORIGIN, log_signer, DIAG));
    ledger = open_ledger();
    for (unsigned i = 0; i < 7; i++)
        assert_ok(tp_ledger_append(ledger, many, TP_ARRAY_LENGTH(many), &first, DIAG));
    assert_ok(tp_reader_open(path, &log_verifier, &reader, DIAG));
    assert_true(tp_reader_checkpoint(reader)->size == 1200);
    tp_reader_close(&reader);
    tp_ledger_close(&ledger);
}

/* ---- many callers ------------------------------------------------------------------------------------------------ */

enum { THREADS = 8, ROUNDS = 60, BATCH = 3 };

struct caller {
    struct tp_ledger *ledger;
    unsigned number;
    uint64_t firsts[ROUNDS];
};

static void *append_rounds(void *context)
{
    struct caller *caller = context;

    for (unsigned round = 0; round < ROUNDS; round++) {
        char texts[BATCH][32];
        struct tp_span entries[BATCH];
        for (unsigned i = 0; i < BATCH; i++) {
            int length = snprintf(texts[i], sizeof texts[i], "%u %u %u", caller->number, round, i);
            entries[i] = (struct tp_span){texts[i], (size_t)length};
        }
        if (tp_ledger_append(caller->ledger, entries, BATCH, &caller->firsts[round], NULL) != TP_OK)
            caller->firsts[round] = UINT64_MAX;
        if (caller->number == 0 && round % 9 == 0 && tp_ledger_publish(caller->ledger, NULL) != TP_OK)
            caller->firsts[round] = UINT64_MAX;
    }
    return NULL;
}

static tp_status collect(void *context, uint64_t index, const void *data, size_t size_bytes, struct tp_diag *diag)
{
    char(*texts)[32] = context;

    (void)diag;
    assert_true(size_bytes < 32 && index < THREADS * ROUNDS * BATCH);
    memcpy(texts[index], data, size_bytes);
    texts[index][size_bytes] = '\0';
    return TP_OK;
}

static void callers_at_once_get_places_of_their_own(void **state)
{
    static struct caller callers[THREADS];
    static char texts[THREADS * ROUNDS * BATCH][32];
    struct tp_ledger *ledger;
    struct tp_reader *reader;
    pthread_t threads[THREADS];

    (void)state;
    assert_ok(tp_ledger_create(path, ORIGIN, log_signer, DIAG));
    ledger = open_ledger();
    for (unsigned i = 0; i < THREADS; i++) {
        callers[i] = (struct caller){.ledger = ledger, .number = i};
        assert_int_equal(pthread_create(&threads[i], NULL, append_rounds, &callers[i]), 0);
    }
    for (unsigned i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    assert_true(tp_ledger_size(ledger) == TP_ARRAY_LENGTH(texts));
    tp_ledger_close(&ledger);
    assert_ok(tp_reader_open(path, &log_verifier, &reader, DIAG));
    assert_ok(tp_reader_each(reader, 0, TP_ARRAY_LENGTH(texts), collect, texts, DIAG));
    tp_reader_close(&reader);
    for (unsigned i = 0; i < THREADS; i++)
        for (unsigned round = 0; round < ROUNDS; round++)
            for (unsigned k = 0; k < BATCH; k++) {
                char wanted[32];
                snprintf(wanted, sizeof wanted, "%u %u %u", i, round, k);
                assert_true(callers[i].firsts[round] < TP_ARRAY_LENGTH(texts));
                assert_string_equal(texts[callers[i].firsts[round] + k], wanted);
            }
}

/* ---- contradictions ---------------------------------------------------------------------------------------------- */

static void keep_file(const char *name, uint8_t **data, size_t *size_bytes)
{
    assert_ok(tp_file_read(folder_path(&folder, name), 1u << 26, data, size_bytes, DIAG));
}

static void old_files_are_refused(void **state)
{
    struct tp_ledger *ledger;
    uint8_t *checkpoint, *journal, *now;
    size_t checkpoint_bytes, journal_bytes, now_bytes;

    (void)state;
    make_ledger(path, 10);
    keep_file("log/checkpoint", &checkpoint, &checkpoint_bytes);
    keep_file("log/journal", &journal, &journal_bytes);
    ledger = open_ledger();
    assert_ok(append_entries(ledger, 10, 10, DIAG));
    tp_ledger_close(&ledger);
    keep_file("log/journal", &now, &now_bytes);
    folder_write(&folder, "log/journal", journal, journal_bytes);
    assert_not_opened(TP_E_CHECKSUM, "ends before the checkpoint");
    folder_write(&folder, "log/journal", now, now_bytes);
    folder_write(&folder, "log/checkpoint", checkpoint, checkpoint_bytes);
    assert_not_opened(TP_E_CHECKSUM, "begins behind the end of the checkpoint");
    assert_int_equal(unlink(folder_path(&folder, "log/journal")), 0);
    assert_not_opened(TP_E_NOT_FOUND, "cannot open");
    free(checkpoint);
    free(journal);
    free(now);
}

/* The journal after a crash between steps 4 and 5 of publish.c, and the same with other entries. */
static void published_entries_in_the_journal_are_compared(void **state)
{
    struct tp_ledger *ledger;
    uint8_t *journal;
    size_t journal_bytes;
    struct tp_diag diag;
    uint64_t first;
    struct tp_span other = {"other", 5};

    (void)state;
    make_ledger(path, 250);
    ledger = open_ledger();
    assert_ok(append_entries(ledger, 250, 20, DIAG));
    keep_file("log/journal", &journal, &journal_bytes);
    tp_ledger_close(&ledger);
    folder_write(&folder, "log/journal", journal, journal_bytes);
    ledger = open_ledger();
    assert_true(tp_ledger_size(ledger) == 270);
    assert_ok(append_entries(ledger, 270, 5, DIAG));
    tp_ledger_close(&ledger);
    assert_true(read_ledger(path) == 275);
    free(journal);

    ledger = open_ledger();
    assert_ok(tp_ledger_append(ledger, &other, 1, &first, DIAG));
    keep_file("log/journal", &journal, &journal_bytes);
    tp_ledger_close(&ledger);
    folder_remove(&folder);
    make(NULL);
    make_ledger(path, 275);
    ledger = open_ledger();
    assert_ok(append_entries(ledger, 275, 1, DIAG));
    tp_ledger_close(&ledger);
    folder_write(&folder, "log/journal", journal, journal_bytes);
    tp_diag_init(&diag);
    assert_not_opened(TP_E_CHECKSUM, "another entry than was published");
    free(journal);
}

static void a_damaged_edge_is_refused(void **state)
{
    const char noise[44 * 32] = {1};

    (void)state;
    make_ledger(path, 300);
    folder_write(&folder, "log/tile/0/001.p/44", noise, sizeof noise);
    assert_not_opened(TP_E_CHECKSUM, "do not make the checkpoint's root");
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(is_created_once, make, clear),
    cmocka_unit_test_setup_teardown(refuses_bad_origins_and_folders, make, clear),
    cmocka_unit_test_setup_teardown(one_process_writes, make, clear),
    cmocka_unit_test_setup_teardown(half_created_ones_are_created_again, make, clear),
    cmocka_unit_test_setup_teardown(entries_are_never_created_over, make, clear),
    cmocka_unit_test_setup_teardown(appends_in_order, make, clear),
    cmocka_unit_test_setup_teardown(keeps_limits, make, clear),
    cmocka_unit_test_setup_teardown(publishes_by_itself_when_much_waits, make, clear),
    cmocka_unit_test_setup_teardown(callers_at_once_get_places_of_their_own, make, clear),
    cmocka_unit_test_setup_teardown(old_files_are_refused, make, clear),
    cmocka_unit_test_setup_teardown(published_entries_in_the_journal_are_compared, make, clear),
    cmocka_unit_test_setup_teardown(a_damaged_edge_is_refused, make, clear),
};

LEDGER_TEST_MAIN(tests)
