/* SPDX-License-Identifier: Apache-2.0 */
/* A process that works and is killed at any moment, again and again: what was asked for is done once, each step with
 * its record, its leaf, its blob and its person, and nothing else is. */
#include "fixture.h"

#include <signal.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { ROUNDS = 12, ASKED = 40 /* in each round at most */ };

static tp_status log_leaf(struct tp_exchange *exchange, struct tp_diag *diag)
{
    struct tp_leaf leaf;
    uint64_t index;

    tp_leaf_init(&leaf, TP_LEAF_SUBMISSION, tp_exchange_now(exchange));
    tp_leaf_set(&leaf, TP_LEAF_STATE_MEMBER, "US-NY");
    tp_leaf_set(&leaf, TP_LEAF_LEVEL_MEMBER, "none");
    return tp_organisation_log(tp_exchange_organisation(exchange), &leaf, NULL, tp_exchange_now(exchange), &index,
                               diag);
}

/* A record of KIND named ABOUT, its leaf, and a blob. */
static tp_status leave_traces(struct tp_exchange *exchange, const char *kind, const char *about, struct tp_diag *diag)
{
    struct tp_entry entry = {.due_s = TP_STORE_NEVER};
    tp_status status;

    snprintf(entry.name, sizeof entry.name, "%s", about);
    status = tp_entry_add(exchange, kind, &entry, NULL, diag);
    if (status == TP_OK)
        status = tp_blob_put(exchange, "booking/1", about, kind, strlen(kind), diag);
    return status == TP_OK ? log_leaf(exchange, diag) : status;
}

static tp_status second(struct tp_exchange *exchange, struct tp_job *job, const char *about, struct tp_diag *diag)
{
    tp_status status = tp_exchange_begin(exchange, diag);

    if (status != TP_OK)
        return status;
    return tp_job_end(exchange, job, leave_traces(exchange, "second", about, diag), diag);
}

static tp_status first(struct tp_exchange *exchange, struct tp_job *job, const char *about, struct tp_diag *diag)
{
    char subject[TP_EXCHANGE_NAME_BYTES];
    struct fixture_prints prints;
    tp_status status = tp_exchange_begin(exchange, diag);

    if (status != TP_OK)
        return status;
    fixture_prints(&prints, (uint32_t)strtoul(about, NULL, 10), 0);
    snprintf(subject, sizeof subject, "person-%s", about);
    status = leave_traces(exchange, "first", about, diag);
    if (status == TP_OK)
        status = tp_exchange_enrol(exchange, subject, prints.pointers, FIXTURE_FINGERS, diag);
    if (status == TP_OK)
        status = tp_job_add(exchange, "test.second", about, 0, diag);
    return tp_job_end(exchange, job, status, diag);
}

static const struct tp_job_kind kinds[] = {{"test.first", first}, {"test.second", second}, {0}};
static const struct tp_part part = {.name = "test", .jobs = kinds};
static const struct tp_part *const parts[] = {&part, NULL};

static tp_status ask(struct tp_exchange *exchange, unsigned number)
{
    char about[16];
    tp_status status = tp_exchange_begin(exchange, NULL);

    snprintf(about, sizeof about, "%u", number);
    if (status == TP_OK)
        status = leave_traces(exchange, "asked", about, NULL);
    if (status == TP_OK)
        status = tp_job_add(exchange, "test.first", about, 0, NULL);
    return tp_exchange_end(exchange, status, NULL);
}

/* Asks for things until it is killed. */
static void work(struct fixture *fixture, unsigned round)
{
    fixture_open(fixture);
    if (tp_exchange_start_workers(fixture->exchange, 3, NULL) == TP_OK)
        for (unsigned i = 0; i < ASKED; i++)
            if (ask(fixture->exchange, round * ASKED + i) != TP_OK)
                break;
    pause();
    _exit(1);
}

static uint64_t count_of(struct fixture *fixture, const char *kind)
{
    const struct tp_store_query query = {.kind = kind, .due_until_s = TP_STORE_NEVER};
    uint64_t count;

    assert_int_equal(tp_entry_count(fixture->exchange, &query, &count, NULL), TP_OK);
    return count;
}

static uint64_t count_leaves(struct fixture *fixture)
{
    return fixture_leaves(fixture);
}

static tp_status check_one(void *context, const struct tp_entry *entry, struct tp_diag *diag)
{
    struct fixture *fixture = context;
    struct tp_template *templates;
    char subject[TP_EXCHANGE_NAME_BYTES + 8];
    uint8_t *data;
    size_t size, count;

    (void)diag;
    assert_int_equal(tp_blob_get(fixture->exchange, "booking/1", entry->name, &data, &size, NULL), TP_OK);
    assert_string_equal((char *)data, "second");
    tp_blob_free(data, size);
    snprintf(subject, sizeof subject, "person-%s", entry->name);
    assert_int_equal(tp_exchange_templates(fixture->exchange, subject, &templates, &count, NULL), TP_OK);
    assert_int_equal(count, FIXTURE_FINGERS);
    for (size_t i = 0; i < count; i++)
        tp_template_deinit(&templates[i]);
    free(templates);
    return TP_OK;
}

static void killed_at_any_moment(void **state)
{
    const struct tp_store_query asked = {.kind = "asked", .due_until_s = TP_STORE_NEVER};
    struct tp_rng rng = tp_rng_seed(17, 0);
    struct fixture fixture;
    uint64_t count;

    (void)state;
    fixture_make(&fixture, parts);
    tp_exchange_close(&fixture.exchange);
    for (unsigned round = 0; round < ROUNDS; round++) {
        const struct timespec pause = {.tv_nsec = (long)(1 + tp_rng_below(&rng, 250)) * 1000000};
        pid_t child = fork();
        int status;

        if (child == 0)
            work(&fixture, round);
        nanosleep(&pause, NULL);
        kill(child, SIGKILL);
        assert_int_equal(waitpid(child, &status, 0), child);
        assert_true(WIFSIGNALED(status));
    }
    fixture_open(&fixture);
    fixture_work(&fixture, 100000);
    count = count_of(&fixture, "asked");
    assert_int_equal(count_of(&fixture, "first"), count);
    assert_int_equal(count_of(&fixture, "second"), count);
    assert_int_equal(count_leaves(&fixture), 3 * count);
    assert_int_equal(tp_entry_each(fixture.exchange, &asked, check_one, &fixture, NULL), TP_OK);
    fixture_remove(&fixture);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(killed_at_any_moment),
};
TP_TEST_MAIN(tests)
