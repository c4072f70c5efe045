/* SPDX-License-Identifier: Apache-2.0 */
/* tenprint agreement show */
#include <string.h>
#include <unistd.h>

#include "cli/agreement_file.h"
#include "cli/commands.h"
#include "cli/step.h"
#include "office/office.h"
#include "json/json.h"

/* What is shown, and how. */
struct shown {
    const struct tp_terms *terms;
    struct tp_gazetteer *names;        /* NULL where the program knows no places of that country */
    struct tp_json_document *document; /* the same as JSON */
    bool with_terms;
};

/* ---- text ---------------------------------------------------------------------------------------------------------
 */

/* Appends the member as it stands in the document, indented. */
static tp_status write_member(const struct shown *shown, const char *member, struct tp_buffer *out,
                              struct tp_diag *diag)
{
    const struct tp_json_value *value = tp_json_member(tp_json_root(shown->document), member);
    static const char end[] = "\n}\n";
    struct tp_buffer pretty;
    struct tp_json *json;
    tp_status status;

    if (!value) {
        tp_write_text(out, "  (there is no \"%s\")\n", member);
        return TP_OK;
    }
    status = tp_json_new(&json, diag);
    if (status != TP_OK)
        return status;
    tp_buffer_init(&pretty);
    tp_json_copy(json, member, value);
    status = tp_json_write_pretty(json, &pretty, diag);
    if (status == TP_OK) { /* without the braces around it */
        tp_write_bytes(out, pretty.data + 2, pretty.size_bytes - 2 - (sizeof end - 1));
        tp_write_text(out, "\n");
    }
    tp_buffer_deinit(&pretty);
    tp_json_free(&json);
    return status;
}

static tp_status write_sections(const struct shown *shown, struct tp_buffer *out, struct tp_diag *diag)
{
    const char *member, *title;
    tp_status status = TP_OK;

    for (size_t i = 0; status == TP_OK && (member = tp_terms_section(i, &title)); i++) {
        tp_write_text(out, "%s%s\n", i > 0 ? "\n" : "", title);
        tp_terms_section_words(shown->terms, i, shown->names, out);
        status = write_member(shown, member, out, diag);
    }
    return status;
}

static tp_status print_text(const struct shown *shown, struct tp_diag *diag)
{
    struct tp_buffer out;
    tp_status status = TP_OK;

    tp_buffer_init(&out);
    if (shown->with_terms)
        status = write_sections(shown, &out, diag);
    else
        tp_terms_words(shown->terms, shown->names, &out);
    tp_write_text(&out, "\nThe hash of this document is %s.\n", shown->terms->hash);
    if (status == TP_OK && out.bad)
        status = tp_fail(diag, TP_E_MEMORY, NULL, -1, "no memory for the words");
    if (status == TP_OK)
        fwrite(out.data, 1, out.size_bytes, stdout);
    tp_buffer_deinit(&out);
    return status;
}

/* ---- JSON ---------------------------------------------------------------------------------------------------------
 */

static tp_status print_json(const struct shown *shown, struct tp_diag *diag)
{
    struct tp_json *json;
    tp_status status = tp_json_new(&json, diag);

    if (status != TP_OK)
        return status;
    status = tp_terms_words_json(shown->terms, shown->with_terms, json, diag);
    if (status == TP_OK)
        status = tp_json_print(json, false, stdout, diag);
    tp_json_free(&json);
    return status;
}

/* ---- a document --------------------------------------------------------------------------------------------------
 */

static tp_status show(const struct tp_terms *terms, const struct tp_arguments *arguments, struct tp_diag *diag)
{
    struct shown shown = {.terms = terms, .with_terms = tp_option_given(arguments, "terms")};
    size_t size_bytes;
    const char *document = tp_terms_document(terms, &size_bytes);
    tp_status status = tp_json_parse(document, size_bytes, &shown.document, diag);

    if (status == TP_OK)
        status = tp_terms_names(terms, &shown.names, diag);
    if (status == TP_OK)
        status = tp_option_given(arguments, "json") ? print_json(&shown, diag) : print_text(&shown, diag);
    tp_gazetteer_free(&shown.names);
    tp_json_document_free(&shown.document);
    return status;
}

/* ---- an event -----------------------------------------------------------------------------------------------------
 */

static void print_event(const struct tp_event *event)
{
    char time[TP_TIME_TEXT_BYTES];

    tp_time_format(event->time_s, time);
    printf("%s %s: event %u of this signer, of %s.\n", event->by, tp_events.items[event->kind].words, event->sequence,
           time);
    printf("It speaks of the version %s\nof the agreement %s.\n", event->version, event->agreement);
    if (event->reason)
        printf("The reason: \"%s\"\n", event->reason);
    if (event->attachment_title)
        printf("Attached: \"%s\", a file with the hash %s.\n", event->attachment_title, event->attachment_sha256);
    if (event->kind == TP_EVENT_PETITION)
        printf("Names under it: %u.\n", event->sign_ons);
    if (event->document)
        fputc('\n', stdout);
}

/* An event that proposes nothing; its file has all that there is to know. */
static tp_status print_event_json(const char *path, struct tp_diag *diag)
{
    struct tp_json_document *document;
    struct tp_json *json = NULL;
    tp_status status = tp_json_read(path, &document, diag);

    if (status == TP_OK)
        status = tp_json_new(&json, diag);
    if (status == TP_OK) {
        tp_json_copy(json, "event", tp_json_member(tp_json_root(document), "event"));
        status = tp_json_print(json, false, stdout, diag);
    }
    tp_json_free(&json);
    tp_json_document_free(&document);
    return status;
}

/* ---- the command --------------------------------------------------------------------------------------------------
 */

static tp_status show_file(const char *path, const struct tp_arguments *arguments, struct tp_diag *diag)
{
    bool as_json = tp_option_given(arguments, "json");
    struct tp_agreement_file file;
    tp_status status = tp_agreement_file_read(path, &file, diag);

    if (status == TP_OK && file.event && !as_json)
        print_event(file.event);
    if (status == TP_OK && file.terms)
        status = show(file.terms, arguments, diag);
    else if (status == TP_OK && as_json)
        status = print_event_json(path, diag);
    tp_agreement_file_deinit(&file);
    return status;
}

/* An agreement that the organisation knows: the version that was asked for, that in force, or the newest. */
static tp_status show_known(const char *id, const struct tp_arguments *arguments, struct tp_diag *diag)
{
    const char *events = tp_option_text(arguments, "events");
    const struct tp_history *history;
    const struct tp_terms *terms;
    struct tp_org org;
    tp_status status = events ? tp_org_open_events(events, &org, diag) : tp_org_open(arguments, &org, diag);

    if (status == TP_OK)
        status = tp_org_find(&org, id, &history, diag);
    if (status == TP_OK)
        status = tp_version_choose(history, org.now_s, tp_option_text(arguments, "version"), true, &terms, diag);
    if (status == TP_OK)
        status = show(terms, arguments, diag);
    tp_org_close(&org);
    return status;
}

/* What is no file may be the beginning of a hash. */
static bool is_known_by_hash(const char *name)
{
    return access(name, F_OK) != 0 && strspn(name, "0123456789abcdef") == strlen(name);
}

static int run(const struct tp_arguments *arguments, struct tp_diag *diag)
{
    const char *name = arguments->positional[0];
    bool elsewhere = tp_option_given(arguments, "events");

    if (elsewhere && tp_option_given(arguments, "org"))
        return tp_fail(diag, TP_E_ARGUMENT, "--events", -1, "does not go with --org");
    if (elsewhere || tp_option_given(arguments, "org") || is_known_by_hash(name))
        return show_known(name, arguments, diag);
    return show_file(name, arguments, diag);
}

static const struct tp_option options[] = {
    {"terms", 0, TP_OPTION_FLAG, NULL, "after the words of each section, the member that they are made from", 0, 0},
    {"version", 0, TP_OPTION_TEXT, "N", "which version, by number or hash (default: the one in force, or the newest)",
     0, 0},
    {"events", 0, TP_OPTION_TEXT, "DIR", "work from events that a party exported, without an organisation's folder", 0,
     0},
    TP_OPTION_ORG,
    TP_OPTION_PASSPHRASE,
    TP_OPTION_NOW,
    TP_OPTION_JSON,
    {0},
};

const struct tp_command tp_command_agreement_show = {
    .name = "agreement show",
    .synopsis = "FILE|AGREEMENT [OPTION]...",
    .summary = "print an agreement in plain words",
    .description =
        "Prints the document of an agreement in plain words: of a file, or of an agreement in an organisation's "
        "folder, by "
        "its hash or the beginning of it. Of the file of an event it prints who did what. The words are made from the "
        "document alone, section by section, each from one of its members: what is not in the document is not in the "
        "words, and what is in the document is in them. Only the names of places come from the program's own lists.\n\n"
        "A document with a mistake is not shown: `tenprint agreement check` says what is wrong with it.",
    .example = "tenprint agreement show agreement.json\ntenprint agreement show agreement.json --terms\n"
               "tenprint agreement show --org dcjs 3f2a91\n",
    .options = options,
    .positional_min = 1,
    .positional_max = 1,
    .run = run,
};
