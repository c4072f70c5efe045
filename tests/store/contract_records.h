/* SPDX-License-Identifier: Apache-2.0 */
/* What every store backend must do with records and with several changes as one. A backend's test gives
 * RECORD_CONTRACT_TESTS to cmocka and says by records_location() where the store is. */
#ifndef TP_TEST_STORE_CONTRACT_RECORDS_H
#define TP_TEST_STORE_CONTRACT_RECORDS_H

#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "store/store.h"

static const char *records_location(void);
static void records_discard(void);

static struct tp_store *open_records(void)
{
    const struct tp_store_options options = {.create = true, .busy_timeout_ms = 100};
    struct tp_store *store;

    assert_int_equal(tp_store_open(records_location(), &options, &store, NULL), TP_OK);
    return store;
}

static struct tp_store_record record_of(const char *name, const char *state, const char *text)
{
    return (struct tp_store_record){.kind = "booking",
                                    .name = name,
                                    .state = state,
                                    .link = "",
                                    .due_s = TP_STORE_NEVER,
                                    .data = text,
                                    .size_bytes = strlen(text)};
}

static void add_record(struct tp_store *store, const struct tp_store_record *record)
{
    assert_int_equal(tp_store_record_put(store, record, NULL), TP_OK);
}

static tp_status append_record(void *context, const struct tp_store_record *record, struct tp_diag *diag)
{
    char *text = context;
    size_t length = strlen(text);

    (void)diag;
    assert_true(length < 400);
    snprintf(text + length, 512 - length, "%s/%s/%s/%lld=%.*s ", record->name, record->state, record->link,
             (long long)record->revision, (int)record->size_bytes, (const char *)record->data);
    return TP_OK;
}

static void assert_records(struct tp_store *store, const struct tp_store_query *query, const char *expected)
{
    char text[512] = "";

    assert_int_equal(tp_store_records(store, query, append_record, text, NULL), TP_OK);
    assert_string_equal(text, expected);
}

static struct tp_store_query every(void)
{
    return (struct tp_store_query){.kind = "booking", .due_until_s = TP_STORE_NEVER};
}

static uint64_t count_of(struct tp_store *store, const struct tp_store_query *query)
{
    uint64_t count;

    assert_int_equal(tp_store_record_count(store, query, &count, NULL), TP_OK);
    return count;
}

static void a_record_changes_by_its_revision(void **state)
{
    struct tp_store *store = open_records();
    struct tp_store_record record = record_of("a", "received", "one");
    struct tp_store_query query = every();
    struct tp_diag diag;

    (void)state;
    tp_diag_init(&diag);
    add_record(store, &record);
    assert_int_equal(tp_store_record_put(store, &record, &diag), TP_E_EXISTS);
    assert_string_equal(diag.field, "booking");
    record.revision = 1;
    record.state = "complete";
    record.link = "x";
    record.data = "two";
    add_record(store, &record);
    assert_records(store, &query, "a/complete/x/2=two ");
    assert_int_equal(tp_store_record_put(store, &record, NULL), TP_E_CONFLICT);
    record.name = "b";
    assert_int_equal(tp_store_record_put(store, &record, NULL), TP_E_NOT_FOUND);
    record.name = "";
    assert_int_equal(tp_store_record_put(store, &record, NULL), TP_E_ARGUMENT);
    tp_store_close(&store);
    store = open_records();
    assert_records(store, &query, "a/complete/x/2=two ");
    assert_int_equal(tp_store_record_drop(store, "booking", "a", NULL), TP_OK);
    assert_int_equal(tp_store_record_drop(store, "booking", "a", NULL), TP_E_NOT_FOUND);
    assert_records(store, &query, "");
    tp_store_close(&store);
    records_discard();
}

/* a: 30, x; b: 10, y; c: 20, x; d: never, x, all due; and one of another kind. */
static void fill_records(struct tp_store *store)
{
    static const struct {
        const char *name, *state, *link;
        int64_t due_s;
    } rows[] = {
        {"a", "open", "x", 30}, {"b", "open", "y", 10}, {"c", "done", "x", 20}, {"d", "done", "x", TP_STORE_NEVER}};
    struct tp_store_record other = record_of("a", "open", "");

    for (size_t i = 0; i < TP_ARRAY_LENGTH(rows); i++) {
        struct tp_store_record record = record_of(rows[i].name, rows[i].state, "");
        record.link = rows[i].link;
        record.due_s = rows[i].due_s;
        add_record(store, &record);
    }
    other.kind = "task";
    add_record(store, &other);
}

static void queries_have_any_condition(void **state)
{
    struct tp_store *store = open_records();
    struct tp_store_query query = every();

    (void)state;
    fill_records(store);
    assert_records(store, &query, "a/open/x/1= b/open/y/1= c/done/x/1= d/done/x/1= ");
    assert_int_equal(count_of(store, &query), 4);
    query.newest_first = true;
    query.limit = 2;
    assert_records(store, &query, "d/done/x/1= c/done/x/1= ");
    query = every();
    query.state = "open";
    assert_records(store, &query, "a/open/x/1= b/open/y/1= ");
    query.link = "x";
    assert_records(store, &query, "a/open/x/1= ");
    assert_int_equal(count_of(store, &query), 1);
    query = every();
    query.due_until_s = 25;
    assert_records(store, &query, "b/open/y/1= c/done/x/1= ");
    query.state = "done";
    assert_records(store, &query, "c/done/x/1= ");
    query.name = "b";
    assert_records(store, &query, "");
    query.kind = "nothing";
    assert_int_equal(count_of(store, &query), 0);
    tp_store_close(&store);
    records_discard();
}

static tp_status note_id(void *context, const struct tp_store_record *record, struct tp_diag *diag)
{
    (void)diag;
    *(int64_t *)context = record->id;
    return TP_OK;
}

static void a_query_goes_on_where_one_ended(void **state)
{
    struct tp_store *store = open_records();
    struct tp_store_query query = every();
    int64_t id = 0;

    (void)state;
    fill_records(store);
    query.limit = 2;
    assert_int_equal(tp_store_records(store, &query, note_id, &id, NULL), TP_OK);
    query.beyond_id = id;
    assert_records(store, &query, "c/done/x/1= d/done/x/1= ");
    query.newest_first = true;
    assert_records(store, &query, "a/open/x/1= ");
    tp_store_close(&store);
    records_discard();
}

/* Every combination of conditions is a statement of its own. */
static void every_form_of_query_is_understood(void **state)
{
    struct tp_store *store = open_records();

    (void)state;
    fill_records(store);
    for (unsigned form = 0; form < 64; form++) {
        struct tp_store_query query = {.kind = "booking",
                                       .name = form & 1 ? "c" : NULL,
                                       .state = form & 2 ? "done" : NULL,
                                       .link = form & 4 ? "x" : NULL,
                                       .due_until_s = form & 8 ? 20 : TP_STORE_NEVER,
                                       .newest_first = form & 16,
                                       .beyond_id = form & 32 ? form & 16 ? 100 : -1 : 0};
        char text[512] = "";

        assert_int_equal(tp_store_records(store, &query, append_record, text, NULL), TP_OK);
        assert_non_null(strstr(text, "c/done/x/1= "));
        assert_true(count_of(store, &query) >= 1);
    }
    tp_store_close(&store);
    records_discard();
}

static tp_status refuse_record(void *context, const struct tp_store_record *record, struct tp_diag *diag)
{
    ++*(int *)context;
    return tp_fail(diag, TP_E_CANCELLED, record->name, -1, "enough");
}

static void a_visitor_ends_a_query(void **state)
{
    struct tp_store *store = open_records();
    struct tp_store_query query = every();
    int visits = 0;

    (void)state;
    fill_records(store);
    assert_int_equal(tp_store_records(store, &query, refuse_record, &visits, NULL), TP_E_CANCELLED);
    assert_int_equal(visits, 1);
    assert_int_equal(tp_store_record_drop(store, "booking", "a", NULL), TP_OK); /* the query holds nothing */
    tp_store_close(&store);
    records_discard();
}

/* ---- several changes as one -------------------------------------------------------------------------------------- */

static const uint8_t print_bytes[] = "bytes of a print that can be found";

static void enrol_print(struct tp_store *store, const char *subject)
{
    const struct tp_store_impression print = {1, 50, print_bytes, sizeof print_bytes};

    assert_int_equal(tp_store_enrol(store, subject, 7, &print, 1, NULL), TP_OK);
}

/* One of each change. */
static void change_much(struct tp_store *store)
{
    const struct tp_store_document document = {"event", "e", 7, "x", 1};
    const struct tp_store_record record = record_of("new", "open", "n");

    enrol_print(store, "second");
    assert_int_equal(tp_store_delete(store, "first", NULL, NULL), TP_OK);
    assert_int_equal(tp_store_put(store, &document, 1, NULL), TP_OK);
    assert_int_equal(tp_store_drop(store, "event", "old", NULL), TP_OK);
    add_record(store, &record);
    assert_int_equal(tp_store_record_drop(store, "booking", "old", NULL), TP_OK);
}

static struct tp_store *open_with_something(void)
{
    const struct tp_store_document document = {"event", "old", 7, "x", 1};
    const struct tp_store_record record = record_of("old", "open", "o");
    struct tp_store *store = open_records();

    enrol_print(store, "first");
    assert_int_equal(tp_store_put(store, &document, 1, NULL), TP_OK);
    add_record(store, &record);
    return store;
}

static tp_status note_subject(void *context, const struct tp_store_row *row, struct tp_diag *diag)
{
    (void)diag;
    snprintf(context, 32, "%s", row->subject);
    return TP_OK;
}

static void assert_changed(struct tp_store *store, bool changed)
{
    struct tp_store_query query = every();
    char subject[32] = "";
    uint8_t *data;
    size_t size;

    assert_records(store, &query, changed ? "new/open//1=n " : "old/open//1=o ");
    assert_int_equal(tp_store_each(store, NULL, note_subject, subject, NULL), TP_OK);
    assert_string_equal(subject, changed ? "second" : "first");
    assert_int_equal(tp_store_get(store, "event", "e", &data, &size, NULL), changed ? TP_OK : TP_E_NOT_FOUND);
    free(data);
    assert_int_equal(tp_store_get(store, "event", "old", &data, &size, NULL), changed ? TP_E_NOT_FOUND : TP_OK);
    free(data);
}

static void changes_belong_together(void **state)
{
    struct tp_store *store = open_with_something(), *other = open_records();

    (void)state;
    assert_int_equal(tp_store_begin(store, NULL), TP_OK);
    change_much(store);
    assert_changed(store, true);  /* it sees its own changes */
    assert_changed(other, false); /* others do not */
    assert_int_equal(tp_store_end(store, TP_OK, NULL), TP_OK);
    assert_changed(other, true);
    tp_store_close(&other);
    tp_store_close(&store);
    store = open_records();
    assert_changed(store, true);
    tp_store_close(&store);
    records_discard();
}

static void changes_are_undone_together(void **state)
{
    struct tp_store *store = open_with_something();

    (void)state;
    assert_int_equal(tp_store_begin(store, NULL), TP_OK);
    change_much(store);
    assert_int_equal(tp_store_end(store, TP_E_DENIED, NULL), TP_E_DENIED);
    assert_changed(store, false);
    assert_int_equal(tp_store_begin(store, NULL), TP_OK); /* usable again */
    change_much(store);
    tp_store_close(&store); /* without an end */
    store = open_records();
    assert_changed(store, false);
    tp_store_close(&store);
    records_discard();
}

static void a_change_that_fails_leaves_the_others(void **state)
{
    const struct tp_store_document two[] = {{"event", "half", 7, "x", 1}, {"event", "old", 7, "x", 1}};
    const struct tp_store_impression wrong[] = {{1, 50, print_bytes, 1}, {11, 50, print_bytes, 1}};
    struct tp_store *store = open_with_something();
    const struct tp_store_record old = record_of("old", "open", "again");
    struct tp_store_counts counts;
    uint8_t *data;
    size_t size;

    (void)state;
    assert_int_equal(tp_store_begin(store, NULL), TP_OK);
    assert_int_equal(tp_store_put(store, two, 2, NULL), TP_E_EXISTS);
    assert_int_equal(tp_store_enrol(store, "half", 0, wrong, 2, NULL), TP_E_STORE);
    assert_int_equal(tp_store_delete(store, "nobody", NULL, NULL), TP_E_NOT_FOUND);
    assert_int_equal(tp_store_record_put(store, &old, NULL), TP_E_EXISTS);
    change_much(store);
    assert_int_equal(tp_store_end(store, TP_OK, NULL), TP_OK);
    assert_changed(store, true);
    assert_int_equal(tp_store_get(store, "event", "half", &data, &size, NULL), TP_E_NOT_FOUND);
    assert_int_equal(tp_store_count(store, &counts, NULL), TP_OK);
    assert_int_equal(counts.subjects, 1);
    tp_store_close(&store);
    records_discard();
}

static void only_one_changes_at_a_time(void **state)
{
    const struct tp_store_record record = record_of("x", "open", "");
    struct tp_store *store = open_with_something(), *other = open_records();

    (void)state;
    assert_int_equal(tp_store_begin(store, NULL), TP_OK);
    assert_int_equal(tp_store_begin(other, NULL), TP_E_BUSY);
    assert_int_equal(tp_store_record_put(other, &record, NULL), TP_E_BUSY);
    assert_int_equal(tp_store_end(store, TP_OK, NULL), TP_OK);
    assert_int_equal(tp_store_begin(other, NULL), TP_OK);
    add_record(other, &record);
    assert_int_equal(tp_store_end(other, TP_OK, NULL), TP_OK);
    tp_store_close(&other);
    tp_store_close(&store);
    records_discard();
}

#define RECORD_CONTRACT_TESTS                                                                                          \
    cmocka_unit_test(a_record_changes_by_its_revision), cmocka_unit_test(queries_have_any_condition),                  \
        cmocka_unit_test(a_query_goes_on_where_one_ended), cmocka_unit_test(every_form_of_query_is_understood),        \
        cmocka_unit_test(a_visitor_ends_a_query), cmocka_unit_test(changes_belong_together),                           \
        cmocka_unit_test(changes_are_undone_together), cmocka_unit_test(a_change_that_fails_leaves_the_others),        \
        cmocka_unit_test(only_one_changes_at_a_time)

#endif
