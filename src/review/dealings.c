/* SPDX-License-Identifier: Apache-2.0 */
/* Who had to do with an owner: booked it, examined something of it, decided on a release. From the records of all its
 * cases, so that a second case about the same prints is examined by others; and who booked a candidate. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "review/records.h"

static tp_status note(struct tp_people *people, const char *account, const struct tp_dealings *dealings,
                      struct tp_diag *diag)
{
    size_t i = 0;

    if (account[0] == '\0')
        return TP_OK;
    while (i < people->count && strcmp(people->accounts[i], account) != 0)
        i++;
    if (i == TP_REVIEW_PEOPLE_MAX)
        return tp_fail(diag, TP_E_LIMIT, NULL, -1, "more than %d people had to do with one case", TP_REVIEW_PEOPLE_MAX);
    if (i == people->count) {
        snprintf(people->accounts[i], sizeof people->accounts[i], "%s", account);
        people->dealings[i] = (struct tp_dealings){0};
        people->count++;
    }
    people->dealings[i].booked |= dealings->booked;
    people->dealings[i].examined |= dealings->examined;
    people->dealings[i].released |= dealings->released;
    return TP_OK;
}

struct collecting {
    struct tp_exchange *exchange;
    struct tp_people *people;
};

/* Whether who gave a task back is out of the case: it was said so, or they had analysed the probe and so were served
 * the candidates. An analysis that somebody writes after that is none. */
static bool is_out(const struct tp_json_value *past)
{
    return tp_value_integer(past, "analysed") > 0 || strcmp(tp_value_text(past, "why"), "conflict") == 0;
}

static tp_status visit_task(void *context, const struct tp_entry *task, struct tp_diag *diag)
{
    static const struct tp_dealings examined = {.examined = true};
    const struct collecting *collecting = context;
    const struct tp_json_value *past = tp_json_member(tp_json_root(task->content), "past");
    tp_status status = note(collecting->people, tp_entry_text(task, "account"), &examined, diag);

    for (size_t i = 0; status == TP_OK && i < tp_json_count(past); i++) {
        const struct tp_json_value *one = tp_json_element(past, i);
        const char *account = tp_json_to_text(tp_json_member(one, "account"));

        if (account && is_out(one))
            status = note(collecting->people, account, &examined, diag);
    }
    return status;
}

/* Who asked for it expects something of it. */
static tp_status visit_case(void *context, const struct tp_entry *about, struct tp_diag *diag)
{
    static const struct tp_dealings asked = {.examined = true};
    const struct collecting *collecting = context;
    const struct tp_store_query tasks = {.kind = "task", .link = about->name, .due_until_s = TP_STORE_NEVER};
    tp_status status = note(collecting->people, tp_entry_text(about, "by"), &asked, diag);

    return status == TP_OK ? tp_entry_each(collecting->exchange, &tasks, visit_task, context, diag) : status;
}

/* Who was told what the person says does not examine what it is about. */
static tp_status visit_challenge(void *context, const struct tp_entry *challenge, struct tp_diag *diag)
{
    static const struct tp_dealings told = {.released = true};
    const struct collecting *collecting = context;
    const struct tp_json_value *readers = tp_json_member(tp_json_root(challenge->content), "readers");
    tp_status status = TP_OK;

    for (size_t i = 0; status == TP_OK && i < tp_json_count(readers); i++) {
        const char *account = tp_json_to_text(tp_json_element(readers, i));

        if (account)
            status = note(collecting->people, account, &told, diag);
    }
    return status;
}

static tp_status visit_discretion(void *context, const struct tp_entry *discretion, struct tp_diag *diag)
{
    static const struct tp_dealings released = {.released = true};
    const struct collecting *collecting = context;

    return note(collecting->people, tp_entry_text(discretion, "account"), &released, diag);
}

/* The id of a booking, NULL for other owners. */
static const char *booking_of(const char *owner)
{
    return strncmp(owner, "booking/", 8) == 0 ? owner + 8 : NULL;
}

static tp_status note_contributor(struct tp_exchange *exchange, const char *owner, struct tp_people *people,
                                  struct tp_diag *diag)
{
    static const struct tp_dealings booked = {.booked = true};
    struct tp_entry booking;
    tp_status status;

    if (!booking_of(owner))
        return TP_OK;
    status = tp_entry_get(exchange, "booking", booking_of(owner), &booking, NULL);
    if (status == TP_E_NOT_FOUND)
        return TP_OK;
    if (status != TP_OK)
        return tp_fail(diag, status, NULL, -1, "cannot read who booked it");
    status = note(people, tp_entry_text(&booking, "account"), &booked, diag);
    tp_entry_deinit(&booking);
    return status;
}

/* Who booked somebody, at any time. */
static tp_status note_subject(struct tp_exchange *exchange, const char *subject, struct tp_people *people,
                              struct tp_diag *diag)
{
    const struct tp_json_value *list;
    struct tp_entry entry;
    tp_status status = tp_entry_get(exchange, "subject", subject, &entry, NULL);

    if (status == TP_E_NOT_FOUND)
        return TP_OK;
    if (status != TP_OK)
        return tp_fail(diag, status, NULL, -1, "cannot read the encounters of a subject");
    list = tp_json_member(tp_json_root(entry.content), "encounters");
    for (size_t i = 0; status == TP_OK && i < tp_json_count(list); i++)
        status = note_contributor(exchange, tp_value_text(tp_json_element(list, i), "owner"), people, diag);
    tp_entry_deinit(&entry);
    return status;
}

/* Adds what is known of OWNER alone. */
static tp_status collect_one(struct tp_exchange *exchange, const char *owner, struct tp_people *people,
                             struct tp_diag *diag)
{
    const struct tp_store_query cases = {.kind = "case", .link = owner, .due_until_s = TP_STORE_NEVER};
    const struct tp_store_query discretions = {.kind = "discretion", .link = owner, .due_until_s = TP_STORE_NEVER};
    const struct tp_store_query challenges = {
        .kind = "challenge", .link = booking_of(owner), .due_until_s = TP_STORE_NEVER};
    struct collecting collecting = {exchange, people};
    tp_status status = note_contributor(exchange, owner, people, diag);

    if (status == TP_OK && challenges.link)
        status = tp_entry_each(exchange, &challenges, visit_challenge, &collecting, diag);

    if (status == TP_OK)
        status = tp_entry_each(exchange, &cases, visit_case, &collecting, diag);
    if (status == TP_OK)
        status = tp_entry_each(exchange, &discretions, visit_discretion, &collecting, diag);
    return status;
}

/* What came back by the leg OWNER ("leg/ID") is about whom the leg was sent for; "" for others, and for what came by
 * itself. */
static tp_status find_sent_for(struct tp_exchange *exchange, const char *owner, char out[TP_EXCHANGE_NAME_BYTES],
                               struct tp_diag *diag)
{
    struct tp_entry leg;
    tp_status status;

    out[0] = '\0';
    if (strncmp(owner, "leg/", 4) != 0)
        return TP_OK;
    status = tp_entry_get(exchange, "leg", owner + 4, &leg, NULL);
    if (status == TP_E_NOT_FOUND)
        return TP_OK;
    if (status != TP_OK)
        return tp_fail(diag, status, NULL, -1, "cannot read what it was sent for");
    if (strcmp(tp_entry_text(&leg, "owner"), owner) != 0)
        snprintf(out, TP_EXCHANGE_NAME_BYTES, "%s", tp_entry_text(&leg, "owner"));
    tp_entry_deinit(&leg);
    return TP_OK;
}

static tp_status visit_leg(void *context, const struct tp_entry *leg, struct tp_diag *diag)
{
    const struct collecting *collecting = context;
    char owner[TP_EXCHANGE_NAME_BYTES + 8];

    snprintf(owner, sizeof owner, "leg/%s", leg->name);
    return collect_one(collecting->exchange, owner, collecting->people, diag);
}

/* Adds what is known of OWNER, and of what was sent for it or came back. */
static tp_status collect(struct tp_exchange *exchange, const char *owner, struct tp_people *people,
                         struct tp_diag *diag)
{
    const char *slash = strchr(owner, '/');
    const struct tp_store_query legs = {
        .kind = "leg", .link = slash ? slash + 1 : owner, .due_until_s = TP_STORE_NEVER};
    struct collecting collecting = {exchange, people};
    char sent_for[TP_EXCHANGE_NAME_BYTES];
    tp_status status = collect_one(exchange, owner, people, diag);

    if (status == TP_OK)
        status = find_sent_for(exchange, owner, sent_for, diag);
    if (status == TP_OK && sent_for[0])
        return collect_one(exchange, sent_for, people, diag);
    return status == TP_OK ? tp_entry_each(exchange, &legs, visit_leg, &collecting, diag) : status;
}

tp_status tp_people_collect(struct tp_exchange *exchange, const char *owner, struct tp_people *out,
                            struct tp_diag *diag)
{
    void *accounts, *dealings = NULL;
    tp_status status = tp_alloc_zero(&accounts, TP_REVIEW_PEOPLE_MAX, sizeof *out->accounts, diag);

    if (status == TP_OK)
        status = tp_alloc_zero(&dealings, TP_REVIEW_PEOPLE_MAX, sizeof *out->dealings, diag);
    *out = (struct tp_people){.accounts = accounts, .dealings = dealings};
    if (status == TP_OK)
        status = collect(exchange, owner, out, diag);
    if (status != TP_OK)
        tp_people_deinit(out);
    return status;
}

static tp_status visit_match(void *context, const struct tp_entry *entry, struct tp_diag *diag)
{
    const struct collecting *collecting = context;

    return tp_entry_flag(entry, "match")
               ? note_subject(collecting->exchange, tp_entry_text(entry, "subject"), collecting->people, diag)
               : TP_OK;
}

tp_status tp_people_add_identified(struct tp_exchange *exchange, const char *owner, struct tp_people *people,
                                   struct tp_diag *diag)
{
    const struct tp_store_query cases = {
        .kind = "case", .link = owner, .state = "settled", .due_until_s = TP_STORE_NEVER};
    struct collecting collecting = {exchange, people};

    return tp_entry_each(exchange, &cases, visit_match, &collecting, diag);
}

void tp_people_deinit(struct tp_people *people)
{
    free(people->accounts);
    free(people->dealings);
    *people = (struct tp_people){0};
}

struct tp_dealings tp_people_dealings(const struct tp_people *people, const char *account)
{
    for (size_t i = 0; i < people->count; i++) {
        if (strcmp(people->accounts[i], account) == 0)
            return people->dealings[i];
    }
    return (struct tp_dealings){0};
}

/* ---- writing it into tasks ----------------------------------------------------------------------------------------
 */

static tp_status write_barred(void *context, const struct tp_entry *task, struct tp_diag *diag)
{
    const struct collecting *collecting = context;
    struct tp_entry changed;
    struct tp_json *content = NULL;
    tp_status status = tp_entry_get(collecting->exchange, "task", task->name, &changed, diag);

    if (status == TP_OK)
        status = tp_entry_edit(&changed, &content, diag);
    if (status == TP_OK) {
        tp_json_list(content, "barred");
        for (size_t i = 0; i < collecting->people->count; i++)
            tp_json_text(content, NULL, collecting->people->accounts[i]);
        tp_json_close(content);
        status = tp_entry_put(collecting->exchange, "task", &changed, content, diag);
    }
    tp_json_free(&content);
    tp_entry_deinit(&changed);
    return status;
}

struct pairing {
    struct collecting collecting;
    const char *probe;
};

static tp_status visit_reverse(void *context, const struct tp_entry *entry, struct tp_diag *diag)
{
    struct pairing *pairing = context;
    struct tp_review_case about;
    bool is_pair = false;

    tp_case_take(entry, &about);
    for (unsigned i = 0; i < about.count; i++)
        is_pair |= strcmp(about.candidates[i].encounter, pairing->probe) == 0;
    return is_pair ? visit_case(&pairing->collecting, entry, diag) : TP_OK;
}

/* Those who booked a candidate are out, and those who examined the same pair the other way round. The same holds where
 * the truth is known: who was given a case must not be able to tell from that which kind it is. */
static tp_status collect_candidates(struct tp_exchange *exchange, const struct tp_review_case *about, const char *probe,
                                    struct tp_people *people, struct tp_diag *diag)
{
    struct pairing pairing = {{exchange, people}, probe};
    tp_status status = TP_OK;

    for (unsigned i = 0; status == TP_OK && i < about->count; i++) {
        const struct tp_store_query cases = {
            .kind = "case", .link = about->candidates[i].encounter, .due_until_s = TP_STORE_NEVER};

        status = note_subject(exchange, about->candidates[i].subject, people, diag);
        if (status == TP_OK && about->candidates[i].encounter[0])
            status = note_contributor(exchange, about->candidates[i].encounter, people, diag);
        if (status == TP_OK && about->candidates[i].encounter[0])
            status = tp_entry_each(exchange, &cases, visit_reverse, &pairing, diag);
    }
    return status;
}

static tp_status refresh_case(void *context, const struct tp_entry *entry, struct tp_diag *diag)
{
    const struct collecting *outer = context;
    const struct tp_store_query tasks = {
        .kind = "task", .link = entry->name, .state = "open", .due_until_s = TP_STORE_NEVER};
    struct tp_review_case about;
    struct tp_people people;
    struct collecting collecting = {outer->exchange, &people};
    tp_status status = tp_people_collect(outer->exchange, entry->link, &people, diag);

    if (status != TP_OK)
        return status;
    tp_case_take(entry, &about);
    status = collect_candidates(outer->exchange, &about, entry->link, &people, diag);
    if (status == TP_OK)
        status = tp_entry_each(outer->exchange, &tasks, write_barred, &collecting, diag);
    tp_people_deinit(&people);
    return status;
}

tp_status tp_people_refresh(struct tp_exchange *exchange, const char *owner, struct tp_diag *diag)
{
    char sent_for[TP_EXCHANGE_NAME_BYTES];
    struct tp_store_query cases = {.kind = "case", .link = owner, .state = "open", .due_until_s = TP_STORE_NEVER};
    struct collecting collecting = {exchange, NULL};
    tp_status status = find_sent_for(exchange, owner, sent_for, diag);

    if (sent_for[0])
        cases.link = sent_for;
    return status == TP_OK ? tp_entry_each(exchange, &cases, refresh_case, &collecting, diag) : status;
}
