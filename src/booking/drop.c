/* SPDX-License-Identifier: Apache-2.0 */
/* The drop folder. A file is taken under a key made of its bytes, its receipt is written, and only then is it removed:
 * whatever a crash leaves is done again and gives the same booking. What stays in the folder of a person is what was
 * refused, and the answers until somebody fetches them (dropped.c). */
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

enum {
    PATH_BYTES = TP_DROPPED_PATH_BYTES,
    NAME_MAX_BYTES = 240, /* of a file: what is written for it has a longer name, and for a moment a longer one still */
    FILE_MAX_BYTES = 64 << 20,
    FILES_MAX = 1000, /* at a time */
    SETTLED_S = 3,
    PAUSE_S = 1,
    REFERENCE_BYTES = 129 /* with the NUL */
};

struct file {
    struct tp_exchange *exchange;
    const char *folder; /* absolute */
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

/* ---- whose it is --------------------------------------------------------------------------------------------------
 */

/* An account as anybody's: once it is disabled, or has another duty, nothing is taken in its name. */
static tp_status check_account(struct tp_exchange *exchange, struct tp_diag *diag)
{
    const char *name = tp_exchange_config(exchange)->drop_account;
    struct tp_account account;
    tp_status status;

    if (!name)
        return tp_fail(diag, TP_E_DENIED, "drop.account", -1, "is missing: whose bookings they are must be known");
    status = tp_account_get(exchange, name, &account, diag);
    if (status == TP_E_NOT_FOUND)
        return tp_fail(diag, TP_E_DENIED, "drop.account", -1, "there is no account %s", name);
    if (status == TP_OK && (!account.active || !(account.duties & TP_DUTY_BIT(CONTRIBUTOR))))
        status = tp_fail(diag, TP_E_DENIED, "drop.account", -1, "%s is disabled, or no contributor", name);
    return status;
}

static void copy_text(struct tp_bytes value, char *out, size_t size)
{
    snprintf(out, size, "%.*s", (int)TP_MIN(value.size_bytes, size - 1), value.data ? (const char *)value.data : "");
    tp_text_make_printable(out);
}

/* The reference of the case: what the configuration says, or the first that there is. */
static tp_status find_reference(const struct file *file, const struct tp_booking_input *input, char *out, size_t size,
                                struct tp_diag *diag)
{
    const char *wanted = tp_exchange_config(file->exchange)->drop_case;
    char number[TP_EBTS_TCN_MAX + 1] = "";
    bool any = !wanted;

    out[0] = '\0';
    if (input->file && (any || strcmp(wanted, "2.009") == 0))
        copy_text(tp_booking_file_case(input->file), out, size);
    snprintf(number, sizeof number, "%s", input->facts.control_number);
    if (out[0] == '\0' && (any || strcmp(wanted, "1.009") == 0))
        snprintf(out, size, "%s", number);
    if (out[0] == '\0' && (any || strcmp(wanted, "name") == 0))
        copy_text((struct tp_bytes){(const uint8_t *)file->name, strcspn(file->name, ".")}, out, size);
    if (out[0] != '\0')
        return TP_OK;
    return tp_fail(diag, TP_E_DENIED, "drop.case", -1,
                   "the case's reference is to be in %s of the file, and is not there", any ? "2.009" : wanted);
}

static tp_status take(const struct file *file, const struct tp_booking_input *input, char id[TP_EXCHANGE_ID_BYTES],
                      struct tp_diag *diag)
{
    const struct tp_config *config = tp_exchange_config(file->exchange);
    const struct tp_dropped dropped = {file->folder, file->name};
    char key[96], reference[REFERENCE_BYTES];
    const struct tp_actor actor = {.account = config->drop_account,
                                   .duties = TP_DUTY_BIT(CONTRIBUTOR),
                                   .purpose = config->drop_purpose,
                                   .reference = reference};
    const struct tp_booking_submission submission = {.input = input, .actor = &actor, .key = key, .dropped = &dropped};
    bool is_new;
    tp_status status = find_reference(file, input, reference, sizeof reference, diag);

    snprintf(key, sizeof key, "drop %s", file->digest);
    return status == TP_OK ? tp_booking_take(file->exchange, &submission, id, &is_new, diag) : status;
}

static tp_status process(struct file *file, bool *refused, struct tp_diag *diag)
{
    const struct tp_booking_told told = {.offence = tp_exchange_config(file->exchange)->drop_offence};
    struct tp_booking_input input;
    char id[TP_EXCHANGE_ID_BYTES];
    struct tp_diag why;
    tp_status status;

    tp_diag_init(&why);
    status = tp_booking_input_read(file->data, file->size_bytes, &told, &input, &why);
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

/* Nothing can be written beside one whose name is too long. */
static tp_status refuse_name(const struct file *file, struct tp_diag *diag)
{
    char path[PATH_BYTES];
    tp_status status = join(file->folder, "refused/", file->name, "", path, diag);

    if (status == TP_OK && rename(file->path, path) != 0)
        status = tp_fail(diag, TP_E_IO, "drop", -1, "a file with a long name cannot be moved");
    return status;
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
    if (status == TP_OK && whole && strlen(name) > NAME_MAX_BYTES) {
        refused = true;
        status = refuse_name(&file, diag);
    } else if (status == TP_OK && whole)
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

/* What one file's trouble is keeps no other from being taken; trouble of the node, and a queue that is full, does. */
static bool is_of_the_node(tp_status status)
{
    return status == TP_E_MEMORY || status == TP_E_STORE || status == TP_E_BUSY;
}

static bool is_candidate(const char *name)
{
    return name[0] != '.' && strcmp(name, "done") != 0 && strcmp(name, "refused") != 0 &&
           strcmp(name, "responses") != 0;
}

struct scanning {
    struct tp_exchange *exchange;
    char folder[PATH_BYTES]; /* absolute */
    int64_t settled_s;
    size_t counts[3]; /* refused, left, taken */
    tp_status first;  /* what went wrong with a file, and with which words */
    struct tp_diag why;
};

static tp_status prepare(struct scanning *scanning, const char *folder, struct tp_diag *diag)
{
    static const char *const inner[] = {"done", "refused", "responses"};
    char *whole = realpath(folder, NULL);
    tp_status status = TP_OK;

    if (!whole)
        return tp_diag_in_file(diag, tp_fail(diag, TP_E_IO, NULL, -1, "the drop folder cannot be read"), folder);
    snprintf(scanning->folder, sizeof scanning->folder, "%s", whole);
    free(whole);
    for (size_t i = 0; status == TP_OK && i < TP_ARRAY_LENGTH(inner); i++)
        status = make_folder(scanning->folder, inner[i], diag);
    return status == TP_OK ? check_account(scanning->exchange, diag) : status;
}

static tp_status scan_names(struct scanning *scanning, struct dirent *const *names, int count, struct tp_diag *diag)
{
    for (int i = 0; i < count && scanning->counts[0] + scanning->counts[2] < FILES_MAX; i++) {
        struct tp_diag why;
        int outcome = 0;
        tp_status status;

        if (!is_candidate(names[i]->d_name))
            continue;
        tp_diag_init(&why);
        status = scan_one(scanning->exchange, scanning->folder, names[i]->d_name, scanning->settled_s, &outcome, &why);
        scanning->counts[1 + outcome]++;
        if (status != TP_OK && scanning->first == TP_OK) {
            scanning->first = status;
            scanning->why = why;
        }
        if (is_of_the_node(status))
            break;
    }
    if (scanning->first != TP_OK && diag)
        *diag = scanning->why;
    return scanning->first;
}

tp_status tp_drop_scan(struct tp_exchange *exchange, const char *folder, int64_t settled_s, size_t *taken,
                       size_t *refused, struct tp_diag *diag)
{
    struct scanning scanning = {.exchange = exchange, .settled_s = settled_s};
    struct dirent **names = NULL;
    int count = -1;
    tp_status status = prepare(&scanning, folder, diag);

    if (status == TP_OK)
        count = scandir(scanning.folder, &names, NULL, alphasort);
    if (status == TP_OK && count < 0)
        status = tp_diag_in_file(diag, tp_fail(diag, TP_E_IO, NULL, -1, "the drop folder cannot be read"), folder);
    if (status == TP_OK)
        status = scan_names(&scanning, names, count, diag);
    for (int i = 0; i < count; i++)
        free(names[i]);
    free(names);
    if (taken)
        *taken = scanning.counts[2];
    if (refused)
        *refused = scanning.counts[0];
    return status;
}

/* ---- the thread ---------------------------------------------------------------------------------------------------
 */

struct tp_drop {
    struct tp_exchange *exchange;
    char folder[PATH_BYTES];
    tp_drop_told_fn *told;
    void *context;
    struct tp_diag last; /* that was told */
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

/* What is wrong is told once, until something else is. */
static void tell(struct tp_drop *drop, const struct tp_diag *what)
{
    bool same = what->status == drop->last.status && strcmp(what->field, drop->last.field) == 0 &&
                strcmp(what->text, drop->last.text) == 0;

    drop->last = *what;
    if (!same && drop->told)
        drop->told(drop->context, what);
}

/* What fails is tried again with the next look. */
static void *watch(void *context)
{
    struct tp_drop *drop = context;

    do {
        struct tp_diag what;

        tp_diag_init(&what);
        what.status = tp_drop_scan(drop->exchange, drop->folder, SETTLED_S, NULL, NULL, &what);
        tell(drop, &what);
    } while (wait_a_little(drop));
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

tp_status tp_drop_start(struct tp_exchange *exchange, tp_drop_told_fn *told, void *context, struct tp_drop **out,
                        struct tp_diag *diag)
{
    char folder[PATH_BYTES];
    void *memory;
    bool found;
    tp_status status = find_folder(exchange, folder, &found, diag);

    *out = NULL;
    if (status == TP_OK && found) /* an account that is not there yet can still be made */
        status = tp_exchange_config(exchange)->drop_account ? TP_OK : check_account(exchange, diag);
    if (status != TP_OK || !found)
        return status;
    status = tp_alloc_zero(&memory, 1, sizeof **out, diag);
    if (status != TP_OK)
        return status;
    *out = memory;
    (*out)->exchange = exchange;
    (*out)->told = told;
    (*out)->context = context;
    tp_diag_init(&(*out)->last);
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
