/* SPDX-License-Identifier: Apache-2.0 */
/* Documents in the SQLite store. */
#include <stdlib.h>
#include <string.h>

#include "store/sqlite.h"

static tp_status bind(struct tp_store *store, sqlite3_stmt *statement, const char *kind, const char *name,
                      struct tp_diag *diag)
{
    int code = sqlite3_bind_text(statement, 1, kind, -1, SQLITE_STATIC);

    if (code == SQLITE_OK && name)
        code = sqlite3_bind_text(statement, 2, name, -1, SQLITE_STATIC);
    return code == SQLITE_OK ? TP_OK : tp_sqlite_fail(store, code, diag);
}

static tp_status put_one(struct tp_store *store, const struct tp_store_document *document, struct tp_diag *diag)
{
    sqlite3_stmt *statement;
    int64_t id = -1;
    int code;
    tp_status status = tp_sqlite_take(store, TP_SQLITE_PUT_DOCUMENT, &statement, diag);

    if (status == TP_OK)
        status = bind(store, statement, document->kind, document->name, diag);
    if (status != TP_OK)
        return status;
    sqlite3_bind_int64(statement, 3, document->time_s);
    code = sqlite3_bind_blob64(statement, 4, document->size_bytes ? document->data : "", document->size_bytes,
                               SQLITE_STATIC);
    if (code != SQLITE_OK)
        return tp_sqlite_fail(store, code, diag);
    status = tp_sqlite_run(store, statement, &id, diag);
    if (status == TP_OK && id < 0)
        return tp_diag_in_file(
            diag, tp_fail(diag, TP_E_EXISTS, document->kind, -1, "there is %s already", document->name), store->path);
    return status;
}

/* True when all went well; trouble leaves the transaction as it is, for the end. */
static tp_status drop_one(struct tp_store *store, const char *kind, const char *name, struct tp_diag *diag)
{
    sqlite3_stmt *statement;
    int64_t id = -1;
    tp_status status = tp_sqlite_take(store, TP_SQLITE_DROP_DOCUMENT, &statement, diag);

    if (status == TP_OK)
        status = bind(store, statement, kind, name, diag);
    if (status == TP_OK)
        status = tp_sqlite_run(store, statement, &id, diag);
    if (status == TP_OK && id < 0)
        return tp_diag_in_file(diag, tp_fail(diag, TP_E_NOT_FOUND, kind, -1, "there is no %s", name), store->path);
    return status;
}

tp_status tp_store_put(struct tp_store *store, const struct tp_store_document *documents, size_t count,
                       struct tp_diag *diag)
{
    tp_status status = tp_sqlite_begin_transaction(store, diag);

    if (status != TP_OK)
        return status;
    for (size_t i = 0; status == TP_OK && i < count; i++)
        status = put_one(store, &documents[i], diag);
    return tp_sqlite_end_transaction(store, status, diag);
}

tp_status tp_store_drop(struct tp_store *store, const char *kind, const char *name, struct tp_diag *diag)
{
    tp_status status = tp_sqlite_begin_transaction(store, diag);

    if (status != TP_OK)
        return status;
    status = tp_sqlite_end_transaction(store, drop_one(store, kind, name, diag), diag);
    return status == TP_OK ? tp_sqlite_truncate_log(store, name, diag) : status;
}

static struct tp_store_document read_document(sqlite3_stmt *statement, const char *kind)
{
    return (struct tp_store_document){
        .kind = kind,
        .name = (const char *)sqlite3_column_text(statement, 0),
        .time_s = sqlite3_column_int64(statement, 1),
        .data = sqlite3_column_blob(statement, 2),
        .size_bytes = (size_t)sqlite3_column_bytes(statement, 2),
    };
}

static tp_status copy_content(const struct tp_store_document *found, uint8_t **data, size_t *size_bytes,
                              struct tp_diag *diag)
{
    void *memory;
    tp_status status = tp_alloc(&memory, found->size_bytes + 1, 1, diag);

    if (status != TP_OK)
        return status;
    *data = memory;
    *size_bytes = found->size_bytes;
    if (found->size_bytes > 0)
        memcpy(*data, found->data, found->size_bytes);
    (*data)[found->size_bytes] = 0;
    return TP_OK;
}

tp_status tp_store_get(struct tp_store *store, const char *kind, const char *name, uint8_t **data, size_t *size_bytes,
                       struct tp_diag *diag)
{
    sqlite3_stmt *statement;
    bool row = false;
    tp_status status = tp_sqlite_take(store, TP_SQLITE_GET_DOCUMENT, &statement, diag);

    *data = NULL;
    *size_bytes = 0;
    if (status == TP_OK)
        status = bind(store, statement, kind, name, diag);
    if (status != TP_OK)
        return status;
    status = tp_sqlite_step(store, statement, &row, diag);
    if (row) {
        struct tp_store_document found = read_document(statement, kind);
        status = copy_content(&found, data, size_bytes, diag);
    } else if (status == TP_OK) {
        status = tp_diag_in_file(diag, tp_fail(diag, TP_E_NOT_FOUND, kind, -1, "there is no %s", name), store->path);
    }
    tp_sqlite_finish(statement);
    return status;
}

tp_status tp_store_each_document(struct tp_store *store, const char *kind, tp_store_document_fn *visit, void *context,
                                 struct tp_diag *diag)
{
    sqlite3_stmt *statement;
    bool row = true;
    tp_status status = tp_sqlite_take(store, TP_SQLITE_EACH_DOCUMENT, &statement, diag);

    if (status == TP_OK)
        status = bind(store, statement, kind, NULL, diag);
    if (status != TP_OK)
        return status;
    while (status == TP_OK && (status = tp_sqlite_step(store, statement, &row, diag)) == TP_OK && row) {
        struct tp_store_document found = read_document(statement, kind);
        status = found.name ? visit(context, &found, diag) : tp_sqlite_fail(store, SQLITE_NOMEM, diag);
    }
    tp_sqlite_finish(statement);
    return status;
}
