/* SPDX-License-Identifier: Apache-2.0 */
/* What a search found, as text and as JSON. */
#ifndef TP_CLI_CANDIDATES_H
#define TP_CLI_CANDIDATES_H

#include "cli/command.h"
#include "node/node.h"

/* What searches of a repository have in common. */
struct tp_cli_searching {
    uint64_t subjects, impressions;
    struct tp_identify_options options;
    double fpir; /* where the threshold comes from; 0: from a false match rate */
};

/* One search. */
struct tp_cli_found {
    const char *name; /* of a batch; NULL for a search alone */
    const char *const *probe_names;
    size_t probe_count;
    const struct tp_candidates *candidates;
};

/* Reads --fmr or --fpir, --mode, --top and --threads; E_ARGUMENT. The threshold comes with tp_cli_searching_begin. */
TP_NODISCARD tp_status tp_cli_searching_parse(const struct tp_arguments *arguments, struct tp_cli_searching *out,
                                              struct tp_diag *diag);
void tp_cli_searching_begin(struct tp_cli_searching *searching, const struct tp_arguments *arguments,
                            const struct tp_gallery *gallery);

/* A mode by its name (fast, thorough, exhaustive); NULL is thorough. E_ARGUMENT. */
TP_NODISCARD tp_status tp_cli_mode_parse(const char *name, enum tp_search_mode *out, struct tp_diag *diag);

/* The candidates of one search; what was searched, and how the threshold came about, for all. */
void tp_cli_found_print(const struct tp_cli_found *found);
void tp_cli_searching_print(const struct tp_cli_searching *searching);
/* How many subjects each stage of a search looked at. */
void tp_cli_stages_print(const struct tp_candidates *candidates, enum tp_search_mode mode);

/* All of that as one document, on one line for a search of a batch. */
TP_NODISCARD tp_status tp_cli_found_json(const struct tp_cli_searching *searching, const struct tp_cli_found *found,
                                         struct tp_diag *diag);

#endif
