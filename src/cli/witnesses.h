/* SPDX-License-Identifier: Apache-2.0 */
/* Asking the witnesses of an organisation for cosignatures (C2SP tlog-witness). */
#ifndef TP_CLI_WITNESSES_H
#define TP_CLI_WITNESSES_H

#include "cli/published.h"
#include "node/organisation.h"

enum tp_witness_outcome { TP_WITNESS_COSIGNED, TP_WITNESS_REFUSED, TP_WITNESS_NOT_REACHABLE, TP_WITNESS_NOT_ASKED };

struct tp_witness_answer {
    struct tp_verifier verifier;
    enum tp_witness_outcome outcome;
    int http;        /* status of the last answer, 0 for none */
    char text[256];  /* why there is no cosignature: printable, one line */
    char line[1024]; /* the cosignature, checked; "" for none */
    uint64_t size;   /* of the checkpoint that was shown */
    uint64_t time_s; /* of the cosignature */
};

/* "cosigned", "not-reachable". Static strings. */
const char *tp_witness_outcome_code(enum tp_witness_outcome outcome);
/* Whether a line of a note is a signature in the name of VERIFIER, valid or not. */
bool tp_witness_line_is_by(const char *line, const struct tp_verifier *verifier);
/* Shows the published checkpoint to the witness at its URL. What the witness or the network does is in OUT; an error is
 * our own trouble: the ledger cannot be read, memory. */
TP_NODISCARD tp_status tp_witness_ask(const struct tp_published *published, const struct tp_config_witness *witness,
                                      struct tp_witness_answer *out, struct tp_diag *diag);

#endif
