/* SPDX-License-Identifier: Apache-2.0 */
/* tenprint subject ...: the person's receipt, challenges, facts and erasure, at a running node. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/commands.h"
#include "cli/remote.h"
#include "cli/secret.h"

enum { INPUT_MAX_BYTES = 65536 };

/* ---- printing ---------------------------------------------------------------------------------------------------- */

static void print_text(const char *text)
{
    char line[2048];

    snprintf(line, sizeof line, "%s", text);
    tp_text_make_printable(line);
    printf("%s\n", line);
}

/* The sentences of a statement, in its order; true when there were any. */
static bool print_words(const struct tp_json_value *value)
{
    const struct tp_json_value *words = tp_json_member(value, "words");
    const char *text = words ? tp_json_to_text(words) : NULL;
    bool any = text != NULL;

    if (text)
        print_text(text);
    for (size_t i = 0; i < tp_json_count(value); i++) {
        const char *key;
        const struct tp_json_value *inner =
            tp_json_kind(value) == TP_JSON_LIST ? tp_json_element(value, i) : tp_json_member_at(value, i, &key);
        enum tp_json_kind kind = tp_json_kind(inner);
        if (kind == TP_JSON_OBJECT || kind == TP_JSON_LIST)
            any = print_words(inner) || any;
    }
    return any;
}

static tp_status print(const struct tp_arguments *arguments, const struct tp_remote_answer *answer,
                       struct tp_diag *diag)
{
    if (answer->document && !tp_option_given(arguments, "json") && print_words(tp_json_root(answer->document)))
        return TP_OK;
    return answer->document ? tp_remote_print(answer, diag) : TP_OK;
}

/* ---- asking ------------------------------------------------------------------------------------------------------ */

/* BODY, which may be NULL, is freed. */
static tp_status ask(const struct tp_arguments *arguments, const char *method, const char *path, struct tp_json *body,
                     struct tp_remote_answer *answer, struct tp_diag *diag)
{
    struct tp_remote_question question = {.method = method, .path = path};
    struct tp_remote remote;
    struct tp_buffer text;
    tp_status status = tp_remote_open(arguments, &remote, diag);

    tp_buffer_init(&text);
    if (status == TP_OK && body)
        status = tp_json_write_canonical(body, &text, diag);
    if (status == TP_OK) {
        question.body = body ? text.data : NULL;
        question.body_bytes = text.size_bytes;
        status = tp_remote_ask(&remote, &question, answer, diag);
    }
    tp_wipe(text.data, text.size_bytes);
    tp_buffer_deinit(&text);
    tp_json_free(&body);
    tp_remote_close(&remote);
    return status;
}

static int ask_and_print(const struct tp_arguments *arguments, const char *method, const char *path,
                         struct tp_json *body, struct tp_diag *diag)
{
    struct tp_remote_answer answer = {.status = 0};
    tp_status status = ask(arguments, method, path, body, &answer, diag);

    if (status == TP_OK)
        status = print(arguments, &answer, diag);
    tp_remote_answer_deinit(&answer);
    return status;
}

/* A path with the first argument in it, which has no character that means something in a path. */
static tp_status path_of(const struct tp_arguments *arguments, const char *before, const char *after, char out[512],
                         struct tp_diag *diag)
{
    const char *id = arguments->positional[0];

    if (strpbrk(id, "/?#% ") || snprintf(out, 512, "%s%s%s", before, id, after) >= 512)
        return tp_fail(diag, TP_E_ARGUMENT, "ID", -1, "must be an id");
    return TP_OK;
}

static tp_status read_file(const char *path, char **out, struct tp_diag *diag)
{
    uint8_t *data;
    size_t size;
    tp_status status = tp_file_read(path, INPUT_MAX_BYTES, &data, &size, diag);
    void *memory;

    *out = NULL;
    if (status != TP_OK)
        return status;
    status = tp_alloc_zero(&memory, size + 1, 1, diag);
    if (status == TP_OK) {
        *out = memory;
        memcpy(memory, data, size);
    }
    tp_wipe(data, size);
    free(data);
    return status;
}

/* ---- the person's own -------------------------------------------------------------------------------------------- */

static tp_status add_code(const struct tp_arguments *arguments, struct tp_json *json, struct tp_diag *diag)
{
    const struct tp_secret_source source = {.file = tp_option_text(arguments, "code"),
                                            .option = "--code",
                                            .environment = "TENPRINT_CODE",
                                            .what = "code of the receipt"};
    char code[TP_SECRET_MAX];
    tp_status status = tp_secret_read(&source, code, diag);

    if (status == TP_OK)
        tp_json_text(json, "code", code);
    if (status == TP_OK && tp_option_given(arguments, "language"))
        tp_json_text(json, "language", tp_option_text(arguments, "language"));
    tp_wipe(code, sizeof code);
    return status;
}

static int look(const struct tp_arguments *arguments, struct tp_diag *diag)
{
    struct tp_json *json = NULL;
    tp_status status = tp_json_new(&json, diag);

    if (status == TP_OK)
        status = add_code(arguments, json, diag);
    if (status == TP_OK)
        return ask_and_print(arguments, "POST", "/v1/receipts/look", json, diag);
    tp_json_free(&json);
    return status;
}

static int challenge(const struct tp_arguments *arguments, struct tp_diag *diag)
{
    struct tp_json *json = NULL;
    char *text = NULL;
    tp_status status = read_file(arguments->positional[0], &text, diag);

    if (status == TP_OK)
        status = tp_json_new(&json, diag);
    if (status == TP_OK)
        status = add_code(arguments, json, diag);
    if (status == TP_OK)
        tp_json_text(json, "text", text);
    if (status == TP_OK && tp_option_given(arguments, "about"))
        tp_json_text(json, "about", tp_option_text(arguments, "about"));
    free(text);
    if (status == TP_OK)
        return ask_and_print(arguments, "POST", "/v1/receipts/challenge", json, diag);
    tp_json_free(&json);
    return status;
}

/* ---- for those who work there ------------------------------------------------------------------------------------ */

static int receipt(const struct tp_arguments *arguments, struct tp_diag *diag)
{
    struct tp_remote_answer answer = {.status = 0};
    struct tp_buffer path;
    char begin[512];
    const char *output = tp_option_text(arguments, "output");
    tp_status status = path_of(arguments, "/v1/bookings/", "/receipt", begin, diag);

    if (status != TP_OK)
        return status;
    tp_buffer_init(&path);
    tp_write_text(&path, "%s", begin);
    tp_remote_add_query(&path, "language", tp_option_text(arguments, "language"));
    tp_remote_add_query(&path, "format", tp_option_given(arguments, "json") ? "json" : NULL);
    tp_write_u8(&path, 0);
    status = path.bad ? tp_fail(diag, TP_E_MEMORY, NULL, -1, "out of memory")
                      : ask(arguments, "POST", (const char *)path.data, NULL, &answer, diag);
    if (status == TP_OK && answer.document)
        status = tp_remote_print(&answer, diag);
    else if (status == TP_OK && output)
        status = tp_file_write(output, answer.body.data, answer.body.size_bytes, diag);
    else if (status == TP_OK)
        fwrite(answer.body.data, 1, answer.body.size_bytes, stdout);
    tp_remote_answer_deinit(&answer);
    tp_buffer_deinit(&path);
    return status;
}

static int show(const struct tp_arguments *arguments, struct tp_diag *diag)
{
    char path[512];
    tp_status status = path_of(arguments, "/v1/subjects/", "", path, diag);

    return status == TP_OK ? ask_and_print(arguments, "GET", path, NULL, diag) : status;
}

/* The body is that of a file. */
static int post_file(const struct tp_arguments *arguments, const char *path, const char *file, struct tp_diag *diag)
{
    struct tp_json_document *document = NULL;
    struct tp_json *json = NULL;
    tp_status status = tp_json_read(file, &document, diag);

    if (status == TP_OK)
        status = tp_json_new_from(tp_json_root(document), &json, diag);
    tp_json_document_free(&document);
    return status == TP_OK ? ask_and_print(arguments, "POST", path, json, diag) : status;
}

static int update(const struct tp_arguments *arguments, struct tp_diag *diag)
{
    char path[512];
    tp_status status = path_of(arguments, "/v1/subjects/", "/facts", path, diag);

    return status == TP_OK ? post_file(arguments, path, arguments->positional[1], diag) : status;
}

static int decide(const struct tp_arguments *arguments, struct tp_diag *diag)
{
    char path[512];
    tp_status status = path_of(arguments, "/v1/challenges/", "/decision", path, diag);

    return status == TP_OK ? post_file(arguments, path, arguments->positional[1], diag) : status;
}

/* Without an argument the list, with one that challenge. */
static int challenges(const struct tp_arguments *arguments, struct tp_diag *diag)
{
    char path[512];
    tp_status status;

    if (arguments->positional_count == 0)
        return ask_and_print(arguments, "GET",
                             tp_option_given(arguments, "open") ? "/v1/challenges?state=open" : "/v1/challenges", NULL,
                             diag);
    status = path_of(arguments, "/v1/challenges/", "", path, diag);
    return status == TP_OK ? ask_and_print(arguments, "GET", path, NULL, diag) : status;
}

/* "booking/ID" */
static tp_status check_owner(const char *owner, struct tp_diag *diag)
{
    const char *slash = strchr(owner, '/');

    if (!slash || strlen(owner) > 160 || strpbrk(slash + 1, "/?#% "))
        return tp_fail(diag, TP_E_ARGUMENT, "OWNER", -1, "must be booking/ID, request/ID or subject/ID");
    return TP_OK;
}

static int expunge(const struct tp_arguments *arguments, struct tp_diag *diag)
{
    const char *reason = tp_option_text(arguments, "reason"), *order = tp_option_text(arguments, "order");
    struct tp_json *json = NULL;
    tp_status status = check_owner(arguments->positional[0], diag);

    if (status == TP_OK && !order)
        status = tp_fail(diag, TP_E_ARGUMENT, "--order", -1, "say which order this follows");
    if (status == TP_OK)
        status = tp_json_new(&json, diag);
    if (status != TP_OK)
        return status;
    tp_json_text(json, "owner", arguments->positional[0]);
    tp_json_text(json, "reason", reason ? reason : "expungement");
    tp_json_text(json, "order", order);
    return ask_and_print(arguments, "POST", "/v1/erasures", json, diag);
}

static int erasures(const struct tp_arguments *arguments, struct tp_diag *diag)
{
    char path[512];
    tp_status status;

    if (arguments->positional_count == 0)
        return ask_and_print(arguments, "GET", "/v1/erasures", NULL, diag);
    status = check_owner(arguments->positional[0], diag);
    if (status != TP_OK)
        return status;
    snprintf(path, sizeof path, "/v1/erasures/%s", arguments->positional[0]);
    return ask_and_print(arguments, "GET", path, NULL, diag);
}

/* ---- the commands ------------------------------------------------------------------------------------------------ */

static const struct tp_option plain_options[] = {TP_OPTIONS_REMOTE, TP_OPTION_JSON, {0}};
static const struct tp_option code_options[] = {
    TP_OPTION_NODE,
    TP_OPTION_TOKEN,
    TP_OPTION_AUTHORITY,
    TP_OPTION_PURPOSE,
    TP_OPTION_CASE,
    {"code", 0, TP_OPTION_TEXT, "FILE", "its first line is the code (otherwise: environment TENPRINT_CODE)", 0, 0},
    {"language", 0, TP_OPTION_TEXT, "CODE", "en (default) or es", 0, 0},
    TP_OPTION_JSON,
    {0}};
static const struct tp_option challenge_options[] = {
    TP_OPTIONS_REMOTE,
    {"code", 0, TP_OPTION_TEXT, "FILE", "its first line is the code (otherwise: environment TENPRINT_CODE)", 0, 0},
    {"language", 0, TP_OPTION_TEXT, "CODE", "en (default) or es", 0, 0},
    {"about", 0, TP_OPTION_TEXT, "WHAT", "identification: the prints are of somebody else, and are examined again", 0,
     0},
    TP_OPTION_JSON,
    {0}};
static const struct tp_option receipt_options[] = {
    TP_OPTIONS_REMOTE,
    {"language", 0, TP_OPTION_TEXT, "CODE", "en (default) or es", 0, 0},
    {"output", 'o', TP_OPTION_TEXT, "FILE", "write the page there (default: to standard output)", 0, 0},
    {.name = "json", .kind = TP_OPTION_FLAG, .help = "print the code alone, as JSON"},
    {0}};
static const struct tp_option list_options[] = {
    TP_OPTIONS_REMOTE,
    {.name = "open", .kind = TP_OPTION_FLAG, .help = "only those that nobody has decided"},
    TP_OPTION_JSON,
    {0}};
static const struct tp_option expunge_options[] = {
    TP_OPTIONS_REMOTE,
    {"order", 0, TP_OPTION_TEXT, "REFERENCE", "of the order that this follows", 0, 0},
    {"reason", 0, TP_OPTION_TEXT, "CODE", "expungement (default) or correction", 0, 0},
    TP_OPTION_JSON,
    {0}};

const struct tp_command tp_command_subject_receipt = {
    .name = "subject receipt",
    .synopsis = "BOOKING --case REFERENCE [OPTION]...",
    .summary = "make the receipt that is handed to the person",
    .description = "Writes a page to be printed, with a new code. An earlier receipt of the booking stops working.",
    .example =
        "tenprint subject receipt 4f0c1d2e3a4b5c6d7e8f90a1b2c3d4e5 --case 2011-0042 --language es -o receipt.html\n",
    .options = receipt_options,
    .positional_min = 1,
    .positional_max = 1,
    .run = receipt,
};
const struct tp_command tp_command_subject_look = {
    .name = "subject look",
    .synopsis = "[--code FILE] [OPTION]...",
    .summary = "read what a receipt's code shows",
    .description =
        "Needs no account, only the code: which searches were made, who received what, who looked, until when.",
    .example = "tenprint subject look --code code.txt --language es\n",
    .options = code_options,
    .positional_min = 0,
    .positional_max = 0,
    .run = look,
};
const struct tp_command tp_command_subject_challenge = {
    .name = "subject challenge",
    .synopsis = "TEXT [--code FILE] [OPTION]...",
    .summary = "say with a receipt's code that something is wrong",
    .description = "TEXT is a file with what the person writes. People who had no part in the case decide about it.",
    .example = "tenprint subject challenge letter.txt --code code.txt\n",
    .options = challenge_options,
    .positional_min = 1,
    .positional_max = 1,
    .run = challenge,
};
const struct tp_command tp_command_subject_challenges = {
    .name = "subject challenges",
    .synopsis = "[CHALLENGE] --case REFERENCE [OPTION]...",
    .summary = "list challenges, or read one",
    .description = "That one was read is put on record.",
    .example = "tenprint subject challenges --open --case audit-2026 --token token.txt\n",
    .options = list_options,
    .positional_min = 0,
    .positional_max = 1,
    .run = challenges,
};
const struct tp_command tp_command_subject_decide = {
    .name = "subject decide",
    .synopsis = "CHALLENGE DECISION --case REFERENCE [OPTION]...",
    .summary = "decide on a challenge",
    .description =
        "DECISION is a JSON file: {\"outcome\": \"upheld\", \"reason\": \"...\", \"correction\": {\"identification\": "
        "\"wrong\"}} or {\"outcome\": \"dismissed\", \"reason\": \"...\"}. The person is told the reason.",
    .example = "tenprint subject decide 4f0c1d2e3a4b5c6d7e8f90a1b2c3d4e5 decision.json --case 2011-0042\n",
    .options = plain_options,
    .positional_min = 2,
    .positional_max = 2,
    .run = decide,
};
const struct tp_command tp_command_subject_show = {
    .name = "subject show",
    .synopsis = "SUBJECT --case REFERENCE [OPTION]...",
    .summary = "show what is known of a subject",
    .description = "Facts, bookings and the person's fields. That it was looked at is put on record.",
    .example = "tenprint subject show 4f0c1d2e3a4b5c6d7e8f90a1b2c3d4e5 --case 2011-0042 --token token.txt\n",
    .options = plain_options,
    .positional_min = 1,
    .positional_max = 1,
    .run = show,
};
const struct tp_command tp_command_subject_update = {
    .name = "subject update",
    .synopsis = "SUBJECT CHANGES --case REFERENCE [OPTION]...",
    .summary = "enter what is known of a subject",
    .description =
        "CHANGES is a JSON file: {\"reason\": \"...\", \"facts\": {\"conviction\": \"none\"}, \"person\": {\"name\": "
        "\"...\"}, "
        "\"was_wrong\": true, \"reason\": \"...\"}. With was_wrong the facts were wrong all along: whoever was "
        "told is told again. For who booked the person; the reason and what was changed stay on record.",
    .example = "tenprint subject update 4f0c1d2e3a4b5c6d7e8f90a1b2c3d4e5 changes.json --case 2011-0042\n",
    .options = plain_options,
    .positional_min = 2,
    .positional_max = 2,
    .run = update,
};
const struct tp_command tp_command_subject_expunge = {
    .name = "subject expunge",
    .synopsis = "OWNER --order REFERENCE --case REFERENCE [OPTION]...",
    .summary = "destroy data and keys, here and at all who received them",
    .description = "OWNER is booking/ID, request/ID or subject/ID. It is finished when every partner has confirmed.",
    .example =
        "tenprint subject expunge booking/4f0c1d2e3a4b5c6d7e8f90a1b2c3d4e5 --order \"NY 2011/77\" --case 2011-0042\n",
    .options = expunge_options,
    .positional_min = 1,
    .positional_max = 1,
    .run = expunge,
};
const struct tp_command tp_command_subject_erasures = {
    .name = "subject erasures",
    .synopsis = "[OWNER] --case REFERENCE [OPTION]...",
    .summary = "list erasures, or show who has not confirmed one",
    .description = "OWNER is booking/ID, request/ID, subject/ID or leg/ID.",
    .example =
        "tenprint subject erasures booking/4f0c1d2e3a4b5c6d7e8f90a1b2c3d4e5 --case 2011-0042 --token token.txt\n",
    .options = plain_options,
    .positional_min = 0,
    .positional_max = 1,
    .run = erasures,
};
