/* SPDX-License-Identifier: Apache-2.0 */
/* A node at work: an organisation's folder, the server in front of it, and the threads that do what is due. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "api/figures.h"
#include "api/front.h"
#include "booking/booking.h"
#include "office/office.h"
#include "partner/partner.h"
#include "person/person.h"

enum {
    ADDRESS_BYTES = 128,
    URL_BYTES = 256,
    WORKERS = 2,
    HANDLERS = 64,
    REQUEST_MAX_S = 60,
    BURST_S = 2, /* what an address may ask at once, in seconds of its rate */
    CONNECTIONS_MAX = 512,
    CONNECTIONS_PER_ADDRESS = 128
};

struct place {
    char address[ADDRESS_BYTES]; /* "": none */
    uint16_t port;
};
struct tp_serve {
    struct tp_exchange *exchange;
    struct tp_config *config; /* of the sender, which is there before the exchange is */
    struct tp_sender *sender;
    struct tp_metrics *metrics;
    struct tp_figures *figures;
    struct tp_log *log;
    struct tp_api *api;
    struct tp_drop *drop;                  /* NULL without a folder for it */
    struct tp_http_server *server, *inner; /* inner: for the proxy in front; NULL where there is none for it */
    struct tp_http_tls tls;
    bool working;
    struct place place, inner_place;
    char url[URL_BYTES];
};

/* ---- where ------------------------------------------------------------------------------------------------------- */

/* "127.0.0.1:7400" or "[::1]:7400". */
static tp_status read_place(const char *text, const char *field, struct place *out, struct tp_diag *diag)
{
    const char *colon = strrchr(text, ':');
    size_t length = colon ? (size_t)(colon - text) : 0, digits = colon ? strlen(colon + 1) : 0;
    unsigned long port = digits > 0 && digits < 6 ? strtoul(colon + 1, NULL, 10) : UINT16_MAX + 1UL;

    if (length > 1 && text[0] == '[' && text[length - 1] == ']') {
        text++;
        length -= 2;
    }
    if (length == 0 || length >= ADDRESS_BYTES || port > UINT16_MAX || strspn(colon + 1, "0123456789") != digits)
        return tp_fail(diag, TP_E_ARGUMENT, field, -1, "it does not have the form ADDRESS:PORT");
    memcpy(out->address, text, length);
    out->address[length] = '\0';
    out->port = (uint16_t)port;
    return TP_OK;
}

static bool is_this_machine(const char *address)
{
    return strncmp(address, "127.", 4) == 0 || strcmp(address, "::1") == 0 || strcmp(address, "localhost") == 0;
}

static const char *given_or(const char *given, const char *otherwise)
{
    return given ? given : otherwise;
}

static tp_status decide_where(struct tp_serve *serve, const struct tp_serve_options *options,
                              const struct tp_config *config, struct tp_diag *diag)
{
    const char *listen = given_or(options->listen, given_or(config->serve_listen, TP_SERVE_LISTEN));
    tp_status status = read_place(listen, "--listen", &serve->place, diag);

    if (status == TP_OK && config->serve_proxy_listen)
        status = read_place(config->serve_proxy_listen, "serve.proxy_listen", &serve->inner_place, diag);
    if (status != TP_OK)
        return status;
    serve->tls.certificate = given_or(options->certificate, config->serve_certificate);
    serve->tls.key = given_or(options->key, config->serve_key);
    serve->tls.clients = config->serve_clients;
    serve->tls.who = config->serve_clients ? TP_HTTP_CLIENTS_MAY_PROVE : TP_HTTP_CLIENTS_ANY;
    if (!serve->tls.certificate != !serve->tls.key)
        return tp_fail(diag, TP_E_ARGUMENT, "--certificate", -1, "certificate and key belong together");
    if (serve->inner_place.address[0] && !is_this_machine(serve->inner_place.address))
        return tp_fail(diag, TP_E_ARGUMENT, "serve.proxy_listen", -1, "%s is beyond this machine, and without TLS",
                       serve->inner_place.address);
    if (!serve->tls.certificate && !is_this_machine(serve->place.address) && !options->plain)
        return tp_fail(diag, TP_E_ARGUMENT, "--listen", -1,
                       "%s is beyond this machine: give a certificate, or --plain when something in front has one",
                       serve->place.address);
    return TP_OK;
}

/* ---- figures ----------------------------------------------------------------------------------------------------- */

static tp_status make_figures(struct tp_serve *serve, int log_fd, struct tp_diag *diag)
{
    const struct tp_log_options log = {
        .fd = log_fd, .level = TP_LOG_INFO, .addresses = tp_exchange_config(serve->exchange)->serve_log_addresses};
    tp_status status = tp_metrics_new(&serve->metrics, diag);

    if (status == TP_OK && log_fd >= 0)
        status = tp_log_new(&log, &serve->log, diag);
    return status == TP_OK ? tp_figures_new(serve->exchange, serve->metrics, serve->log, &serve->figures, diag)
                           : status;
}

/* ---- start and stop ---------------------------------------------------------------------------------------------- */

static tp_status open_exchange(struct tp_serve *serve, const struct tp_serve_options *options, struct tp_diag *diag)
{
    const struct tp_exchange_options exchange = {.parts = tp_api_parts,
                                                 .send = tp_api_send,
                                                 .send_context = serve->sender,
                                                 .thread_count = options->threads,
                                                 .now_s = options->now_s,
                                                 .clock_is_right = options->clock_is_right};

    return tp_exchange_open(options->folder, options->secret, &exchange, &serve->exchange, diag);
}

/* Proves itself to partners as it proves itself to those who ask it, unless it has a certificate for that alone. */
static tp_status make_sender(struct tp_serve *serve, const struct tp_serve_options *options, struct tp_diag *diag)
{
    const struct tp_config *config = serve->config;
    const bool own = config->serve_client_certificate != NULL;
    const struct tp_sender_options sender = {
        .config = config,
        .certificate =
            own ? config->serve_client_certificate : given_or(options->certificate, config->serve_certificate),
        .key = own ? config->serve_client_key : given_or(options->key, config->serve_key)};

    return tp_sender_new(&sender, &serve->sender, diag);
}

static tp_status start_server(struct tp_serve *serve, const struct place *place, const struct tp_http_tls *tls,
                              struct tp_http_server **out, struct tp_diag *diag)
{
    const struct tp_config *config = tp_exchange_config(serve->exchange);
    const struct tp_http_options options = {.address = place->address,
                                            .port = place->port,
                                            .request_max_s = REQUEST_MAX_S,
                                            .head = tp_api_head,
                                            .refuse = tp_api_refuse,
                                            .tls = tls,
                                            .workers = HANDLERS,
                                            .connections_max = CONNECTIONS_MAX,
                                            .connections_per_address_max = CONNECTIONS_PER_ADDRESS,
                                            .requests_per_s = (unsigned)config->serve_requests_per_s,
                                            .burst = BURST_S * (unsigned)config->serve_requests_per_s,
                                            .proxy = config->serve_proxy,
                                            .metrics = serve->metrics,
                                            .log = serve->log};

    return tp_http_server_start(&options, tp_api_handle, serve->api, out, diag);
}

static tp_status start_servers(struct tp_serve *serve, struct tp_diag *diag)
{
    const struct tp_http_tls *tls = serve->tls.certificate ? &serve->tls : NULL;
    const char *address = serve->place.address;
    bool numbers = strchr(address, ':') != NULL;
    tp_status status = start_server(serve, &serve->place, tls, &serve->server, diag);

    if (status == TP_OK)
        snprintf(serve->url, URL_BYTES, "http%s://%s%s%s:%u", tls ? "s" : "", numbers ? "[" : "", address,
                 numbers ? "]" : "", tp_http_server_port(serve->server));
    if (status == TP_OK && serve->inner_place.address[0])
        status = start_server(serve, &serve->inner_place, NULL, &serve->inner, diag);
    return status;
}

/* Without the words, which may name somebody's file. */
static void log_drop(void *context, const struct tp_diag *what)
{
    tp_log_failure(context, what->status == TP_OK ? "drop.well" : "drop.trouble", what);
}

static tp_status start(struct tp_serve *serve, const struct tp_serve_options *options, struct tp_diag *diag)
{
    struct tp_api_options api = {0};
    char path[1024];
    tp_status status;

    snprintf(path, sizeof path, "%s/organisation.yaml", options->folder);
    status = tp_config_load(path, &serve->config, diag);
    if (status == TP_OK)
        status = make_sender(serve, options, diag);
    if (status == TP_OK)
        status = open_exchange(serve, options, diag);
    if (status == TP_OK)
        status = decide_where(serve, options, tp_exchange_config(serve->exchange), diag);
    if (status == TP_OK)
        status = make_figures(serve, options->log_fd, diag);
    api.certificate = options->certificate;
    api.metrics = serve->metrics;
    api.log = serve->log;
    if (status == TP_OK)
        status = tp_api_new(serve->exchange, &api, &serve->api, diag);
    if (status == TP_OK)
        status = tp_person_start(serve->exchange, diag);
    if (status == TP_OK)
        status = tp_exchange_start_workers(serve->exchange, options->workers ? options->workers : WORKERS, diag);
    serve->working = status == TP_OK;
    if (status == TP_OK)
        status = tp_office_start(serve->exchange, diag);
    if (status == TP_OK)
        status = tp_partner_start(serve->exchange, diag);
    if (status == TP_OK)
        status = tp_drop_start(serve->exchange, log_drop, serve->log, &serve->drop, diag);
    return status == TP_OK ? start_servers(serve, diag) : status;
}

tp_status tp_serve_start(const struct tp_serve_options *options, struct tp_serve **out, struct tp_diag *diag)
{
    void *memory;
    tp_status status = tp_alloc_zero(&memory, 1, sizeof **out, diag);

    *out = memory;
    if (status != TP_OK)
        return status;
    status = start(*out, options, diag);
    if (status != TP_OK)
        tp_serve_stop(out);
    return status;
}

const char *tp_serve_url(const struct tp_serve *serve)
{
    return serve->url;
}

struct tp_exchange *tp_serve_exchange(struct tp_serve *serve)
{
    return serve->exchange;
}

static tp_status read_again(struct tp_serve *serve, struct tp_config **out, struct tp_diag *diag)
{
    char path[1024];
    tp_status status;

    snprintf(path, sizeof path, "%s/organisation.yaml", tp_exchange_folder(serve->exchange));
    status = tp_config_load(path, out, diag);
    if (status == TP_OK)
        status = tp_diag_in_file(diag, tp_exchange_may_take_config(serve->exchange, *out, diag), path);
    return status;
}

/* What can be wrong comes first: each file is read, and kept, before the first of them counts. */
static tp_status reload(struct tp_serve *serve, struct tp_diag *diag)
{
    struct tp_sender_clients *clients = NULL;
    struct tp_config *config = NULL;
    tp_status status = read_again(serve, &config, diag);

    if (status == TP_OK)
        status = tp_sender_read(serve->sender, config, &clients, diag);
    if (status == TP_OK && serve->tls.certificate)
        status = tp_http_server_reload(serve->server, diag);
    if (status == TP_OK)
        status = tp_exchange_take_config(serve->exchange, &config, diag);
    if (status == TP_OK)
        tp_sender_take(serve->sender, &clients);
    tp_sender_drop(&clients);
    tp_config_free(&config);
    return status;
}

tp_status tp_serve_reload(struct tp_serve *serve, struct tp_diag *diag)
{
    tp_status status = reload(serve, diag);

    if (status != TP_OK) {
        tp_log_failure(serve->log, "configuration.refused", diag);
        return status;
    }
    tp_http_server_end_idle(serve->server);
    tp_log_write(serve->log, TP_LOG_INFO, "configuration.taken", NULL);
    return tp_partner_start(serve->exchange, diag);
}

void tp_serve_stop(struct tp_serve **serve)
{
    struct tp_serve *old = *serve;

    if (!old)
        return;
    if (old->api)
        tp_api_drain(old->api);
    tp_http_server_stop(&old->inner);
    tp_http_server_stop(&old->server);
    tp_drop_stop(&old->drop);
    if (old->working)
        tp_exchange_stop_workers(old->exchange);
    tp_api_free(&old->api);
    tp_exchange_close(&old->exchange);
    tp_sender_free(&old->sender);
    tp_config_free(&old->config);
    tp_figures_free(&old->figures);
    tp_metrics_free(&old->metrics);
    tp_log_free(&old->log);
    free(old);
    *serve = NULL;
}
