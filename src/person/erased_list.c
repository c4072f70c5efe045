/* SPDX-License-Identifier: Apache-2.0 */
/* The list of what was erased: the file FOLDER/erased beside the store, a line for each erasure, "TIME OWNER", in the
 * order in which they were done. It has no personal data: owners are random. A backup that is restored has people in it
 * who were erased since it was made; the list of the broken machine, or a copy of it, says who: the node erases them
 * again when it starts.
 *
 * A line is added before the erasure is done, and again when that is done again. One that was torn by a crash has the
 * next one behind it, so that what counts is behind the last blank of a line. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "person/erased_list.h"
#include "person/erasure.h"

#define NAME "erased"

enum { PATH_BYTES = 4096, LINE_BYTES = TP_EXCHANGE_NAME_BYTES + TP_TIME_TEXT_BYTES + 4, LIST_MAX_BYTES = 1 << 28 };

static tp_status path_in(const char *folder, char out[PATH_BYTES], struct tp_diag *diag)
{
    int length = snprintf(out, PATH_BYTES, "%s/" NAME, folder);

    return length < 0 || length >= PATH_BYTES ? tp_fail(diag, TP_E_LIMIT, NAME, -1, "the path is too long") : TP_OK;
}

/* ---- adding ------------------------------------------------------------------------------------------------------ */

static bool sync_folder(const char *folder)
{
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool done = fd >= 0 && fsync(fd) == 0;

    if (fd >= 0)
        close(fd);
    return done;
}

static tp_status append(const char *folder, const void *data, size_t size_bytes, struct tp_diag *diag)
{
    char path[PATH_BYTES];
    tp_status status = path_in(folder, path, diag);
    bool is_new, done;
    int fd;

    if (status != TP_OK)
        return status;
    is_new = access(path, F_OK) != 0;
    fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    done = fd >= 0 && write(fd, data, size_bytes) == (ssize_t)size_bytes && fsync(fd) == 0;
    if (fd >= 0 && close(fd) != 0)
        done = false;
    if (done && is_new)
        done = sync_folder(folder);
    return done ? TP_OK
                : tp_diag_in_file(diag, tp_fail(diag, TP_E_IO, NULL, -1, "what is erased cannot be noted"), path);
}

tp_status tp_erased_list_add(struct tp_exchange *exchange, const char *owner, struct tp_diag *diag)
{
    char line[LINE_BYTES], time[TP_TIME_TEXT_BYTES];

    tp_time_format(tp_exchange_now(exchange), time);
    snprintf(line, sizeof line, "%s %.159s\n", time, owner);
    return append(tp_exchange_folder(exchange), line, strlen(line), diag);
}

/* ---- reading ----------------------------------------------------------------------------------------------------- */

/* The owner in the line that ends before END; false when it names none. */
static bool read_line(const char *line, const char *end, char owner[TP_EXCHANGE_NAME_BYTES])
{
    static const char *const kinds[] = {"booking", "request", "subject", "leg"};
    const char *start = end, *id;
    char kind[32];

    while (start > line && start[-1] != ' ')
        start--;
    if (start == line || end - start >= TP_EXCHANGE_NAME_BYTES || memchr(start, '\0', (size_t)(end - start)))
        return false;
    snprintf(owner, TP_EXCHANGE_NAME_BYTES, "%.*s", (int)(end - start), start);
    if (!tp_owner_split(owner, kind, &id))
        return false;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(kinds); i++)
        if (strcmp(kind, kinds[i]) == 0)
            return true;
    return false;
}

/* Whether the store has something of OWNER that nobody has erased. */
static tp_status is_here(struct tp_exchange *exchange, const char *owner, bool *out, struct tp_diag *diag)
{
    char kind[32];
    const char *id;
    struct tp_entry entry;
    bool found, is_owner = tp_owner_split(owner, kind, &id);
    tp_status status = tp_entry_find(exchange, "erasure", owner, &entry, &found, diag);

    *out = false;
    tp_entry_deinit(&entry);
    if (status != TP_OK || found || !is_owner)
        return status;
    status = tp_entry_find(exchange, kind, id, &entry, out, diag);
    if (status == TP_OK && *out)
        *out = strcmp(entry.state, "erased") != 0;
    tp_entry_deinit(&entry);
    return status;
}

static tp_status apply_line(struct tp_exchange *exchange, const char *owner, size_t *count, struct tp_diag *diag)
{
    const struct tp_erasure_spec spec = {owner, "expungement", "again, after a backup was restored", "", "", ""};
    bool here;
    tp_status status = is_here(exchange, owner, &here, diag);

    *count += status == TP_OK && here;
    return status == TP_OK && here ? tp_erasure_start(exchange, &spec, diag) : status;
}

static tp_status apply_all(struct tp_exchange *exchange, const char *text, size_t size_bytes, size_t *count,
                           struct tp_diag *diag)
{
    const char *end = text + size_bytes;
    tp_status status = TP_OK;

    while (status == TP_OK && text < end) {
        const char *line_end = memchr(text, '\n', (size_t)(end - text));
        char owner[TP_EXCHANGE_NAME_BYTES];

        line_end = line_end ? line_end : end;
        if (read_line(text, line_end, owner))
            status = apply_line(exchange, owner, count, diag);
        text = line_end < end ? line_end + 1 : end;
    }
    return status;
}

/* A store that knows the last one knows all: a backup lacks the newest, and they are started together. */
static tp_status is_known(struct tp_exchange *exchange, const char *text, size_t size_bytes, bool *out,
                          struct tp_diag *diag)
{
    const char *end = text + size_bytes, *line = NULL;
    char owner[TP_EXCHANGE_NAME_BYTES];
    struct tp_entry entry;
    tp_status status;

    *out = size_bytes == 0;
    while (end > text && end[-1] == '\n')
        end--;
    for (line = end; line > text && line[-1] != '\n';)
        line--;
    if (*out || !read_line(line, end, owner))
        return TP_OK;
    status = tp_entry_find(exchange, "erasure", owner, &entry, out, diag);
    tp_entry_deinit(&entry);
    return status;
}

tp_status tp_erased_list_apply(struct tp_exchange *exchange, size_t *count, struct tp_diag *diag)
{
    char path[PATH_BYTES];
    uint8_t *data = NULL;
    size_t size_bytes = 0;
    bool known = false;
    tp_status status = path_in(tp_exchange_folder(exchange), path, diag);

    *count = 0;
    if (status != TP_OK || access(path, F_OK) != 0)
        return status;
    status = tp_file_read(path, LIST_MAX_BYTES, &data, &size_bytes, diag);
    if (status == TP_OK)
        status = is_known(exchange, (const char *)data, size_bytes, &known, diag);
    if (status == TP_OK && !known) {
        status = tp_exchange_begin(exchange, diag);
        if (status == TP_OK)
            status = tp_exchange_end(exchange, apply_all(exchange, (const char *)data, size_bytes, count, diag), diag);
    }
    free(data);
    return tp_diag_in_file(diag, status, path);
}

/* ---- after a restore --------------------------------------------------------------------------------------------- */

tp_status tp_erased_list_join(const char *folder, const char *list, struct tp_diag *diag)
{
    uint8_t *data = NULL;
    size_t size_bytes = 0;
    char owner[TP_EXCHANGE_NAME_BYTES];
    const char *line_end;
    tp_status status = tp_file_read(list, LIST_MAX_BYTES, &data, &size_bytes, diag);

    if (status == TP_OK && size_bytes > 0) {
        line_end = memchr(data, '\n', size_bytes);
        if (!line_end || !read_line((const char *)data, line_end, owner))
            status = tp_diag_in_file(diag, tp_fail(diag, TP_E_FORMAT, NULL, -1, "it is no list of erasures"), list);
        else if (folder)
            status = append(folder, data, size_bytes, diag);
    }
    free(data);
    return status;
}
