/* SPDX-License-Identifier: Apache-2.0 */
/* What people send: objects with nothing in them that was not expected. */
#include <stdio.h>
#include <string.h>

#include "review/records.h"

enum { WORDS_MAX_BYTES = 8000 };

bool tp_input_lists(const char *list, const char *name)
{
    size_t length = strlen(name);

    for (const char *at = strstr(list, name); at && length > 0; at = strstr(at + 1, name)) {
        if ((at == list || at[-1] == ' ') && (at[length] == ' ' || at[length] == '\0'))
            return true;
    }
    return false;
}

tp_status tp_input_check(const struct tp_json_value *input, const char *members, struct tp_diag *diag)
{
    const char *name;

    if (!input || tp_json_kind(input) != TP_JSON_OBJECT)
        return tp_fail(diag, TP_E_FORMAT, NULL, -1, "an object is expected");
    for (size_t i = 0; i < tp_json_count(input); i++) {
        (void)tp_json_member_at(input, i, &name);
        if (!tp_input_lists(members, name))
            return tp_fail(diag, TP_E_FORMAT, NULL, -1, "there is no member \"%.40s\"", name);
    }
    return TP_OK;
}

tp_status tp_input_words(const struct tp_json_value *input, const char *member, unsigned words, const char **out,
                         struct tp_diag *diag)
{
    *out = tp_json_to_text(tp_json_member(input, member));
    if (!*out)
        return tp_fail(diag, TP_E_FORMAT, member, -1, "a text is expected");
    if (strlen(*out) > WORDS_MAX_BYTES)
        return tp_fail(diag, TP_E_FORMAT, member, -1, "at most %d bytes", WORDS_MAX_BYTES);
    if (!tp_text_has_words(*out, words))
        return tp_fail(diag, TP_E_FORMAT, member, -1, "say it in your own words, at least %u of them", words);
    return TP_OK;
}

tp_status tp_input_code(const struct tp_json_value *input, const char *member, tp_find_fn *find, int *out,
                        struct tp_diag *diag)
{
    const char *text = tp_json_to_text(tp_json_member(input, member));

    *out = text ? find(text) : -1;
    if (*out < 0)
        return tp_fail(diag, TP_E_FORMAT, member, -1, "it is not one of those that there are");
    return TP_OK;
}
