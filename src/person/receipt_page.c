/* SPDX-License-Identifier: Apache-2.0 */
/* The paper that is handed to the person: one page of HTML that prints as it looks, without scripts and without
 * anything from elsewhere. The code is on it and nowhere else. */
#include <stdio.h>
#include <string.h>

#include "person/erasure.h"
#include "person/qr.h"
#include "person/receipt.h"
#include "person/retention.h"

static const char style[] =
    "body{font:12pt/1.4 sans-serif;max-width:42em;margin:1.5em auto;padding:0 1em;color:#000;background:#fff}"
    "h1{font-size:17pt;margin:0 0 .6em}h2{font-size:13pt;margin:1em 0 .2em}p,ul{margin:.3em 0}"
    ".code{font:bold 22pt monospace;text-align:center;border:2px solid #000;padding:.4em;margin:.5em 0;"
    "white-space:nowrap}"
    ".qr{display:block;width:42mm;margin:0 auto}"
    ".small{font-size:8.5pt;font-family:monospace;overflow-wrap:anywhere}"
    "@page{margin:16mm}";

struct page {
    const struct tp_words *words;
    struct tp_buffer *out;
    const char *self; /* id of the organisation */
    unsigned rules;
};

static void put_text(struct page *page, const char *text)
{
    tp_write_html(page->out, text, strlen(text));
}

static void paragraph(struct page *page, const char *tag, const char *key, const struct tp_words_value *values)
{
    struct tp_buffer text;

    tp_buffer_init(&text);
    tp_words_fill(tp_words_get(page->words, key), values, &text);
    tp_write_u8(&text, 0);
    tp_write_text(page->out, "<%s>", tag);
    if (text.bad)
        page->out->bad = true;
    else
        put_text(page, (const char *)text.data);
    tp_write_text(page->out, "</%s>\n", tag);
    tp_buffer_deinit(&text);
}

static void write_partners(const struct tp_terms *terms, const char *self, struct tp_buffer *out)
{
    const char *comma = "";

    for (size_t i = 0; i < terms->party_count; i++) {
        if (strcmp(terms->parties[i].id, self) == 0)
            continue;
        tp_write_text(out, "%s%s", comma, terms->parties[i].name);
        comma = ", ";
    }
    tp_write_u8(out, 0);
}

static void write_rule(void *context, const struct tp_terms *terms)
{
    struct page *page = context;
    struct tp_buffer partners;

    tp_buffer_init(&partners);
    write_partners(terms, page->self, &partners);
    if (partners.bad) {
        page->out->bad = true;
    } else {
        const struct tp_words_value values[] = {
            {"title", terms->title}, {"partners", (const char *)partners.data}, {NULL, NULL}};
        if (page->rules++ == 0)
            paragraph(page, "p", "receipt.rules", NULL);
        paragraph(page, "p", "receipt.rules.one", values);
        tp_write_text(page->out, "<p class=\"small\">");
        put_text(page, tp_words_get(page->words, "receipt.rules.hash"));
        tp_write_text(page->out, " %s</p>\n", terms->hash);
    }
    tp_buffer_deinit(&partners);
}

/* The smallest source of TERMS that JURISDICTION is in, as bookings are asked about. */
static bool takes_part(const struct tp_history *history, const struct tp_terms *terms, const char *jurisdiction,
                       int64_t now_s)
{
    char code[TP_JURISDICTION_MAX];

    snprintf(code, sizeof code, "%s", jurisdiction);
    while (!tp_terms_source(terms, code))
        if (!tp_jurisdiction_parent(code, code))
            return false;
    return tp_history_takes_part(history, terms, code, now_s);
}

void tp_receipt_each_rule(struct tp_exchange *exchange, const char *jurisdiction, tp_rule_fn *visit, void *context)
{
    const char *self = tp_exchange_config(exchange)->id;
    struct tp_organisation *organisation = tp_exchange_organisation(exchange);
    int64_t now_s = tp_exchange_now(exchange);
    int sender = tp_vocabulary_find(&tp_roles, "sender");

    for (size_t i = 0; i < tp_organisation_history_count(organisation); i++) {
        const struct tp_history *history = tp_organisation_history_at(organisation, i);
        const struct tp_terms *terms = tp_history_in_force(history, now_s);
        const struct tp_party *party = terms ? tp_terms_party(terms, self) : NULL;

        if (party && party->roles >> sender & 1 && takes_part(history, terms, jurisdiction, now_s))
            visit(context, terms);
    }
}

static void write_happened(struct page *page, const struct tp_config *config, const struct tp_entry *booking)
{
    char day[TP_WORDS_DAY_BYTES] = "?", count[24];
    int64_t submitted_s;
    const char *purpose = tp_entry_text(booking, "purpose");

    if (tp_time_parse(tp_entry_text(booking, "submitted"), &submitted_s))
        tp_words_day(submitted_s, day);
    snprintf(count, sizeof count, "%lld", (long long)tp_entry_integer(booking, "print_count", 0));
    const struct tp_words_value values[] = {
        {"date", day},
        {"organisation", config->name},
        {"count", count},
        {"purpose", tp_words_code(page->words, "purpose.", purpose[0] ? purpose : "none", "none")},
        {NULL, NULL}};
    paragraph(page, "h2", "receipt.taken.title", NULL);
    paragraph(page, "p", "receipt.taken", values);
    paragraph(page, "p", "receipt.purpose", values);
    paragraph(page, "p", "receipt.own", values);
}

/* For a telephone's camera: where to read it, in a line of its own, and the code. Not as one address: codes do not
 * belong into addresses, which are kept and sent along. */
static void write_qr(struct page *page, const struct tp_config *config, const char *code)
{
    struct tp_buffer text;
    struct tp_diag none;

    tp_diag_init(&none);
    tp_buffer_init(&text);
    tp_write_text(&text, "%s%s%s", config->serve_url ? config->serve_url : "", config->serve_url ? "\n" : "", code);
    tp_write_u8(&text, 0);
    if (text.bad || tp_qr_write((const char *)text.data, tp_words_get(page->words, "receipt.code.qr"), page->out,
                                &none) == TP_E_MEMORY)
        page->out->bad = true;
    if (text.data)
        tp_wipe(text.data, text.capacity_bytes);
    tp_buffer_deinit(&text);
}

static void write_code(struct page *page, const struct tp_config *config, const char *code)
{
    const struct tp_words_value values[] = {{"organisation", config->name}, {"url", config->serve_url}, {NULL, NULL}};

    paragraph(page, "h2", "receipt.code.title", NULL);
    tp_write_text(page->out, "<p class=\"code\">");
    put_text(page, code);
    tp_write_text(page->out, "</p>\n");
    write_qr(page, config, code);
    paragraph(page, "p", "receipt.code", values);
    paragraph(page, "h2", "receipt.where.title", NULL);
    if (config->serve_url)
        paragraph(page, "p", "receipt.where", values);
    paragraph(page, "p", "receipt.where.office", values);
}

static void write_rights(struct page *page, int64_t end_s)
{
    static const char *const rights[] = {"receipt.rights.see", "receipt.rights.wrong", "receipt.rights.decision",
                                         "receipt.rights.lawyer"};
    char day[TP_WORDS_DAY_BYTES];
    const struct tp_words_value values[] = {{"date", day}, {NULL, NULL}};

    tp_words_day(end_s, day);
    paragraph(page, "h2", "receipt.rights.title", NULL);
    tp_write_text(page->out, "<ul>\n");
    for (size_t i = 0; i < TP_ARRAY_LENGTH(rights); i++)
        paragraph(page, "li", rights[i], NULL);
    paragraph(page, "li", end_s == TP_STORE_NEVER ? "receipt.retention.none" : "receipt.retention", values);
    tp_write_text(page->out, "</ul>\n");
    paragraph(page, "h2", "receipt.challenge.title", NULL);
    paragraph(page, "p", "receipt.challenge", NULL);
}

/* What has to be known before anything is written. */
struct facts {
    struct tp_entry booking;
    int64_t end_s;
};

static void write_page(struct tp_exchange *exchange, struct page *page, const struct facts *facts, const char *code,
                       const char *language)
{
    const struct tp_config *config = tp_exchange_config(exchange);

    tp_write_text(page->out,
                  "<!DOCTYPE html>\n<html lang=\"%s\"><head><meta charset=\"utf-8\">"
                  "<meta name=\"viewport\" content=\"width=device-width\"><title>",
                  language);
    put_text(page, tp_words_get(page->words, "receipt.title"));
    tp_write_text(page->out, "</title><style>%s</style></head><body>\n", style);
    paragraph(page, "h1", "receipt.title", NULL);
    write_happened(page, config, &facts->booking);
    paragraph(page, "h2", "receipt.rules.title", NULL);
    tp_exchange_lock(exchange);
    tp_receipt_each_rule(exchange, tp_entry_text(&facts->booking, "jurisdiction"), write_rule, page);
    tp_exchange_unlock(exchange);
    if (page->rules == 0)
        paragraph(page, "p", "receipt.rules.none", NULL);
    write_rights(page, facts->end_s);
    write_code(page, config, code);
    tp_write_text(page->out, "<p class=\"small\">");
    put_text(page, tp_words_get(page->words, "receipt.booking"));
    tp_write_text(page->out, " %s</p>\n</body></html>\n", facts->booking.name);
}

tp_status tp_receipt_page(struct tp_exchange *exchange, const char *booking, const char *code, const char *language,
                          struct tp_buffer *out, struct tp_diag *diag)
{
    char owner[TP_EXCHANGE_NAME_BYTES];
    struct page page = {.out = out, .self = tp_exchange_config(exchange)->id};
    struct facts facts = {.end_s = TP_STORE_NEVER};
    struct tp_words *words = NULL;
    tp_status status = tp_words_open(language, &words, diag);

    snprintf(owner, sizeof owner, "booking/%.140s", booking);
    if (status == TP_OK)
        status = tp_entry_get(exchange, "booking", booking, &facts.booking, diag);
    if (status == TP_OK)
        status = tp_retention_until(exchange, owner, &facts.end_s, diag);
    if (status == TP_OK) {
        page.words = words;
        write_page(exchange, &page, &facts, code, language);
        if (out->bad)
            status = tp_fail(diag, TP_E_MEMORY, NULL, -1, "out of memory for a receipt");
    }
    tp_entry_deinit(&facts.booking);
    tp_words_close(&words);
    return status;
}
