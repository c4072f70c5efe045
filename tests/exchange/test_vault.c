/* SPDX-License-Identifier: Apache-2.0 */
/* The vault opens with its secret only, and is never made anew over what is sealed. */
#include "fixture.h"

#include <sys/stat.h>
#include <unistd.h>

static const char *vault_path(const struct fixture *fixture)
{
    static char path[160];

    snprintf(path, sizeof path, "%s/vault", fixture->folder);
    return path;
}

static tp_status try_to_open(struct fixture *fixture, struct tp_diag *diag)
{
    tp_diag_init(diag);
    return tp_exchange_open(fixture->folder, FIXTURE_PASSPHRASE, &fixture->options, &fixture->exchange, diag);
}

static void a_lost_vault_is_not_made_again(void **state)
{
    struct fixture fixture;
    struct tp_diag diag;

    (void)state;
    fixture_make(&fixture, NULL);
    tp_exchange_close(&fixture.exchange);
    assert_int_equal(unlink(vault_path(&fixture)), 0);
    fixture_open(&fixture); /* nothing was sealed yet */
    fixture_begin(&fixture);
    assert_int_equal(tp_blob_put(fixture.exchange, "booking/1", "person", "x", 1, NULL), TP_OK);
    fixture_end(&fixture);
    tp_exchange_close(&fixture.exchange);
    assert_int_equal(unlink(vault_path(&fixture)), 0);
    assert_int_equal(try_to_open(&fixture, &diag), TP_E_NOT_FOUND);
    assert_string_equal(diag.file, vault_path(&fixture));
    fixture_remove(&fixture);
}

static void only_its_owner_reads_it(void **state)
{
    struct fixture fixture;
    struct stat info;

    (void)state;
    fixture_make(&fixture, NULL);
    assert_int_equal(stat(vault_path(&fixture), &info), 0);
    assert_int_equal(info.st_mode & 0777, 0600);
    fixture_remove(&fixture);
}

static void a_damaged_vault_is_refused(void **state)
{
    struct fixture fixture;
    struct tp_diag diag;
    uint8_t *data;
    size_t size;

    (void)state;
    fixture_make(&fixture, NULL);
    tp_exchange_close(&fixture.exchange);
    assert_int_equal(tp_file_read(vault_path(&fixture), 4096, &data, &size, NULL), TP_OK);
    for (size_t i = 0; i < size; i++) {
        tp_status status;

        data[i] ^= 1;
        assert_int_equal(tp_file_write(vault_path(&fixture), data, size, NULL), TP_OK);
        status = try_to_open(&fixture, &diag);
        assert_true(status == TP_E_FORMAT || status == TP_E_DENIED);
        data[i] ^= 1;
    }
    assert_int_equal(tp_file_write(vault_path(&fixture), data, size / 2, NULL), TP_OK);
    assert_int_equal(try_to_open(&fixture, &diag), TP_E_FORMAT);
    assert_int_equal(tp_file_write(vault_path(&fixture), data, size, NULL), TP_OK);
    fixture_open(&fixture);
    free(data);
    fixture_remove(&fixture);
}

static void the_passphrase_can_be_changed(void **state)
{
    uint8_t *data;
    struct fixture fixture;
    struct tp_diag diag;
    size_t size;

    (void)state;
    fixture_make(&fixture, NULL);
    fixture_begin(&fixture);
    assert_int_equal(tp_blob_put(fixture.exchange, "booking/1", "person", "x", 1, NULL), TP_OK);
    fixture_end(&fixture);
    assert_int_equal(tp_vault_renew(fixture.folder, "wrong", "new words", NULL), TP_E_DENIED);
    assert_int_equal(tp_vault_renew(fixture.folder, FIXTURE_PASSPHRASE, "", NULL), TP_E_ARGUMENT);
    assert_int_equal(tp_vault_renew(fixture.folder, FIXTURE_PASSPHRASE, "new words", NULL), TP_OK);
    tp_exchange_close(&fixture.exchange);
    assert_int_equal(try_to_open(&fixture, &diag), TP_E_DENIED); /* the key file has the old one still */
    assert_string_equal(diag.file, vault_path(&fixture));
    assert_int_equal(tp_vault_renew(fixture.folder, "new words", FIXTURE_PASSPHRASE, NULL), TP_OK);
    fixture_open(&fixture);
    assert_int_equal(tp_blob_get(fixture.exchange, "booking/1", "person", &data, &size, NULL), TP_OK);
    assert_int_equal(data[0], 'x');
    tp_blob_free(data, size);
    fixture_remove(&fixture);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_lost_vault_is_not_made_again),
    cmocka_unit_test(only_its_owner_reads_it),
    cmocka_unit_test(a_damaged_vault_is_refused),
    cmocka_unit_test(the_passphrase_can_be_changed),
};
TP_TEST_MAIN(tests)
