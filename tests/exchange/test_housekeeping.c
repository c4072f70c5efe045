/* SPDX-License-Identifier: Apache-2.0 */
/* The ledger is published by itself, and what is over does not pile up. */
#include "fixture.h"

static tp_status nothing(struct tp_exchange *exchange, struct tp_job *job, const char *about, struct tp_diag *diag)
{
    tp_status status = tp_exchange_begin(exchange, diag);

    (void)about;
    return status == TP_OK ? tp_job_end(exchange, job, TP_OK, diag) : status;
}

static const struct tp_job_kind kinds[] = {{"test.nothing", nothing}, {0}};
static const struct tp_part part = {.name = "test", .jobs = kinds};
static const struct tp_part *const parts[] = {&part, NULL};

static uint64_t count_of(struct fixture *fixture, const char *kind, const char *state)
{
    const struct tp_store_query query = {.kind = kind, .state = state, .due_until_s = TP_STORE_NEVER};
    uint64_t count;

    assert_int_equal(tp_entry_count(fixture->exchange, &query, &count, NULL), TP_OK);
    return count;
}

static void log_a_leaf(struct fixture *fixture)
{
    struct tp_leaf leaf;
    uint64_t index;

    fixture_begin(fixture);
    tp_leaf_init(&leaf, TP_LEAF_SUBMISSION, tp_exchange_now(fixture->exchange));
    tp_leaf_set(&leaf, TP_LEAF_STATE_MEMBER, "US-NY");
    tp_leaf_set(&leaf, TP_LEAF_LEVEL_MEMBER, "none");
    assert_int_equal(tp_organisation_log(tp_exchange_organisation(fixture->exchange), &leaf, NULL,
                                         tp_exchange_now(fixture->exchange), &index, NULL),
                     TP_OK);
    fixture_end(fixture);
}

static uint64_t published(struct fixture *fixture)
{
    const struct tp_verifier *verifier = tp_organisation_verifier(tp_exchange_organisation(fixture->exchange));
    struct tp_reader *reader;
    char path[128];
    uint64_t size;

    snprintf(path, sizeof path, "%s/ledger", fixture->folder);
    assert_int_equal(tp_reader_open(path, verifier, &reader, NULL), TP_OK);
    size = tp_reader_checkpoint(reader)->size;
    tp_reader_close(&reader);
    return size;
}

static void the_ledger_is_published_every_minute(void **state)
{
    struct fixture fixture;

    (void)state;
    fixture_make(&fixture, NULL);
    fixture_work(&fixture, 10);
    log_a_leaf(&fixture);
    assert_int_equal(published(&fixture), 0);
    fixture_work_until(&fixture, FIXTURE_NOW_S + 60);
    assert_int_equal(published(&fixture), 1);
    log_a_leaf(&fixture);
    fixture_work_until(&fixture, FIXTURE_NOW_S + 120);
    assert_int_equal(published(&fixture), 2);
    fixture_remove(&fixture);
}

static void jobs_that_are_done_go(void **state)
{
    enum { MANY = 1200 };
    struct fixture fixture;
    char about[16];

    (void)state;
    fixture_make(&fixture, parts);
    fixture_work(&fixture, 10);
    fixture_begin(&fixture);
    for (unsigned i = 0; i < MANY; i++) {
        snprintf(about, sizeof about, "%u", i);
        assert_int_equal(tp_job_add(fixture.exchange, "test.nothing", about, i < 3 ? TP_STORE_NEVER - 1 : 0, NULL),
                         TP_OK);
    }
    fixture_end(&fixture);
    fixture_work(&fixture, MANY + 10);
    assert_int_equal(count_of(&fixture, "job", "done"), MANY - 3);
    fixture_work_until(&fixture, FIXTURE_NOW_S + 3600);
    assert_int_equal(count_of(&fixture, "job", "done"), 0);
    assert_int_equal(count_of(&fixture, "job", NULL), 3 + 5); /* those that wait, and its own */
    fixture_remove(&fixture);
}

/* A folder that was made with a clock of later is published all the same. */
static void jobs_of_another_clock_come_now(void **state)
{
    struct fixture fixture;

    (void)state;
    memset(&fixture, 0, sizeof fixture);
    fixture.options.now_s = FIXTURE_NOW_S + INT64_C(400000000);
    fixture_make_as(&fixture, "ny-dcjs", NULL);
    tp_exchange_close(&fixture.exchange);
    fixture.options.now_s = FIXTURE_NOW_S;
    fixture_open(&fixture);
    log_a_leaf(&fixture);
    fixture_work_until(&fixture, FIXTURE_NOW_S + 60);
    assert_int_equal(published(&fixture), 1);
    fixture_remove(&fixture);
}

/* By the machine's time. */
static void sessions_that_are_over_go(void **state)
{
    struct tp_entry entry = {.name = "old", .due_s = tp_clock_now_s() - 1};
    struct fixture fixture;

    (void)state;
    fixture_make(&fixture, NULL);
    fixture_begin(&fixture);
    assert_int_equal(tp_entry_add(fixture.exchange, "session", &entry, NULL, NULL), TP_OK);
    snprintf(entry.name, sizeof entry.name, "new");
    entry.due_s += 1000;
    assert_int_equal(tp_entry_add(fixture.exchange, "session", &entry, NULL, NULL), TP_OK);
    fixture_end(&fixture);
    fixture_work(&fixture, 10);
    assert_int_equal(count_of(&fixture, "session", NULL), 1);
    assert_int_equal(tp_entry_get(fixture.exchange, "session", "new", &entry, NULL), TP_OK);
    tp_entry_deinit(&entry);
    fixture_remove(&fixture);
}

/* A backup reads for minutes: it is not waited for while nobody else can change anything. */
static void a_long_reader_is_not_waited_for(void **state)
{
    const struct tp_store_options options = {.unchecked = true};
    struct fixture fixture;
    struct tp_store_moment moment;
    struct tp_store *reader;
    char path[160];
    int64_t begun_ns;

    (void)state;
    fixture_make(&fixture, parts);
    fixture_begin(&fixture);
    assert_int_equal(tp_job_add(fixture.exchange, "test.nothing", "a", 0, NULL), TP_OK);
    fixture_end(&fixture);
    fixture_work(&fixture, 10);
    snprintf(path, sizeof path, "%s/store.db", fixture.folder);
    assert_int_equal(tp_store_open(path, &options, &reader, NULL), TP_OK);
    assert_int_equal(tp_store_read_begin(reader, NULL), TP_OK);
    assert_int_equal(tp_store_now(reader, &moment, NULL), TP_OK);
    begun_ns = tp_clock_monotonic_ns();
    fixture_work_until(&fixture, FIXTURE_NOW_S + 3600);
    assert_true(tp_clock_monotonic_ns() - begun_ns < INT64_C(9000000000)); /* of 10 s that others are waited for */
    assert_int_equal(count_of(&fixture, "job", "done"), 0);
    tp_store_read_end(reader);
    tp_store_close(&reader);
    fixture_remove(&fixture);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(the_ledger_is_published_every_minute), cmocka_unit_test(jobs_that_are_done_go),
    cmocka_unit_test(jobs_of_another_clock_come_now),       cmocka_unit_test(sessions_that_are_over_go),
    cmocka_unit_test(a_long_reader_is_not_waited_for),
};
TP_TEST_MAIN(tests)
