/* SPDX-License-Identifier: Apache-2.0 */
/* Codes of jurisdictions: COUNTRY, COUNTRY-STATE, COUNTRY-STATE-COUNTY. The tree is in the codes alone.
 *
 *   country   two letters, ISO 3166-1 alpha-2              US
 *   state     one to three letters or digits, ISO 3166-2   US-NY
 *   county    one to eight letters or digits; in the       US-NY-027
 *             United States the last three of FIPS */
#include <string.h>

#include "agreement/agreement.h"

enum { COUNTRY_LENGTH = 2, STATE_LENGTH_MAX = 3, COUNTY_LENGTH_MAX = 8 };

static bool is_letter(char c)
{
    return c >= 'A' && c <= 'Z';
}

/* How many letters and digits TEXT begins with; letters are capitals. */
static size_t part_length(const char *text)
{
    size_t length = 0;

    while (is_letter(text[length]) || (text[length] >= '0' && text[length] <= '9'))
        length++;
    return length;
}

/* The level of a code, 0 for what is none. */
static int level_of(const char *code)
{
    size_t length;

    if (!code || !is_letter(code[0]) || !is_letter(code[1]))
        return 0;
    code += COUNTRY_LENGTH;
    if (*code == '\0')
        return TP_LEVEL_COUNTRY;
    length = *code == '-' ? part_length(code + 1) : 0;
    if (length < 1 || length > STATE_LENGTH_MAX)
        return 0;
    code += 1 + length;
    if (*code == '\0')
        return TP_LEVEL_STATE;
    length = *code == '-' ? part_length(code + 1) : 0;
    return length >= 1 && length <= COUNTY_LENGTH_MAX && code[1 + length] == '\0' ? TP_LEVEL_COUNTY : 0;
}

bool tp_jurisdiction_is_code(const char *code)
{
    return level_of(code) != 0;
}

enum tp_level tp_jurisdiction_level(const char *code)
{
    return (enum tp_level)level_of(code);
}

/* CODE without its last part; empty for a country and for what is no code. */
bool tp_jurisdiction_parent(const char *code, char out[TP_JURISDICTION_MAX])
{
    size_t length = level_of(code) > TP_LEVEL_COUNTRY ? (size_t)(strrchr(code, '-') - code) : 0;

    if (length > 0)
        memmove(out, code, length);
    out[length] = '\0';
    return length > 0;
}

bool tp_jurisdiction_covers(const char *outer, const char *inner)
{
    size_t length;

    if (level_of(outer) == 0 || level_of(inner) == 0)
        return false;
    length = strlen(outer);
    return strncmp(outer, inner, length) == 0 && (inner[length] == '\0' || inner[length] == '-');
}

void tp_jurisdiction_coarse(const char *code, char out[TP_JURISDICTION_MAX])
{
    size_t length = 0;

    if (level_of(code) == TP_LEVEL_COUNTY) {
        (void)tp_jurisdiction_parent(code, out);
        return;
    }
    if (level_of(code) != 0)
        length = strlen(code);
    if (length > 0)
        memmove(out, code, length);
    out[length] = '\0';
}
