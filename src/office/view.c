/* SPDX-License-Identifier: Apache-2.0 */
/* An agreement as it stands at an instant: its life, its signatures, who takes part. */
#include "office/office.h"

#include <string.h>

const struct tp_terms *tp_view_version(const struct tp_agreement_view *view, enum tp_life *life)
{
    const struct tp_terms *shown = NULL;

    *life = TP_LIFE_NONE;
    for (size_t i = 0; i < tp_history_version_count(view->history); i++) {
        shown = tp_history_version(view->history, i);
        *life = tp_history_life(view->history, shown, view->at_s);
        if (*life == TP_LIFE_ACTIVE || *life == TP_LIFE_SUSPENDED)
            break;
    }
    return shown;
}

/* The instant from which an event counts here. */
int64_t tp_view_counts_from_s(const struct tp_event *event, int64_t received_s)
{
    return tp_event_is_stop(event->kind) ? TP_MIN(event->time_s, received_s) : TP_MAX(event->time_s, received_s);
}

/* The next event at or after *PLACE that counts, of that kind, about VERSION. *FROM is since when. */
const struct tp_event *tp_view_next_event(const struct tp_agreement_view *view, const struct tp_terms *version,
                                          enum tp_event_kind kind, size_t *place, int64_t *from_s)
{
    for (; *place < tp_history_count(view->history); ++*place) {
        int64_t received_s;
        const struct tp_event *event = tp_history_event(view->history, *place, &received_s);

        *from_s = tp_view_counts_from_s(event, received_s);
        if (event->kind == kind && *from_s <= view->at_s && strcmp(event->version, version->hash) == 0) {
            ++*place;
            return event;
        }
    }
    return NULL;
}

/* Since when PARTY's step counts; false when it has not taken it. */
bool tp_view_find_step(const struct tp_agreement_view *view, const struct tp_terms *version, enum tp_event_kind kind,
                       const char *party, int64_t *from_s)
{
    const struct tp_event *event;
    size_t place = 0;

    while ((event = tp_view_next_event(view, version, kind, &place, from_s)))
        if (strcmp(event->by, party) == 0)
            return true;
    return false;
}

bool tp_view_comments_end(const struct tp_agreement_view *view, const struct tp_terms *version,
                          char out[TP_TIME_TEXT_BYTES])
{
    int64_t end_s = tp_history_comments_end_s(view->history, version);

    tp_time_format(end_s, out);
    return end_s < INT64_MAX / 4; /* it never ends before it has begun */
}

/* A signer that works from an old export gives a stop a number that it has used, and a return of its own with a greater
 * number undoes it. */
bool tp_view_is_undone(const struct tp_agreement_view *view, const struct tp_event *event)
{
    const struct tp_terms *in_force = tp_history_in_force(view->history, view->at_s);

    if (!in_force || !tp_event_is_stop(event->kind))
        return false;
    if (tp_terms_source(in_force, event->by))
        return tp_history_participation(view->history, in_force, event->by, view->at_s) == TP_PARTICIPATION_IN;
    return tp_terms_party(in_force, event->by) != NULL;
}

void tp_view_outline(const struct tp_agreement_view *view, struct tp_json *json)
{
    enum tp_life life;
    const struct tp_terms *version = tp_view_version(view, &life);

    tp_json_text(json, "agreement", tp_history_agreement(view->history));
    tp_json_text(json, "title", version->title);
    tp_json_integer(json, "version", version->version);
    tp_json_text(json, "hash", version->hash);
    tp_json_text(json, "life", tp_life_code(life));
    tp_json_integer(json, "versions", (int64_t)tp_history_version_count(view->history));
    tp_json_integer(json, "events", (int64_t)tp_history_count(view->history));
}

/* {"by": id, "time": time or null} for each party that is to take the step. */
static void add_steps(const struct tp_agreement_view *view, const struct tp_terms *version, enum tp_event_kind kind,
                      const char *name, struct tp_json *json)
{
    tp_json_list(json, name);
    for (size_t i = 0; i < version->party_count; i++) {
        const char *party = version->parties[i].id;
        char time[TP_TIME_TEXT_BYTES];
        int64_t from_s;
        bool taken = tp_view_find_step(view, version, kind, party, &from_s);

        if (kind == TP_EVENT_NOTICE && !(version->notice_by >> i & 1))
            continue;
        tp_time_format(taken ? from_s : 0, time);
        tp_json_object(json, NULL);
        tp_json_text(json, "by", party);
        tp_json_text(json, "time", taken ? time : NULL);
        tp_json_close(json);
    }
    tp_json_close(json);
}

static void add_public(const struct tp_agreement_view *view, const struct tp_terms *version, struct tp_json *json)
{
    tp_json_list(json, "public");
    for (enum tp_event_kind kind = TP_EVENT_COMMENT; kind <= TP_EVENT_HEARING; kind++) {
        const struct tp_event *event;
        size_t place = 0;
        int64_t from_s;

        while ((event = tp_view_next_event(view, version, kind, &place, &from_s))) {
            tp_json_object(json, NULL);
            tp_json_text(json, "kind", tp_events.items[kind].code);
            tp_json_text(json, "title", event->attachment_title);
            tp_json_text(json, "sha256", event->attachment_sha256);
            if (kind == TP_EVENT_PETITION)
                tp_json_integer(json, "sign_ons", event->sign_ons);
            tp_json_close(json);
        }
    }
    tp_json_close(json);
}

static void add_sources(const struct tp_agreement_view *view, const struct tp_terms *version, struct tp_json *json)
{
    tp_json_list(json, "sources");
    for (size_t i = 0; i < version->source_count; i++) {
        const char *code = version->sources[i].jurisdiction;

        tp_json_object(json, NULL);
        tp_json_text(json, "jurisdiction", code);
        tp_json_text(json, "participation",
                     tp_participation_code(tp_history_participation(view->history, version, code, view->at_s)));
        tp_json_flag(json, "takes_part", tp_history_takes_part(view->history, version, code, view->at_s));
        tp_json_close(json);
    }
    tp_json_close(json);
}

static void add_version(const struct tp_agreement_view *view, const struct tp_terms *version, struct tp_json *json)
{
    char time[TP_TIME_TEXT_BYTES];
    bool begun = tp_view_comments_end(view, version, time);

    tp_json_object(json, NULL);
    tp_json_integer(json, "version", version->version);
    tp_json_text(json, "hash", version->hash);
    tp_json_text(json, "title", version->title);
    tp_json_text(json, "life", tp_life_code(tp_history_life(view->history, version, view->at_s)));
    tp_json_text(json, "comments_end", begun ? time : NULL);
    add_steps(view, version, TP_EVENT_NOTICE, "notices", json);
    add_steps(view, version, TP_EVENT_SIGN, "signatures", json);
    add_public(view, version, json);
    add_sources(view, version, json);
    tp_json_close(json);
}

void tp_view_status(const struct tp_agreement_view *view, struct tp_json *json)
{
    char time[TP_TIME_TEXT_BYTES];

    tp_time_format(view->at_s, time);
    tp_json_text(json, "agreement", tp_history_agreement(view->history));
    tp_json_text(json, "at", time);
    tp_json_list(json, "versions");
    for (size_t i = 0; i < tp_history_version_count(view->history); i++)
        add_version(view, tp_history_version(view->history, i), json);
    tp_json_close(json);
}
