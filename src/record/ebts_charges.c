/* SPDX-License-Identifier: Apache-2.0 */
/* Charges in a transaction of EBTS: 2.047 ASL (date of offense, text), 2.051 CSL (date, text, disposition).
 *
 *   text    = literal *(" [" group "]")
 *   group   = "STATUTE " words | "NCIC " 4 digits | "FELONY" | "MISDEMEANOR" | "INFRACTION" | "COUNT " number
 *
 * Groups are written in this order, each at most once. COUNT, from 2, parts charges that would else have the same text,
 * so that a court segment finds its arrest segment. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "record/record.h"

enum { FIELD_ARREST = 47, FIELD_COURT = 51, SEGMENTS_MAX = 100 };

static const char *const level_names[] = {
    [TP_OFFENSE_UNKNOWN] = "",
    [TP_OFFENSE_INFRACTION] = "INFRACTION",
    [TP_OFFENSE_MISDEMEANOR] = "MISDEMEANOR",
    [TP_OFFENSE_FELONY] = "FELONY",
};

const char *tp_offense_level_name(enum tp_offense_level level)
{
    return level_names[level];
}

bool tp_offense_level_parse(const char *name, enum tp_offense_level *out)
{
    for (size_t i = 1; i < TP_ARRAY_LENGTH(level_names); i++)
        if (strcmp(name, level_names[i]) == 0) {
            *out = (enum tp_offense_level)i;
            return true;
        }
    *out = TP_OFFENSE_UNKNOWN;
    return false;
}

/* ---- writing ---------------------------------------------------------------------------------------------------- */

static tp_status fail(struct tp_diag *diag, size_t place, const char *member, const char *text)
{
    char field[64];

    snprintf(field, sizeof field, "charges[%zu].%s", place, member);
    return tp_fail(diag, TP_E_ARGUMENT, field, -1, "%s", text);
}

static bool is_text(const char *text)
{
    size_t length = strlen(text);

    for (size_t i = 0; i < length; i++)
        if (text[i] < ' ' || text[i] > '~' || text[i] == '[' || text[i] == ']')
            return false;
    return length == 0 || (text[0] != ' ' && text[length - 1] != ' ');
}

static bool is_date(const char *text)
{
    return text[0] == '\0' || tp_form_date.valid((struct tp_bytes){(const uint8_t *)text, strlen(text)});
}

static bool is_code(const char *text, size_t length)
{
    return strlen(text) == length && strspn(text, "0123456789") == length;
}

static tp_status check_charge(const struct tp_ebts_charge *charge, size_t place, struct tp_diag *diag)
{
    static const char words[] = "is not printable ASCII without brackets and blanks at the ends";

    if (charge->literal[0] == '\0')
        return fail(diag, place, "literal", "is missing");
    if (!is_text(charge->literal))
        return fail(diag, place, "literal", words);
    if (!is_text(charge->statute))
        return fail(diag, place, "statute", words);
    if (!is_text(charge->disposition))
        return fail(diag, place, "disposition", words);
    if (charge->ncic[0] && !is_code(charge->ncic, 4))
        return fail(diag, place, "ncic", "is not four digits");
    if (!is_date(charge->date))
        return fail(diag, place, "date", "is not a date YYYYMMDD");
    if (!is_date(charge->disposition_date))
        return fail(diag, place, "disposition_date", "is not a date YYYYMMDD");
    if (charge->disposition_date[0] && !charge->disposition[0])
        return fail(diag, place, "disposition", "is missing: there is a date of it");
    return TP_OK;
}

/* The text of a charge without COUNT, and its length. */
static size_t compose(const struct tp_ebts_charge *charge, char *out, size_t size)
{
    const char *level = tp_offense_level_name(charge->level);
    bool statute = charge->statute[0] != '\0', ncic = charge->ncic[0] != '\0';

    return (size_t)snprintf(out, size, "%s%s%s%s%s%s%s%s%s%s", charge->literal, statute ? " [STATUTE " : "",
                            charge->statute, statute ? "]" : "", ncic ? " [NCIC " : "", charge->ncic, ncic ? "]" : "",
                            level[0] ? " [" : "", level, level[0] ? "]" : "");
}

/* How many of the charges before PLACE have the same text. */
static unsigned count_before(const struct tp_ebts_charge *charges, size_t place, const char *text)
{
    char other[4 * TP_EBTS_LITERAL_MAX];
    unsigned count = 0;

    for (size_t i = 0; i < place; i++) {
        compose(&charges[i], other, sizeof other);
        count += strcmp(text, other) == 0;
    }
    return count;
}

static tp_status write_charge(const struct tp_ebts_charge *charges, size_t place, struct tp_buffer *arrests,
                              struct tp_buffer *courts, struct tp_diag *diag)
{
    const struct tp_ebts_charge *charge = &charges[place];
    char text[4 * TP_EBTS_LITERAL_MAX];
    size_t length;
    unsigned before;
    tp_status status = check_charge(charge, place, diag);

    if (status != TP_OK)
        return status;
    length = compose(charge, text, sizeof text);
    before = count_before(charges, place, text);
    if (before > 0)
        length += (size_t)snprintf(text + length, sizeof text - length, " [COUNT %u]", before + 1);
    if (length > TP_EBTS_LITERAL_MAX)
        return fail(diag, place, "literal", "has, with statute, code and level, more than 300 characters");
    if (!charge->court_only)
        tp_write_text(arrests, "%s%s%c%s", arrests->size_bytes ? "\x1e" : "", charge->date, TP_US, text);
    if (charge->disposition[0])
        tp_write_text(courts, "%s%s%c%s%c%s", courts->size_bytes ? "\x1e" : "", charge->disposition_date, TP_US, text,
                      TP_US, charge->disposition);
    return TP_OK;
}

static tp_status set_field(struct tp_record *person, uint32_t field, const struct tp_buffer *value,
                           struct tp_diag *diag)
{
    if (value->bad)
        return tp_fail(diag, TP_E_MEMORY, NULL, -1, "no memory for the charges");
    if (value->size_bytes > 0)
        return tp_record_set(person, field, value->data, value->size_bytes, diag);
    tp_record_unset(person, field);
    return TP_OK;
}

tp_status tp_ebts_set_charges(struct tp_record *person, const struct tp_ebts_charge *charges, size_t count,
                              struct tp_diag *diag)
{
    struct tp_buffer arrests, courts;
    tp_status status = TP_OK;

    if (count > TP_EBTS_CHARGES_MAX)
        return tp_fail(diag, TP_E_ARGUMENT, "charges", -1, "%zu charges, at most %d", count, TP_EBTS_CHARGES_MAX);
    tp_buffer_init(&arrests);
    tp_buffer_init(&courts);
    for (size_t i = 0; i < count && status == TP_OK; i++)
        status = write_charge(charges, i, &arrests, &courts, diag);
    if (status == TP_OK)
        status = set_field(person, FIELD_ARREST, &arrests, diag);
    if (status == TP_OK)
        status = set_field(person, FIELD_COURT, &courts, diag);
    tp_buffer_deinit(&arrests);
    tp_buffer_deinit(&courts);
    return status;
}

/* ---- reading ---------------------------------------------------------------------------------------------------- */

/* VALUE as a string; cut at SIZE, bytes that are not printable become '?'. */
static void copy(struct tp_bytes value, char *out, size_t size)
{
    size_t length = TP_MIN(value.size_bytes, size - 1);

    for (size_t i = 0; i < length; i++)
        out[i] = (char)(value.data[i] >= ' ' && value.data[i] <= '~' ? value.data[i] : '?');
    out[length] = '\0';
}

/* Whether GROUP, what stands between brackets, is one that CHARGE has not yet; it is then taken. */
static bool take_group(const char *group, struct tp_ebts_charge *charge, bool *counted)
{
    const char *words = strchr(group, ' ');

    if (charge->level == TP_OFFENSE_UNKNOWN && tp_offense_level_parse(group, &charge->level))
        return true;
    if (!words)
        return false;
    words++;
    if (strncmp(group, "STATUTE ", 8) == 0 && !charge->statute[0] && words[0]) {
        snprintf(charge->statute, sizeof charge->statute, "%s", words);
        return true;
    }
    if (strncmp(group, "NCIC ", 5) == 0 && !charge->ncic[0] && is_code(words, 4)) {
        memcpy(charge->ncic, words, sizeof charge->ncic);
        return true;
    }
    if (strncmp(group, "COUNT ", 6) == 0 && !*counted && words[0] && strspn(words, "0123456789") == strlen(words))
        return *counted = true;
    return false;
}

/* Splits the text of a charge. */
static void decompose(char *text, struct tp_ebts_charge *charge)
{
    bool counted = false;

    for (size_t length = strlen(text); length > 0 && text[length - 1] == ']'; length = strlen(text)) {
        char *begin = strrchr(text, '[');
        if (!begin || begin < text + 2 || begin[-1] != ' ')
            break;
        text[length - 1] = '\0';
        if (!take_group(begin + 1, charge, &counted)) {
            text[length - 1] = ']';
            break;
        }
        begin[-1] = '\0';
    }
    snprintf(charge->literal, sizeof charge->literal, "%s", text);
}

static void read_text(struct tp_bytes value, struct tp_ebts_charge *charge)
{
    char text[TP_EBTS_LITERAL_MAX + 1];

    copy(value, text, sizeof text);
    decompose(text, charge);
}

static bool same(struct tp_bytes a, struct tp_bytes b)
{
    return a.size_bytes == b.size_bytes && (a.size_bytes == 0 || memcmp(a.data, b.data, a.size_bytes) == 0);
}

static void read_court(struct tp_bytes courts, size_t subfield, struct tp_ebts_charge *charge)
{
    copy(tp_value_item(courts, subfield, 1), charge->disposition_date, sizeof charge->disposition_date);
    copy(tp_value_item(courts, subfield, 3), charge->disposition, sizeof charge->disposition);
}

static void read_arrest(struct tp_bytes arrests, size_t subfield, struct tp_bytes courts, bool *used,
                        struct tp_ebts_charge *charge)
{
    struct tp_bytes text = tp_value_item(arrests, subfield, 2);

    copy(tp_value_item(arrests, subfield, 1), charge->date, sizeof charge->date);
    read_text(text, charge);
    for (size_t i = 1; i <= tp_value_subfields(courts); i++)
        if (!used[i] && same(text, tp_value_item(courts, i, 2))) {
            read_court(courts, i, charge);
            used[i] = true;
            return;
        }
}

tp_status tp_ebts_charges(const struct tp_record *person, struct tp_ebts_charge **out, size_t *count,
                          struct tp_diag *diag)
{
    struct tp_bytes arrests = tp_record_get(person, FIELD_ARREST), courts = tp_record_get(person, FIELD_COURT);
    size_t arrest_count = tp_value_subfields(arrests), court_count = tp_value_subfields(courts);
    void *memory, *flags;
    bool *used;
    tp_status status;

    *out = NULL;
    *count = 0;
    if (arrest_count > SEGMENTS_MAX || court_count > SEGMENTS_MAX)
        return tp_fail(diag, TP_E_LIMIT, "2.047 ASL, 2.051 CSL", -1, "more than %d charges", SEGMENTS_MAX);
    status = tp_alloc_zero(&memory, arrest_count + court_count + 1, sizeof **out, diag);
    if (status != TP_OK)
        return status;
    status = tp_alloc_zero(&flags, court_count + 1, sizeof *used, diag);
    if (status != TP_OK) {
        free(memory);
        return status;
    }
    *out = memory;
    used = flags;
    for (size_t i = 1; i <= arrest_count; i++)
        read_arrest(arrests, i, courts, used, &(*out)[(*count)++]);
    for (size_t i = 1; i <= court_count; i++)
        if (!used[i]) {
            struct tp_ebts_charge *charge = &(*out)[(*count)++];
            charge->court_only = true;
            read_text(tp_value_item(courts, i, 2), charge);
            read_court(courts, i, charge);
        }
    free(flags);
    return TP_OK;
}

enum tp_outcome tp_ebts_outcome(const struct tp_ebts_charge *charge)
{
    static const struct {
        const char *words;
        enum tp_outcome outcome;
    } beginnings[] = {
        {"CONVICTED", TP_OUTCOME_CONVICTED},          {"GUILTY", TP_OUTCOME_CONVICTED},
        {"PLED GUILTY", TP_OUTCOME_CONVICTED},        {"PLEADED GUILTY", TP_OUTCOME_CONVICTED},
        {"NOT GUILTY", TP_OUTCOME_NOT_CONVICTED},     {"ACQUITTED", TP_OUTCOME_NOT_CONVICTED},
        {"DISMISSED", TP_OUTCOME_NOT_CONVICTED},      {"NOLLE PROSEQUI", TP_OUTCOME_NOT_CONVICTED},
        {"NOT PROSECUTED", TP_OUTCOME_NOT_CONVICTED},
    };

    if (charge->disposition[0] == '\0')
        return TP_OUTCOME_NONE;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(beginnings); i++) {
        size_t length = strlen(beginnings[i].words);
        char after = strncmp(charge->disposition, beginnings[i].words, length) == 0 ? charge->disposition[length] : 'x';
        if (after == '\0' || strchr(" ,;:.-/(", after))
            return beginnings[i].outcome;
    }
    return TP_OUTCOME_OTHER;
}
