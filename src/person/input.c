/* SPDX-License-Identifier: Apache-2.0 */
/* Reading what is asked. */
#include <string.h>

#include "person/operations.h"

tp_status tp_person_input_text(const struct tp_call *call, const char *name, size_t max_bytes, bool optional,
                               const char **out, struct tp_diag *diag)
{
    const struct tp_json_value *value = call->input ? tp_json_member(call->input, name) : NULL;
    const char *text = value ? tp_json_to_text(value) : NULL;

    *out = "";
    if (!value && optional)
        return TP_OK;
    if (!text || (text[0] == '\0' && !optional) || strlen(text) > max_bytes)
        return tp_fail(diag, TP_E_ARGUMENT, name, -1, "must be a text of 1 to %zu bytes", max_bytes);
    *out = text;
    return TP_OK;
}

const char *tp_call_query(const struct tp_call *call, const char *name, const char *otherwise)
{
    const char *value = call->query ? call->query(call, name) : NULL;

    return value ? value : otherwise;
}

tp_status tp_call_query_one_of(const struct tp_call *call, const char *name, const char *const *allowed,
                               const char **out, struct tp_diag *diag)
{
    *out = tp_call_query(call, name, NULL);
    while (*out && *allowed && strcmp(*allowed, *out) != 0)
        allowed++;
    return !*out || *allowed ? TP_OK : tp_fail(diag, TP_E_ARGUMENT, name, -1, "is none of those that there are");
}

tp_status tp_person_put_blob(struct tp_exchange *exchange, const char *owner, const char *name, const char *key,
                             struct tp_json *json, struct tp_diag *diag)
{
    uint8_t *data = NULL;
    size_t size = 0;
    void *memory;
    tp_status status = tp_blob_find(exchange, owner, name, &data, &size, diag);

    if (status != TP_OK || !data)
        return status;
    status = tp_alloc_zero(&memory, size + 1, 1, diag);
    if (status == TP_OK) {
        memcpy(memory, data, size);
        tp_json_text(json, key, memory);
        tp_blob_free(memory, size);
    }
    tp_blob_free(data, size);
    return status;
}

void tp_entry_put_content(const struct tp_entry *entry, struct tp_json *json)
{
    const struct tp_json_value *root = entry->content ? tp_json_root(entry->content) : NULL;

    for (size_t i = 0; root && i < tp_json_count(root); i++) {
        const char *key = "";
        const struct tp_json_value *value = tp_json_member_at(root, i, &key);
        if (strcmp(key, "then") != 0)
            tp_json_copy(json, key, value);
    }
}
