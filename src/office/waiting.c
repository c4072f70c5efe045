/* SPDX-License-Identifier: Apache-2.0 */
/* What officers do with what the public handed in: they register it as it is, open a petition for names, or refuse it
 * for a reason that everybody reads. They change nothing in it, and learn nobody's name that was not meant to be
 * published. */
#include <stdio.h>
#include <string.h>

#include "office/parts.h"
#include "office/submission.h"

enum { LISTED_MAX = 500, REASON_MAX = 1000 };

static void add_time(struct tp_json *json, const char *key, int64_t time_s)
{
    char text[TP_TIME_TEXT_BYTES];

    tp_time_format(time_s, text);
    tp_json_text(json, key, text);
}

/* ---- looking -------------------------------------------------------------------------------------------------------
 */

struct showing {
    struct tp_exchange *exchange;
    struct tp_json *out;
    bool whole;
};

static tp_status show_words(const struct showing *showing, const struct tp_entry *entry, struct tp_diag *diag)
{
    struct tp_json_document *words;
    const struct tp_json_value *root;
    tp_status status = tp_submission_words(showing->exchange, entry->name, &words, diag);

    if (status == TP_E_NOT_FOUND)
        return TP_OK; /* it is decided */
    if (status != TP_OK)
        return status;
    root = tp_json_root(words);
    tp_json_copy(showing->out, "title", tp_json_member(root, "title"));
    if (showing->whole) {
        tp_json_copy(showing->out, "text", tp_json_member(root, "text"));
        tp_json_copy(showing->out, "name", tp_json_member(root, "name"));
    }
    tp_json_document_free(&words);
    return TP_OK;
}

static tp_status show_members(const struct showing *showing, const struct tp_entry *entry, struct tp_diag *diag)
{
    static const char *const optional[] = {"account", "reason", "event"};
    struct tp_json *out = showing->out;

    tp_json_text(out, "submission", entry->name);
    tp_json_text(out, "agreement", entry->link);
    tp_json_text(out, "version", tp_entry_text(entry, "version"));
    tp_json_text(out, "kind", tp_entry_text(entry, "kind"));
    tp_json_text(out, "state", entry->state);
    add_time(out, "received", tp_entry_integer(entry, "received", 0));
    tp_json_integer(out, "bytes", tp_entry_integer(entry, "bytes", 0));
    tp_json_integer(out, "sign_ons", tp_entry_integer(entry, "sign_ons", 0));
    for (size_t i = 0; i < TP_ARRAY_LENGTH(optional); i++) {
        const char *text = tp_entry_text(entry, optional[i]);

        if (text[0])
            tp_json_text(out, optional[i], text);
    }
    return show_words(showing, entry, diag);
}

static tp_status show_line(void *context, const struct tp_entry *entry, struct tp_diag *diag)
{
    const struct showing *showing = context;
    tp_status status;

    if (strcmp(entry->state, "unconfirmed") == 0)
        return TP_OK;
    tp_json_object(showing->out, NULL);
    status = show_members(showing, entry, diag);
    tp_json_close(showing->out);
    return status;
}

tp_status tp_office_list_submissions(struct tp_exchange *exchange, struct tp_call *call, struct tp_diag *diag)
{
    static const char *const states[] = {"waiting", "gathering", "registered", "refused"};
    const char *state = tp_office_query(call, "state");
    const struct tp_store_query query = {
        .kind = "submission", .state = state, .due_until_s = TP_STORE_NEVER, .limit = LISTED_MAX};
    struct showing showing = {exchange, call->reply, false};
    bool known = !state;
    tp_status status;

    for (size_t i = 0; i < TP_ARRAY_LENGTH(states); i++)
        known |= state && strcmp(state, states[i]) == 0;
    if (!known)
        return tp_fail(diag, TP_E_ARGUMENT, "state", -1, "it must be waiting, gathering, registered or refused");
    tp_json_list(call->reply, "submissions");
    status = tp_entry_each(exchange, &query, show_line, &showing, diag);
    tp_json_close(call->reply);
    return status;
}

/* What nobody has confirmed was not handed in. */
static tp_status find_confirmed(struct tp_exchange *exchange, const struct tp_call *call, struct tp_entry *out,
                                struct tp_diag *diag)
{
    tp_status status = tp_submission_get(exchange, call->values[0], NULL, out, diag);

    if (status != TP_OK || strcmp(out->state, "unconfirmed") != 0)
        return status;
    tp_entry_deinit(out);
    return tp_fail(diag, TP_E_NOT_FOUND, "submission", -1, "there is no such submission");
}

tp_status tp_office_get_submission(struct tp_exchange *exchange, struct tp_call *call, struct tp_diag *diag)
{
    struct showing showing = {exchange, call->reply, true};
    struct tp_entry entry;
    tp_status status = find_confirmed(exchange, call, &entry, diag);

    if (status != TP_OK)
        return status;
    status = show_members(&showing, &entry, diag);
    tp_entry_deinit(&entry);
    return status;
}

/* ---- deciding ------------------------------------------------------------------------------------------------------
 */

struct deciding {
    struct tp_submission_decision decision;
    char event[TP_HASH_TEXT_BYTES];
    enum tp_refusal refusal; /* of our own node */
};

static tp_status read_decision(const struct tp_call *call, struct tp_submission_decision *out, struct tp_diag *diag)
{
    static const struct {
        const char *word, *state;
    } decisions[] = {{"register", "registered"}, {"open", "gathering"}, {"refuse", "refused"}};
    const struct tp_office_text reason = {"reason", REASON_MAX, .one_line = false, .optional = true};
    const char *word;
    tp_status status = tp_json_only(call->input, "decision reason", diag);

    *out = (struct tp_submission_decision){.account = call->actor.account};
    if (status == TP_OK)
        status = tp_office_input_text(call, &reason, &out->reason, diag);
    if (status != TP_OK)
        return status;
    word = tp_json_to_text(tp_json_member(call->input, "decision"));
    for (size_t i = 0; word && i < TP_ARRAY_LENGTH(decisions); i++)
        if (strcmp(word, decisions[i].word) == 0)
            out->state = decisions[i].state;
    if (!out->state)
        return tp_fail(diag, TP_E_ARGUMENT, "decision", -1, "it must be register, open or refuse");
    if (out->reason[0] == '\0' && strcmp(out->state, "refused") == 0)
        return tp_fail(diag, TP_E_ARGUMENT, "reason", -1, "a refusal needs a reason, which is published");
    return TP_OK;
}

/* The file: the words as they were handed in, and the name where there is one to be published. */
static void write_file(const struct tp_json_value *words, struct tp_buffer *out)
{
    const char *text = tp_json_to_text(tp_json_member(words, "text"));
    const char *name = tp_json_to_text(tp_json_member(words, "name"));

    tp_write_text(out, "%s", text ? text : "");
    if (name && name[0])
        tp_write_text(out, "\n\n-- %s\n", name);
}

static tp_status put_on_record(struct tp_exchange *exchange, const struct tp_entry *entry, struct deciding *deciding,
                               struct tp_diag *diag)
{
    struct tp_office_statement statement = {.account = deciding->decision.account,
                                            .agreement = entry->link,
                                            .version = tp_entry_text(entry, "version"),
                                            .sign_ons = (uint32_t)tp_entry_integer(entry, "sign_ons", 0)};
    const int kind = tp_vocabulary_find(&tp_events, tp_entry_text(entry, "kind"));
    struct tp_json_document *words;
    struct tp_buffer file;
    tp_status status = tp_submission_words(exchange, entry->name, &words, diag);

    if (status != TP_OK)
        return status;
    tp_buffer_init(&file);
    write_file(tp_json_root(words), &file);
    statement.kind = kind < 0 ? TP_EVENT_COMMENT : (enum tp_event_kind)kind;
    statement.title = tp_json_to_text(tp_json_member(tp_json_root(words), "title"));
    statement.data = file.data;
    statement.size_bytes = file.size_bytes;
    status = file.bad ? tp_fail(diag, TP_E_MEMORY, NULL, -1, "no memory for the file")
                      : tp_office_put_statement(exchange, &statement, deciding->event, &deciding->refusal, diag);
    tp_buffer_deinit(&file);
    tp_json_document_free(&words);
    return status;
}

static tp_status check_order(struct tp_exchange *exchange, const struct tp_entry *entry, const char *state,
                             struct tp_diag *diag)
{
    const bool is_petition = strcmp(tp_entry_text(entry, "kind"), "petition") == 0;
    uint64_t open = 0;
    tp_status status = TP_OK;

    if (strcmp(entry->state, "waiting") != 0 && strcmp(entry->state, "gathering") != 0)
        return tp_fail(diag, TP_E_CONFLICT, "submission", -1, "it is %s already", entry->state);
    if (strcmp(state, "gathering") != 0)
        return TP_OK;
    if (!is_petition || strcmp(entry->state, "waiting") != 0)
        return tp_fail(diag, TP_E_CONFLICT, "decision", -1, "only a petition that waits is opened for names");
    status = tp_submission_count(exchange, entry->link, "gathering", &open, diag);
    if (status == TP_OK && open >= TP_SUBMISSION_PETITIONS)
        status = tp_fail(diag, TP_E_CONFLICT, "decision", -1, "%d petitions are open for names already",
                         TP_SUBMISSION_PETITIONS);
    return status;
}

static tp_status decide(struct tp_exchange *exchange, const struct tp_call *call, struct deciding *deciding,
                        struct tp_diag *diag)
{
    struct tp_entry entry;
    tp_status status = find_confirmed(exchange, call, &entry, diag);

    if (status != TP_OK)
        return status;
    status = check_order(exchange, &entry, deciding->decision.state, diag);
    if (status == TP_OK && strcmp(deciding->decision.state, "registered") == 0) {
        status = put_on_record(exchange, &entry, deciding, diag);
        deciding->decision.event = deciding->event;
    }
    if (status == TP_OK && deciding->refusal == TP_REFUSAL_NONE)
        status = tp_submission_decide(exchange, &entry, &deciding->decision, diag);
    tp_entry_deinit(&entry);
    return status;
}

tp_status tp_office_decide(struct tp_exchange *exchange, struct tp_call *call, struct tp_diag *diag)
{
    struct deciding deciding = {.refusal = TP_REFUSAL_NONE};
    tp_status status = read_decision(call, &deciding.decision, diag);

    if (status == TP_OK)
        status = tp_exchange_begin(exchange, diag);
    if (status != TP_OK)
        return status;
    status = tp_exchange_end(exchange, decide(exchange, call, &deciding, diag), diag);
    if (status == TP_OK && deciding.refusal != TP_REFUSAL_NONE)
        status = tp_fail(diag, TP_E_CONFLICT, tp_refusal_code(deciding.refusal), -1, "the step is refused: %s",
                         tp_refusal_words(deciding.refusal));
    if (status != TP_OK)
        return status;
    tp_json_text(call->reply, "state", deciding.decision.state);
    if (deciding.event[0])
        tp_json_text(call->reply, "event", deciding.event);
    return TP_OK;
}
