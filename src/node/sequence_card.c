/* SPDX-License-Identifier: Apache-2.0 */
/* The impressions of a ten-print card for the sequence check: from the records of a transaction. */
#include <stdlib.h>
#include <string.h>

#include <tenprint/slap.h>

#include "node/node.h"
#include "record/record.h"

enum { NO_POSITION = 255 };

/* The card so far. */
struct card {
    const struct tp_transaction *transaction;
    struct tp_findings *findings;
    struct tp_extractor *extractor;
    struct tp_sequence_print prints[TP_SEQUENCE_PRINTS_MAX];
    struct tp_template templates[TP_SEQUENCE_PRINTS_MAX];
    size_t count;
};

static struct tp_finding finding_at(uint32_t place, uint8_t type)
{
    return (struct tp_finding){
        .severity = TP_SEVERITY_WARNING, .record = place, .type = type, .offset_bytes = -1, .rule = "sequence"};
}

/* Rolled impressions: codes 1 (live-scan) and 3 (not live-scan) of ANSI/NIST-ITL. */
static bool is_rolled(uint8_t impression)
{
    return impression == TP_IMPRESSION_LIVE_ROLLED || impression == TP_IMPRESSION_INK_ROLLED;
}

static tp_status add_print(struct card *card, const struct tp_image *image, const struct tp_sequence_print *like,
                           struct tp_diag *diag)
{
    const struct tp_extract_options options = {.position = like->position};
    tp_status status;

    if (card->count == TP_SEQUENCE_PRINTS_MAX)
        return tp_fail(diag, TP_E_LIMIT, NULL, -1, "more than %d impressions are no card", TP_SEQUENCE_PRINTS_MAX);
    status = tp_extract(card->extractor, image, &options, &card->templates[card->count], diag);
    if (status)
        return status;
    card->prints[card->count] = *like;
    card->prints[card->count].tmpl = &card->templates[card->count];
    card->count++;
    return TP_OK;
}

/* The fingers that any record declares to be missing (14.018). */
static uint16_t missing_fingers(const struct tp_transaction *transaction)
{
    uint16_t missing = 0;

    for (size_t i = 0; i < tp_transaction_count(transaction); i++) {
        const struct tp_record *record = tp_transaction_at(transaction, i);
        struct tp_bytes value = tp_record_get(record, 18);
        int64_t finger;
        for (size_t k = 1; tp_record_type(record) == 14 && k <= tp_value_subfields(value) && k <= 10; k++)
            if (tp_value_number(tp_value_item(value, k, 1), &finger) && finger >= 1 && finger <= TP_POSITION_MAX)
                missing |= TP_FINGER_BIT(finger);
    }
    return missing;
}

static void report_slap(struct card *card, const struct tp_slap *slap, const struct tp_sequence_print *like)
{
    const struct tp_finding where = finding_at(like->record, like->type);
    unsigned undecided = 0;

    for (uint32_t i = 0; i < slap->finger_count; i++)
        undecided += slap->fingers[i].position == 0;
    if (slap->remarks & TP_SLAP_OTHER_HAND)
        tp_findings_add(card->findings, &where, "the shape of the hand is that of a %s one",
                        slap->hand == TP_SLAP_HAND_RIGHT ? "right" : "left");
    if (slap->remarks & TP_SLAP_TOO_FEW)
        tp_findings_add(card->findings, &where, "%u of %u fingers were found", slap->finger_count,
                        slap->expected_count);
    if (undecided)
        tp_findings_add(card->findings, &where, "which fingers %u of the prints are is not decided", undecided);
}

static tp_status add_slap(struct card *card, const struct tp_image *image, struct tp_sequence_print like,
                          struct tp_diag *diag)
{
    const struct tp_slap_options options = {.position = like.position, .missing = missing_fingers(card->transaction)};
    struct tp_image finger;
    struct tp_slap slap;
    tp_status status = tp_slap_segment(image, &options, &slap, diag);

    if (status)
        return status;
    report_slap(card, &slap, &like);
    for (uint32_t i = 0; i < slap.finger_count && !status; i++) {
        like.position = slap.fingers[i].position;
        if (!like.position)
            continue;
        status = tp_slap_crop(image, &slap.fingers[i], &finger, diag);
        if (!status)
            status = add_print(card, &finger, &like, diag);
        tp_image_deinit(&finger);
    }
    return status;
}

static tp_status add_record(struct card *card, uint32_t place, struct tp_diag *diag)
{
    const struct tp_record *record = tp_transaction_at(card->transaction, place);
    struct tp_sequence_print like = {.record = place, .type = tp_record_type(record)};
    struct tp_record_image info;
    struct tp_image image;
    tp_status status;

    if ((like.type != 4 && like.type != 14) || tp_record_image_info(card->transaction, record, &info, NULL) ||
        info.positions[1] != NO_POSITION || !tp_slap_expected(info.positions[0]))
        return TP_OK;
    status = tp_record_image_decode(card->transaction, record, NULL, NULL, &image, NULL);
    if (status) {
        const struct tp_finding where = finding_at(place, like.type);
        tp_findings_add(card->findings, &where, "the image cannot be read: %s", tp_status_text(status));
        return TP_OK;
    }
    like.position = info.positions[0];
    like.rolled = is_rolled(info.impression) && like.position <= TP_POSITION_MAX;
    if (like.position > TP_POSITION_MAX)
        status = add_slap(card, &image, like, diag);
    else
        status = add_print(card, &image, &like, diag);
    tp_image_deinit(&image);
    return status;
}

tp_status tp_sequence_check_card(const struct tp_transaction *transaction, struct tp_findings *findings,
                                 struct tp_diag *diag)
{
    struct card *card;
    void *memory;
    tp_status status = tp_alloc_zero(&memory, 1, sizeof *card, diag);

    if (status)
        return status;
    card = memory;
    card->transaction = transaction;
    card->findings = findings;
    status = tp_extractor_new(&card->extractor, diag);
    for (size_t i = 0; i < tp_transaction_count(transaction) && !status; i++)
        status = add_record(card, (uint32_t)i, diag);
    if (!status && card->count < 2)
        status = tp_fail(diag, TP_E_NOT_FOUND, NULL, -1, "the transaction holds no two prints to compare");
    if (!status)
        status = tp_sequence_check(card->prints, card->count, findings, diag);
    for (size_t i = 0; i < card->count; i++)
        tp_template_deinit(&card->templates[i]);
    tp_extractor_free(&card->extractor);
    free(card);
    return status;
}
