/* SPDX-License-Identifier: Apache-2.0 */
/* Operations by their names, with checked parameters. */
#include "cli/asking.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

/* ---- which --------------------------------------------------------------------------------------------------------
 */

const struct tp_operation *tp_asking_operation(size_t place)
{
    for (const struct tp_part *const *part = tp_api_parts; *part; part++)
        for (const struct tp_operation *operation = (*part)->operations; operation && operation->id; operation++)
            if (place-- == 0)
                return operation;
    return NULL;
}

static const struct tp_described *find_described(const char *id)
{
    for (const struct tp_described *described = tp_described; described->id; described++)
        if (strcmp(described->id, id) == 0)
            return described;
    return NULL;
}

/* "" or words that name an operation of nearly that name. */
static void suggest(const char *id, char *out, size_t size)
{
    const struct tp_operation *operation;

    out[0] = '\0';
    for (size_t i = 0; (operation = tp_asking_operation(i)); i++)
        if (strcasecmp(operation->id, id) == 0 || strcasestr(operation->id, id)) {
            snprintf(out, size, " (%s?)", operation->id);
            return;
        }
}

tp_status tp_asking_init(struct tp_asking *asking, const char *id, struct tp_diag *diag)
{
    const struct tp_operation *operation;
    char near[64];

    memset(asking, 0, sizeof *asking);
    for (size_t i = 0; (operation = tp_asking_operation(i)); i++)
        if (strcmp(operation->id, id) == 0)
            asking->operation = operation;
    if (asking->operation)
        asking->described = find_described(id);
    if (asking->described && asking->operation->flags & TP_OPERATION_WIRE)
        return tp_fail(diag, TP_E_ARGUMENT, id, -1, "only a partner's node asks this, by its signature");
    if (asking->described)
        return TP_OK;
    suggest(id, near, sizeof near);
    return tp_fail(diag, TP_E_ARGUMENT, id, -1, "is no operation of the API%s: see `tenprint ask --list`", near);
}

/* ---- parameters ---------------------------------------------------------------------------------------------------
 */

/* VALUE is one of VALUES, which are parted by commas. */
static bool is_among(const char *values, const char *value)
{
    size_t length = strlen(value);

    for (; *values; values += strcspn(values, ","), values += *values == ',')
        if (strcspn(values, ",") == length && strncmp(values, value, length) == 0)
            return true;
    return false;
}

static tp_status check_value(const struct tp_described_parameter *parameter, const char *value, struct tp_diag *diag)
{
    if (parameter->values[0] && !is_among(parameter->values, value))
        return tp_fail(diag, TP_E_ARGUMENT, parameter->name, -1, "must be one of %s", parameter->values);
    if (parameter->whole && (value[0] == '\0' || strspn(value, "0123456789") != strlen(value)))
        return tp_fail(diag, TP_E_ARGUMENT, parameter->name, -1, "must be a whole number");
    if (parameter->in_path && (value[0] == '\0' || strcmp(value, ".") == 0 || strcmp(value, "..") == 0))
        return tp_fail(diag, TP_E_ARGUMENT, parameter->name, -1, "is no name of anything");
    return TP_OK;
}

static void list_parameters(const struct tp_described *described, char *out, size_t size)
{
    size_t used = 0;

    out[0] = '\0';
    for (const struct tp_described_parameter *at = described->parameters; at->name && used < size; at++)
        used += (size_t)snprintf(out + used, size - used, "%s%s", used ? ", " : "", at->name);
    if (used == 0)
        snprintf(out, size, "none");
}

tp_status tp_asking_set(struct tp_asking *asking, const char *name, const char *value, struct tp_diag *diag)
{
    const struct tp_described_parameter *parameters = asking->described->parameters;
    char names[256];

    for (size_t i = 0; i < TP_ASKING_PARAMETERS_MAX && parameters[i].name; i++) {
        tp_status status;

        if (strcmp(parameters[i].name, name) != 0)
            continue;
        if (asking->values[i])
            return tp_fail(diag, TP_E_ARGUMENT, name, -1, "is given twice");
        status = check_value(&parameters[i], value, diag);
        asking->values[i] = status == TP_OK ? value : NULL;
        return status;
    }
    list_parameters(asking->described, names, sizeof names);
    return tp_fail(diag, TP_E_ARGUMENT, name, -1, "%s has no such parameter; it has: %s", asking->described->id, names);
}

static const char *value_of(const struct tp_asking *asking, const char *name, size_t length)
{
    const struct tp_described_parameter *parameters = asking->described->parameters;

    for (size_t i = 0; i < TP_ASKING_PARAMETERS_MAX && parameters[i].name; i++)
        if (strlen(parameters[i].name) == length && memcmp(parameters[i].name, name, length) == 0)
            return asking->values[i];
    return NULL;
}

const char *tp_asking_value(const struct tp_asking *asking, const char *name)
{
    return value_of(asking, name, strlen(name));
}

tp_status tp_asking_take_options(struct tp_asking *asking, const struct tp_arguments *arguments, struct tp_diag *diag)
{
    const struct tp_described_parameter *parameter = asking->described->parameters;
    tp_status status = TP_OK;

    for (; status == TP_OK && parameter->name; parameter++) {
        char option[64];
        const char *value;

        snprintf(option, sizeof option, "%s", parameter->name);
        for (char *at = option; *at; at++)
            *at = *at == '_' ? '-' : *at;
        value = !parameter->in_path && tp_option_known(arguments, option) ? tp_option_text(arguments, option) : NULL;
        if (value) /* a flag has none: "" */
            status = tp_asking_set(asking, parameter->name, value[0] ? value : "true", diag);
    }
    return status;
}

/* ---- the question -------------------------------------------------------------------------------------------------
 */

static tp_status check_complete(const struct tp_asking *asking, const struct tp_remote *remote, struct tp_diag *diag)
{
    const struct tp_described_parameter *parameters = asking->described->parameters;
    bool takes_body = asking->described->types[0] != '\0';

    for (size_t i = 0; i < TP_ASKING_PARAMETERS_MAX && parameters[i].name; i++)
        if (parameters[i].required && !asking->values[i])
            return tp_fail(diag, TP_E_ARGUMENT, parameters[i].name, -1, "is missing: give %s=VALUE",
                           parameters[i].name);
    if (asking->body && !takes_body)
        return tp_fail(diag, TP_E_ARGUMENT, "--body", -1, "%s takes no body", asking->described->id);
    if (!asking->body && takes_body)
        return tp_fail(diag, TP_E_ARGUMENT, "--body", -1, "is missing: %s takes %s", asking->described->id,
                       asking->described->types);
    if (asking->operation->flags & TP_OPERATION_CASE && !remote->reference)
        return tp_fail(diag, TP_E_ARGUMENT, "--case", -1, "is missing: for which case is this asked?");
    return TP_OK;
}

/* The path with its {names} filled in, and the query. */
static void write_path(const struct tp_asking *asking, struct tp_buffer *path)
{
    const struct tp_described_parameter *parameters = asking->described->parameters;

    for (const char *at = asking->operation->path; *at; at++) {
        size_t length = strcspn(at, "}");
        if (*at != '{') {
            tp_write_u8(path, (uint8_t)*at);
            continue;
        }
        tp_remote_add_encoded(path, value_of(asking, at + 1, length - 1));
        at += length;
    }
    for (size_t i = 0; i < TP_ASKING_PARAMETERS_MAX && parameters[i].name; i++)
        if (!parameters[i].in_path)
            tp_remote_add_query(path, parameters[i].name, asking->values[i]);
    tp_write_u8(path, '\0');
}

/* JSON when it looks so, otherwise the first type that is taken. */
static void choose_type(const struct tp_asking *asking, char *out, size_t size)
{
    const char *types = asking->described->types;
    const uint8_t *body = asking->body;
    bool json = asking->body_bytes > 0 && body[0] == '{' && is_among(types, "application/json");

    if (asking->type || json)
        snprintf(out, size, "%s", asking->type ? asking->type : "application/json");
    else
        snprintf(out, size, "%.*s", (int)strcspn(types, ","), types);
}

tp_status tp_asking_ask(const struct tp_asking *asking, const struct tp_remote *remote, struct tp_remote_answer *out,
                        struct tp_diag *diag)
{
    struct tp_remote_question question = {.method = asking->operation->method,
                                          .body = asking->body,
                                          .body_bytes = asking->body_bytes,
                                          .key = asking->key};
    struct tp_buffer path;
    char type[128];
    tp_status status = check_complete(asking, remote, diag);

    memset(out, 0, sizeof *out);
    if (status != TP_OK)
        return status;
    tp_buffer_init(&path);
    write_path(asking, &path);
    choose_type(asking, type, sizeof type);
    question.path = (const char *)path.data;
    question.type = type;
    status =
        path.bad ? tp_fail(diag, TP_E_MEMORY, NULL, -1, "out of memory") : tp_remote_ask(remote, &question, out, diag);
    tp_buffer_deinit(&path);
    return status;
}

tp_status tp_asking_ask_node(const struct tp_asking *asking, const struct tp_arguments *arguments,
                             struct tp_remote_answer *out, struct tp_diag *diag)
{
    struct tp_remote remote;
    tp_status status = tp_remote_open(arguments, &remote, diag);

    memset(out, 0, sizeof *out);
    if (status == TP_OK)
        status = tp_asking_ask(asking, &remote, out, diag);
    tp_remote_close(&remote);
    return status;
}

/* ---- commands as data ---------------------------------------------------------------------------------------------
 */

/* Positional arguments by the row's names; members of the body go to JSON. */
static tp_status take_positional(const struct tp_arguments *arguments, const struct tp_asking_command *row,
                                 struct tp_asking *asking, struct tp_json *body, struct tp_diag *diag)
{
    tp_status status = TP_OK;

    for (int i = 0; status == TP_OK && i < arguments->positional_count && row->arguments[i]; i++)
        if (row->arguments[i][0] == '.')
            tp_json_text(body, row->arguments[i] + 1, arguments->positional[i]);
        else
            status = tp_asking_set(asking, row->arguments[i], arguments->positional[i], diag);
    return status;
}

static bool is_positional(const struct tp_arguments *arguments, const struct tp_asking_command *row, const char *member)
{
    for (int i = 0; i < arguments->positional_count && row->arguments[i]; i++)
        if (row->arguments[i][0] == '.' && strcmp(row->arguments[i] + 1, member) == 0)
            return true;
    return false;
}

/* Members of the body by options of their names: "reason?" by --reason. */
static tp_status take_members(const struct tp_arguments *arguments, const struct tp_asking_command *row,
                              const struct tp_asking *asking, struct tp_json *body, struct tp_diag *diag)
{
    const char *at = asking->described->members;

    for (; *at; at += strcspn(at, ","), at += *at == ',') {
        size_t length = strcspn(at, ",?");
        char member[64], option[70];
        const char *value;

        snprintf(member, sizeof member, "%.*s", (int)length, at);
        snprintf(option, sizeof option, "--%s", member);
        value = tp_option_known(arguments, member) ? tp_option_text(arguments, member) : NULL;
        if (value)
            tp_json_text(body, member, value);
        else if (at[length] != '?' && !is_positional(arguments, row, member))
            return tp_fail(diag, TP_E_ARGUMENT, option, -1, "is missing");
    }
    return TP_OK;
}

static tp_status show(const struct tp_arguments *arguments, const struct tp_asking_command *row,
                      const struct tp_remote_answer *answer, struct tp_diag *diag)
{
    if (row->listing)
        return tp_listing_print(arguments, row->listing, answer, diag);
    if (answer->document)
        return tp_remote_print(answer, diag);
    if (row->said && !tp_option_given(arguments, "json"))
        printf("%s\n", row->said);
    return TP_OK;
}

static tp_status ask_and_show(const struct tp_arguments *arguments, const struct tp_asking_command *row,
                              struct tp_asking *asking, struct tp_diag *diag)
{
    struct tp_remote_answer answer = {.status = 0};
    tp_status status = tp_asking_ask_node(asking, arguments, &answer, diag);

    if (status == TP_OK)
        status = show(arguments, row, &answer, diag);
    tp_remote_answer_deinit(&answer);
    return status;
}

int tp_asking_run(const struct tp_arguments *arguments, const struct tp_asking_command *row, struct tp_diag *diag)
{
    struct tp_asking asking;
    struct tp_json *body = NULL;
    struct tp_buffer text;
    tp_status status;

    while (strcmp(row->command, arguments->command->name) != 0)
        row++;
    tp_buffer_init(&text);
    status = tp_asking_init(&asking, row->operation, diag);
    if (status == TP_OK)
        status = tp_json_new(&body, diag);
    if (status == TP_OK)
        status = take_positional(arguments, row, &asking, body, diag);
    if (status == TP_OK)
        status = tp_asking_take_options(&asking, arguments, diag);
    if (status == TP_OK && asking.described->types[0])
        status = take_members(arguments, row, &asking, body, diag);
    if (status == TP_OK && asking.described->types[0]) {
        status = tp_json_write_canonical(body, &text, diag);
        asking.body = text.data;
        asking.body_bytes = text.size_bytes;
    }
    if (status == TP_OK)
        status = ask_and_show(arguments, row, &asking, diag);
    tp_buffer_deinit(&text);
    tp_json_free(&body);
    return status;
}
