/* SPDX-License-Identifier: Apache-2.0 */
/* Verification from scratch: every byte of every published file counts. */
#include "test.h"

#include <ftw.h>
#include <unistd.h>

#include "ledgers.h"

static struct test_folder folder;

static int set_up(void **state)
{
    (void)state;
    folder_make(&folder);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    folder_remove(&folder);
    return 0;
}

static tp_status verify(struct tp_diag *diag)
{
    uint64_t size;

    tp_diag_init(diag);
    return tp_ledger_verify(folder_path(&folder, "log"), &log_verifier, NULL, &size, diag);
}

static void ledgers_of_all_shapes_verify(void **state)
{
    static const uint64_t sizes[] = {0, 1, 2, 255, 256, 257, 600, 65793};

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(sizes); i++) {
        char name[32];
        uint64_t size = 99;

        snprintf(name, sizeof name, "log%zu", i);
        make_ledger(folder_path(&folder, name), sizes[i]);
        assert_ok(tp_ledger_verify(folder_path(&folder, name), &log_verifier, NULL, &size, DIAG));
        assert_true(size == sizes[i]);
    }
}

/* ---- changes ------------------------------------------------------------------------------------------------------
 */

static unsigned files_changed;

/* Changes the byte at AT; false when the file is not that long. */
static bool flip(const char *path, long at)
{
    FILE *file = fopen(path, "r+b");
    int byte;

    assert_non_null(file);
    assert_int_equal(fseek(file, at, SEEK_SET), 0);
    byte = fgetc(file);
    if (byte != EOF) {
        assert_int_equal(fseek(file, at, SEEK_SET), 0);
        fputc(byte ^ 1, file);
    }
    fclose(file);
    return byte != EOF;
}

/* Every byte of the small files, every 61st of the large ones. */
static int change_file(const char *path, const struct stat *info, int kind, struct FTW *where)
{
    long step = info->st_size > 1000 ? 61 : 1;
    struct tp_diag diag;

    (void)where;
    if (kind != FTW_F || (!strstr(path, "/tile/") && !strstr(path, "/checkpoint")))
        return 0;
    for (long at = 0; flip(path, at); at += step) {
        assert_int_not_equal(verify(&diag), TP_OK);
        assert_non_null(strstr(diag.file, "log"));
        assert_true(flip(path, at));
    }
    files_changed++;
    return 0;
}

static void every_changed_byte_is_found(void **state)
{
    struct tp_diag diag;

    (void)state;
    make_ledger(folder_path(&folder, "log"), 300);
    files_changed = 0;
    assert_int_equal(nftw(folder_path(&folder, "log"), change_file, 8, FTW_PHYS), 0);
    assert_true(files_changed >= 6); /* checkpoint, two bundles, two tiles of level 0, one of level 1 */
    assert_int_equal(verify(&diag), TP_OK);
}

/* Runs LINE in the ledger's folder, says what verification finds, and puts all back. */
static tp_status after(const char *line, struct tp_diag *diag)
{
    char text[512];
    tp_status status;

    snprintf(text, sizeof text, "cd '%s' && cp -r log kept && cd log && %s", folder.path, line);
    assert_int_equal(system(text), 0);
    status = verify(diag);
    snprintf(text, sizeof text, "cd '%s' && rm -rf log && mv kept log", folder.path);
    assert_int_equal(system(text), 0);
    return status;
}

static void missing_cut_and_long_files_are_found(void **state)
{
    struct tp_diag diag;

    (void)state;
    make_ledger(folder_path(&folder, "log"), 300);
    assert_int_equal(after("true", &diag), TP_OK);
    assert_int_equal(after("rm tile/entries/000", &diag), TP_E_NOT_FOUND);
    assert_non_null(strstr(diag.file, "tile/entries/000"));
    assert_int_equal(after("rm tile/0/001.p/44", &diag), TP_E_NOT_FOUND);
    assert_int_equal(after("rm tile/1/000.p/1", &diag), TP_E_NOT_FOUND);
    assert_int_equal(after("rm checkpoint", &diag), TP_E_NOT_FOUND);
    assert_int_equal(after("truncate -s -1 tile/entries/000", &diag), TP_E_CHECKSUM);
    assert_int_equal(after("truncate -s -32 tile/0/000", &diag), TP_E_CHECKSUM);
    assert_int_equal(after("truncate -s 0 tile/0/001.p/44", &diag), TP_E_CHECKSUM);
    assert_int_equal(after("echo more >>tile/entries/001.p/44", &diag), TP_E_CHECKSUM);
    assert_non_null(strstr(diag.file, "tile/entries/001.p/44"));
    assert_int_equal(after("printf '\\0\\1x' >>tile/entries/000", &diag), TP_E_CHECKSUM);
    assert_int_equal(after("cat tile/0/000 >>tile/0/001.p/44", &diag), TP_E_LIMIT);
    assert_int_equal(after("cp tile/0/001.p/44 tile/0/000", &diag), TP_E_CHECKSUM);
}

/* A partial bundle and tile go when the full ones are there; a checkpoint of before then still verifies. */
static void full_tiles_stand_for_partial_ones(void **state)
{
    struct tp_ledger *ledger;
    struct tp_diag diag;
    char line[256];

    (void)state;
    make_ledger(folder_path(&folder, "log"), 200);
    snprintf(line, sizeof line, "cp '%s/log/checkpoint' '%s/old'", folder.path, folder.path);
    assert_int_equal(system(line), 0);
    assert_ok(tp_ledger_open(folder_path(&folder, "log"), ORIGIN, log_signer, &ledger, DIAG));
    assert_ok(append_entries(ledger, 200, 100, DIAG));
    tp_ledger_close(&ledger);
    assert_int_equal(after("cp ../old checkpoint && rm -rf tile/*/000.p", &diag), TP_OK);
}

static void only_the_keys_checkpoint_is_believed(void **state)
{
    struct tp_signer *signer;
    struct tp_verifier other;
    struct tp_diag diag;
    uint64_t size;

    (void)state;
    make_ledger(folder_path(&folder, "log"), 3);
    key_from(2, &signer);
    tp_diag_init(&diag);
    assert_ok(tp_verifier_make(ORIGIN, TP_KEY_NOTE, tp_signer_public(signer), &other, DIAG));
    assert_int_equal(tp_ledger_verify(folder_path(&folder, "log"), &other, NULL, &size, &diag), TP_E_DENIED);
    assert_ok(tp_verifier_make("other.example", TP_KEY_NOTE, tp_signer_public(log_signer), &other, DIAG));
    assert_int_equal(tp_ledger_verify(folder_path(&folder, "log"), &other, NULL, &size, NULL), TP_E_DENIED);
    assert_int_equal(size, 0);
    tp_signer_free(&signer);
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

static const struct CMUnitTest tests[] = {
    IN_FOLDER(ledgers_of_all_shapes_verify),         IN_FOLDER(every_changed_byte_is_found),
    IN_FOLDER(missing_cut_and_long_files_are_found), IN_FOLDER(full_tiles_stand_for_partial_ones),
    IN_FOLDER(only_the_keys_checkpoint_is_believed),
};
LEDGER_TEST_MAIN(tests)
