/* SPDX-License-Identifier: Apache-2.0 */
/* Two nodes as processes of their own, by HTTP alone: an agreement comes into force between them, people are booked,
 * examined and searched for, and each node is killed again and again in the middle of it. */
#include "test.h"

#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../folder.h"
#include "play/play.h"
#include "statistics/statistics.h"
#include "synth/synth.h"

enum { BUREAU, REPOSITORY, NODES, FINGERS = 2, ROUNDS_MAX = 400, DAY = 86400 };
enum { BOOKINGS = 600, BOOKINGS_MAX = 100000, TOGETHER = 10, KNOWN_EVERY = 40 };

static const char *const ids[NODES] = {"ny-dcjs", "dhs-ident"};
static struct test_folder scratch;
static struct tp_play_node nodes[NODES];
static int64_t now_s = INT64_C(1306886400);
static char agreement[TP_HASH_TEXT_BYTES];
static struct {
    char id[TP_EXCHANGE_ID_BYTES];
    bool is_complete;
} bookings[BOOKINGS_MAX];
static unsigned booking_count, complete_count, kills;

/* ---- asking ------------------------------------------------------------------------------------------------------ */

/* As whom, and with what status it must end; 0: any. */
struct at {
    int node;
    enum tp_play_account account;
    int status;
};
#define AT(node, account, status) ((struct at){node, account, status})

/* Free with tp_play_reply_deinit. */
static struct tp_play_reply ask(struct at at, const char *method, const char *body, const char *path, ...)
    TP_PRINTF(4, 5);
static struct tp_play_reply ask(struct at at, const char *method, const char *body, const char *path, ...)
{
    char text[512];
    struct tp_play_question question = {
        .account = at.account, .method = method, .path = text, .body = body, .body_bytes = body ? strlen(body) : 0};
    struct tp_play_reply reply;
    struct tp_diag diag;
    va_list arguments;

    va_start(arguments, path);
    vsnprintf(text, sizeof text, path, arguments);
    va_end(arguments);
    tp_diag_init(&diag);
    if (tp_play_ask(&nodes[at.node], &question, &reply, &diag) != TP_OK)
        fail_msg("%s %s %s: %s: %s", ids[at.node], method, text, diag.field, diag.text);
    if (at.status != 0 && reply.status != at.status)
        fail_msg("%s %s %s: %d: %.*s", ids[at.node], method, text, reply.status, (int)reply.body.size_bytes,
                 (const char *)reply.body.data);
    return reply;
}

static void done(struct tp_play_reply reply)
{
    tp_play_reply_deinit(&reply);
}

/* ---- nodes ------------------------------------------------------------------------------------------------------- */

static void seed_of(const char *name, uint8_t seed[TP_SEED_BYTES])
{
    memset(seed, 0, TP_SEED_BYTES);
    memcpy(seed, name, strlen(name));
}

static const char *key_of(const char *name)
{
    static char texts[6][64];
    static unsigned next;
    char *out = texts[next++ % 6];
    uint8_t seed[TP_SEED_BYTES];
    struct tp_signer *signer;
    struct tp_buffer text;

    seed_of(name, seed);
    assert_int_equal(tp_signer_from_seed(seed, &signer, NULL), TP_OK);
    tp_buffer_init(&text);
    tp_base64_encode(tp_signer_public(signer)->bytes, TP_KEY_BYTES, &text);
    snprintf(out, sizeof texts[0], "%.*s", (int)text.size_bytes, (const char *)text.data);
    tp_buffer_deinit(&text);
    tp_signer_free(&signer);
    return out;
}

static void start(int node)
{
    struct tp_diag diag;

    tp_diag_init(&diag);
    if (tp_play_node_start(&nodes[node], now_s, &diag) != TP_OK)
        fail_msg("%s: %s: %s", ids[node], diag.field, diag.text);
}

static void make(int number)
{
    struct tp_play_node *node = &nodes[number];
    uint8_t seed[TP_SEED_BYTES];
    char url[96], key[64];
    struct tp_config_partner partner = {
        .id = (char *)(uintptr_t)ids[1 - number], .name = (char *)(uintptr_t)ids[1 - number], .key = key, .url = url};
    struct tp_organisation_init init = {.id = ids[number],
                                        .name = ids[number],
                                        .jurisdiction = number == BUREAU ? "US-NY" : "US",
                                        .seed = seed,
                                        .partners = &partner,
                                        .partner_count = 1};
    struct tp_diag diag;

    seed_of(ids[number], seed);
    snprintf(key, sizeof key, "%s", key_of(ids[1 - number]));
    snprintf(url, sizeof url, "http://127.0.0.1:%u", nodes[1 - number].port);
    snprintf(node->folder, sizeof node->folder, "%s", folder_path(&scratch, ids[number]));
    tp_diag_init(&diag);
    if (tp_play_node_make(node, &init, &diag) != TP_OK)
        fail_msg("%s: %s: %s", ids[number], diag.field, diag.text);
}

static int set_up(void **state)
{
    (void)state;
    folder_make(&scratch);
    for (int i = 0; i < NODES; i++) {
        nodes[i].program = getenv("TP_PROGRAM");
        assert_int_equal(tp_play_free_port(&nodes[i].port, NULL), TP_OK);
    }
    for (int i = 0; i < NODES; i++)
        make(i);
    for (int i = 0; i < NODES; i++)
        start(i);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    for (int i = 0; i < NODES; i++)
        tp_play_node_deinit(&nodes[i]);
    folder_remove(&scratch);
    return 0;
}

static void set_clocks(int64_t seconds)
{
    char body[64], time[TP_TIME_TEXT_BYTES];

    now_s += seconds;
    tp_time_format(now_s, time);
    snprintf(body, sizeof body, "{\"now\":\"%s\"}", time);
    for (int i = 0; i < NODES; i++)
        done(ask(AT(i, TP_PLAY_ADMINISTRATOR, 200), "PUT", body, "/v1/clock"));
}

/* The clocks go on, and there is a moment for what is due then. */
static void go_on(int64_t seconds)
{
    set_clocks(seconds);
    usleep(100 * 1000);
}

/* ---- the agreement ----------------------------------------------------------------------------------------------- */

static void propose(void)
{
    static char body[4096];
    struct tp_play_reply reply;

    snprintf(
        body, sizeof body,
        "{\"document\":{\"form\":\"tenprint-agreement/1\",\"version\":1,\"title\":\"Two nodes\",\"parties\":["
        "{\"id\":\"ny-dcjs\",\"name\":\"New York\",\"jurisdiction\":\"US-NY\",\"key\":\"%s\",\"roles\":[\"sender\"]},"
        "{\"id\":\"dhs-ident\",\"name\":\"Repository\",\"jurisdiction\":\"US\",\"key\":\"%s\",\"roles\":"
        "[\"repository\"]}],\"sources\":[{\"jurisdiction\":\"US-NY\",\"key\":\"%s\"}],"
        "\"purposes\":[\"criminal-identification\"],\"repository\":{\"party\":\"dhs-ident\",\"name\":\"Prints\"},"
        "\"sent\":[\"templates\"],\"thresholds\":{\"search\":{\"offence\":\"none\",\"conviction\":\"none\"},"
        "\"release\":{\"offence\":\"none\",\"conviction\":\"none\"}},\"exclusions\":[],"
        "\"reviews\":{\"examiners\":2,\"circumstances\":[\"elderly\"]},\"release\":{\"fields\":[\"match\",\"name\"],"
        "\"recipients\":[{\"id\":\"nobody\",\"name\":\"Nobody\",\"enforcement\":false}],\"retention_days\":30,"
        "\"onward\":[]},\"notice\":{\"days\":1,\"by\":[\"dhs-ident\"]},"
        "\"witness\":{\"required\":false,\"max_age_minutes\":0},"
        "\"validity\":{\"from\":\"2011-01-11T00:00:00Z\",\"until\":\"2014-01-01T00:00:00Z\"}}}",
        key_of(ids[BUREAU]), key_of(ids[REPOSITORY]), key_of(ids[BUREAU]));
    reply = ask(AT(BUREAU, TP_PLAY_OFFICER, 201), "POST", body, "/v1/agreements");
    snprintf(agreement, sizeof agreement, "%s", tp_play_text(&reply, "agreement"));
    done(reply);
}

static void step(int node, const char *body)
{
    done(ask(AT(node, TP_PLAY_OFFICER, 201), "POST", body, "/v1/agreements/%s/steps", agreement));
}

/* Until NODE says that the agreement is LIFE. */
static void wait_for_life(int node, const char *life)
{
    bool reached = false;

    for (int round = 0; !reached; round++) {
        struct tp_play_reply reply = ask(AT(node, TP_PLAY_PUBLIC, 0), "GET", NULL, "/v1/agreements/%s", agreement);
        const char *text = NULL;

        if (reply.status == 200)
            text = tp_json_to_text(
                tp_json_member(tp_json_element(tp_json_member(tp_json_root(reply.json), "versions"), 0), "life"));
        reached = text && strcmp(text, life) == 0;
        done(reply);
        if (round > ROUNDS_MAX)
            fail_msg("%s: the agreement is not %s", ids[node], life);
        if (!reached)
            go_on(30);
    }
}

static void bring_into_force(void)
{
    propose();
    wait_for_life(REPOSITORY, "proposed");
    step(REPOSITORY, "{\"step\":\"notice\"}");
    wait_for_life(BUREAU, "noticed");
    go_on(DAY + 600);
    step(REPOSITORY, "{\"step\":\"sign\"}");
    step(BUREAU, "{\"step\":\"sign\"}");
    wait_for_life(BUREAU, "signed");
    step(BUREAU, "{\"step\":\"activate\"}");
    step(BUREAU, "{\"step\":\"join\",\"as\":\"US-NY\"}"); /* its key is the bureau's here */
    wait_for_life(REPOSITORY, "active");
}

/* ---- bookings ---------------------------------------------------------------------------------------------------- */

static void book(int node, unsigned person, unsigned impression, char id[TP_EXCHANGE_ID_BYTES])
{
    struct tp_play_reply reply;
    struct tp_buffer body;

    tp_buffer_init(&body);
    tp_write_text(&body,
                  "{\"jurisdiction\":\"%s\",\"offence\":\"level-2\",\"conviction\":\"level-1\",\"categories\":[],"
                  "\"person\":{\"name\":\"PERSON %u\"},\"prints\":[",
                  node == BUREAU ? "US-NY" : "US", person);
    for (unsigned finger = 1; finger <= FINGERS; finger++) {
        struct tp_template print = {0};
        uint8_t *data;
        size_t size_bytes;

        assert_int_equal(tp_synth_template(5, person, finger, impression, &print, NULL), TP_OK);
        assert_int_equal(tp_template_encode(&print, TP_FORMAT_NATIVE, &data, &size_bytes, NULL), TP_OK);
        tp_write_text(&body, "%s{\"position\":%u,\"template\":\"", finger > 1 ? "," : "", finger);
        tp_base64_encode(data, size_bytes, &body);
        tp_write_text(&body, "\"}");
        free(data);
        tp_template_deinit(&print);
    }
    tp_write_text(&body, "]}");
    tp_write_u8(&body, '\0');
    reply = ask(AT(node, TP_PLAY_CLERK, 201), "POST", (const char *)body.data, "/v1/bookings");
    if (id)
        snprintf(id, TP_EXCHANGE_ID_BYTES, "%s", tp_play_text(&reply, "booking"));
    done(reply);
    tp_buffer_deinit(&body);
}

static bool is_complete(int node, const char *id)
{
    struct tp_play_reply reply = ask(AT(node, TP_PLAY_CLERK, 200), "GET", NULL, "/v1/bookings/%s", id);
    const bool complete = strcmp(tp_play_text(&reply, "state"), "complete") == 0;

    done(reply);
    return complete;
}

/* ---- examiners: whom the search found among so few people, it is ------------------------------------------------- */

static void conclude(int node, enum tp_play_account account, const char *task, const struct tp_json_value *candidates)
{
    for (size_t i = 0; i < tp_json_count(candidates); i++) {
        const char *id = tp_json_to_text(tp_json_member(tp_json_element(candidates, i), "candidate"));

        done(ask(AT(node, account, 0), "POST",
                 "{\"conclusion\":\"identification\",\"reason\":\"Many ridge details agree and none contradict.\"}",
                 "/v1/tasks/%s/candidates/%s/conclusion", task, id));
    }
}

static void examine(int node, enum tp_play_account account)
{
    struct tp_play_reply claimed = ask(AT(node, account, 0), "POST", NULL, "/v1/tasks"), analysed;
    char task[TP_EXCHANGE_ID_BYTES];

    snprintf(task, sizeof task, "%s", claimed.status == 201 ? tp_play_text(&claimed, "task") : "");
    done(claimed);
    if (!task[0])
        return;
    analysed =
        ask(AT(node, account, 0), "POST", "{\"value\":true,\"prints\":[0],\"text\":\"Clear ridges, many details.\"}",
            "/v1/tasks/%s/analysis", task);
    if (analysed.status == 200)
        conclude(node, account, task, tp_json_member(tp_json_root(analysed.json), "candidates"));
    done(analysed);
}

static void work(void)
{
    for (int node = 0; node < NODES; node++) {
        examine(node, TP_PLAY_EXAMINER_1);
        examine(node, TP_PLAY_EXAMINER_2);
        examine(node, TP_PLAY_SENIOR);
    }
    go_on(120);
}

/* ---- the test ---------------------------------------------------------------------------------------------------- */

static void find_complete(void)
{
    for (unsigned i = 0; i < booking_count; i++)
        if (!bookings[i].is_complete && is_complete(BUREAU, bookings[i].id)) {
            bookings[i].is_complete = true;
            complete_count++;
        }
}

/* In the middle of what became due just now. */
static void kill_one(struct tp_rng *rng)
{
    const int node = (int)tp_rng_below(rng, NODES);

    set_clocks(120);
    usleep(tp_rng_below(rng, 20) * 1000);
    (void)tp_play_process_end(&nodes[node].process, SIGKILL);
    start(node);
    kills++;
}

static void check_ledgers(void)
{
    struct tp_reader *readers[NODES];
    struct tp_pairing pairing;
    char ledger[600], names[NODES][17];

    for (int i = 0; i < NODES; i++) {
        uint8_t digest[TP_SHA256_BYTES], seed[TP_SEED_BYTES];
        struct tp_verifier verifier;
        struct tp_signer *signer;
        char origin[64];
        uint64_t size;

        seed_of(ids[i], seed);
        assert_int_equal(tp_signer_from_seed(seed, &signer, NULL), TP_OK);
        snprintf(origin, sizeof origin, "%s/ledger/rehearsal", ids[i]);
        assert_int_equal(tp_verifier_make(origin, TP_KEY_NOTE, tp_signer_public(signer), &verifier, NULL), TP_OK);
        assert_int_equal(tp_sha256(tp_signer_public(signer)->bytes, TP_KEY_BYTES, digest, NULL), TP_OK);
        tp_hex_encode(digest, 8, names[i]);
        tp_signer_free(&signer);
        snprintf(ledger, sizeof ledger, "%s/ledger", nodes[i].folder);
        assert_int_equal(tp_ledger_verify(ledger, &verifier, NULL, &size, NULL), TP_OK);
        assert_int_equal(tp_reader_open(ledger, &verifier, &readers[i], NULL), TP_OK);
    }
    assert_int_equal(tp_pair(readers[0], names[0], readers[1], names[1], &pairing, NULL), TP_OK);
    assert_int_equal(pairing.count, 0);
    assert_true(pairing.pairs >= 2 * booking_count); /* a search and an answer each */
    tp_pairing_deinit(&pairing);
    for (int i = 0; i < NODES; i++)
        tp_reader_close(&readers[i]);
}

/* ---- the person -------------------------------------------------------------------------------------------------- */

static size_t count_of(const struct tp_play_reply *reply, const char *list)
{
    return reply->json ? tp_json_count(tp_json_member(tp_json_root(reply->json), list)) : 0;
}

/* With the receipt's code alone: what was searched, and that something is wrong. */
static void ask_with_the_receipt(const char *booking)
{
    struct tp_play_reply reply =
        ask(AT(BUREAU, TP_PLAY_CLERK, 200), "POST", NULL, "/v1/bookings/%s/receipt?format=json", booking);
    char body[256], challenge[TP_EXCHANGE_ID_BYTES];

    snprintf(body, sizeof body, "{\"code\":\"%s\"}", tp_play_text(&reply, "code"));
    done(reply);
    reply = ask(AT(BUREAU, TP_PLAY_PUBLIC, 200), "POST", body, "/v1/receipts/look");
    assert_string_equal(tp_play_text(&reply, "booking"), booking);
    assert_int_equal(count_of(&reply, "searches"), 1);
    assert_true(count_of(&reply, "disclosures") >= 2);
    done(reply);
    snprintf(body + strlen(body) - 1, sizeof body - strlen(body), ",\"text\":\"This was not me.\"}");
    reply = ask(AT(BUREAU, TP_PLAY_PUBLIC, 201), "POST", body, "/v1/receipts/challenge");
    snprintf(challenge, sizeof challenge, "%s", tp_play_text(&reply, "challenge"));
    done(reply);
    done(ask(AT(BUREAU, TP_PLAY_RELEASER, 200), "GET", NULL, "/v1/challenges/%s", challenge));
    reply = ask(AT(BUREAU, TP_PLAY_RELEASER, 0), "POST",
                "{\"outcome\":\"dismissed\",\"reason\":\"The prints were taken again and agree.\"}",
                "/v1/challenges/%s/decision", challenge);
    assert_true(reply.status >= 200 && reply.status < 300);
    done(reply);
}

/* Here and at the partner, which confirms it. */
static void expunge(const char *booking)
{
    bool finished = false;
    char body[128];
    struct tp_play_reply reply;

    snprintf(body, sizeof body, "{\"owner\":\"booking/%s\",\"reason\":\"expungement\",\"order\":\"2011-7\"}", booking);
    reply = ask(AT(BUREAU, TP_PLAY_RELEASER, 0), "POST", body, "/v1/erasures");
    assert_true(reply.status >= 200 && reply.status < 300);
    done(reply);
    for (int round = 0; !finished; round++) {
        if (round > ROUNDS_MAX)
            fail_msg("the erasure does not end");
        go_on(60);
        reply = ask(AT(BUREAU, TP_PLAY_RELEASER, 200), "GET", NULL, "/v1/erasures/booking/%s", booking);
        finished = strcmp(tp_play_text(&reply, "state"), "done") == 0;
        if (finished)
            assert_int_equal(count_of(&reply, "notices"), 1);
        done(reply);
    }
}

/* How many are booked: as the environment has it. */
static unsigned find_wanted(void)
{
    const char *text = getenv("TP_NODE_BOOKINGS");
    const unsigned long wanted = text ? strtoul(text, NULL, 10) : BOOKINGS;

    return (unsigned)TP_MIN(TP_MAX(wanted, 2), (unsigned long)BOOKINGS_MAX);
}

static void two_nodes_that_are_killed_all_the_time_lose_nothing(void **state)
{
    const unsigned wanted = find_wanted();
    struct tp_rng rng = tp_rng_seed(2011, 0);

    (void)state;
    bring_into_force();
    for (unsigned person = 0; person < wanted; person += KNOWN_EVERY)
        book(REPOSITORY, person, 1, NULL);
    go_on(60);
    for (unsigned rounds_after = 0; complete_count < wanted; rounds_after += booking_count == wanted) {
        if (rounds_after > ROUNDS_MAX)
            fail_msg("%u of %u bookings have ended", complete_count, wanted);
        for (unsigned i = 0; i < TOGETHER && booking_count < wanted; i++, booking_count++)
            book(BUREAU, booking_count, 2, bookings[booking_count].id);
        if (rounds_after == 0)
            kill_one(&rng);
        work();
        if (booking_count == wanted)
            find_complete();
    }
    ask_with_the_receipt(bookings[0].id);
    expunge(bookings[1].id);
    for (int i = 0; i < NODES; i++)
        assert_int_equal(tp_play_process_end(&nodes[i].process, SIGTERM), 0);
    check_ledgers();
    print_message("# %u bookings ended, %u kills\n", booking_count, kills);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(two_nodes_that_are_killed_all_the_time_lose_nothing, set_up, tear_down),
};
TP_TEST_MAIN(tests)
