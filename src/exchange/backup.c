/* SPDX-License-Identifier: Apache-2.0 */
/* Backups of an organisation's folder, made while a node works there, and what is made of them again. A backup is a
 * folder:
 *
 *   backup.json          {form, id, origin, time, leaves}
 *   organisation.yaml, key.pem, vault and what else lies in the folder itself
 *   store.db             as it was at one moment
 *   ledger/              as it was a little later, so that it has the leaves of all that the store has
 *   SHA256SUMS           of all these (`sha256sum -c` reads it)
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "exchange/files.h"
#include "exchange/state.h"

#define FORM "tenprint-backup/1"
#define SUMS "SHA256SUMS"

enum { SMALL_MAX = 1 << 20, SUMS_MAX = 1 << 28, PATH_SIZE = 4096 };

/* Two folders, and which of their files goes from one to the other. */
struct pair {
    const char *from, *to;
};

static void join(const char *folder, const char *name, char out[PATH_SIZE])
{
    snprintf(out, PATH_SIZE, "%s/%s", folder, name);
}

static tp_status read_verifier(const char *folder, struct tp_verifier *out, struct tp_diag *diag)
{
    char path[PATH_SIZE], *text;
    uint8_t *data;
    size_t size;
    tp_status status;

    join(folder, "verifier", path);
    status = tp_file_read(path, SMALL_MAX, &data, &size, diag);
    if (status != TP_OK)
        return status;
    text = strndup((const char *)data, size);
    if (text)
        text[strcspn(text, "\r\n")] = '\0';
    status = text ? tp_verifier_parse(text, out, diag) : tp_fail(diag, TP_E_MEMORY, NULL, -1, "out of memory");
    free(text);
    free(data);
    return tp_diag_in_file(diag, status, path);
}

/* ---- making one -------------------------------------------------------------------------------------------------- */

/* All that lies in the folder itself but the store, which is copied in its own way, and what can be made again. */
static tp_status copy_small(void *context, const char *name, struct tp_diag *diag)
{
    const struct pair *pair = context;
    char from[PATH_SIZE], to[PATH_SIZE];

    if (strncmp(name, "store.db", 8) == 0)
        return TP_OK;
    join(pair->from, name, from);
    join(pair->to, name, to);
    return tp_files_copy(from, to, diag);
}

static tp_status write_description(const char *folder, const struct tp_config *config, int64_t now_s, uint64_t leaves,
                                   struct tp_diag *diag)
{
    char path[PATH_SIZE], time[TP_TIME_TEXT_BYTES];
    struct tp_buffer text;
    struct tp_json *json;
    tp_status status = tp_json_new(&json, diag);

    if (status != TP_OK)
        return status;
    tp_time_format(now_s, time);
    tp_json_text(json, "form", FORM);
    tp_json_text(json, "id", config->id);
    tp_json_text(json, "origin", config->ledger_origin);
    tp_json_text(json, "time", time);
    tp_json_integer(json, "leaves", (int64_t)leaves);
    tp_buffer_init(&text);
    status = tp_json_write_pretty(json, &text, diag);
    join(folder, "backup.json", path);
    if (status == TP_OK)
        status = tp_file_write(path, text.data, text.size_bytes, diag);
    tp_buffer_deinit(&text);
    tp_json_free(&json);
    return status;
}

struct summing {
    const char *folder;
    struct tp_buffer text;
};

static tp_status add_sum(void *context, const char *name, struct tp_diag *diag)
{
    struct summing *summing = context;
    char path[PATH_SIZE], hex[2 * TP_SHA256_BYTES + 1];
    uint8_t digest[TP_SHA256_BYTES];
    tp_status status;

    join(summing->folder, name, path);
    status = tp_files_hash(path, digest, diag);
    tp_hex_encode(digest, sizeof digest, hex);
    if (status == TP_OK)
        tp_write_text(&summing->text, "%s  %s\n", hex, name);
    return status;
}

static tp_status write_sums(const char *folder, struct tp_diag *diag)
{
    struct summing summing = {.folder = folder};
    char path[PATH_SIZE];
    tp_status status;

    tp_buffer_init(&summing.text);
    status = tp_files_each(folder, true, add_sum, &summing, diag);
    if (status == TP_OK && summing.text.bad)
        status = tp_fail(diag, TP_E_MEMORY, NULL, -1, "out of memory");
    join(folder, SUMS, path);
    if (status == TP_OK)
        status = tp_file_write(path, summing.text.data, summing.text.size_bytes, diag);
    tp_buffer_deinit(&summing.text);
    return status;
}

/* The store before the ledger: the leaves of what the store has are in its own record, or in the ledger by then. */
static tp_status copy_parts(const struct pair *pair, uint64_t *leaves, struct tp_diag *diag)
{
    char from[PATH_SIZE], to[PATH_SIZE];
    struct tp_verifier verifier;
    tp_status status = read_verifier(pair->from, &verifier, diag);

    if (status == TP_OK)
        status = tp_files_each(pair->from, false, copy_small, (void *)(uintptr_t)pair, diag);
    join(pair->from, "store.db", from);
    join(pair->to, "store.db", to);
    if (status == TP_OK)
        status = tp_store_copy(from, to, diag);
    if (status == TP_OK)
        status = tp_files_sync(to, diag);
    join(pair->from, "ledger", from);
    join(pair->to, "ledger", to);
    return status == TP_OK ? tp_ledger_copy(from, &verifier, to, leaves, diag) : status;
}

/* A folder that is being made beside its place is locked, so that one whose maker was killed is known, and its data go
 * with the next try. */
struct making {
    char partial[PATH_SIZE];
    int lock;
};

static bool lock_folder(struct making *making)
{
    making->lock = open(making->partial, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (making->lock >= 0 && flock(making->lock, LOCK_EX | LOCK_NB) == 0)
        return true;
    if (making->lock >= 0)
        close(making->lock);
    making->lock = -1;
    return false;
}

static void remove_leftover(struct making *making)
{
    if (!lock_folder(making))
        return;
    tp_files_remove(making->partial);
    close(making->lock);
    making->lock = -1;
}

/* Made beside its place and then put there. */
static tp_status finish(struct making *making, const char *to, tp_status status, struct tp_diag *diag)
{
    const char *partial = making->partial;

    if (status == TP_OK)
        status = tp_files_sync(partial, diag);
    if (status == TP_OK && rename(partial, to) != 0)
        status = tp_diag_in_file(diag, tp_fail(diag, TP_E_IO, NULL, -1, "cannot be put in its place"), to);
    if (status != TP_OK)
        tp_files_remove(partial);
    close(making->lock);
    return status;
}

static tp_status begin(const char *to, struct making *making, struct tp_diag *diag)
{
    tp_status status;

    making->lock = -1;
    if (access(to, F_OK) == 0)
        return tp_diag_in_file(diag, tp_fail(diag, TP_E_EXISTS, NULL, -1, "there is something of this name"), to);
    if (snprintf(making->partial, PATH_SIZE, "%s.partial", to) >= PATH_SIZE)
        return tp_fail(diag, TP_E_LIMIT, NULL, -1, "the name is too long");
    remove_leftover(making);
    status = tp_files_make_folder(making->partial, diag);
    if (status == TP_OK && !lock_folder(making))
        status =
            tp_diag_in_file(diag, tp_fail(diag, TP_E_BUSY, NULL, -1, "another one is made there"), making->partial);
    return status;
}

tp_status tp_backup_make(const char *folder, const char *to, int64_t now_s, uint64_t *leaves, struct tp_diag *diag)
{
    struct making making;
    char path[PATH_SIZE];
    const struct pair pair = {folder, making.partial};
    struct tp_config *config = NULL;
    tp_status status;

    *leaves = 0;
    join(folder, "organisation.yaml", path);
    status = tp_config_load(path, &config, diag);
    if (status == TP_OK)
        status = begin(to, &making, diag);
    if (status == TP_OK) {
        status = copy_parts(&pair, leaves, diag);
        if (status == TP_OK)
            status = write_description(making.partial, config, now_s, *leaves, diag);
        if (status == TP_OK)
            status = write_sums(making.partial, diag);
        status = finish(&making, to, status, diag);
    }
    tp_config_free(&config);
    return status;
}

/* ---- checking one ------------------------------------------------------------------------------------------------ */

static tp_status check_line(const char *folder, const char *line, struct tp_diag *diag)
{
    uint8_t said[TP_SHA256_BYTES], is[TP_SHA256_BYTES];
    char path[PATH_SIZE], hex[2 * TP_SHA256_BYTES + 1];
    const char *name = line + 2 * TP_SHA256_BYTES + 2;
    tp_status status;

    snprintf(hex, sizeof hex, "%s", line);
    if (strlen(line) < 2 * TP_SHA256_BYTES + 3 || !tp_hex_decode(hex, said, sizeof said) || name[0] == '/' ||
        strstr(name, ".."))
        return tp_fail(diag, TP_E_FORMAT, SUMS, -1, "it is no list of files");
    join(folder, name, path);
    status = tp_files_hash(path, is, diag);
    if (status == TP_OK && memcmp(said, is, sizeof is) != 0)
        status = tp_fail(diag, TP_E_CHECKSUM, NULL, -1, "it is not as it was when the backup was made");
    return tp_diag_in_file(diag, status, path);
}

static tp_status check_sums(const char *folder, struct tp_diag *diag)
{
    char path[PATH_SIZE], *text, *line;
    uint8_t *data;
    size_t size, count = 0;
    tp_status status;

    join(folder, SUMS, path);
    status = tp_file_read(path, SUMS_MAX, &data, &size, diag);
    if (status != TP_OK)
        return status;
    text = strndup((const char *)data, size);
    free(data);
    if (!text)
        return tp_fail(diag, TP_E_MEMORY, NULL, -1, "out of memory");
    for (line = text; status == TP_OK && *line; count++) {
        size_t length = strcspn(line, "\n");
        bool last = line[length] == '\0';

        line[length] = '\0';
        status = check_line(folder, line, diag);
        line += length + !last;
    }
    free(text);
    return status == TP_OK && count == 0 ? tp_fail(diag, TP_E_FORMAT, SUMS, -1, "it lists nothing") : status;
}

/* ---- restoring one ----------------------------------------------------------------------------------------------- */

static tp_status copy_back(void *context, const char *name, struct tp_diag *diag)
{
    const struct pair *pair = context;
    char from[PATH_SIZE], to[PATH_SIZE];

    if (strcmp(name, SUMS) == 0 || strcmp(name, "backup.json") == 0)
        return TP_OK;
    join(pair->from, name, from);
    join(pair->to, name, to);
    return tp_files_copy(from, to, diag);
}

/* One must be the beginning of the other. */
static tp_status compare_ledgers(struct tp_reader *ours, struct tp_reader *published, struct tp_diag *diag)
{
    uint64_t size = TP_MIN(tp_reader_checkpoint(ours)->size, tp_reader_checkpoint(published)->size);
    struct tp_hash a, b;
    tp_status status = tp_reader_root(ours, size, &a, diag);

    if (status == TP_OK)
        status = tp_reader_root(published, size, &b, diag);
    if (status == TP_OK && memcmp(&a, &b, sizeof a) != 0)
        status =
            tp_fail(diag, TP_E_CHECKSUM, "ledger", -1,
                    "what was published contradicts the backup within its first %llu leaves", (unsigned long long)size);
    return status;
}

/* Which of both is the newer one. */
static tp_status choose_ledger(const char *ours, const char *published, const struct tp_verifier *verifier,
                               const char **out, struct tp_diag *diag)
{
    struct tp_reader *one = NULL, *two = NULL;
    tp_status status = tp_reader_open(ours, verifier, &one, diag);

    *out = ours;
    if (status == TP_OK)
        status = tp_reader_open(published, verifier, &two, diag);
    if (status == TP_OK)
        status = compare_ledgers(one, two, diag);
    if (status == TP_OK && tp_reader_checkpoint(two)->size > tp_reader_checkpoint(one)->size)
        *out = published;
    tp_reader_close(&one);
    tp_reader_close(&two);
    return status;
}

static tp_status restore_parts(const struct pair *pair, const char *published, uint64_t *leaves, struct tp_diag *diag)
{
    char ours[PATH_SIZE], to[PATH_SIZE];
    struct tp_verifier verifier;
    const char *ledger = ours;
    tp_status status = read_verifier(pair->from, &verifier, diag);

    join(pair->from, "ledger", ours);
    join(pair->to, "ledger", to);
    if (status == TP_OK)
        status = tp_files_each(pair->from, false, copy_back, (void *)(uintptr_t)pair, diag);
    if (status == TP_OK && published)
        status = choose_ledger(ours, published, &verifier, &ledger, diag);
    return status == TP_OK ? tp_ledger_copy(ledger, &verifier, to, leaves, diag) : status;
}

static tp_status read_description(const char *backup, struct tp_restored *out, struct tp_diag *diag)
{
    struct tp_json_document *document;
    const char *form, *time;
    char path[PATH_SIZE];
    int64_t leaves;
    tp_status status;

    join(backup, "backup.json", path);
    status = tp_json_read(path, &document, diag);
    if (status != TP_OK)
        return status;
    form = tp_json_to_text(tp_json_member(tp_json_root(document), "form"));
    time = tp_json_to_text(tp_json_member(tp_json_root(document), "time"));
    if (!form || strcmp(form, FORM) != 0 || !time || !tp_time_parse(time, &out->time_s) ||
        !tp_json_to_integer(tp_json_member(tp_json_root(document), "leaves"), &leaves) || leaves < 0)
        status = tp_diag_in_file(diag, tp_fail(diag, TP_E_FORMAT, "form", -1, "it is no backup of this program"), path);
    else
        out->backup_leaves = (uint64_t)leaves;
    tp_json_document_free(&document);
    return status;
}

tp_status tp_backup_restore(const char *backup, const char *to, const char *published, struct tp_restored *out,
                            struct tp_diag *diag)
{
    struct making making;
    const struct pair pair = {backup, making.partial};
    tp_status status;

    memset(out, 0, sizeof *out);
    status = read_description(backup, out, diag);
    if (status == TP_OK)
        status = check_sums(backup, diag);
    if (status == TP_OK)
        status = begin(to, &making, diag);
    return status == TP_OK ? finish(&making, to, restore_parts(&pair, published, &out->leaves, diag), diag) : status;
}
