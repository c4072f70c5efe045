/* SPDX-License-Identifier: Apache-2.0 */
/* Two nodes as processes of their own that prove themselves to each other by certificates of an authority of the test's
 * own: messages arrive both ways; without a certificate, with a foreign one, one that has run out or that of somebody
 * else they do not, and they do again once the right one is back and the node was told (SIGHUP). Of files that are
 * broken nothing is taken up, and what is under way when they are read goes on. */
#include "test.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

#include "cli/partner_file.h"
#include "http/authority.h"
#include "play/play.h"

enum { BUREAU, REPOSITORY, NODES, ROUNDS_MAX = 200, PAUSE_US = 100 * 1000 };

static const char *const ids[NODES] = {"ny-dcjs", "dhs-ident"};
static struct tp_play_node nodes[NODES];
static char keys[NODES][64];

/* ---- certificates ------------------------------------------------------------------------------------------------ */

static bool has_openssl(void)
{
    return system("command -v openssl >/dev/null") == 0;
}

/* NAME's certificate and key become those of PLACE, at once for who opens them. */
static void put(const char *name, const char *place)
{
    char line[512];

    snprintf(line, sizeof line, "cp %s.pem %s.pem && cp %s.key %s.key", name, place, name, place);
    assert_true(run_in_folder(line));
}

static unsigned count_in_log(int node, const char *words)
{
    char path[sizeof nodes[node].folder + 8];
    struct tp_buffer text;
    unsigned count = 0;
    size_t size_bytes;
    uint8_t *data;

    snprintf(path, sizeof path, "%s.log", nodes[node].folder);
    assert_int_equal(tp_file_read(path, 1 << 24, &data, &size_bytes, NULL), TP_OK);
    tp_buffer_init(&text);
    tp_write_bytes(&text, data, size_bytes);
    tp_write_u8(&text, 0);
    free(data);
    for (const char *at = (const char *)text.data; (at = strstr(at, words)); at++)
        count++;
    tp_buffer_deinit(&text);
    return count;
}

/* The node reads everything again; what comes of it is "configuration.taken" or "configuration.refused". */
static void reload(int node, const char *event)
{
    unsigned before = count_in_log(node, event);

    assert_int_equal(kill(nodes[node].process.pid, SIGHUP), 0);
    for (int round = 0; count_in_log(node, event) == before; round++) {
        assert_true(round < ROUNDS_MAX);
        usleep(PAUSE_US);
    }
}

static void renew(int node, const char *name, const char *place)
{
    put(name, place);
    reload(node, "configuration.taken");
}

/* The sum of what COMMAND makes of a file. */
static void fingerprint(const char *command, const char *file, char out[65])
{
    char line[512];
    FILE *pipe;

    snprintf(line, sizeof line, "openssl %s -in %s -outform DER | sha256sum", command, file);
    pipe = popen(line, "r");
    assert_non_null(pipe);
    assert_int_equal(fread(out, 1, 64, pipe), 64);
    out[64] = '\0';
    pclose(pipe);
}

/* ---- nodes ------------------------------------------------------------------------------------------------------- */

static void seed_of(int node, uint8_t seed[TP_SEED_BYTES])
{
    memset(seed, 0, TP_SEED_BYTES);
    memcpy(seed, ids[node], strlen(ids[node]));
}

static void make_key(int node)
{
    uint8_t seed[TP_SEED_BYTES];
    struct tp_signer *signer;
    struct tp_buffer text;

    seed_of(node, seed);
    assert_int_equal(tp_signer_from_seed(seed, &signer, NULL), TP_OK);
    tp_buffer_init(&text);
    tp_base64_encode(tp_signer_public(signer)->bytes, TP_KEY_BYTES, &text);
    snprintf(keys[node], sizeof keys[node], "%.*s", (int)text.size_bytes, (const char *)text.data);
    tp_buffer_deinit(&text);
    tp_signer_free(&signer);
}

/* Writes MEMBER of the section serve into the node's organisation.yaml. */
static void configure(int node, const char *member, const char *value)
{
    char line[2048];

    snprintf(line, sizeof line, "sed -i 's|^serve:$|serve:\\n  %s: %s|' '%s/organisation.yaml'", member, value,
             nodes[node].folder);
    assert_true(run_in_folder(line));
}

static void configure_tls(int node)
{
    const char *name = node == BUREAU ? "bureau" : "repository";

    configure(node, "certificate", file_of(name, "pem"));
    configure(node, "key", file_of(name, "key"));
    configure(node, "clients", file_of(node == BUREAU ? "clients" : "ca", "pem"));
    if (node == BUREAU) {
        configure(node, "client_certificate", file_of("prover", "pem"));
        configure(node, "client_key", file_of("prover", "key"));
    }
}

/* The repository knows the bureau by its key, the bureau the repository by its one certificate. */
static void add_partner(int node)
{
    char url[96], certificate[65];
    const struct tp_config_partner partner = {.id = (char *)(uintptr_t)ids[1 - node],
                                              .name = (char *)(uintptr_t)ids[1 - node],
                                              .key = keys[1 - node],
                                              .url = url,
                                              .authority =
                                                  (char *)(uintptr_t)file_of(node == BUREAU ? "trusted" : "ca", "pem"),
                                              .certificate = certificate};

    if (node == BUREAU)
        fingerprint("x509", file_of("repository", "pem"), certificate);
    else
        fingerprint("pkey -pubout", file_of("prover", "key"), certificate);
    snprintf(url, sizeof url, "https://127.0.0.1:%u", nodes[1 - node].port);
    assert_int_equal(tp_partner_folder_add(nodes[node].folder, &partner, NULL), TP_OK);
}

static void make(int number)
{
    struct tp_play_node *node = &nodes[number];
    uint8_t seed[TP_SEED_BYTES];
    struct tp_organisation_init init = {
        .id = ids[number], .name = ids[number], .jurisdiction = number == BUREAU ? "US-NY" : "US", .seed = seed};
    const struct tp_http_client_options client = {.authorities = file_of("ca", "pem")};
    struct tp_diag diag;

    seed_of(number, seed);
    snprintf(node->folder, sizeof node->folder, "%s/%s", authority.path, ids[number]);
    assert_int_equal(tp_play_node_make(node, &init, NULL), TP_OK);
    configure_tls(number);
    add_partner(number);
    snprintf(node->url, sizeof node->url, "https://127.0.0.1:%u", node->port);
    tp_http_client_free(&node->client);
    assert_int_equal(tp_http_client_new(&client, &node->client, NULL), TP_OK);
    tp_diag_init(&diag);
    if (tp_play_node_start(node, time(NULL), &diag) != TP_OK)
        fail_msg("%s: %s: %s", ids[number], diag.field, diag.text);
}

static int set_up(void **state)
{
    if (set_up_authority(state) != 0 || !has_openssl())
        return has_openssl() ? -1 : 0;
    assert_true(make_certificate("bureau", "ca", 30, "subjectAltName=IP:127.0.0.1"));
    assert_true(make_certificate("repository", "ca", 30, "subjectAltName=IP:127.0.0.1"));
    assert_true(make_certificate("repository-renewed", "ca", 60, "subjectAltName=IP:127.0.0.1"));
    assert_true(make_certificate("repository-expired", "ca", -1, "subjectAltName=IP:127.0.0.1"));
    assert_true(make_certificate("bureau-client", "ca", 30, "extendedKeyUsage=clientAuth"));
    assert_true(make_certificate("bureau-renewed", "ca", 60, "subjectAltName=IP:127.0.0.1"));
    put("bureau-client", "prover");
    assert_true(run_in_folder("cp ca.pem clients.pem; cp ca.pem trusted.pem"));
    for (int i = 0; i < NODES; i++) {
        nodes[i].program = getenv("TP_PROGRAM");
        assert_int_equal(tp_play_free_port(&nodes[i].port, NULL), TP_OK);
        make_key(i);
    }
    for (int i = 0; i < NODES; i++)
        make(i);
    return 0;
}

static int tear_down(void **state)
{
    for (int i = 0; i < NODES; i++)
        tp_play_node_deinit(&nodes[i]);
    return tear_down_authority(state);
}

/* ---- asking ------------------------------------------------------------------------------------------------------ */

static struct tp_play_reply ask(int node, const char *method, const char *path)
{
    const struct tp_play_question question = {.account = TP_PLAY_ADMINISTRATOR, .method = method, .path = path};
    struct tp_play_reply reply;
    struct tp_diag diag;

    tp_diag_init(&diag);
    if (tp_play_ask(&nodes[node], &question, &reply, &diag) != TP_OK)
        fail_msg("%s %s %s: %s: %s", ids[node], method, path, diag.field, diag.text);
    return reply;
}

/* What the first attempt of a message to the other node came to: "delivered", or words on the trouble. */
static void check_partner(int node, char out[256])
{
    char path[128], message[TP_EXCHANGE_ID_BYTES];
    struct tp_play_reply reply;

    snprintf(path, sizeof path, "/v1/partners/%s/check", ids[1 - node]);
    reply = ask(node, "POST", path);
    assert_int_equal(reply.status, 202);
    snprintf(message, sizeof message, "%s", tp_play_text(&reply, "message"));
    tp_play_reply_deinit(&reply);
    snprintf(path, sizeof path, "/v1/messages/%s", message);
    out[0] = '\0';
    for (int round = 0; !out[0] && round < ROUNDS_MAX; round++) {
        reply = ask(node, "GET", path);
        snprintf(out, 256, "%s",
                 strcmp(tp_play_text(&reply, "state"), "delivered") == 0 ? "delivered"
                                                                         : tp_play_text(&reply, "trouble"));
        tp_play_reply_deinit(&reply);
        usleep(PAUSE_US);
    }
    if (!out[0])
        fail_msg("%s: nothing became of message %s", ids[node], message);
}

/* Within a moment, messages from FROM come to WORDS; "" stands for any trouble. */
static void assert_becomes(int from, const char *words)
{
    char outcome[256] = "";
    bool reached = false;

    for (int round = 0; !reached && round < 20; round++) {
        check_partner(from, outcome);
        reached = words[0] ? strstr(outcome, words) != NULL : strcmp(outcome, "delivered") != 0;
    }
    if (!reached)
        fail_msg("%s: \"%s\", not \"%s\"", ids[from], outcome, words);
}

static int64_t messages_at(int node)
{
    struct tp_play_reply reply = ask(node, "GET", "/v1/messages");
    const struct tp_json_value *list = tp_json_member(tp_json_root(reply.json), "messages");
    int64_t count = 0;

    assert_int_equal(reply.status, 200);
    for (size_t i = 0; i < tp_json_count(list); i++)
        count += strcmp(tp_json_to_text(tp_json_member(tp_json_element(list, i), "direction")), "in") == 0;
    tp_play_reply_deinit(&reply);
    return count;
}

/* ---- tests ------------------------------------------------------------------------------------------------------- */

static void who_does_not_prove_itself_sends_nothing(void **state)
{
    const struct tp_play_question question = {.account = TP_PLAY_PUBLIC,
                                              .method = "POST",
                                              .path = "/v1/messages",
                                              .type = "application/tenprint-message+json",
                                              .body = "{}",
                                              .body_bytes = 2};
    struct tp_play_reply reply;

    (void)state;
    if (!has_openssl())
        skip();
    for (int i = 0; i < NODES; i++) {
        assert_int_equal(tp_play_ask(&nodes[i], &question, &reply, NULL), TP_OK);
        assert_int_equal(reply.status, 403);
        assert_non_null(strstr(tp_play_text(&reply, "code"), "certificate"));
        tp_play_reply_deinit(&reply);
        assert_int_equal(messages_at(i), 0); /* people need none */
    }
}

static void both_prove_themselves(void **state)
{
    (void)state;
    if (!has_openssl())
        skip();
    assert_becomes(BUREAU, "delivered");
    assert_becomes(REPOSITORY, "delivered");
    assert_int_equal(messages_at(BUREAU), 1);
    assert_int_equal(messages_at(REPOSITORY), 1);
}

/* Another authority's, one that has run out, one for servers only; and one that is good but that of somebody else. */
static void a_wrong_certificate_brings_nothing_until_it_is_renewed(void **state)
{
    static const char *const wrong[] = {"foreign", "expired", "serving", "client"};
    int64_t before;

    (void)state;
    if (!has_openssl())
        skip();
    for (size_t i = 0; i < TP_ARRAY_LENGTH(wrong); i++) {
        renew(BUREAU, wrong[i], "prover");
        assert_becomes(BUREAU, strcmp(wrong[i], "client") == 0 ? "status 403" : "");
        before = messages_at(REPOSITORY);
        assert_becomes(BUREAU, strcmp(wrong[i], "client") == 0 ? "status 403" : "");
        assert_int_equal(messages_at(REPOSITORY), before);
        assert_becomes(REPOSITORY, "delivered"); /* the other way nothing has changed */
    }
    renew(BUREAU, "bureau-client", "prover");
    assert_becomes(BUREAU, "delivered");
}

/* The bureau's own, those for partners, whom it trusts: whichever of them is broken, all stay as they were, also for
 * connections that are made only afterwards. */
static void a_broken_file_leaves_all_as_it_was(void **state)
{
    static const char *const breaks[] = {"echo none >bureau.pem", "cp server.key bureau.key", "echo none >prover.pem",
                                         "rm prover.key",         "echo none >clients.pem",   "rm trusted.pem"};

    (void)state;
    if (!has_openssl())
        skip();
    assert_true(
        run_in_folder("mkdir kept && cp bureau.pem bureau.key prover.pem prover.key clients.pem trusted.pem kept"));
    for (size_t i = 0; i < TP_ARRAY_LENGTH(breaks); i++) {
        assert_true(run_in_folder(breaks[i]));
        reload(BUREAU, "configuration.refused");
        reload(REPOSITORY, "configuration.taken"); /* it ends the connections that there are, and makes new ones */
        usleep(3 * PAUSE_US);
        assert_becomes(BUREAU, "delivered");
        assert_becomes(REPOSITORY, "delivered");
        assert_true(run_in_folder("cp kept/* ."));
    }
    assert_int_equal(count_in_log(BUREAU, "stay as they were"), TP_ARRAY_LENGTH(breaks));
    reload(BUREAU, "configuration.taken");
    assert_becomes(BUREAU, "delivered");
    assert_becomes(REPOSITORY, "delivered");
}

static void other_authorities_are_taken_up(void **state)
{
    (void)state;
    if (!has_openssl())
        skip();
    assert_true(run_in_folder("cp stranger.pem clients.pem"));
    reload(BUREAU, "configuration.taken");
    assert_becomes(REPOSITORY, "");
    assert_becomes(BUREAU, "delivered");
    assert_true(run_in_folder("cp ca.pem clients.pem; cp stranger.pem trusted.pem"));
    reload(BUREAU, "configuration.taken");
    assert_becomes(BUREAU, "");
    assert_becomes(REPOSITORY, "delivered");
    assert_true(run_in_folder("cp ca.pem trusted.pem"));
    reload(BUREAU, "configuration.taken");
    assert_becomes(BUREAU, "delivered");
    assert_becomes(REPOSITORY, "delivered");
}

/* The first half of its head has come when the bureau gets another certificate. */
static void a_request_under_way_is_answered(void **state)
{
    char line[8192], answer[4096] = "";
    FILE *client;

    (void)state;
    if (!has_openssl())
        skip();
    snprintf(line, sizeof line,
             "cd %s && { printf 'GET /v1/version HTTP/1.1\\r\\nHost: a\\r\\n'; while [ ! -e go ]; do sleep 0.05; done; "
             "printf 'Connection: close\\r\\n\\r\\n'; } | openssl s_client -quiet -connect 127.0.0.1:%u 2>&1",
             authority.path, nodes[BUREAU].port);
    client = popen(line, "r");
    assert_non_null(client);
    usleep(5 * PAUSE_US);
    renew(BUREAU, "bureau-renewed", "bureau");
    usleep(3 * PAUSE_US);
    assert_true(run_in_folder("touch go"));
    assert_true(fread(answer, 1, sizeof answer - 1, client) > 0);
    (void)pclose(client);
    assert_non_null(strstr(answer, "HTTP/1.1 200 OK"));
    assert_null(strstr(answer, "renewed"));
    snprintf(
        line, sizeof line,
        "openssl s_client -connect 127.0.0.1:%u </dev/null | openssl x509 -noout -subject | grep -q bureau-renewed",
        nodes[BUREAU].port);
    assert_true(run_in_folder(line));
}

static void a_server_whose_certificate_has_run_out_is_told_nothing(void **state)
{
    (void)state;
    if (!has_openssl())
        skip();
    renew(REPOSITORY, "repository-expired", "repository");
    renew(BUREAU, "bureau-client", "prover"); /* connections that are open stay open: it makes new ones */
    assert_becomes(BUREAU, "");               /* the repository's own people do not ask it any more, either */
    renew(REPOSITORY, "repository-renewed", "repository");
    assert_becomes(BUREAU, "delivered");
    assert_becomes(REPOSITORY, "status 403"); /* by its fingerprint it is another */
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(who_does_not_prove_itself_sends_nothing),
    cmocka_unit_test(both_prove_themselves),
    cmocka_unit_test(a_wrong_certificate_brings_nothing_until_it_is_renewed),
    cmocka_unit_test(a_broken_file_leaves_all_as_it_was),
    cmocka_unit_test(other_authorities_are_taken_up),
    cmocka_unit_test(a_request_under_way_is_answered),
    cmocka_unit_test(a_server_whose_certificate_has_run_out_is_told_nothing),
};

int main(void)
{
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
