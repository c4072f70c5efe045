/* SPDX-License-Identifier: Apache-2.0 */
/* The web console: its files are in the program (tools/web makes the definition). */
#ifndef TP_API_PAGES_H
#define TP_API_PAGES_H

#include "http/http.h"

struct tp_page {
    const char *path;               /* "/assets/index-CxYz.js"; NULL at the end */
    const char *type;               /* media type */
    const char *etag, *packed_etag; /* of each form, with their quotes */
    const uint8_t *data, *packed;   /* packed: gzip; NULL where that is no smaller */
    size_t data_bytes, packed_bytes;
};
extern const struct tp_page tp_web_pages[];
#define TP_PAGES_INDEX "/index.html" /* there always is */

/* The page that is at REQUEST's path; NULL for none: other methods, paths of the API, files that there are not, and
 * whoever takes no HTML where there is no file. */
const struct tp_page *tp_page_find(const struct tp_page *pages, const struct tp_http_request *request);
/* ENCODING: the Accept-Encoding of the request; NULL without one. */
bool tp_page_may_be_packed(const char *encoding);
void tp_page_serve(const struct tp_page *page, const struct tp_http_request *request, struct tp_http_reply *reply);

#endif
