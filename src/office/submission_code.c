/* SPDX-License-Identifier: Apache-2.0 */
/* Codes of what was handed in: 80 random bits in letters and digits that are not taken for each other. */
#include <string.h>

#include "office/submission.h"

enum { SYMBOLS = 16, GROUP = 4 };

static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

tp_status tp_submission_code_new(char code[TP_SUBMISSION_CODE_BYTES], struct tp_diag *diag)
{
    uint8_t symbols[SYMBOLS];
    tp_status status = tp_random_bytes(symbols, sizeof symbols, diag);

    code[0] = '\0';
    if (status != TP_OK)
        return status;
    for (size_t i = 0; i < SYMBOLS; i++) {
        if (i > 0 && i % GROUP == 0)
            *code++ = '-';
        *code++ = alphabet[symbols[i] & 31];
    }
    *code = '\0';
    tp_wipe(symbols, sizeof symbols);
    return TP_OK;
}

/* 0: a character that no code has. */
static char symbol_of(char character)
{
    if (character >= 'a' && character <= 'z')
        character = (char)(character - 'a' + 'A');
    if (character == 'O')
        character = '0';
    if (character == 'I' || character == 'L')
        character = '1';
    return character && strchr(alphabet, character) ? character : '\0';
}

tp_status tp_submission_code_id(const char *text, char id[TP_EXCHANGE_ID_BYTES], struct tp_diag *diag)
{
    char symbols[SYMBOLS];
    uint8_t hash[TP_SHA256_BYTES];
    size_t count = 0;
    tp_status status;

    id[0] = '\0';
    for (; *text; text++) {
        const char symbol = symbol_of(*text);

        if (*text == '-' || *text == ' ')
            continue;
        if (!symbol || count == SYMBOLS)
            return tp_fail(diag, TP_E_NOT_FOUND, "code", -1, "nothing was handed in with this code, or not lately");
        symbols[count++] = symbol;
    }
    if (count != SYMBOLS)
        return tp_fail(diag, TP_E_NOT_FOUND, "code", -1, "nothing was handed in with this code, or not lately");
    status = tp_sha256(symbols, sizeof symbols, hash, diag);
    if (status == TP_OK)
        tp_hex_encode(hash, (TP_EXCHANGE_ID_BYTES - 1) / 2, id);
    return status;
}
