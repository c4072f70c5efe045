/* SPDX-License-Identifier: Apache-2.0 */
/* Ledgers and keys as the command line names them. */
#include "cli/published.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { KEYS_MAX_BYTES = 65536, KEY_TEXT_BYTES = TP_LEDGER_NAME_MAX + 64 };

/* ---- keys -------------------------------------------------------------------------------------------------------- */

/* One word of TEXT, NUL-terminated; *TEXT goes on behind it. */
static tp_status take_key(const char **text, const char *option, struct tp_verifier *out, struct tp_diag *diag)
{
    size_t length = strcspn(*text, " \t\r\n");
    char word[KEY_TEXT_BYTES];

    if (length >= sizeof word)
        return tp_fail(diag, TP_E_ARGUMENT, option, -1, "a key is longer than keys are");
    memcpy(word, *text, length);
    word[length] = '\0';
    *text += length;
    return tp_verifier_parse(word, out, diag);
}

static tp_status take_keys(const char *text, const char *option, struct tp_verifier *out, size_t max, size_t *count,
                           struct tp_diag *diag)
{
    tp_status status = TP_OK;

    for (text += strspn(text, " \t\r\n"); *text && status == TP_OK; text += strspn(text, " \t\r\n")) {
        if (*text == '#') {
            text += strcspn(text, "\n");
            continue;
        }
        if (*count == max)
            return tp_fail(diag, TP_E_ARGUMENT, option, -1, "there are more than %zu keys", max);
        status = take_key(&text, option, &out[(*count)++], diag);
    }
    return status;
}

static tp_status read_text(const char *path, char **out, struct tp_diag *diag)
{
    uint8_t *data;
    size_t size_bytes;
    void *memory = NULL;
    tp_status status = tp_file_read(path, KEYS_MAX_BYTES, &data, &size_bytes, diag);

    *out = NULL;
    if (status == TP_OK)
        status = tp_alloc_zero(&memory, size_bytes + 1, 1, diag);
    if (status == TP_OK)
        memcpy(memory, data, size_bytes);
    free(data);
    *out = memory;
    return status;
}

tp_status tp_verifiers_read(const char *text, const char *option, struct tp_verifier *out, size_t max, size_t *count,
                            struct tp_diag *diag)
{
    const char *path = text[0] == '@' ? text + 1 : NULL;
    char *content = NULL;
    tp_status status = path ? read_text(path, &content, diag) : TP_OK;

    *count = 0;
    if (status == TP_OK)
        status = take_keys(content ? content : text, option, out, max, count, diag);
    if (status == TP_OK && *count == 0)
        status = tp_fail(diag, TP_E_ARGUMENT, option, -1, "there is no key");
    free(content);
    return path ? tp_diag_in_file(diag, status, path) : status;
}

/* ---- ledgers ----------------------------------------------------------------------------------------------------- */

tp_status tp_published_find(const char *folder, const char *key, const char *option, struct tp_published *out,
                            struct tp_diag *diag)
{
    char path[sizeof out->folder + 32];
    size_t count;
    bool organisation;

    memset(out, 0, sizeof *out);
    if (strlen(folder) + sizeof "/ledger" > sizeof out->folder)
        return tp_fail(diag, TP_E_ARGUMENT, "folder", -1, "its name is too long");
    snprintf(path, sizeof path, "%s/organisation.yaml", folder);
    organisation = access(path, F_OK) == 0;
    snprintf(out->folder, sizeof out->folder, "%s%s", folder, organisation ? "/ledger" : "");
    if (key)
        return tp_verifiers_read(key, option, &out->verifier, 1, &count, diag);
    if (access(folder, F_OK) != 0)
        return tp_fail(diag, TP_E_NOT_FOUND, folder, -1, "there is no such folder");
    if (!organisation)
        return tp_fail(diag, TP_E_ARGUMENT, option, -1, "%s is no organisation's folder, so its key is needed", folder);
    snprintf(path, sizeof path, "@%s/verifier", folder);
    return tp_verifiers_read(path, option, &out->verifier, 1, &count, diag);
}
