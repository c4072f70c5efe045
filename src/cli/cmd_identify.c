/* SPDX-License-Identifier: Apache-2.0 */
/* tenprint identify */
#include <string.h>

#include "cli/candidates.h"
#include "cli/commands.h"
#include "cli/interrupt.h"
#include "cli/probes.h"

/* Progress of one search is in percent. */
struct watch {
    struct tp_progress *progress;
    size_t shown;
};

static bool go_on(void *context, double share)
{
    struct watch *watch = context;
    size_t percent = (size_t)(100 * share);

    if (watch && percent > watch->shown) {
        tp_progress_step(watch->progress, percent - watch->shown);
        watch->shown = percent;
    }
    return !tp_cli_interrupted();
}

static tp_status open_repository(const struct tp_arguments *arguments, struct tp_cli_searching *searching,
                                 struct tp_repository *out, struct tp_diag *diag)
{
    const struct tp_repository_options options = {.searchable = true, .thread_count = searching->options.thread_count};
    tp_status status = tp_repository_open(tp_option_text(arguments, "db"), &options, out, diag);

    if (status != TP_OK)
        return status;
    if (out->note.status != TP_OK) {
        char line[1024];
        tp_diag_format(&out->note, line, sizeof line);
        fprintf(stderr,
                "tenprint: %s; the repository itself was loaded instead (tenprint gallery save makes the file anew)\n",
                line);
    }
    tp_cli_searching_begin(searching, arguments, out->gallery);
    tp_cli_interrupt_catch(); /* what was done until here took no effect */
    return TP_OK;
}

/* A row of a mapped file may turn out to be damaged only when it is read. */
static void explain(tp_status status, const struct tp_repository *repository)
{
    if (status == TP_E_FORMAT && repository->mapped)
        fprintf(stderr, "tenprint: %s cannot be relied on: tenprint gallery save --rebuild makes it anew\n",
                repository->saved_path);
}

/* ---- one person -------------------------------------------------------------------------------------------------- */

static tp_status search_one(const struct tp_arguments *arguments, struct tp_cli_searching *searching,
                            const struct tp_cli_probes *probes, struct tp_candidates *out, struct tp_diag *diag)
{
    const struct tp_template *pointers[TP_PROBES_MAX];
    struct tp_repository repository = {0};
    struct watch watch = {0};
    tp_status status = open_repository(arguments, searching, &repository, diag);

    if (status == TP_OK)
        status = tp_progress_new("percent searched", 100, &watch.progress, diag);
    if (status == TP_OK) {
        for (size_t i = 0; i < probes->count; i++)
            pointers[i] = &probes->templates[i];
        searching->options.progress = go_on;
        searching->options.context = &watch;
        status = tp_gallery_identify(repository.gallery, pointers, probes->count, &searching->options, out, diag);
        explain(status, &repository);
    }
    tp_progress_free(&watch.progress);
    tp_repository_close(&repository);
    return status;
}

static int identify_one(const struct tp_arguments *arguments, struct tp_cli_searching *searching, struct tp_diag *diag)
{
    static struct tp_cli_probes probes; /* large for a stack */
    struct tp_candidates candidates = {0};
    int result = tp_cli_probes_load(arguments, &probes, diag);

    if (result == TP_OK)
        result = search_one(arguments, searching, &probes, &candidates, diag);
    if (result == TP_OK) {
        const struct tp_cli_found found = {
            .probe_names = (const char *const *)probes.names, .probe_count = probes.count, .candidates = &candidates};
        if (tp_option_given(arguments, "json")) {
            result = tp_cli_found_json(searching, &found, diag);
        } else {
            tp_cli_found_print(&found);
            tp_cli_searching_print(searching);
            tp_cli_stages_print(&candidates, searching->options.mode);
        }
    }
    if (result == TP_OK && candidates.count == 0)
        result = TP_EXIT_NEGATIVE;
    tp_candidates_deinit(&candidates);
    tp_cli_probes_deinit(&probes);
    return result;
}

/* ---- a batch ----------------------------------------------------------------------------------------------------- */

struct output {
    const struct tp_cli_searching *searching;
    bool json;
    size_t done, found_count;
    tp_status status; /* of the first line that could not be made */
    struct tp_diag *diag;
};

/* Whoever reads the output may rely on each line, so it goes out at once. */
static void print_result(void *context, const struct tp_batch_result *result)
{
    struct output *output = context;
    const struct tp_cli_found found = {.name = result->name,
                                       .probe_names = result->files,
                                       .probe_count = result->probe_count,
                                       .candidates = result->candidates};

    if (output->status != TP_OK)
        return;
    if (output->json)
        output->status = tp_cli_found_json(output->searching, &found, output->diag);
    else
        tp_cli_found_print(&found);
    fflush(stdout);
    output->done++;
    output->found_count += result->candidates->count > 0;
}

static tp_status search_all(const struct tp_arguments *arguments, struct tp_cli_searching *searching,
                            const struct tp_batch *batch, struct output *output, struct tp_diag *diag)
{
    struct tp_repository repository = {0};
    tp_status status = open_repository(arguments, searching, &repository, diag);

    searching->options.progress = go_on;
    if (status == TP_OK) {
        status = tp_batch_run(batch, repository.gallery, &searching->options, print_result, output, diag);
        explain(status, &repository);
    }
    tp_repository_close(&repository);
    return status == TP_OK ? output->status : status;
}

static int identify_all(const struct tp_arguments *arguments, struct tp_cli_searching *searching, struct tp_diag *diag)
{
    struct output output = {.searching = searching, .json = tp_option_given(arguments, "json"), .diag = diag};
    struct tp_manifest manifest = {0};
    struct tp_batch *batch = NULL;
    int result = tp_manifest_read(tp_option_text(arguments, "manifest"), &manifest, diag);

    for (size_t i = 0; i < manifest.count; i++)
        if (!(manifest.rows[i].ppi > 0))
            manifest.rows[i].ppi = (float)tp_option_number(arguments, "ppi", 0);
    if (result == TP_OK)
        result = tp_batch_new(&manifest, searching->options.thread_count, &batch, diag);
    if (result == TP_OK)
        result = search_all(arguments, searching, batch, &output, diag);
    if (result == TP_OK && !output.json) {
        printf("found somebody in %zu of %zu searches\n", output.found_count, output.done);
        tp_cli_searching_print(searching);
    }
    if (result == TP_OK && output.found_count == 0)
        result = TP_EXIT_NEGATIVE;
    if (result == TP_E_CANCELLED)
        fprintf(stderr, "tenprint: %zu of %zu searches were done\n", output.done, tp_batch_count(batch));
    tp_batch_free(&batch);
    tp_manifest_deinit(&manifest);
    return result;
}

/* ---- the command ------------------------------------------------------------------------------------------------- */

static int run(const struct tp_arguments *arguments, struct tp_diag *diag)
{
    bool batch = tp_option_given(arguments, "manifest");
    struct tp_cli_searching searching;
    int result;

    if (!tp_option_given(arguments, "db"))
        return tp_fail(diag, TP_E_ARGUMENT, "--db", -1, "is missing");
    if (batch && arguments->positional_count > 0)
        return tp_fail(diag, TP_E_ARGUMENT, "--manifest", -1, "excludes [FINGER=]IMAGE and TRANSACTION");
    if (!batch && arguments->positional_count == 0)
        return tp_fail(diag, TP_E_ARGUMENT, NULL, -1, "[FINGER=]IMAGE, TRANSACTION or --manifest is missing");
    result = tp_cli_searching_parse(arguments, &searching, diag);
    if (result == TP_OK)
        result = batch ? identify_all(arguments, &searching, diag) : identify_one(arguments, &searching, diag);
    if (result == TP_E_CANCELLED && tp_cli_interrupted()) {
        fputs("tenprint: the search was stopped\n", stderr);
        result = TP_EXIT_STOPPED;
    }
    return result;
}

static const struct tp_option options[] = {
    TP_OPTION_DB,
    {"manifest", 0, TP_OPTION_TEXT, "FILE.csv", "search for many: a table of subject,finger,path[,ppi]", 0, 0},
    {"top", 0, TP_OPTION_INTEGER, "K", "how many candidates to print at most (default 10)", 1, 100000},
    TP_OPTION_FMR("lowest score to print, by the share of other people who reach it (default 0.000001)"),
    {"fpir", 0, TP_OPTION_NUMBER, "X",
     "lowest score to print, by the share of searches for strangers that may give any candidate", 1e-9, 0.999},
    TP_OPTION_MODE,
    TP_OPTION_PPI,
    TP_OPTION_THREADS,
    TP_OPTION_JSON,
    {0},
};

const struct tp_command tp_command_identify = {
    .name = "identify",
    .synopsis = "--db FILE (([FINGER=]IMAGE | TRANSACTION)... | --manifest FILE.csv) [OPTION]...",
    .summary = "search a repository for the person whose prints these are",
    .description =
        "Compares the impressions of one person, images or templates, with every subject and prints the best "
        "candidates with their scores. Nobody found: exit status 1. FINGER is 1 to 10; impressions without it are "
        "taken to be of different fingers and are placed where they fit best. A TRANSACTION is an ANSI/NIST-ITL file "
        "or a CBEFF file in XML: all its prints, slaps cut into fingers, and latent ones too, are searched together; "
        "its minutiae when it holds no image.\n\n"
        "The score joins all fingers and names the share of other people who reach it: 1 in 1,000 reach 3000, 1 in "
        "1,000,000 reach 6000. This is for each subject compared; a search of N subjects finds a false candidate N "
        "times as often. With the default of 1 in 1,000,000 that is one false candidate in a thousand searches of "
        "1,000 subjects, and one in each search of a million: choose --fmr by the size of the repository, or give "
        "--fpir, which does: with --fpir 0.001 one in a thousand searches for people who are not there gives any "
        "candidate, however many subjects there are. A candidate is a lead for an examiner, never an "
        "identification.\n\n"
        "Large repositories are screened first, and only the subjects that look alike are compared in full. --mode "
        "says "
        "how many: thorough (the default), fast, or exhaustive, which compares all. A gallery that `tenprint gallery "
        "save` put beside the repository is mapped instead of loaded.\n\n"
        "With --manifest the people of a CSV file are searched for together, which takes much less time than one by "
        "one: the columns are those of enroll, and all rows of a subject are the prints of one person; the finger may "
        "be "
        "left empty. Each result is printed as soon as it is there, as one line with --json; the exit status is 1 when "
        "no search found anybody. Ctrl-C ends the search between two results: exit status 130.",
    .example = "tenprint identify --db people.db 1=thumb.png 2=index.png\n"
               "tenprint identify --db people.db card.an2 --fpir 0.001\n"
               "tenprint identify --db people.db unknown.png --top 3 --fmr 1e-8 --json\n"
               "tenprint identify --db people.db --manifest tonight.csv --fpir 0.001 --json\n",
    .options = options,
    .positional_max = TP_PROBES_MAX,
    .run = run,
};
