/* SPDX-License-Identifier: Apache-2.0 */
/* Searching the organisation's repository, and changing it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "exchange/state.h"

/* ---- searching --------------------------------------------------------------------------------------------------- */

/* A gallery that could not follow the store would not find who was enrolled last. */
static tp_status catch_up(struct tp_exchange *exchange, struct tp_diag *diag)
{
    if (!atomic_load(&exchange->stale))
        return TP_OK;
    tp_exchange_lock(exchange);
    tp_exchange_follow_store(exchange);
    tp_exchange_unlock(exchange);
    return atomic_load(&exchange->stale)
               ? tp_fail(diag, TP_E_STORE, "gallery", -1, "it is not up to date with the store")
               : TP_OK;
}

int32_t tp_exchange_score_min(const struct tp_exchange *exchange, uint64_t *subjects)
{
    *subjects = tp_gallery_subject_count(exchange->repository.gallery);
    return tp_score_for_fpir(tp_exchange_config(exchange)->search_fpir, *subjects);
}

tp_status tp_exchange_search(struct tp_exchange *exchange, const struct tp_template *const *probes, size_t probe_count,
                             struct tp_found out[TP_FOUND_MAX], size_t *count, struct tp_diag *diag)
{
    const struct tp_gallery *gallery = exchange->repository.gallery;
    struct tp_identify_options options = {.top = TP_FOUND_MAX, .thread_count = exchange->options.thread_count};
    struct tp_candidates candidates = {0};
    uint64_t subjects;
    tp_status status = catch_up(exchange, diag);

    *count = 0;
    options.score_min = tp_exchange_score_min(exchange, &subjects);
    if (status != TP_OK || subjects == 0)
        return status;
    status = tp_gallery_identify(gallery, probes, probe_count, &options, &candidates, diag);
    for (uint32_t i = 0; status == TP_OK && i < candidates.count && *count < TP_FOUND_MAX; i++) {
        struct tp_found *found = &out[(*count)++];

        snprintf(found->subject, sizeof found->subject, "%s", candidates.items[i].subject);
        found->score = candidates.items[i].score;
    }
    tp_candidates_deinit(&candidates);
    return status;
}

/* ---- changing ---------------------------------------------------------------------------------------------------- */

static tp_status encode(const struct tp_template *tmpl, struct tp_store_impression *out, struct tp_diag *diag)
{
    uint8_t *data = NULL;
    tp_status status = tp_template_encode(tmpl, TP_FORMAT_NATIVE, &data, &out->size_bytes, diag);

    out->position = tmpl->position;
    out->quality = tmpl->quality;
    out->data = data;
    return status;
}

static void free_impressions(struct tp_store_impression *impressions, size_t count)
{
    for (size_t i = 0; impressions && i < count; i++)
        free((void *)(uintptr_t)impressions[i].data);
    free(impressions);
}

tp_status tp_exchange_enrol(struct tp_exchange *exchange, char subject[TP_EXCHANGE_NAME_BYTES],
                            const struct tp_template *const *templates, size_t count, struct tp_diag *diag)
{
    struct tp_store *store = tp_exchange_store(exchange);
    struct tp_store_impression *impressions;
    void *memory;
    tp_status status = subject[0] == '\0' ? tp_exchange_new_id(subject, diag) : tp_subject_check(subject, diag);

    if (status == TP_OK && count == 0)
        status = tp_fail(diag, TP_E_ARGUMENT, "prints", -1, "an enrolment needs a print");
    if (status == TP_OK)
        status = tp_alloc_zero(&memory, count, sizeof *impressions, diag);
    if (status != TP_OK)
        return status;
    impressions = memory;
    for (size_t i = 0; status == TP_OK && i < count; i++)
        status = encode(templates[i], &impressions[i], diag);
    if (status == TP_OK)
        status = tp_store_enrol(store, subject, tp_exchange_now(exchange), impressions, count, diag);
    free_impressions(impressions, count);
    exchange->enrolled = true;
    return status;
}

tp_status tp_exchange_delete(struct tp_exchange *exchange, const char *subject, struct tp_diag *diag)
{
    struct tp_store *store = tp_exchange_store(exchange);
    void *names;
    tp_status status = tp_subject_check(subject, diag);

    if (status != TP_OK)
        return status;
    names = realloc(exchange->deleted, (exchange->deleted_count + 1) * sizeof *exchange->deleted);
    if (!names)
        return tp_fail(diag, TP_E_MEMORY, NULL, -1, "out of memory");
    exchange->deleted = names;
    status = tp_store_delete(store, subject, NULL, diag);
    if (status == TP_OK)
        snprintf(exchange->deleted[exchange->deleted_count++], TP_SUBJECT_ID_MAX, "%s", subject);
    return status;
}

/* ---- templates --------------------------------------------------------------------------------------------------- */

struct listing {
    struct tp_template *templates; /* owned */
    size_t count;
};

static tp_status add_template(void *context, const struct tp_store_row *row, struct tp_diag *diag)
{
    struct listing *listing = context;
    void *more = realloc(listing->templates, (listing->count + 1) * sizeof *listing->templates);
    struct tp_template *tmpl;

    if (!more)
        return tp_fail(diag, TP_E_MEMORY, NULL, -1, "out of memory");
    listing->templates = more;
    tmpl = &listing->templates[listing->count];
    if (tp_template_decode(row->impression.data, row->impression.size_bytes, 0, tmpl, NULL, NULL) != TP_OK)
        return tp_fail(diag, TP_E_STORE, NULL, -1, "a template of subject %s is damaged", row->subject);
    tmpl->position = row->impression.position;
    listing->count++;
    return TP_OK;
}

tp_status tp_exchange_templates(struct tp_exchange *exchange, const char *subject, struct tp_template **out,
                                size_t *count, struct tp_diag *diag)
{
    struct listing listing = {0};
    struct tp_store *store;
    tp_status status = tp_exchange_take_store(exchange, &store, diag);

    *out = NULL;
    *count = 0;
    if (status == TP_OK)
        status = tp_store_each(store, subject, add_template, &listing, diag);
    tp_exchange_give_store(exchange, store);
    if (status == TP_OK && listing.count == 0)
        status = tp_fail(diag, TP_E_NOT_FOUND, "subject", -1, "there is no subject %s", subject);
    if (status == TP_OK) {
        *out = listing.templates;
        *count = listing.count;
        return TP_OK;
    }
    for (size_t i = 0; i < listing.count; i++)
        tp_template_deinit(&listing.templates[i]);
    free(listing.templates);
    return status;
}
