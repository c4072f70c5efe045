/* SPDX-License-Identifier: Apache-2.0 */
/* Lists that a node gives, as lines of columns, or as JSON. */
#ifndef TP_CLI_LISTING_H
#define TP_CLI_LISTING_H

#include "cli/remote.h"

struct tp_listing_column {
    const char *member;                     /* NULL at the end */
    int width;                              /* 0: as it is */
    const char *(*words)(const char *cell); /* what to print for it, "" when it is absent; NULL: as it is */
};
struct tp_listing {
    const char *member; /* of the answer: "bookings" */
    const struct tp_listing_column *columns;
    const char *next;   /* member that says where the page behind this one begins; NULL: none */
    const char *option; /* that it is given to: "--before" */
};
/* One line for each element, fit for a terminal: texts, numbers, "yes" and "no", lists parted by commas, what is absent
 * as a hyphen. With --json the answer as it is. */
TP_NODISCARD tp_status tp_listing_print(const struct tp_arguments *arguments, const struct tp_listing *listing,
                                        const struct tp_remote_answer *answer, struct tp_diag *diag);

#endif
