/* SPDX-License-Identifier: Apache-2.0 */
/* The JSON file of a person: each member is a field of type 2. */
#include "cli/subject.h"

#include <stdlib.h>
#include <string.h>

#include "json/json.h"

enum kind {
    TEXT,
    TEXTS,     /* a text or a list of them */
    DATE,      /* YYYY-MM-DD or YYYYMMDD */
    DATES,     /* one or a list of them */
    YES_NO,    /* true is Y, false N */
    YES,       /* true is Y, false nothing */
    POUNDS,    /* three digits, or a number */
    EQUIPMENT, /* an object of make, model and serial */
    CHARGES,
    NOTE, /* for people */
};

static const struct member {
    const char *name;
    uint32_t field;
    enum kind kind;
} members[] = {
    {"note", 0, NOTE},
    {"retain", 5, YES_NO},
    {"attention", 6, TEXT},
    {"send_copy_to", 7, TEXTS},
    {"case_number", 9, TEXT},
    {"fbi_numbers", 14, TEXTS},
    {"state_id", 15, TEXT},
    {"social_security_numbers", 16, TEXTS},
    {"other_numbers", 17, TEXTS},
    {"name", 18, TEXT},
    {"aliases", 19, TEXTS},
    {"place_of_birth", 20, TEXT},
    {"citizenship", 21, TEXTS},
    {"date_of_birth", 22, DATES},
    {"sex", 24, TEXT},
    {"race", 25, TEXT},
    {"marks", 26, TEXTS},
    {"height", 27, TEXT},
    {"weight", 29, POUNDS},
    {"eyes", 31, TEXT},
    {"hair", 32, TEXT},
    {"palmprints_available", 35, YES},
    {"photo_available", 36, YES},
    {"reason_fingerprinted", 37, TEXT},
    {"date_printed", 38, DATE},
    {"employer", 39, TEXT},
    {"occupation", 40, TEXT},
    {"residence", 41, TEXT},
    {"military", 42, TEXT},
    {"search_type", 43, TEXT},
    {"arrest_date", 45, DATE},
    {"charges", 47, CHARGES},
    {"custody_date", 54, DATE},
    {"custody", 55, TEXT},
    {"comments", 56, TEXT},
    {"equipment", 67, EQUIPMENT},
    {"rap_sheet", 70, YES_NO},
    {"controlling_agency", 73, TEXTS},
    {"treat_as_adult", 87, YES},
};

static const struct member *find_member(const char *name)
{
    for (size_t i = 0; i < TP_ARRAY_LENGTH(members); i++)
        if (strcmp(members[i].name, name) == 0)
            return &members[i];
    return NULL;
}

const char *tp_cli_subject_member(uint32_t field)
{
    for (size_t i = 0; i < TP_ARRAY_LENGTH(members); i++)
        if (field != 0 && members[i].field == field)
            return members[i].name;
    return NULL;
}

const char *tp_cli_subject_text(const struct tp_cli_subject *subject, uint32_t field)
{
    for (size_t i = 0; i < subject->value_count; i++)
        if (subject->values[i].field == field)
            return subject->values[i].text;
    return NULL;
}

/* ---- values ----------------------------------------------------------------------------------------------------- */

static tp_status wrong(const char *name, const char *text, struct tp_diag *diag)
{
    return tp_fail(diag, TP_E_FORMAT, name, -1, "%s", text);
}

/* TEXT behind what is in OUT. EBTS is 7-bit ASCII; tabs and line ends may be in some fields. */
static tp_status append(struct tp_buffer *out, const char *text, const char *name, struct tp_diag *diag)
{
    if (!text || text[0] == '\0')
        return wrong(name, text ? "is empty" : "is no text", diag);
    for (const char *at = text; *at; at++)
        if ((*at < ' ' && !strchr("\t\r\n", *at)) || *at > '~')
            return wrong(name, "has a character that is not ASCII", diag);
    tp_write_text(out, "%s", text);
    return TP_OK;
}

/* YYYY-MM-DD becomes YYYYMMDD; anything else is left to the checks of the field. */
static void plain_date(const char *text, char *out, size_t size)
{
    bool hyphens = strlen(text) == 10 && text[4] == '-' && text[7] == '-';

    if (hyphens)
        snprintf(out, size, "%.4s%.2s%.2s", text, text + 5, text + 8);
    else
        snprintf(out, size, "%s", text);
}

static tp_status append_date(struct tp_buffer *out, const char *text, const char *name, struct tp_diag *diag)
{
    char date[16];

    if (!text)
        return wrong(name, "is no text", diag);
    plain_date(text, date, sizeof date);
    if (!tp_form_date.valid((struct tp_bytes){(const uint8_t *)date, strlen(date)}) && strcmp(date, "00000000") != 0)
        return wrong(name, "is no date YYYY-MM-DD", diag);
    return append(out, date, name, diag);
}

static tp_status append_one(struct tp_buffer *out, const struct member *member, const struct tp_json_value *value,
                            struct tp_diag *diag)
{
    const char *text = tp_json_to_text(value);
    bool date = member->kind == DATE || member->kind == DATES;

    return date ? append_date(out, text, member->name, diag) : append(out, text, member->name, diag);
}

static tp_status append_list(struct tp_buffer *out, const struct member *member, const struct tp_json_value *value,
                             struct tp_diag *diag)
{
    tp_status status = TP_OK;

    if (tp_json_kind(value) != TP_JSON_LIST)
        return append_one(out, member, value, diag);
    for (size_t i = 0; i < tp_json_count(value) && status == TP_OK; i++) {
        if (i > 0)
            tp_write_u8(out, TP_RS);
        status = append_one(out, member, tp_json_element(value, i), diag);
    }
    return status;
}

static tp_status append_flag(struct tp_buffer *out, const struct member *member, const struct tp_json_value *value,
                             struct tp_diag *diag)
{
    bool yes;

    if (!tp_json_to_flag(value, &yes))
        return wrong(member->name, "is neither true nor false", diag);
    if (yes || member->kind == YES_NO)
        tp_write_u8(out, yes ? 'Y' : 'N');
    return TP_OK;
}

static tp_status append_pounds(struct tp_buffer *out, const struct member *member, const struct tp_json_value *value,
                               struct tp_diag *diag)
{
    double pounds;

    if (!tp_json_to_number(value, &pounds))
        return append_one(out, member, value, diag);
    if (pounds < 0 || pounds > 999)
        return wrong(member->name, "is not 0 to 999 pounds", diag);
    tp_write_text(out, "%03u", (unsigned)(pounds + 0.5));
    return TP_OK;
}

static tp_status append_equipment(struct tp_buffer *out, const struct tp_json_value *value, struct tp_diag *diag)
{
    static const char *const parts[] = {"make", "model", "serial"};
    tp_status status = TP_OK;

    if (tp_json_kind(value) != TP_JSON_OBJECT || tp_json_count(value) != TP_ARRAY_LENGTH(parts))
        return wrong("equipment", "is no object of make, model and serial", diag);
    for (size_t i = 0; i < TP_ARRAY_LENGTH(parts) && status == TP_OK; i++) {
        const struct tp_json_value *part = tp_json_member(value, parts[i]);
        char name[32];
        snprintf(name, sizeof name, "equipment.%s", parts[i]);
        if (i > 0)
            tp_write_u8(out, TP_US);
        status = append(out, tp_json_to_text(part), name, diag);
    }
    return status;
}

static tp_status append_value(struct tp_buffer *out, const struct member *member, const struct tp_json_value *value,
                              struct tp_diag *diag)
{
    switch (member->kind) {
    case TEXT:
    case DATE:
        return append_one(out, member, value, diag);
    case TEXTS:
    case DATES:
        return append_list(out, member, value, diag);
    case YES_NO:
    case YES:
        return append_flag(out, member, value, diag);
    case POUNDS:
        return append_pounds(out, member, value, diag);
    case EQUIPMENT:
        return append_equipment(out, value, diag);
    case CHARGES:
    case NOTE:
        break;
    }
    return TP_OK;
}

static tp_status read_value(struct tp_cli_subject *subject, const struct member *member,
                            const struct tp_json_value *value, struct tp_diag *diag)
{
    struct tp_buffer text;
    tp_status status;

    TP_ASSERT(subject->value_count < TP_SUBJECT_VALUES_MAX);
    tp_buffer_init(&text);
    status = append_value(&text, member, value, diag);
    if (status == TP_OK && text.size_bytes > 0) {
        tp_write_u8(&text, '\0');
        if (text.bad) {
            status = tp_fail(diag, TP_E_MEMORY, member->name, -1, "no memory");
        } else {
            subject->values[subject->value_count++] = (struct tp_ebts_value){member->field, (char *)text.data};
            tp_buffer_init(&text);
        }
    }
    tp_buffer_deinit(&text);
    return status;
}

/* ---- charges ---------------------------------------------------------------------------------------------------- */

/* The members of a charge that are texts, and where they go. */
static char *charge_text(struct tp_ebts_charge *charge, const char *key, size_t *size)
{
    const struct {
        const char *key;
        char *text;
        size_t size;
    } texts[] = {
        {"date", charge->date, sizeof charge->date},
        {"literal", charge->literal, sizeof charge->literal},
        {"statute", charge->statute, sizeof charge->statute},
        {"ncic", charge->ncic, sizeof charge->ncic},
        {"disposition_date", charge->disposition_date, sizeof charge->disposition_date},
        {"disposition", charge->disposition, sizeof charge->disposition},
    };

    for (size_t i = 0; i < TP_ARRAY_LENGTH(texts); i++)
        if (strcmp(texts[i].key, key) == 0) {
            *size = texts[i].size;
            return texts[i].text;
        }
    return NULL;
}

static tp_status read_charge_member(struct tp_ebts_charge *charge, size_t place, const char *key,
                                    const struct tp_json_value *value, struct tp_diag *diag)
{
    const char *text = tp_json_to_text(value);
    bool date = strcmp(key, "date") == 0 || strcmp(key, "disposition_date") == 0;
    char name[64], plain[TP_EBTS_LITERAL_MAX + 2];
    size_t size;
    char *target = charge_text(charge, key, &size);

    snprintf(name, sizeof name, "charges[%zu].%s", place, key);
    if (!target && strcmp(key, "level") != 0)
        return wrong(name, "unknown member", diag);
    if (!text)
        return wrong(name, "is no text", diag);
    if (!target)
        return tp_offense_level_parse(text, &charge->level)
                   ? TP_OK
                   : wrong(name, "is not FELONY, MISDEMEANOR or INFRACTION", diag);
    if (date)
        plain_date(text, plain, sizeof plain);
    else
        snprintf(plain, sizeof plain, "%s", text);
    if (strlen(plain) >= size)
        return wrong(name, "is too long", diag);
    memcpy(target, plain, strlen(plain) + 1);
    return TP_OK;
}

static tp_status read_charge(struct tp_ebts_charge *charge, size_t place, const struct tp_json_value *value,
                             struct tp_diag *diag)
{
    tp_status status = TP_OK;
    char name[32];

    snprintf(name, sizeof name, "charges[%zu]", place);
    if (!value || tp_json_kind(value) != TP_JSON_OBJECT)
        return wrong(name, "is no object", diag);
    for (size_t i = 0; i < tp_json_count(value) && status == TP_OK; i++) {
        const char *key;
        const struct tp_json_value *member = tp_json_member_at(value, i, &key);
        status = read_charge_member(charge, place, key, member, diag);
    }
    return status;
}

static tp_status read_charges(struct tp_cli_subject *subject, const struct tp_json_value *value, struct tp_diag *diag)
{
    size_t count = tp_json_count(value);
    void *memory;
    tp_status status;

    if (tp_json_kind(value) != TP_JSON_LIST || count > TP_EBTS_CHARGES_MAX)
        return wrong("charges", "is no list of at most 40 charges", diag);
    status = tp_alloc_zero(&memory, count + 1, sizeof *subject->charges, diag);
    if (status != TP_OK)
        return status;
    subject->charges = memory;
    subject->charge_count = count;
    for (size_t i = 0; i < count && status == TP_OK; i++)
        status = read_charge(&subject->charges[i], i, tp_json_element(value, i), diag);
    return status;
}

/* ---- the file --------------------------------------------------------------------------------------------------- */

static tp_status read_members(struct tp_cli_subject *subject, const struct tp_json_value *root, struct tp_diag *diag)
{
    tp_status status = TP_OK;

    for (size_t i = 0; i < tp_json_count(root) && status == TP_OK; i++) {
        const char *key;
        const struct tp_json_value *value = tp_json_member_at(root, i, &key);
        const struct member *member = find_member(key);
        if (!member)
            status = wrong(key, "unknown member", diag);
        else if (member->kind == CHARGES)
            status = read_charges(subject, value, diag);
        else
            status = read_value(subject, member, value, diag);
    }
    return status;
}

tp_status tp_cli_subject_read(const char *path, struct tp_cli_subject *out, struct tp_diag *diag)
{
    struct tp_json_document *document;
    tp_status status;

    memset(out, 0, sizeof *out);
    status = tp_json_read(path, &document, diag);
    if (status != TP_OK)
        return status;
    status = read_members(out, tp_json_root(document), diag);
    tp_json_document_free(&document);
    if (status != TP_OK)
        tp_cli_subject_deinit(out);
    return tp_diag_in_file(diag, status, path);
}

void tp_cli_subject_deinit(struct tp_cli_subject *subject)
{
    for (size_t i = 0; i < subject->value_count; i++)
        free((void *)(uintptr_t)subject->values[i].text);
    free(subject->charges);
    memset(subject, 0, sizeof *subject);
}
