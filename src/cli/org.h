/* SPDX-License-Identifier: Apache-2.0 */
/* What commands that work in an organisation's folder share. */
#ifndef TP_CLI_ORG_H
#define TP_CLI_ORG_H

#include "cli/command.h"
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

/* What a command works on: an organisation's folder, or the events of one agreement that a party handed out. */
struct tp_org {
    struct tp_organisation *organisation; /* NULL with events */
    struct tp_history *events;            /* owned */
    int64_t now_s;
};
/* The folder that --org or the environment names. */
TP_NODISCARD tp_status tp_org_folder(const struct tp_arguments *arguments, const char **out, struct tp_diag *diag);
/* Opens the folder that --org or the environment names, with the passphrase (or the token's PIN) of tp_secret_read. */
TP_NODISCARD tp_status tp_org_open(const struct tp_arguments *arguments, struct tp_org *out, struct tp_diag *diag);
/* Reads the events in FOLDER (*.json, by name), as `agreement export` writes them, each as of its own time. */
TP_NODISCARD tp_status tp_org_open_events(const char *folder, struct tp_org *out, struct tp_diag *diag);
void tp_org_close(struct tp_org *org);
/* Takes an event: into the folder, or into the events in memory. */
TP_NODISCARD tp_status tp_org_accept(struct tp_org *org, const struct tp_event *event, enum tp_refusal *refusal,
                                     struct tp_diag *diag);
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
