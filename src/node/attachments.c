/* SPDX-License-Identifier: Apache-2.0 */
/* What the public handed in about an agreement: comments, petitions, records of hearings. */
#include "node/organisation.h"
#include "node/organisation_state.h"

enum { ATTACHMENT_MAX = 16 << 20 };

tp_status tp_organisation_attach(struct tp_organisation *organisation, const void *data, size_t size_bytes,
                                 int64_t now_s, char sha256[TP_HASH_TEXT_BYTES], struct tp_diag *diag)
{
    uint8_t digest[TP_SHA256_BYTES];
    const struct tp_store_document document = {TP_DOCUMENT_ATTACHMENT, sha256, now_s, data, size_bytes};
    tp_status status = tp_sha256(data, size_bytes, digest, diag);

    sha256[0] = '\0';
    if (status == TP_OK && size_bytes > ATTACHMENT_MAX)
        status =
            tp_fail(diag, TP_E_LIMIT, "attachment", -1, "it has %zu bytes, more than %d", size_bytes, ATTACHMENT_MAX);
    if (status != TP_OK)
        return status;
    tp_hex_encode(digest, sizeof digest, sha256);
    status = tp_store_put(organisation->store, &document, 1, diag);
    if (status != TP_E_EXISTS)
        return status;
    if (diag)
        tp_diag_init(diag);
    return TP_OK;
}

tp_status tp_organisation_attachment(struct tp_organisation *organisation, const char *sha256, uint8_t **data,
                                     size_t *size_bytes, struct tp_diag *diag)
{
    return tp_store_get(organisation->store, TP_DOCUMENT_ATTACHMENT, sha256, data, size_bytes, diag);
}
