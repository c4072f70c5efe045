/* SPDX-License-Identifier: Apache-2.0 */
/* What an agency can ask: to take a booking, to check a file, and what came of its bookings. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "booking/parts.h"

enum { BODY_MAX_BYTES = 64 << 20, RETRY_AFTER_S = 30, LIST_DEFAULT = 50, LIST_MAX = 500 };

#define MAY_BOOK TP_DUTY_BIT(CONTRIBUTOR)
#define MAY_READ (TP_DUTY_BIT(CONTRIBUTOR) | TP_DUTY_BIT(AUDITOR))

static const char *query_of(const struct tp_call *call, const char *name)
{
    return call->query ? call->query(call, name) : NULL;
}

/* ---- taking and checking ------------------------------------------------------------------------------------------
 */

static tp_status write_taken(struct tp_exchange *exchange, struct tp_call *call, const char *id,
                             const struct tp_booking_input *input, struct tp_diag *diag)
{
    struct tp_entry entry;
    tp_status status = tp_entry_get(exchange, TP_RECORD_BOOKING, id, &entry, diag);

    if (status != TP_OK)
        return status;
    tp_json_text(call->reply, "booking", id);
    tp_json_text(call->reply, "state", entry.state);
    tp_json_text(call->reply, "jurisdiction", tp_entry_text(&entry, "jurisdiction"));
    tp_json_text(call->reply, "submitted", tp_entry_text(&entry, "submitted"));
    tp_booking_findings_write(&input->findings, input->file, call->reply);
    tp_entry_deinit(&entry);
    return TP_OK;
}

static tp_status take(struct tp_exchange *exchange, struct tp_call *call, const struct tp_booking_input *input,
                      struct tp_diag *diag)
{
    const struct tp_booking_submission submission = {
        .input = input, .actor = &call->actor, .key = call->idempotency_key};
    char id[TP_EXCHANGE_ID_BYTES];
    bool is_new;
    tp_status status = tp_booking_take(exchange, &submission, id, &is_new, diag);

    call->retry_after_s = status == TP_E_BUSY ? RETRY_AFTER_S : 0;
    if (status != TP_OK)
        return status;
    call->status = is_new ? 201 : 200;
    snprintf(call->location, sizeof call->location, "/v1/bookings/%s", id);
    return write_taken(exchange, call, id, input, diag);
}

/* Addresses lie in logs: what is said of a person belongs into the booking's JSON, around an EBTS file, too. */
static tp_status check_address(const struct tp_call *call, struct tp_diag *diag)
{
    static const char *const names[] = {"jurisdiction", "offence", "conviction", "categories"};

    for (size_t i = 0; i < TP_ARRAY_LENGTH(names); i++)
        if (query_of(call, names[i]))
            return tp_fail(diag, TP_E_ARGUMENT, names[i], -1, "belongs into the booking's JSON, not into the address");
    return TP_OK;
}

static tp_status read_input(const struct tp_call *call, struct tp_booking_input *out, struct tp_diag *diag)
{
    tp_status status = tp_booking_input_read(call->body, call->body_bytes, NULL, out, diag);

    return status == TP_OK ? check_address(call, diag) : status;
}

static tp_status submit(struct tp_exchange *exchange, struct tp_call *call, struct tp_diag *diag)
{
    struct tp_booking_input input;
    tp_status status = read_input(call, &input, diag);

    if (status == TP_OK)
        status = tp_booking_input_judge(&input, tp_exchange_config(exchange), diag);
    if (status == TP_OK)
        status = take(exchange, call, &input, diag);
    tp_booking_input_deinit(&input);
    return status;
}

/* What is asked for beside the findings: the ERRT that would answer, what each finger is worth. */
struct asked {
    bool errt, quality;
};

static tp_status read_asked(const struct tp_call *call, struct asked *out, struct tp_diag *diag)
{
    const char *form = query_of(call, "form"), *quality = query_of(call, "quality");

    if (form && strcmp(form, "ebts") != 0 && strcmp(form, "json") != 0)
        return tp_fail(diag, TP_E_ARGUMENT, "form", -1, "must be json or ebts");
    if (quality && strcmp(quality, "true") != 0 && strcmp(quality, "false") != 0)
        return tp_fail(diag, TP_E_ARGUMENT, "quality", -1, "must be true or false");
    *out = (struct asked){.errt = form && form[0] == 'e', .quality = quality && quality[0] == 't'};
    return TP_OK;
}

/* What a submission would be refused for at once: *ACCEPTABLE, and why among the input's findings. */
static tp_status judge(struct tp_exchange *exchange, const struct tp_call *call, struct tp_booking_input *input,
                       bool *acceptable, struct tp_diag *diag)
{
    const struct tp_config *config = tp_exchange_config(exchange);
    struct tp_diag why;
    tp_status status;

    tp_diag_init(&why);
    status = tp_booking_input_judge(input, config, &why);
    if (status == TP_OK)
        status = tp_config_account_check(config, input->facts.ori, call->actor.account, &why);
    *acceptable = status == TP_OK;
    if (status == TP_E_MEMORY)
        return tp_diag_pass(diag, status, &why);
    if (status != TP_OK && tp_booking_error_count(&input->findings) == 0)
        tp_booking_add_error(&input->findings, &why);
    return TP_OK;
}

/* What a booking would be refused for when its prints have been looked at, and what each finger is worth. */
static tp_status look_closer(struct tp_exchange *exchange, struct tp_booking_material *material, bool *acceptable,
                             struct tp_diag *diag)
{
    tp_status status = tp_booking_material_look(exchange, material, diag);

    for (size_t i = 0; status == TP_OK && i < material->findings.count; i++)
        tp_findings_add(&material->input.findings, &material->findings.items[i], "%s",
                        material->findings.items[i].text);
    *acceptable = tp_booking_error_count(&material->findings) == 0;
    return status;
}

static tp_status write_check(struct tp_exchange *exchange, struct tp_call *call, struct tp_booking_material *material,
                             struct tp_diag *diag)
{
    struct tp_booking_input *input = &material->input;
    struct asked asked = {.errt = false};
    bool acceptable = false, is_measured = false;
    tp_status status = read_asked(call, &asked, diag);

    if (status == TP_OK)
        status = judge(exchange, call, input, &acceptable, diag);
    if (status == TP_OK && asked.quality && acceptable) {
        status = look_closer(exchange, material, &acceptable, diag);
        is_measured = true;
    }
    if (status != TP_OK)
        return status;
    if (asked.errt && !acceptable && input->file) {
        call->bytes_type = TP_BOOKING_TYPE_EBTS;
        return tp_booking_errt(input->file, &input->findings, tp_exchange_now(exchange), &call->bytes, diag);
    }
    tp_json_flag(call->reply, "acceptable", acceptable);
    tp_booking_findings_write(&input->findings, input->file, call->reply);
    if (is_measured)
        tp_booking_report_write(material->report, call->reply);
    return TP_OK;
}

/* The same as submitting, but nothing is changed: all findings, or the ERRT that would answer. */
static tp_status check(struct tp_exchange *exchange, struct tp_call *call, struct tp_diag *diag)
{
    struct tp_booking_material material;
    tp_status status;

    tp_booking_material_init(&material);
    status = read_input(call, &material.input, diag);
    if (status == TP_OK)
        status = write_check(exchange, call, &material, diag);
    tp_booking_material_deinit(&material);
    return status;
}

/* ---- reading ------------------------------------------------------------------------------------------------------
 */

tp_status tp_booking_may_read(struct tp_exchange *exchange, const struct tp_actor *actor,
                              const struct tp_entry *booking, struct tp_diag *diag)
{
    if (actor->duties & TP_DUTY_BIT(AUDITOR))
        return TP_OK;
    return tp_config_account_check(tp_exchange_config(exchange), tp_entry_text(booking, "ori"), actor->account, diag);
}

static void copy_member(const struct tp_entry *entry, const char *member, struct tp_json *out)
{
    const struct tp_json_value *value = tp_json_member(tp_json_root(entry->content), member);

    if (value)
        tp_json_copy(out, member, value);
}

static void write_state(const struct tp_entry *entry, struct tp_json *out)
{
    static const char *const members[] = {"jurisdiction", "submitted", "form", "type"};

    tp_json_text(out, "booking", entry->name);
    tp_json_text(out, "state", entry->state);
    for (size_t i = 0; i < TP_ARRAY_LENGTH(members); i++)
        copy_member(entry, members[i], out);
}

static void write_summary(const struct tp_entry *entry, struct tp_json *out)
{
    write_state(entry, out);
    copy_member(entry, "reference", out);
    copy_member(entry, "own", out);
    copy_member(entry, "corrected", out);
}

/* Adds what the report says; there is none before the check, and none after an erasure. */
static tp_status write_report(struct tp_exchange *exchange, const char *owner, struct tp_json *out,
                              struct tp_diag *diag)
{
    struct tp_json_document *document = NULL;
    uint8_t *data;
    size_t size_bytes;
    tp_status status = tp_blob_get(exchange, owner, TP_BLOB_REPORT, &data, &size_bytes, NULL);

    if (status == TP_E_NOT_FOUND)
        return TP_OK;
    if (status != TP_OK)
        return tp_fail(diag, status, owner, -1, "the report cannot be read");
    status = tp_json_parse((const char *)data, size_bytes, &document, diag);
    if (status == TP_OK) {
        tp_json_copy(out, "fingers", tp_json_member(tp_json_root(document), "fingers"));
        tp_json_copy(out, "findings", tp_json_member(tp_json_root(document), "findings"));
    }
    tp_json_document_free(&document);
    tp_blob_free(data, size_bytes);
    return status;
}

static tp_status write_booking(struct tp_exchange *exchange, const struct tp_entry *entry, const char *purpose,
                               struct tp_json *out, struct tp_diag *diag)
{
    static const char *const members[] = {"purpose",          "offence", "conviction",  "categories",
                                          "categories_known", "account", "print_count", "retake"};
    char owner[TP_EXCHANGE_NAME_BYTES];
    tp_status status;

    tp_booking_owner(entry->name, owner);
    write_summary(entry, out);
    for (size_t i = 0; i < TP_ARRAY_LENGTH(members); i++)
        copy_member(entry, members[i], out);
    if (entry->link[0])
        tp_json_text(out, "subject", entry->link);
    status = write_report(exchange, owner, out, diag);
    return status == TP_OK ? tp_booking_legs_write(exchange, entry->name, purpose, out, NULL, diag) : status;
}

static tp_status note(struct tp_exchange *exchange, struct tp_call *call, const char *id, const char *what,
                      struct tp_diag *diag)
{
    char owner[TP_EXCHANGE_NAME_BYTES];

    tp_booking_owner(id, owner);
    return tp_access_note(exchange, call, owner, what, diag);
}

/* Where a probe comes from is kept from whoever may be given it: those who have an examiner's duty as well read what
 * they booked themselves, which is never theirs to examine. */
static bool is_examiner(const struct tp_actor *actor)
{
    return actor->duties & (TP_DUTY_BIT(EXAMINER) | TP_DUTY_BIT(SENIOR_EXAMINER));
}

tp_status tp_booking_open(struct tp_exchange *exchange, const struct tp_call *call, struct tp_entry *out,
                          struct tp_diag *diag)
{
    bool examines = is_examiner(&call->actor);
    tp_status status = tp_entry_get(exchange, TP_RECORD_BOOKING, call->values[0], out, examines ? NULL : diag);

    if (status == TP_OK && examines && strcmp(tp_entry_text(out, "account"), call->actor.account) != 0) {
        tp_entry_deinit(out);
        status = TP_E_NOT_FOUND;
    }
    if (status != TP_OK)
        return examines
                   ? tp_fail(diag, status, "booking", -1, "it is none of yours: who examines reads no other bookings")
                   : status;
    status = tp_booking_may_read(exchange, &call->actor, out, diag);
    if (status != TP_OK)
        tp_entry_deinit(out);
    return status;
}

static tp_status get(struct tp_exchange *exchange, struct tp_call *call, struct tp_diag *diag)
{
    struct tp_entry entry;
    tp_status status = tp_booking_open(exchange, call, &entry, diag);

    if (status != TP_OK)
        return status;
    status = note(exchange, call, entry.name, "booking", diag);
    if (status == TP_OK)
        status = write_booking(exchange, &entry, call->actor.purpose, call->reply, diag);
    tp_entry_deinit(&entry);
    return status;
}

/* ---- results ------------------------------------------------------------------------------------------------------
 */

static bool has_ended(const struct tp_entry *entry)
{
    return strcmp(entry->state, TP_BOOKING_REFUSED) == 0 || strcmp(entry->state, TP_BOOKING_EXCHANGING) == 0 ||
           strcmp(entry->state, TP_BOOKING_COMPLETE) == 0;
}

/* The newest response, or the one that is asked for. */
static tp_status get_response(struct tp_exchange *exchange, struct tp_call *call, const char *id, struct tp_diag *diag)
{
    const char *which = query_of(call, "response");
    char owner[TP_EXCHANGE_NAME_BYTES];
    uint8_t *data = NULL;
    size_t size_bytes = 0;
    tp_status status = TP_E_NOT_FOUND;

    if (which && strcmp(which, "1") != 0 && strcmp(which, "2") != 0)
        return tp_fail(diag, TP_E_ARGUMENT, "response", -1, "must be 1 or 2");
    tp_booking_owner(id, owner);
    if (!which || which[0] == '2')
        status = tp_blob_get(exchange, owner, TP_BLOB_SECOND_RESPONSE, &data, &size_bytes, NULL);
    if (status == TP_E_NOT_FOUND && (!which || which[0] == '1'))
        status = tp_blob_get(exchange, owner, TP_BLOB_FIRST_RESPONSE, &data, &size_bytes, NULL);
    if (status == TP_E_NOT_FOUND)
        return tp_fail(diag, status, "form", -1, "there is no such response as an EBTS file");
    if (status != TP_OK)
        return tp_fail(diag, status, owner, -1, "the response cannot be read");
    tp_write_bytes(&call->bytes, data, size_bytes);
    tp_blob_free(data, size_bytes);
    call->bytes_type = TP_BOOKING_TYPE_EBTS;
    return call->bytes.bad ? tp_fail(diag, TP_E_MEMORY, NULL, -1, "no memory for the response") : TP_OK;
}

static tp_status write_result(struct tp_exchange *exchange, const struct tp_entry *entry, struct tp_call *call,
                              struct tp_diag *diag)
{
    bool complete = strcmp(entry->state, TP_BOOKING_EXCHANGING) != 0;
    char owner[TP_EXCHANGE_NAME_BYTES];
    tp_status status;

    tp_booking_owner(entry->name, owner);
    write_summary(entry, call->reply);
    tp_json_flag(call->reply, "complete", complete);
    if (entry->link[0])
        tp_json_text(call->reply, "subject", entry->link);
    status = write_report(exchange, owner, call->reply, diag);
    return status == TP_OK ? tp_booking_legs_write(exchange, entry->name, call->actor.purpose, call->reply, NULL, diag)
                           : status;
}

static tp_status give_result(struct tp_exchange *exchange, struct tp_call *call, const struct tp_entry *entry,
                             struct tp_diag *diag)
{
    const char *form = query_of(call, "form");
    bool ebts = form && strcmp(form, "ebts") == 0;
    tp_status status;

    if (form && !ebts && strcmp(form, "json") != 0)
        return tp_fail(diag, TP_E_ARGUMENT, "form", -1, "must be json or ebts");
    if (!has_ended(entry)) {
        snprintf(call->state, sizeof call->state, "%s", entry->state);
        return tp_fail(diag, TP_E_CONFLICT, "booking", -1, "there is no result yet: the booking is %s", entry->state);
    }
    status = note(exchange, call, entry->name, "result", diag);
    if (status != TP_OK)
        return status;
    return ebts ? get_response(exchange, call, entry->name, diag) : write_result(exchange, entry, call, diag);
}

static tp_status get_result(struct tp_exchange *exchange, struct tp_call *call, struct tp_diag *diag)
{
    struct tp_entry entry;
    tp_status status = tp_booking_open(exchange, call, &entry, diag);

    if (status != TP_OK)
        return status;
    status = give_result(exchange, call, &entry, diag);
    tp_entry_deinit(&entry);
    return status;
}

/* ---- lists --------------------------------------------------------------------------------------------------------
 */

struct listing {
    struct tp_exchange *exchange;
    const struct tp_actor *actor;
    struct tp_json *out;
    const char *account; /* of who submitted; NULL: anyone */
    bool brief;          /* without what says more than how it stands */
    size_t most;         /* that are shown; 0: the query says how many are looked at */
    int64_t last;        /* id of the last one that was looked at, with MOST: that was shown */
    size_t seen;
};

static tp_status list_one(void *context, const struct tp_entry *entry, struct tp_diag *diag)
{
    struct listing *listing = context;

    bool shown = (!listing->account || strcmp(listing->account, tp_entry_text(entry, "account")) == 0) &&
                 tp_booking_may_read(listing->exchange, listing->actor, entry, NULL) == TP_OK;

    (void)diag;
    if (shown || !listing->most) {
        listing->last = entry->id;
        listing->seen++;
    }
    if (!shown)
        return TP_OK;
    tp_json_object(listing->out, NULL);
    if (listing->brief)
        write_state(entry, listing->out);
    else
        write_summary(entry, listing->out);
    tp_json_close(listing->out);
    return listing->seen == listing->most ? TP_E_CANCELLED /* enough */ : TP_OK;
}

/* A whole number of digits only, at least 1; OTHERWISE when it is absent. */
static tp_status read_number(const struct tp_call *call, const char *name, int64_t most, int64_t *out,
                             struct tp_diag *diag)
{
    const char *text = query_of(call, name);
    size_t length = text ? strlen(text) : 0;

    if (!text)
        return TP_OK;
    if (length == 0 || length > 15 || strspn(text, "0123456789") != length)
        return tp_fail(diag, TP_E_ARGUMENT, name, -1, "must be a whole number");
    *out = strtoll(text, NULL, 10);
    return *out >= 1 && *out <= most ? TP_OK
                                     : tp_fail(diag, TP_E_ARGUMENT, name, -1, "must be 1 to %lld", (long long)most);
}

static tp_status read_list(const struct tp_call *call, struct tp_store_query *query, struct tp_diag *diag)
{
    static const char *const states[] = {TP_BOOKING_RECEIVED,
                                         TP_BOOKING_REFUSED,
                                         TP_BOOKING_SEARCHING,
                                         TP_BOOKING_REVIEWING,
                                         TP_BOOKING_EXCHANGING,
                                         TP_BOOKING_COMPLETE,
                                         "erased"};
    const char *state = query_of(call, "state");
    int64_t limit = LIST_DEFAULT;
    bool known = !state;
    tp_status status;

    for (size_t i = 0; !known && i < TP_ARRAY_LENGTH(states); i++)
        known = strcmp(states[i], state) == 0;
    if (!known)
        return tp_fail(diag, TP_E_ARGUMENT, "state", -1, "there is no such state of a booking");
    query->state = state;
    query->name = query_of(call, "booking");
    if (query->name && (strlen(query->name) != TP_EXCHANGE_ID_BYTES - 1 ||
                        strspn(query->name, "0123456789abcdef") != TP_EXCHANGE_ID_BYTES - 1))
        return tp_fail(diag, TP_E_ARGUMENT, "booking", -1, "must be 32 hex digits");
    status = read_number(call, "limit", LIST_MAX, &limit, diag);
    query->limit = (size_t)limit;
    return status == TP_OK ? read_number(call, "before", INT64_MAX, &query->beyond_id, diag) : status;
}

/* The newest first, of agencies whose bookings the caller may read. Those, and those of one account, are found among
 * LIMIT that are looked at: a page may have fewer. For who examines it has them all: where the page ends would tell how
 * many there are of others. */
static tp_status list(struct tp_exchange *exchange, struct tp_call *call, struct tp_diag *diag)
{
    struct tp_store_query query = {.kind = TP_RECORD_BOOKING, .due_until_s = TP_STORE_NEVER, .newest_first = true};
    struct listing listing = {.exchange = exchange, .actor = &call->actor, .out = call->reply};
    const char *mine = query_of(call, "mine");
    bool examines = is_examiner(&call->actor);
    size_t limit;
    char next[24];
    tp_status status = read_list(call, &query, diag);

    if (status == TP_OK && mine && strcmp(mine, "true") != 0 && strcmp(mine, "false") != 0)
        status = tp_fail(diag, TP_E_ARGUMENT, "mine", -1, "must be true or false");
    listing.brief = query.name != NULL;
    if (status == TP_OK && !listing.brief) /* cases' references, and what came of them */
        status = tp_access_note(exchange, call, "bookings", "list of bookings", diag);
    if (status != TP_OK)
        return status;
    listing.account = examines || (mine && mine[0] == 't') ? call->actor.account : NULL;
    limit = query.limit;
    if (examines) {
        listing.most = limit;
        query.limit = 0;
    }
    tp_json_list(call->reply, "bookings");
    status = tp_entry_each(exchange, &query, list_one, &listing, diag);
    status = status == TP_E_CANCELLED ? TP_OK : status;
    tp_json_close(call->reply);
    snprintf(next, sizeof next, "%lld", (long long)listing.last);
    if (listing.seen == limit)
        tp_json_text(call->reply, "next", next);
    return status;
}

const struct tp_operation tp_booking_operations[] = {
    {"submitBooking", "POST", "/v1/bookings", MAY_BOOK, TP_OPERATION_RAW | TP_OPERATION_CASE, BODY_MAX_BYTES, submit},
    {"checkBooking", "POST", "/v1/bookings/check", MAY_BOOK, TP_OPERATION_RAW | TP_OPERATION_CASE, BODY_MAX_BYTES,
     check},
    {"listBookings", "GET", "/v1/bookings", MAY_READ, TP_OPERATION_CASE, 0, list},
    {"getBooking", "GET", "/v1/bookings/{booking}", MAY_READ, TP_OPERATION_CASE | TP_OPERATION_PERSONAL, 0, get},
    {"getBookingResult", "GET", "/v1/bookings/{booking}/result", MAY_READ, TP_OPERATION_CASE | TP_OPERATION_PERSONAL, 0,
     get_result},
    {"watchBooking", "GET", "/v1/bookings/{booking}/events", MAY_READ, TP_OPERATION_CASE | TP_OPERATION_PERSONAL, 0,
     tp_booking_watch},
    {NULL, NULL, NULL, 0, 0, 0, NULL},
};

const struct tp_part tp_booking_part = {
    .name = "booking", .operations = tp_booking_operations, .jobs = tp_booking_jobs};
