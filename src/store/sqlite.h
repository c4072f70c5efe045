/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of the SQLite backend share. */
#ifndef TP_STORE_SQLITE_H
#define TP_STORE_SQLITE_H

#include <sqlite3.h>

#include "base/base.h"
#include "store/store.h"

/* Statements, with $n as n-th parameter in order of appearance, so that the text also serves PostgreSQL. */
enum tp_sqlite_statement {
    TP_SQLITE_BEGIN,
    TP_SQLITE_COMMIT,
    TP_SQLITE_ROLLBACK,
    TP_SQLITE_BEGIN_INNER,
    TP_SQLITE_COMMIT_INNER,
    TP_SQLITE_ROLLBACK_INNER,
    TP_SQLITE_ADD_SUBJECT,
    TP_SQLITE_FIND_SUBJECT,
    TP_SQLITE_ADD_ENCOUNTER,
    TP_SQLITE_ADD_IMPRESSION,
    TP_SQLITE_DELETE_SUBJECT,
    TP_SQLITE_COUNT,
    TP_SQLITE_EACH,
    TP_SQLITE_EACH_OF_SUBJECT,
    TP_SQLITE_PUT_DOCUMENT,
    TP_SQLITE_GET_DOCUMENT,
    TP_SQLITE_DROP_DOCUMENT,
    TP_SQLITE_EACH_DOCUMENT,
    TP_SQLITE_READ,
    TP_SQLITE_MOMENT,
    TP_SQLITE_SINCE,
    TP_SQLITE_EACH_SINCE,
    TP_SQLITE_EACH_SUBJECT,
    TP_SQLITE_HAD_SUBJECT,
    TP_SQLITE_ADD_RECORD,
    TP_SQLITE_CHANGE_RECORD,
    TP_SQLITE_REVISION_OF_RECORD,
    TP_SQLITE_DROP_RECORD,
    TP_SQLITE_STATEMENTS
};

/* Which conditions a query of records has, as bits; each form is a statement of its own. */
enum { TP_SQLITE_QUERY_FORMS = 128 };

struct tp_store {
    sqlite3 *db;
    sqlite3_stmt *statements[TP_SQLITE_STATEMENTS];
    sqlite3_stmt *queries[TP_SQLITE_QUERY_FORMS];
    char *path; /* owned */
    int busy_timeout_ms;
    bool together;      /* between tp_store_begin and tp_store_end */
    bool unclean;       /* the log holds bytes that were deleted in a transaction */
    int64_t cleaned_ns; /* when emptying the log failed last; 0: it did not */
};

/* What CODE means, with the status and words for it. */
TP_NODISCARD tp_status tp_sqlite_fail(const struct tp_store *store, int code, struct tp_diag *diag);

/* A prepared statement, without parameters yet; one step of it (*ROW: there is a row to read); letting go of what it
 * holds: locks, and the caller's memory bound to it. */
TP_NODISCARD tp_status tp_sqlite_take(struct tp_store *store, enum tp_sqlite_statement which, sqlite3_stmt **out,
                                      struct tp_diag *diag);
TP_NODISCARD tp_status tp_sqlite_step(struct tp_store *store, sqlite3_stmt *statement, bool *row, struct tp_diag *diag);
void tp_sqlite_finish(sqlite3_stmt *statement);

/* Runs a bound statement to its end; *FIRST, which may be NULL, receives the first row's first column, else -1. */
TP_NODISCARD tp_status tp_sqlite_run(struct tp_store *store, sqlite3_stmt *statement, int64_t *first,
                                     struct tp_diag *diag);
TP_NODISCARD tp_status tp_sqlite_run_plain(struct tp_store *store, enum tp_sqlite_statement which,
                                           struct tp_diag *diag);

/* The row that a statement of impressions stands on. */
struct tp_store_row tp_sqlite_read_row(sqlite3_stmt *statement);

/* A change, all or nothing: a transaction of its own, or a part of the one that the caller began. The end commits when
 * STATUS is TP_OK, else, or when that fails, rolls back. */
TP_NODISCARD tp_status tp_sqlite_begin_transaction(struct tp_store *store, struct tp_diag *diag);
TP_NODISCARD tp_status tp_sqlite_end_transaction(struct tp_store *store, tp_status status, struct tp_diag *diag);

/* Copies the log into the database and empties it, so that what was deleted stands in no file. The busy timeout
 * applies. NAME is what was deleted. In a caller's transaction that is left to its end. */
TP_NODISCARD tp_status tp_sqlite_truncate_log(struct tp_store *store, const char *name, struct tp_diag *diag);

#endif
