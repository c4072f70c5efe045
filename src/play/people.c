/* SPDX-License-Identifier: Apache-2.0 */
/* Who works at the nodes of a scenario: examiners who conclude from the truth, with errors; officers who decide on
 * releases one way or the other. What they may see they ask for themselves; the truth comes from elsewhere. */
#include <stdio.h>
#include <string.h>

#include "partner/partner.h"
#include "play/scenario.h"

enum { OK = 200, MADE = 201, NOBODY = -1, LOOK_BACK = 60, WORDS = 32, MINUTE_S = 60, ROUNDS_MAX = 200, HOPS_MAX = 3 };

/* ---- the truth --------------------------------------------------------------------------------------------------- */

static int person_of_booking(const struct tp_play_stage *stage, const char *id)
{
    for (size_t i = stage->booking_count; i-- > 0;)
        if (strcmp(stage->bookings[i].id, id) == 0)
            return (int)stage->bookings[i].person;
    for (size_t i = stage->known_count; i-- > 0;)
        if (strcmp(stage->known[i].booking, id) == 0)
            return (int)stage->known[i].person;
    return NOBODY;
}

/* Where a search is looked for: the legs of OF at NODE, and those of the hops after them. */
struct trail {
    size_t node;
    const char *of;
    unsigned hops;
};

/* Whether one of those is what the node that it went to calls ID. */
static tp_status has_leg(struct tp_play_stage *stage, const struct trail *trail, const char *id, bool *found,
                         struct tp_diag *diag)
{
    struct tp_play_reply reply = {.status = 0};
    const struct tp_json_value *legs;
    tp_status status = tp_play_say(stage, (struct tp_play_at){trail->node, TP_PLAY_AUDITOR, "GET", NULL}, &reply, diag,
                                   "/v1/legs?of=%s", trail->of);

    legs = status == TP_OK && reply.json ? tp_json_member(tp_json_root(reply.json), "legs") : NULL;
    for (size_t i = 0; status == TP_OK && !*found && i < tp_json_count(legs); i++) {
        const char *leg = tp_json_to_text(tp_json_member(tp_json_element(legs, i), "id"));
        const char *partner = tp_json_to_text(tp_json_member(tp_json_element(legs, i), "partner"));
        const int next = partner ? tp_scenario_find_organisation(stage->run->scenario, partner) : -1;

        char there[TP_EXCHANGE_ID_BYTES] = "";

        if (leg)
            status = tp_partner_record_id(stage->run->scenario->organisations[trail->node].id, leg, there, diag);
        *found = leg && strcmp(there, id) == 0;
        if (status == TP_OK && !*found && leg && next >= 0 && trail->hops > 0 && !stage->is_away[next])
            status = has_leg(stage, &(struct trail){(size_t)next, there, trail->hops - 1}, id, found, diag);
    }
    tp_play_reply_deinit(&reply);
    return status;
}

/* A partner's search comes of a leg of the booking that it is about, or of a hop of that; that is a late one. */
static tp_status person_of_request(struct tp_play_stage *stage, const char *id, int *person, struct tp_diag *diag)
{
    const size_t from = stage->booking_count > LOOK_BACK ? stage->booking_count - LOOK_BACK : 0;
    bool found = false;
    tp_status status = TP_OK;

    *person = NOBODY;
    for (size_t i = stage->booking_count; status == TP_OK && !found && i-- > from;) {
        const struct tp_play_booking *booking = &stage->bookings[i];

        status = has_leg(stage, &(struct trail){booking->node, booking->id, HOPS_MAX}, id, &found, diag);
        if (found)
            *person = (int)booking->person;
    }
    return status;
}

static tp_status person_of_owner(struct tp_play_stage *stage, const char *owner, int *person, struct tp_diag *diag)
{
    *person = NOBODY;
    if (strncmp(owner, "request/", 8) == 0)
        return person_of_request(stage, owner + 8, person, diag);
    if (strncmp(owner, "booking/", 8) == 0)
        *person = person_of_booking(stage, owner + 8);
    return TP_OK;
}

static bool has_task(const struct tp_json_value *tasks, const char *id)
{
    for (size_t i = 0; i < tp_json_count(tasks); i++) {
        const char *task = tp_json_to_text(tp_json_member(tp_json_element(tasks, i), "task"));

        if (task && strcmp(task, id) == 0)
            return true;
    }
    return false;
}

/* Whether the only candidate is who the probe is of. Which of several candidates an examiner is shown is kept from
 * everybody until the conclusion: then nobody here can say. */
static tp_status judge(struct tp_play_stage *stage, const struct tp_play_reply *about, int *same, struct tp_diag *diag)
{
    const struct tp_json_value *root = tp_json_root(about->json), *candidates = tp_json_member(root, "candidates");
    const char *truth = tp_play_text(about, "truth");
    const char *encounter = tp_json_to_text(tp_json_member(tp_json_element(candidates, 0), "encounter"));
    int probe = NOBODY, candidate = NOBODY;
    tp_status status;

    *same = NOBODY;
    if (truth[0])
        *same = strcmp(truth, "identification") == 0;
    if (truth[0] || tp_json_count(candidates) != 1 || !encounter)
        return TP_OK;
    status = person_of_owner(stage, tp_play_text(about, "owner"), &probe, diag);
    if (status == TP_OK)
        status = person_of_owner(stage, encounter, &candidate, diag);
    if (status == TP_OK && probe != NOBODY && candidate != NOBODY)
        *same = probe == candidate;
    return status;
}

/* The truth of the case that TASK belongs to, from the auditor. */
static tp_status find_truth(struct tp_play_stage *stage, size_t node, const char *task, int *same, struct tp_diag *diag)
{
    const struct tp_play_at auditor = {node, TP_PLAY_AUDITOR, "GET", NULL};
    struct tp_play_reply open = {.status = 0};
    const struct tp_json_value *cases;
    bool found = false;
    tp_status status = tp_play_say(stage, auditor, &open, diag, "/v1/cases?state=open");

    *same = NOBODY;
    cases = status == TP_OK && open.json ? tp_json_member(tp_json_root(open.json), "cases") : NULL;
    for (size_t i = 0; status == TP_OK && !found && i < tp_json_count(cases); i++) {
        const char *id = tp_json_to_text(tp_json_member(tp_json_element(cases, i), "case"));
        struct tp_play_reply about = {.status = 0};

        status = tp_play_say(stage, auditor, &about, diag, "/v1/cases/%s", id ? id : "");
        found = status == TP_OK && about.json && has_task(tp_json_member(tp_json_root(about.json), "tasks"), task);
        if (found)
            status = judge(stage, &about, same, diag);
        tp_play_reply_deinit(&about);
    }
    tp_play_reply_deinit(&open);
    return status;
}

static struct tp_play_at with(struct tp_play_at at, const char *body)
{
    at.body = body;
    return at;
}

/* ---- examiners --------------------------------------------------------------------------------------------------- */

static const char *conclude(struct tp_play_stage *stage, int same)
{
    const struct tp_scenario_bookings *bookings = &stage->run->scenario->bookings;

    stage->figures.conclusions++;
    if (same == NOBODY || tp_scenario_chance(&stage->rng, bookings->examiner_inconclusive))
        return "inconclusive";
    if (tp_scenario_chance(&stage->rng, bookings->examiner_wrong)) {
        stage->figures.wrong++;
        same = !same;
    }
    return same ? "identification" : "exclusion";
}

static tp_status conclude_all(struct tp_play_stage *stage, struct tp_play_at at, const char *task,
                              const struct tp_json_value *candidates, struct tp_diag *diag)
{
    int same;
    tp_status status = find_truth(stage, at.node, task, &same, diag);

    for (size_t i = 0; status == TP_OK && i < tp_json_count(candidates); i++) {
        const char *id = tp_json_to_text(tp_json_member(tp_json_element(candidates, i), "candidate"));
        struct tp_play_reply reply = {.status = 0};
        char body[256];

        snprintf(body, sizeof body,
                 "{\"conclusion\":\"%s\",\"reason\":\"Ridge endings and bifurcations around the core were compared one "
                 "by one.\"}",
                 conclude(stage, same));
        status = tp_play_say(stage, with(at, body), &reply, diag, "/v1/tasks/%s/candidates/%s/conclusion", task,
                             id ? id : "");
        tp_play_reply_deinit(&reply);
    }
    return status;
}

/* One task, if there is one for this examiner. */
static tp_status examine(struct tp_play_stage *stage, size_t node, enum tp_play_account account, bool *did,
                         struct tp_diag *diag)
{
    const struct tp_play_at at = {node, account, "POST", NULL};
    struct tp_play_reply claimed = {.status = 0}, analysed = {.status = 0};
    char task[TP_EXCHANGE_ID_BYTES];
    tp_status status = tp_play_say(stage, at, &claimed, diag, "/v1/tasks");

    snprintf(task, sizeof task, "%s", status == TP_OK && claimed.status == MADE ? tp_play_text(&claimed, "task") : "");
    *did = task[0] != '\0';
    tp_play_reply_deinit(&claimed);
    if (!*did || status != TP_OK)
        return status;
    stage->figures.tasks++;
    status = tp_play_say(stage, with(at, "{\"value\":true,\"prints\":[0],\"text\":\"Clear ridges and many details.\"}"),
                         &analysed, diag, "/v1/tasks/%s/analysis", task);
    if (status == TP_OK && analysed.status == OK && analysed.json)
        status = conclude_all(stage, at, task, tp_json_member(tp_json_root(analysed.json), "candidates"), diag);
    tp_play_reply_deinit(&analysed);
    return status;
}

static tp_status has_cases(struct tp_play_stage *stage, size_t node, bool *any, struct tp_diag *diag)
{
    struct tp_play_reply reply = {.status = 0};
    tp_status status = tp_play_say(stage, (struct tp_play_at){node, TP_PLAY_AUDITOR, "GET", NULL}, &reply, diag,
                                   "/v1/cases?state=open");

    *any = status == TP_OK && reply.json && tp_json_count(tp_json_member(tp_json_root(reply.json), "cases")) > 0;
    tp_play_reply_deinit(&reply);
    return status;
}

static tp_status examine_all(struct tp_play_stage *stage, size_t node, bool *did, struct tp_diag *diag)
{
    static const enum tp_play_account examiners[] = {TP_PLAY_EXAMINER_1, TP_PLAY_EXAMINER_2, TP_PLAY_SENIOR};
    bool any = false;
    tp_status status = has_cases(stage, node, &any, diag);

    for (size_t i = 0; any && i < TP_ARRAY_LENGTH(examiners); i++) {
        bool more = true;

        while (status == TP_OK && more) {
            status = examine(stage, node, examiners[i], &more, diag);
            *did |= more;
        }
    }
    return status;
}

/* ---- releasing officers ------------------------------------------------------------------------------------------ */

/* Whether the person whose booking is under way has any of the circumstances that are to be considered. */
static bool has_circumstance(const struct tp_play_stage *stage, const struct tp_json_value *list)
{
    const struct tp_play_booking *booking =
        stage->booking_count > 0 ? &stage->bookings[stage->booking_count - 1] : NULL;
    const uint64_t circumstances = booking ? stage->run->population.cases[booking->case_number].circumstances : 0;

    for (size_t i = 0; i < tp_json_count(list); i++) {
        const char *code = tp_json_to_text(tp_json_member(tp_json_element(list, i), "circumstance"));
        const int place = code ? tp_vocabulary_find(&tp_circumstances, code) : -1;

        if (place >= 0 && (circumstances >> place & 1))
            return true;
    }
    return false;
}

static void write_decision(struct tp_play_stage *stage, const struct tp_json_value *shown, struct tp_buffer *out)
{
    static const char *const words[] = {"family", "children", "illness", "years",  "offence", "sentence",
                                        "work",   "home",     "court",   "danger", "history", "health"};
    const struct tp_scenario_bookings *bookings = &stage->run->scenario->bookings;
    const struct tp_json_value *list = tp_json_member(shown, "circumstances");
    const uint32_t decline = has_circumstance(stage, list) ? bookings->decline_with : bookings->decline_without;

    tp_write_text(out, "{\"circumstances\":{");
    for (size_t i = 0; i < tp_json_count(list); i++) {
        const char *code = tp_json_to_text(tp_json_member(tp_json_element(list, i), "circumstance"));

        tp_write_text(out, "%s\"%s\":{\"answer\":\"no\",\"note\":\"asked the file\"}", i ? "," : "", code ? code : "");
    }
    tp_write_text(out, "},\"decision\":\"%s\",\"reason\":\"",
                  tp_scenario_chance(&stage->rng, decline) ? "decline" : "release");
    for (int i = 0; i < WORDS; i++)
        tp_write_text(out, "%s%c ", words[tp_rng_below(&stage->rng, TP_ARRAY_LENGTH(words))],
                      'a' + (char)tp_rng_below(&stage->rng, 26));
    tp_write_text(out, "and so on.\"}");
    tp_write_u8(out, '\0');
}

static tp_status decide(struct tp_play_stage *stage, size_t node, const char *id, struct tp_diag *diag)
{
    struct tp_play_reply shown = {.status = 0}, decided = {.status = 0};
    struct tp_buffer body;
    tp_status status = tp_play_say(stage, (struct tp_play_at){node, TP_PLAY_RELEASER, "GET", NULL}, &shown, diag,
                                   "/v1/discretions/%s", id);

    tp_buffer_init(&body);
    if (status == TP_OK && shown.status == OK && shown.json) {
        write_decision(stage, tp_json_root(shown.json), &body);
        status = tp_play_say(stage, (struct tp_play_at){node, TP_PLAY_RELEASER, "POST", (const char *)body.data},
                             &decided, diag, "/v1/discretions/%s/decision", id);
    }
    if (status == TP_OK && decided.status != 204)
        status = tp_fail(diag, TP_E_IO, stage->run->scenario->organisations[node].id, -1,
                         "a decision on a release: status %d: %s", decided.status, tp_play_text(&decided, "detail"));
    stage->figures.decisions++;
    tp_play_reply_deinit(&shown);
    tp_play_reply_deinit(&decided);
    tp_buffer_deinit(&body);
    return status;
}

static tp_status decide_all(struct tp_play_stage *stage, size_t node, bool *did, struct tp_diag *diag)
{
    struct tp_play_reply reply = {.status = 0};
    const struct tp_json_value *list;
    tp_status status =
        tp_play_say(stage, (struct tp_play_at){node, TP_PLAY_RELEASER, "GET", NULL}, &reply, diag, "/v1/discretions");

    list = status == TP_OK && reply.json ? tp_json_member(tp_json_root(reply.json), "discretions") : NULL;
    for (size_t i = 0; status == TP_OK && i < tp_json_count(list); i++) {
        const char *id = tp_json_to_text(tp_json_member(tp_json_element(list, i), "discretion"));

        *did = true;
        status = decide(stage, node, id ? id : "", diag);
    }
    tp_play_reply_deinit(&reply);
    return status;
}

static tp_status work_once(struct tp_play_stage *stage, bool *did, struct tp_diag *diag)
{
    tp_status status = TP_OK;

    *did = false;
    for (size_t i = 0; status == TP_OK && i < stage->run->scenario->organisation_count; i++) {
        const enum tp_scenario_part part = stage->run->scenario->organisations[i].part;

        if (stage->is_away[i] || (part != TP_SCENARIO_BUREAU && part != TP_SCENARIO_REPOSITORY))
            continue;
        status = examine_all(stage, i, did, diag);
        if (status == TP_OK && part == TP_SCENARIO_REPOSITORY)
            status = decide_all(stage, i, did, diag);
    }
    return status;
}

tp_status tp_play_work(struct tp_play_stage *stage, struct tp_diag *diag)
{
    bool did = true;
    tp_status status = TP_OK;

    for (unsigned round = 0; status == TP_OK && did && round < ROUNDS_MAX; round++) {
        status = work_once(stage, &did, diag);
        if (status == TP_OK && did) {
            stage->run->now_s += MINUTE_S;
            status = tp_play_settle(stage, diag);
        }
    }
    return status;
}
