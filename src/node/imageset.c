/* SPDX-License-Identifier: Apache-2.0 */
/* Folders of images named <finger>_<impression>.<ext>. */
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "node/node.h"

static bool is_image_extension(const char *extension)
{
    static const char *const known[] = {"png", "pgm", "bmp", "tif", "tiff", "jpg", "jpeg", "jp2", "j2k", "wsq"};

    for (size_t i = 0; i < TP_ARRAY_LENGTH(known); i++)
        if (strcasecmp(extension, known[i]) == 0)
            return true;
    return false;
}

static int wanted(const struct dirent *entry)
{
    const char *dot = strrchr(entry->d_name, '.');

    return entry->d_name[0] != '.' && dot && is_image_extension(dot + 1);
}

static size_t finger_length(const char *name)
{
    const char *underscore = strrchr(name, '_');

    return underscore ? (size_t)(underscore - name) : 0;
}

/* Fingers first, so that the impressions of one stand together whatever their names are. */
static int by_finger_and_impression(const void *a, const void *b)
{
    const struct tp_imageset_file *first = a, *second = b;
    char fingers[2][256];
    int order;

    snprintf(fingers[0], sizeof fingers[0], "%.*s", (int)finger_length(first->name), first->name);
    snprintf(fingers[1], sizeof fingers[1], "%.*s", (int)finger_length(second->name), second->name);
    order = strverscmp(fingers[0], fingers[1]);
    return order ? order : strverscmp(first->name, second->name);
}

static tp_status take_file(const char *folder, const char *file, struct tp_imageset *set, struct tp_diag *diag)
{
    struct tp_imageset_file *out = &set->files[set->count++];
    size_t stem = (size_t)(strrchr(file, '.') - file);

    if (asprintf(&out->path, "%s/%s", folder, file) < 0)
        out->path = NULL;
    out->name = strndup(file, stem);
    if (!out->path || !out->name)
        return tp_fail(diag, TP_E_MEMORY, NULL, -1, "no memory for a list of files");
    stem = finger_length(out->name);
    if (stem == 0 || out->name[stem + 1] == '\0')
        return tp_diag_in_file(
            diag, tp_fail(diag, TP_E_FORMAT, NULL, -1, "an image to evaluate is named FINGER_IMPRESSION.EXT"),
            out->path);
    return TP_OK;
}

static tp_status number_fingers(struct tp_imageset *set, struct tp_diag *diag)
{
    for (size_t i = 0; i < set->count; i++) {
        struct tp_imageset_file *file = &set->files[i], *before = i ? file - 1 : NULL;
        size_t length = finger_length(file->name);
        if (before && strcmp(before->name, file->name) == 0)
            return tp_diag_in_file(
                diag, tp_fail(diag, TP_E_FORMAT, NULL, -1, "two images have the name %s", file->name), file->path);
        if (!before || finger_length(before->name) != length || memcmp(before->name, file->name, length) != 0)
            set->finger_count++;
        file->finger = set->finger_count - 1;
    }
    return TP_OK;
}

static tp_status name_set(const char *folder, struct tp_imageset *set, struct tp_diag *diag)
{
    size_t length = strlen(folder), start;

    while (length > 1 && folder[length - 1] == '/')
        length--;
    for (start = length; start > 0 && folder[start - 1] != '/'; start--)
        ;
    set->name = strndup(folder + start, length - start);
    return set->name ? TP_OK : tp_fail(diag, TP_E_MEMORY, NULL, -1, "no memory for a list of files");
}

static tp_status list_files(const char *folder, struct tp_imageset *set, struct dirent **entries, size_t count,
                            struct tp_diag *diag)
{
    void *memory;
    tp_status status = tp_alloc_zero(&memory, TP_MAX(count, (size_t)1), sizeof *set->files, diag);

    set->files = memory;
    for (size_t i = 0; status == TP_OK && i < count; i++)
        status = take_file(folder, entries[i]->d_name, set, diag);
    if (status != TP_OK)
        return status;
    if (count < 2)
        return tp_fail(diag, TP_E_FORMAT, NULL, -1, "fewer than two images named FINGER_IMPRESSION.EXT");
    qsort(set->files, count, sizeof *set->files, by_finger_and_impression);
    return number_fingers(set, diag);
}

tp_status tp_imageset_open(const char *folder, struct tp_imageset *out, struct tp_diag *diag)
{
    struct dirent **entries;
    int count = scandir(folder, &entries, wanted, alphasort);
    tp_status status;

    memset(out, 0, sizeof *out);
    if (count < 0)
        return tp_diag_in_file(diag,
                               tp_fail(diag, errno == ENOENT || errno == ENOTDIR ? TP_E_NOT_FOUND : TP_E_IO, NULL, -1,
                                       "cannot list the folder: %s", strerror(errno)),
                               folder);
    status = name_set(folder, out, diag);
    if (status == TP_OK)
        status = list_files(folder, out, entries, (size_t)count, diag);
    for (int i = 0; i < count; i++)
        free(entries[i]);
    free(entries);
    if (status != TP_OK)
        tp_imageset_deinit(out);
    return tp_diag_in_file(diag, status, folder);
}

void tp_imageset_deinit(struct tp_imageset *set)
{
    for (size_t i = 0; i < set->count; i++) {
        free(set->files[i].path);
        free(set->files[i].name);
    }
    free(set->files);
    free(set->name);
    memset(set, 0, sizeof *set);
}
