/* SPDX-License-Identifier: Apache-2.0 */
/* tenprint identify */
#include <stdlib.h>
#include <string.h>

#include "cli/commands.h"
#include "cli/finger.h"
#include "cli/format.h"
#include "json/json.h"

#define FMR_DEFAULT 1e-6

struct search {
    char *names[TP_PROBES_MAX]; /* owned */
    struct tp_template probes[TP_PROBES_MAX];
    size_t probe_count;
    bool alone; /* one file is searched */
    struct tp_workers workers;
    struct tp_repository repository;
    struct tp_identify_options options;
    struct tp_candidates candidates;
};

/* Room for one more probe, which is called NAME; E_LIMIT when there are too many. */
static tp_status next_probe(struct search *search, const char *name, struct tp_template **out, struct tp_diag *diag)
{
    if (search->probe_count == TP_PROBES_MAX)
        return tp_fail(diag, TP_E_LIMIT, NULL, -1, "more than %d prints", TP_PROBES_MAX);
    search->names[search->probe_count] = strdup(name);
    if (!search->names[search->probe_count])
        return tp_fail(diag, TP_E_MEMORY, NULL, -1, "no memory for the prints");
    *out = &search->probes[search->probe_count++];
    tp_template_init(*out);
    return TP_OK;
}

/* All prints of a transaction, called "card.an2, record 5", or "record 5" when it is searched alone. */
static tp_status load_transaction(const char *path, struct tp_tenprint *transaction, float ppi, struct search *search,
                                  struct tp_diag *diag)
{
    tp_status status = tp_tenprint_extract_all(transaction, &search->workers, ppi, diag);
    size_t ppi_assumed_count = 0;

    for (size_t i = 0; status == TP_OK && i < transaction->count; i++) {
        struct tp_tenprint_source *source = &transaction->sources[i];
        char name[4200];

        ppi_assumed_count += source->ppi_assumed;
        snprintf(name, sizeof name, "%s%srecord %zu", search->alone ? "" : path, search->alone ? "" : ", ",
                 source->place + 1);
        for (size_t j = 0; status == TP_OK && j < source->print_count; j++) {
            struct tp_template *probe = NULL;

            status = next_probe(search, name, &probe, diag);
            if (status == TP_OK)
                status = tp_template_copy(&source->prints[j], probe, diag);
        }
    }
    if (status == TP_OK && ppi_assumed_count)
        fprintf(stderr, "tenprint: %s: %zu images do not say their resolution, 500 ppi is assumed (see --ppi)\n", path,
                ppi_assumed_count);
    if (status == TP_OK && tp_sequence_contradicts(transaction))
        fprintf(stderr,
                "tenprint: %s: prints contradict each other: fingers are swapped or recorded twice (tenprint record "
                "check --sequence %s explains)\n",
                path, path);
    return tp_diag_in_file(diag, status, path);
}

static tp_status load_image(const struct tp_manifest_row *row, struct search *search, struct tp_diag *diag)
{
    struct tp_template *probe = NULL;
    bool ppi_assumed;
    tp_status status = next_probe(search, row->path, &probe, diag);

    if (status == TP_OK)
        status = tp_manifest_row_load(row, search->workers.extractors[0], probe, &ppi_assumed, diag);
    if (status == TP_OK && ppi_assumed)
        fprintf(stderr, "tenprint: %s: does not say its resolution, 500 ppi is assumed (see --ppi)\n", row->path);
    return status;
}

static tp_status load_file(const struct tp_manifest_row *row, struct search *search, struct tp_diag *diag)
{
    struct tp_tenprint transaction;
    bool is_transaction;
    tp_status status = tp_tenprint_load(row->path, TP_TENPRINT_SEARCH, row->finger != TP_POSITION_UNKNOWN,
                                        &is_transaction, &transaction, diag);

    if (!is_transaction)
        return load_image(row, search, diag);
    if (status == TP_OK && row->finger != TP_POSITION_UNKNOWN)
        status = tp_fail(diag, TP_E_ARGUMENT, row->path, -1, "says its fingers itself: give it without one");
    if (status == TP_OK)
        status = load_transaction(row->path, &transaction, row->ppi, search, diag);
    tp_tenprint_deinit(&transaction);
    return status;
}

static tp_status load_probes(const struct tp_arguments *arguments, struct search *search, struct tp_diag *diag)
{
    tp_status status = tp_workers_init(search->options.thread_count, &search->workers, diag);

    search->alone = arguments->positional_count == 1;
    for (int i = 0; status == TP_OK && i < arguments->positional_count; i++) {
        struct tp_manifest_row row;

        status = tp_cli_finger_parse(arguments->positional[i], &row, diag);
        row.ppi = (float)tp_option_number(arguments, "ppi", 0);
        if (status == TP_OK)
            status = load_file(&row, search, diag);
    }
    tp_workers_deinit(&search->workers);
    return status;
}

static tp_status identify(const struct tp_arguments *arguments, struct search *search, struct tp_diag *diag)
{
    const struct tp_repository_options options = {.searchable = true, .thread_count = search->options.thread_count};
    const struct tp_template *probes[TP_PROBES_MAX];
    tp_status status = load_probes(arguments, search, diag);

    if (status == TP_OK)
        status = tp_repository_open(tp_option_text(arguments, "db"), &options, &search->repository, diag);
    if (status != TP_OK)
        return status;
    for (size_t i = 0; i < search->probe_count; i++)
        probes[i] = &search->probes[i];
    return tp_gallery_identify(search->repository.gallery, probes, search->probe_count, &search->options,
                               &search->candidates, diag);
}

/* ---- output -------------------------------------------------------------------------------------------------------
 */

static double expected_false(const struct search *search)
{
    return (double)tp_gallery_subject_count(search->repository.gallery) * tp_score_fmr(search->options.score_min);
}

static void print_candidate(const struct search *search, const struct tp_candidate *candidate, uint32_t rank)
{
    char rate[64];

    tp_format_rate(tp_score_fmr(candidate->score), rate, sizeof rate);
    printf("%u. %s: score %d (%s)", rank, candidate->subject, candidate->score, rate);
    for (unsigned p = 0; p <= TP_POSITION_MAX; p++) {
        if (candidate->finger_scores[p] < 0)
            continue;
        if (p)
            printf("; finger %u: %d", p, candidate->finger_scores[p]);
        else
            printf("; unknown finger: %d", candidate->finger_scores[p]);
        if (search->probe_count > 1)
            printf(" by %s", search->names[candidate->finger_probes[p]]);
    }
    putchar('\n');
}

static void print_text(const struct search *search)
{
    const struct tp_gallery *gallery = search->repository.gallery;
    double expected = expected_false(search);
    char rate[64];

    tp_format_rate(tp_score_fmr(search->options.score_min), rate, sizeof rate);
    for (uint32_t i = 0; i < search->candidates.count; i++)
        print_candidate(search, &search->candidates.items[i], i + 1);
    if (search->candidates.count == 0)
        puts("nobody found");
    printf("searched %zu subjects with %zu impressions; threshold %d is reached by %s other people: expect %.*f false "
           "candidates in each search of this repository\n",
           tp_gallery_subject_count(gallery), tp_gallery_impression_count(gallery), search->options.score_min, rate,
           expected < 1 ? 6 : 0, expected);
}

static void add_candidate(const struct search *search, const struct tp_candidate *candidate, struct tp_json *json)
{
    tp_json_object(json, NULL);
    tp_json_text(json, "subject", candidate->subject);
    tp_json_integer(json, "score", candidate->score);
    tp_json_number(json, "false_match_rate", tp_score_fmr(candidate->score));
    tp_json_list(json, "fingers");
    for (unsigned p = 0; p <= TP_POSITION_MAX; p++) {
        if (candidate->finger_scores[p] < 0)
            continue;
        tp_json_object(json, NULL);
        tp_json_integer(json, "position", p);
        tp_json_integer(json, "score", candidate->finger_scores[p]);
        tp_json_text(json, "probe", search->names[candidate->finger_probes[p]]);
        tp_json_close(json);
    }
    tp_json_close(json);
    tp_json_close(json);
}

static tp_status print_json(const struct search *search, struct tp_diag *diag)
{
    const struct tp_gallery *gallery = search->repository.gallery;
    struct tp_json *json;
    tp_status status = tp_json_new(&json, diag);

    if (status != TP_OK)
        return status;
    tp_json_integer(json, "subjects", (int64_t)tp_gallery_subject_count(gallery));
    tp_json_integer(json, "impressions", (int64_t)tp_gallery_impression_count(gallery));
    tp_json_integer(json, "threshold", search->options.score_min);
    tp_json_number(json, "false_match_rate", tp_score_fmr(search->options.score_min));
    tp_json_number(json, "expected_false_candidates", expected_false(search));
    tp_json_list(json, "candidates");
    for (uint32_t i = 0; i < search->candidates.count; i++)
        add_candidate(search, &search->candidates.items[i], json);
    tp_json_close(json);
    status = tp_json_print(json, false, stdout, diag);
    tp_json_free(&json);
    return status;
}

static int run(const struct tp_arguments *arguments, struct tp_diag *diag)
{
    static struct search search; /* large for a stack */
    tp_status status;
    int result;

    if (!tp_option_given(arguments, "db"))
        return tp_fail(diag, TP_E_ARGUMENT, "--db", -1, "is missing");
    memset(&search, 0, sizeof search);
    search.options = (struct tp_identify_options){
        .top = (uint32_t)tp_option_integer(arguments, "top", 0),
        .score_min = tp_score_for_fmr(tp_option_number(arguments, "fmr", FMR_DEFAULT)),
        .thread_count = (unsigned)tp_option_integer(arguments, "threads", 0),
    };
    status = identify(arguments, &search, diag);
    if (status == TP_OK && tp_option_given(arguments, "json"))
        status = print_json(&search, diag);
    else if (status == TP_OK)
        print_text(&search);
    result = status == TP_OK && search.candidates.count == 0 ? TP_EXIT_NEGATIVE : status;
    tp_candidates_deinit(&search.candidates);
    tp_repository_close(&search.repository);
    for (size_t i = 0; i < search.probe_count; i++) {
        tp_template_deinit(&search.probes[i]);
        free(search.names[i]);
    }
    return result;
}

static const struct tp_option options[] = {
    TP_OPTION_DB,
    {"top", 0, TP_OPTION_INTEGER, "K", "how many candidates to print at most (default 10)", 1, 100000},
    TP_OPTION_FMR("lowest score to print, by the share of other people who reach it (default 0.000001)"),
    TP_OPTION_PPI,
    TP_OPTION_THREADS,
    TP_OPTION_JSON,
    {0},
};

const struct tp_command tp_command_identify = {
    .name = "identify",
    .synopsis = "--db FILE ([FINGER=]IMAGE | TRANSACTION)... [OPTION]...",
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
        "1,000 subjects, and one in each search of a million: choose --fmr by the size of the repository. A candidate "
        "is a lead for an examiner, never an identification.",
    .example = "tenprint identify --db people.db 1=thumb.png 2=index.png\n"
               "tenprint identify --db people.db card.an2\n"
               "tenprint identify --db people.db unknown.png --top 3 --fmr 1e-8 --json\n",
    .options = options,
    .positional_min = 1,
    .positional_max = TP_PROBES_MAX,
    .run = run,
};
