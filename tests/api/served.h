/* SPDX-License-Identifier: Apache-2.0 */
/* A node at work on a free port, with an account for each duty ("examiner" ...), and asking it. */
#ifndef TP_TEST_API_SERVED_H
#define TP_TEST_API_SERVED_H

#include "exchange/fixture.h"

#include "api/api.h"

#define FRONT_PASSWORD "correct horse battery"

struct front {
    struct test_folder scratch;
    char folder[96];
    struct tp_serve *serve;
    struct tp_http_client *client;
    char tokens[TP_DUTIES][TP_SESSION_TOKEN_BYTES];
};
struct front_answer {
    int status;
    struct tp_http_answer http;
    struct tp_json_document *json; /* NULL when the body is none */
};

static inline void front_answer_deinit(struct front_answer *answer)
{
    tp_json_document_free(&answer->json);
    tp_http_answer_deinit(&answer->http);
}

static inline void front_begin(struct front *front)
{
    const struct tp_serve_options options = {.folder = front->folder,
                                             .secret = FIXTURE_PASSPHRASE,
                                             .listen = "127.0.0.1:0",
                                             .now_s = FIXTURE_NOW_S,
                                             .log_fd = -1};
    struct tp_diag diag;

    tp_diag_init(&diag);
    if (tp_serve_start(&options, &front->serve, &diag) != TP_OK)
        fail_msg("%s: %s: %s", diag.file, diag.field, diag.text);
}

static inline void front_log_in(struct front *front)
{
    for (int i = 0; i < TP_DUTIES; i++) {
        struct tp_account account = {.duties = 1u << i};
        int64_t expires_s;
        snprintf(account.name, sizeof account.name, "%s", tp_duty_code((enum tp_duty)i));
        assert_int_equal(tp_account_make(tp_serve_exchange(front->serve), "", &account, FRONT_PASSWORD, NULL), TP_OK);
        assert_int_equal(tp_session_start(tp_serve_exchange(front->serve), &account, tp_clock_now_s(), front->tokens[i],
                                          &expires_s, NULL),
                         TP_OK);
    }
}

/* CONFIGURATION is added to organisation.yaml; may be NULL. */
static inline void front_make(struct front *front, const char *configuration)
{
    const struct tp_organisation_init init = {.id = "ny-dcjs",
                                              .name = "An office",
                                              .jurisdiction = "US-NY",
                                              .rehearsal = true,
                                              .passphrase = FIXTURE_PASSPHRASE};
    char path[128];
    FILE *file;

    memset(front, 0, sizeof *front);
    folder_make(&front->scratch);
    snprintf(front->folder, sizeof front->folder, "%s/node", front->scratch.path);
    assert_int_equal(tp_organisation_init(front->folder, &init, NULL), TP_OK);
    if (configuration) {
        snprintf(path, sizeof path, "%s/organisation.yaml", front->folder);
        file = fopen(path, "a");
        assert_non_null(file);
        assert_true(fputs(configuration, file) >= 0);
        fclose(file);
    }
    assert_int_equal(tp_http_client_new(NULL, &front->client, NULL), TP_OK);
    front_begin(front);
    front_log_in(front);
}

/* Puts MEMBER at the head of a SECTION that is there in organisation.yaml; for the next beginning. */
static inline void front_configure(const struct front *front, const char *section, const char *member)
{
    char path[128], wanted[64], *at;
    uint8_t *text = NULL;
    size_t size_bytes;
    FILE *file;

    snprintf(path, sizeof path, "%s/organisation.yaml", front->folder);
    snprintf(wanted, sizeof wanted, "\n%s:\n", section);
    assert_int_equal(tp_file_read(path, 1 << 16, &text, &size_bytes, NULL), TP_OK);
    at = memmem(text, size_bytes, wanted, strlen(wanted));
    assert_non_null(at);
    at += strlen(wanted);
    file = fopen(path, "w");
    assert_non_null(file);
    fprintf(file, "%.*s  %s\n%.*s", (int)(at - (char *)text), (char *)text, member,
            (int)(size_bytes - (size_t)(at - (char *)text)), at);
    assert_int_equal(fclose(file), 0);
    free(text);
}

static inline void front_remove(struct front *front)
{
    tp_serve_stop(&front->serve);
    tp_http_client_free(&front->client);
    folder_remove(&front->scratch);
}

/* What to send; NULL and 0 where there is nothing. */
struct front_question {
    const char *method, *path, *token, *body, *content_type, *accept, *purpose, *reference;
};

/* The reply, which the caller lets go. */
static inline struct front_answer front_ask(struct front *front, const struct front_question *question)
{
    struct tp_http_field headers[8];
    struct front_answer answer = {0};
    char url[512], bearer[9000];
    struct tp_http_question http = {.url = url,
                                    .method = question->method,
                                    .headers = headers,
                                    .body = question->body,
                                    .body_bytes = question->body ? strlen(question->body) : 0,
                                    .reply_max_bytes = 1 << 22,
                                    .total_s = 30};
    struct tp_diag diag;

    snprintf(url, sizeof url, "%s%s", tp_serve_url(front->serve), question->path);
    snprintf(bearer, sizeof bearer, "Bearer %s", question->token ? question->token : "");
    if (question->token)
        headers[http.header_count++] = (struct tp_http_field){"Authorization", bearer};
    if (question->body)
        headers[http.header_count++] = (struct tp_http_field){
            "Content-Type", question->content_type ? question->content_type : "application/json"};
    if (question->accept)
        headers[http.header_count++] = (struct tp_http_field){"Accept", question->accept};
    if (question->purpose)
        headers[http.header_count++] = (struct tp_http_field){"Tenprint-Purpose", question->purpose};
    if (question->reference)
        headers[http.header_count++] = (struct tp_http_field){"Tenprint-Case", question->reference};
    tp_diag_init(&diag);
    if (tp_http_ask(front->client, &http, &answer.http, &diag) != TP_OK)
        fail_msg("%s %s: %s", question->method, url, diag.text);
    answer.status = answer.http.status;
    if (answer.http.body.size_bytes > 0 && answer.http.body.data[0] == '{')
        assert_int_equal(
            tp_json_parse((const char *)answer.http.body.data, answer.http.body.size_bytes, &answer.json, NULL), TP_OK);
    return answer;
}

/* The same for what is asked most often; TOKEN may be NULL, BODY too. */
static inline struct front_answer front_do(struct front *front, const char *method, const char *path, const char *token,
                                           const char *body)
{
    const struct front_question question = {.method = method, .path = path, .token = token, .body = body};

    return front_ask(front, &question);
}

/* A member of the reply's object as text; "" for none. */
static inline const char *front_text(const struct front_answer *answer, const char *member)
{
    const char *text = answer->json ? tp_json_to_text(tp_json_member(tp_json_root(answer->json), member)) : NULL;

    return text ? text : "";
}

/* The reply has that status and is let go; of a problem, the words may be looked at in the message. */
#define front_expect(front, method, path, token, body, wanted)                                                         \
    do {                                                                                                               \
        struct front_answer expected = front_do(front, method, path, token, body);                                     \
        if (expected.status != (wanted))                                                                               \
            fail_msg("%s %s: %d %s, not %d", method, path, expected.status, front_text(&expected, "detail"), wanted);  \
        front_answer_deinit(&expected);                                                                                \
    } while (0)

#endif
