/* SPDX-License-Identifier: Apache-2.0 */
/* The vault: a random key under which the keys of owners are wrapped, in the file "vault" of the folder, one line each:
 *
 *   tenprint-vault/1
 *   scrypt strong SALT       or "rehearsal"; 16 bytes in base64
 *   SEALED                   the key under what SECRET stretches to; 60 bytes in base64
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "exchange/state.h"

#define HEAD "tenprint-vault/1\nscrypt "

enum { SALT_BYTES = 16, SEALED_BYTES = TP_SEAL_KEY_BYTES + TP_SEAL_BYTES, FILE_MAX = 4096, LINE_MAX_BYTES = 128 };

static const char *const guards[] = {[TP_GUARD_STRONG] = "strong", [TP_GUARD_REHEARSAL] = "rehearsal"};
static const char about[] = "tenprint vault key";

static tp_status write_file(const char *path, enum tp_guard guard, const uint8_t salt[SALT_BYTES],
                            const uint8_t sealed[SEALED_BYTES], struct tp_diag *diag)
{
    struct tp_buffer file;
    tp_status status;

    tp_buffer_init(&file);
    tp_write_text(&file, HEAD "%s ", guards[guard]);
    tp_base64_encode(salt, SALT_BYTES, &file);
    tp_write_text(&file, "\n");
    tp_base64_encode(sealed, SEALED_BYTES, &file);
    tp_write_text(&file, "\n");
    status = file.bad ? tp_fail(diag, TP_E_MEMORY, NULL, -1, "out of memory")
                      : tp_file_write_private(path, file.data, file.size_bytes, diag);
    tp_buffer_deinit(&file);
    return status;
}

/* Seals KEY under SECRET. */
static tp_status save(const char *path, const char *secret, enum tp_guard guard, const uint8_t key[TP_SEAL_KEY_BYTES],
                      struct tp_diag *diag)
{
    uint8_t salt[SALT_BYTES], stretched[TP_SEAL_KEY_BYTES], sealed[SEALED_BYTES];
    tp_status status = tp_random_bytes(salt, sizeof salt, diag);

    if (status == TP_OK)
        status = tp_stretch(secret, salt, sizeof salt, guard, stretched, diag);
    if (status == TP_OK)
        status = tp_seal(stretched, about, key, TP_SEAL_KEY_BYTES, sealed, diag);
    tp_wipe(stretched, sizeof stretched);
    return status == TP_OK ? write_file(path, guard, salt, sealed, diag) : status;
}

static tp_status make(const char *path, const char *secret, enum tp_guard guard, uint8_t key[TP_SEAL_KEY_BYTES],
                      struct tp_diag *diag)
{
    tp_status status = tp_random_bytes(key, TP_SEAL_KEY_BYTES, diag);

    return status == TP_OK ? save(path, secret, guard, key, diag) : status;
}

/* Cuts the word or line that AT begins with, ended by END, out of the text. */
static char *cut(char **at, char end)
{
    char *word = *at, *stop = strchr(word, end);

    if (!stop)
        return NULL;
    *stop = '\0';
    *at = stop + 1;
    return word;
}

static bool parse(char *text, enum tp_guard *guard, uint8_t salt[SALT_BYTES], uint8_t sealed[SEALED_BYTES])
{
    const char *word, *salt_text, *sealed_text;

    if (strncmp(text, HEAD, strlen(HEAD)) != 0)
        return false;
    text += strlen(HEAD);
    word = cut(&text, ' ');
    salt_text = word ? cut(&text, '\n') : NULL;
    sealed_text = salt_text ? cut(&text, '\n') : NULL;
    if (!sealed_text || *text != '\0')
        return false;
    *guard = strcmp(word, guards[TP_GUARD_REHEARSAL]) == 0 ? TP_GUARD_REHEARSAL : TP_GUARD_STRONG;
    return strcmp(word, guards[*guard]) == 0 && tp_base64_decode_exact(salt_text, salt, SALT_BYTES) &&
           tp_base64_decode_exact(sealed_text, sealed, SEALED_BYTES);
}

static tp_status load(const char *path, const char *secret, enum tp_guard *guard, uint8_t key[TP_SEAL_KEY_BYTES],
                      struct tp_diag *diag)
{
    uint8_t salt[SALT_BYTES], sealed[SEALED_BYTES], stretched[TP_SEAL_KEY_BYTES];
    uint8_t *data;
    size_t size;
    tp_status status = tp_file_read(path, FILE_MAX, &data, &size, diag);
    char *text = NULL;

    if (status == TP_OK && !(text = strndup((const char *)data, size)))
        status = tp_fail(diag, TP_E_MEMORY, NULL, -1, "out of memory");
    else if (status == TP_OK && !parse(text, guard, salt, sealed))
        status = tp_fail(diag, TP_E_FORMAT, NULL, -1, "it is no vault of this program");
    if (status == TP_OK)
        status = tp_stretch(secret, salt, sizeof salt, *guard, stretched, diag);
    if (status == TP_OK && tp_unseal(stretched, about, sealed, sizeof sealed, key, NULL) != TP_OK)
        status = tp_fail(diag, TP_E_DENIED, "secret", -1, "it does not open the vault, or the file is damaged");
    tp_wipe(stretched, sizeof stretched);
    free(text);
    free(data);
    return status;
}

tp_status tp_vault_open(const char *folder, const char *secret, enum tp_guard guard, bool create,
                        uint8_t key[TP_SEAL_KEY_BYTES], struct tp_diag *diag)
{
    char *path = tp_exchange_path(folder, "vault");
    tp_status status;

    if (!path)
        return tp_fail(diag, TP_E_MEMORY, NULL, -1, "out of memory");
    status = !create || access(path, F_OK) == 0 ? load(path, secret, &guard, key, diag)
                                                : make(path, secret, guard, key, diag);
    status = tp_diag_in_file(diag, status, path);
    free(path);
    return status;
}

tp_status tp_vault_renew(const char *folder, const char *secret, const char *new_secret, struct tp_diag *diag)
{
    char *path = tp_exchange_path(folder, "vault");
    enum tp_guard guard = TP_GUARD_STRONG;
    uint8_t key[TP_SEAL_KEY_BYTES];
    tp_status status;

    if (!path)
        return tp_fail(diag, TP_E_MEMORY, NULL, -1, "out of memory");
    status = new_secret[0] ? load(path, secret, &guard, key, diag)
                           : tp_fail(diag, TP_E_ARGUMENT, "secret", -1, "the new one is empty");
    if (status == TP_OK)
        status = save(path, new_secret, guard, key, diag);
    tp_wipe(key, sizeof key);
    status = tp_diag_in_file(diag, status, path);
    free(path);
    return status;
}
