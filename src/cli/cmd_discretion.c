/* SPDX-License-Identifier: Apache-2.0 */
/* tenprint discretion list, show, decide */
#include <stdio.h>

#include "cli/commands.h"
#include "cli/review.h"

enum { PATH_BYTES = 160 };

static tp_status path_of(const char *id, const char *rest, char out[PATH_BYTES], struct tp_diag *diag)
{
    tp_status status = tp_review_check_id(id, diag);

    snprintf(out, PATH_BYTES, "/v1/discretions/%.64s%.32s", id, rest);
    return status;
}

static void show_list(const struct tp_json_value *answer)
{
    const struct tp_json_value *list = tp_json_member(answer, "discretions");

    for (size_t i = 0; i < tp_json_count(list); i++) {
        const struct tp_json_value *one = tp_json_element(list, i);

        printf("%s  %-4s since %s, to %s\n", tp_review_text(one, "discretion"), tp_review_text(one, "due"),
               tp_review_text(one, "opened"), tp_review_text(one, "recipient"));
    }
}

static int run_list(const struct tp_arguments *arguments, struct tp_diag *diag)
{
    return tp_review_ask(arguments, &(struct tp_remote_question){.method = "GET", .path = "/v1/discretions"}, show_list,
                         diag);
}

static void show_facts(const struct tp_json_value *facts)
{
    struct tp_buffer text;

    tp_buffer_init(&text);
    if (facts && tp_json_value_canonical(facts, &text, NULL) == TP_OK) {
        tp_write_u8(&text, '\0');
        if (!text.bad) {
            tp_text_make_printable((char *)text.data);
            printf("facts: %s\n", (const char *)text.data);
        }
    }
    tp_buffer_deinit(&text);
}

static void show_one(const struct tp_json_value *answer)
{
    const struct tp_json_value *list = tp_json_member(answer, "circumstances");

    printf("discretion review %s: %s\n", tp_review_text(answer, "discretion"), tp_review_text(answer, "state"));
    printf("recipient %s, agreement %s\n", tp_review_text(answer, "recipient"), tp_review_text(answer, "agreement"));
    show_facts(tp_json_member(answer, "facts"));
    printf("to be considered:\n");
    for (size_t i = 0; i < tp_json_count(list); i++)
        printf("  %s: %s\n", tp_review_text(tp_json_element(list, i), "circumstance"),
               tp_review_text(tp_json_element(list, i), "words"));
}

static int run_show(const struct tp_arguments *arguments, struct tp_diag *diag)
{
    char path[PATH_BYTES];
    tp_status status = path_of(arguments->positional[0], "", path, diag);

    if (status != TP_OK)
        return status;
    return tp_review_ask(arguments, &(struct tp_remote_question){.method = "GET", .path = path}, show_one, diag);
}

static int run_decide(const struct tp_arguments *arguments, struct tp_diag *diag)
{
    char path[PATH_BYTES];
    tp_status status = path_of(arguments->positional[0], "/decision", path, diag);

    return status == TP_OK ? tp_review_send_file(arguments, path, arguments->positional[1], NULL, diag) : status;
}

static const struct tp_option options[] = {TP_OPTIONS_REMOTE, TP_OPTION_JSON, {0}};
static const struct tp_option decide_options[] = {TP_OPTIONS_REMOTE, {0}};

const struct tp_command tp_command_discretion_list = {
    .name = "discretion list",
    .synopsis = "--case REFERENCE [OPTION]...",
    .summary = "list the releases that wait for your decision",
    .description = "One line for each that you may decide: who booked or examined in a case does not decide about it.",
    .example = "tenprint discretion list --case shift-12 --token token.txt\n",
    .options = options,
    .run = run_list,
};
const struct tp_command tp_command_discretion_show = {
    .name = "discretion show",
    .synopsis = "REVIEW --case REFERENCE [OPTION]...",
    .summary = "show what is to be considered before a release",
    .description = "Shows the circumstances that the agreement lists and what is known of the case. Nobody decides "
                   "without having read it; that it was read is put on record.",
    .example = "tenprint discretion show 4f0c1d2e3a4b5c6d7e8f90a1b2c3d4e5 --case shift-12\n",
    .options = options,
    .positional_min = 1,
    .positional_max = 1,
    .run = run_show,
};
const struct tp_command tp_command_discretion_decide = {
    .name = "discretion decide",
    .synopsis = "REVIEW FILE --case REFERENCE [OPTION]...",
    .summary = "decide on a release",
    .description =
        "FILE is JSON: {\"circumstances\": {CODE: {\"answer\": \"yes\", \"no\" or \"unknown\", \"note\": ...}, ...}, "
        "\"reason\": ..., \"decision\": \"release\" or \"decline\"}, with an answer for each circumstance and a reason "
        "of at least 25 words. It is written by hand: no program proposes anything. It is final.",
    .example = "tenprint discretion decide 4f0c1d2e3a4b5c6d7e8f90a1b2c3d4e5 decision.json --case shift-12\n",
    .options = decide_options,
    .positional_min = 2,
    .positional_max = 2,
    .run = run_decide,
};
