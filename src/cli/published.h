/* SPDX-License-Identifier: Apache-2.0 */
/* What the commands on ledgers share: which folder, whose key, which keys. */
#ifndef TP_CLI_PUBLISHED_H
#define TP_CLI_PUBLISHED_H

#include "cli/command.h"
#include "ledger/ledger.h"

#define TP_OPTION_KEY                                                                                                  \
    {                                                                                                                  \
        "key", 0, TP_OPTION_TEXT, "KEY",                                                                               \
            "the ledger's key, NAME+ID+KEY, or @FILE (an organisation's folder has its own)", 0, 0                     \
    }

/* Verifier keys in TEXT, parted by blanks, or in the file of @FILE, one a line; lines that begin with # are comments.
 * E_ARGUMENT for none, or more than MAX; OPTION is named in what is wrong. */
TP_NODISCARD tp_status tp_verifiers_read(const char *text, const char *option, struct tp_verifier *out, size_t max,
                                         size_t *count, struct tp_diag *diag);

/* A ledger's published files and who signs them. */
struct tp_published {
    char folder[4096];
    struct tp_verifier verifier;
};
/* FOLDER is one of published files, or an organisation's, whose own key is in its file `verifier`. KEY may be NULL for
 * the latter. OPTION names KEY in what is wrong. */
TP_NODISCARD tp_status tp_published_find(const char *folder, const char *key, const char *option,
                                         struct tp_published *out, struct tp_diag *diag);
/* A reader at the newest checkpoint, and the bytes of that note (free with free()). */
TP_NODISCARD tp_status tp_published_open(const struct tp_published *published, struct tp_reader **out, uint8_t **note,
                                         size_t *size_bytes, struct tp_diag *diag);

/* E_ARGUMENT unless entry INDEX is in READER's ledger; with AS_SIZE, unless the ledger has had INDEX entries. */
TP_NODISCARD tp_status tp_published_holds(const struct tp_reader *reader, uint64_t index, bool as_size,
                                          const char *what, struct tp_diag *diag);

/* An index as an argument. */
TP_NODISCARD tp_status tp_index_read(const char *text, const char *what, uint64_t *out, struct tp_diag *diag);

#endif
