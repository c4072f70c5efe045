/* SPDX-License-Identifier: Apache-2.0 */
/* The client: requests and their replies with libcurl, bounded in time and size. A handle of the library keeps the
 * connections that it made; those that are free wait in a list, the last used first, one for the same server before
 * others. */
#include <curl/curl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/mman.h>
#include <unistd.h>

#include "http/tls.h"

#define USER_AGENT "tenprint"

enum { IDLE_MAX = 8, ORIGIN_BYTES = 160, HEADERS_MAX_BYTES = 65536, FILE_MAX_BYTES = 1 << 20 };

struct handle {
    struct handle *next;
    CURL *curl;
    char origin[ORIGIN_BYTES]; /* whom it asked last */
};
/* What a file held when it was read, in memory only, under a name by which the library opens it. */
struct held {
    char name[32]; /* "": none */
    int fd;
};
struct tp_http_client {
    pthread_mutex_t lock;
    struct held authorities, certificate, key;
    struct handle *idle;
    unsigned idle_count, idle_max;
};

/* ---- life -------------------------------------------------------------------------------------------------------- */

static void start_library(void)
{
    /* A failure comes back from each curl_easy_init. */
    (void)curl_global_init(CURL_GLOBAL_DEFAULT);
}

static bool write_all(int fd, const uint8_t *data, size_t size_bytes)
{
    while (size_bytes > 0) {
        ssize_t written = write(fd, data, size_bytes);

        if (written <= 0)
            return false;
        data += written;
        size_bytes -= (size_t)written;
    }
    return true;
}

/* Nothing for NULL. */
static tp_status hold(const char *path, struct held *out, struct tp_diag *diag)
{
    size_t size_bytes;
    uint8_t *data;
    tp_status status;

    if (!path)
        return TP_OK;
    status = tp_file_read(path, FILE_MAX_BYTES, &data, &size_bytes, diag);
    if (status != TP_OK)
        return status;
    out->fd = memfd_create("tenprint", MFD_CLOEXEC);
    if (out->fd >= 0)
        snprintf(out->name, sizeof out->name, "/proc/self/fd/%d", out->fd);
    if (out->fd < 0 || !write_all(out->fd, data, size_bytes))
        status = tp_diag_in_file(diag, tp_fail(diag, TP_E_MEMORY, NULL, -1, "no memory, or no place, for it"), path);
    tp_wipe(data, size_bytes);
    free(data);
    return status;
}

static void let_go(struct held *held)
{
    if (held->name[0])
        close(held->fd);
}

tp_status tp_http_client_new(const struct tp_http_client_options *options, struct tp_http_client **out,
                             struct tp_diag *diag)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    static const struct tp_http_client_options none = {.authorities = NULL};
    struct tp_http_client *client;
    tp_status status;

    pthread_once(&once, start_library);
    *out = NULL;
    options = options ? options : &none;
    if (!options->certificate != !options->key)
        return tp_fail(diag, TP_E_ARGUMENT, "certificate", -1, "it goes together with its key");
    status = tp_tls_check(options, diag);
    if (status != TP_OK)
        return status;
    client = calloc(1, sizeof *client);
    if (!client)
        return tp_fail(diag, TP_E_MEMORY, NULL, -1, "out of memory");
    pthread_mutex_init(&client->lock, NULL);
    client->idle_max = options->idle_max ? options->idle_max : IDLE_MAX;
    status = hold(options->authorities, &client->authorities, diag);
    if (status == TP_OK)
        status = hold(options->certificate, &client->certificate, diag);
    if (status == TP_OK)
        status = hold(options->key, &client->key, diag);
    *out = client;
    if (status != TP_OK)
        tp_http_client_free(out);
    return status;
}

static void free_handle(struct handle *handle)
{
    curl_easy_cleanup(handle->curl);
    free(handle);
}

void tp_http_client_free(struct tp_http_client **client)
{
    struct handle *next;

    if (!*client)
        return;
    for (struct handle *handle = (*client)->idle; handle; handle = next) {
        next = handle->next;
        free_handle(handle);
    }
    let_go(&(*client)->authorities);
    let_go(&(*client)->certificate);
    let_go(&(*client)->key);
    pthread_mutex_destroy(&(*client)->lock);
    free(*client);
    *client = NULL;
}

/* ---- handles ----------------------------------------------------------------------------------------------------- */

/* "https://host:port" of a URL; cut at its size, which costs a connection at worst. */
static void find_origin(const char *url, char out[ORIGIN_BYTES])
{
    const char *host = strstr(url, "://");
    size_t length = host ? (size_t)(host + 3 - url) + strcspn(host + 3, "/?#") : 0;

    snprintf(out, ORIGIN_BYTES, "%.*s", (int)TP_MIN(length, (size_t)ORIGIN_BYTES), url);
}

/* Takes one out of the list; NULL when it is empty. */
static struct handle *take_idle(struct tp_http_client *client, const char *origin)
{
    struct handle **link = &client->idle, *found;

    while (*link && strcmp((*link)->origin, origin) != 0)
        link = &(*link)->next;
    if (!*link)
        link = &client->idle;
    found = *link;
    if (found) {
        *link = found->next;
        client->idle_count--;
    }
    return found;
}

static struct handle *get_handle(struct tp_http_client *client, const char *url)
{
    char origin[ORIGIN_BYTES];
    struct handle *handle;

    find_origin(url, origin);
    pthread_mutex_lock(&client->lock);
    handle = take_idle(client, origin);
    pthread_mutex_unlock(&client->lock);
    if (!handle) {
        handle = calloc(1, sizeof *handle);
        if (handle && !(handle->curl = curl_easy_init())) {
            free(handle);
            handle = NULL;
        }
    }
    if (handle)
        memcpy(handle->origin, origin, sizeof origin);
    return handle;
}

/* What was set for one request is forgotten; the connections stay. */
static void put_handle(struct tp_http_client *client, struct handle *handle)
{
    curl_easy_reset(handle->curl);
    pthread_mutex_lock(&client->lock);
    if (client->idle_count < client->idle_max) {
        handle->next = client->idle;
        client->idle = handle;
        client->idle_count++;
        handle = NULL;
    }
    pthread_mutex_unlock(&client->lock);
    if (handle)
        free_handle(handle);
}

/* ---- one request ------------------------------------------------------------------------------------------------- */

/* What comes in. */
struct incoming {
    struct tp_buffer *body;
    size_t max_bytes;
    bool is_too_large;
};

/* The signature is the library's; anything but SIZE ends the transfer. */
static size_t take(char *data, size_t one, size_t size_bytes, void *context)
{
    struct incoming *incoming = context;

    (void)one;
    if (size_bytes > incoming->max_bytes - incoming->body->size_bytes) {
        incoming->is_too_large = true;
        return 0;
    }
    tp_write_bytes(incoming->body, data, size_bytes);
    return incoming->body->bad ? 0 : size_bytes;
}

static bool add_header(struct curl_slist **list, const char *name, const char *value)
{
    struct tp_buffer line;
    struct curl_slist *longer = NULL;

    tp_buffer_init(&line);
    /* A header without a value is written with a semicolon. */
    tp_write_text(&line, value[0] ? "%s: %s" : "%s;%s", name, value);
    tp_write_u8(&line, 0);
    if (!line.bad)
        longer = curl_slist_append(*list, (const char *)line.data);
    tp_buffer_deinit(&line);
    if (longer)
        *list = longer;
    return longer != NULL;
}

/* Without `Expect: 100-continue`, for which some servers let one wait. NULL without memory. */
static struct curl_slist *make_headers(const struct tp_http_question *question)
{
    struct curl_slist *list = curl_slist_append(NULL, "Expect:");
    bool ok = list != NULL;

    for (size_t i = 0; ok && i < question->header_count; i++)
        ok = add_header(&list, question->headers[i].name, question->headers[i].value);
    if (ok)
        return list;
    curl_slist_free_all(list);
    return NULL;
}

/* A private authority stands in place of all that the system trusts. */
static bool set_trust(CURL *curl, const struct tp_http_client *client)
{
    bool is_set = curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L) == CURLE_OK;

    is_set &= curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L) == CURLE_OK;
    is_set &= curl_easy_setopt(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2) == CURLE_OK;
    if (client->authorities.name[0]) {
        is_set &= curl_easy_setopt(curl, CURLOPT_CAINFO, client->authorities.name) == CURLE_OK;
        is_set &= curl_easy_setopt(curl, CURLOPT_CAPATH, NULL) == CURLE_OK;
    }
    if (client->certificate.name[0]) {
        is_set &= curl_easy_setopt(curl, CURLOPT_SSLCERT, client->certificate.name) == CURLE_OK;
        is_set &= curl_easy_setopt(curl, CURLOPT_SSLKEY, client->key.name) == CURLE_OK;
    }
    return is_set;
}

static bool set_body(CURL *curl, const struct tp_http_question *question)
{
    const char *method = question->method ? question->method : "POST";
    bool is_set = true;

    if (strcmp(method, "HEAD") == 0)
        return curl_easy_setopt(curl, CURLOPT_NOBODY, 1L) == CURLE_OK;
    if (question->body || strcmp(method, "POST") == 0) {
        is_set &= curl_easy_setopt(curl, CURLOPT_POST, 1L) == CURLE_OK;
        is_set &= curl_easy_setopt(curl, CURLOPT_POSTFIELDS, question->body ? question->body : "") == CURLE_OK;
        is_set &= curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE,
                                   (curl_off_t)(question->body ? question->body_bytes : 0)) == CURLE_OK;
    }
    return is_set & (curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, method) == CURLE_OK);
}

static bool set_options(CURL *curl, const struct tp_http_question *question, const struct curl_slist *headers,
                        struct incoming *incoming, char *words)
{
    bool is_set = curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, words) == CURLE_OK;

    is_set &= curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L) == CURLE_OK;
    is_set &= curl_easy_setopt(curl, CURLOPT_URL, question->url) == CURLE_OK;
    is_set &= curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https") == CURLE_OK;
    is_set &= curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L) == CURLE_OK;
    is_set &= curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)question->total_s) == CURLE_OK;
    if (question->connect_s > 0)
        is_set &= curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, (long)question->connect_s) == CURLE_OK;
    is_set &= curl_easy_setopt(curl, CURLOPT_USERAGENT, USER_AGENT) == CURLE_OK;
    is_set &= curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers) == CURLE_OK;
    is_set &= curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take) == CURLE_OK;
    is_set &= curl_easy_setopt(curl, CURLOPT_WRITEDATA, incoming) == CURLE_OK;
    return is_set;
}

static bool is_about_trust(CURLcode code)
{
    return code == CURLE_PEER_FAILED_VERIFICATION || code == CURLE_SSL_ISSUER_ERROR ||
           code == CURLE_SSL_PINNEDPUBKEYNOTMATCH;
}

static tp_status explain(CURLcode code, const struct tp_http_question *question, const struct incoming *incoming,
                         const char *words, struct tp_diag *diag)
{
    const char *text = words[0] ? words : curl_easy_strerror(code);

    if (code == CURLE_OK)
        return TP_OK;
    if (incoming->is_too_large)
        return tp_fail(diag, TP_E_LIMIT, "reply", -1, "it is larger than %zu bytes", question->reply_max_bytes);
    if (incoming->body->bad || code == CURLE_OUT_OF_MEMORY)
        return tp_fail(diag, TP_E_MEMORY, "reply", -1, "out of memory");
    if (code == CURLE_UNSUPPORTED_PROTOCOL || code == CURLE_URL_MALFORMAT)
        return tp_fail(diag, TP_E_ARGUMENT, "URL", -1, "it is no URL of http or https");
    if (code == CURLE_SSL_CACERT_BADFILE || code == CURLE_SSL_CERTPROBLEM)
        return tp_fail(diag, TP_E_ARGUMENT, "certificate", -1, "%s", text);
    if (code == CURLE_OPERATION_TIMEDOUT)
        return tp_fail(diag, TP_E_IO, "server", -1, "it did not answer within %u seconds, %u of them to connect",
                       question->total_s, question->connect_s ? question->connect_s : question->total_s);
    return tp_fail(diag, is_about_trust(code) ? TP_E_DENIED : TP_E_IO, "server", -1, "%s", text);
}

/* ---- its reply --------------------------------------------------------------------------------------------------- */

static void note_headers(CURL *curl, struct tp_http_answer *out)
{
    struct curl_header *header = NULL;

    while ((header = curl_easy_nextheader(curl, CURLH_HEADER, -1, header)) &&
           out->headers.size_bytes < HEADERS_MAX_BYTES) {
        tp_write_bytes(&out->headers, header->name, strlen(header->name) + 1);
        tp_write_bytes(&out->headers, header->value, strlen(header->value) + 1);
    }
}

static tp_status note_reply(CURL *curl, struct tp_http_answer *out, struct tp_diag *diag)
{
    const char *type = NULL;
    long status = 0;

    if (curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status) == CURLE_OK)
        out->status = (int)status;
    if (curl_easy_getinfo(curl, CURLINFO_CONTENT_TYPE, &type) == CURLE_OK && type)
        snprintf(out->content_type, sizeof out->content_type, "%s", type);
    note_headers(curl, out);
    return out->headers.bad ? tp_fail(diag, TP_E_MEMORY, "reply", -1, "out of memory") : TP_OK;
}

const char *tp_http_answer_header(const struct tp_http_answer *answer, const char *name)
{
    const char *at = (const char *)answer->headers.data;
    const char *end = at + answer->headers.size_bytes;

    while (at < end) {
        const char *value = at + strlen(at) + 1;
        if (strcasecmp(at, name) == 0)
            return value;
        at = value + strlen(value) + 1;
    }
    return NULL;
}

void tp_http_answer_deinit(struct tp_http_answer *answer)
{
    tp_buffer_deinit(&answer->headers);
    tp_buffer_deinit(&answer->body);
}

tp_status tp_http_ask(struct tp_http_client *client, const struct tp_http_question *question,
                      struct tp_http_answer *out, struct tp_diag *diag)
{
    struct incoming incoming = {.body = &out->body, .max_bytes = question->reply_max_bytes};
    char words[CURL_ERROR_SIZE] = "";
    struct curl_slist *headers;
    struct handle *handle;
    tp_status status;

    memset(out, 0, sizeof *out);
    tp_buffer_init(&out->body);
    tp_buffer_init(&out->headers);
    headers = make_headers(question);
    handle = get_handle(client, question->url);
    if (headers && handle && set_options(handle->curl, question, headers, &incoming, words) &&
        set_trust(handle->curl, client) && set_body(handle->curl, question))
        status = explain(curl_easy_perform(handle->curl), question, &incoming, words, diag);
    else
        status = tp_fail(diag, TP_E_MEMORY, NULL, -1, "out of memory");
    if (status == TP_OK)
        status = note_reply(handle->curl, out, diag);
    if (handle)
        put_handle(client, handle);
    curl_slist_free_all(headers);
    return tp_diag_in_file(diag, status, question->url);
}
