/* SPDX-License-Identifier: Apache-2.0 */
/* The list of findings that readers and checkers fill. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "record/record.h"

void tp_findings_init(struct tp_findings *out)
{
    memset(out, 0, sizeof *out);
}

void tp_findings_deinit(struct tp_findings *findings)
{
    free(findings->items);
    memset(findings, 0, sizeof *findings);
}

static bool grow(struct tp_findings *findings)
{
    size_t capacity = TP_MAX(2 * findings->capacity, (size_t)16);
    struct tp_finding *items = realloc(findings->items, capacity * sizeof *items);

    findings->bad = findings->bad || !items;
    if (!items)
        return false;
    findings->items = items;
    findings->capacity = capacity;
    return true;
}

void tp_findings_add(struct tp_findings *findings, const struct tp_finding *where, const char *format, ...)
{
    struct tp_finding *finding;
    va_list arguments;

    if (!findings || (findings->count == findings->capacity && !grow(findings)))
        return;
    finding = &findings->items[findings->count++];
    *finding = *where;
    va_start(arguments, format);
    vsnprintf(finding->text, sizeof finding->text, format, arguments);
    va_end(arguments);
    tp_text_make_printable(finding->text);
}

static int by_place(const void *left, const void *right)
{
    const struct tp_finding *a = left, *b = right;
    const uint32_t keys[][2] = {{a->record, b->record},
                                {a->field, b->field},
                                {a->subfield, b->subfield},
                                {a->item, b->item},
                                {b->severity, a->severity}};

    for (size_t i = 0; i < TP_ARRAY_LENGTH(keys); i++)
        if (keys[i][0] != keys[i][1])
            return keys[i][0] < keys[i][1] ? -1 : 1;
    return strcmp(a->text, b->text);
}

void tp_findings_sort(struct tp_findings *findings, size_t from)
{
    if (findings->count > from)
        qsort(findings->items + from, findings->count - from, sizeof *findings->items, by_place);
}
