/* SPDX-License-Identifier: Apache-2.0 */
/* Taking a booking: once, however often it is submitted, with its leaf and its first job. */
#include <stdio.h>
#include <string.h>

#include "booking/parts.h"
#include "person/person.h"

struct taking {
    struct tp_exchange *exchange;
    const struct tp_booking_submission *submission;
    char digest[2 * TP_SHA256_BYTES + 1];                                     /* of the bytes */
    char by_key[2 * TP_SHA256_BYTES + 1], by_number[2 * TP_SHA256_BYTES + 1]; /* names of records; "" for none */
    char *id;
    bool *is_new;
};

/* ---- whether it was submitted already -----------------------------------------------------------------------------
 */

static tp_status hash_text(const char *kind, const char *who, const char *what, char out[2 * TP_SHA256_BYTES + 1],
                           struct tp_diag *diag)
{
    uint8_t hash[TP_SHA256_BYTES];
    struct tp_buffer text;
    tp_status status;

    tp_buffer_init(&text);
    tp_write_text(&text, "%s\n%s\n%s", kind, who, what);
    status = text.bad ? tp_fail(diag, TP_E_MEMORY, NULL, -1, "no memory for the key")
                      : tp_sha256(text.data, text.size_bytes, hash, diag);
    tp_buffer_deinit(&text);
    if (status == TP_OK)
        tp_hex_encode(hash, sizeof hash, out);
    return status;
}

static tp_status name_keys(struct taking *taking, struct tp_diag *diag)
{
    const struct tp_booking_input *input = taking->submission->input;
    const char *key = taking->submission->key;
    uint8_t hash[TP_SHA256_BYTES];
    tp_status status = tp_sha256(input->bytes, input->size_bytes, hash, diag);

    if (status == TP_OK)
        tp_hex_encode(hash, sizeof hash, taking->digest);
    if (status == TP_OK && key && strlen(key) > TP_BOOKING_KEY_MAX)
        status = tp_fail(diag, TP_E_ARGUMENT, "Idempotency-Key", -1, "is longer than %d bytes", TP_BOOKING_KEY_MAX);
    if (status == TP_OK && key && key[0])
        status = hash_text("key", taking->submission->actor->account, key, taking->by_key, diag);
    if (status == TP_OK && input->facts.control_number[0])
        status = hash_text("control number", input->facts.ori, input->facts.control_number, taking->by_number, diag);
    return status;
}

/* The booking that was made under the record NAME, into the id; E_NOT_FOUND without one. */
static tp_status find_earlier(struct taking *taking, const char *name, const char *what, struct tp_diag *diag)
{
    struct tp_entry entry;
    tp_status status =
        name[0] ? tp_entry_get(taking->exchange, TP_RECORD_SUBMISSION, name, &entry, NULL) : TP_E_NOT_FOUND;

    if (status == TP_E_NOT_FOUND)
        return status;
    if (status != TP_OK)
        return tp_fail(diag, status, NULL, -1, "the record of submissions cannot be read");
    if (strcmp(tp_entry_text(&entry, "digest"), taking->digest) != 0)
        status = tp_fail(diag, TP_E_CONFLICT, what, -1, "was used before, for another booking");
    snprintf(taking->id, TP_EXCHANGE_ID_BYTES, "%.32s", entry.link);
    tp_entry_deinit(&entry);
    return status;
}

static tp_status find_any(struct taking *taking, struct tp_diag *diag)
{
    tp_status status = find_earlier(taking, taking->by_key, "Idempotency-Key", diag);

    return status == TP_E_NOT_FOUND ? find_earlier(taking, taking->by_number, "1.009 TCN", diag) : status;
}

static tp_status note_submission(struct taking *taking, const char *name, struct tp_diag *diag)
{
    struct tp_entry entry = {.due_s = TP_STORE_NEVER};
    struct tp_json *content;
    tp_status status;

    if (name[0] == '\0')
        return TP_OK;
    status = tp_json_new(&content, diag);
    if (status != TP_OK)
        return status;
    tp_json_text(content, "digest", taking->digest);
    snprintf(entry.name, sizeof entry.name, "%s", name);
    snprintf(entry.link, sizeof entry.link, "%s", taking->id);
    status = tp_entry_add(taking->exchange, TP_RECORD_SUBMISSION, &entry, content, diag);
    tp_json_free(&content);
    return status;
}

/* ---- the booking --------------------------------------------------------------------------------------------------
 */

static void write_categories(struct tp_json *content, const struct tp_booking_facts *facts)
{
    tp_json_list(content, "categories");
    for (size_t i = 0; i < tp_categories.count; i++)
        if (facts->categories >> i & 1)
            tp_json_text(content, NULL, tp_categories.items[i].code);
    tp_json_close(content);
    tp_json_flag(content, "categories_known", facts->categories_known);
}

static tp_status write_content(const struct taking *taking, struct tp_json **out, struct tp_diag *diag)
{
    const struct tp_booking_facts *facts = &taking->submission->input->facts;
    const struct tp_actor *actor = taking->submission->actor;
    char time[TP_TIME_TEXT_BYTES];
    tp_status status = tp_json_new(out, diag);

    if (status != TP_OK)
        return status;
    tp_time_format(tp_exchange_now(taking->exchange), time);
    tp_json_text(*out, "booking", taking->id);
    tp_json_text(*out, "reference", actor->reference);
    tp_json_text(*out, "ori", facts->ori);
    tp_json_text(*out, "jurisdiction", facts->jurisdiction);
    tp_json_text(*out, "purpose", actor->purpose);
    tp_json_text(*out, "offence", tp_booking_level_code(facts->offence));
    tp_json_text(*out, "conviction", tp_booking_level_code(facts->conviction));
    write_categories(*out, facts);
    tp_json_text(*out, "account", actor->account);
    tp_json_text(*out, "submitted", time);
    tp_json_text(*out, "form", taking->submission->input->file ? "ebts" : "json");
    tp_json_text(*out, "type", facts->type);
    tp_json_integer(*out, "print_count", 0);
    tp_json_text(*out, "own", "pending");
    return TP_OK;
}

static tp_status add_booking(const struct taking *taking, struct tp_diag *diag)
{
    struct tp_entry entry = {.due_s = TP_STORE_NEVER, .state = TP_BOOKING_RECEIVED};
    struct tp_json *content;
    tp_status status = write_content(taking, &content, diag);

    if (status != TP_OK)
        return status;
    snprintf(entry.name, sizeof entry.name, "%s", taking->id);
    status = tp_entry_add(taking->exchange, TP_RECORD_BOOKING, &entry, content, diag);
    tp_json_free(&content);
    return status;
}

/* As it came: a file even when JSON was around it. */
static tp_status put_bytes(const struct taking *taking, const char *owner, struct tp_diag *diag)
{
    const struct tp_booking_input *input = taking->submission->input;

    if (!input->file)
        return tp_blob_put(taking->exchange, owner, TP_BLOB_INPUT, input->bytes, input->size_bytes, diag);
    if (input->form.transaction.size_bytes > 0)
        return tp_blob_put(taking->exchange, owner, "transaction", input->form.transaction.data,
                           input->form.transaction.size_bytes, diag);
    return tp_blob_put(taking->exchange, owner, "transaction", input->bytes, input->size_bytes, diag);
}

static tp_status log_submission(const struct taking *taking, const char *owner, struct tp_diag *diag)
{
    const struct tp_booking_facts *facts = &taking->submission->input->facts;
    const struct tp_case about = {.county = facts->jurisdiction,
                                  .reference = taking->submission->actor->reference,
                                  .actor = taking->submission->actor->account,
                                  .offence = tp_booking_level_code(facts->offence)};
    char state[TP_JURISDICTION_MAX];
    struct tp_leaf leaf;

    tp_leaf_init(&leaf, TP_LEAF_SUBMISSION, tp_exchange_now(taking->exchange));
    tp_jurisdiction_coarse(facts->jurisdiction, state);
    tp_leaf_set(&leaf, TP_LEAF_STATE_MEMBER, state);
    tp_leaf_set(&leaf, TP_LEAF_LEVEL_MEMBER, tp_booking_level_code(facts->conviction));
    return tp_exchange_log(taking->exchange, owner, &leaf, &about, diag);
}

static tp_status count_waiting(struct tp_exchange *exchange, const char *state, uint64_t *sum, struct tp_diag *diag)
{
    const struct tp_store_query query = {.kind = TP_RECORD_BOOKING, .state = state, .due_until_s = TP_STORE_NEVER};
    uint64_t count;
    tp_status status = tp_entry_count(exchange, &query, &count, diag);

    *sum += count;
    return status;
}

/* What a node takes it answers for, so it takes no more than it can work off. */
static tp_status check_room(struct tp_exchange *exchange, struct tp_diag *diag)
{
    double most = tp_exchange_config(exchange)->bookings_waiting;
    uint64_t count = 0;
    tp_status status = count_waiting(exchange, TP_BOOKING_RECEIVED, &count, diag);

    if (status == TP_OK)
        status = count_waiting(exchange, TP_BOOKING_SEARCHING, &count, diag);
    if (status == TP_OK && most > 0 && (double)count >= most)
        status =
            tp_fail(diag, TP_E_BUSY, "bookings", -1,
                    "%llu wait to be checked and searched already: submit it again later", (unsigned long long)count);
    return status;
}

static tp_status make_booking(struct taking *taking, struct tp_diag *diag)
{
    char owner[TP_EXCHANGE_NAME_BYTES];
    tp_status status = check_room(taking->exchange, diag);

    if (status == TP_OK)
        status = tp_exchange_new_id(taking->id, diag);
    tp_booking_owner(taking->id, owner);
    if (status == TP_OK)
        status = add_booking(taking, diag);
    if (status == TP_OK)
        status = note_submission(taking, taking->by_key, diag);
    if (status == TP_OK)
        status = note_submission(taking, taking->by_number, diag);
    if (status == TP_OK)
        status = put_bytes(taking, owner, diag);
    if (status == TP_OK && taking->submission->dropped)
        status = tp_dropped_note(taking->exchange, owner, taking->submission->dropped, diag);
    if (status == TP_OK)
        status = log_submission(taking, owner, diag);
    if (status == TP_OK) /* from now on, wherever it gets stuck */
        status = tp_retention_set(taking->exchange, owner, tp_exchange_now(taking->exchange), 0, diag);
    if (status == TP_OK)
        status = tp_job_add(taking->exchange, "booking.check", taking->id, tp_exchange_now(taking->exchange), diag);
    *taking->is_new = status == TP_OK;
    return status;
}

tp_status tp_booking_take(struct tp_exchange *exchange, const struct tp_booking_submission *submission,
                          char id[TP_EXCHANGE_ID_BYTES], bool *is_new, struct tp_diag *diag)
{
    struct taking taking = {.exchange = exchange, .submission = submission, .id = id, .is_new = is_new};
    tp_status status = tp_config_account_check(tp_exchange_config(exchange), submission->input->facts.ori,
                                               submission->actor->account, diag);

    *is_new = false;
    id[0] = '\0';
    if (status == TP_OK)
        status = name_keys(&taking, diag);
    if (status == TP_OK)
        status = tp_exchange_begin(exchange, diag);
    if (status != TP_OK)
        return status;
    status = find_any(&taking, diag);
    if (status == TP_E_NOT_FOUND)
        status = make_booking(&taking, diag);
    status = tp_exchange_end(exchange, status, diag);
    *is_new = *is_new && status == TP_OK;
    return status;
}
