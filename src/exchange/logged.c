/* SPDX-License-Identifier: Apache-2.0 */
/* Whose a leaf is: a record of kind "leaf", named by the leaf's index, its state the leaf's kind, its link the owner,
 * {level}. It goes with the leaf's opening when the owner is erased. */
#include <stdio.h>

#include "exchange/exchange.h"

tp_status tp_exchange_logged(struct tp_exchange *exchange, const char *owner, uint64_t leaf_index,
                             enum tp_leaf_kind kind, const char *level, struct tp_diag *diag)
{
    struct tp_entry entry = {.due_s = TP_STORE_NEVER};
    struct tp_json *content = NULL;
    tp_status status = tp_json_new(&content, diag);

    snprintf(entry.name, sizeof entry.name, "%llu", (unsigned long long)leaf_index);
    snprintf(entry.state, sizeof entry.state, "%s", tp_leaf_kind_code(kind));
    snprintf(entry.link, sizeof entry.link, "%s", owner);
    if (status == TP_OK) {
        tp_json_text(content, "level", level);
        status = tp_entry_add(exchange, "leaf", &entry, content, diag);
    }
    tp_json_free(&content);
    return status;
}

tp_status tp_exchange_log(struct tp_exchange *exchange, const char *owner, struct tp_leaf *leaf,
                          const struct tp_case *about, uint64_t *leaf_index, struct tp_diag *diag)
{
    uint64_t index = 0;
    tp_status status =
        tp_organisation_log(tp_exchange_organisation(exchange), leaf, about, tp_exchange_now(exchange), &index, diag);

    if (leaf_index)
        *leaf_index = index;
    return status == TP_OK
               ? tp_exchange_logged(exchange, owner, index, leaf->kind, leaf->values[TP_LEAF_LEVEL_MEMBER], diag)
               : status;
}
