/* SPDX-License-Identifier: Apache-2.0 */
/* tenprint delete */
#include "cli/commands.h"
#include "node/node.h"

static int run(const struct tp_arguments *arguments, struct tp_diag *diag)
{
    const struct tp_repository_options options = {.create = false};
    const char *subject = tp_option_text(arguments, "subject");
    struct tp_repository repository;
    tp_status status;

    if (!tp_option_given(arguments, "db") || !subject)
        return tp_fail(diag, TP_E_ARGUMENT, NULL, -1, "--db and --subject are needed");
    status = tp_repository_open(tp_option_text(arguments, "db"), &options, &repository, diag);
    if (status == TP_OK)
        status = tp_repository_delete(&repository, subject, diag);
    tp_repository_close(&repository);
    if (status == TP_OK)
        printf("deleted %s\n", subject);
    return status;
}

static const struct tp_option options[] = {
    TP_OPTION_DB,
    {"subject", 0, TP_OPTION_TEXT, "ID", "whom to delete", 0, 0},
    {0},
};

const struct tp_command tp_command_delete = {
    .name = "delete",
    .synopsis = "--db FILE --subject ID",
    .summary = "delete a person from a repository",
    .description =
        "Deletes a subject with all encounters and overwrites the bytes of the templates in the repository's files "
        "and in its saved gallery. Copies elsewhere, such as backups and what a disk keeps of overwritten blocks, are "
        "not reached.",
    .example = "tenprint delete --db people.db --subject ada\n",
    .options = options,
    .run = run,
};
