/* SPDX-License-Identifier: Apache-2.0 */
#include "desk.h"

static struct desk desk;
static struct tp_history *history;
static int64_t active_s;

static int set_up(void **state)
{
    (void)state;
    history = sample_active(NULL, &active_s);
    desk_make(&desk, "ny-dcjs", active_s + SAMPLE_DAY_S, NULL, NULL);
    desk_follow(&desk, history);
    desk_publish(&desk);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    desk_remove(&desk);
    tp_history_free(&history);
    return 0;
}

static void read_hash(const struct tp_json_value *value, struct tp_hash *out)
{
    struct tp_buffer bytes;

    tp_buffer_init(&bytes);
    assert_int_equal(tp_base64_decode(tp_json_to_text(value), &bytes, NULL), TP_OK);
    assert_int_equal(bytes.size_bytes, sizeof out->bytes);
    memcpy(out->bytes, bytes.data, sizeof out->bytes);
    tp_buffer_deinit(&bytes);
}

static void read_proof(const struct asked *asked, struct tp_proof *out)
{
    const struct tp_json_value *list = asked_member(asked, "proof");

    *out = (struct tp_proof){.count = tp_json_count(list)};
    assert_true(out->count <= TP_PROOF_MAX);
    for (size_t i = 0; i < out->count; i++)
        read_hash(tp_json_element(list, i), &out->hashes[i]);
}

/* What a browser does. */
static void every_leaf_is_proved_by_what_comes_with_it(void **state)
{
    struct asked *whole = desk_get(&desk, "getLedger", NULL, NULL);
    int64_t size = asked_integer(whole, "size");
    struct tp_hasher *hasher;

    (void)state;
    assert_true(size >= 5);
    assert_int_equal(tp_hasher_new(&hasher, NULL), TP_OK);
    for (int64_t i = 0; i < size; i++) {
        struct tp_hash root, leaf;
        struct tp_proof proof;
        struct asked *asked;
        char index[32];

        snprintf(index, sizeof index, "%d", (int)i);
        asked = desk_get(&desk, "getLeaf", index, NULL);
        read_hash(asked_member(asked, "root"), &root);
        read_proof(asked, &proof);
        tp_hash_leaf(hasher, asked_text(asked, "entry"), strlen(asked_text(asked, "entry")), &leaf);
        assert_true(tp_inclusion_holds(hasher, &leaf, (uint64_t)i, (uint64_t)size, &proof, &root));
        assert_non_null(strstr(asked_text(asked, "checkpoint"), "office.example/ledger/rehearsal\n"));
        asked_free(&asked);
    }
    tp_hasher_free(&hasher);
    asked_free(&whole);
}

static void growth_is_proved_between_any_two_sizes(void **state)
{
    static const char *const query[] = {"from", "2", "to", "5", NULL}, *const bad[] = {"from", "4", "to", "3", NULL};
    struct question question = {.operation = "getConsistency", .query = query};
    struct asked *asked = desk_ask(&desk, &question);
    struct tp_hash old_root, new_root;
    struct tp_hasher *hasher;
    struct tp_proof proof;

    (void)state;
    assert_int_equal(asked->status, TP_OK);
    read_hash(asked_member(asked, "old_root"), &old_root);
    read_hash(asked_member(asked, "new_root"), &new_root);
    read_proof(asked, &proof);
    asked_free(&asked);
    assert_int_equal(tp_hasher_new(&hasher, NULL), TP_OK);
    assert_true(tp_consistency_holds(hasher, 2, &old_root, 5, &new_root, &proof));
    tp_hasher_free(&hasher);
    question.query = bad;
    asked = desk_ask(&desk, &question);
    assert_int_equal(asked->status, TP_E_ARGUMENT);
    asked_free(&asked);
    question.query = NULL; /* from nothing to all */
    asked = desk_ask(&desk, &question);
    assert_int_equal(asked->status, TP_OK);
    assert_int_equal(asked_integer(asked, "from"), 0);
    asked_free(&asked);
}

static void leaves_are_listed_by_the_page(void **state)
{
    static const char *const query[] = {"from", "3", "count", "2", NULL}, *const beyond[] = {"from", "99999", NULL},
                             *const many[] = {"count", "1001", NULL};
    struct question question = {.operation = "listLeaves", .query = query};
    struct asked *asked = desk_ask(&desk, &question);
    const struct tp_json_value *leaves = asked_member(asked, "leaves");
    int64_t index;

    (void)state;
    assert_int_equal(tp_json_count(leaves), 2);
    assert_true(tp_json_to_integer(tp_json_member(tp_json_element(leaves, 0), "index"), &index) && index == 3);
    asked_free(&asked);
    question.query = beyond;
    asked = desk_ask(&desk, &question);
    assert_int_equal(tp_json_count(asked_member(asked, "leaves")), 0);
    asked_free(&asked);
    question.query = many;
    asked = desk_ask(&desk, &question);
    assert_int_equal(asked->status, TP_E_ARGUMENT);
    asked_free(&asked);
}

static void the_checkpoint_is_that_of_the_files(void **state)
{
    struct asked *asked = desk_get(&desk, "getCheckpoint", NULL, NULL);
    uint8_t *data;
    size_t size_bytes;
    char path[160];

    (void)state;
    snprintf(path, sizeof path, "%s/ledger/checkpoint", desk.folder);
    assert_int_equal(tp_file_read(path, TP_NOTE_MAX, &data, &size_bytes, NULL), TP_OK);
    assert_int_equal(asked->text_bytes, size_bytes);
    assert_memory_equal(asked->text, data, size_bytes);
    free(data);
    asked_free(&asked);
}

static void an_auditor_opens_a_leaf_and_that_is_on_record(void **state)
{
    const struct tp_store_query accesses = {.kind = "access", .link = "leaf/1", .due_until_s = TP_STORE_NEVER};
    struct question question = {.operation = "openLeaf",
                                .duties = TP_DUTY_BIT(AUDITOR),
                                .values = {"1"},
                                .purpose = "criminal-identification",
                                .reference = "audit-7"};
    struct tp_opening opening;
    struct asked *asked = desk_ask(&desk, &question);
    uint64_t index, count;

    (void)state;
    if (asked->status != TP_OK)
        fail_msg("%s: %s", asked->diag.field, asked->diag.text);
    assert_int_equal(tp_opening_read(asked->text, asked->text_bytes, &opening, &index, NULL), TP_OK);
    assert_int_equal(index, 1);
    tp_opening_deinit(&opening);
    asked_free(&asked);
    assert_int_equal(tp_entry_count(desk.exchange, &accesses, &count, NULL), TP_OK);
    assert_int_equal(count, 1);
    question.reference = NULL;
    asked = desk_ask(&desk, &question);
    assert_int_not_equal(asked->status, TP_OK);
    asked_free(&asked);
}

static void what_the_ledger_has_not_is_not_found(void **state)
{
    static const char *const indices[] = {"99999", "-1", "x", ""};

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(indices); i++) {
        const struct question question = {.operation = "getLeaf", .values = {indices[i]}};
        struct asked *asked = desk_ask(&desk, &question);

        assert_int_equal(asked->status, i == 0 ? TP_E_NOT_FOUND : TP_E_ARGUMENT);
        asked_free(&asked);
    }
}

#define AT_DESK(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

static const struct CMUnitTest tests[] = {
    AT_DESK(every_leaf_is_proved_by_what_comes_with_it),
    AT_DESK(growth_is_proved_between_any_two_sizes),
    AT_DESK(leaves_are_listed_by_the_page),
    AT_DESK(the_checkpoint_is_that_of_the_files),
    AT_DESK(an_auditor_opens_a_leaf_and_that_is_on_record),
    AT_DESK(what_the_ledger_has_not_is_not_found),
};
TP_TEST_MAIN(tests)
