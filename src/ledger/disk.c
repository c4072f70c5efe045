/* SPDX-License-Identifier: Apache-2.0 */
/* Writing to a ledger's folder. Nothing here decides anything: the order of the steps, which is what survives a crash,
 * is that of journal.c and publish.c. */
#include "ledger/disk.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct path {
    char text[TP_DISK_PATH_BYTES];
};

static struct path path_of(const struct tp_disk *disk, const char *name)
{
    struct path path;

    snprintf(path.text, sizeof path.text, name[0] ? "%s/%s" : "%s%s", disk->root, name);
    return path;
}

static bool is_allowed(const struct tp_disk *disk, enum tp_disk_step step, const char *name, const char *to)
{
    if (!disk->allows || disk->allows(disk->context, step, name, to))
        return true;
    errno = EIO;
    return false;
}

static tp_status fail_errno(const struct tp_disk *disk, const char *name, const char *what, struct tp_diag *diag)
{
    tp_status status = errno == ENOENT ? TP_E_NOT_FOUND : TP_E_IO;

    return tp_diag_in_file(diag, tp_fail(diag, status, NULL, -1, "cannot %s: %s", what, strerror(errno)),
                           path_of(disk, name).text);
}

tp_status tp_disk_init(struct tp_disk *out, const char *root, struct tp_diag *diag)
{
    memset(out, 0, sizeof *out);
    if (root[0] == '\0' || snprintf(out->root, sizeof out->root, "%s", root) >= (int)sizeof out->root)
        return tp_fail(diag, TP_E_ARGUMENT, NULL, -1, "the folder's path has not 1 to %zu bytes", sizeof out->root - 1);
    return TP_OK;
}

bool tp_disk_has(const struct tp_disk *disk, const char *name)
{
    return access(path_of(disk, name).text, F_OK) == 0;
}

tp_status tp_disk_read(const struct tp_disk *disk, const char *name, size_t limit_bytes, uint8_t **data,
                       size_t *size_bytes, struct tp_diag *diag)
{
    return tp_file_read(path_of(disk, name).text, limit_bytes, data, size_bytes, diag);
}

/* ---- files ------------------------------------------------------------------------------------------------------- */

static tp_status open_with(const struct tp_disk *disk, const char *name, int flags, struct tp_disk_file *out,
                           struct tp_diag *diag)
{
    out->disk = disk;
    snprintf(out->name, sizeof out->name, "%s", name);
    out->fd = open(path_of(disk, name).text, O_RDWR | O_CLOEXEC | flags, 0644);
    return out->fd < 0 ? fail_errno(disk, name, "open", diag) : TP_OK;
}

tp_status tp_disk_open(const struct tp_disk *disk, const char *name, struct tp_disk_file *out, struct tp_diag *diag)
{
    return open_with(disk, name, 0, out, diag);
}

tp_status tp_disk_create(const struct tp_disk *disk, const char *name, struct tp_disk_file *out, struct tp_diag *diag)
{
    out->fd = -1;
    if (!is_allowed(disk, TP_DISK_CREATE, name, NULL))
        return fail_errno(disk, name, "create", diag);
    return open_with(disk, name, O_CREAT | O_TRUNC, out, diag);
}

void tp_disk_close(struct tp_disk_file *file)
{
    if (file->fd >= 0)
        close(file->fd);
    file->fd = -1;
}

static bool write_fully(int fd, uint64_t at, const uint8_t *data, size_t size_bytes)
{
    while (size_bytes > 0) {
        ssize_t put = pwrite(fd, data, size_bytes, (off_t)at);
        if (put < 0 && errno == EINTR)
            continue;
        if (put < 0)
            return false;
        data += put;
        at += (uint64_t)put;
        size_bytes -= (size_t)put;
    }
    return true;
}

tp_status tp_disk_write(const struct tp_disk_file *file, uint64_t at, const void *data, size_t size_bytes,
                        struct tp_diag *diag)
{
    bool is_whole = is_allowed(file->disk, TP_DISK_WRITE, file->name, NULL);

    if (write_fully(file->fd, at, data, is_whole ? size_bytes : size_bytes / 2) && is_whole)
        return TP_OK;
    errno = is_whole ? errno : ENOSPC;
    return fail_errno(file->disk, file->name, "write", diag);
}

tp_status tp_disk_truncate(const struct tp_disk_file *file, uint64_t size_bytes, struct tp_diag *diag)
{
    if (is_allowed(file->disk, TP_DISK_TRUNCATE, file->name, NULL) && ftruncate(file->fd, (off_t)size_bytes) == 0)
        return TP_OK;
    return fail_errno(file->disk, file->name, "shorten", diag);
}

tp_status tp_disk_sync(const struct tp_disk_file *file, struct tp_diag *diag)
{
    if (is_allowed(file->disk, TP_DISK_SYNC, file->name, NULL) && fdatasync(file->fd) == 0)
        return TP_OK;
    return fail_errno(file->disk, file->name, "sync", diag);
}

tp_status tp_disk_put(const struct tp_disk *disk, const char *name, const void *data, size_t size_bytes,
                      struct tp_diag *diag)
{
    struct tp_disk_file file;
    tp_status status = tp_disk_create(disk, name, &file, diag);

    if (status == TP_OK)
        status = tp_disk_write(&file, 0, data, size_bytes, diag);
    if (status == TP_OK)
        status = tp_disk_sync(&file, diag);
    tp_disk_close(&file);
    return status;
}

/* ---- names ------------------------------------------------------------------------------------------------------- */

tp_status tp_disk_rename(const struct tp_disk *disk, const char *name, const char *to, struct tp_diag *diag)
{
    if (is_allowed(disk, TP_DISK_RENAME, name, to) && rename(path_of(disk, name).text, path_of(disk, to).text) == 0)
        return TP_OK;
    return fail_errno(disk, to, "rename to", diag);
}

tp_status tp_disk_remove(const struct tp_disk *disk, const char *name, struct tp_diag *diag)
{
    if (is_allowed(disk, TP_DISK_REMOVE, name, NULL) && remove(path_of(disk, name).text) == 0)
        return TP_OK;
    return fail_errno(disk, name, "remove", diag);
}

tp_status tp_disk_make_folder(const struct tp_disk *disk, const char *name, struct tp_diag *diag)
{
    if (is_allowed(disk, TP_DISK_MAKE_FOLDER, name, NULL) &&
        (mkdir(path_of(disk, name).text, 0755) == 0 || errno == EEXIST))
        return TP_OK;
    return fail_errno(disk, name, "make", diag);
}

tp_status tp_disk_sync_folder(const struct tp_disk *disk, const char *name, struct tp_diag *diag)
{
    int fd = open(path_of(disk, name).text, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool done = fd >= 0 && is_allowed(disk, TP_DISK_SYNC_FOLDER, name, NULL) && fsync(fd) == 0;
    tp_status status = done ? TP_OK : fail_errno(disk, name, "sync", diag);

    if (fd >= 0)
        close(fd);
    return status;
}

tp_status tp_disk_each(const struct tp_disk *disk, const char *folder, tp_disk_name_fn *visit, void *context,
                       struct tp_diag *diag)
{
    DIR *names = opendir(path_of(disk, folder).text);
    tp_status status = TP_OK;
    const struct dirent *entry;

    if (!names)
        return errno == ENOENT ? TP_OK : fail_errno(disk, folder, "list", diag);
    while (status == TP_OK && (entry = readdir(names)) != NULL)
        if (entry->d_name[0] != '.')
            status = visit(context, entry->d_name, diag);
    closedir(names);
    return status;
}
