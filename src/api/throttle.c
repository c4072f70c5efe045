/* SPDX-License-Identifier: Apache-2.0 */
/* Failed attempts in a table of fixed size, by hash of the key. Keys that meet in a place share it: whoever fills the
 * table with attempts for accounts that are none slows others down, but nobody gets more attempts. */
#include "api/throttle.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { PLACES = 1 << 14, WAIT_MAX_S = 15 * 60, FORGET_S = 24 * 3600, FAILED_MAX = 1000 };

struct place {
    int64_t last_s;
    unsigned failed;
};
struct tp_throttle {
    pthread_mutex_t lock;
    uint64_t seed; /* so that nobody can choose keys that meet */
    struct place places[PLACES];
};

tp_status tp_throttle_new(struct tp_throttle **out, struct tp_diag *diag)
{
    void *memory;
    tp_status status = tp_alloc_zero(&memory, 1, sizeof **out, diag);

    *out = memory;
    if (status != TP_OK)
        return status;
    (*out)->seed = (uint64_t)tp_clock_monotonic_ns() ^ (uint64_t)(uintptr_t)memory;
    pthread_mutex_init(&(*out)->lock, NULL);
    return TP_OK;
}

void tp_throttle_free(struct tp_throttle **throttle)
{
    if (!*throttle)
        return;
    pthread_mutex_destroy(&(*throttle)->lock);
    free(*throttle);
    *throttle = NULL;
}

static struct place *place_of(struct tp_throttle *throttle, const char *key)
{
    return &throttle->places[tp_hash64(key, strlen(key), throttle->seed) % PLACES];
}

static int64_t wait_after(unsigned failed, unsigned free_attempts)
{
    unsigned beyond = failed < free_attempts ? 0 : failed - free_attempts + 1;

    return beyond == 0 ? 0 : beyond > 10 ? WAIT_MAX_S : TP_MIN(1 << beyond, (int)WAIT_MAX_S);
}

unsigned tp_throttle_begin(struct tp_throttle *throttle, const char *key, unsigned free_attempts, int64_t now_s)
{
    struct place *place;
    int64_t left;

    pthread_mutex_lock(&throttle->lock);
    place = place_of(throttle, key);
    if (now_s - place->last_s > FORGET_S || now_s < place->last_s)
        place->failed = 0;
    left = place->failed == 0 ? 0 : place->last_s + wait_after(place->failed, free_attempts) - now_s;
    if (left <= 0) {
        place->failed = TP_MIN(place->failed + 1, (unsigned)FAILED_MAX);
        place->last_s = now_s;
    }
    pthread_mutex_unlock(&throttle->lock);
    return left > 0 ? (unsigned)left : 0;
}

void tp_throttle_succeed(struct tp_throttle *throttle, const char *key)
{
    struct place *place;

    pthread_mutex_lock(&throttle->lock);
    place = place_of(throttle, key);
    place->failed -= place->failed > 0;
    pthread_mutex_unlock(&throttle->lock);
}
