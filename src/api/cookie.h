/* SPDX-License-Identifier: Apache-2.0 */
/* A session in a browser's cookie, where no script can read it. */
#ifndef TP_API_COOKIE_H
#define TP_API_COOKIE_H

#include "http/http.h"

/* The token that REQUEST's cookie has; NULL without one, or where the Authorization header says who asks. */
const char *tp_cookie_token(const struct tp_http_request *request);
/* Whether the browser says that a page of this node asks. Who only reads need not say it, but must not say otherwise.
 */
bool tp_cookie_is_from_here(const struct tp_http_request *request);
/* From now on the browser sends TOKEN, or, when it is NULL, none. */
void tp_cookie_set(const struct tp_http_request *request, const char *token, struct tp_http_reply *reply);

#endif
