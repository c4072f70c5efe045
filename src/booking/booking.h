/* SPDX-License-Identifier: Apache-2.0 */
/* Bookings: people whose prints an agency submits, as EBTS files or JSON, and what comes of it. docs/bookings.md. */
#ifndef TP_BOOKING_BOOKING_H
#define TP_BOOKING_BOOKING_H

#include "exchange/exchange.h"

/* Operations: submitBooking, checkBooking, listBookings, getBooking, getBookingResult. Jobs: booking.check,
 * booking.search, booking.reviewed, booking.answered. It asks partner for partner.legs. */
extern const struct tp_part tp_booking_part;

/* ---- the drop folder (drop.c) -------------------------------------------------------------------------------------
 * DIR/NAME becomes a booking once it is whole; then it is removed, and DIR/done/NAME.json names the booking. A file
 * that is refused is moved to DIR/refused/, with NAME.txt (why) and, where one can be made, NAME.errt beside it. */

struct tp_drop;
/* A thread that looks into the configured folder, or FOLDER/drop when there is one; without either *OUT is NULL. */
TP_NODISCARD tp_status tp_drop_start(struct tp_exchange *exchange, struct tp_drop **out, struct tp_diag *diag);
void tp_drop_stop(struct tp_drop **drop);
/* Takes the files of DIR that have not changed for SETTLED_S seconds. *TAKEN and *REFUSED, which may be NULL, are how
 * many. Trouble with the node or the disk (not with a file) ends it. */
TP_NODISCARD tp_status tp_drop_scan(struct tp_exchange *exchange, const char *folder, int64_t settled_s, size_t *taken,
                                    size_t *refused, struct tp_diag *diag);

#endif
