/* SPDX-License-Identifier: Apache-2.0 */
/* Parsing of a command line by its command's table. */
#include "cli/command.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"

/* The words that remain to be parsed. */
struct words {
    int count, at;
    char *const *words;
};

static const struct tp_option *find_option(const struct tp_command *command, const char *name, size_t length)
{
    for (const struct tp_option *option = command->options; option && option->name; option++)
        if (strlen(option->name) == length && memcmp(option->name, name, length) == 0)
            return option;
    return NULL;
}

static const struct tp_option *find_letter(const struct tp_command *command, char letter)
{
    for (const struct tp_option *option = command->options; option && option->name; option++)
        if (option->letter == letter)
            return option;
    return NULL;
}

/* Decimal numbers only: strtod alone would take "inf", "nan" and hexadecimal. */
static bool parse_number(const char *text, bool whole, double *value)
{
    char *end;

    if (text[0] == '\0' || strspn(text, whole ? "-0123456789" : "-+.0123456789eE") != strlen(text))
        return false;
    *value = strtod(text, &end);
    return *end == '\0' && isfinite(*value);
}

static tp_status check_value(const struct tp_option *option, const char *value, struct tp_diag *diag)
{
    bool whole = option->kind == TP_OPTION_INTEGER;
    double number;
    char field[64];

    if (option->kind == TP_OPTION_FLAG)
        return TP_OK;
    snprintf(field, sizeof field, "--%s", option->name);
    if (value[0] == '\0')
        return tp_fail(diag, TP_E_ARGUMENT, field, -1, "the value is empty");
    if (option->kind == TP_OPTION_TEXT)
        return TP_OK;
    if (!parse_number(value, whole, &number) || number < option->min || number > option->max)
        return tp_fail(diag, TP_E_ARGUMENT, field, -1, "'%s' is not a %snumber from %.15g to %.15g", value,
                       whole ? "whole " : "", option->min, option->max);
    return TP_OK;
}

/* VALUE is what stands after '=', NULL when nothing does. */
static tp_status take_option(const struct tp_option *option, const char *value, struct words *words,
                             struct tp_arguments *out, struct tp_diag *diag)
{
    size_t place = (size_t)(option - out->command->options);
    bool flag = option->kind == TP_OPTION_FLAG;
    char field[64];

    TP_ASSERT(place < TP_OPTIONS_MAX);
    snprintf(field, sizeof field, "--%s", option->name);
    if (out->values[place])
        return tp_fail(diag, TP_E_ARGUMENT, field, -1, "is given twice");
    if (flag && value)
        return tp_fail(diag, TP_E_ARGUMENT, field, -1, "takes no value");
    if (flag)
        value = "";
    else if (!value && words->at == words->count)
        return tp_fail(diag, TP_E_ARGUMENT, field, -1, "needs a value (%s)", option->argument);
    else if (!value)
        value = words->words[words->at++];
    out->values[place] = value;
    return check_value(option, value, diag);
}

static tp_status take_word(const char *word, struct words *words, struct tp_arguments *out, struct tp_diag *diag)
{
    const struct tp_option *option = NULL;
    const char *equals = NULL;

    if (strncmp(word, "--", 2) == 0) {
        const char *name = word + 2;
        equals = strchr(name, '=');
        option = find_option(out->command, name, equals ? (size_t)(equals - name) : strlen(name));
    } else if (word[2] == '\0') {
        option = find_letter(out->command, word[1]);
    }
    if (!option)
        return tp_fail(diag, TP_E_ARGUMENT, word, -1, "unknown option");
    return take_option(option, equals ? equals + 1 : NULL, words, out, diag);
}

static tp_status check_positional(const struct tp_arguments *arguments, struct tp_diag *diag)
{
    const struct tp_command *command = arguments->command;

    if (arguments->positional_count < command->positional_min)
        return tp_fail(diag, TP_E_ARGUMENT, NULL, -1, "%s: arguments are missing", command->name);
    if (arguments->positional_count > command->positional_max)
        return tp_fail(diag, TP_E_ARGUMENT, NULL, -1, "%s: '%s' is one argument too many", command->name,
                       arguments->positional[command->positional_max]);
    return TP_OK;
}

tp_status tp_arguments_parse(const struct tp_command *command, int count, char *const *words, struct tp_arguments *out,
                             struct tp_diag *diag)
{
    struct words rest = {.count = count, .words = words};
    bool options_ended = false;
    const char **positional;
    void *memory;
    tp_status status;

    memset(out, 0, sizeof *out);
    out->command = command;
    status = tp_alloc_zero(&memory, (size_t)count + 1, sizeof *positional, diag);
    if (status != TP_OK)
        return status;
    out->positional = positional = memory;
    while (status == TP_OK && rest.at < count) {
        const char *word = words[rest.at++];
        if (options_ended || word[0] != '-' || word[1] == '\0')
            positional[out->positional_count++] = word;
        else if (strcmp(word, "--") == 0)
            options_ended = true;
        else
            status = take_word(word, &rest, out, diag);
    }
    if (status == TP_OK)
        status = check_positional(out, diag);
    if (status != TP_OK)
        tp_arguments_deinit(out);
    return status;
}

void tp_arguments_deinit(struct tp_arguments *arguments)
{
    free((void *)(uintptr_t)arguments->positional);
    memset(arguments, 0, sizeof *arguments);
}

const char *tp_option_text(const struct tp_arguments *arguments, const char *name)
{
    const struct tp_option *option = find_option(arguments->command, name, strlen(name));

    TP_ASSERT(option != NULL);
    return arguments->values[option - arguments->command->options];
}

bool tp_option_known(const struct tp_arguments *arguments, const char *name)
{
    return find_option(arguments->command, name, strlen(name)) != NULL;
}

bool tp_option_given(const struct tp_arguments *arguments, const char *name)
{
    return tp_option_text(arguments, name) != NULL;
}

double tp_option_number(const struct tp_arguments *arguments, const char *name, double otherwise)
{
    const char *text = tp_option_text(arguments, name);

    return text ? strtod(text, NULL) : otherwise;
}

long tp_option_integer(const struct tp_arguments *arguments, const char *name, long otherwise)
{
    const char *text = tp_option_text(arguments, name);

    return text ? strtol(text, NULL, 10) : otherwise;
}
