/* SPDX-License-Identifier: Apache-2.0 */
/* Work that whoever hands something in has done for it. */
#include <pthread.h>
#include <string.h>

#include "office/flood.h"

/* What was handed in lately, so that the same work is not used twice: more than comes in TP_EFFORT_AGE_S at the paces
 * of flood.c, for some agreements at a time. */
enum { SEEN = 4096 };
static uint8_t seen[SEEN][TP_SHA256_BYTES];
static size_t next_seen;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

unsigned tp_effort_bits(uint64_t used, uint64_t places)
{
    const uint64_t more = places ? 4 * used / places : 0;

    return TP_MIN((unsigned)(TP_EFFORT_BITS + TP_MIN(more, UINT64_C(8))), (unsigned)TP_EFFORT_BITS_MAX);
}

tp_status tp_effort_salt(const struct tp_json_value *input, const char *target, uint8_t out[TP_SHA256_BYTES],
                         struct tp_diag *diag)
{
    struct tp_json *json = NULL;
    struct tp_buffer text;
    tp_status status = tp_json_new_from(input, &json, diag);

    if (status != TP_OK)
        return status;
    tp_buffer_init(&text);
    tp_json_remove(json, "work");
    tp_write_text(&text, "tenprint-work/1\n%s\n", target);
    status = tp_json_write_canonical(json, &text, diag);
    if (status == TP_OK)
        status = tp_sha256(text.data, text.size_bytes, out, diag);
    tp_buffer_deinit(&text);
    tp_json_free(&json);
    return status;
}

tp_status tp_effort_is_done(const uint8_t salt[TP_SHA256_BYTES], const char *text, unsigned bits, bool *out,
                            struct tp_diag *diag)
{
    uint8_t key[TP_SHA256_BYTES];
    tp_status status = tp_pbkdf2_sha256(text, salt, TP_SHA256_BYTES, TP_EFFORT_ROUNDS, key, diag);
    unsigned zero = 0;

    *out = false;
    if (status != TP_OK)
        return status;
    while (zero < bits && !(key[zero / 8] >> (7 - zero % 8) & 1))
        zero++;
    *out = zero >= bits;
    return TP_OK;
}

static bool was_seen(const uint8_t salt[TP_SHA256_BYTES])
{
    bool found = false;

    pthread_mutex_lock(&lock);
    for (size_t i = 0; i < SEEN && !found; i++)
        found = memcmp(seen[i], salt, TP_SHA256_BYTES) == 0;
    if (!found) {
        memcpy(seen[next_seen], salt, TP_SHA256_BYTES);
        next_seen = (next_seen + 1) % SEEN;
    }
    pthread_mutex_unlock(&lock);
    return found;
}

void tp_effort_forget(void)
{
    pthread_mutex_lock(&lock);
    memset(seen, 0, sizeof seen);
    pthread_mutex_unlock(&lock);
}

tp_status tp_effort_check(const struct tp_json_value *input, const char *target, unsigned bits, int64_t now_s,
                          struct tp_diag *diag)
{
    const char *work = tp_json_to_text(tp_json_member(input, "work"));
    const char *time = tp_json_to_text(tp_json_member(input, "time"));
    uint8_t salt[TP_SHA256_BYTES];
    int64_t time_s;
    bool done = false;
    tp_status status;

    if (!time || !tp_time_parse(time, &time_s) || time_s < now_s - TP_EFFORT_AGE_S || time_s > now_s + TP_EFFORT_AGE_S)
        return tp_fail(diag, TP_E_ARGUMENT, "time", -1, "it must be the node's time, at most %d minutes ago",
                       TP_EFFORT_AGE_S / 60);
    if (!work || work[0] == '\0' || strlen(work) > TP_EFFORT_DIGITS_MAX || strspn(work, "0123456789") != strlen(work))
        return tp_fail(diag, TP_E_ARGUMENT, "work", -1, "it must be a number of at most %d digits",
                       TP_EFFORT_DIGITS_MAX);
    status = tp_effort_salt(input, target, salt, diag);
    if (status == TP_OK)
        status = tp_effort_is_done(salt, work, bits, &done, diag);
    if (status == TP_OK && !done)
        status = tp_fail(diag, TP_E_ARGUMENT, "work", -1, "the work for these words is not done");
    if (status == TP_OK && was_seen(salt))
        status = tp_fail(diag, TP_E_ARGUMENT, "work", -1, "this was handed in already");
    return status;
}
