/* SPDX-License-Identifier: Apache-2.0 */
/* tenprint bench */
#include <stdlib.h>
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
               {"screen", tp_bench_screen},
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

/* "1,2,4": numbers from 1 to MAX. */
static tp_status parse_numbers(const char *option, const char *text, unsigned long max, struct tp_bench_list *out,
                               struct tp_diag *diag)
{
    out->count = 0;
    for (const char *at = text; at; at = *at ? at + 1 : NULL) {
        char *end = NULL;
        unsigned long value = *at >= '0' && *at <= '9' ? strtoul(at, &end, 10) : 0;
        if (value < 1 || value > max || (*end && *end != ',') || out->count == TP_BENCH_LIST_MAX)
            return tp_fail(diag, TP_E_ARGUMENT, option, -1, "takes up to %d numbers from 1 to %lu with commas between",
                           (int)TP_BENCH_LIST_MAX, max);
        out->values[out->count++] = (unsigned)value;
        at = end;
    }
    return TP_OK;
}

static tp_status parse_modes(const char *text, struct tp_bench_list *out, struct tp_diag *diag)
{
    static const char *const names[] = {"thorough", "fast", "exhaustive"};

    out->count = 0;
    for (const char *at = text; at;) {
        size_t length = strcspn(at, ","), mode = 0;
        while (mode < TP_ARRAY_LENGTH(names) &&
               (strlen(names[mode]) != length || strncmp(at, names[mode], length) != 0))
            mode++;
        if (mode == TP_ARRAY_LENGTH(names) || out->count == TP_BENCH_LIST_MAX)
            return tp_fail(diag, TP_E_ARGUMENT, "--mode", -1, "takes thorough, fast, exhaustive with commas between");
        out->values[out->count++] = (unsigned)mode;
        at = at[length] ? at + length + 1 : NULL;
    }
    return TP_OK;
}

static tp_status parse(const struct tp_arguments *arguments, struct tp_bench_options *out, struct tp_diag *diag)
{
    tp_status status;

    *out = (struct tp_bench_options){
        .folder = tp_option_text(arguments, "images"),
        .ppi = (float)tp_option_number(arguments, "ppi", 0),
        .rounds = (unsigned)tp_option_integer(arguments, "rounds", 0),
        .thread_count = (unsigned)tp_option_integer(arguments, "threads", 0),
        .searches = (unsigned)tp_option_integer(arguments, "searches", 0),
        .timed = (unsigned)tp_option_integer(arguments, "timed", 0),
        .galleries = tp_option_text(arguments, "galleries"),
        .plot = tp_option_text(arguments, "plot"),
        .table = tp_option_given(arguments, "json") ? NULL : stdout,
        .real = arguments->positional_count > 1 ? arguments->positional + 1 : NULL,
        .real_count = arguments->positional_count > 1 ? (size_t)arguments->positional_count - 1 : 0,
    };
    status = parse_numbers("--fingers", tp_option_text(arguments, "fingers"), 1000, &out->searched, diag);
    if (status == TP_OK)
        status = parse_numbers("--subjects", tp_option_text(arguments, "subjects"), 100000000, &out->subjects, diag);
    if (status == TP_OK)
        status = parse_modes(tp_option_text(arguments, "mode"), &out->modes, diag);
    out->fingers = out->searched.count ? out->searched.values[0] : 0;
    return status;
}

static int run(const struct tp_arguments *arguments, struct tp_diag *diag)
{
    const char *wanted = arguments->positional_count ? arguments->positional[0] : NULL;
    struct tp_bench_options options;
    tp_status printing = TP_OK, status = parse(arguments, &options, diag);
    bool known = false;

    for (size_t i = 0; status == TP_OK && i < TP_ARRAY_LENGTH(benches); i++) {
        if (wanted && strcmp(wanted, benches[i].name) != 0)
            continue;
        known = true;
        if (options.real_count && benches[i].run != tp_bench_identify && benches[i].run != tp_bench_screen)
            return tp_fail(diag, TP_E_ARGUMENT, arguments->positional[1], -1, "is of use to screen and identify only");
        status = benches[i].run(&options, options.table ? print_text : print_json, &printing, diag);
    }
    if (status != TP_OK)
        return status;
    if (!known)
        return tp_fail(diag, TP_E_ARGUMENT, wanted, -1, "is none of extract, compare, kernels, screen, identify");
    return printing == TP_OK ? TP_OK : tp_fail(diag, printing, NULL, -1, "a figure could not be written");
}

static const struct tp_option options[] = {
    {"images", 0, TP_OPTION_TEXT, "DIR", "extract, compare: these images, named as for evaluate, not synthetic ones", 0,
     0},
    TP_OPTION_PPI,
    {"rounds", 0, TP_OPTION_INTEGER, "N", "repeat everything this often (default 3)", 1, 100000},
    {"fingers", 0, TP_OPTION_TEXT, "N[,N]...",
     "extract, compare: synthetic fingers, 4 impressions each (default 10); identify: fingers of a search (default "
     "1,2,4,10)",
     0, 0},
    {"subjects", 0, TP_OPTION_TEXT, "N[,N]...", "identify: people in the gallery (default 1000,3000,10000)", 0, 0},
    {"searches", 0, TP_OPTION_INTEGER, "N",
     "identify: searches for people in the gallery, and as many for others (default 1000)", 1, 1000000},
    {"timed", 0, TP_OPTION_INTEGER, "N", "identify: of these, how many are timed one by one (default 100)", 1, 100000},
    {"mode", 0, TP_OPTION_TEXT, "M[,M]...", "identify: thorough, fast, exhaustive (default thorough,fast)", 0, 0},
    {"galleries", 0, TP_OPTION_TEXT, "DIR", "identify: keep the galleries there, and use those that are", 0, 0},
    {"plot", 0, TP_OPTION_TEXT, "FILE", "identify: draw the time of a search by the size of the gallery (SVG)", 0, 0},
    TP_OPTION_THREADS,
    TP_OPTION_JSON,
    {0},
};

const struct tp_command tp_command_bench = {
    .name = "bench",
    .synopsis = "[extract|compare|kernels|screen|identify [DIR[@PPI]|CARD]...] [OPTION]...",
    .summary = "measure time and memory",
    .description =
        "Measures extraction and comparison step by step, the SIMD kernels against a plain read of the same memory, "
        "and search by the size of the gallery. Times are CPU time of one thread, so that other work on the machine "
        "matters little. Since machines differ, the main figures stand beside a fixed loop in plain C that ran in the "
        "same process. With --json each figure is one line.\n\n"
        "screen looks at the screening forms alone: how often the right one of many single fingers is not among the "
        "best few percent, and whether prints of one origin are preferred to others.\n\n"
        "identify makes galleries of synthetic people, hides people in them and prints what searches find, what "
        "screening loses and what they cost. Real prints can be hidden there too and have lines of their own: folders "
        "of images, named as for evaluate, and cards (transactions) whose rolled prints are enrolled and whose plain "
        "ones are searched.",
    .example = "tenprint bench compare --json\ntenprint bench extract --images fvc2002_db1\n"
               "tenprint bench identify fvc2002_db2@569 card.an2 --subjects 10000,100000 --galleries /var/tmp\n",
    .options = options,
    .positional_max = 1000,
    .run = run,
};
