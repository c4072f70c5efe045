/* SPDX-License-Identifier: Apache-2.0 */
/* What an auditor reads: who may do what, and whether the partners' ledgers say the same as ours. */
#include "office/parts.h"

#include <stdlib.h>
#include <string.h>

#include "statistics/statistics.h"

enum { ID_BYTES = 8 };

/* ---- who may do what ----------------------------------------------------------------------------------------------
 */

static void add_operation(const struct tp_operation *operation, struct tp_json *json)
{
    tp_json_object(json, NULL);
    tp_json_text(json, "operation", operation->id);
    tp_json_text(json, "method", operation->method);
    tp_json_text(json, "path", operation->path);
    tp_duties_write(json, "duties", operation->duties);
    tp_json_flag(json, "public", (operation->flags & TP_OPERATION_PUBLIC) != 0);
    tp_json_flag(json, "partners", (operation->flags & TP_OPERATION_WIRE) != 0);
    tp_json_flag(json, "case", (operation->flags & TP_OPERATION_CASE) != 0);
    tp_json_flag(json, "personal", (operation->flags & TP_OPERATION_PERSONAL) != 0);
    tp_json_close(json);
}

tp_status tp_office_list_operations(struct tp_exchange *exchange, struct tp_call *call, struct tp_diag *diag)
{
    const struct tp_operation *operation;

    (void)diag;
    tp_json_list(call->reply, "operations");
    for (size_t i = 0; (operation = tp_operation_at(exchange, i)); i++)
        add_operation(operation, call->reply);
    tp_json_close(call->reply);
    return TP_OK;
}

/* ---- whether the ledgers of both say the same ---------------------------------------------------------------------
 */

/* One of the two ledgers. */
struct side {
    struct tp_reader *reader;
    char id[2 * ID_BYTES + 1]; /* how leaves name its owner */
};

static tp_status open_side(const struct tp_published *published, struct side *out, struct tp_diag *diag)
{
    uint8_t digest[TP_SHA256_BYTES], *note;
    size_t size_bytes;
    tp_status status = tp_published_open(published, &out->reader, &note, &size_bytes, diag);

    if (status != TP_OK)
        return status;
    free(note);
    status = tp_sha256(published->verifier.key.bytes, TP_KEY_BYTES, digest, diag);
    tp_hex_encode(digest, ID_BYTES, out->id);
    return status;
}

/* A partner's ledger is what lies in mirrors/ID of the folder, with the partner's key. */
static tp_status find_mirror(struct tp_exchange *exchange, const char *partner, struct tp_published *out,
                             struct tp_diag *diag)
{
    char path[sizeof out->folder + 32], text[TP_LEDGER_NAME_MAX + 96];
    uint8_t *data;
    size_t size_bytes;
    tp_status status;

    if (strlen(partner) >= TP_ID_MAX || strspn(partner, "abcdefghijklmnopqrstuvwxyz0123456789-") != strlen(partner))
        return tp_fail(diag, TP_E_NOT_FOUND, "partner", -1, "there is no such partner");
    if (snprintf(out->folder, sizeof out->folder, "%s/mirrors/%s", tp_exchange_folder(exchange), partner) >=
        (int)sizeof out->folder)
        return tp_fail(diag, TP_E_ARGUMENT, "folder", -1, "its name is too long");
    snprintf(path, sizeof path, "%s.verifier", out->folder);
    if (tp_file_read(path, sizeof text - 1, &data, &size_bytes, NULL) != TP_OK)
        return tp_fail(diag, TP_E_NOT_FOUND, "partner", -1,
                       "there is no mirror of its ledger: mirrors/%s and mirrors/%s.verifier", partner, partner);
    snprintf(text, sizeof text, "%.*s", (int)size_bytes, (const char *)data);
    free(data);
    text[strcspn(text, "\r\n")] = '\0';
    status = tp_verifier_parse(text, &out->verifier, diag);
    return tp_diag_in_file(diag, status, path);
}

static void add_unpaired(const struct tp_unpaired *item, const char *partner, struct tp_json *json)
{
    tp_json_object(json, NULL);
    tp_json_text(json, "ledger", item->in_a ? "own" : partner);
    tp_json_integer(json, "index", (int64_t)item->index);
    tp_json_text(json, "what", item->what);
    tp_json_text(json, "disclosure", item->disclosure);
    tp_json_text(json, "trouble", item->trouble);
    tp_json_close(json);
}

static tp_status pair(const struct side sides[2], struct tp_call *call, struct tp_diag *diag)
{
    struct tp_pairing pairing = {.pairs = 0};
    tp_status status = tp_pair(sides[0].reader, sides[0].id, sides[1].reader, sides[1].id, &pairing, diag);

    if (status == TP_OK) {
        tp_json_text(call->reply, "partner", call->values[0]);
        tp_json_integer(call->reply, "own_size", (int64_t)tp_reader_checkpoint(sides[0].reader)->size);
        tp_json_integer(call->reply, "partner_size", (int64_t)tp_reader_checkpoint(sides[1].reader)->size);
        tp_json_integer(call->reply, "pairs", (int64_t)pairing.pairs);
        tp_json_list(call->reply, "unpaired");
        for (size_t i = 0; i < pairing.count; i++)
            add_unpaired(&pairing.items[i], call->values[0], call->reply);
        tp_json_close(call->reply);
    }
    tp_pairing_deinit(&pairing);
    return status;
}

tp_status tp_office_get_pairing(struct tp_exchange *exchange, struct tp_call *call, struct tp_diag *diag)
{
    struct side sides[2] = {{.reader = NULL}, {.reader = NULL}};
    struct tp_published own, mirror;
    tp_status status = tp_office_published(exchange, &own, diag);

    if (status == TP_OK)
        status = find_mirror(exchange, call->values[0], &mirror, diag);
    if (status == TP_OK)
        status = open_side(&own, &sides[0], diag);
    if (status == TP_OK)
        status = open_side(&mirror, &sides[1], diag);
    if (status == TP_OK)
        status = pair(sides, call, diag);
    tp_reader_close(&sides[0].reader);
    tp_reader_close(&sides[1].reader);
    return status;
}
