/* SPDX-License-Identifier: Apache-2.0 */
/* Texts and codes of what people send. */
#include <stdio.h>
#include <string.h>

#include "review/records.h"

enum { WORDS_MAX_BYTES = 8000 };

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
