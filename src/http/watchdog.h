/* SPDX-License-Identifier: Apache-2.0 */
/* Ends connections that take too long over one request, however busy they look. */
#ifndef TP_HTTP_WATCHDOG_H
#define TP_HTTP_WATCHDOG_H

#include "base/base.h"

struct tp_watchdog;
struct tp_watch; /* one connection */

TP_NODISCARD tp_status tp_watchdog_new(unsigned limit_s, struct tp_watchdog **out, struct tp_diag *diag);
/* Every watch has been removed by then. */
void tp_watchdog_free(struct tp_watchdog **watchdog);

/* Watches FD from now on; NULL when out of memory. Remove it before FD is closed. */
struct tp_watch *tp_watchdog_add(struct tp_watchdog *watchdog, int fd);
void tp_watchdog_remove(struct tp_watchdog *watchdog, struct tp_watch *watch);
/* Starts the time anew, or stops it. */
void tp_watchdog_arm(struct tp_watchdog *watchdog, struct tp_watch *watch, bool armed);

#endif
