/* SPDX-License-Identifier: Apache-2.0 */
/* A command of the program, described once as data: its parsing, its help and the man page come from this. */
#ifndef TP_CLI_COMMAND_H
#define TP_CLI_COMMAND_H

#include <stdbool.h>
#include <stdio.h>

#include <tenprint/status.h>

enum tp_exit {
    TP_EXIT_OK = 0,
    TP_EXIT_NEGATIVE = 1,    /* a negative answer: nobody found, below the threshold */
    TP_EXIT_USAGE = 2,       /* the command line is wrong */
    TP_EXIT_INPUT = 3,       /* a file is missing, damaged or not what it should be */
    TP_EXIT_ENVIRONMENT = 4, /* disk, memory, database */
    TP_EXIT_STOPPED = 130,   /* by Ctrl-C, in good order; the number that shells give */
};

/* What of the four kinds of trouble STATUS is. */
enum tp_exit tp_exit_for(tp_status status);

enum tp_option_kind { TP_OPTION_FLAG, TP_OPTION_TEXT, TP_OPTION_INTEGER, TP_OPTION_NUMBER };

struct tp_option {
    const char *name; /* long name without dashes */
    char letter;      /* short name, 0 for none */
    enum tp_option_kind kind;
    const char *argument; /* what stands for the value in the help; NULL for a flag */
    const char *help;     /* one sentence without a full stop */
    double min, max;      /* of an integer or a number, both included */
};

/* Options that several commands share. */
#define TP_OPTION_PPI                                                                                                  \
    {                                                                                                                  \
        "ppi", 0, TP_OPTION_NUMBER, "N", "resolution of the images in pixels per inch, instead of what the files say", \
            50, 5000                                                                                                   \
    }
#define TP_OPTION_FMR(help_text)                                                                                       \
    {                                                                                                                  \
        "fmr", 0, TP_OPTION_NUMBER, "X", (help_text), 1e-20, 1                                                         \
    }
#define TP_OPTION_FORMAT(help_text)                                                                                    \
    {                                                                                                                  \
        "format", 0, TP_OPTION_TEXT, "FORMAT", (help_text), 0, 0                                                       \
    }
#define TP_OPTION_MODE                                                                                                 \
    {                                                                                                                  \
        "mode", 0, TP_OPTION_TEXT, "MODE", "how closely to search: fast, thorough (default) or exhaustive", 0, 0       \
    }
#define TP_OPTION_DB                                                                                                   \
    {                                                                                                                  \
        "db", 0, TP_OPTION_TEXT, "FILE", "the repository", 0, 0                                                        \
    }
#define TP_OPTION_JSON                                                                                                 \
    {                                                                                                                  \
        .name = "json", .kind = TP_OPTION_FLAG, .help = "print JSON"                                                   \
    }
#define TP_OPTION_THREADS                                                                                              \
    {                                                                                                                  \
        "threads", 0, TP_OPTION_INTEGER, "N", "threads to use (default: one for each processor)", 1, 256               \
    }

enum { TP_OPTIONS_MAX = 24 };

struct tp_arguments;

struct tp_command {
    const char *name;                   /* one word or two: "extract", "record show" */
    const char *synopsis;               /* what follows the name: "IMAGE [OPTION]..." */
    const char *summary;                /* one line, lower case, without a full stop */
    const char *description;            /* plain paragraphs, separated by one empty line */
    const char *example;                /* whole command lines, each ended by a newline */
    const struct tp_option *options;    /* ended by one without a name; at most TP_OPTIONS_MAX */
    int positional_min, positional_max; /* how many arguments that are no options */
    /* Does the work: TP_OK, TP_EXIT_NEGATIVE, or a status with DIAG filled (TP_E_ARGUMENT: the usage is shown). */
    int (*run)(const struct tp_arguments *arguments, struct tp_diag *diag);
};

/* All commands, ended by NULL. */
extern const struct tp_command *const tp_commands[];
const struct tp_command *tp_command_find(const char *name);
/* The command that the first one or two of WORDS name ("record show"), NULL for none; *USED is how many. */
const struct tp_command *tp_command_find_words(int count, const char *const *words, int *used);

/* ---- a parsed command line (arguments.c) ------------------------------------------------------------------------ */

/* Strings are borrowed from argv. */
struct tp_arguments {
    const struct tp_command *command;
    const char *values[TP_OPTIONS_MAX]; /* by the option's place in the table; NULL when not given */
    const char *const *positional;      /* owned, see tp_arguments_deinit */
    int positional_count;
};

/* Parses what follows the command's name: `--name VALUE`, `--name=VALUE`, `-x VALUE`, `--` ends the options. Strict:
 * unknown or repeated options, missing values, numbers out of range and a wrong count of arguments are refused with
 * E_ARGUMENT. OUT is empty then. */
TP_NODISCARD tp_status tp_arguments_parse(const struct tp_command *command, int count, char *const *words,
                                          struct tp_arguments *out, struct tp_diag *diag);
void tp_arguments_deinit(struct tp_arguments *arguments);

bool tp_option_known(const struct tp_arguments *arguments, const char *name); /* in the command's table */
/* Values by name; a name that is not in the command's table is a bug. */
bool tp_option_given(const struct tp_arguments *arguments, const char *name);
const char *tp_option_text(const struct tp_arguments *arguments, const char *name); /* NULL when not given */
double tp_option_number(const struct tp_arguments *arguments, const char *name, double otherwise);
long tp_option_integer(const struct tp_arguments *arguments, const char *name, long otherwise);

/* ---- help (help.c) ---------------------------------------------------------------------------------------------- */

void tp_help_usage(FILE *out, const struct tp_command *command); /* one line */
void tp_help_command(FILE *out, const struct tp_command *command);
void tp_help_program(FILE *out);
/* One line for each command of FAMILY, the first of two words ("record"), or for all when it is NULL. False for none.
 */
bool tp_help_list(FILE *out, const char *family);
void tp_help_man(FILE *out); /* the man page, in troff's man macros */

/* Runs the program: results on standard output, diagnostics on standard error. Returns an enum tp_exit. */
int tp_cli_main(int argc, char **argv);

#endif
