/* SPDX-License-Identifier: Apache-2.0 */
/* Walking, copying, hashing and removing files and folders, for backups. */
#include "exchange/files.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { DEPTH_MAX = 8, PATH_SIZE = 4096, CHUNK = 1 << 16 };

static tp_status fail(struct tp_diag *diag, const char *path, const char *what)
{
    tp_status status = errno == ENOENT ? TP_E_NOT_FOUND : errno == EEXIST ? TP_E_EXISTS : TP_E_IO;

    return tp_diag_in_file(diag, tp_fail(diag, status, NULL, -1, "cannot %s: %s", what, strerror(errno)), path);
}

/* ---- walking ----------------------------------------------------------------------------------------------------- */

struct walk {
    const char *root;
    bool deep;
    tp_files_fn *visit;
    void *context;
};

static tp_status walk(const struct walk *walk, const char *below, unsigned depth, struct tp_diag *diag);

static tp_status step(const struct walk *all, const char *below, const char *name, unsigned depth, struct tp_diag *diag)
{
    char path[PATH_SIZE], full[PATH_SIZE];
    struct stat info;

    if (snprintf(path, sizeof path, "%s%s%s", below, below[0] ? "/" : "", name) >= PATH_SIZE ||
        snprintf(full, sizeof full, "%s/%s", all->root, path) >= PATH_SIZE)
        return tp_fail(diag, TP_E_LIMIT, NULL, -1, "the path of %s is too long", name);
    if (lstat(full, &info) != 0)
        return errno == ENOENT ? TP_OK : fail(diag, full, "look at it");
    if (S_ISREG(info.st_mode))
        return all->visit(all->context, path, diag);
    return S_ISDIR(info.st_mode) && all->deep ? walk(all, path, depth + 1, diag) : TP_OK;
}

static tp_status walk(const struct walk *all, const char *below, unsigned depth, struct tp_diag *diag)
{
    char full[PATH_SIZE];
    const struct dirent *entry;
    tp_status status = TP_OK;
    DIR *folder;

    if (depth > DEPTH_MAX || snprintf(full, sizeof full, "%s/%s", all->root, below) >= PATH_SIZE)
        return tp_fail(diag, TP_E_LIMIT, NULL, -1, "folders are nested too deep in %s", below);
    folder = opendir(full);
    if (!folder)
        return fail(diag, full, "list it");
    while (status == TP_OK && (entry = readdir(folder)))
        if (entry->d_name[0] != '.')
            status = step(all, below, entry->d_name, depth, diag);
    closedir(folder);
    return status;
}

tp_status tp_files_each(const char *folder, bool deep, tp_files_fn *visit, void *context, struct tp_diag *diag)
{
    const struct walk all = {folder, deep, visit, context};

    return walk(&all, "", 0, diag);
}

/* ---- one file ---------------------------------------------------------------------------------------------------- */

static tp_status pump(int from, int to, const char *path, struct tp_diag *diag)
{
    uint8_t chunk[CHUNK];
    ssize_t got;

    while ((got = read(from, chunk, sizeof chunk)) != 0) {
        if (got < 0 && errno != EINTR)
            return fail(diag, path, "read");
        for (ssize_t at = 0, put; at < got; at += TP_MAX(put, (ssize_t)0)) {
            put = write(to, chunk + at, (size_t)(got - at));
            if (put < 0 && errno != EINTR)
                return fail(diag, path, "write a copy");
        }
    }
    return fsync(to) == 0 ? TP_OK : fail(diag, path, "write a copy");
}

tp_status tp_files_copy(const char *from, const char *to, struct tp_diag *diag)
{
    int source = open(from, O_RDONLY | O_CLOEXEC), target;
    tp_status status;

    if (source < 0)
        return fail(diag, from, "read");
    target = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    status = target < 0 ? fail(diag, to, "make it") : pump(source, target, from, diag);
    if (target >= 0 && close(target) != 0 && status == TP_OK)
        status = fail(diag, to, "write");
    close(source);
    return status;
}

tp_status tp_files_hash(const char *path, uint8_t out[TP_SHA256_BYTES], struct tp_diag *diag)
{
    int file = open(path, O_RDONLY | O_CLOEXEC);
    struct stat info;
    void *data = NULL;
    tp_status status;

    if (file < 0 || fstat(file, &info) != 0) {
        status = fail(diag, path, "read");
        goto out;
    }
    if (info.st_size > 0)
        data = mmap(NULL, (size_t)info.st_size, PROT_READ, MAP_PRIVATE, file, 0);
    if (data == MAP_FAILED) {
        data = NULL;
        status = fail(diag, path, "read");
        goto out;
    }
    status = tp_sha256(data ? data : "", (size_t)info.st_size, out, diag);
    if (data)
        munmap(data, (size_t)info.st_size);
out:
    if (file >= 0)
        close(file);
    return status;
}

tp_status tp_files_sync(const char *path, struct tp_diag *diag)
{
    int file = open(path, O_RDONLY | O_CLOEXEC);
    bool done = file >= 0 && fsync(file) == 0;
    tp_status status = done ? TP_OK : fail(diag, path, "put on the disk");

    if (file >= 0)
        close(file);
    return status;
}

/* ---- folders ----------------------------------------------------------------------------------------------------- */

tp_status tp_files_make_folder(const char *path, struct tp_diag *diag)
{
    return mkdir(path, 0700) == 0 ? TP_OK : fail(diag, path, "make the folder");
}

static void remove_below(const char *folder, unsigned depth)
{
    DIR *names = depth < DEPTH_MAX ? opendir(folder) : NULL;
    const struct dirent *entry;
    char path[PATH_SIZE];

    while (names && (entry = readdir(names)))
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0 &&
            snprintf(path, sizeof path, "%s/%s", folder, entry->d_name) < PATH_SIZE && unlink(path) != 0)
            remove_below(path, depth + 1);
    if (names)
        closedir(names);
    (void)rmdir(folder);
}

void tp_files_remove(const char *folder)
{
    remove_below(folder, 0);
}
