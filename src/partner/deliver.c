/* SPDX-License-Identifier: Apache-2.0 */
/* Job "partner.deliver": one attempt to hand a queued message to its partner. Whether it may go is asked before every
 * attempt; that something leaves becomes a leaf before the first. Who stops trying after an attempt does not know
 * whether the message arrived, and sends a withdrawal: then both ledgers say the same of it.
 *
 *   queued -> delivered            acknowledged by the partner
 *          -> expired, denied      given up; withdrawn where there was an attempt
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "partner/parts.h"

enum { BACKOFF_MAX_S = 600, REPLY_TAKEN = 202, AUTHORITY_BYTES = 256, PATH_BYTES = 512 };

enum verdict { NOTHING, SEND, LATER };

/* One attempt. */
struct attempt {
    enum verdict verdict;
    char partner[TP_ID_MAX], url[1024], authority[AUTHORITY_BYTES], path[PATH_BYTES];
    struct tp_public_key key;
    struct tp_signed_headers headers;
    struct tp_wire_request request;
    struct tp_buffer body, reply;
    char trouble[160]; /* why it was not taken */
};

static int kind_of(const struct tp_entry *entry)
{
    for (int kind = 0; kind < TP_MESSAGE_KINDS; kind++) {
        if (strcmp(tp_entry_text(entry, "kind"), tp_message_kind_code((enum tp_message_kind)kind)) == 0)
            return kind;
    }
    return -1;
}

/* The id alone, of a record's name "ID out". */
static void id_of(const struct tp_entry *entry, char out[TP_EXCHANGE_ID_BYTES])
{
    snprintf(out, TP_EXCHANGE_ID_BYTES, "%.32s", entry->name);
}

static bool was_disclosed(const struct tp_entry *entry)
{
    return tp_entry_flag(entry, "disclosed");
}

/* What the ledger calls it; NULL for what discloses nothing. */
static const char *what_of(const struct tp_entry *entry)
{
    return tp_entry_flag(entry, "onward") ? "onward" : tp_queue_rules_of((enum tp_message_kind)kind_of(entry))->what;
}

/* ---- giving up ----------------------------------------------------------------------------------------------------
 */

/* What a message may say on its own account, without saying anything of the person. */
static tp_status withdraw(struct tp_exchange *exchange, const struct tp_entry *entry, struct tp_diag *diag)
{
    struct tp_outgoing out = {.link = entry->link, .owner = "", .about = "", .county = ""};
    char id[TP_EXCHANGE_ID_BYTES];
    struct tp_json *json;
    tp_status status;

    if (!what_of(entry) || !was_disclosed(entry))
        return TP_OK;
    id_of(entry, id);
    status = tp_queue_prepare(exchange, TP_MESSAGE_WITHDRAWAL, tp_entry_text(entry, "partner"), TP_HOUSEKEEPING_DAYS,
                              &out.message, diag);
    snprintf(out.message.in_reply_to, sizeof out.message.in_reply_to, "%s", id);
    snprintf(out.message.agreement, sizeof out.message.agreement, "%s", tp_entry_text(entry, "agreement"));
    out.message.purpose = tp_vocabulary_find(&tp_purposes, tp_entry_text(entry, "purpose"));
    if (status == TP_OK)
        status = tp_message_open(&out.message, &json, diag);
    if (status != TP_OK)
        return status;
    tp_json_text(json, "what", what_of(entry));
    return tp_queue_add(exchange, &out, &json, diag);
}

tp_status tp_body_empty(struct tp_exchange *exchange, const char *owner, const char *name, struct tp_diag *diag)
{
    uint8_t *data = NULL;
    size_t size_bytes = 0;
    tp_status status = tp_blob_find(exchange, owner, name, &data, &size_bytes, diag);

    tp_blob_free(data, size_bytes);
    return status == TP_OK && data ? tp_blob_put(exchange, owner, name, "", 0, diag) : status;
}

/* The body is destroyed: what was not sent is not kept. */
static tp_status give_up(struct tp_exchange *exchange, struct tp_entry *entry, bool denied, struct tp_diag *diag)
{
    const struct tp_queue_rules *rules = tp_queue_rules_of((enum tp_message_kind)kind_of(entry));
    const char *owner = tp_entry_text(entry, "owner");
    char name[64], id[TP_EXCHANGE_ID_BYTES];
    tp_status status = withdraw(exchange, entry, diag);

    id_of(entry, id);
    snprintf(name, sizeof name, "message/%s", id);
    if (status == TP_OK && owner[0])
        status = tp_body_empty(exchange, owner, name, diag);
    if (status == TP_OK)
        status = tp_record_put(exchange, "message", entry, denied ? "denied" : "expired", NULL, diag);
    if (status == TP_OK && rules->given_up)
        status = rules->given_up(exchange, entry, denied, diag);
    return status;
}

/* ---- before sending -----------------------------------------------------------------------------------------------
 */

/* "https://node.example:8443/x" to "node.example:8443" and "/x/v1/messages". */
static bool split_url(const char *url, char authority[AUTHORITY_BYTES], char path[PATH_BYTES])
{
    bool tls = strncmp(url, "https://", 8) == 0;
    const char *host = url + (tls ? 8 : 7), *usual = tls ? ":443" : ":80";
    size_t length = strcspn(host, "/?#"), rest = strlen(host + length);

    if (length == 0 || length >= AUTHORITY_BYTES || strpbrk(host + length, "?#") || rest + 16 > PATH_BYTES)
        return false;
    for (size_t i = 0; i <= length; i++)
        authority[i] = (char)(i == length ? '\0' : host[i] >= 'A' && host[i] <= 'Z' ? host[i] + 32 : host[i]);
    if (length > strlen(usual) && strcmp(authority + length - strlen(usual), usual) == 0)
        authority[length - strlen(usual)] = '\0';
    while (rest > 0 && host[length + rest - 1] == '/')
        rest--;
    snprintf(path, PATH_BYTES, "%.*s/v1/messages", (int)rest, host + length);
    return true;
}

static bool can_be_reached(struct tp_exchange *exchange, struct attempt *attempt)
{
    const struct tp_config_partner *partner = tp_partner_find(exchange, attempt->partner);

    if (!partner || !partner->url || !tp_partner_key(exchange, attempt->partner, &attempt->key) ||
        !tp_exchange_options(exchange)->send || !split_url(partner->url, attempt->authority, attempt->path))
        return false;
    snprintf(attempt->url, sizeof attempt->url, "%.*s//%s%s", (int)strcspn(partner->url, "/"), partner->url,
             attempt->authority, attempt->path);
    return true;
}

tp_status tp_message_body(struct tp_exchange *exchange, const struct tp_entry *entry, struct tp_buffer *out,
                          struct tp_diag *diag)
{
    const char *owner = tp_entry_text(entry, "owner");
    char name[64], id[TP_EXCHANGE_ID_BYTES];
    uint8_t *data = NULL;
    size_t size_bytes = 0;
    tp_status status = TP_OK;

    id_of(entry, id);
    snprintf(name, sizeof name, "message/%s", id);
    if (!owner[0])
        tp_write_text(out, "%s", tp_entry_text(entry, "body"));
    else
        status = tp_blob_get(exchange, owner, name, &data, &size_bytes, diag);
    tp_write_bytes(out, data, size_bytes);
    tp_blob_free(data, size_bytes);
    return status == TP_OK && out->bad ? tp_fail(diag, TP_E_MEMORY, NULL, -1, "out of memory") : status;
}

static tp_status sign(struct tp_exchange *exchange, struct attempt *attempt, struct tp_diag *diag)
{
    struct tp_signing signing = {.created_s = tp_exchange_now(exchange)};
    tp_status status = tp_exchange_new_id(signing.nonce, diag);

    signing.expires_s = signing.created_s + TP_SIGNATURE_LIFE_S;
    snprintf(signing.key, sizeof signing.key, "%s", tp_exchange_config(exchange)->id);
    attempt->request = (struct tp_wire_request){.method = "POST",
                                                .url = attempt->url,
                                                .authority = attempt->authority,
                                                .path = attempt->path,
                                                .partner = attempt->partner,
                                                .body = attempt->body.data,
                                                .body_bytes = attempt->body.size_bytes};
    if (status == TP_OK)
        status = tp_signature_sign_request(&attempt->request, &signing,
                                           tp_organisation_signer(tp_exchange_organisation(exchange)),
                                           &attempt->headers, diag);
    tp_signature_put(&attempt->headers, &attempt->request);
    return status;
}

/* Once: it leaves. */
static tp_status disclose(struct tp_exchange *exchange, struct tp_entry *entry, struct tp_diag *diag)
{
    char id[TP_EXCHANGE_ID_BYTES];
    struct tp_disclosed disclosed = {.owner = tp_entry_text(entry, "owner"),
                                     .what = what_of(entry),
                                     .side = "out",
                                     .partner = tp_entry_text(entry, "partner"),
                                     .id = id,
                                     .version = tp_entry_text(entry, "agreement"),
                                     .county = tp_entry_text(entry, "county"),
                                     .purpose = tp_vocabulary_find(&tp_purposes, tp_entry_text(entry, "purpose")),
                                     .until_s = tp_entry_integer(entry, "until", 0)};
    struct tp_json *json = NULL;
    tp_status status;

    if (!disclosed.what || was_disclosed(entry))
        return TP_OK;
    id_of(entry, id);
    (void)tp_message_words(tp_json_member(tp_json_root(entry->content), "fields"), &tp_fields, &disclosed.fields);
    status = tp_partner_disclose(exchange, &disclosed, diag);
    if (status == TP_OK)
        status = tp_entry_edit(entry, &json, diag);
    if (status != TP_OK)
        return status;
    tp_json_flag(json, "disclosed", true);
    return tp_record_put(exchange, "message", entry, entry->state, &json, diag);
}

static tp_status consider(struct tp_exchange *exchange, struct tp_entry *entry, struct attempt *out,
                          struct tp_diag *diag)
{
    const struct tp_queue_rules *rules = tp_queue_rules_of((enum tp_message_kind)kind_of(entry));
    bool allowed = true;
    tp_status status = TP_OK;

    snprintf(out->partner, sizeof out->partner, "%s", tp_entry_text(entry, "partner"));
    if (tp_exchange_now(exchange) >= tp_entry_integer(entry, "expires", 0))
        return give_up(exchange, entry, false, diag);
    if (rules->may_go)
        status = rules->may_go(exchange, entry, false, &allowed, diag);
    if (status == TP_OK && !allowed)
        status = rules->may_go(exchange, entry, true, &allowed, diag);
    if (status == TP_OK && !allowed)
        return give_up(exchange, entry, true, diag);
    out->verdict = can_be_reached(exchange, out) ? SEND : LATER;
    if (out->verdict == LATER)
        snprintf(out->trouble, sizeof out->trouble, "there is no way to this partner: its url is not known here");
    if (status != TP_OK || out->verdict != SEND)
        return status;
    status = tp_message_body(exchange, entry, &out->body, diag);
    if (status == TP_OK)
        status = disclose(exchange, entry, diag);
    return status == TP_OK ? sign(exchange, out, diag) : status;
}

/* Opens ENTRY when the message is still to be sent. */
static tp_status find_queued(struct tp_exchange *exchange, const char *id, struct tp_entry *entry, bool *found,
                             struct tp_diag *diag)
{
    char name[64];
    tp_status status;

    snprintf(name, sizeof name, "%s out", id);
    status = tp_entry_find(exchange, "message", name, entry, found, diag);
    *found = *found && strcmp(entry->state, "queued") == 0 && kind_of(entry) >= 0;
    return status;
}

/* ---- sending ------------------------------------------------------------------------------------------------------
 */

static void free_reply(struct tp_wire_reply *reply)
{
    for (size_t i = 0; i < reply->header_count; i++)
        free((char *)(uintptr_t)reply->headers[i].value);
    tp_buffer_deinit(&reply->body);
}

/* Whether the partner has taken it; what it says else, nobody can rely on. */
static bool hand_over(struct tp_exchange *exchange, const char *id, struct attempt *attempt)
{
    const struct tp_exchange_options *options = tp_exchange_options(exchange);
    const struct tp_acknowledged expected = {.message = id,
                                             .from = attempt->partner,
                                             .to = tp_exchange_config(exchange)->id,
                                             .digest = attempt->headers.digest};
    struct tp_wire_reply reply;
    struct tp_diag trouble;
    bool taken;

    tp_diag_init(&trouble);
    memset(&reply, 0, sizeof reply);
    taken =
        options->send(options->send_context, &attempt->request, &reply, &trouble) == TP_OK &&
        reply.status == REPLY_TAKEN &&
        tp_acknowledgement_check(reply.body.data, reply.body.size_bytes, &expected, &attempt->key, &trouble) == TP_OK;
    if (taken) {
        tp_write_bytes(&attempt->reply, reply.body.data, reply.body.size_bytes);
        tp_write_u8(&attempt->reply, 0);
        taken = !attempt->reply.bad;
    }
    if (!taken && reply.status != 0 && reply.status != REPLY_TAKEN)
        snprintf(attempt->trouble, sizeof attempt->trouble, "the partner replied with status %d", reply.status);
    else if (!taken)
        snprintf(attempt->trouble, sizeof attempt->trouble, "%s", trouble.text);
    free_reply(&reply);
    return taken;
}

/* The signed bytes are kept: the body as it is, what signs it, and the receipt. */
static tp_status note_taken(struct tp_exchange *exchange, struct tp_entry *entry, const struct attempt *attempt,
                            struct tp_diag *diag)
{
    const struct tp_queue_rules *rules = tp_queue_rules_of((enum tp_message_kind)kind_of(entry));
    struct tp_json *json;
    tp_status status = tp_entry_edit(entry, &json, diag);

    if (status != TP_OK)
        return status;
    tp_json_text(json, "authority", attempt->authority);
    tp_json_text(json, "path", attempt->path);
    tp_json_text(json, "content-digest", attempt->headers.digest);
    tp_json_text(json, "signature-input", attempt->headers.input);
    tp_json_text(json, "signature", attempt->headers.signature);
    tp_json_text(json, "acknowledgement", (const char *)attempt->reply.data);
    status = tp_record_put(exchange, "message", entry, "delivered", &json, diag);
    return status == TP_OK && rules->arrived ? rules->arrived(exchange, entry, diag) : status;
}

static tp_status note_attempt(struct tp_exchange *exchange, struct tp_entry *entry, const char *trouble, int64_t *due_s,
                              struct tp_diag *diag)
{
    int64_t attempts = tp_entry_integer(entry, "attempts", 0), wait_s = BACKOFF_MAX_S;
    struct tp_json *json;
    tp_status status = tp_entry_edit(entry, &json, diag);

    if (status != TP_OK)
        return status;
    if (attempts < 9)
        wait_s = TP_MIN((int64_t)1 << attempts, (int64_t)BACKOFF_MAX_S);
    *due_s = TP_MIN(tp_exchange_now(exchange) + wait_s, tp_entry_integer(entry, "expires", 0));
    tp_json_integer(json, "attempts", attempts + 1);
    tp_json_text(json, "trouble", trouble);
    return tp_record_put(exchange, "message", entry, "queued", &json, diag);
}

static tp_status finish(struct tp_exchange *exchange, struct tp_job *job, const char *about,
                        const struct attempt *attempt, struct tp_diag *diag)
{
    bool taken = attempt->reply.size_bytes > 0, found = false;
    int64_t due_s = 0;
    struct tp_entry entry = {0};
    tp_status status = tp_exchange_begin(exchange, diag);

    if (status != TP_OK)
        return status;
    status = find_queued(exchange, about, &entry, &found, diag);
    if (status == TP_OK && found)
        status = taken ? note_taken(exchange, &entry, attempt, diag)
                       : note_attempt(exchange, &entry, attempt->trouble, &due_s, diag);
    tp_entry_deinit(&entry);
    return taken || !found ? tp_job_end(exchange, job, status, diag) : tp_job_again(exchange, job, due_s, status, diag);
}

tp_status tp_deliver_job(struct tp_exchange *exchange, struct tp_job *job, const char *about, struct tp_diag *diag)
{
    struct attempt attempt;
    struct tp_entry entry = {0};
    bool found = false;
    tp_status status;

    memset(&attempt, 0, sizeof attempt);
    tp_buffer_init(&attempt.body);
    tp_buffer_init(&attempt.reply);
    status = tp_exchange_begin(exchange, diag);
    if (status != TP_OK)
        return status;
    status = find_queued(exchange, about, &entry, &found, diag);
    if (status == TP_OK && found)
        status = consider(exchange, &entry, &attempt, diag);
    tp_entry_deinit(&entry);
    if (status != TP_OK || attempt.verdict == NOTHING) {
        status = tp_job_end(exchange, job, status, diag);
    } else {
        status = tp_exchange_end(exchange, TP_OK, diag);
        if (status == TP_OK && attempt.verdict == SEND)
            (void)hand_over(exchange, about, &attempt);
        if (status == TP_OK)
            status = finish(exchange, job, about, &attempt, diag);
    }
    if (attempt.body.data)
        tp_wipe(attempt.body.data, attempt.body.capacity_bytes);
    tp_buffer_deinit(&attempt.body);
    tp_buffer_deinit(&attempt.reply);
    return status;
}
