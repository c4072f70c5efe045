/* SPDX-License-Identifier: Apache-2.0 */
/* Nodes for tests: exchanges in one process whose messages are direct calls, with faults; the sample agreement between
 * them; bookings that are only prints and facts. Examiners, officers and what `person` does are played by the test:
 * their functions are weak ones here, so that each rule of messages can be tried by itself. */
#ifndef TP_TEST_PARTNER_NODES_H
#define TP_TEST_PARTNER_NODES_H

#include "../agreement/sample.h"
#include "../exchange/fixture.h"
#include "played.h"
#include "statistics/statistics.h"

enum { NODES_MAX = 4, RECORDED_MAX = 4096 };

struct node {
    struct fixture fixture;
    const char *id, *jurisdiction;
    struct net *net;
};

/* What happens to messages on their way. */
enum fault { FAULT_NONE, FAULT_LOST, FAULT_NO_REPLY, FAULT_DOUBLED, FAULT_ALTERED };
struct net {
    struct node nodes[NODES_MAX];
    size_t count;
    struct test_folder scratch;
    enum fault fault;   /* of every message until it is set back */
    struct tp_rng *rng; /* random faults in place of that */
    const char *away;   /* id of a node that does not answer */
    unsigned sent, taken;
    struct recorded {
        char to[TP_ID_MAX], kind[32];
        struct tp_signed_headers headers;
        char *body;
    } recorded[RECORDED_MAX];
    size_t recorded_count;
};

/* ---- the wire ---------------------------------------------------------------------------------------------------- */

static inline struct node *node_at(struct net *net, const char *authority)
{
    for (size_t i = 0; i < net->count; i++) {
        if (strncmp(net->nodes[i].id, authority, strcspn(authority, ".")) == 0 &&
            strlen(net->nodes[i].id) == strcspn(authority, "."))
            return &net->nodes[i];
    }
    return NULL;
}

/* What the node's server would do with a request. */
static inline tp_status node_receive(struct node *node, const struct tp_wire_request *request,
                                     struct tp_wire_reply *reply, struct tp_diag *diag)
{
    const struct tp_operation *operation = tp_operation_find(node->fixture.exchange, "receiveMessage");
    struct tp_call call = {.actor = {.account = "partner:", .purpose = "", .reference = ""}, .wire = request};
    tp_status status;

    assert_non_null(operation);
    tp_buffer_init(&call.bytes);
    assert_int_equal(tp_json_new(&call.reply, NULL), TP_OK);
    status = tp_operation_run(node->fixture.exchange, operation, &call, diag);
    reply->status = status == TP_OK ? call.status : tp_status_http(status);
    reply->body = call.bytes;
    tp_json_free(&call.reply);
    return status;
}

static inline void net_record(struct net *net, const struct node *to, const struct tp_wire_request *request)
{
    struct recorded *recorded = &net->recorded[net->recorded_count];
    const char *kind;

    if (net->recorded_count == RECORDED_MAX)
        return;
    recorded->body = calloc(1, request->body_bytes + 1);
    assert_non_null(recorded->body);
    memcpy(recorded->body, request->body, request->body_bytes);
    kind = strstr(recorded->body, "\"kind\":\"");
    assert_non_null(kind);
    snprintf(recorded->kind, sizeof recorded->kind, "%.*s", (int)strcspn(kind + 8, "\""), kind + 8);
    snprintf(recorded->to, sizeof recorded->to, "%s", to->id);
    snprintf(recorded->headers.digest, sizeof recorded->headers.digest, "%s", request->headers[1].value);
    snprintf(recorded->headers.input, sizeof recorded->headers.input, "%s", request->headers[2].value);
    snprintf(recorded->headers.signature, sizeof recorded->headers.signature, "%s", request->headers[3].value);
    net->recorded_count++;
}

static inline enum fault next_fault(struct net *net)
{
    static const enum fault faults[] = {FAULT_NONE,     FAULT_NONE,    FAULT_LOST,
                                        FAULT_NO_REPLY, FAULT_DOUBLED, FAULT_ALTERED};

    return net->rng ? faults[tp_rng_below(net->rng, TP_ARRAY_LENGTH(faults))] : net->fault;
}

static inline tp_status net_send(void *context, const struct tp_wire_request *request, struct tp_wire_reply *reply,
                                 struct tp_diag *diag)
{
    struct node *from = context, *to = node_at(from->net, request->authority);
    struct net *net = from->net;
    enum fault fault = next_fault(net);
    struct tp_wire_request copy = *request;
    struct tp_wire_reply first = {0};
    char *altered = NULL;

    memset(reply, 0, sizeof *reply);
    net->sent++;
    if (!to || !to->fixture.exchange || fault == FAULT_LOST || (net->away && strcmp(net->away, to->id) == 0))
        return tp_fail(diag, TP_E_IO, NULL, -1, "there is no answer");
    if (fault == FAULT_ALTERED) {
        altered = malloc(request->body_bytes);
        assert_non_null(altered);
        memcpy(altered, request->body, request->body_bytes);
        altered[request->body_bytes / 2] ^= 1;
        copy.body = altered;
    } else {
        net_record(net, to, request);
    }
    if (fault == FAULT_DOUBLED) {
        (void)node_receive(to, &copy, &first, NULL);
        tp_buffer_deinit(&first.body);
    }
    (void)node_receive(to, &copy, reply, NULL);
    free(altered);
    net->taken += reply->status == 202;
    if (fault != FAULT_NO_REPLY)
        return TP_OK;
    tp_buffer_deinit(&reply->body);
    memset(reply, 0, sizeof *reply);
    return tp_fail(diag, TP_E_IO, NULL, -1, "the connection broke");
}

/* ---- making nodes ------------------------------------------------------------------------------------------------ */

static inline void net_key(const char *id, char out[64])
{
    struct tp_buffer text;

    tp_buffer_init(&text);
    tp_base64_encode(sample_key(id)->bytes, TP_KEY_BYTES, &text);
    snprintf(out, 64, "%.*s", (int)text.size_bytes, (const char *)text.data);
    tp_buffer_deinit(&text);
}

static inline void node_make(struct net *net, size_t place, const struct tp_part *const *parts)
{
    struct node *node = &net->nodes[place];
    struct tp_config_partner partners[NODES_MAX];
    char keys[NODES_MAX][64], urls[NODES_MAX][96];
    uint8_t seed[TP_SEED_BYTES] = {0};
    struct tp_organisation_init init = {.id = node->id,
                                        .name = "An office",
                                        .jurisdiction = node->jurisdiction,
                                        .rehearsal = true,
                                        .passphrase = FIXTURE_PASSPHRASE,
                                        .seed = seed,
                                        .partners = partners};
    struct tp_diag diag;

    for (size_t i = 0; i < net->count; i++) {
        if (i == place)
            continue;
        net_key(net->nodes[i].id, keys[i]);
        snprintf(urls[i], sizeof urls[i], "http://%s.example/", net->nodes[i].id);
        partners[init.partner_count++] = (struct tp_config_partner){
            (char *)(uintptr_t)net->nodes[i].id, (char *)(uintptr_t) "A partner", keys[i], urls[i], NULL, NULL};
    }
    memcpy(seed, node->id, strlen(node->id));
    node->net = net;
    node->fixture.options = (struct tp_exchange_options){
        .parts = parts, .send = net_send, .send_context = node, .thread_count = 1, .now_s = SAMPLE_FROM_S};
    snprintf(node->fixture.folder, sizeof node->fixture.folder, "%s/%s", net->scratch.path, node->id);
    tp_diag_init(&diag);
    if (tp_organisation_init(node->fixture.folder, &init, &diag) != TP_OK)
        fail_msg("%s: %s: %s", diag.file, diag.field, diag.text);
    fixture_open(&node->fixture);
}

/* In memory where there is such a place: thousands of transactions need not wait for a disk. */
static inline void net_folder(struct test_folder *out)
{
    snprintf(out->path, sizeof out->path, "/dev/shm/tenprint_test_XXXXXX");
    if (!mkdtemp(out->path))
        folder_make(out);
}

/* IDS: pairs of an id and a jurisdiction, and NULL. */
static inline void net_make(struct net *net, const char *const *ids)
{
    static const struct tp_part *const parts[] = {&tp_partner_part, NULL};

    memset(net, 0, sizeof *net);
    memset(&played, 0, sizeof played);
    played.conviction = -1;
    net_folder(&net->scratch);
    for (; ids[0]; ids += 2)
        net->nodes[net->count++] = (struct node){.id = ids[0], .jurisdiction = ids[1]};
    for (size_t i = 0; i < net->count; i++)
        node_make(net, i, parts);
}

static inline void net_remove(struct net *net)
{
    for (size_t i = 0; i < net->count; i++)
        tp_exchange_close(&net->nodes[i].fixture.exchange);
    for (size_t i = 0; i < net->recorded_count; i++)
        free(net->recorded[i].body);
    folder_remove(&net->scratch);
}

/* All clocks. */
static inline void net_set_now(struct net *net, int64_t now_s)
{
    for (size_t i = 0; i < net->count; i++)
        assert_int_equal(tp_exchange_set_now(net->nodes[i].fixture.exchange, now_s, NULL), TP_OK);
}

/* Works off what is due everywhere, until nothing is. */
static inline void net_work(struct net *net)
{
    unsigned done = 1;

    for (unsigned round = 0; done > 0 && round < 1000; round++) {
        done = 0;
        for (size_t i = 0; i < net->count; i++)
            done += fixture_work(&net->nodes[i].fixture, 1000);
    }
}

/* Lets time pass: from one due job to the next, in long spans from what is due to what is due a little later. */
static inline void net_pass(struct net *net, int64_t seconds)
{
    int64_t step_s = seconds / 500, end_s = tp_exchange_now(net->nodes[0].fixture.exchange) + seconds;

    net_work(net);
    for (;;) {
        int64_t due_s = end_s;
        for (size_t i = 0; i < net->count; i++)
            due_s = TP_MIN(due_s, tp_exchange_next_due_s(net->nodes[i].fixture.exchange));
        due_s = TP_MIN(TP_MAX(due_s, tp_exchange_now(net->nodes[0].fixture.exchange) + step_s), end_s);
        net_set_now(net, due_s);
        net_work(net);
        if (due_s >= end_s)
            return;
    }
}

/* ---- agreements -------------------------------------------------------------------------------------------------- */

/* The events of HISTORY, at all nodes, as received then; the clocks stand right after. */
static inline void net_agree(struct net *net, const struct tp_history *history)
{
    int64_t last_s = 0;

    for (size_t i = 0; i < net->count; i++) {
        fixture_begin(&net->nodes[i].fixture);
        for (size_t e = 0; e < tp_history_count(history); e++) {
            const struct tp_event *event = tp_history_event(history, e, &last_s);
            enum tp_refusal refusal;
            struct tp_diag diag;

            tp_diag_init(&diag);
            if (tp_organisation_accept(tp_exchange_organisation(net->nodes[i].fixture.exchange), event, last_s,
                                       &refusal, &diag) != TP_OK)
                fail_msg("%s: %s", diag.field, diag.text);
        }
        fixture_end(&net->nodes[i].fixture);
    }
    net_set_now(net, TP_MAX(last_s + 1, tp_exchange_now(net->nodes[0].fixture.exchange)));
}

static const char *const net_sample_changes[] = {"\"required\":true,\"max_age_minutes\":60",
                                                 "\"required\":false,\"max_age_minutes\":0", NULL};

/* The sample in force with Dutchess and New York in it; its history is kept in *HISTORY. */
static inline const struct tp_terms *net_agree_sample(struct net *net, const char *const *changes,
                                                      struct tp_history **history)
{
    int64_t active_s;
    const struct tp_terms *version;

    *history = sample_active(changes ? changes : net_sample_changes, &active_s);
    version = tp_history_version(*history, 0);
    assert_int_equal(sample_step(*history, version, TP_EVENT_JOIN, SAMPLE_NY, active_s + 1), TP_REFUSAL_NONE);
    assert_int_equal(sample_step(*history, version, TP_EVENT_JOIN, SAMPLE_DUTCHESS, active_s + 2), TP_REFUSAL_NONE);
    net_agree(net, *history);
    return version;
}

/* An event of BY, handed in at NODE by an officer, now. */
static inline void node_step(struct node *node, struct tp_history *history, enum tp_event_kind kind, const char *by)
{
    const struct tp_terms *version = tp_history_version(history, 0);
    uint32_t sequence = tp_history_next_sequence(history, by, sample_key(by));
    int64_t now_s = tp_exchange_now(node->fixture.exchange);
    struct tp_event *event = sample_event(version, kind, by, sequence, now_s);
    enum tp_refusal refusal;

    fixture_begin(&node->fixture);
    assert_int_equal(
        tp_organisation_accept(tp_exchange_organisation(node->fixture.exchange), event, now_s, &refusal, NULL), TP_OK);
    assert_int_equal(tp_job_add(node->fixture.exchange, "partner.events", event->hash, now_s, NULL), TP_OK);
    fixture_end(&node->fixture);
    assert_int_equal(sample_offer(history, event, now_s), TP_REFUSAL_NONE);
}

/* ---- bookings ---------------------------------------------------------------------------------------------------- */

static inline void put_print(struct tp_exchange *exchange, const char *owner, unsigned k,
                             const struct tp_template *template)
{
    uint8_t *data;
    size_t size_bytes;
    char name[32];

    assert_int_equal(tp_template_encode(template, TP_FORMAT_NATIVE, &data, &size_bytes, NULL), TP_OK);
    snprintf(name, sizeof name, "print/%u/template", k);
    assert_int_equal(tp_blob_put(exchange, owner, name, data, size_bytes, NULL), TP_OK);
    free(data);
}

/* A booking of PERSON in NODE, ready for its legs. */
static inline void node_book(struct node *node, uint32_t person, const char *jurisdiction,
                             char id[TP_EXCHANGE_ID_BYTES])
{
    static const char list[] = "{\"prints\":[{\"k\":0,\"position\":1,\"impression\":0,\"quality\":80,\"media\":\"\"},"
                               "{\"k\":1,\"position\":2,\"impression\":0,\"quality\":80,\"media\":\"\"}]}";
    struct tp_exchange *exchange = node->fixture.exchange;
    struct tp_entry entry = {.state = "exchanging", .due_s = TP_STORE_NEVER};
    const struct tp_facts facts = {.purpose = 0,
                                   .offence = TP_SERIOUSNESS_LEVEL_2,
                                   .conviction = TP_SERIOUSNESS_LEVEL_1,
                                   .categories_known = true};
    struct fixture_prints prints;
    struct tp_json *json;
    char owner[TP_OWNER_BYTES];

    fixture_prints(&prints, person, 99);
    assert_int_equal(tp_exchange_new_id(id, NULL), TP_OK);
    snprintf(entry.name, sizeof entry.name, "%s", id);
    snprintf(owner, sizeof owner, "booking/%s", id);
    fixture_begin(&node->fixture);
    assert_int_equal(tp_json_new(&json, NULL), TP_OK);
    tp_facts_put(&facts, json);
    tp_json_text(json, "purpose", "criminal-identification");
    tp_json_text(json, "jurisdiction", jurisdiction);
    assert_int_equal(tp_entry_add(exchange, "booking", &entry, json, NULL), TP_OK);
    tp_json_free(&json);
    assert_int_equal(tp_blob_put(exchange, owner, "prints", list, strlen(list), NULL), TP_OK);
    for (unsigned i = 0; i < FIXTURE_FINGERS; i++)
        put_print(exchange, owner, i, prints.pointers[i]);
    assert_int_equal(tp_job_add(exchange, "partner.legs", id, tp_exchange_now(exchange), NULL), TP_OK);
    fixture_end(&node->fixture);
}

/* ---- asking ------------------------------------------------------------------------------------------------------ */

struct node_call {
    const char *account;
    uint32_t duties;
    const char *value;        /* of the path */
    const char *const *pairs; /* of the query: names and values, and NULL */
    const char *input;        /* JSON; NULL */
    const char *purpose;      /* NULL: that of the bookings */
};

static inline const char *node_query(const struct tp_call *call, const char *name)
{
    const char *const *pairs = call->query_context;

    for (; pairs && pairs[0]; pairs += 2)
        if (strcmp(pairs[0], name) == 0)
            return pairs[1];
    return NULL;
}

/* The reply as text, or its bytes; free it with tp_buffer_deinit. */
static inline tp_status node_ask(struct node *node, const char *id, const struct node_call *asked,
                                 struct tp_buffer *out)
{
    const struct tp_operation *operation = tp_operation_find(node->fixture.exchange, id);
    struct tp_json_document *document = NULL;
    struct tp_call call = {.actor = {.account = asked->account ? asked->account : "a",
                                     .duties = asked->duties,
                                     .purpose = asked->purpose ? asked->purpose : "criminal-identification",
                                     .reference = "case 7"},
                           .values = {asked->value},
                           .query = node_query,
                           .query_context = asked->pairs};
    tp_status status;

    assert_non_null(operation);
    tp_buffer_init(out);
    tp_buffer_init(&call.bytes);
    assert_int_equal(tp_json_new(&call.reply, NULL), TP_OK);
    if (asked->input) {
        assert_int_equal(tp_json_parse(asked->input, strlen(asked->input), &document, NULL), TP_OK);
        call.input = tp_json_root(document);
    }
    status = tp_operation_run(node->fixture.exchange, operation, &call, NULL);
    if (call.bytes.size_bytes > 0)
        tp_write_bytes(out, call.bytes.data, call.bytes.size_bytes);
    else
        assert_int_equal(tp_json_write_canonical(call.reply, out, NULL), TP_OK);
    tp_write_u8(out, 0);
    tp_buffer_deinit(&call.bytes);
    tp_json_free(&call.reply);
    tp_json_document_free(&document);
    return status;
}

/* ---- looking ----------------------------------------------------------------------------------------------------- */

struct net_first {
    char name[TP_EXCHANGE_NAME_BYTES], state[32];
    size_t count;
};

static inline tp_status net_see(void *context, const struct tp_entry *entry, struct tp_diag *diag)
{
    struct net_first *first = context;

    (void)diag;
    snprintf(first->name, sizeof first->name, "%s", entry->name);
    snprintf(first->state, sizeof first->state, "%s", entry->state);
    first->count++;
    return TP_OK;
}

/* The last record of KIND with LINK (NULL: any), and how many there are. */
static inline struct net_first node_find(struct node *node, const char *kind, const char *link)
{
    const struct tp_store_query query = {.kind = kind, .link = link, .due_until_s = TP_STORE_NEVER};
    struct net_first first = {{0}, {0}, 0};

    assert_int_equal(tp_entry_each(node->fixture.exchange, &query, net_see, &first, NULL), TP_OK);
    return first;
}

/* The state of the one leg of a booking or a request. */
static inline const char *leg_state(struct node *node, const char *link)
{
    static char state[32];
    struct net_first first = node_find(node, "leg", link);

    assert_int_equal(first.count, 1);
    memcpy(state, first.state, sizeof state);
    return state;
}

/* A member of a record's content, as text. */
static inline const char *node_text(struct node *node, const char *kind, const char *name, const char *member)
{
    static char text[4][512];
    static unsigned next;
    char *out = text[next++ % 4];
    struct tp_entry entry;

    assert_int_equal(tp_entry_get(node->fixture.exchange, kind, name, &entry, NULL), TP_OK);
    snprintf(out, sizeof text[0], "%s", tp_entry_text(&entry, member));
    tp_entry_deinit(&entry);
    return out;
}

/* How many entries the ledger has, and how many of them are of KIND (and, unless NULL, say VALUE of MEMBER). */
struct net_tally {
    enum tp_leaf_kind kind;
    enum tp_leaf_member member;
    const char *value;
    size_t count;
};

static inline tp_status net_tally_leaf(void *context, uint64_t index, const void *data, size_t size_bytes,
                                       struct tp_diag *diag)
{
    struct net_tally *tally = context;
    struct tp_leaf leaf;

    (void)index;
    assert_int_equal(tp_leaf_read(data, size_bytes, &leaf, diag), TP_OK);
    tally->count +=
        leaf.kind == tally->kind && (!tally->value || strcmp(leaf.values[tally->member], tally->value) == 0);
    return TP_OK;
}

static inline struct tp_reader *node_reader(struct node *node)
{
    struct tp_organisation *organisation = tp_exchange_organisation(node->fixture.exchange);
    struct tp_reader *reader;
    char path[128];

    snprintf(path, sizeof path, "%s/ledger", node->fixture.folder);
    fixture_leaves(&node->fixture);
    tp_exchange_lock(node->fixture.exchange);
    assert_int_equal(tp_ledger_publish(tp_organisation_ledger(organisation), NULL), TP_OK);
    tp_exchange_unlock(node->fixture.exchange);
    assert_int_equal(tp_reader_open(path, tp_organisation_verifier(organisation), &reader, NULL), TP_OK);
    return reader;
}

static inline size_t node_leaves(struct node *node, enum tp_leaf_kind kind, enum tp_leaf_member member,
                                 const char *value)
{
    struct net_tally tally = {kind, member, value, 0};
    struct tp_reader *reader = node_reader(node);
    uint64_t size = tp_ledger_size(tp_organisation_ledger(tp_exchange_organisation(node->fixture.exchange)));

    assert_int_equal(tp_reader_each(reader, 0, size, net_tally_leaf, &tally, NULL), TP_OK);
    tp_reader_close(&reader);
    return tally.count;
}

static inline uint64_t node_size(struct node *node)
{
    return fixture_leaves(&node->fixture);
}

/* The partner's name in leaves. */
static inline void net_partner(const char *id, char out[17])
{
    uint8_t hash[TP_SHA256_BYTES];

    assert_int_equal(tp_sha256(sample_key(id)->bytes, TP_KEY_BYTES, hash, NULL), TP_OK);
    tp_hex_encode(hash, 8, out);
}

/* Both ledgers say the same of what went between A and B; how many messages that was. */
static inline uint64_t net_pairs(struct net *net, size_t a, size_t b)
{
    struct tp_reader *readers[2] = {node_reader(&net->nodes[a]), node_reader(&net->nodes[b])};
    struct tp_pairing pairing;
    char keys[2][17];
    uint64_t pairs;

    net_partner(net->nodes[a].id, keys[0]);
    net_partner(net->nodes[b].id, keys[1]);
    assert_int_equal(tp_pair(readers[0], keys[0], readers[1], keys[1], &pairing, NULL), TP_OK);
    pairs = pairing.pairs;
    if (pairing.count > 0)
        fail_msg("%zu disclosures do not pair up", pairing.count);
    tp_pairing_deinit(&pairing);
    tp_reader_close(&readers[0]);
    tp_reader_close(&readers[1]);
    return pairs;
}

/* Two nodes with the sample in force, and three people known to the second. */
struct two {
    struct net net;
    struct node *sender, *repository;
    struct tp_history *history;
    const struct tp_terms *version;
    char booking[TP_EXCHANGE_ID_BYTES];
};

static inline struct two *two_make(const char *const *changes)
{
    static const char *const ids[] = {"ny-dcjs", "US-NY", "dhs-ident", "US", NULL};
    struct two *two = calloc(1, sizeof *two);

    assert_non_null(two);
    net_make(&two->net, ids);
    two->sender = &two->net.nodes[0];
    two->repository = &two->net.nodes[1];
    two->version = net_agree_sample(&two->net, changes, &two->history);
    fixture_populate(&two->repository->fixture, 3);
    played.match = true;
    played.examiners = 2;
    return two;
}

static inline void two_remove(struct two *two)
{
    tp_history_free(&two->history);
    net_remove(&two->net);
    free(two);
}

/* A booking of person 1, of Dutchess, and all that follows at once; the state of its leg. */
static inline const char *two_book(struct two *two)
{
    node_book(two->sender, 1, SAMPLE_DUTCHESS, two->booking);
    net_work(&two->net);
    return leg_state(two->sender, two->booking);
}

#endif
