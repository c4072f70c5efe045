/* SPDX-License-Identifier: Apache-2.0 */
/* Disks that are full, read-only or damaged: nothing is lost, what is wrong is said, and work goes on by itself once
 * the cause is gone. */
#include "fixture.h"
#include "full_disk.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { OTHER_USER = 65534 };

static rlim_t size_of(const struct fixture *fixture, const char *name)
{
    char path[160];
    struct stat info;

    snprintf(path, sizeof path, "%s/%s", fixture->folder, name);
    return stat(path, &info) == 0 ? (rlim_t)info.st_size : 0;
}

static tp_status log_leaf(struct fixture *fixture, struct tp_diag *diag)
{
    struct tp_leaf leaf;
    uint64_t index;

    tp_leaf_init(&leaf, TP_LEAF_REFUSED_EVENT, tp_exchange_now(fixture->exchange)); /* one that is not held back */
    tp_leaf_set(&leaf, TP_LEAF_EVENT_MEMBER, "join");
    tp_leaf_set(&leaf, TP_LEAF_REASON_MEMBER, "replayed");
    return tp_organisation_log(tp_exchange_organisation(fixture->exchange), &leaf, NULL,
                               tp_exchange_now(fixture->exchange), &index, diag);
}

static tp_status change(struct fixture *fixture, const char *name, unsigned leaves, struct tp_diag *diag)
{
    struct tp_entry entry = {.due_s = TP_STORE_NEVER};
    tp_status status = tp_exchange_begin(fixture->exchange, diag);

    if (status != TP_OK)
        return status;
    snprintf(entry.name, sizeof entry.name, "%s", name);
    status = tp_entry_add(fixture->exchange, "thing", &entry, NULL, diag);
    for (unsigned i = 0; status == TP_OK && i < leaves; i++)
        status = log_leaf(fixture, diag);
    return tp_exchange_end(fixture->exchange, status, diag);
}

static bool has(struct fixture *fixture, const char *name)
{
    struct tp_entry entry;
    tp_status status = tp_entry_get(fixture->exchange, "thing", name, &entry, NULL);

    tp_entry_deinit(&entry);
    return status == TP_OK;
}

static uint64_t count_leaves(struct fixture *fixture)
{
    uint64_t size;

    tp_exchange_lock(fixture->exchange);
    size = tp_ledger_size(tp_organisation_ledger(tp_exchange_organisation(fixture->exchange)));
    tp_exchange_unlock(fixture->exchange);
    return size;
}

/* By itself, and without what was refused: one leaf was there before. */
static void assert_recovered(struct fixture *fixture)
{
    assert_int_equal(tp_exchange_health(fixture->exchange, NULL), TP_OK);
    assert_int_equal(change(fixture, "while", 1, NULL), TP_OK);
    assert_int_equal(count_leaves(fixture), 2);
    fixture_reopen(fixture);
    assert_true(has(fixture, "while"));
    assert_int_equal(count_leaves(fixture), 2);
}

static void a_full_disk_undoes_the_change(void **state)
{
    struct fixture fixture;
    struct tp_diag diag;

    (void)state;
    fixture_make(&fixture, NULL);
    assert_int_equal(change(&fixture, "before", 1, NULL), TP_OK);
    limit_files(64);
    for (unsigned i = 0; i < 3; i++) {
        tp_diag_init(&diag);
        assert_int_equal(change(&fixture, "while", 1, &diag), TP_E_STORE);
        assert_non_null(strstr(diag.text, "disk"));
        assert_true(has(&fixture, "before")); /* reading goes on */
        assert_int_not_equal(tp_exchange_health(fixture.exchange, NULL), TP_OK);
        assert_false(has(&fixture, "while"));
    }
    limit_files(0);
    assert_recovered(&fixture);
    fixture_remove(&fixture);
}

/* A ledger's journal with many leaves that cannot grow, and a store whose log is empty and can. */
static void fill_ledger(struct fixture *fixture)
{
    assert_int_equal(change(fixture, "before", 3000, NULL), TP_OK);
    assert_int_equal(change(fixture, "small", 1, NULL), TP_OK);
    fixture_begin(fixture); /* a deletion empties the store's log */
    assert_int_equal(tp_entry_drop(fixture->exchange, "thing", "before", NULL), TP_OK);
    fixture_end(fixture);
    assert_true(size_of(fixture, "store.db-wal") + 200000 < size_of(fixture, "ledger/journal"));
    limit_files(size_of(fixture, "ledger/journal") + 10);
}

/* The store takes the change, the ledger cannot: it is behind, and nothing is done before it has caught up. */
static void a_ledger_that_is_full_catches_up(void **state)
{
    struct fixture fixture;

    (void)state;
    fixture_make(&fixture, NULL);
    fill_ledger(&fixture);
    assert_int_equal(change(&fixture, "one", 2, NULL), TP_OK);
    assert_true(has(&fixture, "one"));
    assert_int_equal(count_leaves(&fixture), 3001);            /* behind */
    assert_int_equal(change(&fixture, "two", 2, NULL), TP_OK); /* opened anew, the ledger has an empty journal */
    assert_int_equal(count_leaves(&fixture), 3005);
    limit_files(0);
    assert_int_equal(tp_exchange_health(fixture.exchange, NULL), TP_OK);
    fixture_reopen(&fixture);
    assert_int_equal(count_leaves(&fixture), 3005);
    fixture_remove(&fixture);
}

/* It cannot even be opened anew. */
static void nothing_is_done_while_the_ledger_is_behind(void **state)
{
    struct fixture fixture;
    struct tp_diag diag;

    (void)state;
    fixture_make(&fixture, NULL);
    fill_ledger(&fixture);
    assert_int_equal(change(&fixture, "one", 2, NULL), TP_OK);
    limit_files(64);
    for (unsigned i = 0; i < 3; i++) {
        tp_diag_init(&diag);
        assert_int_not_equal(change(&fixture, "two", 2, &diag), TP_OK);
        assert_true(diag.text[0] != '\0');
        assert_int_not_equal(tp_exchange_health(fixture.exchange, NULL), TP_OK);
    }
    assert_true(has(&fixture, "one"));
    assert_false(has(&fixture, "two"));
    limit_files(0);
    assert_int_equal(change(&fixture, "two", 2, NULL), TP_OK);
    assert_int_equal(count_leaves(&fixture), 3005);
    fixture_remove(&fixture);
}

/* The same, but the process ends before there is room again. */
static void a_ledger_catches_up_at_the_next_start(void **state)
{
    struct fixture fixture;

    (void)state;
    fixture_make(&fixture, NULL);
    fill_ledger(&fixture);
    assert_int_equal(change(&fixture, "one", 2, NULL), TP_OK);
    tp_exchange_close(&fixture.exchange);
    limit_files(0);
    fixture_open(&fixture);
    assert_int_equal(count_leaves(&fixture), 3003);
    assert_true(has(&fixture, "one"));
    fixture_remove(&fixture);
}

static tp_status touch(struct tp_exchange *exchange, struct tp_job *job, const char *about, struct tp_diag *diag)
{
    struct tp_entry entry = {.due_s = TP_STORE_NEVER};
    tp_status status = tp_exchange_begin(exchange, diag);

    if (status != TP_OK)
        return status;
    snprintf(entry.name, sizeof entry.name, "%s", about);
    return tp_job_end(exchange, job, tp_entry_add(exchange, "thing", &entry, NULL, diag), diag);
}

static const struct tp_job_kind kinds[] = {{"test.touch", touch}, {0}};
static const struct tp_part part = {.name = "test", .jobs = kinds};
static const struct tp_part *const parts[] = {&part, NULL};

/* Not even its failure can be noted: it rests, and comes again. */
static void a_job_waits_for_room(void **state)
{
    struct fixture fixture;
    bool did = false;

    (void)state;
    fixture_make(&fixture, parts);
    fixture_work(&fixture, 10);
    fixture_begin(&fixture);
    assert_int_equal(tp_job_add(fixture.exchange, "test.touch", "a", 0, NULL), TP_OK);
    fixture_end(&fixture);
    limit_files(64);
    assert_int_equal(tp_exchange_work(fixture.exchange, &did, NULL), TP_OK);
    assert_true(did);
    assert_int_equal(tp_exchange_work(fixture.exchange, &did, NULL), TP_OK);
    assert_false(did); /* it rests */
    limit_files(0);
    assert_false(has(&fixture, "a"));
    for (unsigned i = 0; i < 300 && !has(&fixture, "a"); i++) {
        fixture_work(&fixture, 1);
        usleep(10000);
    }
    assert_true(has(&fixture, "a"));
    fixture_remove(&fixture);
}

static void overwrite(const struct fixture *fixture, off_t at, void *bytes, size_t size)
{
    uint8_t before[4096];
    char path[160];
    int file;

    snprintf(path, sizeof path, "%s/store.db", fixture->folder);
    file = open(path, O_RDWR);
    assert_int_equal(pread(file, before, size, at), size);
    assert_int_equal(pwrite(file, bytes, size, at), size);
    close(file);
    memcpy(bytes, before, size);
}

static void a_damaged_page_is_noticed(void **state)
{
    uint8_t page[4096];
    struct fixture fixture;
    struct tp_diag diag;

    (void)state;
    fixture_make(&fixture, NULL);
    fixture_populate(&fixture, 50);
    tp_exchange_close(&fixture.exchange);
    memset(page, 0xA5, sizeof page);
    overwrite(&fixture, 4 * 4096, page, sizeof page);
    tp_diag_init(&diag);
    assert_int_equal(tp_exchange_open(fixture.folder, FIXTURE_PASSPHRASE, &fixture.options, &fixture.exchange, &diag),
                     TP_E_STORE);
    assert_non_null(strstr(diag.text, "damaged"));
    assert_non_null(strstr(diag.file, "store.db"));
    overwrite(&fixture, 4 * 4096, page, sizeof page); /* as it was */
    fixture_open(&fixture);
    assert_string_equal(fixture_find(&fixture, 7), "person-7");
    fixture_remove(&fixture);
}

/* Behind the back of a node that works, in pages that it need not read for its next change. */
static void damage_shows_while_a_node_works(void **state)
{
    uint8_t pages[4096];
    struct fixture fixture;
    struct tp_diag diag;

    (void)state;
    fixture_make(&fixture, NULL);
    fixture_populate(&fixture, 200);
    fixture_reopen(&fixture); /* nothing is in memory but the gallery */
    assert_int_equal(tp_exchange_health(fixture.exchange, NULL), TP_OK);
    memset(pages, 0xA5, sizeof pages);
    overwrite(&fixture, 20 * 4096, pages, sizeof pages);
    fixture_work(&fixture, 10);
    tp_diag_init(&diag);
    assert_int_equal(tp_exchange_health(fixture.exchange, &diag), TP_E_STORE);
    assert_non_null(strstr(diag.text, "damaged"));
    overwrite(&fixture, 20 * 4096, pages, sizeof pages); /* as it was */
    fixture_work_until(&fixture, FIXTURE_NOW_S + 60);
    assert_int_equal(tp_exchange_health(fixture.exchange, NULL), TP_OK);
    fixture_remove(&fixture);
}

/* Permissions do not hold for root, so a process that is not tries. 0 when it is refused in words. */
static int open_as_another(const struct fixture *fixture)
{
    struct tp_exchange *exchange;
    struct tp_diag diag;

    if (geteuid() == 0 && setuid(OTHER_USER) != 0)
        return 2;
    tp_diag_init(&diag);
    return tp_exchange_open(fixture->folder, FIXTURE_PASSPHRASE, &fixture->options, &exchange, &diag) == TP_E_STORE &&
                   strstr(diag.text, "cannot be written") && strstr(diag.file, "store.db")
               ? 0
               : 1;
}

static void a_read_only_store_is_refused(void **state)
{
    struct fixture fixture;
    char line[200];
    pid_t child;
    int status;

    (void)state;
    fixture_make(&fixture, NULL);
    fixture_populate(&fixture, 3);
    tp_exchange_close(&fixture.exchange);
    snprintf(line, sizeof line, "chmod 0400 %s/store.db && chmod 0500 %s", fixture.folder, fixture.folder);
    assert_int_equal(system(line), 0);
    if (geteuid() == 0) {
        snprintf(line, sizeof line, "chown -R %d %s", OTHER_USER, fixture.scratch.path);
        assert_int_equal(system(line), 0);
    }
    child = fork();
    if (child == 0)
        _exit(open_as_another(&fixture));
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    snprintf(line, sizeof line, "chmod 0700 %s && chmod 0600 %s/store.db", fixture.folder, fixture.folder);
    assert_int_equal(system(line), 0);
    fixture_open(&fixture);
    assert_string_equal(fixture_find(&fixture, 2), "person-2");
    fixture_remove(&fixture);
}

/* As after an error of the disk, which the kernel answers by taking the file system for read-only. SQLite and the
 * ledger call these here instead of the system's. */
static bool read_only;

static bool refuse_write(void)
{
    errno = EROFS;
    return read_only;
}

ssize_t pwrite(int fd, const void *data, size_t size, off_t at)
{
    return refuse_write() ? -1 : syscall(SYS_pwrite64, fd, data, size, at);
}

ssize_t write(int fd, const void *data, size_t size)
{
    return refuse_write() ? -1 : syscall(SYS_write, fd, data, size);
}

int ftruncate(int fd, off_t size)
{
    return refuse_write() ? -1 : (int)syscall(SYS_ftruncate, fd, size);
}

static void a_disk_that_becomes_read_only_is_as_a_full_one(void **state)
{
    struct fixture fixture;
    tp_status changed, health;
    bool before, during;
    struct tp_diag diag;

    (void)state;
    fixture_make(&fixture, NULL);
    assert_int_equal(change(&fixture, "before", 1, NULL), TP_OK);
    for (unsigned i = 0; i < 3; i++) {
        tp_diag_init(&diag);
        read_only = true;
        changed = change(&fixture, "while", 1, &diag);
        health = tp_exchange_health(fixture.exchange, NULL);
        before = has(&fixture, "before"); /* reading goes on */
        during = has(&fixture, "while");
        read_only = false;
        assert_int_equal(changed, TP_E_STORE);
        assert_int_not_equal(health, TP_OK);
        assert_true(before);
        assert_false(during);
    }
    assert_recovered(&fixture);
    fixture_remove(&fixture);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_full_disk_undoes_the_change),
    cmocka_unit_test(a_disk_that_becomes_read_only_is_as_a_full_one),
    cmocka_unit_test(a_ledger_that_is_full_catches_up),
    cmocka_unit_test(nothing_is_done_while_the_ledger_is_behind),
    cmocka_unit_test(a_ledger_catches_up_at_the_next_start),
    cmocka_unit_test(a_job_waits_for_room),
    cmocka_unit_test(a_damaged_page_is_noticed),
    cmocka_unit_test(damage_shows_while_a_node_works),
    cmocka_unit_test(a_read_only_store_is_refused),
};
TP_TEST_MAIN(tests)
