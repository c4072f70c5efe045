/* SPDX-License-Identifier: Apache-2.0 */
/* Fuzz target: definitions of figures. What is accepted writes tables of an empty ledger and of one with a leaf. */
#include <string.h>

#include "statistics/statistics.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size_bytes);

static const char leaf[] = "{\"commitment\":\"0101010101010101010101010101010101010101010101010101010101010101\","
                           "\"kind\":\"submission\",\"level\":\"none\",\"month\":\"2011-06\",\"state\":\"US-NY\"}";

static void check(const struct tp_definitions *definitions)
{
    struct tp_statistics *statistics;
    struct tp_buffer text;

    TP_ASSERT(tp_statistics_new(definitions, &statistics, NULL) == TP_OK);
    for (unsigned i = 0; i < 8; i++) {
        const struct tp_statistics_form form = {.format = i % 2 ? TP_STATISTICS_CSV : TP_STATISTICS_JSON,
                                                .threshold = i < 4 ? 0 : tp_definitions_threshold(definitions),
                                                .counties = i % 4 == 3};
        tp_buffer_init(&text);
        TP_ASSERT(tp_statistics_write(statistics, &form, &text, NULL) == TP_OK && text.size_bytes > 0);
        tp_buffer_deinit(&text);
        TP_ASSERT(tp_statistics_add(statistics, i, leaf, sizeof leaf - 1, NULL) == TP_OK);
    }
    tp_statistics_free(&statistics);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size_bytes)
{
    struct tp_definitions *definitions;
    struct tp_diag diag;
    tp_status status;

    tp_diag_init(&diag);
    status = tp_definitions_parse(data, size_bytes, &definitions, &diag);
    TP_ASSERT(diag.status == status && (status == TP_OK) == (definitions != NULL));
    if (definitions)
        check(definitions);
    tp_definitions_free(&definitions);
    return 0;
}
