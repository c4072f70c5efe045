/* SPDX-License-Identifier: Apache-2.0 */
/* tenprint agreement accept */
#include <stdlib.h>
#include <string.h>

#include "cli/commands.h"
#include "cli/node_step.h"
#include "office/office.h"
#include "json/json.h"

enum { ATTACHMENT_MAX_BYTES = 16 << 20 };

/* What became of one file. */
struct outcome {
    const char *path;
    struct tp_event *event; /* NULL when the file holds none */
    enum tp_refusal refusal;
    char trouble[256]; /* why the file holds no event */
    bool attached;     /* the file that it speaks of was kept, too */
    bool undone;       /* a stop that was taken and stops nothing */
};

/* The file of that name beside the event, when it is what the event says. */
static tp_status keep_attachment(struct tp_org *org, struct outcome *outcome, struct tp_diag *diag)
{
    const char *slash = strrchr(outcome->path, '/');
    int length = slash ? (int)(slash - outcome->path) + 1 : 0;
    uint8_t digest[TP_SHA256_BYTES], *data = NULL;
    char path[4096], found[TP_HASH_TEXT_BYTES];
    size_t size_bytes;
    tp_status status;

    snprintf(path, sizeof path, "%.*s%s", length, outcome->path, outcome->event->attachment_sha256);
    if (tp_file_read(path, ATTACHMENT_MAX_BYTES, &data, &size_bytes, NULL) != TP_OK)
        return TP_OK;
    status = tp_sha256(data, size_bytes, digest, diag);
    tp_hex_encode(digest, sizeof digest, found);
    outcome->attached = strcmp(found, outcome->event->attachment_sha256) == 0;
    if (status == TP_OK && outcome->attached)
        status = tp_organisation_attach(org->organisation, data, size_bytes, org->now_s, found, diag);
    free(data);
    return status;
}

/* Only the event: a node takes no files that others have registered. */
static tp_status hand_in(const struct tp_remote *node, struct outcome *outcome, struct tp_diag *diag)
{
    struct tp_remote_answer answer = {.status = 0};
    struct tp_buffer text;
    tp_status status;

    tp_buffer_init(&text);
    status = tp_event_write(outcome->event, &text, diag);
    if (status == TP_OK)
        status = tp_org_hand_in(node, text.data, text.size_bytes, &answer, &outcome->refusal, diag);
    if (status == TP_OK && answer.document)
        (void)tp_json_to_flag(tp_json_member(tp_json_root(answer.document), "undone"), &outcome->undone);
    tp_remote_answer_deinit(&answer);
    tp_buffer_deinit(&text);
    return status;
}

/* A file that holds no event, and a refused event, are outcomes; a status that is an error is trouble of our own. */
static tp_status accept_file(struct tp_org *org, const char *path, struct outcome *out, struct tp_diag *diag)
{
    struct tp_agreement_view view = {NULL, org->now_s};
    struct tp_diag found;
    tp_status status;

    *out = (struct outcome){.path = path};
    tp_diag_init(&found);
    status = tp_org_read_event(path, &out->event, &found);
    if (status != TP_OK && status != TP_E_MEMORY) {
        snprintf(out->trouble, sizeof out->trouble, "%s%s%s", found.field, found.field[0] ? ": " : "", found.text);
        return TP_OK;
    }
    if (status == TP_OK)
        status = org->node ? hand_in(org->node, out, &found) : tp_org_accept(org, out->event, &out->refusal, &found);
    if (status == TP_E_DENIED && out->refusal != TP_REFUSAL_NONE)
        return TP_OK;
    if (status != TP_OK)
        return tp_diag_pass(diag, status, &found);
    if (org->node)
        return TP_OK;
    view.history = tp_org_history(org, out->event->agreement);
    out->undone = view.history && tp_view_is_undone(&view, out->event);
    return out->event->attachment_title ? keep_attachment(org, out, diag) : TP_OK;
}

static bool is_taken(const struct outcome *outcome)
{
    return outcome->event && outcome->refusal == TP_REFUSAL_NONE;
}

/* ---- printing ---------------------------------------------------------------------------------------------------- */

static const char *reason_code(const struct outcome *outcome)
{
    return outcome->event ? tp_refusal_code(outcome->refusal) : "unreadable";
}

static const char *reason_words(const struct outcome *outcome)
{
    return outcome->event ? tp_refusal_words(outcome->refusal) : outcome->trouble;
}

static void print_line(const struct outcome *outcome)
{
    const struct tp_event *event = outcome->event;

    printf("%-8s  %s", is_taken(outcome) ? "taken" : "refused", outcome->path);
    if (event)
        printf(": %s by %s, its event %u", tp_events.items[event->kind].code, event->by, event->sequence);
    if (!is_taken(outcome))
        printf(": %s: %s", reason_code(outcome), reason_words(outcome));
    else if (event->attachment_title)
        printf(outcome->attached ? ", with its attachment" : ", without its attachment");
    else if (outcome->undone)
        printf(", WITHOUT EFFECT: a later event of %s undoes it. Ask %s at once whether it worked from an old export",
               event->by, event->by);
    putchar('\n');
}

static void add_json(const struct outcome *outcome, struct tp_json *json)
{
    const struct tp_event *event = outcome->event;

    tp_json_object(json, NULL);
    tp_json_text(json, "file", outcome->path);
    tp_json_flag(json, "taken", is_taken(outcome));
    if (!is_taken(outcome)) {
        tp_json_text(json, "refusal", reason_code(outcome));
        tp_json_text(json, "words", reason_words(outcome));
    }
    if (event) {
        tp_json_text(json, "agreement", event->agreement);
        tp_json_text(json, "kind", tp_events.items[event->kind].code);
        tp_json_text(json, "by", event->by);
        tp_json_integer(json, "sequence", event->sequence);
        tp_json_text(json, "event", event->hash);
    }
    if (event && event->attachment_title)
        tp_json_flag(json, "attached", outcome->attached);
    if (event && is_taken(outcome) && tp_event_is_stop(event->kind))
        tp_json_flag(json, "undone", outcome->undone);
    tp_json_close(json);
}

static int accept_all(const struct tp_arguments *arguments, struct tp_org *org, struct tp_json *json,
                      struct tp_diag *diag)
{
    unsigned taken = 0, refused = 0;
    tp_status status = TP_OK;

    if (json)
        tp_json_list(json, "files");
    for (int i = 0; status == TP_OK && i < arguments->positional_count; i++) {
        struct outcome outcome;

        status = accept_file(org, arguments->positional[i], &outcome, diag);
        if (status == TP_OK) {
            taken += is_taken(&outcome);
            refused += !is_taken(&outcome);
            if (json)
                add_json(&outcome, json);
            else
                print_line(&outcome);
        }
        tp_event_free(&outcome.event);
    }
    if (json) {
        tp_json_close(json);
        tp_json_integer(json, "taken", taken);
        tp_json_integer(json, "refused", refused);
    } else {
        printf("%u taken, %u refused\n", taken, refused);
    }
    if (json && status == TP_OK)
        status = tp_json_print(json, false, stdout, diag);
    return status == TP_OK && refused > 0 ? TP_EXIT_NEGATIVE : status;
}

static int run(const struct tp_arguments *arguments, struct tp_diag *diag)
{
    struct tp_org org = {0};
    struct tp_remote node;
    struct tp_json *json = NULL;
    bool at_node;
    int result = tp_node_step_is_meant(arguments, &at_node, diag);

    if (result == TP_OK)
        result = at_node ? tp_remote_open(arguments, &node, diag) : tp_org_open(arguments, &org, diag);
    org.node = result == TP_OK && at_node ? &node : NULL;
    if (result == TP_OK && tp_option_given(arguments, "json"))
        result = tp_json_new(&json, diag);
    if (result == TP_OK)
        result = accept_all(arguments, &org, json, diag);
    tp_json_free(&json);
    if (org.node)
        tp_remote_close(&node);
    org.node = NULL; /* it is not the folder's */
    tp_org_close(&org);
    return result;
}

static const struct tp_option options[] = {
    TP_OPTION_ORG, TP_OPTION_PASSPHRASE, TP_OPTIONS_NODE, TP_OPTION_NOW, TP_OPTION_JSON, {0},
};

const struct tp_command tp_command_agreement_accept = {
    .name = "agreement accept",
    .synopsis = "FILE... [OPTION]...",
    .summary = "take events that others have signed",
    .description =
        "Checks the events in the files one after the other, and takes each into the organisation's folder and ledger "
        "or refuses it with the reason. A refusal is a leaf of the ledger, too. Events of one signer are taken in "
        "their order: give the files in that of `agreement export`. A file that an event speaks of (a comment, a "
        "petition, the record of a hearing) is kept with it when it lies beside the event, named by its SHA-256.\n\n"
        "With --token (or TENPRINT_TOKEN) of an agreement officer the events are handed in to a running node, at once, "
        "without such files.\n\n"
        "Exit status: 0 when all were taken, 1 when any was refused.",
    .example = "tenprint agreement accept --org dcjs from-dhs/*.json\n",
    .options = options,
    .positional_min = 1,
    .positional_max = 4096,
    .run = run,
};
