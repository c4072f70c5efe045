/* SPDX-License-Identifier: Apache-2.0 */
/* Records in the SQLite store, and several changes as one. A query has any of six conditions; each of their
 * combinations is a statement of its own, so that each uses the index that fits it. */
#include <stdio.h>
#include <string.h>

#include "store/sqlite.h"

enum {
    BY_NAME = 1,
    BY_STATE = 2,
    BY_LINK = 4,
    BY_DUE = 8,
    NEWEST_FIRST = 16,
    BEYOND = 32,
    COUNT_ONLY = 64,
    QUERY_MAX = 512, /* bytes */
    CLEAN_PATIENCE_MS = 250,
    CLEAN_EVERY_S = 10
};

/* ---- several changes as one -------------------------------------------------------------------------------------- */

tp_status tp_store_begin(struct tp_store *store, struct tp_diag *diag)
{
    tp_status status;

    TP_ASSERT(!store->together);
    status = tp_sqlite_begin_transaction(store, diag);
    store->together = status == TP_OK;
    return status;
}

/* A long reader, a backup for instance, is not waited for again and again. */
static void clean_now_and_then(struct tp_store *store)
{
    int64_t now_ns = tp_clock_monotonic_ns();

    if (store->cleaned_ns > 0 && now_ns < store->cleaned_ns + CLEAN_EVERY_S * INT64_C(1000000000))
        return;
    store->cleaned_ns = tp_store_clean(store, NULL) == TP_OK ? 0 : tp_clock_monotonic_ns();
}

/* The log is emptied only after the commit; that it could not be is no failure of the changes. */
tp_status tp_store_end(struct tp_store *store, tp_status status, struct tp_diag *diag)
{
    TP_ASSERT(store->together);
    store->together = false;
    status = tp_sqlite_end_transaction(store, status, diag);
    if (status == TP_OK && store->unclean)
        clean_now_and_then(store);
    return status;
}

tp_status tp_store_clean(struct tp_store *store, struct tp_diag *diag)
{
    tp_status status;

    if (!store->unclean)
        return TP_OK;
    sqlite3_busy_timeout(store->db, TP_MIN(store->busy_timeout_ms, (int)CLEAN_PATIENCE_MS));
    status = tp_sqlite_truncate_log(store, "what was deleted", diag);
    sqlite3_busy_timeout(store->db, store->busy_timeout_ms);
    return status;
}

/* ---- changing ---------------------------------------------------------------------------------------------------- */

static tp_status fail_record(const struct tp_store *store, tp_status status, const char *kind, const char *name,
                             const char *words, struct tp_diag *diag)
{
    return tp_diag_in_file(diag, tp_fail(diag, status, kind, -1, "%s: %s", name, words), store->path);
}

/* The index of parameter $NUMBER. */
static int place(sqlite3_stmt *statement, unsigned number)
{
    const char name[] = {'$', (char)('0' + number), '\0'};

    return sqlite3_bind_parameter_index(statement, name);
}

static tp_status bind_name(struct tp_store *store, sqlite3_stmt *statement, const char *kind, const char *name,
                           struct tp_diag *diag)
{
    int code = sqlite3_bind_text(statement, place(statement, 1), kind, -1, SQLITE_STATIC);

    if (code == SQLITE_OK)
        code = sqlite3_bind_text(statement, place(statement, 2), name, -1, SQLITE_STATIC);
    return code == SQLITE_OK ? TP_OK : tp_sqlite_fail(store, code, diag);
}

static tp_status bind_record(struct tp_store *store, sqlite3_stmt *statement, const struct tp_store_record *record,
                             struct tp_diag *diag)
{
    tp_status status = bind_name(store, statement, record->kind, record->name, diag);
    int code;

    if (status != TP_OK)
        return status;
    sqlite3_bind_text(statement, place(statement, 3), record->state, -1, SQLITE_STATIC);
    sqlite3_bind_text(statement, place(statement, 4), record->link, -1, SQLITE_STATIC);
    sqlite3_bind_int64(statement, place(statement, 5), record->due_s);
    code = sqlite3_bind_blob64(statement, place(statement, 6), record->size_bytes ? record->data : "",
                               record->size_bytes, SQLITE_STATIC);
    if (code == SQLITE_OK && record->revision > 0)
        code = sqlite3_bind_int64(statement, place(statement, 7), record->revision);
    return code == SQLITE_OK ? TP_OK : tp_sqlite_fail(store, code, diag);
}

/* Why no row was changed. */
static tp_status explain(struct tp_store *store, const struct tp_store_record *record, struct tp_diag *diag)
{
    sqlite3_stmt *statement;
    int64_t revision = -1;
    tp_status status;

    if (record->revision == 0)
        return fail_record(store, TP_E_EXISTS, record->kind, record->name, "there is one already", diag);
    status = tp_sqlite_take(store, TP_SQLITE_REVISION_OF_RECORD, &statement, diag);
    if (status == TP_OK)
        status = bind_name(store, statement, record->kind, record->name, diag);
    if (status == TP_OK)
        status = tp_sqlite_run(store, statement, &revision, diag);
    if (status != TP_OK)
        return status;
    return revision < 0 ? fail_record(store, TP_E_NOT_FOUND, record->kind, record->name, "there is none", diag)
                        : fail_record(store, TP_E_CONFLICT, record->kind, record->name,
                                      "it was changed by another since it was read", diag);
}

static tp_status write_record(struct tp_store *store, const struct tp_store_record *record, struct tp_diag *diag)
{
    sqlite3_stmt *statement;
    int64_t id = -1;
    tp_status status =
        tp_sqlite_take(store, record->revision == 0 ? TP_SQLITE_ADD_RECORD : TP_SQLITE_CHANGE_RECORD, &statement, diag);

    if (status == TP_OK)
        status = bind_record(store, statement, record, diag);
    if (status == TP_OK)
        status = tp_sqlite_run(store, statement, &id, diag);
    return status == TP_OK && id < 0 ? explain(store, record, diag) : status;
}

tp_status tp_store_record_put(struct tp_store *store, const struct tp_store_record *record, struct tp_diag *diag)
{
    tp_status status;

    if (record->kind[0] == '\0' || record->name[0] == '\0' || record->revision < 0)
        return tp_fail(diag, TP_E_ARGUMENT, "record", -1, "a record needs a kind and a name");
    status = tp_sqlite_begin_transaction(store, diag);
    return status == TP_OK ? tp_sqlite_end_transaction(store, write_record(store, record, diag), diag) : status;
}

static tp_status drop_record(struct tp_store *store, const char *kind, const char *name, struct tp_diag *diag)
{
    sqlite3_stmt *statement;
    int64_t id = -1;
    tp_status status = tp_sqlite_take(store, TP_SQLITE_DROP_RECORD, &statement, diag);

    if (status == TP_OK)
        status = bind_name(store, statement, kind, name, diag);
    if (status == TP_OK)
        status = tp_sqlite_run(store, statement, &id, diag);
    return status == TP_OK && id < 0 ? fail_record(store, TP_E_NOT_FOUND, kind, name, "there is none", diag) : status;
}

tp_status tp_store_record_drop(struct tp_store *store, const char *kind, const char *name, struct tp_diag *diag)
{
    tp_status status = tp_sqlite_begin_transaction(store, diag);

    if (status != TP_OK)
        return status;
    status = tp_sqlite_end_transaction(store, drop_record(store, kind, name, diag), diag);
    return status == TP_OK ? tp_sqlite_truncate_log(store, name, diag) : status;
}

/* ---- queries ----------------------------------------------------------------------------------------------------- */

static unsigned form_of(const struct tp_store_query *query, bool count_only)
{
    return (query->name ? BY_NAME : 0u) | (query->state ? BY_STATE : 0u) | (query->link ? BY_LINK : 0u) |
           (query->due_until_s != TP_STORE_NEVER ? BY_DUE : 0u) | (query->newest_first ? NEWEST_FIRST : 0u) |
           (query->beyond_id != 0 ? BEYOND : 0u) | (count_only ? COUNT_ONLY : 0u);
}

/* The index that finds least: without statistics SQLite cannot know that a link has few records and a state may have
 * nearly all. Each of them has the ids in their order. */
static const char *index_of(unsigned form)
{
    if (form & BY_NAME)
        return "";
    if (form & BY_LINK)
        return " INDEXED BY records_by_link";
    if (form & BY_DUE)
        return " INDEXED BY records_by_due";
    return form & BY_STATE ? " INDEXED BY records_by_state" : " INDEXED BY records_by_kind";
}

/* The text of a form, its parameters in the order in which bind_query gives them. */
static void write_query(unsigned form, char out[QUERY_MAX])
{
    const char *direction = form & NEWEST_FIRST ? " DESC" : "";
    unsigned next = 2;
    size_t length = (size_t)snprintf(out, QUERY_MAX, "SELECT %s FROM records%s WHERE kind = $1",
                                     form & COUNT_ONLY ? "count(*)" : "name, state, link, due_s, revision, id, content",
                                     index_of(form));
    static const struct {
        unsigned bit;
        const char *column;
    } conditions[] = {{BY_NAME, "name ="}, {BY_STATE, "state ="}, {BY_LINK, "link ="}, {BY_DUE, "due_s <="}};

    for (size_t i = 0; i < TP_ARRAY_LENGTH(conditions); i++)
        if (form & conditions[i].bit)
            length += (size_t)snprintf(out + length, QUERY_MAX - length, " AND %s $%u", conditions[i].column, next++);
    if (form & BEYOND)
        length += (size_t)snprintf(out + length, QUERY_MAX - length, " AND id %c $%u", form & NEWEST_FIRST ? '<' : '>',
                                   next++);
    if (!(form & COUNT_ONLY))
        length += (size_t)snprintf(out + length, QUERY_MAX - length, " ORDER BY %sid%s LIMIT $%u",
                                   form & BY_DUE ? "due_s, " : "", direction, next);
    TP_ASSERT(length < QUERY_MAX);
}

static tp_status take_query(struct tp_store *store, unsigned form, sqlite3_stmt **out, struct tp_diag *diag)
{
    char text[QUERY_MAX];
    int code = SQLITE_OK;

    if (!store->queries[form]) {
        write_query(form, text);
        code = sqlite3_prepare_v3(store->db, text, -1, SQLITE_PREPARE_PERSISTENT, &store->queries[form], NULL);
    }
    *out = store->queries[form];
    return code == SQLITE_OK ? TP_OK : tp_sqlite_fail(store, code, diag);
}

static tp_status bind_query(struct tp_store *store, sqlite3_stmt *statement, unsigned form,
                            const struct tp_store_query *query, struct tp_diag *diag)
{
    const char *const texts[] = {query->kind, query->name, query->state, query->link};
    int next = 1, code = SQLITE_OK;

    for (size_t i = 0; code == SQLITE_OK && i < TP_ARRAY_LENGTH(texts); i++)
        if (texts[i])
            code = sqlite3_bind_text(statement, next++, texts[i], -1, SQLITE_STATIC);
    if (code == SQLITE_OK && form & BY_DUE)
        code = sqlite3_bind_int64(statement, next++, query->due_until_s);
    if (code == SQLITE_OK && form & BEYOND)
        code = sqlite3_bind_int64(statement, next++, query->beyond_id);
    if (code == SQLITE_OK && !(form & COUNT_ONLY))
        code = sqlite3_bind_int64(statement, next,
                                  query->limit > 0 && query->limit < INT32_MAX ? (int64_t)query->limit : -1);
    return code == SQLITE_OK ? TP_OK : tp_sqlite_fail(store, code, diag);
}

static struct tp_store_record read_record(sqlite3_stmt *statement, const char *kind)
{
    return (struct tp_store_record){
        .kind = kind,
        .name = (const char *)sqlite3_column_text(statement, 0),
        .state = (const char *)sqlite3_column_text(statement, 1),
        .link = (const char *)sqlite3_column_text(statement, 2),
        .due_s = sqlite3_column_int64(statement, 3),
        .revision = sqlite3_column_int64(statement, 4),
        .id = sqlite3_column_int64(statement, 5),
        .data = sqlite3_column_blob(statement, 6),
        .size_bytes = (size_t)sqlite3_column_bytes(statement, 6),
    };
}

tp_status tp_store_records(struct tp_store *store, const struct tp_store_query *query, tp_store_record_fn *visit,
                           void *context, struct tp_diag *diag)
{
    unsigned form = form_of(query, false);
    sqlite3_stmt *statement;
    bool row = true;
    tp_status status = take_query(store, form, &statement, diag);

    if (status == TP_OK)
        status = bind_query(store, statement, form, query, diag);
    if (status != TP_OK)
        return status;
    while (status == TP_OK && (status = tp_sqlite_step(store, statement, &row, diag)) == TP_OK && row) {
        struct tp_store_record found = read_record(statement, query->kind);

        status = found.name && found.state && found.link ? visit(context, &found, diag)
                                                         : tp_sqlite_fail(store, SQLITE_NOMEM, diag);
    }
    tp_sqlite_finish(statement);
    return status;
}

tp_status tp_store_record_count(struct tp_store *store, const struct tp_store_query *query, uint64_t *out,
                                struct tp_diag *diag)
{
    unsigned form = form_of(query, true);
    int64_t count = 0;
    sqlite3_stmt *statement;
    tp_status status = take_query(store, form, &statement, diag);

    if (status == TP_OK)
        status = bind_query(store, statement, form, query, diag);
    if (status == TP_OK)
        status = tp_sqlite_run(store, statement, &count, diag);
    *out = status == TP_OK && count > 0 ? (uint64_t)count : 0;
    return status;
}
