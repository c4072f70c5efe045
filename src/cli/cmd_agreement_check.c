/* SPDX-License-Identifier: Apache-2.0 */
/* tenprint agreement check */
#include "cli/agreement_file.h"
#include "cli/commands.h"
#include "json/json.h"

struct checked {
    const char *path;
    struct tp_agreement_file file;
    struct tp_diag diag; /* what is wrong, or no error */
};

static void print_text(const struct checked *checked)
{
    const struct tp_event *event = checked->file.event;
    const struct tp_terms *terms = checked->file.terms;
    char words[512];

    if (checked->diag.status != TP_OK) {
        tp_diag_format(&checked->diag, words, sizeof words);
        printf("%s\n", words);
        return;
    }
    printf("%s: nothing is wrong\n", checked->path);
    if (event)
        printf("event %s by %s, number %u\n", tp_events.items[event->kind].code, event->by, event->sequence);
    if (terms)
        printf("version %u, hash %s\n", terms->version, terms->hash);
    if (event && !terms)
        printf("of version %s; only who has the agreement can check the signature\n", event->version);
}

static void add_mistake(const struct checked *checked, struct tp_json *json)
{
    tp_json_text(json, "member", checked->file.member[0] ? checked->file.member : NULL);
    if (checked->file.line > 0)
        tp_json_integer(json, "line", (int64_t)checked->file.line);
    tp_json_text(json, "text", checked->diag.text);
}

static tp_status print_json(const struct checked *checked, struct tp_diag *diag)
{
    const struct tp_event *event = checked->file.event;
    const struct tp_terms *terms = checked->file.terms;
    struct tp_json *json;
    tp_status status = tp_json_new(&json, diag);

    if (status != TP_OK)
        return status;
    tp_json_text(json, "file", checked->path);
    tp_json_flag(json, "valid", checked->diag.status == TP_OK);
    if (checked->diag.status != TP_OK)
        add_mistake(checked, json);
    if (event) {
        tp_json_text(json, "event", tp_events.items[event->kind].code);
        tp_json_text(json, "by", event->by);
        tp_json_integer(json, "sequence", event->sequence);
    }
    if (event || terms)
        tp_json_text(json, "hash", terms ? terms->hash : event->version);
    if (terms)
        tp_json_integer(json, "version", terms->version);
    status = tp_json_print(json, false, stdout, diag);
    tp_json_free(&json);
    return status;
}

static int run(const struct tp_arguments *arguments, struct tp_diag *diag)
{
    struct checked checked = {.path = arguments->positional[0]};
    tp_status status;

    tp_diag_init(&checked.diag);
    status = tp_agreement_file_read(checked.path, &checked.file, &checked.diag);
    if (status != TP_OK && tp_exit_for(status) != TP_EXIT_INPUT) {
        *diag = checked.diag;
        return status;
    }
    status = TP_OK;
    if (tp_option_given(arguments, "json"))
        status = print_json(&checked, diag);
    else
        print_text(&checked);
    tp_agreement_file_deinit(&checked.file);
    if (status != TP_OK)
        return status;
    return checked.diag.status == TP_OK ? TP_EXIT_OK : TP_EXIT_INPUT;
}

static const struct tp_option options[] = {
    TP_OPTION_JSON,
    {0},
};

const struct tp_command tp_command_agreement_check = {
    .name = "agreement check",
    .synopsis = "FILE [OPTION]...",
    .summary = "say what is wrong with the document of an agreement",
    .description = "Checks a file that holds the document of an agreement, or a signed event. Prints the first mistake "
                   "with its line, "
                   "its member and the rule that it breaks; of a document without mistakes the version, and the hash "
                   "that names it.\n\n"
                   "The signature of a proposal is checked too, as its document has the keys. Those of other events "
                   "can be checked "
                   "only where the agreement is known.\n\n"
                   "Exit status: 0 when nothing is wrong, 3 otherwise.",
    .example = "tenprint agreement check agreement.json\n",
    .options = options,
    .positional_min = 1,
    .positional_max = 1,
    .run = run,
};
