/* SPDX-License-Identifier: Apache-2.0 */
/* Builders of EBTS transactions: a ten-print submission, its result and its refusal. They are written as ANSI/NIST-ITL
 * 1-2011 (0500), domain NORAM 10.0. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "record/record.h"

#define VERSION "0500"
#define DOMAIN                                                                                                         \
    "NORAM\x1f"                                                                                                        \
    "10.0"
#define NO_RESOLUTION "00.00"  /* no image of types 3 to 7 */
#define RESOLUTION_500 "19.69" /* pixels per millimetre */

enum { PERSON_IDC = 0, MESSAGES_MAX = 11, MESSAGE_MAX = 300 };

/* A member of the caller's structs that must be there. */
static tp_status need(const char *value, const char *name, struct tp_diag *diag)
{
    return value ? TP_OK : tp_fail(diag, TP_E_ARGUMENT, name, -1, "is missing");
}

static tp_status set(struct tp_record *record, uint32_t field, const char *text, tp_status before, struct tp_diag *diag)
{
    if (before != TP_OK || !text)
        return before;
    return tp_record_set(record, field, text, strlen(text), diag);
}

static tp_status write_header(struct tp_record *first, const char *type, const struct tp_ebts_header *header,
                              struct tp_diag *diag)
{
    char priority[2] = {(char)('0' + header->priority % 10), '\0'};
    tp_status status = need(header->ori, "ORI", diag);

    if (status == TP_OK)
        status = need(header->dai, "DAI", diag);
    if (status == TP_OK)
        status = need(header->tcn, "TCN", diag);
    if (status == TP_OK)
        status = need(header->date, "DAT", diag);
    status = set(first, 2, VERSION, status, diag);
    status = set(first, 4, type, status, diag);
    status = set(first, 5, header->date, status, diag);
    status = set(first, 6, header->priority ? priority : NULL, status, diag);
    status = set(first, 7, header->dai, status, diag);
    status = set(first, 8, header->ori, status, diag);
    status = set(first, 9, header->tcn, status, diag);
    status = set(first, 11, NO_RESOLUTION, status, diag);
    status = set(first, 12, NO_RESOLUTION, status, diag);
    status = set(first, 13, DOMAIN, status, diag);
    return set(first, 14, header->gmt, status, diag);
}

/* ---- images ----------------------------------------------------------------------------------------------------- */

static tp_status check_image(const struct tp_ebts_image *image, struct tp_diag *diag)
{
    char field[32];

    snprintf(field, sizeof field, "finger %u", image->position);
    if (image->record != 4 && image->record != 14)
        return tp_fail(diag, TP_E_ARGUMENT, field, -1, "records of type %u hold no fingerprint", image->record);
    if (image->position < 1 || image->position > 15)
        return tp_fail(diag, TP_E_ARGUMENT, field, -1, "is no finger position, 1 to 15");
    if (image->record == 4 && image->position == 15)
        return tp_fail(diag, TP_E_ARGUMENT, field, -1, "both thumbs need a record of type 14");
    if (image->record == 4 && image->ppi != 500)
        return tp_fail(diag, TP_E_ARGUMENT, field, -1, "an image of %u ppi needs a record of type 14", image->ppi);
    if (image->width_px == 0 || image->height_px == 0 || image->width_px > 65535 || image->height_px > 65535)
        return tp_fail(diag, TP_E_ARGUMENT, field, -1, "an image of %u x %u pixels", image->width_px, image->height_px);
    return TP_OK;
}

static tp_status write_type_4(struct tp_record *record, const struct tp_ebts_image *image, struct tp_diag *diag)
{
    bool wsq = strcmp(image->compression, "WSQ20") == 0;
    tp_status status = tp_record_set_text(record, 3, diag, "%u", image->impression);

    if (!wsq && strcmp(image->compression, "NONE") != 0)
        return tp_fail(diag, TP_E_ARGUMENT, "4.008 CGA", -1, "%s in a record of type 4", image->compression);
    if (status == TP_OK)
        status = tp_record_set_text(record, 4, diag,
                                    "%u\x1e"
                                    "255\x1e"
                                    "255\x1e"
                                    "255\x1e"
                                    "255\x1e"
                                    "255",
                                    image->position);
    if (status == TP_OK)
        status = tp_record_set_text(record, 5, diag, "0");
    if (status == TP_OK)
        status = tp_record_set_text(record, 6, diag, "%u", image->width_px);
    if (status == TP_OK)
        status = tp_record_set_text(record, 7, diag, "%u", image->height_px);
    if (status == TP_OK)
        status = tp_record_set_text(record, 8, diag, "%d", wsq);
    return status == TP_OK ? tp_record_set(record, 9, image->data, image->size_bytes, diag) : status;
}

/* The fingers of a slap that are missing, 14.018 AMP. */
static tp_status write_missing(struct tp_record *record, uint8_t position, const char *const *missing,
                               struct tp_diag *diag)
{
    static const uint8_t shown[][10] = {[13] = {2, 3, 4, 5}, [14] = {7, 8, 9, 10}, [15] = {1, 6}};
    struct tp_buffer text;
    tp_status status = TP_OK;

    tp_buffer_init(&text);
    for (size_t i = 0; position < TP_ARRAY_LENGTH(shown) && shown[position][i]; i++)
        if (missing[shown[position][i]])
            tp_write_text(&text, "%s%u%c%s", text.size_bytes ? "\x1e" : "", shown[position][i], TP_US,
                          missing[shown[position][i]]);
    if (text.bad)
        status = tp_fail(diag, TP_E_MEMORY, NULL, -1, "no memory for 14.018 AMP");
    else if (text.size_bytes > 0)
        status = tp_record_set(record, 18, text.data, text.size_bytes, diag);
    tp_buffer_deinit(&text);
    return status;
}

static tp_status write_type_14(struct tp_record *record, const struct tp_ebts_submission *submission,
                               const struct tp_ebts_image *image, struct tp_diag *diag)
{
    const struct {
        uint32_t field, value;
    } numbers[] = {{3, image->impression},
                   {6, image->width_px},
                   {7, image->height_px},
                   {8, 1},
                   {9, image->ppi},
                   {10, image->ppi},
                   {12, 8},
                   {13, image->position}};
    tp_status status = set(record, 4, submission->header.ori, TP_OK, diag);

    status = set(record, 5, submission->header.date, status, diag);
    status = set(record, 11, image->compression, status, diag);
    for (size_t i = 0; i < TP_ARRAY_LENGTH(numbers) && status == TP_OK; i++)
        status = tp_record_set_text(record, numbers[i].field, diag, "%u", numbers[i].value);
    if (status == TP_OK)
        status = write_missing(record, image->position, submission->missing, diag);
    return status == TP_OK ? tp_record_set(record, 999, image->data, image->size_bytes, diag) : status;
}

static tp_status write_images(struct tp_transaction *transaction, const struct tp_ebts_submission *submission,
                              struct tp_diag *diag)
{
    struct tp_record *first = tp_transaction_at(transaction, 0), *record;
    tp_status status = TP_OK;

    for (size_t i = 0; i < submission->image_count && status == TP_OK; i++) {
        const struct tp_ebts_image *image = &submission->images[i];
        status = check_image(image, diag);
        if (status == TP_OK)
            status = tp_transaction_append(transaction, image->record, PERSON_IDC + 1 + (unsigned)i, &record, diag);
        if (status == TP_OK && image->record == 4) {
            status = write_type_4(record, image, diag);
            status = set(first, 11, RESOLUTION_500, status, diag);
            status = set(first, 12, RESOLUTION_500, status, diag);
        } else if (status == TP_OK) {
            status = write_type_14(record, submission, image, diag);
        }
    }
    return status;
}

/* ---- submissions ------------------------------------------------------------------------------------------------ */

static tp_status write_amputations(struct tp_record *person, const char *const *missing, struct tp_diag *diag)
{
    struct tp_buffer text;
    tp_status status = TP_OK;

    tp_buffer_init(&text);
    for (unsigned finger = 1; finger <= TP_POSITION_MAX; finger++)
        if (missing[finger])
            tp_write_text(&text, "%s%02u%c%s", text.size_bytes ? "\x1e" : "", finger, TP_US, missing[finger]);
    if (text.bad)
        status = tp_fail(diag, TP_E_MEMORY, NULL, -1, "no memory for 2.084 AMP");
    else if (text.size_bytes > 0)
        status = tp_record_set(person, 84, text.data, text.size_bytes, diag);
    tp_buffer_deinit(&text);
    return status;
}

static tp_status write_person(struct tp_record *person, const struct tp_ebts_submission *submission,
                              struct tp_diag *diag)
{
    tp_status status = TP_OK;

    for (size_t i = 0; i < submission->value_count; i++)
        status = set(person, submission->values[i].field, submission->values[i].text, status, diag);
    if (status == TP_OK && submission->charge_count > 0)
        status = tp_ebts_set_charges(person, submission->charges, submission->charge_count, diag);
    return status == TP_OK ? write_amputations(person, submission->missing, diag) : status;
}

/* A transaction of types 1 and 2. */
static tp_status begin(const char *type, const struct tp_ebts_header *header, struct tp_transaction **out,
                       struct tp_record **person, struct tp_diag *diag)
{
    tp_status status = tp_transaction_new(out, diag);

    if (status == TP_OK)
        status = write_header(tp_transaction_at(*out, 0), type, header, diag);
    return status == TP_OK ? tp_transaction_append(*out, 2, PERSON_IDC, person, diag) : status;
}

tp_status tp_ebts_submission(const struct tp_ebts_submission *submission, struct tp_transaction **out,
                             struct tp_diag *diag)
{
    const struct tp_ebts_transaction *kind = tp_ebts_transaction_find(
        (struct tp_bytes){(const uint8_t *)submission->type, submission->type ? strlen(submission->type) : 0});
    struct tp_record *person;
    tp_status status;

    *out = NULL;
    if (!kind || kind->response)
        return tp_fail(diag, TP_E_ARGUMENT, "TOT", -1, "'%s' is no submission of EBTS",
                       submission->type ? submission->type : "");
    status = begin(submission->type, &submission->header, out, &person, diag);
    if (status == TP_OK)
        status = write_person(person, submission, diag);
    if (status == TP_OK)
        status = write_images(*out, submission, diag);
    if (status != TP_OK)
        tp_transaction_free(out);
    return status;
}

/* ---- answers ---------------------------------------------------------------------------------------------------- */

static const struct tp_record *person_of(const struct tp_transaction *transaction)
{
    for (size_t place = 1; place < tp_transaction_count(transaction); place++)
        if (tp_record_type(tp_transaction_at(transaction, place)) == 2)
            return tp_transaction_at(transaction, place);
    return NULL;
}

/* Field FROM of a record into field TO of another, when it is there. */
static tp_status carry(const struct tp_record *source, uint32_t from, struct tp_record *target, uint32_t to,
                       tp_status before, struct tp_diag *diag)
{
    struct tp_bytes value = source ? tp_record_get(source, from) : (struct tp_bytes){NULL, 0};

    if (before != TP_OK || value.size_bytes == 0)
        return before;
    return tp_record_set(target, to, value.data, value.size_bytes, diag);
}

/* Types 1 and 2 of an answer: TCR, agencies the other way round, and what EBTS returns as it was submitted. */
static tp_status begin_answer(const char *type, const struct tp_ebts_header *header,
                              const struct tp_transaction *submission, struct tp_transaction **out,
                              struct tp_record **person, struct tp_diag *diag)
{
    static const uint32_t returned[] = {6, 7, 9, 73};
    struct tp_record *asked = tp_transaction_at(submission, 0), *first;
    struct tp_ebts_header filled = *header;
    tp_status status;

    filled.ori = header->ori ? header->ori : "";
    filled.dai = header->dai ? header->dai : "";
    if (tp_record_get(asked, 9).size_bytes == 0)
        return tp_fail(diag, TP_E_FORMAT, "1.009 TCN", -1, "the submission has none that can be answered");
    status = begin(type, &filled, out, person, diag);
    first = status == TP_OK ? tp_transaction_at(*out, 0) : NULL;
    status = carry(asked, 9, first, 10, status, diag);
    status = header->dai ? status : carry(asked, 8, first, 7, status, diag);
    status = header->ori ? status : carry(asked, 7, first, 8, status, diag);
    for (size_t i = 0; i < TP_ARRAY_LENGTH(returned); i++)
        status = carry(person_of(submission), returned[i], *person, returned[i], status, diag);
    if (status == TP_OK && !tp_record_get(*person, 73).data) /* the sender controls what nobody else does */
        status = carry(asked, 8, *person, 73, status, diag);
    return status;
}

tp_status tp_ebts_result(const struct tp_ebts_header *header, const struct tp_transaction *submission,
                         const struct tp_ebts_result *result, struct tp_transaction **out, struct tp_diag *diag)
{
    static const uint32_t returned[] = {39, 40, 41, 87};
    const struct tp_record *asked = person_of(submission);
    struct tp_record *person = NULL;
    tp_status status;

    *out = NULL;
    status = begin_answer("SRE", header, submission, out, &person, diag);
    for (size_t i = 0; i < TP_ARRAY_LENGTH(returned); i++)
        status = carry(asked, returned[i], person, returned[i], status, diag);
    if (status == TP_OK && !result->name && (!asked || tp_record_get(asked, 18).size_bytes == 0))
        status = tp_fail(diag, TP_E_FORMAT, "2.018 NAM", -1, "the submission has no name that can be returned");
    status = carry(asked, 18, person, 18, status, diag);
    status = set(person, 18, result->name, status, diag);
    status = set(person, 14, result->fbi, status, diag);
    status = set(person, 15, result->sid, status, diag);
    status = set(person, 59, result->identified ? "I" : "N", status, diag);
    if (status == TP_OK && result->message && strlen(result->message) > MESSAGE_MAX)
        status = tp_fail(diag, TP_E_ARGUMENT, "2.060 MSG", -1, "has more than %d characters", MESSAGE_MAX);
    status = set(person, 60, result->message, status, diag);
    if (status != TP_OK)
        tp_transaction_free(out);
    return status;
}

/* One finding as a message: "record 2 (type 2), 2.018 NAM: is missing (EBTS 9.1 Table D-1)". */
static void write_message(struct tp_buffer *messages, const struct tp_finding *finding)
{
    char text[MESSAGE_MAX + 1], field[40] = "";
    int length;

    if (finding->field)
        length = snprintf(field, sizeof field, "%u.%03u, ", finding->type, (unsigned)finding->field);
    length = finding->type ? snprintf(text, sizeof text, "RECORD %u, %s%s (%s)", finding->record + 1, field,
                                      finding->text, finding->rule ? finding->rule : "")
                           : snprintf(text, sizeof text, "%s", finding->text);
    for (int i = 0; i < TP_MIN(length, MESSAGE_MAX); i++)
        text[i] = text[i] < ' ' || text[i] > '~' ? '?' : text[i];
    tp_write_text(messages, "%s%s", messages->size_bytes ? "\x1e" : "", text);
}

static size_t count_severe(const struct tp_findings *findings)
{
    size_t count = 0;

    for (size_t i = 0; i < findings->count; i++)
        count += findings->items[i].severity == TP_SEVERITY_ERROR;
    return count;
}

static void write_messages(struct tp_buffer *messages, const struct tp_findings *findings)
{
    size_t errors = count_severe(findings), all = errors ? errors : findings->count, written = 0;
    size_t room = all > MESSAGES_MAX ? MESSAGES_MAX - 1 : MESSAGES_MAX;

    for (size_t i = 0; i < findings->count && written < room; i++)
        if (errors == 0 || findings->items[i].severity == TP_SEVERITY_ERROR) {
            write_message(messages, &findings->items[i]);
            written++;
        }
    if (all > written)
        tp_write_text(messages,
                      "\x1e"
                      "AND %zu MORE",
                      all - written);
}

tp_status tp_ebts_error(const struct tp_ebts_header *header, const struct tp_transaction *submission,
                        const struct tp_findings *findings, struct tp_transaction **out, struct tp_diag *diag)
{
    struct tp_record *person = NULL;
    struct tp_buffer messages;
    tp_status status;

    *out = NULL;
    if (findings->count == 0)
        return tp_fail(diag, TP_E_ARGUMENT, "2.060 MSG", -1, "there is no error to report");
    tp_buffer_init(&messages);
    write_messages(&messages, findings);
    status = messages.bad ? tp_fail(diag, TP_E_MEMORY, NULL, -1, "no memory for the messages")
                          : begin_answer("ERRT", header, submission, out, &person, diag);
    if (status == TP_OK)
        status = tp_record_set(person, 60, messages.data, messages.size_bytes, diag);
    tp_buffer_deinit(&messages);
    if (status != TP_OK)
        tp_transaction_free(out);
    return status;
}

void tp_ebts_control_number(const char *ori, int64_t unix_time, uint32_t random, char out[TP_EBTS_TCN_MAX + 1])
{
    time_t seconds = (time_t)unix_time;
    struct tm utc = {0};

    gmtime_r(&seconds, &utc);
    snprintf(out, TP_EBTS_TCN_MAX + 1, "%.9s-%04u%02u%02u%02u%02u%02u-%08X", ori,
             (unsigned)(utc.tm_year + 1900) % 10000, (unsigned)utc.tm_mon + 1, (unsigned)utc.tm_mday,
             (unsigned)utc.tm_hour, (unsigned)utc.tm_min, (unsigned)utc.tm_sec, (unsigned)random);
}
