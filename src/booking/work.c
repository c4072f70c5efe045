/* SPDX-License-Identifier: Apache-2.0 */
/* What is done about a booking by itself: check, search, what the review says, the end. Each job looks first whether
 * the booking waits for it, so that doing one twice changes nothing. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "booking/parts.h"
#include "person/person.h"
#include "review/review.h"

/* ---- what all jobs do ---------------------------------------------------------------------------------------------
 */

/* A booking that a job is about. */
struct work {
    struct tp_exchange *exchange;
    struct tp_job *job;
    const char *id;
    char owner[TP_EXCHANGE_NAME_BYTES];
    struct tp_entry entry; /* as it is in the transaction */
    struct tp_json *content;
};

/* Whether the booking is in STATE: outside of a transaction, to know whether there is anything to do. */
static tp_status waits(struct tp_exchange *exchange, const char *id, const char *state, bool *out, struct tp_diag *diag)
{
    struct tp_entry entry;
    tp_status status = tp_entry_get(exchange, TP_RECORD_BOOKING, id, &entry, NULL);

    *out = status == TP_OK && strcmp(entry.state, state) == 0;
    if (status == TP_OK)
        tp_entry_deinit(&entry);
    return status == TP_OK || status == TP_E_NOT_FOUND ? TP_OK
                                                       : tp_fail(diag, status, NULL, -1, "the booking cannot be read");
}

/* In the transaction: reads the booking again. *STILL is false when it waits for something else by now. */
static tp_status open_work(struct work *work, const char *state, bool *still, struct tp_diag *diag)
{
    tp_status status = tp_entry_get(work->exchange, TP_RECORD_BOOKING, work->id, &work->entry, diag);

    *still = status == TP_OK && strcmp(work->entry.state, state) == 0;
    if (*still)
        status = tp_entry_edit(&work->entry, &work->content, diag);
    return status;
}

static tp_status put_work(struct work *work, const char *state, struct tp_diag *diag)
{
    snprintf(work->entry.state, sizeof work->entry.state, "%s", state);
    return tp_entry_put(work->exchange, TP_RECORD_BOOKING, &work->entry, work->content, diag);
}

static tp_status add_job(struct work *work, const char *kind, struct tp_diag *diag)
{
    return tp_job_add(work->exchange, kind, work->id, tp_exchange_now(work->exchange), diag);
}

static void close_work(struct work *work)
{
    tp_json_free(&work->content);
    tp_entry_deinit(&work->entry);
}

typedef tp_status change_fn(struct work *work, void *context, struct tp_diag *diag);

/* What is to be done in a transaction that ends the job, if the booking is still in STATE. */
struct changing {
    const char *state;
    change_fn *fn;
    void *context;
};

static tp_status run_change(struct tp_exchange *exchange, struct tp_job *job, const char *id,
                            const struct changing *changing, struct tp_diag *diag)
{
    struct work work = {.exchange = exchange, .job = job, .id = id};
    bool still;
    tp_status status = tp_exchange_begin(exchange, diag);

    if (status != TP_OK)
        return status;
    tp_booking_owner(id, work.owner);
    status = open_work(&work, changing->state, &still, diag);
    if (status == TP_OK && still)
        status = changing->fn(&work, changing->context, diag);
    close_work(&work);
    return tp_job_end(exchange, job, status, diag);
}

/* ---- booking.check ------------------------------------------------------------------------------------------------
 */

static void write_retake(struct tp_json *content, const struct tp_booking_material *material)
{
    uint16_t retake = tp_booking_retake(material->report);

    tp_json_list(content, "retake");
    for (unsigned finger = 1; finger <= TP_POSITION_MAX; finger++)
        if (retake & TP_FINGER_BIT(finger))
            tp_json_integer(content, NULL, finger);
    tp_json_close(content);
}

/* The agency gets the refusal in the form in which it sent. */
static tp_status put_refusal(struct work *work, const struct tp_booking_material *material, struct tp_diag *diag)
{
    const struct tp_transaction *file = tp_booking_material_file(material);
    struct tp_buffer bytes;
    tp_status status = TP_OK;

    if (!file)
        return TP_OK;
    tp_buffer_init(&bytes);
    status = tp_booking_errt(file, &material->findings, tp_exchange_now(work->exchange), &bytes, diag);
    if (status == TP_OK)
        status = tp_blob_put(work->exchange, work->owner, TP_BLOB_FIRST_RESPONSE, bytes.data, bytes.size_bytes, diag);
    tp_buffer_deinit(&bytes);
    return status == TP_OK ? tp_dropped_answer(work->exchange, work->id, TP_DROPPED_REFUSAL, diag) : status;
}

static tp_status keep_checked(struct work *work, void *context, struct tp_diag *diag)
{
    const struct tp_booking_material *material = context;
    bool refused = tp_booking_error_count(&material->findings) > 0;
    tp_status status = tp_booking_material_keep(work->exchange, work->id, material, diag);

    if (status == TP_OK && refused)
        status = put_refusal(work, material, diag);
    if (status != TP_OK)
        return status;
    tp_json_integer(work->content, "print_count", (int64_t)material->prints.count);
    write_retake(work->content, material);
    if (refused)
        tp_json_text(work->content, "own", "none");
    status = put_work(work, refused ? TP_BOOKING_REFUSED : TP_BOOKING_SEARCHING, diag);
    return status == TP_OK && !refused ? add_job(work, "booking.search", diag) : status;
}

static tp_status check(struct tp_exchange *exchange, struct tp_job *job, const char *about, struct tp_diag *diag)
{
    struct tp_booking_material material;
    const struct changing changing = {TP_BOOKING_RECEIVED, keep_checked, &material};
    bool due;
    tp_status status = waits(exchange, about, TP_BOOKING_RECEIVED, &due, diag);

    if (status != TP_OK || !due)
        return status;
    status = tp_booking_material_load(exchange, about, &material, diag);
    if (status == TP_OK)
        status = run_change(exchange, job, about, &changing, diag);
    tp_booking_material_deinit(&material);
    return status;
}

/* ---- booking.search -----------------------------------------------------------------------------------------------
 */

struct search {
    struct tp_found found[TP_FOUND_MAX];
    size_t count;
};

enum { EXAMINERS = 2 };

static tp_status open_case(struct work *work, void *context, struct tp_diag *diag)
{
    const struct search *search = context;
    const struct tp_case_spec spec = {
        .owner = work->owner,
        .then = "booking.reviewed",
        .about = work->id,
        .agreement = "",
        .jurisdiction = tp_entry_text(&work->entry, "jurisdiction"),
        .level = tp_entry_text(&work->entry, "conviction"),
        .examiners = EXAMINERS,
        .candidates = search->found,
        .count = search->count,
    };
    char id[TP_EXCHANGE_ID_BYTES];
    tp_status status = tp_case_open(work->exchange, &spec, id, diag);

    if (status != TP_OK)
        return status;
    tp_json_text(work->content, "case", id);
    return put_work(work, TP_BOOKING_REVIEWING, diag);
}

/* The best print of each finger, borrowed from TEMPLATES. */
static size_t choose(const struct tp_template *templates, size_t count,
                     const struct tp_template *chosen[TP_POSITION_MAX])
{
    const struct tp_template *pointers[TP_BOOKING_PRINTS_MAX];

    for (size_t i = 0; i < count; i++)
        pointers[i] = &templates[i];
    return tp_booking_prints_choose(pointers, count, chosen);
}

static tp_status search(struct tp_exchange *exchange, struct tp_job *job, const char *about, struct tp_diag *diag)
{
    const struct tp_template *chosen[TP_POSITION_MAX];
    struct tp_template *templates;
    struct search found = {.count = 0};
    const struct changing changing = {TP_BOOKING_SEARCHING, open_case, &found};
    size_t count, probes;
    bool due;
    tp_status status = waits(exchange, about, TP_BOOKING_SEARCHING, &due, diag);

    if (status != TP_OK || !due)
        return status;
    status = tp_booking_templates(exchange, about, &templates, &count, diag);
    if (status != TP_OK)
        return status;
    probes = choose(templates, count, chosen);
    status = tp_exchange_search(exchange, chosen, probes, found.found, &found.count, diag);
    tp_booking_templates_free(&templates, count);
    return status == TP_OK ? run_change(exchange, job, about, &changing, diag) : status;
}

/* ---- booking.reviewed ---------------------------------------------------------------------------------------------
 */

struct reviewed {
    struct tp_case_outcome outcome;
    struct tp_template *templates; /* owned */
    size_t count;
    struct tp_transaction *file; /* NULL for one that came as JSON; owned */
};

/* Classes of time as leaves have them. */
static const char *elapsed(int64_t since_s, int64_t now_s)
{
    int64_t hours = (now_s - since_s) / 3600;

    return hours < 1 ? "hour" : hours < 24 ? "day" : hours < 7 * 24 ? "week" : "longer";
}

static tp_status log_match(struct work *work, bool match, struct tp_diag *diag)
{
    const struct tp_case about = {.county = tp_entry_text(&work->entry, "jurisdiction"),
                                  .reference = tp_entry_text(&work->entry, "reference"),
                                  .offence = tp_entry_text(&work->entry, "offence")};
    int64_t now_s = tp_exchange_now(work->exchange), submitted_s = now_s;
    char state[TP_JURISDICTION_MAX];
    struct tp_leaf leaf;

    (void)tp_time_parse(tp_entry_text(&work->entry, "submitted"), &submitted_s);
    tp_jurisdiction_coarse(about.county, state);
    tp_leaf_init(&leaf, TP_LEAF_MATCH, now_s);
    tp_leaf_set(&leaf, TP_LEAF_OUTCOME_MEMBER, match ? "match" : "none");
    tp_leaf_set(&leaf, TP_LEAF_STATE_MEMBER, state);
    tp_leaf_set(&leaf, TP_LEAF_LEVEL_MEMBER, tp_entry_text(&work->entry, "conviction"));
    tp_leaf_set(&leaf, TP_LEAF_ELAPSED_MEMBER, elapsed(submitted_s, now_s));
    return tp_exchange_log(work->exchange, work->owner, &leaf, &about, diag);
}

static uint64_t categories_of(const struct tp_entry *entry)
{
    const struct tp_json_value *list = tp_json_member(tp_json_root(entry->content), "categories");
    uint64_t categories = 0;

    for (size_t i = 0; i < tp_json_count(list); i++) {
        int place = tp_vocabulary_find(&tp_categories, tp_json_to_text(tp_json_element(list, i)));
        if (place >= 0)
            categories |= (uint64_t)1 << place;
    }
    return categories;
}

/* Into the own repository: one more encounter of who was identified, or somebody new. */
static tp_status enrol(struct work *work, const struct reviewed *reviewed, struct tp_diag *diag)
{
    const struct tp_template *chosen[TP_POSITION_MAX];
    size_t count = choose(reviewed->templates, reviewed->count, chosen);
    char subject[TP_EXCHANGE_NAME_BYTES] = "";
    struct tp_encounter encounter = {.owner = work->owner,
                                     .conviction = tp_booking_level_find(tp_entry_text(&work->entry, "conviction")),
                                     .categories = categories_of(&work->entry),
                                     .categories_known = tp_entry_flag(&work->entry, "categories_known")};
    tp_status status;

    if (reviewed->outcome.match)
        snprintf(subject, sizeof subject, "%s", reviewed->outcome.subject);
    status = tp_exchange_enrol(work->exchange, subject, chosen, count, diag);
    if (status == TP_OK)
        status = tp_subject_make(work->exchange, subject, &encounter, diag);
    snprintf(work->entry.link, sizeof work->entry.link, "%s", subject);
    return status;
}

/* The name of who was identified, as the subject's record has it; "" for none. */
static tp_status name_subject(struct tp_exchange *exchange, const char *subject, char *out, size_t size,
                              struct tp_diag *diag)
{
    int place = tp_vocabulary_find(&tp_fields, "name");
    struct tp_json_document *document = NULL;
    struct tp_buffer text;
    struct tp_json *json;
    const char *name;
    tp_status status = tp_json_new(&json, diag);

    out[0] = '\0';
    if (status != TP_OK)
        return status;
    tp_buffer_init(&text);
    status = tp_subject_person(exchange, subject, (uint64_t)1 << place, json, diag);
    if (status == TP_OK)
        status = tp_json_write_canonical(json, &text, diag);
    if (status == TP_OK)
        status = tp_json_parse((const char *)text.data, text.size_bytes, &document, diag);
    name = status == TP_OK ? tp_json_to_text(tp_json_member(tp_json_root(document), "name")) : NULL;
    if (name)
        snprintf(out, size, "%s", name);
    tp_json_document_free(&document);
    tp_buffer_deinit(&text);
    tp_json_free(&json);
    return status;
}

static tp_status put_answer(struct work *work, const struct tp_transaction *file, const char *blob,
                            const struct tp_booking_answer *answer, struct tp_diag *diag)
{
    struct tp_buffer bytes;
    tp_status status;

    tp_buffer_init(&bytes);
    status = tp_booking_sre(file, answer, tp_exchange_now(work->exchange), &bytes, diag);
    if (status == TP_OK)
        status = tp_blob_put(work->exchange, work->owner, blob, bytes.data, bytes.size_bytes, diag);
    tp_buffer_deinit(&bytes);
    return status == TP_OK ? tp_dropped_answer(work->exchange, work->id,
                                               answer->message ? TP_DROPPED_SECOND : TP_DROPPED_FIRST, diag)
                           : status;
}

static tp_status put_result(struct work *work, const struct tp_transaction *file, const char *blob, const char *message,
                            bool match, struct tp_diag *diag)
{
    struct tp_booking_answer answer = {.identified = match, .message = message};
    char name[128] = "";
    tp_status status = match ? name_subject(work->exchange, work->entry.link, name, sizeof name, diag) : TP_OK;

    answer.name = name[0] ? name : NULL;
    return status == TP_OK ? put_answer(work, file, blob, &answer, diag) : status;
}

/* Who was identified may be another's record by now; one that was erased while the examiners looked is nobody. */
static tp_status find_identified(struct work *work, struct reviewed *reviewed, struct tp_diag *diag)
{
    char current[TP_EXCHANGE_NAME_BYTES];
    tp_status status;

    if (!reviewed->outcome.match)
        return TP_OK;
    status = tp_subject_current(work->exchange, reviewed->outcome.subject, current, diag);
    snprintf(reviewed->outcome.subject, sizeof reviewed->outcome.subject, "%s", current);
    reviewed->outcome.match = current[0] != '\0';
    return status;
}

static tp_status settle(struct work *work, void *context, struct tp_diag *diag)
{
    struct reviewed *reviewed = context;
    tp_status status = find_identified(work, reviewed, diag);
    bool match = reviewed->outcome.match;

    if (status != TP_OK)
        return status;
    if (reviewed->file && match) /* the name is that of before: the new encounter has the submitted one */
        snprintf(work->entry.link, sizeof work->entry.link, "%s", reviewed->outcome.subject);
    if (reviewed->file)
        status = put_result(work, reviewed->file, TP_BLOB_FIRST_RESPONSE, NULL, match, diag);
    if (status == TP_OK)
        status = enrol(work, reviewed, diag);
    if (status == TP_OK)
        status = log_match(work, match, diag);
    if (status != TP_OK)
        return status;
    tp_json_text(work->content, "own", match ? "match" : "none");
    tp_json_integer(work->content, "examiners", reviewed->outcome.examiners);
    status = put_work(work, TP_BOOKING_EXCHANGING, diag);
    return status == TP_OK ? add_job(work, "partner.legs", diag) : status;
}

/* The file as it came, to be answered; NULL for a booking without one. */
static tp_status load_file(struct tp_exchange *exchange, const char *id, struct tp_transaction **out,
                           struct tp_diag *diag)
{
    char owner[TP_EXCHANGE_NAME_BYTES];
    uint8_t *data;
    size_t size_bytes;
    tp_status status;

    *out = NULL;
    tp_booking_owner(id, owner);
    status = tp_blob_get(exchange, owner, "transaction", &data, &size_bytes, NULL);
    if (status == TP_E_NOT_FOUND)
        return TP_OK;
    if (status != TP_OK)
        return tp_fail(diag, status, owner, -1, "what was submitted cannot be read");
    status = tp_transaction_read(data, size_bytes, NULL, NULL, out, diag);
    tp_blob_free(data, size_bytes);
    return status;
}

static tp_status load_outcome(struct tp_exchange *exchange, const char *id, struct tp_case_outcome *out,
                              struct tp_diag *diag)
{
    struct tp_entry entry;
    tp_status status = tp_entry_get(exchange, TP_RECORD_BOOKING, id, &entry, diag);

    if (status != TP_OK)
        return status;
    status = tp_case_outcome(exchange, tp_entry_text(&entry, "case"), out, diag);
    tp_entry_deinit(&entry);
    return status;
}

static tp_status reviewed(struct tp_exchange *exchange, struct tp_job *job, const char *about, struct tp_diag *diag)
{
    struct reviewed reviewed = {.count = 0};
    const struct changing changing = {TP_BOOKING_REVIEWING, settle, &reviewed};
    bool due;
    tp_status status = waits(exchange, about, TP_BOOKING_REVIEWING, &due, diag);

    if (status != TP_OK || !due)
        return status;
    status = load_outcome(exchange, about, &reviewed.outcome, diag);
    if (status != TP_OK || !reviewed.outcome.settled) /* it will be asked for again */
        return status;
    status = tp_booking_templates(exchange, about, &reviewed.templates, &reviewed.count, diag);
    if (status == TP_OK)
        status = load_file(exchange, about, &reviewed.file, diag);
    if (status == TP_OK)
        status = run_change(exchange, job, about, &changing, diag);
    tp_booking_templates_free(&reviewed.templates, reviewed.count);
    tp_transaction_free(&reviewed.file);
    return status;
}

/* ---- booking.answered ---------------------------------------------------------------------------------------------
 */

/* What came of the legs, in words that end with NUL; empty when there were none. */
static tp_status write_legs(const struct work *work, struct tp_buffer *out, struct tp_diag *diag)
{
    struct tp_json *ignored;
    tp_status status = tp_json_new(&ignored, diag);

    if (status != TP_OK)
        return status;
    status = tp_booking_legs_write(work->exchange, work->id, NULL, ignored, out, diag);
    if (out->size_bytes > 0)
        tp_write_u8(out, '\0');
    if (status == TP_OK && out->bad)
        status = tp_fail(diag, TP_E_MEMORY, NULL, -1, "no memory for the response");
    tp_json_free(&ignored);
    return status;
}

static tp_status complete(struct work *work, void *context, struct tp_diag *diag)
{
    struct tp_transaction *file = context;
    bool match = strcmp(tp_entry_text(&work->entry, "own"), "match") == 0;
    struct tp_buffer message;
    tp_status status;

    tp_buffer_init(&message);
    status = write_legs(work, &message, diag);
    if (status == TP_OK && file && message.size_bytes > 0)
        status = put_result(work, file, TP_BLOB_SECOND_RESPONSE, (const char *)message.data, match, diag);
    tp_buffer_deinit(&message);
    return status == TP_OK ? put_work(work, TP_BOOKING_COMPLETE, diag) : status;
}

static tp_status answered(struct tp_exchange *exchange, struct tp_job *job, const char *about, struct tp_diag *diag)
{
    struct tp_transaction *file = NULL;
    struct changing changing = {TP_BOOKING_EXCHANGING, complete, NULL};
    bool due;
    tp_status status = waits(exchange, about, TP_BOOKING_EXCHANGING, &due, diag);

    if (status != TP_OK || !due)
        return status;
    status = load_file(exchange, about, &file, diag);
    changing.context = file;
    if (status == TP_OK)
        status = run_change(exchange, job, about, &changing, diag);
    tp_transaction_free(&file);
    return status;
}

/* ---- booking.renew ------------------------------------------------------------------------------------------------
 */

/* What was answered is answered anew, where there is such an answer. */
static tp_status put_again(struct work *work, const struct tp_transaction *file, const char *blob, const char *message,
                           struct tp_diag *diag)
{
    const struct tp_booking_answer answer = {.identified = strcmp(tp_entry_text(&work->entry, "own"), "match") == 0,
                                             .message = message};
    uint8_t *data;
    size_t size_bytes;
    tp_status status = tp_blob_find(work->exchange, work->owner, blob, &data, &size_bytes, diag);

    tp_blob_free(data, size_bytes);
    return status == TP_OK && data ? put_answer(work, file, blob, &answer, diag) : status;
}

static tp_status respond(struct work *work, const struct tp_transaction *file, struct tp_diag *diag)
{
    struct tp_buffer message;
    tp_status status;

    tp_buffer_init(&message);
    status = write_legs(work, &message, diag);
    if (status == TP_OK)
        status = put_again(work, file, TP_BLOB_FIRST_RESPONSE, NULL, diag);
    if (status == TP_OK)
        status = put_again(work, file, TP_BLOB_SECOND_RESPONSE, message.data ? (const char *)message.data : "", diag);
    tp_buffer_deinit(&message);
    return status;
}

/* The booking was corrected, or the encounter that the person's name came from is erased: responses say what holds now,
 * and name nobody. */
static tp_status respond_again(struct tp_exchange *exchange, struct tp_job *job, const char *about,
                               struct tp_diag *diag)
{
    struct work work = {.exchange = exchange, .job = job, .id = about};
    struct tp_transaction *file = NULL;
    tp_status status = load_file(exchange, about, &file, diag);

    tp_booking_owner(about, work.owner);
    if (status == TP_OK)
        status = tp_exchange_begin(exchange, diag);
    if (status == TP_OK) {
        if (file)
            status = tp_entry_get(exchange, TP_RECORD_BOOKING, about, &work.entry, diag);
        if (status == TP_OK && file)
            status = respond(&work, file, diag);
        status = tp_job_end(exchange, job, status, diag);
    }
    close_work(&work);
    tp_transaction_free(&file);
    return status;
}

const struct tp_job_kind tp_booking_jobs[] = {
    {"booking.check", check},
    {"booking.search", search},
    {"booking.reviewed", reviewed},
    {"booking.renew", respond_again},
    {"booking.answered", answered},
    {"booking.respond", tp_dropped_job},
    {NULL, NULL},
};
