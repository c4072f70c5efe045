/* SPDX-License-Identifier: Apache-2.0 */
/* Asking the nodes of a scenario, and taking them all through time. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "play/scenario.h"

enum { PATH_BYTES = 600, LOOK_AGAIN_US = 2000, LOOKS_MAX = 60000, OK = 200 };

tp_status tp_play_say(struct tp_play_stage *stage, struct tp_play_at at, struct tp_play_reply *out,
                      struct tp_diag *diag, const char *path, ...)
{
    char text[PATH_BYTES];
    const struct tp_play_question question = {.account = at.account,
                                              .method = at.method,
                                              .path = text,
                                              .body = at.body,
                                              .body_bytes = at.body ? strlen(at.body) : 0};
    va_list arguments;

    va_start(arguments, path);
    vsnprintf(text, sizeof text, path, arguments);
    va_end(arguments);
    return tp_play_ask(&stage->nodes[at.node], &question, out, diag);
}

static tp_status set_clock(struct tp_play_stage *stage, size_t node, struct tp_diag *diag)
{
    char body[64], time[TP_TIME_TEXT_BYTES];
    struct tp_play_reply reply = {.status = 0};
    tp_status status;

    tp_time_format(stage->run->now_s, time);
    snprintf(body, sizeof body, "{\"now\":\"%s\"}", time);
    status =
        tp_play_say(stage, (struct tp_play_at){node, TP_PLAY_ADMINISTRATOR, "PUT", body}, &reply, diag, "/v1/clock");
    if (status == TP_OK && reply.status != OK)
        status = tp_fail(diag, TP_E_IO, stage->run->scenario->organisations[node].id, -1,
                         "the clock cannot be set: status %d", reply.status);
    tp_play_reply_deinit(&reply);
    return status;
}

static tp_status look(struct tp_play_stage *stage, size_t node, bool *is_busy, struct tp_diag *diag)
{
    struct tp_play_reply reply = {.status = 0};
    int64_t due_s = TP_STORE_NEVER;
    tp_status status =
        tp_play_say(stage, (struct tp_play_at){node, TP_PLAY_PUBLIC, "GET", NULL}, &reply, diag, "/v1/clock");

    *is_busy = status == TP_OK && tp_time_parse(tp_play_text(&reply, "due"), &due_s) && due_s <= stage->run->now_s;
    tp_play_reply_deinit(&reply);
    return status;
}

/* One node's message is another's work: only two looks in a row at which all have nothing to do end it. */
static tp_status wait_for_all(struct tp_play_stage *stage, struct tp_diag *diag)
{
    unsigned quiet = 0;
    tp_status status = TP_OK;

    for (unsigned looks = 0; status == TP_OK && quiet < 2; looks++) {
        bool any = false;

        for (size_t i = 0; status == TP_OK && i < stage->run->scenario->organisation_count; i++) {
            bool is_busy = false;

            if (!stage->is_away[i])
                status = look(stage, i, &is_busy, diag);
            any |= is_busy;
        }
        quiet = any ? 0 : quiet + 1;
        if (any)
            usleep(LOOK_AGAIN_US);
        if (looks == LOOKS_MAX)
            return tp_fail(diag, TP_E_IO, "nodes", -1, "they have been at work for too long");
    }
    return status;
}

tp_status tp_play_settle(struct tp_play_stage *stage, struct tp_diag *diag)
{
    tp_status status = TP_OK;

    for (size_t i = 0; status == TP_OK && i < stage->run->scenario->organisation_count; i++)
        if (!stage->is_away[i])
            status = set_clock(stage, i, diag);
    return status == TP_OK ? wait_for_all(stage, diag) : status;
}

tp_status tp_play_go(struct tp_play_stage *stage, int64_t at_s, struct tp_diag *diag)
{
    /* Clocks are set one after the other. What is sent in between is refused for its time and tried again: so the last
     * stretch is shorter than clocks may differ. And what was published must be there when the witness is asked: so
     * there are more than the ten minutes of its turn before that. */
    static const int64_t before_s[] = {1500, 290};
    tp_status status = TP_OK;

    for (size_t i = 0; status == TP_OK && i < TP_ARRAY_LENGTH(before_s); i++)
        if (at_s - before_s[i] > stage->run->now_s) {
            stage->run->now_s = at_s - before_s[i];
            status = tp_play_settle(stage, diag);
        }
    stage->run->now_s = TP_MAX(stage->run->now_s, at_s);
    return status == TP_OK ? tp_play_settle(stage, diag) : status;
}
