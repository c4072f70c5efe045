/* SPDX-License-Identifier: Apache-2.0 */
/* Fuzz target: an organisation's configuration. What is accepted has what a node relies on. */
#include <string.h>

#include "node/organisation.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size_bytes);

static void check(const struct tp_config *config)
{
    uint8_t key[TP_KEY_BYTES];

    TP_ASSERT(config->id[0] != '\0' && strlen(config->id) < TP_ID_MAX && config->name[0] != '\0');
    TP_ASSERT(tp_jurisdiction_is_code(config->jurisdiction));
    TP_ASSERT(!config->key_file == (config->token_module && config->token_label && config->token_key));
    TP_ASSERT(strlen(config->ledger_origin) < TP_LEDGER_NAME_MAX);
    TP_ASSERT(config->witnesses_needed <= config->witness_count && config->witness_count <= TP_LEDGER_WITNESSES_MAX);
    for (unsigned i = 0; i < config->partner_count; i++)
        TP_ASSERT(config->partners[i].name && tp_base64_decode_exact(config->partners[i].key, key, sizeof key) &&
                  strcmp(config->partners[i].id, config->id) != 0);
    for (unsigned i = 0; i < config->witness_count; i++) {
        struct tp_verifier verifier;
        TP_ASSERT(tp_verifier_parse(config->witnesses[i].verifier, &verifier, NULL) == TP_OK);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size_bytes)
{
    struct tp_config *config;
    struct tp_diag diag;
    tp_status status;

    tp_diag_init(&diag);
    status = tp_config_parse(data, size_bytes, &config, &diag);
    TP_ASSERT(diag.status == status && (status == TP_OK) == (config != NULL));
    if (config)
        check(config);
    tp_config_free(&config);
    return 0;
}
