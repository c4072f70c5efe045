/* SPDX-License-Identifier: Apache-2.0 */
/* tenprint record check */
#include <string.h>

#include "cli/commands.h"
#include "node/node.h"
#include "record/record.h"
#include "json/json.h"

enum { PLACE_SIZE = 160 };

/* What was found in all files. */
struct tally {
    size_t files, errors, warnings;
};

/* One file, read as far as that goes. */
struct subject {
    const char *path;
    struct tp_transaction *transaction; /* owned; NULL when it could not be read */
    struct tp_findings findings;        /* of the reader and of the checker */
    size_t errors, warnings;
};

static void subject_deinit(struct subject *subject)
{
    tp_transaction_free(&subject->transaction);
    tp_findings_deinit(&subject->findings);
}

static bool same_place(const struct tp_finding *a, const struct tp_finding *b)
{
    return a->record == b->record && a->type == b->type && a->field == b->field && a->field > 0;
}

static bool is_known(const struct tp_findings *findings, const struct tp_finding *finding)
{
    for (size_t i = 0; i < findings->count; i++) {
        if (same_place(&findings->items[i], finding))
            return true;
    }
    return false;
}

/* Puts the reader's remarks behind what the checker found, but for those that are about the same. */
static void join(struct tp_findings *findings, const struct tp_findings *remarks)
{
    size_t checked = findings->count;

    for (size_t i = 0; i < remarks->count; i++) {
        const struct tp_findings before = {.items = findings->items, .count = checked};
        if (!is_known(&before, &remarks->items[i]))
            tp_findings_add(findings, &remarks->items[i], "%s", remarks->items[i].text);
    }
}

static void count(struct subject *subject)
{
    for (size_t i = 0; i < subject->findings.count; i++) {
        if (subject->findings.items[i].severity == TP_SEVERITY_ERROR)
            subject->errors++;
        else
            subject->warnings++;
    }
}

/* A file that cannot be read is a finding about the whole of it. */
static tp_status unreadable(struct subject *subject, tp_status status, struct tp_diag *diag)
{
    const struct tp_finding finding = {.severity = TP_SEVERITY_ERROR, .offset_bytes = -1, .rule = "readable"};
    char words[256];

    if (tp_exit_for(status) != TP_EXIT_INPUT)
        return status;
    tp_diag_format(diag, words, sizeof words);
    tp_findings_add(&subject->findings, &finding, "%s", words);
    tp_diag_init(diag);
    return TP_OK;
}

/* What to check besides the form. */
struct wanted {
    enum tp_profile profile;
    bool sequence;
};

/* Compares the fingers; a file that does not allow it is worth a warning. */
static tp_status check_sequence(struct subject *subject, struct tp_diag *diag)
{
    const struct tp_finding finding = {.severity = TP_SEVERITY_WARNING, .offset_bytes = -1, .rule = "sequence"};
    tp_status status = tp_sequence_check_card(subject->transaction, &subject->findings, diag);

    if (tp_exit_for(status) != TP_EXIT_INPUT)
        return status;
    tp_findings_add(&subject->findings, &finding, "%s", diag->text);
    tp_diag_init(diag);
    return TP_OK;
}

static tp_status examine(const char *path, const struct wanted *wanted, struct subject *out, struct tp_diag *diag)
{
    struct tp_findings remarks;
    tp_status status;

    memset(out, 0, sizeof *out);
    out->path = path;
    tp_findings_init(&out->findings);
    tp_findings_init(&remarks);
    status = tp_transaction_load(path, NULL, &remarks, &out->transaction, diag);
    if (status == TP_OK)
        status = tp_transaction_check(out->transaction, wanted->profile, &out->findings, diag);
    else
        status = unreadable(out, status, diag);
    if (status == TP_OK && wanted->sequence && out->transaction)
        status = check_sequence(out, diag);
    join(&out->findings, &remarks);
    tp_findings_deinit(&remarks);
    count(out);
    return status;
}

/* ---- output -------------------------------------------------------------------------------------------------------
 */

static void print_finding(const struct subject *subject, const struct tp_finding *finding)
{
    char place[PLACE_SIZE];

    if (!subject->transaction) { /* the diagnostic names the file */
        printf("%s\n", finding->text);
        return;
    }
    tp_finding_place(finding, subject->transaction, place, sizeof place);
    printf("%s: %s: %s%s [%s]\n", subject->path, place, finding->severity == TP_SEVERITY_WARNING ? "warning: " : "",
           finding->text, finding->rule);
}

static void add_finding(const struct subject *subject, const struct tp_finding *finding, struct tp_json *json)
{
    const struct tp_field_rule *rule = NULL;

    tp_json_object(json, NULL);
    tp_json_text(json, "severity", finding->severity == TP_SEVERITY_ERROR ? "error" : "warning");
    if (finding->type > 0) {
        tp_json_integer(json, "record", (int64_t)finding->record + 1);
        tp_json_integer(json, "type", finding->type);
    }
    if (finding->field > 0) {
        rule = tp_dictionary_name(finding->type, finding->field, tp_transaction_version(subject->transaction));
        tp_json_integer(json, "field", finding->field);
        tp_json_text(json, "mnemonic", rule ? rule->mnemonic : NULL);
    }
    if (finding->subfield > 0)
        tp_json_integer(json, "subfield", finding->subfield);
    if (finding->item > 0)
        tp_json_integer(json, "item", finding->item);
    if (finding->offset_bytes >= 0)
        tp_json_integer(json, "offset_bytes", finding->offset_bytes);
    tp_json_text(json, "rule", finding->rule);
    tp_json_text(json, "text", finding->text);
    tp_json_close(json);
}

static void add_subject(const struct subject *subject, struct tp_json *json)
{
    tp_json_object(json, NULL);
    tp_json_text(json, "file", subject->path);
    tp_json_flag(json, "readable", subject->transaction != NULL);
    tp_json_integer(json, "errors", (int64_t)subject->errors);
    tp_json_integer(json, "warnings", (int64_t)subject->warnings);
    tp_json_list(json, "findings");
    for (size_t i = 0; i < subject->findings.count; i++)
        add_finding(subject, &subject->findings.items[i], json);
    tp_json_close(json);
    tp_json_close(json);
}

/* JSON is NULL for text. */
static void output(const struct subject *subject, struct tally *tally, struct tp_json *json)
{
    tally->files++;
    tally->errors += subject->errors;
    tally->warnings += subject->warnings;
    if (json) {
        add_subject(subject, json);
        return;
    }
    for (size_t i = 0; i < subject->findings.count; i++)
        print_finding(subject, &subject->findings.items[i]);
}

static const char *plural(size_t count)
{
    return count == 1 ? "" : "s";
}

static tp_status finish(const struct tally *tally, struct tp_json *json, struct tp_diag *diag)
{
    if (!json) {
        printf("%zu file%s, %zu error%s, %zu warning%s\n", tally->files, plural(tally->files), tally->errors,
               plural(tally->errors), tally->warnings, plural(tally->warnings));
        return TP_OK;
    }
    tp_json_close(json);
    tp_json_integer(json, "errors", (int64_t)tally->errors);
    tp_json_integer(json, "warnings", (int64_t)tally->warnings);
    return tp_json_print(json, false, stdout, diag);
}

static tp_status check_all(const struct tp_arguments *arguments, const struct wanted *wanted, struct tally *tally,
                           struct tp_diag *diag)
{
    struct tp_json *json = NULL;
    tp_status status = tp_option_given(arguments, "json") ? tp_json_new(&json, diag) : TP_OK;

    if (json)
        tp_json_list(json, "files");
    for (int i = 0; status == TP_OK && i < arguments->positional_count; i++) {
        struct subject subject;
        status = examine(arguments->positional[i], wanted, &subject, diag);
        if (status == TP_OK)
            output(&subject, tally, json);
        subject_deinit(&subject);
    }
    if (status == TP_OK)
        status = finish(tally, json, diag);
    tp_json_free(&json);
    return status;
}

static tp_status read_profile(const char *name, enum tp_profile *out, struct tp_diag *diag)
{
    *out = name && strcmp(name, "ebts") == 0 ? TP_PROFILE_EBTS : TP_PROFILE_ITL;
    if (name && *out == TP_PROFILE_ITL && strcmp(name, "itl") != 0)
        return tp_fail(diag, TP_E_ARGUMENT, "--profile", -1, "%s is neither itl nor ebts", name);
    return TP_OK;
}

static int run(const struct tp_arguments *arguments, struct tp_diag *diag)
{
    struct tally tally = {0, 0, 0};
    struct wanted wanted = {.sequence = tp_option_given(arguments, "sequence")};
    tp_status status = read_profile(tp_option_text(arguments, "profile"), &wanted.profile, diag);

    if (status == TP_OK)
        status = check_all(arguments, &wanted, &tally, diag);
    if (status != TP_OK)
        return status;
    return tally.errors > 0 ? TP_EXIT_INPUT : TP_EXIT_OK;
}

static const struct tp_option options[] = {
    {"profile", 0, TP_OPTION_TEXT, "NAME", "itl: the standard (default); ebts: the FBI's EBTS as well", 0, 0},
    {"sequence", 0, TP_OPTION_FLAG, NULL, "compare rolled and plain prints: are fingers swapped or recorded twice?", 0,
     0},
    TP_OPTION_JSON,
    {0},
};

const struct tp_command tp_command_record_check = {
    .name = "record check",
    .synopsis = "FILE... [OPTION]...",
    .summary = "check transactions against their standard",
    .description =
        "Checks transactions of ANSI/NIST-ITL, each by the rules of the version it names, and prints one line for each "
        "rule that is broken: the file, the record, field and item, what is wrong, and the clause that says so. A line "
        "that begins with `warning` is about something that a reader should know but that breaks no rule, or none that "
        "keeps a file from being used.\n\n"
        "Exit status: 0 when no rule is broken, warnings or not; 3 when one is, or when a file cannot be read.",
    .example = "tenprint record check card.an2\ntenprint record check --profile ebts --json *.eft\ntenprint record "
               "check --sequence card.an2\n",
    .options = options,
    .positional_min = 1,
    .positional_max = 1000,
    .run = run,
};
