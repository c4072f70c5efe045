/* SPDX-License-Identifier: Apache-2.0 */
/* Leaves are held back, placed together in an order that says nothing, and lost by no crash. */
#include "fixture.h"

#include <signal.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { LEAVES_MAX = 400, DAY_S = 86400 };

static struct fixture fixture;

static int set_up(void **state)
{
    (void)state;
    fixture_make(&fixture, NULL);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    fixture_remove(&fixture);
    return 0;
}

/* In a transaction; its commitment. */
static const char *submit(const char *owner, const char *level)
{
    static char commitment[TP_HASH_TEXT_BYTES];
    const struct tp_case about = {.county = "US-NY-027", .reference = "CASE-1"};
    struct tp_leaf leaf;

    tp_leaf_init(&leaf, TP_LEAF_SUBMISSION, tp_exchange_now(fixture.exchange));
    tp_leaf_set(&leaf, TP_LEAF_STATE_MEMBER, "US-NY");
    tp_leaf_set(&leaf, TP_LEAF_LEVEL_MEMBER, level);
    assert_int_equal(tp_exchange_log(fixture.exchange, owner, &leaf, &about, NULL), TP_OK);
    tp_hex_encode(leaf.commitment, sizeof leaf.commitment, commitment);
    return commitment;
}

static uint64_t size(void)
{
    uint64_t out;

    tp_exchange_lock(fixture.exchange);
    out = tp_ledger_size(tp_organisation_ledger(tp_exchange_organisation(fixture.exchange)));
    tp_exchange_unlock(fixture.exchange);
    return out;
}

static uint64_t count_held(void)
{
    const struct tp_store_query query = {.kind = "held", .due_until_s = TP_STORE_NEVER};
    uint64_t count;

    tp_exchange_lock(fixture.exchange);
    assert_int_equal(
        tp_store_record_count(tp_organisation_store(tp_exchange_organisation(fixture.exchange)), &query, &count, NULL),
        TP_OK);
    tp_exchange_unlock(fixture.exchange);
    return count;
}

/* The published leaves. */
static struct tp_leaf leaves[LEAVES_MAX];

static tp_status take_leaf(void *context, uint64_t index, const void *data, size_t size_bytes, struct tp_diag *diag)
{
    (void)context;
    assert_true(index < LEAVES_MAX);
    return tp_leaf_read(data, size_bytes, &leaves[index], diag);
}

static uint64_t read_ledger(void)
{
    const struct tp_verifier *verifier = tp_organisation_verifier(tp_exchange_organisation(fixture.exchange));
    struct tp_reader *reader;
    char path[128];
    uint64_t count;

    snprintf(path, sizeof path, "%s/ledger", fixture.folder);
    tp_exchange_lock(fixture.exchange);
    assert_int_equal(tp_ledger_publish(tp_organisation_ledger(tp_exchange_organisation(fixture.exchange)), NULL),
                     TP_OK);
    tp_exchange_unlock(fixture.exchange);
    assert_int_equal(tp_reader_open(path, verifier, &reader, NULL), TP_OK);
    count = tp_reader_checkpoint(reader)->size;
    assert_int_equal(tp_reader_each(reader, 0, count, take_leaf, NULL, NULL), TP_OK);
    tp_reader_close(&reader);
    return count;
}

static bool stands_at(const char *commitment, uint64_t index)
{
    char hex[TP_HASH_TEXT_BYTES];

    tp_hex_encode(leaves[index].commitment, sizeof leaves[index].commitment, hex);
    return strcmp(hex, commitment) == 0;
}

/* ---- places ------------------------------------------------------------------------------------------------------ */

static void a_leaf_is_on_record_with_its_owner_and_then_its_place(void **state)
{
    char names[2][TP_HASH_TEXT_BYTES];
    struct tp_entry entry;
    uint64_t index;

    (void)state;
    fixture_begin(&fixture);
    snprintf(names[0], sizeof names[0], "%s", submit("booking/1", "level-2"));
    snprintf(names[1], sizeof names[1], "%s", submit("booking/2", "level-2"));
    fixture_end(&fixture);
    assert_int_equal(size(), 0);
    for (unsigned placed = 0; placed < 2; placed++) {
        for (unsigned i = 0; i < 2; i++) {
            assert_int_equal(tp_entry_get(fixture.exchange, "leaf", names[i], &entry, NULL), TP_OK);
            assert_string_equal(entry.link, i == 0 ? "booking/1" : "booking/2");
            assert_string_equal(entry.state, "submission");
            assert_string_equal(tp_entry_text(&entry, "level"), "level-2");
            assert_int_equal(tp_exchange_leaf_index(&entry, &index), placed);
            if (placed) {
                read_ledger();
                assert_true(stands_at(names[i], index));
            }
            tp_entry_deinit(&entry);
        }
        assert_int_equal(count_held(), placed ? 0 : 2);
        assert_int_equal(fixture_leaves(&fixture), 2);
    }
}

static tp_status correct(const char *commitment, const char *level)
{
    struct tp_entry entry;
    tp_status status;

    fixture_begin(&fixture);
    assert_int_equal(tp_entry_get(fixture.exchange, "leaf", commitment, &entry, NULL), TP_OK);
    status = tp_exchange_reclassify(fixture.exchange, &entry, level, NULL);
    tp_entry_deinit(&entry);
    return tp_exchange_end(fixture.exchange, status, NULL);
}

static void one_that_is_held_back_is_corrected_once_it_has_its_place(void **state)
{
    char names[2][TP_HASH_TEXT_BYTES];
    uint64_t of;

    (void)state;
    fixture_begin(&fixture);
    snprintf(names[0], sizeof names[0], "%s", submit("booking/1", "level-1"));
    snprintf(names[1], sizeof names[1], "%s", submit("booking/1", "level-1"));
    fixture_end(&fixture);
    assert_int_equal(correct(names[0], "none"), TP_OK);
    assert_int_equal(correct(names[1], "none"), TP_OK);
    assert_int_equal(correct(names[1], "level-1"), TP_OK); /* it was right after all */
    assert_int_equal(fixture_leaves(&fixture), 2);
    assert_int_equal(count_held(), 1);
    assert_int_equal(fixture_leaves(&fixture), 3);
    assert_int_equal(read_ledger(), 3);
    assert_int_equal(leaves[2].kind, TP_LEAF_RECLASSIFICATION);
    of = strtoull(leaves[2].values[TP_LEAF_OF_MEMBER], NULL, 10);
    assert_true(of < 2 && stands_at(names[0], of));
    assert_int_equal(correct(names[0], "none"), TP_OK); /* said already */
    assert_int_equal(correct(names[0], "level-3"), TP_OK);
    assert_int_equal(fixture_leaves(&fixture), 4);
}

static void who_is_erased_leaves_nothing_that_opens_what_is_held_back(void **state)
{
    char name[TP_HASH_TEXT_BYTES];
    struct tp_opening opening;

    (void)state;
    fixture_begin(&fixture);
    snprintf(name, sizeof name, "%s", submit("booking/1", "none"));
    fixture_end(&fixture);
    fixture_begin(&fixture);
    assert_int_equal(tp_organisation_forget_leaf(tp_exchange_organisation(fixture.exchange), name, NULL), TP_OK);
    assert_int_equal(tp_organisation_forget_leaf(tp_exchange_organisation(fixture.exchange), name, NULL),
                     TP_E_NOT_FOUND);
    assert_int_equal(tp_entry_drop(fixture.exchange, "leaf", name, NULL), TP_OK);
    fixture_end(&fixture);
    assert_int_equal(fixture_leaves(&fixture), 1); /* what happened, happened */
    read_ledger();
    assert_true(stands_at(name, 0));
    tp_exchange_lock(fixture.exchange);
    assert_int_equal(tp_organisation_opening(tp_exchange_organisation(fixture.exchange), 0, &opening, NULL),
                     TP_E_NOT_FOUND);
    tp_exchange_unlock(fixture.exchange);
}

/* ---- order ------------------------------------------------------------------------------------------------------- */

/* Three leaves in the same order, again and again: each of the six orders comes as often as the others, and with it
 * each neighbourhood. 30 of each are expected; a fair draw has less than 5 or more than 60 once in a million times. */
static void the_order_says_nothing(void **state)
{
    enum { ROUNDS = 180, ORDERS = 27, RIGHT = 6, LEAVES = 3, LEAST = 5, MOST = 60 };
    static const char *const levels[LEAVES] = {"none", "level-3", "level-2"};
    unsigned seen[ORDERS] = {0}, orders = 0;

    (void)state;
    for (uint64_t round = 0; round < ROUNDS; round++) {
        unsigned order = 0;

        if (round == ROUNDS / 2) {
            fixture_remove(&fixture);
            fixture_make(&fixture, NULL);
        }
        fixture_begin(&fixture);
        for (unsigned i = 0; i < LEAVES; i++)
            submit("booking/1", levels[i]);
        fixture_end(&fixture);
        fixture_leaves(&fixture);
        if ((round + 1) % (ROUNDS / 2) > 0)
            continue;
        assert_int_equal(read_ledger(), LEAVES * ROUNDS / 2);
        for (unsigned i = 0; i < LEAVES * ROUNDS / 2; i++) {
            order = i % LEAVES > 0 ? order * LEAVES : 0;
            for (unsigned level = 0; level < LEAVES; level++)
                order += strcmp(leaves[i].values[TP_LEAF_LEVEL_MEMBER], levels[level]) == 0 ? level : 0;
            seen[order] += i % LEAVES == LEAVES - 1;
        }
    }
    for (unsigned i = 0; i < ORDERS; i++) {
        orders += seen[i] > 0;
        assert_true(seen[i] == 0 || (seen[i] >= LEAST && seen[i] <= MOST));
    }
    assert_int_equal(orders, RIGHT);
}

/* ---- times ------------------------------------------------------------------------------------------------------- */

/* Opens it again with a section "leaves" of these words in place of its own. */
static void configure(const char *words)
{
    char path[160], *text, *at;
    uint8_t *data;
    size_t bytes;
    FILE *file;

    fixture.options.now_s = tp_exchange_now(fixture.exchange);
    tp_exchange_close(&fixture.exchange);
    snprintf(path, sizeof path, "%s/organisation.yaml", fixture.folder);
    assert_int_equal(tp_file_read(path, 1 << 20, &data, &bytes, NULL), TP_OK);
    text = strndup((const char *)data, bytes);
    at = strstr(text, "leaves:\n");
    assert_non_null(at);
    *at = '\0';
    at += strlen("leaves:\n");
    while (strncmp(at, "  ", 2) == 0)
        at += strcspn(at, "\n") + 1;
    file = fopen(path, "w");
    assert_non_null(file);
    assert_true(fprintf(file, "%sleaves: {%s}\n%s", text, words, at) > 0);
    assert_int_equal(fclose(file), 0);
    free(text);
    free(data);
    fixture_open(&fixture);
}

/* Not minute by minute. */
static void go(int64_t at_s)
{
    assert_int_equal(tp_exchange_set_now(fixture.exchange, at_s, NULL), TP_OK);
    fixture_work(&fixture, 1000);
}

static void batches_come_at_their_hour_when_they_are_large_enough(void **state)
{
    (void)state;
    configure("every_hours: 24, least: 3, latest_days: 7");
    go(FIXTURE_NOW_S + 3600);
    for (unsigned i = 0; i < 2; i++) {
        fixture_begin(&fixture);
        submit("booking/1", "none");
        fixture_end(&fixture);
    }
    go(FIXTURE_NOW_S + 3 * DAY_S);
    assert_int_equal(size(), 0); /* two are too few */
    fixture_begin(&fixture);
    submit("booking/1", "none");
    fixture_end(&fixture);
    go(FIXTURE_NOW_S + 4 * DAY_S - 1);
    assert_int_equal(size(), 0); /* not their hour */
    go(FIXTURE_NOW_S + 4 * DAY_S);
    assert_int_equal(size(), 3);
    assert_int_equal(read_ledger(), 3);
    fixture_begin(&fixture);
    submit("booking/1", "none");
    fixture_end(&fixture);
    go(FIXTURE_NOW_S + 10 * DAY_S);
    assert_int_equal(size(), 3);
    go(FIXTURE_NOW_S + 11 * DAY_S);
    assert_int_equal(size(), 4); /* too few, but not for ever */
}

/* ---- crashes ------------------------------------------------------------------------------------------------------
 */

static void work_and_die(unsigned round)
{
    alarm(60);
    fixture_open(&fixture);
    for (unsigned i = 0;; i++) {
        char owner[64];

        snprintf(owner, sizeof owner, "booking/%u-%u", round, i);
        if (i < 20) {
            fixture_begin(&fixture);
            submit(owner, "none");
            fixture_end(&fixture);
        }
        if (tp_exchange_place_leaves(fixture.exchange, NULL) != TP_OK)
            _exit(1);
    }
}

static void check_places(void)
{
    const struct tp_store_query query = {.kind = "leaf", .due_until_s = TP_STORE_NEVER};
    uint64_t count = fixture_leaves(&fixture), records;

    assert_int_equal(tp_entry_count(fixture.exchange, &query, &records, NULL), TP_OK);
    assert_int_equal(records, count);
    assert_int_equal(count_held(), 0);
    assert_int_equal(read_ledger(), count);
    for (uint64_t i = 0; i < count; i++) {
        char name[TP_HASH_TEXT_BYTES];
        struct tp_entry entry;
        uint64_t index;

        tp_hex_encode(leaves[i].commitment, sizeof leaves[i].commitment, name);
        assert_int_equal(tp_entry_get(fixture.exchange, "leaf", name, &entry, NULL), TP_OK);
        assert_true(tp_exchange_leaf_index(&entry, &index));
        assert_int_equal(index, i); /* so none stands there twice */
        tp_entry_deinit(&entry);
    }
}

static void killed_at_any_moment_each_leaf_is_there_once(void **state)
{
    struct tp_rng rng = tp_rng_seed(6, 0);

    (void)state;
    for (unsigned round = 0; round < 15; round++) {
        const struct timespec pause = {.tv_nsec = (long)(20 + tp_rng_below(&rng, 150)) * 1000000};
        pid_t child;
        int status;

        tp_exchange_close(&fixture.exchange);
        child = fork();
        if (child == 0)
            work_and_die(round);
        nanosleep(&pause, NULL);
        kill(child, SIGKILL);
        assert_int_equal(waitpid(child, &status, 0), child);
        assert_true(WIFSIGNALED(status));
        fixture_open(&fixture);
        check_places();
    }
    assert_true(size() > 0);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(a_leaf_is_on_record_with_its_owner_and_then_its_place, set_up, tear_down),
    cmocka_unit_test_setup_teardown(one_that_is_held_back_is_corrected_once_it_has_its_place, set_up, tear_down),
    cmocka_unit_test_setup_teardown(who_is_erased_leaves_nothing_that_opens_what_is_held_back, set_up, tear_down),
    cmocka_unit_test_setup_teardown(the_order_says_nothing, set_up, tear_down),
    cmocka_unit_test_setup_teardown(batches_come_at_their_hour_when_they_are_large_enough, set_up, tear_down),
    cmocka_unit_test_setup_teardown(killed_at_any_moment_each_leaf_is_there_once, set_up, tear_down),
};
TP_TEST_MAIN(tests)
