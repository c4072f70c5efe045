/* SPDX-License-Identifier: Apache-2.0 */
/* What every store backend must say about its changes. A backend's test gives CHANGE_CONTRACT_TESTS to cmocka and says
 * by changes_location() where the store is. */
#ifndef TP_TEST_STORE_CONTRACT_CHANGES_H
#define TP_TEST_STORE_CONTRACT_CHANGES_H

#include "test.h"

#include <stdio.h>
#include <string.h>

#include "base/base.h"
#include "store/store.h"

static const char *changes_location(void);
static void changes_discard(void);

static struct tp_store *open_changes(void)
{
    const struct tp_store_options options = {.create = true};
    struct tp_store *store;

    assert_int_equal(tp_store_open(changes_location(), &options, &store, NULL), TP_OK);
    return store;
}

/* One encounter with COUNT impressions, all of one byte. */
static void enrol_bytes(struct tp_store *store, const char *subject, unsigned count, uint8_t byte)
{
    struct tp_store_impression impressions[10];

    for (unsigned i = 0; i < count; i++)
        impressions[i] = (struct tp_store_impression){(uint8_t)(i + 1), 50, &byte, 1};
    assert_int_equal(tp_store_enrol(store, subject, 7, impressions, count, NULL), TP_OK);
}

static struct tp_store_moment now(struct tp_store *store)
{
    struct tp_store_moment moment;

    assert_int_equal(tp_store_now(store, &moment, NULL), TP_OK);
    return moment;
}

static struct tp_store_since since(struct tp_store *store, const struct tp_store_moment *moment)
{
    struct tp_store_since out;

    assert_int_equal(tp_store_count_since(store, moment, &out, NULL), TP_OK);
    return out;
}

static void assert_since(struct tp_store *store, const struct tp_store_moment *moment, uint64_t enrolments,
                         uint64_t deletions)
{
    struct tp_store_since out = since(store, moment);

    assert_true(out.known);
    assert_int_equal(out.enrolments, enrolments);
    assert_int_equal(out.deletions, deletions);
}

/* "subject:byte" for each impression. */
static tp_status append_change(void *context, const struct tp_store_row *row, struct tp_diag *diag)
{
    char *text = context;
    size_t length = strlen(text);

    (void)diag;
    assert_true(length < 200);
    snprintf(text + length, 256 - length, "%s:%u ", row->subject, row->impression.data[0]);
    return TP_OK;
}

static void assert_changes(struct tp_store *store, const struct tp_store_moment *moment, const char *expected)
{
    char text[256] = "";

    assert_int_equal(tp_store_each_since(store, moment, append_change, text, NULL), TP_OK);
    assert_string_equal(text, expected);
}

static tp_status append_subject(void *context, const char *subject, struct tp_diag *diag)
{
    char *text = context;
    size_t length = strlen(text);

    (void)diag;
    snprintf(text + length, 256 - length, "%s ", subject);
    return TP_OK;
}

static void assert_subjects(struct tp_store *store, const struct tp_store_moment *moment, const char *expected)
{
    char text[256] = "";

    assert_int_equal(tp_store_each_subject(store, moment, append_subject, text, NULL), TP_OK);
    assert_string_equal(text, expected);
}

static void counts_what_came_after_a_moment(void **state)
{
    struct tp_store *store = open_changes();
    struct tp_store_moment first = now(store), second, third;

    (void)state;
    assert_since(store, &first, 0, 0);
    enrol_bytes(store, "a", 2, 1);
    enrol_bytes(store, "b", 1, 2);
    second = now(store);
    assert_true(second.encounter > first.encounter && second.change > first.change);
    enrol_bytes(store, "a", 1, 3);
    assert_int_equal(tp_store_delete(store, "b", NULL, NULL), TP_OK);
    tp_store_close(&store);
    store = open_changes();
    third = now(store);
    assert_since(store, &first, 3, 1);
    assert_since(store, &second, 1, 1);
    assert_since(store, &third, 0, 0);
    tp_store_close(&store);
    changes_discard();
}

static void failures_are_no_changes(void **state)
{
    uint8_t byte = 1;
    const struct tp_store_impression wrong = {11, 50, &byte, 1}; /* no finger 11 */
    struct tp_store *store = open_changes();
    struct tp_store_moment before = now(store);

    (void)state;
    assert_int_not_equal(tp_store_enrol(store, "x", 0, &wrong, 1, NULL), TP_OK);
    assert_int_equal(tp_store_delete(store, "x", NULL, NULL), TP_E_NOT_FOUND);
    assert_since(store, &before, 0, 0);
    tp_store_close(&store);
    changes_discard();
}

static void walks_what_came_after_a_moment(void **state)
{
    struct tp_store *store = open_changes();
    struct tp_store_moment start = now(store), moment;

    (void)state;
    enrol_bytes(store, "b", 1, 1);
    enrol_bytes(store, "a", 2, 2);
    enrol_bytes(store, "c", 1, 3);
    moment = now(store);
    assert_changes(store, &start, "b:1 a:2 a:2 c:3 ");
    assert_changes(store, &moment, "");
    enrol_bytes(store, "d", 1, 4);
    enrol_bytes(store, "b", 2, 5);
    enrol_bytes(store, "d", 1, 6);
    assert_changes(store, &moment, "b:5 b:5 d:4 d:6 ");
    assert_subjects(store, &moment, "b a c ");
    tp_store_close(&store);
    changes_discard();
}

static bool had(struct tp_store *store, const struct tp_store_moment *moment, const char *subject)
{
    bool out;

    assert_int_equal(tp_store_had_subject(store, moment, subject, &out, NULL), TP_OK);
    return out;
}

/* Who was deleted and enrolled again was not there before. */
static void tells_a_subject_that_is_back_from_one_that_stayed(void **state)
{
    struct tp_store *store = open_changes();
    struct tp_store_moment moment;

    (void)state;
    enrol_bytes(store, "a", 1, 1);
    enrol_bytes(store, "b", 1, 2);
    moment = now(store);
    assert_int_equal(tp_store_delete(store, "b", NULL, NULL), TP_OK); /* the newest: its number may not come again */
    enrol_bytes(store, "b", 1, 3);
    enrol_bytes(store, "a", 1, 4);
    assert_changes(store, &moment, "a:4 b:3 ");
    assert_subjects(store, &moment, "a ");
    assert_true(had(store, &moment, "a"));
    assert_false(had(store, &moment, "b"));
    assert_false(had(store, &moment, "c"));
    tp_store_close(&store);
    changes_discard();
}

static void knows_only_its_own_moments(void **state)
{
    struct tp_store *store = open_changes();
    struct tp_store_moment moment = now(store), other;

    (void)state;
    other = moment;
    other.identity[0] ^= 1;
    assert_false(since(store, &other).known);
    other = moment;
    other.token++;
    assert_false(since(store, &other).known);
    other = moment;
    other.change++;
    assert_false(since(store, &other).known);
    tp_store_close(&store);
    changes_discard();

    store = open_changes(); /* another store at the same place */
    assert_false(since(store, &moment).known);
    tp_store_close(&store);
    changes_discard();
}

static void reads_one_moment_while_others_write(void **state)
{
    struct tp_store *reader = open_changes(), *writer = open_changes();
    struct tp_store_moment before;

    (void)state;
    enrol_bytes(writer, "a", 1, 1);
    assert_int_equal(tp_store_read_begin(reader, NULL), TP_OK);
    before = now(reader);
    enrol_bytes(writer, "b", 1, 2);
    assert_since(reader, &before, 0, 0);
    assert_changes(reader, &before, "");
    assert_subjects(reader, &before, "a ");
    tp_store_read_end(reader);
    assert_since(reader, &before, 1, 0);
    assert_changes(reader, &before, "b:2 ");
    enrol_bytes(reader, "c", 1, 3); /* reading is over */
    tp_store_close(&reader);
    tp_store_close(&writer);
    changes_discard();
}

static tp_status refuse_row(void *context, const struct tp_store_row *row, struct tp_diag *diag)
{
    (void)context, (void)row;
    return tp_fail(diag, TP_E_CANCELLED, NULL, -1, "enough");
}

static tp_status refuse_subject(void *context, const char *subject, struct tp_diag *diag)
{
    (void)context, (void)subject;
    return tp_fail(diag, TP_E_CANCELLED, NULL, -1, "enough");
}

static void stops_walks_that_are_refused(void **state)
{
    struct tp_store *store = open_changes();
    struct tp_store_moment start = now(store), end;

    (void)state;
    enrol_bytes(store, "a", 3, 1);
    end = now(store);
    assert_int_equal(tp_store_each_since(store, &start, refuse_row, NULL, NULL), TP_E_CANCELLED);
    assert_int_equal(tp_store_each_subject(store, &end, refuse_subject, NULL, NULL), TP_E_CANCELLED);
    enrol_bytes(store, "a", 1, 2); /* the walks hold nothing */
    tp_store_close(&store);
    changes_discard();
}

#define CHANGE_CONTRACT_TESTS                                                                                          \
    cmocka_unit_test(counts_what_came_after_a_moment), cmocka_unit_test(failures_are_no_changes),                      \
        cmocka_unit_test(walks_what_came_after_a_moment),                                                              \
        cmocka_unit_test(tells_a_subject_that_is_back_from_one_that_stayed),                                           \
        cmocka_unit_test(knows_only_its_own_moments), cmocka_unit_test(reads_one_moment_while_others_write),           \
        cmocka_unit_test(stops_walks_that_are_refused)

#endif
