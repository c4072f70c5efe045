/* SPDX-License-Identifier: Apache-2.0 */
/* Hashes, message authentication, random bytes and signatures: OpenSSL 3 and PKCS #11 behind few functions. Secrets are
 * overwritten when they are let go. */
#ifndef TP_CRYPTO_CRYPTO_H
#define TP_CRYPTO_CRYPTO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <tenprint/status.h>

#include "base/base.h"

/* ---- SHA-256 (sha256.c; FIPS 180-4) ------------------------------------------------------------------------------ */

enum { TP_SHA256_BYTES = 32 };
/* E_MEMORY when OpenSSL fails. */
TP_NODISCARD tp_status tp_sha256(const void *data, size_t size_bytes, uint8_t out[TP_SHA256_BYTES],
                                 struct tp_diag *diag);

/* For many short messages: a context that is used again and again. Not shared between threads. */
struct tp_hasher;
TP_NODISCARD tp_status tp_hasher_new(struct tp_hasher **out, struct tp_diag *diag);
void tp_hasher_free(struct tp_hasher **hasher);
/* The hash of the byte PREFIX and then all that is added, which may be nothing. A failure of OpenSSL is a bug or the
 * end of memory, and ends the program. */
void tp_hasher_begin(struct tp_hasher *hasher, uint8_t prefix);
void tp_hasher_add(struct tp_hasher *hasher, const void *data, size_t size_bytes);
void tp_hasher_end(struct tp_hasher *hasher, uint8_t out[TP_SHA256_BYTES]);

/* ---- keyed hashes and random bytes (hmac.c, pbkdf2.c, random.c) -------------------------------------------------------------
 */

/* HMAC-SHA-256 (RFC 2104). */
TP_NODISCARD tp_status tp_hmac_sha256(const uint8_t *key, size_t key_bytes, const void *data, size_t size_bytes,
                                      uint8_t out[TP_SHA256_BYTES], struct tp_diag *diag);
/* PBKDF2 with HMAC-SHA-256 (RFC 8018): work that is done again to be checked; passwords have scrypt. */
TP_NODISCARD tp_status tp_pbkdf2_sha256(const char *secret, const uint8_t *salt, size_t salt_bytes, unsigned iterations,
                                        uint8_t out[TP_SHA256_BYTES], struct tp_diag *diag);
/* From the system's generator; E_IO when it fails. */
TP_NODISCARD tp_status tp_random_bytes(uint8_t *out, size_t size_bytes, struct tp_diag *diag);
/* Takes the same time wherever they differ. */
bool tp_equal_bytes(const void *a, const void *b, size_t size_bytes);

/* ---- Ed25519 (ed25519.c, keyfile.c, token.c; RFC 8032) ------------------------------------------------------------
 */

enum { TP_KEY_BYTES = 32, TP_SIGNATURE_BYTES = 64, TP_SEED_BYTES = 32 };
struct tp_public_key {
    uint8_t bytes[TP_KEY_BYTES];
};
struct tp_signature {
    uint8_t bytes[TP_SIGNATURE_BYTES];
};

/* False for any signature that is not KEY's over exactly these bytes. */
bool tp_signature_is_valid(const struct tp_public_key *key, const void *data, size_t size_bytes,
                           const struct tp_signature *signature);

/* Who can sign: a private key in memory, or one that a token keeps. One thread at a time. */
struct tp_signer;
void tp_signer_free(struct tp_signer **signer); /* overwrites the key */
const struct tp_public_key *tp_signer_public(const struct tp_signer *signer);
TP_NODISCARD tp_status tp_sign(struct tp_signer *signer, const void *data, size_t size_bytes, struct tp_signature *out,
                               struct tp_diag *diag);

/* A new key from the system's generator; one from a seed, for tests and simulations. */
TP_NODISCARD tp_status tp_signer_generate(struct tp_signer **out, struct tp_diag *diag);
TP_NODISCARD tp_status tp_signer_from_seed(const uint8_t seed[TP_SEED_BYTES], struct tp_signer **out,
                                           struct tp_diag *diag);

/* How dear guessing the passphrase of a key file is made. */
enum tp_guard {
    TP_GUARD_STRONG,   /* 0.1 to 0.3 s for each guess and for each opening */
    TP_GUARD_REHEARSAL /* next to nothing: for keys that protect nothing */
};
/* A key file: PKCS #8 in PEM, encrypted under a passphrase (PBES2 with scrypt and AES-256-CBC), mode 0600, so that
 * `openssl pkey` reads it too. Saving never replaces a file (E_EXISTS). Loading: E_DENIED for a wrong passphrase,
 * E_FORMAT for a file that is no such key or is not encrypted, E_CHECKSUM for a damaged one. An empty passphrase is
 * refused (E_ARGUMENT). */
TP_NODISCARD tp_status tp_signer_save(const struct tp_signer *signer, const char *path, const char *passphrase,
                                      enum tp_guard guard, struct tp_diag *diag);
TP_NODISCARD tp_status tp_signer_load(const char *path, const char *passphrase, struct tp_signer **out,
                                      struct tp_diag *diag);

/* A key on a PKCS #11 token (version 2.40 with CKM_EDDSA): it signs there and never leaves. */
struct tp_token {
    const char *module; /* the shared library of the token's maker */
    const char *token;  /* label of the token */
    const char *key;    /* label of the key pair on it */
    const char *pin;
};
/* CREATE makes the key pair, E_EXISTS when there is one of that label; otherwise E_NOT_FOUND when there is none.
 * E_DENIED for a wrong PIN, E_UNSUPPORTED for a token without Ed25519. */
TP_NODISCARD tp_status tp_signer_open_token(const struct tp_token *token, bool create, struct tp_signer **out,
                                            struct tp_diag *diag);

/* ---- passwords of people (password.c): scrypt (RFC 7914) -----------------------------------------------------------
 */

enum { TP_PASSWORD_LINE_BYTES = 128 };
/* A line to keep; two of the same password differ. */
TP_NODISCARD tp_status tp_password_make(const char *password, enum tp_guard guard, char out[TP_PASSWORD_LINE_BYTES],
                                        struct tp_diag *diag);
/* E_DENIED unless LINE is of this password; E_FORMAT for what is no such line. Takes what making took: 0.1 to 0.3 s. */
TP_NODISCARD tp_status tp_password_check(const char *password, const char *line, struct tp_diag *diag);

/* ---- sealed bytes (seal.c) ----------------------------------------------------------------------------------------
 */

enum { TP_SEAL_KEY_BYTES = 32, TP_SEAL_BYTES = 28 /* more than what is sealed */ };
/* AES-256-GCM: writes SIZE + TP_SEAL_BYTES bytes to OUT. ABOUT says what they are and is not part of them; it must be
 * the same when they are opened. */
TP_NODISCARD tp_status tp_seal(const uint8_t key[TP_SEAL_KEY_BYTES], const char *about, const void *data,
                               size_t size_bytes, uint8_t *out, struct tp_diag *diag);
/* Writes SIZE - TP_SEAL_BYTES bytes to OUT. E_CHECKSUM unless all of it, ABOUT too, is as it was sealed under KEY; OUT
 * is wiped then. */
TP_NODISCARD tp_status tp_unseal(const uint8_t key[TP_SEAL_KEY_BYTES], const char *about, const void *sealed,
                                 size_t size_bytes, uint8_t *out, struct tp_diag *diag);
/* The key that PASSPHRASE stands for with this salt (scrypt; 0.1 to 0.3 s and 32 MiB where it is strong). */
TP_NODISCARD tp_status tp_stretch(const char *passphrase, const uint8_t *salt, size_t salt_bytes, enum tp_guard guard,
                                  uint8_t out[TP_SEAL_KEY_BYTES], struct tp_diag *diag);

/* ---- keys of others, as JSON Web Keys have them (web_key.c; RFC 7518, RFC 8037) -----------------------------------
 */

/* A public key, for one algorithm only: RS256, ES256 or EdDSA (Ed25519). */
enum tp_web_algorithm { TP_WEB_RS256, TP_WEB_ES256, TP_WEB_EDDSA };
struct tp_web_key;
/* What the key's members decode to: RSA's n and e; x and y of P-256, 32 bytes each; x of Ed25519, 32 bytes. */
struct tp_web_part {
    const uint8_t *data;
    size_t size_bytes;
};
/* E_FORMAT for what is no key, a point that is not on the curve, and RSA of less than 2048 or more than 8192 bits. */
TP_NODISCARD tp_status tp_web_key_new(enum tp_web_algorithm algorithm, struct tp_web_part a, struct tp_web_part b,
                                      struct tp_web_key **out, struct tp_diag *diag);
void tp_web_key_free(struct tp_web_key **key);
enum tp_web_algorithm tp_web_key_algorithm(const struct tp_web_key *key);
/* False for any signature that is not KEY's over exactly these bytes. Thread-safe. */
bool tp_web_signature_is_valid(const struct tp_web_key *key, const void *data, size_t size_bytes,
                               const uint8_t *signature, size_t signature_bytes);

#endif
