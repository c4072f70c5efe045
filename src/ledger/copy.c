/* SPDX-License-Identifier: Apache-2.0 */
/* A copy of a ledger's folder while another process writes there. The journal goes between two readings of the same
 * checkpoint, so that it fits it; tiles only ever grow, and a partial one that its full one has replaced meanwhile, as
 * everything else that does not fit, shows when the copy is verified: then it is made again. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "ledger/journal.h"
#include "ledger/ledger.h"

enum { TRIES = 20, PAUSE_NS = 50000000, FILE_MAX = 1 << 28, DEPTH_MAX = 8 };

struct copying {
    const struct tp_disk *from, *to;
    const char *folder; /* that is walked */
    unsigned depth;
};

static tp_status copy_folder(const struct copying *above, const char *folder, struct tp_diag *diag);

/* What vanishes while it is copied was replaced. */
static tp_status copy_one(void *context, const char *name, struct tp_diag *diag)
{
    struct copying *copying = context;
    char path[TP_DISK_PATH_BYTES];
    struct tp_diag why;
    uint8_t *data;
    size_t size;
    tp_status status;

    if (snprintf(path, sizeof path, "%s/%s", copying->folder, name) >= 64)
        return tp_fail(diag, TP_E_FORMAT, NULL, -1, "%s is no file of a ledger", name);
    tp_diag_init(&why);
    status = tp_disk_read(copying->from, path, FILE_MAX, &data, &size, &why);
    if (status == TP_E_NOT_FOUND)
        return TP_OK;
    if (status == TP_E_FORMAT)
        return copy_folder(copying, path, diag);
    if (status == TP_OK)
        status = tp_disk_put(copying->to, path, data, size, diag);
    else if (diag)
        *diag = why;
    free(data);
    return status;
}

static tp_status copy_folder(const struct copying *above, const char *folder, struct tp_diag *diag)
{
    struct copying copying = {above->from, above->to, folder, above->depth + 1};
    tp_status status = tp_disk_make_folder(above->to, folder, diag);

    if (status == TP_OK && copying.depth > DEPTH_MAX)
        status = tp_fail(diag, TP_E_LIMIT, NULL, -1, "folders are nested too deep in %s", folder);
    if (status == TP_OK)
        status = tp_disk_each(above->from, folder, copy_one, &copying, diag);
    return status == TP_OK ? tp_disk_sync_folder(above->to, folder, diag) : status;
}

/* ---- checkpoint and journal -------------------------------------------------------------------------------------- */

struct heart {
    uint8_t *note, *journal; /* owned; no journal where only the published files are */
    size_t note_bytes, journal_bytes;
};

static void heart_deinit(struct heart *heart)
{
    free(heart->note);
    free(heart->journal);
    memset(heart, 0, sizeof *heart);
}

static tp_status read_heart(const struct tp_disk *from, struct heart *out, bool *fits, struct tp_diag *diag)
{
    uint8_t *again = NULL;
    size_t again_bytes = 0;
    tp_status status = tp_disk_read(from, "checkpoint", TP_NOTE_MAX, &out->note, &out->note_bytes, diag);

    if (status == TP_OK && tp_disk_has(from, "journal"))
        status = tp_disk_read(from, "journal", TP_JOURNAL_MAX, &out->journal, &out->journal_bytes, diag);
    if (status == TP_OK)
        status = tp_disk_read(from, "checkpoint", TP_NOTE_MAX, &again, &again_bytes, diag);
    *fits = status == TP_OK && again_bytes == out->note_bytes && memcmp(again, out->note, again_bytes) == 0;
    free(again);
    return status;
}

/* Published files alone can be gone on from, too: nothing waits. */
static tp_status put_journal(const struct tp_disk *to, const struct heart *heart, uint64_t size, struct tp_diag *diag)
{
    struct tp_journal journal = {.file = {.fd = -1}};
    struct tp_run none;
    tp_status status;

    if (heart->journal)
        return tp_disk_put(to, "journal", heart->journal, heart->journal_bytes, diag);
    tp_run_init(&none);
    status = tp_journal_replace(&journal, to, size, &none, diag);
    tp_journal_close(&journal);
    return status;
}

static tp_status copy_once(const struct tp_disk *from, const struct tp_disk *to, const struct tp_verifier *verifier,
                           const struct heart *heart, uint64_t *size, struct tp_diag *diag)
{
    const struct copying top = {.from = from, .to = to};
    tp_status status = tp_disk_put(to, "checkpoint", heart->note, heart->note_bytes, diag);

    if (status == TP_OK)
        status = copy_folder(&top, "tile", diag);
    if (status == TP_OK)
        status = copy_folder(&top, "cosigned", diag);
    if (status == TP_OK)
        status = tp_ledger_verify(to->root, verifier, NULL, size, diag);
    if (status == TP_OK)
        status = put_journal(to, heart, *size, diag);
    return status == TP_OK ? tp_disk_sync_folder(to, "", diag) : status;
}

/* *AGAIN: it did not fit, which another try may heal. */
static tp_status try_to_copy(const struct tp_disk *from, const struct tp_disk *to, const struct tp_verifier *verifier,
                             uint64_t *size, bool *again, struct tp_diag *diag)
{
    struct heart heart = {0};
    bool fits = false;
    tp_status status = read_heart(from, &heart, &fits, diag);

    if (status == TP_OK && fits)
        status = copy_once(from, to, verifier, &heart, size, diag);
    else if (status == TP_OK)
        status = tp_fail(diag, TP_E_BUSY, NULL, -1, "the ledger changes too fast to be copied");
    *again = status == TP_E_CHECKSUM || status == TP_E_NOT_FOUND || status == TP_E_TRUNCATED || status == TP_E_BUSY;
    heart_deinit(&heart);
    return status;
}

tp_status tp_ledger_copy(const char *folder, const struct tp_verifier *verifier, const char *to, uint64_t *size,
                         struct tp_diag *diag)
{
    const struct timespec pause = {.tv_nsec = PAUSE_NS};
    struct tp_disk source, target;
    struct tp_diag why;
    bool again = true;
    tp_status status = tp_disk_init(&source, folder, diag);

    *size = 0;
    if (status == TP_OK)
        status = tp_disk_init(&target, to, diag);
    if (status == TP_OK)
        status = tp_disk_make_folder(&target, "", diag);
    if (status != TP_OK)
        return status;
    for (unsigned i = 0; i < TRIES && again; i++) {
        if (i > 0)
            (void)nanosleep(&pause, NULL);
        tp_diag_init(&why);
        status = try_to_copy(&source, &target, verifier, size, &again, &why);
    }
    return tp_diag_pass(diag, status, &why);
}
