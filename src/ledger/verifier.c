/* SPDX-License-Identifier: Apache-2.0 */
/* Verifier keys (C2SP signed-note): "<name>+<8 hex digits: key id>+<base64: type, 32 bytes of Ed25519 key>". The id is
 * the first four bytes of SHA-256 over name, newline, type and key. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "ledger/text.h"

enum { ID_DIGITS = 8, MATERIAL_BYTES = 1 + TP_KEY_BYTES };

static tp_status compute_id(struct tp_verifier *verifier, struct tp_diag *diag)
{
    uint8_t data[TP_LEDGER_NAME_MAX + MATERIAL_BYTES], digest[TP_SHA256_BYTES];
    size_t length = strlen(verifier->name);
    tp_status status;

    memcpy(data, verifier->name, length);
    data[length] = '\n';
    data[length + 1] = (uint8_t)verifier->type;
    memcpy(data + length + 2, verifier->key.bytes, TP_KEY_BYTES);
    status = tp_sha256(data, length + 2 + TP_KEY_BYTES, digest, diag);
    if (status == TP_OK) {
        struct tp_cursor cursor = tp_cursor_over(digest, sizeof digest);
        verifier->id = tp_read_u32be(&cursor);
    }
    return status;
}

tp_status tp_verifier_make(const char *name, enum tp_key_type type, const struct tp_public_key *key,
                           struct tp_verifier *out, struct tp_diag *diag)
{
    tp_status status;

    memset(out, 0, sizeof *out);
    if (!tp_key_name_is_valid(name) || strlen(name) >= TP_LEDGER_NAME_MAX)
        return tp_fail(diag, TP_E_ARGUMENT, "name of a key", -1,
                       "it has 1 to %d bytes of UTF-8 without blanks and without '+'", TP_LEDGER_NAME_MAX - 1);
    snprintf(out->name, sizeof out->name, "%s", name);
    out->type = type;
    out->key = *key;
    status = compute_id(out, diag);
    if (status != TP_OK)
        memset(out, 0, sizeof *out);
    return status;
}

/* The three parts of a verifier's text; the last may have '+' as a digit. */
struct parts {
    struct tp_line name, id;
    const char *material;
};

static bool split(const char *text, struct parts *out)
{
    const char *first = strchr(text, '+'), *second = first ? strchr(first + 1, '+') : NULL;

    if (!second)
        return false;
    out->name = (struct tp_line){text, (size_t)(first - text)};
    out->id = (struct tp_line){first + 1, (size_t)(second - first - 1)};
    out->material = second + 1;
    return true;
}

static tp_status check_id(struct tp_line id, const struct tp_verifier *verifier, struct tp_diag *diag)
{
    char expected[ID_DIGITS + 1];

    snprintf(expected, sizeof expected, "%08" PRIx32, verifier->id);
    if (!tp_line_is(id, expected))
        return tp_fail(diag, TP_E_CHECKSUM, "verifier key", -1, "the id does not belong to name and key: it is not %s",
                       expected);
    return TP_OK;
}

tp_status tp_verifier_parse(const char *text, struct tp_verifier *out, struct tp_diag *diag)
{
    uint8_t material[MATERIAL_BYTES];
    struct tp_public_key key;
    char name[TP_LEDGER_NAME_MAX];
    struct parts parts;
    tp_status status;

    memset(out, 0, sizeof *out);
    if (!split(text, &parts))
        return tp_fail(diag, TP_E_FORMAT, "verifier key", -1, "it does not have the form NAME+ID+KEY");
    if (!tp_line_copy(parts.name, name, sizeof name) || !tp_key_name_is_valid(name))
        return tp_fail(diag, TP_E_FORMAT, "verifier key", -1, "its name is empty, too long or not the name of a key");
    if (!tp_base64_decode_exact(parts.material, material, sizeof material))
        return tp_fail(diag, TP_E_FORMAT, "verifier key", -1, "its key is not a type and 32 bytes in base64");
    if (material[0] != TP_KEY_NOTE && material[0] != TP_KEY_COSIGNATURE)
        return tp_fail(diag, TP_E_UNSUPPORTED, "verifier key", -1, "keys of type 0x%02x are not supported",
                       material[0]);
    memcpy(key.bytes, material + 1, sizeof key.bytes);
    status = tp_verifier_make(name, (enum tp_key_type)material[0], &key, out, diag);
    if (status == TP_OK)
        status = check_id(parts.id, out, diag);
    if (status != TP_OK)
        memset(out, 0, sizeof *out);
    return status;
}

void tp_verifier_write(const struct tp_verifier *verifier, struct tp_buffer *out)
{
    uint8_t material[MATERIAL_BYTES] = {(uint8_t)verifier->type};

    memcpy(material + 1, verifier->key.bytes, TP_KEY_BYTES);
    tp_write_text(out, "%s+%08" PRIx32 "+", verifier->name, verifier->id);
    tp_base64_encode(material, sizeof material, out);
}
