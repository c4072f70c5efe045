/* SPDX-License-Identifier: Apache-2.0 */
/* Requests to decide about, read from JSON: a table of members, and a function for each kind of them. */
#include "office/office.h"

#include <string.h>

/* Places of members of struct tp_request. */
#define MEMBER(name) offsetof(struct tp_request, name)

typedef tp_status read_fn(const struct tp_json_value *value, const struct tp_vocabulary *words, void *member);

static tp_status read_text(const struct tp_json_value *value, const struct tp_vocabulary *words, void *member)
{
    const char *text = tp_json_to_text(value);

    (void)words;
    memcpy(member, &text, sizeof text);
    return text ? TP_OK : TP_E_FORMAT;
}

static tp_status read_place(const struct tp_json_value *value, const struct tp_vocabulary *words, void *member)
{
    const char *text = tp_json_to_text(value);

    if (text)
        *(int *)member = tp_vocabulary_find(words, text);
    return text && *(int *)member >= 0 ? TP_OK : TP_E_FORMAT;
}

static tp_status read_set(const struct tp_json_value *value, const struct tp_vocabulary *words, void *member)
{
    uint64_t *set = member;

    if (tp_json_kind(value) != TP_JSON_LIST)
        return TP_E_FORMAT;
    for (size_t i = 0; i < tp_json_count(value); i++) {
        const char *text = tp_json_to_text(tp_json_element(value, i));
        const int place = text ? tp_vocabulary_find(words, text) : -1;

        if (place < 0)
            return TP_E_FORMAT;
        *set |= UINT64_C(1) << place;
    }
    return TP_OK;
}

static tp_status read_flag(const struct tp_json_value *value, const struct tp_vocabulary *words, void *member)
{
    (void)words;
    return tp_json_to_flag(value, member) ? TP_OK : TP_E_FORMAT;
}

static tp_status read_days(const struct tp_json_value *value, const struct tp_vocabulary *words, void *member)
{
    int64_t *days = member;

    (void)words;
    return tp_json_to_integer(value, days) && *days >= 0 ? TP_OK : TP_E_FORMAT;
}

static tp_status read_examiners(const struct tp_json_value *value, const struct tp_vocabulary *words, void *member)
{
    int64_t number;

    (void)words;
    if (!tp_json_to_integer(value, &number) || number < 0 || number > 1000)
        return TP_E_FORMAT;
    *(unsigned *)member = (unsigned)number;
    return TP_OK;
}

static tp_status read_stage(const struct tp_json_value *value, const struct tp_vocabulary *words, void *member)
{
    const char *text = tp_json_to_text(value);

    (void)words;
    for (unsigned i = 0; text && i < TP_STAGES; i++) {
        if (strcmp(text, tp_stage_code((enum tp_stage)i)) == 0) {
            *(enum tp_stage *)member = (enum tp_stage)i;
            return TP_OK;
        }
    }
    return TP_E_FORMAT;
}

static tp_status read_discretion(const struct tp_json_value *value, const struct tp_vocabulary *words, void *member)
{
    const char *text = tp_json_to_text(value);
    const bool release = text && strcmp(text, "release") == 0;

    (void)words;
    *(enum tp_discretion *)member = release ? TP_DISCRETION_RELEASE : TP_DISCRETION_DECLINE;
    return release || (text && strcmp(text, "decline") == 0) ? TP_OK : TP_E_FORMAT;
}

static const struct {
    const char *name, *wanted;
    read_fn *read;
    const struct tp_vocabulary *words;
    size_t member;
} members[] = {
    {"stage", "a stage: send, search, answer, release or onward", read_stage, NULL, MEMBER(stage)},
    {"version", "a text", read_text, NULL, MEMBER(version)},
    {"sender", "a text", read_text, NULL, MEMBER(sender)},
    {"repository", "a text", read_text, NULL, MEMBER(repository)},
    {"recipient", "a text", read_text, NULL, MEMBER(recipient)},
    {"from", "a text", read_text, NULL, MEMBER(from)},
    {"jurisdiction", "a text", read_text, NULL, MEMBER(jurisdiction)},
    {"purpose", "the code of a purpose", read_place, &tp_purposes, MEMBER(purpose)},
    {"material", "templates or images", read_place, &tp_materials, MEMBER(material)},
    {"offence", "none, level-3, level-2 or level-1", read_place, &tp_seriousness, MEMBER(offence)},
    {"conviction", "none, level-3, level-2 or level-1", read_place, &tp_seriousness, MEMBER(conviction)},
    {"categories", "a list of codes of excluded categories", read_set, &tp_categories, MEMBER(categories)},
    {"match", "true or false", read_flag, NULL, MEMBER(match)},
    {"examiners", "a number of people", read_examiners, NULL, MEMBER(examiners)},
    {"considered", "a list of codes of circumstances", read_set, &tp_circumstances, MEMBER(considered)},
    {"reason_written", "true or false", read_flag, NULL, MEMBER(reason_written)},
    {"discretion", "release or decline", read_discretion, NULL, MEMBER(discretion)},
    {"fields", "a list of codes of fields", read_set, &tp_fields, MEMBER(fields)},
    {"retention_days", "a number of days", read_days, NULL, MEMBER(retention_days)},
};

static tp_status read_member(const char *name, const struct tp_json_value *value, struct tp_request *out,
                             struct tp_diag *diag)
{
    for (size_t i = 0; i < TP_ARRAY_LENGTH(members); i++) {
        if (strcmp(members[i].name, name) != 0)
            continue;
        if (members[i].read(value, members[i].words, (char *)out + members[i].member) == TP_OK)
            return TP_OK;
        return tp_fail(diag, TP_E_FORMAT, name, -1, "it must be %s", members[i].wanted);
    }
    return tp_fail(diag, TP_E_FORMAT, name, -1, "a request has no such member");
}

tp_status tp_request_read(const struct tp_json_value *value, struct tp_request *out, struct tp_diag *diag)
{
    const char *name;
    tp_status status = TP_OK;

    *out = (struct tp_request){.purpose = -1,
                               .material = -1,
                               .offence = -1,
                               .conviction = -1,
                               .retention_days = -1,
                               .checkpoint_age_minutes = -1};
    if (!tp_json_member(value, "stage"))
        return tp_fail(diag, TP_E_FORMAT, "stage", -1, "it is missing");
    for (size_t i = 0; status == TP_OK && i < tp_json_count(value); i++) {
        const struct tp_json_value *member = tp_json_member_at(value, i, &name);
        status = read_member(name, member, out, diag);
    }
    out->categories_known = tp_json_member(value, "categories") != NULL;
    return status;
}
