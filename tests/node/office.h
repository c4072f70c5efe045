/* SPDX-License-Identifier: Apache-2.0 */
/* An organisation's folder for a test: the rehearsal of a party of the sample agreement, and the agreement's life in
 * it. */
#ifndef TP_TEST_OFFICE_H
#define TP_TEST_OFFICE_H

#include "test.h"

#include <stdio.h>
#include <string.h>

#include "../agreement/sample.h"
#include "folder.h"
#include "node/organisation.h"

#define OFFICE_PASSPHRASE "correct horse"

struct office {
    struct test_folder scratch;
    char folder[96];
    struct tp_organisation *organisation;
};

static inline void office_open(struct office *office)
{
    struct tp_diag diag;

    tp_diag_init(&diag);
    if (tp_organisation_open(office->folder, OFFICE_PASSPHRASE, &office->organisation, &diag) != TP_OK)
        fail_msg("%s: %s: %s", diag.file, diag.field, diag.text);
}

/* The folder of ID, a party of the sample, whose key comes from the same seed as in sample_signer. */
static inline void office_make(struct office *office, const char *id, const struct tp_config_witness *witness)
{
    uint8_t seed[TP_SEED_BYTES] = {0};
    const struct tp_organisation_init init = {.id = id,
                                              .name = "An office",
                                              .jurisdiction = "US-NY",
                                              .ledger_origin = "office.example/ledger",
                                              .rehearsal = true,
                                              .passphrase = OFFICE_PASSPHRASE,
                                              .seed = seed,
                                              .witnesses = witness,
                                              .witness_count = witness ? 1 : 0,
                                              .witnesses_needed = witness ? 1 : 0};
    struct tp_diag diag;

    memcpy(seed, id, strlen(id));
    folder_make(&office->scratch);
    snprintf(office->folder, sizeof office->folder, "%s/office", office->scratch.path);
    tp_diag_init(&diag);
    if (tp_organisation_init(office->folder, &init, &diag) != TP_OK)
        fail_msg("%s: %s: %s", diag.file, diag.field, diag.text);
    office_open(office);
}

static inline void office_remove(struct office *office)
{
    tp_organisation_close(&office->organisation);
    folder_remove(&office->scratch);
}

/* Lets the organisation take EVENT, which is freed, at TIME. */
static inline enum tp_refusal office_take(struct office *office, struct tp_event *event, int64_t time_s)
{
    enum tp_refusal refusal;
    struct tp_diag diag;
    tp_status status;

    tp_diag_init(&diag);
    status = tp_organisation_accept(office->organisation, event, time_s, &refusal, &diag);
    tp_event_free(&event);
    if (status != TP_OK && status != TP_E_DENIED)
        fail_msg("%s: %s: %s", diag.file, diag.field, diag.text);
    assert_int_equal(status == TP_OK, refusal == TP_REFUSAL_NONE);
    return refusal;
}

/* Gives the organisation all events of HISTORY at the times at which that had them. */
static inline void office_follow(struct office *office, const struct tp_history *history)
{
    for (size_t i = 0; i < tp_history_count(history); i++) {
        int64_t received_s;
        const struct tp_event *event = tp_history_event(history, i, &received_s);
        enum tp_refusal refusal;

        assert_int_equal(tp_organisation_accept(office->organisation, event, received_s, &refusal, NULL), TP_OK);
    }
}

/* Leaf INDEX of the organisation's ledger, published first. */
static inline tp_status office_copy_leaf(void *context, uint64_t index, const void *data, size_t size_bytes,
                                         struct tp_diag *diag)
{
    (void)index;
    return tp_leaf_read(data, size_bytes, context, diag);
}

static inline struct tp_leaf office_leaf(struct office *office, uint64_t index)
{
    char path[128];
    struct tp_reader *reader;
    struct tp_leaf leaf;

    snprintf(path, sizeof path, "%s/ledger", office->folder);
    assert_int_equal(tp_ledger_publish(tp_organisation_ledger(office->organisation), NULL), TP_OK);
    assert_int_equal(tp_reader_open(path, tp_organisation_verifier(office->organisation), &reader, NULL), TP_OK);
    assert_int_equal(tp_reader_each(reader, index, 1, office_copy_leaf, &leaf, NULL), TP_OK);
    tp_reader_close(&reader);
    return leaf;
}

static inline uint64_t office_leaves(const struct office *office)
{
    return tp_ledger_size(tp_organisation_ledger(office->organisation));
}

#endif
