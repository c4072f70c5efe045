/* SPDX-License-Identifier: Apache-2.0 */
/* The sequence check of a transaction: its impressions, as extraction gives them, and what its slaps showed. */
#include "node/node.h"
#include "record/record.h"

static struct tp_finding finding_at(const struct tp_tenprint_source *source)
{
    return (struct tp_finding){.severity = TP_SEVERITY_WARNING,
                               .record = (uint32_t)source->place,
                               .type = source->type,
                               .offset_bytes = -1,
                               .rule = "sequence"};
}

static void report_slap(const struct tp_tenprint_source *source, struct tp_findings *findings)
{
    const struct tp_finding where = finding_at(source);
    const struct tp_slap *slap = &source->slap;
    unsigned undecided = 0;

    for (uint32_t i = 0; i < slap->finger_count; i++)
        undecided += slap->fingers[i].position == 0;
    if (slap->remarks & TP_SLAP_OTHER_HAND)
        tp_findings_add(findings, &where, "the shape of the hand is that of a %s one",
                        slap->hand == TP_SLAP_HAND_RIGHT ? "right" : "left");
    if (slap->remarks & TP_SLAP_TOO_FEW)
        tp_findings_add(findings, &where, "%u of %u fingers were found", slap->finger_count, slap->expected_count);
    if (slap->remarks & TP_SLAP_TOO_MANY)
        tp_findings_add(findings, &where, "there are more prints of fingers than the %u expected",
                        slap->expected_count);
    if (undecided)
        tp_findings_add(findings, &where, "which fingers %u of the prints are is not decided", undecided);
}

/* Adds the impressions of known fingers of a record of rolled or plain prints: latent ones are nobody's sequence. */
static tp_status add_prints(const struct tp_tenprint_source *source, struct tp_sequence_print *prints, size_t *count,
                            struct tp_diag *diag)
{
    if (source->type != 3 && source->type != 4 && source->type != 14)
        return TP_OK;
    for (size_t i = 0; i < source->print_count; i++) {
        const struct tp_template *tmpl = &source->prints[i];
        bool rolled = tmpl->impression == TP_IMPRESSION_LIVE_ROLLED || tmpl->impression == TP_IMPRESSION_INK_ROLLED;

        if (tmpl->position == TP_POSITION_UNKNOWN)
            continue;
        if (*count == TP_SEQUENCE_PRINTS_MAX)
            return tp_fail(diag, TP_E_LIMIT, NULL, -1, "more than %d impressions are no card", TP_SEQUENCE_PRINTS_MAX);
        prints[(*count)++] = (struct tp_sequence_print){.position = tmpl->position,
                                                        .rolled = rolled && source->position <= TP_POSITION_MAX,
                                                        .record = (uint32_t)source->place,
                                                        .type = source->type,
                                                        .tmpl = tmpl};
    }
    return TP_OK;
}

tp_status tp_sequence_check_prints(const struct tp_tenprint *tenprint, struct tp_findings *findings,
                                   struct tp_diag *diag)
{
    struct tp_sequence_print prints[TP_SEQUENCE_PRINTS_MAX];
    size_t count = 0;
    tp_status status = TP_OK;

    for (size_t i = 0; i < tenprint->count && status == TP_OK; i++) {
        report_slap(&tenprint->sources[i], findings);
        status = add_prints(&tenprint->sources[i], prints, &count, diag);
    }
    if (status == TP_OK && count < 2)
        status = tp_fail(diag, TP_E_NOT_FOUND, NULL, -1, "the transaction holds no two prints to compare");
    return status == TP_OK ? tp_sequence_check(prints, count, findings, diag) : status;
}

bool tp_sequence_contradicts(const struct tp_tenprint *tenprint)
{
    struct tp_findings findings;
    bool contradicts = false;

    if (!tenprint->transaction) /* of a CBEFF file, which no check can explain */
        return false;
    tp_findings_init(&findings);
    if (tp_sequence_check_prints(tenprint, &findings, NULL) == TP_OK)
        for (size_t i = 0; i < findings.count; i++)
            contradicts |= findings.items[i].severity == TP_SEVERITY_ERROR;
    tp_findings_deinit(&findings);
    return contradicts;
}

/* Extracts what can be read; the rest is a warning. */
static tp_status extract_all(struct tp_tenprint *tenprint, struct tp_findings *findings, struct tp_diag *diag)
{
    struct tp_extractor *extractor;
    tp_status status = tp_extractor_new(&extractor, diag);

    for (size_t i = 0; i < tenprint->count && status == TP_OK; i++) {
        const struct tp_finding where = finding_at(&tenprint->sources[i]);
        struct tp_diag inner;

        tp_diag_init(&inner);
        status = tp_tenprint_extract(tenprint, i, extractor, 0, &inner);
        if (status == TP_E_MEMORY)
            status = tp_fail(diag, status, NULL, -1, "%s", inner.text);
        else if (status != TP_OK) {
            tp_findings_add(findings, &where, "the image cannot be read: %s", inner.text);
            status = TP_OK;
        }
    }
    tp_extractor_free(&extractor);
    return status;
}

tp_status tp_sequence_check_card(const struct tp_transaction *transaction, struct tp_findings *findings,
                                 struct tp_diag *diag)
{
    struct tp_tenprint tenprint;
    tp_status status = tp_tenprint_list(transaction, TP_TENPRINT_ENROL, &tenprint, diag);

    if (status == TP_OK)
        status = extract_all(&tenprint, findings, diag);
    if (status == TP_OK)
        status = tp_sequence_check_prints(&tenprint, findings, diag);
    tp_tenprint_deinit(&tenprint);
    return status;
}
