/* SPDX-License-Identifier: Apache-2.0 */
/* Key files: PKCS #8 (RFC 5958) in PEM, encrypted by PBES2 (RFC 8018) with scrypt (RFC 7914) and AES-256-CBC; then the
 * public key in PEM, because CBC would let a damaged file pass for another key. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "crypto/signer.h"

/* The most memory that OpenSSL spends on a file that says so itself, and enough time to make guessing dear. A file may
 * ask for more time, within reason. */
enum {
    COST = 1 << 14,
    BLOCK = 8,
    PARALLEL = 5,
    PARALLEL_MAX = 64,
    COST_REHEARSAL = 1 << 8,
    SALT_BYTES = 16,
    FILE_MAX_BYTES = 1 << 16
};

/* ---- saving ------------------------------------------------------------------------------------------------------ */

static tp_status check_passphrase(const char *passphrase, struct tp_diag *diag)
{
    if (!passphrase || passphrase[0] == '\0')
        return tp_fail(diag, TP_E_ARGUMENT, "passphrase", -1, "it is empty");
    return TP_OK;
}

/* The encrypted key and the public key in PEM. */
static tp_status encrypt(EVP_PKEY *key, const char *passphrase, enum tp_guard guard, BIO *out, struct tp_diag *diag)
{
    uint8_t salt[SALT_BYTES];
    PKCS8_PRIV_KEY_INFO *plain = EVP_PKEY2PKCS8(key);
    X509_ALGOR *method = NULL;
    X509_SIG *secret = NULL;
    bool strong = guard == TP_GUARD_STRONG;
    tp_status status = tp_random_bytes(salt, sizeof salt, diag);

    if (status == TP_OK)
        method = PKCS5_pbe2_set_scrypt(EVP_aes_256_cbc(), salt, sizeof salt, NULL, strong ? COST : COST_REHEARSAL,
                                       BLOCK, strong ? PARALLEL : 1);
    if (method && plain)
        secret = PKCS8_set0_pbe(passphrase, (int)strlen(passphrase), plain, method);
    if (secret)
        method = NULL; /* it is the secret's now */
    if (status == TP_OK && (!secret || PEM_write_bio_PKCS8(out, secret) != 1 || PEM_write_bio_PUBKEY(out, key) != 1))
        status = tp_fail(diag, TP_E_MEMORY, NULL, -1, "the key cannot be encrypted");
    X509_SIG_free(secret);
    X509_ALGOR_free(method);
    PKCS8_PRIV_KEY_INFO_free(plain);
    return status;
}

static bool write_to(int file, const char *data, size_t size_bytes)
{
    while (size_bytes > 0) {
        ssize_t put = write(file, data, size_bytes);

        if (put < 0 && errno != EINTR)
            return false;
        data += TP_MAX(put, 0);
        size_bytes -= (size_t)TP_MAX(put, 0);
    }
    return fsync(file) == 0;
}

/* A file that was not there before and that only its owner can read. */
static tp_status write_new(const char *path, const char *data, size_t size_bytes, struct tp_diag *diag)
{
    int file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    bool done;

    if (file < 0 && errno == EEXIST)
        return tp_fail(diag, TP_E_EXISTS, NULL, -1, "there is a file of this name, which is left alone");
    if (file < 0)
        return tp_fail(diag, TP_E_IO, NULL, -1, "cannot make it: %s", strerror(errno));
    done = write_to(file, data, size_bytes);
    if (close(file) == 0 && done)
        return TP_OK;
    unlink(path);
    return tp_fail(diag, TP_E_IO, NULL, -1, "cannot write: %s", strerror(errno));
}

tp_status tp_signer_save(const struct tp_signer *signer, const char *path, const char *passphrase, enum tp_guard guard,
                         struct tp_diag *diag)
{
    EVP_PKEY *key = tp_signer_private(signer);
    BIO *text = BIO_new(BIO_s_mem());
    char *data = NULL;
    tp_status status = check_passphrase(passphrase, diag);

    if (status == TP_OK && !key)
        status = tp_fail(diag, TP_E_UNSUPPORTED, NULL, -1, "the key is on a token and does not leave it");
    if (status == TP_OK && !text)
        status = tp_fail(diag, TP_E_MEMORY, NULL, -1, "no memory for the key");
    if (status == TP_OK)
        status = encrypt(key, passphrase, guard, text, diag);
    if (status == TP_OK) {
        long size_bytes = BIO_get_mem_data(text, &data);
        status = write_new(path, data, (size_t)size_bytes, diag);
    }
    BIO_free(text);
    return tp_diag_in_file(diag, status, path);
}

/* ---- loading ----------------------------------------------------------------------------------------------------- */

/* Whether the parameters are those of scrypt, at a cost that a file may ask for. */
static bool is_bounded_scrypt(const X509_ALGOR *derivation)
{
    const ASN1_OBJECT *name;
    const void *value;
    int type;
    SCRYPT_PARAMS *scrypt;
    uint64_t cost = 0, block = 0, parallel = 0;
    bool read;

    X509_ALGOR_get0(&name, &type, &value, derivation);
    if (OBJ_obj2nid(name) != NID_id_scrypt || type != V_ASN1_SEQUENCE)
        return false;
    scrypt = ASN1_TYPE_unpack_sequence(ASN1_ITEM_rptr(SCRYPT_PARAMS), derivation->parameter);
    read = scrypt && ASN1_INTEGER_get_uint64(&cost, scrypt->costParameter) == 1 &&
           ASN1_INTEGER_get_uint64(&block, scrypt->blockSize) == 1 &&
           ASN1_INTEGER_get_uint64(&parallel, scrypt->parallelizationParameter) == 1;
    SCRYPT_PARAMS_free(scrypt);
    return read && cost <= COST && block <= BLOCK && parallel <= PARALLEL_MAX;
}

static bool is_our_method(const X509_SIG *secret)
{
    const X509_ALGOR *method;
    const ASN1_OBJECT *name;
    const void *value;
    int type;
    PBE2PARAM *parts;
    bool ours;

    X509_SIG_get0(secret, &method, NULL);
    X509_ALGOR_get0(&name, &type, &value, method);
    if (OBJ_obj2nid(name) != NID_pbes2 || type != V_ASN1_SEQUENCE)
        return false;
    parts = ASN1_TYPE_unpack_sequence(ASN1_ITEM_rptr(PBE2PARAM), method->parameter);
    ours = parts && is_bounded_scrypt(parts->keyfunc) && OBJ_obj2nid(parts->encryption->algorithm) == NID_aes_256_cbc;
    PBE2PARAM_free(parts);
    return ours;
}

static tp_status decrypt(const X509_SIG *secret, const char *passphrase, struct tp_signer **out, struct tp_diag *diag)
{
    PKCS8_PRIV_KEY_INFO *plain = PKCS8_decrypt(secret, passphrase, (int)strlen(passphrase));
    EVP_PKEY *key = plain ? EVP_PKCS82PKEY(plain) : NULL;

    PKCS8_PRIV_KEY_INFO_free(plain);
    if (!plain)
        return tp_fail(diag, TP_E_DENIED, "passphrase", -1, "it is wrong, or the key file is damaged");
    if (!key)
        return tp_fail(diag, TP_E_FORMAT, NULL, -1, "the key is not an Ed25519 key");
    return tp_signer_of(key, out, diag);
}

/* Compares with the public key that stands behind the private one; files that others made may have none. */
static tp_status check_public(BIO *text, const struct tp_signer *signer, struct tp_diag *diag)
{
    EVP_PKEY *public = PEM_read_bio_PUBKEY(text, NULL, NULL, NULL);
    bool same = !public || EVP_PKEY_eq(public, tp_signer_private(signer)) == 1;

    EVP_PKEY_free(public);
    return same ? TP_OK : tp_fail(diag, TP_E_CHECKSUM, NULL, -1, "the file is damaged: its two keys are not a pair");
}

static tp_status parse(const uint8_t *data, size_t size_bytes, const char *passphrase, struct tp_signer **out,
                       struct tp_diag *diag)
{
    BIO *text = BIO_new_mem_buf(data, (int)size_bytes);
    X509_SIG *secret = text ? PEM_read_bio_PKCS8(text, NULL, NULL, NULL) : NULL;
    tp_status status;

    if (!secret)
        status = tp_fail(diag, TP_E_FORMAT, NULL, -1, "it is no encrypted private key (PKCS #8 in PEM)");
    else if (!is_our_method(secret))
        status = tp_fail(diag, TP_E_FORMAT, NULL, -1,
                         "the key is not encrypted by scrypt (of a bounded cost) and AES-256-CBC");
    else
        status = decrypt(secret, passphrase, out, diag);
    if (status == TP_OK)
        status = check_public(text, *out, diag);
    if (status != TP_OK)
        tp_signer_free(out);
    X509_SIG_free(secret);
    BIO_free(text);
    return status;
}

tp_status tp_signer_load(const char *path, const char *passphrase, struct tp_signer **out, struct tp_diag *diag)
{
    uint8_t *data = NULL;
    size_t size_bytes;
    tp_status status = check_passphrase(passphrase, diag);

    *out = NULL;
    if (status == TP_OK)
        status = tp_file_read(path, FILE_MAX_BYTES, &data, &size_bytes, diag);
    if (status == TP_OK)
        status = parse(data, size_bytes, passphrase, out, diag);
    free(data);
    return tp_diag_in_file(diag, status, path);
}
