/* SPDX-License-Identifier: Apache-2.0 */
/* Records with JSON in them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "exchange/state.h"

enum { PAGE = 64 };

/* ---- copies ------------------------------------------------------------------------------------------------------ */

static tp_status copy_record(void *context, const struct tp_store_record *record, struct tp_diag *diag)
{
    struct tp_stored *out = context;
    void *memory;
    tp_status status = tp_alloc(&memory, record->size_bytes + 1, 1, diag);

    if (status != TP_OK)
        return status;
    out->data = memory;
    out->size_bytes = record->size_bytes;
    if (record->size_bytes > 0)
        memcpy(out->data, record->data, record->size_bytes);
    out->data[record->size_bytes] = 0;
    snprintf(out->entry.name, sizeof out->entry.name, "%s", record->name);
    snprintf(out->entry.state, sizeof out->entry.state, "%s", record->state);
    snprintf(out->entry.link, sizeof out->entry.link, "%s", record->link);
    out->entry.due_s = record->due_s;
    out->entry.revision = record->revision;
    out->entry.id = record->id;
    return TP_OK;
}

void tp_stored_deinit(struct tp_stored *record)
{
    free(record->data);
    record->data = NULL;
}

tp_status tp_stored_get(struct tp_exchange *exchange, const char *kind, const char *name, struct tp_stored *out,
                        struct tp_diag *diag)
{
    const struct tp_store_query query = {.kind = kind, .name = name, .due_until_s = TP_STORE_NEVER};
    struct tp_store *store;
    tp_status status = tp_exchange_take_store(exchange, &store, diag);

    memset(out, 0, sizeof *out);
    if (status == TP_OK)
        status = tp_store_records(store, &query, copy_record, out, diag);
    tp_exchange_give_store(exchange, store);
    if (status == TP_OK && !out->data)
        return tp_fail(diag, TP_E_NOT_FOUND, kind, -1, "there is no %s", name);
    if (status != TP_OK)
        tp_stored_deinit(out);
    return status;
}

/* ---- one --------------------------------------------------------------------------------------------------------- */

void tp_entry_deinit(struct tp_entry *entry)
{
    tp_json_document_free(&entry->content);
}

/* What RECORD has becomes an entry. */
static tp_status to_entry(const struct tp_stored *record, const char *kind, struct tp_entry *out, struct tp_diag *diag)
{
    *out = record->entry;
    out->content = NULL;
    if (tp_json_parse((const char *)record->data, record->size_bytes, &out->content, NULL) == TP_OK)
        return TP_OK;
    return tp_fail(diag, TP_E_STORE, kind, -1, "the record %s is damaged", out->name);
}

tp_status tp_entry_get(struct tp_exchange *exchange, const char *kind, const char *name, struct tp_entry *out,
                       struct tp_diag *diag)
{
    struct tp_stored record;
    tp_status status = tp_stored_get(exchange, kind, name, &record, diag);

    memset(out, 0, sizeof *out);
    if (status == TP_OK)
        status = to_entry(&record, kind, out, diag);
    tp_stored_deinit(&record);
    return status;
}

tp_status tp_entry_find(struct tp_exchange *exchange, const char *kind, const char *name, struct tp_entry *out,
                        bool *found, struct tp_diag *diag)
{
    struct tp_diag none;
    tp_status status;

    tp_diag_init(&none);
    status = tp_entry_get(exchange, kind, name, out, &none);
    *found = status == TP_OK;
    return status == TP_E_NOT_FOUND ? TP_OK : tp_diag_pass(diag, status, &none);
}

static tp_status put(struct tp_exchange *exchange, const char *kind, const struct tp_entry *entry, int64_t revision,
                     const struct tp_buffer *content, struct tp_diag *diag)
{
    const struct tp_store_record record = {.kind = kind,
                                           .name = entry->name,
                                           .state = entry->state,
                                           .link = entry->link,
                                           .due_s = entry->due_s,
                                           .revision = revision,
                                           .data = content->data,
                                           .size_bytes = content->size_bytes};

    return tp_store_record_put(tp_exchange_store(exchange), &record, diag);
}

static tp_status write_content(const struct tp_json *content, struct tp_buffer *out, struct tp_diag *diag)
{
    if (content)
        return tp_json_write_canonical(content, out, diag);
    tp_write_text(out, "{}");
    return out->bad ? tp_fail(diag, TP_E_MEMORY, NULL, -1, "out of memory") : TP_OK;
}

tp_status tp_entry_add(struct tp_exchange *exchange, const char *kind, const struct tp_entry *entry,
                       const struct tp_json *content, struct tp_diag *diag)
{
    struct tp_buffer text;
    tp_status status;

    tp_buffer_init(&text);
    status = write_content(content, &text, diag);
    if (status == TP_OK)
        status = put(exchange, kind, entry, 0, &text, diag);
    tp_buffer_deinit(&text);
    return status;
}

/* The entry has what was written, so that it can be written again. */
static tp_status refresh(struct tp_entry *entry, const struct tp_buffer *text, struct tp_diag *diag)
{
    struct tp_json_document *content;
    tp_status status = tp_json_parse((const char *)text->data, text->size_bytes, &content, diag);

    if (status != TP_OK)
        return status;
    tp_json_document_free(&entry->content);
    entry->content = content;
    return TP_OK;
}

tp_status tp_entry_put(struct tp_exchange *exchange, const char *kind, struct tp_entry *entry,
                       const struct tp_json *content, struct tp_diag *diag)
{
    struct tp_buffer text;
    tp_status status;

    tp_buffer_init(&text);
    status = content ? tp_json_write_canonical(content, &text, diag)
                     : tp_json_value_canonical(tp_json_root(entry->content), &text, diag);
    if (status == TP_OK)
        status = put(exchange, kind, entry, entry->revision, &text, diag);
    if (status == TP_OK) {
        entry->revision++;
        status = content ? refresh(entry, &text, diag) : TP_OK;
    }
    tp_buffer_deinit(&text);
    return status;
}

tp_status tp_entry_drop(struct tp_exchange *exchange, const char *kind, const char *name, struct tp_diag *diag)
{
    return tp_store_record_drop(tp_exchange_store(exchange), kind, name, diag);
}

/* ---- many -------------------------------------------------------------------------------------------------------- */

struct page {
    struct tp_stored *records; /* owned */
    size_t count, capacity;
};

static tp_status add_to_page(void *context, const struct tp_store_record *record, struct tp_diag *diag)
{
    struct page *page = context;
    tp_status status;

    if (page->count == page->capacity) {
        size_t capacity = page->capacity ? 2 * page->capacity : PAGE;
        struct tp_stored *records = realloc(page->records, capacity * sizeof *records);

        if (!records)
            return tp_fail(diag, TP_E_MEMORY, NULL, -1, "out of memory");
        page->records = records;
        page->capacity = capacity;
    }
    memset(&page->records[page->count], 0, sizeof page->records[0]);
    status = copy_record(&page->records[page->count], record, diag);
    page->count += status == TP_OK;
    return status;
}

static void empty(struct page *page)
{
    while (page->count > 0)
        tp_stored_deinit(&page->records[--page->count]);
}

static tp_status visit_page(const struct page *page, const char *kind, tp_entry_visit_fn *visit, void *context,
                            struct tp_diag *diag)
{
    tp_status status = TP_OK;

    for (size_t i = 0; status == TP_OK && i < page->count; i++) {
        struct tp_entry entry;

        status = to_entry(&page->records[i], kind, &entry, diag);
        if (status == TP_OK)
            status = visit(context, &entry, diag);
        tp_entry_deinit(&entry);
    }
    return status;
}

static tp_status read_page(struct tp_exchange *exchange, const struct tp_store_query *query, struct page *page,
                           struct tp_diag *diag)
{
    struct tp_store *store;
    tp_status status = tp_exchange_take_store(exchange, &store, diag);

    if (status == TP_OK)
        status = tp_store_records(store, query, add_to_page, page, diag);
    tp_exchange_give_store(exchange, store);
    return status;
}

/* The id of the newest record that QUERY finds, so that those which VISIT adds are not visited; 0 for none. */
static tp_status find_newest(struct tp_exchange *exchange, const struct tp_store_query *query, int64_t *out,
                             struct tp_diag *diag)
{
    struct tp_store_query newest = *query;
    struct page page = {0};
    tp_status status;

    newest.newest_first = true;
    newest.beyond_id = 0;
    newest.limit = 1;
    status = read_page(exchange, &newest, &page, diag);
    *out = page.count > 0 ? page.records[0].entry.id : 0;
    empty(&page);
    free(page.records);
    return status;
}

/* By id, a page at a time. */
static tp_status each_by_id(struct tp_exchange *exchange, const struct tp_store_query *query, tp_entry_visit_fn *visit,
                            void *context, struct tp_diag *diag)
{
    struct tp_store_query next = *query;
    size_t left = query->limit > 0 ? query->limit : SIZE_MAX;
    struct page page = {0};
    int64_t newest;
    bool more = true;
    tp_status status = find_newest(exchange, query, &newest, diag);

    while (status == TP_OK && more && left > 0) {
        next.limit = TP_MIN(left, (size_t)PAGE);
        status = read_page(exchange, &next, &page, diag);
        more = page.count == next.limit;
        while (page.count > 0 && page.records[page.count - 1].entry.id > newest)
            tp_stored_deinit(&page.records[--page.count]);
        left -= page.count;
        if (page.count > 0)
            next.beyond_id = page.records[page.count - 1].entry.id;
        else
            more = false;
        if (status == TP_OK)
            status = visit_page(&page, query->kind, visit, context, diag);
        empty(&page);
    }
    free(page.records);
    return status;
}

tp_status tp_entry_each(struct tp_exchange *exchange, const struct tp_store_query *query, tp_entry_visit_fn *visit,
                        void *context, struct tp_diag *diag)
{
    struct page page = {0};
    tp_status status;

    if (query->due_until_s == TP_STORE_NEVER)
        return each_by_id(exchange, query, visit, context, diag);
    status = read_page(exchange, query, &page, diag);
    if (status == TP_OK)
        status = visit_page(&page, query->kind, visit, context, diag);
    empty(&page);
    free(page.records);
    return status;
}

tp_status tp_entry_count(struct tp_exchange *exchange, const struct tp_store_query *query, uint64_t *out,
                         struct tp_diag *diag)
{
    struct tp_store *store;
    tp_status status = tp_exchange_take_store(exchange, &store, diag);

    *out = 0;
    if (status == TP_OK)
        status = tp_store_record_count(store, query, out, diag);
    tp_exchange_give_store(exchange, store);
    return status;
}

/* ---- content ----------------------------------------------------------------------------------------------------- */

tp_status tp_entry_edit(const struct tp_entry *entry, struct tp_json **out, struct tp_diag *diag)
{
    return tp_json_new_from(tp_json_root(entry->content), out, diag);
}

const char *tp_entry_text(const struct tp_entry *entry, const char *member)
{
    const struct tp_json_value *value = tp_json_member(tp_json_root(entry->content), member);
    const char *text = value ? tp_json_to_text(value) : NULL;

    return text ? text : "";
}

int64_t tp_entry_integer(const struct tp_entry *entry, const char *member, int64_t otherwise)
{
    const struct tp_json_value *value = tp_json_member(tp_json_root(entry->content), member);
    int64_t integer;

    return value && tp_json_to_integer(value, &integer) ? integer : otherwise;
}

bool tp_entry_flag(const struct tp_entry *entry, const char *member)
{
    bool flag;

    (void)tp_json_to_flag(tp_json_member(tp_json_root(entry->content), member), &flag);
    return flag;
}
