/* SPDX-License-Identifier: Apache-2.0 */
/* tenprint gallery save */
#include "cli/commands.h"
#include "cli/saved.h"

static int run(const struct tp_arguments *arguments, struct tp_diag *diag)
{
    const struct tp_repository_options options = {.searchable = true,
                                                  .writer = true,
                                                  .fresh = tp_option_given(arguments, "rebuild"),
                                                  .thread_count = (unsigned)tp_option_integer(arguments, "threads", 0)};
    const char *db = tp_option_text(arguments, "db");
    struct tp_repository repository;
    tp_status status;

    if (!db)
        return tp_fail(diag, TP_E_ARGUMENT, "--db", -1, "is missing");
    status = tp_repository_open(db, &options, &repository, diag);
    if (status == TP_OK && repository.note.status != TP_OK) {
        char line[1024];
        tp_diag_format(&repository.note, line, sizeof line);
        fprintf(stderr, "tenprint: %s; it is made anew\n", line);
    }
    if (status == TP_OK)
        status = tp_repository_save(&repository, diag);
    if (status == TP_E_CHECKSUM)
        fputs("tenprint: the old file cannot be carried on: --rebuild makes a new one from the repository\n", stderr);
    tp_repository_close(&repository);
    return status == TP_OK ? tp_cli_saved_output(db, tp_option_given(arguments, "json"), diag) : status;
}

static const struct tp_option options[] = {
    TP_OPTION_DB,
    {.name = "rebuild", .kind = TP_OPTION_FLAG, .help = "from the repository, even if the old file could be used"},
    TP_OPTION_THREADS,
    TP_OPTION_JSON,
    {0},
};

const struct tp_command tp_command_gallery_save = {
    .name = "gallery save",
    .synopsis = "--db FILE [OPTION]...",
    .summary = "save what searches need beside a repository",
    .description =
        "Writes FILE.gallery, which `tenprint identify` then maps into memory in place of loading the repository: "
        "seconds instead of minutes for millions of people, and several programs share the memory. The file can be "
        "read "
        "by its owner only; it holds what the repository holds, so keep it as safe.\n\n"
        "The repository stays what counts. What is enrolled later is added when the gallery is mapped; who is deleted "
        "is overwritten in the file at once; a file that does not fit the repository is not used. So save again now "
        "and "
        "then, when much was enrolled: that also gives back the room of the deleted. The file may be removed at any "
        "time.\n\n"
        "The new file takes the place of the old one when it is complete. A search that runs meanwhile keeps the old "
        "one. One process at a time may save or delete.",
    .example = "tenprint gallery save --db people.db\n",
    .options = options,
    .run = run,
};
