/* SPDX-License-Identifier: Apache-2.0 */
/* tenprint audit ...: what the auditor reads of a running node. */
#include "cli/asking.h"
#include "cli/commands.h"

static const struct tp_listing accesses = {"accesses",
                                           (const struct tp_listing_column[]){{"time", 20, NULL},
                                                                              {"account", 16, NULL},
                                                                              {"operation", 18, NULL},
                                                                              {"owner", 40, NULL},
                                                                              {"reference", 14, NULL},
                                                                              {"purpose", 26, NULL},
                                                                              {"what", 0, NULL},
                                                                              {0}},
                                           "next", "--before"};
static const struct tp_listing changes = {
    "changes",
    (const struct tp_listing_column[]){
        {"time", 20, NULL}, {"by", 16, NULL}, {"account", 16, NULL}, {"what", 9, NULL}, {"duties", 0, NULL}, {0}},
    "next", "--before"};
static const struct tp_listing cases = {"cases",
                                        (const struct tp_listing_column[]){{"case", 32, NULL},
                                                                           {"opened", 20, NULL},
                                                                           {"state", 7, NULL},
                                                                           {"seeded", 3, NULL},
                                                                           {"match", 3, NULL},
                                                                           {"agreeing", 2, NULL},
                                                                           {"owner", 0, NULL},
                                                                           {0}},
                                        "next", "--after"};
static const struct tp_listing examiners = {"examiners",
                                            (const struct tp_listing_column[]){{"account", 24, NULL},
                                                                               {"tasks", 6, NULL},
                                                                               {"returned", 6, NULL},
                                                                               {"identification", 6, NULL},
                                                                               {"exclusion", 6, NULL},
                                                                               {"inconclusive", 6, NULL},
                                                                               {"corrected", 6, NULL},
                                                                               {"against", 0, NULL},
                                                                               {0}},
                                            NULL, NULL};
static const struct tp_listing jobs = {
    "jobs",
    (const struct tp_listing_column[]){
        {"kind", 20, NULL}, {"due", 20, NULL}, {"tries", 5, NULL}, {"about", 42, NULL}, {"trouble", 0, NULL}, {0}},
    "next", "--before"};
static const struct tp_listing operations = {
    "operations",
    (const struct tp_listing_column[]){
        {"operation", 22, NULL}, {"method", 6, NULL}, {"path", 60, NULL}, {"duties", 0, NULL}, {0}},
    NULL, NULL};

static const struct tp_asking_command rows[] = {
    {.command = "audit accesses", .operation = "listAccesses", .listing = &accesses},
    {.command = "audit changes", .operation = "listAccountChanges", .listing = &changes},
    {.command = "audit cases", .operation = "listCases", .listing = &cases},
    {.command = "audit case", .operation = "getCase", .arguments = {"case"}},
    {.command = "audit examiners", .operation = "listExaminers", .listing = &examiners},
    {.command = "audit jobs", .operation = "listJobs", .listing = &jobs},
    {.command = "audit operations", .operation = "listOperations", .listing = &operations},
    {.command = "audit pairing", .operation = "getPairing", .arguments = {"partner"}},
    {.command = "audit leaf", .operation = "openLeaf", .arguments = {"index"}},
    {0},
};

static int run(const struct tp_arguments *arguments, struct tp_diag *diag)
{
    return tp_asking_run(arguments, rows, diag);
}

static const struct tp_option plain_options[] = {TP_OPTIONS_REMOTE, TP_OPTION_JSON, {0}};
#define PAGE_OPTIONS                                                                                                   \
    {"limit", 0, TP_OPTION_INTEGER, "N", "how many at most (default: 50)", 1, 200},                                    \
    {                                                                                                                  \
        "before", 0, TP_OPTION_TEXT, "N", "go on where another list ended", 0, 0                                       \
    }
static const struct tp_option access_options[] = {
    TP_OPTIONS_REMOTE,
    {"owner", 0, TP_OPTION_TEXT, "OWNER", "only of this: booking/ID, request/ID, subject/ID", 0, 0},
    PAGE_OPTIONS,
    TP_OPTION_JSON,
    {0},
};
static const struct tp_option change_options[] = {
    TP_OPTIONS_REMOTE,
    {"account", 0, TP_OPTION_TEXT, "ACCOUNT", "only of this account", 0, 0},
    PAGE_OPTIONS,
    TP_OPTION_JSON,
    {0},
};
static const struct tp_option job_options[] = {
    TP_OPTIONS_REMOTE,
    {.name = "failing", .kind = TP_OPTION_FLAG, .help = "only those that have failed at least once"},
    PAGE_OPTIONS,
    TP_OPTION_JSON,
    {0},
};
static const struct tp_option case_options[] = {
    TP_OPTIONS_REMOTE,
    {"state", 0, TP_OPTION_TEXT, "STATE", "only those: open, settled", 0, 0},
    {"after", 0, TP_OPTION_TEXT, "N", "go on where another list ended", 0, 0},
    TP_OPTION_JSON,
    {0},
};

const struct tp_command tp_command_audit_accesses = {
    .name = "audit accesses",
    .synopsis = "--case REFERENCE [--owner OWNER] [OPTION]...",
    .summary = "list who was given which personal data, and for what",
    .description = "The newest first: when, account, operation, whose data, reference of the case, purpose, and what.",
    .example = "tenprint audit accesses --owner booking/4f0c1d2e3a4b5c6d7e8f90a1b2c3d4e5 --case audit-2026 "
               "--token token.txt\n",
    .options = access_options,
    .run = run,
};
const struct tp_command tp_command_audit_changes = {
    .name = "audit changes",
    .synopsis = "[--account ACCOUNT] [OPTION]...",
    .summary = "list what was changed about accounts, and by whom",
    .description =
        "The newest first: when, by whom (a hyphen: in the organisation's folder), account, what, its duties "
        "then.",
    .example = "tenprint audit changes --token token.txt\n",
    .options = change_options,
    .run = run,
};
const struct tp_command tp_command_audit_cases = {
    .name = "audit cases",
    .synopsis = "--case REFERENCE [OPTION]...",
    .summary = "list the cases that were put before examiners",
    .description = "The oldest first: case, when it was opened, state, whether it was seeded, whether it came to a "
                   "match, how many agreed, whose prints.",
    .example = "tenprint audit cases --state open --case audit-2026 --token token.txt\n",
    .options = case_options,
    .run = run,
};
const struct tp_command tp_command_audit_case = {
    .name = "audit case",
    .synopsis = "CASE --case REFERENCE [OPTION]...",
    .summary = "show a case with all that was kept from its examiners",
    .description =
        "Candidates with scores, tasks with who did what, discretion reviews. That it was read is put on record.",
    .example = "tenprint audit case 4f0c1d2e3a4b5c6d7e8f90a1b2c3d4e5 --case audit-2026 --token token.txt\n",
    .options = plain_options,
    .positional_min = 1,
    .positional_max = 1,
    .run = run,
};
const struct tp_command tp_command_audit_examiners = {
    .name = "audit examiners",
    .synopsis = "--case REFERENCE [OPTION]...",
    .summary = "list what each examiner has concluded",
    .description =
        "Account, tasks, returned, identifications, exclusions, inconclusive, corrected, and conclusions that "
        "the case came to the opposite of. --json also has what was seeded.",
    .example = "tenprint audit examiners --case audit-2026 --token token.txt\n",
    .options = plain_options,
    .run = run,
};
const struct tp_command tp_command_audit_jobs = {
    .name = "audit jobs",
    .synopsis = "[--failing] [OPTION]...",
    .summary = "list what a node is still to do by itself, and what keeps it from it",
    .description = "The newest first: kind, when it is due, how often it failed, what it is about, and why it failed "
                   "last. For auditors and administrators.",
    .example = "tenprint audit jobs --failing --token token.txt\n",
    .options = job_options,
    .run = run,
};
const struct tp_command tp_command_audit_operations = {
    .name = "audit operations",
    .synopsis = "[OPTION]...",
    .summary = "list who may do what at a node",
    .description = "Each operation of its API with method, path and the duties that may ask it.",
    .example = "tenprint audit operations --token token.txt\n",
    .options = plain_options,
    .run = run,
};
const struct tp_command tp_command_audit_pairing = {
    .name = "audit pairing",
    .synopsis = "PARTNER [OPTION]...",
    .summary = "compare a node's ledger with a partner's",
    .description =
        "Needs a copy of the partner's ledger in mirrors/PARTNER of the folder. Prints JSON: how many leaves "
        "pair up, and each that does not with the trouble.",
    .example = "tenprint audit pairing dhs-ident --token token.txt\n",
    .options = plain_options,
    .positional_min = 1,
    .positional_max = 1,
    .run = run,
};
const struct tp_command tp_command_audit_leaf = {
    .name = "audit leaf",
    .synopsis = "INDEX --case REFERENCE [OPTION]...",
    .summary = "open a leaf of a running node's ledger",
    .description = "Prints as JSON what the leaf's commitments stand for, and the salts that prove it. `ledger open` "
                   "does the same in a folder that no node has.",
    .example = "tenprint audit leaf 117 --case audit-2026 --token token.txt\n",
    .options = plain_options,
    .positional_min = 1,
    .positional_max = 1,
    .run = run,
};
