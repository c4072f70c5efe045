/* SPDX-License-Identifier: Apache-2.0 */
/* What a decision costs: an agreement with 3,000 sources and 500 events of its life, 100 of them those of one county
 * and its state that suspend and resume. Prints JSON lines; fails above 5 us.
 *
 *   policy [ROUNDS]
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "policy/policy.h"

enum {
    STATES = 50,
    COUNTIES = 59,
    SOURCES = STATES * (1 + COUNTIES),
    EVENTS = 500,
    TURNS = 50,
    ROUNDS = 200000,
    LIMIT_NS = 5000
};
enum { DAY_S = 86400 };
static const int64_t begin_s = INT64_C(1293840000); /* 2011-01-01 */

static void must(tp_status status, const struct tp_diag *diag)
{
    if (status == TP_OK)
        return;
    fprintf(stderr, "policy: %s %s\n", diag->field, diag->text);
    exit(1);
}

/* ---- the agreement ------------------------------------------------------------------------------------------------
 */

static struct tp_signer *signer(unsigned number)
{
    uint8_t seed[TP_SEED_BYTES] = {(uint8_t)number, (uint8_t)(number >> 8), 1};
    struct tp_signer *out;
    struct tp_diag diag;

    tp_diag_init(&diag);
    must(tp_signer_from_seed(seed, &out, &diag), &diag);
    return out;
}

static void write_key(unsigned number, struct tp_buffer *out)
{
    struct tp_signer *one = signer(number);

    tp_write_text(out, "\"key\":\"");
    tp_base64_encode(tp_signer_public(one)->bytes, TP_KEY_BYTES, out);
    tp_write_text(out, "\"");
    tp_signer_free(&one);
}

/* Places 0 and 1 are the parties; then come the sources in the order of their codes, each state before its counties. */
static void source_code(unsigned place, char out[TP_JURISDICTION_MAX])
{
    const unsigned state = place / (1 + COUNTIES), county = place % (1 + COUNTIES);
    const int used = snprintf(out, TP_JURISDICTION_MAX, "US-%c%c", (char)('A' + state / 26), (char)('A' + state % 26));

    if (county > 0)
        snprintf(out + used, TP_JURISDICTION_MAX - (size_t)used, "-%03u", 2 * county - 1);
}

static void write_sources(struct tp_buffer *out)
{
    char code[TP_JURISDICTION_MAX];

    tp_write_text(out, "\"sources\":[");
    for (unsigned i = 0; i < SOURCES; i++) {
        source_code(i, code);
        tp_write_text(out, "%s{\"jurisdiction\":\"%s\",", i > 0 ? "," : "", code);
        write_key(2 + i, out);
        tp_write_text(out, "}");
    }
    tp_write_text(out, "],");
}

static struct tp_terms *make_terms(void)
{
    struct tp_terms *terms;
    struct tp_buffer text;
    struct tp_diag diag;

    tp_diag_init(&diag);
    tp_buffer_init(&text);
    tp_write_text(&text, "{\"form\":\"tenprint-agreement/1\",\"version\":1,\"title\":\"A bench\",\"parties\":["
                         "{\"id\":\"fbi\",\"name\":\"FBI\",\"jurisdiction\":\"US\",\"roles\":[\"sender\"],");
    write_key(0, &text);
    tp_write_text(&text, "},{\"id\":\"ident\",\"name\":\"IDENT\",\"jurisdiction\":\"US\",\"roles\":[\"repository\"],");
    write_key(1, &text);
    tp_write_text(&text, "}],");
    write_sources(&text);
    tp_write_text(&text,
                  "\"purposes\":[\"criminal-identification\"],\"repository\":{\"party\":\"ident\",\"name\":\"IDENT\"},"
                  "\"sent\":[\"templates\"],\"thresholds\":{\"search\":{\"offence\":\"none\",\"conviction\":\"none\"},"
                  "\"release\":{\"offence\":\"none\",\"conviction\":\"level-1\"}},\"exclusions\":[\"juvenile\"],"
                  "\"reviews\":{\"examiners\":2,\"circumstances\":[\"elderly\"]},\"release\":{\"fields\":[\"match\"],"
                  "\"recipients\":[{\"id\":\"ice\",\"name\":\"ICE\",\"enforcement\":true}],\"retention_days\":30,"
                  "\"onward\":[]},\"notice\":{\"days\":1,\"by\":[\"fbi\"]},"
                  "\"witness\":{\"required\":true,\"max_age_minutes\":60},"
                  "\"validity\":{\"from\":\"2011-01-01T00:00:00Z\",\"until\":\"2013-01-01T00:00:00Z\"}}");
    must(tp_terms_parse(text.data, text.size_bytes, &terms, &diag), &diag);
    tp_buffer_deinit(&text);
    return terms;
}

/* ---- its life -----------------------------------------------------------------------------------------------------
 */

struct life {
    struct tp_history *history;
    const struct tp_terms *terms;
    int64_t now_s;
};

/* A step of the signer at PLACE: a party, or two more than a source's. */
static void step(struct life *life, enum tp_event_kind kind, unsigned place)
{
    struct tp_signer *one = signer(place);
    struct tp_event event = {.kind = kind, .time_s = life->now_s};
    enum tp_refusal refusal;
    struct tp_diag diag;

    tp_diag_init(&diag);
    memcpy(event.agreement, life->terms->hash, sizeof event.agreement);
    memcpy(event.version, life->terms->hash, sizeof event.version);
    if (place < 2)
        snprintf(event.by, sizeof event.by, "%s", place == 0 ? "fbi" : "ident");
    else
        source_code(place - 2, event.by);
    event.sequence = tp_history_next_sequence(life->history, event.by, tp_signer_public(one));
    if (kind == TP_EVENT_PROPOSE) {
        const char *document = tp_terms_document(life->terms, &event.document_bytes);
        event.document = strndup(document, event.document_bytes);
    }
    must(tp_event_sign(&event, one, &diag), &diag);
    must(tp_history_offer(life->history, &event, life->now_s, &refusal, &diag), &diag);
    free(event.document);
    tp_signer_free(&one);
}

/* EVENTS events: into force, the first state and its first county come and go, then the others join. */
static void live(struct life *life)
{
    step(life, TP_EVENT_PROPOSE, 0);
    step(life, TP_EVENT_NOTICE, 0);
    life->now_s += DAY_S;
    step(life, TP_EVENT_SIGN, 0);
    step(life, TP_EVENT_SIGN, 1);
    step(life, TP_EVENT_ACTIVATE, 1);
    step(life, TP_EVENT_JOIN, 2);
    step(life, TP_EVENT_JOIN, 3);
    for (unsigned i = 0; i < TURNS; i++) {
        step(life, i % 2 ? TP_EVENT_RESUME : TP_EVENT_SUSPEND, 2);
        step(life, i % 2 ? TP_EVENT_RESUME : TP_EVENT_SUSPEND, 3);
    }
    for (unsigned i = 4; tp_history_count(life->history) < EVENTS; i++)
        step(life, TP_EVENT_JOIN, i);
}

/* ---- the measurement ----------------------------------------------------------------------------------------------
 */

static struct tp_request request_for(const struct tp_terms *terms, enum tp_stage stage, const char *county)
{
    return (struct tp_request){
        .stage = stage,
        .version = terms->hash,
        .sender = "fbi",
        .repository = "ident",
        .recipient = "ice",
        .jurisdiction = county,
        .purpose = tp_vocabulary_find(&tp_purposes, "criminal-identification"),
        .material = TP_MATERIAL_TEMPLATES,
        .offence = TP_SERIOUSNESS_LEVEL_1,
        .conviction = TP_SERIOUSNESS_LEVEL_1,
        .categories_known = true,
        .match = true,
        .examiners = 2,
        .considered = terms->circumstances,
        .reason_written = true,
        .discretion = TP_DISCRETION_RELEASE,
        .fields = terms->fields,
        .retention_days = 30,
        .checkpoint_age_minutes = 60,
    };
}

/* Nanoseconds a decision, the best of five. */
static int64_t measure(const struct life *life, const struct tp_request *request, long rounds)
{
    int64_t best_ns = INT64_MAX;
    struct tp_decision decision;

    for (int i = 0; i < 5; i++) {
        const int64_t start_ns = tp_clock_cpu_ns();

        for (long at = 0; at < rounds / 5; at++)
            tp_decide(life->history, request, life->now_s, &decision);
        best_ns = TP_MIN(best_ns, (tp_clock_cpu_ns() - start_ns) / TP_MAX(rounds / 5, 1L));
        TP_ASSERT(decision.effect == TP_EFFECT_ALLOWED);
    }
    return best_ns;
}

int main(int argc, char **argv)
{
    const long rounds = argc > 1 ? strtol(argv[1], NULL, 10) : ROUNDS;
    struct tp_terms *terms = make_terms();
    struct life life = {.terms = terms, .now_s = begin_s};
    int64_t worst_ns = 0;

    TP_ASSERT(tp_history_new(&life.history, NULL) == TP_OK);
    live(&life);
    for (unsigned stage = TP_STAGE_SEND; stage <= TP_STAGE_RELEASE; stage++) {
        const struct tp_request request =
            request_for(tp_history_version(life.history, 0), (enum tp_stage)stage, "US-AA-001");
        const int64_t ns = measure(&life, &request, rounds);

        printf(
            "{\"bench\":\"policy\",\"figure\":\"%s\",\"sources\":%zu,\"events\":%zu,\"value\":%.3f,\"unit\":\"us\"}\n",
            tp_stage_code(request.stage), terms->source_count, tp_history_count(life.history), (double)ns / 1000);
        worst_ns = TP_MAX(worst_ns, ns);
    }
    tp_history_free(&life.history);
    tp_terms_free(&terms);
    return worst_ns < LIMIT_NS ? 0 : 1;
}
