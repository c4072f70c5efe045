/* SPDX-License-Identifier: Apache-2.0 */
/* tenprint book */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cli/book.h"
#include "cli/commands.h"
#include "crypto/crypto.h"

enum { FILE_MAX_BYTES = 64 << 20, POLL_MS = 500, KEY_BYTES = 2 * TP_SHA256_BYTES + 8 };

struct booking {
    const struct tp_arguments *arguments;
    struct tp_remote remote;
    bool json, wait;
    int worst; /* exit: the gravest of all files */
};

/* ---- one file -----------------------------------------------------------------------------------------------------
 */

/* What no EBTS file says of a person; it goes around the file, as JSON, and never into an address. */
static const char *const facts[] = {"jurisdiction", "offence", "conviction", "categories"};

static const char *first_fact(const struct tp_arguments *arguments)
{
    for (size_t i = 0; i < TP_ARRAY_LENGTH(facts); i++)
        if (tp_option_given(arguments, facts[i]))
            return facts[i];
    return NULL;
}

/* "juvenile,witness" */
static void write_categories(const char *codes, struct tp_json *json)
{
    tp_json_list(json, "categories");
    for (size_t length; *codes; codes += length + (codes[length] == ',')) {
        char code[64];

        length = strcspn(codes, ",");
        snprintf(code, sizeof code, "%.*s", (int)TP_MIN(length, sizeof code - 1), codes);
        tp_json_text(json, NULL, code);
    }
    tp_json_close(json);
}

static tp_status wrap(const struct tp_arguments *arguments, const uint8_t *data, size_t size_bytes,
                      struct tp_buffer *out, struct tp_diag *diag)
{
    struct tp_buffer text;
    struct tp_json *json;
    tp_status status = tp_json_new(&json, diag);

    if (status != TP_OK)
        return status;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(facts); i++) {
        const char *said = tp_option_text(arguments, facts[i]);
        if (said && strcmp(facts[i], "categories") == 0)
            write_categories(said, json);
        else if (said)
            tp_json_text(json, facts[i], said);
    }
    tp_buffer_init(&text);
    tp_base64_encode(data, size_bytes, &text);
    tp_write_u8(&text, '\0');
    if (text.bad)
        status = tp_fail(diag, TP_E_MEMORY, NULL, -1, "out of memory");
    if (status == TP_OK) {
        tp_json_text(json, "transaction", (const char *)text.data);
        status = tp_json_write_canonical(json, out, diag);
    }
    if (text.data)
        tp_wipe(text.data, text.capacity_bytes);
    tp_buffer_deinit(&text);
    tp_json_free(&json);
    return status;
}

/* The same file again is the same booking, also where no control number says so. */
static tp_status make_key(const uint8_t *data, size_t size_bytes, char out[KEY_BYTES], struct tp_diag *diag)
{
    uint8_t hash[TP_SHA256_BYTES];
    char hex[2 * TP_SHA256_BYTES + 1] = "";
    tp_status status = tp_sha256(data, size_bytes, hash, diag);

    if (status == TP_OK)
        tp_hex_encode(hash, sizeof hash, hex);
    snprintf(out, KEY_BYTES, "file-%s", hex);
    return status;
}

/* CHECKS: for the answer to a file that was refused; it changes nothing. */
static tp_status post(const struct booking *booking, bool checks, const uint8_t *data, size_t size_bytes,
                      struct tp_remote_answer *answer, struct tp_diag *diag)
{
    bool form = size_bytes > 0 && data[0] == '{';
    struct tp_remote_question question = {.method = "POST",
                                          .path = checks ? "/v1/bookings/check?form=ebts" : "/v1/bookings",
                                          .type = form ? NULL : "application/vnd.tenprint.ebts",
                                          .body = data,
                                          .body_bytes = size_bytes};
    const char *fact = first_fact(booking->arguments);
    struct tp_buffer body;
    char key[KEY_BYTES];
    tp_status status = make_key(data, size_bytes, key, diag);

    memset(answer, 0, sizeof *answer);
    tp_buffer_init(&body);
    if (status == TP_OK && form && fact)
        status = tp_fail(diag, TP_E_ARGUMENT, fact, -1, "belongs into the booking's JSON, not beside it");
    if (status == TP_OK && fact) {
        status = wrap(booking->arguments, data, size_bytes, &body, diag);
        question.type = NULL;
        question.body = body.data;
        question.body_bytes = body.size_bytes;
    }
    if (!checks && tp_option_given(booking->arguments, "key"))
        question.key = tp_option_text(booking->arguments, "key");
    else if (!checks)
        question.key = key;
    if (status == TP_OK)
        status = tp_remote_ask(&booking->remote, &question, answer, diag);
    if (body.data)
        tp_wipe(body.data, body.capacity_bytes);
    tp_buffer_deinit(&body);
    return status;
}

/* What a refused file is answered with, into the file that --errt names. */
static void save_errt(const struct booking *booking, const uint8_t *data, size_t size_bytes)
{
    const char *path = tp_option_text(booking->arguments, "errt");
    struct tp_remote_answer answer;
    struct tp_diag diag;
    tp_status status;

    if (!path)
        return;
    tp_diag_init(&diag);
    status = post(booking, true, data, size_bytes, &answer, &diag);
    if (status == TP_OK && !answer.document && answer.body.size_bytes > 0)
        status = tp_file_write(path, answer.body.data, answer.body.size_bytes, &diag);
    else if (status == TP_OK)
        fprintf(stderr, "tenprint: no ERRT can be made for this file\n");
    if (status != TP_OK)
        fprintf(stderr, "tenprint: %s: %s\n", path, diag.text);
    tp_remote_answer_deinit(&answer);
}

/* A booking that does not change any more. */
static bool is_settled(const char *state)
{
    return strcmp(state, "complete") == 0 || strcmp(state, "refused") == 0 || strcmp(state, "erased") == 0;
}

static tp_status wait_for(const struct booking *booking, const char *id, struct tp_remote_answer *answer,
                          struct tp_diag *diag)
{
    char last[32] = "", state[32];

    for (;;) {
        tp_status status = tp_book_get_state(&booking->remote, id, state, sizeof state, diag);
        if (status != TP_OK)
            return status;
        if (is_settled(state))
            return tp_book_get(&booking->remote, id, "", answer, diag);
        if (!booking->json && strcmp(last, state) != 0) {
            printf("  %s\n", state);
            fflush(stdout);
        }
        memcpy(last, state, sizeof last);
        nanosleep(&(struct timespec){.tv_nsec = POLL_MS * 1000000L}, NULL);
    }
}

static tp_status show_taken(struct booking *booking, const char *path, struct tp_remote_answer *answer,
                            struct tp_diag *diag)
{
    struct tp_remote_answer later = {.status = 0};
    char id[64];
    tp_status status = TP_OK;

    snprintf(id, sizeof id, "%.40s", tp_remote_text(answer, "booking"));
    if (!booking->json)
        printf("%s: booking %s, %s%s\n", path, id, tp_remote_text(answer, "state"),
               answer->status == 200 ? " (submitted before)" : "");
    if (booking->wait)
        status = wait_for(booking, id, &later, diag);
    if (status == TP_OK && booking->json)
        status = tp_remote_print(booking->wait ? &later : answer, diag);
    else if (status == TP_OK && booking->wait)
        tp_book_show(&later);
    if (status == TP_OK && booking->wait && strcmp(tp_remote_text(&later, "state"), "refused") == 0)
        booking->worst = TP_EXIT_INPUT;
    tp_remote_answer_deinit(&later);
    return status;
}

static tp_status book_file(struct booking *booking, const char *path, struct tp_diag *diag)
{
    struct tp_remote_answer answer;
    size_t size_bytes;
    uint8_t *data;
    tp_status status = tp_file_read(path, FILE_MAX_BYTES, &data, &size_bytes, diag);

    if (status != TP_OK)
        return status;
    status = post(booking, false, data, size_bytes, &answer, diag);
    if (status == TP_E_FORMAT || status == TP_E_TRUNCATED || status == TP_E_CHECKSUM)
        save_errt(booking, data, size_bytes);
    if (status == TP_OK)
        status = show_taken(booking, path, &answer, diag);
    tp_remote_answer_deinit(&answer);
    tp_wipe(data, size_bytes);
    free(data);
    return tp_diag_in_file(diag, status, path);
}

/* A file that is refused does not keep the others from being booked. */
static void report(struct booking *booking, tp_status status, const struct tp_diag *diag)
{
    char words[1024];

    tp_diag_format(diag, words, sizeof words);
    fprintf(stderr, "tenprint: %s\n", words);
    if ((int)tp_exit_for(status) > booking->worst)
        booking->worst = (int)tp_exit_for(status);
}

static int run(const struct tp_arguments *arguments, struct tp_diag *diag)
{
    struct booking booking = {
        .arguments = arguments, .json = tp_option_given(arguments, "json"), .wait = tp_option_given(arguments, "wait")};
    tp_status status;

    if (arguments->positional_count > 1 && (tp_option_given(arguments, "key") || tp_option_given(arguments, "errt")))
        return tp_fail(diag, TP_E_ARGUMENT, tp_option_given(arguments, "key") ? "--key" : "--errt", -1,
                       "is for one file");
    status = tp_remote_open(arguments, &booking.remote, diag);
    for (int i = 0; status == TP_OK && i < arguments->positional_count; i++) {
        struct tp_diag why;
        tp_status one;
        tp_diag_init(&why);
        one = book_file(&booking, arguments->positional[i], &why);
        if (one != TP_OK)
            report(&booking, one, &why);
    }
    tp_remote_close(&booking.remote);
    return status == TP_OK ? booking.worst : status;
}

static const struct tp_option options[] = {
    TP_OPTIONS_REMOTE,
    {"jurisdiction", 0, TP_OPTION_TEXT, "CODE", "of the booking (default: that of the agency in the file)", 0, 0},
    {"offence", 0, TP_OPTION_TEXT, "LEVEL", "how serious what is charged is: level-1, level-2, level-3, none", 0, 0},
    {"conviction", 0, TP_OPTION_TEXT, "LEVEL", "how serious the gravest conviction is", 0, 0},
    {"categories", 0, TP_OPTION_TEXT, "LIST", "what excludes the person from agreements: juvenile,witness", 0, 0},
    {"key", 0, TP_OPTION_TEXT, "KEY",
     "in place of the file's digest: another key makes another booking of a file without control number", 0, 0},
    {"errt", 0, TP_OPTION_TEXT, "FILE", "where the answer to a refused file is written", 0, 0},
    {.name = "wait", .kind = TP_OPTION_FLAG, .help = "until the booking is complete or refused"},
    TP_OPTION_JSON,
    {0},
};

const struct tp_command tp_command_book = {
    .name = "book",
    .synopsis = "FILE... --case REFERENCE [OPTION]...",
    .summary = "submit bookings to a node",
    .description =
        "Each FILE is a booking: an EBTS file (CAR and its kin) or JSON with images or templates. It is checked first; "
        "one that is refused changes nothing, and the message names record and field. The same file again is the same "
        "booking.\n\n"
        "With --wait the states are shown as they come, then the result: quality of each finger, what is to be taken "
        "again, the own repository's answer and those of partners.",
    .example = "tenprint book car.an2 --case 2011-0042 --token token.txt --conviction none --wait\n",
    .options = options,
    .positional_min = 1,
    .positional_max = 1000,
    .run = run,
};
