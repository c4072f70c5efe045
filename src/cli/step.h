/* SPDX-License-Identifier: Apache-2.0 */
/* A step in an agreement's life, taken by a command: an event is made, signed, taken by the organisation and written
 * to a file for the others. */
#ifndef TP_CLI_STEP_H
#define TP_CLI_STEP_H

#include "cli/org.h"
#include "office/office.h"

/* Options of every step. */
#define TP_OPTION_TO                                                                                                   \
    {                                                                                                                  \
        "to", 0, TP_OPTION_TEXT, "FILE",                                                                               \
            "where to write the event for the others (default: a name made of it, in this folder)", 0, 0               \
    }
#define TP_OPTION_VERSION                                                                                              \
    {                                                                                                                  \
        "version", 0, TP_OPTION_TEXT, "N", "which version, by number or by hash (default: see above)", 0, 0            \
    }
#define TP_OPTION_REASON                                                                                               \
    {                                                                                                                  \
        "reason", 0, TP_OPTION_TEXT, "TEXT", "why, in words that all parties will read", 0, 0                          \
    }

/* For descriptions. */
#define TP_STEP_AT_NODE                                                                                                \
    "\n\nWith --token (or TENPRINT_TOKEN) of an agreement officer a running node takes the step, at once, and passes " \
    "it on to the other parties by itself; a file is written when --to names one."

/* The kind of event that the command is for: "agreement sign". */
enum tp_event_kind tp_step_kind(const struct tp_arguments *arguments);
/* An event about a version, now, by the organisation; free with tp_event_free. HISTORY may be NULL. */
TP_NODISCARD tp_status tp_step_new(const struct tp_org *org, const struct tp_history *history,
                                   const struct tp_terms *version, enum tp_event_kind kind, struct tp_event **out,
                                   struct tp_diag *diag);
/* A copy for one of an event's strings. */
TP_NODISCARD tp_status tp_step_text(const char *text, char **out, struct tp_diag *diag);
/* Signs, takes, writes and prints it. TP_OK, TP_EXIT_NEGATIVE when it was refused (which is printed), or a status. */
int tp_step_take(const struct tp_arguments *arguments, struct tp_org *org, struct tp_event *event,
                 struct tp_signer *signer, struct tp_diag *diag);

#endif
