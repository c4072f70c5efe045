/* SPDX-License-Identifier: Apache-2.0 */
/* An exchange for a test: the folder of a rehearsal in a scratch folder, its clock set, with a repository of people who
 * do not exist ("person 0" ... see gallery/people.h). */
#ifndef TP_TEST_EXCHANGE_FIXTURE_H
#define TP_TEST_EXCHANGE_FIXTURE_H

#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "exchange/exchange.h"
#include "folder.h"
#include "gallery/people.h"

#define FIXTURE_PASSPHRASE "correct horse"
#define FIXTURE_NOW_S INT64_C(1306886400) /* 2011-06-01T00:00:00Z */

enum { FIXTURE_FINGERS = 2 };

struct fixture {
    struct test_folder scratch;
    char folder[96];
    struct tp_exchange *exchange;
    struct tp_exchange_options options; /* for the next opening */
};

static inline void fixture_open(struct fixture *fixture)
{
    struct tp_diag diag;

    tp_diag_init(&diag);
    if (tp_exchange_open(fixture->folder, FIXTURE_PASSPHRASE, &fixture->options, &fixture->exchange, &diag) != TP_OK)
        fail_msg("%s: %s: %s", diag.file, diag.field, diag.text);
}

/* Makes the folder of the organisation ID (its key comes from ID) and opens it with PARTS (NULL: none). More options
 * can be set in FIXTURE before; one that has a scratch folder already gets a second organisation beside the others. */
static inline void fixture_make_as(struct fixture *fixture, const char *id, const struct tp_part *const *parts)
{
    uint8_t seed[TP_SEED_BYTES] = {0};
    const struct tp_organisation_init init = {.id = id,
                                              .name = "An office",
                                              .jurisdiction = "US-NY",
                                              .rehearsal = true,
                                              .passphrase = FIXTURE_PASSPHRASE,
                                              .seed = seed};
    struct tp_diag diag;

    memcpy(seed, id, TP_MIN(strlen(id), sizeof seed));
    if (fixture->scratch.path[0] == '\0')
        folder_make(&fixture->scratch);
    snprintf(fixture->folder, sizeof fixture->folder, "%s/%s", fixture->scratch.path, id);
    tp_diag_init(&diag);
    if (tp_organisation_init(fixture->folder, &init, &diag) != TP_OK)
        fail_msg("%s: %s: %s", diag.file, diag.field, diag.text);
    fixture->options.parts = parts;
    fixture->options.thread_count = 1;
    if (fixture->options.now_s == 0)
        fixture->options.now_s = FIXTURE_NOW_S;
    fixture_open(fixture);
}

static inline void fixture_make(struct fixture *fixture, const struct tp_part *const *parts)
{
    memset(fixture, 0, sizeof *fixture);
    fixture_make_as(fixture, "ny-dcjs", parts);
}

static inline void fixture_remove(struct fixture *fixture)
{
    tp_exchange_close(&fixture->exchange);
    folder_remove(&fixture->scratch);
}

/* Closes it and opens it again, at the time that it had. */
static inline void fixture_reopen(struct fixture *fixture)
{
    fixture->options.now_s = tp_exchange_now(fixture->exchange);
    tp_exchange_close(&fixture->exchange);
    fixture_open(fixture);
}

/* How many leaves the ledger has, with those that were held back until now. */
static inline uint64_t fixture_leaves(struct fixture *fixture)
{
    assert_int_equal(tp_exchange_place_leaves(fixture->exchange, NULL), TP_OK);
    return tp_ledger_size(tp_organisation_ledger(tp_exchange_organisation(fixture->exchange)));
}

static inline void fixture_begin(struct fixture *fixture)
{
    assert_int_equal(tp_exchange_begin(fixture->exchange, NULL), TP_OK);
}

static inline void fixture_end(struct fixture *fixture)
{
    assert_int_equal(tp_exchange_end(fixture->exchange, TP_OK, NULL), TP_OK);
}

/* Does all jobs that are due, and those that become due by them, at most MAX; how many. */
static inline unsigned fixture_work(struct fixture *fixture, unsigned max)
{
    unsigned count = 0;
    bool did = true;

    while (did && count < max) {
        assert_int_equal(tp_exchange_work(fixture->exchange, &did, NULL), TP_OK);
        count += did;
    }
    return count;
}

/* Sets the clock to the next job's time and does all that is due, until nothing is due before END. */
static inline void fixture_work_until(struct fixture *fixture, int64_t end_s)
{
    int64_t due_s;

    fixture_work(fixture, 100000);
    while ((due_s = tp_exchange_next_due_s(fixture->exchange)) <= end_s) {
        if (due_s > tp_exchange_now(fixture->exchange))
            assert_int_equal(tp_exchange_set_now(fixture->exchange, due_s, NULL), TP_OK);
        fixture_work(fixture, 100000);
    }
    assert_int_equal(tp_exchange_set_now(fixture->exchange, end_s, NULL), TP_OK);
}

/* ---- people ------------------------------------------------------------------------------------------------------ */

/* Impression NUMBER of a person's first fingers. */
struct fixture_prints {
    struct tp_template templates[FIXTURE_FINGERS];
    const struct tp_template *pointers[FIXTURE_FINGERS];
};

static inline void fixture_prints(struct fixture_prints *out, uint32_t person, uint32_t number)
{
    for (unsigned i = 0; i < FIXTURE_FINGERS; i++) {
        make_impression(person, i + 1, number, (uint8_t)(i + 1), &out->templates[i]);
        out->pointers[i] = &out->templates[i];
    }
}

/* In a transaction: PERSON becomes SUBJECT; "" makes a name. */
static inline void fixture_enrol(struct fixture *fixture, uint32_t person, char subject[TP_EXCHANGE_NAME_BYTES])
{
    struct fixture_prints prints;

    fixture_prints(&prints, person, 0);
    assert_int_equal(tp_exchange_enrol(fixture->exchange, subject, prints.pointers, FIXTURE_FINGERS, NULL), TP_OK);
}

/* People 0..COUNT-1 under the names "person-0" ... */
static inline void fixture_populate(struct fixture *fixture, uint32_t count)
{
    char subject[TP_EXCHANGE_NAME_BYTES];

    fixture_begin(fixture);
    for (uint32_t person = 0; person < count; person++) {
        snprintf(subject, sizeof subject, "person-%u", person);
        fixture_enrol(fixture, person, subject);
    }
    fixture_end(fixture);
}

/* The best candidate for other prints of PERSON; "" for none. */
static inline const char *fixture_find(struct fixture *fixture, uint32_t person)
{
    static char name[TP_EXCHANGE_NAME_BYTES];
    struct tp_found found[TP_FOUND_MAX];
    struct fixture_prints prints;
    size_t count;

    fixture_prints(&prints, person, 99);
    assert_int_equal(tp_exchange_search(fixture->exchange, prints.pointers, FIXTURE_FINGERS, found, &count, NULL),
                     TP_OK);
    snprintf(name, sizeof name, "%s", count > 0 ? found[0].subject : "");
    return name;
}

#endif
