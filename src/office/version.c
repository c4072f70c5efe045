/* SPDX-License-Identifier: Apache-2.0 */
/* Which version of an agreement a step is about. */
#include "office/office.h"

#include <stdlib.h>
#include <string.h>

bool tp_version_is_current(const struct tp_history *history, const struct tp_terms *version, int64_t now_s)
{
    enum tp_life life = tp_history_life(history, version, now_s);

    return life == TP_LIFE_ACTIVE || life == TP_LIFE_SUSPENDED;
}

static bool is_number(const char *text)
{
    return strlen(text) < 6 && strspn(text, "0123456789") == strlen(text);
}

/* NULL stands for the highest number. */
static bool fits(const struct tp_history *history, const struct tp_terms *version, const char *wanted)
{
    const struct tp_terms *last = tp_history_version(history, tp_history_version_count(history) - 1);

    if (!wanted)
        return version->version == last->version;
    if (is_number(wanted))
        return version->version == strtoul(wanted, NULL, 10);
    return strncmp(version->hash, wanted, strlen(wanted)) == 0;
}

tp_status tp_version_choose(const struct tp_history *history, int64_t now_s, const char *wanted, bool current,
                            const struct tp_terms **out, struct tp_diag *diag)
{
    size_t found = 0;

    for (size_t i = 0; i < tp_history_version_count(history); i++) {
        const struct tp_terms *version = tp_history_version(history, i);

        if (current && !wanted && tp_version_is_current(history, version, now_s)) {
            *out = version;
            return TP_OK;
        }
        if (fits(history, version, wanted)) {
            *out = version;
            found++;
        }
    }
    if (found == 1)
        return TP_OK;
    *out = NULL;
    return tp_fail(diag, found ? TP_E_ARGUMENT : TP_E_NOT_FOUND, "version", -1,
                   found ? "there are several such versions: name one by its hash" : "there is no such version");
}

static bool names(const struct tp_terms *version, const struct tp_step_signer *signer)
{
    const struct tp_party *party = tp_terms_party(version, signer->by);
    const struct tp_source *source = tp_terms_source(version, signer->by);

    return (party && memcmp(&party->key, signer->key, sizeof party->key) == 0) ||
           (source && memcmp(&source->key, signer->key, sizeof source->key) == 0);
}

tp_status tp_version_for_stop(const struct tp_history *history, int64_t now_s, const char *wanted,
                              const struct tp_step_signer *signer, const struct tp_terms **out, struct tp_diag *diag)
{
    for (size_t i = 0; !wanted && i < tp_history_version_count(history); i++) {
        *out = tp_history_version(history, i);
        if (names(*out, signer))
            return TP_OK;
    }
    return tp_version_choose(history, now_s, wanted, true, out, diag); /* a step to be refused with its reason */
}
