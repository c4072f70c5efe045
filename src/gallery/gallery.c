/* SPDX-License-Identifier: Apache-2.0 */
/* A gallery as its users see it: rows of what impressions leave behind, made here from templates. */
#include "gallery/gallery.h"

#include <stdlib.h>
#include <string.h>

#include "gallery/prints.h"

_Static_assert(TP_GALLERY_MARK_BYTES == TP_ROWS_MARK_BYTES, "one mark");

/* A gallery around ROWS, which it owns from now on, also when this fails. */
static tp_status gallery_make(struct tp_rows *rows, struct tp_gallery **out, struct tp_diag *diag)
{
    struct tp_gallery *gallery = calloc(1, sizeof *gallery);

    *out = NULL;
    if (!gallery || !(gallery->shelf = calloc(1, sizeof *gallery->shelf))) {
        free(gallery);
        tp_rows_free(&rows);
        return tp_fail(diag, TP_E_MEMORY, NULL, -1, "no memory for a gallery");
    }
    gallery->rows = rows;
    *out = gallery;
    return TP_OK;
}

tp_status tp_gallery_new(struct tp_gallery **out, struct tp_diag *diag)
{
    struct tp_rows *rows;
    tp_status status = tp_rows_new(&rows, diag);

    *out = NULL;
    return status == TP_OK ? gallery_make(rows, out, diag) : status;
}

void tp_gallery_free(struct tp_gallery **slot)
{
    struct tp_gallery *gallery = *slot;

    if (!gallery)
        return;
    tp_searcher_clear(gallery->shelf);
    free(gallery->shelf);
    tp_rows_free(&gallery->rows);
    free(gallery);
    *slot = NULL;
}

/* ---- changes ------------------------------------------------------------------------------------------------------
 */

static tp_status check_arguments(const char *id, const struct tp_template *const *templates, size_t count,
                                 struct tp_diag *diag)
{
    size_t counts[TP_POSITION_COUNT] = {0};

    if (id[0] == '\0' || strlen(id) >= TP_SUBJECT_ID_MAX)
        return tp_fail(diag, TP_E_ARGUMENT, "subject", -1, "the identifier must have 1 to %d bytes",
                       TP_SUBJECT_ID_MAX - 1);
    if (count == 0)
        return tp_fail(diag, TP_E_ARGUMENT, "subject", -1, "no impression for %s", id);
    for (size_t i = 0; i < count; i++) {
        if (templates[i]->position > TP_POSITION_MAX)
            return tp_fail(diag, TP_E_ARGUMENT, "position", -1, "%u is no finger position", templates[i]->position);
        if (++counts[templates[i]->position] > UINT16_MAX)
            return tp_fail(diag, TP_E_LIMIT, NULL, -1, "subject %s: more than %d impressions of finger %u", id,
                           UINT16_MAX, templates[i]->position);
    }
    return TP_OK;
}

tp_status tp_gallery_add_all(struct tp_gallery *gallery, const char *subject,
                             const struct tp_template *const *templates, size_t count, struct tp_diag *diag)
{
    struct tp_prints prints = {0};
    tp_status status = check_arguments(subject, templates, count, diag);

    if (status == TP_OK)
        status = tp_prints_make(&prints, templates, count, diag);
    if (status == TP_OK)
        status = tp_rows_add(gallery->rows, subject, prints.rows, count, diag);
    tp_prints_deinit(&prints);
    return status;
}

tp_status tp_gallery_add(struct tp_gallery *gallery, const char *subject, const struct tp_template *tmpl,
                         struct tp_diag *diag)
{
    return tp_gallery_add_all(gallery, subject, &tmpl, 1, diag);
}

tp_status tp_gallery_remove(struct tp_gallery *gallery, const char *subject, struct tp_diag *diag)
{
    return tp_rows_remove(gallery->rows, subject, diag);
}

/* ---- what is there ------------------------------------------------------------------------------------------------
 */

bool tp_gallery_contains(const struct tp_gallery *gallery, const char *subject, uint32_t *impression_count)
{
    uint32_t count = 0;
    bool found = tp_rows_contains(gallery->rows, subject, &count);

    if (impression_count)
        *impression_count = count;
    return found;
}

static struct tp_rows_counts count_all(const struct tp_gallery *gallery)
{
    struct tp_rows_counts counts;

    tp_rows_count(gallery->rows, &counts);
    return counts;
}

size_t tp_gallery_subject_count(const struct tp_gallery *gallery)
{
    return count_all(gallery).subjects;
}

size_t tp_gallery_impression_count(const struct tp_gallery *gallery)
{
    return count_all(gallery).impressions;
}

size_t tp_gallery_size_bytes(const struct tp_gallery *gallery)
{
    return count_all(gallery).size_bytes;
}

/* ---- files --------------------------------------------------------------------------------------------------------
 */

tp_status tp_gallery_save(struct tp_gallery *gallery, const char *path, const uint8_t mark[TP_GALLERY_MARK_BYTES],
                          struct tp_diag *diag)
{
    return tp_rows_save(gallery->rows, path, mark, diag);
}

tp_status tp_gallery_save_beside(struct tp_gallery *gallery, const char *path,
                                 const uint8_t mark[TP_GALLERY_MARK_BYTES], tp_gallery_begun_fn *begun, void *context,
                                 struct tp_diag *diag)
{
    const struct tp_rows_begun called = {begun, context};

    return tp_rows_save_beside(gallery->rows, path, mark, &called, diag);
}

bool tp_gallery_is_mapped(const struct tp_gallery *gallery)
{
    return tp_rows_is_mapped(gallery->rows);
}

tp_status tp_gallery_map(const char *path, bool read_only, struct tp_gallery **out, uint8_t mark[TP_GALLERY_MARK_BYTES],
                         struct tp_diag *diag)
{
    struct tp_rows *rows;
    tp_status status = tp_rows_map(path, read_only, &rows, mark, diag);

    *out = NULL;
    return status == TP_OK ? gallery_make(rows, out, diag) : status;
}

tp_status tp_gallery_compact(struct tp_gallery *gallery, struct tp_diag *diag)
{
    if (tp_rows_is_mapped(gallery->rows))
        return tp_fail(diag, TP_E_CONFLICT, NULL, -1, "the gallery goes on with a file, and is to be saved instead");
    return tp_rows_compact(gallery->rows, diag);
}
