/* SPDX-License-Identifier: Apache-2.0 */
/* Fuzz target: manifests. What is accepted has subjects, fingers and paths in their ranges, and the rows of a subject
 * stand together. */
#include <string.h>

#include "node/node.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size_bytes);

static void check(const struct tp_manifest *manifest)
{
    for (size_t i = 0; i < manifest->count; i++) {
        const struct tp_manifest_row *row = &manifest->rows[i], *before = &manifest->rows[i - (i > 0)];

        TP_ASSERT(tp_subject_check(row->subject, NULL) == TP_OK);
        TP_ASSERT(row->finger >= 1 && row->finger <= TP_POSITION_MAX && row->path[0] != '\0' && row->line >= 1);
        TP_ASSERT(i == 0 || strcmp(row->subject, before->subject) != 0 || row->line > before->line);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size_bytes)
{
    struct tp_manifest manifest;
    struct tp_diag diag;
    tp_status status;

    tp_diag_init(&diag);
    status = tp_manifest_parse(data, size_bytes, "folder", &manifest, &diag);
    TP_ASSERT(diag.status == status && (status == TP_OK) == (manifest.count > 0));
    check(&manifest);
    tp_manifest_deinit(&manifest);
    return 0;
}
