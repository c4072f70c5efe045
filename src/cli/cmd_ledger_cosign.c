/* SPDX-License-Identifier: Apache-2.0 */
/* tenprint ledger cosign */
#include <stdlib.h>
#include <string.h>

#include "cli/commands.h"
#include "cli/org.h"
#include "cli/published.h"

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
        size_t length;
        tp_status status = tp_verifier_parse(config->witnesses[i].verifier, &witness, diag);

        if (status != TP_OK)
            return status;
        length = strlen(witness.name);
        if (strncmp(line, "\xE2\x80\x94 ", 4) != 0 || strncmp(line + 4, witness.name, length) != 0 ||
            line[4 + length] != ' ')
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

static int run(const struct tp_arguments *arguments, struct tp_diag *diag)
{
    if (tp_option_given(arguments, "ask") == tp_option_given(arguments, "take"))
        return tp_fail(diag, TP_E_ARGUMENT, NULL, -1, "one of --ask and --take is needed, and not both");
    return tp_option_given(arguments, "ask") ? ask(arguments, diag) : take(arguments, diag);
}

static const struct tp_option options[] = {
    {"ask", 0, TP_OPTION_TEXT, "SIZE", "print what to send to a witness that knows the log at this size", 0, 0},
    TP_OPTION_KEY,
    {"take", 0, TP_OPTION_TEXT, "FILE", "add the cosignatures that a witness answered to the checkpoint", 0, 0},
    TP_OPTION_ORG,
    TP_OPTION_NOW,
    TP_OPTION_PASSPHRASE,
    {0},
};

const struct tp_command tp_command_ledger_cosign = {
    .name = "ledger cosign",
    .synopsis = "FOLDER --ask SIZE | --take FILE --org DIR",
    .summary = "ask a witness for its cosignature, and add it",
    .description =
        "With --ask, prints the newest checkpoint and the proof that it continues the one of SIZE: the body of a "
        "witness' add-checkpoint, to be sent with any HTTP client. SIZE is what the witness knows, 0 for a new one; a "
        "witness that knows another answers 409 and that size. With --take, the answer's cosignatures are checked and "
        "added to the published checkpoint, those of witnesses that organisation.yaml names.",
    .example = "tenprint ledger cosign albany --ask 0 >body\ncurl --data-binary @body "
               "https://witness.example/add-checkpoint >lines\ntenprint ledger cosign --take lines --org albany\n",
    .options = options,
    .positional_min = 0,
    .positional_max = 1,
    .run = run,
};
