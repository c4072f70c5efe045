/* SPDX-License-Identifier: Apache-2.0 */
#include "fixture.h"

static struct tp_entry entry_named(const char *name, const char *state)
{
    struct tp_entry entry = {.due_s = TP_STORE_NEVER};

    snprintf(entry.name, sizeof entry.name, "%s", name);
    snprintf(entry.state, sizeof entry.state, "%s", state);
    return entry;
}

static void add(struct fixture *fixture, const char *name, const char *state, int64_t number)
{
    const struct tp_entry entry = entry_named(name, state);
    struct tp_json *content;

    assert_int_equal(tp_json_new(&content, NULL), TP_OK);
    tp_json_integer(content, "number", number);
    tp_json_text(content, "text", "words");
    assert_int_equal(tp_entry_add(fixture->exchange, "thing", &entry, content, NULL), TP_OK);
    tp_json_free(&content);
}

static void an_entry_is_read_changed_and_dropped(void **state)
{
    struct tp_entry entry, stale;
    struct tp_json *content;
    struct fixture fixture;

    (void)state;
    fixture_make(&fixture, NULL);
    fixture_begin(&fixture);
    add(&fixture, "a", "open", 7);
    assert_int_equal(tp_entry_get(fixture.exchange, "thing", "a", &entry, NULL), TP_OK);
    assert_int_equal(tp_entry_get(fixture.exchange, "thing", "a", &stale, NULL), TP_OK);
    assert_int_equal(tp_entry_add(fixture.exchange, "thing", &entry, NULL, NULL), TP_E_EXISTS);
    assert_string_equal(entry.state, "open");
    assert_string_equal(tp_entry_text(&entry, "text"), "words");
    assert_string_equal(tp_entry_text(&entry, "number"), "");
    assert_int_equal(tp_entry_integer(&entry, "number", 0), 7);
    assert_int_equal(tp_entry_integer(&entry, "nothing", -3), -3);
    assert_int_equal(tp_entry_edit(&entry, &content, NULL), TP_OK);
    tp_json_integer(content, "number", 8);
    tp_json_flag(content, "more", true);
    snprintf(entry.link, sizeof entry.link, "b");
    assert_int_equal(tp_entry_put(fixture.exchange, "thing", &entry, content, NULL), TP_OK);
    tp_json_free(&content);
    assert_int_equal(tp_entry_integer(&entry, "number", 0), 8);
    assert_true(tp_entry_flag(&entry, "more"));
    assert_false(tp_entry_flag(&entry, "number"));
    assert_false(tp_entry_flag(&entry, "nothing"));
    snprintf(entry.state, sizeof entry.state, "closed");
    assert_int_equal(tp_entry_put(fixture.exchange, "thing", &entry, NULL, NULL), TP_OK); /* again, content as it is */
    assert_int_equal(tp_entry_put(fixture.exchange, "thing", &stale, NULL, NULL), TP_E_CONFLICT);
    tp_entry_deinit(&stale);
    tp_entry_deinit(&entry);
    fixture_end(&fixture);
    assert_int_equal(tp_entry_get(fixture.exchange, "thing", "a", &entry, NULL), TP_OK);
    assert_string_equal(entry.state, "closed");
    assert_string_equal(entry.link, "b");
    assert_int_equal(tp_entry_integer(&entry, "number", 0), 8);
    assert_int_equal(entry.revision, 3);
    tp_entry_deinit(&entry);
    fixture_begin(&fixture);
    assert_int_equal(tp_entry_drop(fixture.exchange, "thing", "a", NULL), TP_OK);
    assert_int_equal(tp_entry_drop(fixture.exchange, "thing", "a", NULL), TP_E_NOT_FOUND);
    fixture_end(&fixture);
    assert_int_equal(tp_entry_get(fixture.exchange, "thing", "a", &entry, NULL), TP_E_NOT_FOUND);
    assert_null(entry.content);
    fixture_remove(&fixture);
}

struct walk {
    struct fixture *fixture;
    unsigned count;
    int64_t last;
    bool add, drop;
};

static tp_status step(void *context, const struct tp_entry *entry, struct tp_diag *diag)
{
    struct walk *walk = context;
    char name[32];

    walk->count++;
    walk->last = tp_entry_integer(entry, "number", -1);
    if (walk->add) {
        snprintf(name, sizeof name, "%s-more", entry->name);
        add(walk->fixture, name, "open", 0);
    }
    return walk->drop ? tp_entry_drop(walk->fixture->exchange, "thing", entry->name, diag) : TP_OK;
}

static struct walk walk_all(struct fixture *fixture, struct tp_store_query query, struct walk walk)
{
    walk.fixture = fixture;
    query.kind = "thing";
    if (query.due_until_s == 0)
        query.due_until_s = TP_STORE_NEVER;
    assert_int_equal(tp_entry_each(fixture->exchange, &query, step, &walk, NULL), TP_OK);
    return walk;
}

static uint64_t count_of(struct fixture *fixture)
{
    const struct tp_store_query query = {.kind = "thing", .due_until_s = TP_STORE_NEVER};
    uint64_t count;

    assert_int_equal(tp_entry_count(fixture->exchange, &query, &count, NULL), TP_OK);
    return count;
}

/* More than a page of them. */
static void what_may_be_missing_is_looked_for(void **state)
{
    struct fixture fixture;
    struct tp_entry entry;
    struct tp_diag diag;
    bool found;

    (void)state;
    tp_diag_init(&diag);
    fixture_make(&fixture, NULL);
    fixture_begin(&fixture);
    add(&fixture, "a", "open", 7);
    fixture_end(&fixture);
    assert_int_equal(tp_entry_find(fixture.exchange, "thing", "a", &entry, &found, &diag), TP_OK);
    assert_true(found);
    assert_int_equal(tp_entry_integer(&entry, "number", 0), 7);
    tp_entry_deinit(&entry);
    assert_int_equal(tp_entry_find(fixture.exchange, "thing", "b", &entry, &found, &diag), TP_OK);
    assert_false(found);
    assert_null(entry.content);
    assert_int_equal(diag.status, TP_OK);
    fixture_remove(&fixture);
}

static void walks_may_change_what_they_visit(void **state)
{
    enum { MANY = 300 };
    struct fixture fixture;
    struct walk walk;

    (void)state;
    fixture_make(&fixture, NULL);
    fixture_begin(&fixture);
    for (int i = 0; i < MANY; i++) {
        char name[16];

        snprintf(name, sizeof name, "%d", i);
        add(&fixture, name, i % 2 ? "open" : "closed", i);
    }
    fixture_end(&fixture);
    walk = walk_all(&fixture, (struct tp_store_query){0}, (struct walk){0});
    assert_true(walk.count == MANY && walk.last == MANY - 1);
    walk = walk_all(&fixture, (struct tp_store_query){.newest_first = true}, (struct walk){0});
    assert_true(walk.count == MANY && walk.last == 0);
    walk = walk_all(&fixture, (struct tp_store_query){.state = "open", .limit = 100}, (struct walk){0});
    assert_true(walk.count == 100 && walk.last == 199);
    fixture_begin(&fixture);
    walk = walk_all(&fixture, (struct tp_store_query){0}, (struct walk){.add = true});
    assert_int_equal(walk.count, MANY); /* not those that it added */
    walk = walk_all(&fixture, (struct tp_store_query){0}, (struct walk){.drop = true});
    assert_int_equal(walk.count, 2 * MANY);
    assert_int_equal(count_of(&fixture), 0);
    fixture_end(&fixture);
    fixture_remove(&fixture);
}

static void walks_by_due_time(void **state)
{
    static const int64_t due[] = {30, 10, 20, 40};
    struct fixture fixture;
    struct walk walk;

    (void)state;
    fixture_make(&fixture, NULL);
    fixture_begin(&fixture);
    for (int i = 0; i < 4; i++) {
        struct tp_entry entry = entry_named("", "");

        snprintf(entry.name, sizeof entry.name, "%d", i);
        entry.due_s = due[i];
        assert_int_equal(tp_entry_add(fixture.exchange, "thing", &entry, NULL, NULL), TP_OK);
    }
    fixture_end(&fixture);
    walk = walk_all(&fixture, (struct tp_store_query){.due_until_s = 30}, (struct walk){0});
    assert_int_equal(walk.count, 3);
    fixture_remove(&fixture);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(an_entry_is_read_changed_and_dropped),
    cmocka_unit_test(what_may_be_missing_is_looked_for),
    cmocka_unit_test(walks_may_change_what_they_visit),
    cmocka_unit_test(walks_by_due_time),
};
TP_TEST_MAIN(tests)
