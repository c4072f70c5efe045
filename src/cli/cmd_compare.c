/* SPDX-License-Identifier: Apache-2.0 */
/* tenprint compare */
#include <math.h>

#include "cli/commands.h"
#include "cli/format.h"
#include "cli/impression.h"

static tp_status compare(const struct tp_cli_impression *impressions, struct tp_match_detail *detail,
                         struct tp_diag *diag)
{
    struct tp_features *features[2] = {NULL, NULL};
    struct tp_matcher *matcher;
    tp_status status = tp_matcher_new(&matcher, diag);

    for (int i = 0; status == TP_OK && i < 2; i++)
        status = tp_features_new(&impressions[i].tmpl, &features[i], diag);
    if (status == TP_OK)
        tp_match_detail(matcher, features[0], features[1], detail);
    tp_features_free(&features[0]);
    tp_features_free(&features[1]);
    tp_matcher_free(&matcher);
    return status;
}

static void print_text(const struct tp_cli_impression *impressions, const struct tp_match_detail *detail)
{
    char rate[64];

    tp_format_rate(tp_score_fmr(detail->score), rate, sizeof rate);
    tp_cli_impression_print(&impressions[0], stdout);
    tp_cli_impression_print(&impressions[1], stdout);
    printf("score %d: %s comparisons of different fingers reach it\n", detail->score, rate);
    printf("%u minutiae paired\n", detail->pair_count);
}

static void add_detail(const struct tp_match_detail *detail, struct tp_json *json)
{
    tp_json_integer(json, "score", detail->score);
    tp_json_number(json, "false_match_rate", tp_score_fmr(detail->score));
    tp_json_number(json, "rotation_degrees", (double)detail->rotation_rad * 180 / (double)TP_PI);
    tp_json_number(json, "dx_px", (double)detail->dx_px);
    tp_json_number(json, "dy_px", (double)detail->dy_px);
    tp_json_list(json, "pairs");
    for (uint32_t i = 0; i < detail->pair_count; i++) {
        tp_json_list(json, NULL);
        tp_json_integer(json, NULL, detail->pairs[i].probe);
        tp_json_integer(json, NULL, detail->pairs[i].candidate);
        tp_json_close(json);
    }
    tp_json_close(json);
}

static tp_status print_json(const struct tp_cli_impression *impressions, const struct tp_match_detail *detail,
                            struct tp_diag *diag)
{
    struct tp_json *json;
    tp_status status = tp_json_new(&json, diag);

    if (status != TP_OK)
        return status;
    tp_json_list(json, "impressions");
    for (int i = 0; i < 2; i++) {
        tp_json_object(json, NULL);
        tp_cli_impression_json(&impressions[i], false, json);
        tp_json_close(json);
    }
    tp_json_close(json);
    add_detail(detail, json);
    status = tp_json_print(json, false, stdout, diag);
    tp_json_free(&json);
    return status;
}

static tp_status load_and_compare(const struct tp_arguments *arguments, struct tp_cli_impression *impressions,
                                  struct tp_match_detail *detail, struct tp_diag *diag)
{
    float ppi = (float)tp_option_number(arguments, "ppi", 0);
    struct tp_extractor *extractor;
    tp_status status = tp_extractor_new(&extractor, diag);

    for (int i = 0; status == TP_OK && i < 2; i++)
        status = tp_cli_impression_load(extractor, arguments->positional[i], ppi, &impressions[i], diag);
    tp_extractor_free(&extractor);
    return status == TP_OK ? compare(impressions, detail, diag) : status;
}

static tp_status output(const struct tp_arguments *arguments, const struct tp_cli_impression *impressions,
                        const struct tp_match_detail *detail, struct tp_diag *diag)
{
    const char *overlay = tp_option_text(arguments, "overlay");

    if (overlay) {
        const struct tp_overlay_side probe = tp_cli_impression_side(&impressions[0]);
        const struct tp_overlay_side candidate = tp_cli_impression_side(&impressions[1]);
        tp_status status = tp_overlay_match(&probe, &candidate, detail, overlay, diag);
        if (status != TP_OK)
            return status;
    }
    if (tp_option_given(arguments, "json"))
        return print_json(impressions, detail, diag);
    print_text(impressions, detail);
    return TP_OK;
}

static int run(const struct tp_arguments *arguments, struct tp_diag *diag)
{
    struct tp_cli_impression impressions[2] = {0};
    struct tp_match_detail detail;
    tp_status status = load_and_compare(arguments, impressions, &detail, diag);

    if (status == TP_OK)
        status = output(arguments, impressions, &detail, diag);
    tp_cli_impression_deinit(&impressions[0]);
    tp_cli_impression_deinit(&impressions[1]);
    if (status == TP_OK && tp_option_given(arguments, "fmr") &&
        detail.score < tp_score_for_fmr(tp_option_number(arguments, "fmr", 1)))
        return TP_EXIT_NEGATIVE;
    return status;
}

static const struct tp_option options[] = {
    TP_OPTION_PPI,
    TP_OPTION_FMR("exit with 1 unless the score names at most this false match rate"),
    {"overlay", 0, TP_OPTION_TEXT, "FILE.svg", "draw both side by side, paired minutiae joined by lines", 0, 0},
    TP_OPTION_JSON,
    {0},
};

const struct tp_command tp_command_compare = {
    .name = "compare",
    .synopsis = "A B [OPTION]...",
    .summary = "compare two impressions",
    .description =
        "Compares two impressions, each an image or a template, and prints the score and what it stands for: the share "
        "of comparisons of different fingers that reach it (its false match rate). A score of 3000 is reached by 1 in "
        "1,000 of them, one of 6000 by 1 in 1,000,000.",
    .example = "tenprint compare thumb.png other.tpt --overlay both.svg\n",
    .options = options,
    .positional_min = 2,
    .positional_max = 2,
    .run = run,
};
