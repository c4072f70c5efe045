/* SPDX-License-Identifier: Apache-2.0 */
/* Sessions: 32 random bytes that the person's program keeps and the store has the SHA-256 of. A record of kind
 * "session" is linked to its account and due when it ends; {seen} is when it was used last, to the minute. */
#include <stdio.h>
#include <string.h>

#include "crypto/crypto.h"
#include "exchange/state.h"

#define KIND "session"
enum { TOKEN_BYTES = 32, SEEN_STEP_S = 60 };

int64_t tp_session_now(const struct tp_exchange *exchange)
{
    return atomic_load(&exchange->clock->set_s) > 0 ? tp_clock_now_s() : tp_exchange_now(exchange);
}

/* What the store calls the session of TOKEN. */
static tp_status name_of(const char *token, char out[TP_SESSION_TOKEN_BYTES], struct tp_diag *diag)
{
    uint8_t hash[TP_SHA256_BYTES];
    tp_status status = tp_sha256(token, strlen(token), hash, diag);

    out[0] = '\0';
    if (status == TP_OK)
        tp_hex_encode(hash, sizeof hash, out);
    return status;
}

static tp_status drop_one(void *context, const struct tp_entry *entry, struct tp_diag *diag)
{
    return tp_entry_drop(context, KIND, entry->name, diag);
}

/* In a transaction; also clears away those that have ended. */
static tp_status add_session(struct tp_exchange *exchange, const struct tp_entry *entry, int64_t now_s,
                             struct tp_diag *diag)
{
    const struct tp_store_query ended = {.kind = KIND, .due_until_s = now_s};
    struct tp_json *json;
    tp_status status = tp_json_new(&json, diag);

    if (status != TP_OK)
        return status;
    tp_json_integer(json, "seen", now_s);
    status = tp_entry_each(exchange, &ended, drop_one, exchange, diag);
    if (status == TP_OK)
        status = tp_entry_add(exchange, KIND, entry, json, diag);
    tp_json_free(&json);
    return status;
}

tp_status tp_session_start(struct tp_exchange *exchange, const struct tp_account *account, int64_t now_s,
                           char token[TP_SESSION_TOKEN_BYTES], int64_t *expires_s, struct tp_diag *diag)
{
    struct tp_entry entry = {.due_s = now_s + TP_SESSION_MAX_S};
    char name[TP_SESSION_TOKEN_BYTES];
    uint8_t secret[TOKEN_BYTES];
    tp_status status = tp_random_bytes(secret, sizeof secret, diag);

    token[0] = '\0';
    *expires_s = entry.due_s;
    if (status != TP_OK)
        return status;
    tp_hex_encode(secret, sizeof secret, token);
    tp_wipe(secret, sizeof secret);
    status = name_of(token, name, diag);
    if (status == TP_OK)
        status = tp_exchange_begin(exchange, diag);
    if (status != TP_OK)
        return status;
    snprintf(entry.name, sizeof entry.name, "%s", name);
    snprintf(entry.link, sizeof entry.link, "%s", account->name);
    status = add_session(exchange, &entry, now_s, diag);
    return tp_exchange_end(exchange, status, diag);
}

/* Notes that it was used, once a minute at most. That it has ended meanwhile is no trouble. */
static tp_status note_seen(struct tp_exchange *exchange, struct tp_entry *entry, int64_t now_s, struct tp_diag *diag)
{
    struct tp_json *json;
    tp_status status;

    if (now_s - tp_entry_integer(entry, "seen", 0) < SEEN_STEP_S)
        return TP_OK;
    status = tp_entry_edit(entry, &json, diag);
    if (status == TP_OK)
        status = tp_exchange_begin(exchange, diag);
    if (status == TP_OK) {
        tp_json_integer(json, "seen", now_s);
        status = tp_exchange_end(exchange, tp_entry_put(exchange, KIND, entry, json, NULL), NULL);
    }
    tp_json_free(&json);
    return status == TP_E_CONFLICT || status == TP_E_NOT_FOUND ? TP_OK : status;
}

static bool has_ended(const struct tp_entry *entry, int64_t now_s)
{
    int64_t seen_s = tp_entry_integer(entry, "seen", 0);

    return now_s >= entry->due_s || now_s - seen_s >= TP_SESSION_IDLE_S;
}

/* ENTRY is the session's record, whatever comes of it. */
static tp_status find(struct tp_exchange *exchange, const char *session, int64_t now_s, struct tp_entry *entry,
                      struct tp_account *out)
{
    tp_status status = tp_entry_get(exchange, KIND, session, entry, NULL);

    memset(out, 0, sizeof *out);
    if (status == TP_OK)
        status = has_ended(entry, now_s) ? TP_E_NOT_FOUND : tp_account_get(exchange, entry->link, out, NULL);
    return status == TP_OK && !out->active ? TP_E_NOT_FOUND : status;
}

static tp_status explain(tp_status status, struct tp_diag *diag)
{
    if (status == TP_E_NOT_FOUND)
        return tp_fail(diag, TP_E_DENIED, "Authorization", -1,
                       "the session has ended, or there was none: log in again");
    return tp_fail(diag, status, "Authorization", -1, "the session cannot be read");
}

tp_status tp_session_look(struct tp_exchange *exchange, const char *session, int64_t now_s, struct tp_account *out,
                          struct tp_diag *diag)
{
    struct tp_entry entry;
    tp_status status = find(exchange, session, now_s, &entry, out);

    tp_entry_deinit(&entry);
    if (status == TP_OK)
        return TP_OK;
    memset(out, 0, sizeof *out);
    return explain(status, diag);
}

tp_status tp_session_find(struct tp_exchange *exchange, const char *token, int64_t now_s, struct tp_account *out,
                          char session[TP_SESSION_TOKEN_BYTES], struct tp_diag *diag)
{
    struct tp_entry entry;
    tp_status status = name_of(token, session, diag);

    memset(out, 0, sizeof *out);
    if (status != TP_OK)
        return status;
    status = find(exchange, session, now_s, &entry, out);
    if (status == TP_OK)
        status = note_seen(exchange, &entry, now_s, NULL);
    tp_entry_deinit(&entry);
    if (status == TP_OK)
        return TP_OK;
    session[0] = '\0';
    memset(out, 0, sizeof *out);
    return explain(status, diag);
}

tp_status tp_session_end(struct tp_exchange *exchange, const char *session, struct tp_diag *diag)
{
    tp_status status = tp_exchange_begin(exchange, diag);

    if (status != TP_OK)
        return status;
    status = tp_entry_drop(exchange, KIND, session, diag);
    return tp_exchange_end(exchange, status, diag);
}
