/* SPDX-License-Identifier: Apache-2.0 */
/* The record of who was given what. What is given out waits until its note is on disk, so those who ask at one time
 * wait for one transaction: the first of them writes for all who came while the one before was written. */
#include <stdio.h>
#include <string.h>

#include "exchange/state.h"

/* Of one caller, in whose stack it is until it was written. */
struct tp_access_waiting {
    const struct tp_call *call;
    const char *owner, *what;
    struct tp_access_waiting *next;
    sem_t turn; /* to go on, or to write */
    bool leads; /* the latter */
    tp_status status;
    struct tp_diag diag;
};

/* The case that somebody asks for; nothing about an owner that is being erased, whom it would name again. */
static tp_status find_reference(struct tp_exchange *exchange, const struct tp_call *call, const char *owner,
                                const char **out, struct tp_diag *diag)
{
    struct tp_entry erasure;
    bool is_erased;
    tp_status status = tp_entry_find(exchange, "erasure", owner, &erasure, &is_erased, diag);

    *out = is_erased || !call->actor.reference ? "" : call->actor.reference;
    tp_entry_deinit(&erasure);
    return status;
}

static tp_status describe(const struct tp_exchange *exchange, const struct tp_call *call, const char *reference,
                          const char *what, struct tp_json **out, struct tp_diag *diag)
{
    const struct tp_actor *actor = &call->actor;
    char time[TP_TIME_TEXT_BYTES];
    tp_status status = tp_json_new(out, diag);

    if (status != TP_OK)
        return status;
    tp_time_format(tp_exchange_now(exchange), time);
    tp_json_text(*out, "time", time);
    tp_json_text(*out, "account", actor->account);
    tp_duties_write(*out, "duties", actor->duties);
    tp_json_text(*out, "operation", call->operation ? call->operation->id : "");
    tp_json_text(*out, "purpose", actor->purpose ? actor->purpose : "");
    tp_json_text(*out, "reference", reference);
    tp_json_text(*out, "what", what);
    return TP_OK;
}

void tp_access_state(const char *reference, char out[TP_ACCESS_STATE_BYTES])
{
    snprintf(out, TP_ACCESS_STATE_BYTES, "%.*s", TP_ACCESS_STATE_BYTES - 1, reference);
}

/* In a transaction, so that no erasure comes between. */
static tp_status add(struct tp_exchange *exchange, const struct tp_call *call, const char *owner, const char *what,
                     struct tp_diag *diag)
{
    struct tp_entry entry = {.due_s = TP_STORE_NEVER};
    const char *reference = "";
    struct tp_json *content = NULL;
    tp_status status = tp_exchange_new_id(entry.name, diag);

    if (status == TP_OK)
        status = find_reference(exchange, call, owner, &reference, diag);
    if (status == TP_OK)
        status = describe(exchange, call, reference, what, &content, diag);
    if (status == TP_OK) {
        memcpy(entry.link, owner, strlen(owner) + 1);
        tp_access_state(reference, entry.state);
        status = tp_entry_add(exchange, TP_RECORD_ACCESS, &entry, content, diag);
    }
    tp_json_free(&content);
    return status;
}

/* All or none: what goes wrong here is the store's, not one of theirs. */
static void write_all(struct tp_exchange *exchange, struct tp_access_waiting *first)
{
    struct tp_diag diag = {0};
    tp_status status = tp_exchange_begin(exchange, &diag);

    if (status == TP_OK) {
        for (const struct tp_access_waiting *one = first; one && status == TP_OK; one = one->next)
            status = add(exchange, one->call, one->owner, one->what, &diag);
        status = tp_exchange_end(exchange, status, &diag);
    }
    for (struct tp_access_waiting *one = first; one; one = one->next) {
        one->status = status;
        one->diag = diag;
    }
}

/* Writes for all who wait by now, OWN among them, and has the first of those who came meanwhile write next. */
static void lead(struct tp_exchange *exchange, const struct tp_access_waiting *own)
{
    struct tp_access_notes *notes = &exchange->notes;
    struct tp_access_waiting *all, *next;

    pthread_mutex_lock(&notes->lock);
    all = notes->first;
    notes->first = NULL;
    pthread_mutex_unlock(&notes->lock);
    write_all(exchange, all);
    for (; all; all = next) {
        next = all->next; /* its caller goes on, and it is gone */
        if (all != own)
            sem_post(&all->turn);
    }
    pthread_mutex_lock(&notes->lock);
    notes->writing = notes->first != NULL;
    if (notes->first) {
        notes->first->leads = true;
        sem_post(&notes->first->turn);
    }
    pthread_mutex_unlock(&notes->lock);
}

static tp_status write_with_others(struct tp_exchange *exchange, struct tp_access_waiting own, struct tp_diag *diag)
{
    struct tp_access_notes *notes = &exchange->notes;
    bool leads;

    sem_init(&own.turn, 0, 0);
    pthread_mutex_lock(&notes->lock);
    leads = !notes->writing;
    notes->writing = true;
    own.next = notes->first;
    notes->first = &own;
    pthread_mutex_unlock(&notes->lock);
    if (!leads) {
        while (sem_wait(&own.turn) != 0) /* a signal */
            continue;
        leads = own.leads;
    }
    if (leads)
        lead(exchange, &own);
    sem_destroy(&own.turn);
    if (own.status != TP_OK && diag)
        *diag = own.diag;
    return own.status;
}

tp_status tp_access_note(struct tp_exchange *exchange, struct tp_call *call, const char *owner, const char *what,
                         struct tp_diag *diag)
{
    tp_status status;

    call->noted = false;
    if (strlen(owner) >= TP_EXCHANGE_NAME_BYTES)
        return tp_fail(diag, TP_E_ARGUMENT, "owner", -1, "the name is too long");
    if (tp_exchange_is_changing(exchange))
        status = add(exchange, call, owner, what, diag);
    else
        status =
            write_with_others(exchange, (struct tp_access_waiting){.call = call, .owner = owner, .what = what}, diag);
    call->noted = status == TP_OK;
    return status;
}
