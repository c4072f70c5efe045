/* SPDX-License-Identifier: Apache-2.0 */
/* Everything between nodes: signed messages out and in, legs of bookings, searches for partners, answers, releases,
 * events of agreements, corrections and erasures. docs/exchange-messages.md has the messages and the states.
 *
 * Asked for by jobs: "partner.legs" about a booking's id; "partner.erase" and "partner.correct" about an owner;
 * "partner.event" about an event's hash: the other parties are told of it.
 * Tells by jobs: "booking.answered" about the booking's id once its last leg has ended.
 *
 * Records: "leg" (link: booking id or request id), "request" (link: the partner), "message" ("ID out" and "ID in"),
 * "disclosure" (link: owner), "release" ("REQUEST RECIPIENT"), "nonce", "spread" and "waiting" (events).
 * Blobs: what a partner told of a person is "fields" of the owner "leg/ID". */
#ifndef TP_PARTNER_PARTNER_H
#define TP_PARTNER_PARTNER_H

#include "exchange/exchange.h"

extern const struct tp_part tp_partner_part;

/* After opening: has the other parties told of events that were taken while the node was not running. */
TP_NODISCARD tp_status tp_partner_start(struct tp_exchange *exchange, struct tp_diag *diag);

#endif
