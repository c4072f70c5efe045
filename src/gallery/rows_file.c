/* SPDX-License-Identifier: Apache-2.0 */
/* Opening, making and replacing a gallery's file. */
#include "gallery/rows_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "gallery/pages.h"

_Static_assert(sizeof(struct tp_rows_head) <= TP_ROWS_HEAD_BYTES, "the head has its room");

enum { PATH_BYTES = 4096, TRIES = 100 };

bool (*tp_rows_file_allow)(enum tp_rows_step step);

static bool is_allowed(enum tp_rows_step step)
{
    if (!tp_rows_file_allow || tp_rows_file_allow(step))
        return true;
    errno = EIO;
    return false;
}

static tp_status fail_errno(const char *path, const char *what, struct tp_diag *diag)
{
    int reason = errno;
    tp_status status = reason == ENOENT ? TP_E_NOT_FOUND : TP_E_IO;

    return tp_diag_in_file(diag, tp_fail(diag, status, NULL, -1, "cannot %s: %s", what, strerror(reason)), path);
}

void tp_rows_file_init(struct tp_rows_file *out)
{
    *out = (struct tp_rows_file){.fd = -1, .replaced_fd = -1};
}

void tp_rows_file_close(struct tp_rows_file *file)
{
    if (file->fd >= 0)
        close(file->fd);
    if (file->replaced_fd >= 0)
        close(file->replaced_fd);
    free(file->path);
    tp_rows_file_init(file);
}

static bool sync_folder_of(const char *path)
{
    char folder[PATH_BYTES];
    const char *slash = strrchr(path, '/');
    int length = slash ? TP_MAX((int)(slash - path), 1) : 1;
    int fd;
    bool done;

    snprintf(folder, sizeof folder, "%.*s", length, slash ? path : ".");
    fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    done = fd >= 0 && is_allowed(TP_ROWS_STEP_SYNC_FOLDER) && fsync(fd) == 0;
    if (fd >= 0)
        close(fd);
    return done;
}

/* ---- who may write ----------------------------------------------------------------------------------------------- */

static bool is_same_file(int fd, const char *path)
{
    struct stat here, there;

    return fstat(fd, &here) == 0 && stat(path, &there) == 0 && here.st_dev == there.st_dev &&
           here.st_ino == there.st_ino;
}

bool tp_rows_file_is_replaced(const struct tp_rows_file *file)
{
    return file->fd >= 0 && !is_same_file(file->fd, file->path);
}

static tp_status fail_busy(const char *path, struct tp_diag *diag)
{
    return tp_diag_in_file(
        diag, tp_fail(diag, TP_E_BUSY, NULL, -1, "the gallery is open for writing in another process"), path);
}

/* Opens PATH with FLAGS and locks it. Whoever waited for a lock may have got that of a file that was replaced
 * meanwhile: then again. */
static tp_status open_locked(const char *path, int flags, int *fd, struct tp_diag *diag)
{
    for (unsigned i = 0; i < TRIES; i++) {
        *fd = open(path, flags | O_CLOEXEC, 0600);
        if (*fd < 0)
            return fail_errno(path, "open", diag);
        if (flock(*fd, LOCK_EX | LOCK_NB) == 0) {
            if (is_same_file(*fd, path))
                return TP_OK;
        } else if (errno != EWOULDBLOCK) {
            tp_status status = fail_errno(path, "lock", diag);

            close(*fd);
            *fd = -1;
            return status;
        }
        if (is_same_file(*fd, path))
            i = TRIES;
        close(*fd);
        *fd = -1;
    }
    return fail_busy(path, diag);
}

/* Where PATH is a link, what it names: a new file must take the place of the old one, not that of the link, behind
 * which the old one would stay. */
static tp_status set_path(struct tp_rows_file *file, const char *path, struct tp_diag *diag)
{
    struct stat info;

    if (strlen(path) == 0 || strlen(path) >= PATH_BYTES - 8)
        return tp_fail(diag, TP_E_ARGUMENT, NULL, -1, "the path has not 1 to %d bytes", PATH_BYTES - 9);
    if (lstat(path, &info) == 0 && S_ISLNK(info.st_mode))
        file->path = realpath(path, NULL);
    if (!file->path)
        file->path = strdup(path);
    if (file->path && strlen(file->path) >= PATH_BYTES - 8)
        return tp_fail(diag, TP_E_ARGUMENT, NULL, -1, "the path that a link names is too long");
    return file->path ? TP_OK : tp_fail(diag, TP_E_MEMORY, NULL, -1, "no memory for a path");
}

static void path_beside(const char *path, char out[PATH_BYTES])
{
    snprintf(out, PATH_BYTES, "%s.new", path);
}

/* ---- an existing file -------------------------------------------------------------------------------------------- */

const struct tp_rows_head *tp_rows_file_head(const struct tp_rows_segment *base)
{
    return (const void *)base->memory;
}

static tp_status map_file(struct tp_rows_file *file, uint64_t size_bytes, uint8_t **memory, struct tp_diag *diag)
{
    int protection = file->is_read_only ? PROT_READ : PROT_READ | PROT_WRITE;
    void *pages = MAP_FAILED;

    if (is_allowed(TP_ROWS_STEP_MAP))
        pages = mmap(NULL, size_bytes, protection, MAP_SHARED, file->fd, 0);
    if (pages == MAP_FAILED)
        return fail_errno(file->path, "map", diag);
    tp_pages_advise(pages, size_bytes, true);
    *memory = pages;
    return TP_OK;
}

/* A segment over the mapped file of SIZE bytes, whose rows are not looked at yet. */
static tp_status base_over(struct tp_rows_file *file, uint64_t size_bytes, struct tp_rows_segment **base,
                           struct tp_diag *diag)
{
    const struct tp_rows_head *head;
    struct tp_layout layout;
    uint8_t *memory;
    tp_status status;

    if (size_bytes < TP_ROWS_HEAD_BYTES)
        return tp_fail(diag, TP_E_FORMAT, NULL, -1, "%llu bytes are no gallery", (unsigned long long)size_bytes);
    status = map_file(file, size_bytes, &memory, diag);
    if (status != TP_OK)
        return status;
    head = (const void *)memory;
    status = tp_rows_check_head(head, size_bytes, &layout, diag);
    if (status == TP_OK && memory[layout.names + layout.name_bytes - 1] != '\0')
        status = tp_fail(diag, TP_E_FORMAT, "names", -1, "the last name does not end");
    if (status == TP_OK)
        status = tp_segment_over(&layout, memory, base, diag);
    if (status != TP_OK) {
        munmap(memory, size_bytes);
        return status;
    }
    atomic_store(&(*base)->count, head->count);
    (*base)->record_used = layout.record_bytes;
    (*base)->name_used = (uint32_t)layout.name_bytes;
    return TP_OK;
}

struct sync_of {
    struct tp_rows_file *file;
    struct tp_rows_segment *base;
};

static tp_status sync_base(void *context, struct tp_diag *diag)
{
    struct sync_of *of = context;

    return tp_rows_file_sync(of->file, of->base, diag);
}

static tp_status open_base(struct tp_rows_file *file, struct tp_rows_segment **base, struct tp_diag *diag)
{
    struct sync_of of = {.file = file};
    bool is_partial = false;
    struct stat info;
    tp_status status;

    if (fstat(file->fd, &info) != 0)
        return fail_errno(file->path, "stat", diag);
    if (!S_ISREG(info.st_mode))
        return tp_fail(diag, TP_E_FORMAT, NULL, -1, "not a regular file");
    status = base_over(file, (uint64_t)info.st_size, base, diag);
    if (status != TP_OK)
        return status;
    of.base = *base;
    status = tp_rows_check_base(*base, &is_partial, diag);
    if (status == TP_OK && is_partial && !file->is_read_only)
        status = tp_rows_complete_removals(*base, sync_base, &of, diag);
    if (status != TP_OK)
        tp_segment_free(base);
    return status;
}

/* What a crash left of a file that was being made. Whoever makes one holds the lock on PATH's file, or, while there is
 * none, on the new one alone: E_BUSY. */
static tp_status remove_leftover(const char *path, bool is_path_locked)
{
    char beside[PATH_BYTES];
    tp_status status = TP_OK;
    int fd = -1;

    path_beside(path, beside);
    if (!is_path_locked)
        status = open_locked(beside, O_RDONLY | O_NOFOLLOW | O_NONBLOCK, &fd, NULL);
    if (status == TP_OK)
        unlink(beside);
    if (fd >= 0)
        close(fd);
    return status;
}

/* Where there is no file, one that is being made may be about to take its place, or have done so meanwhile. */
static tp_status open_to_write(const char *path, int *fd, struct tp_diag *diag)
{
    tp_status status = open_locked(path, O_RDWR | O_NONBLOCK, fd, NULL);

    if (status == TP_E_NOT_FOUND && remove_leftover(path, false) == TP_E_BUSY)
        return fail_busy(path, diag);
    if (status != TP_OK)
        status = open_locked(path, O_RDWR | O_NONBLOCK, fd, diag);
    return status == TP_OK ? remove_leftover(path, true) : status;
}

tp_status tp_rows_file_open(const char *path, bool is_read_only, struct tp_rows_file *out,
                            struct tp_rows_segment **base, struct tp_diag *diag)
{
    tp_status status;

    tp_rows_file_init(out);
    *base = NULL;
    out->is_read_only = is_read_only;
    status = set_path(out, path, diag);
    if (status != TP_OK) {
        tp_rows_file_close(out);
        return status;
    }
    if (is_read_only) {
        out->fd = open(out->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
        status = out->fd < 0 ? fail_errno(path, "open", diag) : TP_OK;
    } else {
        status = open_to_write(out->path, &out->fd, diag);
    }
    if (status == TP_OK)
        status = tp_diag_in_file(diag, open_base(out, base, diag), path);
    if (status != TP_OK)
        tp_rows_file_close(out);
    return status;
}

tp_status tp_rows_file_sync(struct tp_rows_file *file, const struct tp_rows_segment *base, struct tp_diag *diag)
{
    if (file->is_folder_unsynced && !sync_folder_of(file->path))
        return fail_errno(file->path, "sync the folder", diag);
    file->is_folder_unsynced = false;
    if (!is_allowed(TP_ROWS_STEP_SYNC) || msync(base->memory, base->layout.size_bytes, MS_SYNC) != 0)
        return fail_errno(file->path, "sync", diag);
    return TP_OK;
}

/* ---- a new one --------------------------------------------------------------------------------------------------- */

/* Nobody else may have PATH open for writing until it is replaced; OUT holds the lock on what is there, -1 for nothing
 * or when it is the caller's own. */
static tp_status lock_replaced(const char *path, const struct tp_rows_file *owned, int *out, struct tp_diag *diag)
{
    struct stat info;

    *out = -1;
    if (stat(path, &info) != 0)
        return errno == ENOENT ? TP_OK : fail_errno(path, "stat", diag);
    if (!S_ISREG(info.st_mode))
        return tp_diag_in_file(diag, tp_fail(diag, TP_E_IO, NULL, -1, "cannot write: not a regular file"), path);
    if (owned && owned->fd >= 0 && is_same_file(owned->fd, path))
        return owned->is_read_only
                   ? tp_diag_in_file(diag, tp_fail(diag, TP_E_DENIED, NULL, -1, "the gallery is open read-only"), path)
                   : TP_OK;
    return open_locked(path, O_RDONLY | O_NONBLOCK, out, diag);
}

/* Room on the disk for all of it, so that no write into the mapping can fail for want of that. */
static bool resize(int fd, uint64_t size_bytes)
{
    int failed;

    if (!is_allowed(TP_ROWS_STEP_RESIZE) || fchmod(fd, 0600) != 0 || ftruncate(fd, 0) != 0 ||
        ftruncate(fd, (off_t)size_bytes) != 0)
        return false;
    failed = posix_fallocate(fd, 0, (off_t)size_bytes);
    errno = failed;
    return failed == 0;
}

/* What is found in the place of a new file may be put there by somebody else, to be read or to be overwritten. */
static bool is_ours_alone(int fd)
{
    struct stat info;

    return fstat(fd, &info) == 0 && S_ISREG(info.st_mode) && info.st_uid == geteuid() && info.st_nlink == 1;
}

static tp_status fill_new(struct tp_rows_file *file, const char *beside, const struct tp_layout *layout,
                          struct tp_rows_segment **base, struct tp_diag *diag)
{
    uint8_t *memory;
    tp_status status;

    if (!is_allowed(TP_ROWS_STEP_CREATE))
        return fail_errno(beside, "make", diag);
    status = open_locked(beside, O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK, &file->fd, diag);
    if (status == TP_OK && !is_ours_alone(file->fd))
        status = tp_diag_in_file(diag, tp_fail(diag, TP_E_IO, NULL, -1, "cannot write: it is somebody else's"), beside);
    if (status == TP_OK && !resize(file->fd, layout->size_bytes))
        status = fail_errno(beside, "write", diag);
    if (status == TP_OK)
        status = map_file(file, layout->size_bytes, &memory, diag);
    if (status != TP_OK)
        return status;
    status = tp_segment_over(layout, memory, base, diag);
    if (status != TP_OK)
        munmap(memory, layout->size_bytes);
    return status;
}

tp_status tp_rows_file_begin(const char *path, const struct tp_layout *layout, const struct tp_rows_file *owned,
                             struct tp_rows_file *out, struct tp_rows_segment **base, struct tp_diag *diag)
{
    char beside[PATH_BYTES];
    tp_status status;

    tp_rows_file_init(out);
    *base = NULL;
    status = set_path(out, path, diag);
    if (status == TP_OK)
        status = lock_replaced(out->path, owned, &out->replaced_fd, diag);
    if (status == TP_OK) {
        path_beside(out->path, beside);
        status = fill_new(out, beside, layout, base, diag);
    }
    if (status != TP_OK)
        tp_rows_file_abandon(out);
    return status;
}

tp_status tp_rows_file_seal(struct tp_rows_segment *base, const uint8_t mark[TP_ROWS_MARK_BYTES], struct tp_diag *diag)
{
    struct tp_rows_head *head = (void *)base->memory;
    const struct tp_layout *layout = &base->layout;

    *head = (struct tp_rows_head){
        .magic = TP_ROWS_MAGIC,
        .version = TP_ROWS_FILE_VERSION,
        .byte_order = TP_ROWS_BYTE_ORDER,
        .screen_version = TP_SCREEN_VERSION,
        .row_bytes = sizeof(struct tp_row),
        .block_bytes = sizeof(struct tp_code_block),
        .signature_bytes = sizeof(struct tp_signature),
        .name_entry_bytes = sizeof(struct tp_name_entry),
        .count = atomic_load(&base->count),
        .capacity = layout->capacity,
        .positions = layout->positions,
        .record_bytes = layout->record_bytes,
        .name_bytes = layout->name_bytes,
        .index_slots = layout->index_slots,
        .size_bytes = layout->size_bytes,
    };
    memcpy(head->mark, mark, TP_ROWS_MARK_BYTES);
    head->check = tp_rows_head_check(head);
    if (!is_allowed(TP_ROWS_STEP_SYNC) || msync(base->memory, layout->size_bytes, MS_SYNC) != 0)
        return tp_fail(diag, TP_E_IO, NULL, -1, "cannot sync the gallery's file: %s", strerror(errno));
    return TP_OK;
}

tp_status tp_rows_file_replace(struct tp_rows_file *file, struct tp_diag *diag)
{
    char beside[PATH_BYTES];

    path_beside(file->path, beside);
    if (!is_allowed(TP_ROWS_STEP_SYNC) || fsync(file->fd) != 0 || !is_allowed(TP_ROWS_STEP_RENAME) ||
        rename(beside, file->path) != 0)
        return fail_errno(file->path, "write", diag);
    file->is_folder_unsynced = !sync_folder_of(file->path);
    if (file->replaced_fd >= 0)
        close(file->replaced_fd);
    file->replaced_fd = -1;
    return TP_OK;
}

void tp_rows_file_abandon(struct tp_rows_file *file)
{
    char beside[PATH_BYTES];

    if (file->fd >= 0) {
        path_beside(file->path, beside);
        unlink(beside);
    }
    tp_rows_file_close(file);
}
