/* SPDX-License-Identifier: Apache-2.0 */
/* Asking a node for a step, and what became of it. */
#include "cli/node_step.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "cli/step.h"

tp_status tp_node_step_is_meant(const struct tp_arguments *arguments, bool *out, struct tp_diag *diag)
{
    tp_status status = tp_remote_is_meant(arguments, out, diag);

    if (status == TP_OK && *out && tp_option_given(arguments, "now"))
        return tp_fail(diag, TP_E_ARGUMENT, "--now", -1, "a running node has a clock of its own");
    return status;
}

/* ---- what became of it --------------------------------------------------------------------------------------------
 */

/* The event as it was signed, for who is not asked by the node itself. */
static tp_status write_event(const struct tp_remote *remote, const struct tp_remote_answer *taken, const char *path,
                             struct tp_diag *diag)
{
    struct tp_remote_answer answer = {.status = 0};
    struct tp_asking asking;
    tp_status status = tp_asking_init(&asking, "getAgreementEvent", diag);

    if (status == TP_OK)
        status = tp_asking_set(&asking, "agreement", tp_remote_text(taken, "agreement"), diag);
    if (status == TP_OK)
        status = tp_asking_set(&asking, "event", tp_remote_text(taken, "event"), diag);
    if (status == TP_OK)
        status = tp_asking_ask(&asking, remote, &answer, diag);
    if (status == TP_OK)
        status = tp_file_write(path, answer.body.data, answer.body.size_bytes, diag);
    tp_remote_answer_deinit(&answer);
    return status;
}

static void print_line(const char *name, const char *value, const char *after)
{
    char line[256];

    snprintf(line, sizeof line, "%s", value);
    tp_text_make_printable(line);
    printf("%-9s  %s%s\n", name, line, after);
}

static void print_taken(const struct tp_remote_answer *taken, const char *file)
{
    char line[256];
    int64_t sequence = 0;
    bool undone = false;
    const struct tp_json_value *root = tp_json_root(taken->document);

    (void)tp_json_to_integer(tp_json_member(root, "sequence"), &sequence);
    (void)tp_json_to_flag(tp_json_member(root, "undone"), &undone);
    snprintf(line, sizeof line, "%s by %s, its event %" PRId64, tp_remote_text(taken, "kind"),
             tp_remote_text(taken, "by"), sequence);
    print_line("taken", line, undone ? ", WITHOUT EFFECT: a later event of its signer undoes it" : "");
    print_line("agreement", tp_remote_text(taken, "agreement"), "");
    snprintf(line, sizeof line, "%s, now %s", tp_remote_text(taken, "version"), tp_remote_text(taken, "life"));
    print_line("version", line, "");
    print_line("event", tp_remote_text(taken, "event"), "; the node passes it on to the other parties");
    if (file)
        print_line("file", file, "");
}

static tp_status print_json(const struct tp_remote_answer *taken, const char *file, enum tp_refusal refusal,
                            struct tp_diag *diag)
{
    const struct tp_json_value *root = taken->document ? tp_json_root(taken->document) : NULL;
    struct tp_json *json;
    tp_status status = tp_json_new_from(refusal == TP_REFUSAL_NONE ? root : NULL, &json, diag);

    if (status != TP_OK)
        return status;
    tp_json_flag(json, "taken", refusal == TP_REFUSAL_NONE);
    if (refusal != TP_REFUSAL_NONE)
        tp_json_text(json, "refusal", tp_refusal_code(refusal));
    if (file)
        tp_json_text(json, "file", file);
    status = tp_json_print(json, false, stdout, diag);
    tp_json_free(&json);
    return status;
}

static int report_refusal(const struct tp_arguments *arguments, const struct tp_remote_answer *answer,
                          enum tp_refusal refusal, struct tp_diag *diag)
{
    tp_status status = TP_OK;

    if (tp_option_given(arguments, "json"))
        status = print_json(answer, NULL, refusal, diag);
    else
        printf("refused    %s: %s\n", tp_refusal_code(refusal), tp_refusal_words(refusal));
    return status == TP_OK ? TP_EXIT_NEGATIVE : status;
}

/* ---- the step -----------------------------------------------------------------------------------------------------
 */

int tp_node_step_ask(const struct tp_arguments *arguments, const struct tp_asking *asking, struct tp_diag *diag)
{
    const char *file = tp_option_text(arguments, "to");
    struct tp_remote_answer answer = {.status = 0};
    struct tp_remote remote;
    struct tp_diag found;
    int result;

    tp_diag_init(&found);
    result = tp_remote_open(arguments, &remote, &found);
    if (result == TP_OK)
        result = tp_asking_ask(asking, &remote, &answer, &found);
    if (result == TP_E_CONFLICT && tp_org_refusal_of(&found) != TP_REFUSAL_NONE)
        result = report_refusal(arguments, &answer, tp_org_refusal_of(&found), diag);
    else if (result != TP_OK)
        result = tp_fail(diag, (tp_status)result, found.field[0] ? found.field : NULL, -1, "%s", found.text);
    else if (file)
        result = write_event(&remote, &answer, file, diag);
    if (result == TP_OK && tp_option_given(arguments, "json"))
        result = print_json(&answer, file, TP_REFUSAL_NONE, diag);
    else if (result == TP_OK && answer.document)
        print_taken(&answer, file);
    tp_remote_answer_deinit(&answer);
    tp_remote_close(&remote);
    return result;
}

static void add_option(const struct tp_arguments *arguments, const char *name, struct tp_json *body)
{
    const char *value = tp_option_known(arguments, name) ? tp_option_text(arguments, name) : NULL;

    if (value)
        tp_json_text(body, name, value);
}

int tp_node_step_take(const struct tp_arguments *arguments, struct tp_diag *diag)
{
    struct tp_asking asking;
    struct tp_json *body = NULL;
    struct tp_buffer text;
    int result = tp_asking_init(&asking, "takeAgreementStep", diag);

    tp_buffer_init(&text);
    if (result == TP_OK)
        result = tp_asking_set(&asking, "agreement", arguments->positional[0], diag);
    if (result == TP_OK)
        result = tp_json_new(&body, diag);
    if (result == TP_OK) {
        tp_json_text(body, "step", tp_events.items[tp_step_kind(arguments)].code);
        add_option(arguments, "as", body);
        add_option(arguments, "version", body);
        add_option(arguments, "reason", body);
        result = tp_json_write_canonical(body, &text, diag);
    }
    asking.body = text.data;
    asking.body_bytes = text.size_bytes;
    if (result == TP_OK)
        result = tp_node_step_ask(arguments, &asking, diag);
    tp_buffer_deinit(&text);
    tp_json_free(&body);
    return result;
}
