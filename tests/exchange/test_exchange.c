/* SPDX-License-Identifier: Apache-2.0 */
/* Opening, the clock, transactions and who sees what of them. */
#include "fixture.h"

#include <pthread.h>
#include <unistd.h>

static struct tp_entry entry_named(const char *name)
{
    struct tp_entry entry = {.due_s = TP_STORE_NEVER};

    snprintf(entry.name, sizeof entry.name, "%s", name);
    return entry;
}

static void add(struct fixture *fixture, const char *name)
{
    const struct tp_entry entry = entry_named(name);

    assert_int_equal(tp_entry_add(fixture->exchange, "thing", &entry, NULL, NULL), TP_OK);
}

static bool has(struct fixture *fixture, const char *name)
{
    struct tp_entry entry;
    tp_status status = tp_entry_get(fixture->exchange, "thing", name, &entry, NULL);

    tp_entry_deinit(&entry);
    assert_true(status == TP_OK || status == TP_E_NOT_FOUND);
    return status == TP_OK;
}

static void opens_alone_and_again(void **state)
{
    struct tp_exchange *second;
    struct fixture fixture;

    (void)state;
    fixture_make(&fixture, NULL);
    assert_string_equal(tp_exchange_config(fixture.exchange)->id, "ny-dcjs");
    assert_string_equal(tp_exchange_folder(fixture.exchange), fixture.folder);
    assert_int_equal(tp_exchange_open(fixture.folder, FIXTURE_PASSPHRASE, &fixture.options, &second, NULL), TP_E_BUSY);
    assert_null(second);
    fixture_begin(&fixture);
    add(&fixture, "a");
    fixture_end(&fixture);
    fixture_reopen(&fixture);
    assert_true(has(&fixture, "a"));
    tp_exchange_close(&fixture.exchange);
    assert_int_equal(tp_exchange_open(fixture.folder, "wrong", &fixture.options, &second, NULL), TP_E_DENIED);
    fixture_remove(&fixture);
}

static void changes_are_seen_by_others_once_committed(void **state)
{
    struct fixture fixture;

    (void)state;
    fixture_make(&fixture, NULL);
    fixture_begin(&fixture);
    add(&fixture, "a");
    assert_true(has(&fixture, "a"));
    assert_int_equal(tp_exchange_end(fixture.exchange, TP_E_DENIED, NULL), TP_E_DENIED);
    assert_false(has(&fixture, "a"));
    fixture_remove(&fixture);
}

struct other {
    struct fixture *fixture;
    bool seen;
};

static void *look(void *context)
{
    struct other *other = context;

    other->seen = has(other->fixture, "a");
    return NULL;
}

/* A reader neither waits for a writer nor sees what it did. */
static bool seen_by_another(struct fixture *fixture)
{
    struct other other = {fixture, false};
    pthread_t thread;

    assert_int_equal(pthread_create(&thread, NULL, look, &other), 0);
    assert_int_equal(pthread_join(thread, NULL), 0);
    return other.seen;
}

static void readers_wait_for_nobody(void **state)
{
    struct fixture fixture;

    (void)state;
    fixture_make(&fixture, NULL);
    fixture_begin(&fixture);
    add(&fixture, "a");
    assert_false(seen_by_another(&fixture));
    fixture_end(&fixture);
    assert_true(seen_by_another(&fixture));
    fixture_remove(&fixture);
}

static void leaves_belong_to_changes(void **state)
{
    struct fixture fixture;
    struct tp_leaf leaf;
    uint64_t index;

    (void)state;
    fixture_make(&fixture, NULL);
    for (unsigned i = 0; i < 2; i++) {
        fixture_begin(&fixture);
        tp_leaf_init(&leaf, TP_LEAF_REFUSED_EVENT, tp_exchange_now(fixture.exchange)); /* one that is not held back */
        tp_leaf_set(&leaf, TP_LEAF_EVENT_MEMBER, "join");
        tp_leaf_set(&leaf, TP_LEAF_REASON_MEMBER, "replayed");
        assert_int_equal(tp_organisation_log(tp_exchange_organisation(fixture.exchange), &leaf, NULL,
                                             tp_exchange_now(fixture.exchange), &index, NULL),
                         TP_OK);
        assert_int_equal(index, 0);
        assert_int_equal(tp_exchange_end(fixture.exchange, i ? TP_OK : TP_E_BUSY, NULL), i ? TP_OK : TP_E_BUSY);
    }
    tp_exchange_lock(fixture.exchange);
    assert_int_equal(tp_ledger_size(tp_organisation_ledger(tp_exchange_organisation(fixture.exchange))), 1);
    tp_exchange_unlock(fixture.exchange);
    fixture_remove(&fixture);
}

static void the_clock_of_a_rehearsal_only_goes_forward(void **state)
{
    struct fixture fixture;

    (void)state;
    fixture_make(&fixture, NULL);
    assert_int_equal(tp_exchange_now(fixture.exchange), FIXTURE_NOW_S);
    assert_int_equal(tp_exchange_set_now(fixture.exchange, FIXTURE_NOW_S + 5, NULL), TP_OK);
    assert_int_equal(tp_exchange_now(fixture.exchange), FIXTURE_NOW_S + 5);
    assert_int_equal(tp_exchange_set_now(fixture.exchange, FIXTURE_NOW_S, NULL), TP_E_CONFLICT);
    assert_int_equal(tp_exchange_now(fixture.exchange), FIXTURE_NOW_S + 5);
    fixture_remove(&fixture);
}

static void a_node_for_real_has_the_machines_clock(void **state)
{
    const struct tp_organisation_init init = {
        .id = "real", .name = "An office", .jurisdiction = "US-NY", .passphrase = FIXTURE_PASSPHRASE};
    struct tp_exchange_options options = {.thread_count = 1, .now_s = FIXTURE_NOW_S};
    struct tp_exchange *exchange;
    struct test_folder scratch;
    int64_t now_s = tp_clock_now_s();

    (void)state;
    folder_make(&scratch);
    assert_int_equal(tp_organisation_init(folder_path(&scratch, "real"), &init, NULL), TP_OK);
    assert_int_equal(tp_exchange_open(folder_path(&scratch, "real"), FIXTURE_PASSPHRASE, &options, &exchange, NULL),
                     TP_E_DENIED);
    options.now_s = 0;
    assert_int_equal(tp_exchange_open(folder_path(&scratch, "real"), FIXTURE_PASSPHRASE, &options, &exchange, NULL),
                     TP_OK);
    assert_in_range(tp_exchange_now(exchange), now_s, now_s + 60);
    assert_int_equal(tp_exchange_set_now(exchange, now_s + 1000, NULL), TP_E_DENIED);
    tp_exchange_close(&exchange);
    folder_remove(&scratch);
}

static void ids_differ(void **state)
{
    char a[TP_EXCHANGE_ID_BYTES], b[TP_EXCHANGE_ID_BYTES];

    (void)state;
    assert_int_equal(tp_exchange_new_id(a, NULL), TP_OK);
    assert_int_equal(tp_exchange_new_id(b, NULL), TP_OK);
    assert_int_equal(strlen(a), 32);
    assert_string_not_equal(a, b);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(opens_alone_and_again),
    cmocka_unit_test(changes_are_seen_by_others_once_committed),
    cmocka_unit_test(readers_wait_for_nobody),
    cmocka_unit_test(leaves_belong_to_changes),
    cmocka_unit_test(the_clock_of_a_rehearsal_only_goes_forward),
    cmocka_unit_test(a_node_for_real_has_the_machines_clock),
    cmocka_unit_test(ids_differ),
};
TP_TEST_MAIN(tests)
