/* SPDX-License-Identifier: Apache-2.0 */
/* What can be asked, and by whom. */
#include <string.h>

#include "exchange/state.h"

enum { REFERENCE_MAX = 128 };

const struct tp_operation *tp_operation_at(const struct tp_exchange *exchange, size_t place)
{
    const struct tp_part *part;

    for (size_t i = 0; (part = tp_exchange_part_at(exchange, i)); i++)
        for (const struct tp_operation *operation = part->operations; operation && operation->id; operation++)
            if (place-- == 0)
                return operation;
    return NULL;
}

const struct tp_operation *tp_operation_find(const struct tp_exchange *exchange, const char *id)
{
    const struct tp_operation *operation;
    size_t place = 0;

    while ((operation = tp_operation_at(exchange, place++)) && strcmp(operation->id, id) != 0)
        continue;
    return operation;
}

/* ---- who may ----------------------------------------------------------------------------------------------------- */

static tp_status check_duties(const struct tp_operation *operation, const struct tp_actor *actor, struct tp_diag *diag)
{
    bool partner = strncmp(actor->account, "partner:", 8) == 0;

    if (operation->flags & TP_OPERATION_PUBLIC)
        return TP_OK;
    if (operation->flags & TP_OPERATION_WIRE ? partner : !partner && actor->duties & operation->duties)
        return TP_OK;
    return tp_fail(diag, TP_E_DENIED, "duties", -1, "this is not among the duties of the account");
}

static tp_status check_case(const struct tp_operation *operation, const struct tp_actor *actor, struct tp_diag *diag)
{
    if (!(operation->flags & TP_OPERATION_CASE))
        return TP_OK;
    if (!actor->purpose || tp_vocabulary_find(&tp_purposes, actor->purpose) < 0)
        return tp_fail(diag, TP_E_DENIED, "purpose", -1, "say for what purpose this is asked, by its code");
    if (!actor->reference || actor->reference[0] == '\0' || strlen(actor->reference) > REFERENCE_MAX)
        return tp_fail(diag, TP_E_DENIED, "reference", -1, "say for which case this is asked, in at most %d bytes",
                       REFERENCE_MAX);
    return TP_OK;
}

/* Nothing of what was about to be given out is left. */
static tp_status withhold(struct tp_call *call, struct tp_diag *diag)
{
    tp_json_free(&call->reply);
    tp_buffer_deinit(&call->bytes);
    tp_buffer_init(&call->bytes);
    call->bytes_type = NULL;
    if (tp_json_new(&call->reply, diag) != TP_OK)
        return TP_E_MEMORY;
    return tp_fail(diag, TP_E_DENIED, "access", -1, "personal data is not given out without a record of it");
}

tp_status tp_operation_run(struct tp_exchange *exchange, const struct tp_operation *operation, struct tp_call *call,
                           struct tp_diag *diag)
{
    tp_status status = check_duties(operation, &call->actor, diag);

    call->noted = false;
    call->operation = operation;
    if (status == TP_OK)
        status = check_case(operation, &call->actor, diag);
    if (status == TP_OK)
        status = operation->run(exchange, call, diag);
    if (status == TP_OK && operation->flags & TP_OPERATION_PERSONAL && !call->noted)
        status = withhold(call, diag);
    return status;
}
