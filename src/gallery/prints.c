/* SPDX-License-Identifier: Apache-2.0 */
/* From templates to what rows hold (code, signature, packed template), and from a row back to features. */
#include "gallery/prints.h"

#include <stdlib.h>
#include <string.h>

static tp_status make_print(struct tp_prints *prints, const struct tp_template *tmpl, size_t i, struct tp_diag *diag)
{
    struct tp_features *features;
    tp_status status = tp_template_validate(tmpl, diag);

    if (status == TP_OK)
        status = tp_features_new(tmpl, &features, diag);
    if (status != TP_OK)
        return status;
    tp_code_make(features, &prints->codes[i]);
    tp_signature_make(features, &prints->signatures[i]);
    tp_features_free(&features);
    status = tp_template_pack(tmpl, &prints->packed[i], diag);
    prints->rows[i] = (struct tp_row_print){
        .position = tmpl->position,
        .quality = tmpl->quality,
        .code = &prints->codes[i],
        .signature = &prints->signatures[i],
        .packed = prints->packed[i].data,
        .size_bytes = (uint16_t)prints->packed[i].size_bytes,
    };
    return status;
}

tp_status tp_prints_make(struct tp_prints *out, const struct tp_template *const *templates, size_t count,
                         struct tp_diag *diag)
{
    tp_status status;

    *out = (struct tp_prints){
        .rows = calloc(count, sizeof *out->rows),
        .codes = calloc(count, sizeof *out->codes),
        .signatures = calloc(count, sizeof *out->signatures),
        .packed = calloc(count, sizeof *out->packed),
        .count = count,
    };
    status = out->rows && out->codes && out->signatures && out->packed
                 ? TP_OK
                 : tp_fail(diag, TP_E_MEMORY, NULL, -1, "no memory for %zu impressions", count);
    for (size_t i = 0; status == TP_OK && i < count; i++)
        status = make_print(out, templates[i], i, diag);
    return status;
}

void tp_prints_deinit(struct tp_prints *prints)
{
    for (size_t i = 0; prints->packed && i < prints->count; i++) {
        if (prints->packed[i].data)
            tp_wipe(prints->packed[i].data, prints->packed[i].size_bytes);
        tp_buffer_deinit(&prints->packed[i]);
    }
    if (prints->codes)
        tp_wipe(prints->codes, prints->count * sizeof *prints->codes);
    if (prints->signatures)
        tp_wipe(prints->signatures, prints->count * sizeof *prints->signatures);
    free(prints->packed);
    free(prints->codes);
    free(prints->signatures);
    free(prints->rows);
    memset(prints, 0, sizeof *prints);
}

tp_status tp_print_load(const struct tp_segment *segment, uint32_t index, unsigned position, struct tp_print_room *room,
                        struct tp_features **out, struct tp_diag *diag)
{
    struct tp_template tmpl;
    size_t cell_count = sizeof room->cells;
    tp_status status = tp_template_unpack(tp_row_packed(segment, index, position), segment->rows[index].sizes[position],
                                          &tmpl, room->cells, diag);

    *out = status == TP_OK ? tp_features_make(&tmpl, room->features) : NULL;
    if (status == TP_OK)
        cell_count = tmpl.field ? (size_t)tmpl.columns * tmpl.rows : 0;
    tp_wipe(room->cells, cell_count);
    tp_wipe(&tmpl, sizeof tmpl);
    return status;
}
