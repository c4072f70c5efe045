/* SPDX-License-Identifier: Apache-2.0 */
/* Receipts and challenges, as they are asked for: the code comes in the body, so that no address has it. */
#include <stdio.h>
#include <string.h>

#include "person/challenge.h"
#include "person/operations.h"
#include "person/receipt.h"
#include "person/reexamination.h"

/* ---- the receipt ------------------------------------------------------------------------------------------------- */

tp_status tp_operation_make_receipt(struct tp_exchange *exchange, struct tp_call *call, struct tp_diag *diag)
{
    const char *language = tp_call_query(call, "language", "en"), *form = tp_call_query(call, "format", "html");
    char code[TP_RECEIPT_CODE_BYTES] = "", owner[TP_EXCHANGE_NAME_BYTES];
    bool as_json = strcmp(form, "json") == 0;
    struct tp_words *words = NULL;
    struct tp_entry entry;
    tp_status status = tp_words_open(language, &words, diag);

    tp_words_close(&words);
    if (status == TP_OK && !as_json && strcmp(form, "html") != 0)
        status = tp_fail(diag, TP_E_ARGUMENT, "format", -1, "must be html or json");
    if (status == TP_OK)
        status = tp_entry_get(exchange, "booking", call->values[0], &entry, diag);
    if (status != TP_OK)
        return status;
    if (strcmp(entry.state, "erased") == 0)
        status = tp_fail(diag, TP_E_CONFLICT, "booking", -1, "its data were destroyed");
    if (status == TP_OK) /* with the code the whole statement can be read */
        status = tp_config_account_check(tp_exchange_config(exchange), tp_entry_text(&entry, "ori"),
                                         call->actor.account, diag);
    tp_entry_deinit(&entry);
    snprintf(owner, sizeof owner, "booking/%.140s", call->values[0]);
    if (status == TP_OK)
        status = tp_access_note(exchange, call, owner, "receipt", diag);
    if (status == TP_OK)
        status = tp_exchange_begin(exchange, diag);
    if (status == TP_OK)
        status = tp_exchange_end(exchange, tp_receipt_make(exchange, call->values[0], code, diag), diag);
    if (status == TP_OK && as_json)
        tp_json_text(call->reply, "code", code);
    else if (status == TP_OK)
        status = tp_receipt_page(exchange, call->values[0], code, language, &call->bytes, diag);
    call->bytes_type = as_json ? NULL : "text/html; charset=utf-8";
    tp_wipe(code, sizeof code);
    return status;
}

tp_status tp_operation_look_receipt(struct tp_exchange *exchange, struct tp_call *call, struct tp_diag *diag)
{
    char booking[TP_EXCHANGE_NAME_BYTES], owner[TP_EXCHANGE_NAME_BYTES];
    const char *code, *language;
    struct tp_words *words = NULL;
    tp_status status = tp_json_only(call->input, "code language", diag);

    if (status == TP_OK)
        status = tp_person_input_text(call, "code", 64, false, &code, diag);
    if (status == TP_OK)
        status = tp_person_input_text(call, "language", 8, true, &language, diag);
    if (status == TP_OK)
        status = tp_words_open(language[0] ? language : "en", &words, diag);
    if (status == TP_OK)
        status = tp_receipt_find(exchange, code, booking, diag);
    if (status == TP_OK) {
        snprintf(owner, sizeof owner, "booking/%.140s", booking);
        status = tp_access_note(exchange, call, owner, "statement", diag);
    }
    if (status == TP_OK)
        status = tp_statement_write(exchange, booking, words, call->reply, diag);
    tp_words_close(&words);
    return status;
}

tp_status tp_operation_challenge(struct tp_exchange *exchange, struct tp_call *call, struct tp_diag *diag)
{
    char booking[TP_EXCHANGE_NAME_BYTES], id[TP_EXCHANGE_ID_BYTES] = "";
    const char *code, *text, *language, *about = "";
    struct tp_words *words = NULL;
    tp_status status = tp_json_only(call->input, "code language text about", diag);

    if (status == TP_OK)
        status = tp_person_input_text(call, "code", 64, false, &code, diag);
    if (status == TP_OK)
        status = tp_person_input_text(call, "text", TP_CHALLENGE_TEXT_MAX, false, &text, diag);
    if (status == TP_OK)
        status = tp_person_input_text(call, "language", 8, true, &language, diag);
    if (status == TP_OK)
        status = tp_person_input_text(call, "about", 32, true, &about, diag);
    if (status == TP_OK && about[0] && strcmp(about, "identification") != 0)
        status = tp_fail(diag, TP_E_ARGUMENT, "about", -1, "must be identification");
    if (status == TP_OK)
        status = tp_words_open(language[0] ? language : "en", &words, diag);
    if (status == TP_OK)
        status = tp_receipt_find(exchange, code, booking, diag);
    if (status == TP_OK)
        status = tp_exchange_begin(exchange, diag);
    else
        goto out;
    if (status == TP_OK)
        status =
            tp_exchange_end(exchange, tp_challenge_make(exchange, booking, text, about[0] != '\0', id, diag), diag);
    if (status == TP_OK) {
        tp_json_text(call->reply, "challenge", id);
        tp_json_text(call->reply, "words", tp_words_get(words, "challenge.received"));
        call->status = 201;
    }
out:
    tp_words_close(&words);
    return status;
}

/* ---- challenges: who looks at them ------------------------------------------------------------------------------- */

static tp_status put_challenge(void *context, const struct tp_entry *entry, struct tp_diag *diag)
{
    struct tp_json *json = context;

    (void)diag;
    tp_json_object(json, NULL);
    tp_json_text(json, "challenge", entry->name);
    tp_json_text(json, "state", entry->state);
    tp_json_text(json, "booking", entry->link);
    tp_json_integer(json, "received", tp_entry_integer(entry, "received", 0));
    tp_json_close(json);
    return TP_OK;
}

tp_status tp_operation_list_challenges(struct tp_exchange *exchange, struct tp_call *call, struct tp_diag *diag)
{
    static const char *const states[] = {"open", "upheld", "dismissed", NULL};
    struct tp_store_query query = {
        .kind = "challenge", .due_until_s = TP_STORE_NEVER, .newest_first = true, .limit = TP_PERSON_LIST_MAX};
    tp_status status = tp_call_query_one_of(call, "state", states, &query.state, diag);

    if (status != TP_OK)
        return status;
    tp_json_list(call->reply, "challenges");
    status = tp_entry_each(exchange, &query, put_challenge, call->reply, diag);
    tp_json_close(call->reply);
    return status;
}

static tp_status put_text(struct tp_exchange *exchange, struct tp_call *call, const struct tp_entry *entry,
                          const char *what, struct tp_diag *diag)
{
    char owner[TP_EXCHANGE_NAME_BYTES], name[TP_EXCHANGE_NAME_BYTES];

    snprintf(owner, sizeof owner, "booking/%.140s", entry->link);
    snprintf(name, sizeof name, "challenge/%.100s/%s", entry->name, what);
    return tp_person_put_blob(exchange, owner, name, what, call->reply, diag);
}

static tp_status show(struct tp_exchange *exchange, struct tp_call *call, struct tp_entry *entry, struct tp_diag *diag)
{
    char owner[TP_EXCHANGE_NAME_BYTES];
    tp_status status;

    snprintf(owner, sizeof owner, "booking/%.140s", entry->link);
    status = tp_access_note(exchange, call, owner, "challenge", diag);
    if (status == TP_OK)
        status = tp_challenge_note_reader(exchange, entry, call->actor.account, diag);
    if (status != TP_OK)
        return status;
    tp_json_text(call->reply, "challenge", entry->name);
    tp_json_text(call->reply, "state", entry->state);
    tp_json_text(call->reply, "booking", entry->link);
    tp_json_integer(call->reply, "received", tp_entry_integer(entry, "received", 0));
    status = tp_challenge_put_examination(exchange, entry, call->reply, diag);
    if (status == TP_OK)
        status = put_text(exchange, call, entry, "text", diag);
    return status == TP_OK ? put_text(exchange, call, entry, "reason", diag) : status;
}

tp_status tp_operation_get_challenge(struct tp_exchange *exchange, struct tp_call *call, struct tp_diag *diag)
{
    struct tp_entry entry;
    tp_status status = tp_exchange_begin(exchange, diag);

    if (status != TP_OK)
        return status;
    status = tp_entry_get(exchange, "challenge", call->values[0], &entry, diag);
    if (status == TP_OK) {
        status = show(exchange, call, &entry, diag);
        tp_entry_deinit(&entry);
    }
    return tp_exchange_end(exchange, status, diag);
}

tp_status tp_operation_decide_challenge(struct tp_exchange *exchange, struct tp_call *call, struct tp_diag *diag)
{
    struct tp_challenge_decision decision = {.account = call->actor.account};
    const char *outcome;
    tp_status status = tp_json_only(call->input, "outcome reason correction", diag);

    if (status == TP_OK)
        status = tp_person_input_text(call, "outcome", 16, false, &outcome, diag);
    if (status == TP_OK)
        status = tp_person_input_text(call, "reason", 2000, false, &decision.reason, diag);
    if (status != TP_OK)
        return status;
    decision.upheld = strcmp(outcome, "upheld") == 0;
    decision.correction = tp_json_member(call->input, "correction");
    if (!decision.upheld && strcmp(outcome, "dismissed") != 0)
        return tp_fail(diag, TP_E_ARGUMENT, "outcome", -1, "must be upheld or dismissed");
    status = tp_exchange_begin(exchange, diag);
    if (status != TP_OK)
        return status;
    return tp_exchange_end(exchange, tp_challenge_decide(exchange, call->values[0], &decision, diag), diag);
}
