/* SPDX-License-Identifier: Apache-2.0 */
/* What commands that work in an organisation's folder share. */
#ifndef TP_CLI_ORG_H
#define TP_CLI_ORG_H

#include "cli/command.h"
#include "cli/remote.h"
#include "cli/secret.h"
#include "node/organisation.h"

#define TP_OPTION_ORG                                                                                                  \
    {                                                                                                                  \
        "org", 0, TP_OPTION_TEXT, "DIR", "the organisation's folder (otherwise: environment TENPRINT_ORG)", 0, 0       \
    }
#define TP_OPTION_NOW                                                                                                  \
    {                                                                                                                  \
        "now", 0, TP_OPTION_TEXT, "TIME", "set the clock, in a rehearsal only: 2011-06-01T00:00:00Z", 0, 0             \
    }

/* What a command works on: an organisation's folder, or the events of one agreement that a party handed out or that a
 * running node knows. */
struct tp_org {
    struct tp_organisation *organisation; /* NULL with events */
    struct tp_history *events;            /* owned */
    struct tp_remote *node;               /* owned; NULL: not of a running node */
    int64_t now_s;
};
/* The folder that --org or the environment names. */
TP_NODISCARD tp_status tp_org_folder(const struct tp_arguments *arguments, const char **out, struct tp_diag *diag);
/* Opens the folder that --org or the environment names, with the passphrase (or the token's PIN) of tp_secret_read. */
TP_NODISCARD tp_status tp_org_open(const struct tp_arguments *arguments, struct tp_org *out, struct tp_diag *diag);
/* Reads the events in FOLDER (*.json, by name), as `agreement export` writes them, each as of its own time. */
TP_NODISCARD tp_status tp_org_open_events(const char *folder, struct tp_org *out, struct tp_diag *diag);
/* Gets the events of AGREEMENT and the clock from a running node (org_node.c); what is accepted is handed to it. */
TP_NODISCARD tp_status tp_org_open_node(const struct tp_arguments *arguments, const char *agreement, struct tp_org *out,
                                        struct tp_diag *diag);
/* The one that is meant by --events, by tp_remote_is_meant, or else the folder. E_ARGUMENT for options that do not go
 * together. */
TP_NODISCARD tp_status tp_org_open_any(const struct tp_arguments *arguments, const char *agreement, struct tp_org *out,
                                       struct tp_diag *diag);
void tp_org_close(struct tp_org *org);
/* Takes an event: into the folder, or into the events in memory and the node that they are of. */
TP_NODISCARD tp_status tp_org_accept(struct tp_org *org, const struct tp_event *event, enum tp_refusal *refusal,
                                     struct tp_diag *diag);
/* A file that an event speaks of, from a node (org_node.c); free *DATA. */
TP_NODISCARD tp_status tp_org_fetch_attachment(const struct tp_remote *node, const char *sha256, uint8_t **data,
                                               size_t *size_bytes, struct tp_diag *diag);
/* Hands an event to a node (org_node.c). E_DENIED with *REFUSAL when it refuses it. */
TP_NODISCARD tp_status tp_org_hand_in(const struct tp_remote *node, const void *event, size_t size_bytes,
                                      struct tp_remote_answer *answer, enum tp_refusal *refusal, struct tp_diag *diag);
/* What a refusal of a node's is: NONE when DIAG speaks of none. */
enum tp_refusal tp_org_refusal_of(const struct tp_diag *diag);
/* Reads an event from a file; the diagnostic names it. */
TP_NODISCARD tp_status tp_org_read_event(const char *path, struct tp_event **out, struct tp_diag *diag);

/* Reads "2011-06-01T00:00:00Z"; FIELD names the option in the diagnostic. */
TP_NODISCARD tp_status tp_org_read_time(const char *text, const char *field, int64_t *out_s, struct tp_diag *diag);

/* NULL for none. */
const struct tp_history *tp_org_history(const struct tp_org *org, const char *agreement);
/* The agreement that ID names: its hash or at least six digits that it begins with. */
TP_NODISCARD tp_status tp_org_find(const struct tp_org *org, const char *id, const struct tp_history **out,
                                   struct tp_diag *diag);

#endif
