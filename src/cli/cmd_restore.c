/* SPDX-License-Identifier: Apache-2.0 */
/* tenprint restore */
#include <stdio.h>

#include "cli/commands.h"
#include "exchange/exchange.h"
#include "person/person.h"
#include "json/json.h"

static tp_status print_json(const char *to, const char *time, const struct tp_restored *restored, struct tp_diag *diag)
{
    struct tp_json *json;
    tp_status status = tp_json_new(&json, diag);

    if (status != TP_OK)
        return status;
    tp_json_text(json, "folder", to);
    tp_json_text(json, "time", time);
    tp_json_integer(json, "backup_leaves", (int64_t)restored->backup_leaves);
    tp_json_integer(json, "leaves", (int64_t)restored->leaves);
    status = tp_json_print(json, false, stdout, diag);
    tp_json_free(&json);
    return status;
}

static void print(const char *to, const char *time, const struct tp_restored *restored, bool published, bool erased)
{
    printf("%s is as it was at %s\n", to, time);
    if (restored->leaves > restored->backup_leaves)
        printf("its ledger has %llu leaves more, which were published since: what they speak of is not in the store\n",
               (unsigned long long)(restored->leaves - restored->backup_leaves));
    if (!published)
        printf("its ledger goes on from leaf %llu: if others were published since %s, witnesses and partners will see "
               "two ledgers\n",
               (unsigned long long)restored->leaves, time);
    puts(erased ? "who was erased since then is in it again, and is erased again when the node starts"
                : "who was erased since then is in it again: erase them again before the node serves");
}

static int run(const struct tp_arguments *arguments, struct tp_diag *diag)
{
    const char *to = tp_option_text(arguments, "to"), *published = tp_option_text(arguments, "published");
    char time[TP_TIME_TEXT_BYTES];
    struct tp_restored restored;
    const char *erased = tp_option_text(arguments, "erased");
    tp_status status;

    if (!to)
        return tp_fail(diag, TP_E_ARGUMENT, "--to", -1, "is missing");
    if (!published == !tp_option_given(arguments, "nothing-published-since"))
        return tp_fail(diag, TP_E_ARGUMENT, NULL, -1,
                       "either --published FOLDER or --nothing-published-since is needed: a ledger that goes on from "
                       "an old copy contradicts what was published");
    status = erased ? tp_erased_list_join(NULL, erased, diag) : TP_OK;
    if (status == TP_OK)
        status = tp_backup_restore(arguments->positional[0], to, published, &restored, diag);
    if (status == TP_OK && erased)
        status = tp_erased_list_join(to, erased, diag);
    if (status != TP_OK)
        return status;
    tp_time_format(restored.time_s, time);
    if (tp_option_given(arguments, "json"))
        return print_json(to, time, &restored, diag);
    print(to, time, &restored, published, erased);
    return TP_OK;
}

static const struct tp_option options[] = {
    {"to", 0, TP_OPTION_TEXT, "DIR", "the folder to make; it is not there yet", 0, 0},
    {"published", 0, TP_OPTION_TEXT, "FOLDER", "the newest published files of the ledger, from the web or a mirror", 0,
     0},
    {"erased", 0, TP_OPTION_TEXT, "FILE", "the newest list of who was erased, from the broken machine or a copy", 0, 0},
    {"nothing-published-since", 0, TP_OPTION_FLAG, NULL, "the ledger was not published after the backup was made", 0,
     0},
    TP_OPTION_JSON,
    {0},
};

const struct tp_command tp_command_restore = {
    .name = "restore",
    .synopsis = "BACKUP --to DIR (--published FOLDER | --nothing-published-since) [OPTION]...",
    .summary = "make an organisation's folder of a backup",
    .description =
        "Checks every file of the backup and makes a new folder of it, whole or not at all. The old machine must not "
        "work any more.\n\n"
        "The ledger is never set back in silence: --published names a folder with the newest published files (the "
        "`ledger/` of the broken machine, a mirror, what a web server still has). They are verified and must go on "
        "from the backup; where they have more leaves, the new folder goes on from them. Where nothing was published "
        "since the backup, say so.\n\n"
        "Who was erased after the backup was made is in it. --erased names the file `erased` of the broken machine's "
        "folder, or the newest copy of it: the node erases all of them again when it starts.",
    .example = "tenprint restore /backup/dcjs-2026-11-22 --to dcjs --published /srv/www/ledger\n",
    .options = options,
    .positional_min = 1,
    .positional_max = 1,
    .run = run,
};
