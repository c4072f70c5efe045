/* SPDX-License-Identifier: Apache-2.0 */
/* Jobs are done once, again after failures, and not lost when they are asked for while they are done. */
#include "fixture.h"

#include <pthread.h>
#include <stdatomic.h>
#include <time.h>

static struct {
    _Atomic unsigned runs, failures, done;
    bool add_while_doing, forget_to_end;
} world;

static tp_status ask(struct tp_exchange *exchange, const char *kind, const char *about, int64_t due_s)
{
    tp_status status = tp_exchange_begin(exchange, NULL);

    if (status == TP_OK)
        status = tp_exchange_end(exchange, tp_job_add(exchange, kind, about, due_s, NULL), NULL);
    return status;
}

static tp_status count(struct tp_exchange *exchange, struct tp_job *job, const char *about, struct tp_diag *diag)
{
    tp_status status;

    (void)about;
    world.runs++;
    if (world.add_while_doing) {
        world.add_while_doing = false;
        assert_int_equal(ask(exchange, "test.count", about, 0), TP_OK);
    }
    if (world.failures > 0) {
        world.failures--;
        return tp_fail(diag, TP_E_IO, "network", -1, "the partner is away");
    }
    if (world.forget_to_end)
        return TP_OK;
    status = tp_exchange_begin(exchange, diag);
    if (status == TP_OK)
        status = tp_job_end(exchange, job, TP_OK, diag);
    world.done += status == TP_OK;
    return status;
}

static tp_status tick(struct tp_exchange *exchange, struct tp_job *job, const char *about, struct tp_diag *diag)
{
    tp_status status = tp_exchange_begin(exchange, diag);

    (void)about;
    world.runs++;
    return status == TP_OK ? tp_job_again(exchange, job, tp_exchange_now(exchange) + 60, TP_OK, diag) : status;
}

/* Its transaction does not go through. */
static tp_status undo(struct tp_exchange *exchange, struct tp_job *job, const char *about, struct tp_diag *diag)
{
    struct tp_entry entry = {.name = "trace", .due_s = TP_STORE_NEVER};
    tp_status status = tp_exchange_begin(exchange, diag);

    (void)about;
    world.runs++;
    if (status == TP_OK)
        status = tp_entry_add(exchange, "thing", &entry, NULL, diag);
    return tp_job_end(exchange, job, status == TP_OK ? TP_E_CONFLICT : status, diag);
}

static const struct tp_job_kind kinds[] = {{"test.count", count}, {"test.tick", tick}, {"test.undo", undo}, {0}};
static const struct tp_part part = {.name = "test", .jobs = kinds};
static const struct tp_part *const parts[] = {&part, NULL};

static void make(struct fixture *fixture)
{
    memset(&world, 0, sizeof world);
    fixture_make(fixture, parts);
    fixture_work(fixture, 10); /* its own */
}

static struct tp_entry job(struct fixture *fixture, const char *name)
{
    struct tp_entry entry;

    assert_int_equal(tp_entry_get(fixture->exchange, "job", name, &entry, NULL), TP_OK);
    return entry;
}

static void assert_state(struct fixture *fixture, const char *name, const char *state)
{
    struct tp_entry entry = job(fixture, name);

    assert_string_equal(entry.state, state);
    tp_entry_deinit(&entry);
}

static void a_job_is_done_once(void **state)
{
    struct fixture fixture;

    (void)state;
    make(&fixture);
    assert_int_equal(ask(fixture.exchange, "test.count", "a", FIXTURE_NOW_S + 10), TP_OK);
    assert_int_equal(ask(fixture.exchange, "test.count", "a", FIXTURE_NOW_S + 20), TP_OK);
    assert_int_equal(fixture_work(&fixture, 5), 0);
    assert_int_equal(tp_exchange_next_due_s(fixture.exchange), FIXTURE_NOW_S + 10);
    assert_int_equal(tp_exchange_set_now(fixture.exchange, FIXTURE_NOW_S + 10, NULL), TP_OK);
    assert_int_equal(fixture_work(&fixture, 5), 1);
    assert_int_equal(world.done, 1);
    assert_state(&fixture, "test.count a", "done");
    assert_int_equal(ask(fixture.exchange, "test.count", "a", 0), TP_OK); /* a new one */
    assert_int_equal(fixture_work(&fixture, 5), 1);
    assert_int_equal(world.done, 2);
    fixture_remove(&fixture);
}

static void a_job_outlives_the_process(void **state)
{
    struct fixture fixture;

    (void)state;
    make(&fixture);
    assert_int_equal(ask(fixture.exchange, "test.count", "a", 0), TP_OK);
    fixture_reopen(&fixture);
    assert_true(fixture_work(&fixture, 5) >= 1);
    assert_int_equal(world.done, 1);
    fixture_remove(&fixture);
}

static void failures_are_noted_and_tried_again(void **state)
{
    static const int64_t waits[] = {1, 2, 4};
    struct tp_entry entry;
    struct fixture fixture;

    (void)state;
    make(&fixture);
    world.failures = 3;
    assert_int_equal(ask(fixture.exchange, "test.count", "a", 0), TP_OK);
    for (size_t i = 0; i < TP_ARRAY_LENGTH(waits); i++) {
        assert_int_equal(fixture_work(&fixture, 5), 1);
        entry = job(&fixture, "test.count a");
        assert_int_equal(tp_entry_integer(&entry, "tries", 0), i + 1);
        assert_string_equal(tp_entry_text(&entry, "trouble"), "E_IO: the partner is away");
        assert_int_equal(entry.due_s, tp_exchange_now(fixture.exchange) + waits[i]);
        assert_int_equal(tp_exchange_set_now(fixture.exchange, entry.due_s, NULL), TP_OK);
        tp_entry_deinit(&entry);
    }
    assert_int_equal(fixture_work(&fixture, 5), 1);
    assert_int_equal(world.done, 1);
    world.failures = 1000;
    assert_int_equal(ask(fixture.exchange, "test.count", "a", 0), TP_OK);
    fixture_work_until(&fixture, tp_exchange_now(fixture.exchange) + 3 * 3600);
    assert_in_range(world.runs, 20, 35); /* every ten minutes in the end */
    fixture_remove(&fixture);
}

static void asked_for_while_it_is_done_it_is_done_again(void **state)
{
    struct fixture fixture;

    (void)state;
    make(&fixture);
    world.add_while_doing = true;
    assert_int_equal(ask(fixture.exchange, "test.count", "a", 0), TP_OK);
    assert_int_equal(fixture_work(&fixture, 5), 2);
    assert_int_equal(world.runs, 2);
    assert_state(&fixture, "test.count a", "done");
    fixture_remove(&fixture);
}

static void one_that_does_not_say_so_is_done(void **state)
{
    struct fixture fixture;

    (void)state;
    make(&fixture);
    world.forget_to_end = true;
    assert_int_equal(ask(fixture.exchange, "test.count", "a", 0), TP_OK);
    assert_int_equal(fixture_work(&fixture, 5), 1);
    assert_state(&fixture, "test.count a", "done");
    fixture_remove(&fixture);
}

static void what_a_failed_job_did_is_undone(void **state)
{
    struct fixture fixture;
    struct tp_entry entry;

    (void)state;
    make(&fixture);
    assert_int_equal(ask(fixture.exchange, "test.undo", "a", 0), TP_OK);
    assert_int_equal(fixture_work(&fixture, 5), 1);
    assert_int_equal(tp_entry_get(fixture.exchange, "thing", "trace", &entry, NULL), TP_E_NOT_FOUND);
    assert_state(&fixture, "test.undo a", "waiting");
    fixture_remove(&fixture);
}

static void a_job_may_come_again(void **state)
{
    struct fixture fixture;

    (void)state;
    make(&fixture);
    assert_int_equal(ask(fixture.exchange, "test.tick", "", 0), TP_OK);
    fixture_work_until(&fixture, FIXTURE_NOW_S + 600);
    assert_int_equal(world.runs, 11);
    fixture_remove(&fixture);
}

static void a_job_that_nobody_does_waits(void **state)
{
    struct fixture fixture;
    struct tp_entry entry;

    (void)state;
    make(&fixture);
    assert_int_equal(ask(fixture.exchange, "other.thing", "a", 0), TP_OK);
    assert_int_equal(fixture_work(&fixture, 5), 1);
    entry = job(&fixture, "other.thing a");
    assert_string_equal(entry.state, "waiting");
    assert_string_equal(tp_entry_text(&entry, "trouble"), "E_UNSUPPORTED: nothing here does other.thing");
    tp_entry_deinit(&entry);
    fixture_remove(&fixture);
}

static void wait_for_done(unsigned number)
{
    const struct timespec pause = {.tv_nsec = 2000000};

    for (unsigned i = 0; i < 10000 && world.done < number; i++)
        nanosleep(&pause, NULL);
    assert_int_equal(world.done, number);
}

/* Many workers, and others that ask: nothing is lost, nothing is done twice. */
static void workers_share_the_work(void **state)
{
    enum { MANY = 60 };
    struct fixture fixture;
    char about[16];

    (void)state;
    make(&fixture);
    assert_int_equal(tp_exchange_start_workers(fixture.exchange, 4, NULL), TP_OK);
    for (unsigned i = 0; i < MANY; i++) {
        snprintf(about, sizeof about, "%u", i);
        assert_int_equal(ask(fixture.exchange, "test.count", about, 0), TP_OK);
    }
    wait_for_done(MANY);
    tp_exchange_stop_workers(fixture.exchange);
    assert_int_equal(world.runs, MANY);
    assert_int_equal(tp_exchange_start_workers(fixture.exchange, 1, NULL), TP_OK); /* and again */
    assert_int_equal(ask(fixture.exchange, "test.count", "more", 0), TP_OK);
    wait_for_done(MANY + 1);
    fixture_remove(&fixture);
}

/* ---- those that wait for others -----------------------------------------------------------------------------------
 */

enum { AWAY = 20 };
static _Atomic unsigned asked, asking, together_most;
static _Atomic bool away;

/* A partner that does not answer for as long as it is away. */
static tp_status ask_partner(struct tp_exchange *exchange, struct tp_job *job, const char *about, struct tp_diag *diag)
{
    unsigned now = atomic_fetch_add(&asking, 1) + 1;
    tp_status status;

    (void)about;
    atomic_fetch_add(&asked, 1);
    if (now > atomic_load(&together_most))
        atomic_store(&together_most, now);
    while (atomic_load(&away))
        nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
    atomic_fetch_sub(&asking, 1);
    status = tp_exchange_begin(exchange, diag);
    return status == TP_OK ? tp_job_end(exchange, job, TP_OK, diag) : status;
}

static const struct tp_job_kind outside_kinds[] = {{"test.count", count}, {"test.ask", ask_partner}, {0}};
static const char *const outside_names[] = {"test.ask", NULL};
static const struct tp_part outside_part = {.name = "test", .jobs = outside_kinds, .outside = outside_names};
static const struct tp_part *const outside_parts[] = {&outside_part, NULL};

static void ask_many(struct fixture *fixture, bool for_one)
{
    char about[16];

    fixture_begin(fixture);
    for (unsigned i = 0; i < AWAY; i++) {
        snprintf(about, sizeof about, "%u", i);
        assert_int_equal(tp_job_add_for(fixture->exchange, "test.ask", about, for_one ? "national" : about, 0, NULL),
                         TP_OK);
    }
    fixture_end(fixture);
}

static void wait_until(_Atomic unsigned *what, unsigned number)
{
    for (unsigned i = 0; i < 5000 && atomic_load(what) < number; i++)
        nanosleep(&(struct timespec){.tv_nsec = 2000000}, NULL);
    assert_true(atomic_load(what) >= number);
}

/* However many messages wait for partners that hang, what is to be done here is done. */
static void partners_that_are_away_hold_up_nobody(void **state)
{
    struct fixture fixture;

    (void)state;
    for (unsigned for_one = 0; for_one < 2; for_one++) {
        memset(&world, 0, sizeof world);
        atomic_store(&asked, 0);
        atomic_store(&together_most, 0);
        atomic_store(&away, true);
        fixture_make(&fixture, outside_parts);
        ask_many(&fixture, for_one);
        assert_int_equal(tp_exchange_start_workers(fixture.exchange, 1, NULL), TP_OK);
        wait_until(&asked, for_one ? 1 : 3);
        assert_int_equal(ask(fixture.exchange, "test.count", "here", 0), TP_OK);
        wait_for_done(1);
        assert_true(atomic_load(&asking) > 0); /* still */
        if (for_one)
            assert_int_equal(atomic_load(&together_most), 1); /* one at a time */
        atomic_store(&away, false);
        wait_until(&asked, AWAY);
        tp_exchange_stop_workers(fixture.exchange);
        assert_int_equal(atomic_load(&asked), AWAY);
        fixture_remove(&fixture);
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_job_is_done_once),
    cmocka_unit_test(a_job_outlives_the_process),
    cmocka_unit_test(failures_are_noted_and_tried_again),
    cmocka_unit_test(asked_for_while_it_is_done_it_is_done_again),
    cmocka_unit_test(one_that_does_not_say_so_is_done),
    cmocka_unit_test(what_a_failed_job_did_is_undone),
    cmocka_unit_test(a_job_may_come_again),
    cmocka_unit_test(a_job_that_nobody_does_waits),
    cmocka_unit_test(workers_share_the_work),
    cmocka_unit_test(partners_that_are_away_hold_up_nobody),
};
TP_TEST_MAIN(tests)
