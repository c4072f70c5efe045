/* SPDX-License-Identifier: Apache-2.0 */
/* A monitor visits a log again and again. It remembers the newest checkpoint it accepted, as the log signed it, and
 * takes another one when the log proves that it continues the first, shows every entry in between, and enough witnesses
 * have cosigned it lately. What contradicts the remembered checkpoint is kept beside the state:
 *
 *   <state>                          the note of the newest accepted checkpoint
 *   <state>.conflict-<id>.known      what was remembered
 *   <state>.conflict-<id>.shown      what the log showed; id: eight digits of its hash */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ledger/ledger.h"

enum { PATH_BYTES = 4096, AHEAD_MAX_S = 300, ID_BYTES = 4 };

/* A note with its bytes as they were read. */
struct statement {
    uint8_t *data; /* owned */
    size_t size_bytes;
    struct tp_note note;
    struct tp_checkpoint checkpoint;
};

struct visit {
    const char *state_file, *folder;
    const struct tp_verifier *verifier;
    struct statement known, shown; /* known is empty on the first visit */
};

static void statement_deinit(struct statement *statement)
{
    free(statement->data);
    tp_note_deinit(&statement->note);
}

static tp_status read_statement(const char *path, const struct tp_verifier *verifier, struct statement *out,
                                struct tp_diag *diag)
{
    tp_status status = tp_file_read(path, TP_NOTE_MAX, &out->data, &out->size_bytes, diag);

    if (status == TP_OK)
        status = tp_note_parse(out->data, out->size_bytes, &out->note, diag);
    if (status == TP_OK)
        status = tp_checkpoint_parse(out->note.text, &out->checkpoint, diag);
    if (status == TP_OK &&
        (strcmp(out->checkpoint.origin, verifier->name) != 0 || !tp_note_signature_of(&out->note, verifier)))
        status = tp_fail(diag, TP_E_DENIED, "checkpoint", -1, "it is not signed by %s", verifier->name);
    return tp_diag_in_file(diag, status, path);
}

/* ---- evidence ---------------------------------------------------------------------------------------------------- */

static tp_status keep(const struct visit *visit, const char *id, const char *what, const struct statement *statement,
                      struct tp_diag *diag)
{
    char path[PATH_BYTES];

    if (snprintf(path, sizeof path, "%s.conflict-%s.%s", visit->state_file, id, what) >= PATH_BYTES)
        return tp_fail(diag, TP_E_ARGUMENT, "state", -1, "its name is too long");
    return tp_file_write(path, statement->data, statement->size_bytes, diag);
}

/* Both statements are signed by the log, and both cannot be true. */
static tp_status conflict(const struct visit *visit, const char *what, struct tp_diag *diag)
{
    uint8_t digest[TP_SHA256_BYTES];
    char id[2 * ID_BYTES + 1];
    tp_status status = tp_sha256(visit->shown.data, visit->shown.size_bytes, digest, diag);

    if (status != TP_OK)
        return status;
    tp_hex_encode(digest, ID_BYTES, id);
    status = keep(visit, id, "known", &visit->known, diag);
    if (status == TP_OK)
        status = keep(visit, id, "shown", &visit->shown, diag);
    if (status != TP_OK)
        return status;
    return tp_diag_in_file(
        diag,
        tp_fail(diag, TP_E_CHECKSUM, "checkpoint", -1,
                "%s: %" PRIu64 " entries were known, %" PRIu64 " are shown; evidence: %s.conflict-%s", what,
                visit->known.checkpoint.size, visit->shown.checkpoint.size, visit->state_file, id),
        visit->folder);
}

/* ---- history ----------------------------------------------------------------------------------------------------- */

static tp_status nothing(void *context, uint64_t index, const void *data, size_t size_bytes, struct tp_diag *diag)
{
    (void)context, (void)index, (void)data, (void)size_bytes, (void)diag;
    return TP_OK;
}

/* The log proves from its files that it only grew, and shows the entries that are new. */
static tp_status check_growth(const struct visit *visit, struct tp_reader *reader, struct tp_diag *diag)
{
    const struct tp_checkpoint *known = &visit->known.checkpoint, *shown = &visit->shown.checkpoint;
    struct tp_hasher *hasher;
    struct tp_proof proof;
    bool holds;
    tp_status status = tp_reader_consistency(reader, known->size, shown->size, &proof, diag);

    if (status == TP_OK)
        status = tp_hasher_new(&hasher, diag);
    if (status != TP_OK)
        return status;
    holds = known->origin[0] == '\0' ||
            tp_consistency_holds(hasher, known->size, &known->root, shown->size, &shown->root, &proof);
    tp_hasher_free(&hasher);
    if (!holds)
        return conflict(visit, "the log has another history", diag);
    return tp_reader_each(reader, known->size, shown->size - known->size, nothing, NULL, diag);
}

static tp_status check_history(const struct visit *visit, struct tp_diag *diag)
{
    const struct tp_checkpoint *known = &visit->known.checkpoint, *shown = &visit->shown.checkpoint;
    struct tp_reader *reader;
    tp_status status;

    if (shown->size < known->size)
        return conflict(visit, "the log went back", diag);
    if (visit->known.data && shown->size == known->size && memcmp(&shown->root, &known->root, sizeof shown->root) != 0)
        return conflict(visit, "the log has two roots for one size", diag);
    status =
        tp_reader_open_at(visit->folder, visit->verifier, visit->shown.data, visit->shown.size_bytes, &reader, diag);
    if (status == TP_OK)
        status = check_growth(visit, reader, diag);
    tp_reader_close(&reader);
    return status;
}

/* ---- witnesses --------------------------------------------------------------------------------------------------- */

/* The times of the valid cosignatures, the newest first; one from the future counts for nothing. */
static tp_status collect_times(const struct visit *visit, const struct tp_monitor_options *options, int64_t *times,
                               size_t *count, struct tp_diag *diag)
{
    *count = 0;
    for (size_t i = 0; i < options->witness_count; i++) {
        const struct tp_verifier *witness = &options->witnesses[i];
        const struct tp_note_signature *found = tp_note_signature_of(&visit->shown.note, witness);
        size_t place = *count;

        if (!found && tp_note_names(&visit->shown.note, witness))
            return tp_fail(diag, TP_E_DENIED, "checkpoint", -1, "a cosignature by %s is forged", witness->name);
        if (!found || (int64_t)found->time_s > options->now_s + AHEAD_MAX_S)
            continue;
        for (; place > 0 && times[place - 1] < (int64_t)found->time_s; place--)
            times[place] = times[place - 1];
        times[place] = (int64_t)found->time_s;
        ++*count;
    }
    return TP_OK;
}

static tp_status check_witnesses(const struct visit *visit, const struct tp_monitor_options *options,
                                 struct tp_monitor_report *out, struct tp_diag *diag)
{
    int64_t times[TP_LEDGER_WITNESSES_MAX];
    tp_status status;

    if (options->witness_count > TP_LEDGER_WITNESSES_MAX)
        return tp_fail(diag, TP_E_ARGUMENT, "witnesses", -1, "there are more than %d", TP_LEDGER_WITNESSES_MAX);
    status = collect_times(visit, options, times, &out->cosignatures, diag);
    if (status != TP_OK || options->witnesses_needed == 0)
        return status;
    if (out->cosignatures < options->witnesses_needed)
        return tp_fail(diag, TP_E_DENIED, "checkpoint", -1, "%zu of the witnesses have cosigned it, %zu are needed",
                       out->cosignatures, options->witnesses_needed);
    out->cosignature_age_s = options->now_s - times[options->witnesses_needed - 1];
    out->cosignature_age_s = TP_MAX(out->cosignature_age_s, 0);
    if (options->cosignature_max_age_s > 0 && out->cosignature_age_s > options->cosignature_max_age_s)
        return tp_fail(diag, TP_E_DENIED, "checkpoint", -1,
                       "it was cosigned %" PRId64 " seconds ago, at most %" PRId64 " are accepted",
                       out->cosignature_age_s, options->cosignature_max_age_s);
    return TP_OK;
}

/* ---- the visit --------------------------------------------------------------------------------------------------- */

static tp_status read_both(struct visit *visit, struct tp_diag *diag)
{
    char path[PATH_BYTES];
    tp_status status;

    if (snprintf(path, sizeof path, "%s/checkpoint", visit->folder) >= PATH_BYTES)
        return tp_fail(diag, TP_E_ARGUMENT, "folder", -1, "its name is too long");
    status = read_statement(path, visit->verifier, &visit->shown, diag);
    if (status != TP_OK || (access(visit->state_file, F_OK) != 0 && errno == ENOENT))
        return status;
    return read_statement(visit->state_file, visit->verifier, &visit->known, diag);
}

tp_status tp_monitor_visit(const char *state_file, const char *folder, const struct tp_verifier *verifier,
                           const struct tp_monitor_options *options, struct tp_monitor_report *out,
                           struct tp_diag *diag)
{
    struct visit visit = {.state_file = state_file, .folder = folder, .verifier = verifier};
    tp_status status = read_both(&visit, diag);

    *out = (struct tp_monitor_report){visit.known.checkpoint.size, visit.shown.checkpoint.size, 0, -1};
    if (status == TP_OK)
        status = check_history(&visit, diag);
    if (status == TP_OK)
        status = check_witnesses(&visit, options, out, diag);
    if (status == TP_OK)
        status = tp_file_write(state_file, visit.shown.data, visit.shown.size_bytes, diag);
    statement_deinit(&visit.known);
    statement_deinit(&visit.shown);
    return tp_diag_in_file(diag, status, folder);
}
