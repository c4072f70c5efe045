/* SPDX-License-Identifier: Apache-2.0 */
/* Fuzz target: documents of agreements. What is accepted keeps the rules that the policy relies on, has words, and is
 * the same version when its canonical form is read. */
#include <string.h>

#include "agreement/agreement.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size_bytes);

static void check_parties(const struct tp_terms *terms)
{
    uint64_t roles = 0;

    TP_ASSERT(terms->party_count >= 2 && terms->party_count <= TP_AGREEMENT_PARTIES_MAX);
    for (size_t i = 0; i < terms->party_count; i++) {
        roles |= terms->parties[i].roles;
        TP_ASSERT(tp_terms_party(terms, terms->parties[i].id) == &terms->parties[i]);
        TP_ASSERT(tp_jurisdiction_is_code(terms->parties[i].jurisdiction));
    }
    TP_ASSERT(roles >> TP_ROLE_SENDER & 1);
    TP_ASSERT(terms->repository_party < terms->party_count);
    TP_ASSERT(terms->parties[terms->repository_party].roles >> TP_ROLE_REPOSITORY & 1);
    TP_ASSERT(terms->notice_by != 0 && terms->notice_by >> terms->party_count == 0 && terms->notice_days >= 1);
}

static void check_sources(const struct tp_terms *terms)
{
    char above[TP_JURISDICTION_MAX];

    TP_ASSERT(terms->source_count >= 1 && terms->source_count <= TP_AGREEMENT_SOURCES_MAX);
    for (size_t i = 0; i < terms->source_count; i++) {
        const char *code = terms->sources[i].jurisdiction;

        TP_ASSERT(tp_terms_source(terms, code) == &terms->sources[i]);
        TP_ASSERT(tp_jurisdiction_level(code) != TP_LEVEL_COUNTY ||
                  (tp_jurisdiction_parent(code, above) && tp_terms_source(terms, above)));
    }
}

static void check_review(const struct tp_terms *terms)
{
    TP_ASSERT(terms->examiners >= 2 && terms->fields != 0 && terms->purposes != 0 && terms->materials != 0);
    for (size_t i = 0; i < terms->recipient_count; i++)
        TP_ASSERT(!terms->recipients[i].enforcement || terms->circumstances != 0);
    TP_ASSERT(terms->witness_required == (terms->witness_age_minutes > 0));
    TP_ASSERT(terms->valid_from_s < terms->valid_until_s);
    TP_ASSERT((terms->version == 1) == (terms->amends[0] == '\0'));
}

static void check_again(const struct tp_terms *terms)
{
    struct tp_buffer words;
    struct tp_terms *again;
    const char *document;
    size_t size_bytes;

    document = tp_terms_document(terms, &size_bytes);
    TP_ASSERT(tp_terms_parse(document, size_bytes, &again, NULL) == TP_OK);
    TP_ASSERT(strcmp(again->hash, terms->hash) == 0);
    tp_terms_free(&again);
    tp_buffer_init(&words);
    tp_terms_words(terms, NULL, &words);
    TP_ASSERT(words.size_bytes > 0);
    tp_buffer_deinit(&words);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size_bytes)
{
    struct tp_terms *terms;
    struct tp_diag diag;
    tp_status status;

    tp_diag_init(&diag);
    status = tp_terms_parse(data, size_bytes, &terms, &diag);
    TP_ASSERT(diag.status == status && (status == TP_OK) == (terms != NULL));
    if (!terms)
        return 0;
    check_parties(terms);
    check_sources(terms);
    check_review(terms);
    check_again(terms);
    tp_terms_free(&terms);
    return 0;
}
