/* SPDX-License-Identifier: Apache-2.0 */
/* Fuzz target: packed templates. What is accepted is valid, and survives another round. */
#include "template/template.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size_bytes);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size_bytes)
{
    static uint8_t cells[TP_FIELD_CELLS_MAX], cells_again[TP_FIELD_CELLS_MAX];
    struct tp_template tmpl, again;
    struct tp_buffer packed;

    if (tp_template_unpack(data, size_bytes, &tmpl, cells, NULL) != TP_OK)
        return 0;
    TP_ASSERT(tp_template_validate(&tmpl, NULL) == TP_OK);
    tp_buffer_init(&packed);
    if (tp_template_pack(&tmpl, &packed, NULL) == TP_OK) { /* else no memory, or a field of noise */
        TP_ASSERT(tp_template_unpack(packed.data, packed.size_bytes, &again, cells_again, NULL) == TP_OK);
        TP_ASSERT(again.minutia_count == tmpl.minutia_count && again.columns == tmpl.columns);
        TP_ASSERT(memcmp(again.minutiae, tmpl.minutiae, tmpl.minutia_count * sizeof tmpl.minutiae[0]) == 0);
        TP_ASSERT(memcmp(cells, cells_again, (size_t)tmpl.columns * tmpl.rows) == 0);
    }
    tp_buffer_deinit(&packed);
    return 0;
}
