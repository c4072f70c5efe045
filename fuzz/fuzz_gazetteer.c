/* SPDX-License-Identifier: Apache-2.0 */
/* Fuzz target: lists of places. What is accepted is a tree: the country first, codes in order, each place found by its
 * code and below one that is there. */
#include <string.h>

#include "agreement/agreement.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size_bytes);

static void check(const struct tp_gazetteer *gazetteer)
{
    char above[TP_JURISDICTION_MAX];

    for (size_t i = 0; i < tp_gazetteer_count(gazetteer); i++) {
        const struct tp_place *place = tp_gazetteer_at(gazetteer, i);
        const struct tp_place *found = tp_gazetteer_find(gazetteer, place->code);
        TP_ASSERT(found && strcmp(found->code, place->code) == 0);
        TP_ASSERT(i == 0 || strcmp(tp_gazetteer_at(gazetteer, i - 1)->code, place->code) <= 0);
        TP_ASSERT(tp_jurisdiction_parent(place->code, above) == (tp_jurisdiction_level(place->code) > 1));
        TP_ASSERT(above[0] == '\0' || tp_gazetteer_find(gazetteer, above));
        TP_ASSERT(tp_jurisdiction_covers(tp_gazetteer_at(gazetteer, 0)->code, place->code));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size_bytes)
{
    struct tp_gazetteer *gazetteer;
    struct tp_diag diag;
    tp_status status;

    tp_diag_init(&diag);
    status = tp_gazetteer_parse(data, size_bytes, &gazetteer, &diag);
    TP_ASSERT(diag.status == status && (status == TP_OK) == (gazetteer != NULL));
    if (gazetteer)
        check(gazetteer);
    tp_gazetteer_free(&gazetteer);
    return 0;
}
