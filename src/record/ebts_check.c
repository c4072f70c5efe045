/* SPDX-License-Identifier: Apache-2.0 */
/* What the FBI's EBTS demands of a transaction beyond ANSI/NIST-ITL: Appendix B (type 1), Appendix C (fields of type
 * 2), the tables D-1 and E-1 (which of them a type of transaction needs), and ten fingers accounted for. An error is
 * what the specification says plainly; a warning what it advises, or what later versions may have changed. */
#include <stdio.h>
#include <string.h>

#include "record/record.h"

#define RULE_1 "EBTS 9.1 Appendix B"
#define RULE_2 "EBTS 9.1 Appendix C"
#define RULE_FINGERS "EBTS 9.1 Appendix C, 2.084 AMP"
#define RULE_IMAGES "EBTS 9.1 Appendix F"

enum { FINGERS = 10, POSITIONS = 16, NAME_MAX_9_1 = 30, LAST_FIELD_9_1 = 89, SUBFIELDS_MAX = 100 };

struct checking {
    const struct tp_transaction *transaction;
    struct tp_findings *findings;
    const struct tp_record *first;          /* type 1 */
    const struct tp_record *person;         /* the first of type 2, NULL when there is none */
    uint32_t person_place;                  /* of it */
    const struct tp_ebts_transaction *kind; /* NULL: unknown */
    int64_t sent;                           /* 1.005 as a day; -1 when it is no date */
};

/* ---- saying what is wrong --------------------------------------------------------------------------------------- */

static struct tp_finding at_record(const struct checking *checking, enum tp_severity severity, uint32_t place,
                                   const char *rule)
{
    const struct tp_record *record = tp_transaction_at(checking->transaction, place);

    return (struct tp_finding){.severity = severity,
                               .record = place,
                               .type = tp_record_type(record),
                               .offset_bytes = tp_record_offset(record),
                               .rule = rule};
}

static int64_t offset_of(const struct tp_record *record, uint32_t number)
{
    for (size_t i = 0; i < tp_record_field_count(record); i++) {
        struct tp_field field = tp_record_field_at(record, i);
        if (field.number == number)
            return field.offset_bytes;
    }
    return tp_record_offset(record);
}

static struct tp_finding at_field(const struct checking *checking, enum tp_severity severity, uint32_t place,
                                  uint32_t field)
{
    struct tp_finding finding = at_record(checking, severity, place, place == 0 ? RULE_1 : RULE_2);

    finding.field = field;
    finding.offset_bytes = offset_of(tp_transaction_at(checking->transaction, place), field);
    return finding;
}

/* How many subfields are looked at one by one; more than any field may have, which is said elsewhere. */
static size_t subfields_of(struct tp_bytes value)
{
    return TP_MIN(tp_value_subfields(value), (size_t)SUBFIELDS_MAX);
}

/* ---- dates ------------------------------------------------------------------------------------------------------ */

/* Days since 1 March of the year 0; -1 unless VALUE is a date YYYYMMDD. */
static int64_t day_of(struct tp_bytes value)
{
    int64_t number, year, month;

    if (!tp_form_date.valid(value) || !tp_value_number(value, &number))
        return -1;
    month = number / 100 % 100;
    year = number / 10000 - (month <= 2);
    month = month <= 2 ? month + 9 : month - 3;
    return 365 * year + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + number % 100 - 1;
}

/* Nothing in a transaction may lie behind its date; the next day counts as today, for the time zones. */
static void check_not_later(const struct checking *checking, struct tp_bytes value, struct tp_finding *where)
{
    int64_t day = day_of(value);

    if (day >= 0 && checking->sent >= 0 && day > checking->sent + 1)
        tp_findings_add(checking->findings, where, "%.8s is after the date of the transaction, 1.005 DAT",
                        (const char *)value.data);
}

static void check_dates(const struct checking *checking)
{
    static const struct {
        uint8_t field, item;
    } dates[] = {{22, 0}, {38, 0}, {45, 0}, {47, 1}, {51, 1}, {54, 0}};

    for (size_t i = 0; i < TP_ARRAY_LENGTH(dates); i++) {
        struct tp_finding where = at_field(checking, TP_SEVERITY_ERROR, checking->person_place, dates[i].field);
        struct tp_bytes value = tp_record_get(checking->person, dates[i].field);
        where.item = dates[i].item;
        for (size_t subfield = 1; subfield <= subfields_of(value); subfield++) {
            where.subfield = (uint32_t)subfield;
            check_not_later(checking, tp_value_item(value, subfield, TP_MAX(dates[i].item, (uint8_t)1)), &where);
        }
    }
}

/* ---- type 1 ----------------------------------------------------------------------------------------------------- */

static void check_agency(const struct checking *checking, uint32_t field, const char *name)
{
    struct tp_finding where = at_field(checking, TP_SEVERITY_ERROR, 0, field);
    struct tp_bytes value = tp_record_get(checking->first, field);

    if (value.data && !tp_ebts_form_agency.valid(value))
        tp_findings_add(checking->findings, &where, "%s is not %s", name, tp_ebts_form_agency.name);
}

static void check_control_number(const struct checking *checking, uint32_t field, const char *name)
{
    struct tp_finding where = at_field(checking, TP_SEVERITY_ERROR, 0, field);
    struct tp_bytes value = tp_record_get(checking->first, field);

    if (value.data && (value.size_bytes < TP_EBTS_TCN_MIN || value.size_bytes > TP_EBTS_TCN_MAX))
        tp_findings_add(checking->findings, &where, "%s has %zu characters, not %d to %d", name, value.size_bytes,
                        TP_EBTS_TCN_MIN, TP_EBTS_TCN_MAX);
}

static void check_reference(const struct checking *checking)
{
    bool present = tp_record_get(checking->first, 10).size_bytes > 0;
    struct tp_finding where = at_field(checking, TP_SEVERITY_ERROR, 0, 10);

    if (!checking->kind)
        return;
    if (checking->kind->response && !present)
        tp_findings_add(checking->findings, &where, "TCR is missing: a response carries the TCN that it answers");
    else if (!checking->kind->response && checking->kind->needs && present)
        tp_findings_add(checking->findings, &where, "TCR is in a submission; it is for responses only");
}

static void check_domain(const struct checking *checking)
{
    struct tp_bytes domain = tp_record_get(checking->first, 13);
    struct tp_finding where = at_field(checking, TP_SEVERITY_WARNING, 0, 13);

    if (!domain.data)
        tp_findings_add(checking->findings, &where, "DOM is missing, NORAM is assumed; it says which EBTS this is");
    else if (!tp_value_equals(tp_value_item(domain, 1, 1), "NORAM"))
        tp_findings_add(checking->findings, &where, "the domain is not NORAM");
}

static void check_clock(const struct checking *checking)
{
    struct tp_bytes gmt = tp_record_get(checking->first, 14);
    struct tp_finding where = at_field(checking, TP_SEVERITY_WARNING, 0, 14);
    int64_t day = gmt.size_bytes >= 8 ? day_of((struct tp_bytes){gmt.data, 8}) : -1;

    if (day >= 0 && checking->sent >= 0 && (day > checking->sent + 1 || day < checking->sent - 1))
        tp_findings_add(checking->findings, &where, "GMT and 1.005 DAT are more than a day apart");
}

static void check_type_1(const struct checking *checking)
{
    struct tp_bytes type = tp_record_get(checking->first, 4);
    unsigned version = tp_transaction_version(checking->transaction);

    if (version != 0 && version < TP_ITL_2007) {
        struct tp_finding where = at_field(checking, TP_SEVERITY_WARNING, 0, 2);
        tp_findings_add(checking->findings, &where, "EBTS builds on ANSI/NIST-ITL 1-2007 (0400) and later");
    }
    if (!checking->kind) {
        struct tp_finding where = at_field(checking, TP_SEVERITY_ERROR, 0, 4);
        tp_findings_add(checking->findings, &where,
                        "%.*s is no type of transaction of EBTS, as CAR, CNA, CPDR, FANC, FAUF, NFUF, SRE, ERRT are",
                        type.data ? (int)TP_MIN(type.size_bytes, (size_t)16) : 4,
                        type.data ? (const char *)type.data : "none");
    }
    check_agency(checking, 7, "DAI");
    check_agency(checking, 8, "ORI");
    check_control_number(checking, 9, "TCN");
    check_control_number(checking, 10, "TCR");
    check_reference(checking);
    check_domain(checking);
    check_clock(checking);
}

/* ---- type 2 ----------------------------------------------------------------------------------------------------- */

static void check_needs(const struct checking *checking)
{
    for (const struct tp_ebts_need *need = checking->kind->needs; need && need->field != 0; need++) {
        struct tp_bytes value = tp_record_get(checking->person, need->field);
        struct tp_finding where = at_field(checking, TP_SEVERITY_ERROR, checking->person_place, need->field);
        const struct tp_field_rule *rule = tp_ebts_field(need->field);
        size_t count = tp_value_subfields(value);
        where.rule = checking->kind->rule;
        if (need->required && value.size_bytes == 0)
            tp_findings_add(checking->findings, &where, "%s, %s, is missing: %s needs it", rule->mnemonic, rule->name,
                            checking->kind->type);
        if (count > need->max)
            tp_findings_add(checking->findings, &where, "%zu of %s, at most %u in %s", count, rule->mnemonic,
                            (unsigned)need->max, checking->kind->type);
    }
}

/* Fields of EBTS that this type of transaction does not have. Numbers above those of version 9.1 may be right. */
static void check_strangers(const struct checking *checking)
{
    for (size_t i = 0; checking->kind->needs && i < tp_record_field_count(checking->person); i++) {
        uint32_t number = tp_record_field_at(checking->person, i).number;
        const struct tp_field_rule *rule = tp_ebts_field(number);
        struct tp_finding where;
        if (!rule || number <= 2 || number > LAST_FIELD_9_1 || tp_ebts_need_find(checking->kind, number))
            continue;
        where = at_field(checking, TP_SEVERITY_WARNING, checking->person_place, number);
        where.rule = checking->kind->rule;
        tp_findings_add(checking->findings, &where, "%s%s%s%s is not a field of %s",
                        rule->mnemonic ? rule->mnemonic : "", rule->mnemonic ? ", " : "", rule->name,
                        rule->mnemonic ? "," : "", checking->kind->type);
    }
}

static bool has(const struct checking *checking, uint32_t field)
{
    return tp_record_get(checking->person, field).size_bytes > 0;
}

static void check_together(const struct checking *checking)
{
    /* FIELD is there only together with NEEDS. */
    static const struct {
        uint8_t field, needs;
    } pairs[] = {{11, 10}, {13, 12}, {54, 9}, {54, 55}, {55, 9}, {55, 54}};

    for (size_t i = 0; i < TP_ARRAY_LENGTH(pairs); i++) {
        struct tp_finding where = at_field(checking, TP_SEVERITY_ERROR, checking->person_place, pairs[i].field);
        if (has(checking, pairs[i].field) && !has(checking, pairs[i].needs))
            tp_findings_add(checking->findings, &where, "%s is given without 2.%03u %s",
                            tp_ebts_field(pairs[i].field)->mnemonic, pairs[i].needs,
                            tp_ebts_field(pairs[i].needs)->mnemonic);
    }
}

static void check_custody(const struct checking *checking)
{
    int64_t start = day_of(tp_record_get(checking->person, 54)), arrest = day_of(tp_record_get(checking->person, 45));
    struct tp_finding where = at_field(checking, TP_SEVERITY_ERROR, checking->person_place, 54);

    if (start >= 0 && arrest >= 0 && start < arrest)
        tp_findings_add(checking->findings, &where, "custody starts before the arrest, 2.045 DOA");
}

static void check_measures(const struct checking *checking)
{
    struct tp_bytes height = tp_record_get(checking->person, 27);
    struct tp_finding where = at_field(checking, TP_SEVERITY_WARNING, checking->person_place, 27);
    int64_t value;

    if (tp_value_number(height, &value) && value != 0 && (value < 400 || value > 711))
        tp_findings_add(checking->findings, &where, "HGT is outside 400 to 711 and will be cut to that");
    where = at_field(checking, TP_SEVERITY_WARNING, checking->person_place, 29);
    if (tp_value_number(tp_record_get(checking->person, 29), &value) && value != 0 && (value < 50 || value > 499))
        tp_findings_add(checking->findings, &where, "WGT is outside 050 to 499");
}

static void check_names(const struct checking *checking)
{
    static const uint8_t fields[] = {18, 19};

    for (size_t i = 0; i < TP_ARRAY_LENGTH(fields); i++) {
        struct tp_bytes value = tp_record_get(checking->person, fields[i]);
        struct tp_finding where = at_field(checking, TP_SEVERITY_WARNING, checking->person_place, fields[i]);
        for (size_t subfield = 1; subfield <= subfields_of(value); subfield++) {
            where.subfield = (uint32_t)subfield;
            if (tp_value_item(value, subfield, 0).size_bytes > NAME_MAX_9_1)
                tp_findings_add(checking->findings, &where, "a name above %d characters, which not all versions take",
                                NAME_MAX_9_1);
        }
    }
}

static void check_retention(const struct checking *checking)
{
    struct tp_finding where = at_field(checking, TP_SEVERITY_WARNING, checking->person_place, 22);

    if (tp_value_equals(tp_record_get(checking->person, 5), "Y") &&
        tp_value_equals(tp_value_item(tp_record_get(checking->person, 22), 1, 1), "00000000"))
        tp_findings_add(checking->findings, &where,
                        "an unknown DOB with RET Y is rejected unless the person is on file");
}

/* The first controlling agency is an ORI; the others belong to the sender. */
static void check_controlling(const struct checking *checking)
{
    struct tp_bytes value = tp_value_item(tp_record_get(checking->person, 73), 1, 0);
    struct tp_finding where = at_field(checking, TP_SEVERITY_ERROR, checking->person_place, 73);

    where.subfield = 1;
    if (value.size_bytes > 0 && !tp_ebts_form_agency.valid(value))
        tp_findings_add(checking->findings, &where, "CRI is not %s", tp_ebts_form_agency.name);
}

static void check_result(const struct checking *checking)
{
    struct tp_bytes result = tp_record_get(checking->person, 59);
    struct tp_finding where = at_field(checking, TP_SEVERITY_ERROR, checking->person_place, 59);

    if (!tp_value_equals(tp_record_get(checking->first, 4), "SRE"))
        return;
    if (result.size_bytes > 0 && !tp_value_equals(result, "I") && !tp_value_equals(result, "N"))
        tp_findings_add(checking->findings, &where, "the SRF of SRE is I (identification) or N (none)");
    where.severity = TP_SEVERITY_WARNING;
    if (tp_value_equals(result, "I") && !has(checking, 14) && !has(checking, 15) && !has(checking, 85))
        tp_findings_add(checking->findings, &where, "an identification without 2.014 FBI, 2.015 SID or 2.085 CRN");
    where = at_field(checking, TP_SEVERITY_ERROR, checking->person_place, 85);
    if (has(checking, 14) && has(checking, 85))
        tp_findings_add(checking->findings, &where, "CRN is given beside 2.014 FBI; a person has one of them");
}

static void check_type_2(const struct checking *checking)
{
    const struct tp_rule_set set = {tp_ebts_type_2, tp_ebts_type_2_count, 0, RULE_2};

    for (uint32_t place = 0; place < tp_transaction_count(checking->transaction); place++)
        if (tp_record_type(tp_transaction_at(checking->transaction, place)) == 2)
            tp_check_fields(checking->transaction, place, &set, checking->findings);
    if (checking->kind) {
        check_needs(checking);
        check_strangers(checking);
    }
    check_dates(checking);
    check_together(checking);
    check_custody(checking);
    check_measures(checking);
    check_names(checking);
    check_retention(checking);
    check_controlling(checking);
    check_result(checking);
}

/* ---- images ----------------------------------------------------------------------------------------------------- */

/* Where each position stands: 1 + place of its record, 0 for none; and the fingers that 2.084 names. */
struct hands {
    uint32_t at[POSITIONS];
    bool excused[FINGERS + 1];
    unsigned images;
};

/* The fingers that a position shows, from FIRST to LAST. */
static const struct {
    uint8_t position, first, last;
} plain_impressions[] = {{13, 2, 5}, {14, 7, 10}, {11, 1, 1}, {12, 6, 6}};

static int64_t first_number(const struct tp_record *record, uint32_t field)
{
    int64_t number;

    return tp_value_number(tp_value_item(tp_record_get(record, field), 1, 1), &number) ? number : -1;
}

static void check_compression(const struct checking *checking, uint32_t place, const struct tp_record *record)
{
    bool type_4 = tp_record_type(record) == 4;
    struct tp_bytes value = tp_record_get(record, type_4 ? 8 : 11);
    struct tp_finding where = at_field(checking, TP_SEVERITY_WARNING, place, type_4 ? 8 : 11);
    int64_t across = type_4 || !tp_value_equals(tp_record_get(record, 8), "1") ? 0 : first_number(record, 9);
    bool wsq = tp_value_equals(value, type_4 ? "1" : "WSQ20") || tp_value_equals(value, "WSQ");

    where.rule = RULE_IMAGES;
    if (!value.data)
        return;
    if (across >= 900 && !tp_value_equals(value, "JP2"))
        tp_findings_add(checking->findings, &where, "images of 1000 ppi are compressed by JPEG 2000 (JP2)");
    else if (across < 900 && !wsq)
        tp_findings_add(checking->findings, &where, "images of 500 ppi are compressed by WSQ");
}

static void count_image(const struct checking *checking, uint32_t place, struct hands *hands)
{
    const struct tp_record *record = tp_transaction_at(checking->transaction, place);
    uint32_t field = tp_record_type(record) == 4 ? 4 : 13;
    int64_t position = first_number(record, field);
    struct tp_finding where = at_field(checking, TP_SEVERITY_WARNING, place, field);

    hands->images++;
    check_compression(checking, place, record);
    where.rule = checking->kind->rule;
    if (position < 1 || position >= POSITIONS)
        tp_findings_add(checking->findings, &where, "no finger position of a ten-print submission, 1 to 15");
    else if (hands->at[position])
        tp_findings_add(checking->findings, &where, "finger position %d comes a second time, as in record %u",
                        (int)position, hands->at[position]);
    else
        hands->at[position] = place + 1;
}

static void read_excuses(const struct checking *checking, struct hands *hands)
{
    struct tp_bytes value = checking->person ? tp_record_get(checking->person, 84) : (struct tp_bytes){NULL, 0};

    for (size_t subfield = 1; subfield <= subfields_of(value); subfield++) {
        struct tp_finding where = at_field(checking, TP_SEVERITY_WARNING, checking->person_place, 84);
        int64_t finger;
        where.subfield = (uint32_t)subfield;
        if (!tp_value_number(tp_value_item(value, subfield, 1), &finger) || finger < 1 || finger > FINGERS)
            continue;
        if (hands->excused[finger])
            tp_findings_add(checking->findings, &where, "finger %d is named twice", (int)finger);
        if (hands->at[finger] && tp_value_equals(tp_value_item(value, subfield, 2), "UP"))
            tp_findings_add(checking->findings, &where, "finger %d is unable to print, and has an image", (int)finger);
        hands->excused[finger] = true;
    }
}

static bool all_excused(const struct hands *hands, unsigned first, unsigned last)
{
    for (unsigned finger = first; finger <= last; finger++)
        if (!hands->excused[finger])
            return false;
    return true;
}

static void check_rolled(const struct checking *checking, const struct hands *hands, const struct tp_finding *where)
{
    char list[64] = "";
    unsigned count = 0;

    for (unsigned finger = 1; finger <= FINGERS; finger++)
        if (!hands->at[finger] && !hands->excused[finger]) {
            size_t used = strlen(list);
            snprintf(list + used, sizeof list - used, "%s%u", count++ > 0 ? ", " : "", finger);
        }
    if (count > 0)
        tp_findings_add(checking->findings, where, "finger%s %s %s no image and %s not in AMP", count > 1 ? "s" : "",
                        list, count > 1 ? "have" : "has", count > 1 ? "are" : "is");
}

/* A finger without a rolled image must be in 2.084, unless no finger is rolled: then the plain ones count alone. */
static void check_hands(const struct checking *checking, const struct hands *hands)
{
    uint32_t place = checking->person ? checking->person_place : 0;
    struct tp_finding where = at_record(checking, TP_SEVERITY_ERROR, place, RULE_FINGERS);
    bool rolled = false;

    where.field = checking->person ? 84 : 0;
    for (unsigned finger = 1; finger <= FINGERS; finger++)
        rolled = rolled || hands->at[finger];
    if (rolled)
        check_rolled(checking, hands, &where);
    where.severity = rolled ? TP_SEVERITY_WARNING : TP_SEVERITY_ERROR;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(plain_impressions); i++) {
        unsigned position = plain_impressions[i].position;
        bool thumbs = position < 13 && hands->at[15];
        if (!hands->at[position] && !thumbs &&
            !all_excused(hands, plain_impressions[i].first, plain_impressions[i].last))
            tp_findings_add(checking->findings, &where, "there is no plain impression %u, and AMP does not say why",
                            position);
    }
}

static void check_images(const struct checking *checking)
{
    struct hands hands = {0};
    struct tp_finding whole = {.severity = TP_SEVERITY_ERROR, .offset_bytes = -1, .rule = checking->kind->rule};

    for (uint32_t place = 0; place < tp_transaction_count(checking->transaction); place++) {
        uint8_t type = tp_record_type(tp_transaction_at(checking->transaction, place));
        if (type == 4 || type == 14)
            count_image(checking, place, &hands);
    }
    read_excuses(checking, &hands);
    if (hands.images < checking->kind->images_min)
        tp_findings_add(checking->findings, &whole, "there is no fingerprint image (type 4 or 14): %s needs them",
                        checking->kind->type);
    else if (hands.images > checking->kind->images_max)
        tp_findings_add(checking->findings, &whole, "%u records of type 4 and 14, at most %u in %s", hands.images,
                        (unsigned)checking->kind->images_max, checking->kind->type);
    if (checking->kind->tenprint && hands.images > 0)
        check_hands(checking, &hands);
}

/* ---- all of it -------------------------------------------------------------------------------------------------- */

static void find_person(struct checking *checking)
{
    struct tp_finding whole = {.severity = TP_SEVERITY_ERROR, .offset_bytes = -1, .rule = "EBTS 9.1 Section 3"};

    for (uint32_t place = 1; place < tp_transaction_count(checking->transaction) && !checking->person; place++) {
        const struct tp_record *record = tp_transaction_at(checking->transaction, place);
        checking->person = tp_record_type(record) == 2 ? record : NULL;
        checking->person_place = place;
    }
    if (!checking->person)
        tp_findings_add(checking->findings, &whole, "there is no record of type 2");
}

tp_status tp_ebts_check(const struct tp_transaction *transaction, struct tp_findings *findings, struct tp_diag *diag)
{
    struct checking checking = {
        .transaction = transaction, .findings = findings, .first = tp_transaction_at(transaction, 0)};
    size_t before = findings->count;

    checking.kind = tp_ebts_transaction_find(tp_record_get(checking.first, 4));
    checking.sent = day_of(tp_record_get(checking.first, 5));
    check_type_1(&checking);
    find_person(&checking);
    if (checking.person)
        check_type_2(&checking);
    if (checking.kind && checking.kind->needs)
        check_images(&checking);
    tp_findings_sort(findings, before);
    return findings->bad ? tp_fail(diag, TP_E_MEMORY, NULL, -1, "no memory for the findings") : TP_OK;
}
