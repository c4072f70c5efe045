/* SPDX-License-Identifier: Apache-2.0 */
/* The contract, and what is special to the SQLite backend: what lies in its files, versions, damage, faults of the disk
 * (injected below SQLite, into the n-th write). */
#include "contract.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[64], location[96];

static void forget_synced(void);

static const char *contract_location(void)
{
    if (folder[0] == '\0') {
        snprintf(folder, sizeof folder, "/tmp/tenprint_store_XXXXXX");
        assert_non_null(mkdtemp(folder));
        snprintf(location, sizeof location, "%s/people.db", folder);
    }
    return location;
}

static const char *log_location(void)
{
    static char path[128];

    snprintf(path, sizeof path, "%s-wal", contract_location());
    return path;
}

static void contract_discard(void)
{
    char path[128];

    unlink(location);
    unlink(log_location());
    snprintf(path, sizeof path, "%s-shm", location);
    unlink(path);
    assert_int_equal(rmdir(folder), 0);
    folder[0] = '\0';
    forget_synced();
}

static tp_status open_existing(struct tp_store **store, struct tp_diag *diag)
{
    const struct tp_store_options options = {.busy_timeout_ms = 50};

    tp_diag_init(diag);
    return tp_store_open(contract_location(), &options, store, diag);
}

/* Runs SQL on the file behind the store's back. */
static void change_file(const char *sql)
{
    sqlite3 *db;

    assert_int_equal(sqlite3_open(contract_location(), &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

/* ---- deleted bytes ----------------------------------------------------------------------------------------------- */

static bool file_has(const char *path, const void *bytes, size_t size_bytes)
{
    uint8_t *data;
    size_t size;
    bool found;

    if (tp_file_read(path, 1u << 30, &data, &size, NULL) != TP_OK)
        return false;
    found = memmem(data, size, bytes, size_bytes) != NULL;
    free(data);
    return found;
}

static bool store_has(const void *bytes, size_t size_bytes)
{
    return file_has(contract_location(), bytes, size_bytes) || file_has(log_location(), bytes, size_bytes);
}

/* Any 32 bytes in a row of the template made from SEED. */
static bool store_has_template(uint64_t seed)
{
    uint8_t data[TEMPLATE_BYTES];

    fill_template(data, sizeof data, seed);
    for (size_t at = 0; at + 32 <= sizeof data; at += 32)
        if (store_has(data + at, 32))
            return true;
    return false;
}

static void name_subject(char *out, size_t size, uint32_t number)
{
    snprintf(out, size, "person-%08x", number * 2654435761u); /* spread over the index */
}

static void deleted_bytes_are_in_no_file(void **state)
{
    enum { PEOPLE = 300 };
    struct tp_store *store = open_store();
    char name[32];

    (void)state;
    for (uint32_t i = 0; i < PEOPLE; i++) {
        name_subject(name, sizeof name, i);
        assert_int_equal(enrol(store, name, 1 + i % 4, 100 * i, NULL), TP_OK);
    }
    for (uint32_t i = 0; i < PEOPLE; i += 7) {
        name_subject(name, sizeof name, i);
        assert_true(store_has_template(100 * i));
        assert_true(store_has(name, strlen(name)));
        assert_int_equal(tp_store_delete(store, name, NULL, NULL), TP_OK);
        for (uint32_t finger = 0; finger < 1 + i % 4; finger++)
            assert_false(store_has_template(100 * i + finger));
        assert_false(store_has(name, strlen(name)));
    }
    tp_store_close(&store);
    assert_true(store_has_template(100));
    contract_discard();
}

static tp_status delete_other(void *context, const struct tp_store_row *row, struct tp_diag *diag)
{
    (void)row;
    return tp_store_delete(context, "x", NULL, diag);
}

static void says_when_a_reader_keeps_deleted_bytes(void **state)
{
    struct tp_store *one = open_store(), *two;
    struct tp_diag diag;

    (void)state;
    assert_int_equal(enrol(one, "x", 1, 1, NULL), TP_OK);
    assert_int_equal(open_existing(&two, &diag), TP_OK);
    assert_int_equal(tp_store_each(one, NULL, delete_other, two, &diag), TP_E_BUSY);
    assert_non_null(strstr(diag.text, "x is deleted, but"));
    assert_counts(one, 0, 0, 0);
    tp_store_close(&two);
    tp_store_close(&one);
    assert_false(store_has_template(1));
    contract_discard();
}

/* ---- versions and other files ------------------------------------------------------------------------------------ */

/* The schema of version 1, which every later program must open. Never change it. */
static const char version_1[] =
    "CREATE TABLE subjects (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;"
    "CREATE TABLE encounters (id INTEGER PRIMARY KEY AUTOINCREMENT, subject INTEGER NOT NULL REFERENCES subjects(id) "
    "ON "
    "DELETE CASCADE, created_s INTEGER NOT NULL) STRICT;"
    "CREATE INDEX encounters_of_subject ON encounters(subject);"
    "CREATE TABLE impressions (id INTEGER PRIMARY KEY, encounter INTEGER NOT NULL REFERENCES encounters(id) ON DELETE "
    "CASCADE, position INTEGER NOT NULL CHECK (position BETWEEN 0 AND 10), quality INTEGER NOT NULL CHECK (quality "
    "BETWEEN 0 AND 255), template BLOB NOT NULL) STRICT;"
    "CREATE INDEX impressions_of_encounter ON impressions(encounter);"
    "PRAGMA application_id = 0x54505254; PRAGMA user_version = 1;"
    "INSERT INTO subjects VALUES (4, 'old'); INSERT INTO encounters VALUES (9, 4, 1700000000);"
    "INSERT INTO impressions VALUES (2, 9, 3, 71, x'00FF10'), (3, 9, 8, 255, x'');";

static void opens_version_1(void **state)
{
    struct tp_store *store;
    struct tp_diag diag;
    struct listing listing;

    (void)state;
    change_file(version_1);
    assert_int_equal(open_existing(&store, &diag), TP_OK);
    listing = list_store(store, NULL);
    assert_string_equal(listing.text, "old 1700000000 3/71/3/71d23404\nold 1700000000 8/255/0/00000000\n");
    assert_int_equal(enrol(store, "new", 1, 1, NULL), TP_OK);
    assert_int_equal(tp_store_delete(store, "old", NULL, NULL), TP_OK);
    assert_counts(store, 1, 1, 1);
    tp_store_close(&store);
    contract_discard();
}

static void assert_refused(const char *words)
{
    const struct tp_store_options create = {.create = true, .busy_timeout_ms = 50};
    struct tp_store *store;
    struct tp_diag diag;

    assert_int_equal(open_existing(&store, &diag), TP_E_STORE);
    assert_null(store);
    assert_string_equal(diag.file, contract_location());
    if (!strstr(diag.text, words))
        fail_msg("'%s' is not in '%s'", words, diag.text);
    if (access(contract_location(), F_OK) == 0)
        assert_int_not_equal(tp_store_open(contract_location(), &create, &store, NULL), TP_OK);
}

static void refuses_what_is_not_its_own(void **state)
{
    uint8_t noise[8192];

    (void)state;
    assert_refused("there is no repository");
    change_file("CREATE TABLE other (x); INSERT INTO other VALUES (1)");
    assert_refused("not a Tenprint repository");
    change_file("DROP TABLE other; PRAGMA application_id = 1; PRAGMA user_version = 1");
    assert_refused("not a Tenprint repository");
    fill_template(noise, sizeof noise, 1);
    assert_int_equal(tp_file_write(contract_location(), noise, sizeof noise, NULL), TP_OK);
    assert_refused("not a database");
    contract_discard();
}

static void refuses_a_newer_version(void **state)
{
    struct tp_store *store = open_store();

    (void)state;
    tp_store_close(&store);
    change_file("PRAGMA user_version = 999");
    assert_refused("version 999, this program knows up to 5");
    contract_discard();
}

static void finishes_an_empty_file(void **state)
{
    struct tp_store *store;
    struct tp_diag diag;

    (void)state;
    assert_int_equal(tp_file_write(contract_location(), "", 0, NULL), TP_OK);
    assert_int_equal(open_existing(&store, &diag), TP_E_STORE);
    assert_non_null(strstr(diag.text, "is empty"));
    store = open_store();
    assert_counts(store, 0, 0, 0);
    tp_store_close(&store);
    contract_discard();
}

static void refuses_a_damaged_file(void **state)
{
    struct tp_store *store = open_store();
    uint8_t noise[4096];
    int fd;

    (void)state;
    for (unsigned i = 0; i < 20; i++) {
        char name[32];
        name_subject(name, sizeof name, i);
        assert_int_equal(enrol(store, name, 2, i, NULL), TP_OK);
    }
    tp_store_close(&store);
    fill_template(noise, sizeof noise, 1);
    fd = open(contract_location(), O_WRONLY);
    assert_int_equal(pwrite(fd, noise, sizeof noise, 4096 * 1), sizeof noise); /* the root of a table */
    close(fd);
    assert_refused("damaged");
    contract_discard();
}

static void says_that_it_is_locked(void **state)
{
    struct tp_store *store = open_store(), *other;
    struct tp_diag diag;
    sqlite3 *db;

    (void)state;
    assert_int_equal(open_existing(&other, &diag), TP_OK);
    assert_int_equal(sqlite3_open(contract_location(), &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
    assert_int_equal(enrol(other, "x", 1, 1, &diag), TP_E_BUSY);
    assert_non_null(strstr(diag.text, "another process"));
    assert_int_equal(sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
    assert_int_equal(enrol(other, "x", 1, 1, NULL), TP_OK);
    tp_store_close(&other);
    tp_store_close(&store);
    contract_discard();
}

static void says_that_it_cannot_write(void **state)
{
    struct tp_store *store = open_store();
    struct tp_diag diag;
    tp_status status;

    (void)state;
    tp_store_close(&store);
    if (geteuid() == 0) {
        puts("# skipped: permissions do not hold for root");
        contract_discard();
        return;
    }
    assert_int_equal(chmod(contract_location(), 0444), 0);
    status = open_existing(&store, &diag);
    if (status == TP_OK)
        status = enrol(store, "x", 1, 1, &diag);
    assert_int_equal(status, TP_E_STORE);
    assert_non_null(strstr(diag.text, "cannot be written"));
    tp_store_close(&store);
    contract_discard();
}

/* ---- faults of the disk ------------------------------------------------------------------------------------------ */

/* The default VFS whose files count writes, syncs and truncations, and fail from the n-th on. */
static struct {
    sqlite3_vfs vfs;
    const sqlite3_vfs *real;
    int calls_left; /* below 0: no fault */
    int code;
} faulty = {.calls_left = -1};

/* SQLite uses several tables of methods, for files with and without locks. */
static struct faulty_methods {
    sqlite3_io_methods methods; /* first, so that a file leads here */
    const sqlite3_io_methods *real;
} faulty_methods[4];

static const sqlite3_io_methods *real_methods(const sqlite3_file *file)
{
    return ((const struct faulty_methods *)(const void *)file->pMethods)->real;
}

static bool fault_is_due(void)
{
    if (faulty.calls_left > 0)
        faulty.calls_left--;
    return faulty.calls_left == 0;
}

static int faulty_write(sqlite3_file *file, const void *data, int size, sqlite3_int64 offset)
{
    return fault_is_due() ? faulty.code : real_methods(file)->xWrite(file, data, size, offset);
}

static int faulty_truncate(sqlite3_file *file, sqlite3_int64 size)
{
    return fault_is_due() ? faulty.code : real_methods(file)->xTruncate(file, size);
}

/* What a file held when it was last synced: all that a machine without power is sure to keep. */
static struct synced_file {
    const sqlite3_file *file;
    char path[128];
    uint8_t *data; /* owned; NULL before the first sync */
    sqlite3_int64 size_bytes;
} synced[8];

static struct synced_file *find_synced(const char *path)
{
    for (struct synced_file *at = synced; at < synced + TP_ARRAY_LENGTH(synced); at++)
        if (at->path[0] == '\0' || strcmp(at->path, path) == 0)
            return at;
    fail_msg("too many files");
    return NULL;
}

static void note_open(const sqlite3_file *file, const char *path)
{
    struct synced_file *at = find_synced(path);

    at->file = file;
    snprintf(at->path, sizeof at->path, "%s", path);
}

static void note_synced(sqlite3_file *file)
{
    for (struct synced_file *at = synced; at < synced + TP_ARRAY_LENGTH(synced); at++) {
        if (at->file != file)
            continue;
        assert_int_equal(real_methods(file)->xFileSize(file, &at->size_bytes), SQLITE_OK);
        at->data = realloc(at->data, (size_t)at->size_bytes + 1);
        assert_int_equal(real_methods(file)->xRead(file, at->data, (int)at->size_bytes, 0), SQLITE_OK);
    }
}

static void forget_synced(void)
{
    for (unsigned i = 0; i < TP_ARRAY_LENGTH(synced); i++)
        free(synced[i].data);
    memset(synced, 0, sizeof synced);
}

/* Puts every file back to its last sync. */
static void lose_power(void)
{
    char path[128];

    snprintf(path, sizeof path, "%s-shm", contract_location());
    unlink(path);
    for (struct synced_file *at = synced; at < synced + TP_ARRAY_LENGTH(synced); at++)
        if (access(at->path, F_OK) == 0)
            assert_int_equal(tp_file_write(at->path, at->data, at->data ? (size_t)at->size_bytes : 0, NULL), TP_OK);
}

static int faulty_sync(sqlite3_file *file, int flags)
{
    int code = fault_is_due() ? SQLITE_IOERR_FSYNC : real_methods(file)->xSync(file, flags);

    if (code == SQLITE_OK)
        note_synced(file);
    return code;
}

static int faulty_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *out_flags)
{
    struct faulty_methods *slot = faulty_methods;
    int code = faulty.real->xOpen(vfs, name, file, flags, out_flags);

    if (code != SQLITE_OK)
        return code;
    while (slot->real && slot->real != file->pMethods)
        slot++;
    assert_true(slot < faulty_methods + TP_ARRAY_LENGTH(faulty_methods));
    slot->real = file->pMethods;
    slot->methods = *file->pMethods;
    slot->methods.xWrite = faulty_write;
    slot->methods.xTruncate = faulty_truncate;
    slot->methods.xSync = faulty_sync;
    file->pMethods = &slot->methods;
    if (name)
        note_open(file, name);
    return SQLITE_OK;
}

static void install_faults(void)
{
    faulty.real = sqlite3_vfs_find(NULL);
    faulty.vfs = *faulty.real;
    faulty.vfs.pNext = NULL;
    faulty.vfs.zName = "faulty";
    faulty.vfs.xOpen = faulty_open;
    assert_int_equal(sqlite3_vfs_register(&faulty.vfs, 1), SQLITE_OK);
}

/* What the store must hold: "a" always; "b" and not "c" once the enrolment and the deletion were acknowledged. */
struct acknowledged {
    bool enrolled, deleted;
};

/* Opens, enrols, deletes and closes while the disk fails after CALLS calls. */
static struct acknowledged work_with_fault(int calls, int code, const char *words)
{
    const struct tp_store_options options = {.create = true, .busy_timeout_ms = 1};
    struct acknowledged done = {false, false};
    struct tp_store *store;
    struct tp_diag diag;

    tp_diag_init(&diag);
    faulty.calls_left = calls;
    faulty.code = code;
    if (tp_store_open(contract_location(), &options, &store, &diag) == TP_OK) {
        done.enrolled = enrol(store, "b", 10, 50, &diag) == TP_OK;
        done.deleted = tp_store_delete(store, "c", NULL, &diag) == TP_OK;
    }
    tp_store_close(&store);
    if (diag.status != TP_OK) {
        assert_int_equal(diag.status, TP_E_STORE);
        if (!strstr(diag.text, words) && !strstr(diag.text, "the disk reports an error"))
            fail_msg("after %d calls: '%s'", calls, diag.text);
    }
    faulty.calls_left = -1;
    return done;
}

static void assert_whole(struct acknowledged done, int calls)
{
    struct tp_store *store = open_store();
    unsigned a = list_store(store, "a").rows, b = list_store(store, "b").rows, c = list_store(store, "c").rows;

    if (a != 3 || (b != 10 && b != 0) || (done.enrolled && b != 10) || (c != 10 && c != 0) || (done.deleted && c != 0))
        fail_msg("after %d calls: enrolled %d, deleted %d, rows %u %u %u", calls, done.enrolled, done.deleted, a, b, c);
    tp_store_close(&store);
}

/* Fails each call in turn until the work passes without reaching the fault. */
static void survives_faults(int code, const char *words, bool power_fails)
{
    struct acknowledged done = {false, false};
    int calls, faults = 0;

    for (calls = 1; !(done.enrolled && done.deleted); calls++) {
        struct tp_store *store = open_store();

        assert_true(calls < 1000);
        assert_int_equal(enrol(store, "a", 3, 1, NULL), TP_OK);
        assert_int_equal(enrol(store, "c", 10, 80, NULL), TP_OK);
        tp_store_close(&store);
        done = work_with_fault(calls, code, words);
        faults += !done.enrolled;
        if (power_fails)
            lose_power();
        assert_whole(done, calls);
        contract_discard();
    }
    assert_true(faults > 5);
}

static void survives_a_full_disk(void **state)
{
    (void)state;
    survives_faults(SQLITE_FULL, "the disk is full", false);
}

static void survives_a_broken_disk(void **state)
{
    (void)state;
    survives_faults(SQLITE_IOERR_WRITE, "the disk reports an error", false);
}

static void survives_a_power_failure(void **state)
{
    (void)state;
    survives_faults(SQLITE_IOERR_WRITE, "the disk reports an error", true);
}

static const struct CMUnitTest tests[] = {
    STORE_CONTRACT_TESTS,
    cmocka_unit_test(deleted_bytes_are_in_no_file),
    cmocka_unit_test(says_when_a_reader_keeps_deleted_bytes),
    cmocka_unit_test(opens_version_1),
    cmocka_unit_test(refuses_what_is_not_its_own),
    cmocka_unit_test(refuses_a_newer_version),
    cmocka_unit_test(finishes_an_empty_file),
    cmocka_unit_test(refuses_a_damaged_file),
    cmocka_unit_test(says_that_it_is_locked),
    cmocka_unit_test(says_that_it_cannot_write),
    cmocka_unit_test(survives_a_full_disk),
    cmocka_unit_test(survives_a_broken_disk),
    cmocka_unit_test(survives_a_power_failure),
};

int main(void)
{
    install_faults();
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
