/* SPDX-License-Identifier: Apache-2.0 */
/* Who asks: by the token of a session, which a browser's cookie may have, or by one that the organisation's identity
 * provider has signed. */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "api/cookie.h"
#include "api/front.h"

/* What follows "Bearer " in the Authorization header (RFC 6750), NULL for anything else. */
static const char *bearer_token(const struct tp_http_request *request)
{
    const char *value = tp_http_header(request, "Authorization");

    if (!value || strncasecmp(value, "Bearer ", 7) != 0)
        return NULL;
    value += 7;
    return value + strspn(value, " ");
}

static bool is_session_token(const char *token)
{
    return strlen(token) == TP_SESSION_TOKEN_BYTES - 1 &&
           strspn(token, "0123456789abcdef") == TP_SESSION_TOKEN_BYTES - 1;
}

tp_status tp_api_authenticate(struct tp_api *api, const struct tp_http_request *request, bool quick,
                              struct tp_visitor *out, struct tp_diag *diag)
{
    const char *cookie = tp_cookie_token(request), *token = cookie ? cookie : bearer_token(request);
    tp_status status;

    memset(out, 0, sizeof *out);
    if (!token)
        return tp_fail(diag, TP_E_DENIED, "Authorization", -1, "an account is needed: log in and send Bearer TOKEN");
    if (is_session_token(token))
        return tp_session_find(api->exchange, token, tp_session_now(api->exchange), &out->account, out->session, diag);
    if (cookie || !api->oidc)
        return tp_fail(diag, TP_E_DENIED, "Authorization", -1, "it is no token of a session");
    status = tp_oidc_check(api->oidc, token, tp_clock_now_s(), quick, &out->account, diag);
    return status == TP_OK && !quick ? tp_account_seen(api->exchange, out->account.name, diag) : status;
}
