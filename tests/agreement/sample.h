/* SPDX-License-Identifier: Apache-2.0 */
/* An agreement for tests: a document that can be varied, signers by name, signed events, a history in force.
 *
 *     const char *changes[] = {"\"examiners\":2", "\"examiners\":3", NULL};
 *     int64_t active_s;
 *     struct tp_history *history = sample_active(changes, &active_s);
 *     const struct tp_terms *version = tp_history_version(history, 0);
 *     assert_int_equal(sample_step(history, version, TP_EVENT_JOIN, "US-NY", active_s + 10), TP_REFUSAL_NONE);
 */
#ifndef TP_SAMPLE_H
#define TP_SAMPLE_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "agreement/agreement.h"
#include "test.h"

#define SAMPLE_NY "US-NY"
#define SAMPLE_DUTCHESS "US-NY-027"
enum { SAMPLE_DAY_S = 86400, SAMPLE_DOCUMENT_MAX = 1 << 20 };
/* 2011-01-11T00:00:00Z, 2013-01-01T00:00:00Z: the validity of the sample. */
#define SAMPLE_FROM_S INT64_C(1294704000)
#define SAMPLE_UNTIL_S INT64_C(1356998400)

/* "@name@" stands for the key of the signer of that name. */
static const char sample_text[] =
    "{\"form\":\"tenprint-agreement/1\",\"version\":1,\"title\":\"Identification at booking\","
    "\"parties\":["
    "{\"id\":\"ny-dcjs\",\"name\":\"Division of Criminal Justice Services\",\"jurisdiction\":\"US-NY\","
    "\"key\":\"@ny-dcjs@\",\"roles\":[\"sender\"]},"
    "{\"id\":\"dhs-ident\",\"name\":\"Department of Homeland Security\",\"jurisdiction\":\"US\","
    "\"key\":\"@dhs-ident@\",\"roles\":[\"repository\"]}],"
    "\"sources\":["
    "{\"jurisdiction\":\"US-IL\",\"key\":\"@US-IL@\"},"
    "{\"jurisdiction\":\"US-IL-031\",\"key\":\"@US-IL-031@\"},"
    "{\"jurisdiction\":\"US-MA\",\"key\":\"@US-MA@\"},"
    "{\"jurisdiction\":\"US-NY\",\"key\":\"@US-NY@\"},"
    "{\"jurisdiction\":\"US-NY-027\",\"key\":\"@US-NY-027@\"},"
    "{\"jurisdiction\":\"US-NY-059\",\"key\":\"@US-NY-059@\"}],"
    "\"purposes\":[\"criminal-identification\"],"
    "\"repository\":{\"party\":\"dhs-ident\",\"name\":\"IDENT\"},"
    "\"sent\":[\"templates\"],"
    "\"thresholds\":{\"search\":{\"offence\":\"none\",\"conviction\":\"none\"},"
    "\"release\":{\"offence\":\"none\",\"conviction\":\"level-1\"}},"
    "\"exclusions\":[\"juvenile\",\"victim\",\"witness\"],"
    "\"reviews\":{\"examiners\":2,\"circumstances\":[\"elderly\",\"minor\",\"veteran\"]},"
    "\"release\":{\"fields\":[\"match\",\"name\"],\"recipients\":["
    "{\"id\":\"ice-ero\",\"name\":\"Enforcement and Removal Operations\",\"enforcement\":true},"
    "{\"id\":\"oversight\",\"name\":\"Office of the Inspector General\",\"enforcement\":false}],"
    "\"retention_days\":30,\"onward\":[]},"
    "\"notice\":{\"days\":60,\"by\":[\"ny-dcjs\"]},"
    "\"witness\":{\"required\":true,\"max_age_minutes\":60},"
    "\"validity\":{\"from\":\"2011-01-11T00:00:00Z\",\"until\":\"2013-01-01T00:00:00Z\"}}";

/* ---- signers ---------------------------------------------------------------------------------------------------- */

/* The signer of NAME, made of a seed that is the name; kept until the test ends. */
static inline struct tp_signer *sample_signer(const char *name)
{
    static struct sample_signer {
        struct sample_signer *next;
        struct tp_signer *signer;
        char name[TP_ID_MAX];
    } * first;
    uint8_t seed[TP_SEED_BYTES] = {0};
    struct sample_signer *made;

    for (struct sample_signer *known = first; known; known = known->next)
        if (strcmp(known->name, name) == 0)
            return known->signer;
    made = calloc(1, sizeof *made);
    assert_non_null(made);
    assert_true(strlen(name) < sizeof seed);
    memcpy(seed, name, strlen(name));
    memcpy(made->name, name, strlen(name));
    assert_int_equal(tp_signer_from_seed(seed, &made->signer, NULL), TP_OK);
    made->next = first;
    first = made;
    return made->signer;
}

static inline const struct tp_public_key *sample_key(const char *name)
{
    return tp_signer_public(sample_signer(name));
}

/* ---- documents -------------------------------------------------------------------------------------------------- */

/* Puts NEW_TEXT in the place of the first OLD, which must be there. */
static inline void sample_replace(char *text, size_t size, const char *old, const char *new_text)
{
    char *at = strstr(text, old);
    size_t rest;

    if (!at)
        fail_msg("the sample has no %s", old);
    rest = strlen(at + strlen(old)) + 1;
    assert_true((size_t)(at - text) + strlen(new_text) + rest <= size);
    memmove(at + strlen(new_text), at + strlen(old), rest);
    memcpy(at, new_text, strlen(new_text));
}

static inline void sample_put_keys(char *text, size_t size)
{
    for (char *at; (at = strchr(text, '@'));) {
        char name[TP_ID_MAX + 2], *end = strchr(at + 1, '@');
        struct tp_buffer base64;

        assert_non_null(end);
        snprintf(name, sizeof name, "%.*s", (int)(end - at) - 1, at + 1);
        tp_buffer_init(&base64);
        tp_base64_encode(sample_key(name)->bytes, TP_KEY_BYTES, &base64);
        tp_write_u8(&base64, 0);
        snprintf(name, sizeof name, "%.*s", (int)(end - at) + 1, at);
        sample_replace(at, size - (size_t)(at - text), name, (const char *)base64.data);
        tp_buffer_deinit(&base64);
    }
}

/* The sample as JSON, changed: CHANGES are pairs of an old and a new text and a NULL, or NULL for none. Free it. */
static inline char *sample_document(const char *const *changes)
{
    char *text = malloc(SAMPLE_DOCUMENT_MAX);

    assert_non_null(text);
    memcpy(text, sample_text, sizeof sample_text);
    for (; changes && changes[0]; changes += 2)
        sample_replace(text, SAMPLE_DOCUMENT_MAX, changes[0], changes[1]);
    sample_put_keys(text, SAMPLE_DOCUMENT_MAX);
    return text;
}

static inline struct tp_terms *sample_terms(const char *const *changes)
{
    char *text = sample_document(changes);
    struct tp_terms *terms;
    struct tp_diag diag;

    tp_diag_init(&diag);
    if (tp_terms_parse(text, strlen(text), &terms, &diag) != TP_OK)
        fail_msg("%s: %s", diag.field, diag.text);
    free(text);
    return terms;
}

/* The sample as an amendment of BEFORE, with further CHANGES. Free it. */
static inline char *sample_amendment(const struct tp_terms *before, const char *const *changes)
{
    const char *all[32] = {"\"version\":1", NULL};
    char head[128];
    size_t count = 2;

    snprintf(head, sizeof head, "\"version\":%u,\"amends\":\"%s\"", before->version + 1, before->hash);
    all[1] = head;
    for (size_t i = 0; changes && changes[i]; i++) {
        assert_true(count + 1 < TP_ARRAY_LENGTH(all));
        all[count++] = changes[i];
    }
    return sample_document(all);
}

/* ---- events ----------------------------------------------------------------------------------------------------- */

/* Signs EVENT (again) as NAME. */
static inline void sample_sign(struct tp_event *event, const char *name)
{
    assert_int_equal(tp_event_sign(event, sample_signer(name), NULL), TP_OK);
}

/* An event signed by the key of BY; a petition has an attachment. Free it. */
static inline struct tp_event *sample_event(const struct tp_terms *version, enum tp_event_kind kind, const char *by,
                                            uint32_t sequence, int64_t time_s)
{
    struct tp_event *event = calloc(1, sizeof *event);

    assert_non_null(event);
    memcpy(event->agreement, version->agreement, sizeof event->agreement);
    memcpy(event->version, version->hash, sizeof event->version);
    event->kind = kind;
    snprintf(event->by, sizeof event->by, "%s", by);
    event->sequence = sequence;
    event->time_s = time_s;
    if (kind == TP_EVENT_PETITION) {
        event->attachment_title = strdup("Petition");
        memset(event->attachment_sha256, 'a', TP_HASH_TEXT_BYTES - 1);
        event->sign_ons = 1234;
    }
    sample_sign(event, by);
    return event;
}

/* The proposal of DOCUMENT for the agreement named, or for a new one when that is "". Free it. */
static inline struct tp_event *sample_proposal(const char *document, const char *agreement, const char *by,
                                               uint32_t sequence, int64_t time_s)
{
    struct tp_event *event;
    struct tp_terms *terms;
    struct tp_diag diag;
    const char *canonical;

    tp_diag_init(&diag);
    if (tp_terms_parse(document, strlen(document), &terms, &diag) != TP_OK)
        fail_msg("%s: %s", diag.field, diag.text);
    if (agreement[0])
        snprintf(terms->agreement, sizeof terms->agreement, "%s", agreement);
    event = sample_event(terms, TP_EVENT_PROPOSE, by, sequence, time_s);
    canonical = tp_terms_document(terms, &event->document_bytes);
    event->document = malloc(event->document_bytes);
    assert_non_null(event->document);
    memcpy(event->document, canonical, event->document_bytes);
    tp_terms_free(&terms);
    sample_sign(event, by);
    return event;
}

/* ---- histories -------------------------------------------------------------------------------------------------- */

/* Offers EVENT, which is freed. */
static inline enum tp_refusal sample_offer(struct tp_history *history, struct tp_event *event, int64_t received_s)
{
    enum tp_refusal refusal;
    struct tp_diag diag;
    tp_status status;

    tp_diag_init(&diag);
    status = tp_history_offer(history, event, received_s, &refusal, &diag);
    tp_event_free(&event);
    if (status != TP_OK && status != TP_E_DENIED)
        fail_msg("%s: %s", diag.field, diag.text);
    assert_int_equal(status == TP_OK, refusal == TP_REFUSAL_NONE);
    return refusal;
}

/* The next event of BY, issued and received at TIME. */
static inline enum tp_refusal sample_step(struct tp_history *history, const struct tp_terms *version,
                                          enum tp_event_kind kind, const char *by, int64_t time_s)
{
    uint32_t sequence = tp_history_next_sequence(history, by, sample_key(by));

    return sample_offer(history, sample_event(version, kind, by, sequence, time_s), time_s);
}

static inline enum tp_refusal sample_propose(struct tp_history *history, const char *document, const char *by,
                                             int64_t time_s)
{
    uint32_t sequence = tp_history_next_sequence(history, by, sample_key(by));

    return sample_offer(history, sample_proposal(document, tp_history_agreement(history), by, sequence, time_s),
                        time_s);
}

/* Proposes DOCUMENT at START by its first party and walks every step to ACTIVE. The parties are also those of the
 * version before. */
static inline const struct tp_terms *sample_bring_into_force(struct tp_history *history, const char *document,
                                                             int64_t start_s, int64_t *active_s)
{
    const struct tp_terms *version;
    struct tp_terms *terms;

    assert_int_equal(tp_terms_parse(document, strlen(document), &terms, NULL), TP_OK);
    assert_int_equal(sample_propose(history, document, terms->parties[0].id, start_s), TP_REFUSAL_NONE);
    version = tp_history_find_version(history, terms->hash);
    tp_terms_free(&terms);
    for (size_t i = 0; i < version->party_count; i++)
        if (version->notice_by >> i & 1)
            assert_int_equal(sample_step(history, version, TP_EVENT_NOTICE, version->parties[i].id, start_s),
                             TP_REFUSAL_NONE);
    *active_s = TP_MAX(tp_history_comments_end_s(history, version), version->valid_from_s);
    for (size_t i = 0; i < version->party_count; i++)
        assert_int_equal(sample_step(history, version, TP_EVENT_SIGN, version->parties[i].id, *active_s),
                         TP_REFUSAL_NONE);
    assert_int_equal(sample_step(history, version, TP_EVENT_ACTIVATE, version->parties[0].id, *active_s),
                     TP_REFUSAL_NONE);
    return version;
}

/* A history with the sample, changed, in force from *ACTIVE_S on. No jurisdiction has joined. */
static inline struct tp_history *sample_active(const char *const *changes, int64_t *active_s)
{
    char *document = sample_document(changes);
    struct tp_history *history;

    assert_int_equal(tp_history_new(&history, NULL), TP_OK);
    sample_bring_into_force(history, document, SAMPLE_FROM_S, active_s);
    free(document);
    return history;
}

#endif
