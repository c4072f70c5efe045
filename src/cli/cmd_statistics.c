/* SPDX-License-Identifier: Apache-2.0 */
/* tenprint statistics */
#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/commands.h"
#include "cli/published.h"
#include "statistics/statistics.h"

enum { OPENINGS_BYTES_MAX = 1 << 30 };

/* ---- openings -----------------------------------------------------------------------------------------------------
 */

struct openings {
    struct tp_statistics *statistics;
    struct tp_reader *reader;
    uint64_t size;
    size_t refused;
};
struct opened {
    struct openings *openings;
    const struct tp_opening *opening;
};

static tp_status open_entry(void *context, uint64_t index, const void *data, size_t size_bytes, struct tp_diag *diag)
{
    const struct opened *opened = context;
    const struct tp_span entry = {data, size_bytes};

    return tp_statistics_add_opening(opened->openings->statistics, index, &entry, opened->opening, diag);
}

static tp_status add_opening(struct openings *openings, const char *text, size_t length, struct tp_diag *diag)
{
    struct tp_opening opening;
    struct opened opened = {openings, &opening};
    uint64_t index;
    tp_status status = tp_opening_read(text, length, &opening, &index, diag);

    if (status != TP_OK)
        return status;
    if (index >= openings->size)
        status = tp_fail(diag, TP_E_NOT_FOUND, "index", -1, "there is no leaf %" PRIu64 " among those counted", index);
    else
        status = tp_reader_each(openings->reader, index, 1, open_entry, &opened, diag);
    tp_opening_deinit(&opening);
    return status;
}

/* One opening a line. One that is refused is named on standard error, and the others are counted. */
static tp_status read_openings(struct openings *openings, const char *path, struct tp_diag *diag)
{
    uint8_t *data;
    size_t size_bytes, line = 1;
    tp_status status = tp_file_read(path, OPENINGS_BYTES_MAX, &data, &size_bytes, diag);

    if (status != TP_OK)
        return tp_diag_in_file(diag, status, path);
    for (const char *at = (const char *)data, *end = at + size_bytes; status == TP_OK && at < end; line++) {
        const char *newline = memchr(at, '\n', (size_t)(end - at)), *until = newline ? newline : end;
        struct tp_diag wrong;

        tp_diag_init(&wrong);
        status = until > at ? add_opening(openings, at, (size_t)(until - at), &wrong) : TP_OK;
        if (status == TP_E_MEMORY || status == TP_E_IO) {
            *diag = wrong;
        } else if (status != TP_OK) {
            fprintf(stderr, "%s:%zu: refused: %s\n", path, line, wrong.text);
            openings->refused++;
            status = TP_OK;
        }
        at = until + 1;
    }
    tp_wipe(data, size_bytes);
    free(data);
    return status;
}

static int is_visible(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

static tp_status read_folder(struct openings *openings, const char *folder, struct tp_diag *diag)
{
    struct dirent **entries;
    int count = scandir(folder, &entries, is_visible, alphasort);
    tp_status status = TP_OK;

    if (count < 0)
        return tp_diag_in_file(diag, tp_fail(diag, TP_E_IO, NULL, -1, "%s", strerror(errno)), folder);
    for (int i = 0; i < count; i++) {
        char path[4096];
        snprintf(path, sizeof path, "%s/%s", folder, entries[i]->d_name);
        if (status == TP_OK)
            status = read_openings(openings, path, diag);
        free(entries[i]);
    }
    free(entries);
    return status;
}

static tp_status open_all(struct openings *openings, const char *path, struct tp_diag *diag)
{
    struct stat info;

    return stat(path, &info) == 0 && S_ISDIR(info.st_mode) ? read_folder(openings, path, diag)
                                                           : read_openings(openings, path, diag);
}

/* ---- the report ---------------------------------------------------------------------------------------------------
 */

static tp_status read_format(const char *name, enum tp_statistics_format *out, struct tp_diag *diag)
{
    *out = name && strcmp(name, "json") == 0 ? TP_STATISTICS_JSON : TP_STATISTICS_CSV;
    if (name && *out == TP_STATISTICS_CSV && strcmp(name, "csv") != 0)
        return tp_fail(diag, TP_E_ARGUMENT, "--format", -1, "%s is neither csv nor json", name);
    return TP_OK;
}

static tp_status read_form(const struct tp_arguments *arguments, const struct tp_definitions *definitions,
                           struct tp_statistics_form *out, struct tp_diag *diag)
{
    out->threshold = (unsigned)tp_option_integer(arguments, "threshold", tp_definitions_threshold(definitions));
    out->counties = tp_option_given(arguments, "openings");
    if (!tp_threshold_is_safe(out->threshold))
        return tp_fail(diag, TP_E_ARGUMENT, "--threshold", -1, "it is 0, or at least 3: less would protect nobody");
    return read_format(tp_option_text(arguments, "format"), &out->format, diag);
}

static tp_status print_report(const struct tp_statistics *statistics, const struct tp_statistics_form *form,
                              struct tp_diag *diag)
{
    struct tp_buffer text;
    tp_status status;

    tp_buffer_init(&text);
    status = tp_statistics_write(statistics, form, &text, diag);
    if (status == TP_OK && fwrite(text.data, 1, text.size_bytes, stdout) != text.size_bytes)
        status = tp_fail(diag, TP_E_IO, NULL, -1, "the tables cannot be written");
    tp_buffer_deinit(&text);
    return status;
}

/* Counts, opens and prints. */
static tp_status report(const struct tp_arguments *arguments, const struct tp_definitions *definitions,
                        struct openings *openings, struct tp_diag *diag)
{
    const char *path = tp_option_text(arguments, "openings");
    uint64_t all = tp_reader_checkpoint(openings->reader)->size;
    struct tp_statistics_form form;
    tp_status status = read_form(arguments, definitions, &form, diag);

    openings->size = (uint64_t)tp_option_integer(arguments, "at", (long)all);
    if (status == TP_OK && openings->size > all)
        status = tp_fail(diag, TP_E_ARGUMENT, "--at", -1, "the ledger has %" PRIu64 " leaves only", all);
    if (status == TP_OK)
        status = tp_statistics_new(definitions, &openings->statistics, diag);
    if (status == TP_OK)
        status = tp_statistics_count(openings->statistics, openings->reader, openings->size, diag);
    if (status == TP_OK && path)
        status = open_all(openings, path, diag);
    if (status == TP_OK)
        status = print_report(openings->statistics, &form, diag);
    tp_statistics_free(&openings->statistics);
    return status;
}

static int run(const struct tp_arguments *arguments, struct tp_diag *diag)
{
    struct openings openings = {NULL, NULL, 0, 0};
    struct tp_definitions *definitions = NULL;
    struct tp_published published;
    uint8_t *note = NULL;
    size_t note_bytes;
    tp_status status =
        tp_definitions_standard((unsigned)tp_option_integer(arguments, "definitions", 0), &definitions, diag);

    if (status == TP_OK)
        status =
            tp_published_find(arguments->positional[0], tp_option_text(arguments, "key"), "--key", &published, diag);
    if (status == TP_OK)
        status = tp_published_open(&published, &openings.reader, &note, &note_bytes, diag);
    if (status == TP_OK) {
        status = report(arguments, definitions, &openings, diag);
        tp_reader_close(&openings.reader);
    }
    free(note);
    tp_definitions_free(&definitions);
    if (status == TP_OK && openings.refused > 0)
        return TP_EXIT_INPUT;
    return status;
}

static const struct tp_option options[] = {
    TP_OPTION_KEY,
    {"at", 0, TP_OPTION_INTEGER, "SIZE", "count the first SIZE leaves only, as an earlier report did", 0, 1e15},
    TP_OPTION_FORMAT("csv (default) or json"),
    {"definitions", 0, TP_OPTION_INTEGER, "N", "count by the definitions with this number (default: the newest)", 1,
     1e6},
    {"threshold", 0, TP_OPTION_INTEGER, "K", "suppress smaller cells; 0: none (default: what the definitions say)", 0,
     1000},
    {"openings", 0, TP_OPTION_TEXT, "PATH", "tables by county, from openings: a file with one a line, or a folder", 0,
     0},
    {0},
};

const struct tp_command tp_command_statistics = {
    .name = "statistics",
    .synopsis = "FOLDER [OPTION]...",
    .summary = "count what a ledger says",
    .description =
        "Computes the statistics of a ledger from its published files and nothing else, by definitions that come with "
        "a number (data/statistics, docs/statistics.md); every entry is checked against the signed checkpoint. FOLDER "
        "has a ledger's published files, or is an organisation's folder. The same leaves, definitions and threshold "
        "give the same bytes, and --at gives an earlier report again.\n\n"
        "With a threshold, cells that are smaller are taken together with their neighbours, so that no subtraction "
        "reveals them; `US-NY..US-WY` is all from the one to the other. Only months, quarters and years that are over "
        "are shown.\n\n"
        "With --openings the cases are counted by county, as far as openings are given that fit their leaves; others "
        "are refused by name.\n\n"
        "Exit status: 0 when all is counted; 3 when a file is missing or changed, a leaf cannot be read, or an opening "
        "was refused.",
    .example = "tenprint statistics albany\ntenprint statistics mirror --key @dcjs.key --at 4000 --format json\n"
               "tenprint statistics albany --openings audit/ --threshold 10\n",
    .options = options,
    .positional_min = 1,
    .positional_max = 1,
    .run = run,
};
