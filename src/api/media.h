/* SPDX-License-Identifier: Apache-2.0 */
/* Media types in headers. */
#ifndef TP_API_MEDIA_H
#define TP_API_MEDIA_H

#include <stdbool.h>

/* Whether CONTENT_TYPE, with or without parameters, is TYPE ("application/json"), which has none. */
bool tp_media_is(const char *content_type, const char *type);
/* Whether who sent ACCEPT (NULL: no such header) takes TYPE: ranges, and q=0 (RFC 9110, clause 12.5.1). */
bool tp_media_accepts(const char *accept, const char *type);

#endif
