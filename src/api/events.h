/* SPDX-License-Identifier: Apache-2.0 */
/* Replies that go on: who follows something is told how it stands whenever that has changed (server-sent events). */
#ifndef TP_API_EVENTS_H
#define TP_API_EVENTS_H

#include "exchange/exchange.h"
#include "http/http.h"

struct tp_front;
struct tp_events;
enum { TP_EVENTS_PER_ACCOUNT = 8, TP_EVENTS_MAX = 256, TP_EVENTS_TOKEN_S = 300 };
/* EXCHANGE outlives it. A thread of its own looks once a second. */
TP_NODISCARD tp_status tp_events_new(struct tp_exchange *exchange, struct tp_events **out, struct tp_diag *diag);
/* Ends all. */
void tp_events_free(struct tp_events **events);
/* CALL's operation has said what is followed: makes REPLY a stream, with how it stands now in it. It ends when no more
 * will come, when the session does, or nobody reads; one by an identity provider's token after five minutes. E_BUSY
 * (429) beyond so many of an account or at all. */
TP_NODISCARD tp_status tp_events_add(struct tp_events *events, const struct tp_front *front, struct tp_call *call,
                                     struct tp_http_reply *reply, struct tp_diag *diag);

#endif
