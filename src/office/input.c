/* SPDX-License-Identifier: Apache-2.0 */
/* Reading what is asked in a JSON body. */
#include <string.h>

#include "office/parts.h"

/* Blanks alone say nothing. */
static bool says_something(const char *text)
{
    return text[strspn(text, " \t\r\n")] != '\0';
}

static bool is_allowed(const char *text, bool one_line)
{
    for (; *text; text++)
        if ((unsigned char)*text < 0x20 && (one_line || (*text != '\n' && *text != '\r' && *text != '\t')))
            return false;
    return true;
}

tp_status tp_office_input_text(const struct tp_call *call, const struct tp_office_text *wanted, const char **out,
                               struct tp_diag *diag)
{
    const struct tp_json_value *value = tp_json_member(call->input, wanted->name);
    const char *text = value ? tp_json_to_text(value) : NULL;

    *out = "";
    if (!value && wanted->optional)
        return TP_OK;
    if (!text || strlen(text) > wanted->max_bytes || !says_something(text) || !is_allowed(text, wanted->one_line))
        return tp_fail(diag, TP_E_ARGUMENT, wanted->name, -1, "it must be a text of 1 to %zu bytes%s",
                       wanted->max_bytes, wanted->one_line ? ", on one line" : "");
    *out = text;
    return TP_OK;
}
