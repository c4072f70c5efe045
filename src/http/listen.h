/* SPDX-License-Identifier: Apache-2.0 */
/* A listening socket. */
#ifndef TP_HTTP_LISTEN_H
#define TP_HTTP_LISTEN_H

#include "base/base.h"

/* ADDRESS is numeric, IPv4 or IPv6; PORT 0 is any free one, *BOUND the one that it became. */
TP_NODISCARD tp_status tp_listen(const char *address, uint16_t port, int *fd, uint16_t *bound, struct tp_diag *diag);

#endif
