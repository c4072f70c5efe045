/* SPDX-License-Identifier: Apache-2.0 */
/* The numbers of each mode. */
#include "gallery/plan.h"

#include "base/base.h"

void tp_plan_make(enum tp_search_mode mode, const struct tp_probes *probes, uint64_t row_count,
                  struct tp_search_plan *out)
{
    (void)probes;
    *out = (struct tp_search_plan){.exhaustive = mode == TP_SEARCH_EXHAUSTIVE || row_count <= TP_EXHAUSTIVE_ROWS};
    out->exhaustive = true;
}
