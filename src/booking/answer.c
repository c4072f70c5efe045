/* SPDX-License-Identifier: Apache-2.0 */
/* Answers to a submission, as EBTS has them, and findings as JSON. */
#include "booking/answer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "crypto/crypto.h"

enum { FINDINGS_MAX = 200, MESSAGE_MAX = 300, NAME_MAX_BYTES = 30, AGENCY_BYTES = 10 };

/* ---- checking -----------------------------------------------------------------------------------------------------
 */

tp_status tp_booking_check_file(const void *data, size_t size_bytes, struct tp_findings *findings,
                                struct tp_transaction **out, struct tp_diag *diag)
{
    tp_status status = tp_transaction_read(data, size_bytes, NULL, findings, out, diag);

    if (status == TP_OK)
        status = tp_transaction_check(*out, TP_PROFILE_EBTS, findings, diag);
    if (status == TP_OK && findings->bad)
        status = tp_fail(diag, TP_E_MEMORY, NULL, -1, "no memory for what is wrong with the file");
    if (status != TP_OK)
        tp_transaction_free(out);
    return status;
}

size_t tp_booking_error_count(const struct tp_findings *findings)
{
    size_t count = 0;

    for (size_t i = 0; i < findings->count; i++)
        count += findings->items[i].severity == TP_SEVERITY_ERROR;
    return count;
}

tp_status tp_booking_refusal(const struct tp_findings *findings, const struct tp_transaction *file,
                             struct tp_diag *diag)
{
    size_t errors = tp_booking_error_count(findings), at = 0;
    char place[128], more[48] = "";

    if (errors == 0)
        return TP_OK;
    while (findings->items[at].severity != TP_SEVERITY_ERROR)
        at++;
    tp_finding_place(&findings->items[at], file, place, sizeof place);
    if (errors > 1)
        snprintf(more, sizeof more, "; %zu more error%s", errors - 1, errors > 2 ? "s" : "");
    return tp_fail(diag, TP_E_FORMAT, place, findings->items[at].offset_bytes, "%s (%s)%s", findings->items[at].text,
                   findings->items[at].rule, more);
}

void tp_booking_findings_write(const struct tp_findings *findings, const struct tp_transaction *file,
                               struct tp_json *out)
{
    tp_json_list(out, "findings");
    for (size_t i = 0; i < TP_MIN(findings->count, (size_t)FINDINGS_MAX); i++) {
        const struct tp_finding *finding = &findings->items[i];
        char place[128], text[sizeof finding->text];

        tp_finding_place(finding, file, place, sizeof place);
        snprintf(text, sizeof text, "%s", finding->text);
        tp_text_make_printable(text);
        tp_json_object(out, NULL);
        tp_json_text(out, "severity", finding->severity == TP_SEVERITY_ERROR ? "error" : "warning");
        tp_json_text(out, "place", place);
        tp_json_integer(out, "record", (int64_t)finding->record + 1);
        tp_json_integer(out, "type", finding->type);
        if (finding->field)
            tp_json_integer(out, "field", finding->field);
        tp_json_text(out, "rule", finding->rule);
        tp_json_text(out, "text", text);
        tp_json_close(out);
    }
    tp_json_close(out);
}

void tp_booking_add_error(struct tp_findings *findings, const struct tp_diag *diag)
{
    const struct tp_finding where = {
        .severity = TP_SEVERITY_ERROR, .offset_bytes = diag->offset_bytes, .rule = "extraction"};

    tp_findings_add(findings, &where, "%s%s%s", diag->field, diag->field[0] ? ": " : "", diag->text);
}

/* ---- answers ------------------------------------------------------------------------------------------------------
 */

struct stamp {
    char tcn[TP_EBTS_TCN_MAX + 1], date[16], gmt[24], time[TP_TIME_TEXT_BYTES];
};

/* Control number and time of an answer to FILE. */
static tp_status make_header(const struct tp_transaction *file, int64_t now_s, struct stamp *stamp,
                             struct tp_ebts_header *out, struct tp_diag *diag)
{
    struct tp_bytes own = tp_record_get(tp_transaction_at(file, 0), 7);
    const char *t = stamp->time;
    char ori[AGENCY_BYTES];
    uint32_t random = 0;
    tp_status status = tp_random_bytes((uint8_t *)&random, sizeof random, diag);

    snprintf(ori, sizeof ori, "%.*s", (int)TP_MIN(own.size_bytes, sizeof ori - 1),
             own.data ? (const char *)own.data : "");
    tp_ebts_control_number(ori, now_s, random, stamp->tcn);
    tp_time_format(now_s, stamp->time);
    snprintf(stamp->date, sizeof stamp->date, "%.4s%.2s%.2s", t, t + 5, t + 8);
    snprintf(stamp->gmt, sizeof stamp->gmt, "%.4s%.2s%.2s%.2s%.2s%.2sZ", t, t + 5, t + 8, t + 11, t + 14, t + 17);
    *out = (struct tp_ebts_header){.tcn = stamp->tcn, .date = stamp->date, .gmt = stamp->gmt};
    return status;
}

static tp_status finish(struct tp_transaction *answer, struct tp_buffer *out, struct tp_diag *diag)
{
    uint8_t *data = NULL;
    size_t size_bytes = 0;
    tp_status status = tp_transaction_write(answer, &data, &size_bytes, diag);

    if (status == TP_OK)
        tp_write_bytes(out, data, size_bytes);
    if (status == TP_OK && out->bad)
        status = tp_fail(diag, TP_E_MEMORY, NULL, -1, "no memory for the answer");
    free(data);
    return status;
}

tp_status tp_booking_errt(const struct tp_transaction *file, const struct tp_findings *findings, int64_t now_s,
                          struct tp_buffer *out, struct tp_diag *diag)
{
    struct tp_transaction *answer = NULL;
    struct tp_ebts_header header;
    struct stamp stamp;
    tp_status status = make_header(file, now_s, &stamp, &header, diag);

    if (status == TP_OK)
        status = tp_ebts_error(&header, file, findings, &answer, diag);
    if (status == TP_OK)
        status = finish(answer, out, diag);
    tp_transaction_free(&answer);
    return status;
}

/* The characters that EBTS can carry; NULL for none. */
static const char *plain(const char *text, char *out, size_t size)
{
    if (!text || text[0] == '\0')
        return NULL;
    snprintf(out, size, "%s", text);
    for (char *at = out; *at; at++)
        *at = (char)(*at < ' ' || *at > '~' ? '?' : *at);
    return out;
}

/* What 2.018 takes: capital letters, comma, hyphen and blank. */
static const char *plain_name(const char *text, char *out, size_t size)
{
    size_t length = 0;

    for (const char *at = text ? text : ""; *at && length + 1 < size; at++) {
        char c = *at >= 'a' && *at <= 'z' ? (char)(*at - 'a' + 'A') : *at;
        if ((c >= 'A' && c <= 'Z') || strchr(",- ", c))
            out[length++] = c;
    }
    out[length] = '\0';
    return length ? out : NULL;
}

tp_status tp_booking_sre(const struct tp_transaction *file, const struct tp_booking_answer *answer, int64_t now_s,
                         struct tp_buffer *out, struct tp_diag *diag)
{
    char name[NAME_MAX_BYTES + 1], message[MESSAGE_MAX + 1];
    const struct tp_ebts_result result = {.identified = answer->identified,
                                          .name = plain_name(answer->name, name, sizeof name),
                                          .message = plain(answer->message, message, sizeof message)};
    struct tp_transaction *made = NULL;
    struct tp_ebts_header header;
    struct stamp stamp;
    tp_status status = make_header(file, now_s, &stamp, &header, diag);

    if (status == TP_OK)
        status = tp_ebts_result(&header, file, &result, &made, diag);
    if (status == TP_OK)
        status = finish(made, out, diag);
    tp_transaction_free(&made);
    return status;
}
