/* SPDX-License-Identifier: Apache-2.0 */
/* Evidence: a message with all that a third party needs to check its signature and its receipt, given to auditors, and
 * checked without a node. tenprint-evidence/1: the request line's parts, the headers that sign it, the body as it was
 * signed (a text), and the acknowledgement, where there is one. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "partner/partner.h"
#include "partner/parts.h"

#define FORM "tenprint-evidence/1"

static const char *const headers[] = {"content-digest", "signature-input", "signature"};

/* ---- giving it out ----------------------------------------------------------------------------------------------- */

static tp_status put(struct tp_exchange *exchange, const struct tp_entry *entry, struct tp_json *json,
                     struct tp_diag *diag)
{
    static const char *const copied[] = {"authority",       "path", "content-digest", "signature-input", "signature",
                                         "acknowledgement", NULL};
    struct tp_buffer body;
    tp_status status;

    tp_buffer_init(&body);
    status = tp_message_body(exchange, entry, &body, diag);
    tp_write_u8(&body, 0);
    if (status == TP_OK && body.bad)
        status = tp_fail(diag, TP_E_MEMORY, NULL, -1, "out of memory");
    if (status == TP_OK && body.size_bytes == 1)
        status = tp_fail(diag, TP_E_NOT_FOUND, "message", -1, "its body has been destroyed");
    if (status == TP_OK) {
        tp_json_text(json, "form", FORM);
        tp_json_text(json, "method", "POST");
        tp_json_text(json, "content-type", TP_MESSAGE_MEDIA);
        tp_partner_put_members(entry, copied, json);
        tp_json_text(json, "body", (const char *)body.data);
    }
    if (body.data)
        tp_wipe(body.data, body.capacity_bytes);
    tp_buffer_deinit(&body);
    return status;
}

tp_status tp_operation_get_evidence(struct tp_exchange *exchange, struct tp_call *call, struct tp_diag *diag)
{
    char about[TP_OWNER_BYTES];
    const char *owner;
    struct tp_entry entry;
    tp_status status = tp_partner_find_message(exchange, call->values[0], &entry, diag);

    if (status == TP_OK && !tp_entry_text(&entry, "signature")[0])
        status = tp_fail(diag, TP_E_CONFLICT, "message", -1, "nobody has taken it: there is no signature to be kept");
    owner = status == TP_OK ? tp_entry_text(&entry, "owner") : "";
    snprintf(about, sizeof about, "message/%.32s", call->values[0]);
    if (status == TP_OK)
        status = tp_access_note(exchange, call, owner[0] ? owner : about, "signed message", diag);
    if (status == TP_OK)
        status = put(exchange, &entry, call->reply, diag);
    tp_entry_deinit(&entry);
    return status;
}

/* ---- checking it ------------------------------------------------------------------------------------------------- */

static const char *text_of(const struct tp_json_value *root, const char *name)
{
    const struct tp_json_value *member = tp_json_member(root, name);
    const char *text = member ? tp_json_to_text(member) : NULL;

    return text ? text : "";
}

static bool give_key(void *context, const char *id, struct tp_public_key *out)
{
    (void)id; /* whoever it says it is: the key is given, the name is looked at afterwards */
    memcpy(out, context, sizeof *out);
    return true;
}

/* When it was signed, so that the times are measured at that moment. */
static int64_t created(const char *input)
{
    static const char name[] = ";created=";
    const char *at = strstr(input, name);

    return at ? strtoll(at + sizeof name - 1, NULL, 10) : 0;
}

static tp_status check_signature(const struct tp_json_value *root, const struct tp_public_key *sender,
                                 struct tp_signing *signing, struct tp_diag *diag)
{
    const char *body = text_of(root, "body");
    struct tp_wire_request request = {.method = text_of(root, "method"),
                                      .authority = text_of(root, "authority"),
                                      .path = text_of(root, "path"),
                                      .body = body,
                                      .body_bytes = strlen(body)};
    struct tp_public_key key = *sender;

    for (size_t i = 0; i < TP_ARRAY_LENGTH(headers); i++)
        request.headers[request.header_count++] = (struct tp_wire_header){headers[i], text_of(root, headers[i])};
    request.headers[request.header_count++] = (struct tp_wire_header){"content-type", text_of(root, "content-type")};
    return tp_signature_verify_request(&request, give_key, &key, created(text_of(root, "signature-input")), signing,
                                       diag);
}

static tp_status check_receipt(const struct tp_json_value *root, const struct tp_message *message,
                               const struct tp_public_key *receiver, struct tp_diag *diag)
{
    const char *text = text_of(root, "acknowledgement");
    const struct tp_acknowledged expected = {
        .message = message->id, .from = message->to, .to = message->from, .digest = text_of(root, "content-digest")};

    if (!text[0])
        return tp_fail(diag, TP_E_DENIED, "acknowledgement", -1, "there is none");
    return tp_acknowledgement_check(text, strlen(text), &expected, receiver, diag);
}

static tp_status check(const struct tp_json_value *root, const struct tp_public_key *sender,
                       const struct tp_public_key *receiver, struct tp_evidence *out, struct tp_diag *diag)
{
    const char *body = text_of(root, "body");
    struct tp_signing signing;
    struct tp_message message;
    tp_status status = check_signature(root, sender, &signing, diag);

    if (status == TP_OK)
        status = tp_message_parse(body, strlen(body), &message, diag);
    if (status != TP_OK)
        return status;
    if (strcmp(message.from, signing.key) != 0)
        status = tp_fail(diag, TP_E_DENIED, "from", -1, "is not who signed it");
    if (status == TP_OK && receiver)
        status = check_receipt(root, &message, receiver, diag);
    snprintf(out->message, sizeof out->message, "%s", message.id);
    snprintf(out->kind, sizeof out->kind, "%s", tp_message_kind_code(message.kind));
    snprintf(out->from, sizeof out->from, "%s", message.from);
    snprintf(out->to, sizeof out->to, "%s", message.to);
    out->signed_s = signing.created_s;
    out->is_acknowledged = status == TP_OK && receiver;
    tp_message_deinit(&message);
    return status;
}

tp_status tp_evidence_check(const void *file, size_t size_bytes, const struct tp_public_key *sender,
                            const struct tp_public_key *receiver, struct tp_evidence *out, struct tp_diag *diag)
{
    static const char members[] = "form method authority path content-type body content-digest signature-input "
                                  "signature acknowledgement";
    struct tp_json_document *document = NULL;
    tp_status status = tp_json_parse(file, size_bytes, &document, diag);

    memset(out, 0, sizeof *out);
    if (status == TP_OK && (tp_json_only(tp_json_root(document), members, NULL) != TP_OK ||
                            strcmp(text_of(tp_json_root(document), "form"), FORM) != 0))
        status = tp_fail(diag, TP_E_FORMAT, "form", -1, "is not " FORM);
    if (status == TP_OK)
        status = check(tp_json_root(document), sender, receiver, out, diag);
    tp_json_document_free(&document);
    return status;
}
