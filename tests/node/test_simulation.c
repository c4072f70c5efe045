/* SPDX-License-Identifier: Apache-2.0 */
/* The exchange under a network and signers that do everything wrong that they can, watched by an observer that knows
 * everything. It prints its seed; TP_SIMULATION_SEED repeats a run, TP_SIMULATION_REQUESTS makes it longer (make soak).
 *
 * Invariants: G1 nothing is allowed outside an agreement in force for that jurisdiction, as far as its events reached
 * the node; G2 no version is in force before its notice ran out there and everybody signed; G3 who left or suspended,
 * or whose state did, is out until it returns itself; G4 no other purpose, recipient or onward transfer; G5 nothing
 * below the threshold is told; G8 every decision is counted, and with ledgers stands in them. No forged event is ever
 * taken. */
#include "simulation_observer.h"

#include <inttypes.h>

enum { EPISODE_REQUESTS = 2500, SHORT_REQUESTS = 6000, EPISODE_DAYS = 400, NOTICE_DAYS_MAX = 20 };

/* ---- versions -----------------------------------------------------------------------------------------------------
 */

static const char document_form[] =
    "{\"form\":\"tenprint-agreement/1\",\"version\":%zu,%s\"title\":\"Simulated %" PRIu64 "\","
    "\"parties\":["
    "{\"id\":\"ny-dcjs\",\"name\":\"New "
    "York\",\"jurisdiction\":\"US-NY\",\"key\":\"@ny-dcjs@\",\"roles\":[\"sender\"]},"
    "{\"id\":\"il-isp\",\"name\":\"Illinois\",\"jurisdiction\":\"US-IL\",\"key\":\"@il-isp@\",\"roles\":[\"sender\"]},"
    "{\"id\":\"dhs-ident\",\"name\":\"Repository\",\"jurisdiction\":\"US\",\"key\":\"@dhs-ident@\",\"roles\":["
    "\"repository\"]},"
    "{\"id\":\"oversight\",\"name\":\"Oversight\",\"jurisdiction\":\"US\",\"key\":\"@oversight@\",\"roles\":["
    "\"oversight\"]}],"
    "\"sources\":["
    "{\"jurisdiction\":\"US-IL\",\"key\":\"@US-IL@\"},{\"jurisdiction\":\"US-IL-031\",\"key\":\"@US-IL-031@\"},"
    "{\"jurisdiction\":\"US-IL-043\",\"key\":\"@US-IL-043@\"},{\"jurisdiction\":\"US-NY\",\"key\":\"@US-NY@\"},"
    "{\"jurisdiction\":\"US-NY-027\",\"key\":\"@US-NY-027@\"},{\"jurisdiction\":\"US-NY-059\",\"key\":\"@US-NY-059@\"},"
    "{\"jurisdiction\":\"US-NY-103\",\"key\":\"@US-NY-103@\"},{\"jurisdiction\":\"US-NY-119\",\"key\":\"@US-NY-119@\"}]"
    ","
    "\"purposes\":[\"criminal-identification\"],\"repository\":{\"party\":\"dhs-ident\",\"name\":\"IDENT\"},"
    "\"sent\":[\"templates\"],"
    "\"thresholds\":{\"search\":{\"offence\":\"none\",\"conviction\":\"%s\"},"
    "\"release\":{\"offence\":\"none\",\"conviction\":\"%s\"}},"
    "\"exclusions\":[%s],\"reviews\":{\"examiners\":%u,\"circumstances\":[%s]},"
    "\"release\":{\"fields\":[\"match\",\"name\"],"
    "\"recipients\":[{\"id\":\"ice-ero\",\"name\":\"Enforcement\",\"enforcement\":true}],\"retention_days\":%u,"
    "\"onward\":[]},"
    "\"notice\":{\"days\":%u,\"by\":[%s]},\"witness\":{\"required\":%s,\"max_age_minutes\":%u},"
    "\"validity\":{\"from\":\"%s\",\"until\":\"%s\"}}";

/* Some codes of VOCABULARY as a list in JSON, and the set they are. */
static uint64_t draw_codes(struct world *world, const struct tp_vocabulary *vocabulary, char *out, size_t size)
{
    uint64_t set = 0;
    size_t length = 0;

    out[0] = '\0';
    for (size_t i = 0; i < vocabulary->count; i++) {
        if (!chance(world, 30) && !(set == 0 && i + 1 == vocabulary->count))
            continue;
        length += (size_t)snprintf(out + length, size - length, "%s\"%s\"", set ? "," : "", vocabulary->items[i].code);
        set |= UINT64_C(1) << i;
    }
    return set;
}

/* Parties that must give notice, sorted by name: {"dhs-ident"} or with one of the states. */
static void draw_notice(struct world *world, struct deal *deal, char *out, size_t size)
{
    bool state = chance(world, 50);

    deal->notice_days = 1 + below(world, NOTICE_DAYS_MAX);
    deal->notice_by = 1u << 2 | (state ? 1u : 0);
    snprintf(out, size, "\"dhs-ident\"%s", state ? ",\"ny-dcjs\"" : "");
}

static struct deal *draw_deal(struct world *world)
{
    struct deal *deal = &world->deals[world->deal_count];
    char exclusions[512], circumstances[512], notice[64], amends[128] = "", times[2][TP_TIME_TEXT_BYTES];
    struct tp_terms *terms;
    struct tp_diag diag;

    *deal = (struct deal){.search_conviction = (int)below(world, 2), .release_conviction = (int)below(world, 4)};
    deal->exclusions = draw_codes(world, &tp_categories, exclusions, sizeof exclusions);
    deal->circumstances = draw_codes(world, &tp_circumstances, circumstances, sizeof circumstances);
    deal->examiners = 2 + below(world, 3);
    deal->retention_days = 1 + below(world, 90);
    deal->witness_minutes = world->has_ledgers || chance(world, 50) ? 0 : 60;
    deal->from_s = world->now_s / DAY * DAY + (int64_t)below(world, 10) * DAY;
    deal->until_s = deal->from_s + (int64_t)(150 + below(world, EPISODE_DAYS)) * DAY;
    draw_notice(world, deal, notice, sizeof notice);
    tp_time_format(deal->from_s, times[0]);
    tp_time_format(deal->until_s, times[1]);
    if (world->deal_count > 0)
        snprintf(amends, sizeof amends, "\"amends\":\"%s\",", world->deals[world->deal_count - 1].hash);
    deal->document = malloc(SAMPLE_DOCUMENT_MAX);
    assert_non_null(deal->document);
    snprintf(deal->document, SAMPLE_DOCUMENT_MAX, document_form, world->deal_count + 1, amends, world->seed,
             tp_seriousness.items[deal->search_conviction].code, tp_seriousness.items[deal->release_conviction].code,
             exclusions, deal->examiners, circumstances, deal->retention_days, deal->notice_days, notice,
             deal->witness_minutes ? "true" : "false", deal->witness_minutes, times[0], times[1]);
    sample_put_keys(deal->document, SAMPLE_DOCUMENT_MAX);
    tp_diag_init(&diag);
    if (tp_terms_parse(deal->document, strlen(deal->document), &terms, &diag) != TP_OK)
        fail_msg("%s: %s", diag.field, diag.text);
    memcpy(deal->hash, terms->hash, sizeof deal->hash);
    tp_terms_free(&terms);
    world->deal_count++;
    return deal;
}

/* ---- events -------------------------------------------------------------------------------------------------------
 */

static enum tp_refusal offer(struct world *world, int node, const struct tp_event *event)
{
    enum tp_refusal refusal = TP_REFUSAL_NONE;
    struct tp_diag diag;
    tp_status status;

    tp_diag_init(&diag);
    if (world->has_ledgers)
        status = tp_organisation_accept(world->organisations[node], event, clock_of(world, node), &refusal, &diag);
    else
        status = tp_history_offer(world->histories[node], event, clock_of(world, node), &refusal, &diag);
    if (status != TP_OK && status != TP_E_DENIED)
        fail_msg("seed %" PRIu64 ": %s", world->seed, diag.text);
    world->events_seen[node] += refusal == TP_REFUSAL_NONE;
    world->events_refused[node] += refusal != TP_REFUSAL_NONE;
    return refusal;
}

static void deliver(struct world *world, size_t number, int node)
{
    struct truth *truth = &world->truths[number];
    enum tp_refusal refusal = offer(world, node, truth->event);
    const struct tp_history *history = history_of(world, node);
    bool is_known = history && tp_history_find_version(history, truth->event->version) != NULL;

    if (is_known && truth->reached_s[node] < 0)
        truth->reached_s[node] = clock_of(world, node);
    if (refusal == TP_REFUSAL_NONE) {
        truth->is_accepted[node] = true;
        world->figures->accepted++;
        world->figures->activations += truth->event->kind == TP_EVENT_ACTIVATE;
    }
}

static void post(struct world *world, size_t truth, int to, int64_t delay_s)
{
    if (world->mail_count < MAILS_MAX)
        world->mails[world->mail_count++] = (struct mail){world->now_s + delay_s, truth, to};
}

/* To everybody else: soon, late, never, twice. */
static void broadcast(struct world *world, size_t truth, int home)
{
    for (int to = 0; to < NODES; to++) {
        if (to == home)
            continue;
        if (chance(world, 12)) {
            world->figures->lost++;
            continue;
        }
        post(world, truth, to, chance(world, 75) ? below(world, 600) : below(world, 6 * DAY));
        if (chance(world, 10)) {
            post(world, truth, to, below(world, 20 * DAY));
            world->figures->doubled++;
        }
    }
}

/* Keeps EVENT as signed by its own signer, tells the signer's node, and everybody unless an honest node refuses it. */
static void issue(struct world *world, struct tp_event *event, size_t deal)
{
    int home = node_of(event->by);
    size_t number = world->truth_count;
    bool is_rogue = event->kind != TP_EVENT_PROPOSE && chance(world, 4);

    if (number == TRUTHS_MAX) {
        tp_event_free(&event);
        return;
    }
    world->truths[world->truth_count++] = (struct truth){.event = event, .deal = deal, .reached_s = {-1, -1, -1, -1}};
    world->figures->events++;
    deliver(world, number, home);
    if (world->truths[number].is_accepted[home] || is_rogue)
        broadcast(world, number, home);
}

static void act(struct world *world, const char *by, enum tp_event_kind kind, size_t deal)
{
    struct tp_terms named = {.version = (uint32_t)deal + 1};
    const struct tp_history *history = history_of(world, node_of(by));
    uint32_t sequence = history ? tp_history_next_sequence(history, by, sample_key(by)) : 1;

    memcpy(named.agreement, world->deals[0].hash, sizeof named.agreement);
    memcpy(named.hash, world->deals[deal].hash, sizeof named.hash);
    issue(world, sample_event(&named, kind, by, sequence, clock_of(world, node_of(by))), deal);
}

/* The newest version is proposed by a party in whose eyes the one before is in force; what its own node refuses was
 * never proposed. */
static void propose(struct world *world)
{
    int node = (int)below(world, NODES);
    const char *by = node_names[node];
    const struct tp_history *history = history_of(world, node);
    const struct deal *deal;
    struct tp_event *event;

    if (world->deal_count == VERSIONS_MAX ||
        (world->deal_count > 0 && (!history || !tp_history_in_force(history, clock_of(world, node)))))
        return;
    deal = draw_deal(world);
    event = sample_proposal(deal->document, world->deal_count > 1 ? world->deals[0].hash : "", by,
                            history ? tp_history_next_sequence(history, by, sample_key(by)) : 1, clock_of(world, node));
    issue(world, event, world->deal_count - 1);
    if (world->truths[world->truth_count - 1].is_accepted[node]) {
        world->figures->amendments += world->deal_count > 1;
        return;
    }
    tp_event_free(&world->truths[--world->truth_count].event);
    free(world->deals[--world->deal_count].document);
}

static bool has_done(const struct world *world, int who, size_t deal, enum tp_event_kind kind)
{
    for (size_t i = 0; i < world->truth_count; i++) {
        const struct truth *truth = &world->truths[i];
        if (truth->deal == deal && truth->event->kind == kind && strcmp(truth->event->by, node_names[who]) == 0 &&
            truth->is_accepted[who])
            return true;
    }
    return false;
}

/* What leads a party's version on. */
static enum tp_event_kind next_kind(const struct world *world, int who, size_t deal)
{
    if (highest(world, who, node_names[who], -1, TP_EVENT_SUSPEND) >
        highest(world, who, node_names[who], -1, TP_EVENT_RESUME))
        return TP_EVENT_RESUME;
    if (!has_done(world, who, deal, TP_EVENT_NOTICE) && (world->deals[deal].notice_by >> who & 1))
        return TP_EVENT_NOTICE;
    return has_done(world, who, deal, TP_EVENT_SIGN) ? TP_EVENT_ACTIVATE : TP_EVENT_SIGN;
}

/* A signer does something, more often what leads on than what ends it. */
static void act_at_random(struct world *world)
{
    static const enum tp_event_kind party_kinds[] = {
        TP_EVENT_NOTICE,   TP_EVENT_NOTICE, TP_EVENT_NOTICE, TP_EVENT_SIGN,    TP_EVENT_SIGN,
        TP_EVENT_SIGN,     TP_EVENT_SIGN,   TP_EVENT_SIGN,   TP_EVENT_SIGN,    TP_EVENT_ACTIVATE,
        TP_EVENT_ACTIVATE, TP_EVENT_RESUME, TP_EVENT_RESUME, TP_EVENT_PETITION};
    static const enum tp_event_kind source_kinds[] = {
        TP_EVENT_JOIN, TP_EVENT_JOIN, TP_EVENT_JOIN,   TP_EVENT_JOIN,   TP_EVENT_JOIN,    TP_EVENT_JOIN,
        TP_EVENT_JOIN, TP_EVENT_JOIN, TP_EVENT_RESUME, TP_EVENT_RESUME, TP_EVENT_SUSPEND, TP_EVENT_LEAVE};
    bool is_late = world->now_s > world->began_s + 250 * DAY;
    size_t deal = chance(world, 80) ? world->deal_count - 1 : below(world, (uint32_t)world->deal_count);
    uint32_t who = below(world, NODES + STATES + COUNTIES);

    if (chance(world, 4))
        propose(world);
    else if (who < NODES && chance(world, 3))
        act(world, node_names[who], is_late && chance(world, 10) ? TP_EVENT_TERMINATE : TP_EVENT_SUSPEND, deal);
    else if (who < NODES && chance(world, 75))
        act(world, node_names[who], next_kind(world, (int)who, deal), deal);
    else if (who < NODES)
        act(world, node_names[who], party_kinds[below(world, TP_ARRAY_LENGTH(party_kinds))], deal);
    else if (who < NODES + STATES)
        act(world, state_codes[who - NODES],
            chance(world, 92) ? TP_EVENT_JOIN : source_kinds[below(world, TP_ARRAY_LENGTH(source_kinds))], deal);
    else
        act(world, county_codes[who - NODES - STATES], source_kinds[below(world, TP_ARRAY_LENGTH(source_kinds))], deal);
}

/* One node sends another what it has accepted of its own signers and was not told to have arrived. */
static void resend(struct world *world)
{
    int from = (int)below(world, NODES), to = (int)below(world, NODES);

    for (size_t i = 0; i < world->truth_count; i++) {
        const struct truth *truth = &world->truths[i];
        if (node_of(truth->event->by) == from && truth->is_accepted[from] && !truth->is_accepted[to])
            deliver(world, i, to);
    }
}

/* ---- forgers ------------------------------------------------------------------------------------------------------
 */

/* A genuine event with something about it changed, or signed by another: nobody may take it. */
static void forge(struct world *world)
{
    const struct truth *truth = &world->truths[below(world, (uint32_t)world->truth_count)];
    struct tp_event event = *truth->event;
    int node = (int)below(world, NODES);
    const char *forger = node_names[below(world, NODES)];

    switch (below(world, 4)) {
    case 0: /* another's signature under it */
        event.time_s = clock_of(world, node);
        event.sequence += below(world, 3);
        event.kind = event.kind == TP_EVENT_LEAVE ? TP_EVENT_JOIN : event.kind;
        if (strcmp(forger, event.by) == 0)
            return;
        sample_sign(&event, forger);
        break;
    case 1: /* the signature of another event */
        event.signature = world->truths[below(world, (uint32_t)world->truth_count)].event->signature;
        if (memcmp(&event.signature, &truth->event->signature, sizeof event.signature) == 0)
            return;
        event.hash[0] = event.hash[0] == 'a' ? 'b' : 'a';
        break;
    case 2: /* a later number under the old signature */
        event.sequence++;
        event.hash[1] = event.hash[1] == 'a' ? 'b' : 'a';
        break;
    default: /* moved to another jurisdiction */
        snprintf(event.by, sizeof event.by, "%s", county_codes[below(world, COUNTIES)]);
        if (strcmp(event.by, truth->event->by) == 0)
            return;
        event.hash[2] = event.hash[2] == 'a' ? 'b' : 'a';
    }
    world->figures->forged++;
    if (offer(world, node, &event) == TP_REFUSAL_NONE)
        snprintf(world->violation, sizeof world->violation, "%s took a forged %s of %s", node_names[node],
                 tp_events.items[event.kind].code, event.by);
}

/* ---- requests -----------------------------------------------------------------------------------------------------
 */

static void draw_request(struct world *world, size_t deal, struct tp_request *out)
{
    const struct deal *terms = &world->deals[deal];
    const char *county = county_codes[below(world, COUNTIES)];
    bool odd = chance(world, 25); /* something about it is not right */

    *out =
        (struct tp_request){.stage = (enum tp_stage)below(world, TP_STAGES),
                            .version = terms->hash,
                            .sender = odd ? node_names[below(world, NODES)] : node_names[node_of(county)],
                            .repository = "dhs-ident",
                            .recipient = odd && chance(world, 20) ? "somebody" : "ice-ero",
                            .from = "ice-ero",
                            .jurisdiction = odd && chance(world, 20) ? state_codes[below(world, STATES)] : county,
                            .purpose = odd && chance(world, 20) ? (int)below(world, 8) - 1 : 0,
                            .material = odd && chance(world, 20) ? (int)below(world, 3) - 1 : 0,
                            .offence = (int)below(world, 5) - 1,
                            .conviction = (int)below(world, 5) - 1,
                            .categories = chance(world, 15) ? UINT64_C(1) << below(world, 9) : 0,
                            .categories_known = !odd || chance(world, 80),
                            .match = chance(world, 50),
                            .examiners = odd ? below(world, 4) : terms->examiners,
                            .considered = odd ? terms->circumstances & tp_rng_u64(&world->rng) : terms->circumstances,
                            .reason_written = !odd || chance(world, 80),
                            .discretion = chance(world, 70) ? TP_DISCRETION_RELEASE : TP_DISCRETION_DECLINE,
                            .fields = odd ? UINT64_C(1) << below(world, 12) : UINT64_C(0x600),
                            .retention_days = (int64_t)terms->retention_days + (odd ? (int)below(world, 3) - 1 : 0),
                            .checkpoint_age_minutes = odd ? (int64_t)below(world, 90) - 1 : 5};
}

static void decide(struct world *world, int node, const struct tp_request *request, struct tp_decision *out)
{
    struct tp_inquiry inquiry = {world->deals[0].hash, request, NULL, clock_of(world, node)};
    struct tp_logged leaf;

    if (world->has_ledgers)
        assert_int_equal(tp_organisation_decide(world->organisations[node], &inquiry, out, &leaf, NULL), TP_OK);
    else
        tp_decide(world->histories[node], request, clock_of(world, node), out);
    world->decisions[node][request->stage][out->effect]++;
}

static void watch(struct world *world, int node, size_t deal, const struct tp_request *request,
                  const struct tp_decision *decision)
{
    const char *why = why_not(world, node, (int)deal, request);
    struct figures *figures = world->figures;

    figures->requests++;
    figures->allowed += decision->effect == TP_EFFECT_ALLOWED;
    figures->withheld += decision->effect == TP_EFFECT_WITHHELD;
    figures->denied += decision->effect == TP_EFFECT_DENIED;
    figures->stricter += decision->effect != TP_EFFECT_ALLOWED && !why;
    if (decision->effect == TP_EFFECT_ALLOWED && why)
        snprintf(world->violation, sizeof world->violation, "%s allowed to %s a booking of %s under version %zu: %s",
                 node_names[node], tp_stage_code(request->stage), request->jurisdiction, deal + 1, why);
    else if (decision->effect == TP_EFFECT_WITHHELD && why_not_in_force(world, node, (int)deal) &&
             request->stage <= TP_STAGE_SEARCH)
        snprintf(world->violation, sizeof world->violation, "%s withheld where nothing may be", node_names[node]);
}

static void ask(struct world *world)
{
    size_t deal = chance(world, 70) ? world->deal_count - 1 : below(world, (uint32_t)world->deal_count);
    struct tp_request request;
    struct tp_decision decision;

    for (size_t i = world->deal_count; i-- > 0;) { /* mostly the version that somebody has put into force */
        bool is_active = false;
        for (int node = 0; node < NODES; node++)
            is_active |= first_s(world, node, node_names[node], (int)i, TP_EVENT_ACTIVATE) != INT64_MAX;
        if (is_active && chance(world, 80))
            deal = i;
    }
    draw_request(world, deal, &request);
    for (int node = 0; node < NODES; node++) {
        decide(world, node, &request, &decision);
        watch(world, node, deal, &request, &decision);
    }
}

/* ---- time ---------------------------------------------------------------------------------------------------------
 */

static void deliver_due(struct world *world)
{
    for (size_t i = 0; i < world->mail_count;) {
        struct mail mail = world->mails[i];
        if (mail.due_s > world->now_s) {
            i++;
            continue;
        }
        world->mails[i] = world->mails[--world->mail_count]; /* in no order */
        deliver(world, mail.truth, mail.to);
    }
}

static void step_clock(struct world *world)
{
    int node = (int)below(world, NODES);
    int64_t widest = chance(world, 80) ? 250 : 2 * DAY;

    world->skew_s[node] = (int64_t)below(world, (uint32_t)(2 * widest)) - widest;
    world->figures->clock_steps++;
}

static void tick(struct world *world)
{
    uint32_t what = below(world, 100);

    world->now_s += chance(world, 70) ? below(world, 3600) : below(world, 2 * DAY);
    deliver_due(world);
    if (what < 40)
        act_at_random(world);
    else if (what < 48)
        forge(world);
    else if (what < 56)
        resend(world);
    else if (what < 60) /* something old once more */
        deliver(world, below(world, (uint32_t)world->truth_count), (int)below(world, NODES));
    else if (what < 63)
        step_clock(world);
    else
        ask(world);
}

/* ---- episodes -----------------------------------------------------------------------------------------------------
 */

static void open_ledgers(struct world *world)
{
    folder_make(&world->folder);
    for (int i = 0; i < NODES; i++) {
        uint8_t seed[TP_SEED_BYTES] = {0};
        const struct tp_organisation_init init = {.id = node_names[i],
                                                  .name = node_names[i],
                                                  .jurisdiction = i < 2 ? state_codes[1 - i] : "US",
                                                  .rehearsal = true,
                                                  .passphrase = "simulation",
                                                  .seed = seed};
        memcpy(seed, node_names[i], strlen(node_names[i]));
        assert_int_equal(tp_organisation_init(folder_path(&world->folder, node_names[i]), &init, NULL), TP_OK);
        assert_int_equal(tp_organisation_open(folder_path(&world->folder, node_names[i]), "simulation",
                                              &world->organisations[i], NULL),
                         TP_OK);
        tp_organisation_gather(world->organisations[i]);
    }
}

struct counted {
    uint64_t decisions[TP_STAGES][3], events, refused;
};

static tp_status count_leaf(void *context, uint64_t index, const void *data, size_t size_bytes, struct tp_diag *diag)
{
    struct counted *counted = context;
    struct tp_leaf leaf;
    tp_status status = tp_leaf_read(data, size_bytes, &leaf, diag);

    (void)index;
    if (status != TP_OK)
        return status;
    counted->events += leaf.kind == TP_LEAF_EVENT;
    counted->refused += leaf.kind == TP_LEAF_REFUSED_EVENT;
    for (int stage = 0; stage < TP_STAGES && leaf.kind == TP_LEAF_DECISION; stage++) {
        for (int effect = 0; effect < 3; effect++)
            counted->decisions[stage][effect] +=
                strcmp(leaf.values[TP_LEAF_STAGE_MEMBER], tp_stage_code((enum tp_stage)stage)) == 0 &&
                strcmp(leaf.values[TP_LEAF_EFFECT_MEMBER], tp_effect_code((enum tp_effect)effect)) == 0;
    }
    return TP_OK;
}

/* G8: the closed ledger verifies and has a leaf for every decision and event, and no others. */
static void check_ledger(struct world *world, int node)
{
    struct tp_verifier verifier = *tp_organisation_verifier(world->organisations[node]);
    struct counted counted = {.events = 0};
    struct tp_reader *reader;
    char path[600];
    uint64_t size;

    snprintf(path, sizeof path, "%s/ledger", folder_path(&world->folder, node_names[node]));
    tp_organisation_close(&world->organisations[node]);
    assert_int_equal(tp_ledger_verify(path, &verifier, NULL, &size, NULL), TP_OK);
    assert_int_equal(tp_reader_open(path, &verifier, &reader, NULL), TP_OK);
    assert_int_equal(tp_reader_each(reader, 0, size, count_leaf, &counted, NULL), TP_OK);
    tp_reader_close(&reader);
    assert_memory_equal(counted.decisions, world->decisions[node], sizeof counted.decisions);
    assert_int_equal(counted.events, world->events_seen[node]);
    assert_int_equal(counted.refused, world->events_refused[node]);
    world->figures->leaves += size;
}

static void world_deinit(struct world *world)
{
    for (int i = 0; i < NODES; i++) {
        if (world->has_ledgers)
            check_ledger(world, i);
        else
            tp_history_free(&world->histories[i]);
    }
    if (world->has_ledgers)
        folder_remove(&world->folder);
    for (size_t i = 0; i < world->truth_count; i++)
        tp_event_free(&world->truths[i].event);
    for (size_t i = 0; i < world->deal_count; i++)
        free(world->deals[i].document);
    free(world);
}

/* One agreement's life, from its proposal on. */
static void play(uint64_t seed, bool has_ledgers, struct figures *figures)
{
    struct world *world = calloc(1, sizeof *world);
    uint64_t until = figures->requests + EPISODE_REQUESTS;

    assert_non_null(world);
    world->rng = tp_rng_seed(seed, 0);
    world->seed = seed;
    world->figures = figures;
    world->has_ledgers = has_ledgers;
    world->began_s = world->now_s = INT64_C(1286000000);
    if (has_ledgers)
        open_ledgers(world);
    for (int i = 0; i < NODES && !has_ledgers; i++)
        assert_int_equal(tp_history_new(&world->histories[i], NULL), TP_OK);
    propose(world);
    while (figures->requests < until && !world->violation[0])
        tick(world);
    if (world->violation[0])
        fail_msg("seed %" PRIu64 ", request %" PRIu64 ": %s", seed, figures->requests, world->violation);
    world_deinit(world);
}

static uint64_t number_from(const char *name, uint64_t otherwise)
{
    const char *text = getenv(name);

    return text ? strtoull(text, NULL, 10) : otherwise;
}

static void nothing_is_allowed_that_must_not_be(void **state)
{
    uint64_t wanted = number_from("TP_SIMULATION_REQUESTS", SHORT_REQUESTS);
    uint64_t seed = number_from("TP_SIMULATION_SEED", 2011);
    struct figures figures = {0};

    (void)state;
    for (uint64_t episode = 0; figures.requests < wanted; episode++)
        play(seed + episode, episode % 10 == 1, &figures);
    print_message("# seeds from %" PRIu64 ": %" PRIu64 " requests (%" PRIu64 " allowed, %" PRIu64 " withheld, %" PRIu64
                  " denied, %" PRIu64 " of these stricter than need be), %" PRIu64 " violations\n",
                  seed, figures.requests, figures.allowed, figures.withheld, figures.denied, figures.stricter,
                  figures.violations);
    print_message("# %" PRIu64 " events signed, %" PRIu64 " times taken, %" PRIu64 " activations, %" PRIu64
                  " amendments, %" PRIu64 " lost, %" PRIu64 " doubled, %" PRIu64 " forged, %" PRIu64
                  " clock steps, %" PRIu64 " leaves\n",
                  figures.events, figures.accepted, figures.activations, figures.amendments, figures.lost,
                  figures.doubled, figures.forged, figures.clock_steps, figures.leaves);
    assert_true(figures.allowed * 50 > figures.requests); /* or nothing was tested */
    assert_true(figures.withheld > 0 && figures.activations > 0 && figures.leaves > 0);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(nothing_is_allowed_that_must_not_be),
};

TP_TEST_MAIN(tests)
