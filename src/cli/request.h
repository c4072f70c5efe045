/* SPDX-License-Identifier: Apache-2.0 */
/* Requests to decide about, as JSON (docs/agreements.md, "A request"). */
#ifndef TP_CLI_REQUEST_H
#define TP_CLI_REQUEST_H

#include "policy/policy.h"
#include "json/json.h"

/* What VALUE asks. All members but `stage` may be missing: what is unknown stays unknown, and is denied where it
 * matters. Who decides measures the age of its checkpoint itself: -1 here. The strings are VALUE's. E_FORMAT names a
 * member that there is not, or whose word or kind is wrong. */
TP_NODISCARD tp_status tp_request_read(const struct tp_json_value *value, struct tp_request *out, struct tp_diag *diag);

#endif
