/* SPDX-License-Identifier: Apache-2.0 */
/* Bookings: people whose prints an agency submits, as EBTS files or JSON, and what comes of it. docs/bookings.md. */
#ifndef TP_BOOKING_BOOKING_H
#define TP_BOOKING_BOOKING_H

#include "exchange/exchange.h"

/* Operations: submitBooking, checkBooking, listBookings, getBooking, getBookingResult, watchBooking. Jobs:
 * booking.check, booking.search, booking.reviewed, booking.answered, booking.renew, booking.respond. It asks partner
 * for partner.legs. */
extern const struct tp_part tp_booking_part;

/* ---- the drop folder (drop.c) -------------------------------------------------------------------------------------
 * DIR/NAME becomes a booking once it is whole; then it is removed, and DIR/done/NAME.json names the booking. Answers to
 * EBTS files follow: DIR/responses/NAME.1.sre, NAME.2.sre or NAME.errt. A file that is refused at once is moved to
 * DIR/refused/, with NAME.txt (why) and, where one can be made, NAME.errt beside it. The configuration says whose
 * bookings they are and what for. */

struct tp_drop;
/* Told what is wrong with the folder or a file in it, once until that changes; status TP_OK: nothing is any more. Words
 * may name files. */
typedef void tp_drop_told_fn(void *context, const struct tp_diag *what);
/* A thread that looks into the configured folder, or FOLDER/drop when there is one; without either *OUT is NULL. TOLD
 * may be NULL. */
TP_NODISCARD tp_status tp_drop_start(struct tp_exchange *exchange, tp_drop_told_fn *told, void *context,
                                     struct tp_drop **out, struct tp_diag *diag);
void tp_drop_stop(struct tp_drop **drop);
/* Takes the files of DIR that have not changed for SETTLED_S seconds. *TAKEN and *REFUSED, which may be NULL, are how
 * many. A file that cannot be read is left and is the failure in the end; trouble with the node ends it at once.
 * E_DENIED without an account that may book. */
TP_NODISCARD tp_status tp_drop_scan(struct tp_exchange *exchange, const char *folder, int64_t settled_s, size_t *taken,
                                    size_t *refused, struct tp_diag *diag);

#endif
