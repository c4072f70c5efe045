/* SPDX-License-Identifier: Apache-2.0 */
/* Publishes a random ledger: FOLDER with its files, and its key in NAME.key. */
#ifndef TP_TEST_STATISTICS_TOY_LEDGER_H
#define TP_TEST_STATISTICS_TOY_LEDGER_H

#include "../statistics/toy.h"
#include "ledger/ledger.h"

#define TOY_ORIGIN "statistics.example/ledger"

static inline void toy_publish(const struct toy *toy, const char *folder, struct tp_verifier *verifier)
{
    struct tp_span *entries = calloc(toy->count + 1, sizeof *entries);
    uint8_t seed[TP_SEED_BYTES] = {42};
    struct tp_ledger *ledger;
    struct tp_signer *signer;
    uint64_t first;

    assert_non_null(entries);
    for (size_t i = 0; i < toy->count; i++)
        entries[i] = (struct tp_span){toy->entries[i].data, toy->entries[i].size_bytes};
    assert_int_equal(tp_signer_from_seed(seed, &signer, NULL), TP_OK);
    assert_int_equal(tp_verifier_make(TOY_ORIGIN, TP_KEY_NOTE, tp_signer_public(signer), verifier, NULL), TP_OK);
    assert_int_equal(tp_ledger_create(folder, TOY_ORIGIN, signer, NULL), TP_OK);
    assert_int_equal(tp_ledger_open(folder, TOY_ORIGIN, signer, &ledger, NULL), TP_OK);
    for (size_t at = 0; at < toy->count; at += 1000)
        assert_int_equal(tp_ledger_append(ledger, entries + at, TP_MIN(toy->count - at, 1000), &first, NULL), TP_OK);
    tp_ledger_close(&ledger);
    tp_signer_free(&signer);
    free(entries);
}

#endif
