/* SPDX-License-Identifier: Apache-2.0 */
/* tenprint enroll */
#include <stdlib.h>

#include "cli/commands.h"
#include "cli/finger.h"
#include "json/json.h"

enum { FILES_MAX = 1000 };

/* The subject and FINGER=IMAGE... or transactions of the command line as a manifest. */
static tp_status read_arguments(const struct tp_arguments *arguments, struct tp_manifest *out, struct tp_diag *diag)
{
    const char *subject = tp_option_text(arguments, "subject");
    void *memory;
    tp_status status = tp_subject_check(subject, diag);

    if (status == TP_OK)
        status = tp_alloc_zero(&memory, (size_t)arguments->positional_count, sizeof *out->rows, diag);
    if (status != TP_OK)
        return status;
    out->rows = memory;
    for (int i = 0; status == TP_OK && i < arguments->positional_count; i++) {
        struct tp_manifest_row *row = &out->rows[out->count++];

        status = tp_cli_finger_parse(arguments->positional[i], row, diag);
        row->subject = subject;
    }
    return status;
}

static tp_status read_manifest(const struct tp_arguments *arguments, struct tp_manifest *out, struct tp_diag *diag)
{
    const char *file = tp_option_text(arguments, "manifest");
    bool subject = tp_option_given(arguments, "subject");
    float ppi = (float)tp_option_number(arguments, "ppi", 0);
    tp_status status;

    if (!tp_option_given(arguments, "db"))
        return tp_fail(diag, TP_E_ARGUMENT, "--db", -1, "is missing");
    if (file && (subject || arguments->positional_count > 0))
        return tp_fail(diag, TP_E_ARGUMENT, "--manifest", -1, "excludes --subject and FINGER=IMAGE");
    if (!file && (!subject || arguments->positional_count == 0))
        return tp_fail(diag, TP_E_ARGUMENT, NULL, -1, "needs --subject and FINGER=IMAGE, or --manifest");
    status = file ? tp_manifest_read(file, out, diag) : read_arguments(arguments, out, diag);
    for (size_t i = 0; i < out->count; i++)
        if (!(out->rows[i].ppi > 0))
            out->rows[i].ppi = ppi;
    return status;
}

struct output {
    bool json;
    size_t ppi_assumed_count, empty_count, unplaced_count, doubtful_slap_count, contradictory_count;
    const char *contradictory; /* the first file of them */
};

static void print_json(const struct tp_enrolled *enrolled)
{
    struct tp_json *json;

    if (tp_json_new(&json, NULL) != TP_OK)
        return;
    tp_json_text(json, "enrolled", enrolled->subject);
    tp_json_integer(json, "impressions", (int64_t)enrolled->impression_count);
    tp_json_integer(json, "ppi_assumed", (int64_t)enrolled->ppi_assumed_count);
    tp_json_integer(json, "without_minutiae", (int64_t)enrolled->empty_count);
    tp_json_integer(json, "unknown_finger", (int64_t)enrolled->unplaced_count);
    tp_json_integer(json, "doubtful_slaps", (int64_t)enrolled->doubtful_slap_count);
    tp_json_integer(json, "contradictory_cards", (int64_t)enrolled->contradictory_count);
    (void)!tp_json_print(json, true, stdout, NULL);
    tp_json_free(&json);
}

/* A reader of the output may rely on each line, so it goes out at once. */
static void acknowledge(void *context, const struct tp_enrolled *enrolled)
{
    struct output *output = context;

    if (output->json)
        print_json(enrolled);
    else
        printf("enrolled %s\n", enrolled->subject);
    fflush(stdout);
    output->ppi_assumed_count += enrolled->ppi_assumed_count;
    output->empty_count += enrolled->empty_count;
    output->unplaced_count += enrolled->unplaced_count;
    output->doubtful_slap_count += enrolled->doubtful_slap_count;
    output->contradictory_count += enrolled->contradictory_count;
    output->contradictory = output->contradictory ? output->contradictory : enrolled->contradictory;
}

static void warn(const struct output *output)
{
    if (output->ppi_assumed_count)
        fprintf(stderr, "tenprint: %zu images do not say their resolution, 500 ppi is assumed (see --ppi)\n",
                output->ppi_assumed_count);
    if (output->empty_count)
        fprintf(stderr, "tenprint: %zu impressions have no minutiae, no search will find them\n", output->empty_count);
    if (output->unplaced_count)
        fprintf(stderr, "tenprint: %zu prints of unknown fingers were left out\n", output->unplaced_count);
    if (output->doubtful_slap_count)
        fprintf(stderr, "tenprint: in %zu slaps fingers are missing, too many or uncertain\n",
                output->doubtful_slap_count);
    if (output->contradictory_count)
        fprintf(stderr,
                "tenprint: the prints of %zu transactions contradict each other: fingers are swapped or recorded twice "
                "(tenprint record check --sequence %s explains)\n",
                output->contradictory_count, output->contradictory);
}

static int run(const struct tp_arguments *arguments, struct tp_diag *diag)
{
    const struct tp_repository_options options = {.create = true,
                                                  .thread_count = (unsigned)tp_option_integer(arguments, "threads", 0)};
    struct output output = {.json = tp_option_given(arguments, "json")};
    struct tp_manifest manifest = {0};
    struct tp_repository repository = {0};
    tp_status status = read_manifest(arguments, &manifest, diag);

    if (status == TP_OK)
        status = tp_repository_open(tp_option_text(arguments, "db"), &options, &repository, diag);
    if (status == TP_OK)
        status = tp_repository_enrol(&repository, &manifest, acknowledge, &output, diag);
    warn(&output);
    tp_repository_close(&repository);
    tp_manifest_deinit(&manifest);
    return status;
}

static const struct tp_option options[] = {
    TP_OPTION_DB,
    {"subject", 0, TP_OPTION_TEXT, "ID", "whom to enroll", 0, 0},
    {"manifest", 0, TP_OPTION_TEXT, "FILE.csv", "enroll many: a table of subject,finger,path[,ppi]", 0, 0},
    TP_OPTION_PPI,
    TP_OPTION_THREADS,
    TP_OPTION_JSON,
    {0},
};

const struct tp_command tp_command_enroll = {
    .name = "enroll",
    .synopsis = "--db FILE (--subject ID (FINGER=IMAGE | TRANSACTION)... | --manifest FILE.csv) [OPTION]...",
    .summary = "add people to a repository",
    .description =
        "Adds one encounter with its impressions, images or templates, to a subject, who is made when new; the "
        "repository is made when there is none. FINGER is 1 (right thumb) to 5, 6 (left thumb) to 10. A "
        "TRANSACTION is an ANSI/NIST-ITL file, traditional or XML, or a CBEFF file in XML, which says its fingers "
        "itself: every rolled and plain print in it becomes an impression, slaps are cut into fingers; prints of "
        "unknown fingers are left out. FINGER= may stand before a CBEFF file of one finger only.\n\n"
        "A manifest is a CSV file with the columns subject,finger,path and, if wanted, ppi; all rows of a subject are "
        "one encounter, and a relative path counts from the manifest's folder. The "
        "finger of a transaction is left empty.\n\n"
        "First all files are read: if one of them cannot be, nothing is changed, and the message names its line. Then "
        "each subject is written whole or not at all. Once `enrolled ID` is printed, neither a crash of the program "
        "nor of the machine loses it.",
    .example = "tenprint enroll --db people.db --subject ada 1=thumb.png 2=index.png\n"
               "tenprint enroll --db people.db --subject ada card.an2\n"
               "tenprint enroll --db people.db --manifest people/manifest-1.csv\n",
    .options = options,
    .positional_max = FILES_MAX,
    .run = run,
};
