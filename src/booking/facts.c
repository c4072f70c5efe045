/* SPDX-License-Identifier: Apache-2.0 */
/* What is known of a booking: read from its file, from what was said beside it, and from the configuration. */
#include "booking/facts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *tp_booking_level_code(int level)
{
    return level >= 0 && (size_t)level < tp_seriousness.count ? tp_seriousness.items[level].code : "unknown";
}

int tp_booking_level_find(const char *code)
{
    return tp_vocabulary_find(&tp_seriousness, code);
}

/* ---- what was said ------------------------------------------------------------------------------------------------
 */

static tp_status read_level(const char *code, const char *name, int *out, struct tp_diag *diag)
{
    *out = tp_booking_level_find(code);
    if (*out < 0 && code && strcmp(code, "unknown") != 0)
        return tp_fail(diag, TP_E_ARGUMENT, name, -1, "must be level-1, level-2, level-3, none or unknown");
    return TP_OK;
}

/* An empty list says that somebody has looked and that nothing applies; no list says nothing. */
static tp_status read_categories(const char *codes, struct tp_booking_facts *out, struct tp_diag *diag)
{
    out->categories_known = codes != NULL;
    for (const char *at = codes; at && *at;) {
        size_t length = strcspn(at, ",");
        char code[64];
        int place;

        snprintf(code, sizeof code, "%.*s", (int)TP_MIN(length, sizeof code - 1), at);
        place = tp_vocabulary_find(&tp_categories, code);
        if (place < 0)
            return tp_fail(diag, TP_E_ARGUMENT, "categories", -1, "there is no category '%s'", code);
        out->categories |= (uint64_t)1 << place;
        at += length + (at[length] == ',');
    }
    return TP_OK;
}

/* Letters and digits, as 1.008 has them. */
static bool is_agency(const char *ori)
{
    size_t length = strlen(ori);

    return length == 9 && strspn(ori, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") == length;
}

static tp_status read_names(const struct tp_booking_told *told, struct tp_booking_facts *out, struct tp_diag *diag)
{
    if (told->ori && !is_agency(told->ori))
        return tp_fail(diag, TP_E_ARGUMENT, "ori", -1, "must have nine capital letters and digits");
    if (told->ori)
        snprintf(out->ori, sizeof out->ori, "%s", told->ori);
    if (told->control_number &&
        (strlen(told->control_number) > TP_EBTS_TCN_MAX || strlen(told->control_number) < TP_EBTS_TCN_MIN))
        return tp_fail(diag, TP_E_ARGUMENT, "control_number", -1, "must have %d to %d characters", TP_EBTS_TCN_MIN,
                       TP_EBTS_TCN_MAX);
    if (told->control_number)
        snprintf(out->control_number, sizeof out->control_number, "%s", told->control_number);
    return TP_OK;
}

/* ---- whose booking it is ------------------------------------------------------------------------------------------
 */

/* Within what a booking may be: where agencies are listed it is of one of them, whatever else is said. */
static tp_status find_bounds(const struct tp_config *config, const char *ori, const char **out, struct tp_diag *diag)
{
    const struct tp_config_agency *agency = tp_config_agency(config, ori);

    *out = agency ? agency->jurisdiction : config->jurisdiction;
    if (agency || config->agency_count == 0)
        return TP_OK;
    if (ori[0] == '\0')
        return tp_fail(diag, TP_E_ARGUMENT, "ori", -1, "is missing: each booking is of one of the listed agencies");
    return tp_fail(diag, TP_E_ARGUMENT, "ori", -1, "the agency %s is none of the configuration's", ori);
}

static tp_status find_jurisdiction(const char *told, const struct tp_config *config, struct tp_booking_facts *out,
                                   struct tp_diag *diag)
{
    const char *bounds, *code;
    tp_status status = find_bounds(config, out->ori, &bounds, diag);

    if (status != TP_OK)
        return status;
    code = told ? told : bounds;
    if (!tp_jurisdiction_is_code(code))
        return tp_fail(diag, TP_E_ARGUMENT, "jurisdiction", -1, "must be a code such as US-NY-027");
    if (!tp_jurisdiction_covers(config->jurisdiction, code))
        return tp_fail(diag, TP_E_ARGUMENT, "jurisdiction", -1, "%s is not within %s, this organisation's own", code,
                       config->jurisdiction);
    if (!tp_jurisdiction_covers(bounds, code))
        return tp_fail(diag, TP_E_DENIED, "jurisdiction", -1, "%s is not within %s, that of the agency %s", code,
                       bounds, out->ori);
    snprintf(out->jurisdiction, sizeof out->jurisdiction, "%s", code);
    return TP_OK;
}

tp_status tp_booking_facts_read(const struct tp_booking_told *told, const struct tp_config *config,
                                struct tp_booking_facts *out, struct tp_diag *diag)
{
    tp_status status = read_level(told->offence, "offence", &out->offence, diag);

    if (status == TP_OK)
        status = read_level(told->conviction, "conviction", &out->conviction, diag);
    if (status == TP_OK)
        status = read_categories(told->categories, out, diag);
    if (status == TP_OK)
        status = read_names(told, out, diag);
    return status == TP_OK ? find_jurisdiction(told->jurisdiction, config, out, diag) : status;
}

/* ---- the file -----------------------------------------------------------------------------------------------------
 */

/* A value as text that fits; false when it does not, or holds what is not printable. */
static bool copy_value(struct tp_bytes value, char *out, size_t size)
{
    out[0] = '\0';
    if (!value.data || value.size_bytes == 0 || value.size_bytes >= size)
        return false;
    for (size_t i = 0; i < value.size_bytes; i++)
        if (value.data[i] <= ' ' || value.data[i] > '~')
            return false;
    memcpy(out, value.data, value.size_bytes);
    out[value.size_bytes] = '\0';
    return true;
}

tp_status tp_booking_file_facts(const struct tp_transaction *file, struct tp_booking_facts *facts, struct tp_diag *diag)
{
    const struct tp_record *first = tp_transaction_at(file, 0);
    const struct tp_ebts_transaction *kind = tp_ebts_transaction_find(tp_record_get(first, 4));

    if (!kind || !kind->tenprint || kind->response ||
        !copy_value(tp_record_get(first, 4), facts->type, sizeof facts->type))
        return tp_fail(diag, TP_E_FORMAT, "record 1, 1.004 TOT", -1, "is no submission of ten prints");
    if (!copy_value(tp_record_get(first, 8), facts->ori, sizeof facts->ori) || !is_agency(facts->ori))
        return tp_fail(diag, TP_E_FORMAT, "record 1, 1.008 ORI", -1, "is no agency's identifier");
    if (!copy_value(tp_record_get(first, 9), facts->control_number, sizeof facts->control_number))
        return tp_fail(diag, TP_E_FORMAT, "record 1, 1.009 TCN", -1, "is no control number");
    return TP_OK;
}

/* ---- the person ---------------------------------------------------------------------------------------------------
 */

static const struct tp_record *person_of(const struct tp_transaction *file)
{
    for (size_t i = 1; i < tp_transaction_count(file); i++)
        if (tp_record_type(tp_transaction_at(file, i)) == 2)
            return tp_transaction_at(file, i);
    return NULL;
}

struct tp_bytes tp_booking_file_case(const struct tp_transaction *file)
{
    const struct tp_record *person = person_of(file);

    return person ? tp_record_get(person, 9) : (struct tp_bytes){NULL, 0};
}

/* PART as a text of its own, free(); NULL when there is nothing. */
static char *text_of(const struct tp_transaction *file, struct tp_bytes part)
{
    struct tp_buffer text;

    if (!part.data || part.size_bytes == 0)
        return NULL;
    tp_buffer_init(&text);
    tp_value_utf8(tp_transaction_charset(file), part, &text);
    tp_write_u8(&text, '\0');
    if (text.bad) {
        tp_buffer_deinit(&text);
        return NULL;
    }
    tp_text_make_printable((char *)text.data);
    return (char *)text.data;
}

static void add_text(const struct tp_transaction *file, struct tp_bytes value, const char *member, struct tp_json *out)
{
    char *text = text_of(file, value);

    if (text)
        tp_json_text(out, member, text);
    free(text);
}

static void add_list(const struct tp_transaction *file, struct tp_bytes value, const char *member, struct tp_json *out)
{
    struct tp_bytes part;

    if (!value.data || value.size_bytes == 0)
        return;
    tp_json_list(out, member);
    while (tp_value_next(&value, TP_RS, &part))
        add_text(file, part, NULL, out);
    tp_json_close(out);
}

/* 19700131 as 1970-01-31; an unknown date (zeros) is none. */
static void add_date(struct tp_bytes value, const char *member, struct tp_json *out)
{
    char text[16];

    value = tp_value_item(value, 1, 1);
    if (!tp_form_date.valid(value))
        return;
    snprintf(text, sizeof text, "%.4s-%.2s-%.2s", (const char *)value.data, (const char *)value.data + 4,
             (const char *)value.data + 6);
    tp_json_text(out, member, text);
}

static void add_charge(const struct tp_ebts_charge *charge, struct tp_json *out)
{
    tp_json_object(out, NULL);
    tp_json_text(out, "literal", charge->literal);
    if (charge->date[0])
        tp_json_text(out, "date", charge->date);
    if (charge->statute[0])
        tp_json_text(out, "statute", charge->statute);
    if (charge->ncic[0])
        tp_json_text(out, "ncic", charge->ncic);
    if (charge->level != TP_OFFENSE_UNKNOWN)
        tp_json_text(out, "level", tp_offense_level_name(charge->level));
    if (charge->disposition[0])
        tp_json_text(out, "disposition", charge->disposition);
    if (charge->disposition_date[0])
        tp_json_text(out, "disposition_date", charge->disposition_date);
    tp_json_close(out);
}

/* Charges whose disposition is a conviction are convictions; the others were only charged. */
static void add_charges(const struct tp_record *person, bool convicted, const char *member, struct tp_json *out)
{
    struct tp_ebts_charge *charges = NULL;
    size_t count = 0, found = 0;

    if (tp_ebts_charges(person, &charges, &count, NULL) != TP_OK)
        return;
    for (size_t i = 0; i < count; i++)
        found += !convicted || tp_ebts_outcome(&charges[i]) == TP_OUTCOME_CONVICTED;
    if (found > 0) {
        tp_json_list(out, member);
        for (size_t i = 0; i < count; i++)
            if (!convicted || tp_ebts_outcome(&charges[i]) == TP_OUTCOME_CONVICTED)
                add_charge(&charges[i], out);
        tp_json_close(out);
    }
    free(charges);
}

void tp_booking_file_person(const struct tp_transaction *file, struct tp_json *out)
{
    const struct tp_record *person = person_of(file);

    if (!person)
        return;
    add_text(file, tp_value_item(tp_record_get(person, 18), 1, 0), "name", out);
    add_list(file, tp_record_get(person, 19), "aliases", out);
    add_date(tp_record_get(person, 22), "date-of-birth", out);
    add_text(file, tp_record_get(person, 20), "place-of-birth", out);
    add_text(file, tp_record_get(person, 24), "sex", out);
    add_date(tp_record_get(person, 45), "booking-date", out);
    add_text(file, tp_record_get(tp_transaction_at(file, 0), 8), "booking-agency", out);
    add_charges(person, false, "charges", out);
    add_charges(person, true, "convictions", out);
}
