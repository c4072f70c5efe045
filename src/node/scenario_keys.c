/* SPDX-License-Identifier: Apache-2.0 */
/* Keys that follow from names, and agreements in which names stand for them. */
#include <stdlib.h>
#include <string.h>

#include "node/scenario_data.h"

enum { NAME_MAX_BYTES = 80, LEAD_BYTES = 9 };

tp_status tp_scenario_seed(const char *name, uint8_t out[TP_SEED_BYTES], struct tp_diag *diag)
{
    char text[160];
    int size = snprintf(text, sizeof text, "tenprint-scenario-key/1\n%s", name);

    if (size < 0 || size >= (int)sizeof text)
        return tp_fail(diag, TP_E_ARGUMENT, NULL, -1, "the name of a key is too long");
    return tp_sha256(text, (size_t)size, out, diag);
}

tp_status tp_scenario_signer(const char *name, struct tp_signer **out, struct tp_diag *diag)
{
    uint8_t seed[TP_SEED_BYTES];
    tp_status status = tp_scenario_seed(name, seed, diag);

    *out = NULL;
    return status == TP_OK ? tp_signer_from_seed(seed, out, diag) : status;
}

static tp_status write_key(const char *name, struct tp_buffer *out, struct tp_diag *diag)
{
    struct tp_signer *signer;
    tp_status status = tp_scenario_signer(name, &signer, diag);

    if (status == TP_OK)
        tp_base64_encode(tp_signer_public(signer)->bytes, TP_KEY_BYTES, out);
    tp_signer_free(&signer);
    return status;
}

/* NAME is "immigration-ca/1". */
static tp_status write_version(const struct tp_scenario *scenario, const char *name, struct tp_buffer *out,
                               struct tp_diag *diag)
{
    for (size_t i = 0; i < scenario->agreement_count; i++) {
        const struct tp_scenario_agreement *agreement = &scenario->agreements[i];
        size_t length = strlen(agreement->name);
        long version = 0;
        if (strncmp(name, agreement->name, length) == 0 && name[length] == '/')
            version = strtol(name + length + 1, NULL, 10);
        if (version >= 1 && (size_t)version <= agreement->version_count) {
            tp_write_text(out, "%s", agreement->versions[version - 1]->hash);
            return TP_OK;
        }
    }
    return tp_fail(diag, TP_E_FORMAT, "amends", -1, "no version %s was read before", name);
}

/* Puts what SIZE bytes of TEXT stand for behind OUT. */
static tp_status fill_in(const struct tp_scenario *scenario, const char *text, size_t size, struct tp_buffer *out,
                         struct tp_diag *diag)
{
    tp_status status = TP_OK;

    for (size_t at = 0; status == TP_OK && at < size;) {
        bool is_key = size - at > LEAD_BYTES && memcmp(text + at, "\"seed:", 6) == 0;
        bool is_version = size - at > LEAD_BYTES && memcmp(text + at, "\"version:", LEAD_BYTES) == 0;
        size_t begin = at + (is_key ? 6 : LEAD_BYTES), end = begin;
        char name[NAME_MAX_BYTES];

        if (!is_key && !is_version) {
            tp_write_u8(out, (uint8_t)text[at++]);
            continue;
        }
        while (end < size && text[end] != '"')
            end++;
        if (end == size || end - begin >= sizeof name)
            return tp_fail(diag, TP_E_FORMAT, NULL, (int64_t)at, "the name behind seed: or version: is too long");
        memcpy(name, text + begin, end - begin);
        name[end - begin] = '\0';
        tp_write_u8(out, '"');
        status = is_key ? write_key(name, out, diag) : write_version(scenario, name, out, diag);
        at = end;
    }
    return status;
}

tp_status tp_scenario_read_agreement(const struct tp_scenario *scenario, const char *path, struct tp_terms **out,
                                     struct tp_diag *diag)
{
    uint8_t *text = NULL;
    size_t size = 0;
    struct tp_buffer filled;
    tp_status status = tp_file_read(path, TP_AGREEMENT_DOCUMENT_MAX, &text, &size, diag);

    *out = NULL;
    tp_buffer_init(&filled);
    if (status == TP_OK)
        status = fill_in(scenario, (const char *)text, size, &filled, diag);
    if (status == TP_OK && filled.bad)
        status = tp_fail(diag, TP_E_MEMORY, NULL, -1, "out of memory");
    if (status == TP_OK)
        status = tp_terms_parse(filled.data, filled.size_bytes, out, diag);
    tp_buffer_deinit(&filled);
    free(text);
    return tp_diag_in_file(diag, status, path);
}
