/* SPDX-License-Identifier: Apache-2.0 */
/* Token buckets, in a table of fixed size: sets of a few places, as caches have them. A bucket that is full again says
 * nothing that an absent one does not say, so the fullest of a set makes room. */
#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "http/http.h"

enum { PLACES = 8, RETRY_MAX_S = 3600 };

struct bucket {
    uint64_t key; /* 0: none */
    int64_t seen_ns;
    double tokens;
};
struct tp_rate {
    pthread_mutex_t lock;
    double per_ns, burst;
    uint64_t seed; /* so that nobody can choose keys that fall together */
    size_t set_count;
    struct bucket buckets[];
};

tp_status tp_rate_new(unsigned per_s, unsigned burst, size_t keys_max, struct tp_rate **out, struct tp_diag *diag)
{
    size_t sets = 1;
    struct tp_rate *rate;
    struct tp_rng rng;

    *out = NULL;
    if (per_s == 0 || burst == 0 || keys_max > ((size_t)1 << 24))
        return tp_fail(diag, TP_E_ARGUMENT, "rate", -1, "it has no limit");
    while (sets * PLACES < keys_max)
        sets *= 2;
    rate = calloc(1, sizeof *rate + sets * PLACES * sizeof *rate->buckets);
    if (!rate)
        return tp_fail(diag, TP_E_MEMORY, NULL, -1, "out of memory");
    pthread_mutex_init(&rate->lock, NULL);
    rate->per_ns = per_s / 1e9;
    rate->burst = burst;
    rate->set_count = sets;
    rng = tp_rng_seed((uint64_t)tp_clock_monotonic_ns(), (uint64_t)(uintptr_t)rate);
    rate->seed = tp_rng_u64(&rng);
    *out = rate;
    return TP_OK;
}

void tp_rate_free(struct tp_rate **rate)
{
    if (!*rate)
        return;
    pthread_mutex_destroy(&(*rate)->lock);
    free(*rate);
    *rate = NULL;
}

static double tokens_at(const struct tp_rate *rate, const struct bucket *bucket, int64_t now_ns)
{
    double tokens = bucket->tokens + (double)(now_ns - bucket->seen_ns) * rate->per_ns;

    return bucket->key == 0 || tokens > rate->burst ? rate->burst : tokens;
}

static struct bucket *find_bucket(struct tp_rate *rate, uint64_t key, int64_t now_ns)
{
    struct bucket *set = rate->buckets + key % rate->set_count * PLACES, *fullest = set;

    for (struct bucket *bucket = set; bucket < set + PLACES; bucket++) {
        if (bucket->key == key)
            return bucket;
        if (tokens_at(rate, bucket, now_ns) > tokens_at(rate, fullest, now_ns))
            fullest = bucket;
    }
    *fullest = (struct bucket){.key = key, .seen_ns = now_ns, .tokens = rate->burst};
    return fullest;
}

unsigned tp_rate_take(struct tp_rate *rate, const char *key)
{
    uint64_t hash = tp_hash64(key, strlen(key), rate->seed);
    struct bucket *bucket;
    int64_t now_ns;
    unsigned wait_s = 0;

    pthread_mutex_lock(&rate->lock);
    now_ns = tp_clock_monotonic_ns();
    bucket = find_bucket(rate, hash ? hash : 1, now_ns);
    bucket->tokens = tokens_at(rate, bucket, now_ns);
    bucket->seen_ns = now_ns;
    if (bucket->tokens >= 1)
        bucket->tokens -= 1;
    else
        wait_s = (unsigned)TP_CLAMP(ceil((1 - bucket->tokens) / rate->per_ns / 1e9), 1, RETRY_MAX_S);
    pthread_mutex_unlock(&rate->lock);
    return wait_s;
}
