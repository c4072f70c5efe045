/* SPDX-License-Identifier: Apache-2.0 */
/* Private to statistics: the disclosures between two organisations, as one of the two ledgers has them. */
#ifndef TP_STATISTICS_PAIRING_H
#define TP_STATISTICS_PAIRING_H

#include "statistics/statistics.h"

struct tp_disclosed {
    char id[33], what[16], agreement[65];
    bool out; /* it left, as this ledger has it */
    uint64_t index;
};
struct tp_disclosures {
    const char *partner;        /* only those with this one */
    struct tp_disclosed *items; /* owned */
    size_t count, capacity;
};
/* Takes an entry of the ledger, if it is a disclosure with the partner. */
TP_NODISCARD tp_status tp_disclosures_add(struct tp_disclosures *disclosures, uint64_t index, const void *entry,
                                          size_t size_bytes, struct tp_diag *diag);
/* Compares the two sides, which are put in order. */
TP_NODISCARD tp_status tp_disclosures_compare(struct tp_disclosures *a, struct tp_disclosures *b,
                                              struct tp_pairing *out, struct tp_diag *diag);

#endif
