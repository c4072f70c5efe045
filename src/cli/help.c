/* SPDX-License-Identifier: Apache-2.0 */
/* Help on the terminal and the man page, both made from the commands' tables. */
#include "cli/command.h"

#include <string.h>

#include "base/base.h"

static const char program_summary[] = "fingerprint identification, and who may search whom";

static const struct {
    int code;
    const char *text;
} exits[] = {
    {TP_EXIT_OK, "success"},
    {TP_EXIT_NEGATIVE, "a negative answer, such as nobody found"},
    {TP_EXIT_USAGE, "the command line is wrong"},
    {TP_EXIT_INPUT, "an input is missing, damaged or not what it should be"},
    {TP_EXIT_ENVIRONMENT, "the environment fails: disk, memory, database"},
    {TP_EXIT_STOPPED, "stopped by Ctrl-C"},
};

/* "-o, --output FILE" */
static void format_option(const struct tp_option *option, char *out, size_t size)
{
    char letter[8] = "";

    if (option->letter)
        snprintf(letter, sizeof letter, "-%c, ", option->letter);
    snprintf(out, size, "%s--%s%s%s", letter, option->name, option->argument ? " " : "",
             option->argument ? option->argument : "");
}

void tp_help_usage(FILE *out, const struct tp_command *command)
{
    if (command)
        fprintf(out, "usage: tenprint %s%s%s\n", command->name, command->synopsis[0] ? " " : "", command->synopsis);
    else
        fputs("usage: tenprint COMMAND [ARGUMENT]...    (tenprint help lists the commands)\n", out);
}

/* Each line of TEXT, indented. */
static void print_indented(FILE *out, const char *text)
{
    while (*text) {
        size_t length = strcspn(text, "\n");
        fprintf(out, "  %.*s\n", (int)length, text);
        text += length + (text[length] == '\n');
    }
}

/* TEXT broken into lines of at most 100 columns. */
static void print_wrapped(FILE *out, const char *text)
{
    const size_t width = 100;

    while (*text) {
        size_t length = strcspn(text, "\n"), cut = length;
        if (length > width)
            for (cut = width; cut > 0 && text[cut] != ' '; cut--)
                ;
        if (cut == 0)
            cut = length;
        fprintf(out, "%.*s\n", (int)cut, text);
        text += cut;
        text += *text == ' ' || *text == '\n';
    }
}

void tp_help_command(FILE *out, const struct tp_command *command)
{
    tp_help_usage(out, command);
    fputc('\n', out);
    print_wrapped(out, command->description);
    fputs("\noptions:\n", out);
    for (const struct tp_option *option = command->options; option && option->name; option++) {
        char name[64];
        format_option(option, name, sizeof name);
        fprintf(out, "  %-24s %s\n", name, option->help);
    }
    fprintf(out, "  %-24s %s\n\nexample:\n", "--help", "print this help");
    print_indented(out, command->example);
}

static bool is_of_family(const struct tp_command *command, const char *family)
{
    size_t length = family ? strlen(family) : 0;

    return !family || (strncmp(command->name, family, length) == 0 && command->name[length] == ' ');
}

bool tp_help_list(FILE *out, const char *family)
{
    int width = 0;

    for (const struct tp_command *const *command = tp_commands; *command; command++)
        if (is_of_family(*command, family))
            width = TP_MAX(width, (int)strlen((*command)->name));
    for (const struct tp_command *const *command = tp_commands; *command; command++)
        if (is_of_family(*command, family))
            fprintf(out, "  %-*s  %s\n", width, (*command)->name, (*command)->summary);
    return width > 0;
}

void tp_help_program(FILE *out)
{
    fprintf(out, "tenprint: %s\n\n", program_summary);
    tp_help_usage(out, NULL);
    fputs("\ncommands:\n", out);
    (void)tp_help_list(out, NULL);
    fputs("\ntenprint COMMAND --help explains a command, --version prints the version, --man the man page.\n"
          "exit codes:\n",
          out);
    for (size_t i = 0; i < TP_ARRAY_LENGTH(exits); i++)
        fprintf(out, "  %d  %s\n", exits[i].code, exits[i].text);
}

/* troff reads a leading '.' or '\'' as a request, and '-' as a hyphen that cannot be copied into a shell. */
static void print_troff(FILE *out, const char *text)
{
    bool line_starts = true;

    for (; *text; text++) {
        if (line_starts && (*text == '.' || *text == '\''))
            fputs("\\&", out);
        if (*text == '-')
            fputs("\\-", out);
        else if (*text == '\\')
            fputs("\\e", out);
        else if (line_starts && *text == '\n')
            fputs(".PP\n", out);
        else
            fputc(*text, out);
        line_starts = *text == '\n';
    }
}

static void print_request(FILE *out, const char *request, const char *text, const char *after)
{
    fprintf(out, "%s", request);
    print_troff(out, text);
    fputs(after, out);
}

static void man_command(FILE *out, const struct tp_command *command)
{
    print_request(out, ".SS tenprint ", command->name, " ");
    print_request(out, "", command->synopsis, "\n");
    print_request(out, "", command->description, "\n");
    for (const struct tp_option *option = command->options; option && option->name; option++) {
        char name[64];
        format_option(option, name, sizeof name);
        print_request(out, ".TP\n.B ", name, "\n");
        print_request(out, "", option->help, "\n");
    }
    print_request(out, ".PP\nExample:\n.PP\n.EX\n", command->example, ".EE\n");
}

void tp_help_man(FILE *out)
{
    fprintf(out, ".TH TENPRINT 1 \"\" \"tenprint %s\" \"User Commands\"\n", TP_VERSION);
    print_request(out, ".SH NAME\ntenprint \\- ", program_summary, "\n");
    fputs(".SH SYNOPSIS\n.B tenprint\n.I COMMAND\n[\\fIARGUMENT\\fR]...\n.SH COMMANDS\n", out);
    for (const struct tp_command *const *command = tp_commands; *command; command++)
        man_command(out, *command);
    fputs(".SH EXIT STATUS\n", out);
    for (size_t i = 0; i < TP_ARRAY_LENGTH(exits); i++) {
        fprintf(out, ".TP\n.B %d\n", exits[i].code);
        print_request(out, "", exits[i].text, "\n");
    }
}
