/* SPDX-License-Identifier: Apache-2.0 */
/* Public keys of others and their signatures: RSASSA-PKCS1-v1_5 with SHA-256 (RS256), ECDSA on P-256 with SHA-256
 * (ES256: r and s, 32 bytes each) and Ed25519 (EdDSA). A key is for one algorithm: what a message says of its own
 * algorithm decides nothing. */
#include <stdlib.h>
#include <string.h>

#include "crypto/crypto.h"
#include "crypto/openssl.h"

enum { HALF_BYTES = 32, RSA_BITS_MIN = 2048, RSA_BYTES_MAX = 1024, DER_MAX_BYTES = 80 };

struct tp_web_key {
    EVP_PKEY *key;
    enum tp_web_algorithm algorithm;
};

static EVP_PKEY *from_parameters(const char *type, OSSL_PARAM *parameters)
{
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(NULL, type, NULL);
    EVP_PKEY *key = NULL;

    if (!context || !parameters || EVP_PKEY_fromdata_init(context) != 1 ||
        EVP_PKEY_fromdata(context, &key, EVP_PKEY_PUBLIC_KEY, parameters) != 1)
        key = NULL;
    EVP_PKEY_CTX_free(context);
    return key;
}

static EVP_PKEY *make_rsa(struct tp_web_part n, struct tp_web_part e)
{
    OSSL_PARAM_BLD *builder = OSSL_PARAM_BLD_new();
    OSSL_PARAM *parameters = NULL;
    EVP_PKEY *key = NULL;
    BIGNUM *modulus, *exponent;

    if (n.size_bytes > RSA_BYTES_MAX || e.size_bytes > sizeof(uint64_t))
        n.size_bytes = e.size_bytes = 0;
    modulus = BN_bin2bn(n.data, (int)n.size_bytes, NULL);
    exponent = BN_bin2bn(e.data, (int)e.size_bytes, NULL);
    if (builder && modulus && exponent && BN_num_bits(modulus) >= RSA_BITS_MIN && BN_is_odd(modulus) &&
        BN_is_odd(exponent) && !BN_is_one(exponent) &&
        OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_RSA_N, modulus) == 1 &&
        OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_RSA_E, exponent) == 1)
        parameters = OSSL_PARAM_BLD_to_param(builder);
    if (parameters)
        key = from_parameters("RSA", parameters);
    OSSL_PARAM_free(parameters);
    OSSL_PARAM_BLD_free(builder);
    BN_free(modulus);
    BN_free(exponent);
    return key;
}

/* A point that is not on the curve is refused by the library. */
static EVP_PKEY *make_p256(struct tp_web_part x, struct tp_web_part y)
{
    uint8_t point[1 + 2 * HALF_BYTES] = {4};
    char group[] = "P-256";
    OSSL_PARAM parameters[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, group, 0),
        OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, point, sizeof point),
        OSSL_PARAM_construct_end(),
    };

    if (x.size_bytes != HALF_BYTES || y.size_bytes != HALF_BYTES)
        return NULL;
    memcpy(point + 1, x.data, HALF_BYTES);
    memcpy(point + 1 + HALF_BYTES, y.data, HALF_BYTES);
    return from_parameters("EC", parameters);
}

static EVP_PKEY *make_key(enum tp_web_algorithm algorithm, struct tp_web_part a, struct tp_web_part b)
{
    switch (algorithm) {
    case TP_WEB_RS256:
        return make_rsa(a, b);
    case TP_WEB_ES256:
        return make_p256(a, b);
    case TP_WEB_EDDSA:
        return a.size_bytes == TP_KEY_BYTES ? EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, a.data, a.size_bytes)
                                            : NULL;
    default:
        return NULL;
    }
}

tp_status tp_web_key_new(enum tp_web_algorithm algorithm, struct tp_web_part a, struct tp_web_part b,
                         struct tp_web_key **out, struct tp_diag *diag)
{
    void *memory;
    tp_status status = tp_alloc_zero(&memory, 1, sizeof **out, diag);

    *out = memory;
    if (status != TP_OK)
        return status;
    (*out)->algorithm = algorithm;
    (*out)->key = make_key(algorithm, a, b);
    if ((*out)->key)
        return TP_OK;
    tp_web_key_free(out);
    return tp_fail(diag, TP_E_FORMAT, "key", -1, "it is no public key of its kind");
}

void tp_web_key_free(struct tp_web_key **key)
{
    if (!*key)
        return;
    EVP_PKEY_free((*key)->key);
    free(*key);
    *key = NULL;
}

enum tp_web_algorithm tp_web_key_algorithm(const struct tp_web_key *key)
{
    return key->algorithm;
}

/* r and s, as RFC 7518 puts them one after the other, in the form that the library reads; 0 for what is none. */
static size_t write_der(const uint8_t *signature, size_t size_bytes, uint8_t out[DER_MAX_BYTES])
{
    ECDSA_SIG *pair = size_bytes == 2 * HALF_BYTES ? ECDSA_SIG_new() : NULL;
    BIGNUM *r = pair ? BN_bin2bn(signature, HALF_BYTES, NULL) : NULL;
    BIGNUM *s = pair ? BN_bin2bn(signature + HALF_BYTES, HALF_BYTES, NULL) : NULL;
    int length = 0;

    if (pair && r && s && ECDSA_SIG_set0(pair, r, s) == 1) {
        length = i2d_ECDSA_SIG(pair, NULL);
        length = length > 0 && length <= DER_MAX_BYTES ? i2d_ECDSA_SIG(pair, &out) : 0;
    } else {
        BN_free(r);
        BN_free(s);
    }
    ECDSA_SIG_free(pair);
    return length > 0 ? (size_t)length : 0;
}

bool tp_web_signature_is_valid(const struct tp_web_key *key, const void *data, size_t size_bytes,
                               const uint8_t *signature, size_t signature_bytes)
{
    const EVP_MD *digest = key->algorithm == TP_WEB_EDDSA ? NULL : EVP_sha256();
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    uint8_t der[DER_MAX_BYTES];
    bool valid;

    if (key->algorithm == TP_WEB_ES256) {
        signature_bytes = write_der(signature, signature_bytes, der);
        signature = der;
    }
    valid = context && signature_bytes > 0 && EVP_DigestVerifyInit(context, NULL, digest, NULL, key->key) == 1 &&
            EVP_DigestVerify(context, signature, signature_bytes, data, size_bytes) == 1;
    EVP_MD_CTX_free(context);
    return valid;
}
