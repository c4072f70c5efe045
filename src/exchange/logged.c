/* SPDX-License-Identifier: Apache-2.0 */
/* Whose a leaf is: a record of kind "leaf", named by the leaf's commitment, its state the leaf's kind, its link the
 * owner, {level, index once it has one, wanted: the level that it is to be corrected to by then}. It goes with the
 * leaf's opening when the owner is erased. */
#include <stdio.h>

#include "exchange/exchange.h"

tp_status tp_exchange_logged(struct tp_exchange *exchange, const char *owner, const struct tp_logged *logged,
                             enum tp_leaf_kind kind, const char *level, struct tp_diag *diag)
{
    struct tp_entry entry = {.due_s = TP_STORE_NEVER};
    struct tp_json *content = NULL;
    tp_status status = tp_json_new(&content, diag);

    snprintf(entry.name, sizeof entry.name, "%s", logged->commitment);
    snprintf(entry.state, sizeof entry.state, "%s", tp_leaf_kind_code(kind));
    snprintf(entry.link, sizeof entry.link, "%s", owner);
    if (status == TP_OK) {
        tp_json_text(content, "level", level);
        if (logged->index != TP_LEAF_HELD)
            tp_json_integer(content, "index", (int64_t)logged->index);
        status = tp_entry_add(exchange, "leaf", &entry, content, diag);
    }
    tp_json_free(&content);
    return status;
}

tp_status tp_exchange_log(struct tp_exchange *exchange, const char *owner, struct tp_leaf *leaf,
                          const struct tp_case *about, struct tp_diag *diag)
{
    struct tp_logged logged;
    tp_status status = tp_organisation_log(tp_exchange_organisation(exchange), leaf, about, tp_exchange_now(exchange),
                                           &logged.index, diag);

    tp_hex_encode(leaf->commitment, sizeof leaf->commitment, logged.commitment);
    return status == TP_OK
               ? tp_exchange_logged(exchange, owner, &logged, leaf->kind, leaf->values[TP_LEAF_LEVEL_MEMBER], diag)
               : status;
}
