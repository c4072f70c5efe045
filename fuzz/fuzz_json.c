/* SPDX-License-Identifier: Apache-2.0 */
/* Fuzz target: JSON. What is read has a canonical form, unless a number in it has none; this reads as the same document
 * and is its own canonical form. */
#include <string.h>

#include "json/json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size_bytes);

static tp_status make_canonical(const void *text, size_t size_bytes, struct tp_buffer *out)
{
    struct tp_json_document *document;
    struct tp_diag diag;
    tp_status status;

    tp_diag_init(&diag);
    status = tp_json_parse(text, size_bytes, &document, &diag);
    TP_ASSERT(diag.status == status && (status == TP_OK) == (document != NULL));
    if (status == TP_OK) {
        status = tp_json_value_canonical(tp_json_root(document), out, &diag);
        TP_ASSERT(diag.status == status && (status == TP_OK || status == TP_E_FORMAT));
    }
    tp_json_document_free(&document);
    return status;
}

/* Whatever the text is, a path has one of its lines. */
static void check_lines(const uint8_t *data, size_t size_bytes)
{
    static const char *const paths[] = {"", "a", "o.l[1]", "n[3]", "[0]", "a[0][1]"};
    size_t lines = 1;

    for (size_t i = 0; i < size_bytes; i++)
        lines += data[i] == '\n';
    for (size_t i = 0; i < TP_ARRAY_LENGTH(paths); i++) {
        size_t line = tp_json_line((const char *)data, size_bytes, paths[i]);
        TP_ASSERT(line >= 1 && line <= lines);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size_bytes)
{
    struct tp_buffer once, twice;

    tp_buffer_init(&once);
    tp_buffer_init(&twice);
    if (make_canonical(data, size_bytes, &once) == TP_OK) {
        TP_ASSERT(make_canonical(once.data, once.size_bytes, &twice) == TP_OK);
        TP_ASSERT(once.size_bytes == twice.size_bytes && memcmp(once.data, twice.data, once.size_bytes) == 0);
    }
    check_lines(data, size_bytes);
    tp_buffer_deinit(&once);
    tp_buffer_deinit(&twice);
    return 0;
}
