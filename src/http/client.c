/* SPDX-License-Identifier: Apache-2.0 */
/* The client: one request and its reply with libcurl, bounded in time and size. */
#include <curl/curl.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "http/http.h"

#define USER_AGENT "tenprint"

static void start_library(void)
{
    /* A failure comes back from each curl_easy_init. */
    (void)curl_global_init(CURL_GLOBAL_DEFAULT);
}

/* A body that comes in. */
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

/* Without `Expect: 100-continue`, for which some servers let one wait. */
static struct curl_slist *make_headers(const struct tp_http_post *post)
{
    struct curl_slist *first = curl_slist_append(NULL, "Expect:"), *both;
    char line[128];

    snprintf(line, sizeof line, "Content-Type: %s", post->content_type);
    both = first ? curl_slist_append(first, line) : NULL;
    if (!both)
        curl_slist_free_all(first);
    return both;
}

static bool set_options(CURL *curl, const struct tp_http_post *post, const struct curl_slist *headers,
                        struct incoming *incoming, char *words)
{
    bool is_set = curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, words) == CURLE_OK;

    is_set &= curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L) == CURLE_OK;
    is_set &= curl_easy_setopt(curl, CURLOPT_URL, post->url) == CURLE_OK;
    is_set &= curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https") == CURLE_OK;
    is_set &= curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L) == CURLE_OK;
    is_set &= curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L) == CURLE_OK;
    is_set &= curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L) == CURLE_OK;
    is_set &= curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)post->total_s) == CURLE_OK;
    is_set &= curl_easy_setopt(curl, CURLOPT_USERAGENT, USER_AGENT) == CURLE_OK;
    is_set &= curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers) == CURLE_OK;
    is_set &= curl_easy_setopt(curl, CURLOPT_POST, 1L) == CURLE_OK;
    is_set &= curl_easy_setopt(curl, CURLOPT_POSTFIELDS, post->body ? post->body : "") == CURLE_OK;
    is_set &= curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)post->body_bytes) == CURLE_OK;
    is_set &= curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take) == CURLE_OK;
    is_set &= curl_easy_setopt(curl, CURLOPT_WRITEDATA, incoming) == CURLE_OK;
    return is_set;
}

static tp_status explain(CURLcode code, const struct tp_http_post *post, const struct incoming *incoming,
                         const char *words, struct tp_diag *diag)
{
    if (code == CURLE_OK)
        return TP_OK;
    if (incoming->is_too_large)
        return tp_fail(diag, TP_E_LIMIT, "reply", -1, "it is larger than %zu bytes", post->reply_max_bytes);
    if (incoming->body->bad || code == CURLE_OUT_OF_MEMORY)
        return tp_fail(diag, TP_E_MEMORY, "reply", -1, "out of memory");
    if (code == CURLE_UNSUPPORTED_PROTOCOL || code == CURLE_URL_MALFORMAT)
        return tp_fail(diag, TP_E_ARGUMENT, "URL", -1, "it is no URL of http or https");
    if (code == CURLE_OPERATION_TIMEDOUT)
        return tp_fail(diag, TP_E_IO, "server", -1, "it did not answer within %u seconds", post->total_s);
    return tp_fail(diag, TP_E_IO, "server", -1, "%s", words[0] ? words : curl_easy_strerror(code));
}

static void note_reply(CURL *curl, struct tp_http_answer *out)
{
    const char *type = NULL;
    long status = 0;

    if (curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status) == CURLE_OK)
        out->status = (int)status;
    if (curl_easy_getinfo(curl, CURLINFO_CONTENT_TYPE, &type) == CURLE_OK && type)
        snprintf(out->content_type, sizeof out->content_type, "%s", type);
}

tp_status tp_http_post(const struct tp_http_post *post, struct tp_http_answer *out, struct tp_diag *diag)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    struct incoming incoming = {.body = &out->body, .max_bytes = post->reply_max_bytes};
    struct curl_slist *headers;
    char words[CURL_ERROR_SIZE] = "";
    CURL *curl;
    tp_status status;

    memset(out, 0, sizeof *out);
    tp_buffer_init(&out->body);
    pthread_once(&once, start_library);
    curl = curl_easy_init();
    headers = make_headers(post);
    if (curl && headers && set_options(curl, post, headers, &incoming, words))
        status = explain(curl_easy_perform(curl), post, &incoming, words, diag);
    else
        status = tp_fail(diag, TP_E_MEMORY, NULL, -1, "out of memory");
    if (status == TP_OK)
        note_reply(curl, out);
    curl_slist_free_all(headers);
    curl_easy_cleanup(curl);
    return tp_diag_in_file(diag, status, post->url);
}
