/* SPDX-License-Identifier: Apache-2.0 */
/* The store in one SQLite file.
 *
 * Durable: write-ahead log with synchronous=FULL, so a commit returns after fsync. Whole: one transaction for each
 * enrolment or deletion. Deleted means gone: secure_delete overwrites freed cells and pages with zeros, and truncating
 * the log after a deletion drops the older copies of those pages. What a file system or a disk keeps of overwritten
 * blocks is beyond this.
 *
 * application_id says that a file is ours, user_version which migrations it has had. */
#include "store/sqlite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { APPLICATION_ID = 0x54505254 /* "TPRT" */, BUSY_TIMEOUT_DEFAULT_MS = 10000 };

/* Migration i leads from version i to i + 1. Only ever add to the end. */
static const char *const migrations[] = {
    "CREATE TABLE subjects (\n"
    "  id INTEGER PRIMARY KEY,\n"
    "  name TEXT NOT NULL UNIQUE\n"
    ") STRICT;\n"
    "CREATE TABLE encounters (\n"
    "  id INTEGER PRIMARY KEY AUTOINCREMENT,\n"
    "  subject INTEGER NOT NULL REFERENCES subjects(id) ON DELETE CASCADE,\n"
    "  created_s INTEGER NOT NULL\n"
    ") STRICT;\n"
    "CREATE INDEX encounters_of_subject ON encounters(subject);\n"
    "CREATE TABLE impressions (\n"
    "  id INTEGER PRIMARY KEY,\n"
    "  encounter INTEGER NOT NULL REFERENCES encounters(id) ON DELETE CASCADE,\n"
    "  position INTEGER NOT NULL CHECK (position BETWEEN 0 AND 10),\n"
    "  quality INTEGER NOT NULL CHECK (quality BETWEEN 0 AND 255),\n"
    "  template BLOB NOT NULL\n"
    ") STRICT;\n"
    "CREATE INDEX impressions_of_encounter ON impressions(encounter);\n",

    "CREATE TABLE documents (\n"
    "  id INTEGER PRIMARY KEY AUTOINCREMENT,\n"
    "  kind TEXT NOT NULL,\n"
    "  name TEXT NOT NULL,\n"
    "  time_s INTEGER NOT NULL,\n"
    "  content BLOB NOT NULL,\n"
    "  UNIQUE (kind, name)\n"
    ") STRICT;\n",

    /* A number and a random token for each enrolment and deletion (which has no encounter), nothing about anybody. */
    "CREATE TABLE identity (id INTEGER PRIMARY KEY CHECK (id = 1), bytes BLOB NOT NULL) STRICT;\n"
    "INSERT INTO identity VALUES (1, randomblob(16));\n"
    "CREATE TABLE changes (\n"
    "  number INTEGER PRIMARY KEY AUTOINCREMENT,\n"
    "  token INTEGER NOT NULL,\n"
    "  encounter INTEGER\n"
    ") STRICT;\n"
    "INSERT INTO changes (token) VALUES (random());\n"
    "CREATE TRIGGER enrolled AFTER INSERT ON encounters BEGIN\n"
    "  INSERT INTO changes (token, encounter) VALUES (random(), NEW.id);\n"
    "END;\n"
    "CREATE TRIGGER deleted AFTER DELETE ON subjects BEGIN\n"
    "  INSERT INTO changes (token) VALUES (random());\n"
    "END;\n",

    "CREATE TABLE records (\n"
    "  id INTEGER PRIMARY KEY AUTOINCREMENT,\n"
    "  kind TEXT NOT NULL,\n"
    "  name TEXT NOT NULL,\n"
    "  state TEXT NOT NULL,\n"
    "  link TEXT NOT NULL,\n"
    "  due_s INTEGER NOT NULL,\n"
    "  revision INTEGER NOT NULL,\n"
    "  content BLOB NOT NULL,\n"
    "  UNIQUE (kind, name)\n"
    ") STRICT;\n"
    "CREATE INDEX records_by_state ON records(kind, state);\n"
    "CREATE INDEX records_by_link ON records(kind, link);\n"
    "CREATE INDEX records_by_due ON records(kind, due_s);\n",

    "CREATE INDEX records_by_kind ON records(kind);\n",
};
enum { VERSION = (int)TP_ARRAY_LENGTH(migrations) };

#define EACH_COLUMNS                                                                                                   \
    "SELECT s.name, e.id, e.created_s, i.position, i.quality, i.template FROM subjects s"                              \
    " JOIN encounters e ON e.subject = s.id JOIN impressions i ON i.encounter = e.id"

#define HAD_BY_THEN " WHERE EXISTS (SELECT 1 FROM encounters e WHERE e.subject = s.id AND e.id <= $1)"

static const char *const texts[TP_SQLITE_STATEMENTS] = {
    [TP_SQLITE_BEGIN] = "BEGIN IMMEDIATE",
    [TP_SQLITE_COMMIT] = "COMMIT",
    [TP_SQLITE_ROLLBACK] = "ROLLBACK",
    [TP_SQLITE_BEGIN_INNER] = "SAVEPOINT part",
    [TP_SQLITE_COMMIT_INNER] = "RELEASE part",
    [TP_SQLITE_ROLLBACK_INNER] = "ROLLBACK TO part",
    [TP_SQLITE_ADD_SUBJECT] = "INSERT INTO subjects (name) VALUES ($1) ON CONFLICT DO NOTHING",
    [TP_SQLITE_FIND_SUBJECT] = "SELECT id FROM subjects WHERE name = $1",
    [TP_SQLITE_ADD_ENCOUNTER] = "INSERT INTO encounters (subject, created_s) VALUES ($1, $2) RETURNING id",
    [TP_SQLITE_ADD_IMPRESSION] = "INSERT INTO impressions (encounter, position, quality, template)"
                                 " VALUES ($1, $2, $3, $4)",
    [TP_SQLITE_DELETE_SUBJECT] = "DELETE FROM subjects WHERE name = $1 RETURNING id",
    [TP_SQLITE_COUNT] = "SELECT (SELECT count(*) FROM subjects), (SELECT count(*) FROM encounters),"
                        " (SELECT count(*) FROM impressions)",
    [TP_SQLITE_EACH] = EACH_COLUMNS " ORDER BY s.id, e.id, i.id",
    [TP_SQLITE_PUT_DOCUMENT] = "INSERT INTO documents (kind, name, time_s, content) VALUES ($1, $2, $3, $4)"
                               " ON CONFLICT DO NOTHING RETURNING id",
    [TP_SQLITE_GET_DOCUMENT] = "SELECT name, time_s, content FROM documents WHERE kind = $1 AND name = $2",
    [TP_SQLITE_DROP_DOCUMENT] = "DELETE FROM documents WHERE kind = $1 AND name = $2 RETURNING id",
    [TP_SQLITE_EACH_DOCUMENT] = "SELECT name, time_s, content FROM documents WHERE kind = $1 ORDER BY id",
    [TP_SQLITE_EACH_OF_SUBJECT] = EACH_COLUMNS " WHERE s.name = $1 ORDER BY e.id, i.id",
    [TP_SQLITE_READ] = "BEGIN",
    [TP_SQLITE_MOMENT] = "SELECT i.bytes, c.number, c.token, (SELECT coalesce(max(id), 0) FROM encounters)"
                         " FROM identity i, changes c ORDER BY c.number DESC LIMIT 1",
    [TP_SQLITE_SINCE] = "SELECT (SELECT count(*) FROM identity i, changes c"
                        " WHERE i.bytes = $1 AND c.number = $2 AND c.token = $3),"
                        " count(encounter), count(*) - count(encounter) FROM changes WHERE number > $2",
    /* The inner selection makes the walk go by subject without sorting templates. */
    [TP_SQLITE_EACH_SINCE] = EACH_COLUMNS
    " WHERE s.id IN (SELECT subject FROM encounters WHERE id > $1) AND e.id > $1 ORDER BY s.id, e.id, i.id",
    [TP_SQLITE_EACH_SUBJECT] = "SELECT name FROM subjects s" HAD_BY_THEN " ORDER BY s.id",
    [TP_SQLITE_HAD_SUBJECT] = "SELECT 1 FROM subjects s" HAD_BY_THEN " AND name = $2",
    [TP_SQLITE_ADD_RECORD] = "INSERT INTO records (kind, name, state, link, due_s, revision, content)"
                             " VALUES ($1, $2, $3, $4, $5, 1, $6) ON CONFLICT DO NOTHING RETURNING id",
    [TP_SQLITE_CHANGE_RECORD] = "UPDATE records SET state = $3, link = $4, due_s = $5, content = $6,"
                                " revision = revision + 1 WHERE kind = $1 AND name = $2 AND revision = $7 RETURNING id",
    [TP_SQLITE_REVISION_OF_RECORD] = "SELECT revision FROM records WHERE kind = $1 AND name = $2",
    [TP_SQLITE_DROP_RECORD] = "DELETE FROM records WHERE kind = $1 AND name = $2 RETURNING id",
};

/* ---- trouble ----------------------------------------------------------------------------------------------------- */

static const char *words_for(int code)
{
    switch (code & 0xFF) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return "another process has the database in use";
    case SQLITE_CORRUPT:
        return "the database is damaged";
    case SQLITE_NOTADB:
        return "the file is not a database";
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
        return "the database cannot be written";
    case SQLITE_FULL:
        return "the disk is full";
    case SQLITE_CANTOPEN:
        return "the database cannot be opened";
    case SQLITE_IOERR:
        return "the disk reports an error";
    case SQLITE_NOMEM:
        return "out of memory";
    default:
        return "the database reports an error";
    }
}

static tp_status status_for(int code)
{
    switch (code & 0xFF) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return TP_E_BUSY;
    case SQLITE_NOMEM:
        return TP_E_MEMORY;
    default:
        return TP_E_STORE;
    }
}

tp_status tp_sqlite_fail(const struct tp_store *store, int code, struct tp_diag *diag)
{
    const char *message = store->db ? sqlite3_errmsg(store->db) : sqlite3_errstr(code);

    return tp_diag_in_file(diag, tp_fail(diag, status_for(code), NULL, -1, "%s (SQLite: %s)", words_for(code), message),
                           store->path);
}

static tp_status fail_words(const struct tp_store *store, const char *words, struct tp_diag *diag)
{
    return tp_diag_in_file(diag, tp_fail(diag, TP_E_STORE, NULL, -1, "%s", words), store->path);
}

/* ---- statements -------------------------------------------------------------------------------------------------- */

/* Takes a prepared statement, without parameters yet. */
tp_status tp_sqlite_take(struct tp_store *store, enum tp_sqlite_statement which, sqlite3_stmt **out,
                         struct tp_diag *diag)
{
    int code = SQLITE_OK;

    if (!store->statements[which])
        code =
            sqlite3_prepare_v3(store->db, texts[which], -1, SQLITE_PREPARE_PERSISTENT, &store->statements[which], NULL);
    *out = store->statements[which];
    return code == SQLITE_OK ? TP_OK : tp_sqlite_fail(store, code, diag);
}

/* Takes one step. *ROW says whether there is a row to read. */
tp_status tp_sqlite_step(struct tp_store *store, sqlite3_stmt *statement, bool *row, struct tp_diag *diag)
{
    int code = sqlite3_step(statement);

    *row = code == SQLITE_ROW;
    return code == SQLITE_ROW || code == SQLITE_DONE ? TP_OK : tp_sqlite_fail(store, code, diag);
}

/* Frees what the statement holds: locks, and the caller's memory bound to it. */
void tp_sqlite_finish(sqlite3_stmt *statement)
{
    (void)sqlite3_reset(statement); /* repeats the code of the last step */
    (void)sqlite3_clear_bindings(statement);
}

/* Runs a bound statement to its end; *FIRST, which may be NULL, receives the first row's first column, else -1. */
tp_status tp_sqlite_run(struct tp_store *store, sqlite3_stmt *statement, int64_t *first, struct tp_diag *diag)
{
    bool row;
    tp_status status = tp_sqlite_step(store, statement, &row, diag);

    if (first)
        *first = row ? sqlite3_column_int64(statement, 0) : -1;
    while (status == TP_OK && row)
        status = tp_sqlite_step(store, statement, &row, diag);
    tp_sqlite_finish(statement);
    return status;
}

tp_status tp_sqlite_run_plain(struct tp_store *store, enum tp_sqlite_statement which, struct tp_diag *diag)
{
    sqlite3_stmt *statement;
    tp_status status = tp_sqlite_take(store, which, &statement, diag);

    return status == TP_OK ? tp_sqlite_run(store, statement, NULL, diag) : status;
}

static tp_status run_with_name(struct tp_store *store, enum tp_sqlite_statement which, const char *name, int64_t *first,
                               struct tp_diag *diag)
{
    sqlite3_stmt *statement;
    tp_status status = tp_sqlite_take(store, which, &statement, diag);

    if (status == TP_OK && sqlite3_bind_text(statement, 1, name, -1, SQLITE_STATIC) != SQLITE_OK)
        status = tp_sqlite_fail(store, sqlite3_errcode(store->db), diag);
    return status == TP_OK ? tp_sqlite_run(store, statement, first, diag) : status;
}

static tp_status execute(struct tp_store *store, const char *sql, struct tp_diag *diag)
{
    int code = sqlite3_exec(store->db, sql, NULL, NULL, NULL);

    return code == SQLITE_OK ? TP_OK : tp_sqlite_fail(store, code, diag);
}

/* After some failures, a full disk is one, SQLite undoes the whole transaction. What follows must not stand alone. */
tp_status tp_sqlite_begin_transaction(struct tp_store *store, struct tp_diag *diag)
{
    if (!store->together)
        return tp_sqlite_run_plain(store, TP_SQLITE_BEGIN, diag);
    if (sqlite3_get_autocommit(store->db))
        return fail_words(store, "the changes were undone after a failure of the database", diag);
    return tp_sqlite_run_plain(store, TP_SQLITE_BEGIN_INNER, diag);
}

static tp_status end_part(struct tp_store *store, tp_status status, struct tp_diag *diag)
{
    if (status == TP_OK)
        return tp_sqlite_run_plain(store, TP_SQLITE_COMMIT_INNER, diag);
    if (!sqlite3_get_autocommit(store->db) && tp_sqlite_run_plain(store, TP_SQLITE_ROLLBACK_INNER, NULL) == TP_OK)
        (void)!tp_sqlite_run_plain(store, TP_SQLITE_COMMIT_INNER, NULL);
    return status;
}

/* Commits when STATUS is TP_OK, else, or when that fails, rolls back. */
tp_status tp_sqlite_end_transaction(struct tp_store *store, tp_status status, struct tp_diag *diag)
{
    if (store->together)
        return end_part(store, status, diag);
    if (status == TP_OK)
        status = tp_sqlite_run_plain(store, TP_SQLITE_COMMIT, diag);
    if (status != TP_OK && !sqlite3_get_autocommit(store->db))
        (void)!tp_sqlite_run_plain(store, TP_SQLITE_ROLLBACK, NULL);
    return status;
}

/* ---- opening ----------------------------------------------------------------------------------------------------- */

static tp_status read_integer(struct tp_store *store, const char *sql, int64_t *out, struct tp_diag *diag)
{
    sqlite3_stmt *statement = NULL;
    int code = sqlite3_prepare_v2(store->db, sql, -1, &statement, NULL);
    bool row = false;
    tp_status status =
        code == SQLITE_OK ? tp_sqlite_step(store, statement, &row, diag) : tp_sqlite_fail(store, code, diag);

    *out = row ? sqlite3_column_int64(statement, 0) : 0;
    sqlite3_finalize(statement);
    return status;
}

/* quick_check gives one row "ok", or what is wrong. */
tp_status tp_store_check(struct tp_store *store, struct tp_diag *diag)
{
    sqlite3_stmt *statement = NULL;
    int code = sqlite3_prepare_v2(store->db, "PRAGMA quick_check(1)", -1, &statement, NULL);
    bool row = false;
    tp_status status =
        code == SQLITE_OK ? tp_sqlite_step(store, statement, &row, diag) : tp_sqlite_fail(store, code, diag);

    if (row && strcmp((const char *)sqlite3_column_text(statement, 0), "ok") != 0)
        status = tp_diag_in_file(
            diag, tp_fail(diag, TP_E_STORE, NULL, -1, "the database is damaged: %s", sqlite3_column_text(statement, 0)),
            store->path);
    sqlite3_finalize(statement);
    return status;
}

static tp_status migrate_once(struct tp_store *store, int64_t version, struct tp_diag *diag)
{
    char stamp[96];
    tp_status status = execute(store, migrations[version], diag);

    snprintf(stamp, sizeof stamp, "PRAGMA application_id = %d; PRAGMA user_version = %d", APPLICATION_ID,
             (int)version + 1);
    return status == TP_OK ? execute(store, stamp, diag) : status;
}

/* Brings the schema up to date. Only under the write lock is the version sure: another process may be at it too. */
static tp_status migrate(struct tp_store *store, struct tp_diag *diag)
{
    int64_t version = VERSION;
    tp_status status = tp_sqlite_run_plain(store, TP_SQLITE_BEGIN, diag);

    if (status != TP_OK)
        return status;
    status = read_integer(store, "PRAGMA user_version", &version, diag);
    for (; status == TP_OK && version < VERSION; version++)
        status = migrate_once(store, version, diag);
    return tp_sqlite_end_transaction(store, status, diag);
}

/* Who wrote the file, which version, and how many tables and indices it has, all at one moment: another process may be
 * making the same store. */
static tp_status read_head(struct tp_store *store, int64_t *application, int64_t *version, int64_t *tables,
                           struct tp_diag *diag)
{
    tp_status status = execute(store, "BEGIN", diag);

    if (status == TP_OK)
        status = read_integer(store, "PRAGMA application_id", application, diag);
    if (status == TP_OK)
        status = read_integer(store, "PRAGMA user_version", version, diag);
    if (status == TP_OK)
        status = read_integer(store, "SELECT count(*) FROM sqlite_schema", tables, diag);
    return tp_sqlite_end_transaction(store, status, diag);
}

/* Refuses what is not ours. A file without content is a store that was not finished: *VERSION is 0. */
static tp_status identify_file(struct tp_store *store, const struct tp_store_options *options, int64_t *version,
                               struct tp_diag *diag)
{
    int64_t application = 0, tables = 0;
    tp_status status = read_head(store, &application, version, &tables, diag);

    if (status != TP_OK)
        return status;
    if (application == 0 && *version == 0 && tables == 0)
        return options->create ? TP_OK : fail_words(store, "the file is empty, there is no repository in it", diag);
    if (application != APPLICATION_ID || *version < 1)
        return fail_words(store, "the database is not a Tenprint repository", diag);
    if (*version > VERSION)
        return tp_diag_in_file(diag,
                               tp_fail(diag, TP_E_STORE, NULL, -1,
                                       "the repository has schema version %lld, this program knows up to %d: use a "
                                       "newer program",
                                       (long long)*version, VERSION),
                               store->path);
    return options->unchecked && *version == VERSION ? TP_OK : tp_store_check(store, diag);
}

static tp_status prepare_database(struct tp_store *store, const struct tp_store_options *options, struct tp_diag *diag)
{
    int64_t version = 0;
    tp_status status;

    sqlite3_extended_result_codes(store->db, 1);
    store->busy_timeout_ms = options->busy_timeout_ms > 0 ? options->busy_timeout_ms : BUSY_TIMEOUT_DEFAULT_MS;
    sqlite3_busy_timeout(store->db, store->busy_timeout_ms);
    status = identify_file(store, options, &version, diag);
    if (status == TP_OK)
        status = execute(store,
                         "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;"
                         "PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY; PRAGMA trusted_schema = OFF",
                         diag);
    return status == TP_OK && version < VERSION ? migrate(store, diag) : status;
}

tp_status tp_store_open(const char *path, const struct tp_store_options *options, struct tp_store **out,
                        struct tp_diag *diag)
{
    struct tp_store *store;
    void *memory;
    int code;
    tp_status status = tp_alloc_zero(&memory, 1, sizeof *store, diag);

    *out = NULL;
    if (status != TP_OK)
        return status;
    store = memory;
    store->unclean = true; /* a crash may have left something */
    store->path = strdup(path);
    if (!options->create && access(path, F_OK) != 0) {
        status = fail_words(store, "there is no repository of this name", diag);
    } else {
        code = sqlite3_open_v2(path, &store->db,
                               SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | (options->create ? SQLITE_OPEN_CREATE : 0),
                               NULL);
        status = code == SQLITE_OK ? prepare_database(store, options, diag) : tp_sqlite_fail(store, code, diag);
    }
    if (status != TP_OK)
        tp_store_close(&store);
    *out = store;
    return status;
}

void tp_store_close(struct tp_store **slot)
{
    struct tp_store *store = *slot;

    if (!store)
        return;
    for (unsigned i = 0; i < TP_SQLITE_STATEMENTS; i++)
        sqlite3_finalize(store->statements[i]);
    for (unsigned i = 0; i < TP_SQLITE_QUERY_FORMS; i++)
        sqlite3_finalize(store->queries[i]);
    sqlite3_close(store->db);
    free(store->path);
    free(store);
    *slot = NULL;
}

/* ---- changes ----------------------------------------------------------------------------------------------------- */

static tp_status add_encounter(struct tp_store *store, int64_t subject, int64_t created_s, int64_t *encounter,
                               struct tp_diag *diag)
{
    sqlite3_stmt *statement;
    tp_status status = tp_sqlite_take(store, TP_SQLITE_ADD_ENCOUNTER, &statement, diag);

    if (status != TP_OK)
        return status;
    sqlite3_bind_int64(statement, 1, subject);
    sqlite3_bind_int64(statement, 2, created_s);
    return tp_sqlite_run(store, statement, encounter, diag);
}

static tp_status add_impression(struct tp_store *store, int64_t encounter, const struct tp_store_impression *impression,
                                struct tp_diag *diag)
{
    sqlite3_stmt *statement;
    int code;
    tp_status status = tp_sqlite_take(store, TP_SQLITE_ADD_IMPRESSION, &statement, diag);

    if (status != TP_OK)
        return status;
    sqlite3_bind_int64(statement, 1, encounter);
    sqlite3_bind_int64(statement, 2, impression->position);
    sqlite3_bind_int64(statement, 3, impression->quality);
    code = sqlite3_bind_blob64(statement, 4, impression->data, impression->size_bytes, SQLITE_STATIC);
    if (code != SQLITE_OK)
        return tp_sqlite_fail(store, code, diag);
    return tp_sqlite_run(store, statement, NULL, diag);
}

tp_status tp_store_enrol(struct tp_store *store, const char *subject, int64_t created_s,
                         const struct tp_store_impression *impressions, size_t count, struct tp_diag *diag)
{
    int64_t subject_id = -1, encounter = -1;
    tp_status status;

    if (subject[0] == '\0' || count == 0)
        return tp_fail(diag, TP_E_ARGUMENT, "subject", -1, "an enrolment needs a name and an impression");
    status = tp_sqlite_begin_transaction(store, diag);
    if (status != TP_OK)
        return status;
    status = run_with_name(store, TP_SQLITE_ADD_SUBJECT, subject, NULL, diag);
    if (status == TP_OK)
        status = run_with_name(store, TP_SQLITE_FIND_SUBJECT, subject, &subject_id, diag);
    if (status == TP_OK)
        status = add_encounter(store, subject_id, created_s, &encounter, diag);
    for (size_t i = 0; status == TP_OK && i < count; i++)
        status = add_impression(store, encounter, &impressions[i], diag);
    return tp_sqlite_end_transaction(store, status, diag);
}

/* Copies the log into the database and empties it. The busy timeout applies. */
tp_status tp_sqlite_truncate_log(struct tp_store *store, const char *subject, struct tp_diag *diag)
{
    int code;

    store->unclean = true;
    if (store->together)
        return TP_OK;
    code = sqlite3_wal_checkpoint_v2(store->db, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
    store->unclean = code != SQLITE_OK;
    if (code == SQLITE_OK)
        return TP_OK;
    return tp_diag_in_file(diag,
                           tp_fail(diag, status_for(code), NULL, -1,
                                   "%s is deleted, but its bytes stay in the log until the next deletion or "
                                   "the end of the last program that uses it: %s",
                                   subject, words_for(code)),
                           store->path);
}

tp_status tp_store_delete(struct tp_store *store, const char *subject, bool *deleted, struct tp_diag *diag)
{
    int64_t id = -1;
    tp_status status = tp_sqlite_begin_transaction(store, diag);

    if (deleted)
        *deleted = false;
    if (status != TP_OK)
        return status;
    status = run_with_name(store, TP_SQLITE_DELETE_SUBJECT, subject, &id, diag);
    if (status == TP_OK && id < 0)
        status = tp_diag_in_file(diag, tp_fail(diag, TP_E_NOT_FOUND, NULL, -1, "there is no subject %s", subject),
                                 store->path);
    status = tp_sqlite_end_transaction(store, status, diag);
    if (status != TP_OK)
        return status;
    if (deleted)
        *deleted = true;
    return tp_sqlite_truncate_log(store, subject, diag);
}

/* ---- reading ----------------------------------------------------------------------------------------------------- */

tp_status tp_store_count(struct tp_store *store, struct tp_store_counts *out, struct tp_diag *diag)
{
    sqlite3_stmt *statement;
    bool row = false;
    tp_status status = tp_sqlite_take(store, TP_SQLITE_COUNT, &statement, diag);

    memset(out, 0, sizeof *out);
    if (status != TP_OK)
        return status;
    status = tp_sqlite_step(store, statement, &row, diag);
    if (row) {
        out->subjects = (uint64_t)sqlite3_column_int64(statement, 0);
        out->encounters = (uint64_t)sqlite3_column_int64(statement, 1);
        out->impressions = (uint64_t)sqlite3_column_int64(statement, 2);
    }
    tp_sqlite_finish(statement);
    return status;
}

struct tp_store_row tp_sqlite_read_row(sqlite3_stmt *statement)
{
    return (struct tp_store_row){
        .subject = (const char *)sqlite3_column_text(statement, 0),
        .encounter = sqlite3_column_int64(statement, 1),
        .created_s = sqlite3_column_int64(statement, 2),
        .impression = {.position = (uint8_t)sqlite3_column_int(statement, 3),
                       .quality = (uint8_t)sqlite3_column_int(statement, 4),
                       .data = sqlite3_column_blob(statement, 5),
                       .size_bytes = (size_t)sqlite3_column_bytes(statement, 5)},
    };
}

tp_status tp_store_each(struct tp_store *store, const char *subject, tp_store_visit_fn *visit, void *context,
                        struct tp_diag *diag)
{
    sqlite3_stmt *statement;
    bool row = true;
    tp_status status = tp_sqlite_take(store, subject ? TP_SQLITE_EACH_OF_SUBJECT : TP_SQLITE_EACH, &statement, diag);

    if (status != TP_OK)
        return status;
    if (subject)
        sqlite3_bind_text(statement, 1, subject, -1, SQLITE_STATIC);
    while (status == TP_OK && (status = tp_sqlite_step(store, statement, &row, diag)) == TP_OK && row) {
        struct tp_store_row found = tp_sqlite_read_row(statement);
        status = found.subject ? visit(context, &found, diag) : tp_sqlite_fail(store, SQLITE_NOMEM, diag);
    }
    tp_sqlite_finish(statement);
    return status;
}
