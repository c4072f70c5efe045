/* SPDX-License-Identifier: Apache-2.0 */
/* The one file that includes OpenSSL. */
#ifndef TP_CRYPTO_OPENSSL_H
#define TP_CRYPTO_OPENSSL_H

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/kdf.h>
#include <openssl/param_build.h>
#include <openssl/params.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/rand.h>

#endif
