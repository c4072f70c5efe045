/* SPDX-License-Identifier: Apache-2.0 */
/* The memory of a gallery: rows in segments, flat arrays that a file holds as they are.
 *
 * A row holds at most one impression of each friction ridge position of one subject; a subject with more impressions
 * has several rows, chained from its first. Segments are a base (of a mapped file, or empty) and behind it deltas of a
 * fixed capacity that rows are appended to. Each position's codes lie together (a column), its signatures too; packed
 * templates and names lie in byte regions.
 *
 * Readers take no lock: they pin the current view, which keeps every segment in it mapped and every row that was alive
 * when they pinned untouched. One writer at a time adds (rows appear by a released count), removes (the row is marked
 * dead, then, when all pins older than the mark are gone, its bytes are zeroed, in a mapped file on the disk too) and
 * compacts (a new base from the rows alive, while searches and other writers go on). */
#ifndef TP_GALLERY_ROWS_H
#define TP_GALLERY_ROWS_H

#include <stdatomic.h>
#include <stdbool.h>

#include "base/base.h"
#include "screen/screen.h"

enum { TP_POSITION_COUNT = TP_POSITION_MAX + 1 };
#define TP_ROW_NONE UINT32_MAX

/* One row of a segment, 64 bytes. Written before the row is published and not changed until it is removed, but for
 * `alive` and `next`. */
struct tp_row {
    _Atomic uint32_t alive;            /* tp_row_alive */
    uint32_t head;                     /* number of its subject's first row (its own number for that one) */
    _Atomic uint32_t next;             /* tp_row_next */
    uint32_t name;                     /* the subject's identifier, NUL-terminated, at this place of the names */
    uint64_t record;                   /* its packed templates, back to back by rising position, at this place */
    uint16_t sizes[TP_POSITION_COUNT]; /* bytes of each; 0: no impression of that position */
    uint8_t qualities[TP_POSITION_COUNT];
    uint8_t reserved[3];
    uint32_t check; /* tp_row_intact */
};

/* Row I of a segment has the number first_row + i. Columns are NULL where the segment has no impression of a position;
 * load the count first, then the column holds all rows below the count. Capacity is a multiple of TP_SCREEN_LANES;
 * unused rows are zero, and so are codes and signatures of removed ones, which a scan may still read while they are
 * zeroed: look at alive after a scan, never before only. All else of a row (templates, name) may be read only after the
 * row was seen alive under the pin that is held; from then on all of it stays as it is until that is given back. What a
 * file holds was not looked at when it was mapped, but for rows and names: a damaged one may hold any code, signature
 * and template (tp_row_intact). */
struct tp_segment {
    uint32_t first_row, capacity;
    const _Atomic uint32_t *count; /* rows published; load with acquire */
    struct tp_row *rows;
    const struct tp_code_block *_Atomic codes[TP_POSITION_COUNT]; /* capacity / TP_SCREEN_LANES blocks */
    const struct tp_signature *_Atomic signatures[TP_POSITION_COUNT];
    const uint8_t *records;
    const char *names;
    const _Atomic uint32_t *more; /* of a base: what follows a chain's last row in deltas; NULL in deltas */
};

struct tp_view {
    const struct tp_segment *const *segments; /* by rising first_row, without gaps */
    size_t segment_count;
    uint64_t generation; /* rows keep their numbers while it stays the same */
};

struct tp_rows;

/* An empty gallery in memory. */
TP_NODISCARD tp_status tp_rows_new(struct tp_rows **out, struct tp_diag *diag);
void tp_rows_free(struct tp_rows **rows);

/* One impression as it is kept. */
struct tp_row_print {
    uint8_t position, quality;
    const struct tp_code *code;
    const struct tp_signature *signature;
    const uint8_t *packed; /* the template */
    uint16_t size_bytes;
};
/* Adds COUNT (>= 1) impressions to SUBJECT, which is made when new; several of one position go to several rows, in the
 * order given. All or nothing: E_ARGUMENT (identifier), E_LIMIT (above 2^32 - 2 rows, or 65,535 of one subject),
 * E_MEMORY. */
TP_NODISCARD tp_status tp_rows_add(struct tp_rows *rows, const char *subject, const struct tp_row_print *prints,
                                   size_t count, struct tp_diag *diag);

/* Removes SUBJECT. Its bytes are zero when this returns; when the gallery is mapped from a file, in the file too, and
 * the disk has been told (E_IO when that failed: it is gone, its bytes may be on the disk). E_NOT_FOUND. Waits for
 * pins that were taken before, never the other way round; so the calling thread must hold none. */
TP_NODISCARD tp_status tp_rows_remove(struct tp_rows *rows, const char *subject, struct tp_diag *diag);

/* Whether SUBJECT is there, and how many impressions it has. */
bool tp_rows_contains(struct tp_rows *rows, const char *subject, uint32_t *impression_count);

struct tp_rows_counts {
    size_t subjects, impressions, rows, dead_rows;
    size_t size_bytes; /* memory and mapped file, everything included */
};
/* Never waits. */
void tp_rows_count(const struct tp_rows *rows, struct tp_rows_counts *out);

/* ---- reading ----------------------------------------------------------------------------------------------------- */

/* A pin; the caller's memory. A thread may hold several. Long searches pin anew now and then, so that removals need not
 * wait for their end; rows keep their numbers until the next compaction, which the view's generation tells. */
struct tp_rows_pin {
    struct tp_rows_slot *slot;
    const struct tp_view *view;
};
void tp_rows_pin(struct tp_rows *rows, struct tp_rows_pin *pin);
void tp_rows_unpin(struct tp_rows_pin *pin);

/* The segment of a row's number; *INDEX is its place there. NULL when the view has no such row, as when it was added to
 * a subject since it was pinned. */
const struct tp_segment *tp_view_find(const struct tp_view *view, uint32_t row, uint32_t *index);

/* False before it is published and once it is removed; a subject is alive when its first row is. The order (seq_cst, a
 * plain load on x86) is what lets a writer that marks a row dead and then looks for pins miss nobody. */
static inline bool tp_row_alive(const struct tp_segment *segment, uint32_t index)
{
    return atomic_load(&segment->rows[index].alive) != 0;
}

/* Number of the subject's next row, TP_ROW_NONE at the end. Numbers rise along a chain; where they do not, another
 * process has zeroed the row, whose 0 would lead round and round the first one. */
static inline uint32_t tp_row_next(const struct tp_segment *segment, uint32_t index)
{
    uint32_t next = atomic_load_explicit(&segment->rows[index].next, memory_order_acquire);
    uint32_t more = 0;

    if (next == TP_ROW_NONE && segment->more)
        more = atomic_load_explicit(&segment->more[index], memory_order_acquire);
    if (more)
        return more;
    return next > segment->first_row + index ? next : TP_ROW_NONE;
}

/* Whether what a row holds (name, codes, signatures, templates) is what was put there: a check of 32 bits against
 * damage of the file, to be asked of what came through screening; about a microsecond. */
bool tp_row_intact(const struct tp_segment *segment, uint32_t index);

static inline const char *tp_row_name(const struct tp_segment *segment, uint32_t index)
{
    return segment->names + segment->rows[index].name;
}

/* The packed template of a row's POSITION, whose size is not 0. */
static inline const uint8_t *tp_row_packed(const struct tp_segment *segment, uint32_t index, unsigned position)
{
    const struct tp_row *row = &segment->rows[index];
    const uint8_t *at = segment->records + row->record;

    for (unsigned p = 0; p < position; p++)
        at += row->sizes[p];
    return at;
}

/* ---- files and compaction ---------------------------------------------------------------------------------------- */

enum { TP_ROWS_MARK_BYTES = 64 };

/* Compacts into PATH (at once the old file or the new one, never a broken one; readable by the owner only; synced) with
 * the caller's MARK of 64 bytes, and goes on with the file mapped. On failure all is as before (E_IO, E_MEMORY,
 * E_LIMIT, E_BUSY: another process writes PATH; E_DENIED: it is mapped read-only; E_CHECKSUM: a row is damaged, whose
 * subject is named), but for one: E_IO when only the file's name may not survive a loss of power, which later calls try
 * again. */
TP_NODISCARD tp_status tp_rows_save(struct tp_rows *rows, const char *path, const uint8_t mark[TP_ROWS_MARK_BYTES],
                                    struct tp_diag *diag);

/* The same; BEGUN is called once, as soon as it is settled which rows the file will have: those that are there then. */
struct tp_rows_begun {
    void (*call)(void *context);
    void *context;
};
TP_NODISCARD tp_status tp_rows_save_beside(struct tp_rows *rows, const char *path,
                                           const uint8_t mark[TP_ROWS_MARK_BYTES], const struct tp_rows_begun *begun,
                                           struct tp_diag *diag);
bool tp_rows_is_mapped(struct tp_rows *rows);

/* Maps a saved gallery, shared with other processes that map it; what is added lies in memory of this process until it
 * is saved or compacted, what is removed leaves the file. One process may write (E_BUSY for a second); READ_ONLY maps
 * without that right: adding works, removing does not reach the file and is E_DENIED. E_NOT_FOUND (no file), E_FORMAT
 * (damaged, with the reason), E_VERSION (of a program whose codes mean something else). */
TP_NODISCARD tp_status tp_rows_map(const char *path, bool read_only, struct tp_rows **out,
                                   uint8_t mark[TP_ROWS_MARK_BYTES], struct tp_diag *diag);

/* Makes a new base of the rows alive, in memory or, for a mapped gallery, in its file, while searches go on. Nothing to
 * do is TP_OK. E_DENIED for one mapped read-only. The calling thread must hold no pin, nor when it saves. */
TP_NODISCARD tp_status tp_rows_compact(struct tp_rows *rows, struct tp_diag *diag);

/* Whether another file has taken the place of the mapped one, as when the process that writes has compacted: removals
 * from now on are not seen here, so map it again. */
bool tp_rows_is_replaced(struct tp_rows *rows);

#endif
