/* SPDX-License-Identifier: Apache-2.0 */
/* Ledgers to test with: a key, entries that their index determines, and a reading of all that is published. */
#ifndef TP_TEST_LEDGERS_H
#define TP_TEST_LEDGERS_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "folder.h"
#include "ledger/log.h"

#define ORIGIN "ledger.example/test"

static struct tp_signer *log_signer;
static struct tp_verifier log_verifier;

static inline void key_from(uint8_t seed_byte, struct tp_signer **out)
{
    uint8_t seed[TP_SEED_BYTES];

    memset(seed, seed_byte, sizeof seed);
    assert_int_equal(tp_signer_from_seed(seed, out, NULL), TP_OK);
}

static int make_keys(void **state)
{
    (void)state;
    key_from(1, &log_signer);
    return tp_verifier_make(ORIGIN, TP_KEY_NOTE, tp_signer_public(log_signer), &log_verifier, NULL) != TP_OK;
}

static int free_keys(void **state)
{
    (void)state;
    tp_signer_free(&log_signer);
    return 0;
}

/* A scratch folder in memory where there is one: for tests that write much and need no disk. */
static inline void memory_folder_make(struct test_folder *folder)
{
    snprintf(folder->path, sizeof folder->path, "/dev/shm/tenprint_test_XXXXXX");
    if (!mkdtemp(folder->path))
        folder_make(folder);
}

/* cmocka_run_group_tests with the keys above. */
#define LEDGER_TEST_MAIN(tests)                                                                                        \
    int main(void)                                                                                                     \
    {                                                                                                                  \
        cmocka_set_message_output(CM_OUTPUT_TAP);                                                                      \
        return cmocka_run_group_tests(tests, make_keys, free_keys);                                                    \
    }

/* Says what went wrong. */
static inline void assert_ok_at(tp_status status, const struct tp_diag *diag, const char *file, int line)
{
    char text[512] = "";

    if (status == TP_OK)
        return;
    tp_diag_format(diag, text, sizeof text);
    print_error("%s: %s\n", tp_status_name(status), text);
    _assert_int_equal((uintmax_t)status, TP_OK, file, line);
}
#define assert_ok(call)                                                                                                \
    do {                                                                                                               \
        struct tp_diag diag_;                                                                                          \
        tp_status status_;                                                                                             \
        tp_diag_init(&diag_);                                                                                          \
        status_ = (call);                                                                                              \
        assert_ok_at(status_, &diag_, __FILE__, __LINE__);                                                             \
    } while (0)
#define DIAG (&diag_)

/* Entry INDEX: 0 to 79 bytes, mostly. */
static inline struct tp_span entry_of(uint64_t index, char out[96])
{
    size_t length = (size_t)(index * 7 % 60);

    memset(out, 'a' + (int)(index % 26), length);
    if (index % 100 != 99)
        length += (size_t)snprintf(out + length, 96 - length, " entry %llu", (unsigned long long)index);
    return (struct tp_span){out, length};
}

/* Appends entries FIRST to FIRST + COUNT - 1 of entry_of. */
static inline tp_status append_entries(struct tp_ledger *ledger, uint64_t first, size_t count, struct tp_diag *diag)
{
    struct tp_span *entries = malloc(count * sizeof *entries);
    char(*texts)[96] = malloc(count * sizeof *texts);
    uint64_t got = UINT64_MAX;
    tp_status status;

    assert_true(entries && texts);
    for (size_t i = 0; i < count; i++)
        entries[i] = entry_of(first + i, texts[i]);
    status = tp_ledger_append(ledger, entries, count, &got, diag);
    assert_true(got == (status == TP_OK ? first : 0));
    free(entries);
    free(texts);
    return status;
}

static inline tp_status check_entry(void *context, uint64_t index, const void *data, size_t size_bytes,
                                    struct tp_diag *diag)
{
    char text[96];
    struct tp_span wanted = entry_of(index, text);

    if (size_bytes != wanted.size_bytes || memcmp(data, wanted.data, size_bytes) != 0)
        return tp_fail(diag, TP_E_CHECKSUM, "entry", (int64_t)index, "it is another one");
    ++*(uint64_t *)context;
    return TP_OK;
}

/* Reads all of the published ledger in FOLDER, whose entries are those of entry_of; the size. */
static inline uint64_t read_ledger(const char *folder)
{
    struct tp_reader *reader;
    uint64_t size, seen = 0;

    assert_ok(tp_reader_open(folder, &log_verifier, &reader, DIAG));
    size = tp_reader_checkpoint(reader)->size;
    assert_ok(tp_reader_each(reader, 0, size, check_entry, &seen, DIAG));
    assert_true(seen == size);
    tp_reader_close(&reader);
    return size;
}

/* A new ledger in the folder with SIZE entries, published, and closed. */
static inline void make_ledger(const char *folder, uint64_t size)
{
    struct tp_ledger *ledger;

    assert_ok(tp_ledger_create(folder, ORIGIN, log_signer, DIAG));
    assert_ok(tp_ledger_open(folder, ORIGIN, log_signer, &ledger, DIAG));
    for (uint64_t at = 0; at < size; at += TP_MIN(size - at, 1000))
        assert_ok(append_entries(ledger, at, (size_t)TP_MIN(size - at, 1000), DIAG));
    tp_ledger_close(&ledger);
}

#endif
