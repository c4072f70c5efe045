/* SPDX-License-Identifier: Apache-2.0 */
/* A copy of a SQLite store that others are using. */
#include <unistd.h>

#include "store/sqlite.h"

/* VACUUM INTO writes what one moment has, without the pages that are free. */
static tp_status vacuum_into(struct tp_store *store, const char *to, struct tp_diag *diag)
{
    sqlite3_stmt *statement = NULL;
    bool row;
    int code = sqlite3_prepare_v2(store->db, "VACUUM INTO $1", -1, &statement, NULL);
    tp_status status;

    if (code == SQLITE_OK)
        code = sqlite3_bind_text(statement, 1, to, -1, SQLITE_STATIC);
    status = code == SQLITE_OK ? tp_sqlite_step(store, statement, &row, diag) : tp_sqlite_fail(store, code, diag);
    sqlite3_finalize(statement);
    return status;
}

tp_status tp_store_copy(const char *path, const char *to, struct tp_diag *diag)
{
    const struct tp_store_options options = {.unchecked = true};
    struct tp_store *store;
    tp_status status;

    if (access(to, F_OK) == 0)
        return tp_diag_in_file(diag, tp_fail(diag, TP_E_EXISTS, NULL, -1, "there is a file of this name"), to);
    status = tp_store_open(path, &options, &store, diag);
    if (status != TP_OK)
        return status;
    status = vacuum_into(store, to, diag);
    tp_store_close(&store);
    if (status != TP_OK)
        unlink(to);
    return status;
}
