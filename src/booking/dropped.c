/* SPDX-License-Identifier: Apache-2.0 */
/* What goes back to the drop folder. The paths of all that may be written there for a booking are a sealed blob of its
 * owner, "files", each with a NUL behind it: names are the agency's and may tell who somebody is. Erasure removes what
 * they name (person/destroy.c). */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "booking/parts.h"

static const struct {
    const char *folder, *suffix;
} places[TP_DROPPED_FILES] = {
    [TP_DROPPED_RECEIPT] = {"done", ".json"},
    [TP_DROPPED_FIRST] = {"responses", ".1.sre"},
    [TP_DROPPED_SECOND] = {"responses", ".2.sre"},
    [TP_DROPPED_REFUSAL] = {"responses", ".errt"},
};

tp_status tp_dropped_path(const struct tp_dropped *file, enum tp_dropped_file which, char out[TP_DROPPED_PATH_BYTES],
                          struct tp_diag *diag)
{
    int length = snprintf(out, TP_DROPPED_PATH_BYTES, "%s/%s/%s%s", file->folder, places[which].folder, file->name,
                          places[which].suffix);

    return length < TP_DROPPED_PATH_BYTES ? TP_OK : tp_fail(diag, TP_E_LIMIT, "name", -1, "the path is too long");
}

tp_status tp_dropped_note(struct tp_exchange *exchange, const char *owner, const struct tp_dropped *file,
                          struct tp_diag *diag)
{
    char path[TP_DROPPED_PATH_BYTES];
    struct tp_buffer paths;
    tp_status status = TP_OK;

    tp_buffer_init(&paths);
    for (unsigned i = 0; status == TP_OK && i < TP_DROPPED_FILES; i++) {
        status = tp_dropped_path(file, (enum tp_dropped_file)i, path, diag);
        if (status == TP_OK)
            tp_write_bytes(&paths, path, strlen(path) + 1);
    }
    if (status == TP_OK && paths.bad)
        status = tp_fail(diag, TP_E_MEMORY, NULL, -1, "no memory for the names of files");
    if (status == TP_OK)
        status = tp_blob_put(exchange, owner, TP_BLOB_FILES, paths.data, paths.size_bytes, diag);
    tp_buffer_deinit(&paths);
    return status;
}

/* The path of WHICH; "" for a booking that did not come by the drop folder, and for one that is erased. */
static tp_status find_path(struct tp_exchange *exchange, const char *owner, enum tp_dropped_file which,
                           char out[TP_DROPPED_PATH_BYTES], struct tp_diag *diag)
{
    uint8_t *data;
    size_t size_bytes, at = 0;
    tp_status status = tp_blob_get(exchange, owner, TP_BLOB_FILES, &data, &size_bytes, NULL);

    out[0] = '\0';
    if (status == TP_E_NOT_FOUND)
        return TP_OK;
    if (status != TP_OK)
        return tp_fail(diag, status, owner, -1, "the names of its files cannot be read");
    for (unsigned i = 0; at < size_bytes && i < (unsigned)which; i++)
        at += strnlen((const char *)data + at, size_bytes - at) + 1;
    if (at < size_bytes)
        snprintf(out, TP_DROPPED_PATH_BYTES, "%.*s", (int)(size_bytes - at), (const char *)data + at);
    tp_blob_free(data, size_bytes);
    return TP_OK;
}

/* ---- responses ----------------------------------------------------------------------------------------------------
 */

tp_status tp_dropped_answer(struct tp_exchange *exchange, const char *booking, enum tp_dropped_file which,
                            struct tp_diag *diag)
{
    char owner[TP_EXCHANGE_NAME_BYTES], path[TP_DROPPED_PATH_BYTES], about[TP_EXCHANGE_ID_BYTES + 8];
    tp_status status;

    tp_booking_owner(booking, owner);
    status = find_path(exchange, owner, which, path, diag);
    if (status != TP_OK || path[0] == '\0')
        return status;
    snprintf(about, sizeof about, "%.32s %u", booking, (unsigned)which);
    return tp_job_add(exchange, "booking.respond", about, tp_exchange_now(exchange), diag);
}

struct response {
    char booking[TP_EXCHANGE_ID_BYTES], owner[TP_EXCHANGE_NAME_BYTES], path[TP_DROPPED_PATH_BYTES];
    enum tp_dropped_file which;
    uint8_t *data; /* owned; NULL: there is nothing to write */
    size_t size_bytes;
};

static tp_status read_about(const char *about, struct response *out, struct tp_diag *diag)
{
    const char *blank = strchr(about, ' ');

    if (!blank || blank - about != TP_EXCHANGE_ID_BYTES - 1 || strspn(blank + 1, "123") != 1)
        return tp_fail(diag, TP_E_ARGUMENT, "about", -1, "names no response of a booking");
    snprintf(out->booking, sizeof out->booking, "%s", about);
    out->which = (enum tp_dropped_file)(blank[1] - '0');
    tp_booking_owner(out->booking, out->owner);
    return TP_OK;
}

/* It is given to whom the booking is of, as if that account had asked for it. */
static tp_status note_access(struct tp_exchange *exchange, const struct response *response, struct tp_diag *diag)
{
    struct tp_entry entry;
    struct tp_call call = {.actor = {.duties = TP_DUTY_BIT(CONTRIBUTOR)}};
    tp_status status = tp_entry_get(exchange, TP_RECORD_BOOKING, response->booking, &entry, diag);

    if (status != TP_OK)
        return status;
    call.actor.account = tp_entry_text(&entry, "account");
    call.actor.purpose = tp_entry_text(&entry, "purpose");
    call.actor.reference = tp_entry_text(&entry, "reference");
    status = tp_access_note(exchange, &call, response->owner, "result in the drop folder", diag);
    tp_entry_deinit(&entry);
    return status;
}

static tp_status read_response(struct tp_exchange *exchange, struct response *response, struct tp_diag *diag)
{
    const char *blob = response->which == TP_DROPPED_SECOND ? TP_BLOB_SECOND_RESPONSE : TP_BLOB_FIRST_RESPONSE;
    tp_status status = find_path(exchange, response->owner, response->which, response->path, diag);

    if (status != TP_OK || response->path[0] == '\0')
        return status;
    status = tp_blob_get(exchange, response->owner, blob, &response->data, &response->size_bytes, NULL);
    if (status == TP_E_NOT_FOUND)
        return TP_OK;
    if (status != TP_OK)
        return tp_fail(diag, status, response->owner, -1, "the response cannot be read");
    return note_access(exchange, response, diag);
}

/* Under the lock: erasure destroys the blob and removes what it names in one transaction, so that the file either is
 * there by then or is removed here. */
static tp_status keep_or_remove(struct tp_exchange *exchange, const struct response *response, struct tp_diag *diag)
{
    char path[TP_DROPPED_PATH_BYTES];
    tp_status status = find_path(exchange, response->owner, response->which, path, diag);

    if (status == TP_OK && path[0] == '\0' && unlink(response->path) != 0 && errno != ENOENT)
        status = tp_fail(diag, TP_E_IO, "drop", -1, "a response cannot be removed");
    return status;
}

static tp_status write_response(struct tp_exchange *exchange, struct tp_job *job, const struct response *response,
                                struct tp_diag *diag)
{
    tp_status status = tp_file_write(response->path, response->data, response->size_bytes, NULL);

    if (status != TP_OK)
        return tp_fail(diag, status, "drop", -1, "a response cannot be written");
    status = tp_exchange_begin(exchange, diag);
    return status == TP_OK ? tp_job_end(exchange, job, keep_or_remove(exchange, response, diag), diag) : status;
}

tp_status tp_dropped_job(struct tp_exchange *exchange, struct tp_job *job, const char *about, struct tp_diag *diag)
{
    struct response response = {.data = NULL};
    tp_status status = read_about(about, &response, diag);

    if (status == TP_OK)
        status = tp_exchange_begin(exchange, diag);
    if (status == TP_OK)
        status = tp_exchange_end(exchange, read_response(exchange, &response, diag), diag);
    if (status == TP_OK && response.data)
        status = write_response(exchange, job, &response, diag);
    tp_blob_free(response.data, response.size_bytes);
    return status;
}
