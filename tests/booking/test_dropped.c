/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <stdio.h>
#include <unistd.h>

#include "booking/bureau.h"

static struct bureau bureau;
static struct test_folder drop;
static char id[TP_EXCHANGE_ID_BYTES], owner[TP_EXCHANGE_NAME_BYTES];

static int set_up(void **state)
{
    (void)state;
    bureau_make(&bureau);
    bureau_drop(&bureau, "");
    folder_make(&drop);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    bureau_remove(&bureau);
    folder_remove(&drop);
    return 0;
}

/* Drops a card of PERSON with COUNT fingers and takes it, without doing anything about it. */
static void drop_card(unsigned person, unsigned count)
{
    size_t size_bytes, taken;
    uint8_t *file = bureau_file(person, count, "TEST-0000001", &size_bytes), *receipt;

    folder_write(&drop, "card.an2", file, size_bytes);
    assert_int_equal(tp_drop_scan(bureau.exchange, drop.path, 0, &taken, NULL, NULL), TP_OK);
    assert_int_equal(taken, 1);
    free(file);
    assert_int_equal(tp_file_read(folder_path(&drop, "done/card.an2.json"), 1000, &receipt, &size_bytes, NULL), TP_OK);
    snprintf(id, sizeof id, "%.32s", strchr((const char *)receipt, ':') + 3);
    tp_booking_owner(id, owner);
    free(receipt);
}

static void add_leg(void)
{
    struct tp_entry entry = {.due_s = TP_STORE_NEVER, .name = "leg-1", .state = "no-match"};
    struct tp_json *content;

    snprintf(entry.link, sizeof entry.link, "%s", id);
    assert_int_equal(tp_json_new(&content, NULL), TP_OK);
    tp_json_text(content, "partner", "national");
    assert_int_equal(tp_exchange_begin(bureau.exchange, NULL), TP_OK);
    assert_int_equal(
        tp_exchange_end(bureau.exchange, tp_entry_add(bureau.exchange, TP_RECORD_LEG, &entry, content, NULL), NULL),
        TP_OK);
    tp_json_free(&content);
}

static bool is_type(const char *name, const char *type)
{
    struct tp_transaction *file;
    size_t size_bytes;
    uint8_t *data;
    bool is;

    if (tp_file_read(folder_path(&drop, name), 1 << 20, &data, &size_bytes, NULL) != TP_OK)
        return false;
    assert_int_equal(tp_transaction_read(data, size_bytes, NULL, NULL, &file, NULL), TP_OK);
    is = tp_value_equals(tp_record_get(tp_transaction_at(file, 0), 4), type);
    tp_transaction_free(&file);
    free(data);
    return is;
}

static uint64_t count_accesses(void)
{
    const struct tp_store_query query = {.kind = "access", .link = owner, .due_until_s = TP_STORE_NEVER};
    uint64_t count;

    assert_int_equal(tp_entry_count(bureau.exchange, &query, &count, NULL), TP_OK);
    return count;
}

static void both_responses_come_back_as_files(void **state)
{
    (void)state;
    drop_card(1, 2);
    add_leg();
    bureau_work(&bureau);
    assert_string_equal(bureau_state(&bureau, id), "complete");
    assert_true(is_type("responses/card.an2.1.sre", "SRE"));
    assert_true(is_type("responses/card.an2.2.sre", "SRE"));
    assert_false(is_type("responses/card.an2.errt", "ERRT"));
    assert_int_equal(count_accesses(), 2);
}

static void what_the_check_refuses_comes_back_too(void **state)
{
    (void)state;
    drop_card(3, 0); /* stripes */
    bureau_work(&bureau);
    assert_string_equal(bureau_state(&bureau, id), "refused");
    assert_true(is_type("responses/card.an2.errt", "ERRT"));
    assert_false(is_type("responses/card.an2.1.sre", "SRE"));
}

static void run_job(const char *about)
{
    assert_int_equal(tp_exchange_begin(bureau.exchange, NULL), TP_OK);
    assert_int_equal(
        tp_exchange_end(bureau.exchange, tp_job_add(bureau.exchange, "booking.respond", about, 0, NULL), NULL), TP_OK);
    bureau_work(&bureau);
}

static void what_is_erased_is_not_written_again(void **state)
{
    char about[64];

    (void)state;
    drop_card(1, 2);
    bureau_work(&bureau);
    assert_int_equal(unlink(folder_path(&drop, "responses/card.an2.1.sre")), 0);
    snprintf(about, sizeof about, "%s 1", id);
    run_job(about);
    assert_true(is_type("responses/card.an2.1.sre", "SRE")); /* done twice, written twice */
    assert_int_equal(unlink(folder_path(&drop, "responses/card.an2.1.sre")), 0);
    assert_int_equal(tp_exchange_begin(bureau.exchange, NULL), TP_OK);
    assert_int_equal(tp_exchange_end(bureau.exchange, tp_blob_forget(bureau.exchange, owner, NULL), NULL), TP_OK);
    run_job(about);
    assert_int_equal(access(folder_path(&drop, "responses/card.an2.1.sre"), F_OK), -1);
    assert_int_equal(count_accesses(), 2);
}

/* Only where they came from: what is asked by the interface is not written anywhere. */
static void others_are_not_written(void **state)
{
    static struct asked asked;
    size_t size_bytes;
    uint8_t *file = bureau_file(1, 2, "TEST-0000001", &size_bytes);

    (void)state;
    bureau_post(&bureau, &asked, "submitBooking", file, size_bytes, "");
    assert_int_equal(asked.status, TP_OK);
    asked_done(&asked);
    free(file);
    bureau_work(&bureau);
    assert_int_equal(access(folder_path(&drop, "responses"), F_OK), -1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
static const struct CMUnitTest tests[] = {
    TEST(both_responses_come_back_as_files),
    TEST(what_the_check_refuses_comes_back_too),
    TEST(what_is_erased_is_not_written_again),
    TEST(others_are_not_written),
};
TP_TEST_MAIN(tests)
