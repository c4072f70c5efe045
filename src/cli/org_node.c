/* SPDX-License-Identifier: Apache-2.0 */
/* The events of an agreement as a running node knows them, and handing events in to it. */
#include <stdlib.h>
#include <string.h>

#include "cli/asking.h"
#include "cli/org.h"

static tp_status ask(const struct tp_remote *node, const char *operation, const char *agreement, const char *event,
                     struct tp_remote_answer *out, struct tp_diag *diag)
{
    struct tp_asking asking;
    tp_status status = tp_asking_init(&asking, operation, diag);

    memset(out, 0, sizeof *out);
    if (status == TP_OK && agreement)
        status = tp_asking_set(&asking, "agreement", agreement, diag);
    if (status == TP_OK && event)
        status = tp_asking_set(&asking, "event", event, diag);
    return status == TP_OK ? tp_asking_ask(&asking, node, out, diag) : status;
}

/* ---- getting them -------------------------------------------------------------------------------------------------
 */

/* As of when the node received it. What the history refuses, the node would not have taken. */
static tp_status add_event(struct tp_org *org, const char *agreement, const struct tp_json_value *listed,
                           struct tp_diag *diag)
{
    const char *hash = tp_json_to_text(tp_json_member(listed, "event"));
    const char *received = tp_json_to_text(tp_json_member(listed, "received"));
    struct tp_event *event = NULL;
    struct tp_remote_answer answer;
    enum tp_refusal refusal;
    int64_t received_s;
    tp_status status;

    if (!hash || !received || !tp_time_parse(received, &received_s))
        return tp_fail(diag, TP_E_FORMAT, "events", -1, "the node's list has an event without hash or time");
    status = ask(org->node, "getAgreementEvent", agreement, hash, &answer, diag);
    if (status == TP_OK)
        status = tp_event_parse(answer.body.data, answer.body.size_bytes, &event, diag);
    if (status == TP_OK)
        status = tp_history_offer(org->events, event, received_s, &refusal, NULL);
    tp_event_free(&event);
    tp_remote_answer_deinit(&answer);
    return status == TP_E_DENIED ? TP_OK : status;
}

static tp_status get_events(struct tp_org *org, const char *agreement, struct tp_diag *diag)
{
    struct tp_remote_answer answer;
    const struct tp_json_value *events;
    tp_status status = ask(org->node, "listAgreementEvents", agreement, NULL, &answer, diag);

    events = answer.document ? tp_json_member(tp_json_root(answer.document), "events") : NULL;
    for (size_t i = 0; status == TP_OK && i < tp_json_count(events); i++)
        status = add_event(org, agreement, tp_json_element(events, i), diag);
    tp_remote_answer_deinit(&answer);
    return status;
}

static tp_status get_clock(struct tp_org *org, struct tp_diag *diag)
{
    struct tp_remote_answer answer;
    tp_status status = ask(org->node, "getClock", NULL, NULL, &answer, diag);

    if (status == TP_OK && !tp_time_parse(tp_remote_text(&answer, "now"), &org->now_s))
        status = tp_fail(diag, TP_E_FORMAT, "now", -1, "the node's clock says nothing");
    tp_remote_answer_deinit(&answer);
    return status;
}

tp_status tp_org_open_node(const struct tp_arguments *arguments, const char *agreement, struct tp_org *out,
                           struct tp_diag *diag)
{
    void *memory;
    tp_status status = tp_alloc_zero(&memory, 1, sizeof *out->node, diag);

    *out = (struct tp_org){.node = memory};
    if (status == TP_OK)
        status = tp_remote_open(arguments, out->node, diag);
    if (status == TP_OK)
        status = tp_history_new(&out->events, diag);
    if (status == TP_OK)
        status = get_clock(out, diag);
    if (status == TP_OK)
        status = get_events(out, agreement, diag);
    if (status != TP_OK)
        tp_org_close(out);
    return status;
}

/* What came is checked by whoever reads it: the event names it by its SHA-256. */
tp_status tp_org_fetch_attachment(const struct tp_remote *node, const char *sha256, uint8_t **data, size_t *size_bytes,
                                  struct tp_diag *diag)
{
    struct tp_remote_answer answer = {.status = 0};
    struct tp_asking asking;
    tp_status status = tp_asking_init(&asking, "getAttachment", diag);

    *data = NULL;
    *size_bytes = 0;
    if (status == TP_OK)
        status = tp_asking_set(&asking, "sha256", sha256, diag);
    if (status == TP_OK)
        status = tp_asking_ask(&asking, node, &answer, diag);
    if (status == TP_OK) {
        *data = answer.body.data;
        *size_bytes = answer.body.size_bytes;
        tp_buffer_init(&answer.body);
    }
    tp_remote_answer_deinit(&answer);
    return status;
}

/* ---- handing in ---------------------------------------------------------------------------------------------------
 */

enum tp_refusal tp_org_refusal_of(const struct tp_diag *diag)
{
    static const struct {
        const char *code;
        enum tp_refusal refusal;
    } rows[] = {
#define REFUSAL_ROW(name, code, words) {code, TP_REFUSAL_##name},
        TP_REFUSAL_LIST(REFUSAL_ROW)
#undef REFUSAL_ROW
    };

    for (size_t i = 0; diag && i < TP_ARRAY_LENGTH(rows); i++)
        if (strcmp(rows[i].code, diag->field) == 0)
            return rows[i].refusal;
    return TP_REFUSAL_NONE;
}

tp_status tp_org_hand_in(const struct tp_remote *node, const void *event, size_t size_bytes,
                         struct tp_remote_answer *answer, enum tp_refusal *refusal, struct tp_diag *diag)
{
    struct tp_asking asking;
    struct tp_diag found;
    tp_status status = tp_asking_init(&asking, "acceptEvent", diag);

    *refusal = TP_REFUSAL_NONE;
    if (status != TP_OK)
        return status;
    asking.body = event;
    asking.body_bytes = size_bytes;
    tp_diag_init(&found);
    status = tp_asking_ask(&asking, node, answer, &found);
    if (status == TP_OK)
        return TP_OK;
    *refusal = status == TP_E_CONFLICT ? tp_org_refusal_of(&found) : TP_REFUSAL_NONE;
    return tp_fail(diag, *refusal == TP_REFUSAL_NONE ? status : TP_E_DENIED, found.field[0] ? found.field : NULL, -1,
                   "%s", found.text);
}
