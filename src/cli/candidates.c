/* SPDX-License-Identifier: Apache-2.0 */
/* Thresholds and modes of a search, and what it found in words and in JSON. */
#include "cli/candidates.h"

#include <math.h>
#include <string.h>

#include "cli/format.h"
#include "json/json.h"

#define FMR_DEFAULT 1e-6

static const char *const mode_names[] = {
    [TP_SEARCH_THOROUGH] = "thorough", [TP_SEARCH_FAST] = "fast", [TP_SEARCH_EXHAUSTIVE] = "exhaustive"};

/* ---- what is asked for ------------------------------------------------------------------------------------------- */

tp_status tp_cli_mode_parse(const char *name, enum tp_search_mode *out, struct tp_diag *diag)
{
    *out = TP_SEARCH_THOROUGH;
    if (!name)
        return TP_OK;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(mode_names); i++)
        if (strcmp(name, mode_names[i]) == 0) {
            *out = (enum tp_search_mode)i;
            return TP_OK;
        }
    return tp_fail(diag, TP_E_ARGUMENT, "--mode", -1, "must be fast, thorough or exhaustive, not '%s'", name);
}

tp_status tp_cli_searching_parse(const struct tp_arguments *arguments, struct tp_cli_searching *out,
                                 struct tp_diag *diag)
{
    memset(out, 0, sizeof *out);
    if (tp_option_given(arguments, "fpir") && tp_option_given(arguments, "fmr"))
        return tp_fail(diag, TP_E_ARGUMENT, "--fpir", -1, "excludes --fmr");
    out->fpir = tp_option_number(arguments, "fpir", 0);
    out->options.top = (uint32_t)tp_option_integer(arguments, "top", 0);
    out->options.thread_count = (unsigned)tp_option_integer(arguments, "threads", 0);
    return tp_cli_mode_parse(tp_option_text(arguments, "mode"), &out->options.mode, diag);
}

void tp_cli_searching_begin(struct tp_cli_searching *searching, const struct tp_arguments *arguments,
                            const struct tp_gallery *gallery)
{
    double fmr = tp_option_number(arguments, "fmr", FMR_DEFAULT);

    searching->subjects = tp_gallery_subject_count(gallery);
    searching->impressions = tp_gallery_impression_count(gallery);
    searching->options.score_min = searching->fpir > 0
                                       ? tp_score_for_fpir(searching->fpir, TP_MAX(searching->subjects, (uint64_t)1))
                                       : tp_score_for_fmr(fmr);
}

static double expected_false(const struct tp_cli_searching *searching)
{
    return (double)searching->subjects * tp_score_fmr(searching->options.score_min);
}

/* ---- text -------------------------------------------------------------------------------------------------------- */

static void print_candidate(const struct tp_cli_found *found, const struct tp_candidate *candidate, uint32_t rank)
{
    char rate[64];

    tp_format_rate(tp_score_fmr(candidate->score), rate, sizeof rate);
    printf("%s%u. %s: score %d (%s)", found->name ? "  " : "", rank, candidate->subject, candidate->score, rate);
    for (unsigned p = 0; p <= TP_POSITION_MAX; p++) {
        if (candidate->finger_scores[p] < 0)
            continue;
        if (p)
            printf("; finger %u: %d", p, candidate->finger_scores[p]);
        else
            printf("; unknown finger: %d", candidate->finger_scores[p]);
        if (found->probe_count > 1)
            printf(" by %s", found->probe_names[candidate->finger_probes[p]]);
    }
    putchar('\n');
}

void tp_cli_found_print(const struct tp_cli_found *found)
{
    if (found->name)
        printf("%s:%s\n", found->name, found->candidates->count == 0 ? " nobody found" : "");
    else if (found->candidates->count == 0)
        puts("nobody found");
    for (uint32_t i = 0; i < found->candidates->count; i++)
        print_candidate(found, &found->candidates->items[i], i + 1);
}

void tp_cli_stages_print(const struct tp_candidates *candidates, enum tp_search_mode mode)
{
    printf("of %llu subjects %llu were screened, %llu refined and %llu compared in full (mode %s)\n",
           (unsigned long long)candidates->subjects, (unsigned long long)candidates->screened,
           (unsigned long long)candidates->refined, (unsigned long long)candidates->compared, mode_names[mode]);
}

void tp_cli_searching_print(const struct tp_cli_searching *searching)
{
    double expected = expected_false(searching);
    char rate[64];

    tp_format_rate(tp_score_fmr(searching->options.score_min), rate, sizeof rate);
    printf("searched %llu subjects with %llu impressions; threshold %d is reached by %s other people: expect %.*f "
           "false candidates in each search of this repository\n",
           (unsigned long long)searching->subjects, (unsigned long long)searching->impressions,
           searching->options.score_min, rate, expected < 1 ? 6 : 0, expected);
    if (searching->fpir > 0)
        printf("threshold from --fpir %g: a stranger's search gives nobody when none of N = %llu subjects reaches it, "
               "(1 - p)^N = 1 - %g, so p = %.3g for each and the score -1000 log10 p\n",
               searching->fpir, (unsigned long long)searching->subjects, searching->fpir,
               -expm1(log1p(-searching->fpir) / (double)TP_MAX(searching->subjects, (uint64_t)1)));
}

/* ---- JSON -------------------------------------------------------------------------------------------------------- */

static void add_candidate(const struct tp_cli_found *found, const struct tp_candidate *candidate, struct tp_json *json)
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
        tp_json_text(json, "probe", found->probe_names[candidate->finger_probes[p]]);
        tp_json_close(json);
    }
    tp_json_close(json);
    tp_json_close(json);
}

static void add_searching(const struct tp_cli_searching *searching, const struct tp_candidates *candidates,
                          struct tp_json *json)
{
    tp_json_integer(json, "subjects", (int64_t)searching->subjects);
    tp_json_integer(json, "impressions", (int64_t)searching->impressions);
    tp_json_integer(json, "threshold", searching->options.score_min);
    tp_json_number(json, "false_match_rate", tp_score_fmr(searching->options.score_min));
    if (searching->fpir > 0)
        tp_json_number(json, "false_positive_identification_rate", searching->fpir);
    tp_json_number(json, "expected_false_candidates", expected_false(searching));
    tp_json_text(json, "mode", mode_names[searching->options.mode]);
    tp_json_integer(json, "screened", (int64_t)candidates->screened);
    tp_json_integer(json, "refined", (int64_t)candidates->refined);
    tp_json_integer(json, "compared", (int64_t)candidates->compared);
}

tp_status tp_cli_found_json(const struct tp_cli_searching *searching, const struct tp_cli_found *found,
                            struct tp_diag *diag)
{
    struct tp_json *json;
    tp_status status = tp_json_new(&json, diag);

    if (status != TP_OK)
        return status;
    if (found->name)
        tp_json_text(json, "search", found->name);
    add_searching(searching, found->candidates, json);
    tp_json_list(json, "candidates");
    for (uint32_t i = 0; i < found->candidates->count; i++)
        add_candidate(found, &found->candidates->items[i], json);
    tp_json_close(json);
    status = tp_json_print(json, found->name != NULL, stdout, diag);
    tp_json_free(&json);
    return status;
}
