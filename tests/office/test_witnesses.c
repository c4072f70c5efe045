/* SPDX-License-Identifier: Apache-2.0 */
/* What the answers of witnesses mean, of a server that answers anything. */
#include "test.h"

#include "cli/witness_road.h"
#include "http/http.h"
#include "ledger/ledgers.h"

enum { ENTRIES = 5 };

static struct test_folder folder;
static struct tp_published published;
static struct tp_signer *key, *other_key;
static struct tp_verifier verifier, other;
static struct tp_http_server *server;
static struct tp_http_client *client;
static struct tp_config_witness witness;
static struct tp_buffer verifier_text;
static char url[64];

/* What the server says: to the first request, and to the others. */
static struct script {
    int status;
    const char *content_type;
    char content[2048];
} script[2];
static unsigned asked;
static char first_lines[2][32];

static void handle(void *context, const struct tp_http_request *request, struct tp_http_reply *reply)
{
    const struct script *now = &script[asked > 0];

    (void)context;
    if (strcmp(request->path, "/w/add-checkpoint") != 0 || strcmp(request->method, "POST") != 0) {
        reply->status = 404;
        return;
    }
    snprintf(first_lines[asked > 0], sizeof first_lines[0], "%.*s", (int)strcspn((const char *)request->body, "\n"),
             (const char *)request->body);
    asked++;
    reply->status = now->status;
    reply->content_type = now->content_type;
    tp_write_text(&reply->body, "%s", now->content);
}

static int set_up(void **state)
{
    const struct tp_http_options options = {.body_max_bytes = TP_WITNESS_BODY_MAX, .request_max_s = 10};

    (void)state;
    folder_make(&folder);
    key_from(41, &key);
    key_from(42, &other_key);
    assert_ok(tp_verifier_make("w.example", TP_KEY_COSIGNATURE, tp_signer_public(key), &verifier, DIAG));
    assert_ok(tp_verifier_make("w.example", TP_KEY_COSIGNATURE, tp_signer_public(other_key), &other, DIAG));
    published = (struct tp_published){.verifier = log_verifier};
    snprintf(published.folder, sizeof published.folder, "%s/log", folder.path);
    make_ledger(published.folder, ENTRIES);
    assert_ok(tp_http_server_start(&options, handle, NULL, &server, DIAG));
    assert_ok(tp_http_client_new(NULL, &client, DIAG));
    snprintf(url, sizeof url, "http://127.0.0.1:%u/w", tp_http_server_port(server));
    tp_buffer_init(&verifier_text);
    tp_verifier_write(&verifier, &verifier_text);
    tp_write_u8(&verifier_text, '\0');
    witness = (struct tp_config_witness){.verifier = (char *)verifier_text.data, .url = url};
    memset(script, 0, sizeof script);
    asked = 0;
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    tp_http_client_free(&client);
    tp_http_server_stop(&server);
    tp_buffer_deinit(&verifier_text);
    tp_signer_free(&key);
    tp_signer_free(&other_key);
    folder_remove(&folder);
    return 0;
}

/* Appends to what the server says a cosignature over the published checkpoint, whose text ends with MORE. */
static void sign(struct script *out, struct tp_signer *signer, const struct tp_verifier *by, const char *more)
{
    struct tp_reader *reader;
    struct tp_buffer line;
    char text[1024];

    assert_ok(tp_reader_open(published.folder, &log_verifier, &reader, DIAG));
    snprintf(text, sizeof text, "%s%s", tp_reader_note(reader)->text, more);
    tp_reader_close(&reader);
    tp_buffer_init(&line);
    assert_ok(tp_note_sign(text, by, signer, 1307000000, &line, DIAG));
    snprintf(out->content + strlen(out->content), sizeof out->content - strlen(out->content), "%.*s",
             (int)line.size_bytes, (const char *)line.data);
    tp_buffer_deinit(&line);
    out->status = 200;
}

static void assert_asked(enum tp_witness_outcome outcome, int http, unsigned times, const char *words)
{
    const struct tp_witness_road road = tp_witness_http(client);
    struct tp_witness_answer answer;

    assert_ok(tp_witness_ask(&road, &published, &witness, &answer, DIAG));
    if (!strstr(answer.text, words) || answer.outcome != outcome)
        print_error("%s: %s\n", tp_witness_outcome_code(answer.outcome), answer.text);
    assert_int_equal(answer.outcome, outcome);
    assert_int_equal(answer.http, http);
    assert_int_equal(asked, times);
    assert_non_null(strstr(answer.text, words));
    assert_true((answer.line[0] != '\0') == (outcome == TP_WITNESS_COSIGNED));
}

static void the_line_of_the_right_key_is_taken(void **state)
{
    (void)state;
    snprintf(script[0].content, sizeof script[0].content, "some words\n\xE2\x80\x94 else.example AAAA\n");
    sign(&script[0], other_key, &other, "");
    sign(&script[0], key, &verifier, "");
    assert_asked(TP_WITNESS_COSIGNED, 200, 1, "");
    assert_string_equal(first_lines[0], "old 0");
}

static void what_is_no_cosignature_of_this_checkpoint_is_refused(void **state)
{
    (void)state;
    script[0].status = 200;
    assert_asked(TP_WITNESS_REFUSED, 200, 1, "no cosignature");
    asked = 0;
    sign(&script[0], key, &verifier, "another line\n");
    assert_asked(TP_WITNESS_REFUSED, 200, 1, "no cosignature");
    asked = 0;
    script[0].content[0] = '\0';
    sign(&script[0], other_key, &other, "");
    assert_asked(TP_WITNESS_REFUSED, 200, 1, "no cosignature");
}

static void say_size(struct script *out, const char *content)
{
    out->status = 409;
    out->content_type = "text/x.tlog.size";
    snprintf(out->content, sizeof out->content, "%s", content);
}

static void the_size_that_it_knows_is_tried_once(void **state)
{
    (void)state;
    say_size(&script[0], "3\n");
    sign(&script[1], key, &verifier, "");
    assert_asked(TP_WITNESS_COSIGNED, 200, 2, "");
    assert_string_equal(first_lines[1], "old 3");
    asked = 0;
    say_size(&script[1], "4\n");
    assert_asked(TP_WITNESS_REFUSED, 409, 2, "it knows 4 entries");
}

static void a_size_that_cannot_be_proved_is_not_tried(void **state)
{
    static const char *const sizes[] = {"0\n", "6\n", "-1\n", "3 \n", "\n", "99999999999999999999999\n"};

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(sizes); i++) {
        asked = 0;
        say_size(&script[0], sizes[i]);
        assert_asked(TP_WITNESS_REFUSED, 409, 1, "");
    }
    asked = 0;
    say_size(&script[0], "3\n");
    script[0].content_type = "text/plain";
    assert_asked(TP_WITNESS_REFUSED, 409, 1, "3");
}

static void it_is_told_what_it_cosigned_last(void **state)
{
    struct tp_ledger *ledger;

    (void)state;
    sign(&script[0], key, &verifier, "");
    assert_ok(tp_ledger_open(published.folder, ORIGIN, log_signer, &ledger, DIAG));
    assert_ok(tp_ledger_cosign(ledger, &verifier, script[0].content, DIAG));
    assert_asked(TP_WITNESS_COSIGNED, 200, 1, "");
    assert_string_equal(first_lines[0], "old 5");
    assert_ok(append_entries(ledger, ENTRIES, 2, DIAG));
    tp_ledger_close(&ledger);
    asked = 0;
    script[0].content[0] = '\0';
    sign(&script[0], key, &verifier, "");
    assert_asked(TP_WITNESS_COSIGNED, 200, 1, "");
    assert_string_equal(first_lines[0], "old 5");
}

static void words_are_made_printable(void **state)
{
    (void)state;
    script[0].status = 403;
    snprintf(script[0].content, sizeof script[0].content, "go \033[2J away\nand more");
    assert_asked(TP_WITNESS_REFUSED, 403, 1, "go ?[2J away");
}

static void who_is_away_or_has_no_url_is_not_asked(void **state)
{
    (void)state;
    witness.url = NULL;
    assert_asked(TP_WITNESS_NOT_ASKED, 0, 0, "no url");
    witness.url = url;
    tp_http_server_stop(&server);
    assert_asked(TP_WITNESS_NOT_REACHABLE, 0, 0, url);
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

static const struct CMUnitTest tests[] = {
    IN_FOLDER(the_line_of_the_right_key_is_taken),     IN_FOLDER(what_is_no_cosignature_of_this_checkpoint_is_refused),
    IN_FOLDER(the_size_that_it_knows_is_tried_once),   IN_FOLDER(a_size_that_cannot_be_proved_is_not_tried),
    IN_FOLDER(it_is_told_what_it_cosigned_last),       IN_FOLDER(words_are_made_printable),
    IN_FOLDER(who_is_away_or_has_no_url_is_not_asked),
};
LEDGER_TEST_MAIN(tests)
