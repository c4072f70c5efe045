/* SPDX-License-Identifier: Apache-2.0 */
/* Agreements and decisions in plain words, as JSON. */
#include "office/office.h"

#include <stdio.h>

/* What is shown. */
struct shown {
    const struct tp_terms *terms;
    struct tp_gazetteer *names;        /* NULL where the program knows no places of that country */
    struct tp_json_document *document; /* the same as JSON */
    bool with_terms;
};

/* The lists of the program have names for the places of many countries: those of the first source are used. */
tp_status tp_terms_names(const struct tp_terms *terms, struct tp_gazetteer **out, struct tp_diag *diag)
{
    char country[3];
    struct tp_diag unknown;
    tp_status status;

    *out = NULL;
    tp_diag_init(&unknown);
    snprintf(country, sizeof country, "%.2s", terms->sources[0].jurisdiction);
    status = tp_gazetteer_standard(country, out, &unknown);
    return status == TP_OK || status == TP_E_NOT_FOUND ? TP_OK : tp_fail(diag, status, NULL, -1, "%s", unknown.text);
}

static tp_status add_section(const struct shown *shown, size_t place, struct tp_json *json, struct tp_diag *diag)
{
    const char *title, *member = tp_terms_section(place, &title);
    const struct tp_json_value *value = tp_json_member(tp_json_root(shown->document), member);
    struct tp_buffer words;
    tp_status status = TP_OK;

    tp_buffer_init(&words);
    tp_terms_section_words(shown->terms, place, shown->names, &words);
    tp_write_u8(&words, '\0');
    if (words.bad)
        status = tp_fail(diag, TP_E_MEMORY, NULL, -1, "no memory for the words");
    tp_json_object(json, NULL);
    tp_json_text(json, "member", member);
    tp_json_text(json, "title", title);
    tp_json_text(json, "words", status == TP_OK ? (const char *)words.data : NULL);
    if (shown->with_terms && value)
        tp_json_copy(json, "terms", value);
    tp_json_close(json);
    tp_buffer_deinit(&words);
    return status;
}

tp_status tp_terms_words_json(const struct tp_terms *terms, bool with_terms, struct tp_json *json, struct tp_diag *diag)
{
    struct shown shown = {.terms = terms, .with_terms = with_terms};
    size_t size_bytes;
    const char *title, *document = tp_terms_document(terms, &size_bytes);
    tp_status status = tp_json_parse(document, size_bytes, &shown.document, diag);

    if (status == TP_OK)
        status = tp_terms_names(terms, &shown.names, diag);
    tp_json_text(json, "hash", terms->hash);
    tp_json_integer(json, "version", terms->version);
    tp_json_list(json, "sections");
    for (size_t i = 0; status == TP_OK && tp_terms_section(i, &title); i++)
        status = add_section(&shown, i, json, diag);
    tp_json_close(json);
    tp_gazetteer_free(&shown.names);
    tp_json_document_free(&shown.document);
    return status;
}

/* ---- decisions ----------------------------------------------------------------------------------------------------
 */

tp_status tp_decided_words(const struct tp_decided *decided, size_t place, struct tp_buffer *out, struct tp_diag *diag)
{
    tp_buffer_init(out);
    tp_clause_words(decided->history, &decided->asked, decided->now_s, &decided->decision, place, out);
    tp_write_u8(out, 0);
    return out->bad ? tp_fail(diag, TP_E_MEMORY, NULL, -1, "no memory for the words of a clause") : TP_OK;
}

static tp_status add_clause(const struct tp_decided *decided, size_t place, struct tp_json *json, struct tp_diag *diag)
{
    struct tp_buffer words;
    tp_status status = tp_decided_words(decided, place, &words, diag);

    if (status == TP_OK) {
        tp_json_object(json, NULL);
        tp_json_text(json, "clause", tp_clause_code(decided->decision.clauses[place].clause));
        tp_json_text(json, "effect", tp_effect_code(decided->decision.clauses[place].effect));
        tp_json_text(json, "words", (const char *)words.data);
        tp_json_close(json);
    }
    tp_buffer_deinit(&words);
    return status;
}

tp_status tp_decided_write(const struct tp_decided *decided, struct tp_json *json, struct tp_diag *diag)
{
    char now[TP_TIME_TEXT_BYTES];
    tp_status status = TP_OK;

    tp_time_format(decided->now_s, now);
    tp_json_text(json, "agreement", tp_history_agreement(decided->history));
    tp_json_text(json, "time", now);
    tp_json_text(json, "stage", tp_stage_code(decided->asked.stage));
    tp_json_text(json, "effect", tp_effect_code(decided->decision.effect));
    tp_json_list(json, "clauses");
    for (size_t i = 0; status == TP_OK && i < decided->decision.count; i++)
        status = add_clause(decided, i, json, diag);
    tp_json_close(json);
    return status;
}
