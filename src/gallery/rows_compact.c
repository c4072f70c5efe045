/* SPDX-License-Identifier: Apache-2.0 */
/* A new base from the rows that are alive, in memory or in a file, while searches, additions and removals go on.
 *
 * What is there when it begins is copied without the write lock, in pieces, each under a pin: removals wait for a
 * piece, not for the whole. A subject's rows come together and are filled up: its k-th impression of each position goes
 * to its k-th row. Then, under the write lock, subjects that were removed meanwhile are wiped from the new base, what
 * was added meanwhile is added to deltas behind it, and it is shown. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "gallery/pages.h"
#include "gallery/rows_parts.h"

enum { PIECE = 256 };

struct build {
    struct tp_rows *rows;
    uint32_t limit;  /* rows below it are copied, the others are added behind */
    uint32_t *moved; /* the new first row of the subject that begins in a row, plus 1 */
    size_t moved_bytes;
    uint64_t removals; /* when it began */
    uint64_t row_count, subject_count, record_bytes, name_bytes;
    uint32_t positions;
    struct tp_rows_file file; /* of the new base, or none */
    struct tp_rows_segment *base;
    struct tp_rows_state state; /* what will take the place of the old one */
};

/* ---- going over what is there ------------------------------------------------------------------------------------ */

/* The row after ROW in its subject's chain, if it is one of those that are copied. */
static uint32_t next_in(const struct build *build, const struct tp_view *view, uint32_t row)
{
    uint32_t index, next;
    const struct tp_segment *segment = tp_view_find(view, row, &index);

    next = segment ? tp_row_next(segment, index) : TP_ROW_NONE;
    return next < build->limit ? next : TP_ROW_NONE;
}

/* Called for the first row of each subject that is alive, under a pin. */
typedef tp_status subject_fn(struct build *build, const struct tp_view *view, uint32_t head, struct tp_diag *diag);

static tp_status go_over_piece(struct build *build, const struct tp_view *view, uint32_t first, subject_fn *visit,
                               struct tp_diag *diag)
{
    uint32_t end = build->limit - first > PIECE ? first + PIECE : build->limit, index;
    tp_status status = TP_OK;

    for (uint32_t row = first; status == TP_OK && row < end; row++) {
        const struct tp_segment *segment = tp_view_find(view, row, &index);
        if (segment && tp_row_alive(segment, index) && segment->rows[index].head == row)
            status = visit(build, view, row, diag);
    }
    return status;
}

/* Segments stay where they are: only a compaction replaces them, and there is one at a time. */
static tp_status go_over(struct build *build, subject_fn *visit, struct tp_diag *diag)
{
    tp_status status = TP_OK;

    for (uint64_t first = 0; status == TP_OK && first < build->limit; first += PIECE) {
        struct tp_rows_pin pin;
        tp_rows_pin(build->rows, &pin);
        status = go_over_piece(build, pin.view, (uint32_t)first, visit, diag);
        tp_rows_unpin(&pin);
    }
    return status;
}

/* ---- how large it becomes ---------------------------------------------------------------------------------------- */

static tp_status measure(struct build *build, const struct tp_view *view, uint32_t head, struct tp_diag *diag)
{
    uint32_t counts[TP_POSITION_COUNT] = {0}, most = 0, index;
    const struct tp_segment *segment;

    (void)diag;
    segment = tp_view_find(view, head, &index);
    build->name_bytes += strlen(tp_row_name(segment, index)) + 1;
    for (uint32_t row = head; row != TP_ROW_NONE; row = next_in(build, view, row)) {
        segment = tp_view_find(view, row, &index);
        for (unsigned p = 0; p < TP_POSITION_COUNT; p++)
            if (segment->rows[index].sizes[p] != 0) {
                build->positions |= 1u << p;
                counts[p]++;
                most = TP_MAX(most, counts[p]);
            }
        build->record_bytes += tp_row_record_bytes(&segment->rows[index]);
    }
    build->moved[head] = (uint32_t)build->row_count + 1;
    build->row_count += most; /* no more than there were rows */
    build->subject_count++;
    return TP_OK;
}

static tp_status layout_of(const struct build *build, struct tp_layout *out, struct tp_diag *diag)
{
    *out = (struct tp_layout){
        .capacity = (uint32_t)((build->row_count + TP_SCREEN_LANES - 1) / TP_SCREEN_LANES * TP_SCREEN_LANES),
        .positions = build->positions,
        .record_bytes = build->record_bytes,
        .name_bytes = build->name_bytes + 1, /* the last byte stays zero */
        .index_slots = tp_name_index_slots(build->subject_count),
        .has_checks = true,
    };
    if (out->name_bytes > UINT32_MAX || !tp_layout_make(out, TP_ROWS_HEAD_BYTES))
        return tp_fail(diag, TP_E_LIMIT, NULL, -1, "%" PRIu64 " bytes of names are too many for a gallery",
                       build->name_bytes);
    return TP_OK;
}

/* ---- copying ----------------------------------------------------------------------------------------------------- */

/* The impression of POSITION in row *AT or the next one behind it that has one, and *AT behind that. */
static bool take_print(const struct build *build, const struct tp_view *view, unsigned position, uint32_t *at,
                       struct tp_row_print *print, struct tp_code *code)
{
    for (; *at != TP_ROW_NONE; *at = next_in(build, view, *at)) {
        uint32_t index;
        const struct tp_segment *segment = tp_view_find(view, *at, &index);
        const struct tp_row *row = &segment->rows[index];

        if (row->sizes[position] == 0)
            continue;
        for (int w = 0; w < TP_CODE_WORDS; w++)
            code->words[w] = segment->codes[position][index / TP_SCREEN_LANES].words[w][index % TP_SCREEN_LANES];
        *print = (struct tp_row_print){.position = (uint8_t)position,
                                       .quality = row->qualities[position],
                                       .code = code,
                                       .signature = &segment->signatures[position][index],
                                       .packed = tp_row_packed(segment, index, position),
                                       .size_bytes = row->sizes[position]};
        *at = next_in(build, view, *at);
        return true;
    }
    return false;
}

static tp_status check_intact(const struct build *build, const struct tp_view *view, uint32_t head,
                              struct tp_diag *diag)
{
    for (uint32_t row = head, index; row != TP_ROW_NONE; row = next_in(build, view, row)) {
        const struct tp_segment *segment = tp_view_find(view, row, &index);
        if (!tp_row_intact(segment, index))
            return tp_fail(diag, TP_E_CHECKSUM, NULL, -1, "row %u of subject %s is damaged: remove it and add it again",
                           row, tp_row_name(segment, index));
    }
    return TP_OK;
}

/* Writes row INDEX of the new base from what is left at CURSORS. False when nothing is. */
static bool copy_row(struct build *build, const struct tp_view *view, uint32_t index, struct tp_row_content *content,
                     uint32_t cursors[TP_POSITION_COUNT])
{
    struct tp_row_print prints[TP_POSITION_COUNT];
    struct tp_code codes[TP_POSITION_COUNT];
    bool has_any = false;

    for (unsigned p = 0; p < TP_POSITION_COUNT; p++) {
        bool has = take_print(build, view, p, &cursors[p], &prints[p], &codes[p]);
        content->prints[p] = has ? &prints[p] : NULL;
        has_any = has_any || has;
    }
    if (has_any)
        tp_segment_write(build->base, index, content);
    return has_any;
}

static tp_status copy(struct build *build, const struct tp_view *view, uint32_t head, struct tp_diag *diag)
{
    struct tp_rows_segment *base = build->base;
    struct tp_name_index names = tp_segment_index(base);
    struct tp_row *rows = base->shown.rows;
    uint32_t cursors[TP_POSITION_COUNT], index, first = build->moved[head] - 1, end = first;
    const struct tp_segment *segment = tp_view_find(view, head, &index);
    struct tp_row_content content = {.head = first};
    tp_status status = check_intact(build, view, head, diag);

    if (status != TP_OK)
        return status;
    content.name = tp_segment_write_name(base, tp_row_name(segment, index));
    for (unsigned p = 0; p < TP_POSITION_COUNT; p++)
        cursors[p] = head;
    while (copy_row(build, view, end, &content, cursors))
        end++;
    for (uint32_t row = first; row < end; row++) {
        atomic_store(&rows[row].next, row + 1 < end ? row + 1 : TP_ROW_NONE);
        tp_segment_checks(base)[row] = tp_row_field_check(&rows[row]);
    }
    tp_name_index_put(&names, tp_name_hash(tp_row_name(&base->shown, first)), first);
    return TP_OK;
}

/* ---- the switch; the write lock is held -------------------------------------------------------------------------- */

/* Of a subject that was copied and removed then. */
static void wipe_copy(struct build *build, uint32_t first)
{
    struct tp_rows_segment *base = build->base;
    struct tp_row *rows = base->shown.rows;
    struct tp_name_entry *entry;
    struct tp_name_index names = tp_segment_index(base);
    uint64_t cursor = 0;
    uint32_t hash;

    if (!tp_row_alive(&base->shown, first))
        return;
    hash = tp_name_hash(tp_row_name(&base->shown, first));
    while ((entry = tp_name_index_next(&names, hash, &cursor)) != NULL)
        if (entry->row_plus_1 - 1 == first) {
            tp_name_entry_remove(entry);
            break;
        }
    for (uint32_t row = first, next; row != TP_ROW_NONE; row = next) {
        next = atomic_load(&rows[row].next);
        tp_segment_wipe_content(base, row);
        tp_segment_wipe_row(base, row);
    }
}

static bool wipe_removed(struct build *build)
{
    const struct tp_rows_state *state = &build->rows->state;
    bool is_changed = false;
    uint32_t index;

    if (build->rows->removals == build->removals)
        return false;
    for (uint32_t row = 0; row < build->limit; row++) {
        const struct tp_rows_segment *segment = tp_state_segment(state, row, &index);
        if (build->moved[row] == 0 || tp_row_alive(&segment->shown, index))
            continue;
        wipe_copy(build, build->moved[row] - 1);
        is_changed = true;
    }
    return is_changed;
}

/* Adds a row that came while the others were copied to the deltas behind the new base. */
static tp_status add_row(struct build *build, const struct tp_segment *segment, uint32_t index, struct tp_diag *diag)
{
    const struct tp_row *row = &segment->rows[index];
    struct tp_row_print prints[TP_POSITION_COUNT];
    struct tp_code codes[TP_POSITION_COUNT];
    struct tp_view view = {&segment, 1, 0};
    struct tp_addition addition;
    tp_status status;
    size_t count = 0;

    for (unsigned p = 0; p < TP_POSITION_COUNT; p++) {
        uint32_t at = segment->first_row + index;
        if (row->sizes[p] == 0)
            continue;
        (void)take_print(build, &view, p, &at, &prints[count], &codes[count]);
        count++;
    }
    status = tp_addition_init(&build->state, tp_row_name(segment, index), prints, count, &addition, diag);
    if (status == TP_OK)
        status = tp_state_reserve(&build->state, &addition, diag);
    if (status == TP_OK)
        tp_state_write(&build->state, &addition);
    tp_addition_deinit(&addition);
    return status;
}

static tp_status add_rest(struct build *build, struct tp_diag *diag)
{
    const struct tp_rows_state *state = &build->rows->state;
    tp_status status = TP_OK;

    for (size_t s = 0; s < state->segment_count; s++) {
        const struct tp_rows_segment *segment = state->segments[s];
        uint32_t count = atomic_load(&segment->count), first = segment->shown.first_row;

        for (uint32_t i = build->limit > first ? build->limit - first : 0; status == TP_OK && i < count; i++)
            if (tp_row_alive(&segment->shown, i))
                status = add_row(build, &segment->shown, i, diag);
    }
    return status;
}

/* Everything that can fail comes before the file takes its place. */
static tp_status prepare(struct build *build, const uint8_t mark[TP_ROWS_MARK_BYTES], struct tp_rows_view **view,
                         struct tp_diag *diag)
{
    bool is_file = build->file.fd >= 0;
    bool is_changed = wipe_removed(build);
    tp_status status = tp_state_set_base(&build->state, build->base, diag);

    if (status != TP_OK)
        return status;
    if (is_file && is_changed)
        status = tp_rows_file_seal(build->base, mark, diag);
    build->base = NULL; /* it is the state's */
    if (status == TP_OK)
        status = add_rest(build, diag);
    if (status == TP_OK)
        status = tp_rows_view_new(&build->state, build->rows->generation + 1, view, diag);
    return status;
}

static tp_status switch_locked(struct build *build, const uint8_t mark[TP_ROWS_MARK_BYTES], struct tp_diag *diag)
{
    struct tp_rows *rows = build->rows;
    struct tp_rows_state before = rows->state;
    struct tp_rows_view *view = NULL;
    tp_status status = prepare(build, mark, &view, diag);

    if (status == TP_OK && build->file.fd >= 0)
        status = tp_rows_file_replace(&build->file, diag);
    if (status != TP_OK) {
        free(view);
        return status;
    }
    rows->state = build->state;
    rows->generation++;
    tp_rows_show(rows, view, &before);
    tp_rows_publish_counts(rows);
    tp_state_init(&build->state);
    if (build->file.fd >= 0) {
        tp_rows_file_close(&rows->file);
        rows->file = build->file;
        tp_rows_file_init(&build->file);
        memcpy(rows->mark, mark, TP_ROWS_MARK_BYTES);
    }
    return rows->file.is_folder_unsynced
               ? tp_fail(diag, TP_E_IO, NULL, -1, "the new file is in its place, but the disk may not have noted that")
               : TP_OK;
}

/* ---- the whole --------------------------------------------------------------------------------------------------- */

static tp_status begin(struct build *build, const char *path, struct tp_diag *diag)
{
    struct tp_layout layout;
    tp_status status = layout_of(build, &layout, diag);

    if (status == TP_OK && path)
        status = tp_rows_file_begin(path, &layout, &build->rows->file, &build->file, &build->base, diag);
    else if (status == TP_OK)
        status = tp_segment_new(&layout, 0, true, &build->base, diag);
    if (status == TP_OK)
        atomic_store(&build->base->count, (uint32_t)build->row_count);
    return status;
}

static tp_status build_and_switch(struct build *build, const char *path, const uint8_t mark[TP_ROWS_MARK_BYTES],
                                  struct tp_diag *diag)
{
    void *memory;
    tp_status status;

    build->moved_bytes = TP_MAX(build->limit, 1u) * sizeof *build->moved;
    status = tp_pages_new(build->moved_bytes, false, &memory, diag);
    if (status != TP_OK)
        return status;
    build->moved = memory;
    status = go_over(build, measure, diag);
    if (status == TP_OK)
        status = begin(build, path, diag);
    if (status == TP_OK)
        status = go_over(build, copy, diag);
    if (status == TP_OK && path)
        status = tp_rows_file_seal(build->base, mark, diag);
    if (status == TP_OK) {
        pthread_mutex_lock(&build->rows->write_lock);
        status = switch_locked(build, mark, diag);
        pthread_mutex_unlock(&build->rows->write_lock);
    }
    tp_pages_free(build->moved, build->moved_bytes);
    return status;
}

/* The compact lock is held. */
static tp_status compact(struct tp_rows *rows, const char *path, const uint8_t mark[TP_ROWS_MARK_BYTES],
                         const struct tp_rows_begun *begun, struct tp_diag *diag)
{
    struct build build = {.rows = rows};
    const struct tp_rows_segment *last;
    tp_status status;

    tp_rows_file_init(&build.file);
    tp_state_init(&build.state);
    pthread_mutex_lock(&rows->write_lock);
    last = rows->state.segment_count ? rows->state.segments[rows->state.segment_count - 1] : NULL;
    build.limit = last ? last->shown.first_row + atomic_load(&last->count) : 0;
    build.removals = rows->removals;
    pthread_mutex_unlock(&rows->write_lock);
    if (begun)
        begun->call(begun->context);
    status = build_and_switch(&build, path, mark, diag);
    if (status != TP_OK) {
        tp_segment_free(&build.base);
        tp_state_deinit(&build.state);
        tp_rows_file_abandon(&build.file);
    }
    return status;
}

/* Frees what was replaced, when nobody looks at it any more; writers and searches go on. */
static void free_replaced(struct tp_rows *rows)
{
    bool is_done;

    do {
        struct tp_rows_view *past;

        tp_pins_wait(&rows->pins);
        pthread_mutex_lock(&rows->write_lock);
        past = tp_rows_take_past(rows, true);
        is_done = !rows->replaced;
        tp_rows_publish_counts(rows);
        pthread_mutex_unlock(&rows->write_lock);
        tp_rows_views_free(past);
    } while (!is_done);
}

tp_status tp_rows_save_beside(struct tp_rows *rows, const char *path, const uint8_t mark[TP_ROWS_MARK_BYTES],
                              const struct tp_rows_begun *begun, struct tp_diag *diag)
{
    tp_status status;

    pthread_mutex_lock(&rows->compact_lock);
    status = compact(rows, path, mark, begun, diag);
    free_replaced(rows);
    pthread_mutex_unlock(&rows->compact_lock);
    return status;
}

tp_status tp_rows_save(struct tp_rows *rows, const char *path, const uint8_t mark[TP_ROWS_MARK_BYTES],
                       struct tp_diag *diag)
{
    return tp_rows_save_beside(rows, path, mark, NULL, diag);
}

bool tp_rows_is_mapped(struct tp_rows *rows)
{
    bool mapped;

    pthread_mutex_lock(&rows->write_lock);
    mapped = rows->file.fd >= 0;
    pthread_mutex_unlock(&rows->write_lock);
    return mapped;
}

tp_status tp_rows_compact(struct tp_rows *rows, struct tp_diag *diag)
{
    bool is_file, is_needed, is_denied;
    tp_status status = TP_OK;

    pthread_mutex_lock(&rows->compact_lock);
    pthread_mutex_lock(&rows->write_lock);
    is_file = rows->file.fd >= 0;
    is_denied = is_file && rows->file.is_read_only;
    is_needed = rows->state.counts.dead_rows > 0 || rows->state.segment_count > rows->state.has_base;
    pthread_mutex_unlock(&rows->write_lock);
    if (is_denied)
        status = tp_fail(diag, TP_E_DENIED, NULL, -1, "the gallery is open read-only");
    else if (is_needed)
        status = compact(rows, is_file ? rows->file.path : NULL, rows->mark, NULL, diag);
    free_replaced(rows);
    pthread_mutex_unlock(&rows->compact_lock);
    return status;
}
