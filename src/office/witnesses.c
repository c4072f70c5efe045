/* SPDX-License-Identifier: Apache-2.0 */
/* add-checkpoint as its client. A witness takes only what continues the size that it knows. What that is, its newest
 * cosignature in our files says; when it knows another one it answers 409 with the size, and is asked once more. */
#include "office/office.h"

#include <dirent.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { REPLY_MAX_BYTES = 16384, OK = 200, CONFLICT = 409 };

/* One witness being asked. */
struct asking {
    const struct tp_published *published;
    const char *url; /* of add-checkpoint */
    const struct tp_witness_road *road;
    struct tp_reader *reader;
    const uint8_t *note;
    size_t note_bytes;
    struct tp_witness_answer *answer;
};

const char *tp_witness_outcome_code(enum tp_witness_outcome outcome)
{
    static const char *const codes[] = {"cosigned", "refused", "not-reachable", "not-asked"};

    return codes[outcome];
}

/* ---- what the witness cosigned last ------------------------------------------------------------------------------ */

/* Whether the note in a file has a cosignature by the witness; a file that is none does not. */
static bool has_cosigned(const char *path, const struct tp_verifier *witness)
{
    struct tp_note note = {.text = NULL};
    size_t size_bytes;
    uint8_t *data;
    bool has = false;

    if (tp_file_read(path, TP_NOTE_MAX, &data, &size_bytes, NULL) != TP_OK)
        return false;
    if (tp_note_parse(data, size_bytes, &note, NULL) == TP_OK) {
        has = tp_note_signature_of(&note, witness) != NULL;
        tp_note_deinit(&note);
    }
    free(data);
    return has;
}

/* The largest size in cosigned/, 0 when there is none. It is a guess only: a wrong one costs a second request. */
static uint64_t find_kept_size(const struct asking *asking)
{
    char path[sizeof asking->published->folder + 300];
    struct dirent *entry;
    uint64_t size, largest = 0;
    DIR *folder;

    snprintf(path, sizeof path, "%s/cosigned", asking->published->folder);
    folder = opendir(path);
    while (folder && (entry = readdir(folder))) {
        snprintf(path, sizeof path, "%s/cosigned/%s", asking->published->folder, entry->d_name);
        if (tp_index_read(entry->d_name, "size", &size, NULL) == TP_OK && size > largest &&
            has_cosigned(path, &asking->answer->verifier))
            largest = size;
    }
    if (folder)
        closedir(folder);
    return largest;
}

static uint64_t find_known_size(const struct asking *asking)
{
    uint64_t size = asking->answer->size, kept;

    if (tp_note_signature_of(tp_reader_note(asking->reader), &asking->answer->verifier))
        return size;
    kept = find_kept_size(asking);
    return kept <= size ? kept : 0;
}

/* ---- reading the answer ------------------------------------------------------------------------------------------ */

bool tp_witness_line_is_by(const char *line, const struct tp_verifier *verifier)
{
    static const char dash[] = "\xE2\x80\x94 ";
    size_t length = strlen(verifier->name);

    return strncmp(line, dash, strlen(dash)) == 0 && strncmp(line + strlen(dash), verifier->name, length) == 0 &&
           line[strlen(dash) + length] == ' ';
}

/* Whether the line is a valid cosignature by the witness over what it was shown. */
static bool check_line(const struct asking *asking, const char *line, uint64_t *time_s)
{
    const struct tp_note_signature *signature;
    struct tp_note note;
    struct tp_buffer data;
    bool is_valid = false;

    tp_buffer_init(&data);
    tp_write_text(&data, "%s\n%s\n", tp_reader_note(asking->reader)->text, line);
    if (!data.bad && tp_note_parse(data.data, data.size_bytes, &note, NULL) == TP_OK) {
        signature = tp_note_signature_of(&note, &asking->answer->verifier);
        is_valid = signature != NULL;
        *time_s = signature ? signature->time_s : 0;
        tp_note_deinit(&note);
    }
    tp_buffer_deinit(&data);
    return is_valid;
}

/* A witness that has changed its key may sign with both: one of its lines must be by the key that we know. */
static void take_cosignature(const struct asking *asking, const char *text)
{
    struct tp_witness_answer *answer = asking->answer;

    for (; *text; text += strcspn(text, "\n"), text += *text == '\n') {
        size_t length = strcspn(text, "\n");
        if (length >= sizeof answer->line || !tp_witness_line_is_by(text, &answer->verifier))
            continue;
        memcpy(answer->line, text, length);
        answer->line[length] = '\0';
        if (check_line(asking, answer->line, &answer->time_s)) {
            answer->outcome = TP_WITNESS_COSIGNED;
            answer->text[0] = '\0';
            return;
        }
        answer->line[0] = '\0';
    }
    snprintf(answer->text, sizeof answer->text, "its answer is no cosignature of this checkpoint by its key");
}

static const char *content_type(const struct tp_wire_reply *http)
{
    for (size_t i = 0; i < http->header_count; i++)
        if (strcmp(http->headers[i].name, "content-type") == 0)
            return http->headers[i].value;
    return "";
}

/* "1190\n", as text/x.tlog.size. */
static bool read_size(const struct tp_wire_reply *http, const char *text, uint64_t *out)
{
    static const char type[] = "text/x.tlog.size";
    char number[32];

    if (strncmp(content_type(http), type, strlen(type)) != 0)
        return false;
    snprintf(number, sizeof number, "%.*s", (int)strcspn(text, "\n"), text);
    return tp_index_read(number, "size", out, NULL) == TP_OK;
}

static void note_refusal(const struct asking *asking, const struct tp_wire_reply *http, const char *text)
{
    struct tp_witness_answer *answer = asking->answer;
    uint64_t known;

    if (http->status == CONFLICT && read_size(http, text, &known))
        snprintf(answer->text, sizeof answer->text,
                 "it knows %" PRIu64 " entries, and not as the beginning of this ledger", known);
    else
        snprintf(answer->text, sizeof answer->text, "%.*s", (int)strcspn(text, "\n"), text);
    tp_text_make_printable(answer->text);
}

/* ---- asking ------------------------------------------------------------------------------------------------------ */

static void reply_deinit(struct tp_wire_reply *reply)
{
    for (size_t i = 0; i < reply->header_count; i++)
        free((char *)(uintptr_t)reply->headers[i].value);
    tp_buffer_deinit(&reply->body);
}

/* What the network does is said in the answer; an error is our own trouble. */
static tp_status send_request(const struct asking *asking, uint64_t old_size, struct tp_wire_reply *http,
                              struct tp_diag *diag)
{
    struct tp_wire_request request = {.method = "POST",
                                      .url = asking->url,
                                      .authority = "",
                                      .path = "/add-checkpoint",
                                      .headers = {{"content-type", "text/plain; charset=utf-8"}},
                                      .header_count = 1};
    struct tp_diag trouble;
    struct tp_proof proof;
    struct tp_buffer body;
    tp_status status = tp_reader_consistency(asking->reader, old_size, asking->answer->size, &proof, diag);

    if (status != TP_OK)
        return status;
    tp_buffer_init(&body);
    tp_witness_write_request(old_size, &proof, asking->note, asking->note_bytes, &body);
    request.body = body.data;
    request.body_bytes = body.size_bytes;
    tp_diag_init(&trouble);
    status = body.bad ? tp_fail(diag, TP_E_MEMORY, NULL, -1, "out of memory")
                      : asking->road->send(asking->road->context, &request, http, &trouble);
    if (!body.bad && status == TP_OK && http->body.size_bytes > REPLY_MAX_BYTES)
        status = tp_fail(&trouble, TP_E_LIMIT, NULL, -1, "its answer is longer than %d bytes", REPLY_MAX_BYTES);
    asking->answer->http = http->status;
    if (!body.bad && status != TP_OK) {
        asking->answer->outcome = TP_WITNESS_NOT_REACHABLE;
        tp_diag_format(&trouble, asking->answer->text, sizeof asking->answer->text);
        status = TP_OK;
    }
    tp_buffer_deinit(&body);
    return status;
}

/* Asks with OLD_SIZE. When the witness knows another size that can be proved, *AGAIN is true and OLD_SIZE that one. */
static tp_status ask_once(const struct asking *asking, uint64_t *old_size, bool *again, struct tp_diag *diag)
{
    struct tp_wire_reply http = {.status = 0};
    uint64_t known;
    const char *text;
    tp_status status;

    *again = false;
    tp_buffer_init(&http.body);
    asking->answer->outcome = TP_WITNESS_REFUSED;
    status = send_request(asking, *old_size, &http, diag);
    tp_write_u8(&http.body, '\0');
    text = http.body.bad ? "" : (const char *)http.body.data;
    if (status != TP_OK || asking->answer->outcome == TP_WITNESS_NOT_REACHABLE) {
        /* said already */
    } else if (http.status == OK) {
        take_cosignature(asking, text);
    } else {
        note_refusal(asking, &http, text);
        *again = http.status == CONFLICT && read_size(&http, text, &known) && known != *old_size &&
                 known <= asking->answer->size;
        *old_size = *again ? known : *old_size;
    }
    reply_deinit(&http);
    return status;
}

static tp_status ask(struct asking *asking, struct tp_diag *diag)
{
    uint64_t old_size;
    bool again;
    tp_status status;

    asking->answer->size = tp_reader_checkpoint(asking->reader)->size;
    old_size = find_known_size(asking);
    status = ask_once(asking, &old_size, &again, diag);
    return status == TP_OK && again ? ask_once(asking, &old_size, &again, diag) : status;
}

tp_status tp_witness_ask(const struct tp_witness_road *road, const struct tp_published *published,
                         const struct tp_config_witness *witness, struct tp_witness_answer *out, struct tp_diag *diag)
{
    struct asking asking = {.published = published, .road = road, .answer = out};
    struct tp_buffer url;
    uint8_t *note = NULL;
    size_t length = witness->url ? strlen(witness->url) : 0;
    tp_status status;

    memset(out, 0, sizeof *out);
    out->outcome = TP_WITNESS_NOT_ASKED;
    status = tp_verifier_parse(witness->verifier, &out->verifier, diag);
    if (status != TP_OK)
        return status;
    if (length == 0) {
        snprintf(out->text, sizeof out->text, "organisation.yaml has no url for it");
        return TP_OK;
    }
    length -= witness->url[length - 1] == '/';
    tp_buffer_init(&url);
    tp_write_text(&url, "%.*s/add-checkpoint", (int)length, witness->url);
    tp_write_u8(&url, '\0');
    status = url.bad ? tp_fail(diag, TP_E_MEMORY, NULL, -1, "out of memory")
                     : tp_published_open(published, &asking.reader, &note, &asking.note_bytes, diag);
    asking.url = (const char *)url.data;
    asking.note = note;
    if (status == TP_OK)
        status = ask(&asking, diag);
    tp_reader_close(&asking.reader);
    free(note);
    tp_buffer_deinit(&url);
    return status;
}

tp_status tp_witness_take(struct tp_ledger *ledger, struct tp_witness_answer *answer, struct tp_diag *diag)
{
    struct tp_diag refused;
    tp_status status;

    tp_diag_init(&refused);
    status = tp_ledger_cosign(ledger, &answer->verifier, answer->line, &refused);
    if (status == TP_E_DENIED) {
        answer->outcome = TP_WITNESS_REFUSED;
        snprintf(answer->text, sizeof answer->text, "the ledger has a newer checkpoint meanwhile: ask again");
        return TP_OK;
    }
    return tp_diag_pass(diag, status, &refused);
}
