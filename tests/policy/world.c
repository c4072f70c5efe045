/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/world.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *const world_parties[WORLD_PARTIES] = {"dhs-ident", "fbi-cjis", "il-isp", "ny-dcjs", "ny-oversight"};
static const char *const party_jurisdictions[WORLD_PARTIES] = {"US", "US", "US-IL", "US-NY", "US-NY"};
const char *const world_sources[WORLD_SOURCES] = {"US",    "US-IL",     "US-IL-031", "US-MA",    "US-MA-025",
                                                  "US-NY", "US-NY-027", "US-NY-059", "US-NY-061"};
const char *const world_recipients[WORLD_RECIPIENTS] = {"court", "ice-ero", "probation", "task-force"};

/* ---- keys ---------------------------------------------------------------------------------------------------------
 */

static struct tp_signer *keys[WORLD_PARTIES + WORLD_SOURCES];

static struct tp_signer *key(size_t place)
{
    uint8_t seed[TP_SEED_BYTES] = {(uint8_t)(place + 1)};

    if (!keys[place])
        TP_ASSERT(tp_signer_from_seed(seed, &keys[place], NULL) == TP_OK);
    return keys[place];
}

static struct tp_signer *key_of(const char *signer)
{
    for (size_t i = 0; i < WORLD_PARTIES; i++) {
        if (strcmp(world_parties[i], signer) == 0)
            return key(i);
    }
    for (size_t i = 0; i < WORLD_SOURCES; i++) {
        if (strcmp(world_sources[i], signer) == 0)
            return key(WORLD_PARTIES + i);
    }
    return key(0); /* a stranger signs with some key */
}

void world_end(void)
{
    for (size_t i = 0; i < TP_ARRAY_LENGTH(keys); i++)
        tp_signer_free(&keys[i]);
}

/* ---- drafts -------------------------------------------------------------------------------------------------------
 */

struct draft draft_plain(void)
{
    return (struct draft){
        .version = 1,
        .parties = BIT(DHS) | BIT(DCJS),
        .roles = {[DHS] = BIT(TP_ROLE_REPOSITORY), [DCJS] = BIT(TP_ROLE_SENDER)},
        .sources = BIT(NY) | BIT(NY_DUTCHESS) | BIT(NY_NASSAU),
        .repository = DHS,
        .purposes = BIT(0),
        .materials = BIT(TP_MATERIAL_TEMPLATES),
        .exclusions = BIT(0) | BIT(1),
        .circumstances = BIT(0) | BIT(2),
        .fields = BIT(0) | BIT(1),
        .search = {TP_SERIOUSNESS_LEVEL_3, TP_SERIOUSNESS_NONE},
        .release = {TP_SERIOUSNESS_NONE, TP_SERIOUSNESS_LEVEL_1},
        .examiners = 2,
        .recipients = BIT(COURT) | BIT(ICE) | BIT(PROBATION),
        .enforcing = BIT(ICE),
        .onward = BIT(COURT) | BIT(ICE),
        .retention_days = 30,
        .notice_days = 2,
        .notice_by = BIT(DCJS),
        .witness = true,
        .witness_minutes = 60,
        .from_s = WORLD_BEGIN_S + 10 * WORLD_DAY_S,
        .until_s = WORLD_BEGIN_S + 40 * WORLD_DAY_S,
    };
}

static int compare_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The codes of a set in their order, which is that of documents. */
static void write_codes(const char *const *codes, size_t count, struct tp_buffer *out)
{
    const char *sorted[64];

    memcpy(sorted, codes, count * sizeof *codes);
    qsort(sorted, count, sizeof *sorted, compare_text);
    tp_write_text(out, "[");
    for (size_t i = 0; i < count; i++)
        tp_write_text(out, "%s\"%s\"", i > 0 ? "," : "", sorted[i]);
    tp_write_text(out, "]");
}

static void write_set(const struct tp_vocabulary *vocabulary, uint64_t set, struct tp_buffer *out)
{
    const char *codes[64];
    size_t count = 0;

    for (size_t i = 0; i < vocabulary->count; i++) {
        if (set >> i & 1)
            codes[count++] = vocabulary->items[i].code;
    }
    write_codes(codes, count, out);
}

static void write_ids(const char *const *ids, size_t limit, uint64_t set, struct tp_buffer *out)
{
    const char *chosen[64];
    size_t count = 0;

    for (size_t i = 0; i < limit; i++) {
        if (set >> i & 1)
            chosen[count++] = ids[i];
    }
    write_codes(chosen, count, out);
}

static void write_key(size_t place, struct tp_buffer *out)
{
    tp_write_text(out, "\"key\":\"");
    tp_base64_encode(tp_signer_public(key(place))->bytes, TP_KEY_BYTES, out);
    tp_write_text(out, "\"");
}

static void write_parties(const struct draft *draft, struct tp_buffer *out)
{
    const char *comma = "";

    tp_write_text(out, "\"parties\":[");
    for (size_t i = 0; i < WORLD_PARTIES; i++) {
        if ((draft->parties >> i & 1) == 0)
            continue;
        tp_write_text(out, "%s{\"id\":\"%s\",\"name\":\"Party %s\",\"jurisdiction\":\"%s\",", comma, world_parties[i],
                      world_parties[i], party_jurisdictions[i]);
        write_key(i, out);
        tp_write_text(out, ",\"roles\":");
        write_set(&tp_roles, draft->roles[i], out);
        tp_write_text(out, "}");
        comma = ",";
    }
    comma = "";
    tp_write_text(out, "],\"sources\":[");
    for (size_t i = 0; i < WORLD_SOURCES; i++) {
        if ((draft->sources >> i & 1) == 0)
            continue;
        tp_write_text(out, "%s{\"jurisdiction\":\"%s\",", comma, world_sources[i]);
        write_key(WORLD_PARTIES + i, out);
        tp_write_text(out, "}");
        comma = ",";
    }
    tp_write_text(out, "],");
}

static void write_threshold(const char *name, const struct tp_threshold *threshold, struct tp_buffer *out)
{
    tp_write_text(out, "\"%s\":{\"offence\":\"%s\",\"conviction\":\"%s\"}", name,
                  tp_seriousness.items[threshold->offence].code, tp_seriousness.items[threshold->conviction].code);
}

static void write_release(const struct draft *draft, struct tp_buffer *out)
{
    const char *comma = "";

    tp_write_text(out, ",\"release\":{\"fields\":");
    write_set(&tp_fields, draft->fields, out);
    tp_write_text(out, ",\"recipients\":[");
    for (size_t i = 0; i < WORLD_RECIPIENTS; i++) {
        if ((draft->recipients >> i & 1) == 0)
            continue;
        tp_write_text(out, "%s{\"id\":\"%s\",\"name\":\"Recipient %s\",\"enforcement\":%s}", comma, world_recipients[i],
                      world_recipients[i], draft->enforcing >> i & 1 ? "true" : "false");
        comma = ",";
    }
    tp_write_text(out, "],\"retention_days\":%u,\"onward\":", draft->retention_days);
    write_ids(world_recipients, WORLD_RECIPIENTS, draft->onward, out);
    tp_write_text(out, "},");
}

static void write_draft(const struct draft *draft, struct tp_buffer *out)
{
    char from[TP_TIME_TEXT_BYTES], until[TP_TIME_TEXT_BYTES];

    tp_time_format(draft->from_s, from);
    tp_time_format(draft->until_s, until);
    tp_write_text(out, "{\"form\":\"tenprint-agreement/1\",\"version\":%" PRIu32 ",\"title\":\"A test\",",
                  draft->version);
    if (draft->version > 1)
        tp_write_text(out, "\"amends\":\"%s\",", draft->amends);
    write_parties(draft, out);
    tp_write_text(out, "\"purposes\":");
    write_set(&tp_purposes, draft->purposes, out);
    tp_write_text(out,
                  ",\"repository\":{\"party\":\"%s\",\"name\":\"IDENT\"},\"sent\":", world_parties[draft->repository]);
    write_set(&tp_materials, draft->materials, out);
    tp_write_text(out, ",\"thresholds\":{");
    write_threshold("search", &draft->search, out);
    tp_write_text(out, ",");
    write_threshold("release", &draft->release, out);
    tp_write_text(out, "},\"exclusions\":");
    write_set(&tp_categories, draft->exclusions, out);
    tp_write_text(out, ",\"reviews\":{\"examiners\":%u,\"circumstances\":", draft->examiners);
    write_set(&tp_circumstances, draft->circumstances, out);
    tp_write_text(out, "}");
    write_release(draft, out);
    tp_write_text(out, "\"notice\":{\"days\":%u,\"by\":", draft->notice_days);
    write_ids(world_parties, WORLD_PARTIES, draft->notice_by, out);
    tp_write_text(out, "},\"witness\":{\"required\":%s,\"max_age_minutes\":%u},", draft->witness ? "true" : "false",
                  draft->witness_minutes);
    tp_write_text(out, "\"validity\":{\"from\":\"%s\",\"until\":\"%s\"}}", from, until);
}

struct tp_terms *draft_terms(const struct draft *draft)
{
    struct tp_terms *terms = NULL;
    struct tp_buffer text;
    struct tp_diag diag;

    tp_diag_init(&diag);
    tp_buffer_init(&text);
    write_draft(draft, &text);
    if (tp_terms_parse(text.data, text.size_bytes, &terms, &diag) != TP_OK) {
        fprintf(stderr, "%s: %s\n%.*s\n", diag.field, diag.text, (int)text.size_bytes, (const char *)text.data);
        abort();
    }
    tp_buffer_deinit(&text);
    return terms;
}

/* ---- histories ----------------------------------------------------------------------------------------------------
 */

void world_init(struct world *world)
{
    memset(world, 0, sizeof *world);
    world->now_s = WORLD_BEGIN_S;
    TP_ASSERT(tp_history_new(&world->history, NULL) == TP_OK);
}

void world_deinit(struct world *world)
{
    tp_history_free(&world->history);
}

const struct tp_terms *world_newest(const struct world *world)
{
    const size_t count = tp_history_version_count(world->history);

    return count > 0 ? tp_history_version(world->history, count - 1) : NULL;
}

const struct draft *world_draft(const struct world *world, const struct tp_terms *version)
{
    size_t place = 0;

    while (strcmp(world->drafts[place].hash, version->hash) != 0)
        place++;
    return &world->drafts[place].draft;
}

uint32_t world_next_sequence(const struct world *world, const char *by)
{
    return tp_history_next_sequence(world->history, by, tp_signer_public(key_of(by)));
}

static bool has_attachment(enum tp_event_kind kind)
{
    return kind == TP_EVENT_COMMENT || kind == TP_EVENT_PETITION || kind == TP_EVENT_HEARING;
}

static enum tp_refusal offer(struct world *world, struct tp_event *event, int64_t received_s)
{
    char title[] = "what people said";
    enum tp_refusal refusal = TP_REFUSAL_NONE;
    tp_status status;

    if (has_attachment(event->kind)) {
        event->attachment_title = title;
        memset(event->attachment_sha256, 'a', TP_HASH_TEXT_BYTES - 1);
        event->sign_ons = event->kind == TP_EVENT_PETITION ? 1234 : 0;
    }
    TP_ASSERT(tp_event_sign(event, key_of(event->by), NULL) == TP_OK);
    status = tp_history_offer(world->history, event, received_s, &refusal, NULL);
    TP_ASSERT(status == TP_OK || status == TP_E_DENIED);
    TP_ASSERT((status == TP_OK) == (refusal == TP_REFUSAL_NONE));
    return refusal;
}

enum tp_refusal world_step(struct world *world, const struct step *step)
{
    struct tp_event event = {.kind = step->kind};

    memcpy(event.agreement, tp_history_agreement(world->history), strlen(tp_history_agreement(world->history)) + 1);
    memcpy(event.version, step->version->hash, sizeof event.version);
    snprintf(event.by, sizeof event.by, "%s", step->by);
    event.sequence = step->sequence ? step->sequence : world_next_sequence(world, step->by);
    event.time_s = step->time_s ? step->time_s : world->now_s;
    return offer(world, &event, step->received_s ? step->received_s : world->now_s);
}

enum tp_refusal world_propose(struct world *world, const char *by, const struct draft *draft)
{
    const size_t count = tp_history_version_count(world->history);
    struct tp_terms *terms = draft_terms(draft);
    struct tp_event event = {.kind = TP_EVENT_PROPOSE, .time_s = world->now_s};
    enum tp_refusal refusal;
    const char *document;

    memcpy(event.version, terms->hash, sizeof event.version);
    memcpy(event.agreement, count > 0 ? tp_history_agreement(world->history) : terms->hash, sizeof event.agreement);
    snprintf(event.by, sizeof event.by, "%s", by);
    event.sequence = world_next_sequence(world, by);
    document = tp_terms_document(terms, &event.document_bytes);
    event.document = strndup(document, event.document_bytes);
    refusal = offer(world, &event, world->now_s);
    if (refusal == TP_REFUSAL_NONE) {
        TP_ASSERT(world->draft_count < WORLD_VERSIONS);
        memcpy(world->drafts[world->draft_count].hash, terms->hash, sizeof terms->hash);
        world->drafts[world->draft_count++].draft = *draft;
    }
    free(event.document);
    tp_terms_free(&terms);
    return refusal;
}

void world_must(struct world *world, enum tp_event_kind kind, const char *by)
{
    const struct step step = {.kind = kind, .by = by, .version = world_newest(world)};
    const enum tp_refusal refusal = world_step(world, &step);

    if (refusal != TP_REFUSAL_NONE) {
        fprintf(stderr, "%s by %s: %s\n", tp_events.items[kind].code, by, tp_refusal_words(refusal));
        abort();
    }
}

static void all_parties(struct world *world, enum tp_event_kind kind, uint64_t set)
{
    for (size_t i = 0; i < WORLD_PARTIES; i++) {
        if (set >> i & 1)
            world_must(world, kind, world_parties[i]);
    }
}

void world_bring_into_force(struct world *world, const struct draft *draft)
{
    size_t first = 0;

    while ((draft->parties >> first & 1) == 0)
        first++;
    TP_ASSERT(world_propose(world, world_parties[first], draft) == TP_REFUSAL_NONE);
    all_parties(world, TP_EVENT_NOTICE, draft->notice_by);
    world->now_s = tp_history_comments_end_s(world->history, world_newest(world));
    all_parties(world, TP_EVENT_SIGN, draft->parties);
    world->now_s = TP_MAX(world->now_s, draft->from_s);
    world_must(world, TP_EVENT_ACTIVATE, world_parties[first]);
    for (size_t i = 0; i < WORLD_SOURCES; i++) {
        if (draft->sources >> i & 1)
            world_must(world, TP_EVENT_JOIN, world_sources[i]);
    }
}

struct tp_request world_request(const struct world *world, enum tp_stage stage)
{
    return (struct tp_request){
        .stage = stage,
        .version = world_newest(world)->hash,
        .sender = world_parties[DCJS],
        .repository = world_parties[DHS],
        .recipient = world_recipients[stage == TP_STAGE_ONWARD ? COURT : ICE],
        .from = world_recipients[PROBATION],
        .jurisdiction = world_sources[NY_DUTCHESS],
        .purpose = 0,
        .material = TP_MATERIAL_TEMPLATES,
        .offence = TP_SERIOUSNESS_LEVEL_3,
        .conviction = TP_SERIOUSNESS_LEVEL_1,
        .categories = 0,
        .categories_known = true,
        .match = true,
        .examiners = 2,
        .considered = BIT(0) | BIT(2),
        .reason_written = true,
        .discretion = TP_DISCRETION_RELEASE,
        .fields = BIT(0),
        .retention_days = 30,
        .checkpoint_age_minutes = 60,
    };
}
