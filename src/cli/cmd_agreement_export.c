/* SPDX-License-Identifier: Apache-2.0 */
/* tenprint agreement export */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/agreement_file.h"
#include "cli/commands.h"
#include "cli/org.h"
#include "json/json.h"

/* What was written. */
struct tally {
    size_t events, attachments, missing; /* attachments that are not in the folder */
};

static tp_status write_attachment(const struct tp_org *org, const char *sha256, const char *folder, struct tally *tally,
                                  struct tp_diag *diag)
{
    struct tp_diag found;
    char path[4096];
    uint8_t *data = NULL;
    size_t size_bytes;
    tp_status status;

    tp_diag_init(&found);
    status = org->node ? tp_org_fetch_attachment(org->node, sha256, &data, &size_bytes, &found)
                       : tp_organisation_attachment(org->organisation, sha256, &data, &size_bytes, &found);
    if (status == TP_E_NOT_FOUND) {
        tally->missing++;
        return TP_OK;
    }
    if (status != TP_OK)
        return tp_diag_pass(diag, status, &found);
    snprintf(path, sizeof path, "%s/%s", folder, sha256);
    status = tp_file_write(path, data, size_bytes, diag);
    tally->attachments++;
    free(data);
    return status;
}

/* Numbered in the order in which they were taken here: any receiver can take them in that order. */
static tp_status export_all(const struct tp_org *org, const struct tp_history *history, const char *folder,
                            struct tally *tally, struct tp_diag *diag)
{
    tp_status status = TP_OK;

    for (size_t i = 0; status == TP_OK && i < tp_history_count(history); i++) {
        int64_t received_s;
        const struct tp_event *event = tp_history_event(history, i, &received_s);
        char path[4096];

        snprintf(path, sizeof path, "%s/%06zu-%s-%s.json", folder, i + 1, event->by, tp_events.items[event->kind].code);
        status = tp_agreement_file_write(event, path, diag);
        tally->events++;
        if (status == TP_OK && event->attachment_title)
            status = write_attachment(org, event->attachment_sha256, folder, tally, diag);
    }
    return status;
}

static tp_status make_folder(const char *path, struct tp_diag *diag)
{
    struct stat info;

    if (mkdir(path, 0755) == 0)
        return TP_OK;
    if (errno == EEXIST && stat(path, &info) == 0 && S_ISDIR(info.st_mode))
        return TP_OK;
    return tp_diag_in_file(diag, tp_fail(diag, TP_E_IO, NULL, -1, "cannot make the folder: %s", strerror(errno)), path);
}

static tp_status print(const struct tp_arguments *arguments, const struct tp_history *history,
                       const struct tally *tally, struct tp_diag *diag)
{
    const char *folder = tp_option_text(arguments, "to");
    struct tp_json *json;
    tp_status status;

    if (!tp_option_given(arguments, "json")) {
        printf("wrote %zu events and %zu attachments to %s\n", tally->events, tally->attachments, folder);
        if (tally->missing > 0)
            printf("%zu attachments are not in the organisation's folder\n", tally->missing);
        return TP_OK;
    }
    status = tp_json_new(&json, diag);
    if (status != TP_OK)
        return status;
    tp_json_text(json, "agreement", tp_history_agreement(history));
    tp_json_text(json, "folder", folder);
    tp_json_integer(json, "events", (int64_t)tally->events);
    tp_json_integer(json, "attachments", (int64_t)tally->attachments);
    tp_json_integer(json, "missing", (int64_t)tally->missing);
    status = tp_json_print(json, false, stdout, diag);
    tp_json_free(&json);
    return status;
}

static int run(const struct tp_arguments *arguments, struct tp_diag *diag)
{
    const char *folder = tp_option_text(arguments, "to");
    const struct tp_history *history = NULL;
    struct tally tally = {0, 0, 0};
    struct tp_org org;
    tp_status status;

    if (!folder)
        return tp_fail(diag, TP_E_ARGUMENT, "--to", -1, "the folder to write to is needed");
    status = tp_org_open_any(arguments, arguments->positional[0], &org, diag);
    if (status == TP_OK)
        status = tp_org_find(&org, arguments->positional[0], &history, diag);
    if (status == TP_OK)
        status = make_folder(folder, diag);
    if (status == TP_OK)
        status = export_all(&org, history, folder, &tally, diag);
    if (status == TP_OK)
        status = print(arguments, history, &tally, diag);
    tp_org_close(&org);
    return status;
}

static const struct tp_option options[] = {
    {"to", 0, TP_OPTION_TEXT, "DIR", "where to write; made when it is not there", 0, 0},
    TP_OPTION_ORG,
    TP_OPTION_PASSPHRASE,
    TP_OPTIONS_NODE,
    TP_OPTION_NOW,
    TP_OPTION_JSON,
    {0},
};

const struct tp_command tp_command_agreement_export = {
    .name = "agreement export",
    .synopsis = "AGREEMENT --to DIR [OPTION]...",
    .summary = "write all events of an agreement to files, to hand over",
    .description =
        "Writes every event of the agreement to a file of its own, numbered in the order in which they were taken, and "
        "the files that comments, petitions and hearings speak of beside them, named by their SHA-256. Whoever has "
        "these files can check every signature and derive the agreement's state; `agreement accept` takes them.",
    .example = "tenprint agreement export --org dcjs --to for-dhs 3f2a91\n",
    .options = options,
    .positional_min = 1,
    .positional_max = 1,
    .run = run,
};
