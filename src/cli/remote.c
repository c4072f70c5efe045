/* SPDX-License-Identifier: Apache-2.0 */
/* Asking a node by HTTP. */
#include "cli/remote.h"

#include <stdlib.h>
#include <string.h>

#include "cli/secret.h"

#define DEFAULT_NODE "http://127.0.0.1:7400"
#define DEFAULT_PURPOSE "criminal-identification"

enum { REPLY_MAX_BYTES = 256 << 20, TOTAL_S = 120, TOKEN_FILE_MAX = 4096, HEADERS_MAX = 5 };

/* ---- options ------------------------------------------------------------------------------------------------------
 */

tp_status tp_remote_is_meant(const struct tp_arguments *arguments, bool *out, struct tp_diag *diag)
{
    bool told = tp_option_given(arguments, "node") || tp_option_given(arguments, "token");
    bool folder = tp_option_given(arguments, "org");

    *out = !folder && (told || getenv("TENPRINT_TOKEN") || (!getenv("TENPRINT_ORG") && getenv("TENPRINT_NODE")));
    if (told && folder)
        return tp_fail(diag, TP_E_ARGUMENT, "--org", -1, "goes with neither --node nor --token");
    return TP_OK;
}

/* The second line of a token's file: the node that gave it. "" when there is none. */
static void read_node_of_token(const char *path, char *out, size_t size)
{
    uint8_t *data = NULL;
    size_t size_bytes, begin = 0, end;

    out[0] = '\0';
    if (!path || tp_file_read(path, TOKEN_FILE_MAX, &data, &size_bytes, NULL) != TP_OK)
        return;
    while (begin < size_bytes && data[begin] != '\n')
        begin++;
    for (end = ++begin; end < size_bytes && data[end] > ' ';)
        end++;
    if (begin < end && end - begin < size)
        snprintf(out, size, "%.*s", (int)(end - begin), (const char *)data + begin);
    tp_wipe(data, size_bytes);
    free(data);
}

static tp_status find_url(const struct tp_arguments *arguments, struct tp_remote *out, struct tp_diag *diag)
{
    const char *url = tp_option_text(arguments, "node");
    char of_token[sizeof out->url];
    size_t length;

    if (!url) {
        read_node_of_token(tp_option_text(arguments, "token"), of_token, sizeof of_token);
        url = of_token[0] ? of_token : getenv("TENPRINT_NODE");
    }
    if (!url || url[0] == '\0')
        url = DEFAULT_NODE;
    length = strlen(url);
    while (length > 0 && url[length - 1] == '/')
        length--;
    if (length >= sizeof out->url || (strncmp(url, "http://", 7) != 0 && strncmp(url, "https://", 8) != 0))
        return tp_fail(diag, TP_E_ARGUMENT, "--node", -1, "must be a URL that begins with http:// or https://");
    snprintf(out->url, sizeof out->url, "%.*s", (int)length, url);
    return TP_OK;
}

/* Without a token only what is public can be asked. */
static tp_status find_token(const struct tp_arguments *arguments, struct tp_remote *out, struct tp_diag *diag)
{
    const struct tp_secret_source source = {.file = tp_option_text(arguments, "token"),
                                            .option = "--token",
                                            .environment = "TENPRINT_TOKEN",
                                            .what = "token"};
    char token[TP_SECRET_MAX];
    tp_status status;

    if (!source.file && !getenv(source.environment))
        return TP_OK;
    status = tp_secret_read(&source, token, diag);
    if (status == TP_OK &&
        strspn(token, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~+/=") != strlen(token))
        status = tp_fail(diag, TP_E_ARGUMENT, "--token", -1, "it has a character that no token has");
    if (status == TP_OK)
        snprintf(out->bearer, sizeof out->bearer, "Bearer %s", token);
    tp_wipe(token, sizeof token);
    return status;
}

/* Some commands ask for nothing that wants it. */
static const char *text_if_known(const struct tp_arguments *arguments, const char *name)
{
    return tp_option_known(arguments, name) ? tp_option_text(arguments, name) : NULL;
}

tp_status tp_remote_open(const struct tp_arguments *arguments, struct tp_remote *out, struct tp_diag *diag)
{
    const struct tp_http_client_options options = {.authorities = tp_option_text(arguments, "authority")};
    tp_status status;

    memset(out, 0, sizeof *out);
    out->purpose = text_if_known(arguments, "purpose");
    out->purpose = out->purpose ? out->purpose : DEFAULT_PURPOSE;
    out->reference = text_if_known(arguments, "case");
    status = find_url(arguments, out, diag);
    if (status == TP_OK)
        status = find_token(arguments, out, diag);
    return status == TP_OK ? tp_http_client_new(&options, &out->client, diag) : status;
}

void tp_remote_close(struct tp_remote *remote)
{
    tp_http_client_free(&remote->client);
    tp_wipe(remote->bearer, sizeof remote->bearer);
}

/* ---- answers ------------------------------------------------------------------------------------------------------
 */

/* "not-found" for E_NOT_FOUND. */
static bool is_code(const char *name, const char *code)
{
    size_t i = 0;

    for (name += strlen("E_"); name[i] && code[i]; i++) {
        char c = name[i] == '_' ? '-' : (char)(name[i] - 'A' + 'a');
        if (c != code[i])
            return false;
    }
    return name[i] == code[i];
}

static tp_status status_of(int http, const char *code)
{
    static const struct {
        const char *name;
        tp_status status;
    } codes[] = {
#define CODE_ROW(name, value, text, http) {#name, TP_##name},
        TP_STATUS_LIST(CODE_ROW)
#undef CODE_ROW
    };

    for (size_t i = 0; i < TP_ARRAY_LENGTH(codes); i++)
        if (codes[i].status != TP_OK && is_code(codes[i].name, code))
            return codes[i].status == TP_E_ARGUMENT ? TP_E_FORMAT : codes[i].status;
    if (http == 401 || http == 403)
        return TP_E_DENIED;
    if (http == 404)
        return TP_E_NOT_FOUND;
    if (http == 409)
        return TP_E_CONFLICT;
    if (http == 413)
        return TP_E_LIMIT;
    if (http == 429 || http == 503)
        return TP_E_BUSY;
    return http < 500 ? TP_E_FORMAT : TP_E_IO;
}

/* What the node says is not ours: it is made fit for a terminal. */
static tp_status fail_by_problem(const struct tp_remote_answer *answer, struct tp_diag *diag)
{
    char field[64], text[256];

    snprintf(field, sizeof field, "%s", tp_remote_text(answer, "field"));
    snprintf(text, sizeof text, "%s", tp_remote_text(answer, "detail"));
    tp_text_make_printable(field);
    tp_text_make_printable(text);
    if (text[0] == '\0')
        snprintf(text, sizeof text, "the node refused with status %d", answer->status);
    return tp_fail(diag, status_of(answer->status, tp_remote_text(answer, "code")), field[0] ? field : NULL, -1, "%s",
                   text);
}

static bool is_json(const char *type)
{
    return strncmp(type, "application/json", 16) == 0 || strncmp(type, "application/problem+json", 24) == 0;
}

static tp_status take_answer(struct tp_http_answer *answer, struct tp_remote_answer *out, struct tp_diag *diag)
{
    tp_status status = TP_OK;

    out->status = answer->status;
    snprintf(out->type, sizeof out->type, "%s", answer->content_type);
    out->body = answer->body;
    tp_buffer_init(&answer->body);
    if (is_json(out->type) && out->body.size_bytes > 0)
        status = tp_json_parse((const char *)out->body.data, out->body.size_bytes, &out->document, diag);
    if (status != TP_OK)
        return status;
    return out->status >= 200 && out->status < 300 ? TP_OK : fail_by_problem(out, diag);
}

void tp_remote_answer_deinit(struct tp_remote_answer *answer)
{
    if (answer->body.data)
        tp_wipe(answer->body.data, answer->body.size_bytes);
    tp_buffer_deinit(&answer->body);
    tp_json_document_free(&answer->document);
}

const char *tp_remote_text(const struct tp_remote_answer *answer, const char *member)
{
    const char *text =
        answer->document ? tp_json_to_text(tp_json_member(tp_json_root(answer->document), member)) : NULL;

    return text ? text : "";
}

tp_status tp_remote_print(const struct tp_remote_answer *answer, struct tp_diag *diag)
{
    const struct tp_json_value *root = answer->document ? tp_json_root(answer->document) : NULL;
    struct tp_json *json;
    tp_status status = tp_json_new(&json, diag);

    if (status != TP_OK)
        return status;
    for (size_t i = 0; i < tp_json_count(root); i++) {
        const char *key;
        const struct tp_json_value *value = tp_json_member_at(root, i, &key);
        tp_json_copy(json, key, value);
    }
    status = tp_json_print(json, false, stdout, diag);
    tp_json_free(&json);
    return status;
}

/* ---- asking -------------------------------------------------------------------------------------------------------
 */

static size_t make_headers(const struct tp_remote *remote, const struct tp_remote_question *question,
                           struct tp_http_field headers[HEADERS_MAX])
{
    const struct tp_http_field all[HEADERS_MAX] = {
        {"Authorization", remote->bearer[0] ? remote->bearer : NULL},
        {"Tenprint-Purpose", remote->purpose},
        {"Tenprint-Case", remote->reference},
        {"Idempotency-Key", question->key},
        {"Content-Type", !question->body  ? NULL
                         : question->type ? question->type
                                          : "application/json"},
    };
    size_t count = 0;

    for (size_t i = 0; i < HEADERS_MAX; i++)
        if (all[i].value)
            headers[count++] = all[i];
    return count;
}

tp_status tp_remote_ask(const struct tp_remote *remote, const struct tp_remote_question *question,
                        struct tp_remote_answer *out, struct tp_diag *diag)
{
    struct tp_http_field headers[HEADERS_MAX];
    struct tp_http_question asked = {.method = question->method,
                                     .headers = headers,
                                     .body = question->body,
                                     .body_bytes = question->body_bytes,
                                     .reply_max_bytes = REPLY_MAX_BYTES,
                                     .total_s = TOTAL_S};
    struct tp_http_answer answer;
    struct tp_buffer url;
    tp_status status;

    memset(out, 0, sizeof *out);
    memset(&answer, 0, sizeof answer);
    asked.header_count = make_headers(remote, question, headers);
    tp_buffer_init(&url);
    tp_write_text(&url, "%s%s", remote->url, question->path);
    tp_write_u8(&url, '\0');
    asked.url = (const char *)url.data;
    status = url.bad ? tp_fail(diag, TP_E_MEMORY, NULL, -1, "out of memory")
                     : tp_http_ask(remote->client, &asked, &answer, diag);
    if (status == TP_OK)
        status = take_answer(&answer, out, diag);
    tp_http_answer_deinit(&answer);
    tp_buffer_deinit(&url);
    return status;
}

void tp_remote_add_encoded(struct tp_buffer *path, const char *text)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~,";

    for (; text && *text; text++)
        if (strchr(plain, *text))
            tp_write_u8(path, (uint8_t)*text);
        else
            tp_write_text(path, "%%%02X", (unsigned)(uint8_t)*text);
}

void tp_remote_add_query(struct tp_buffer *path, const char *name, const char *value)
{
    if (!value)
        return;
    tp_write_text(path, "%c%s=", path->data && memchr(path->data, '?', path->size_bytes) ? '&' : '?', name);
    tp_remote_add_encoded(path, value);
}
