/* SPDX-License-Identifier: Apache-2.0 */
/* Showing public keys. */
#ifndef TP_CLI_KEY_H
#define TP_CLI_KEY_H

#include "crypto/crypto.h"

/* In base64, as agreements have it; NULL without memory. Free with free(). */
char *tp_key_text(const struct tp_public_key *key);
/* The public key of the file PATH on standard output. */
TP_NODISCARD tp_status tp_key_print(const char *path, const struct tp_public_key *key, bool json, struct tp_diag *diag);

#endif
