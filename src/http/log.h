/* SPDX-License-Identifier: Apache-2.0 */
/* What the server asks of the log. */
#ifndef TP_HTTP_LOG_H
#define TP_HTTP_LOG_H

#include "http/http.h"

bool tp_log_has_addresses(const struct tp_log *log); /* false for NULL */

#endif
