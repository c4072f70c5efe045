/* SPDX-License-Identifier: Apache-2.0 */
/* tenprint ledger cosign */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "cli/commands.h"
#include "cli/org.h"
#include "cli/published.h"
#include "cli/witness_road.h"
#include "http/http.h"
#include "json/json.h"

/* ---- asking ------------------------------------------------------------------------------------------------------ */

static tp_status write_request(const struct tp_published *published, uint64_t old_size, struct tp_buffer *out,
                               struct tp_diag *diag)
{
    struct tp_reader *reader;
    struct tp_proof proof;
    uint8_t *note;
    size_t size_bytes;
    tp_status status = tp_published_open(published, &reader, &note, &size_bytes, diag);

    if (status != TP_OK)
        return status;
    status = tp_published_holds(reader, old_size, true, "--ask", diag);
    if (status == TP_OK)
        status = tp_reader_consistency(reader, old_size, tp_reader_checkpoint(reader)->size, &proof, diag);
    if (status == TP_OK)
        tp_witness_write_request(old_size, &proof, note, size_bytes, out);
    if (status == TP_OK && out->bad)
        status = tp_fail(diag, TP_E_MEMORY, NULL, -1, "out of memory");
    tp_reader_close(&reader);
    free(note);
    return status;
}

static tp_status ask(const struct tp_arguments *arguments, struct tp_diag *diag)
{
    struct tp_published published;
    struct tp_buffer request;
    uint64_t old_size;
    tp_status status = tp_index_read(tp_option_text(arguments, "ask"), "--ask", &old_size, diag);

    if (status == TP_OK && arguments->positional_count != 1)
        status = tp_fail(diag, TP_E_ARGUMENT, "--ask", -1, "needs a folder");
    if (status == TP_OK)
        status =
            tp_published_find(arguments->positional[0], tp_option_text(arguments, "key"), "--key", &published, diag);
    tp_buffer_init(&request);
    if (status == TP_OK)
        status = write_request(&published, old_size, &request, diag);
    if (status == TP_OK)
        fwrite(request.data, 1, request.size_bytes, stdout);
    tp_buffer_deinit(&request);
    return status;
}

/* ---- taking ------------------------------------------------------------------------------------------------------ */

/* Adds LINE when it is by a witness of the configuration; others are left out. */
static tp_status take_line(const struct tp_org *org, const char *line, unsigned *taken, struct tp_diag *diag)
{
    const struct tp_config *config = tp_organisation_config(org->organisation);

    for (unsigned i = 0; i < config->witness_count; i++) {
        struct tp_verifier witness;
        tp_status status = tp_verifier_parse(config->witnesses[i].verifier, &witness, diag);

        if (status != TP_OK)
            return status;
        if (!tp_witness_line_is_by(line, &witness))
            continue;
        status = tp_ledger_cosign(tp_organisation_ledger(org->organisation), &witness, line, diag);
        *taken += status == TP_OK;
        return status;
    }
    return TP_OK;
}

/* TEXT has lines, each with its newline. */
static tp_status take_lines(const struct tp_org *org, char *text, unsigned *taken, struct tp_diag *diag)
{
    tp_status status = TP_OK;

    while (*text && status == TP_OK) {
        size_t length = strcspn(text, "\n");
        char *next = text + length + (text[length] == '\n');
        char kept = *next;

        *next = '\0';
        status = take_line(org, text, taken, diag);
        *next = kept;
        text = next;
    }
    return status;
}

static tp_status take(const struct tp_arguments *arguments, struct tp_diag *diag)
{
    struct tp_org org = {.organisation = NULL};
    uint8_t *data = NULL;
    size_t size_bytes;
    char *text = NULL;
    unsigned taken = 0;
    tp_status status = tp_file_read(tp_option_text(arguments, "take"), TP_NOTE_MAX, &data, &size_bytes, diag);

    if (status == TP_OK && !(text = strndup((const char *)data, size_bytes)))
        status = tp_fail(diag, TP_E_MEMORY, NULL, -1, "out of memory");
    free(data);
    if (status == TP_OK)
        status = tp_org_open(arguments, &org, diag);
    if (status == TP_OK)
        status = take_lines(&org, text, &taken, diag);
    if (status == TP_OK && taken == 0)
        status = tp_fail(diag, TP_E_DENIED, "--take", -1, "there is no cosignature by a witness of organisation.yaml");
    if (status == TP_OK)
        printf("%u cosignature%s added to the checkpoint\n", taken, taken == 1 ? "" : "s");
    tp_org_close(&org);
    free(text);
    return status;
}

/* ---- asking and taking over HTTP --------------------------------------------------------------------------------- */

struct round {
    const struct tp_config *config;
    unsigned cosigned;
    struct tp_witness_answer answers[TP_LEDGER_WITNESSES_MAX];
};

static void count(struct round *round)
{
    round->cosigned = 0;
    for (unsigned i = 0; i < round->config->witness_count; i++)
        round->cosigned += round->answers[i].outcome == TP_WITNESS_COSIGNED;
}

/* The folder is not opened meanwhile, so that others can work there while a witness makes us wait. */
static tp_status ask_all(const char *folder, const char *authorities, struct round *round, struct tp_diag *diag)
{
    const struct tp_http_client_options options = {.authorities = authorities};
    struct tp_http_client *client = NULL;
    struct tp_witness_road road;
    struct tp_published published;
    tp_status status = tp_published_find(folder, NULL, "--org", &published, diag);

    if (status == TP_OK)
        status = tp_http_client_new(&options, &client, diag);
    road = tp_witness_http(client);
    for (unsigned i = 0; i < round->config->witness_count && status == TP_OK; i++) {
        status = tp_witness_ask(&road, &published, &round->config->witnesses[i], &round->answers[i], diag);
    }
    tp_http_client_free(&client);
    count(round);
    return status;
}

static tp_status add_all(const struct tp_arguments *arguments, struct round *round, struct tp_diag *diag)
{
    struct tp_org org;
    tp_status status = tp_org_open(arguments, &org, diag);

    for (unsigned i = 0; i < round->config->witness_count && status == TP_OK; i++)
        if (round->answers[i].outcome == TP_WITNESS_COSIGNED)
            status = tp_witness_take(tp_organisation_ledger(org.organisation), &round->answers[i], diag);
    count(round);
    tp_org_close(&org);
    return status;
}

static void print_answer(const struct tp_witness_answer *answer)
{
    char time[TP_TIME_TEXT_BYTES];

    tp_time_format((int64_t)TP_MIN(answer->time_s, INT64_MAX), time);
    printf("%-13s  %s  ", tp_witness_outcome_code(answer->outcome), answer->verifier.name);
    if (answer->outcome == TP_WITNESS_COSIGNED)
        printf("%" PRIu64 " entries at %s\n", answer->size, time);
    else if (answer->outcome == TP_WITNESS_REFUSED && answer->http != 200)
        printf("%d: %s\n", answer->http, answer->text);
    else
        printf("%s\n", answer->text);
}

static void add_json(const struct tp_witness_answer *answer, const char *url, struct tp_json *json)
{
    char time[TP_TIME_TEXT_BYTES];

    tp_time_format((int64_t)TP_MIN(answer->time_s, INT64_MAX), time);
    tp_json_object(json, NULL);
    tp_json_text(json, "name", answer->verifier.name);
    if (url)
        tp_json_text(json, "url", url);
    tp_json_text(json, "outcome", tp_witness_outcome_code(answer->outcome));
    if (answer->http != 0)
        tp_json_integer(json, "status", answer->http);
    if (answer->outcome == TP_WITNESS_COSIGNED) {
        tp_json_integer(json, "size", (int64_t)answer->size);
        tp_json_text(json, "time", time);
    } else {
        tp_json_text(json, "text", answer->text);
    }
    tp_json_close(json);
}

static tp_status print_json(const struct round *round, struct tp_diag *diag)
{
    struct tp_json *json;
    tp_status status = tp_json_new(&json, diag);

    if (status != TP_OK)
        return status;
    tp_json_integer(json, "cosigned", round->cosigned);
    tp_json_integer(json, "needed", round->config->witnesses_needed);
    tp_json_list(json, "witnesses");
    for (unsigned i = 0; i < round->config->witness_count; i++)
        add_json(&round->answers[i], round->config->witnesses[i].url, json);
    tp_json_close(json);
    status = tp_json_print(json, false, stdout, diag);
    tp_json_free(&json);
    return status;
}

static tp_status print_round(const struct round *round, bool as_json, struct tp_diag *diag)
{
    if (as_json)
        return print_json(round, diag);
    for (unsigned i = 0; i < round->config->witness_count; i++)
        print_answer(&round->answers[i]);
    return TP_OK;
}

static tp_status load_config(const char *folder, struct tp_config **out, struct tp_diag *diag)
{
    char path[4096];
    tp_status status;

    *out = NULL;
    if (snprintf(path, sizeof path, "%s/organisation.yaml", folder) >= (int)sizeof path)
        return tp_fail(diag, TP_E_ARGUMENT, "--org", -1, "its name is too long");
    status = tp_config_load(path, out, diag);
    if (status == TP_OK && (*out)->witness_count == 0)
        status = tp_diag_in_file(diag, tp_fail(diag, TP_E_NOT_FOUND, "witnesses", -1, "there are none"), path);
    return status;
}

static int ask_and_take(const struct tp_arguments *arguments, struct tp_diag *diag)
{
    static struct round round;
    struct tp_config *config = NULL;
    const char *folder;
    bool is_enough = false;
    tp_status status = tp_org_folder(arguments, &folder, diag);

    if (status == TP_OK)
        status = load_config(folder, &config, diag);
    round = (struct round){.config = config};
    if (status == TP_OK)
        status = ask_all(folder, tp_option_text(arguments, "ca"), &round, diag);
    if (status == TP_OK && round.cosigned > 0)
        status = add_all(arguments, &round, diag);
    if (status == TP_OK)
        status = print_round(&round, tp_option_given(arguments, "json"), diag);
    if (status == TP_OK)
        is_enough = round.cosigned >= config->witnesses_needed;
    tp_config_free(&config);
    return status == TP_OK && !is_enough ? (int)TP_EXIT_NEGATIVE : (int)status;
}

static int run(const struct tp_arguments *arguments, struct tp_diag *diag)
{
    bool asks = tp_option_given(arguments, "ask"), takes = tp_option_given(arguments, "take");

    if (asks && takes)
        return tp_fail(diag, TP_E_ARGUMENT, NULL, -1, "--ask and --take exclude each other");
    if ((asks || takes) && tp_option_given(arguments, "json"))
        return tp_fail(diag, TP_E_ARGUMENT, "--json", -1, "it goes without --ask and --take");
    if ((asks || takes) && tp_option_given(arguments, "ca"))
        return tp_fail(diag, TP_E_ARGUMENT, "--ca", -1, "it goes without --ask and --take");
    if (!asks && arguments->positional_count > 0)
        return tp_fail(diag, TP_E_ARGUMENT, NULL, -1, "a folder goes with --ask only");
    if (!asks && !takes)
        return ask_and_take(arguments, diag);
    return asks ? ask(arguments, diag) : take(arguments, diag);
}

static const struct tp_option options[] = {
    {"ask", 0, TP_OPTION_TEXT, "SIZE", "print what to send to a witness that knows the log at this size", 0, 0},
    TP_OPTION_KEY,
    {"take", 0, TP_OPTION_TEXT, "FILE", "add the cosignatures that a witness answered to the checkpoint", 0, 0},
    {"ca", 0, TP_OPTION_TEXT, "FILE", "trust witnesses by these authorities (PEM) only, not by the system's", 0, 0},
    TP_OPTION_ORG,
    TP_OPTION_NOW,
    TP_OPTION_PASSPHRASE,
    TP_OPTION_JSON,
    {0},
};

const struct tp_command tp_command_ledger_cosign = {
    .name = "ledger cosign",
    .synopsis = "--org DIR | FOLDER --ask SIZE | --take FILE --org DIR",
    .summary = "ask witnesses for their cosignatures, and add them",
    .description =
        "Sends the newest published checkpoint to each witness that has a URL in organisation.yaml, with the proof "
        "that it continues what that witness cosigned last (POST URL/add-checkpoint), and adds the cosignatures to the "
        "checkpoint. Prints a line for each witness: cosigned; refused, with the status of its answer and its words; "
        "not-reachable; not-asked. A witness has 20 seconds to answer. Run it from a timer.\n\n"
        "Without a network of its own the machine can hand over files: --ask prints the body of add-checkpoint, to be "
        "sent with any HTTP client. SIZE is what the witness knows, 0 for a new one; a witness that knows another "
        "answers 409 and that size. With --take, the answer's cosignatures are checked and added, those of witnesses "
        "that organisation.yaml names.\n\n"
        "Exit status: 0 when as many witnesses as are needed have cosigned, 1 when fewer have.",
    .example =
        "tenprint ledger cosign --org albany\ntenprint ledger cosign albany --ask 0 >body\ncurl --data-binary "
        "@body https://witness.example/add-checkpoint >lines\ntenprint ledger cosign --take lines --org albany\n",
    .options = options,
    .positional_min = 0,
    .positional_max = 1,
    .run = run,
};
