/* SPDX-License-Identifier: Apache-2.0 */
/* tenprint ledger open */
#include <inttypes.h>
#include <stdlib.h>

#include "cli/commands.h"
#include "cli/org.h"
#include "cli/published.h"

enum { OPENING_MAX_BYTES = 65536 };

/* ---- making ------------------------------------------------------------------------------------------------------ */

static tp_status write_opening(const struct tp_opening *opening, uint64_t index, const char *file, struct tp_diag *diag)
{
    struct tp_buffer text;
    tp_status status;

    tp_buffer_init(&text);
    status = tp_opening_write(opening, index, &text, diag);
    tp_write_text(&text, "\n"); /* so that files of openings can be joined */
    if (status == TP_OK && text.bad)
        status = tp_fail(diag, TP_E_MEMORY, NULL, -1, "out of memory");
    if (status == TP_OK && file)
        status = tp_file_write(file, text.data, text.size_bytes, diag);
    else if (status == TP_OK)
        fwrite(text.data, 1, text.size_bytes, stdout);
    if (text.data)
        tp_wipe(text.data, text.size_bytes);
    tp_buffer_deinit(&text);
    return status;
}

static tp_status make(const struct tp_arguments *arguments, struct tp_diag *diag)
{
    struct tp_org org = {.organisation = NULL};
    struct tp_opening opening = {.record = NULL};
    uint64_t index;
    tp_status status = tp_index_read(arguments->positional[0], "INDEX", &index, diag);

    if (status == TP_OK)
        status = tp_org_open(arguments, &org, diag);
    if (status == TP_OK)
        status = tp_organisation_opening(org.organisation, index, &opening, diag);
    if (status == TP_OK)
        status = write_opening(&opening, index, tp_option_text(arguments, "output"), diag);
    tp_opening_deinit(&opening);
    tp_org_close(&org);
    return status;
}

/* ---- checking ---------------------------------------------------------------------------------------------------- */

static tp_status take_leaf(void *context, uint64_t index, const void *data, size_t size_bytes, struct tp_diag *diag)
{
    (void)index;
    return tp_leaf_read(data, size_bytes, context, diag);
}

static tp_status check_with(const struct tp_published *published, const struct tp_opening *opening, uint64_t index,
                            struct tp_diag *diag)
{
    struct tp_reader *reader;
    struct tp_leaf leaf;
    uint8_t *note;
    size_t size_bytes;
    tp_status status = tp_published_open(published, &reader, &note, &size_bytes, diag);

    if (status != TP_OK)
        return status;
    free(note);
    status = tp_reader_each(reader, index, 1, take_leaf, &leaf, diag);
    tp_reader_close(&reader);
    if (status == TP_OK && !tp_opening_fits(opening, &leaf))
        status = tp_fail(diag, TP_E_CHECKSUM, "opening", -1,
                         "it is not the opening of entry %" PRIu64 " of this ledger", index);
    if (status == TP_OK)
        printf("%.*s\n", (int)opening->record_bytes, opening->record);
    return status;
}

static tp_status check(const struct tp_arguments *arguments, struct tp_diag *diag)
{
    const char *path = tp_option_text(arguments, "check");
    struct tp_opening opening = {.record = NULL};
    struct tp_published published;
    uint8_t *data = NULL;
    size_t size_bytes;
    uint64_t index;
    tp_status status =
        tp_published_find(arguments->positional[0], tp_option_text(arguments, "key"), "--key", &published, diag);

    if (status == TP_OK)
        status = tp_file_read(path, OPENING_MAX_BYTES, &data, &size_bytes, diag);
    if (status == TP_OK)
        status = tp_diag_in_file(diag, tp_opening_read(data, size_bytes, &opening, &index, diag), path);
    free(data);
    if (status == TP_OK)
        status = check_with(&published, &opening, index, diag);
    tp_opening_deinit(&opening);
    return status;
}

static int run(const struct tp_arguments *arguments, struct tp_diag *diag)
{
    return tp_option_given(arguments, "check") ? check(arguments, diag) : make(arguments, diag);
}

static const struct tp_option options[] = {
    TP_OPTION_ORG,
    TP_OPTION_NOW,
    TP_OPTION_PASSPHRASE,
    {"output", 'o', TP_OPTION_TEXT, "FILE", "write the opening there (default: standard output)", 0, 0},
    {"check", 0, TP_OPTION_TEXT, "OPENING", "check this opening against the ledger in FOLDER", 0, 0},
    TP_OPTION_KEY,
    {0},
};

const struct tp_command tp_command_ledger_open = {
    .name = "ledger open",
    .synopsis = "INDEX --org DIR [OPTION]... | FOLDER --check OPENING [--key KEY]",
    .summary = "open a leaf for an auditor, or check such an opening",
    .description =
        "A leaf says little in the open; the rest (exact time, county, case) is behind a keyed commitment. With an "
        "index, this prints that leaf's key and record, for whom the law entitles to them: it is personal data. With "
        "--check, "
        "it compares an opening with the published leaf and prints the record when they belong together.\n\n"
        "Exit status: 0; 3 when there is no opening any more, or it does not belong to the leaf.",
    .example =
        "tenprint ledger open 1207 --org albany -o leaf.opening\ntenprint ledger open mirror --check leaf.opening "
        "--key @dcjs.key\n",
    .options = options,
    .positional_min = 1,
    .positional_max = 1,
    .run = run,
};
