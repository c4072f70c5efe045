/* SPDX-License-Identifier: Apache-2.0 */
/* Cases whose truth is known beforehand, to others than the examiners. Inside of review. */
#ifndef TP_REVIEW_SEED_H
#define TP_REVIEW_SEED_H

#include "exchange/exchange.h"

/* In a transaction that opens a case: as often as the configuration says, another one is asked for, whose truth is
 * known; it is a case of its own and opens within the hour. */
TP_NODISCARD tp_status tp_seed_plan(struct tp_exchange *exchange, struct tp_diag *diag);

#endif
