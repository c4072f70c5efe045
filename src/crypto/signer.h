/* SPDX-License-Identifier: Apache-2.0 */
/* What all kinds of signers share (ed25519.c: a key in memory; token.c: a key on a token). */
#ifndef TP_CRYPTO_SIGNER_H
#define TP_CRYPTO_SIGNER_H

#include "crypto/crypto.h"
#include "crypto/openssl.h"

struct tp_signer_kind {
    tp_status (*sign)(struct tp_signer *signer, const void *data, size_t size_bytes, struct tp_signature *out,
                      struct tp_diag *diag);
    void (*release)(void *secret); /* frees it, overwritten */
};

struct tp_signer {
    const struct tp_signer_kind *kind;
    struct tp_public_key key;
    void *secret; /* owned; what only its kind understands */
};

/* Takes SECRET, also when it fails. */
TP_NODISCARD tp_status tp_signer_make(const struct tp_signer_kind *kind, const struct tp_public_key *key, void *secret,
                                      struct tp_signer **out, struct tp_diag *diag);

/* A signer of a private Ed25519 key, which it takes, also when it fails (E_FORMAT: a key of another kind). */
TP_NODISCARD tp_status tp_signer_of(EVP_PKEY *key, struct tp_signer **out, struct tp_diag *diag);
/* Its private key, borrowed; NULL when it is kept elsewhere. */
EVP_PKEY *tp_signer_private(const struct tp_signer *signer);

#endif
