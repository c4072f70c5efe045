/* SPDX-License-Identifier: Apache-2.0 */
/* What a crash in the middle of a removal leaves, and rows that lie: a base in memory is changed by hand. */
#include "test.h"

#include "crowd.h"
#include "gallery/rows_parts.h"

/* A compacted gallery; every third person has several rows. */
static struct tp_rows *make(struct crowd *crowd)
{
    struct tp_rows *rows;
    char name[32];

    assert_ok(tp_rows_new(&rows, DIAG));
    for (uint32_t i = 0; i < 30; i++) {
        snprintf(name, sizeof name, "person %u", i);
        crowd_add(crowd, rows, name, i * 50, i % 3 ? 1 + i % 4 : 50);
    }
    assert_ok(tp_rows_compact(rows, DIAG));
    return rows;
}

static uint32_t head_of(struct tp_rows *rows, const char *name)
{
    struct tp_name_entry *entry;

    return tp_state_find(&rows->state, name, &entry);
}

static tp_status check(struct tp_rows *rows)
{
    bool is_partial;

    return tp_rows_check_base(rows->state.segments[0], &is_partial, DIAG);
}

/* ---- interrupted removals ---------------------------------------------------------------------------------------- */

static int syncs_until_failure;

static tp_status count_sync(void *context, struct tp_diag *diag)
{
    (void)context;
    return syncs_until_failure-- > 0 ? TP_OK : tp_fail(diag, TP_E_IO, NULL, -1, "no disk");
}

/* Does what a removal does up to STEP. The third of the rows may be marked or not when the marks are not synced. */
static void remove_up_to(struct tp_rows *rows, const char *name, unsigned step)
{
    struct tp_rows_segment *base = rows->state.segments[0];
    struct tp_name_entry *entry;
    uint32_t head = tp_state_find(&rows->state, name, &entry), k = 0;

    for (uint32_t row = head, next; row != TP_ROW_NONE; row = next, k++) {
        next = tp_row_next(&base->shown, row);
        if (step == 0 ? k == 0 : step == 1 ? k != 0 : true)
            atomic_store(&base->shown.rows[row].alive, 0);
        if (step >= 3 || (step == 2 && k == 1))
            tp_segment_wipe_content(base, row);
        if (step >= 4 && k % 2 == 0)
            tp_segment_wipe_row(base, row);
    }
    if (step >= 3)
        tp_name_entry_remove(entry);
}

/* Of a name that was zeroed in part: its end. */
static void a_half_name_goes(void **state)
{
    struct crowd crowd = {0};
    struct tp_rows *rows = make(&crowd);
    struct tp_rows_segment *base = rows->state.segments[0];
    struct tp_name_entry *entry;
    uint32_t head = tp_state_find(&rows->state, "person 9", &entry);
    char *name = (char *)base->memory + base->layout.names + base->shown.rows[head].name;

    (void)state;
    remove_up_to(rows, "person 9", 0);
    memset(name, 0, 4);
    syncs_until_failure = 3;
    assert_ok(tp_rows_complete_removals(base, count_sync, NULL, DIAG));
    assert_memory_equal(name, "\0\0\0\0\0\0\0\0", 8);
    assert_int_equal(name[-1], 0);
    assert_string_equal(name + sizeof "person 9", "person 10");
    assert_ok(check(rows));
    crowd_deinit(&crowd);
    tp_rows_free(&rows);
}

static void count_again(struct tp_rows *rows)
{
    struct tp_rows_segment *base = rows->state.segments[0];

    memset(&rows->state.counts, 0, sizeof rows->state.counts);
    rows->state.segment_count = 0;
    assert_ok(tp_state_set_base(&rows->state, base, DIAG));
    tp_rows_publish_counts(rows);
}

static void interrupted_removals_are_completed(void **state)
{
    (void)state;
    for (unsigned step = 0; step < 5; step++) {
        struct crowd crowd = {0};
        struct tp_rows *rows = make(&crowd);
        struct tp_rows_segment *base = rows->state.segments[0];
        bool is_partial;

        assert_ok(tp_rows_check_base(base, &is_partial, DIAG));
        assert_false(is_partial);
        remove_up_to(rows, "person 9", step);
        remove_up_to(rows, "person 10", step == 1 ? 0 : step);
        assert_ok(tp_rows_check_base(base, &is_partial, DIAG));
        assert_true(is_partial);
        for (int failure = 0; failure < 3; failure++) { /* and once more interrupted */
            syncs_until_failure = failure;
            assert_int_equal(tp_rows_complete_removals(base, count_sync, NULL, DIAG), TP_E_IO);
            assert_ok(check(rows));
        }
        syncs_until_failure = 3;
        assert_ok(tp_rows_complete_removals(base, count_sync, NULL, DIAG));
        assert_ok(tp_rows_check_base(base, &is_partial, DIAG));
        assert_false(is_partial);
        crowd_forget(&crowd, "person 9");
        crowd_forget(&crowd, "person 10");
        count_again(rows);
        check_crowd(rows, &crowd);
        crowd_deinit(&crowd);
        tp_rows_free(&rows);
    }
}

/* ---- rows that lie ----------------------------------------------------------------------------------------------- */

static void seal(struct tp_rows *rows, uint32_t row)
{
    tp_segment_checks(rows->state.segments[0])[row] = tp_row_field_check(&rows->state.segments[0]->shown.rows[row]);
}

static void lie(struct tp_rows *rows, unsigned which, uint32_t head, struct tp_row *row)
{
    const struct tp_layout *layout = &rows->state.segments[0]->layout;
    const uint64_t records[] = {layout->record_bytes, UINT64_MAX - 5};
    const uint32_t names[] = {(uint32_t)layout->name_bytes, UINT32_MAX, (uint32_t)layout->name_bytes - 1};
    const uint32_t heads[] = {head + 1, UINT32_MAX, 0};
    const uint32_t nexts[] = {head, (uint32_t)rows->state.counts.rows, head - 1, head_of(rows, "person 10")};

    if (which < 2)
        row->record = records[which];
    else if (which < 5)
        row->name = names[which - 2];
    else if (which < 8)
        row->head = heads[which - 5];
    else if (which < 12)
        atomic_store(&row->next, nexts[which - 8]);
    else if (which == 12)
        memset(row->sizes, 0, sizeof row->sizes);
    else
        atomic_store(&row->alive, 1);
}

/* Each lie is told with a check that fits. */
static void rows_are_not_believed(void **state)
{
    struct crowd crowd = {0};
    struct tp_rows *rows = make(&crowd);
    uint32_t head = head_of(rows, "person 9");
    struct tp_row *row = &rows->state.segments[0]->shown.rows[head], saved;

    (void)state;
    memcpy(&saved, row, sizeof saved);
    for (unsigned which = 0; which < 14; which++) {
        lie(rows, which, head, row);
        seal(rows, head);
        assert_int_equal(check(rows), TP_E_FORMAT);
        memcpy(row, &saved, sizeof saved);
        seal(rows, head);
        assert_ok(check(rows));
    }
    row->qualities[3] ^= 1; /* without */
    assert_int_equal(check(rows), TP_E_FORMAT);
    crowd_deinit(&crowd);
    tp_rows_free(&rows);
}

static void positions_without_columns_are_not_believed(void **state)
{
    struct crowd crowd = {0};
    struct crowd_print print;
    struct tp_rows *rows;
    uint32_t index;

    (void)state;
    assert_ok(tp_rows_new(&rows, DIAG));
    crowd_print_make(1, &print);
    crowd_add(&crowd, rows, "anna", 1, 1);
    assert_ok(tp_rows_compact(rows, DIAG));
    (void)tp_state_segment(&rows->state, 0, &index);
    rows->state.segments[0]->shown.rows[0].sizes[(print.position + 1) % TP_POSITION_COUNT] = 1;
    seal(rows, 0);
    assert_int_equal(check(rows), TP_E_FORMAT);
    crowd_deinit(&crowd);
    tp_rows_free(&rows);
}

static void names_are_not_believed(void **state)
{
    struct crowd crowd = {0};
    struct tp_rows *rows = make(&crowd);
    struct tp_name_entry *entry, saved;
    uint32_t head = tp_state_find(&rows->state, "person 9", &entry);
    struct tp_name_index index = tp_segment_index(rows->state.segments[0]);
    uint64_t far = (uint64_t)(entry - index.entries); /* the second of two free slots behind it */

    (void)state;
    saved = *entry;
    while (index.entries[far].row_plus_1 != 0 || index.entries[(far - 1) & (index.slots - 1)].row_plus_1 != 0)
        far = (far + 1) & (index.slots - 1);
    for (unsigned lie = 0; lie < 6; lie++) {
        switch (lie) {
        case 0:
            entry->hash ^= 1;
            break;
        case 1:
            entry->row_plus_1 = UINT32_MAX - 7;
            break;
        case 2:
            entry->row_plus_1 = head + 2;
            break; /* not its first row */
        case 3:
            tp_name_entry_remove(entry);
            break;
        case 4: /* from a slot where a search for the name begins to one where none ends */
            index.entries[far] = *entry;
            tp_name_entry_remove(entry);
            break;
        default:
            entry->row_plus_1 = head_of(rows, "person 10") + 1;
            break;
        }
        assert_int_equal(check(rows), TP_E_FORMAT);
        *entry = saved;
        index.entries[far] = (struct tp_name_entry){0};
        assert_ok(check(rows));
    }
    crowd_deinit(&crowd);
    tp_rows_free(&rows);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(interrupted_removals_are_completed),
    cmocka_unit_test(a_half_name_goes),
    cmocka_unit_test(rows_are_not_believed),
    cmocka_unit_test(positions_without_columns_are_not_believed),
    cmocka_unit_test(names_are_not_believed),
};

TP_TEST_MAIN(tests)
