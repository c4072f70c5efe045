/* SPDX-License-Identifier: Apache-2.0 */
/* Witnesses' signatures on the published checkpoint. A new checkpoint starts without any, so those before that had
 * some are kept in cosigned/, named by their sizes: which of them has enough depends on who asks. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ledger/log.h"
#include "ledger/text.h"

#define FOLDER "cosigned"

enum { KEPT = 16 };

/* ---- adding a signature ------------------------------------------------------------------------------------------ */

/* A note parsed and, when it is one, its lines: the text ends where the first blank line begins. */
struct parts {
    struct tp_span text;
    struct tp_cursor lines;
};

static struct parts split(const struct tp_buffer *note)
{
    struct tp_cursor cursor = tp_cursor_over(note->data, note->size_bytes);
    struct parts parts = {{note->data, 0}, cursor};
    struct tp_line line;

    while (tp_line_take(&cursor, &line) && line.size_bytes > 0)
        parts.text.size_bytes = (size_t)tp_cursor_offset(&cursor);
    parts.lines = cursor;
    return parts;
}

/* TEXT with the one signature LINE, parsed. */
static tp_status parse_line(const struct tp_span *text, struct tp_line line, struct tp_note *out, struct tp_diag *diag)
{
    struct tp_buffer note;
    tp_status status;

    memset(out, 0, sizeof *out);
    tp_buffer_init(&note);
    tp_write_bytes(&note, text->data, text->size_bytes);
    tp_write_u8(&note, '\n');
    tp_write_bytes(&note, line.at, line.size_bytes);
    tp_write_u8(&note, '\n');
    status = note.bad ? tp_fail(diag, TP_E_MEMORY, "checkpoint", -1, "no memory for it")
                      : tp_note_parse(note.data, note.size_bytes, out, diag);
    tp_buffer_deinit(&note);
    return status;
}

static tp_status check_line(const struct tp_span *text, struct tp_line line, const struct tp_verifier *verifier,
                            struct tp_diag *diag)
{
    struct tp_note note;
    tp_status status = parse_line(text, line, &note, NULL);

    if (status != TP_E_MEMORY && (status != TP_OK || verifier->type != TP_KEY_COSIGNATURE ||
                                  note.signature_count != 1 || !tp_note_signature_of(&note, verifier)))
        status = tp_fail(diag, TP_E_DENIED, "signature", -1, "it is not that of the witness %s over the checkpoint",
                         verifier->name);
    tp_note_deinit(&note);
    return status;
}

/* Copies the lines that are not VERIFIER's; counts them. */
static tp_status copy_others(const struct parts *parts, const struct tp_verifier *verifier, struct tp_buffer *out,
                             size_t *count, struct tp_diag *diag)
{
    struct tp_cursor lines = parts->lines;
    struct tp_line line;
    tp_status status = TP_OK;

    *count = 0;
    while (status == TP_OK && tp_line_take(&lines, &line)) {
        struct tp_note note;
        status = parse_line(&parts->text, line, &note, diag);
        if (status == TP_OK && !tp_note_names(&note, verifier)) {
            tp_write_bytes(out, line.at, line.size_bytes + 1);
            ++*count;
        }
        tp_note_deinit(&note);
    }
    return status;
}

static tp_status cosign(struct tp_ledger *ledger, const struct tp_verifier *verifier, struct tp_line line,
                        struct tp_diag *diag)
{
    const struct parts parts = split(&ledger->note);
    struct tp_buffer note;
    size_t others;
    tp_status status = check_line(&parts.text, line, verifier, diag);

    if (status != TP_OK)
        return status;
    if (ledger->is_broken)
        return tp_fail(diag, TP_E_IO, "checkpoint", -1,
                       "it cannot be written since an error of the disk: the ledger has to be opened again");
    tp_buffer_init(&note);
    tp_write_bytes(&note, parts.text.data, parts.text.size_bytes);
    tp_write_u8(&note, '\n');
    status = copy_others(&parts, verifier, &note, &others, diag);
    if (status == TP_OK && others > TP_LEDGER_WITNESSES_MAX)
        status = tp_fail(diag, TP_E_LIMIT, "checkpoint", -1, "it has the signatures of %d witnesses",
                         TP_LEDGER_WITNESSES_MAX);
    if (status != TP_OK) {
        tp_buffer_deinit(&note);
        return status;
    }
    tp_write_bytes(&note, line.at, line.size_bytes);
    tp_write_u8(&note, '\n');
    return tp_ledger_put_note(ledger, &note, diag);
}

tp_status tp_ledger_cosign(struct tp_ledger *ledger, const struct tp_verifier *verifier, const char *signature_line,
                           struct tp_diag *diag)
{
    size_t length = strlen(signature_line);
    struct tp_line line = {signature_line, length - (length > 0 && signature_line[length - 1] == '\n')};
    tp_status status;

    pthread_mutex_lock(&ledger->publishing);
    status = cosign(ledger, verifier, line, diag);
    pthread_mutex_unlock(&ledger->publishing);
    return status;
}

/* ---- keeping earlier checkpoints --------------------------------------------------------------------------------- */

/* The KEPT largest sizes found, the largest first. */
struct kept {
    size_t count;
    uint64_t sizes[KEPT + 1];
    const struct tp_disk *disk; /* NULL: nothing is removed */
};

static void name_kept(uint64_t size, char out[64])
{
    snprintf(out, 64, FOLDER "/%" PRIu64, size);
}

static tp_status add_kept(void *context, const char *name, struct tp_diag *diag)
{
    const struct tp_line line = {name, strlen(name)};
    struct kept *kept = context;
    char path[64];
    uint64_t size;
    size_t at;

    if (!tp_line_to_number(line, &size))
        return TP_OK;
    for (at = kept->count; at > 0 && kept->sizes[at - 1] < size; at--)
        kept->sizes[at] = kept->sizes[at - 1];
    kept->sizes[at] = size;
    if (++kept->count <= KEPT)
        return TP_OK;
    name_kept(kept->sizes[--kept->count], path);
    return kept->disk ? tp_disk_remove(kept->disk, path, diag) : TP_OK;
}

tp_status tp_ledger_keep_cosigned(struct tp_ledger *ledger, struct tp_diag *diag)
{
    struct parts parts = split(&ledger->note);
    struct kept kept = {.disk = &ledger->disk};
    struct tp_line line;
    char path[64];
    tp_status status;

    if (!tp_line_take(&parts.lines, &line) || tp_cursor_left(&parts.lines) == 0)
        return TP_OK;
    name_kept(ledger->edge->tree.size, path);
    status = tp_disk_make_folder(&ledger->disk, FOLDER, diag);
    if (status == TP_OK)
        status = tp_disk_put(&ledger->disk, TP_DISK_BESIDE, ledger->note.data, ledger->note.size_bytes, diag);
    if (status == TP_OK)
        status = tp_disk_rename(&ledger->disk, TP_DISK_BESIDE, path, diag);
    if (status == TP_OK)
        status = tp_disk_sync_folder(&ledger->disk, FOLDER, diag);
    return status == TP_OK ? tp_disk_each(&ledger->disk, FOLDER, add_kept, &kept, diag) : status;
}

/* ---- how fresh --------------------------------------------------------------------------------------------------- */

/* Who counts as a witness, and how many it takes. */
struct quorum {
    const struct tp_verifier *log; /* whose checkpoint it must be; NULL when that is known */
    const struct tp_verifier *witnesses;
    size_t count, needed;
};

/* The NEEDED-th newest cosignature; false when there are fewer. */
static bool find_time(const struct tp_span *bytes, const struct quorum *quorum, int64_t *time_s)
{
    uint64_t times[TP_LEDGER_WITNESSES_MAX];
    struct tp_note note;
    size_t count = 0;

    if (tp_note_parse(bytes->data, bytes->size_bytes, &note, NULL) != TP_OK)
        return false;
    for (size_t i = 0; i < quorum->count; i++) {
        const struct tp_note_signature *signature = tp_note_signature_of(&note, &quorum->witnesses[i]);
        size_t at = count;
        if (!signature)
            continue;
        for (; at > 0 && times[at - 1] < signature->time_s; at--)
            times[at] = times[at - 1];
        times[at] = signature->time_s;
        count++;
    }
    if (count >= quorum->needed && quorum->log && !tp_note_signature_of(&note, quorum->log))
        count = 0;
    tp_note_deinit(&note);
    if (count < quorum->needed)
        return false;
    *time_s = (int64_t)TP_MIN(times[quorum->needed - 1], INT64_MAX);
    return true;
}

/* Another log's fresh checkpoint in the folder does not make this one fresh. */
static tp_status find_kept(struct tp_ledger *ledger, const struct quorum *quorum, int64_t *time_s, struct tp_diag *diag)
{
    struct kept kept = {0};
    tp_status status = tp_disk_each(&ledger->disk, FOLDER, add_kept, &kept, diag);

    for (size_t i = 0; i < kept.count && status == TP_OK; i++) {
        char path[64];
        struct tp_span note;
        uint8_t *data;
        bool is_found;
        name_kept(kept.sizes[i], path);
        status = tp_disk_read(&ledger->disk, path, TP_NOTE_MAX, &data, &note.size_bytes, diag);
        if (status != TP_OK)
            return status;
        note.data = data;
        is_found = find_time(&note, quorum, time_s);
        free(data);
        if (is_found)
            return TP_OK;
    }
    return status == TP_OK ? tp_fail(diag, TP_E_NOT_FOUND, "checkpoint", -1, "none has cosignatures by %zu witnesses",
                                     quorum->needed)
                           : status;
}

tp_status tp_ledger_cosigned_at(struct tp_ledger *ledger, const struct tp_verifier *witnesses, size_t count,
                                size_t needed, int64_t *time_s, struct tp_diag *diag)
{
    struct quorum quorum = {NULL, witnesses, count, needed};
    struct tp_span note;
    tp_status status = TP_OK;

    *time_s = 0;
    if (needed == 0 || needed > count || count > TP_LEDGER_WITNESSES_MAX)
        return tp_fail(diag, TP_E_ARGUMENT, "witnesses", -1, "%zu are needed of %zu, which may be 1 to %d", needed,
                       count, TP_LEDGER_WITNESSES_MAX);
    pthread_mutex_lock(&ledger->publishing);
    note = (struct tp_span){ledger->note.data, ledger->note.size_bytes};
    if (!find_time(&note, &quorum, time_s)) {
        quorum.log = &ledger->verifier;
        status = find_kept(ledger, &quorum, time_s, diag);
    }
    pthread_mutex_unlock(&ledger->publishing);
    return status;
}
