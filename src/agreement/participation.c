/* SPDX-License-Identifier: Apache-2.0 */
/* Which jurisdictions take part. */
#include <string.h>

#include "agreement/history_parts.h"

const char *tp_participation_code(enum tp_participation participation)
{
    static const char *const codes[] = {"out", "in", "suspended", "left"};

    return (size_t)participation < TP_ARRAY_LENGTH(codes) ? codes[participation] : "out";
}

static enum tp_participation participation_of(const struct tp_version *version, const struct tp_source *source,
                                              int64_t clock_s)
{
    const struct tp_history_signer *signer = version->sources[source - version->terms->sources];

    return tp_signer_participation(signer, version, clock_s, UINT32_MAX);
}

enum tp_participation tp_history_participation(const struct tp_history *history, const struct tp_terms *version,
                                               const char *jurisdiction, int64_t clock_s)
{
    const struct tp_version *found = tp_history_version_of(history, version);
    const struct tp_source *source = found && jurisdiction ? tp_terms_source(found->terms, jurisdiction) : NULL;

    return source ? participation_of(found, source, clock_s) : TP_PARTICIPATION_OUT;
}

bool tp_history_takes_part(const struct tp_history *history, const struct tp_terms *version, const char *jurisdiction,
                           int64_t clock_s)
{
    const struct tp_version *found = tp_history_version_of(history, version);
    const struct tp_source *source = found && jurisdiction ? tp_terms_source(found->terms, jurisdiction) : NULL;
    char above[TP_JURISDICTION_MAX];

    if (!source || participation_of(found, source, clock_s) != TP_PARTICIPATION_IN)
        return false;
    memcpy(above, source->jurisdiction, sizeof above);
    while (tp_jurisdiction_parent(above, above)) {
        source = tp_terms_source(found->terms, above);
        if (source && participation_of(found, source, clock_s) != TP_PARTICIPATION_IN)
            return false;
    }
    return true;
}
