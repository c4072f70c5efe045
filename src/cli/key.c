/* SPDX-License-Identifier: Apache-2.0 */
/* Public keys in words. */
#include "cli/key.h"

#include <stdio.h>
#include <stdlib.h>

#include "json/json.h"

char *tp_key_text(const struct tp_public_key *key)
{
    struct tp_buffer text;

    tp_buffer_init(&text);
    tp_base64_encode(key->bytes, sizeof key->bytes, &text);
    tp_write_u8(&text, 0);
    if (text.bad)
        tp_buffer_deinit(&text);
    return (char *)text.data;
}

static tp_status print_json(const char *path, const char *key, struct tp_diag *diag)
{
    struct tp_json *document;
    tp_status status = tp_json_new(&document, diag);

    if (status != TP_OK)
        return status;
    tp_json_text(document, "file", path);
    tp_json_text(document, "key", key);
    status = tp_json_print(document, false, stdout, diag);
    tp_json_free(&document);
    return status;
}

tp_status tp_key_print(const char *path, const struct tp_public_key *key, bool json, struct tp_diag *diag)
{
    char *text = tp_key_text(key);
    tp_status status = text ? TP_OK : tp_fail(diag, TP_E_MEMORY, NULL, -1, "no memory for the key");

    if (status == TP_OK && json)
        status = print_json(path, text, diag);
    else if (status == TP_OK)
        printf("public key  %s\n", text);
    free(text);
    return status;
}
