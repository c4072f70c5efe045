/* SPDX-License-Identifier: Apache-2.0 */
/* Reading what is asked in a JSON body. */
#include <string.h>

#include "office/parts.h"

tp_status tp_office_input_only(const struct tp_call *call, const char *const *names, struct tp_diag *diag)
{
    if (!call->input || tp_json_kind(call->input) != TP_JSON_OBJECT)
        return tp_fail(diag, TP_E_ARGUMENT, "body", -1, "must be a JSON object");
    for (size_t i = 0; i < tp_json_count(call->input); i++) {
        const char *key = "";
        size_t name = 0;

        tp_json_member_at(call->input, i, &key);
        while (names[name] && strcmp(names[name], key) != 0)
            name++;
        if (!names[name])
            return tp_fail(diag, TP_E_ARGUMENT, "body", -1, "has no member %.40s", key);
    }
    return TP_OK;
}

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
