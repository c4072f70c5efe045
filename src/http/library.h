/* SPDX-License-Identifier: Apache-2.0 */
/* libmicrohttpd, for those files of the server that need it. */
#ifndef TP_HTTP_LIBRARY_H
#define TP_HTTP_LIBRARY_H

#include <microhttpd.h>

#endif
