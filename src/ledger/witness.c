/* SPDX-License-Identifier: Apache-2.0 */
/* A witness (C2SP tlog-witness): cosigns a log's checkpoint when it continues the one that was cosigned last.
 *
 *   <folder>/<hex of SHA-256 of the origin>.state    the checkpoint cosigned last, with the log's signature and our own
 *   <folder>/<the same>.fork                         a checkpoint of the same size with another root
 *   <folder>/.lock                                   held while the folder is in use */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ledger/text.h"
#include "ledger/witness_request.h"

enum { PATH_BYTES = 4096, FOLDER_BYTES = PATH_BYTES - 128 };

enum http_status { OK = 200, BAD_REQUEST = 400, FORBIDDEN = 403, NOT_FOUND = 404, CONFLICT = 409, UNPROCESSABLE = 422 };

/* One key of a log; keys of one origin share its state, which the first of them has. */
struct log {
    struct tp_verifier verifier;
    struct log *first;
    struct tp_checkpoint newest; /* of size 0 when nothing was cosigned yet */
};

struct tp_witness {
    char folder[FOLDER_BYTES];
    int lock_fd;
    struct tp_verifier self;
    struct tp_signer *signer; /* borrowed */
    struct tp_hasher *hasher;
    pthread_mutex_t lock; /* states, signer, hasher */
    size_t log_count;
    struct log *logs; /* owned */
};

/* ---- states ------------------------------------------------------------------------------------------------------ */

static tp_status find_path(const struct tp_witness *witness, const char *origin, const char *suffix, char *out,
                           struct tp_diag *diag)
{
    uint8_t digest[TP_SHA256_BYTES];
    char name[2 * TP_SHA256_BYTES + 1];
    tp_status status = tp_sha256(origin, strlen(origin), digest, diag);

    if (status != TP_OK)
        return status;
    tp_hex_encode(digest, sizeof digest, name);
    snprintf(out, PATH_BYTES, "%s/%s.%s", witness->folder, name, suffix);
    return TP_OK;
}

static tp_status take_state(const struct tp_witness *witness, const uint8_t *data, size_t size_bytes, struct log *log,
                            struct tp_diag *diag)
{
    struct tp_note note;
    tp_status status = tp_note_parse(data, size_bytes, &note, diag);

    if (status != TP_OK)
        return status;
    if (!tp_note_signature_of(&note, &witness->self))
        status = tp_fail(diag, TP_E_CHECKSUM, "state", -1, "it is not signed by %s", witness->self.name);
    if (status == TP_OK)
        status = tp_checkpoint_parse(note.text, &log->newest, diag);
    if (status == TP_OK && strcmp(log->newest.origin, log->verifier.name) != 0)
        status = tp_fail(diag, TP_E_CHECKSUM, "state", -1, "it is another log's");
    tp_note_deinit(&note);
    return status;
}

/* A log that has no state yet is an empty one. */
static tp_status load_state(const struct tp_witness *witness, struct log *log, struct tp_diag *diag)
{
    const struct tp_tree empty = {.size = 0};
    char path[PATH_BYTES];
    uint8_t *data = NULL;
    size_t size_bytes;
    tp_status status = find_path(witness, log->verifier.name, "state", path, diag);

    if (status != TP_OK)
        return status;
    snprintf(log->newest.origin, sizeof log->newest.origin, "%s", log->verifier.name);
    tp_tree_root(&empty, witness->hasher, &log->newest.root);
    if (access(path, F_OK) != 0 && errno == ENOENT)
        return TP_OK;
    status = tp_file_read(path, TP_NOTE_MAX, &data, &size_bytes, diag);
    if (status == TP_OK)
        status = take_state(witness, data, size_bytes, log, diag);
    free(data);
    return tp_diag_in_file(diag, status, path);
}

/* A checkpoint that a log shows, and its signature there. */
struct shown {
    struct log *log;
    const struct tp_witness_request *request;
    const struct tp_note_signature *signature;
};

/* Text and signature of the log, and LINES. */
static tp_status save(const struct tp_witness *witness, const struct shown *shown, const char *suffix,
                      const struct tp_buffer *lines, struct tp_diag *diag)
{
    struct tp_buffer data;
    char path[PATH_BYTES];
    tp_status status = find_path(witness, shown->log->verifier.name, suffix, path, diag);

    if (status != TP_OK)
        return status;
    tp_buffer_init(&data);
    tp_write_text(&data, "%s\n", shown->request->note.text);
    tp_note_write_signature(shown->signature, &data);
    tp_write_bytes(&data, lines->data, lines->size_bytes);
    status = data.bad ? tp_fail(diag, TP_E_MEMORY, NULL, -1, "out of memory")
                      : tp_file_write(path, data.data, data.size_bytes, diag);
    tp_buffer_deinit(&data);
    return status;
}

/* The first fork that is seen stays. */
static tp_status keep_evidence(const struct tp_witness *witness, const struct shown *shown, struct tp_diag *diag)
{
    const struct tp_buffer nothing = {.data = NULL};
    char path[PATH_BYTES];
    tp_status status = find_path(witness, shown->log->verifier.name, "fork", path, diag);

    if (status != TP_OK || access(path, F_OK) == 0)
        return status;
    return save(witness, shown, "fork", &nothing, diag);
}

/* ---- requests ---------------------------------------------------------------------------------------------------- */

/* The log of the checkpoint's origin and the signature by one of its keys, both NULL when there are none. */
static struct shown find_log(const struct tp_witness *witness, const struct tp_witness_request *request)
{
    struct shown shown = {.request = request};

    for (size_t i = 0; i < witness->log_count; i++) {
        struct log *log = &witness->logs[i];

        if (strcmp(log->verifier.name, request->checkpoint.origin) != 0)
            continue;
        shown.log = log->first;
        if (!shown.signature)
            shown.signature = tp_note_signature_of(&request->note, &log->verifier);
    }
    return shown;
}

static bool is_fork(const struct tp_checkpoint *old, const struct tp_checkpoint *new)
{
    return old->size == new->size &&memcmp(&old->root, &new->root, sizeof old->root) != 0;
}

static int refuse(enum http_status status, const char *why, struct tp_buffer *content)
{
    tp_write_text(content, "%s\n", why);
    return (int)status;
}

/* Whether the checkpoint continues LOG's newest one. */
static int compare(const struct tp_witness *witness, const struct shown *shown, struct tp_buffer *content)
{
    const struct tp_witness_request *request = shown->request;
    const struct tp_checkpoint *old = &shown->log->newest, *new = &request->checkpoint;

    if (request->old_size > new->size)
        return refuse(BAD_REQUEST, "the old size is larger than the checkpoint's", content);
    if (request->old_size != old->size || is_fork(old, new)) {
        tp_write_text(content, "%" PRIu64 "\n", old->size);
        return CONFLICT;
    }
    if (!tp_consistency_holds(witness->hasher, old->size, &old->root, new->size, &new->root, &request->proof))
        return refuse(UNPROCESSABLE, "the proof does not lead from the known checkpoint to this one", content);
    return OK;
}

/* The cosignature is added to CONTENT when the state is on the disk. */
static tp_status cosign(struct tp_witness *witness, const struct shown *shown, int64_t now_s, struct tp_buffer *content,
                        struct tp_diag *diag)
{
    struct tp_buffer line;
    tp_status status;

    tp_buffer_init(&line);
    status = tp_note_sign(shown->request->note.text, &witness->self, witness->signer, (uint64_t)now_s, &line, diag);
    if (status == TP_OK)
        status = save(witness, shown, "state", &line, diag);
    if (status == TP_OK) {
        shown->log->newest = shown->request->checkpoint;
        tp_write_bytes(content, line.data, line.size_bytes);
    }
    tp_buffer_deinit(&line);
    return status;
}

static tp_status answer(struct tp_witness *witness, const struct tp_witness_request *request, int64_t now_s,
                        struct tp_witness_reply *reply, struct tp_diag *diag)
{
    struct shown shown = find_log(witness, request);
    tp_status status = TP_OK;

    if (!shown.log) {
        reply->http = refuse(NOT_FOUND, "the origin is not known here", &reply->content);
        return TP_OK;
    }
    if (!shown.signature) {
        reply->http = refuse(FORBIDDEN, "the checkpoint has no valid signature of the log", &reply->content);
        return TP_OK;
    }
    if (is_fork(&shown.log->newest, &request->checkpoint))
        status = keep_evidence(witness, &shown, diag);
    if (status == TP_OK)
        reply->http = compare(witness, &shown, &reply->content);
    if (status == TP_OK && reply->http == OK)
        status = cosign(witness, &shown, now_s, &reply->content, diag);
    return status;
}

/* A body that cannot be read is the sender's trouble. */
static tp_status reply_bad(const struct tp_diag *why, struct tp_witness_reply *reply, struct tp_diag *diag)
{
    char words[512];

    if (why->status == TP_E_MEMORY)
        return tp_fail(diag, TP_E_MEMORY, NULL, -1, "out of memory");
    tp_diag_format(why, words, sizeof words);
    reply->http = refuse(BAD_REQUEST, words, &reply->content);
    return TP_OK;
}

tp_status tp_witness_add(struct tp_witness *witness, const void *body, size_t size_bytes, int64_t now_s,
                         struct tp_witness_reply *reply, struct tp_diag *diag)
{
    struct tp_witness_request request;
    struct tp_diag why;
    tp_status status;

    memset(reply, 0, sizeof *reply);
    tp_diag_init(&why);
    if (tp_witness_request_parse(body, size_bytes, &request, &why) != TP_OK)
        return reply_bad(&why, reply, diag);
    pthread_mutex_lock(&witness->lock);
    status = answer(witness, &request, now_s, reply, diag);
    pthread_mutex_unlock(&witness->lock);
    tp_witness_request_deinit(&request);
    if (status == TP_OK && reply->content.bad)
        status = tp_fail(diag, TP_E_MEMORY, NULL, -1, "out of memory");
    if (status != TP_OK)
        tp_buffer_deinit(&reply->content);
    return status;
}

/* ---- open and close ---------------------------------------------------------------------------------------------- */

static tp_status take_folder(struct tp_witness *witness, const char *folder, struct tp_diag *diag)
{
    char path[PATH_BYTES];

    if ((size_t)snprintf(witness->folder, sizeof witness->folder, "%s", folder) >= sizeof witness->folder)
        return tp_fail(diag, TP_E_ARGUMENT, "folder", -1, "its name is too long");
    snprintf(path, sizeof path, "%s/.lock", witness->folder);
    if ((mkdir(witness->folder, 0777) != 0 && errno != EEXIST) ||
        (witness->lock_fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666)) < 0)
        return tp_diag_in_file(diag, tp_fail(diag, TP_E_IO, NULL, -1, "cannot be used: %s", strerror(errno)), folder);
    if (flock(witness->lock_fd, LOCK_EX | LOCK_NB) != 0)
        return tp_diag_in_file(diag, tp_fail(diag, TP_E_BUSY, NULL, -1, "another witness works here"), folder);
    return TP_OK;
}

static struct log *first_of_origin(const struct tp_witness *witness, const char *origin)
{
    for (size_t i = 0; i < witness->log_count; i++)
        if (strcmp(witness->logs[i].verifier.name, origin) == 0)
            return &witness->logs[i];
    return NULL;
}

static tp_status take_logs(struct tp_witness *witness, const struct tp_verifier *logs, size_t count,
                           struct tp_diag *diag)
{
    void *memory;
    tp_status status = tp_alloc_zero(&memory, TP_MAX(count, (size_t)1), sizeof *witness->logs, diag);

    if (status != TP_OK)
        return status;
    witness->logs = memory;
    for (size_t i = 0; status == TP_OK && i < count; i++) {
        struct log *log = &witness->logs[i];

        log->verifier = logs[i];
        log->first = first_of_origin(witness, logs[i].name);
        witness->log_count++;
        if (!log->first) {
            log->first = log;
            status = load_state(witness, log, diag);
        }
    }
    return status;
}

tp_status tp_witness_open(const struct tp_witness_options *options, struct tp_witness **out, struct tp_diag *diag)
{
    struct tp_witness *witness;
    void *memory;
    tp_status status = tp_alloc_zero(&memory, 1, sizeof *witness, diag);

    *out = NULL;
    if (status != TP_OK)
        return status;
    witness = memory;
    witness->lock_fd = -1;
    witness->signer = options->signer;
    pthread_mutex_init(&witness->lock, NULL);
    status =
        tp_verifier_make(options->name, TP_KEY_COSIGNATURE, tp_signer_public(options->signer), &witness->self, diag);
    if (status == TP_OK)
        status = tp_hasher_new(&witness->hasher, diag);
    if (status == TP_OK)
        status = take_folder(witness, options->folder, diag);
    if (status == TP_OK)
        status = take_logs(witness, options->logs, options->log_count, diag);
    if (status != TP_OK)
        tp_witness_close(&witness);
    *out = witness;
    return status;
}

void tp_witness_close(struct tp_witness **witness)
{
    struct tp_witness *old = *witness;

    if (!old)
        return;
    if (old->lock_fd >= 0)
        close(old->lock_fd);
    pthread_mutex_destroy(&old->lock);
    tp_hasher_free(&old->hasher);
    free(old->logs);
    free(old);
    *witness = NULL;
}

const struct tp_verifier *tp_witness_verifier(const struct tp_witness *witness)
{
    return &witness->self;
}
