/* SPDX-License-Identifier: Apache-2.0 */
/* What is known of a subject as a partner may be told it: put together from sealed texts each time, so that nothing of
 * an encounter stays behind when that goes. */
#include <stdlib.h>
#include <string.h>

#include "person/subject.h"

enum { NAMES_MAX = 64 };

/* The texts are read in turn; the first that has a field is believed. */
struct gathering {
    uint64_t wanted;
    struct tp_json *into;
    const char *name;                              /* that was told; "" */
    const struct tp_json_value *others[NAMES_MAX]; /* names that differ from it */
    size_t other_count;
};

static uint64_t field_bit(const char *code)
{
    int place = tp_vocabulary_find(&tp_fields, code);

    return place >= 0 ? UINT64_C(1) << place : 0;
}

static void add_other(struct gathering *gathering, const struct tp_json_value *value)
{
    const char *text = tp_json_to_text(value);

    if (!text || gathering->other_count == NAMES_MAX || strcmp(text, gathering->name) == 0)
        return;
    for (size_t i = 0; i < gathering->other_count; i++)
        if (strcmp(tp_json_to_text(gathering->others[i]), text) == 0)
            return;
    gathering->others[gathering->other_count++] = value;
}

/* Names are gathered, whether the name itself is wanted or not. */
static void take_name(struct gathering *gathering, const struct tp_json_value *person)
{
    const struct tp_json_value *name = tp_json_member(person, "name"), *list = tp_json_member(person, "aliases");
    const char *text = name ? tp_json_to_text(name) : NULL;

    if (text && gathering->name[0] == '\0')
        gathering->name = text;
    else if (text)
        add_other(gathering, name);
    for (size_t i = 0; list && i < tp_json_count(list); i++)
        add_other(gathering, tp_json_element(list, i));
}

static void take_person(struct gathering *gathering, const struct tp_json_value *person)
{
    take_name(gathering, person);
    for (size_t i = 0; i < tp_json_count(person); i++) {
        const char *key;
        const struct tp_json_value *value = tp_json_member_at(person, i, &key);
        uint64_t bit = field_bit(key);
        if ((gathering->wanted & bit) == 0 || bit == field_bit("aliases"))
            continue;
        tp_json_copy(gathering->into, key, value);
        gathering->wanted &= ~bit;
    }
}

static void finish(struct gathering *gathering, const char *subject)
{
    if (gathering->wanted & field_bit("match"))
        tp_json_flag(gathering->into, "match", true);
    if (gathering->wanted & field_bit("repository-reference"))
        tp_json_text(gathering->into, "repository-reference", subject);
    if ((gathering->wanted & field_bit("aliases")) == 0 || gathering->other_count == 0)
        return;
    tp_json_list(gathering->into, "aliases");
    for (size_t i = 0; i < gathering->other_count; i++)
        tp_json_copy(gathering->into, NULL, gathering->others[i]);
    tp_json_close(gathering->into);
}

/* NULL for an owner without one. */
static tp_status read_person(struct tp_exchange *exchange, const char *owner, struct tp_json_document **out,
                             struct tp_diag *diag)
{
    uint8_t *data = NULL;
    size_t size = 0;
    tp_status status = tp_blob_find(exchange, owner, "person", &data, &size, diag);

    *out = NULL;
    if (status != TP_OK || !data)
        return status;
    status = tp_json_parse((const char *)data, size, out, diag);
    tp_blob_free(data, size);
    return status;
}

tp_status tp_subject_person(struct tp_exchange *exchange, const char *subject, uint64_t fields, struct tp_json *into,
                            struct tp_diag *diag)
{
    struct gathering gathering = {.wanted = fields, .into = into, .name = ""};
    struct tp_subject record;
    void *memory = NULL;
    struct tp_json_document **documents = NULL;
    size_t count = 0;
    tp_status status = tp_subject_load_current(exchange, subject, &record, diag);

    if (status != TP_OK)
        return status;
    status = tp_alloc_zero(&memory, record.count + 1, sizeof(struct tp_json_document *), diag);
    documents = memory;
    for (; status == TP_OK && count <= record.count; count++) {
        const char *owner = count == 0 ? record.own.owner : record.parts[record.count - count].owner;
        status = read_person(exchange, owner, &documents[count], diag);
        if (status == TP_OK && documents[count])
            take_person(&gathering, tp_json_root(documents[count]));
    }
    if (status == TP_OK)
        finish(&gathering, subject);
    for (size_t i = 0; i < count; i++)
        tp_json_document_free(&documents[i]);
    free(memory);
    tp_subject_deinit(&record);
    return status;
}
