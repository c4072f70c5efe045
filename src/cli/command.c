/* SPDX-License-Identifier: Apache-2.0 */
/* Finds the command and runs it. */
#include "cli/command.h"

#include <string.h>

#include "base/base.h"

enum tp_exit tp_exit_for(tp_status status)
{
    switch (status) {
    case TP_OK:
        return TP_EXIT_OK;
    case TP_E_ARGUMENT:
        return TP_EXIT_USAGE;
    case TP_E_NOT_FOUND:
    case TP_E_EXISTS:
    case TP_E_TRUNCATED:
    case TP_E_FORMAT:
    case TP_E_UNSUPPORTED:
    case TP_E_CHECKSUM:
    case TP_E_VERSION:
    case TP_E_LIMIT:
    case TP_E_DENIED:
    case TP_E_CONFLICT:
        return TP_EXIT_INPUT;
    case TP_E_MEMORY:
    case TP_E_IO:
    case TP_E_STORE:
    case TP_E_BUSY:
    case TP_E_CANCELLED:
        return TP_EXIT_ENVIRONMENT;
    }
    return TP_EXIT_ENVIRONMENT;
}

const struct tp_command *tp_command_find(const char *name)
{
    for (const struct tp_command *const *command = tp_commands; *command; command++)
        if (strcmp((*command)->name, name) == 0)
            return *command;
    return NULL;
}

const struct tp_command *tp_command_find_words(int count, const char *const *words, int *used)
{
    char name[64];

    *used = 0;
    if (count > 1 && (size_t)snprintf(name, sizeof name, "%s %s", words[0], words[1]) < sizeof name) {
        const struct tp_command *command = tp_command_find(name);
        *used = command ? 2 : 0;
        if (command)
            return command;
    }
    *used = count > 0;
    return count > 0 ? tp_command_find(words[0]) : NULL;
}

static enum tp_exit report(tp_status status, const struct tp_diag *diag, const struct tp_command *command)
{
    char line[1024];

    tp_diag_format(diag, line, sizeof line);
    fprintf(stderr, "tenprint: %s\n", line);
    if (status == TP_E_ARGUMENT)
        tp_help_usage(stderr, command);
    return tp_exit_for(status);
}

static bool asks_for_help(int count, char *const *words)
{
    for (int i = 0; i < count && strcmp(words[i], "--") != 0; i++)
        if (strcmp(words[i], "--help") == 0)
            return true;
    return false;
}

static enum tp_exit run_command(const struct tp_command *command, int count, char *const *words)
{
    struct tp_arguments arguments;
    struct tp_diag diag;
    int result;

    if (asks_for_help(count, words)) {
        tp_help_command(stdout, command);
        return TP_EXIT_OK;
    }
    tp_diag_init(&diag);
    result = tp_arguments_parse(command, count, words, &arguments, &diag);
    if (result == TP_OK)
        result = command->run(&arguments, &diag);
    tp_arguments_deinit(&arguments);
    return result < 0 ? report((tp_status)result, &diag, command) : (enum tp_exit)result;
}

static enum tp_exit run_words(int count, char *const *words)
{
    const char *word = words[0];
    int used;
    const struct tp_command *command = tp_command_find_words(count, (const char *const *)words, &used);

    if (command)
        return run_command(command, count - used, words + used);
    if (strcmp(word, "--help") == 0)
        tp_help_program(stdout);
    else if (strcmp(word, "--version") == 0)
        printf("tenprint %s\n", TP_VERSION);
    else if (strcmp(word, "--man") == 0)
        tp_help_man(stdout);
    else if (tp_help_list(stderr, word))
        return TP_EXIT_USAGE;
    else {
        fprintf(stderr, "tenprint: %s: unknown command\n", word);
        tp_help_usage(stderr, NULL);
        return TP_EXIT_USAGE;
    }
    return TP_EXIT_OK;
}

int tp_cli_main(int argc, char **argv)
{
    enum tp_exit result;

    if (argc < 2) {
        tp_help_usage(stderr, NULL);
        return TP_EXIT_USAGE;
    }
    result = run_words(argc - 1, argv + 1);
    if (fflush(stdout) != 0 || ferror(stdout)) {
        fputs("tenprint: standard output: cannot be written\n", stderr);
        return TP_EXIT_ENVIRONMENT;
    }
    return result;
}
