/* SPDX-License-Identifier: Apache-2.0 */
/* What is told of the ways to partners: each partner's answer, which the agreement allowed, or which clauses did not
 * allow it. */
#include <stdio.h>
#include <string.h>

#include "booking/parts.h"

struct telling {
    struct tp_exchange *exchange;
    const char *purpose; /* of who asks; NULL: none */
    struct tp_json *out;
    struct tp_buffer *message; /* may be NULL */
};

/* What an agency is told of a leg. */
static const struct outcome {
    const char *state, *outcome, *words;
} outcomes[] = {
    {"denied", "denied", "NOT ALLOWED"},
    {"no-match", "no-match", "NO MATCH"},
    {"match", "match", "MATCH"},
    {"unanswered", "unanswered", "NO ANSWER"},
};

static const struct outcome *outcome_of(const char *state)
{
    static const struct outcome pending = {"", "pending", "PENDING"};

    for (size_t i = 0; i < TP_ARRAY_LENGTH(outcomes); i++)
        if (strcmp(outcomes[i].state, state) == 0)
            return &outcomes[i];
    return &pending;
}

const char *tp_booking_leg_outcome(const char *state)
{
    return outcome_of(state)->outcome;
}

/* What the partner released of a match, for the purpose that it was asked for. */
static tp_status write_fields(struct telling *telling, const struct tp_entry *leg, struct tp_diag *diag)
{
    const char *purpose = tp_entry_text(leg, "purpose");
    struct tp_json_document *document = NULL;
    char owner[TP_EXCHANGE_NAME_BYTES];
    uint8_t *data;
    size_t size_bytes;
    tp_status status;

    snprintf(owner, sizeof owner, "leg/%.32s", leg->name);
    status = tp_blob_get(telling->exchange, owner, "fields", &data, &size_bytes, NULL);
    if (status == TP_E_NOT_FOUND) /* nothing was released, or it is erased */
        return TP_OK;
    if (status != TP_OK)
        return tp_fail(diag, status, owner, -1, "what the partner released cannot be read");
    if (telling->purpose && strcmp(telling->purpose, purpose) == 0)
        status = tp_json_parse((const char *)data, size_bytes, &document, diag);
    else
        tp_json_text(telling->out, "bound_to", purpose);
    if (document)
        tp_json_copy(telling->out, "fields", tp_json_root(document));
    tp_json_document_free(&document);
    tp_blob_free(data, size_bytes);
    return status;
}

static tp_status write_leg(void *context, const struct tp_entry *leg, struct tp_diag *diag)
{
    struct telling *telling = context;
    const struct outcome *outcome = outcome_of(leg->state);
    const struct tp_json_value *clauses = tp_json_member(tp_json_root(leg->content), "clauses");
    const char *partner = tp_entry_text(leg, "partner");
    tp_status status = TP_OK;

    tp_json_object(telling->out, NULL);
    tp_json_text(telling->out, "leg", leg->name);
    tp_json_text(telling->out, "partner", partner);
    tp_json_text(telling->out, "agreement", tp_entry_text(leg, "agreement"));
    tp_json_text(telling->out, "outcome", outcome->outcome);
    if (clauses && strcmp(outcome->outcome, "denied") == 0)
        tp_json_copy(telling->out, "clauses", clauses);
    else if (strcmp(outcome->outcome, "match") == 0)
        status = write_fields(telling, leg, diag);
    tp_json_close(telling->out);
    if (telling->message)
        tp_write_text(telling->message, "%s%s: %s", telling->message->size_bytes ? "; " : "", partner, outcome->words);
    return status;
}

tp_status tp_booking_legs_write(struct tp_exchange *exchange, const char *booking, const char *purpose,
                                struct tp_json *out, struct tp_buffer *message, struct tp_diag *diag)
{
    const struct tp_store_query query = {.kind = TP_RECORD_LEG, .link = booking, .due_until_s = TP_STORE_NEVER};
    struct telling telling = {exchange, purpose, out, message};
    tp_status status;

    tp_json_list(out, "legs");
    status = tp_entry_each(exchange, &query, write_leg, &telling, diag);
    tp_json_close(out);
    return status;
}
