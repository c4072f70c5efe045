/* SPDX-License-Identifier: Apache-2.0 */
/* Re-examination: who decides on a challenge of an identification does so knowing what others have found, who did not
 * know that it is one. Members of the record "challenge": case, examination_by ("" for the person); readers, who was
 * given the person's words; shown, who has read it since there is nothing to wait for. */
#include "person/reexamination.h"

#include <stdio.h>
#include <string.h>

#include "person/challenge.h"
#include "person/erasure.h"
#include "review/review.h"

enum { EXAMINERS = 2, OTHERS_MAX = 4 };

/* ---- what is compared ---------------------------------------------------------------------------------------------
 */

struct others {
    char owner[TP_EXCHANGE_NAME_BYTES], subject[TP_EXCHANGE_NAME_BYTES];
    char encounters[OTHERS_MAX][TP_EXCHANGE_NAME_BYTES]; /* the newest first */
    size_t count;
};

static void take_others(struct tp_exchange *exchange, const struct tp_subject *subject, struct others *out)
{
    for (size_t i = subject->count; i-- > 0 && out->count < OTHERS_MAX;) {
        const char *encounter = subject->parts[i].owner;

        if (strcmp(encounter, out->owner) != 0 && tp_case_has_prints(exchange, encounter, false))
            snprintf(out->encounters[out->count++], TP_EXCHANGE_NAME_BYTES, "%s", encounter);
    }
}

/* None when the booking is known to nobody, or its prints or all others are gone. */
static tp_status find_others(struct tp_exchange *exchange, const char *booking, struct others *out,
                             struct tp_diag *diag)
{
    struct tp_subject subject;
    struct tp_diag said;
    tp_status status;

    *out = (struct others){.count = 0};
    snprintf(out->owner, sizeof out->owner, "booking/%.140s", booking);
    status = tp_subject_of(exchange, out->owner, out->subject, diag);
    if (status != TP_OK || out->subject[0] == '\0' || !tp_case_has_prints(exchange, out->owner, false))
        return status;
    tp_diag_init(&said);
    status = tp_subject_load(exchange, out->subject, &subject, &said);
    if (status == TP_E_NOT_FOUND)
        return TP_OK;
    if (status != TP_OK)
        return tp_diag_pass(diag, status, &said);
    take_others(exchange, &subject, out);
    tp_subject_deinit(&subject);
    return TP_OK;
}

tp_status tp_reexamination_possible(struct tp_exchange *exchange, const char *booking, bool *out, struct tp_diag *diag)
{
    struct others others;
    tp_status status = find_others(exchange, booking, &others, diag);

    *out = others.count > 0;
    return status;
}

/* ---- the case -----------------------------------------------------------------------------------------------------
 */

static tp_status is_settled(struct tp_exchange *exchange, const char *case_id, bool *out, struct tp_diag *diag)
{
    struct tp_case_outcome outcome;
    struct tp_diag said;
    tp_status status;

    tp_diag_init(&said);
    status = tp_case_outcome(exchange, case_id, &outcome, &said);
    *out = status != TP_OK || outcome.settled; /* one that is gone is not waited for */
    return status == TP_E_NOT_FOUND ? TP_OK : tp_diag_pass(diag, status, &said);
}

tp_status tp_reexamination_waits(struct tp_exchange *exchange, const struct tp_entry *entry, bool *out,
                                 struct tp_diag *diag)
{
    const char *case_id = tp_entry_text(entry, "case");
    bool settled = true;
    tp_status status = case_id[0] ? is_settled(exchange, case_id, &settled, diag) : TP_OK;

    *out = !settled;
    return status;
}

struct looking {
    struct tp_exchange *exchange;
    char case_id[TP_EXCHANGE_ID_BYTES]; /* of a case that is open; "" */
};

static tp_status look(void *context, const struct tp_entry *entry, struct tp_diag *diag)
{
    struct looking *looking = context;
    bool waits;
    tp_status status = tp_reexamination_waits(looking->exchange, entry, &waits, diag);

    if (status == TP_OK && waits)
        snprintf(looking->case_id, sizeof looking->case_id, "%s", tp_entry_text(entry, "case"));
    return status;
}

static tp_status open_case(struct tp_exchange *exchange, const struct others *others,
                           char case_id[TP_EXCHANGE_ID_BYTES], struct tp_diag *diag)
{
    char jurisdiction[TP_JURISDICTION_MAX];
    struct tp_found candidates[OTHERS_MAX] = {{.score = 0}};
    const struct tp_case_spec spec = {.owner = others->owner,
                                      .then = "",
                                      .about = "",
                                      .agreement = "",
                                      .jurisdiction = jurisdiction,
                                      .level = "unknown",
                                      .examiners = EXAMINERS,
                                      .candidates = candidates,
                                      .count = others->count,
                                      .encounters = others->encounters};
    tp_status status = tp_owner_jurisdiction(exchange, others->owner, jurisdiction, diag);

    for (size_t i = 0; i < others->count; i++)
        memcpy(candidates[i].subject, others->subject, sizeof candidates[i].subject);
    return status == TP_OK ? tp_case_open(exchange, &spec, case_id, diag) : status;
}

tp_status tp_reexamination_open(struct tp_exchange *exchange, const char *booking, char case_id[TP_EXCHANGE_ID_BYTES],
                                struct tp_diag *diag)
{
    const struct tp_store_query challenges = {
        .kind = "challenge", .link = booking, .state = "open", .due_until_s = TP_STORE_NEVER};
    struct looking looking = {exchange, ""};
    struct others others;
    tp_status status = find_others(exchange, booking, &others, diag);

    case_id[0] = '\0';
    if (status == TP_OK && others.count > 0)
        status = tp_entry_each(exchange, &challenges, look, &looking, diag);
    if (status != TP_OK || others.count == 0)
        return status;
    memcpy(case_id, looking.case_id, TP_EXCHANGE_ID_BYTES);
    return case_id[0] ? TP_OK : open_case(exchange, &others, case_id, diag);
}

/* ---- who has read it ----------------------------------------------------------------------------------------------
 */

static bool lists(const struct tp_entry *entry, const char *member, const char *account)
{
    return tp_json_lists(tp_json_member(tp_json_root(entry->content), member), account);
}

bool tp_challenge_was_shown_to(const struct tp_entry *entry, const char *account)
{
    return lists(entry, "shown", account);
}

static void add_account(const struct tp_entry *entry, const char *member, const char *account, struct tp_json *json)
{
    if (lists(entry, member, account))
        return;
    tp_json_list_from(json, member, tp_json_member(tp_json_root(entry->content), member));
    tp_json_text(json, NULL, account);
    tp_json_close(json);
}

static tp_status put_reader(struct tp_exchange *exchange, struct tp_entry *entry, const char *owner,
                            const char *account, bool waits, struct tp_diag *diag)
{
    struct tp_json *json = NULL;
    tp_status status = tp_entry_edit(entry, &json, diag);

    if (status == TP_OK) {
        add_account(entry, "readers", account, json);
        if (!waits)
            add_account(entry, "shown", account, json);
        status = tp_entry_put(exchange, "challenge", entry, json, diag);
    }
    tp_json_free(&json);
    return status == TP_OK ? tp_people_refresh(exchange, owner, diag) : status;
}

tp_status tp_challenge_note_reader(struct tp_exchange *exchange, struct tp_entry *entry, const char *account,
                                   struct tp_diag *diag)
{
    char owner[TP_EXCHANGE_NAME_BYTES];
    bool waits, had_part = false;
    tp_status status = tp_reexamination_waits(exchange, entry, &waits, diag);

    snprintf(owner, sizeof owner, "booking/%.140s", entry->link);
    if (status == TP_OK && waits)
        status = tp_account_had_part(exchange, owner, account, &had_part, diag);
    if (status == TP_OK && had_part)
        status = tp_fail(diag, TP_E_DENIED, NULL, -1, "who examines the prints reads it afterwards");
    if (status != TP_OK || strcmp(entry->state, "open") != 0 ||
        (lists(entry, "readers", account) && (waits || lists(entry, "shown", account))))
        return status;
    return put_reader(exchange, entry, owner, account, waits, diag);
}

tp_status tp_challenge_put_examination(struct tp_exchange *exchange, const struct tp_entry *entry, struct tp_json *out,
                                       struct tp_diag *diag)
{
    const char *case_id = tp_entry_text(entry, "case");
    tp_status status;

    if (case_id[0] == '\0') {
        tp_json_text(out, "examination", NULL);
        return TP_OK;
    }
    tp_json_object(out, "examination");
    tp_json_text(out, "case", case_id);
    tp_json_text(out, "by", tp_entry_text(entry, "examination_by"));
    status = tp_case_write_results(exchange, case_id, out, diag);
    tp_json_close(out);
    return status;
}

/* ---- asked for by who looks at the challenge ----------------------------------------------------------------------
 */

static tp_status check_ask(const struct tp_entry *entry, const char *account, struct tp_diag *diag)
{
    if (strcmp(entry->state, "open") != 0)
        return tp_fail(diag, TP_E_CONFLICT, "challenge", -1, "it was decided already");
    if (tp_entry_text(entry, "case")[0])
        return tp_fail(diag, TP_E_CONFLICT, "challenge", -1, "the prints have been given to examiners already");
    if (!tp_challenge_was_shown_to(entry, account))
        return tp_fail(diag, TP_E_CONFLICT, "challenge", -1, "read it first");
    return TP_OK;
}

/* Whoever read it before reads it again, with what the examiners found. */
static tp_status put_case(struct tp_exchange *exchange, struct tp_entry *entry, const char *case_id,
                          const char *account, struct tp_diag *diag)
{
    struct tp_json *json = NULL;
    tp_status status = tp_entry_edit(entry, &json, diag);

    if (status == TP_OK) {
        tp_json_text(json, "case", case_id);
        tp_json_text(json, "examination_by", account);
        tp_json_list(json, "shown");
        tp_json_close(json);
        status = tp_entry_put(exchange, "challenge", entry, json, diag);
    }
    tp_json_free(&json);
    return status;
}

static tp_status examine(struct tp_exchange *exchange, struct tp_call *call, struct tp_diag *diag)
{
    char case_id[TP_EXCHANGE_ID_BYTES] = "";
    struct tp_entry entry;
    tp_status status = tp_entry_get(exchange, "challenge", call->values[0], &entry, diag);

    if (status != TP_OK)
        return status;
    status = check_ask(&entry, call->actor.account, diag);
    if (status == TP_OK)
        status = tp_reexamination_open(exchange, entry.link, case_id, diag);
    if (status == TP_OK && case_id[0] == '\0')
        status = tp_fail(diag, TP_E_CONFLICT, "challenge", -1, "there are no other prints to compare with");
    if (status == TP_OK)
        status = put_case(exchange, &entry, case_id, call->actor.account, diag);
    if (status == TP_OK)
        tp_json_text(call->reply, "case", case_id);
    tp_entry_deinit(&entry);
    return status;
}

tp_status tp_operation_examine_challenge(struct tp_exchange *exchange, struct tp_call *call, struct tp_diag *diag)
{
    tp_status status = tp_exchange_begin(exchange, diag);

    if (status != TP_OK)
        return status;
    status = tp_exchange_end(exchange, examine(exchange, call, diag), diag);
    call->status = status == TP_OK ? 202 : 0;
    return status;
}
