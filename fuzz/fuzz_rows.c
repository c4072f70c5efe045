/* SPDX-License-Identifier: Apache-2.0 */
/* Fuzz target: a gallery's file. The input changes a sound one: a byte of flags, then five bytes for each change, where
 * (little endian) and to what. What maps nevertheless is read, added to and removed from; nothing of that may fault. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "gallery/rows_parts.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size_bytes);

enum { SEAL_HEAD = 1, SEAL_ROWS = 2, READ_ONLY = 4, CUT = 8, PEOPLE = 6 };

static uint8_t *sound, *changed;
static size_t sound_bytes;

static void must(bool is_true)
{
    TP_ASSERT(is_true);
}

static void add(struct tp_rows *rows, const char *name, unsigned count)
{
    struct tp_row_print prints[2 * TP_POSITION_COUNT];
    static struct tp_signature signature;
    static struct tp_code code;
    static uint8_t packed[300];

    memset(packed, name[0], sizeof packed);
    memset(&code, name[0], sizeof code);
    memset(&signature, name[0], sizeof signature);
    for (unsigned i = 0; i < count; i++)
        prints[i] = (struct tp_row_print){(uint8_t)(i % TP_POSITION_COUNT), 50, &code, &signature, packed,
                                          (uint16_t)(100 + 9 * i)};
    must(tp_rows_add(rows, name, prints, count, NULL) == TP_OK);
}

/* Some have one row, some two. */
static void make_sound(void)
{
    static const uint8_t mark[TP_ROWS_MARK_BYTES] = {5};
    char folder[] = "/tmp/tenprint_fuzz_XXXXXX", path[64], name[2] = "a";
    struct tp_rows *rows;

    must(mkdtemp(folder) != NULL);
    snprintf(path, sizeof path, "%s/gallery", folder);
    must(tp_rows_new(&rows, NULL) == TP_OK);
    for (unsigned i = 0; i < PEOPLE; i++, name[0]++)
        add(rows, name, i % 2 ? 4 + i : 2 * TP_POSITION_COUNT - i);
    must(tp_rows_save(rows, path, mark, NULL) == TP_OK);
    must(tp_rows_remove(rows, "c", NULL) == TP_OK);
    tp_rows_free(&rows);
    must(tp_file_read(path, 1u << 24, &sound, &sound_bytes, NULL) == TP_OK);
    changed = malloc(sound_bytes);
    must(changed && unlink(path) == 0 && rmdir(folder) == 0);
}

/* So that what lies behind the checks is reached. */
static void seal(unsigned flags)
{
    struct tp_rows_head *head = (void *)changed;
    struct tp_layout layout;
    struct tp_row *rows;
    uint32_t *checks;

    if (flags & SEAL_HEAD)
        head->check = tp_rows_head_check(head);
    if (!(flags & SEAL_ROWS) || tp_rows_check_head(head, sound_bytes, &layout, NULL) != TP_OK)
        return;
    rows = (void *)(changed + layout.rows);
    checks = (void *)(changed + layout.checks);
    for (uint32_t i = 0; i < head->count; i++)
        checks[i] = tp_row_field_check(&rows[i]);
}

static uint64_t look_at_row(struct tp_rows *rows, const struct tp_view *view, const struct tp_segment *segment,
                            uint32_t i)
{
    uint64_t sum = tp_row_intact(segment, i) + strlen(tp_row_name(segment, i));
    uint32_t at, count;

    sum += tp_view_find(view, tp_row_next(segment, i), &at) != NULL;
    sum += tp_view_find(view, segment->rows[i].head, &at) != NULL;
    for (unsigned p = 0; p < TP_POSITION_COUNT; p++) {
        if (segment->rows[i].sizes[p] == 0)
            continue;
        for (unsigned b = 0; b < segment->rows[i].sizes[p]; b++)
            sum += tp_row_packed(segment, i, p)[b];
        sum += segment->codes[p][i / TP_SCREEN_LANES].words[7][i % TP_SCREEN_LANES];
        sum += segment->signatures[p][i].count;
    }
    return sum + tp_rows_contains(rows, tp_row_name(segment, i), &count);
}

static uint64_t look(struct tp_rows *rows)
{
    struct tp_rows_pin pin;
    uint64_t sum = 0;

    tp_rows_pin(rows, &pin);
    for (size_t s = 0; s < pin.view->segment_count; s++)
        for (uint32_t i = 0; i < atomic_load(pin.view->segments[s]->count); i++)
            if (tp_row_alive(pin.view->segments[s], i))
                sum += look_at_row(rows, pin.view, pin.view->segments[s], i);
    tp_rows_unpin(&pin);
    return sum;
}

static void use(struct tp_rows *rows)
{
    tp_status status;

    (void)look(rows);
    add(rows, "b", 12);
    add(rows, "z", 3);
    status = tp_rows_remove(rows, "b", NULL);
    must(status == TP_OK || status == TP_E_DENIED || status == TP_E_IO);
    status = tp_rows_remove(rows, "a", NULL);
    must(status == TP_OK || status == TP_E_DENIED || status == TP_E_NOT_FOUND || status == TP_E_IO);
    (void)look(rows);
}

static void map_changed(size_t size_bytes, bool is_read_only)
{
    uint8_t mark[TP_ROWS_MARK_BYTES];
    struct tp_rows *rows;
    struct tp_diag diag;
    char path[64];
    tp_status status;
    int fd = memfd_create("gallery", MFD_CLOEXEC);

    must(fd >= 0 && write(fd, changed, size_bytes) == (ssize_t)size_bytes);
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    tp_diag_init(&diag);
    status = tp_rows_map(path, is_read_only, &rows, mark, &diag);
    must(diag.status == status && (status == TP_OK) == (rows != NULL));
    must(status == TP_OK || status == TP_E_FORMAT || status == TP_E_VERSION);
    if (rows)
        use(rows);
    tp_rows_free(&rows);
    close(fd);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size_bytes)
{
    struct tp_cursor cursor = tp_cursor_over(data, size_bytes);
    unsigned flags = tp_read_u8(&cursor);
    size_t left;

    if (!sound)
        make_sound();
    memcpy(changed, sound, sound_bytes);
    left = flags & CUT ? tp_read_u32le(&cursor) % (sound_bytes + 1) : sound_bytes;
    while (tp_cursor_left(&cursor) >= 5) {
        size_t at = tp_read_u32le(&cursor) % sound_bytes;
        changed[at] = tp_read_u8(&cursor);
    }
    seal(flags);
    map_changed(left, flags & READ_ONLY);
    return 0;
}
