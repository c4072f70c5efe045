/* SPDX-License-Identifier: Apache-2.0 */
/* Discretion reviews: opened with the circumstances that the agreement lists and what is known of the case; decided by
 * a person, who answers each circumstance and gives a reason. Nothing is filled in, counted or proposed here, and there
 * is no way to decide more than one at a time. */
#include "review/discretion.h"

#include <stdio.h>
#include <string.h>

enum { REASON_WORDS = 25, NOTE_WORDS = 2 };

void tp_discretion_blob(const char *id, const char *what, char out[TP_DISCRETION_BLOB_BYTES])
{
    snprintf(out, TP_DISCRETION_BLOB_BYTES, "discretion/%.33s/%.16s", id, what);
}

/* ---- opening --------------------------------------------------------------------------------------------------------
 */

static tp_status put_facts(struct tp_exchange *exchange, const struct tp_discretion_spec *spec, const char *id,
                           struct tp_diag *diag)
{
    char name[TP_DISCRETION_BLOB_BYTES];
    struct tp_buffer text;
    tp_status status = TP_OK;

    if (!spec->facts)
        return TP_OK;
    tp_buffer_init(&text);
    tp_discretion_blob(id, "facts", name);
    status = tp_json_write_canonical(spec->facts, &text, diag);
    if (status == TP_OK)
        status = tp_blob_put(exchange, spec->owner, name, text.data, text.size_bytes, diag);
    if (text.data)
        tp_wipe(text.data, text.size_bytes);
    tp_buffer_deinit(&text);
    return status;
}

static void write_spec(const struct tp_discretion_spec *spec, int64_t now_s, struct tp_json *out)
{
    tp_json_text(out, "then", spec->then);
    tp_json_text(out, "about", spec->about);
    tp_json_text(out, "agreement", spec->agreement);
    tp_json_text(out, "recipient", spec->recipient);
    tp_json_text(out, "jurisdiction", spec->jurisdiction);
    tp_json_text(out, "level", spec->level);
    tp_json_integer(out, "opened", now_s);
    tp_json_list(out, "circumstances");
    for (size_t i = 0; i < tp_circumstances.count; i++) {
        if (spec->circumstances >> i & 1)
            tp_json_text(out, NULL, tp_circumstances.items[i].code);
    }
    tp_json_close(out);
}

tp_status tp_discretion_open(struct tp_exchange *exchange, const struct tp_discretion_spec *spec,
                             char id[TP_EXCHANGE_ID_BYTES], struct tp_diag *diag)
{
    struct tp_entry entry = {.state = "open", .due_s = TP_STORE_NEVER};
    struct tp_json *content = NULL;
    tp_status status = tp_exchange_new_id(entry.name, diag);

    id[0] = '\0';
    if (status == TP_OK)
        status = tp_json_new(&content, diag);
    if (status != TP_OK)
        return status;
    snprintf(entry.link, sizeof entry.link, "%s", spec->owner);
    write_spec(spec, tp_exchange_now(exchange), content);
    status = tp_entry_add(exchange, "discretion", &entry, content, diag);
    if (status == TP_OK)
        status = put_facts(exchange, spec, entry.name, diag);
    if (status == TP_OK)
        snprintf(id, TP_EXCHANGE_ID_BYTES, "%.32s", entry.name);
    tp_json_free(&content);
    return status;
}

uint64_t tp_discretion_listed(const struct tp_entry *entry)
{
    const struct tp_json_value *list = tp_json_member(tp_json_root(entry->content), "circumstances");
    uint64_t listed = 0;

    for (size_t i = 0; i < tp_json_count(list); i++) {
        const char *code = tp_json_to_text(tp_json_element(list, i));
        int place = code ? tp_vocabulary_find(&tp_circumstances, code) : -1;

        listed |= place >= 0 ? UINT64_C(1) << place : 0;
    }
    return listed;
}

tp_status tp_discretion_outcome(struct tp_exchange *exchange, const char *id, struct tp_discretion_outcome *out,
                                struct tp_diag *diag)
{
    struct tp_entry entry;
    tp_status status = tp_entry_get(exchange, "discretion", id, &entry, diag);

    *out = (struct tp_discretion_outcome){.decision = TP_DISCRETION_NOT_DECIDED};
    if (status != TP_OK)
        return status;
    out->decided = strcmp(entry.state, "decided") == 0;
    if (out->decided) {
        bool release = strcmp(tp_entry_text(&entry, "decision"), "release") == 0;

        out->decision = release ? TP_DISCRETION_RELEASE : TP_DISCRETION_DECLINE;
        out->considered = tp_discretion_listed(&entry);
        out->reason_written = true;
    }
    tp_entry_deinit(&entry);
    return TP_OK;
}

/* ---- the decision as it is sent
 * -------------------------------------------------------------------------------------- */

static int find_answer(const char *code)
{
    return strcmp(code, "no") == 0 ? 0 : strcmp(code, "unknown") == 0 ? 1 : strcmp(code, "yes") == 0 ? 2 : -1;
}

static int find_decision(const char *code)
{
    return strcmp(code, "decline") == 0 ? 0 : strcmp(code, "release") == 0 ? 1 : -1;
}

static tp_status check_answer(const struct tp_json_value *answer, const char *code, struct tp_diag *diag)
{
    const char *note;
    int which;
    tp_status status;

    if (!answer)
        return tp_fail(diag, TP_E_FORMAT, code, -1, "it is not answered");
    status = tp_json_only(answer, "answer note", diag);
    if (status == TP_OK)
        status = tp_input_code(answer, "answer", find_answer, &which, diag);
    if (status == TP_OK)
        status = tp_input_words(answer, "note", NOTE_WORDS, &note, diag);
    return status;
}

static tp_status check_answers(const struct tp_json_value *answers, uint64_t listed, struct tp_diag *diag)
{
    size_t count = 0;
    tp_status status = TP_OK;

    if (!answers || tp_json_kind(answers) != TP_JSON_OBJECT)
        return tp_fail(diag, TP_E_FORMAT, "circumstances", -1, "an object is expected, with an answer for each");
    for (size_t i = 0; status == TP_OK && i < tp_circumstances.count; i++) {
        const char *code = tp_circumstances.items[i].code;

        if (!(listed >> i & 1))
            continue;
        count++;
        status = check_answer(tp_json_member(answers, code), code, diag);
    }
    if (status == TP_OK && tp_json_count(answers) != count)
        return tp_fail(diag, TP_E_FORMAT, "circumstances", -1,
                       "there are answers about what the agreement does not list");
    return status;
}

tp_status tp_discretion_check(const struct tp_json_value *input, uint64_t listed, struct tp_discretion_input *out,
                              struct tp_diag *diag)
{
    int decision = 0;
    tp_status status = tp_json_only(input, "circumstances reason decision", diag);

    *out = (struct tp_discretion_input){0};
    if (status == TP_OK)
        status = check_answers(tp_json_member(input, "circumstances"), listed, diag);
    if (status == TP_OK)
        status = tp_input_words(input, "reason", REASON_WORDS, &out->reason, diag);
    if (status == TP_OK)
        status = tp_input_code(input, "decision", find_decision, &decision, diag);
    if (status == TP_OK) {
        out->circumstances = tp_json_member(input, "circumstances");
        out->release = decision == 1;
    }
    return status;
}

/* ---- on record ------------------------------------------------------------------------------------------------------
 */

static tp_status put_answers(struct tp_exchange *exchange, const struct tp_entry *entry,
                             const struct tp_json_value *input, struct tp_diag *diag)
{
    char name[TP_DISCRETION_BLOB_BYTES];
    struct tp_buffer text;
    tp_status status;

    tp_buffer_init(&text);
    tp_discretion_blob(entry->name, "decision", name);
    status = tp_json_value_canonical(input, &text, diag);
    if (status == TP_OK)
        status = tp_blob_put(exchange, entry->link, name, text.data, text.size_bytes, diag);
    if (text.data)
        tp_wipe(text.data, text.size_bytes);
    tp_buffer_deinit(&text);
    return status;
}

static tp_status log_decision(struct tp_exchange *exchange, const struct tp_entry *entry, const char *decision,
                              const char *account, struct tp_diag *diag)
{
    const char *jurisdiction = tp_entry_text(entry, "jurisdiction");
    const struct tp_case about = {.county = jurisdiction, .actor = account};
    char state[TP_JURISDICTION_MAX];
    struct tp_leaf leaf;

    tp_jurisdiction_coarse(jurisdiction, state);
    tp_leaf_init(&leaf, TP_LEAF_DISCRETION, tp_exchange_now(exchange));
    tp_leaf_set(&leaf, TP_LEAF_OUTCOME_MEMBER, decision);
    tp_leaf_set(&leaf, TP_LEAF_AGREEMENT_MEMBER, tp_entry_text(entry, "agreement"));
    tp_leaf_set(&leaf, TP_LEAF_STATE_MEMBER, state);
    tp_leaf_set(&leaf, TP_LEAF_LEVEL_MEMBER, tp_entry_text(entry, "level"));
    return tp_exchange_log(exchange, entry->link, &leaf, &about, diag);
}

/* A reason that was written about somebody else, by whomever, is none for this person: the record "reason" is named by
 * the hash of its words and says nothing of whose they were. */
static tp_status keep_words(struct tp_exchange *exchange, const char *reason, struct tp_diag *diag)
{
    struct tp_entry entry = {.due_s = TP_STORE_NEVER};
    uint8_t digest[TP_SHA256_BYTES];
    struct tp_buffer words;
    tp_status status;

    tp_buffer_init(&words);
    tp_text_fold(reason, &words);
    status = words.bad ? tp_fail(diag, TP_E_MEMORY, "reason", -1, "out of memory for it")
                       : tp_sha256(words.data, words.size_bytes, digest, diag);
    if (words.data)
        tp_wipe(words.data, words.size_bytes);
    tp_buffer_deinit(&words);
    if (status != TP_OK)
        return status;
    tp_hex_encode(digest, sizeof digest, entry.name);
    status = tp_entry_add(exchange, "reason", &entry, NULL, diag);
    if (status == TP_E_EXISTS)
        status =
            tp_fail(diag, TP_E_CONFLICT, "reason", -1, "these are the words of another decision: say what is so here");
    return status;
}

static tp_status write_decision(struct tp_exchange *exchange, struct tp_entry *entry, const char *decision,
                                const char *account, struct tp_diag *diag)
{
    struct tp_json *content;
    tp_status status = tp_entry_edit(entry, &content, diag);

    if (status != TP_OK)
        return status;
    tp_json_text(content, "decision", decision);
    tp_json_text(content, "account", account);
    tp_json_integer(content, "decided", tp_exchange_now(exchange));
    snprintf(entry->state, sizeof entry->state, "decided");
    status = tp_entry_put(exchange, "discretion", entry, content, diag);
    tp_json_free(&content);
    return status;
}

tp_status tp_discretion_decide(struct tp_exchange *exchange, struct tp_entry *entry, const char *account,
                               const struct tp_json_value *input, struct tp_diag *diag)
{
    struct tp_discretion_input sent;
    const char *decision, *then = tp_entry_text(entry, "then");
    tp_status status = tp_discretion_check(input, tp_discretion_listed(entry), &sent, diag);

    if (status == TP_OK)
        status = keep_words(exchange, sent.reason, diag);
    if (status != TP_OK)
        return status;
    decision = sent.release ? "release" : "decline";
    status = put_answers(exchange, entry, input, diag);
    if (status == TP_OK)
        status = log_decision(exchange, entry, decision, account, diag);
    if (status == TP_OK && then[0])
        status = tp_job_add(exchange, then, tp_entry_text(entry, "about"), tp_exchange_now(exchange), diag);
    if (status == TP_OK)
        status = write_decision(exchange, entry, decision, account, diag);
    if (status == TP_OK)
        status = tp_people_refresh(exchange, entry->link, diag); /* who decided does not examine afterwards */
    return status;
}
