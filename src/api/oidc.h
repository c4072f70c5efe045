/* SPDX-License-Identifier: Apache-2.0 */
/* People whom the organisation's identity provider (OpenID Connect) vouches for: bearer tokens that it has signed. */
#ifndef TP_API_OIDC_H
#define TP_API_OIDC_H

#include "exchange/exchange.h"

struct tp_oidc;
/* *OUT is NULL when CONFIG names no provider. E_ARGUMENT for roles that are no duties, and for keys that would come
 * over an open line from elsewhere. Asks nobody yet. */
TP_NODISCARD tp_status tp_oidc_new(const struct tp_config *config, struct tp_oidc **out, struct tp_diag *diag);
void tp_oidc_free(struct tp_oidc **oidc);
/* Whose token it is: signed by a key of the issuer's set, issuer, audience and times as they must be, and the duties
 * that its claim gives. E_DENIED; E_BUSY while the keys cannot be had. They are asked for once an hour, and for a key
 * that is not known at most once in ten seconds; QUICK asks for none: E_BUSY for a token of an unknown key, which may
 * be a good one, once a minute, E_DENIED for others. Thread-safe. */
TP_NODISCARD tp_status tp_oidc_check(struct tp_oidc *oidc, const char *token, int64_t now_s, bool quick,
                                     struct tp_account *out, struct tp_diag *diag);
/* For tests: keys as if they had been fetched at NOW. */
TP_NODISCARD tp_status tp_oidc_set_keys(struct tp_oidc *oidc, const char *keys, int64_t now_s, struct tp_diag *diag);

#endif
