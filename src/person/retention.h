/* SPDX-License-Identifier: Apache-2.0 */
/* The ends of retention, within the module. */
#ifndef TP_PERSON_RETENTION_H
#define TP_PERSON_RETENTION_H

#include "person/person.h"

/* When OWNER's time is over: DAYS after SINCE, as configured when DAYS is 0; TP_STORE_NEVER. */
int64_t tp_retention_end_s(const struct tp_config *config, const char *owner, int64_t since_s, int64_t days);
TP_NODISCARD tp_status tp_retention_until(struct tp_exchange *exchange, const char *owner, int64_t *end_s,
                                          struct tp_diag *diag);
/* When the configured periods are not those of the last start, the ends are looked up anew, in pieces: the job
 * "person.periods" about the record behind which the next piece begins. */
TP_NODISCARD tp_status tp_retention_start(struct tp_exchange *exchange, struct tp_diag *diag);
tp_status tp_periods_job(struct tp_exchange *exchange, struct tp_job *job, const char *about, struct tp_diag *diag);
/* The job "person.retain" about an owner. */
tp_status tp_retention_job(struct tp_exchange *exchange, struct tp_job *job, const char *about, struct tp_diag *diag);

#endif
