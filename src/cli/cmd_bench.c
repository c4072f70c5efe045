/* SPDX-License-Identifier: Apache-2.0 */
/* tenprint bench */
#include <string.h>

#include "cli/commands.h"
#include "node/node.h"
#include "json/json.h"

typedef tp_status bench_fn(const struct tp_bench_options *options, tp_bench_fn *fn, void *context,
                           struct tp_diag *diag);
static const struct {
    const char *name;
    bench_fn *run;
} benches[] = {{"extract", tp_bench_extract},
               {"compare", tp_bench_compare},
               {"kernels", tp_bench_kernels},
               {"identify", tp_bench_identify}};

static void print_text(void *context, const struct tp_bench_figure *figure)
{
    (void)context;
    printf("%-8s  %-52s %12.5g %-14s", figure->bench, figure->name, figure->value, figure->unit);
    if (figure->baseline)
        printf("  %.4g times: %s (%.4g %s)", figure->ratio, figure->baseline, figure->baseline_value,
               figure->baseline_unit);
    putchar('\n');
    fflush(stdout);
}

/* Fields of a figure that could not be written (memory) are noted in the context. */
static void print_json(void *context, const struct tp_bench_figure *figure)
{
    tp_status *status = context;
    struct tp_json *json;

    if (*status == TP_OK)
        *status = tp_json_new(&json, NULL);
    if (*status != TP_OK)
        return;
    tp_json_text(json, "bench", figure->bench);
    tp_json_text(json, "figure", figure->name);
    tp_json_number(json, "value", figure->value);
    tp_json_text(json, "unit", figure->unit);
    if (figure->baseline) {
        tp_json_text(json, "baseline", figure->baseline);
        tp_json_number(json, "baseline_value", figure->baseline_value);
        tp_json_text(json, "baseline_unit", figure->baseline_unit);
        tp_json_number(json, "ratio", figure->ratio);
    }
    *status = tp_json_print(json, true, stdout, NULL);
    tp_json_free(&json);
    fflush(stdout);
}

static int run(const struct tp_arguments *arguments, struct tp_diag *diag)
{
    bool json = tp_option_given(arguments, "json"), known = false;
    const struct tp_bench_options options = {
        .folder = tp_option_text(arguments, "images"),
        .ppi = (float)tp_option_number(arguments, "ppi", 0),
        .rounds = (unsigned)tp_option_integer(arguments, "rounds", 0),
        .fingers = (unsigned)tp_option_integer(arguments, "fingers", 0),
        .subjects_max = (unsigned)tp_option_integer(arguments, "subjects", 0),
        .table = json ? NULL : stdout,
    };
    const char *wanted = arguments->positional_count ? arguments->positional[0] : NULL;
    tp_status printing = TP_OK;

    for (size_t i = 0; i < TP_ARRAY_LENGTH(benches); i++) {
        tp_status status;
        if (wanted && strcmp(wanted, benches[i].name) != 0)
            continue;
        known = true;
        status = benches[i].run(&options, json ? print_json : print_text, &printing, diag);
        if (status != TP_OK)
            return status;
    }
    if (!known)
        return tp_fail(diag, TP_E_ARGUMENT, wanted, -1, "is none of extract, compare, kernels, identify");
    return printing == TP_OK ? TP_OK : tp_fail(diag, printing, NULL, -1, "a figure could not be written");
}

static const struct tp_option options[] = {
    {"images", 0, TP_OPTION_TEXT, "DIR", "measure with these images, named as for evaluate, not synthetic ones", 0, 0},
    TP_OPTION_PPI,
    {"rounds", 0, TP_OPTION_INTEGER, "N", "repeat everything this often (default 3)", 1, 100000},
    {"fingers", 0, TP_OPTION_INTEGER, "N", "synthetic fingers to measure with, 4 impressions each (default 10)", 1,
     1000},
    {"subjects", 0, TP_OPTION_INTEGER, "N", "the largest gallery, in fingers (default 10,000)", 100, 100000000},
    TP_OPTION_JSON,
    {0},
};

const struct tp_command tp_command_bench = {
    .name = "bench",
    .synopsis = "[extract|compare|kernels|identify] [OPTION]...",
    .summary = "measure time and memory",
    .description =
        "Measures extraction and comparison step by step, the SIMD kernels against a plain read of the same memory, "
        "and search by the size of the gallery. Times are "
        "CPU time of one thread, so that other work on the machine matters little. Since machines differ, the main "
        "figures stand beside a fixed loop in plain C that ran in the same process. With --json each figure is one "
        "line.",
    .example = "tenprint bench compare --json\ntenprint bench extract --images fvc2002_db1\n",
    .options = options,
    .positional_max = 1,
    .run = run,
};
