/* SPDX-License-Identifier: Apache-2.0 */
/* Receipt codes. The check characters make all symbols add up to zero in GF(32), plainly and each times a^place: a code
 * of distance three. */
#include <string.h>

#include "crypto/crypto.h"
#include "person/code.h"

enum { FIELD_POLYNOMIAL = 0x25 /* x^5 + x^2 + 1 */, CHECKS_AT = TP_CODE_SYMBOLS - 2 };

static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

static unsigned multiply(unsigned a, unsigned b)
{
    unsigned product = 0;

    for (; b; b >>= 1, a = a << 1 & 0x20 ? (a << 1) ^ FIELD_POLYNOMIAL : a << 1)
        product ^= b & 1 ? a : 0;
    return product;
}

static unsigned power(unsigned exponent)
{
    unsigned result = 1;

    while (exponent--)
        result = multiply(result, 2);
    return result;
}

static unsigned weighted_sum(const unsigned char *symbols, size_t count)
{
    unsigned sum = 0;

    for (size_t i = 0; i < count; i++)
        sum ^= multiply(symbols[i], power((unsigned)i));
    return sum;
}

static unsigned plain_sum(const unsigned char *symbols, size_t count)
{
    unsigned sum = 0;

    for (size_t i = 0; i < count; i++)
        sum ^= symbols[i];
    return sum;
}

/* With s and w the sums of the other symbols: x + y = s, x a^18 + y a^19 = w; 1/(a^18 + a^19) is its 30th power. */
static void add_checks(unsigned char symbols[TP_CODE_SYMBOLS])
{
    unsigned plain = plain_sum(symbols, CHECKS_AT), weighted = weighted_sum(symbols, CHECKS_AT);
    unsigned divisor = power(CHECKS_AT) ^ power(CHECKS_AT + 1), inverse = 1;

    for (int i = 0; i < 30; i++)
        inverse = multiply(inverse, divisor);
    symbols[CHECKS_AT + 1] = (unsigned char)multiply(weighted ^ multiply(plain, power(CHECKS_AT)), inverse);
    symbols[CHECKS_AT] = (unsigned char)(plain ^ symbols[CHECKS_AT + 1]);
}

static void write(const unsigned char symbols[TP_CODE_SYMBOLS], char code[TP_RECEIPT_CODE_BYTES])
{
    for (size_t i = 0; i < TP_CODE_SYMBOLS; i++) {
        if (i > 0 && i % TP_CODE_GROUP == 0)
            *code++ = '-';
        *code++ = alphabet[symbols[i]];
    }
    *code = '\0';
}

tp_status tp_code_new(char code[TP_RECEIPT_CODE_BYTES], struct tp_diag *diag)
{
    unsigned char symbols[TP_CODE_SYMBOLS] = {0};
    tp_status status = tp_random_bytes(symbols, CHECKS_AT, diag);

    code[0] = '\0';
    if (status != TP_OK)
        return status;
    for (size_t i = 0; i < CHECKS_AT; i++)
        symbols[i] &= 31;
    add_checks(symbols);
    write(symbols, code);
    tp_wipe(symbols, sizeof symbols);
    return TP_OK;
}

/* -1: a character that no code has. */
static int symbol_of(char character)
{
    const char *at;

    if (character >= 'a' && character <= 'z')
        character = (char)(character - 'a' + 'A');
    if (character == 'O')
        character = '0';
    if (character == 'I' || character == 'L')
        character = '1';
    at = character ? strchr(alphabet, character) : NULL;
    return at ? (int)(at - alphabet) : -1;
}

bool tp_code_read(const char *text, char code[TP_RECEIPT_CODE_BYTES])
{
    unsigned char symbols[TP_CODE_SYMBOLS];
    size_t count = 0;

    code[0] = '\0';
    for (; text && *text; text++) {
        int symbol = symbol_of(*text);
        if (*text == ' ' || *text == '-')
            continue;
        if (symbol < 0 || count == TP_CODE_SYMBOLS)
            return false;
        symbols[count++] = (unsigned char)symbol;
    }
    if (count != TP_CODE_SYMBOLS || plain_sum(symbols, count) != 0 || weighted_sum(symbols, count) != 0)
        return false;
    write(symbols, code);
    return true;
}

tp_status tp_code_hash(const char *code, char out[TP_CODE_HASH_BYTES], struct tp_diag *diag)
{
    uint8_t hash[TP_SHA256_BYTES];
    tp_status status = tp_sha256(code, strlen(code), hash, diag);

    out[0] = '\0';
    if (status == TP_OK)
        tp_hex_encode(hash, sizeof hash, out);
    return status;
}
