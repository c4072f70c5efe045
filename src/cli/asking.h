/* SPDX-License-Identifier: Apache-2.0 */
/* Asking a node for one of the API's operations by its name and its parameters' names. Commands that ask for one
 * operation and print what comes are described as data. */
#ifndef TP_CLI_ASKING_H
#define TP_CLI_ASKING_H

#include "api/api.h"
#include "cli/described.h"
#include "cli/listing.h"
#include "cli/remote.h"

enum { TP_ASKING_PARAMETERS_MAX = 8 };

/* Strings are borrowed. */
struct tp_asking {
    const struct tp_operation *operation;
    const struct tp_described *described;
    const char *values[TP_ASKING_PARAMETERS_MAX]; /* by place in the description; NULL: not told */
    const void *body;                             /* NULL: none */
    size_t body_bytes;
    const char *type; /* of the body; NULL: what it looks like among those that are taken */
    const char *key;  /* Idempotency-Key; NULL: none */
};

/* By place in the API's table, NULL at the end. What only partners' nodes ask is there, too. */
const struct tp_operation *tp_asking_operation(size_t place);
/* E_ARGUMENT for a name that no operation of people has; the words name one that is near. */
TP_NODISCARD tp_status tp_asking_init(struct tp_asking *asking, const char *operation, struct tp_diag *diag);
/* E_ARGUMENT for a parameter that it does not have, that was told before, or that may not have this value. */
TP_NODISCARD tp_status tp_asking_set(struct tp_asking *asking, const char *name, const char *value,
                                     struct tp_diag *diag);
/* The value of a parameter, NULL when it was not told or is none. */
const char *tp_asking_value(const struct tp_asking *asking, const char *name);
/* Parameters of the query for which the command has an option of that name (a hyphen for an underscore). */
TP_NODISCARD tp_status tp_asking_take_options(struct tp_asking *asking, const struct tp_arguments *arguments,
                                              struct tp_diag *diag);
/* E_ARGUMENT when a parameter, the body or --case is missing; then as tp_remote_ask. Free OUT even then. */
TP_NODISCARD tp_status tp_asking_ask(const struct tp_asking *asking, const struct tp_remote *remote,
                                     struct tp_remote_answer *out, struct tp_diag *diag);

/* The same at the node of ARGUMENTS, over a connection of its own. */
TP_NODISCARD tp_status tp_asking_ask_node(const struct tp_asking *asking, const struct tp_arguments *arguments,
                                          struct tp_remote_answer *out, struct tp_diag *diag);

/* ---- commands that ask for one operation --------------------------------------------------------------------------
 */

/* The command's positional arguments are the parameters of these names, in order, or (behind a '.') members of the
 * JSON body; its options of other parameters' names (a hyphen for an underscore) are these. */
struct tp_asking_command {
    const char *command, *operation;
    const char *arguments[4];         /* ended by NULL */
    const struct tp_listing *listing; /* NULL: the answer's JSON is printed */
    const char *said;                 /* printed when there is no answer: "the subjects are joined" */
};
/* The row of ROWS (ended by one without a command) that the command has. */
int tp_asking_run(const struct tp_arguments *arguments, const struct tp_asking_command *rows, struct tp_diag *diag);

#endif
