/* SPDX-License-Identifier: Apache-2.0 */
/* Notes of what was given out, by many at a time. */
#include <pthread.h>

#include "fixture.h"

enum { THREADS = 12, NOTES = 40 };

struct reader {
    struct fixture *fixture;
    pthread_t thread;
    unsigned number, seen;
};

static tp_status count(void *context, const struct tp_entry *entry, struct tp_diag *diag)
{
    unsigned *found = context;

    (void)diag;
    *found += strcmp(tp_entry_text(entry, "account"), "a.miller") == 0;
    return TP_OK;
}

static unsigned notes_of(struct fixture *fixture, const char *owner)
{
    const struct tp_store_query query = {.kind = "access", .link = owner, .due_until_s = TP_STORE_NEVER};
    unsigned found = 0;

    return tp_entry_each(fixture->exchange, &query, count, &found, NULL) == TP_OK ? found : 0;
}

static void *read_often(void *argument)
{
    struct reader *reader = argument;
    char owner[32];

    snprintf(owner, sizeof owner, "booking/%u", reader->number);
    for (unsigned i = 0; i < NOTES; i++) {
        struct tp_call call = {.actor = {"a.miller", TP_DUTY_BIT(EXAMINER), "", "case 7"}};

        if (tp_access_note(reader->fixture->exchange, &call, owner, "receipt", NULL) == TP_OK && call.noted &&
            notes_of(reader->fixture, owner) == i + 1)
            reader->seen++;
    }
    return NULL;
}

static void whoever_is_answered_is_on_record(void **state)
{
    struct reader readers[THREADS];
    struct fixture fixture;

    (void)state;
    fixture_make(&fixture, NULL);
    for (unsigned i = 0; i < THREADS; i++) {
        readers[i] = (struct reader){.fixture = &fixture, .number = i};
        assert_int_equal(pthread_create(&readers[i].thread, NULL, read_often, &readers[i]), 0);
    }
    for (unsigned i = 0; i < THREADS; i++) {
        pthread_join(readers[i].thread, NULL);
        assert_int_equal(readers[i].seen, NOTES);
    }
    fixture_remove(&fixture);
}

static void a_name_that_is_too_long_is_refused_alone(void **state)
{
    struct tp_call call = {.actor = {"a.miller", TP_DUTY_BIT(EXAMINER), "", "case 7"}};
    char owner[TP_EXCHANGE_NAME_BYTES + 1];
    struct fixture fixture;

    (void)state;
    fixture_make(&fixture, NULL);
    memset(owner, 'x', sizeof owner - 1);
    owner[sizeof owner - 1] = '\0';
    assert_int_equal(tp_access_note(fixture.exchange, &call, owner, "receipt", NULL), TP_E_ARGUMENT);
    assert_false(call.noted);
    assert_int_equal(tp_access_note(fixture.exchange, &call, "booking/1", "receipt", NULL), TP_OK);
    assert_int_equal(notes_of(&fixture, "booking/1"), 1);
    fixture_remove(&fixture);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(whoever_is_answered_is_on_record),
    cmocka_unit_test(a_name_that_is_too_long_is_refused_alone),
};
TP_TEST_MAIN(tests)
