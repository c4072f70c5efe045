/* SPDX-License-Identifier: Apache-2.0 */
/* tenprint book list */
#include <stdio.h>
#include <string.h>

#include "cli/book.h"
#include "cli/commands.h"

static tp_status ask(const struct tp_arguments *arguments, const struct tp_remote *remote,
                     struct tp_remote_answer *answer, struct tp_diag *diag)
{
    struct tp_remote_question question = {.method = "GET"};
    struct tp_buffer path;
    char limit[24];
    tp_status status;

    snprintf(limit, sizeof limit, "%ld", tp_option_integer(arguments, "limit", 50));
    tp_buffer_init(&path);
    tp_write_text(&path, "/v1/bookings");
    tp_remote_add_query(&path, "limit", limit);
    tp_remote_add_query(&path, "state", tp_option_text(arguments, "state"));
    tp_remote_add_query(&path, "before", tp_option_text(arguments, "before"));
    tp_remote_add_query(&path, "mine", tp_option_given(arguments, "mine") ? "true" : NULL);
    tp_write_u8(&path, '\0');
    question.path = (const char *)path.data;
    status = path.bad ? tp_fail(diag, TP_E_MEMORY, NULL, -1, "out of memory")
                      : tp_remote_ask(remote, &question, answer, diag);
    tp_buffer_deinit(&path);
    return status;
}

static void show(const struct tp_remote_answer *answer)
{
    const struct tp_json_value *bookings =
        answer->document ? tp_json_member(tp_json_root(answer->document), "bookings") : NULL;
    char next[32];

    for (size_t i = 0; i < tp_json_count(bookings); i++)
        tp_book_show_line(tp_json_element(bookings, i));
    snprintf(next, sizeof next, "%s", tp_remote_text(answer, "next"));
    tp_text_make_printable(next);
    if (next[0])
        printf("older ones: --before %s\n", next);
}

static int run(const struct tp_arguments *arguments, struct tp_diag *diag)
{
    struct tp_remote_answer answer = {.status = 0};
    struct tp_remote remote;
    tp_status status = tp_remote_open(arguments, &remote, diag);

    if (status == TP_OK)
        status = ask(arguments, &remote, &answer, diag);
    if (status == TP_OK && tp_option_given(arguments, "json"))
        status = tp_remote_print(&answer, diag);
    else if (status == TP_OK)
        show(&answer);
    tp_remote_answer_deinit(&answer);
    tp_remote_close(&remote);
    return status;
}

static const struct tp_option options[] = {
    TP_OPTIONS_REMOTE,
    {"state", 0, TP_OPTION_TEXT, "STATE", "only those: received, refused, searching, reviewing, exchanging, complete",
     0, 0},
    {.name = "mine", .kind = TP_OPTION_FLAG, .help = "only those that the own account submitted"},
    {"limit", 0, TP_OPTION_INTEGER, "N", "how many are looked at (default: 50)", 1, 500},
    {"before", 0, TP_OPTION_TEXT, "N", "go on where another list ended", 0, 0},
    TP_OPTION_JSON,
    {0},
};

const struct tp_command tp_command_book_list = {
    .name = "book list",
    .synopsis = "--case REFERENCE [OPTION]...",
    .summary = "list bookings, the newest first",
    .description = "One line for each: id, when it was submitted, state, jurisdiction and the own repository's answer.",
    .example = "tenprint book list --state reviewing --case 2011-0042 --token token.txt\n",
    .options = options,
    .positional_min = 0,
    .positional_max = 0,
    .run = run,
};
