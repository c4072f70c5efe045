/* SPDX-License-Identifier: Apache-2.0 */
/* How far a booking is, for who follows it: codes alone, nothing of the person and nothing that a partner released. */
#include <string.h>

#include "booking/parts.h"

static tp_status write_leg(void *context, const struct tp_entry *leg, struct tp_diag *diag)
{
    struct tp_json *out = context;

    (void)diag;
    tp_json_object(out, NULL);
    tp_json_text(out, "leg", leg->name);
    tp_json_text(out, "partner", tp_entry_text(leg, "partner"));
    tp_json_text(out, "outcome", tp_booking_leg_outcome(leg->state));
    tp_json_close(out);
    return TP_OK;
}

static bool is_over(const char *state)
{
    static const char *const states[] = {TP_BOOKING_REFUSED, TP_BOOKING_COMPLETE, "erased"};

    for (size_t i = 0; i < TP_ARRAY_LENGTH(states); i++)
        if (strcmp(states[i], state) == 0)
            return true;
    return false;
}

static tp_status write_progress(struct tp_exchange *exchange, const char *booking, struct tp_json *out, bool *done,
                                struct tp_diag *diag)
{
    const struct tp_store_query query = {.kind = TP_RECORD_LEG, .link = booking, .due_until_s = TP_STORE_NEVER};
    struct tp_entry entry;
    tp_status status = tp_entry_get(exchange, TP_RECORD_BOOKING, booking, &entry, diag);

    *done = false;
    if (status != TP_OK)
        return status;
    *done = is_over(entry.state);
    tp_json_text(out, "booking", entry.name);
    tp_json_text(out, "state", entry.state);
    tp_json_text(out, "submitted", tp_entry_text(&entry, "submitted"));
    tp_json_flag(out, "done", *done);
    tp_entry_deinit(&entry);
    tp_json_list(out, "legs");
    status = tp_entry_each(exchange, &query, write_leg, out, diag);
    tp_json_close(out);
    return status;
}

tp_status tp_booking_watch(struct tp_exchange *exchange, struct tp_call *call, struct tp_diag *diag)
{
    char owner[TP_EXCHANGE_NAME_BYTES];
    struct tp_entry entry;
    tp_status status = tp_booking_open(exchange, call, &entry, diag);

    if (status != TP_OK)
        return status;
    tp_booking_owner(entry.name, owner);
    tp_entry_deinit(&entry);
    call->follow = write_progress;
    return tp_access_note(exchange, call, owner, "progress", diag);
}
