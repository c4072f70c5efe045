/* SPDX-License-Identifier: Apache-2.0 */
/* Passphrases and PINs: from a file, from the environment or from the terminal, never from the command line. */
#ifndef TP_CLI_SECRET_H
#define TP_CLI_SECRET_H

#include "cli/command.h"

enum { TP_SECRET_MAX = 1025 }; /* with the NUL */

#define TP_OPTION_PASSPHRASE                                                                                           \
    {                                                                                                                  \
        "passphrase-file", 0, TP_OPTION_TEXT, "FILE",                                                                  \
            "its first line is the passphrase of the key (otherwise: environment TENPRINT_PASSPHRASE, or asked for)",  \
            0, 0                                                                                                       \
    }

/* Where a secret comes from, in this order: the first line of FILE when it is not NULL; the environment variable; the
 * terminal, asked without echo, TWICE when it is new. */
struct tp_secret_source {
    const char *file;
    const char *option;      /* that names the file, for advice: "--passphrase-file" */
    const char *environment; /* "TENPRINT_PASSPHRASE" */
    const char *what;        /* how it is called: "passphrase" */
    bool twice;
};
/* The passphrase of the options above. */
struct tp_secret_source tp_secret_passphrase(const struct tp_arguments *arguments);

/* E_ARGUMENT when it is empty, too long, differs the second time, or when there is no way to ask; E_CANCELLED when the
 * user gave up. Overwrite OUT with tp_wipe. */
TP_NODISCARD tp_status tp_secret_read(const struct tp_secret_source *source, char out[TP_SECRET_MAX],
                                      struct tp_diag *diag);

#endif
