/* SPDX-License-Identifier: Apache-2.0 */
/* The images of a transaction as files. */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/record_show.h"

enum { PATH_SIZE = 4096, POSITION_NONE = 255 };

/* record03-type14-idc02-position13.png; without what the record does not say. */
static void name_image(const struct tp_record *record, size_t place, const struct tp_record_image *info, char *out,
                       size_t size)
{
    char idc[32] = "", position[32] = "";

    if (tp_record_idc(record) >= 0)
        snprintf(idc, sizeof idc, "-idc%02d", tp_record_idc(record));
    if (info->positions[0] != POSITION_NONE)
        snprintf(position, sizeof position, "-position%02u", info->positions[0]);
    snprintf(out, size, "record%02zu-type%02u%s%s.png", place + 1, tp_record_type(record), idc, position);
}

static tp_status make_folder(const char *folder, struct tp_diag *diag)
{
    if (mkdir(folder, 0777) == 0 || errno == EEXIST)
        return TP_OK;
    return tp_diag_in_file(diag, tp_fail(diag, TP_E_IO, NULL, -1, "cannot make the folder: %s", strerror(errno)),
                           folder);
}

/* An image that cannot be decoded is no reason to leave the others out. */
static void complain(const char *file, tp_status status, const struct tp_diag *why)
{
    struct tp_diag named = *why;
    char line[1024];

    (void)tp_diag_in_file(&named, status, file);
    tp_diag_format(&named, line, sizeof line);
    fprintf(stderr, "tenprint: %s\n", line);
}

static tp_status save(const struct tp_show *show, size_t place, const char *folder, size_t *failed,
                      struct tp_diag *diag)
{
    const struct tp_record *record = tp_transaction_at(show->transaction, place);
    struct tp_record_image info;
    struct tp_image image;
    struct tp_diag why;
    char name[128], path[PATH_SIZE];
    tp_status status;

    if (tp_record_image_info(show->transaction, record, &info, NULL) == TP_E_NOT_FOUND)
        return TP_OK;
    tp_diag_init(&why);
    status = tp_record_image_decode(show->transaction, record, NULL, NULL, &image, &why);
    if (status != TP_OK) {
        complain(show->file, status, &why);
        ++*failed;
        return TP_OK;
    }
    (void)!tp_record_image_info(show->transaction, record, &info, NULL);
    name_image(record, place, &info, name, sizeof name);
    if (snprintf(path, sizeof path, "%s/%s", folder, name) >= (int)sizeof path)
        status = tp_fail(diag, TP_E_ARGUMENT, NULL, -1, "the folder's name is too long");
    else
        status = tp_codec_save(&image, path, diag);
    tp_image_deinit(&image);
    return status;
}

tp_status tp_show_images(const struct tp_show *show, const char *folder, size_t *failed, struct tp_diag *diag)
{
    tp_status status = make_folder(folder, diag);

    *failed = 0;
    for (size_t i = 0; status == TP_OK && i < tp_transaction_count(show->transaction); i++)
        status = save(show, i, folder, failed, diag);
    return status;
}
