/* SPDX-License-Identifier: Apache-2.0 */
/* Backups of a folder in which a node works, and the node that is made of one. */
#include "fixture.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static void change(struct fixture *fixture, unsigned number)
{
    struct tp_entry entry = {.due_s = TP_STORE_NEVER};
    struct tp_leaf leaf;
    uint64_t index;

    snprintf(entry.name, sizeof entry.name, "%u", number);
    fixture_begin(fixture);
    assert_int_equal(tp_entry_add(fixture->exchange, "thing", &entry, NULL, NULL), TP_OK);
    assert_int_equal(tp_blob_put(fixture->exchange, "booking/1", entry.name, "words", 5, NULL), TP_OK);
    tp_leaf_init(&leaf, TP_LEAF_SUBMISSION, tp_exchange_now(fixture->exchange));
    tp_leaf_set(&leaf, TP_LEAF_STATE_MEMBER, "US-NY");
    tp_leaf_set(&leaf, TP_LEAF_LEVEL_MEMBER, "none");
    assert_int_equal(tp_organisation_log(tp_exchange_organisation(fixture->exchange), &leaf, NULL,
                                         tp_exchange_now(fixture->exchange), &index, NULL),
                     TP_OK);
    fixture_end(fixture);
}

static uint64_t things(struct fixture *fixture)
{
    const struct tp_store_query query = {.kind = "thing", .due_until_s = TP_STORE_NEVER};
    uint64_t count;

    assert_int_equal(tp_entry_count(fixture->exchange, &query, &count, NULL), TP_OK);
    return count;
}

static uint64_t leaves(struct fixture *fixture)
{
    return fixture_leaves(fixture);
}

static void backup(struct fixture *fixture, const char *name)
{
    struct tp_diag diag;
    uint64_t count;

    tp_diag_init(&diag);
    if (tp_backup_make(fixture->folder, folder_path(&fixture->scratch, name), FIXTURE_NOW_S, &count, &diag) != TP_OK)
        fail_msg("%s: %s: %s", diag.file, diag.field, diag.text);
}

static tp_status restore(struct fixture *fixture, const char *name, const char *to, const char *published)
{
    struct tp_restored restored;

    return tp_backup_restore(folder_path(&fixture->scratch, name), folder_path(&fixture->scratch, to),
                             published ? folder_path(&fixture->scratch, published) : NULL, &restored, NULL);
}

/* The node in FOLDER of the scratch folder instead of the one there was. */
static void move_to(struct fixture *fixture, const char *folder)
{
    tp_exchange_close(&fixture->exchange);
    snprintf(fixture->folder, sizeof fixture->folder, "%s/%s", fixture->scratch.path, folder);
    fixture_open(fixture);
}

static void a_node_goes_on_from_its_backup(void **state)
{
    struct fixture fixture;
    uint8_t *data;
    size_t size;

    (void)state;
    fixture_make(&fixture, NULL);
    fixture_populate(&fixture, 3);
    for (unsigned i = 0; i < 5; i++)
        change(&fixture, i);
    backup(&fixture, "kept"); /* while it works */
    change(&fixture, 5);
    assert_int_equal(restore(&fixture, "kept", "again", NULL), TP_OK);
    assert_int_equal(restore(&fixture, "kept", "again", NULL), TP_E_EXISTS);
    move_to(&fixture, "again");
    assert_int_equal(things(&fixture), 5);
    assert_int_equal(leaves(&fixture), 5);
    assert_string_equal(fixture_find(&fixture, 2), "person-2");
    assert_int_equal(tp_blob_get(fixture.exchange, "booking/1", "4", &data, &size, NULL), TP_OK);
    tp_blob_free(data, size);
    change(&fixture, 6);
    assert_int_equal(leaves(&fixture), 6);
    fixture_remove(&fixture);
}

static void what_was_published_is_gone_on_from(void **state)
{
    struct fixture fixture;

    (void)state;
    fixture_make(&fixture, NULL);
    change(&fixture, 0);
    backup(&fixture, "kept");
    change(&fixture, 1);
    change(&fixture, 2);
    assert_int_equal(leaves(&fixture), 3); /* the backup holds the first of them back */
    tp_exchange_close(&fixture.exchange);  /* publishes */
    assert_int_equal(restore(&fixture, "kept", "again", "ny-dcjs/ledger"), TP_OK);
    move_to(&fixture, "again");
    assert_int_equal(things(&fixture), 1);
    assert_int_equal(leaves(&fixture), 3);
    change(&fixture, 7);
    assert_int_equal(leaves(&fixture), 4);
    fixture_remove(&fixture);
}

/* The node that was made of an old backup in silence, and what was published before. */
static void ledgers_that_contradict_each_other_are_refused(void **state)
{
    struct fixture fixture;

    (void)state;
    fixture_make(&fixture, NULL);
    change(&fixture, 0);
    backup(&fixture, "kept");
    change(&fixture, 1);
    assert_int_equal(leaves(&fixture), 2);
    assert_int_equal(restore(&fixture, "kept", "again", NULL), TP_OK);
    move_to(&fixture, "again");
    change(&fixture, 2);
    assert_int_equal(leaves(&fixture), 2);
    tp_exchange_close(&fixture.exchange);
    fixture_open(&fixture);
    backup(&fixture, "wrong");
    assert_int_equal(restore(&fixture, "wrong", "third", "ny-dcjs/ledger"), TP_E_CHECKSUM);
    assert_int_not_equal(access(folder_path(&fixture.scratch, "third"), F_OK), 0);
    fixture_remove(&fixture);
}

static void damage_is_named(void **state)
{
    struct tp_restored restored;
    struct fixture fixture;
    struct tp_diag diag;

    (void)state;
    fixture_make(&fixture, NULL);
    change(&fixture, 0);
    backup(&fixture, "kept");
    folder_write(&fixture.scratch, "kept/organisation.yaml", "x", 1);
    tp_diag_init(&diag);
    assert_int_equal(tp_backup_restore(folder_path(&fixture.scratch, "kept"), folder_path(&fixture.scratch, "again"),
                                       NULL, &restored, &diag),
                     TP_E_CHECKSUM);
    assert_non_null(strstr(diag.file, "kept/organisation.yaml"));
    assert_int_not_equal(access(folder_path(&fixture.scratch, "again"), F_OK), 0);
    assert_int_not_equal(access(folder_path(&fixture.scratch, "again.partial"), F_OK), 0);
    fixture_remove(&fixture);
}

struct busy {
    struct fixture *fixture;
    _Atomic bool stop;
};

static void *keep_changing(void *context)
{
    struct busy *busy = context;

    for (unsigned i = 0; !atomic_load(&busy->stop); i++) {
        bool did;

        change(busy->fixture, i);
        assert_int_equal(
            tp_exchange_set_now(busy->fixture->exchange, tp_exchange_now(busy->fixture->exchange) + 30, NULL), TP_OK);
        assert_int_equal(tp_exchange_work(busy->fixture->exchange, &did, NULL), TP_OK); /* publishes now and then */
    }
    return NULL;
}

/* Each backup of a busy node is one moment: every record has its leaf. */
static void a_busy_node_is_backed_up_whole(void **state)
{
    struct fixture fixture, copy;
    struct busy busy = {.fixture = &fixture};
    pthread_t thread;

    (void)state;
    fixture_make(&fixture, NULL);
    assert_int_equal(pthread_create(&thread, NULL, keep_changing, &busy), 0);
    for (unsigned i = 0; i < 5; i++) {
        char kept[16], again[16];

        snprintf(kept, sizeof kept, "kept%u", i);
        snprintf(again, sizeof again, "again%u", i);
        backup(&fixture, kept);
        assert_int_equal(restore(&fixture, kept, again, NULL), TP_OK);
        copy = fixture;
        copy.options.now_s = tp_exchange_now(fixture.exchange);
        snprintf(copy.folder, sizeof copy.folder, "%s/%s", fixture.scratch.path, again);
        fixture_open(&copy);
        assert_true(leaves(&copy) >= things(&copy));
        tp_exchange_close(&copy.exchange);
    }
    atomic_store(&busy.stop, true);
    pthread_join(thread, NULL);
    fixture_remove(&fixture);
}

/* It has the key, the vault and everybody's data, and no erasure reaches it. */
static void what_a_killed_backup_left_goes_with_the_next(void **state)
{
    struct fixture fixture;
    struct tp_diag diag;
    uint64_t count;
    int lock;

    (void)state;
    fixture_make(&fixture, NULL);
    change(&fixture, 1);
    assert_int_equal(mkdir(folder_path(&fixture.scratch, "copy.partial"), 0700), 0);
    folder_write(&fixture.scratch, "copy.partial/key.pem", "secret", 6);
    lock = open(folder_path(&fixture.scratch, "copy.partial"), O_RDONLY | O_DIRECTORY);
    assert_int_equal(flock(lock, LOCK_EX), 0); /* somebody is still at it */
    tp_diag_init(&diag);
    assert_int_not_equal(tp_backup_make(fixture.folder, folder_path(&fixture.scratch, "copy"), 0, &count, &diag),
                         TP_OK);
    assert_int_equal(access(folder_path(&fixture.scratch, "copy.partial/key.pem"), F_OK), 0);
    close(lock);
    backup(&fixture, "copy");
    assert_int_equal(access(folder_path(&fixture.scratch, "copy.partial"), F_OK), -1);
    assert_int_equal(access(folder_path(&fixture.scratch, "copy/backup.json"), F_OK), 0);
    fixture_remove(&fixture);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(what_a_killed_backup_left_goes_with_the_next),
    cmocka_unit_test(a_node_goes_on_from_its_backup),
    cmocka_unit_test(what_was_published_is_gone_on_from),
    cmocka_unit_test(ledgers_that_contradict_each_other_are_refused),
    cmocka_unit_test(damage_is_named),
    cmocka_unit_test(a_busy_node_is_backed_up_whole),
};
TP_TEST_MAIN(tests)
