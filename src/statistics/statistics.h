/* SPDX-License-Identifier: Apache-2.0 */
/* Statistics: computed from a ledger's published leaves only, by definitions that are data. tests/statistics has a
 * program of its own that must give the same bytes. docs/statistics.md states the definitions and the method of
 * suppression. */
#ifndef TP_STATISTICS_STATISTICS_H
#define TP_STATISTICS_STATISTICS_H

#include "base/base.h"
#include "leaf/leaf.h"
#include "ledger/ledger.h"

/* Which leaves a figure counts and by what: data/statistics/definitions-N.json. */
struct tp_definitions;
TP_NODISCARD tp_status tp_definitions_parse(const void *json, size_t size_bytes, struct tp_definitions **out,
                                            struct tp_diag *diag);
void tp_definitions_free(struct tp_definitions **definitions);
/* Those that come with the program, by their number; 0 = the newest. E_NOT_FOUND. */
TP_NODISCARD tp_status tp_definitions_standard(unsigned version, struct tp_definitions **out, struct tp_diag *diag);
unsigned tp_definitions_version(const struct tp_definitions *definitions);
unsigned tp_definitions_threshold(const struct tp_definitions *definitions); /* that they recommend */
/* The document itself; belongs to DEFINITIONS. */
const struct tp_json_value *tp_definitions_root(const struct tp_definitions *definitions);
/* 0: nothing is suppressed. 1 and 2 would protect nobody and are refused. */
bool tp_threshold_is_safe(unsigned threshold);

struct tp_statistics;
/* DEFINITIONS are borrowed until the statistics are freed. */
TP_NODISCARD tp_status tp_statistics_new(const struct tp_definitions *definitions, struct tp_statistics **out,
                                         struct tp_diag *diag);
void tp_statistics_free(struct tp_statistics **statistics);
/* Leaves in their order, from index 0. A leaf that cannot be read, and a reclassification of what has no level or did
 * not come before it, is an error that names the index. */
TP_NODISCARD tp_status tp_statistics_add(struct tp_statistics *statistics, uint64_t index, const void *entry,
                                         size_t size_bytes, struct tp_diag *diag);
/* Counts the leaves 0 .. SIZE - 1 of a published ledger. */
TP_NODISCARD tp_status tp_statistics_count(struct tp_statistics *statistics, struct tp_reader *reader, uint64_t size,
                                           struct tp_diag *diag);
/* Adds an opening of leaf INDEX, whose ENTRY is given again: its record says the county. E_CHECKSUM when it does not
 * fit the leaf, E_EXISTS when the leaf has been opened, E_NOT_FOUND when it has not been counted. */
TP_NODISCARD tp_status tp_statistics_add_opening(struct tp_statistics *statistics, uint64_t index,
                                                 const struct tp_span *entry, const struct tp_opening *opening,
                                                 struct tp_diag *diag);

enum tp_statistics_format { TP_STATISTICS_CSV, TP_STATISTICS_JSON };
struct tp_statistics_form {
    enum tp_statistics_format format;
    unsigned threshold; /* cells below it are suppressed with what subtraction would reveal; 0 shows all */
    bool counties;      /* the first table by county, from the openings that were added, instead of all tables */
};
/* Byte for byte the same for the same leaves, openings, definitions and form. With a threshold only months that are
 * complete are shown: those before the month of the newest leaf. E_ARGUMENT for a threshold of 1 or 2. */
TP_NODISCARD tp_status tp_statistics_write(const struct tp_statistics *statistics,
                                           const struct tp_statistics_form *form, struct tp_buffer *out,
                                           struct tp_diag *diag);

/* ---- pairing (pair.c) -------------------------------------------------------------------------------------------- */

/* A disclosure in one ledger without its twin (same id, what, agreement; the other side) in the other's, or twice. */
struct tp_unpaired {
    bool in_a;
    uint64_t index;
    char disclosure[33], what[16];
    const char *trouble; /* "has no twin", "appears twice", "differs from its twin" */
};
struct tp_pairing {
    uint64_t pairs;
    struct tp_unpaired *items; /* owned */
    size_t count;
};
/* A_KEY and B_KEY are the partners' own ids as leaves name them (16 hex digits): only disclosures between the two
 * count. */
TP_NODISCARD tp_status tp_pair(struct tp_reader *a, const char *a_key, struct tp_reader *b, const char *b_key,
                               struct tp_pairing *out, struct tp_diag *diag);
void tp_pairing_deinit(struct tp_pairing *pairing);

#endif
