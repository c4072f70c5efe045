/* SPDX-License-Identifier: Apache-2.0 */
/* tenprint book list */
#include "cli/asking.h"
#include "cli/book.h"
#include "cli/commands.h"

static const struct tp_listing listing = {"bookings",
                                          (const struct tp_listing_column[]){{"booking", 32, NULL},
                                                                             {"submitted", 20, NULL},
                                                                             {"state", 10, NULL},
                                                                             {"jurisdiction", 9, NULL},
                                                                             {"own", 0, tp_book_own_words},
                                                                             {0}},
                                          "next", "--before"};
static const struct tp_asking_command rows[] = {
    {.command = "book list", .operation = "listBookings", .listing = &listing},
    {0},
};

static int run(const struct tp_arguments *arguments, struct tp_diag *diag)
{
    return tp_asking_run(arguments, rows, diag);
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
