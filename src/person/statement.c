/* SPDX-License-Identifier: Apache-2.0 */
/* What the person sees with the code of the receipt: searches and their outcome as this organisation knows them, who
 * received what, who looked, how long it stays, challenges and what came of them. Each element has "words", a sentence
 * to be read, beside codes for programs. No account, no examiner, no name: whoever holds the code may be somebody else.
 */
#include <stdio.h>
#include <string.h>

#include "person/erasure.h"
#include "person/receipt.h"
#include "person/reexamination.h"
#include "person/retention.h"

enum { SENTENCE_MAX = 2048, TITLE_BYTES = 512 };

struct statement {
    struct tp_exchange *exchange;
    const struct tp_words *words;
    struct tp_json *json;
    const char *organisation;
};

enum { SENTENCES = 4 };

/* Those that are not NULL, one after the other. */
static void put_sentences(struct statement *statement, const char *const sentences[SENTENCES],
                          const struct tp_words_value *values)
{
    struct tp_buffer text;

    tp_buffer_init(&text);
    for (size_t i = 0; i < SENTENCES; i++) {
        if (!sentences[i])
            continue;
        if (i > 0)
            tp_write_text(&text, " ");
        tp_words_fill(sentences[i], values, &text);
    }
    tp_write_u8(&text, 0);
    tp_json_text(statement->json, "words", text.bad ? NULL : (const char *)text.data);
    tp_buffer_deinit(&text);
}

static void put_words(struct statement *statement, const char *sentence, const struct tp_words_value *values)
{
    put_sentences(statement, (const char *const[SENTENCES]){sentence}, values);
}

/* The day of a member that is a time in words; "?" when it is none. */
static void day_of(const struct tp_entry *entry, const char *member, char out[TP_WORDS_DAY_BYTES])
{
    int64_t time_s = tp_entry_integer(entry, member, -1);

    snprintf(out, TP_WORDS_DAY_BYTES, "?");
    if (time_s >= 0 || tp_time_parse(tp_entry_text(entry, member), &time_s))
        tp_words_day(time_s, out);
}

static const char *partner_name(struct statement *statement, const char *id)
{
    const struct tp_config *config = tp_exchange_config(statement->exchange);

    for (unsigned i = 0; i < config->partner_count; i++)
        if (strcmp(config->partners[i].id, id) == 0)
            return config->partners[i].name;
    return id;
}

static void find_title(struct statement *statement, const char *version, char out[TITLE_BYTES])
{
    struct tp_organisation *organisation;

    snprintf(out, TITLE_BYTES, "%s", version);
    tp_exchange_lock(statement->exchange);
    organisation = tp_exchange_organisation(statement->exchange);
    for (size_t i = 0; i < tp_organisation_history_count(organisation); i++) {
        const struct tp_terms *terms = tp_history_find_version(tp_organisation_history_at(organisation, i), version);
        if (terms)
            snprintf(out, TITLE_BYTES, "%s", terms->title);
    }
    tp_exchange_unlock(statement->exchange);
}

/* "agreement": {"hash", "title"}, when there is one. The sentence that names it, by the place "title"; NULL when nobody
 * here knows its name. */
static const char *put_agreement(struct statement *statement, const char *version, char title[TITLE_BYTES])
{
    find_title(statement, version, title);
    if (version[0] == '\0')
        return NULL;
    tp_json_object(statement->json, "agreement");
    tp_json_text(statement->json, "hash", version);
    tp_json_text(statement->json, "title", title);
    tp_json_close(statement->json);
    return strcmp(title, version) == 0 ? NULL : tp_words_get(statement->words, "agreement");
}

static const char *purpose_words(const struct statement *statement, const char *purpose)
{
    return tp_words_code(statement->words, "purpose.", purpose[0] ? purpose : "none", "none");
}

/* The sentence that gives it, by the place "purpose"; NULL where there is none. */
static const char *purpose_sentence(const struct statement *statement, const char *purpose)
{
    return purpose[0] ? tp_words_get(statement->words, "receipt.purpose") : NULL;
}

/* The words for the codes in the list MEMBER of an entry, with commas. */
static void join_words(struct statement *statement, const struct tp_entry *entry, const char *member,
                       const char *prefix, char out[SENTENCE_MAX])
{
    const struct tp_json_value *list = entry->content ? tp_json_member(tp_json_root(entry->content), member) : NULL;
    size_t used = 0;

    out[0] = '\0';
    for (size_t i = 0; list && i < tp_json_count(list) && used < SENTENCE_MAX; i++) {
        const char *code = tp_json_to_text(tp_json_element(list, i));
        int length = snprintf(out + used, SENTENCE_MAX - used, "%s%s", used ? ", " : "",
                              tp_words_code(statement->words, prefix, code ? code : "none", "none"));
        used += length > 0 ? (size_t)length : 0;
    }
    if (used == 0)
        snprintf(out, SENTENCE_MAX, "%s", tp_words_code(statement->words, prefix, "none", "none"));
}

static tp_status each(struct statement *statement, const char *kind, const char *link, tp_entry_visit_fn *visit,
                      struct tp_diag *diag)
{
    const struct tp_store_query query = {.kind = kind, .link = link, .due_until_s = TP_STORE_NEVER};

    return tp_entry_each(statement->exchange, &query, visit, statement, diag);
}

/* ---- what was done ----------------------------------------------------------------------------------------------- */

static void put_taken(struct statement *statement, const struct tp_entry *booking)
{
    char day[TP_WORDS_DAY_BYTES], count[24];
    const char *purpose = tp_entry_text(booking, "purpose");
    const struct tp_words_value values[] = {{"date", day},
                                            {"organisation", statement->organisation},
                                            {"count", count},
                                            {"purpose", purpose_words(statement, purpose)},
                                            {NULL, NULL}};
    const char *sentences[SENTENCES] = {tp_words_get(statement->words, "statement.taken"),
                                        purpose_sentence(statement, purpose)};

    if (strcmp(booking->state, "erased") == 0)
        return;
    day_of(booking, "submitted", day);
    snprintf(count, sizeof count, "%lld", (long long)tp_entry_integer(booking, "print_count", 0));
    tp_json_object(statement->json, "taken");
    tp_json_text(statement->json, "time", tp_entry_text(booking, "submitted"));
    tp_json_integer(statement->json, "prints", tp_entry_integer(booking, "print_count", 0));
    tp_json_text(statement->json, "purpose", purpose);
    put_sentences(statement, sentences, values);
    tp_json_close(statement->json);
}

static void put_state(struct statement *statement, const struct tp_entry *booking)
{
    char day[TP_WORDS_DAY_BYTES];
    const char *own = tp_entry_text(booking, "own");
    const struct tp_words_value values[] = {{"organisation", statement->organisation}, {"date", day}, {NULL, NULL}};

    day_of(booking, "corrected", day);
    tp_json_object(statement->json, "state");
    tp_json_text(statement->json, "code", booking->state);
    put_words(statement, tp_words_code(statement->words, "statement.state.", booking->state, "unknown"), values);
    tp_json_close(statement->json);
    if (strcmp(booking->state, "erased") == 0 || strcmp(booking->state, "refused") == 0)
        return;
    tp_json_object(statement->json, "own_search");
    tp_json_text(statement->json, "outcome", own);
    put_words(
        statement,
        tp_words_code(statement->words, "own.", tp_entry_text(booking, "corrected")[0] ? "corrected" : own, "pending"),
        values);
    tp_json_close(statement->json);
}

static tp_status put_leg(void *context, const struct tp_entry *leg, struct tp_diag *diag)
{
    struct statement *statement = context;
    char fields[SENTENCE_MAX], clauses[SENTENCE_MAX], title[TITLE_BYTES];
    const char *partner = partner_name(statement, tp_entry_text(leg, "partner"));
    const char *sentences[SENTENCES] = {tp_words_code(statement->words, "leg.", leg->state, "unknown")};
    const struct tp_words_value values[] = {{"partner", partner}, {"organisation", statement->organisation},
                                            {"fields", fields},   {"clauses", clauses},
                                            {"title", title},     {NULL, NULL}};

    (void)diag;
    join_words(statement, leg, "fields", "field.", fields);
    join_words(statement, leg, "clauses", "clause.", clauses);
    tp_json_object(statement->json, NULL);
    tp_json_text(statement->json, "partner", partner);
    tp_json_text(statement->json, "outcome", leg->state);
    sentences[1] = put_agreement(statement, tp_entry_text(leg, "version"), title);
    put_sentences(statement, sentences, values);
    tp_json_close(statement->json);
    return TP_OK;
}

static tp_status put_disclosure(void *context, const struct tp_entry *entry, struct tp_diag *diag)
{
    struct statement *statement = context;
    char day[TP_WORDS_DAY_BYTES], until[TP_WORDS_DAY_BYTES], fields[SENTENCE_MAX], code[64], title[TITLE_BYTES];
    const char *sentences[SENTENCES] = {NULL};
    const char *partner = partner_name(statement, tp_entry_text(entry, "partner"));
    const char *id = tp_entry_text(entry, "disclosure"), *purpose = tp_entry_text(entry, "purpose");
    const struct tp_words_value values[] = {
        {"date", day},    {"partner", partner}, {"organisation", statement->organisation},      {"fields", fields},
        {"title", title}, {"until", until},     {"purpose", purpose_words(statement, purpose)}, {NULL, NULL}};

    (void)diag;
    day_of(entry, "time", day);
    join_words(statement, entry, "fields", "field.", fields);
    snprintf(code, sizeof code, "%.8s.%.32s", tp_entry_text(entry, "side"), tp_entry_text(entry, "what"));
    tp_json_object(statement->json, NULL);
    tp_json_text(statement->json, "disclosure", id[0] ? id : entry->name);
    tp_json_text(statement->json, "what", tp_entry_text(entry, "what"));
    tp_json_text(statement->json, "side", tp_entry_text(entry, "side"));
    tp_json_text(statement->json, "partner", partner);
    tp_json_text(statement->json, "time", tp_entry_text(entry, "time"));
    tp_json_text(statement->json, "purpose", purpose);
    sentences[0] = tp_words_code(statement->words, "disclosure.", code, "unknown");
    sentences[1] = put_agreement(statement, tp_entry_text(entry, "agreement"), title);
    sentences[2] = purpose_sentence(statement, purpose);
    day_of(entry, "until", until);
    if (tp_entry_text(entry, "until")[0]) {
        tp_json_text(statement->json, "until", tp_entry_text(entry, "until"));
        sentences[3] = tp_words_get(statement->words, "disclosure.until");
    }
    put_sentences(statement, sentences, values);
    tp_json_close(statement->json);
    return TP_OK;
}

/* What came with the answers is on record with the leg. */
static tp_status put_leg_disclosures(void *context, const struct tp_entry *leg, struct tp_diag *diag)
{
    char owner[TP_EXCHANGE_NAME_BYTES];

    snprintf(owner, sizeof owner, "leg/%.150s", leg->name);
    return each(context, "disclosure", owner, put_disclosure, diag);
}

/* An answer to a partner that spoke of the person, because the prints that it asked about are theirs. */
static tp_status put_told(void *context, const struct tp_entry *entry, struct tp_diag *diag)
{
    return strcmp(tp_entry_text(entry, "side"), "out") == 0 ? put_disclosure(context, entry, diag) : TP_OK;
}

static tp_status put_told_disclosures(void *context, const struct tp_entry *told, struct tp_diag *diag)
{
    return each(context, "disclosure", tp_entry_text(told, "owner"), put_told, diag);
}

/* ---- who looked -------------------------------------------------------------------------------------------------- */

static const char *duty_words(struct statement *statement, const struct tp_entry *entry)
{
    const struct tp_json_value *duties = tp_json_member(tp_json_root(entry->content), "duties");
    const char *code = duties ? tp_json_to_text(tp_json_element(duties, 0)) : NULL;

    return tp_words_code(statement->words, "duty.", code ? code : "administrator", "administrator");
}

/* What was given out, in words; as it is on record where there are none. */
static const char *what_words(struct statement *statement, const char *what)
{
    char key[TP_EXCHANGE_NAME_BYTES];
    const char *words;

    snprintf(key, sizeof key, "what.%.100s", what);
    words = tp_words_get(statement->words, key);
    return words == key ? what : words;
}

static tp_status put_access(void *context, const struct tp_entry *entry, struct tp_diag *diag)
{
    struct statement *statement = context;
    const char *account = tp_entry_text(entry, "account"), *purpose = tp_entry_text(entry, "purpose");
    bool is_partner = strncmp(account, "partner:", 8) == 0;
    char day[TP_WORDS_DAY_BYTES];
    const struct tp_words_value values[] = {{"date", day},
                                            {"organisation", statement->organisation},
                                            {"duty", duty_words(statement, entry)},
                                            {"what", what_words(statement, tp_entry_text(entry, "what"))},
                                            {"purpose", purpose_words(statement, purpose)},
                                            {"partner", is_partner ? partner_name(statement, account + 8) : ""},
                                            {NULL, NULL}};

    (void)diag;
    day_of(entry, "time", day);
    tp_json_object(statement->json, NULL);
    tp_json_text(statement->json, "time", tp_entry_text(entry, "time"));
    tp_json_text(statement->json, "by", is_partner ? "partner" : account[0] ? "person" : "yourself");
    tp_json_text(statement->json, "purpose", purpose);
    tp_json_text(statement->json, "what", tp_entry_text(entry, "what"));
    put_words(statement,
              tp_words_get(statement->words, is_partner   ? "access.partner"
                                             : account[0] ? "access"
                                                          : "access.yourself"),
              values);
    tp_json_close(statement->json);
    return TP_OK;
}

static tp_status put_leaf_accesses(void *context, const struct tp_entry *leaf, struct tp_diag *diag)
{
    char owner[TP_EXCHANGE_NAME_BYTES];
    uint64_t index;

    if (!tp_exchange_leaf_index(leaf, &index))
        return TP_OK; /* nobody can ask for what opens it before it is in the ledger */
    snprintf(owner, sizeof owner, "leaf/%llu", (unsigned long long)index);
    return each(context, "access", owner, put_access, diag);
}

/* At the booking, at the person's record, and at what opens a leaf. */
static tp_status put_accesses(struct statement *statement, const char *owner, struct tp_diag *diag)
{
    char id[TP_EXCHANGE_NAME_BYTES], subject[TP_EXCHANGE_NAME_BYTES];
    tp_status status = tp_subject_of(statement->exchange, owner, id, diag);

    tp_json_list(statement->json, "accesses");
    snprintf(subject, sizeof subject, "subject/%.140s", id);
    if (status == TP_OK)
        status = each(statement, "access", owner, put_access, diag);
    if (status == TP_OK && id[0])
        status = each(statement, "access", subject, put_access, diag);
    if (status == TP_OK)
        status = each(statement, "leaf", owner, put_leaf_accesses, diag);
    tp_json_close(statement->json);
    return status;
}

/* ---- challenges, corrections, erasure ---------------------------------------------------------------------------- */

/* The reason is for the person, and sealed like all that is. */
static void read_reason(struct statement *statement, const struct tp_entry *challenge, char out[SENTENCE_MAX])
{
    char owner[TP_EXCHANGE_NAME_BYTES], name[TP_EXCHANGE_NAME_BYTES];
    uint8_t *data = NULL;
    size_t size = 0;
    struct tp_diag none;

    tp_diag_init(&none);
    snprintf(owner, sizeof owner, "booking/%.140s", challenge->link);
    snprintf(name, sizeof name, "challenge/%.100s/reason", challenge->name);
    out[0] = '\0';
    if (tp_blob_get(statement->exchange, owner, name, &data, &size, &none) == TP_OK)
        snprintf(out, SENTENCE_MAX, "%.*s", (int)TP_MIN(size, (size_t)SENTENCE_MAX - 1), (const char *)data);
    tp_blob_free(data, size);
}

static tp_status put_challenge(void *context, const struct tp_entry *entry, struct tp_diag *diag)
{
    struct statement *statement = context;
    char day[TP_WORDS_DAY_BYTES], reason[SENTENCE_MAX];
    bool is_open = strcmp(entry->state, "open") == 0, examined = false;
    const struct tp_words_value values[] = {{"date", day}, {"reason", reason}, {NULL, NULL}};
    tp_status status = is_open ? tp_reexamination_waits(statement->exchange, entry, &examined, diag) : TP_OK;

    if (status != TP_OK)
        return status;
    day_of(entry, is_open ? "received" : "decided", day);
    read_reason(statement, entry, reason);
    tp_json_object(statement->json, NULL);
    tp_json_text(statement->json, "challenge", entry->name);
    tp_json_text(statement->json, "state", entry->state);
    put_words(statement, tp_words_code(statement->words, "challenge.", examined ? "examined" : entry->state, "open"),
              values);
    tp_json_close(statement->json);
    return TP_OK;
}

static tp_status put_notice(void *context, const struct tp_entry *entry, struct tp_diag *diag)
{
    struct statement *statement = context;
    char day[TP_WORDS_DAY_BYTES], code[64];
    const char *partner = partner_name(statement, tp_entry_text(entry, "partner"));
    const struct tp_words_value values[] = {{"date", day}, {"partner", partner}, {NULL, NULL}};

    (void)diag;
    day_of(entry, "acknowledged", day);
    snprintf(code, sizeof code, "%.20s.%.20s", tp_entry_text(entry, "what"), entry->state);
    tp_json_object(statement->json, NULL);
    tp_json_text(statement->json, "what", tp_entry_text(entry, "what"));
    tp_json_text(statement->json, "partner", partner);
    tp_json_text(statement->json, "state", entry->state);
    put_words(statement, tp_words_code(statement->words, "notice.", code, "correction.open"), values);
    tp_json_close(statement->json);
    return TP_OK;
}

static tp_status put_erasure(struct statement *statement, const char *owner, struct tp_diag *diag)
{
    struct tp_entry entry;
    char day[TP_WORDS_DAY_BYTES];
    const struct tp_words_value values[] = {{"date", day}, {"organisation", statement->organisation}, {NULL, NULL}};
    bool found;
    tp_status status = tp_entry_find(statement->exchange, "erasure", owner, &entry, &found, diag);

    if (status == TP_OK && found) {
        day_of(&entry, "destroyed", day);
        tp_json_object(statement->json, "erasure");
        tp_json_text(statement->json, "state", entry.state);
        tp_json_text(statement->json, "reason", tp_entry_text(&entry, "reason"));
        put_words(statement, tp_words_code(statement->words, "erasure.", entry.state, "destroying"), values);
        tp_json_text(statement->json, "proof", tp_words_get(statement->words, "erasure.proof"));
        tp_json_close(statement->json);
    }
    tp_entry_deinit(&entry);
    return status;
}

static tp_status put_retention(struct statement *statement, const char *owner, struct tp_diag *diag)
{
    char day[TP_WORDS_DAY_BYTES], time[TP_TIME_TEXT_BYTES];
    const struct tp_words_value values[] = {{"date", day}, {NULL, NULL}};
    int64_t end_s;
    tp_status status = tp_retention_until(statement->exchange, owner, &end_s, diag);

    if (status != TP_OK)
        return status;
    tp_json_object(statement->json, "retention");
    if (end_s != TP_STORE_NEVER) {
        tp_time_format(end_s, time);
        tp_words_day(end_s, day);
        tp_json_text(statement->json, "until", time);
    }
    put_words(statement, tp_words_get(statement->words, end_s == TP_STORE_NEVER ? "retention.none" : "retention.until"),
              values);
    tp_json_close(statement->json);
    return TP_OK;
}

/* ---- all of it --------------------------------------------------------------------------------------------------- */

static tp_status put_list(struct statement *statement, const char *member, const char *kind, const char *link,
                          tp_entry_visit_fn *visit, struct tp_diag *diag)
{
    tp_status status;

    tp_json_list(statement->json, member);
    status = each(statement, kind, link, visit, diag);
    tp_json_close(statement->json);
    return status;
}

static tp_status put_lists(struct statement *statement, const char *booking, const char *owner, struct tp_diag *diag)
{
    tp_status status = put_list(statement, "searches", "leg", booking, put_leg, diag);

    if (status == TP_OK) {
        tp_json_list(statement->json, "disclosures");
        status = each(statement, "disclosure", owner, put_disclosure, diag);
        if (status == TP_OK)
            status = each(statement, "leg", booking, put_leg_disclosures, diag);
        if (status == TP_OK)
            status = tp_told_each(statement->exchange, owner, put_told_disclosures, statement, diag);
        tp_json_close(statement->json);
    }
    if (status == TP_OK)
        status = put_accesses(statement, owner, diag);
    if (status == TP_OK)
        status = put_list(statement, "challenges", "challenge", booking, put_challenge, diag);
    return status == TP_OK ? put_list(statement, "notices", "notice", owner, put_notice, diag) : status;
}

tp_status tp_statement_write(struct tp_exchange *exchange, const char *booking, const struct tp_words *words,
                             struct tp_json *json, struct tp_diag *diag)
{
    struct statement statement = {exchange, words, json, tp_exchange_config(exchange)->name};
    char owner[TP_EXCHANGE_NAME_BYTES];
    struct tp_entry entry;
    tp_status status = tp_entry_get(exchange, "booking", booking, &entry, diag);

    if (status != TP_OK)
        return status;
    snprintf(owner, sizeof owner, "booking/%.140s", booking);
    tp_json_text(json, "booking", booking);
    tp_json_text(json, "organisation", statement.organisation);
    put_taken(&statement, &entry);
    put_state(&statement, &entry);
    status = put_lists(&statement, booking, owner, diag);
    if (status == TP_OK)
        status = put_erasure(&statement, owner, diag);
    if (status == TP_OK && strcmp(entry.state, "erased") != 0)
        status = put_retention(&statement, owner, diag);
    tp_entry_deinit(&entry);
    return status == TP_OK ? tp_statement_ledger(exchange, booking, words, json, diag) : status;
}
