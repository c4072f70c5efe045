/* SPDX-License-Identifier: Apache-2.0 */
/* tenprint serve */
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#include "api/api.h"
#include "cli/commands.h"
#include "cli/org.h"

static tp_status announce(struct tp_serve *serve, bool as_json, struct tp_diag *diag)
{
    const struct tp_config *config = tp_exchange_config(tp_serve_exchange(serve));
    struct tp_json *json;
    tp_status status = TP_OK;

    if (!as_json) {
        printf("%s%s\nlistening  %s\n", config->name, config->rehearsal ? " (rehearsal)" : "", tp_serve_url(serve));
    } else {
        status = tp_json_new(&json, diag);
        if (status != TP_OK)
            return status;
        tp_json_text(json, "url", tp_serve_url(serve));
        tp_json_text(json, "organisation", config->id);
        tp_json_flag(json, "rehearsal", config->rehearsal);
        status = tp_json_print(json, true, stdout, diag);
        tp_json_free(&json);
    }
    fflush(stdout);
    return status;
}

/* Until SIGTERM or SIGINT; SIGHUP reads the configuration and the certificates again. */
static void wait_for_the_end(struct tp_serve *serve, const sigset_t *signals)
{
    char words[512];
    struct tp_diag diag;
    int number = 0;

    while (sigwait(signals, &number) == 0 && number == SIGHUP) {
        tp_diag_init(&diag);
        if (tp_serve_reload(serve, &diag) == TP_OK)
            continue;
        tp_diag_format(&diag, words, sizeof words);
        fprintf(stderr, "tenprint: configuration and certificates stay as they were: %s\n", words);
    }
}

/* The threads that are started from here on leave the signals to this one. A reader who goes is an error of that
 * connection, nothing that ends the node. */
static void catch_signals(sigset_t *out)
{
    (void)signal(SIGPIPE, SIG_IGN);
    sigemptyset(out);
    sigaddset(out, SIGTERM);
    sigaddset(out, SIGINT);
    sigaddset(out, SIGHUP);
    pthread_sigmask(SIG_BLOCK, out, NULL);
}

static tp_status fill(const struct tp_arguments *arguments, struct tp_serve_options *out, struct tp_diag *diag)
{
    const char *now = tp_option_text(arguments, "now");

    out->folder = arguments->positional[0];
    out->listen = tp_option_text(arguments, "listen");
    out->certificate = tp_option_text(arguments, "certificate");
    out->key = tp_option_text(arguments, "key");
    out->plain = tp_option_given(arguments, "plain");
    out->clock_is_right = tp_option_given(arguments, "clock-is-right");
    out->workers = (unsigned)tp_option_integer(arguments, "workers", 0);
    out->threads = (unsigned)tp_option_integer(arguments, "threads", 0);
    out->log_fd = tp_option_given(arguments, "quiet") ? -1 : STDERR_FILENO;
    return now ? tp_org_read_time(now, "--now", &out->now_s, diag) : TP_OK;
}

static int run(const struct tp_arguments *arguments, struct tp_diag *diag)
{
    struct tp_secret_source source = tp_secret_passphrase(arguments);
    struct tp_serve_options options = {0};
    char secret[TP_SECRET_MAX];
    struct tp_serve *serve;
    sigset_t signals;
    tp_status status = fill(arguments, &options, diag);

    if (status == TP_OK)
        status = tp_secret_read(&source, secret, diag);
    if (status != TP_OK)
        return status;
    catch_signals(&signals);
    options.secret = secret;
    status = tp_serve_start(&options, &serve, diag);
    tp_wipe(secret, sizeof secret);
    if (status != TP_OK)
        return status;
    status = announce(serve, tp_option_given(arguments, "json"), diag);
    if (status == TP_OK)
        wait_for_the_end(serve, &signals);
    tp_serve_stop(&serve);
    return status;
}

static const struct tp_option options_of_serve[] = {
    {"listen", 0, TP_OPTION_TEXT, "ADDRESS:PORT",
     "where to answer (default: the configuration's, or " TP_SERVE_LISTEN "; port 0: any)", 0, 0},
    {"certificate", 0, TP_OPTION_TEXT, "FILE", "certificate for TLS, with its chain (PEM)", 0, 0},
    {"key", 0, TP_OPTION_TEXT, "FILE", "its private key (PEM)", 0, 0},
    {"plain", 0, TP_OPTION_FLAG, NULL, "without TLS also beyond this machine: something in front has a certificate", 0,
     0},
    {"workers", 0, TP_OPTION_INTEGER, "N", "how many jobs to work on at a time (default: 2)", 1, 64},
    TP_OPTION_THREADS,
    TP_OPTION_PASSPHRASE,
    TP_OPTION_NOW,
    {"clock-is-right", 0, TP_OPTION_FLAG, NULL,
     "the machine's clock is, although the folder was in use later, or 90 days before", 0, 0},
    {"quiet", 0, TP_OPTION_FLAG, NULL, "no log on standard error", 0, 0},
    TP_OPTION_JSON,
    {0},
};

const struct tp_command tp_command_serve = {
    .name = "serve",
    .synopsis = "DIR [OPTION]...",
    .summary = "run an organisation's node: its HTTP API, and what it does by itself",
    .description =
        "Opens the organisation's folder DIR, alone, answers requests (GET /v1/openapi describes them) and works on "
        "what is due: bookings, messages to partners, retention. Prints one line with the URL once it is ready. "
        "SIGTERM and SIGINT end it after what is under way; SIGHUP reads organisation.yaml, certificates "
        "and keys again; what is wrong in them is said, and all stays as it was.\n\n"
        "Without TLS it answers on this machine only, unless --plain says that something in front has a certificate. "
        "The log on standard error is lines of JSON without personal data.",
    .example = "tenprint user add a.admin --org dcjs --duty administrator\n"
               "tenprint serve dcjs --listen 127.0.0.1:7400\n",
    .options = options_of_serve,
    .positional_min = 1,
    .positional_max = 1,
    .run = run,
};
