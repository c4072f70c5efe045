/* SPDX-License-Identifier: Apache-2.0 */
/* What the commands on ledgers share: which folder, whose key, which keys. */
#ifndef TP_CLI_PUBLISHED_H
#define TP_CLI_PUBLISHED_H

#include "cli/command.h"
#include "office/office.h"

#define TP_OPTION_KEY                                                                                                  \
    {                                                                                                                  \
        "key", 0, TP_OPTION_TEXT, "KEY",                                                                               \
            "the ledger's key, NAME+ID+KEY, or @FILE (an organisation's folder has its own)", 0, 0                     \
    }

/* Verifier keys in TEXT, parted by blanks, or in the file of @FILE, one a line; lines that begin with # are comments.
 * E_ARGUMENT for none, or more than MAX; OPTION is named in what is wrong. */
TP_NODISCARD tp_status tp_verifiers_read(const char *text, const char *option, struct tp_verifier *out, size_t max,
                                         size_t *count, struct tp_diag *diag);

/* FOLDER is one of published files, or an organisation's, whose own key is in its file `verifier`. KEY may be NULL for
 * the latter. OPTION names KEY in what is wrong. */
TP_NODISCARD tp_status tp_published_find(const char *folder, const char *key, const char *option,
                                         struct tp_published *out, struct tp_diag *diag);

#endif
