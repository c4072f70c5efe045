/* SPDX-License-Identifier: Apache-2.0 */
/* What examiners are shown of a candidate, and what examiners had found of the pair before. */
#include <stdio.h>
#include <string.h>

#include "review/prints.h"
#include "review/records.h"

bool tp_case_has_prints(struct tp_exchange *exchange, const char *owner, bool with_image)
{
    struct tp_print_list prints;
    bool found;

    if (tp_prints_read(exchange, owner, &prints, NULL) != TP_OK)
        return false;
    found = !with_image && prints.count > 0;
    for (size_t i = 0; i < prints.count; i++)
        found |= prints.prints[i].has_image;
    return found;
}

/* The newest encounter of LIST with pictures, or without; "" when no prints are kept. One only: how many there are
 * would tell whether somebody was matched before. */
static void find_encounter(struct tp_exchange *exchange, const struct tp_json_value *list, const char *probe,
                           char out[TP_EXCHANGE_NAME_BYTES])
{
    out[0] = '\0';
    for (int pass = 0; pass < 2; pass++) {
        for (size_t i = tp_json_count(list); out[0] == '\0' && i-- > 0;) {
            const char *owner = tp_value_text(tp_json_element(list, i), "owner");

            if (strcmp(owner, probe) != 0 && tp_case_has_prints(exchange, owner, pass == 0))
                snprintf(out, TP_EXCHANGE_NAME_BYTES, "%s", owner);
        }
    }
}

/* ---- what was held of the pair before -------------------------------------------------------------------------------
 */

struct remembering {
    const char *subject, *encounter; /* the other one; "" for none */
    enum tp_standing standing;
};

static tp_status remember(void *context, const struct tp_entry *entry, struct tp_diag *diag)
{
    struct remembering *remembering = context;
    struct tp_review_case about;

    (void)diag;
    tp_case_take(entry, &about);
    for (unsigned i = 0; !about.seeded && i < about.count; i++) {
        const struct tp_case_candidate *candidate = &about.candidates[i];

        if ((remembering->subject[0] && strcmp(candidate->subject, remembering->subject) == 0) ||
            (remembering->encounter[0] && strcmp(candidate->encounter, remembering->encounter) == 0))
            remembering->standing = candidate->verdict == TP_VERDICT_IDENTIFIED ? TP_STANDING_IDENTIFIED
                                    : candidate->verdict == TP_VERDICT_EXCLUDED ? TP_STANDING_EXCLUDED
                                                                                : remembering->standing;
    }
    return TP_OK;
}

/* From the cases of both, the last word counts. */
static tp_status find_standing(struct tp_exchange *exchange, const char *probe, struct tp_case_candidate *out,
                               struct tp_diag *diag)
{
    const struct tp_store_query of_probe = {
        .kind = "case", .link = probe, .state = "settled", .due_until_s = TP_STORE_NEVER};
    const struct tp_store_query of_candidate = {
        .kind = "case", .link = out->encounter, .state = "settled", .due_until_s = TP_STORE_NEVER};
    struct remembering remembering = {out->subject, out->encounter, TP_STANDING_NONE};
    tp_status status = tp_entry_each(exchange, &of_probe, remember, &remembering, diag);

    remembering.subject = "";
    remembering.encounter = probe;
    if (status == TP_OK && out->encounter[0])
        status = tp_entry_each(exchange, &of_candidate, remember, &remembering, diag);
    out->standing = remembering.standing;
    return status;
}

static bool lists_owner(const struct tp_json_value *list, const char *owner)
{
    bool found = false;

    for (size_t i = 0; i < tp_json_count(list); i++)
        found |= strcmp(tp_value_text(tp_json_element(list, i), "owner"), owner) == 0;
    return found;
}

tp_status tp_candidate_take(struct tp_exchange *exchange, const char *probe, const struct tp_found *found,
                            const char *encounter, struct tp_case_candidate *out, struct tp_diag *diag)
{
    const struct tp_json_value *list;
    struct tp_entry entry = {0};
    tp_status status = tp_entry_get(exchange, "subject", found->subject, &entry, NULL);

    *out = (struct tp_case_candidate){.score = found->score};
    memcpy(out->subject, found->subject, sizeof out->subject);
    if (status != TP_OK && status != TP_E_NOT_FOUND)
        return tp_fail(diag, status, NULL, -1, "cannot read the candidate's encounters");
    list = status == TP_OK ? tp_json_member(tp_json_root(entry.content), "encounters") : NULL;
    if (encounter)
        snprintf(out->encounter, sizeof out->encounter, "%s", encounter);
    else
        find_encounter(exchange, list, probe, out->encounter);
    if (lists_owner(list, probe)) { /* both are of one person, until somebody says otherwise */
        out->standing = TP_STANDING_IDENTIFIED;
        status = TP_OK;
    } else {
        status = find_standing(exchange, probe, out, diag);
    }
    tp_entry_deinit(&entry);
    return status;
}
