/* SPDX-License-Identifier: Apache-2.0 */
/* tenprint ask */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/asking.h"
#include "cli/commands.h"

/* ---- the list -----------------------------------------------------------------------------------------------------
 */

/* "contributor, auditor" or "anybody". */
static void write_who(const struct tp_operation *operation, char *out, size_t size)
{
    size_t used = 0;

    out[0] = '\0';
    for (int i = 0; i < TP_DUTIES && used < size; i++)
        if (operation->duties & 1u << i)
            used += (size_t)snprintf(out + used, size - used, "%s%s", used ? ", " : "", tp_duty_code((enum tp_duty)i));
    if (operation->flags & TP_OPERATION_PUBLIC)
        snprintf(out, size, "anybody");
    else if (operation->duties == (1u << TP_DUTIES) - 1)
        snprintf(out, size, "everybody with an account");
}

static void print_usage(const struct tp_asking *asking)
{
    char who[256];

    write_who(asking->operation, who, sizeof who);
    printf("%s", asking->described->id);
    for (const struct tp_described_parameter *at = asking->described->parameters; at->name; at++)
        printf(at->required ? " %s=..." : " [%s=...]", at->name);
    printf("%s%s\n", asking->described->types[0] ? " --body FILE" : "",
           asking->operation->flags & TP_OPERATION_CASE ? " --case REFERENCE" : "");
    printf("    %s. Who may: %s.\n", asking->described->summary, who);
}

/* "a, b, c" of "a,b,c" */
static void print_parted(const char *values)
{
    for (; *values; values++)
        printf("%c%s", *values, *values == ',' ? " " : "");
}

static void print_parameter(const struct tp_described_parameter *parameter)
{
    printf("    %s%s: ", parameter->name, parameter->required ? "" : " (may be absent)");
    if (parameter->what[0])
        printf("%s. ", parameter->what);
    if (parameter->values[0])
        printf("One of ");
    else if (!parameter->what[0])
        printf(parameter->whole ? "A whole number" : "A text");
    print_parted(parameter->values);
    printf("\n");
}

static void print_details(const struct tp_asking *asking)
{
    const struct tp_described *described = asking->described;

    printf("    %s %s\n", asking->operation->method, asking->operation->path);
    for (const struct tp_described_parameter *at = described->parameters; at->name; at++)
        print_parameter(at);
    if (!described->types[0])
        return;
    printf("    body: ");
    print_parted(described->types);
    printf(described->members[0] ? "; members (? may be absent): " : "");
    print_parted(described->members);
    printf("\n");
}

static void add_parameters(const struct tp_described *described, struct tp_json *json)
{
    tp_json_list(json, "parameters");
    for (const struct tp_described_parameter *at = described->parameters; at->name; at++) {
        tp_json_object(json, NULL);
        tp_json_text(json, "name", at->name);
        tp_json_text(json, "in", at->in_path ? "path" : "query");
        tp_json_flag(json, "required", at->required);
        tp_json_flag(json, "integer", at->whole);
        tp_json_text(json, "values", at->values);
        tp_json_text(json, "what", at->what);
        tp_json_close(json);
    }
    tp_json_close(json);
}

static void add_json(const struct tp_asking *asking, struct tp_json *json)
{
    tp_json_object(json, NULL);
    tp_json_text(json, "operation", asking->described->id);
    tp_json_text(json, "summary", asking->described->summary);
    tp_json_text(json, "method", asking->operation->method);
    tp_json_text(json, "path", asking->operation->path);
    tp_duties_write(json, "duties", asking->operation->duties);
    tp_json_flag(json, "public", (asking->operation->flags & TP_OPERATION_PUBLIC) != 0);
    tp_json_flag(json, "case", (asking->operation->flags & TP_OPERATION_CASE) != 0);
    add_parameters(asking->described, json);
    tp_json_text(json, "body", asking->described->types);
    tp_json_text(json, "members", asking->described->members);
    tp_json_close(json);
}

/* All operations of people, or the one that is named. */
static tp_status list(const struct tp_arguments *arguments, struct tp_diag *diag)
{
    const char *wanted = arguments->positional_count ? arguments->positional[0] : NULL;
    bool as_json = tp_option_given(arguments, "json");
    const struct tp_operation *operation;
    struct tp_json *json = NULL;
    struct tp_asking asking;
    tp_status status = wanted ? tp_asking_init(&asking, wanted, diag) : TP_OK;

    if (status == TP_OK && as_json)
        status = tp_json_new(&json, diag);
    if (status != TP_OK)
        return status;
    if (as_json)
        tp_json_list(json, "operations");
    for (size_t i = 0; (operation = tp_asking_operation(i)); i++) {
        if ((wanted && strcmp(operation->id, wanted) != 0) || tp_asking_init(&asking, operation->id, NULL) != TP_OK)
            continue;
        if (as_json)
            add_json(&asking, json);
        else
            print_usage(&asking);
        if (wanted && !as_json)
            print_details(&asking);
    }
    if (as_json)
        tp_json_close(json);
    status = as_json ? tp_json_print(json, false, stdout, diag) : TP_OK;
    tp_json_free(&json);
    return status;
}

/* ---- the question -------------------------------------------------------------------------------------------------
 */

static tp_status read_input(size_t max, uint8_t **out, size_t *size_bytes, struct tp_diag *diag)
{
    struct tp_buffer buffer;
    uint8_t part[65536];
    size_t got;

    tp_buffer_init(&buffer);
    while (buffer.size_bytes <= max && (got = fread(part, 1, sizeof part, stdin)) > 0)
        tp_write_bytes(&buffer, part, got);
    tp_wipe(part, sizeof part);
    *out = buffer.data;
    *size_bytes = buffer.size_bytes;
    if (buffer.bad)
        return tp_fail(diag, TP_E_MEMORY, NULL, -1, "out of memory");
    return *size_bytes <= max ? TP_OK : tp_fail(diag, TP_E_LIMIT, "--body", -1, "is longer than %zu bytes", max);
}

static tp_status read_body(const struct tp_arguments *arguments, struct tp_asking *asking, uint8_t **body,
                           struct tp_diag *diag)
{
    const char *file = tp_option_text(arguments, "body");
    size_t max = asking->operation->body_max_bytes;
    tp_status status;

    *body = NULL;
    if (!file)
        return TP_OK;
    status = strcmp(file, "-") == 0 ? read_input(max, body, &asking->body_bytes, diag)
                                    : tp_file_read(file, max ? max : 1, body, &asking->body_bytes, diag);
    asking->body = *body ? (const void *)*body : "";
    return status;
}

/* "NAME=VALUE" */
static tp_status take_parameter(struct tp_asking *asking, const char *word, struct tp_diag *diag)
{
    const char *equals = strchr(word, '=');
    char name[64];

    if (!equals || equals == word || (size_t)(equals - word) >= sizeof name)
        return tp_fail(diag, TP_E_ARGUMENT, word, -1, "does not have the form NAME=VALUE");
    snprintf(name, sizeof name, "%.*s", (int)(equals - word), word);
    return tp_asking_set(asking, name, equals + 1, diag);
}

static bool is_text(const char *type)
{
    return strncmp(type, "text/", 5) == 0 || strncmp(type, "application/yaml", 16) == 0;
}

static tp_status give_out(const struct tp_arguments *arguments, const struct tp_remote_answer *answer,
                          struct tp_diag *diag)
{
    const char *output = tp_option_text(arguments, "output");

    if (output)
        return tp_file_write(output, answer->body.data, answer->body.size_bytes, diag);
    if (answer->document)
        return tp_remote_print(answer, diag);
    if (answer->body.size_bytes > 0 && !is_text(answer->type) && isatty(STDOUT_FILENO))
        return tp_fail(diag, TP_E_ARGUMENT, "--output", -1, "is needed: what came is no text, but %s", answer->type);
    fwrite(answer->body.data, 1, answer->body.size_bytes, stdout);
    return TP_OK;
}

static tp_status ask(const struct tp_arguments *arguments, const struct tp_asking *asking, struct tp_diag *diag)
{
    struct tp_remote_answer answer = {.status = 0};
    tp_status status = tp_asking_ask_node(asking, arguments, &answer, diag);

    if (status == TP_OK)
        status = give_out(arguments, &answer, diag);
    tp_remote_answer_deinit(&answer);
    return status;
}

static int run(const struct tp_arguments *arguments, struct tp_diag *diag)
{
    struct tp_asking asking;
    uint8_t *body = NULL;
    tp_status status;

    if (tp_option_given(arguments, "list"))
        return list(arguments, diag);
    if (arguments->positional_count == 0)
        return tp_fail(diag, TP_E_ARGUMENT, "OPERATION", -1, "is missing: see `tenprint ask --list`");
    status = tp_asking_init(&asking, arguments->positional[0], diag);
    for (int i = 1; status == TP_OK && i < arguments->positional_count; i++)
        status = take_parameter(&asking, arguments->positional[i], diag);
    asking.type = tp_option_text(arguments, "type");
    asking.key = tp_option_text(arguments, "key");
    if (status == TP_OK)
        status = read_body(arguments, &asking, &body, diag);
    if (status == TP_OK)
        status = ask(arguments, &asking, diag);
    if (body)
        tp_wipe(body, asking.body_bytes);
    free(body);
    return status;
}

static const struct tp_option options[] = {
    TP_OPTIONS_REMOTE,
    {.name = "list", .kind = TP_OPTION_FLAG, .help = "list the operations, or explain the one that is named"},
    {"body", 0, TP_OPTION_TEXT, "FILE", "what is sent along; - is standard input", 0, 0},
    {"type", 0, TP_OPTION_TEXT, "TYPE", "its media type (default: JSON when it looks so, or what is taken)", 0, 0},
    {"key", 0, TP_OPTION_TEXT, "TEXT", "Idempotency-Key: asking again with the same key does nothing twice", 0, 0},
    {"output", 'o', TP_OPTION_TEXT, "FILE", "write what comes there, as it comes (default: to standard output)", 0, 0},
    TP_OPTION_JSON,
    {0},
};

const struct tp_command tp_command_ask = {
    .name = "ask",
    .synopsis = "OPERATION [NAME=VALUE]... [--body FILE] [OPTION]...",
    .summary = "ask a running node for any operation of its API",
    .description =
        "Everything that a node can be asked, for what has no command of its own. --list names the operations, who may "
        "ask them and their parameters; --list OPERATION explains one. Names, values and what is missing are checked "
        "before anything is sent.\n\n"
        "JSON is printed over several lines, other replies as they are. Exit status: 3 when the node refuses, with its "
        "reason; 4 when it cannot be reached.",
    .example = "tenprint ask --list listBookings\n"
               "tenprint ask listAccesses owner=booking/4f0c1d2e3a4b5c6d7e8f90a1b2c3d4e5 --token token.txt\n",
    .options = options,
    .positional_min = 0,
    .positional_max = 16,
    .run = run,
};
