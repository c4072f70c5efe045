/* SPDX-License-Identifier: Apache-2.0 */
/* A ledger's published files, opened at the newest checkpoint. */
#include "office/office.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

tp_status tp_published_open(const struct tp_published *published, struct tp_reader **out, uint8_t **note,
                            size_t *size_bytes, struct tp_diag *diag)
{
    char path[sizeof published->folder + 32];
    tp_status status;

    *out = NULL;
    snprintf(path, sizeof path, "%s/checkpoint", published->folder);
    status = tp_file_read(path, TP_NOTE_MAX, note, size_bytes, diag);
    if (status == TP_OK)
        status = tp_diag_in_file(
            diag, tp_reader_open_at(published->folder, &published->verifier, *note, *size_bytes, out, diag), path);
    if (status != TP_OK) {
        free(*note);
        *note = NULL;
    }
    return status;
}

tp_status tp_published_holds(const struct tp_reader *reader, uint64_t index, bool as_size, const char *what,
                             struct tp_diag *diag)
{
    uint64_t size = tp_reader_checkpoint(reader)->size;

    if (as_size ? index <= size : index < size)
        return TP_OK;
    return tp_fail(diag, TP_E_ARGUMENT, what, -1,
                   as_size ? "the ledger has %" PRIu64 " entries only"
                           : "the ledger has %" PRIu64 " entries, of which the first is 0",
                   size);
}

tp_status tp_index_read(const char *text, const char *what, uint64_t *out, struct tp_diag *diag)
{
    char *end;

    *out = 0;
    if (text[0] == '\0' || strlen(text) > 18 || strspn(text, "0123456789") != strlen(text))
        return tp_fail(diag, TP_E_ARGUMENT, what, -1, "'%s' is not an index", text);
    *out = strtoull(text, &end, 10);
    return TP_OK;
}
