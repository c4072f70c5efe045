/* SPDX-License-Identifier: Apache-2.0 */
/* Paces: of each address and each agreement the time until which its turns are used up, in a table of fixed size. When
 * it is full, who has least to wait for is forgotten. */
#include "office/flood.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>

enum { SLOTS = 8192, PROBES = 16 };

/* BURST turns at once, then one every EVERY seconds. */
struct pace {
    int64_t burst, every_s;
};
static const struct {
    struct pace address, about;
} paces[] = {
    [TP_FLOOD_STATEMENT] = {{5, 600}, {60, 60}},
    [TP_FLOOD_SIGN_ON] = {{10, 120}, {600, 3}},
};

static struct slot {
    uint64_t key;
    int64_t used_until_s; /* at or before now: a free place */
} slots[SLOTS];
static uint8_t secret[TP_SHA256_BYTES];
static bool has_secret;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

/* Nobody who reads the memory learns addresses from it without the key, which dies with the process. */
static tp_status hash_key(enum tp_flood what, const char *kind, const char *text, uint64_t *out, struct tp_diag *diag)
{
    uint8_t code[TP_SHA256_BYTES];
    char line[256];
    const int length = snprintf(line, sizeof line, "%d %s %.200s", (int)what, kind, text);
    tp_status status = TP_OK;

    *out = 0;
    if (!has_secret)
        status = tp_random_bytes(secret, sizeof secret, diag);
    has_secret |= status == TP_OK;
    if (status == TP_OK)
        status = tp_hmac_sha256(secret, sizeof secret, line, (size_t)length, code, diag);
    if (status == TP_OK)
        memcpy(out, code, sizeof *out);
    return status;
}

/* The place of KEY, or the best one to give it. */
static struct slot *find_slot(uint64_t key, int64_t now_s)
{
    struct slot *best = NULL;

    for (size_t i = 0; i < PROBES; i++) {
        struct slot *slot = &slots[(key + i) % SLOTS];

        if (slot->key == key && slot->used_until_s > now_s)
            return slot;
        if (!best || slot->used_until_s < best->used_until_s)
            best = slot;
    }
    *best = (struct slot){key, now_s};
    return best;
}

static unsigned wait_of(const struct slot *slot, const struct pace *pace, int64_t now_s)
{
    const int64_t wait_s = slot->used_until_s + pace->every_s - now_s - pace->burst * pace->every_s;

    return wait_s > 0 ? (unsigned)TP_MIN(wait_s, 86400) : 0;
}

tp_status tp_flood_take(enum tp_flood what, const char *address, const char *about, int64_t now_s, unsigned *wait_s,
                        struct tp_diag *diag)
{
    uint64_t address_key, about_key = 0;
    tp_status status;

    *wait_s = 0;
    pthread_mutex_lock(&lock);
    status = hash_key(what, "address", address ? address : "", &address_key, diag);
    if (status == TP_OK)
        status = hash_key(what, "about", about, &about_key, diag);
    if (status == TP_OK) {
        struct slot *one = find_slot(address_key, now_s), *all;

        *wait_s = wait_of(one, &paces[what].address, now_s);
        if (*wait_s == 0) {
            all = find_slot(about_key, now_s);
            *wait_s = wait_of(all, &paces[what].about, now_s);
            if (*wait_s == 0) {
                all->used_until_s += paces[what].about.every_s;
                one->used_until_s += paces[what].address.every_s;
            }
        }
    }
    pthread_mutex_unlock(&lock);
    return status;
}

void tp_flood_forget(void)
{
    pthread_mutex_lock(&lock);
    memset(slots, 0, sizeof slots);
    pthread_mutex_unlock(&lock);
}
