/* SPDX-License-Identifier: Apache-2.0 */
/* tenprint ledger forget */
#include <inttypes.h>
#include <string.h>

#include "cli/commands.h"
#include "cli/org.h"
#include "cli/published.h"
#include "json/json.h"

/* "US-NY-027" is in the state US-NY; a country has none and stays itself. */
static void find_state(const char *jurisdiction, char *out, size_t size_bytes)
{
    const char *dash = strchr(jurisdiction, '-'), *end = dash ? strchr(dash + 1, '-') : NULL;

    snprintf(out, size_bytes, "%.*s", end ? (int)(end - jurisdiction) : (int)strlen(jurisdiction), jurisdiction);
}

/* The key goes first: a leaf that speaks of an erasure which did not happen would be false. */
static tp_status forget(const struct tp_org *org, uint64_t index, const char *reason, uint64_t *erasure,
                        struct tp_diag *diag)
{
    struct tp_leaf leaf;
    char state[16];
    tp_status status = tp_organisation_forget(org->organisation, index, diag);

    if (status != TP_OK)
        return status;
    find_state(tp_organisation_config(org->organisation)->jurisdiction, state, sizeof state);
    tp_leaf_init(&leaf, TP_LEAF_ERASURE, org->now_s);
    tp_leaf_set(&leaf, TP_LEAF_REASON_MEMBER, reason);
    tp_leaf_set(&leaf, TP_LEAF_STATE_MEMBER, state);
    return tp_organisation_log(org->organisation, &leaf, NULL, org->now_s, erasure, diag);
}

static tp_status print(uint64_t index, uint64_t erasure, bool as_json, struct tp_diag *diag)
{
    struct tp_json *json;
    tp_status status;

    if (!as_json) {
        printf("the key of entry %" PRIu64 " is destroyed; entry %" PRIu64 " says that something was erased\n", index,
               erasure);
        return TP_OK;
    }
    status = tp_json_new(&json, diag);
    if (status != TP_OK)
        return status;
    tp_json_integer(json, "index", (int64_t)index);
    tp_json_integer(json, "erasure", (int64_t)erasure);
    status = tp_json_print(json, false, stdout, diag);
    tp_json_free(&json);
    return status;
}

/* Checked before anything is destroyed. */
static tp_status check_reason(const char *reason, struct tp_diag *diag)
{
    const char *const *values = tp_leaf_values(TP_LEAF_ERASURE, TP_LEAF_REASON_MEMBER);

    for (; reason && values && *values; values++)
        if (strcmp(*values, reason) == 0)
            return TP_OK;
    return tp_fail(diag, TP_E_ARGUMENT, "--reason", -1, "must be expungement, retention or correction");
}

static int run(const struct tp_arguments *arguments, struct tp_diag *diag)
{
    const char *reason = tp_option_text(arguments, "reason");
    struct tp_org org = {.organisation = NULL};
    uint64_t index = 0, erasure = 0;
    tp_status status = check_reason(reason, diag);

    if (status == TP_OK)
        status = tp_index_read(arguments->positional[0], "INDEX", &index, diag);
    if (status == TP_OK)
        status = tp_org_open(arguments, &org, diag);
    if (status == TP_OK)
        status = forget(&org, index, reason, &erasure, diag);
    tp_org_close(&org);
    if (status == TP_OK)
        status = print(index, erasure, tp_option_given(arguments, "json"), diag);
    return status;
}

static const struct tp_option options[] = {
    TP_OPTION_ORG,        TP_OPTION_NOW,
    TP_OPTION_PASSPHRASE, {"reason", 0, TP_OPTION_TEXT, "WHY", "expungement, retention or correction", 0, 0},
    TP_OPTION_JSON,       {0},
};

const struct tp_command tp_command_ledger_forget = {
    .name = "ledger forget",
    .synopsis = "INDEX --org DIR --reason WHY [OPTION]...",
    .summary = "destroy the key of a leaf, so that nobody can open it any more",
    .description =
        "Destroys the key and the record behind a leaf's commitment. The leaf stays, and stays provable; what it did "
        "not "
        "say in the open is gone for good. A leaf about the erasure is appended, which does not say of what.\n\n"
        "Copies that were given to auditors or lie in backups are not destroyed by this.",
    .example = "tenprint ledger forget 1207 --org albany --reason expungement\n",
    .options = options,
    .positional_min = 1,
    .positional_max = 1,
    .run = run,
};
