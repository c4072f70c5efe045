/* SPDX-License-Identifier: Apache-2.0 */
/* tenprint ledger witness */
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "cli/commands.h"
#include "cli/published.h"
#include "cli/secret.h"
#include "http/http.h"

enum { LOGS_MAX = 256, ADDRESS_BYTES = 64, REQUEST_MAX_S = 20 };

#define DEFAULT_LISTEN "127.0.0.1:7480"

/* ---- answering --------------------------------------------------------------------------------------------------- */

static void explain(const struct tp_diag *diag)
{
    char words[512];

    tp_diag_format(diag, words, sizeof words);
    fprintf(stderr, "tenprint: %s\n", words);
}

/* Trouble with the disk is for the operator to read; the log only learns that there was some. */
static void add_checkpoint(struct tp_witness *witness, const struct tp_http_request *request,
                           struct tp_http_reply *reply)
{
    struct tp_witness_reply answer;
    struct tp_diag diag;
    tp_status status;

    tp_diag_init(&diag);
    status = tp_witness_add(witness, request->body, request->body_bytes, tp_clock_now_s(), &answer, &diag);
    if (status != TP_OK) {
        explain(&diag);
        reply->status = 500;
        tp_write_text(&reply->body, "the witness is in trouble\n");
        return;
    }
    reply->status = answer.http;
    reply->body = answer.content;
    if (answer.http == 409)
        reply->content_type = "text/x.tlog.size";
}

static void serve_request(void *context, const struct tp_http_request *request, struct tp_http_reply *reply)
{
    reply->content_type = "text/plain; charset=utf-8";
    if (strcmp(request->path, "/add-checkpoint") != 0) {
        reply->status = 404;
        tp_write_text(&reply->body, "there is only /add-checkpoint\n");
    } else if (strcmp(request->method, "POST") != 0) {
        reply->status = 405;
        tp_write_text(&reply->body, "use POST\n");
    } else {
        add_checkpoint(context, request, reply);
    }
}

/* ---- starting ---------------------------------------------------------------------------------------------------- */

/* "127.0.0.1:7480" or "[::1]:7480". */
static tp_status read_listen(const char *text, char address[ADDRESS_BYTES], uint16_t *port, struct tp_diag *diag)
{
    const char *colon = strrchr(text, ':');
    size_t length = colon ? (size_t)(colon - text) : 0;
    uint64_t number;
    tp_status status;

    if (length > 1 && text[0] == '[' && text[length - 1] == ']') {
        text++;
        length -= 2;
    }
    if (length == 0 || length >= ADDRESS_BYTES)
        return tp_fail(diag, TP_E_ARGUMENT, "--listen", -1, "it does not have the form ADDRESS:PORT");
    memcpy(address, text, length);
    address[length] = '\0';
    status = tp_index_read(colon + 1, "--listen", &number, diag);
    if (status == TP_OK && number > UINT16_MAX)
        status = tp_fail(diag, TP_E_ARGUMENT, "--listen", -1, "there is no port %s", colon + 1);
    *port = (uint16_t)number;
    return status;
}

static void announce(const struct tp_witness *witness, const char *address, uint16_t port)
{
    struct tp_buffer key;

    tp_buffer_init(&key);
    tp_verifier_write(tp_witness_verifier(witness), &key);
    printf("key        %.*s\nlistening  %s port %u\n", (int)key.size_bytes, (const char *)key.data, address, port);
    fflush(stdout);
    tp_buffer_deinit(&key);
}

/* Until SIGTERM or SIGINT, which all threads that are started from here on leave to this one. */
static tp_status serve(struct tp_witness *witness, const char *listen, struct tp_diag *diag)
{
    char address[ADDRESS_BYTES];
    struct tp_http_options options = {
        .address = address, .body_max_bytes = TP_WITNESS_BODY_MAX, .request_max_s = REQUEST_MAX_S};
    struct tp_http_server *server;
    sigset_t ends;
    int signal_number;
    tp_status status = read_listen(listen, address, &options.port, diag);

    if (status != TP_OK)
        return status;
    sigemptyset(&ends);
    sigaddset(&ends, SIGTERM);
    sigaddset(&ends, SIGINT);
    pthread_sigmask(SIG_BLOCK, &ends, NULL);
    status = tp_http_server_start(&options, serve_request, witness, &server, diag);
    if (status != TP_OK)
        return status;
    announce(witness, address, tp_http_server_port(server));
    sigwait(&ends, &signal_number);
    tp_http_server_stop(&server);
    return TP_OK;
}

static tp_status load_key(const struct tp_arguments *arguments, struct tp_signer **out, struct tp_diag *diag)
{
    struct tp_secret_source source = tp_secret_passphrase(arguments);
    char passphrase[TP_SECRET_MAX];
    tp_status status = tp_secret_read(&source, passphrase, diag);

    if (status == TP_OK)
        status = tp_signer_load(tp_option_text(arguments, "key"), passphrase, out, diag);
    tp_wipe(passphrase, sizeof passphrase);
    return status;
}

static tp_status check_options(const struct tp_arguments *arguments, struct tp_diag *diag)
{
    static const char *const needed[] = {"state", "name", "key", "log"};

    for (size_t i = 0; i < TP_ARRAY_LENGTH(needed); i++) {
        char option[16];

        snprintf(option, sizeof option, "--%s", needed[i]);
        if (!tp_option_given(arguments, needed[i]))
            return tp_fail(diag, TP_E_ARGUMENT, option, -1, "is missing");
    }
    return TP_OK;
}

static int run(const struct tp_arguments *arguments, struct tp_diag *diag)
{
    const char *listen = tp_option_text(arguments, "listen");
    static struct tp_verifier logs[LOGS_MAX];
    struct tp_witness_options options = {
        .folder = tp_option_text(arguments, "state"), .name = tp_option_text(arguments, "name"), .logs = logs};
    struct tp_witness *witness = NULL;
    tp_status status = check_options(arguments, diag);

    if (status == TP_OK)
        status = tp_verifiers_read(tp_option_text(arguments, "log"), "--log", logs, LOGS_MAX, &options.log_count, diag);
    if (status == TP_OK)
        status = load_key(arguments, &options.signer, diag);
    if (status == TP_OK)
        status = tp_witness_open(&options, &witness, diag);
    if (status == TP_OK)
        status = serve(witness, listen ? listen : DEFAULT_LISTEN, diag);
    tp_witness_close(&witness);
    tp_signer_free(&options.signer);
    return status;
}

static const struct tp_option options_of_witness[] = {
    {"state", 0, TP_OPTION_TEXT, "DIR", "where the newest checkpoint of each log is kept", 0, 0},
    {"name", 0, TP_OPTION_TEXT, "NAME", "the witness' name: a URL without its scheme, by custom", 0, 0},
    {"key", 0, TP_OPTION_TEXT, "FILE", "the witness' key file, made with `tenprint key make`", 0, 0},
    TP_OPTION_PASSPHRASE,
    {"log", 0, TP_OPTION_TEXT, "KEYS", "keys of the logs, parted by blanks, or @FILE with one a line", 0, 0},
    {"listen", 0, TP_OPTION_TEXT, "ADDRESS:PORT", "where to serve (default: " DEFAULT_LISTEN "; port 0: any)", 0, 0},
    {0},
};

const struct tp_command tp_command_ledger_witness = {
    .name = "ledger witness",
    .synopsis = "--state DIR --name NAME --key FILE --log KEYS [OPTION]...",
    .summary = "cosign the checkpoints of ledgers",
    .description =
        "Serves POST /add-checkpoint as C2SP tlog-witness has it, until SIGTERM or SIGINT. A log sends its newest "
        "checkpoint with a proof that nothing before was changed; the witness cosigns it when it continues the one it "
        "cosigned last, and never signs two histories. The state is on the disk before a cosignature leaves. A second "
        "root for a size is refused and kept in the state folder as evidence.\n\n"
        "Use a key that signs nothing else, and a reverse proxy for TLS.",
    .example = "tenprint ledger witness --state state --name witness.example/w1 --key witness.pem --log @logs\n",
    .options = options_of_witness,
    .positional_min = 0,
    .positional_max = 0,
    .run = run,
};
