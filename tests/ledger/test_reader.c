/* SPDX-License-Identifier: Apache-2.0 */
/* Reading: every proof is that of the recursion, every changed byte of every file is found, and only what is published
 * and signed is believed. */
#include "test.h"

#include <sys/stat.h>
#include <unistd.h>

#include "ledgers.h"
#include "naive.h"

static struct tp_hasher *hasher;

static struct tp_reader *open_reader(const struct test_folder *folder)
{
    struct tp_reader *reader;

    assert_ok(tp_reader_open(folder_path(folder, "log"), &log_verifier, &reader, DIAG));
    return reader;
}

static struct tp_hash *hash_entries(size_t count)
{
    struct tp_hash *leaves = malloc((count + 1) * sizeof *leaves);
    char text[96];

    assert_non_null(leaves);
    for (size_t i = 0; i < count; i++) {
        struct tp_span entry = entry_of(i, text);
        tp_hash_leaf(hasher, entry.data, entry.size_bytes, &leaves[i]);
    }
    return leaves;
}

static void assert_same_proof(const struct tp_proof *a, const struct tp_proof *b)
{
    assert_int_equal(a->count, b->count);
    assert_memory_equal(a->hashes, b->hashes, a->count * sizeof a->hashes[0]);
}

/* ---- proofs ------------------------------------------------------------------------------------------------------ */

static void check_proofs_of(struct tp_reader *reader, const struct tp_hash *leaves, uint64_t a, uint64_t size)
{
    struct tp_proof proof, wanted = {0};
    struct tp_hash root, wanted_root = naive_root(hasher, leaves, size);
    char shape[TP_PROOF_MAX] = "";

    assert_ok(tp_reader_root(reader, size, &root, DIAG));
    assert_memory_equal(&root, &wanted_root, sizeof root);
    assert_ok(tp_reader_consistency(reader, a, size, &proof, DIAG));
    if (a > 0)
        naive_consistency(hasher, leaves, a, size, &wanted, shape);
    assert_same_proof(&proof, &wanted);
    if (a == size)
        return;
    assert_ok(tp_reader_inclusion(reader, a, size, &proof, DIAG));
    naive_path(hasher, leaves, a, size, &wanted, NULL);
    assert_same_proof(&proof, &wanted);
    assert_true(tp_inclusion_holds(hasher, &leaves[a], a, size, &proof, &root));
}

static void proofs_are_those_of_the_recursion(void **state)
{
    static const uint64_t sizes[] = {0, 1, 2, 255, 256, 257, 700, 66000};
    struct tp_rng rng = tp_rng_seed(1, 0);

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(sizes); i++) {
        struct test_folder folder;
        struct tp_hash *leaves = hash_entries(sizes[i]);
        struct tp_reader *reader;

        memory_folder_make(&folder);
        make_ledger(folder_path(&folder, "log"), sizes[i]);
        reader = open_reader(&folder);
        assert_true(tp_reader_checkpoint(reader)->size == sizes[i]);
        for (unsigned round = 0; round < 150; round++) {
            uint64_t size = round % 3 ? sizes[i] : tp_rng_below(&rng, (uint32_t)sizes[i] + 1);
            check_proofs_of(reader, leaves, tp_rng_below(&rng, (uint32_t)size + 1), size);
            if (sizes[i] > 10000)
                round += 9;
        }
        tp_reader_close(&reader);
        assert_true(read_ledger(folder_path(&folder, "log")) == sizes[i]);
        free(leaves);
        folder_remove(&folder);
    }
}

static void refuses_what_is_not_covered(void **state)
{
    struct test_folder folder;
    struct tp_reader *reader;
    struct tp_proof proof;
    struct tp_hash root;
    uint64_t seen = 0;

    (void)state;
    memory_folder_make(&folder);
    make_ledger(folder_path(&folder, "log"), 300);
    reader = open_reader(&folder);
    assert_int_equal(tp_reader_inclusion(reader, 300, 300, &proof, NULL), TP_E_ARGUMENT);
    assert_int_equal(tp_reader_inclusion(reader, 5, 5, &proof, NULL), TP_E_ARGUMENT);
    assert_int_equal(tp_reader_inclusion(reader, 5, 301, &proof, NULL), TP_E_ARGUMENT);
    assert_int_equal(tp_reader_consistency(reader, 5, 301, &proof, NULL), TP_E_ARGUMENT);
    assert_int_equal(tp_reader_consistency(reader, 200, 100, &proof, NULL), TP_E_ARGUMENT);
    assert_int_equal(proof.count, 0);
    assert_int_equal(tp_reader_root(reader, 301, &root, NULL), TP_E_ARGUMENT);
    assert_int_equal(tp_reader_each(reader, 301, 0, check_entry, &seen, NULL), TP_E_ARGUMENT);
    assert_int_equal(tp_reader_each(reader, 1, 300, check_entry, &seen, NULL), TP_E_ARGUMENT);
    assert_int_equal(tp_reader_each(reader, 1, UINT64_MAX, check_entry, &seen, NULL), TP_E_ARGUMENT);
    assert_true(seen == 0);
    assert_int_equal(tp_reader_each(reader, 300, 0, check_entry, &seen, NULL), TP_OK);
    assert_int_equal(tp_reader_each(reader, 250, 50, check_entry, &seen, NULL), TP_OK);
    assert_true(seen == 50);
    tp_reader_close(&reader);
    tp_reader_close(&reader);
    folder_remove(&folder);
}

/* ---- visiting ---------------------------------------------------------------------------------------------------- */

struct visit {
    struct tp_reader *reader;
    uint64_t seen, stop;
};

/* Asks for proofs in between, which moves tiles in and out. */
static tp_status visit_and_prove(void *context, uint64_t index, const void *data, size_t size_bytes,
                                 struct tp_diag *diag)
{
    struct visit *visit = context;
    struct tp_proof proof;

    (void)data;
    (void)size_bytes;
    visit->seen++;
    if (index == visit->stop)
        return tp_fail(diag, TP_E_CANCELLED, NULL, -1, "enough");
    return tp_reader_inclusion(visit->reader, index * 7919 % 30000, 30000, &proof, diag);
}

static void visitors_may_prove_and_stop(void **state)
{
    struct test_folder folder;
    struct visit visit = {.stop = 20000};

    (void)state;
    memory_folder_make(&folder);
    make_ledger(folder_path(&folder, "log"), 30000);
    visit.reader = open_reader(&folder);
    assert_int_equal(tp_reader_each(visit.reader, 19000, 5000, visit_and_prove, &visit, NULL), TP_E_CANCELLED);
    assert_true(visit.seen == 1001);
    tp_reader_close(&visit.reader);
    folder_remove(&folder);
}

/* ---- damage ------------------------------------------------------------------------------------------------------ */

static void assert_found(const struct test_folder *folder)
{
    struct tp_reader *reader;
    struct tp_diag diag;
    uint64_t seen = 0;
    tp_status status;

    tp_diag_init(&diag);
    status = tp_reader_open(folder_path(folder, "log"), &log_verifier, &reader, &diag);
    if (status == TP_OK)
        status = tp_reader_each(reader, 0, tp_reader_checkpoint(reader)->size, check_entry, &seen, &diag);
    tp_reader_close(&reader);
    if (status == TP_OK)
        fail_msg("damage was not found");
    assert_string_not_equal(diag.text, "");
}

/* Flips a bit, cuts the last byte off, adds one, removes the file; puts it back. */
static void damage(const struct test_folder *folder, const char *name)
{
    uint8_t *data;
    size_t size_bytes;

    assert_ok(tp_file_read(folder_path(folder, name), 1u << 26, &data, &size_bytes, DIAG));
    for (size_t at = 0; at < size_bytes; at += 1 + size_bytes / 13) {
        data[at] ^= 0x10;
        folder_write(folder, name, data, size_bytes);
        assert_found(folder);
        data[at] ^= 0x10;
    }
    folder_write(folder, name, data, size_bytes - 1);
    assert_found(folder);
    unlink(folder_path(folder, name));
    assert_found(folder);
    folder_write(folder, name, data, size_bytes);
    free(data);
}

static void finds_every_damage(void **state)
{
    static const char *const names[] = {
        "log/checkpoint",     "log/tile/0/000",       "log/tile/0/003",       "log/tile/0/004.p/6",
        "log/tile/1/000.p/4", "log/tile/entries/000", "log/tile/entries/003", "log/tile/entries/004.p/6",
    };
    struct test_folder folder;

    (void)state;
    memory_folder_make(&folder);
    make_ledger(folder_path(&folder, "log"), 1030);
    for (size_t i = 0; i < TP_ARRAY_LENGTH(names); i++)
        damage(&folder, names[i]);
    assert_true(read_ledger(folder_path(&folder, "log")) == 1030);
    folder_remove(&folder);
}

/* The tile above was right when it was read; the hash that is wrong then is in the full tile. */
static void names_the_tile_that_does_not_fit(void **state)
{
    struct test_folder folder;
    struct tp_reader *reader;
    struct tp_proof proof;
    struct tp_diag diag;
    uint8_t noise[256 * 32] = {1};

    (void)state;
    memory_folder_make(&folder);
    make_ledger(folder_path(&folder, "log"), 1030);
    folder_write(&folder, "log/tile/0/002", noise, sizeof noise);
    reader = open_reader(&folder);
    assert_ok(tp_reader_inclusion(reader, 5, 1030, &proof, DIAG));
    tp_diag_init(&diag);
    assert_int_equal(tp_reader_inclusion(reader, 600, 1030, &proof, &diag), TP_E_CHECKSUM);
    assert_non_null(strstr(diag.file, "log/tile/0/002"));
    tp_diag_init(&diag);
    assert_int_equal(tp_reader_inclusion(reader, 600, 1030, &proof, &diag), TP_E_CHECKSUM);
    tp_reader_close(&reader);
    folder_remove(&folder);
}

/* ---- checkpoints ------------------------------------------------------------------------------------------------- */

static void reads_a_partial_tile_from_the_full_one(void **state)
{
    struct test_folder folder;
    struct tp_ledger *ledger;
    struct tp_reader *reader;
    struct stat info;
    size_t size_bytes;
    uint64_t seen = 0;
    uint8_t *note;

    (void)state;
    memory_folder_make(&folder);
    make_ledger(folder_path(&folder, "log"), 200);
    assert_ok(tp_file_read(folder_path(&folder, "log/checkpoint"), TP_NOTE_MAX, &note, &size_bytes, DIAG));
    assert_int_equal(stat(folder_path(&folder, "log/tile/0/000.p/200"), &info), 0);
    assert_ok(tp_ledger_open(folder_path(&folder, "log"), ORIGIN, log_signer, &ledger, DIAG));
    assert_ok(append_entries(ledger, 200, 100, DIAG));
    tp_ledger_close(&ledger);
    assert_int_equal(stat(folder_path(&folder, "log/tile/0/000.p"), &info), -1);
    assert_int_equal(stat(folder_path(&folder, "log/tile/entries/000.p"), &info), -1);
    assert_ok(tp_reader_open_at(folder_path(&folder, "log"), &log_verifier, note, size_bytes, &reader, DIAG));
    assert_true(tp_reader_checkpoint(reader)->size == 200);
    assert_string_equal(tp_reader_checkpoint(reader)->origin, ORIGIN);
    assert_int_equal(tp_reader_note(reader)->signature_count, 1);
    assert_ok(tp_reader_each(reader, 0, 200, check_entry, &seen, DIAG));
    assert_true(seen == 200);
    tp_reader_close(&reader);
    free(note);
    folder_remove(&folder);
}

static void believes_only_the_log_s_key(void **state)
{
    struct test_folder folder;
    struct tp_signer *other_signer;
    struct tp_verifier other;
    struct tp_reader *reader;
    uint8_t nonsense[] = "no note";

    (void)state;
    memory_folder_make(&folder);
    make_ledger(folder_path(&folder, "log"), 3);
    key_from(2, &other_signer);
    assert_ok(tp_verifier_make(ORIGIN, TP_KEY_NOTE, tp_signer_public(other_signer), &other, DIAG));
    assert_int_equal(tp_reader_open(folder_path(&folder, "log"), &other, &reader, NULL), TP_E_DENIED);
    assert_null(reader);
    assert_ok(tp_verifier_make("another", TP_KEY_NOTE, tp_signer_public(log_signer), &other, DIAG));
    assert_int_equal(tp_reader_open(folder_path(&folder, "log"), &other, &reader, NULL), TP_E_DENIED);
    assert_int_not_equal(
        tp_reader_open_at(folder_path(&folder, "log"), &log_verifier, nonsense, sizeof nonsense, &reader, NULL), TP_OK);
    assert_int_equal(tp_reader_open(folder_path(&folder, "none"), &log_verifier, &reader, NULL), TP_E_NOT_FOUND);
    tp_signer_free(&other_signer);
    folder_remove(&folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(proofs_are_those_of_the_recursion), cmocka_unit_test(refuses_what_is_not_covered),
        cmocka_unit_test(visitors_may_prove_and_stop),       cmocka_unit_test(finds_every_damage),
        cmocka_unit_test(names_the_tile_that_does_not_fit),  cmocka_unit_test(reads_a_partial_tile_from_the_full_one),
        cmocka_unit_test(believes_only_the_log_s_key),
    };
    int failures;

    if (tp_hasher_new(&hasher, NULL) != TP_OK)
        return 1;
    cmocka_set_message_output(CM_OUTPUT_TAP);
    failures = cmocka_run_group_tests(tests, make_keys, free_keys);
    tp_hasher_free(&hasher);
    return failures;
}
