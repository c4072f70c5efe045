/* SPDX-License-Identifier: Apache-2.0 */
/* Everything between nodes: signed messages out and in, legs of bookings, searches for partners, answers, releases,
 * events of agreements, corrections and erasures. docs/exchange-messages.md has the messages and the states.
 *
 * Asked for by jobs: "partner.legs" about a booking's id; "partner.notices" about an owner; "partner.events"
 * about an event's hash, or "" for all: the other parties are told what they were not told yet.
 * Tells by jobs: "booking.answered" about the booking's id once its last leg has ended.
 *
 * Records: "leg" (link: booking id or request id), "request" (link: the partner), "message" ("ID out" and "ID in"),
 * "disclosure" (link: owner), "release" ("REQUEST RECIPIENT"), "nonce", "spread" and "waiting" (events). What a
 * partner's message makes here is named by tp_partner_record_id, and has the message's id in its content. Blobs: what a
 * partner told of a person is "fields" of the owner "leg/ID". */
#ifndef TP_PARTNER_PARTNER_H
#define TP_PARTNER_PARTNER_H

#include "exchange/exchange.h"

extern const struct tp_part tp_partner_part;

/* After opening: has the other parties told of events that were taken while the node was not running. */
TP_NODISCARD tp_status tp_partner_start(struct tp_exchange *exchange, struct tp_diag *diag);

/* What this node calls the message ID of FROM, and what it makes here: a sender chooses its ids, and may choose one
 * that another uses. */
TP_NODISCARD tp_status tp_partner_record_id(const char *from, const char *id, char out[TP_EXCHANGE_ID_BYTES],
                                            struct tp_diag *diag);

/* The head of a message to /v1/messages, before its body is read: E_FORMAT or E_DENIED unless a partner has signed it
 * lately. Any thread, without the lock. */
TP_NODISCARD tp_status tp_partner_admit(struct tp_exchange *exchange, const struct tp_wire_request *head,
                                        struct tp_diag *diag);

/* ---- evidence (evidence.c) --------------------------------------------------------------------------------------- */

/* What a file of evidence (operation getEvidence) shows, once it was checked. */
struct tp_evidence {
    char message[TP_EXCHANGE_ID_BYTES], kind[32];
    char from[TP_ID_MAX], to[TP_ID_MAX];
    int64_t signed_s;
    bool is_acknowledged; /* and RECEIVER's signature on that is right */
};
/* Without any node: that the file's message was signed by the holder of SENDER's key as it stands, and, unless RECEIVER
 * is NULL, acknowledged by the holder of that. E_FORMAT, E_CHECKSUM, E_DENIED. */
TP_NODISCARD tp_status tp_evidence_check(const void *file, size_t size_bytes, const struct tp_public_key *sender,
                                         const struct tp_public_key *receiver, struct tp_evidence *out,
                                         struct tp_diag *diag);

#endif
