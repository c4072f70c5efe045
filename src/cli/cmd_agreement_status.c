/* SPDX-License-Identifier: Apache-2.0 */
/* tenprint agreement status */
#include "cli/commands.h"
#include "cli/org.h"
#include "office/office.h"
#include "json/json.h"

/* ---- text --------------------------------------------------------------------------------------------------------
 */

static void print_step(const struct tp_agreement_view *view, const struct tp_terms *version, enum tp_event_kind kind,
                       const char *party)
{
    char time[TP_TIME_TEXT_BYTES];
    int64_t from_s;
    bool taken = tp_view_find_step(view, version, kind, party, &from_s);

    if (taken)
        tp_time_format(from_s, time);
    printf("  %-13s %s, %s\n", kind == TP_EVENT_SIGN ? "signature" : "notice", party, taken ? time : "not yet");
}

static void print_parties(const struct tp_agreement_view *view, const struct tp_terms *version)
{
    char time[TP_TIME_TEXT_BYTES];

    for (size_t i = 0; i < version->party_count; i++)
        if (version->notice_by >> i & 1)
            print_step(view, version, TP_EVENT_NOTICE, version->parties[i].id);
    printf("  %-13s %s\n", "comments end", tp_view_comments_end(view, version, time) ? time : "not begun");
    for (size_t i = 0; i < version->party_count; i++)
        print_step(view, version, TP_EVENT_SIGN, version->parties[i].id);
}

static void print_public(const struct tp_agreement_view *view, const struct tp_terms *version)
{
    for (enum tp_event_kind kind = TP_EVENT_COMMENT; kind <= TP_EVENT_HEARING; kind++) {
        const struct tp_event *event;
        size_t place = 0;
        int64_t from_s;

        while ((event = tp_view_next_event(view, version, kind, &place, &from_s))) {
            printf("  %-13s %s", tp_events.items[kind].code, event->attachment_title);
            if (kind == TP_EVENT_PETITION)
                printf(", %u names", event->sign_ons);
            putchar('\n');
        }
    }
}

static void print_sources(const struct tp_agreement_view *view, const struct tp_terms *version)
{
    for (size_t i = 0; i < version->source_count; i++) {
        const char *code = version->sources[i].jurisdiction;

        printf("  %-13s %s, %s\n", code,
               tp_participation_code(tp_history_participation(view->history, version, code, view->at_s)),
               tp_history_takes_part(view->history, version, code, view->at_s) ? "takes part" : "takes no part");
    }
}

static void print_text(const struct tp_agreement_view *view)
{
    printf("agreement  %s\n", tp_history_agreement(view->history));
    for (size_t i = 0; i < tp_history_version_count(view->history); i++) {
        const struct tp_terms *version = tp_history_version(view->history, i);
        enum tp_life life = tp_history_life(view->history, version, view->at_s);

        printf("\nversion %u  %s\n", version->version, version->hash);
        printf("  %-13s %s\n", "title", version->title);
        printf("  %-13s %s: %s\n", "state", tp_life_code(life), tp_life_words(life));
        print_parties(view, version);
        print_public(view, version);
        print_sources(view, version);
    }
}

static tp_status print_json(const struct tp_agreement_view *view, struct tp_diag *diag)
{
    struct tp_json *json;
    tp_status status = tp_json_new(&json, diag);

    if (status != TP_OK)
        return status;
    tp_view_status(view, json);
    status = tp_json_print(json, false, stdout, diag);
    tp_json_free(&json);
    return status;
}

static int run(const struct tp_arguments *arguments, struct tp_diag *diag)
{
    const char *at = tp_option_text(arguments, "at");
    struct tp_agreement_view view = {0};
    struct tp_org org;
    tp_status status = tp_org_open_any(arguments, arguments->positional[0], &org, diag);

    if (status == TP_OK)
        status = tp_org_find(&org, arguments->positional[0], &view.history, diag);
    view.at_s = org.now_s;
    if (status == TP_OK && at)
        status = tp_org_read_time(at, "--at", &view.at_s, diag);
    if (status == TP_OK && tp_option_given(arguments, "json"))
        status = print_json(&view, diag);
    else if (status == TP_OK)
        print_text(&view);
    tp_org_close(&org);
    return status;
}

static const struct tp_option options[] = {
    {"at", 0, TP_OPTION_TEXT, "TIME", "as it was then, by the events known here (default: now)", 0, 0},
    {"events", 0, TP_OPTION_TEXT, "DIR", "work from events that a party exported, without an organisation's folder", 0,
     0},
    TP_OPTION_ORG,
    TP_OPTION_PASSPHRASE,
    TP_OPTIONS_NODE,
    TP_OPTION_NOW,
    TP_OPTION_JSON,
    {0},
};

const struct tp_command tp_command_agreement_status = {
    .name = "agreement status",
    .synopsis = "AGREEMENT [OPTION]...",
    .summary = "show where an agreement stands: its life, its signatures, who takes part",
    .description =
        "Prints for each version of the agreement its state, who has published and signed it and since when that "
        "counts, when the comment period ends, what the public handed in, and for each jurisdiction whether it is in, "
        "out, suspended or has left, and whether bookings from there may be sent as far as this goes: a county takes "
        "part only while its state does.\n\n"
        "All of it follows from the signed events. With --events anybody can derive it from exported files; each event "
        "then counts from its own time, since when a party received it is known to that party only. With --node a "
        "running node hands its events "
        "out, to anybody.",
    .example = "tenprint agreement status --org dcjs 3f2a91\ntenprint agreement status --events exported --at "
               "2011-06-01T00:00:00Z 3f2a91\n",
    .options = options,
    .positional_min = 1,
    .positional_max = 1,
    .run = run,
};
