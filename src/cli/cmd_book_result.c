/* SPDX-License-Identifier: Apache-2.0 */
/* tenprint book result */
#include <stdio.h>

#include "cli/book.h"
#include "cli/commands.h"

/* The EBTS file into the file that --output names. */
static tp_status save(const struct tp_arguments *arguments, const struct tp_remote *remote, struct tp_diag *diag)
{
    const char *path = tp_option_text(arguments, "output");
    struct tp_remote_answer answer;
    tp_status status = tp_book_get(remote, arguments->positional[0], "/result?form=ebts", &answer, diag);

    if (status == TP_OK)
        status = tp_file_write(path, answer.body.data, answer.body.size_bytes, diag);
    if (status == TP_OK)
        printf("%s: %zu bytes\n", path, answer.body.size_bytes);
    tp_remote_answer_deinit(&answer);
    return status;
}

/* Without a match the exit status says so. */
static tp_status show(const struct tp_arguments *arguments, const struct tp_remote *remote, bool *match,
                      struct tp_diag *diag)
{
    struct tp_remote_answer answer;
    tp_status status = tp_book_get(remote, arguments->positional[0], "/result", &answer, diag);

    *match = tp_remote_text(&answer, "own")[0] == 'm';
    if (status == TP_OK && tp_option_given(arguments, "json"))
        status = tp_remote_print(&answer, diag);
    else if (status == TP_OK)
        tp_book_show(&answer);
    tp_remote_answer_deinit(&answer);
    return status;
}

static int run(const struct tp_arguments *arguments, struct tp_diag *diag)
{
    struct tp_remote remote;
    bool match = true;
    tp_status status = tp_remote_open(arguments, &remote, diag);

    if (status == TP_OK)
        status = tp_option_given(arguments, "output") ? save(arguments, &remote, diag)
                                                      : show(arguments, &remote, &match, diag);
    tp_remote_close(&remote);
    if (status != TP_OK)
        return status;
    return match ? TP_EXIT_OK : TP_EXIT_NEGATIVE;
}

static const struct tp_option options[] = {
    TP_OPTIONS_REMOTE,
    {"output", 'o', TP_OPTION_TEXT, "FILE", "write the answer as an EBTS file: SRE, or ERRT of one that was refused", 0,
     0},
    TP_OPTION_JSON,
    {0},
};

const struct tp_command tp_command_book_result = {
    .name = "book result",
    .synopsis = "BOOKING --case REFERENCE [-o FILE] [OPTION]...",
    .summary = "get the result of a booking",
    .description =
        "The own repository's answer and those of the partners; exit status 1 when the own repository has no "
        "match. There is a result once the own review has ended; the partners' answers follow.",
    .example = "tenprint book result 4f0c1d2e3a4b5c6d7e8f90a1b2c3d4e5 --case 2011-0042 -o sre.an2 --token token.txt\n",
    .options = options,
    .positional_min = 1,
    .positional_max = 1,
    .run = run,
};
