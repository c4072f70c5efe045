/* SPDX-License-Identifier: Apache-2.0 */
/* Fuzz target: leaves of the ledger. What is accepted is written again byte for byte. */
#include <string.h>

#include "leaf/leaf.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size_bytes);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size_bytes)
{
    static const uint8_t none[TP_SHA256_BYTES];
    struct tp_buffer again;
    struct tp_diag diag;
    struct tp_leaf leaf;
    tp_status status;

    tp_diag_init(&diag);
    status = tp_leaf_read(data, size_bytes, &leaf, &diag);
    TP_ASSERT(diag.status == status && (status == TP_OK || status == TP_E_FORMAT));
    if (status != TP_OK || memcmp(leaf.commitment, none, sizeof none) == 0)
        return 0;
    tp_buffer_init(&again);
    TP_ASSERT(tp_leaf_write(&leaf, &again, NULL) == TP_OK);
    TP_ASSERT(again.size_bytes == size_bytes && memcmp(again.data, data, size_bytes) == 0);
    tp_buffer_deinit(&again);
    return 0;
}
