/* SPDX-License-Identifier: Apache-2.0 */
/* Members of a request's body, and numbers of its query. */
#include "api/input.h"

#include <stdlib.h>
#include <string.h>

tp_status tp_input_text(const struct tp_json_value *input, const char *name, size_t max_bytes, bool needed,
                        const char **out, struct tp_diag *diag)
{
    const struct tp_json_value *value = tp_json_member(input, name);

    *out = value ? tp_json_to_text(value) : NULL;
    if (!value && needed)
        return tp_fail(diag, TP_E_FORMAT, name, -1, "is missing");
    if (value && (!*out || strlen(*out) > max_bytes)) {
        *out = NULL;
        return tp_fail(diag, TP_E_FORMAT, name, -1, "must be a text of at most %zu bytes", max_bytes);
    }
    return TP_OK;
}

tp_status tp_input_number(const char *text, const char *field, int64_t high, int64_t otherwise, int64_t *out,
                          struct tp_diag *diag)
{
    size_t length = text ? strlen(text) : 0;

    *out = otherwise;
    if (!text)
        return TP_OK;
    if (length > 0 && length <= 18 && strspn(text, "0123456789") == length)
        *out = strtoll(text, NULL, 10);
    else
        *out = -1;
    if (*out >= 0 && *out <= high)
        return TP_OK;
    *out = otherwise;
    return tp_fail(diag, TP_E_ARGUMENT, field, -1, "must be a whole number from 0 to %lld", (long long)high);
}
