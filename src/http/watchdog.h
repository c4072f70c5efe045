/* SPDX-License-Identifier: Apache-2.0 */
/* Ends connections that take too long over one request, however busy they look. */
#ifndef TP_HTTP_WATCHDOG_H
#define TP_HTTP_WATCHDOG_H

#include "base/base.h"

struct tp_watchdog;
struct tp_watch; /* one connection */

typedef void tp_watchdog_fn(void *context);
struct tp_watchdog_options {
    unsigned limit_s;
    /* Called by its thread; both may be NULL: for each connection that it ended in the middle of something, and ten
     * times a second. */
    tp_watchdog_fn *on_slow, *on_round;
    void *context;
};
TP_NODISCARD tp_status tp_watchdog_new(const struct tp_watchdog_options *options, struct tp_watchdog **out,
                                       struct tp_diag *diag);
/* Every watch has been removed by then. */
void tp_watchdog_free(struct tp_watchdog **watchdog);

/* Watches FD from now on, idle; NULL when out of memory. Remove it before FD is closed. */
struct tp_watch *tp_watchdog_add(struct tp_watchdog *watchdog, int fd);
void tp_watchdog_remove(struct tp_watchdog *watchdog, struct tp_watch *watch);
/* Those that are watched now end when they are idle: at once, or when they become so; those on which nothing was asked
 * yet have two seconds for it. */
void tp_watchdog_end_idle(struct tp_watchdog *watchdog);
/* IDLE and BUSY give the whole time anew and EXTRA_S, ON is busy with what is left of it, OFF stops the clock. */
enum tp_watch_mode { TP_WATCH_OFF, TP_WATCH_IDLE, TP_WATCH_BUSY, TP_WATCH_ON };
void tp_watchdog_set(struct tp_watchdog *watchdog, struct tp_watch *watch, enum tp_watch_mode mode, unsigned extra_s);

#endif
