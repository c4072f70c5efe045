/* SPDX-License-Identifier: Apache-2.0 */
/* How many connections each address has. */
#ifndef TP_HTTP_PEERS_H
#define TP_HTTP_PEERS_H

#include "base/base.h"

struct tp_peers;
/* MAX 0: no limit. */
TP_NODISCARD tp_status tp_peers_new(unsigned max, struct tp_peers **out, struct tp_diag *diag);
void tp_peers_free(struct tp_peers **peers);
/* False when ADDRESS has as many as it may, or without memory. */
bool tp_peers_enter(struct tp_peers *peers, const char *address);
void tp_peers_leave(struct tp_peers *peers, const char *address);

#endif
