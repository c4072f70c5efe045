/* SPDX-License-Identifier: Apache-2.0 */
/* Connections by address: a table of lists, as long as there are addresses that are connected. */
#include "http/peers.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { SLOTS = 1024 };

struct peer {
    struct peer *next;
    unsigned count;
    char address[];
};
struct tp_peers {
    pthread_mutex_t lock;
    unsigned max;
    uint64_t seed;
    struct peer *slots[SLOTS];
};

tp_status tp_peers_new(unsigned max, struct tp_peers **out, struct tp_diag *diag)
{
    void *memory;
    tp_status status = tp_alloc_zero(&memory, 1, sizeof **out, diag);

    *out = memory;
    if (status != TP_OK)
        return status;
    pthread_mutex_init(&(*out)->lock, NULL);
    (*out)->max = max;
    (*out)->seed = (uint64_t)tp_clock_monotonic_ns();
    return TP_OK;
}

void tp_peers_free(struct tp_peers **peers)
{
    if (!*peers)
        return;
    for (size_t i = 0; i < SLOTS; i++)
        TP_ASSERT(!(*peers)->slots[i]);
    pthread_mutex_destroy(&(*peers)->lock);
    free(*peers);
    *peers = NULL;
}

/* What points at the address' entry, or where one would be added. */
static struct peer **find(struct tp_peers *peers, const char *address)
{
    struct peer **link = &peers->slots[tp_hash64(address, strlen(address), peers->seed) % SLOTS];

    while (*link && strcmp((*link)->address, address) != 0)
        link = &(*link)->next;
    return link;
}

static bool add(struct peer **link, const char *address)
{
    size_t size_bytes = strlen(address) + 1;

    *link = calloc(1, sizeof **link + size_bytes);
    if (!*link)
        return false;
    memcpy((*link)->address, address, size_bytes);
    return true;
}

bool tp_peers_enter(struct tp_peers *peers, const char *address)
{
    struct peer **link;
    bool may;

    if (peers->max == 0)
        return true;
    pthread_mutex_lock(&peers->lock);
    link = find(peers, address);
    may = *link ? (*link)->count < peers->max : add(link, address);
    if (may)
        (*link)->count++;
    pthread_mutex_unlock(&peers->lock);
    return may;
}

void tp_peers_leave(struct tp_peers *peers, const char *address)
{
    struct peer **link, *old;

    if (peers->max == 0)
        return;
    pthread_mutex_lock(&peers->lock);
    link = find(peers, address);
    TP_ASSERT(*link);
    old = *link;
    TP_ASSERT(old->count > 0);
    if (--old->count == 0) {
        *link = old->next;
        free(old);
    }
    pthread_mutex_unlock(&peers->lock);
}
