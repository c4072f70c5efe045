/* SPDX-License-Identifier: Apache-2.0 */
/* The few things a ledger does to its folder, in one place so that tests can let each of them fail. */
#ifndef TP_LEDGER_DISK_H
#define TP_LEDGER_DISK_H

#include "base/base.h"

enum tp_disk_step {
    TP_DISK_CREATE,
    TP_DISK_WRITE,
    TP_DISK_TRUNCATE,
    TP_DISK_SYNC,
    TP_DISK_RENAME,
    TP_DISK_REMOVE,
    TP_DISK_MAKE_FOLDER,
    TP_DISK_SYNC_FOLDER
};
/* Asked before each step; false lets it fail (a write: half way). NAME as below, TO for RENAME only. */
typedef bool tp_disk_fn(void *context, enum tp_disk_step step, const char *name, const char *to);

enum { TP_DISK_PATH_BYTES = 4096 };

/* Where one writer at a time puts what is about to be renamed to its place. */
#define TP_DISK_BESIDE "new.tmp"

/* All names are relative to ROOT; "" is ROOT itself. */
struct tp_disk {
    char root[TP_DISK_PATH_BYTES - 128];
    tp_disk_fn *allows; /* NULL: everything */
    void *context;
};
TP_NODISCARD tp_status tp_disk_init(struct tp_disk *out, const char *root, struct tp_diag *diag);
bool tp_disk_has(const struct tp_disk *disk, const char *name);
/* As tp_file_read. */
TP_NODISCARD tp_status tp_disk_read(const struct tp_disk *disk, const char *name, size_t limit_bytes, uint8_t **data,
                                    size_t *size_bytes, struct tp_diag *diag);

/* A file open for writing. */
struct tp_disk_file {
    const struct tp_disk *disk;
    char name[64];
    int fd; /* -1: closed */
};
/* An existing file, or a new and empty one. */
TP_NODISCARD tp_status tp_disk_open(const struct tp_disk *disk, const char *name, struct tp_disk_file *out,
                                    struct tp_diag *diag);
TP_NODISCARD tp_status tp_disk_create(const struct tp_disk *disk, const char *name, struct tp_disk_file *out,
                                      struct tp_diag *diag);
void tp_disk_close(struct tp_disk_file *file);
TP_NODISCARD tp_status tp_disk_write(const struct tp_disk_file *file, uint64_t at, const void *data, size_t size_bytes,
                                     struct tp_diag *diag);
TP_NODISCARD tp_status tp_disk_truncate(const struct tp_disk_file *file, uint64_t size_bytes, struct tp_diag *diag);
/* The file's bytes and size, not its name: that is its folder's. */
TP_NODISCARD tp_status tp_disk_sync(const struct tp_disk_file *file, struct tp_diag *diag);

/* A new file with its bytes synced, not its name. */
TP_NODISCARD tp_status tp_disk_put(const struct tp_disk *disk, const char *name, const void *data, size_t size_bytes,
                                   struct tp_diag *diag);
TP_NODISCARD tp_status tp_disk_rename(const struct tp_disk *disk, const char *name, const char *to,
                                      struct tp_diag *diag);
TP_NODISCARD tp_status tp_disk_remove(const struct tp_disk *disk, const char *name, struct tp_diag *diag);
/* TP_OK too when it is there. */
TP_NODISCARD tp_status tp_disk_make_folder(const struct tp_disk *disk, const char *name, struct tp_diag *diag);
/* The names in a folder. */
TP_NODISCARD tp_status tp_disk_sync_folder(const struct tp_disk *disk, const char *name, struct tp_diag *diag);

/* Calls VISIT for each name in a folder, which may remove it; TP_OK when there is no such folder. */
typedef tp_status tp_disk_name_fn(void *context, const char *name, struct tp_diag *diag);
TP_NODISCARD tp_status tp_disk_each(const struct tp_disk *disk, const char *folder, tp_disk_name_fn *visit,
                                    void *context, struct tp_diag *diag);

#endif
