/* SPDX-License-Identifier: Apache-2.0 */
/* Adding to a gallery, removing from it, and showing it to readers. */
#include "gallery/rows.h"

#include <stdlib.h>
#include <string.h>

#include "gallery/rows_parts.h"
#include <tenprint/gallery.h>

/* ---- views ------------------------------------------------------------------------------------------------------- */

tp_status tp_rows_view_new(const struct tp_rows_state *state, uint64_t generation, struct tp_rows_view **out,
                           struct tp_diag *diag)
{
    size_t count = state->segment_count;
    struct tp_rows_view *view = calloc(1, sizeof *view + count * sizeof view->segments[0]);

    *out = view;
    if (!view)
        return tp_fail(diag, TP_E_MEMORY, NULL, -1, "no memory for a view of a gallery");
    for (size_t i = 0; i < count; i++)
        view->segments[i] = &state->segments[i]->shown;
    view->shown = (struct tp_view){view->segments, count, generation};
    return TP_OK;
}

static void view_free(struct tp_rows_view *view)
{
    tp_state_deinit(&view->rest);
    free(view);
}

struct tp_rows_view *tp_rows_take_past(struct tp_rows *rows, bool with_rest)
{
    struct tp_rows_view **link = &rows->replaced, *taken = NULL;

    while (*link) {
        struct tp_rows_view *view = *link;
        if ((!with_rest && view->rest.segment_count > 0) || !tp_pins_are_past(&rows->pins, view->epoch)) {
            link = &view->next;
            continue;
        }
        *link = view->next;
        view->next = taken;
        taken = view;
    }
    return taken;
}

void tp_rows_views_free(struct tp_rows_view *views)
{
    while (views) {
        struct tp_rows_view *next = views->next;
        view_free(views);
        views = next;
    }
}

void tp_rows_show(struct tp_rows *rows, struct tp_rows_view *view, const struct tp_rows_state *rest)
{
    struct tp_rows_view *before = atomic_exchange(&rows->view, view);

    if (rest)
        before->rest = *rest;
    before->epoch = tp_pins_turn(&rows->pins);
    before->next = rows->replaced;
    rows->replaced = before;
    tp_rows_views_free(tp_rows_take_past(rows, false));
}

const struct tp_segment *tp_view_find(const struct tp_view *view, uint32_t row, uint32_t *index)
{
    size_t low = 0, high = view->segment_count;

    *index = 0;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (view->segments[middle]->first_row <= row)
            low = middle;
        else
            high = middle;
    }
    if (low == high ||
        row - view->segments[low]->first_row >= atomic_load_explicit(view->segments[low]->count, memory_order_acquire))
        return NULL;
    *index = row - view->segments[low]->first_row;
    return view->segments[low];
}

void tp_rows_pin(struct tp_rows *rows, struct tp_rows_pin *pin)
{
    pin->slot = tp_pins_take(&rows->pins, (uintptr_t)pin);
    pin->view = &atomic_load(&rows->view)->shown;
}

void tp_rows_unpin(struct tp_rows_pin *pin)
{
    tp_pins_give(pin->slot);
    pin->slot = NULL;
    pin->view = NULL;
}

/* ---- life -------------------------------------------------------------------------------------------------------- */

tp_status tp_rows_new(struct tp_rows **out, struct tp_diag *diag)
{
    struct tp_rows_view *view;
    struct tp_rows *rows;
    void *memory;
    tp_status status = tp_alloc_zero(&memory, 1, sizeof *rows, diag);

    *out = NULL;
    if (status != TP_OK)
        return status;
    rows = memory;
    tp_state_init(&rows->state);
    tp_rows_file_init(&rows->file);
    status = tp_pins_init(&rows->pins, diag);
    if (status == TP_OK)
        status = tp_rows_view_new(&rows->state, 1, &view, diag);
    if (status != TP_OK) {
        tp_pins_deinit(&rows->pins);
        free(rows);
        return status;
    }
    atomic_init(&rows->view, view);
    rows->generation = 1;
    tp_rows_publish_counts(rows);
    pthread_mutex_init(&rows->compact_lock, NULL);
    pthread_mutex_init(&rows->write_lock, NULL);
    *out = rows;
    return TP_OK;
}

void tp_rows_free(struct tp_rows **slot)
{
    struct tp_rows *rows = *slot;

    if (!rows)
        return;
    tp_rows_views_free(tp_rows_take_past(rows, true)); /* all: no pin is held */
    view_free(atomic_load(&rows->view));
    tp_state_deinit(&rows->state);
    tp_rows_file_close(&rows->file);
    tp_pins_deinit(&rows->pins);
    pthread_mutex_destroy(&rows->write_lock);
    pthread_mutex_destroy(&rows->compact_lock);
    free(rows);
    *slot = NULL;
}

tp_status tp_rows_map(const char *path, bool read_only, struct tp_rows **out, uint8_t mark[TP_ROWS_MARK_BYTES],
                      struct tp_diag *diag)
{
    struct tp_rows_segment *base = NULL;
    struct tp_rows_view *view;
    tp_status status = tp_rows_new(out, diag);

    memset(mark, 0, TP_ROWS_MARK_BYTES);
    if (status != TP_OK)
        return status;
    status = tp_rows_file_open(path, read_only, &(*out)->file, &base, diag);
    if (status == TP_OK)
        status = tp_state_set_base(&(*out)->state, base, diag);
    if (status == TP_OK)
        base = NULL;
    if (status == TP_OK)
        status = tp_rows_view_new(&(*out)->state, 1, &view, diag);
    tp_segment_free(&base);
    if (status != TP_OK) {
        tp_rows_free(out);
        return status;
    }
    tp_rows_show(*out, view, NULL);
    tp_rows_publish_counts(*out);
    memcpy((*out)->mark, tp_rows_file_head((*out)->state.segments[0])->mark, TP_ROWS_MARK_BYTES);
    memcpy(mark, (*out)->mark, TP_ROWS_MARK_BYTES);
    return TP_OK;
}

/* ---- writing ----------------------------------------------------------------------------------------------------- */

tp_status tp_rows_add_locked(struct tp_rows *rows, const char *subject, const struct tp_row_print *prints, size_t count,
                             struct tp_diag *diag)
{
    struct tp_rows_state *state = &rows->state;
    struct tp_rows_view *view;
    struct tp_addition addition;
    tp_status status = tp_addition_init(state, subject, prints, count, &addition, diag);

    if (status == TP_OK)
        status = tp_state_reserve(state, &addition, diag);
    if (status == TP_OK && state->segment_count != atomic_load(&rows->view)->shown.segment_count) {
        status = tp_rows_view_new(state, rows->generation, &view, diag);
        if (status == TP_OK)
            tp_rows_show(rows, view, NULL);
    }
    if (status == TP_OK)
        tp_state_write(state, &addition);
    tp_rows_publish_counts(rows);
    tp_addition_deinit(&addition);
    return status;
}

tp_status tp_rows_add(struct tp_rows *rows, const char *subject, const struct tp_row_print *prints, size_t count,
                      struct tp_diag *diag)
{
    tp_status status;

    pthread_mutex_lock(&rows->write_lock);
    status = tp_rows_add_locked(rows, subject, prints, count, diag);
    pthread_mutex_unlock(&rows->write_lock);
    return status;
}

/* Marks the rows of a chain dead and takes them from the counts. */
static void mark_dead(struct tp_rows_state *state, uint32_t head)
{
    for (uint32_t row = head; row != TP_ROW_NONE; row = tp_state_next(state, row)) {
        uint32_t index;
        struct tp_rows_segment *segment = tp_state_segment(state, row, &index);

        atomic_store(&segment->shown.rows[index].alive, 0);
        state->counts.impressions -= tp_row_impressions(&segment->shown.rows[index]);
        state->counts.dead_rows++;
    }
    state->counts.subjects--;
    if (state->tail.head == head)
        state->tail.length = 0;
}

static void wipe(struct tp_rows_state *state, uint32_t head,
                 void (*wipe_one)(struct tp_rows_segment *segment, uint32_t index))
{
    for (uint32_t row = head, next; row != TP_ROW_NONE; row = next) {
        uint32_t index;
        struct tp_rows_segment *segment = tp_state_segment(state, row, &index);

        next = tp_row_next(&segment->shown, index);
        wipe_one(segment, index);
    }
}

/* Waits for the disk where the file was changed. The first failure is kept: the removal goes on. */
static void sync_if(struct tp_rows *rows, bool is_in_file, tp_status *status, struct tp_diag *diag)
{
    tp_status synced = is_in_file ? tp_rows_file_sync(&rows->file, rows->state.segments[0], diag) : TP_OK;

    if (*status == TP_OK)
        *status = synced;
}

/* The order is what makes it durable: a subject that is marked dead on the disk is zeroed at the latest when the file
 * is mapped again, and its rows, which tell where its bytes are, go last. */
static tp_status remove_locked(struct tp_rows *rows, const char *subject, struct tp_diag *diag)
{
    struct tp_rows_state *state = &rows->state;
    tp_status status = TP_OK;
    struct tp_name_entry *entry;
    uint32_t head = tp_state_find(state, subject, &entry);
    bool is_in_file;

    if (head == TP_ROW_NONE)
        return tp_fail(diag, TP_E_NOT_FOUND, NULL, -1, "there is no subject %.*s", TP_SUBJECT_ID_MAX, subject);
    is_in_file = state->segments[0]->is_file && head < atomic_load(&state->segments[0]->count);
    if (is_in_file && rows->file.is_read_only)
        return tp_fail(diag, TP_E_DENIED, NULL, -1, "the gallery is open read-only");
    mark_dead(state, head);
    tp_rows_publish_counts(rows);
    rows->removals++;
    sync_if(rows, is_in_file, &status, diag);
    tp_pins_wait(&rows->pins);
    wipe(state, head, tp_segment_wipe_content);
    tp_name_entry_remove(entry);
    sync_if(rows, is_in_file, &status, diag);
    wipe(state, head, tp_segment_wipe_row);
    sync_if(rows, is_in_file, &status, diag);
    return status;
}

tp_status tp_rows_remove(struct tp_rows *rows, const char *subject, struct tp_diag *diag)
{
    tp_status status;

    pthread_mutex_lock(&rows->write_lock);
    status = remove_locked(rows, subject, diag);
    pthread_mutex_unlock(&rows->write_lock);
    return status;
}

/* ---- asking ------------------------------------------------------------------------------------------------------ */

bool tp_rows_contains(struct tp_rows *rows, const char *subject, uint32_t *impression_count)
{
    struct tp_name_entry *entry;
    uint32_t head;

    *impression_count = 0;
    pthread_mutex_lock(&rows->write_lock);
    head = tp_state_find(&rows->state, subject, &entry);
    for (uint32_t row = head; row != TP_ROW_NONE; row = tp_state_next(&rows->state, row)) {
        uint32_t index;
        const struct tp_rows_segment *segment = tp_state_segment(&rows->state, row, &index);
        *impression_count += tp_row_impressions(&segment->shown.rows[index]);
    }
    pthread_mutex_unlock(&rows->write_lock);
    return head != TP_ROW_NONE;
}

bool tp_rows_is_replaced(struct tp_rows *rows)
{
    bool is_replaced;

    pthread_mutex_lock(&rows->write_lock);
    is_replaced = tp_rows_file_is_replaced(&rows->file);
    pthread_mutex_unlock(&rows->write_lock);
    return is_replaced;
}

void tp_rows_publish_counts(struct tp_rows *rows)
{
    const struct tp_rows_counts *counts = &rows->state.counts;
    size_t size_bytes = sizeof *rows + tp_pins_size_bytes(&rows->pins) + tp_state_size_bytes(&rows->state);

    for (const struct tp_rows_view *view = rows->replaced; view; view = view->next)
        size_bytes += tp_state_size_bytes(&view->rest);
    atomic_store_explicit(&rows->counts.subjects, counts->subjects, memory_order_relaxed);
    atomic_store_explicit(&rows->counts.impressions, counts->impressions, memory_order_relaxed);
    atomic_store_explicit(&rows->counts.rows, counts->rows, memory_order_relaxed);
    atomic_store_explicit(&rows->counts.dead_rows, counts->dead_rows, memory_order_relaxed);
    atomic_store_explicit(&rows->counts.size_bytes, size_bytes, memory_order_relaxed);
}

void tp_rows_count(const struct tp_rows *rows, struct tp_rows_counts *out)
{
    out->subjects = atomic_load_explicit(&rows->counts.subjects, memory_order_relaxed);
    out->impressions = atomic_load_explicit(&rows->counts.impressions, memory_order_relaxed);
    out->rows = atomic_load_explicit(&rows->counts.rows, memory_order_relaxed);
    out->dead_rows = atomic_load_explicit(&rows->counts.dead_rows, memory_order_relaxed);
    out->size_bytes = atomic_load_explicit(&rows->counts.size_bytes, memory_order_relaxed);
}
