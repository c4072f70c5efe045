/* SPDX-License-Identifier: Apache-2.0 */
#include "bookings.h"

#include <unistd.h>

#include "person/erased_list.h"

static struct fixture fixture;
static char subject[TP_EXCHANGE_NAME_BYTES], list[256];

static int set_up(void **state)
{
    (void)state;
    fixture_make(&fixture, booking_parts);
    snprintf(list, sizeof list, "%s/erased", fixture.folder);
    subject[0] = '\0';
    book(&fixture, "b1", 1, "Ada", subject);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    fixture_remove(&fixture);
    return 0;
}

static void erase(const char *owner)
{
    const struct tp_erasure_spec spec = {owner, "expungement", "ORDER-1", "officer", "", ""};

    fixture_begin(&fixture);
    assert_int_equal(tp_erasure_start(fixture.exchange, &spec, NULL), TP_OK);
    fixture_end(&fixture);
    fixture_work(&fixture, 50);
}

static void append(const char *text)
{
    FILE *file = fopen(list, "a");

    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

static const char *listed(void)
{
    static char text[4096];
    FILE *file = fopen(list, "r");

    assert_non_null(file);
    text[fread(text, 1, sizeof text - 1, file)] = '\0';
    fclose(file);
    return text;
}

static size_t apply(void)
{
    size_t count;

    assert_int_equal(tp_erased_list_apply(fixture.exchange, &count, NULL), TP_OK);
    return count;
}

static void what_is_erased_is_listed(void **state)
{
    (void)state;
    assert_int_equal(apply(), 0); /* without a list */
    erase("booking/b1");
    assert_string_equal(listed(), "2011-06-01T00:00:00Z booking/b1\n");
    assert_int_equal(apply(), 0);
    erase("booking/b1");
    assert_string_equal(listed(), "2011-06-01T00:00:00Z booking/b1\n");
}

/* The node in the folder that a backup was made of, and that knows whom the old one erased. */
static void restore(const char *from_list)
{
    char backup[128], again[128], path[160];
    struct tp_restored restored;

    snprintf(backup, sizeof backup, "%s/backup", fixture.scratch.path);
    snprintf(again, sizeof again, "%s/again", fixture.scratch.path);
    tp_exchange_close(&fixture.exchange);
    snprintf(path, sizeof path, "%s/ledger", fixture.folder);
    assert_int_equal(tp_backup_restore(backup, again, path, &restored, NULL), TP_OK);
    if (from_list)
        assert_int_equal(tp_erased_list_join(again, from_list, NULL), TP_OK);
    snprintf(fixture.folder, sizeof fixture.folder, "%s", again);
    fixture_open(&fixture);
}

static void back_up(void)
{
    char backup[128];
    uint64_t leaves;

    snprintf(backup, sizeof backup, "%s/backup", fixture.scratch.path);
    assert_int_equal(tp_backup_make(fixture.folder, backup, FIXTURE_NOW_S, &leaves, NULL), TP_OK);
}

static void whoever_a_backup_brings_back_is_erased_again(void **state)
{
    char other[TP_EXCHANGE_NAME_BYTES] = "";
    uint8_t *data;
    size_t size;

    (void)state;
    book(&fixture, "b22", 2, "Grace", other);
    erase("booking/b22"); /* before */
    back_up();
    erase("booking/b1"); /* after */
    restore(list);
    assert_int_equal(tp_blob_get(fixture.exchange, "booking/b1", "person", &data, &size, NULL), TP_OK); /* again */
    tp_blob_free(data, size);
    assert_string_equal(fixture_find(&fixture, 1), subject);
    assert_int_equal(tp_person_start(fixture.exchange, NULL), TP_OK);
    fixture_work(&fixture, 50);
    assert_int_equal(tp_blob_get(fixture.exchange, "booking/b1", "person", &data, &size, NULL), TP_E_NOT_FOUND);
    assert_true(has_record(&fixture, "erasure", "booking/b1", "done"));
    assert_string_equal(fixture_find(&fixture, 1), "");
    assert_int_equal(apply(), 0);
}

/* Lines of a torn write, of another program, or about nothing that is here. */
static void what_is_no_line_is_passed_over(void **state)
{
    (void)state;
    append("\n\n2011-06-01T00:00:00Z\nx\n2011-06-01T00:00:00Z key/b1\n2011-06-01T00:00:00Z booking/none\n");
    append("2011-06-01T00:00:00Z booking/b2011-06-01T00:00:00Z booking/b1\n2011-06-01T00:00:00Z boo");
    assert_int_equal(apply(), 1);
    fixture_work(&fixture, 50);
    assert_true(has_record(&fixture, "booking", "b1", "erased"));
    assert_int_equal(apply(), 0);
}

static void only_a_list_is_joined(void **state)
{
    char other[256];
    FILE *file;

    (void)state;
    snprintf(other, sizeof other, "%s/other", fixture.scratch.path);
    assert_int_not_equal(tp_erased_list_join(NULL, other, NULL), TP_OK);
    file = fopen(other, "w");
    assert_non_null(file);
    fputs("a letter\nbooking/b1\n", file);
    fclose(file);
    assert_int_equal(tp_erased_list_join(fixture.folder, other, NULL), TP_E_FORMAT);
    assert_int_equal(access(list, F_OK), -1);
    file = fopen(other, "w");
    assert_non_null(file);
    fclose(file);
    assert_int_equal(tp_erased_list_join(fixture.folder, other, NULL), TP_OK); /* nobody was erased */
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
static const struct CMUnitTest tests[] = {
    TEST(what_is_erased_is_listed),
    TEST(whoever_a_backup_brings_back_is_erased_again),
    TEST(what_is_no_line_is_passed_over),
    TEST(only_a_list_is_joined),
};
TP_TEST_MAIN(tests)
