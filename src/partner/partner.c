/* SPDX-License-Identifier: Apache-2.0 */
/* The part: its operations and its jobs. */
#include "partner/partner.h"

#include "partner/parts.h"

/* ---- housekeeping ------------------------------------------------------------------------------------------------ */

enum { SWEPT_AT_ONCE = 1000, SWEEPS = 20 };

struct sweeping {
    struct tp_exchange *exchange;
    size_t count;
};

static tp_status drop_nonce(void *context, const struct tp_entry *entry, struct tp_diag *diag)
{
    struct sweeping *sweeping = context;

    sweeping->count++;
    return tp_entry_drop(sweeping->exchange, "nonce", entry->name, diag);
}

/* Nonces whose signatures have expired: all of them, some at a time so that others come to their turn between. */
static tp_status sweep(struct tp_exchange *exchange, struct tp_job *job, const char *about, struct tp_diag *diag)
{
    const int64_t now_s = tp_exchange_now(exchange);
    const struct tp_store_query query = {.kind = "nonce", .due_until_s = now_s, .limit = SWEPT_AT_ONCE};
    struct sweeping sweeping = {exchange, SWEPT_AT_ONCE};
    uint64_t left = 0;
    tp_status status = tp_exchange_begin(exchange, diag);

    (void)about;
    if (status != TP_OK)
        return status;
    for (int i = 0; status == TP_OK && i < SWEEPS && sweeping.count == SWEPT_AT_ONCE; i++) {
        sweeping.count = 0;
        status = tp_entry_each(exchange, &query, drop_nonce, &sweeping, diag);
    }
    if (status == TP_OK)
        status = tp_record_count_link(exchange, "nonce", NULL, NULL, &left, diag);
    if (left == 0)
        return tp_job_end(exchange, job, status, diag);
    return tp_job_again(exchange, job, now_s + (sweeping.count == SWEPT_AT_ONCE ? 1 : TP_PARTNER_HOUR_S), status, diag);
}

/* ---- the tables -------------------------------------------------------------------------------------------------- */

static const struct tp_job_kind jobs[] = {
    {"partner.legs", tp_legs_job},
    {"partner.hops", tp_hops_job},
    {"partner.overdue", tp_leg_overdue_job},
    {"partner.deliver", tp_deliver_job},
    {"partner.search", tp_request_search_job},
    {"partner.reviewed", tp_request_reviewed_job},
    {"partner.answer", tp_answer_job},
    {"partner.release", tp_release_job},
    {"partner.onward", tp_onward_job},
    {"partner.events", tp_events_job},
    {"partner.waiting", tp_waiting_job},
    {"partner.wanted", tp_wanted_job},
    {"partner.notices", tp_notices_job},
    {"partner.erased", tp_erased_job},
    {"partner.forget", tp_forget_job},
    {"partner.sweep", sweep},
    {0},
};

#define ADMINISTRATOR TP_DUTY_BIT(ADMINISTRATOR)
#define AUDITOR TP_DUTY_BIT(AUDITOR)
#define OFFICER TP_DUTY_BIT(RELEASING_OFFICER)
static const struct tp_operation operations[] = {
    {"receiveMessage", "POST", "/v1/messages", 0, TP_OPERATION_RAW | TP_OPERATION_WIRE, TP_MESSAGE_MAX_BYTES,
     tp_receive},
    {"listPartners", "GET", "/v1/partners", ADMINISTRATOR | AUDITOR, 0, 0, tp_operation_list_partners},
    {"checkPartner", "POST", "/v1/partners/{partner}/check", ADMINISTRATOR, 0, 0, tp_operation_check_partner},
    {"listLegs", "GET", "/v1/legs", AUDITOR, TP_OPERATION_CASE, 0, tp_operation_list_legs},
    {"listReceived", "GET", "/v1/received", OFFICER, TP_OPERATION_CASE, 0, tp_operation_list_received},
    {"getReceived", "GET", "/v1/received/{leg}", OFFICER, TP_OPERATION_CASE | TP_OPERATION_PERSONAL, 0,
     tp_operation_get_received},
    {"passOn", "POST", "/v1/received/{leg}/onward", OFFICER, TP_OPERATION_CASE, 16384, tp_operation_pass_on},
    {"listMessages", "GET", "/v1/messages", ADMINISTRATOR | AUDITOR, TP_OPERATION_CASE, 0, tp_operation_list_messages},
    {"getMessage", "GET", "/v1/messages/{message}", ADMINISTRATOR | AUDITOR, TP_OPERATION_CASE, 0,
     tp_operation_get_message},
    {"getEvidence", "GET", "/v1/messages/{message}/evidence", AUDITOR, TP_OPERATION_CASE | TP_OPERATION_PERSONAL, 0,
     tp_operation_get_evidence},
    {"listReleases", "GET", "/v1/releases", AUDITOR, TP_OPERATION_CASE, 0, tp_operation_list_releases},
    {0},
};

static const char *const outside[] = {"partner.deliver", NULL};

const struct tp_part tp_partner_part = {.name = "partner", .operations = operations, .jobs = jobs, .outside = outside};
