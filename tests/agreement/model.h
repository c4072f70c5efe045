/* SPDX-License-Identifier: Apache-2.0 */
/* The rules of docs/agreements.md once more, for comparison: plain lists that are searched from one end to the other
 * for every answer, nothing kept but what was accepted. Written from the page and not from the code. */
#ifndef TP_MODEL_H
#define TP_MODEL_H

#include "sample.h"

enum { MODEL_EVENTS_MAX = 2048, MODEL_DOCUMENTS = 10 };
#define MODEL_NEVER INT64_MAX

struct model_document {
    char *text;
    struct tp_terms *terms;
    int before;          /* the document that it amends; -1: none here */
    bool follows;        /* it keeps what an amendment must keep */
    const char *new_key; /* the key that it gives to the party "new"; NULL: there is no such party */
};

struct model_event {
    enum tp_event_kind kind;
    const char *by, *key; /* the name, and the name whose key it was signed with */
    int document;         /* whose version it names */
    uint32_t sequence;
    int64_t time_s, received_s;
    char hash[TP_HASH_TEXT_BYTES];
};

struct model {
    const struct model_document *documents;
    struct model_event accepted[MODEL_EVENTS_MAX];
    size_t count;
};

/* ---- what was accepted ------------------------------------------------------------------------------------------ */

static bool model_is_stop(enum tp_event_kind kind)
{
    return kind == TP_EVENT_SUSPEND || kind == TP_EVENT_TERMINATE || kind == TP_EVENT_LEAVE;
}

static int64_t model_from(const struct model_event *event)
{
    bool earlier = event->time_s < event->received_s;

    return model_is_stop(event->kind) == earlier ? event->time_s : event->received_s;
}

/* The key that DOCUMENT gives NAME; NULL: none. */
static const char *model_key(const struct model *model, int document, const char *name)
{
    const struct model_document *of = &model->documents[document];

    if (strcmp(name, "new") == 0)
        return of->new_key;
    return tp_terms_party(of->terms, name) || tp_terms_source(of->terms, name) ? name : NULL;
}

static bool model_is_of(const struct model_event *event, const char *by, const char *key)
{
    return strcmp(event->by, by) == 0 && strcmp(event->key, key) == 0;
}

/* The earliest that an event of KIND about DOCUMENT counts from; of BY, or of anybody when that is NULL. */
static int64_t model_first(const struct model *model, enum tp_event_kind kind, int document, const char *by)
{
    int64_t first_s = MODEL_NEVER;

    for (size_t i = 0; i < model->count; i++) {
        const struct model_event *event = &model->accepted[i];

        if (event->kind == kind && (document < 0 || event->document == document) &&
            (!by || strcmp(event->by, by) == 0) && model_from(event) < first_s)
            first_s = model_from(event);
    }
    return first_s;
}

static bool model_knows(const struct model *model, int document)
{
    return document >= 0 && model_first(model, TP_EVENT_PROPOSE, document, NULL) != MODEL_NEVER;
}

/* ---- notice and signatures -------------------------------------------------------------------------------------- */

static bool model_names_for_notice(const struct model *model, int document, const char *by)
{
    const struct tp_terms *terms = model->documents[document].terms;

    for (size_t i = 0; i < terms->party_count; i++)
        if ((terms->notice_by & (UINT64_C(1) << i)) && strcmp(terms->parties[i].id, by) == 0)
            return true;
    return false;
}

static bool model_must_notice(const struct model *model, int document, const char *by)
{
    int before = model->documents[document].before;

    return model_names_for_notice(model, document, by) || (before >= 0 && model_names_for_notice(model, before, by));
}

static int64_t model_notice_s(const struct model *model, int document)
{
    int before = model->documents[document].before;
    uint32_t days = model->documents[document].terms->notice_days;

    if (before >= 0 && model->documents[before].terms->notice_days > days)
        days = model->documents[before].terms->notice_days;
    return (int64_t)days * 24 * 60 * 60;
}

/* When the last that must publish has. */
static int64_t model_noticed(const struct model *model, int document)
{
    const struct tp_terms *terms = model->documents[document].terms;
    int64_t last_s = INT64_MIN;

    for (size_t i = 0; i < terms->party_count; i++)
        if (model_must_notice(model, document, terms->parties[i].id)) {
            int64_t first_s = model_first(model, TP_EVENT_NOTICE, document, terms->parties[i].id);

            last_s = first_s > last_s ? first_s : last_s;
        }
    return last_s;
}

static int64_t model_comments_end(const struct model *model, int document)
{
    int64_t noticed_s = model_knows(model, document) ? model_noticed(model, document) : MODEL_NEVER;

    return noticed_s == MODEL_NEVER ? MODEL_NEVER : noticed_s + model_notice_s(model, document);
}

/* The end of comments by the dates of the notices; all are there. */
static int64_t model_comments_dated(const struct model *model, int document)
{
    int64_t last_s = INT64_MIN;

    for (size_t i = 0; i < model->count; i++)
        if (model->accepted[i].kind == TP_EVENT_NOTICE && model->accepted[i].document == document &&
            model->accepted[i].time_s > last_s)
            last_s = model->accepted[i].time_s;
    return last_s + model_notice_s(model, document);
}

static int64_t model_signed(const struct model *model, int document)
{
    const struct tp_terms *terms = model->documents[document].terms;
    int64_t last_s = INT64_MIN;

    for (size_t i = 0; i < terms->party_count; i++) {
        int64_t first_s = model_first(model, TP_EVENT_SIGN, document, terms->parties[i].id);

        last_s = first_s > last_s ? first_s : last_s;
    }
    return last_s;
}

static int64_t model_replaced(const struct model *model, int document)
{
    int64_t first_s = MODEL_NEVER;

    for (int i = 0; i < MODEL_DOCUMENTS; i++)
        if (model->documents[i].before == document && model_knows(model, i)) {
            int64_t activated_s = model_first(model, TP_EVENT_ACTIVATE, i, NULL);

            first_s = activated_s < first_s ? activated_s : first_s;
        }
    return first_s;
}

/* ---- turns ------------------------------------------------------------------------------------------------------ */

/* The greatest number below BELOW of an event of KIND by the signer that counts at CLOCK, 0 for none. DOCUMENT is -1
 * for any. */
static uint32_t model_last(const struct model *model, const struct model_event *like, enum tp_event_kind kind,
                           int document, int64_t clock_s)
{
    uint32_t last = 0;

    for (size_t i = 0; i < model->count; i++) {
        const struct model_event *event = &model->accepted[i];

        if (event->kind == kind && model_is_of(event, like->by, like->key) && event->sequence < like->sequence &&
            model_from(event) <= clock_s && (document < 0 || event->document == document) && event->sequence > last)
            last = event->sequence;
    }
    return last;
}

/* LIKE: whose, and below which number. */
static bool model_is_suspended(const struct model *model, const struct model_event *like, int64_t clock_s)
{
    uint32_t suspended = model_last(model, like, TP_EVENT_SUSPEND, -1, clock_s);

    return suspended > 0 && suspended >= model_last(model, like, TP_EVENT_RESUME, -1, clock_s) &&
           suspended > model_last(model, like, TP_EVENT_LEAVE, -1, clock_s);
}

static enum tp_participation model_stands(const struct model *model, const struct model_event *like, int document,
                                          int64_t clock_s)
{
    uint32_t left = model_last(model, like, TP_EVENT_LEAVE, -1, clock_s);
    uint32_t joined = model_last(model, like, TP_EVENT_JOIN, document, clock_s);
    uint32_t suspended = model_last(model, like, TP_EVENT_SUSPEND, -1, clock_s);
    uint32_t resumed = model_last(model, like, TP_EVENT_RESUME, -1, clock_s);

    if (left > 0 && left >= joined)
        return TP_PARTICIPATION_LEFT;
    if (suspended > 0 && suspended >= resumed && suspended >= joined)
        return TP_PARTICIPATION_SUSPENDED;
    return joined > 0 ? TP_PARTICIPATION_IN : TP_PARTICIPATION_OUT;
}

/* ---- questions -------------------------------------------------------------------------------------------------- */

static enum tp_participation model_participation(const struct model *model, int document, const char *name,
                                                 int64_t clock_s)
{
    struct model_event like = {.by = name, .key = name, .sequence = UINT32_MAX};

    if (!model_knows(model, document) || !tp_terms_source(model->documents[document].terms, name))
        return TP_PARTICIPATION_OUT;
    return model_stands(model, &like, document, clock_s);
}

static bool model_takes_part(const struct model *model, int document, const char *name, int64_t clock_s)
{
    if (!model_knows(model, document) || !tp_terms_source(model->documents[document].terms, name))
        return false;
    for (size_t i = 0; i < model->documents[document].terms->source_count; i++) {
        const char *other = model->documents[document].terms->sources[i].jurisdiction;
        size_t length = strlen(other);
        bool above = strncmp(other, name, length) == 0 && (name[length] == '-' || name[length] == '\0');

        if (above && model_participation(model, document, other, clock_s) != TP_PARTICIPATION_IN)
            return false;
    }
    return true;
}

static bool model_anybody_suspends(const struct model *model, int64_t clock_s)
{
    for (size_t i = 0; i < model->count; i++) {
        struct model_event like = model->accepted[i];

        like.sequence = UINT32_MAX;
        if (strncmp(like.by, "US", 2) != 0 && model_is_suspended(model, &like, clock_s))
            return true;
    }
    return false;
}

static enum tp_life model_life(const struct model *model, int document, int64_t clock_s)
{
    if (!model_knows(model, document) || clock_s < model_first(model, TP_EVENT_PROPOSE, document, NULL))
        return TP_LIFE_NONE;
    if (model_first(model, TP_EVENT_TERMINATE, -1, NULL) <= clock_s)
        return TP_LIFE_TERMINATED;
    if (model_replaced(model, document) <= clock_s)
        return TP_LIFE_REPLACED;
    if (model->documents[document].terms->valid_until_s <= clock_s)
        return TP_LIFE_EXPIRED;
    if (model_first(model, TP_EVENT_ACTIVATE, document, NULL) <= clock_s)
        return model_anybody_suspends(model, clock_s) ? TP_LIFE_SUSPENDED : TP_LIFE_ACTIVE;
    if (model_signed(model, document) <= clock_s)
        return TP_LIFE_SIGNED;
    return model_noticed(model, document) <= clock_s ? TP_LIFE_NOTICED : TP_LIFE_PROPOSED;
}

/* ---- refusals --------------------------------------------------------------------------------------------------- */

static bool model_may(const struct model *model, const struct model_event *event)
{
    bool is_source = strncmp(event->by, "US", 2) == 0;

    if (event->kind == TP_EVENT_SUSPEND || event->kind == TP_EVENT_RESUME)
        return true;
    if (event->kind == TP_EVENT_JOIN || event->kind == TP_EVENT_LEAVE)
        return is_source;
    return !is_source && (event->kind != TP_EVENT_NOTICE || model_must_notice(model, event->document, event->by));
}

/* Whom the event is about: what is not known, and who may not sign. */
static enum tp_refusal model_stranger(const struct model *model, const struct model_event *event)
{
    const struct model_document *document = &model->documents[event->document];
    int judge = event->document;
    const char *key;

    if (model->count == 0 && !(event->kind == TP_EVENT_PROPOSE && document->terms->version == 1))
        return TP_REFUSAL_UNKNOWN_AGREEMENT;
    if (model->count > 0 &&
        strcmp(document->terms->agreement, model->documents[model->accepted[0].document].terms->agreement) != 0)
        return TP_REFUSAL_UNKNOWN_AGREEMENT;
    if (event->kind == TP_EVENT_PROPOSE && document->terms->version > 1)
        judge = document->before;
    if ((event->kind != TP_EVENT_PROPOSE || document->terms->version > 1) && !model_knows(model, judge))
        return TP_REFUSAL_UNKNOWN_VERSION;
    key = model_key(model, judge, event->by);
    if (!key || !model_may(model, event))
        return TP_REFUSAL_WRONG_SIGNER;
    for (size_t i = 0; i < model->count; i++)
        if (strcmp(model->accepted[i].hash, event->hash) == 0)
            return TP_REFUSAL_REPLAYED;
    return strcmp(key, event->key) == 0 ? TP_REFUSAL_NONE : TP_REFUSAL_BAD_SIGNATURE;
}

/* Numbers and times. */
static enum tp_refusal model_misplaced(const struct model *model, const struct model_event *event)
{
    bool have[MODEL_EVENTS_MAX + 2] = {false};
    int64_t last_s = INT64_MIN;

    for (size_t i = 0; i < model->count; i++) {
        const struct model_event *other = &model->accepted[i];

        if (!model_is_of(other, event->by, event->key))
            continue;
        if (other->sequence == event->sequence)
            return TP_REFUSAL_CONTRADICTS;
        if (other->sequence <= MODEL_EVENTS_MAX)
            have[other->sequence] = true;
        if (!model_is_stop(other->kind) && other->time_s > last_s)
            last_s = other->time_s;
    }
    for (uint32_t i = 1; i < event->sequence; i++)
        if (i > MODEL_EVENTS_MAX || !have[i])
            return TP_REFUSAL_OUT_OF_ORDER;
    if (event->time_s - event->received_s > 300)
        return TP_REFUSAL_FROM_THE_FUTURE;
    return event->time_s < last_s ? TP_REFUSAL_BACK_IN_TIME : TP_REFUSAL_NONE;
}

/* Whether the signer has taken a step of KIND about this document, or about another with a number from LOW to HIGH. */
static bool model_has(const struct model *model, const struct model_event *event, enum tp_event_kind kind, bool other,
                      uint32_t high)
{
    for (size_t i = 0; i < model->count; i++) {
        const struct model_event *taken = &model->accepted[i];
        uint32_t number = model->documents[taken->document].terms->version;

        if (taken->kind != kind || !model_is_of(taken, event->by, event->key))
            continue;
        if (other ? taken->document != event->document && number <= high &&
                        number >= model->documents[event->document].terms->version
                  : taken->document == event->document)
            return true;
    }
    return false;
}

static bool model_is_impossible(const struct model *model, const struct model_event *event)
{
    enum tp_event_kind kind = event->kind;

    if (kind == TP_EVENT_RESUME)
        return !model_is_suspended(model, event, MODEL_NEVER);
    if (kind == TP_EVENT_JOIN)
        return model_stands(model, event, event->document, MODEL_NEVER) == TP_PARTICIPATION_IN;
    if (kind == TP_EVENT_PROPOSE || kind == TP_EVENT_NOTICE || kind == TP_EVENT_SIGN || kind == TP_EVENT_ACTIVATE)
        return model_has(model, event, kind, false, 0);
    return false;
}

static bool model_is_of_other_version(const struct model *model, const struct model_event *event)
{
    const struct model_document *document = &model->documents[event->document];
    uint32_t number = document->terms->version;

    if (event->kind == TP_EVENT_RESUME)
        return false;
    if (model_has(model, event, TP_EVENT_ACTIVATE, true, UINT32_MAX))
        return true;
    if (event->kind == TP_EVENT_PROPOSE && number > 1 &&
        model_first(model, TP_EVENT_ACTIVATE, document->before, NULL) > model_from(event))
        return true;
    return (event->kind == TP_EVENT_PROPOSE || event->kind == TP_EVENT_SIGN) &&
           model_has(model, event, TP_EVENT_SIGN, true, number);
}

static bool model_is_early(const struct model *model, const struct model_event *event)
{
    int64_t end_s = model_comments_end(model, event->document), from_s = model_from(event);

    if (event->kind != TP_EVENT_SIGN && event->kind != TP_EVENT_JOIN && event->kind != TP_EVENT_ACTIVATE)
        return false;
    if (from_s < end_s || event->time_s < model_comments_dated(model, event->document))
        return true;
    return event->kind == TP_EVENT_ACTIVATE && from_s < model->documents[event->document].terms->valid_from_s;
}

static size_t model_candidates(const struct model *model, const struct model_event *event)
{
    size_t count = 0;

    for (size_t i = 0; i < model->count; i++)
        count += model->accepted[i].kind == TP_EVENT_PROPOSE &&
                 model_is_of(&model->accepted[i], event->by, event->key) &&
                 model->documents[model->accepted[i].document].terms->version ==
                     model->documents[event->document].terms->version;
    return count;
}

/* Why EVENT, with its time of receipt, is refused. */
static enum tp_refusal model_check(const struct model *model, const struct model_event *event)
{
    const struct model_document *document = &model->documents[event->document];
    enum tp_refusal refusal = model_stranger(model, event);

    if (refusal != TP_REFUSAL_NONE || model_is_stop(event->kind))
        return refusal;
    refusal = model_misplaced(model, event);
    if (refusal != TP_REFUSAL_NONE)
        return refusal;
    if (model_first(model, TP_EVENT_TERMINATE, -1, NULL) <= model_from(event) ||
        (event->kind != TP_EVENT_RESUME && event->time_s >= document->terms->valid_until_s))
        return TP_REFUSAL_ENDED;
    if (model_is_impossible(model, event))
        return TP_REFUSAL_NOT_IN_THIS_STATE;
    if (model_is_of_other_version(model, event))
        return TP_REFUSAL_OTHER_VERSION;
    if (event->kind == TP_EVENT_PROPOSE && document->terms->version > 1 && !document->follows)
        return TP_REFUSAL_BAD_AMENDMENT;
    if (model_is_early(model, event))
        return TP_REFUSAL_TOO_EARLY;
    if (event->kind == TP_EVENT_ACTIVATE && model_from(event) < model_signed(model, event->document))
        return TP_REFUSAL_NOT_SIGNED;
    if (event->kind == TP_EVENT_PROPOSE && document->terms->version > 1 && model_candidates(model, event) >= 4)
        return TP_REFUSAL_TOO_MANY;
    return TP_REFUSAL_NONE;
}

#endif
