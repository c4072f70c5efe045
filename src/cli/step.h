/* SPDX-License-Identifier: Apache-2.0 */
/* A step in an agreement's life, taken by a command: an event is made, signed, taken by the organisation and written
 * to a file for the others. */
#ifndef TP_CLI_STEP_H
#define TP_CLI_STEP_H

#include "cli/org.h"

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

/* Who takes a step: the id of a party or the code of a jurisdiction, and its key. */
struct tp_step_signer {
    const char *by;
    const struct tp_public_key *key;
};
/* The kind of event that the command is for: "agreement sign". */
enum tp_event_kind tp_step_kind(const struct tp_arguments *arguments);
/* The version that WANTED names, by number or by the beginning of its hash. When WANTED is NULL: the newest, or, with
 * CURRENT, the one in force or suspended, if there is one. E_ARGUMENT when there are several. */
TP_NODISCARD tp_status tp_step_version(const struct tp_org *org, const struct tp_history *history, const char *wanted,
                                       bool current, const struct tp_terms **out, struct tp_diag *diag);
/* The version that a stop by BY with KEY names best: the lowest that names it, which most nodes know; a node refuses a
 * stop about a version that has not reached it, and a stop holds for every version. WANTED as above. */
TP_NODISCARD tp_status tp_step_stop_version(const struct tp_org *org, const struct tp_history *history,
                                            const char *wanted, const struct tp_step_signer *signer,
                                            const struct tp_terms **out, struct tp_diag *diag);
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
