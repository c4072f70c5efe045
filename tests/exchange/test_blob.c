/* SPDX-License-Identifier: Apache-2.0 */
/* Personal data comes back whole, stands nowhere in the clear, and is gone when it is forgotten. */
#include "fixture.h"

static const char secret[] = "Ashley Example, born 1980-01-01";

static void put(struct fixture *fixture, const char *owner, const char *name, const char *text)
{
    assert_int_equal(tp_blob_put(fixture->exchange, owner, name, text, strlen(text), NULL), TP_OK);
}

static void assert_blob(struct fixture *fixture, const char *owner, const char *name, const char *expected)
{
    uint8_t *data;
    size_t size;
    tp_status status = tp_blob_get(fixture->exchange, owner, name, &data, &size, NULL);

    assert_int_equal(status, expected ? TP_OK : TP_E_NOT_FOUND);
    if (expected) {
        assert_int_equal(size, strlen(expected));
        assert_string_equal((char *)data, expected);
    }
    tp_blob_free(data, size);
}

/* Whether any file of the folder has the bytes. */
static bool folder_has(const struct fixture *fixture, const char *text)
{
    char line[256];

    snprintf(line, sizeof line, "grep -rqaF '%s' '%s'", text, fixture->folder);
    return system(line) == 0;
}

static void blobs_come_back(void **state)
{
    struct fixture fixture;
    uint8_t *data;
    size_t size;

    (void)state;
    fixture_make(&fixture, NULL);
    fixture_begin(&fixture);
    put(&fixture, "booking/1", "person", secret);
    put(&fixture, "booking/1", "print/1/image", "");
    put(&fixture, "booking/2", "person", "another");
    assert_blob(&fixture, "booking/1", "person", secret); /* in the transaction too */
    fixture_end(&fixture);
    fixture_reopen(&fixture);
    assert_blob(&fixture, "booking/1", "person", secret);
    assert_blob(&fixture, "booking/1", "print/1/image", "");
    assert_blob(&fixture, "booking/2", "person", "another");
    assert_blob(&fixture, "booking/2", "nothing", NULL);
    assert_int_equal(tp_blob_find(fixture.exchange, "booking/2", "nothing", &data, &size, NULL), TP_OK);
    assert_null(data);
    assert_int_equal(tp_blob_find(fixture.exchange, "booking/1", "print/1/image", &data, &size, NULL), TP_OK);
    assert_non_null(data); /* of no bytes, but there */
    tp_blob_free(data, size);
    fixture_begin(&fixture);
    put(&fixture, "booking/1", "person", "corrected");
    fixture_end(&fixture);
    assert_blob(&fixture, "booking/1", "person", "corrected");
    assert_false(folder_has(&fixture, secret));
    fixture_remove(&fixture);
}

static tp_status append_name(void *context, const char *name, struct tp_diag *diag)
{
    char *text = context;
    size_t length = strlen(text);

    (void)diag;
    snprintf(text + length, 128 - length, "%s,", name);
    return TP_OK;
}

static void forgotten_blobs_are_gone(void **state)
{
    char names[128] = "";
    struct fixture fixture;

    (void)state;
    fixture_make(&fixture, NULL);
    fixture_begin(&fixture);
    put(&fixture, "booking/1", "person", secret);
    put(&fixture, "booking/1", "print/1/image", "image");
    put(&fixture, "booking/11", "person", "another");
    fixture_end(&fixture);
    assert_int_equal(tp_blob_each(fixture.exchange, "booking/1", append_name, names, NULL), TP_OK);
    assert_string_equal(names, "person,print/1/image,");
    for (unsigned i = 0; i < 2; i++) { /* twice is no failure */
        fixture_begin(&fixture);
        assert_int_equal(tp_blob_forget(fixture.exchange, "booking/1", NULL), TP_OK);
        fixture_end(&fixture);
    }
    assert_blob(&fixture, "booking/1", "person", NULL);
    assert_blob(&fixture, "booking/11", "person", "another");
    assert_false(folder_has(&fixture, "booking/1 person"));
    fixture_begin(&fixture);
    put(&fixture, "booking/1", "person", "again");
    fixture_end(&fixture);
    assert_blob(&fixture, "booking/1", "person", "again");
    fixture_remove(&fixture);
}

/* Record NAME gets the content of record OTHER behind the exchange's back. */
static void swap_in(struct fixture *fixture, const char *kind, const char *name, const char *other)
{
    char line[600];

    tp_exchange_close(&fixture->exchange);
    snprintf(line, sizeof line,
             "sqlite3 '%s/store.db' \"UPDATE records SET content = (SELECT content FROM records WHERE kind = '%s' AND "
             "name = '%s') WHERE kind = '%s' AND name = '%s'\"",
             fixture->folder, kind, other, kind, name);
    if (system(line) != 0)
        skip();
    fixture_open(fixture);
}

static void assert_damaged(struct fixture *fixture, const char *owner, const char *name)
{
    uint8_t *data;
    size_t size;

    assert_int_equal(tp_blob_get(fixture->exchange, owner, name, &data, &size, NULL), TP_E_STORE);
    assert_int_equal(tp_blob_find(fixture->exchange, owner, name, &data, &size, NULL), TP_E_STORE);
    assert_null(data);
}

static void no_blob_passes_for_another(void **state)
{
    struct fixture fixture;

    (void)state;
    if (system("sqlite3 --version > /dev/null 2>&1") != 0)
        skip();
    fixture_make(&fixture, NULL);
    fixture_begin(&fixture);
    put(&fixture, "booking/1", "person", secret);
    put(&fixture, "booking/1", "prints", "prints");
    put(&fixture, "booking/2", "person", "another");
    fixture_end(&fixture);
    swap_in(&fixture, "blob", "booking/1 person", "booking/1 prints");
    assert_damaged(&fixture, "booking/1", "person");
    swap_in(&fixture, "key", "booking/2", "booking/1");
    assert_damaged(&fixture, "booking/2", "person");
    fixture_remove(&fixture);
}

static void names_have_limits(void **state)
{
    char owner[200];
    struct fixture fixture;

    (void)state;
    memset(owner, 'x', sizeof owner);
    owner[sizeof owner - 1] = '\0';
    fixture_make(&fixture, NULL);
    fixture_begin(&fixture);
    assert_int_equal(tp_blob_put(fixture.exchange, owner, "a", "b", 1, NULL), TP_E_ARGUMENT);
    assert_int_equal(tp_blob_put(fixture.exchange, "a b", "a", "b", 1, NULL), TP_E_ARGUMENT);
    fixture_end(&fixture);
    fixture_remove(&fixture);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(blobs_come_back),
    cmocka_unit_test(forgotten_blobs_are_gone),
    cmocka_unit_test(no_blob_passes_for_another),
    cmocka_unit_test(names_have_limits),
};
TP_TEST_MAIN(tests)
