/* SPDX-License-Identifier: Apache-2.0 */
/* Organisations that exchange event files which are lost, doubled, late and out of order, on clocks that differ. What
 * one of them could take all take in the end, and then all say the same; and what a history says does not depend on the
 * order in which it was offered its events. TP_SOAK=N does N times as much; TP_SEED=N begins with another seed. */
#include "sample.h"

enum { NODES = 4, SIGNERS = 7, LETTERS_MAX = 1024, ROUNDS = 120, TRIES = 6, EXCHANGES = 4, SKEW_S = 100 };

/* Who acts at which node; the last only listens. */
static const struct {
    const char *name;
    size_t node;
} signers[SIGNERS] = {{"ny-dcjs", 0},   {"dhs-ident", 1}, {"new", 2},  {"US-NY", 0},
                      {"US-NY-027", 0}, {"US-MA", 1},     {"US-IL", 2}};

struct letter {
    struct tp_event *event;
    bool taken[NODES];
};

struct exchange {
    struct tp_rng rng;
    struct tp_history *histories[NODES];
    int64_t skews_s[NODES], now_s;
    struct letter letters[LETTERS_MAX];
    size_t count;
    bool terminated;
};

static uint64_t seed; /* of the exchange that is running */
static size_t letters_written, versions_seen, ended, in_force_seen;

static int64_t clock_of(const struct exchange *exchange, size_t node)
{
    return exchange->now_s + exchange->skews_s[node];
}

static enum tp_refusal deliver(struct exchange *exchange, size_t node, struct letter *letter)
{
    enum tp_refusal refusal;
    tp_status status =
        tp_history_offer(exchange->histories[node], letter->event, clock_of(exchange, node), &refusal, NULL);

    assert_true(status == TP_OK || status == TP_E_DENIED);
    letter->taken[node] |= refusal == TP_REFUSAL_NONE || refusal == TP_REFUSAL_REPLAYED;
    return refusal;
}

/* ---- acting ----------------------------------------------------------------------------------------------------- */

/* Offers EVENT to its signer's node, which sends it to the others when it has taken it. */
static void issue(struct exchange *exchange, size_t node, struct tp_event *event)
{
    struct letter *letter = &exchange->letters[exchange->count];

    *letter = (struct letter){.event = event};
    if (exchange->count + 1 == LETTERS_MAX || deliver(exchange, node, letter) != TP_REFUSAL_NONE) {
        tp_event_free(&letter->event);
        return;
    }
    exchange->terminated |= event->kind == TP_EVENT_TERMINATE;
    exchange->count++;
}

/* An amendment of some version, or the first. */
static char *write_proposal(struct exchange *exchange, const struct tp_terms *version)
{
    static const char new_party[] =
        "\"parties\":[{\"id\":\"new\",\"name\":\"N\",\"jurisdiction\":\"US\",\"key\":\"@new@\","
        "\"roles\":[\"oversight\"]},";
    bool has_new = version && (tp_terms_party(version, "new") || tp_rng_below(&exchange->rng, 2));
    char days[32];
    const char *changes[] = {"\"days\":60", "\"days\":2",    "\"retention_days\":30",
                             days,          "\"parties\":[", has_new ? new_party : "\"parties\":[",
                             NULL};

    snprintf(days, sizeof days, "\"retention_days\":%u", tp_rng_below(&exchange->rng, 90));
    return version ? sample_amendment(version, changes) : sample_document(changes);
}

static void act(struct exchange *exchange)
{
    uint32_t signer = tp_rng_below(&exchange->rng, SIGNERS), kind = tp_rng_below(&exchange->rng, TP_EVENT_KINDS);
    size_t node = signers[signer].node;
    const char *by = signers[signer].name;
    struct tp_history *history = exchange->histories[node];
    size_t count = tp_history_version_count(history);
    uint32_t place = count ? tp_rng_below(&exchange->rng, (uint32_t)count) : 0;
    const struct tp_terms *version = tp_history_version(history, place);
    uint32_t sequence = tp_history_next_sequence(history, by, sample_key(by));

    if (kind == TP_EVENT_TERMINATE && tp_rng_below(&exchange->rng, 50))
        kind = TP_EVENT_RESUME;
    if (kind == TP_EVENT_SUSPEND && signer < 3 && tp_rng_below(&exchange->rng, 10))
        kind = TP_EVENT_RESUME;
    if (kind == TP_EVENT_PROPOSE && by[0] != 'U' && (count > 0 || exchange->count == 0)) {
        char *document = write_proposal(exchange, version);

        issue(exchange, node,
              sample_proposal(document, tp_history_agreement(history), by, sequence, clock_of(exchange, node)));
        free(document);
    } else if (version && kind != TP_EVENT_PROPOSE) {
        issue(exchange, node, sample_event(version, (enum tp_event_kind)kind, by, sequence, clock_of(exchange, node)));
    }
}

/* Some of what is on its way arrives, some of it again. Returns how many were new. */
static size_t post(struct exchange *exchange, uint32_t one_in)
{
    size_t taken = 0;

    for (size_t i = 0; i < exchange->count * NODES; i++) {
        struct letter *letter = &exchange->letters[i / NODES];
        bool again = letter->taken[i % NODES] && tp_rng_below(&exchange->rng, 64) == 0;

        if ((!letter->taken[i % NODES] || again) && tp_rng_below(&exchange->rng, one_in) == 0) {
            enum tp_refusal refusal = deliver(exchange, i % NODES, letter);

            taken += refusal == TP_REFUSAL_NONE;
            assert_true(!again || refusal == TP_REFUSAL_REPLAYED);
        }
    }
    return taken;
}

/* ---- comparing -------------------------------------------------------------------------------------------------- */

/* That two histories say the same of everything at CLOCK. */
static void assert_same(const struct tp_history *a, const struct tp_history *b, int64_t clock_s)
{
    const struct tp_terms *in_force = tp_history_in_force(a, clock_s), *other = tp_history_in_force(b, clock_s);

    assert_int_equal(in_force != NULL, other != NULL);
    if (in_force && other)
        assert_string_equal(in_force->hash, other->hash);
    in_force_seen += in_force != NULL;
    assert_int_equal(tp_history_version_count(a), tp_history_version_count(b));
    for (size_t i = 0; i < tp_history_version_count(a); i++) {
        const struct tp_terms *version = tp_history_version(a, i);

        assert_string_equal(version->hash, tp_history_version(b, i)->hash);
        assert_int_equal(tp_history_life(a, version, clock_s), tp_history_life(b, version, clock_s));
        for (size_t j = 0; j < version->source_count; j++) {
            const char *code = version->sources[j].jurisdiction;

            assert_int_equal(tp_history_participation(a, version, code, clock_s),
                             tp_history_participation(b, version, code, clock_s));
            assert_int_equal(tp_history_takes_part(a, version, code, clock_s),
                             tp_history_takes_part(b, version, code, clock_s));
        }
    }
}

/* Everybody has everything, or the agreement has ended for everybody. */
static void assert_agreement(struct exchange *exchange)
{
    for (size_t i = 0; i < exchange->count * NODES; i++)
        if (!exchange->letters[i / NODES].taken[i % NODES] && !exchange->terminated) {
            struct letter *letter = &exchange->letters[i / NODES];

            fail_msg("node %zu never took %s %u of %s: %s", i % NODES, tp_events.items[letter->event->kind].code,
                     letter->event->sequence, letter->event->by, tp_refusal_code(deliver(exchange, i % NODES, letter)));
        }
    for (size_t node = 1; node < NODES && !exchange->terminated; node++)
        assert_same(exchange->histories[0], exchange->histories[node], exchange->now_s + 2 * SKEW_S);
    for (size_t node = 0; node < NODES && exchange->terminated; node++)
        assert_null(tp_history_in_force(exchange->histories[node], exchange->now_s + 2 * SKEW_S));
}

/* The same events with the same times of receipt, offered in another order: what cannot be taken yet is offered again.
 */
static void check_other_order(struct exchange *exchange, const struct tp_history *history)
{
    size_t count = tp_history_count(history), taken = 0;
    bool *done = calloc(count + 1, sizeof *done);
    struct tp_history *copy;

    assert_non_null(done);
    assert_int_equal(tp_history_new(&copy, NULL), TP_OK);
    for (size_t i = 0; i < 400 * count && taken < count; i++) {
        size_t place = tp_rng_below(&exchange->rng, (uint32_t)count);
        int64_t received_s;
        const struct tp_event *event = tp_history_event(history, place, &received_s);
        enum tp_refusal refusal;

        if (!done[place] && tp_history_offer(copy, event, received_s, &refusal, NULL) == TP_OK) {
            done[place] = true;
            taken++;
        }
    }
    free(done);
    assert_true(taken == count || exchange->terminated);
    for (size_t i = 0; i < 20 && taken == count && count > 0; i++) {
        int64_t clock_s;

        (void)tp_history_event(history, tp_rng_below(&exchange->rng, (uint32_t)count), &clock_s);
        assert_same(history, copy, clock_s + (int64_t)(i % 3) - 1);
    }
    tp_history_free(&copy);
}

/* ---- the whole -------------------------------------------------------------------------------------------------- */

static void run_exchange(void)
{
    struct exchange *exchange = calloc(1, sizeof *exchange);

    assert_non_null(exchange);
    exchange->rng = tp_rng_seed(seed, 1);
    exchange->now_s = SAMPLE_FROM_S;
    for (size_t node = 0; node < NODES; node++) {
        exchange->skews_s[node] = (int64_t)tp_rng_below(&exchange->rng, 2 * SKEW_S) - SKEW_S;
        assert_int_equal(tp_history_new(&exchange->histories[node], NULL), TP_OK);
    }
    for (int round = 0; round < ROUNDS; round++) {
        exchange->now_s += tp_rng_below(&exchange->rng, SAMPLE_DAY_S / 2);
        for (int i = 0; i < TRIES; i++)
            act(exchange);
        (void)post(exchange, 6);
    }
    for (int days = 0; days < 30; days++) { /* a notice that comes late opens its comment period late */
        exchange->now_s += SAMPLE_DAY_S;
        while (post(exchange, 1) > 0)
            continue;
    }
    assert_agreement(exchange);
    check_other_order(exchange, exchange->histories[NODES - 1]);
    letters_written += exchange->count;
    versions_seen += tp_history_version_count(exchange->histories[0]);
    ended += exchange->terminated;
    for (size_t i = 0; i < exchange->count; i++)
        tp_event_free(&exchange->letters[i].event);
    for (size_t node = 0; node < NODES; node++)
        tp_history_free(&exchange->histories[node]);
    free(exchange);
}

static uint64_t number_from(const char *name, uint64_t otherwise)
{
    const char *text = getenv(name);

    return text ? strtoull(text, NULL, 10) : otherwise;
}

static void test_exchange(void **state)
{
    uint64_t first = number_from("TP_SEED", 36027), count = EXCHANGES * number_from("TP_SOAK", 1);
    (void)state;

    for (seed = first; seed < first + count; seed++)
        run_exchange();
    print_message("# %zu events, %zu versions, %zu exchanges ended by a party, %zu comparisons in force\n",
                  letters_written, versions_seen, ended, in_force_seen);
    assert_true(versions_seen > count && in_force_seen > 0);
}

static int tell_seed(void **state)
{
    (void)state;
    print_message("# TP_SEED=%llu was the last\n", (unsigned long long)seed);
    return 0;
}

static const struct CMUnitTest tests[] = {cmocka_unit_test_teardown(test_exchange, tell_seed)};

TP_TEST_MAIN(tests)
