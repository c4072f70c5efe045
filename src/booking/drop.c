/* SPDX-License-Identifier: Apache-2.0 */
/* The drop folder. A file is taken under a key made of its bytes, its receipt is written, and only then is it removed:
 * whatever a crash leaves is done again and gives the same booking. Nothing of the person stays in the folder but in
 * what was refused. */
#include <dirent.h>
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "booking/parts.h"

enum { PATH_BYTES = 1024, FILE_MAX_BYTES = 64 << 20, FILES_MAX = 1000, SETTLED_S = 3, PAUSE_S = 1 };

#define ACCOUNT "drop-folder"
#define PURPOSE "criminal-identification"

struct file {
    struct tp_exchange *exchange;
    const char *folder;
    char name[256], path[PATH_BYTES];
    uint8_t *data; /* owned */
    size_t size_bytes;
    char digest[2 * TP_SHA256_BYTES + 1];
};

/* ---- names --------------------------------------------------------------------------------------------------------
 */

static tp_status join(const char *folder, const char *inner, const char *name, const char *suffix, char out[PATH_BYTES],
                      struct tp_diag *diag)
{
    int length = snprintf(out, PATH_BYTES, "%s/%s%s%s", folder, inner, name, suffix);

    return length < PATH_BYTES ? TP_OK : tp_fail(diag, TP_E_LIMIT, folder, -1, "the path is too long");
}

static tp_status make_folder(const char *folder, const char *name, struct tp_diag *diag)
{
    char path[PATH_BYTES];
    tp_status status = join(folder, name, "", "", path, diag);

    if (status == TP_OK && mkdir(path, 0700) != 0 && errno != EEXIST)
        status = tp_diag_in_file(diag, tp_fail(diag, TP_E_IO, NULL, -1, "the folder cannot be made"), path);
    return status;
}

/* ---- one file -----------------------------------------------------------------------------------------------------
 */

static tp_status write_text(const struct file *file, const char *inner, const char *suffix, const void *data,
                            size_t size_bytes, struct tp_diag *diag)
{
    char path[PATH_BYTES];
    tp_status status = join(file->folder, inner, file->name, suffix, path, diag);

    return status == TP_OK ? tp_file_write(path, data, size_bytes, diag) : status;
}

static tp_status remove_file(const struct file *file, struct tp_diag *diag)
{
    if (unlink(file->path) != 0 && errno != ENOENT)
        return tp_diag_in_file(diag, tp_fail(diag, TP_E_IO, NULL, -1, "the file cannot be removed"), file->path);
    return TP_OK;
}

static tp_status finish_taken(const struct file *file, const char *id, struct tp_diag *diag)
{
    char text[128];
    int length = snprintf(text, sizeof text, "{\"booking\": \"%s\"}\n", id);
    tp_status status = write_text(file, "done/", ".json", text, (size_t)length, diag);

    return status == TP_OK ? remove_file(file, diag) : status;
}

static tp_status write_errt(const struct file *file, const struct tp_booking_input *input, const struct tp_diag *why,
                            struct tp_diag *diag)
{
    struct tp_findings plain;
    const struct tp_findings *findings = &input->findings;
    struct tp_buffer bytes;
    tp_status status;

    if (!input->file)
        return TP_OK;
    tp_findings_init(&plain);
    if (tp_booking_error_count(findings) == 0) {
        tp_booking_add_error(&plain, why);
        findings = &plain;
    }
    tp_buffer_init(&bytes);
    status = tp_booking_errt(input->file, findings, tp_exchange_now(file->exchange), &bytes, NULL);
    if (status == TP_OK)
        status = write_text(file, "refused/", ".errt", bytes.data, bytes.size_bytes, diag);
    else if (status != TP_E_MEMORY) /* a file that not even an ERRT can answer: it has no control number */
        status = TP_OK;
    tp_buffer_deinit(&bytes);
    tp_findings_deinit(&plain);
    return status;
}

static tp_status finish_refused(const struct file *file, const struct tp_booking_input *input,
                                const struct tp_diag *why, struct tp_diag *diag)
{
    char words[1024], path[PATH_BYTES];
    size_t length;
    tp_status status;

    tp_diag_format(why, words, sizeof words - 1);
    tp_text_make_printable(words);
    length = strlen(words);
    words[length] = '\n';
    status = write_text(file, "refused/", ".txt", words, length + 1, diag);
    if (status == TP_OK)
        status = write_errt(file, input, why, diag);
    if (status == TP_OK)
        status = join(file->folder, "refused/", file->name, "", path, diag);
    if (status == TP_OK && rename(file->path, path) != 0)
        status = tp_diag_in_file(diag, tp_fail(diag, TP_E_IO, NULL, -1, "the file cannot be moved"), file->path);
    return status;
}

/* Trouble of the node or the disk: the file stays where it is. */
static bool is_trouble(tp_status status)
{
    return status == TP_E_MEMORY || status == TP_E_IO || status == TP_E_STORE || status == TP_E_BUSY;
}

static tp_status take(const struct file *file, const struct tp_booking_input *input, char id[TP_EXCHANGE_ID_BYTES],
                      struct tp_diag *diag)
{
    char key[96], reference[48];
    const struct tp_actor actor = {
        .account = ACCOUNT, .duties = TP_DUTY_BIT(CONTRIBUTOR), .purpose = PURPOSE, .reference = reference};
    const struct tp_booking_submission submission = {.input = input, .actor = &actor, .key = key};
    bool is_new;

    snprintf(key, sizeof key, "drop %s", file->digest);
    snprintf(reference, sizeof reference, "drop-%.16s", file->digest);
    return tp_booking_take(file->exchange, &submission, id, &is_new, diag);
}

static tp_status process(struct file *file, bool *refused, struct tp_diag *diag)
{
    struct tp_booking_input input;
    char id[TP_EXCHANGE_ID_BYTES];
    struct tp_diag why;
    tp_status status;

    tp_diag_init(&why);
    status = tp_booking_input_read(file->data, file->size_bytes, NULL, &input, &why);
    if (status == TP_OK)
        status = tp_booking_input_judge(&input, tp_exchange_config(file->exchange), &why);
    if (status == TP_OK)
        status = take(file, &input, id, &why);
    *refused = status != TP_OK && !is_trouble(status);
    if (status == TP_OK)
        status = finish_taken(file, id, diag);
    else if (*refused)
        status = finish_refused(file, &input, &why, diag);
    else if (diag)
        *diag = why;
    tp_booking_input_deinit(&input);
    return status;
}

/* *WHOLE is false for what is no file, or may still be written to. */
static tp_status read_whole(struct file *file, int64_t settled_s, bool *whole, struct tp_diag *diag)
{
    uint8_t hash[TP_SHA256_BYTES];
    struct stat info;
    tp_status status = join(file->folder, "", file->name, "", file->path, diag);

    *whole = status == TP_OK && lstat(file->path, &info) == 0 && S_ISREG(info.st_mode) &&
             tp_clock_now_s() - (int64_t)info.st_mtime >= settled_s;
    if (!*whole)
        return status;
    status = tp_file_read(file->path, FILE_MAX_BYTES, &file->data, &file->size_bytes, diag);
    if (status == TP_OK)
        status = tp_sha256(file->data, file->size_bytes, hash, diag);
    if (status == TP_OK)
        tp_hex_encode(hash, sizeof hash, file->digest);
    return status;
}

/* A file that is too large to be read is refused unread. */
static tp_status refuse_unread(const struct file *file, const struct tp_diag *why, struct tp_diag *diag)
{
    struct tp_booking_input none = {.file = NULL};

    return finish_refused(file, &none, why, diag);
}

static tp_status scan_one(struct tp_exchange *exchange, const char *folder, const char *name, int64_t settled_s,
                          int *outcome, struct tp_diag *diag)
{
    struct file file = {.exchange = exchange, .folder = folder};
    struct tp_diag why;
    bool whole, refused = false;
    tp_status status;

    snprintf(file.name, sizeof file.name, "%s", name);
    tp_diag_init(&why);
    status = read_whole(&file, settled_s, &whole, &why);
    if (status == TP_OK && whole)
        status = process(&file, &refused, diag);
    else if (status == TP_E_LIMIT) {
        refused = true;
        status = refuse_unread(&file, &why, diag);
    } else if (status == TP_E_NOT_FOUND) /* whoever dropped it took it away again */
        status = TP_OK;
    else if (status != TP_OK && diag)
        *diag = why;
    *outcome = status != TP_OK || (!whole && !refused) ? 0 : refused ? -1 : 1;
    if (file.data)
        tp_wipe(file.data, file.size_bytes);
    free(file.data);
    return status;
}

/* ---- the folder ---------------------------------------------------------------------------------------------------
 */

tp_status tp_drop_scan(struct tp_exchange *exchange, const char *folder, int64_t settled_s, size_t *taken,
                       size_t *refused, struct tp_diag *diag)
{
    struct dirent **names = NULL;
    size_t counts[3] = {0};
    int count = scandir(folder, &names, NULL, alphasort);
    tp_status status = TP_OK;

    if (count < 0)
        return tp_diag_in_file(diag, tp_fail(diag, TP_E_IO, NULL, -1, "the drop folder cannot be read"), folder);
    status = make_folder(folder, "done", diag);
    if (status == TP_OK)
        status = make_folder(folder, "refused", diag);
    for (int i = 0; i < count; i++) {
        int outcome = 0;
        bool candidate = names[i]->d_name[0] != '.' && strcmp(names[i]->d_name, "done") != 0 &&
                         strcmp(names[i]->d_name, "refused") != 0 && i < FILES_MAX;
        if (status == TP_OK && candidate)
            status = scan_one(exchange, folder, names[i]->d_name, settled_s, &outcome, diag);
        counts[1 + outcome]++;
        free(names[i]);
    }
    free(names);
    if (taken)
        *taken = counts[2];
    if (refused)
        *refused = counts[0];
    return status;
}

/* ---- the thread ---------------------------------------------------------------------------------------------------
 */

struct tp_drop {
    struct tp_exchange *exchange;
    char folder[PATH_BYTES];
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    bool stopping;
};

static bool wait_a_little(struct tp_drop *drop)
{
    struct timespec until;
    bool stopping;

    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += PAUSE_S;
    pthread_mutex_lock(&drop->lock);
    if (!drop->stopping)
        (void)pthread_cond_timedwait(&drop->wake, &drop->lock, &until);
    stopping = drop->stopping;
    pthread_mutex_unlock(&drop->lock);
    return !stopping;
}

/* What fails is tried again with the next look. */
static void *watch(void *context)
{
    struct tp_drop *drop = context;

    do
        (void)!tp_drop_scan(drop->exchange, drop->folder, SETTLED_S, NULL, NULL, NULL);
    while (wait_a_little(drop));
    return NULL;
}

/* The configured folder must be there; the one beside the configuration may be. */
static tp_status find_folder(struct tp_exchange *exchange, char out[PATH_BYTES], bool *found, struct tp_diag *diag)
{
    const char *configured = tp_exchange_config(exchange)->drop_folder;
    struct stat info;
    tp_status status = configured ? join(configured, "", "", "", out, diag)
                                  : join(tp_exchange_folder(exchange), "drop", "", "", out, diag);

    *found = status == TP_OK && stat(out, &info) == 0 && S_ISDIR(info.st_mode);
    if (status == TP_OK && configured && !*found)
        status = tp_fail(diag, TP_E_NOT_FOUND, "drop.folder", -1, "there is no folder %s", configured);
    return status;
}

tp_status tp_drop_start(struct tp_exchange *exchange, struct tp_drop **out, struct tp_diag *diag)
{
    char folder[PATH_BYTES];
    void *memory;
    bool found;
    tp_status status = find_folder(exchange, folder, &found, diag);

    *out = NULL;
    if (status != TP_OK || !found)
        return status;
    status = tp_alloc_zero(&memory, 1, sizeof **out, diag);
    if (status != TP_OK)
        return status;
    *out = memory;
    (*out)->exchange = exchange;
    snprintf((*out)->folder, sizeof(*out)->folder, "%s", folder);
    pthread_mutex_init(&(*out)->lock, NULL);
    pthread_cond_init(&(*out)->wake, NULL);
    if (pthread_create(&(*out)->thread, NULL, watch, *out) == 0)
        return TP_OK;
    pthread_cond_destroy(&(*out)->wake);
    pthread_mutex_destroy(&(*out)->lock);
    free(*out);
    *out = NULL;
    return tp_fail(diag, TP_E_MEMORY, NULL, -1, "the thread of the drop folder cannot be started");
}

void tp_drop_stop(struct tp_drop **drop)
{
    if (!*drop)
        return;
    pthread_mutex_lock(&(*drop)->lock);
    (*drop)->stopping = true;
    pthread_cond_signal(&(*drop)->wake);
    pthread_mutex_unlock(&(*drop)->lock);
    pthread_join((*drop)->thread, NULL);
    pthread_cond_destroy(&(*drop)->wake);
    pthread_mutex_destroy(&(*drop)->lock);
    free(*drop);
    *drop = NULL;
}
