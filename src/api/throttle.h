/* SPDX-License-Identifier: Apache-2.0 */
/* Failed attempts to log in, counted by account, by address and by both: after a few, each further one has to wait longer. */
#ifndef TP_API_THROTTLE_H
#define TP_API_THROTTLE_H

#include "base/base.h"

struct tp_throttle;
TP_NODISCARD tp_status tp_throttle_new(struct tp_throttle **out, struct tp_diag *diag);
void tp_throttle_free(struct tp_throttle **throttle);

/* Thread-safe. An attempt counts as failed from its beginning, so that many at once do not slip through: 0, or the
 * seconds that KEY ("account a.miller", "address 10.0.0.1") has to wait, and then it does not count. FREE attempts
 * go without waiting, then each doubles the wait, up to 15 minutes; a day without attempts clears it. */
unsigned tp_throttle_begin(struct tp_throttle *throttle, const char *key, unsigned free_attempts, int64_t now_s);
/* It was a good one: does not count. What failed before goes on counting, so that who has an account cannot guess
 * those of others between good ones. */
void tp_throttle_succeed(struct tp_throttle *throttle, const char *key);

#endif
