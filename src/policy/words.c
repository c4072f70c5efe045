/* SPDX-License-Identifier: Apache-2.0 */
/* Decisions in words: what each clause says in this agreement, how the request stands to it, and what follows. Said of
 * the request and the records, never as an opinion about the person. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "policy/clauses.h"

typedef void words_fn(const struct situation *situation, struct tp_buffer *out);

enum { QUOTED_MAX = 80 };

/* Requests may hold any text. */
static void quote(const char *text, struct tp_buffer *out)
{
    char shown[QUOTED_MAX];

    if (!text || !*text) {
        tp_write_text(out, "nobody");
        return;
    }
    snprintf(shown, sizeof shown, "%s", text);
    tp_text_make_printable(shown);
    tp_write_text(out, "%s", shown);
}

/* "a, b and c", or NONE. Bits outside the list are said to be unknown. */
static void list(const struct tp_vocabulary *vocabulary, uint64_t set, const char *none, struct tp_buffer *out)
{
    size_t left = 0;

    for (uint64_t bits = set; bits; bits &= bits - 1)
        left++;
    if (left == 0)
        tp_write_text(out, "%s", none);
    for (size_t i = 0; i < 64 && left > 0; i++) {
        if ((set >> i & 1) == 0)
            continue;
        tp_write_text(out, "%s%s", i < vocabulary->count ? vocabulary->items[i].code : "something unknown",
                      left == 1   ? ""
                      : left == 2 ? " and "
                                  : ", ");
        left--;
    }
}

static void place(const struct tp_vocabulary *vocabulary, int at, struct tp_buffer *out)
{
    const bool known = at >= 0 && (size_t)at < vocabulary->count;

    tp_write_text(out, "%s", known ? vocabulary->items[at].code : "unknown");
}

/* ---- the agreement and who takes part ------------------------------------------------------------------------------
 */

static void in_force(const struct situation *situation, struct tp_buffer *out)
{
    char clock[TP_TIME_TEXT_BYTES];
    enum tp_life life;

    tp_time_format(situation->clock_s, clock);
    if (situation->in_force) {
        tp_write_text(out, "version %" PRIu32 " of the agreement is in force at %s", situation->in_force->version,
                      clock);
        return;
    }
    life = tp_history_life(situation->history, situation->terms, situation->clock_s);
    tp_write_text(out, "no version of the agreement is in force at %s; the one named is: %s", clock,
                  tp_life_words(life));
}

static void version(const struct situation *situation, struct tp_buffer *out)
{
    const char *named = situation->request->version;
    const struct tp_terms *known = named ? tp_history_find_version(situation->history, named) : NULL;

    if (situation->in_force)
        tp_write_text(out, "version %" PRIu32 " is the one in force; ", situation->in_force->version);
    else
        tp_write_text(out, "no version is in force; ");
    if (known)
        tp_write_text(out, "the request is made under version %" PRIu32, known->version);
    else
        tp_write_text(out, "the request is made under a version that is not known here");
}

static void parties(const struct situation *situation, struct tp_buffer *out)
{
    const struct tp_party *repository = &situation->terms->parties[situation->terms->repository_party];
    const struct tp_party *sender = tp_policy_party(situation, situation->request->sender);

    tp_write_text(out, "the agreement lets its senders ask %s, each for the bookings of its own jurisdiction; ",
                  repository->id);
    quote(situation->request->sender, out);
    if (!sender)
        tp_write_text(out, ", no party,");
    else if ((sender->roles >> TP_ROLE_SENDER & 1) == 0)
        tp_write_text(out, ", a party but no sender,");
    else
        tp_write_text(out, " of %s", sender->jurisdiction);
    tp_write_text(out, " asks ");
    quote(situation->request->repository, out);
    tp_write_text(out, " about a booking of ");
    quote(situation->request->jurisdiction, out);
}

static const char *standing_words(enum tp_participation participation)
{
    switch (participation) {
    case TP_PARTICIPATION_IN:
        return "has joined";
    case TP_PARTICIPATION_SUSPENDED:
        return "has suspended its part";
    case TP_PARTICIPATION_LEFT:
        return "has left";
    case TP_PARTICIPATION_OUT:
        break;
    }
    return "has not joined";
}

/* CODE itself and each source above it. */
static void standing(const struct situation *situation, const char *code, struct tp_buffer *out)
{
    char at[TP_JURISDICTION_MAX], above[TP_JURISDICTION_MAX];
    bool more = true;

    snprintf(at, sizeof at, "%s", code);
    while (more) {
        if (tp_terms_source(situation->terms, at))
            tp_write_text(
                out, "%s%s %s", strcmp(at, code) == 0 ? "" : ", ", at,
                standing_words(tp_history_participation(situation->history, situation->terms, at, situation->clock_s)));
        more = tp_jurisdiction_parent(at, above);
        snprintf(at, sizeof at, "%s", more ? above : "");
    }
}

static void participation(const struct situation *situation, struct tp_buffer *out)
{
    const char *code = situation->request->jurisdiction;

    tp_write_text(out, "the agreement takes bookings of jurisdictions that have joined, and whose state has; ");
    if (!code || !tp_jurisdiction_is_code(code) || !tp_terms_source(situation->terms, code)) {
        quote(code, out);
        tp_write_text(out, " is not among its sources");
        return;
    }
    standing(situation, code, out);
    if (tp_policy_has_parts(situation->terms, code))
        tp_write_text(out, ", but has jurisdictions of its own in the agreement, and the request does not say of which "
                           "the booking is");
}

static void witness(const struct situation *situation, struct tp_buffer *out)
{
    const int64_t age_minutes = situation->request->checkpoint_age_minutes;

    if (!situation->terms->witness_required) {
        tp_write_text(out, "the agreement requires no witness of the ledger");
        return;
    }
    tp_write_text(out, "the agreement requires that the ledger was cosigned in the last %" PRIu32 " minutes; ",
                  situation->terms->witness_age_minutes);
    if (age_minutes < 0)
        tp_write_text(out, "there is no cosigned checkpoint");
    else
        tp_write_text(out, "the last cosigned checkpoint is %" PRId64 " minutes old", age_minutes);
}

/* ---- what is asked, and about whom --------------------------------------------------------------------------------
 */

static void purpose(const struct situation *situation, struct tp_buffer *out)
{
    tp_write_text(out, "the agreement is for ");
    list(&tp_purposes, situation->terms->purposes, "no purpose", out);
    tp_write_text(out, "; the purpose of this request is ");
    place(&tp_purposes, situation->request->purpose, out);
}

static void material(const struct situation *situation, struct tp_buffer *out)
{
    tp_write_text(out, "the agreement lets be sent: ");
    list(&tp_materials, situation->terms->materials, "nothing", out);
    tp_write_text(out, "; this request sends ");
    place(&tp_materials, situation->request->material, out);
}

static const char *level_words(int level)
{
    static const char *const words[] = {"none", "level 3", "level 2", "level 1"};

    return level >= 0 && (size_t)level < TP_ARRAY_LENGTH(words) ? words[level] : "unknown";
}

/* "people convicted of a level 1 offence" */
static void people(const struct tp_threshold *threshold, struct tp_buffer *out)
{
    static const char *const words[] = {"", "a level 3 offence or worse", "a level 2 offence or worse",
                                        "a level 1 offence"};
    const bool offence = threshold->offence != TP_SERIOUSNESS_NONE;
    const bool conviction = threshold->conviction != TP_SERIOUSNESS_NONE;

    tp_write_text(out, offence || conviction ? "people" : "anyone, whatever the offence or conviction");
    if (offence)
        tp_write_text(out, " charged with %s", words[threshold->offence]);
    if (offence && conviction)
        tp_write_text(out, " and");
    if (conviction)
        tp_write_text(out, " convicted of %s", words[threshold->conviction]);
}

static void levels(const struct tp_request *request, const struct tp_threshold *threshold, struct tp_buffer *out)
{
    if (threshold->offence != TP_SERIOUSNESS_NONE || threshold->conviction == TP_SERIOUSNESS_NONE)
        tp_write_text(out, "; the offence charged is %s", level_words(request->offence));
    if (threshold->conviction != TP_SERIOUSNESS_NONE || threshold->offence == TP_SERIOUSNESS_NONE)
        tp_write_text(out, "; this person's gravest conviction is %s", level_words(request->conviction));
}

static void search_threshold(const struct situation *situation, struct tp_buffer *out)
{
    tp_write_text(out, "the agreement searches for ");
    people(&situation->terms->search, out);
    levels(situation->request, &situation->terms->search, out);
}

static void release_threshold(const struct situation *situation, struct tp_buffer *out)
{
    tp_write_text(out, "the agreement releases matches of ");
    people(&situation->terms->release, out);
    if (tp_policy_is_about_match(situation->request))
        levels(situation->request, &situation->terms->release, out);
    else
        tp_write_text(out, "; there is no match");
}

static void exclusion(const struct situation *situation, struct tp_buffer *out)
{
    const struct tp_request *request = situation->request;

    tp_write_text(out, "the agreement excludes ");
    list(&tp_categories, situation->terms->exclusions, "nobody", out);
    if (!request->categories_known) {
        tp_write_text(out, "; nobody has looked whether this person is of such a category");
        return;
    }
    tp_write_text(out, "; recorded of this person: ");
    list(&tp_categories, request->categories, "none of the categories", out);
}

/* ---- what is told, to whom ----------------------------------------------------------------------------------------
 */

static void examination(const struct situation *situation, struct tp_buffer *out)
{
    const unsigned needed = TP_MAX(situation->terms->examiners, 2U);

    tp_write_text(out, "the agreement has a match confirmed by %u examiners; ", needed);
    if (tp_policy_is_about_match(situation->request))
        tp_write_text(out, "%u concluded identification", situation->request->examiners);
    else
        tp_write_text(out, "there is no match");
}

static void fields(const struct situation *situation, struct tp_buffer *out)
{
    tp_write_text(out, "the agreement releases ");
    list(&tp_fields, situation->terms->fields, "nothing", out);
    if (!tp_policy_is_about_match(situation->request)) {
        tp_write_text(out, "; there is no match");
        return;
    }
    tp_write_text(out, "; the request asks for ");
    list(&tp_fields, situation->request->fields, "nothing", out);
}

static void recipient(const struct situation *situation, struct tp_buffer *out)
{
    const struct tp_terms *terms = situation->terms;

    tp_write_text(out, "the agreement names as recipients: ");
    for (size_t i = 0; i < terms->recipient_count; i++)
        tp_write_text(out, "%s%s", i > 0 ? ", " : "", terms->recipients[i].id);
    tp_write_text(out, "%s; the request is for ", terms->recipient_count > 0 ? "" : "nobody");
    quote(situation->request->recipient, out);
}

static const char *discretion_words(enum tp_discretion discretion)
{
    switch (discretion) {
    case TP_DISCRETION_RELEASE:
        return "a person decided to release";
    case TP_DISCRETION_DECLINE:
        return "a person decided not to release";
    case TP_DISCRETION_NOT_DECIDED:
        break;
    }
    return "nobody has decided";
}

static void discretion(const struct situation *situation, struct tp_buffer *out)
{
    const struct tp_request *request = situation->request;
    const struct tp_recipient *to = tp_policy_recipient(situation, request->recipient);
    const uint64_t needed = situation->terms->circumstances;

    if (!to || !to->enforcement) {
        quote(request->recipient, out);
        tp_write_text(out,
                      to ? " does not enforce, so that the agreement requires no review; %s"
                         : " is unknown, and may be one that enforces; %s",
                      discretion_words(request->discretion));
        return;
    }
    tp_write_text(out, "before anything goes to %s, which enforces, the agreement has a person consider ", to->id);
    list(&tp_circumstances, needed, "no circumstance, so that nobody can", out);
    tp_write_text(out, "; not yet considered: ");
    list(&tp_circumstances, needed & ~request->considered, "none", out);
    tp_write_text(out, "; %s, with%s a written reason", discretion_words(request->discretion),
                  request->reason_written ? "" : "out");
}

static void retention(const struct situation *situation, struct tp_buffer *out)
{
    tp_write_text(out, "the agreement lets the recipient keep it %" PRIu32 " days; ", situation->terms->retention_days);
    if (situation->request->retention_days < 0)
        tp_write_text(out, "how long it is to be kept is unknown");
    else
        tp_write_text(out, "it is to be kept %" PRId64 " days", situation->request->retention_days);
}

static void onward(const struct situation *situation, struct tp_buffer *out)
{
    const struct tp_terms *terms = situation->terms;

    tp_write_text(out, "the agreement lets a recipient pass it on to ");
    for (size_t i = 0; i < terms->onward_count; i++)
        tp_write_text(out, "%s%s", i > 0 ? ", " : "", terms->onward[i]);
    tp_write_text(out, "%s; ", terms->onward_count > 0 ? "" : "nobody");
    quote(situation->request->from, out);
    tp_write_text(out, "%s would pass it on to ",
                  tp_policy_recipient(situation, situation->request->from) ? "" : ", no recipient,");
    quote(situation->request->recipient, out);
}

static words_fn *const words[TP_CLAUSES] = {
    [TP_CLAUSE_IN_FORCE] = in_force,
    [TP_CLAUSE_VERSION] = version,
    [TP_CLAUSE_PARTIES] = parties,
    [TP_CLAUSE_PARTICIPATION] = participation,
    [TP_CLAUSE_PURPOSE] = purpose,
    [TP_CLAUSE_MATERIAL] = material,
    [TP_CLAUSE_SEARCH_THRESHOLD] = search_threshold,
    [TP_CLAUSE_EXCLUSION] = exclusion,
    [TP_CLAUSE_WITNESS] = witness,
    [TP_CLAUSE_EXAMINATION] = examination,
    [TP_CLAUSE_RELEASE_THRESHOLD] = release_threshold,
    [TP_CLAUSE_FIELDS] = fields,
    [TP_CLAUSE_RECIPIENT] = recipient,
    [TP_CLAUSE_DISCRETION] = discretion,
    [TP_CLAUSE_RETENTION] = retention,
    [TP_CLAUSE_ONWARD] = onward,
};

void tp_clause_words(const struct tp_history *history, const struct tp_request *request, int64_t clock_s,
                     const struct tp_decision *decision, size_t place, struct tp_buffer *out)
{
    struct situation situation;

    if (place >= decision->count)
        return;
    situation = tp_policy_situation(history, request, clock_s);
    if (situation.terms)
        words[decision->clauses[place].clause](&situation, out);
    else
        tp_write_text(out, "no agreement is known by which this could be allowed");
    tp_write_text(out, ": %s", tp_effect_code(decision->clauses[place].effect));
}
