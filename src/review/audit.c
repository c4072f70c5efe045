/* SPDX-License-Identifier: Apache-2.0 */
/* What auditors see: whole cases with everything that was kept from examiners, and what each examiner's conclusions
 * came to. Nothing here changes anything. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "review/discretion.h"
#include "review/tasks.h"

enum { PAGE = 100, EXAMINERS_MAX = 1024 };

/* ---- lists ----------------------------------------------------------------------------------------------------------
 */

static void write_head(const struct tp_entry *entry, const struct tp_review_case *about, struct tp_json *out)
{
    tp_json_text(out, "case", entry->name);
    tp_json_text(out, "state", entry->state);
    tp_json_text(out, "owner", entry->link);
    tp_json_text(out, "agreement", tp_entry_text(entry, "agreement"));
    tp_json_text(out, "jurisdiction", tp_entry_text(entry, "jurisdiction"));
    tp_json_text(out, "by", tp_entry_text(entry, "by"));
    tp_json_flag(out, "seeded", about->seeded);
    if (about->seeded)
        tp_json_text(out, "truth", about->same ? "identification" : "exclusion");
    tp_json_integer(out, "examiners", about->examiners);
    tp_time_write(out, "opened", about->opened_s);
    tp_time_write(out, "settled", about->settled_s);
    tp_json_flag(out, "match", about->match);
    tp_json_text(out, "subject", about->subject);
    tp_json_integer(out, "agreeing", about->agreeing);
}

struct listing {
    struct tp_json *out;
    int64_t last;
};

static tp_status list_case(void *context, const struct tp_entry *entry, struct tp_diag *diag)
{
    struct listing *listing = context;
    struct tp_review_case about;

    (void)diag;
    tp_case_take(entry, &about);
    tp_json_object(listing->out, NULL);
    write_head(entry, &about, listing->out);
    tp_json_close(listing->out);
    listing->last = entry->id;
    return TP_OK;
}

/* The page and the state that CALL asks for; NULL for any. */
static tp_status read_query(const struct tp_call *call, const char **state, int64_t *after_id, struct tp_diag *diag)
{
    const char *after = call->query ? call->query(call, "after") : NULL;

    *state = call->query ? call->query(call, "state") : NULL;
    *after_id = 0;
    if (*state && strcmp(*state, "open") != 0 && strcmp(*state, "settled") != 0)
        return tp_fail(diag, TP_E_FORMAT, "state", -1, "a case is open or settled");
    if (after && (after[0] == '\0' || strlen(after) > 15 || strspn(after, "0123456789") != strlen(after)))
        return tp_fail(diag, TP_E_FORMAT, "after", -1, "the `next` of an earlier page is expected");
    *after_id = after ? strtoll(after, NULL, 10) : 0;
    return TP_OK;
}

tp_status tp_list_cases(struct tp_exchange *exchange, struct tp_call *call, struct tp_diag *diag)
{
    struct tp_store_query cases = {.kind = "case", .due_until_s = TP_STORE_NEVER, .limit = PAGE};
    struct listing listing = {.out = call->reply};
    tp_status status = read_query(call, &cases.state, &cases.beyond_id, diag);

    if (status == TP_OK) /* subjects, and what came of them */
        status = tp_access_note(exchange, call, "cases", "list of cases", diag);
    if (status != TP_OK)
        return status;
    tp_json_list(call->reply, "cases");
    status = tp_entry_each(exchange, &cases, list_case, &listing, diag);
    tp_json_close(call->reply);
    tp_json_integer(call->reply, "next", listing.last);
    return status;
}

/* ---- a whole case ---------------------------------------------------------------------------------------------------
 */

struct showing {
    struct tp_exchange *exchange;
    const struct tp_review_case *about;
    struct tp_json *out;
};

static void show_candidates(const struct tp_review_case *about, struct tp_json *out)
{
    tp_json_list(out, "candidates");
    for (unsigned i = 0; i < about->count; i++) {
        const struct tp_case_candidate *candidate = &about->candidates[i];

        tp_json_object(out, NULL);
        tp_json_text(out, "subject", candidate->subject);
        tp_json_text(out, "encounter", candidate->encounter);
        tp_json_integer(out, "score", candidate->score);
        tp_json_integer(out, "rank", i + 1);
        tp_json_text(out, "result", tp_verdict_code(candidate->verdict));
        tp_json_text(out, "held", tp_standing_code(candidate->standing));
        if (about->seeded)
            tp_json_text(out, "truth", candidate->same ? "identification" : "exclusion");
        tp_json_close(out);
    }
    tp_json_close(out);
}

static tp_status show_said(const struct showing *showing, const struct tp_task *task, const char *name,
                           const struct tp_task_candidate *candidate, struct tp_diag *diag)
{
    struct tp_text_place at = {showing->about->entry.link, name, task->attempt, candidate->place, TP_TEXT_REASON};
    struct tp_json *out = showing->out;
    tp_status status;

    tp_json_object(out, NULL);
    tp_json_text(out, "subject", showing->about->candidates[candidate->place].subject);
    tp_json_text(out, "conclusion",
                 candidate->conclusion < 0 ? NULL : tp_conclusion_code((enum tp_conclusion)candidate->conclusion));
    tp_time_write(out, "time", candidate->time_s);
    status = tp_text_show(showing->exchange, &at, "reason", out, diag);
    at.kind = TP_TEXT_WORK;
    if (status == TP_OK)
        status = tp_text_show(showing->exchange, &at, "work", out, diag);
    if (status == TP_OK && candidate->corrected >= 0) {
        at.kind = TP_TEXT_CORRECTION;
        tp_json_text(out, "corrected", tp_conclusion_code((enum tp_conclusion)candidate->corrected));
        status = tp_text_show(showing->exchange, &at, "correction", out, diag);
        at.kind = TP_TEXT_CORRECTION_WORK;
        if (status == TP_OK)
            status = tp_text_show(showing->exchange, &at, "correction_work", out, diag);
    }
    tp_json_close(out);
    return status;
}

static tp_status show_work(const struct showing *showing, const struct tp_task *task, const char *name,
                           struct tp_diag *diag)
{
    const struct tp_text_place at = {showing->about->entry.link, name, task->attempt, 0, TP_TEXT_ANALYSIS};
    tp_status status = tp_text_show(showing->exchange, &at, "analysis", showing->out, diag);

    tp_json_list(showing->out, "conclusions");
    for (unsigned i = 0; status == TP_OK && i < task->count; i++)
        status = show_said(showing, task, name, &task->candidates[i], diag);
    tp_json_close(showing->out);
    return status;
}

static tp_status show_task(void *context, const struct tp_entry *entry, struct tp_diag *diag)
{
    const struct showing *showing = context;
    const struct tp_json_value *past = tp_json_member(tp_json_root(entry->content), "past");
    const struct tp_json_value *barred = tp_json_member(tp_json_root(entry->content), "barred");
    struct tp_json *out = showing->out;
    struct tp_task task;
    tp_status status;

    tp_task_take(entry, &task);
    tp_json_object(out, NULL);
    tp_json_text(out, "task", entry->name);
    tp_json_text(out, "state", entry->state);
    tp_json_flag(out, "senior", task.senior);
    tp_json_text(out, "account", task.account);
    tp_time_write(out, "opened", task.opened_s);
    tp_time_write(out, "claimed", task.claimed_s);
    tp_time_write(out, "analysed", task.analysed_s);
    tp_time_write(out, "concluded", task.concluded_s);
    status = show_work(showing, &task, entry->name, diag);
    if (past)
        tp_json_copy(out, "past", past);
    if (barred)
        tp_json_copy(out, "barred", barred);
    tp_json_close(out);
    return status;
}

static tp_status show_discretion(void *context, const struct tp_entry *entry, struct tp_diag *diag)
{
    const struct showing *showing = context;
    tp_status status;

    tp_json_object(showing->out, NULL);
    tp_json_text(showing->out, "account", tp_entry_text(entry, "account"));
    status = tp_discretion_show(showing->exchange, entry, showing->out, diag);
    tp_json_close(showing->out);
    return status;
}

static tp_status show_case(struct showing *showing, struct tp_diag *diag)
{
    const struct tp_entry *entry = &showing->about->entry;
    const struct tp_store_query tasks = {.kind = "task", .link = entry->name, .due_until_s = TP_STORE_NEVER};
    const struct tp_store_query discretions = {
        .kind = "discretion", .link = entry->link, .due_until_s = TP_STORE_NEVER};
    tp_status status;

    write_head(entry, showing->about, showing->out);
    show_candidates(showing->about, showing->out);
    tp_json_list(showing->out, "tasks");
    status = tp_entry_each(showing->exchange, &tasks, show_task, showing, diag);
    tp_json_close(showing->out);
    tp_json_list(showing->out, "discretions");
    if (status == TP_OK)
        status = tp_entry_each(showing->exchange, &discretions, show_discretion, showing, diag);
    tp_json_close(showing->out);
    return status;
}

tp_status tp_get_case(struct tp_exchange *exchange, struct tp_call *call, struct tp_diag *diag)
{
    struct tp_review_case about;
    struct showing showing = {exchange, &about, call->reply};
    tp_status status = tp_case_read(exchange, call->values[0], &about, diag);

    if (status != TP_OK)
        return status;
    status = tp_access_note(exchange, call, about.entry.link, "whole case", diag);
    if (status == TP_OK)
        status = show_case(&showing, diag);
    tp_case_deinit(&about);
    return status;
}

/* ---- examiners ------------------------------------------------------------------------------------------------------
 */

struct figures {
    char account[TP_EXCHANGE_NAME_BYTES];
    uint64_t tasks, returned, said[TP_CONCLUSIONS], against, corrected;
    uint64_t right, false_identifications, false_exclusions, undecided; /* of seeded candidates */
};
struct tallying {
    struct tp_exchange *exchange;
    size_t count;
    struct figures figures[EXAMINERS_MAX];
};

static struct figures *figures_of(struct tallying *tallying, const char *account)
{
    size_t i = 0;

    while (i < tallying->count && strcmp(tallying->figures[i].account, account) != 0)
        i++;
    if (i == EXAMINERS_MAX)
        return NULL;
    if (i == tallying->count) {
        snprintf(tallying->figures[i].account, sizeof tallying->figures[i].account, "%s", account);
        tallying->count++;
    }
    return &tallying->figures[i];
}

static void tally_seeded(struct figures *figures, int conclusion, bool same)
{
    figures->right += conclusion == (same ? TP_IDENTIFICATION : TP_EXCLUSION);
    figures->false_identifications += !same && conclusion == TP_IDENTIFICATION;
    figures->false_exclusions += same && conclusion == TP_EXCLUSION;
    figures->undecided += conclusion == TP_INCONCLUSIVE;
}

static void tally_candidate(struct figures *figures, const struct tp_review_case *about,
                            const struct tp_task_candidate *candidate)
{
    enum tp_verdict verdict = about->candidates[candidate->place].verdict;

    figures->said[candidate->conclusion]++;
    figures->corrected += candidate->corrected >= 0;
    figures->against += (candidate->conclusion == TP_IDENTIFICATION && verdict == TP_VERDICT_EXCLUDED) ||
                        (candidate->conclusion == TP_EXCLUSION && verdict == TP_VERDICT_IDENTIFIED);
    if (about->seeded)
        tally_seeded(figures, candidate->conclusion, about->candidates[candidate->place].same);
}

static tp_status tally_past(struct tallying *tallying, const struct tp_entry *entry)
{
    const struct tp_json_value *past = tp_json_member(tp_json_root(entry->content), "past");

    for (size_t i = 0; i < tp_json_count(past); i++) {
        const char *account = tp_json_to_text(tp_json_member(tp_json_element(past, i), "account"));
        struct figures *figures = account ? figures_of(tallying, account) : NULL;

        if (figures)
            figures->returned++;
    }
    return TP_OK;
}

/* Only what is settled: an auditor's list must not tell of cases under way. */
static tp_status tally_task(void *context, const struct tp_entry *entry, struct tp_diag *diag)
{
    struct tallying *tallying = context;
    struct tp_review_case about;
    struct figures *figures;
    struct tp_task task;
    tp_status status = tally_past(tallying, entry);

    tp_task_take(entry, &task);
    if (status != TP_OK || task.state != TP_TASK_CONCLUDED)
        return status;
    status = tp_case_read(tallying->exchange, entry->link, &about, diag);
    if (status != TP_OK)
        return status;
    figures = figures_of(tallying, task.account);
    if (figures && about.settled) {
        figures->tasks++;
        for (unsigned i = 0; i < task.count; i++) {
            if (task.candidates[i].conclusion >= 0)
                tally_candidate(figures, &about, &task.candidates[i]);
        }
    }
    tp_case_deinit(&about);
    return TP_OK;
}

static void show_figures(const struct figures *figures, struct tp_json *out)
{
    tp_json_object(out, NULL);
    tp_json_text(out, "account", figures->account);
    tp_json_integer(out, "tasks", (int64_t)figures->tasks);
    tp_json_integer(out, "returned", (int64_t)figures->returned);
    for (int i = 0; i < TP_CONCLUSIONS; i++)
        tp_json_integer(out, tp_conclusion_code((enum tp_conclusion)i), (int64_t)figures->said[i]);
    tp_json_integer(out, "corrected", (int64_t)figures->corrected);
    tp_json_integer(out, "against", (int64_t)figures->against);
    tp_json_object(out, "seeded");
    tp_json_integer(out, "correct", (int64_t)figures->right);
    tp_json_integer(out, "false-identification", (int64_t)figures->false_identifications);
    tp_json_integer(out, "false-exclusion", (int64_t)figures->false_exclusions);
    tp_json_integer(out, "inconclusive", (int64_t)figures->undecided);
    tp_json_close(out);
    tp_json_close(out);
}

tp_status tp_list_examiners(struct tp_exchange *exchange, struct tp_call *call, struct tp_diag *diag)
{
    const struct tp_store_query tasks = {.kind = "task", .due_until_s = TP_STORE_NEVER};
    struct tallying *tallying;
    void *memory;
    tp_status status = tp_alloc_zero(&memory, 1, sizeof *tallying, diag);

    if (status != TP_OK)
        return status;
    tallying = memory;
    tallying->exchange = exchange;
    status = tp_entry_each(exchange, &tasks, tally_task, tallying, diag);
    tp_json_list(call->reply, "examiners");
    for (size_t i = 0; status == TP_OK && i < tallying->count; i++)
        show_figures(&tallying->figures[i], call->reply);
    tp_json_close(call->reply);
    free(tallying);
    return status;
}
