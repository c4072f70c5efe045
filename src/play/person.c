/* SPDX-License-Identifier: Apache-2.0 */
/* What people do who were booked: somebody reads with the receipt's code what was searched, and challenges; somebody
 * else has a court's order that everything be destroyed, here and at partners. */
#include <stdio.h>
#include <string.h>

#include "play/scenario.h"

enum { OK = 200, MADE = 201, MINUTE_S = 60, ROUNDS_MAX = 50 };

static size_t count_of(const struct tp_play_reply *reply, const char *list)
{
    return reply->json ? tp_json_count(tp_json_member(tp_json_root(reply->json), list)) : 0;
}

static const char *name_of(const struct tp_play_stage *stage, size_t node)
{
    return stage->run->scenario->organisations[node].id;
}

/* Whether a partner was asked about BOOKING and answered. */
static tp_status was_answered(struct tp_play_stage *stage, const struct tp_play_booking *booking, bool *answered,
                              struct tp_diag *diag)
{
    struct tp_play_reply reply = {.status = 0};
    const struct tp_json_value *legs;
    tp_status status = tp_play_say(stage, (struct tp_play_at){booking->node, TP_PLAY_AUDITOR, "GET", NULL}, &reply,
                                   diag, "/v1/legs?of=%s", booking->id);

    *answered = false;
    legs = status == TP_OK && reply.json ? tp_json_member(tp_json_root(reply.json), "legs") : NULL;
    for (size_t i = 0; i < tp_json_count(legs); i++) {
        const char *state = tp_json_to_text(tp_json_member(tp_json_element(legs, i), "state"));

        *answered |= state && (strcmp(state, "match") == 0 || strcmp(state, "no-match") == 0);
    }
    tp_play_reply_deinit(&reply);
    return status;
}

/* The first from *AT on; the count when there is none. */
static tp_status find_answered(struct tp_play_stage *stage, size_t *at, struct tp_diag *diag)
{
    bool answered = false;
    tp_status status = TP_OK;

    for (; status == TP_OK && *at < stage->booking_count; (*at)++) {
        status = was_answered(stage, &stage->bookings[*at], &answered, diag);
        if (answered)
            break;
    }
    return status;
}

/* ---- the receipt ------------------------------------------------------------------------------------------------- */

/* Without an account, with the code alone; CODE is "" when there is none. */
static tp_status look(struct tp_play_stage *stage, const struct tp_play_booking *booking, char *body, size_t body_bytes,
                      struct tp_diag *diag)
{
    struct tp_play_reply made = {.status = 0}, looked = {.status = 0};
    tp_status status = tp_play_say(stage, (struct tp_play_at){booking->node, TP_PLAY_CLERK, "POST", NULL}, &made, diag,
                                   "/v1/bookings/%s/receipt?format=json", booking->id);

    snprintf(body, body_bytes, "{\"code\":\"%s\"}", tp_play_text(&made, "code"));
    if (status == TP_OK)
        status = tp_play_say(stage, (struct tp_play_at){booking->node, TP_PLAY_PUBLIC, "POST", body}, &looked, diag,
                             "/v1/receipts/look");
    if (status == TP_OK && looked.status == OK && strcmp(tp_play_text(&looked, "booking"), booking->id) == 0 &&
        count_of(&looked, "searches") > 0)
        stage->figures.receipts++;
    else if (status == TP_OK)
        tp_scenario_failure(stage->run, "%s: the receipt of a booking that was searched for says nothing of it",
                            name_of(stage, booking->node));
    tp_play_reply_deinit(&made);
    tp_play_reply_deinit(&looked);
    return status;
}

static tp_status challenge(struct tp_play_stage *stage, const struct tp_play_booking *booking, struct tp_diag *diag)
{
    struct tp_play_reply made = {.status = 0}, read = {.status = 0}, decided = {.status = 0};
    char body[256];
    tp_status status = look(stage, booking, body, sizeof body, diag);

    snprintf(body + strlen(body) - 1, sizeof body - strlen(body), ",\"text\":\"This was not me.\"}");
    if (status == TP_OK)
        status = tp_play_say(stage, (struct tp_play_at){booking->node, TP_PLAY_PUBLIC, "POST", body}, &made, diag,
                             "/v1/receipts/challenge");
    if (status == TP_OK)
        status = tp_play_say(stage, (struct tp_play_at){booking->node, TP_PLAY_RELEASER, "GET", NULL}, &read, diag,
                             "/v1/challenges/%s", tp_play_text(&made, "challenge"));
    if (status == TP_OK)
        status = tp_play_say(
            stage,
            (struct tp_play_at){booking->node, TP_PLAY_RELEASER, "POST",
                                "{\"outcome\":\"dismissed\",\"reason\":\"The prints were taken again and agree.\"}"},
            &decided, diag, "/v1/challenges/%s/decision", tp_play_text(&made, "challenge"));
    if (status == TP_OK && made.status == MADE && decided.status >= OK && decided.status < OK + 100)
        stage->figures.challenges++;
    else if (status == TP_OK)
        tp_scenario_failure(stage->run, "%s: a challenge ends with status %d", name_of(stage, booking->node),
                            decided.status ? decided.status : made.status);
    tp_play_reply_deinit(&made);
    tp_play_reply_deinit(&read);
    tp_play_reply_deinit(&decided);
    return status == TP_OK ? tp_play_settle(stage, diag) : status;
}

/* ---- expungement ------------------------------------------------------------------------------------------------- */

/* *DONE: here and at all partners who had anything, which have confirmed it. */
static tp_status is_expunged(struct tp_play_stage *stage, const struct tp_play_booking *booking, bool *done,
                             struct tp_diag *diag)
{
    struct tp_play_reply reply = {.status = 0};
    tp_status status = tp_play_say(stage, (struct tp_play_at){booking->node, TP_PLAY_RELEASER, "GET", NULL}, &reply,
                                   diag, "/v1/erasures/booking/%s", booking->id);

    *done = status == TP_OK && strcmp(tp_play_text(&reply, "state"), "done") == 0 && count_of(&reply, "notices") > 0;
    tp_play_reply_deinit(&reply);
    return status;
}

static tp_status expunge(struct tp_play_stage *stage, const struct tp_play_booking *booking, struct tp_diag *diag)
{
    struct tp_play_reply reply = {.status = 0};
    char body[128];
    bool done = false;
    tp_status status;

    snprintf(body, sizeof body, "{\"owner\":\"booking/%s\",\"reason\":\"expungement\",\"order\":\"2011-7\"}",
             booking->id);
    status = tp_play_say(stage, (struct tp_play_at){booking->node, TP_PLAY_RELEASER, "POST", body}, &reply, diag,
                         "/v1/erasures");
    tp_play_reply_deinit(&reply);
    for (int round = 0; status == TP_OK && !done && round < ROUNDS_MAX; round++) {
        stage->run->now_s += MINUTE_S;
        status = tp_play_settle(stage, diag);
        if (status == TP_OK)
            status = is_expunged(stage, booking, &done, diag);
    }
    stage->figures.expungements += done;
    if (status == TP_OK && !done)
        tp_scenario_failure(stage->run, "%s: an expungement does not end", name_of(stage, booking->node));
    return status;
}

tp_status tp_play_persons(struct tp_play_stage *stage, struct tp_diag *diag)
{
    size_t first = 0, second;
    tp_status status = find_answered(stage, &first, diag);

    second = first + 1;
    if (status == TP_OK && first < stage->booking_count)
        status = challenge(stage, &stage->bookings[first], diag);
    if (status == TP_OK && first < stage->booking_count)
        status = find_answered(stage, &second, diag);
    if (status == TP_OK && second < stage->booking_count)
        status = expunge(stage, &stage->bookings[second], diag);
    return status;
}
