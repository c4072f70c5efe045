/* SPDX-License-Identifier: Apache-2.0 */
/* The template type: its storage, order, ranges, and the choice of an encoding. */
#include "template/template.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static unsigned cells_along(unsigned side_px)
{
    return (side_px + TP_FIELD_CELL_PX - 1) / TP_FIELD_CELL_PX;
}

static bool side_is_valid(unsigned side_px)
{
    return side_px >= 1 && side_px <= TP_TEMPLATE_SIDE_MAX_PX;
}

void tp_template_init(struct tp_template *out)
{
    memset(out, 0, sizeof *out);
    out->quality = TP_QUALITY_UNKNOWN;
}

void tp_template_deinit(struct tp_template *tmpl)
{
    free(tmpl->field);
    tp_template_init(tmpl);
}

tp_status tp_template_make_field(struct tp_template *tmpl, struct tp_diag *diag)
{
    const unsigned columns = cells_along(tmpl->width_px), rows = cells_along(tmpl->height_px);
    void *field;
    tp_status status;

    if (!side_is_valid(tmpl->width_px) || !side_is_valid(tmpl->height_px))
        return tp_fail(diag, TP_E_ARGUMENT, "template", -1, "a field needs an image size of 1 to %d pixels each way",
                       TP_TEMPLATE_SIDE_MAX_PX);
    status = tp_alloc_zero(&field, columns, rows, diag);
    if (status != TP_OK)
        return status;
    free(tmpl->field);
    tmpl->field = field;
    tmpl->columns = (uint8_t)columns;
    tmpl->rows = (uint8_t)rows;
    return TP_OK;
}

tp_status tp_template_copy(const struct tp_template *tmpl, struct tp_template *out, struct tp_diag *diag)
{
    const size_t cells = (size_t)tmpl->columns * tmpl->rows;
    void *field = NULL;

    tp_template_init(out);
    if (tmpl->field) {
        tp_status status = tp_alloc(&field, cells, 1, diag);

        if (status != TP_OK)
            return status;
        memcpy(field, tmpl->field, cells);
    }
    *out = *tmpl;
    out->field = field;
    return TP_OK;
}

/* Ascending in the order of the contract. */
static uint64_t sort_key(const struct tp_minutia *m)
{
    return (uint64_t)(UINT8_MAX - m->quality) << 40 | (uint64_t)m->y_px << 24 | (uint64_t)m->x_px << 8 | m->theta_q8;
}

/* By insertion: at most 255 elements, mostly in order already, and no allocation as in qsort. The type breaks
 * ties so that the result does not depend on the order before. */
void tp_template_sort(struct tp_template *tmpl)
{
    struct tp_minutia *m = tmpl->minutiae;

    for (unsigned i = 1; i < tmpl->minutia_count; i++) {
        const struct tp_minutia moved = m[i];
        const uint64_t key = sort_key(&moved);
        unsigned at = i;

        for (; at > 0; at--) {
            const uint64_t before = sort_key(&m[at - 1]);

            if (before < key || (before == key && m[at - 1].type <= moved.type))
                break;
            m[at] = m[at - 1];
        }
        m[at] = moved;
    }
}

bool tp_impression_is_valid(unsigned impression)
{
    return impression <= TP_IMPRESSION_INK_ROLLED || impression == TP_IMPRESSION_SWIPE ||
           impression == TP_IMPRESSION_CONTACTLESS;
}

static tp_status validate_minutia(const struct tp_template *tmpl, unsigned i, struct tp_diag *diag)
{
    const struct tp_minutia *m = &tmpl->minutiae[i];
    const char *member = m->x_px >= tmpl->width_px          ? "x_px"
                         : m->y_px >= tmpl->height_px       ? "y_px"
                         : m->type > TP_MINUTIA_BIFURCATION ? "type"
                         : m->quality > 100                 ? "quality"
                                                            : NULL;
    char name[32];

    if (member) {
        snprintf(name, sizeof name, "minutiae[%u].%s", i, member);
        return tp_fail(diag, TP_E_FORMAT, name, -1, "out of range");
    }
    if (i > 0 && sort_key(m - 1) > sort_key(m)) {
        snprintf(name, sizeof name, "minutiae[%u]", i);
        return tp_fail(diag, TP_E_FORMAT, name, -1, "not in order of quality and position");
    }
    return TP_OK;
}

tp_status tp_template_validate(const struct tp_template *tmpl, struct tp_diag *diag)
{
    const bool has_field = tmpl->field != NULL;
    const char *member = !side_is_valid(tmpl->width_px)                                   ? "width_px"
                         : !side_is_valid(tmpl->height_px)                                ? "height_px"
                         : tmpl->position > TP_POSITION_MAX                               ? "position"
                         : !tp_impression_is_valid(tmpl->impression)                      ? "impression"
                         : tmpl->quality > 100 && tmpl->quality != TP_QUALITY_UNKNOWN     ? "quality"
                         : tmpl->columns != (has_field ? cells_along(tmpl->width_px) : 0) ? "columns"
                         : tmpl->rows != (has_field ? cells_along(tmpl->height_px) : 0)   ? "rows"
                                                                                          : NULL;

    if (member)
        return tp_fail(diag, TP_E_FORMAT, member, -1, "out of range");
    for (unsigned i = 0; i < tmpl->minutia_count; i++) {
        tp_status status = validate_minutia(tmpl, i, diag);

        if (status != TP_OK)
            return status;
    }
    return TP_OK;
}

tp_status tp_template_encode(const struct tp_template *tmpl, enum tp_template_format format, uint8_t **data,
                             size_t *size_bytes, struct tp_diag *diag)
{
    struct tp_buffer out;
    tp_status status = tp_template_validate(tmpl, diag);

    *data = NULL;
    *size_bytes = 0;
    if (status != TP_OK)
        return status;
    tp_buffer_init(&out);
    switch (format) {
    case TP_FORMAT_NATIVE:
        tp_native_write(tmpl, &out);
        break;
    case TP_FORMAT_ISO_2005:
        tp_iso2005_write(tmpl, &out);
        break;
    case TP_FORMAT_INCITS_2004:
        tp_incits2004_write(tmpl, &out);
        break;
    default:
        return tp_fail(diag, TP_E_ARGUMENT, "format", -1, "no such template format");
    }
    if (out.bad) {
        tp_buffer_deinit(&out);
        return tp_fail(diag, TP_E_MEMORY, NULL, -1, "no memory to encode a template");
    }
    *data = out.data;
    *size_bytes = out.size_bytes;
    return TP_OK;
}

tp_status tp_template_decode(const uint8_t *data, size_t size_bytes, unsigned view, struct tp_template *out,
                             unsigned *views, struct tp_diag *diag)
{
    unsigned ignored;
    tp_status status;

    tp_template_init(out);
    if (!views)
        views = &ignored;
    *views = 0;
    if (tp_native_detect(data, size_bytes)) {
        *views = 1;
        status = view == 0 ? tp_native_read(data, size_bytes, out, diag)
                           : tp_fail(diag, TP_E_NOT_FOUND, "view", -1, "a native template has one view only");
    } else if (tp_fmr_detect(data, size_bytes)) {
        status = tp_fmr_read(data, size_bytes, view, out, views, diag);
    } else {
        status = tp_fail(diag, TP_E_UNSUPPORTED, NULL, 0, "not a fingerprint template of a known format");
    }
    if (status != TP_OK)
        tp_template_deinit(out);
    return status;
}
