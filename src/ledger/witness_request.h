/* SPDX-License-Identifier: Apache-2.0 */
/* What a log asks of a witness. */
#ifndef TP_LEDGER_WITNESS_REQUEST_H
#define TP_LEDGER_WITNESS_REQUEST_H

#include "ledger/ledger.h"

struct tp_witness_request {
    uint64_t old_size;
    struct tp_proof proof;
    struct tp_note note; /* the checkpoint that is to be cosigned */
    struct tp_checkpoint checkpoint;
};
TP_NODISCARD tp_status tp_witness_request_parse(const void *body, size_t size_bytes, struct tp_witness_request *out,
                                                struct tp_diag *diag);
void tp_witness_request_deinit(struct tp_witness_request *request);

#endif
