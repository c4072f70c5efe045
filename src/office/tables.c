/* SPDX-License-Identifier: Apache-2.0 */
/* Statistics, from the published files alone. A report of a ledger's size never changes: the last ones are kept, and
 * one is made at a time, so that asking often costs little. */
#include "office/parts.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "statistics/statistics.h"

enum { REPORTS_KEPT = 8, THRESHOLD_MAX = 1000 };

struct report {
    char folder[4096]; /* "" for a free place */
    uint64_t size;
    unsigned definitions;
    struct tp_statistics_form form;
    struct tp_buffer text; /* owned */
};
static struct report reports[REPORTS_KEPT];
static unsigned next_report;
static pthread_mutex_t reports_lock = PTHREAD_MUTEX_INITIALIZER;

/* ---- definitions --------------------------------------------------------------------------------------------------
 */

tp_status tp_office_list_definitions(struct tp_exchange *exchange, struct tp_call *call, struct tp_diag *diag)
{
    struct tp_definitions *definitions;
    tp_status status = tp_definitions_standard(0, &definitions, diag);

    (void)exchange;
    if (status != TP_OK)
        return status;
    tp_json_integer(call->reply, "newest", tp_definitions_version(definitions));
    tp_json_integer(call->reply, "threshold", tp_definitions_threshold(definitions));
    tp_definitions_free(&definitions);
    return TP_OK;
}

tp_status tp_office_get_definitions(struct tp_exchange *exchange, struct tp_call *call, struct tp_diag *diag)
{
    struct tp_definitions *definitions;
    uint64_t number;
    tp_status status = tp_index_read(call->values[0], "number", &number, diag);

    (void)exchange;
    if (status == TP_OK && (number == 0 || number > 1000000))
        status = tp_fail(diag, TP_E_NOT_FOUND, "number", -1, "there are no such definitions");
    if (status == TP_OK)
        status = tp_definitions_standard((unsigned)number, &definitions, diag);
    if (status != TP_OK)
        return status;
    status = tp_json_value_canonical(tp_definitions_root(definitions), &call->bytes, diag);
    call->bytes_type = "application/json";
    tp_definitions_free(&definitions);
    return status;
}

/* ---- what is asked for --------------------------------------------------------------------------------------------
 */

struct asked {
    struct report report;             /* without its text */
    const char *table, *from, *until; /* NULL: all; months */
};

static bool is_month(const char *text)
{
    return !text || (strlen(text) == 7 && strspn(text, "0123456789") == 4 && text[4] == '-' &&
                     strspn(text + 5, "0123456789") == 2);
}

/* One of those that are defined; none is all. */
static bool is_table(const struct tp_definitions *definitions, const char *name)
{
    const struct tp_json_value *tables = tp_json_member(tp_definitions_root(definitions), "tables");
    bool found = !name;

    for (size_t i = 0; !found && i < tp_json_count(tables); i++) {
        const char *one = tp_json_to_text(tp_json_member(tp_json_element(tables, i), "name"));
        found = one && strcmp(one, name) == 0;
    }
    return found;
}

static tp_status read_asked(const struct tp_call *call, const struct tp_definitions *definitions, uint64_t size,
                            struct asked *out, struct tp_diag *diag)
{
    const struct tp_office_range sizes = {0, size, size},
                                 thresholds = {0, THRESHOLD_MAX, tp_definitions_threshold(definitions)};
    const char *format = tp_office_query(call, "format");
    uint64_t threshold = 0;
    tp_status status = tp_office_number(call, "at", &sizes, &out->report.size, diag);

    if (status == TP_OK)
        status = tp_office_number(call, "threshold", &thresholds, &threshold, diag);
    if (status != TP_OK)
        return status;
    out->report.definitions = tp_definitions_version(definitions);
    out->report.form.threshold = (unsigned)threshold;
    out->report.form.format = format && strcmp(format, "csv") == 0 ? TP_STATISTICS_CSV : TP_STATISTICS_JSON;
    out->table = tp_office_query(call, "table");
    out->from = tp_office_query(call, "from");
    out->until = tp_office_query(call, "until");
    if (format && out->report.form.format == TP_STATISTICS_JSON && strcmp(format, "json") != 0)
        return tp_fail(diag, TP_E_ARGUMENT, "format", -1, "it must be json or csv");
    if (!tp_threshold_is_safe(out->report.form.threshold))
        return tp_fail(diag, TP_E_ARGUMENT, "threshold", -1, "it is 0, or at least 3: less would protect nobody");
    if (!is_table(definitions, out->table))
        return tp_fail(diag, TP_E_ARGUMENT, "table", -1, "the definitions have no table of that name");
    if (!is_month(out->from) || !is_month(out->until))
        return tp_fail(diag, TP_E_ARGUMENT, is_month(out->from) ? "until" : "from", -1, "it must be a month: 2011-06");
    return TP_OK;
}

/* ---- reports ------------------------------------------------------------------------------------------------------
 */

static const struct report *find_report(const struct report *wanted)
{
    for (size_t i = 0; i < REPORTS_KEPT; i++) {
        const struct report *report = &reports[i];

        if (strcmp(report->folder, wanted->folder) == 0 && report->size == wanted->size &&
            report->definitions == wanted->definitions && report->form.format == wanted->form.format &&
            report->form.threshold == wanted->form.threshold)
            return report;
    }
    return NULL;
}

static tp_status make_report(const struct tp_definitions *definitions, struct tp_reader *reader,
                             const struct report *wanted, const struct report **out, struct tp_diag *diag)
{
    struct report *place = &reports[next_report];
    struct tp_statistics *statistics;
    struct tp_buffer text;
    tp_status status = tp_statistics_new(definitions, &statistics, diag);

    if (status != TP_OK)
        return status;
    tp_buffer_init(&text);
    status = tp_statistics_count(statistics, reader, wanted->size, diag);
    if (status == TP_OK)
        status = tp_statistics_write(statistics, &wanted->form, &text, diag);
    tp_statistics_free(&statistics);
    if (status != TP_OK) {
        tp_buffer_deinit(&text);
        return status;
    }
    tp_buffer_deinit(&place->text);
    *place = *wanted;
    place->text = text;
    next_report = (next_report + 1) % REPORTS_KEPT;
    *out = place;
    return TP_OK;
}

/* ---- rows of a table or a time ------------------------------------------------------------------------------------
 */

/* PERIOD is a month, or the first and last of several: "2011-02..2011-05". */
static bool lies_within(const char *period, const char *from, const char *until)
{
    const char *dots = strstr(period, ".."), *last = dots ? dots + 2 : period;

    return (!from || strncmp(last, from, 7) >= 0) && (!until || strncmp(period, until, 7) <= 0);
}

static bool is_wanted(const struct asked *asked, const char *table, const char *period)
{
    return (!asked->table || strcmp(asked->table, table) == 0) && lies_within(period, asked->from, asked->until);
}

static void filter_csv(const struct asked *asked, const char *text, size_t size_bytes, struct tp_buffer *out)
{
    for (const char *at = text, *end = text + size_bytes; at < end;) {
        const char *newline = memchr(at, '\n', (size_t)(end - at)), *next = newline ? newline + 1 : end;
        char table[64], period[64];
        size_t table_length = strcspn(at, ",\n"), period_at = table_length + (at[table_length] == ',');
        size_t period_length = strcspn(at + period_at, ",\n");

        snprintf(table, sizeof table, "%.*s", (int)table_length, at);
        snprintf(period, sizeof period, "%.*s", (int)period_length, at + period_at);
        if (at == text || strcmp(table, "report") == 0 || is_wanted(asked, table, period))
            tp_write_bytes(out, at, (size_t)(next - at));
        at = next;
    }
}

static void copy_rows(const struct asked *asked, const struct tp_json_value *rows, struct tp_json *json)
{
    tp_json_list(json, "rows");
    for (size_t i = 0; i < tp_json_count(rows); i++) {
        const struct tp_json_value *row = tp_json_element(rows, i);
        const char *table = tp_json_to_text(tp_json_member(row, "table"));
        const char *period = tp_json_to_text(tp_json_member(row, "period"));

        if (is_wanted(asked, table ? table : "", period ? period : ""))
            tp_json_copy(json, NULL, row);
    }
    tp_json_close(json);
}

static tp_status filter_json(const struct asked *asked, const struct tp_buffer *text, struct tp_buffer *out,
                             struct tp_diag *diag)
{
    struct tp_json_document *document;
    struct tp_json *json = NULL;
    const char *key;
    tp_status status = tp_json_parse((const char *)text->data, text->size_bytes, &document, diag);

    if (status != TP_OK)
        return status;
    status = tp_json_new(&json, diag);
    for (size_t i = 0; status == TP_OK && i < tp_json_count(tp_json_root(document)); i++) {
        const struct tp_json_value *member = tp_json_member_at(tp_json_root(document), i, &key);

        if (strcmp(key, "rows") == 0)
            copy_rows(asked, member, json);
        else
            tp_json_copy(json, key, member);
    }
    if (status == TP_OK)
        status = tp_json_write_canonical(json, out, diag);
    tp_json_free(&json);
    tp_json_document_free(&document);
    return status;
}

/* Without table and time these are the bytes that anybody computes from the same files. */
static tp_status give(const struct asked *asked, const struct tp_buffer *text, struct tp_call *call,
                      struct tp_diag *diag)
{
    const bool is_csv = asked->report.form.format == TP_STATISTICS_CSV;

    call->bytes_type = is_csv ? "text/csv; charset=utf-8" : "application/json";
    if (!asked->table && !asked->from && !asked->until)
        tp_write_bytes(&call->bytes, text->data, text->size_bytes);
    else if (is_csv)
        filter_csv(asked, (const char *)text->data, text->size_bytes, &call->bytes);
    else
        return filter_json(asked, text, &call->bytes, diag);
    return call->bytes.bad ? tp_fail(diag, TP_E_MEMORY, NULL, -1, "no memory for the tables") : TP_OK;
}

static tp_status report(const struct tp_definitions *definitions, struct tp_reader *reader, const struct asked *asked,
                        struct tp_call *call, struct tp_diag *diag)
{
    const struct report *found;
    tp_status status = TP_OK;

    pthread_mutex_lock(&reports_lock);
    found = find_report(&asked->report);
    if (!found)
        status = make_report(definitions, reader, &asked->report, &found, diag);
    if (status == TP_OK)
        status = give(asked, &found->text, call, diag);
    pthread_mutex_unlock(&reports_lock);
    return status;
}

tp_status tp_office_get_statistics(struct tp_exchange *exchange, struct tp_call *call, struct tp_diag *diag)
{
    static const struct tp_office_range numbers = {0, 1000000, 0};
    struct tp_published published;
    struct tp_definitions *definitions = NULL;
    struct tp_reader *reader = NULL;
    struct asked asked = {.table = NULL};
    uint8_t *note = NULL;
    size_t note_bytes;
    uint64_t number;
    tp_status status = tp_office_number(call, "definitions", &numbers, &number, diag);

    if (status == TP_OK)
        status = tp_definitions_standard((unsigned)number, &definitions, diag);
    if (status == TP_OK)
        status = tp_office_published(exchange, &published, diag);
    if (status == TP_OK)
        status = tp_published_open(&published, &reader, &note, &note_bytes, diag);
    if (status == TP_OK)
        status = read_asked(call, definitions, tp_reader_checkpoint(reader)->size, &asked, diag);
    if (status == TP_OK) {
        memcpy(asked.report.folder, published.folder, sizeof asked.report.folder);
        status = report(definitions, reader, &asked, call, diag);
    }
    tp_reader_close(&reader);
    tp_definitions_free(&definitions);
    free(note);
    return status;
}
