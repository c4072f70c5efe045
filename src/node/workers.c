/* SPDX-License-Identifier: Apache-2.0 */
/* Threads that extract. */
#include <stdlib.h>
#include <string.h>

#include "node/tenprint.h"

tp_status tp_workers_init(unsigned thread_count, struct tp_workers *out, struct tp_diag *diag)
{
    void *memory;
    tp_status status;

    memset(out, 0, sizeof *out);
    status = tp_pool_new(thread_count, &out->pool, diag);
    if (status == TP_OK)
        status = tp_alloc_zero(&memory, tp_pool_thread_count(out->pool), sizeof(struct tp_extractor *), diag);
    if (status == TP_OK)
        out->extractors = memory;
    for (unsigned i = 0; status == TP_OK && i < tp_pool_thread_count(out->pool); i++)
        status = tp_extractor_new(&out->extractors[i], diag);
    if (status != TP_OK)
        tp_workers_deinit(out);
    return status;
}

void tp_workers_deinit(struct tp_workers *workers)
{
    for (unsigned i = 0; workers->extractors && i < tp_pool_thread_count(workers->pool); i++)
        tp_extractor_free(&workers->extractors[i]);
    free(workers->extractors);
    tp_pool_free(&workers->pool);
    memset(workers, 0, sizeof *workers);
}
