/* SPDX-License-Identifier: Apache-2.0 */
/* Lists of records, newest first, in pages: ?before=ID&limit=N. */
#ifndef TP_API_LIST_H
#define TP_API_LIST_H

#include "exchange/exchange.h"

enum { TP_LIST_LIMIT = 50, TP_LIST_LIMIT_MAX = 200, TP_LIST_LINK_MAX = 128 };
/* Adds ENTRY to the open list, or nothing. */
typedef tp_status tp_list_write_fn(struct tp_exchange *exchange, const struct tp_entry *entry, struct tp_json *json,
                                   struct tp_diag *diag);
struct tp_list {
    const char *key;
    struct tp_store_query query; /* kind, state and link; the rest is filled in */
    const char *by;              /* the parameter that the link is from; NULL without one */
    tp_list_write_fn *write;     /* NULL: the content as it is kept */
};
/* {KEY: [...], "next": ID}: what to give as `before` for the page after this one; absent on the last. */
TP_NODISCARD tp_status tp_list_write(struct tp_exchange *exchange, struct tp_call *call, const struct tp_list *list,
                                     struct tp_diag *diag);

#endif
