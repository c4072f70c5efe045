/* SPDX-License-Identifier: Apache-2.0 */
/* tenprint partner evidence */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/commands.h"
#include "partner/partner.h"
#include "json/json.h"

enum { FILE_MAX_BYTES = 64 << 20 };

static tp_status read_key(const struct tp_arguments *arguments, const char *option, struct tp_public_key *out,
                          bool *given, struct tp_diag *diag)
{
    const char *text = tp_option_text(arguments, option);

    *given = text != NULL;
    memset(out, 0, sizeof *out);
    if (text && !tp_base64_decode_exact(text, out->bytes, sizeof out->bytes))
        return tp_fail(diag, TP_E_ARGUMENT, option, -1, "is no public key: 32 bytes in base64");
    return TP_OK;
}

static tp_status print_json(const struct tp_evidence *evidence, bool valid, const char *why, struct tp_diag *diag)
{
    struct tp_json *json;
    char time[TP_TIME_TEXT_BYTES];
    tp_status status = tp_json_new(&json, diag);

    if (status != TP_OK)
        return status;
    tp_time_format(evidence->signed_s, time);
    tp_json_flag(json, "valid", valid);
    if (!valid)
        tp_json_text(json, "trouble", why);
    if (evidence->message[0]) {
        tp_json_text(json, "message", evidence->message);
        tp_json_text(json, "kind", evidence->kind);
        tp_json_text(json, "from", evidence->from);
        tp_json_text(json, "to", evidence->to);
        tp_json_text(json, "signed", time);
    }
    if (valid)
        tp_json_flag(json, "acknowledged", evidence->is_acknowledged);
    status = tp_json_print(json, false, stdout, diag);
    tp_json_free(&json);
    return status;
}

static void print_words(const struct tp_evidence *evidence)
{
    char time[TP_TIME_TEXT_BYTES];

    tp_time_format(evidence->signed_s, time);
    printf("%s %s of %s to %s, signed %s: the signature is right\n", evidence->kind, evidence->message, evidence->from,
           evidence->to, time);
    if (evidence->is_acknowledged)
        printf("acknowledged by %s: that signature is right, too\n", evidence->to);
}

static bool is_negative(tp_status status)
{
    return status == TP_E_DENIED || status == TP_E_CHECKSUM;
}

static int check(const struct tp_arguments *arguments, const uint8_t *data, size_t size_bytes, struct tp_diag *diag)
{
    struct tp_public_key sender, receiver;
    struct tp_evidence evidence;
    bool has_sender = false, has_receiver = false;
    tp_status checked, status = read_key(arguments, "sender", &sender, &has_sender, diag);

    if (status == TP_OK)
        status = read_key(arguments, "receiver", &receiver, &has_receiver, diag);
    if (status == TP_OK && !has_sender)
        status = tp_fail(diag, TP_E_ARGUMENT, "--sender", -1, "the public key of who signed it must be given");
    if (status != TP_OK)
        return status;
    checked = tp_evidence_check(data, size_bytes, &sender, has_receiver ? &receiver : NULL, &evidence, diag);
    if (checked != TP_OK && !is_negative(checked))
        return tp_diag_in_file(diag, checked, arguments->positional[0]);
    if (tp_option_given(arguments, "json"))
        status = print_json(&evidence, checked == TP_OK, diag->text, diag);
    else if (checked == TP_OK)
        print_words(&evidence);
    else
        printf("it proves nothing: %s %s\n", diag->field, diag->text);
    return status != TP_OK ? (int)status : checked == TP_OK ? TP_EXIT_OK : TP_EXIT_NEGATIVE;
}

static int run(const struct tp_arguments *arguments, struct tp_diag *diag)
{
    uint8_t *data = NULL;
    size_t size_bytes = 0;
    int result = tp_file_read(arguments->positional[0], FILE_MAX_BYTES, &data, &size_bytes, diag);

    if (result == TP_OK)
        result = check(arguments, data, size_bytes, diag);
    free(data);
    return result;
}

static const struct tp_option options[] = {
    {"sender", 0, TP_OPTION_TEXT, "KEY", "public key of who signed the message: 32 bytes in base64", 0, 0},
    {"receiver", 0, TP_OPTION_TEXT, "KEY", "public key of who acknowledged it", 0, 0},
    TP_OPTION_JSON,
    {0},
};

const struct tp_command tp_command_partner_evidence = {
    .name = "partner evidence",
    .synopsis = "FILE --sender KEY [--receiver KEY] [OPTION]...",
    .summary = "check a saved message between two nodes, without any node",
    .description =
        "FILE is what a node gives its auditor for a message (operation getEvidence): the body, the headers that sign "
        "it, and the acknowledgement. Says whether the holder of the sender's key signed this message as it stands, "
        "and, with --receiver, whether the other acknowledged it. Keys are in organisation.yaml and in the "
        "agreements.\n\nExit status: 0 when it is so, 1 when it is not.",
    .example = "tenprint partner evidence 3e6c27f7.json --sender 11qYAWM1vaH3gCPvPp4t5bGdFJ1gVkNUyWP+dXgxfK4=\n",
    .options = options,
    .positional_min = 1,
    .positional_max = 1,
    .run = run,
};
