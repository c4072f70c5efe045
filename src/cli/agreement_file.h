/* SPDX-License-Identifier: Apache-2.0 */
/* A file that holds the document of an agreement, or a signed event. */
#ifndef TP_CLI_AGREEMENT_FILE_H
#define TP_CLI_AGREEMENT_FILE_H

#include "agreement/agreement.h"

struct tp_agreement_file {
    struct tp_event *event; /* owned; NULL for a document */
    struct tp_terms *terms; /* owned; of the document, or of what an event proposes; NULL for other events */
    /* What is wrong when it could not be read, E_FORMAT and the like; the line is 0 where the words have it. */
    size_t line;
    char member[64];
};

/* Reads and checks PATH. A proposal must bear the signature of the party that it names: its document has the key; of
 * other events the signature is checked by who knows the agreement. A diagnostic names the file, and in front of its
 * member the line ("line 12, parties[1].key"). */
TP_NODISCARD tp_status tp_agreement_file_read(const char *path, struct tp_agreement_file *out, struct tp_diag *diag);
void tp_agreement_file_deinit(struct tp_agreement_file *file);
TP_NODISCARD tp_status tp_agreement_file_write(const struct tp_event *event, const char *path, struct tp_diag *diag);

#endif
