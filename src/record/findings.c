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
}
