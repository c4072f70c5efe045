/* SPDX-License-Identifier: Apache-2.0 */
/* A gallery's file: a head, then a base's memory as it is (segment.h). docs/search-memory.md has the layout as a table.
 * A new one is made beside the old one, PATH with ".new" behind it, and takes its place by a rename. Who may write
 * holds a lock (flock) on the file that PATH names. */
#ifndef TP_GALLERY_ROWS_FILE_H
#define TP_GALLERY_ROWS_FILE_H

#include "gallery/segment.h"

#define TP_ROWS_MAGIC "TPROWS\r\n"
enum { TP_ROWS_FILE_VERSION = 1, TP_ROWS_HEAD_BYTES = 4096, TP_ROWS_BYTE_ORDER = 0x01020304 };

/* The first bytes of the file; zeros behind it up to TP_ROWS_HEAD_BYTES. Numbers are those of the machine. */
struct tp_rows_head {
    char magic[8];
    uint32_t version, byte_order, screen_version;
    uint32_t row_bytes, block_bytes, signature_bytes, name_entry_bytes;
    uint32_t count, capacity, positions;
    uint64_t record_bytes, name_bytes, index_slots, size_bytes;
    uint8_t mark[TP_ROWS_MARK_BYTES];
    uint64_t check; /* of all before it */
};

/* An open file; fd -1: none. */
struct tp_rows_file {
    char *path;      /* owned */
    int fd;          /* holds the lock */
    int replaced_fd; /* of a new file: holds the lock on what it will replace, or -1 */
    bool is_read_only;
    bool is_folder_unsynced; /* the last rename may not be on the disk */
};
void tp_rows_file_init(struct tp_rows_file *out);
void tp_rows_file_close(struct tp_rows_file *file);

/* Opens PATH and maps it: the head and the row table are checked, removals that a crash interrupted are completed
 * (writers only). */
TP_NODISCARD tp_status tp_rows_file_open(const char *path, bool is_read_only, struct tp_rows_file *out,
                                         struct tp_rows_segment **base, struct tp_diag *diag);
/* Whether PATH names another file by now, or none. */
bool tp_rows_file_is_replaced(const struct tp_rows_file *file);
const struct tp_rows_head *tp_rows_file_head(const struct tp_rows_segment *base);

/* Begins a new file for PATH, with room for what LAYOUT says. OWNED is the file that the caller has open or none: when
 * PATH names that one, its lock is the caller's already, otherwise nobody may hold one. */
TP_NODISCARD tp_status tp_rows_file_begin(const char *path, const struct tp_layout *layout,
                                          const struct tp_rows_file *owned, struct tp_rows_file *out,
                                          struct tp_rows_segment **base, struct tp_diag *diag);
/* Writes the head and waits until all is on the disk. */
TP_NODISCARD tp_status tp_rows_file_seal(struct tp_rows_segment *base, const uint8_t mark[TP_ROWS_MARK_BYTES],
                                         struct tp_diag *diag);
/* Puts it into PATH's place. When that fails PATH is as before; when only the folder could not be synced, the new file
 * is there and FILE notes that. */
TP_NODISCARD tp_status tp_rows_file_replace(struct tp_rows_file *file, struct tp_diag *diag);
/* Removes a new file that has not come to its place. */
void tp_rows_file_abandon(struct tp_rows_file *file);
/* Waits until what was changed in BASE is on the disk. */
TP_NODISCARD tp_status tp_rows_file_sync(struct tp_rows_file *file, const struct tp_rows_segment *base,
                                         struct tp_diag *diag);

/* For tests: when not NULL it is asked before each step, and false lets it fail. */
enum tp_rows_step {
    TP_ROWS_STEP_CREATE,
    TP_ROWS_STEP_RESIZE,
    TP_ROWS_STEP_MAP,
    TP_ROWS_STEP_SYNC,
    TP_ROWS_STEP_RENAME,
    TP_ROWS_STEP_SYNC_FOLDER
};
extern bool (*tp_rows_file_allow)(enum tp_rows_step step);

/* ---- what a file holds (rows_check.c) ---------------------------------------------------------------------------- */

uint64_t tp_rows_head_check(const struct tp_rows_head *head);
/* The layout that HEAD, of a file of SIZE bytes, tells. E_FORMAT, E_VERSION. */
TP_NODISCARD tp_status tp_rows_check_head(const struct tp_rows_head *head, uint64_t size_bytes,
                                          struct tp_layout *layout, struct tp_diag *diag);
/* Each row points to where it may, each name's entry to its row. *IS_PARTIAL: a removal was interrupted. */
TP_NODISCARD tp_status tp_rows_check_base(struct tp_rows_segment *base, bool *is_partial, struct tp_diag *diag);
/* Completes interrupted removals; SYNC is called before what follows may come to the disk. */
typedef tp_status tp_rows_sync_fn(void *context, struct tp_diag *diag);
TP_NODISCARD tp_status tp_rows_complete_removals(struct tp_rows_segment *base, tp_rows_sync_fn *sync, void *context,
                                                 struct tp_diag *diag);

#endif
