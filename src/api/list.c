/* SPDX-License-Identifier: Apache-2.0 */
/* Pages of records. A page's end is known by asking for one more. */
#include "api/list.h"

#include <stdio.h>
#include <string.h>

#include "api/input.h"

struct page {
    struct tp_exchange *exchange;
    const struct tp_list *list;
    struct tp_json *json;
    size_t left;
    int64_t last_id;
    bool more;
};

static tp_status add(void *context, const struct tp_entry *entry, struct tp_diag *diag)
{
    struct page *page = context;

    if (page->left == 0) {
        page->more = true;
        return TP_OK;
    }
    page->left--;
    page->last_id = entry->id;
    if (page->list->write)
        return page->list->write(page->exchange, entry, page->json, diag);
    tp_json_copy(page->json, NULL, tp_json_root(entry->content));
    return TP_OK;
}

tp_status tp_list_write(struct tp_exchange *exchange, struct tp_call *call, const struct tp_list *list,
                        struct tp_diag *diag)
{
    struct tp_store_query query = list->query;
    struct page page = {.exchange = exchange, .list = list, .json = call->reply};
    int64_t limit = 0;
    tp_status status =
        tp_input_number(call->query(call, "limit"), "limit", TP_LIST_LIMIT_MAX, TP_LIST_LIMIT, &limit, diag);

    if (status == TP_OK && query.link && strlen(query.link) > TP_LIST_LINK_MAX)
        status = tp_fail(diag, TP_E_ARGUMENT, list->by, -1, "has at most %d bytes", TP_LIST_LINK_MAX);
    if (status == TP_OK)
        status = tp_input_number(call->query(call, "before"), "before", INT64_MAX / 2, 0, &query.beyond_id, diag);
    if (status != TP_OK)
        return status;
    page.left = (size_t)TP_MAX(limit, 1);
    query.due_until_s = TP_STORE_NEVER;
    query.newest_first = true;
    query.limit = page.left + 1;
    tp_json_list(call->reply, list->key);
    status = tp_entry_each(exchange, &query, add, &page, diag);
    tp_json_close(call->reply);
    if (page.more)
        tp_json_integer(call->reply, "next", page.last_id);
    return status;
}
