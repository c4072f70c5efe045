/* SPDX-License-Identifier: Apache-2.0 */
/* What the public may do without an account while a notice is open for comment: hand in a comment or a petition, sign a
 * petition, confirm it with the code, see what became of it, take it back. Nothing of it is in the register, on the
 * ledger or shown to anybody before an officer has decided. */
#include <stdio.h>
#include <string.h>

#include "office/flood.h"
#include "office/parts.h"
#include "office/submission.h"

enum { REFUSED_SHOWN = 50 };

static void add_time(struct tp_json *json, const char *key, int64_t time_s)
{
    char text[TP_TIME_TEXT_BYTES];

    tp_time_format(time_s, text);
    tp_json_text(json, key, text);
}

/* ---- what is open --------------------------------------------------------------------------------------------------
 */

struct period {
    char agreement[TP_HASH_TEXT_BYTES], version[TP_HASH_TEXT_BYTES]; /* version: "" when none is open */
    int64_t now_s, ends_s;
    uint64_t used; /* places */
};

static void read_period(const struct tp_history *history, int64_t now_s, struct period *out)
{
    const struct tp_terms *version = tp_submission_open_version(history, now_s);

    *out = (struct period){.now_s = now_s};
    snprintf(out->agreement, sizeof out->agreement, "%s", tp_history_agreement(history));
    if (version) {
        snprintf(out->version, sizeof out->version, "%s", version->hash);
        out->ends_s = tp_history_comments_end_s(history, version);
    }
}

static tp_status find_period(struct tp_exchange *exchange, const struct tp_call *call, struct period *out,
                             struct tp_diag *diag)
{
    const struct tp_history *history;
    tp_status status;

    tp_exchange_lock(exchange);
    status = tp_office_history(exchange, call, &history, diag);
    if (status == TP_OK)
        read_period(history, tp_exchange_now(exchange), out);
    tp_exchange_unlock(exchange);
    return status == TP_OK ? tp_submission_count(exchange, out->agreement, NULL, &out->used, diag) : status;
}

struct showing {
    struct tp_exchange *exchange;
    struct tp_json *out;
};

/* A petition that is open for names: an officer has opened it to be read. */
static tp_status show_petition(void *context, const struct tp_entry *entry, struct tp_diag *diag)
{
    const struct showing *showing = context;
    struct tp_json_document *words;
    tp_status status = tp_submission_words(showing->exchange, entry->name, &words, diag);

    if (status != TP_OK)
        return status;
    tp_json_object(showing->out, NULL);
    tp_json_text(showing->out, "submission", entry->name);
    tp_json_text(showing->out, "version", tp_entry_text(entry, "version"));
    tp_json_copy(showing->out, "title", tp_json_member(tp_json_root(words), "title"));
    tp_json_copy(showing->out, "text", tp_json_member(tp_json_root(words), "text"));
    tp_json_copy(showing->out, "name", tp_json_member(tp_json_root(words), "name"));
    tp_json_integer(showing->out, "sign_ons", tp_entry_integer(entry, "sign_ons", 0));
    tp_json_close(showing->out);
    tp_json_document_free(&words);
    return TP_OK;
}

/* What was refused is not shown, but that it was, and why. */
static tp_status show_refused(void *context, const struct tp_entry *entry, struct tp_diag *diag)
{
    const struct showing *showing = context;

    (void)diag;
    tp_json_object(showing->out, NULL);
    tp_json_text(showing->out, "kind", tp_entry_text(entry, "kind"));
    add_time(showing->out, "received", tp_entry_integer(entry, "received", 0));
    add_time(showing->out, "decided", tp_entry_integer(entry, "decided", 0));
    tp_json_text(showing->out, "reason", tp_entry_text(entry, "reason"));
    tp_json_close(showing->out);
    return TP_OK;
}

static tp_status show_list(struct showing *showing, const char *name, const struct tp_store_query *query,
                           tp_entry_visit_fn *show, struct tp_diag *diag)
{
    tp_status status;

    tp_json_list(showing->out, name);
    status = tp_entry_each(showing->exchange, query, show, showing, diag);
    tp_json_close(showing->out);
    return status;
}

tp_status tp_office_comment_period(struct tp_exchange *exchange, struct tp_call *call, struct tp_diag *diag)
{
    struct showing showing = {exchange, call->reply};
    struct period period;
    tp_status status = find_period(exchange, call, &period, diag);
    const struct tp_store_query petitions = {.kind = "submission",
                                             .link = period.agreement,
                                             .state = "gathering",
                                             .due_until_s = TP_STORE_NEVER},
                                refused = {.kind = "submission",
                                           .link = period.agreement,
                                           .state = "refused",
                                           .due_until_s = TP_STORE_NEVER,
                                           .newest_first = true,
                                           .limit = REFUSED_SHOWN};

    if (status != TP_OK)
        return status;
    tp_json_text(call->reply, "agreement", period.agreement);
    tp_json_text(call->reply, "version", period.version[0] ? period.version : NULL);
    add_time(call->reply, "at", period.now_s);
    if (period.version[0])
        add_time(call->reply, "ends", period.ends_s);
    else
        tp_json_text(call->reply, "ends", NULL);
    tp_json_integer(call->reply, "bits", tp_effort_bits(period.used, TP_SUBMISSION_PLACES));
    tp_json_integer(call->reply, "sign_on_bits", TP_EFFORT_BITS);
    tp_json_integer(call->reply, "rounds", TP_EFFORT_ROUNDS);
    tp_json_integer(call->reply, "waiting", (int64_t)period.used);
    tp_json_integer(call->reply, "places", TP_SUBMISSION_PLACES);
    status = show_list(&showing, "petitions", &petitions, show_petition, diag);
    return status == TP_OK ? show_list(&showing, "refused", &refused, show_refused, diag) : status;
}

/* ---- handing in ----------------------------------------------------------------------------------------------------
 */

/* Work first, which costs who asks more than us; then the pace, which only those use up who have done it. */
static tp_status hold_back(struct tp_call *call, enum tp_flood what, const char *about, unsigned bits, int64_t now_s,
                           struct tp_diag *diag)
{
    unsigned wait_s = 0;
    tp_status status = tp_effort_check(call->input, about, bits, now_s, diag);

    if (status == TP_OK)
        status = tp_flood_take(what, call->address, about, now_s, &wait_s, diag);
    if (status != TP_OK || wait_s == 0)
        return status;
    call->status = 429;
    call->retry_after_s = wait_s;
    return tp_fail(diag, TP_E_BUSY, NULL, -1, "too much was handed in: try again in %u s", wait_s);
}

static tp_status read_words(const struct tp_call *call, struct tp_submission *out, struct tp_diag *diag)
{
    static const struct tp_office_text title = {"title", TP_SUBMISSION_TITLE_MAX, .one_line = true},
                                       text = {"text", TP_SUBMISSION_TEXT_MAX, .one_line = false},
                                       name = {"name", TP_SUBMISSION_NAME_MAX, .one_line = true, .optional = true};
    const char *kind;
    tp_status status = tp_json_only(call->input, "kind title text name time work", diag);

    if (status != TP_OK)
        return status;
    kind = tp_json_to_text(tp_json_member(call->input, "kind"));
    if (!kind || (strcmp(kind, "comment") != 0 && strcmp(kind, "petition") != 0))
        return tp_fail(diag, TP_E_ARGUMENT, "kind", -1, "it must be comment or petition");
    out->kind = strcmp(kind, "comment") == 0 ? TP_EVENT_COMMENT : TP_EVENT_PETITION;
    status = tp_office_input_text(call, &title, &out->words.title, diag);
    if (status == TP_OK)
        status = tp_office_input_text(call, &text, &out->words.text, diag);
    return status == TP_OK ? tp_office_input_text(call, &name, &out->words.name, diag) : status;
}

static void reply_ticket(struct tp_call *call, const struct tp_submission_ticket *ticket)
{
    tp_json_text(call->reply, "code", ticket->code);
    add_time(call->reply, "confirm_by", ticket->confirm_by_s);
    call->status = 201;
}

tp_status tp_office_submit(struct tp_exchange *exchange, struct tp_call *call, struct tp_diag *diag)
{
    struct period period;
    struct tp_submission submission = {.agreement = period.agreement, .version = period.version};
    struct tp_submission_ticket ticket = {.code = ""};
    tp_status status = read_words(call, &submission, diag);

    if (status == TP_OK)
        status = find_period(exchange, call, &period, diag);
    if (status == TP_OK && !period.version[0])
        status = tp_fail(diag, TP_E_CONFLICT, "agreement", -1, "it is not open for comment");
    if (status == TP_OK)
        status = hold_back(call, TP_FLOOD_STATEMENT, period.agreement,
                           tp_effort_bits(period.used, TP_SUBMISSION_PLACES), period.now_s, diag);
    if (status == TP_OK)
        status = tp_exchange_begin(exchange, diag);
    if (status != TP_OK)
        return status;
    status = tp_exchange_end(exchange, tp_submission_add(exchange, &submission, &ticket, diag), diag);
    if (status == TP_OK)
        reply_ticket(call, &ticket);
    return status;
}

/* ---- signing a petition --------------------------------------------------------------------------------------------
 */

/* Names are taken while the comment period lasts. */
static tp_status check_open(struct tp_exchange *exchange, const struct tp_entry *petition, struct tp_diag *diag)
{
    const struct tp_history *history = tp_organisation_history(tp_exchange_organisation(exchange), petition->link);

    if (history && tp_submission_open_version(history, tp_exchange_now(exchange)))
        return TP_OK;
    return tp_fail(diag, TP_E_CONFLICT, "submission", -1, "the comment period is over");
}

static tp_status add_name(struct tp_exchange *exchange, const struct tp_call *call, const char *name, const char *place,
                          struct tp_submission_ticket *ticket, struct tp_diag *diag)
{
    struct tp_entry petition;
    tp_status status = tp_submission_get(exchange, call->values[0], "gathering", &petition, diag);

    if (status != TP_OK)
        return status;
    status = check_open(exchange, &petition, diag);
    if (status == TP_OK)
        status = tp_sign_on_add(exchange, &petition, name, place, ticket, diag);
    tp_entry_deinit(&petition);
    return status;
}

tp_status tp_office_sign_petition(struct tp_exchange *exchange, struct tp_call *call, struct tp_diag *diag)
{
    static const struct tp_office_text name_text = {"name", TP_SUBMISSION_NAME_MAX, .one_line = true},
                                       place_text = {"place", TP_SUBMISSION_NAME_MAX, .one_line = true};
    const char *name = "", *place = "";
    struct tp_submission_ticket ticket = {.code = ""};
    struct tp_entry petition;
    tp_status status = tp_json_only(call->input, "name place time work", diag);

    if (status == TP_OK)
        status = tp_office_input_text(call, &name_text, &name, diag);
    if (status == TP_OK)
        status = tp_office_input_text(call, &place_text, &place, diag);
    if (status == TP_OK)
        status = tp_submission_get(exchange, call->values[0], "gathering", &petition, diag);
    if (status != TP_OK)
        return status;
    tp_entry_deinit(&petition);
    status = hold_back(call, TP_FLOOD_SIGN_ON, call->values[0], TP_EFFORT_BITS, tp_exchange_now(exchange), diag);
    if (status == TP_OK)
        status = tp_exchange_begin(exchange, diag);
    if (status != TP_OK)
        return status;
    status = tp_exchange_end(exchange, add_name(exchange, call, name, place, &ticket, diag), diag);
    if (status == TP_OK)
        reply_ticket(call, &ticket);
    return status;
}

/* ---- for who has the code ------------------------------------------------------------------------------------------
 */

/* What the code is of: a submission or a name that waits for its confirmation. */
struct mine {
    struct tp_entry entry;
    bool is_sign_on;
};

static tp_status find_mine(struct tp_exchange *exchange, const struct tp_call *call, struct mine *out,
                           struct tp_diag *diag)
{
    char id[TP_EXCHANGE_ID_BYTES];
    const char *code;
    tp_status status = tp_json_only(call->input, "code", diag);

    *out = (struct mine){.is_sign_on = false};
    if (status != TP_OK)
        return status;
    code = tp_json_to_text(tp_json_member(call->input, "code"));
    if (!code)
        return tp_fail(diag, TP_E_ARGUMENT, "code", -1, "the code is missing");
    status = tp_submission_code_id(code, id, diag);
    if (status != TP_OK)
        return status;
    status = tp_entry_get(exchange, "submission", id, &out->entry, NULL);
    out->is_sign_on = status == TP_E_NOT_FOUND;
    if (out->is_sign_on)
        status = tp_entry_get(exchange, "sign-on", id, &out->entry, NULL);
    /* Too late is late, also before housekeeping comes by. */
    if (status == TP_OK && strcmp(out->entry.state, "unconfirmed") == 0 &&
        out->entry.due_s <= tp_exchange_now(exchange)) {
        tp_entry_deinit(&out->entry);
        status = TP_E_NOT_FOUND;
    }
    return status == TP_OK ? TP_OK
                           : tp_fail(diag, status, "code", -1, "nothing was handed in with this code, or not lately");
}

static void reply_mine(struct tp_call *call, const struct mine *mine)
{
    const struct tp_entry *entry = &mine->entry;
    const char *event = tp_entry_text(entry, "event"), *reason = tp_entry_text(entry, "reason");

    tp_json_text(call->reply, "kind", mine->is_sign_on ? "sign-on" : tp_entry_text(entry, "kind"));
    tp_json_text(call->reply, "state", entry->state);
    if (mine->is_sign_on)
        return;
    tp_json_text(call->reply, "agreement", entry->link);
    add_time(call->reply, "received", tp_entry_integer(entry, "received", 0));
    if (strcmp(tp_entry_text(entry, "kind"), "petition") == 0)
        tp_json_integer(call->reply, "sign_ons", tp_entry_integer(entry, "sign_ons", 0));
    if (event[0])
        tp_json_text(call->reply, "event", event);
    if (reason[0])
        tp_json_text(call->reply, "reason", reason);
}

static tp_status confirm(struct tp_exchange *exchange, struct tp_call *call, struct tp_diag *diag)
{
    struct mine mine;
    tp_status status = find_mine(exchange, call, &mine, diag);

    if (status != TP_OK)
        return status;
    status = mine.is_sign_on ? tp_sign_on_confirm(exchange, &mine.entry, diag)
                             : tp_submission_confirm(exchange, &mine.entry, diag);
    if (status == TP_OK && mine.is_sign_on)
        snprintf(mine.entry.state, sizeof mine.entry.state, "confirmed");
    if (status == TP_OK)
        reply_mine(call, &mine);
    tp_entry_deinit(&mine.entry);
    return status;
}

tp_status tp_office_confirm(struct tp_exchange *exchange, struct tp_call *call, struct tp_diag *diag)
{
    tp_status status = tp_exchange_begin(exchange, diag);

    return status == TP_OK ? tp_exchange_end(exchange, confirm(exchange, call, diag), diag) : status;
}

tp_status tp_office_submitted(struct tp_exchange *exchange, struct tp_call *call, struct tp_diag *diag)
{
    struct mine mine;
    tp_status status = find_mine(exchange, call, &mine, diag);

    if (status == TP_OK)
        reply_mine(call, &mine);
    if (status == TP_OK)
        tp_entry_deinit(&mine.entry);
    return status;
}

static tp_status withdraw(struct tp_exchange *exchange, const struct tp_call *call, struct tp_diag *diag)
{
    struct mine mine;
    tp_status status = find_mine(exchange, call, &mine, diag);

    if (status != TP_OK)
        return status;
    status = mine.is_sign_on ? tp_entry_drop(exchange, "sign-on", mine.entry.name, diag)
                             : tp_submission_withdraw(exchange, &mine.entry, diag);
    tp_entry_deinit(&mine.entry);
    return status;
}

tp_status tp_office_withdraw(struct tp_exchange *exchange, struct tp_call *call, struct tp_diag *diag)
{
    tp_status status = tp_exchange_begin(exchange, diag);

    return status == TP_OK ? tp_exchange_end(exchange, withdraw(exchange, call, diag), diag) : status;
}
