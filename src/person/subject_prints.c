/* SPDX-License-Identifier: Apache-2.0 */
/* The repository knows subjects and templates. An encounter's templates are found again by their bytes, those of its
 * sealed blobs "print/K/template". */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "person/subject_prints.h"

struct prints {
    struct tp_template *items; /* owned */
    size_t count, capacity;
};

static void prints_deinit(struct prints *prints)
{
    for (size_t i = 0; i < prints->count; i++)
        tp_template_deinit(&prints->items[i]);
    free(prints->items);
    *prints = (struct prints){NULL, 0, 0};
}

static struct tp_template *prints_add(struct prints *prints)
{
    if (prints->count == prints->capacity) {
        size_t capacity = prints->capacity ? prints->capacity * 2 : 16;
        struct tp_template *items = realloc(prints->items, capacity * sizeof *items);
        if (!items)
            return NULL;
        prints->items = items;
        prints->capacity = capacity;
    }
    tp_template_init(&prints->items[prints->count]);
    return &prints->items[prints->count++];
}

struct reading {
    struct tp_exchange *exchange;
    const char *owner;
    struct prints *into;
};

static tp_status read_template(void *context, const char *name, struct tp_diag *diag)
{
    struct reading *reading = context;
    const char *end = strrchr(name, '/');
    struct tp_template *print;
    uint8_t *data = NULL;
    size_t size = 0;
    tp_status status;

    if (strncmp(name, "print/", 6) != 0 || !end || strcmp(end, "/template") != 0)
        return TP_OK;
    status = tp_blob_get(reading->exchange, reading->owner, name, &data, &size, diag);
    if (status != TP_OK)
        return status;
    print = prints_add(reading->into);
    status = print ? tp_template_decode(data, size, 0, print, NULL, diag)
                   : tp_fail(diag, TP_E_MEMORY, NULL, -1, "out of memory for templates");
    tp_blob_free(data, size);
    return status;
}

static tp_status read_owner(struct tp_exchange *exchange, const char *owner, struct prints *into, struct tp_diag *diag)
{
    struct reading reading = {exchange, owner, into};

    return tp_blob_each(exchange, owner, read_template, &reading, diag);
}

static tp_status enrol(struct tp_exchange *exchange, char subject[TP_EXCHANGE_NAME_BYTES], const struct prints *prints,
                       struct tp_diag *diag)
{
    void *memory;
    const struct tp_template **list;
    tp_status status;

    if (prints->count == 0)
        return TP_OK;
    status = tp_alloc(&memory, prints->count, sizeof *list, diag);
    if (status != TP_OK)
        return status;
    list = memory;
    for (size_t i = 0; i < prints->count; i++)
        list[i] = &prints->items[i];
    status = tp_exchange_enrol(exchange, subject, list, prints->count, diag);
    free(memory);
    return status;
}

/* Whether two templates are written with the same bytes. */
static tp_status is_same(const struct tp_template *a, const struct tp_template *b, bool *same, struct tp_diag *diag)
{
    uint8_t *first = NULL, *second = NULL;
    size_t first_bytes = 0, second_bytes = 0;
    tp_status status = tp_template_encode(a, TP_FORMAT_NATIVE, &first, &first_bytes, diag);

    *same = false;
    if (status == TP_OK)
        status = tp_template_encode(b, TP_FORMAT_NATIVE, &second, &second_bytes, diag);
    if (status == TP_OK)
        *same = first_bytes == second_bytes && memcmp(first, second, first_bytes) == 0;
    tp_blob_free(first, first_bytes);
    tp_blob_free(second, second_bytes);
    return status;
}

/* Takes out of ALL those that are in GONE, each once. */
static tp_status subtract(struct prints *all, const struct prints *gone, struct tp_diag *diag)
{
    for (size_t g = 0; g < gone->count; g++) {
        for (size_t i = 0; i < all->count; i++) {
            bool same;
            tp_status status = is_same(&all->items[i], &gone->items[g], &same, diag);
            if (status != TP_OK)
                return status;
            if (!same)
                continue;
            tp_template_deinit(&all->items[i]);
            all->items[i] = all->items[--all->count];
            break;
        }
    }
    return TP_OK;
}

static tp_status read_subject(struct tp_exchange *exchange, const char *subject, struct prints *out,
                              struct tp_diag *diag)
{
    struct tp_diag said;
    tp_status status;

    tp_diag_init(&said);
    status = tp_exchange_templates(exchange, subject, &out->items, &out->count, &said);
    out->capacity = out->count;
    if (status == TP_E_NOT_FOUND)
        return TP_OK;
    return tp_diag_pass(diag, status, &said);
}

tp_status tp_subject_prints_remove(struct tp_exchange *exchange, const struct tp_subject *subject, const char *owner,
                                   bool *left, struct tp_diag *diag)
{
    struct prints all = {NULL, 0, 0}, gone = {NULL, 0, 0};
    char id[TP_EXCHANGE_NAME_BYTES];
    size_t before;
    tp_status status = read_subject(exchange, subject->id, &all, diag);

    *left = false;
    memcpy(id, subject->id, sizeof id);
    before = all.count;
    if (status == TP_OK)
        status = read_owner(exchange, owner, &gone, diag);
    if (status == TP_OK)
        status = subtract(&all, &gone, diag);
    *left = all.count > 0;
    if (status == TP_OK && before > 0 && before != all.count) {
        status = tp_exchange_delete(exchange, subject->id, diag);
        if (status == TP_OK)
            status = enrol(exchange, id, &all, diag);
    }
    prints_deinit(&all);
    prints_deinit(&gone);
    return status;
}

tp_status tp_subject_prints_enrol(struct tp_exchange *exchange, char subject[TP_EXCHANGE_NAME_BYTES], const char *owner,
                                  struct tp_diag *diag)
{
    struct prints prints = {NULL, 0, 0};
    tp_status status = read_owner(exchange, owner, &prints, diag);

    if (status == TP_OK)
        status = enrol(exchange, subject, &prints, diag);
    prints_deinit(&prints);
    return status;
}

tp_status tp_subject_prints_merge(struct tp_exchange *exchange, const char *into, const char *from,
                                  struct tp_diag *diag)
{
    struct prints prints = {NULL, 0, 0};
    char subject[TP_EXCHANGE_NAME_BYTES];
    tp_status status = read_subject(exchange, from, &prints, diag);

    snprintf(subject, sizeof subject, "%s", into);
    if (status == TP_OK)
        status = enrol(exchange, subject, &prints, diag);
    if (status == TP_OK && prints.count > 0)
        status = tp_exchange_delete(exchange, from, diag);
    prints_deinit(&prints);
    return status;
}
