/* SPDX-License-Identifier: Apache-2.0 */
/* tenprint ledger monitor */
#include <inttypes.h>

#include "cli/commands.h"
#include "cli/published.h"
#include "json/json.h"

static void print_words(const struct tp_published *published, const struct tp_monitor_report *report)
{
    printf("%s: grew from %" PRIu64 " to %" PRIu64 " entries", published->verifier.name, report->old_size,
           report->new_size);
    if (report->cosignatures > 0)
        printf(", %zu cosignature%s", report->cosignatures, report->cosignatures == 1 ? "" : "s");
    if (report->cosignature_age_s >= 0)
        printf(", %" PRId64 " seconds old", report->cosignature_age_s);
    putchar('\n');
}

static tp_status print(const struct tp_published *published, const struct tp_monitor_report *report, bool as_json,
                       struct tp_diag *diag)
{
    struct tp_json *json;
    tp_status status;

    if (!as_json) {
        print_words(published, report);
        return TP_OK;
    }
    status = tp_json_new(&json, diag);
    if (status != TP_OK)
        return status;
    tp_json_text(json, "origin", published->verifier.name);
    tp_json_integer(json, "old_size", (int64_t)report->old_size);
    tp_json_integer(json, "new_size", (int64_t)report->new_size);
    tp_json_integer(json, "cosignatures", (int64_t)report->cosignatures);
    if (report->cosignature_age_s >= 0)
        tp_json_integer(json, "cosignature_age_seconds", report->cosignature_age_s);
    status = tp_json_print(json, false, stdout, diag);
    tp_json_free(&json);
    return status;
}

/* Without --witnesses-needed, all that are named are. */
static tp_status read_options(const struct tp_arguments *arguments, struct tp_verifier *witnesses,
                              struct tp_monitor_options *out, struct tp_diag *diag)
{
    const char *keys = tp_option_text(arguments, "witness");
    tp_status status = TP_OK;

    *out = (struct tp_monitor_options){.witnesses = witnesses, .now_s = tp_clock_now_s()};
    if (keys)
        status = tp_verifiers_read(keys, "--witness", witnesses, TP_LEDGER_WITNESSES_MAX, &out->witness_count, diag);
    if (status != TP_OK)
        return status;
    out->witnesses_needed = (size_t)tp_option_integer(arguments, "witnesses-needed", (long)out->witness_count);
    out->cosignature_max_age_s = 60 * tp_option_integer(arguments, "max-age", 0);
    if (out->witnesses_needed > out->witness_count)
        return tp_fail(diag, TP_E_ARGUMENT, "--witnesses-needed", -1, "only %zu are named", out->witness_count);
    return TP_OK;
}

static int run(const struct tp_arguments *arguments, struct tp_diag *diag)
{
    const char *state = tp_option_text(arguments, "state");
    struct tp_verifier witnesses[TP_LEDGER_WITNESSES_MAX];
    struct tp_monitor_options options;
    struct tp_monitor_report report;
    struct tp_published published;
    tp_status status;

    if (!state)
        return tp_fail(diag, TP_E_ARGUMENT, "--state", -1, "is missing");
    status = tp_published_find(arguments->positional[0], tp_option_text(arguments, "key"), "--key", &published, diag);
    if (status == TP_OK)
        status = read_options(arguments, witnesses, &options, diag);
    if (status == TP_OK)
        status = tp_monitor_visit(state, published.folder, &published.verifier, &options, &report, diag);
    if (status == TP_OK)
        status = print(&published, &report, tp_option_given(arguments, "json"), diag);
    return status;
}

static const struct tp_option options_of_monitor[] = {
    TP_OPTION_KEY,
    {"state", 0, TP_OPTION_TEXT, "FILE", "where the newest accepted checkpoint is kept", 0, 0},
    {"witness", 0, TP_OPTION_TEXT, "KEYS", "keys of witnesses, parted by blanks, or @FILE with one a line", 0, 0},
    {"witnesses-needed", 0, TP_OPTION_INTEGER, "N", "how many of them must have cosigned (default: all)", 0,
     TP_LEDGER_WITNESSES_MAX},
    {"max-age", 0, TP_OPTION_INTEGER, "MINUTES", "how old the needed cosignatures may be (default: any age)", 1,
     525600},
    TP_OPTION_JSON,
    {0},
};

const struct tp_command tp_command_ledger_monitor = {
    .name = "ledger monitor",
    .synopsis = "FOLDER --state FILE [OPTION]...",
    .summary = "check that a ledger only grew since the last visit",
    .description =
        "Compares the newest checkpoint of a ledger with the one that was accepted on the last visit, checks the proof "
        "that nothing before was changed, reads every new entry, and remembers the new checkpoint. A ledger that went "
        "back, was rewritten or shows two histories is reported, and both signed checkpoints are kept beside the state "
        "file as evidence: they can be shown to anyone.\n\n"
        "Exit status: 0 when all is well; 3 when the ledger contradicts itself, is not signed, or too few witnesses "
        "have cosigned it lately.",
    .example =
        "tenprint ledger monitor mirror --key @dcjs.key --state dcjs.state\ntenprint ledger monitor mirror --key "
        "@dcjs.key --state dcjs.state --witness @witnesses --witnesses-needed 2 --max-age 60\n",
    .options = options_of_monitor,
    .positional_min = 1,
    .positional_max = 1,
    .run = run,
};
