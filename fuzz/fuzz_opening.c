/* SPDX-License-Identifier: Apache-2.0 */
/* Fuzz target: openings of leaves. What is accepted is written and read again as the same. */
#include <string.h>

#include "leaf/leaf.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size_bytes);

static void check(const struct tp_opening *opening, uint64_t index)
{
    struct tp_opening again;
    struct tp_buffer text;
    uint64_t index_again;

    tp_buffer_init(&text);
    TP_ASSERT(tp_opening_write(opening, index, &text, NULL) == TP_OK);
    TP_ASSERT(text.size_bytes <= TP_OPENING_TEXT_MAX);
    TP_ASSERT(tp_opening_read(text.data, text.size_bytes, &again, &index_again, NULL) == TP_OK);
    TP_ASSERT(index_again == index && memcmp(again.key, opening->key, sizeof again.key) == 0);
    TP_ASSERT(strcmp(again.record, opening->record) == 0 && again.record_bytes == opening->record_bytes);
    tp_opening_deinit(&again);
    tp_buffer_deinit(&text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size_bytes)
{
    struct tp_opening opening;
    struct tp_diag diag;
    uint64_t index;
    tp_status status;

    tp_diag_init(&diag);
    status = tp_opening_read(data, size_bytes, &opening, &index, &diag);
    TP_ASSERT(diag.status == status && (status == TP_OK) == (opening.record != NULL));
    if (status == TP_OK)
        check(&opening, index);
    tp_opening_deinit(&opening);
    return 0;
}
