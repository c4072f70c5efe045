/* SPDX-License-Identifier: Apache-2.0 */
/* tenprint partner check */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "cli/commands.h"
#include "cli/remote.h"

enum { TRIES = 40, PAUSE_NS = 250000000 };

/* Asks what became of the message; true when that is known. */
static tp_status look(const struct tp_remote *remote, const char *message, struct tp_remote_answer *answer,
                      struct tp_diag *diag)
{
    char path[128];
    const struct tp_remote_question question = {.method = "GET", .path = path};

    snprintf(path, sizeof path, "/v1/messages/%.64s", message);
    return tp_remote_ask(remote, &question, answer, diag);
}

static tp_status send_check(const struct tp_remote *remote, const char *partner, char message[65], struct tp_diag *diag)
{
    char path[160];
    const struct tp_remote_question question = {.method = "POST", .path = path};
    struct tp_remote_answer answer;
    tp_status status;

    snprintf(path, sizeof path, "/v1/partners/%.64s/check", partner);
    status = tp_remote_ask(remote, &question, &answer, diag);
    snprintf(message, 65, "%.64s", status == TP_OK ? tp_remote_text(&answer, "message") : "");
    tp_remote_answer_deinit(&answer);
    return status;
}

static int wait_for(const struct tp_remote *remote, const struct tp_arguments *arguments, const char *message,
                    struct tp_diag *diag)
{
    for (int i = 0; i < TRIES; i++) {
        const struct timespec pause = {0, PAUSE_NS};
        struct tp_remote_answer answer;
        tp_status status = look(remote, message, &answer, diag);
        bool delivered = status == TP_OK && strcmp(tp_remote_text(&answer, "state"), "delivered") == 0;
        bool failed = status == TP_OK && tp_remote_text(&answer, "trouble")[0];

        if (delivered || failed) {
            if (tp_option_given(arguments, "json"))
                status = tp_remote_print(&answer, diag);
            else
                printf("%s: %s\n", arguments->positional[0],
                       delivered ? "answers, and its signature is right" : tp_remote_text(&answer, "trouble"));
        }
        tp_remote_answer_deinit(&answer);
        if (status != TP_OK || delivered || failed)
            return status != TP_OK ? (int)status : delivered ? TP_EXIT_OK : TP_EXIT_NEGATIVE;
        nanosleep(&pause, NULL);
    }
    return tp_fail(diag, TP_E_BUSY, NULL, -1, "the node has not sent the message in ten seconds");
}

static int run(const struct tp_arguments *arguments, struct tp_diag *diag)
{
    char message[65];
    struct tp_remote remote;
    int result = tp_remote_open(arguments, &remote, diag);

    if (result == TP_OK) {
        remote.reference = remote.reference ? remote.reference : "partner check"; /* about nobody's case */
        result = send_check(&remote, arguments->positional[0], message, diag);
        if (result == TP_OK)
            result = wait_for(&remote, arguments, message, diag);
    }
    tp_remote_close(&remote);
    return result;
}

static const struct tp_option options[] = {TP_OPTIONS_REMOTE, TP_OPTION_JSON, {0}};

const struct tp_command tp_command_partner_check = {
    .name = "partner check",
    .synopsis = "ID [OPTION]...",
    .summary = "have a node send its partner a signed message that asks for nothing",
    .description =
        "Whether the partner's node can be reached, takes this organisation's signature, and acknowledges with "
        "its own.\n\nExit status: 0 when it does, 1 when it does not.",
    .example = "tenprint partner check dhs-ident --node https://node.dcjs.example --token session\n",
    .options = options,
    .positional_min = 1,
    .positional_max = 1,
    .run = run,
};
