/* SPDX-License-Identifier: Apache-2.0 */
/* The journal: entries that are durable and not yet published. */
#ifndef TP_LEDGER_JOURNAL_H
#define TP_LEDGER_JOURNAL_H

#include "ledger/disk.h"
#include "ledger/tile.h"

/* Entries in a row, as a bundle has them. */
struct tp_run {
    struct tp_buffer bytes;
    uint64_t count;
};
void tp_run_init(struct tp_run *out);
void tp_run_deinit(struct tp_run *run);
void tp_run_clear(struct tp_run *run);

struct tp_journal {
    struct tp_disk_file file;
    uint64_t first, next; /* index of the first entry in it; of the next one to come */
    uint64_t size_bytes;
    uint32_t salt;
    bool is_broken; /* what is on the disk may not be what was asked for: open it again */
};

enum { TP_JOURNAL_MAX = 1 << 28 /* bytes */, TP_JOURNAL_HEAD_BYTES = 20, TP_JOURNAL_RECORD_BYTES = 24 };

/* A journal of ENTRIES, the first of index FIRST, takes the place of the one there, if any. On failure that is kept and
 * JOURNAL too, unless it says that it is broken. JOURNAL is an open one or has file.fd -1. */
TP_NODISCARD tp_status tp_journal_replace(struct tp_journal *journal, const struct tp_disk *disk, uint64_t first,
                                          const struct tp_run *entries, struct tp_diag *diag);
/* Appends what it holds to ENTRIES. A record that was being written when the machine stopped is cut off; E_CHECKSUM
 * when it cannot be that. */
TP_NODISCARD tp_status tp_journal_open(struct tp_journal *out, const struct tp_disk *disk, struct tp_run *entries,
                                       struct tp_diag *diag);
void tp_journal_close(struct tp_journal *journal);
/* Durable when it returns, all or nothing. After an error it may be there, wholly, when the journal is opened again;
 * unless it is broken it is not. */
TP_NODISCARD tp_status tp_journal_append(struct tp_journal *journal, const struct tp_run *entries,
                                         struct tp_diag *diag);

#endif
