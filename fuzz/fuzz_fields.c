/* SPDX-License-Identifier: Apache-2.0 */
/* Fuzz target: structured field values. What is accepted is written in a form that reads as the same. */
#include <stdlib.h>
#include <string.h>

#include "partner/fields.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size_bytes);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size_bytes)
{
    static struct tp_sf_dictionary first, second;
    struct tp_buffer once, twice;
    char *text = calloc(1, size_bytes + 1);

    if (!text)
        return 0;
    memcpy(text, data, size_bytes);
    tp_buffer_init(&once);
    tp_buffer_init(&twice);
    if (tp_sf_parse("field", text, &first, NULL) == TP_OK) {
        TP_ASSERT(first.count > 0);
        tp_sf_write(&first, &once);
        tp_write_u8(&once, 0);
        TP_ASSERT(tp_sf_parse("field", (const char *)once.data, &second, NULL) == TP_OK);
        tp_sf_write(&second, &twice);
        tp_write_u8(&twice, 0);
        TP_ASSERT(strcmp((const char *)once.data, (const char *)twice.data) == 0);
    }
    tp_buffer_deinit(&once);
    tp_buffer_deinit(&twice);
    free(text);
    return 0;
}
