/* SPDX-License-Identifier: Apache-2.0 */
/* What this part can be asked and what it does by itself. */
#include "person/erasure.h"
#include "person/retention.h"

static const struct tp_job_kind jobs[] = {
    {"person.erase", tp_erasure_job},
    {"person.retain", tp_retention_job},
    {NULL, NULL},
};

const struct tp_part tp_person_part = {"person", NULL, jobs};
