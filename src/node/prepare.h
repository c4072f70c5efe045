/* SPDX-License-Identifier: Apache-2.0 */
/* All files of a manifest to encoded templates: what enrolment does before the store is touched, and a batch of
 * searches first of all. */
#ifndef TP_NODE_PREPARE_H
#define TP_NODE_PREPARE_H

#include "node/node.h"

struct tp_prepared_print {
    uint8_t *data; /* a template in the native encoding, owned */
    size_t size_bytes;
    uint8_t position, quality;
    bool ppi_assumed, empty;
};

/* The prints of one row: one of an image or a template, many of a ten-print transaction. */
struct tp_prepared {
    struct tp_prepared_print *prints; /* owned */
    size_t count;
    size_t unplaced_count;          /* prints left out because nothing says their finger */
    bool contradictory;             /* its rolled and plain prints disagree about the fingers' sequence */
    size_t doubtful_slap_count;     /* slaps in which fingers are missing, too many or uncertain */
    struct tp_tenprint transaction; /* only while it is worked on */
};

/* Fills OUT, one for each row of MANIFEST, zeroed before; to be freed with tp_prepared_deinit even on failure. The
 * first row that fails is the one reported, whatever the order of the threads. USE says what of a transaction is taken;
 * what is searched for may be of unknown fingers. */
TP_NODISCARD tp_status tp_prepare(const struct tp_manifest *manifest, enum tp_tenprint_use use, unsigned thread_count,
                                  struct tp_prepared *out, struct tp_diag *diag);
void tp_prepared_deinit(struct tp_prepared *prepared);

#endif
