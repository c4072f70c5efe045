/* SPDX-License-Identifier: Apache-2.0 */
/* Fuzz target: the readers of XML: CBEFF records and the XML encoding of ANSI/NIST-ITL. What they accept can be written
 * in our form and read again. */
#include "record/record.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size_bytes);

static void rewrite_birs(const struct tp_bir *records, size_t count)
{
    struct tp_buffer buffer;
    struct tp_bir *again;
    size_t again_count;

    tp_buffer_init(&buffer);
    if (tp_bir_write(records, count, &buffer, NULL) == TP_OK) {
        TP_ASSERT(tp_bir_read(buffer.data, buffer.size_bytes, &again, &again_count, NULL) == TP_OK);
        TP_ASSERT(again_count == count && again[count - 1].size_bytes == records[count - 1].size_bytes);
        tp_bir_free(&again, again_count);
    }
    tp_buffer_deinit(&buffer);
}

static void rewrite_transaction(const struct tp_transaction *transaction)
{
    struct tp_transaction *again;
    uint8_t *data;
    size_t size_bytes;

    if (tp_transaction_write(transaction, &data, &size_bytes, NULL) != TP_OK)
        return; /* a value that does not fit its binary header */
    if (tp_transaction_read(data, size_bytes, NULL, NULL, &again, NULL) == TP_OK) {
        TP_ASSERT(tp_transaction_count(again) == tp_transaction_count(transaction));
        tp_transaction_free(&again);
    }
    free(data);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size_bytes)
{
    struct tp_transaction *transaction;
    struct tp_findings remarks;
    struct tp_bir *records;
    size_t count;

    if (tp_bir_read(data, size_bytes, &records, &count, NULL) == TP_OK) {
        rewrite_birs(records, count);
        tp_bir_free(&records, count);
    }
    tp_findings_init(&remarks);
    if (tp_niem_read(data, size_bytes, NULL, &remarks, &transaction, NULL) == TP_OK) {
        rewrite_transaction(transaction);
        tp_transaction_free(&transaction);
    }
    tp_findings_deinit(&remarks);
    return 0;
}
