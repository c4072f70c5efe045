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

/* The first line of FILE when it is not NULL; otherwise the environment variable TENPRINT_PASSPHRASE; otherwise asked
 * for on the terminal without echo, TWICE when it is new. WHAT is how it is called: "passphrase". E_ARGUMENT when it is
 * empty, too long, differs the second time, or when there is no way to ask; E_CANCELLED when the user gave up.
 * Overwrite OUT with tp_wipe. */
TP_NODISCARD tp_status tp_secret_read(const char *file, const char *what, bool twice, char out[TP_SECRET_MAX],
                                      struct tp_diag *diag);

#endif
