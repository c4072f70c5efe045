/* SPDX-License-Identifier: Apache-2.0 */
/* tenprint book show */
#include "cli/book.h"
#include "cli/commands.h"

static int run(const struct tp_arguments *arguments, struct tp_diag *diag)
{
    struct tp_remote_answer answer = {.status = 0};
    struct tp_remote remote;
    tp_status status = tp_remote_open(arguments, &remote, diag);

    if (status == TP_OK)
        status = tp_book_get(&remote, arguments->positional[0], "", &answer, diag);
    if (status == TP_OK && tp_option_given(arguments, "json"))
        status = tp_remote_print(&answer, diag);
    else if (status == TP_OK)
        tp_book_show(&answer);
    tp_remote_answer_deinit(&answer);
    tp_remote_close(&remote);
    return status;
}

static const struct tp_option options[] = {TP_OPTIONS_REMOTE, TP_OPTION_JSON, {0}};

const struct tp_command tp_command_book_show = {
    .name = "book show",
    .synopsis = "BOOKING --case REFERENCE [OPTION]...",
    .summary = "show how a booking stands",
    .description =
        "Shows its state, the quality of each finger and what is to be taken again, what the check found, and "
        "the answers so far. That it was looked at is put on record.",
    .example = "tenprint book show 4f0c1d2e3a4b5c6d7e8f90a1b2c3d4e5 --case 2011-0042 --token token.txt\n",
    .options = options,
    .positional_min = 1,
    .positional_max = 1,
    .run = run,
};
