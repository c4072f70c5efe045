/* SPDX-License-Identifier: Apache-2.0 */
/* What comes in: every check by itself, and thousands of forgeries of recorded messages. All of them are 4xx, and
 * nothing changes. */
#define TP_TEST_PLAYED
#include "nodes.h"

/* A message to be signed and sent by hand. */
struct letter {
    const char *signer, *key_id, *authority, *path, *method;
    struct tp_signing signing;
    const char *certificate, *public_key; /* of the connection; NULL: none */
    char body[1024];
};

static void letter_init(struct two *two, struct letter *letter)
{
    int64_t now_s = tp_exchange_now(two->repository->fixture.exchange);
    char time[TP_TIME_TEXT_BYTES], expires[TP_TIME_TEXT_BYTES], id[TP_EXCHANGE_ID_BYTES];

    *letter = (struct letter){.signer = "ny-dcjs",
                              .key_id = "ny-dcjs",
                              .authority = "dhs-ident.example",
                              .path = "/v1/messages",
                              .method = "POST"};
    letter->signing.created_s = now_s;
    letter->signing.expires_s = now_s + TP_SIGNATURE_LIFE_S;
    assert_int_equal(tp_exchange_new_id(letter->signing.nonce, NULL), TP_OK);
    assert_int_equal(tp_exchange_new_id(id, NULL), TP_OK);
    tp_time_format(now_s, time);
    tp_time_format(now_s + 3600, expires);
    snprintf(letter->body, sizeof letter->body,
             "{\"expires\":\"%s\",\"form\":\"tenprint-message/1\",\"from\":\"ny-dcjs\",\"id\":\"%s\",\"kind\":"
             "\"check\",\"payload\":{},\"time\":\"%s\",\"to\":\"dhs-ident\"}",
             expires, id, time);
}

/* The status of the reply. */
static int post(struct two *two, struct letter *letter)
{
    struct tp_wire_request request = {.method = letter->method,
                                      .authority = letter->authority,
                                      .path = letter->path,
                                      .body = letter->body,
                                      .body_bytes = strlen(letter->body),
                                      .certificate = letter->certificate,
                                      .public_key = letter->public_key};
    struct tp_wire_reply reply = {0};
    struct tp_signed_headers headers;

    snprintf(letter->signing.key, sizeof letter->signing.key, "%s", letter->key_id);
    assert_int_equal(
        tp_signature_sign_request(&request, &letter->signing, sample_signer(letter->signer), &headers, NULL), TP_OK);
    tp_signature_put(&headers, &request);
    (void)node_receive(two->repository, &request, &reply, NULL);
    tp_buffer_deinit(&reply.body);
    return reply.status;
}

static void a_good_one(void **state)
{
    struct two *two = two_make(NULL);
    struct letter letter;

    (void)state;
    letter_init(two, &letter);
    assert_int_equal(post(two, &letter), 202);
    assert_int_equal(post(two, &letter), 409); /* replayed: the nonce was used */
    assert_int_equal(tp_exchange_new_id(letter.signing.nonce, NULL), TP_OK);
    assert_int_equal(post(two, &letter), 202); /* the same message signed again: the same answer */
    assert_int_equal(node_find(two->repository, "message", NULL).count, 1);
    assert_int_equal(tp_exchange_new_id(letter.signing.nonce, NULL), TP_OK);
    sample_replace(letter.body, sizeof letter.body, "\"payload\":{}", "\"payload\":{ }");
    assert_int_equal(post(two, &letter), 409); /* another body under the same id */
    assert_int_equal(node_find(two->repository, "nonce", NULL).count, 2);
    net_pass(&two->net, 2 * TP_PARTNER_HOUR_S);
    assert_int_equal(node_find(two->repository, "nonce", NULL).count, 0);
    two_remove(two);
}

static tp_status admitted(struct two *two, struct letter *letter)
{
    struct tp_wire_request request = {.method = letter->method,
                                      .authority = letter->authority,
                                      .path = letter->path,
                                      .body = letter->body,
                                      .body_bytes = strlen(letter->body)};
    struct tp_signed_headers headers;

    snprintf(letter->signing.key, sizeof letter->signing.key, "%s", letter->key_id);
    assert_int_equal(
        tp_signature_sign_request(&request, &letter->signing, sample_signer(letter->signer), &headers, NULL), TP_OK);
    tp_signature_put(&headers, &request);
    request.body = NULL;
    request.body_bytes = 0;
    return tp_partner_admit(two->repository->fixture.exchange, &request, NULL);
}

/* Before a byte of its body is there. */
static void a_head_is_judged_alone(void **state)
{
    struct two *two = two_make(NULL);
    const struct tp_wire_request unsigned_one = {
        .method = "POST", .authority = "dhs-ident.example", .path = "/v1/messages"};
    struct letter letter;

    (void)state;
    letter_init(two, &letter);
    assert_int_equal(admitted(two, &letter), TP_OK);
    assert_int_equal(post(two, &letter), 202); /* its nonce is not used up */
    letter.signer = "dhs-ident";
    assert_int_equal(admitted(two, &letter), TP_E_DENIED);
    letter_init(two, &letter);
    letter.key_id = "us-fbi";
    assert_int_equal(admitted(two, &letter), TP_E_DENIED);
    letter_init(two, &letter);
    letter.signing.expires_s -= 1200;
    letter.signing.created_s -= 1200;
    assert_int_equal(admitted(two, &letter), TP_E_DENIED);
    assert_int_equal(tp_partner_admit(two->repository->fixture.exchange, &unsigned_one, NULL), TP_E_FORMAT);
    two_remove(two);
}

static void refused(const char *old, const char *changed, int expected)
{
    struct two *two = two_make(NULL);
    struct letter letter;

    letter_init(two, &letter);
    sample_replace(letter.body, sizeof letter.body, old, changed);
    assert_int_equal(post(two, &letter), expected);
    assert_int_equal(node_find(two->repository, "message", NULL).count, 0);
    assert_int_equal(node_find(two->repository, "nonce", NULL).count, 0);
    two_remove(two);
}

static void what_it_says_is_checked(void **state)
{
    (void)state;
    refused("\"to\":\"dhs-ident\"", "\"to\":\"us-fbi\"", 403);
    refused("\"from\":\"ny-dcjs\"", "\"from\":\"us-fbi\"", 403);
    refused("\"kind\":\"check\"", "\"kind\":\"cheque\"", 400);
    refused("\"payload\":{}", "\"payload\":{\"x\":1}", 400);
    refused("tenprint-message/1", "tenprint-message/9", 400);
    refused("\"kind\":\"check\"", "\"in_reply_to\":\"0123456789abcdef0123456789abcdef\",\"kind\":\"acknowledgement\"",
            403);
    refused("\"expires\":\"2011", "\"expires\":\"2012", 403);
    refused("\"time\":\"2011", "\"time\":\"2010", 403);
}

static void who_and_when_is_checked(void **state)
{
    struct two *two = two_make(NULL);
    struct letter letter;

    (void)state;
    letter_init(two, &letter);
    letter.signer = "dhs-ident"; /* another's key */
    assert_int_equal(post(two, &letter), 403);
    letter_init(two, &letter);
    letter.key_id = "us-fbi"; /* nobody knows it */
    assert_int_equal(post(two, &letter), 403);
    letter_init(two, &letter);
    letter.signing.created_s -= 1200;
    letter.signing.expires_s -= 1200;
    assert_int_equal(post(two, &letter), 403);
    letter_init(two, &letter);
    letter.signing.created_s += 1200;
    letter.signing.expires_s += 1200;
    assert_int_equal(post(two, &letter), 403);
    letter_init(two, &letter);
    net_set_now(&two->net, tp_exchange_now(two->repository->fixture.exchange) + 7200);
    letter.signing.created_s += 7200;
    letter.signing.expires_s += 7200;
    assert_int_equal(post(two, &letter), 403); /* the message itself has expired */
    assert_int_equal(node_find(two->repository, "message", NULL).count, 0);
    two_remove(two);
}

static void demand_certificate(struct two *two, const char *certificate)
{
    const struct tp_config *config = tp_exchange_config(two->repository->fixture.exchange);

    for (unsigned i = 0; i < config->partner_count; i++) {
        free(config->partners[i].certificate);
        config->partners[i].certificate = strdup(certificate);
    }
}

static void a_partner_s_certificate_is_asked_for_where_it_is_known(void **state)
{
    static const char hash[] = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
    static const char key[] = "ffeeddccbbaa99887766554433221100ffeeddccbbaa99887766554433221100";
    static const struct {
        const char *certificate, *public_key;
        int by_key, by_hash;
    } cases[] = {{NULL, NULL, 403, 403},  {"", "", 403, 403},    {hash, hash + 1, 403, 202},
                 {"0011", key, 202, 403}, {hash, key, 202, 202}, {hash + 1, "", 403, 403}};
    struct two *two = two_make(NULL);
    struct letter letter;

    (void)state;
    for (size_t i = 0; i < 2 * TP_ARRAY_LENGTH(cases); i++) {
        demand_certificate(two, i % 2 ? hash : key);
        letter_init(two, &letter);
        letter.certificate = cases[i / 2].certificate;
        letter.public_key = cases[i / 2].public_key;
        assert_int_equal(post(two, &letter), i % 2 ? cases[i / 2].by_hash : cases[i / 2].by_key);
    }
    assert_int_equal(node_find(two->repository, "message", NULL).count, 4);
    two_remove(two);
}

/* Three nodes; the last receives. */
static struct two *three_make(void)
{
    static const char *const ids[] = {"ny-dcjs", "US-NY", "us-fbi", "US", "dhs-ident", "US", NULL};
    struct two *two = calloc(1, sizeof *two);

    assert_non_null(two);
    net_make(&two->net, ids);
    two->sender = &two->net.nodes[0];
    two->repository = &two->net.nodes[2];
    return two;
}

static int post_from(struct two *two, const char *from, const char *id)
{
    struct letter letter;
    char own[TP_EXCHANGE_ID_BYTES];

    letter_init(two, &letter);
    snprintf(own, sizeof own, "%s", strstr(letter.body, "\"id\":\"") + 6);
    sample_replace(letter.body, sizeof letter.body, own, id);
    if (strcmp(from, "ny-dcjs") != 0)
        sample_replace(letter.body, sizeof letter.body, "\"from\":\"ny-dcjs\"", "\"from\":\"us-fbi\"");
    letter.signer = letter.key_id = from;
    return post(two, &letter);
}

static void an_id_is_its_sender_s(void **state)
{
    static const char id[] = "0123456789abcdef0123456789abcdef";
    const struct node_call asked = {.duties = TP_DUTY_BIT(AUDITOR), .value = id};
    struct two *two = three_make();
    char record[TP_EXCHANGE_ID_BYTES], name[64];
    struct tp_buffer reply;

    (void)state;
    assert_int_equal(post_from(two, "ny-dcjs", id), 202);
    assert_int_equal(post_from(two, "us-fbi", id), 202);
    assert_int_equal(node_find(two->repository, "message", NULL).count, 2);
    assert_int_equal(tp_partner_record_id("us-fbi", id, record, NULL), TP_OK);
    snprintf(name, sizeof name, "%s in", record);
    assert_string_equal(node_text(two->repository, "message", name, "partner"), "us-fbi");
    assert_string_equal(node_text(two->repository, "message", name, "message"), id);
    assert_int_equal(node_ask(two->repository, "getMessage", &asked, &reply), TP_OK);
    tp_buffer_deinit(&reply);
    assert_int_equal(
        node_ask(two->repository, "getMessage", &(struct node_call){.duties = asked.duties, .value = record}, &reply),
        TP_OK);
    assert_non_null(strstr((const char *)reply.data, "us-fbi"));
    tp_buffer_deinit(&reply);
    two_remove(two);
}

/* A store of before: the record is named by the message's id alone. */
static void old_records_are_found(void **state)
{
    static const char id[] = "0123456789abcdef0123456789abcdef";
    struct tp_entry entry = {.name = "0123456789abcdef0123456789abcdef in", .state = "taken", .due_s = TP_STORE_NEVER};
    struct two *two = three_make();
    struct tp_json *json;

    (void)state;
    assert_int_equal(tp_json_new(&json, NULL), TP_OK);
    tp_json_text(json, "partner", "ny-dcjs");
    fixture_begin(&two->repository->fixture);
    assert_int_equal(tp_entry_add(two->repository->fixture.exchange, "message", &entry, json, NULL), TP_OK);
    fixture_end(&two->repository->fixture);
    tp_json_free(&json);
    assert_int_equal(post_from(two, "ny-dcjs", id), 409); /* it has been taken, and said something else */
    assert_int_equal(post_from(two, "us-fbi", id), 202);
    assert_int_equal(node_find(two->repository, "message", NULL).count, 2);
    two_remove(two);
}

/* ---- forgeries ----------------------------------------------------------------------------------------------------
 */

static void alter(struct tp_rng *rng, char *text, size_t length)
{
    uint32_t at = tp_rng_below(rng, (uint32_t)length);

    switch (tp_rng_below(rng, 3)) {
    case 0:
        text[at] ^= (char)(1 << tp_rng_below(rng, 7));
        break;
    case 1:
        text[at] = "0123456789abcdefghijklmnopqrstuvwxyz\"{}:;=,"[tp_rng_below(rng, 43)];
        break;
    default:
        text[at] = text[tp_rng_below(rng, (uint32_t)length)];
        break;
    }
}

/* One forgery of a recorded message: something in it is changed. False when nothing was. */
static bool forge(struct net *net, struct tp_rng *rng)
{
    const struct recorded *recorded = &net->recorded[tp_rng_below(rng, (uint32_t)net->recorded_count)];
    struct node *to = node_at(net, recorded->to);
    struct tp_signed_headers headers = recorded->headers;
    char *body = strdup(recorded->body), authority[80];
    struct tp_wire_request request = {.method = "POST", .authority = authority, .path = "/v1/messages", .body = body};
    struct tp_wire_reply reply = {0};
    bool changed;

    snprintf(authority, sizeof authority, "%s.example", recorded->to);
    switch (tp_rng_below(rng, 5)) {
    case 0:
        alter(rng, headers.digest, strlen(headers.digest));
        break;
    case 1:
        alter(rng, headers.input, strlen(headers.input));
        break;
    case 2:
        alter(rng, headers.signature, strlen(headers.signature));
        break;
    case 3:
        to = &net->nodes[to == &net->nodes[0]]; /* to somebody else */
        break;
    default:
        alter(rng, body, strlen(body));
        break;
    }
    request.body_bytes = strlen(body);
    tp_signature_put(&headers, &request);
    changed = strcmp(body, recorded->body) != 0 || memcmp(&headers, &recorded->headers, sizeof headers) != 0 ||
              strcmp(to->id, recorded->to) != 0;
    (void)node_receive(to, &request, &reply, NULL);
    if (reply.status < 400 || reply.status > 499)
        fail_msg("a forgery was answered with %d: %s", reply.status, body);
    tp_buffer_deinit(&reply.body);
    free(body);
    return changed;
}

/* Recorded messages as they were are replays, and altered ones no messages at all: the ledgers and the records of both
 * nodes stay as they are. */
static void forgeries(void **state)
{
    const char *text = getenv("TP_FORGERIES");
    unsigned long count = text ? strtoul(text, NULL, 10) : 3000, changed = 0;
    struct two *two = two_make(NULL);
    struct tp_rng rng = tp_rng_seed(9421, 1);
    uint64_t sizes[2], records[2];
    const struct tp_store_query all = {.kind = "message", .due_until_s = TP_STORE_NEVER};

    (void)state;
    (void)two_book(two);
    node_step(two->sender, two->history, TP_EVENT_SUSPEND, "ny-dcjs");
    net_work(&two->net);
    assert_in_range(two->net.recorded_count, 3, RECORDED_MAX);
    for (size_t i = 0; i < 2; i++) {
        sizes[i] = node_size(&two->net.nodes[i]);
        assert_int_equal(tp_entry_count(two->net.nodes[i].fixture.exchange, &all, &records[i], NULL), TP_OK);
    }
    for (unsigned long i = 0; i < count; i++)
        changed += forge(&two->net, &rng);
    for (size_t i = 0; i < 2; i++) {
        uint64_t now;

        assert_int_equal(node_size(&two->net.nodes[i]), sizes[i]);
        assert_int_equal(tp_entry_count(two->net.nodes[i].fixture.exchange, &all, &now, NULL), TP_OK);
        assert_int_equal(now, records[i]);
    }
    print_message("# %lu forgeries of %zu messages, %lu of them altered: all 4xx, nothing changed\n", count,
                  two->net.recorded_count, changed);
    two_remove(two);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_good_one),
    cmocka_unit_test(a_head_is_judged_alone),
    cmocka_unit_test(what_it_says_is_checked),
    cmocka_unit_test(who_and_when_is_checked),
    cmocka_unit_test(a_partner_s_certificate_is_asked_for_where_it_is_known),
    cmocka_unit_test(an_id_is_its_sender_s),
    cmocka_unit_test(old_records_are_found),
    cmocka_unit_test(forgeries),
};
TP_TEST_MAIN(tests)
