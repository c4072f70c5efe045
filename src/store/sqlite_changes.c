/* SPDX-License-Identifier: Apache-2.0 */
/* What changed in the SQLite store, and since when: triggers give each change a number and a token. */
#include <string.h>

#include "store/sqlite.h"

tp_status tp_store_now(struct tp_store *store, struct tp_store_moment *out, struct tp_diag *diag)
{
    sqlite3_stmt *statement;
    bool row = false;
    tp_status status = tp_sqlite_take(store, TP_SQLITE_MOMENT, &statement, diag);

    memset(out, 0, sizeof *out);
    if (status != TP_OK)
        return status;
    status = tp_sqlite_step(store, statement, &row, diag);
    if (row && sqlite3_column_bytes(statement, 0) == (int)sizeof out->identity) {
        memcpy(out->identity, sqlite3_column_blob(statement, 0), sizeof out->identity);
        out->change = sqlite3_column_int64(statement, 1);
        out->token = sqlite3_column_int64(statement, 2);
        out->encounter = sqlite3_column_int64(statement, 3);
    } else if (status == TP_OK) {
        status = tp_sqlite_fail(store, SQLITE_CORRUPT, diag);
    }
    tp_sqlite_finish(statement);
    return status;
}

tp_status tp_store_count_since(struct tp_store *store, const struct tp_store_moment *moment, struct tp_store_since *out,
                               struct tp_diag *diag)
{
    sqlite3_stmt *statement;
    bool row = false;
    tp_status status = tp_sqlite_take(store, TP_SQLITE_SINCE, &statement, diag);

    memset(out, 0, sizeof *out);
    if (status != TP_OK)
        return status;
    sqlite3_bind_blob(statement, 1, moment->identity, sizeof moment->identity, SQLITE_STATIC);
    sqlite3_bind_int64(statement, 2, moment->change);
    sqlite3_bind_int64(statement, 3, moment->token);
    status = tp_sqlite_step(store, statement, &row, diag);
    if (row) {
        out->known = sqlite3_column_int64(statement, 0) > 0;
        out->enrolments = (uint64_t)sqlite3_column_int64(statement, 1);
        out->deletions = (uint64_t)sqlite3_column_int64(statement, 2);
    }
    tp_sqlite_finish(statement);
    return status;
}

tp_status tp_store_each_since(struct tp_store *store, const struct tp_store_moment *moment, tp_store_visit_fn *visit,
                              void *context, struct tp_diag *diag)
{
    sqlite3_stmt *statement;
    bool row = true;
    tp_status status = tp_sqlite_take(store, TP_SQLITE_EACH_SINCE, &statement, diag);

    if (status != TP_OK)
        return status;
    sqlite3_bind_int64(statement, 1, moment->encounter);
    while (status == TP_OK && (status = tp_sqlite_step(store, statement, &row, diag)) == TP_OK && row) {
        struct tp_store_row found = tp_sqlite_read_row(statement);

        status = found.subject ? visit(context, &found, diag) : tp_sqlite_fail(store, SQLITE_NOMEM, diag);
    }
    tp_sqlite_finish(statement);
    return status;
}

tp_status tp_store_each_subject(struct tp_store *store, const struct tp_store_moment *moment,
                                tp_store_subject_fn *visit, void *context, struct tp_diag *diag)
{
    sqlite3_stmt *statement;
    bool row = true;
    tp_status status = tp_sqlite_take(store, TP_SQLITE_EACH_SUBJECT, &statement, diag);

    if (status != TP_OK)
        return status;
    sqlite3_bind_int64(statement, 1, moment->encounter);
    while (status == TP_OK && (status = tp_sqlite_step(store, statement, &row, diag)) == TP_OK && row) {
        const char *name = (const char *)sqlite3_column_text(statement, 0);

        status = name ? visit(context, name, diag) : tp_sqlite_fail(store, SQLITE_NOMEM, diag);
    }
    tp_sqlite_finish(statement);
    return status;
}

tp_status tp_store_had_subject(struct tp_store *store, const struct tp_store_moment *moment, const char *subject,
                               bool *out, struct tp_diag *diag)
{
    sqlite3_stmt *statement;
    tp_status status = tp_sqlite_take(store, TP_SQLITE_HAD_SUBJECT, &statement, diag);

    *out = false;
    if (status != TP_OK)
        return status;
    sqlite3_bind_int64(statement, 1, moment->encounter);
    sqlite3_bind_text(statement, 2, subject, -1, SQLITE_STATIC);
    status = tp_sqlite_step(store, statement, out, diag);
    tp_sqlite_finish(statement);
    return status;
}

tp_status tp_store_read_begin(struct tp_store *store, struct tp_diag *diag)
{
    return store->together ? TP_OK : tp_sqlite_run_plain(store, TP_SQLITE_READ, diag);
}

void tp_store_read_end(struct tp_store *store)
{
    if (!store->together)
        (void)!tp_sqlite_end_transaction(store, TP_OK, NULL); /* there is nothing that could be lost */
}
