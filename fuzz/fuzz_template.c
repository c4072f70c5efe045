/* SPDX-License-Identifier: Apache-2.0 */
/* Fuzz target: the template readers. What they accept is valid and can be written and read again. */
#include "template/template.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size_bytes);

static void read_and_rewrite(const uint8_t *data, size_t size_bytes)
{
    const unsigned view = size_bytes > 0 ? data[size_bytes - 1] % 3u : 0;
    struct tp_template tmpl, again;
    uint8_t *encoded;
    size_t encoded_bytes;

    if (tp_template_decode(data, size_bytes, view, &tmpl, NULL, NULL) != TP_OK)
        return;
    for (int format = TP_FORMAT_NATIVE; format <= TP_FORMAT_INCITS_2004; format++) {
        if (tp_template_encode(&tmpl, (enum tp_template_format)format, &encoded, &encoded_bytes, NULL) != TP_OK)
            continue; /* no memory */
        TP_ASSERT(tp_template_decode(encoded, encoded_bytes, 0, &again, NULL, NULL) == TP_OK);
        TP_ASSERT(again.minutia_count == tmpl.minutia_count);
        tp_template_deinit(&again);
        free(encoded);
    }
    tp_template_deinit(&tmpl);
}

/* A native record with its length (byte 6) and checksum made right, so that the fuzzer gets past them. */
static void mend_native(uint8_t *data, size_t size_bytes)
{
    struct tp_buffer words;

    tp_buffer_init(&words);
    tp_write_u32be(&words, (uint32_t)size_bytes);
    if (!words.bad)
        memcpy(data + 6, words.data, 4);
    tp_write_u32be(&words, tp_crc32(data, size_bytes - 4));
    if (!words.bad)
        memcpy(data + size_bytes - 4, words.data + 4, 4);
    tp_buffer_deinit(&words);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size_bytes)
{
    uint8_t *copy;

    read_and_rewrite(data, size_bytes);
    if (size_bytes < 22 || !tp_native_detect(data, size_bytes))
        return 0;
    copy = malloc(size_bytes);
    if (!copy)
        return 0;
    memcpy(copy, data, size_bytes);
    mend_native(copy, size_bytes);
    read_and_rewrite(copy, size_bytes);
    free(copy);
    return 0;
}
