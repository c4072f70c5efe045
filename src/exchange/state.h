/* SPDX-License-Identifier: Apache-2.0 */
/* What the files behind exchange.h share. */
#ifndef TP_EXCHANGE_STATE_H
#define TP_EXCHANGE_STATE_H

#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>

#include "crypto/crypto.h"
#include "exchange/exchange.h"

/* Kinds of records. */
#define TP_RECORD_KEY "key"
#define TP_RECORD_BLOB "blob"
#define TP_RECORD_JOB "job"
#define TP_RECORD_ACCESS "access"
#define TP_RECORD_CLOCK "clock" /* "latest": {time} */

enum { TP_IDLE_STORES_MAX = 64, TP_PASSWORDS_AT_ONCE = 4 };

/* Times are in seconds: MACHINE since 1970, PASSED since any fixed moment (clock.c). */
struct tp_exchange_clock {
    _Atomic int64_t set_s;    /* the time of a rehearsal; 0: the machine's */
    _Atomic int64_t lead_s;   /* of the machine's clock over the seconds that passed */
    _Atomic int64_t latest_s; /* that was ever told */
};
void tp_exchange_clock_start(struct tp_exchange_clock *clock, int64_t machine_s, int64_t passed_s);
int64_t tp_exchange_clock_tell(struct tp_exchange_clock *clock, int64_t machine_s, int64_t passed_s);
/* How far the machine's clock has jumped; 0 while it keeps step. */
int64_t tp_exchange_clock_off_s(const struct tp_exchange_clock *clock, int64_t machine_s, int64_t passed_s);
int64_t tp_exchange_passed_s(void);
/* Whether the machine's time can be, after LAST was the newest that the folder saw. */
bool tp_exchange_clock_is_credible(int64_t machine_s, int64_t last_s);
/* In a transaction: the folder has seen the present time. */
TP_NODISCARD tp_status tp_exchange_note_time(struct tp_exchange *exchange, struct tp_diag *diag);

/* A job that is being done, or that rests because not even its failure could be noted. */
struct tp_job {
    char name[TP_EXCHANGE_NAME_BYTES];
    char whom[TP_EXCHANGE_NAME_BYTES]; /* is asked in it, one job at a time; "" */
    int64_t revision;                  /* of its record when it was taken */
    bool ended;                        /* with its transaction */
    int64_t rest_end_ns;               /* 0: it is being done */
    struct tp_job *next;
};

/* Notes of what was given out that wait to be written together (access.c). */
struct tp_access_notes {
    pthread_mutex_t lock;
    struct tp_access_waiting *first; /* in their callers' stacks */
    bool writing;                    /* somebody does, or is about to */
};

struct tp_exchange {
    char *folder, *store_path; /* all owned */
    struct tp_exchange_options options;
    struct tp_exchange_clock *clock;
    struct tp_organisation *organisation;
    _Atomic(const struct tp_config *) config; /* the organisation's; another one may take its place */
    struct tp_repository repository;
    uint8_t vault_key[TP_SEAL_KEY_BYTES];

    pthread_mutex_t lock;               /* of the organisation and the repository, and of what follows */
    bool jobs_added;                    /* in this transaction */
    bool enrolled;                      /* in this transaction */
    char (*deleted)[TP_SUBJECT_ID_MAX]; /* in this transaction; owned */
    size_t deleted_count;
    _Atomic bool stale;   /* the gallery could not follow the store */
    _Atomic bool damaged; /* the store, when it was read in full last */

    pthread_mutex_t health_lock; /* of the following */
    bool looking;                /* somebody does now */
    int64_t health_ns;           /* when it was looked at last; 0: never */
    struct tp_diag health;       /* what was found */

    pthread_mutex_t extraction_lock;
    struct tp_workers extraction; /* made when they are needed first (extraction.c) */

    pthread_mutex_t idle_lock; /* of stores to read from that nobody uses now */
    struct tp_store *idle[TP_IDLE_STORES_MAX];
    size_t idle_count;

    struct tp_access_notes notes;
    sem_t passwords; /* that may still be checked beside others: each takes 16 MiB and a processor */

    pthread_mutex_t jobs_lock; /* of the jobs under way and the workers */
    pthread_cond_t wake;
    struct tp_job *under_way;
    pthread_t *workers; /* owned */
    unsigned worker_count;
    bool stopping;
};

/* FOLDER/NAME; free with free(). NULL without memory. */
char *tp_exchange_path(const char *folder, const char *name);
/* Whether the calling thread is in a transaction of EXCHANGE. */
bool tp_exchange_is_changing(const struct tp_exchange *exchange);
/* The store to read from: in a transaction the one that is changed, otherwise one that sees what is committed and
 * waits for nobody. Given back afterwards. */
TP_NODISCARD tp_status tp_exchange_take_store(struct tp_exchange *exchange, struct tp_store **out,
                                              struct tp_diag *diag);
void tp_exchange_give_store(struct tp_exchange *exchange, struct tp_store *store);
/* The store to change: in a transaction. */
struct tp_store *tp_exchange_store(struct tp_exchange *exchange);
/* Lets waiting workers look for jobs (job.c). */
void tp_exchange_wake(struct tp_exchange *exchange);

/* A record as the store has it; the content has a NUL behind it. */
struct tp_stored {
    struct tp_entry entry; /* without content */
    uint8_t *data;         /* owned */
    size_t size_bytes;
};
/* E_NOT_FOUND. */
TP_NODISCARD tp_status tp_stored_get(struct tp_exchange *exchange, const char *kind, const char *name,
                                     struct tp_stored *out, struct tp_diag *diag);
void tp_stored_deinit(struct tp_stored *record);

/* The vault (vault.c): the key under which owners' keys are wrapped, in a file of FOLDER, sealed under SECRET. CREATE
 * makes one when there is none, otherwise that is E_NOT_FOUND. E_DENIED for a wrong secret. */
TP_NODISCARD tp_status tp_vault_open(const char *folder, const char *secret, enum tp_guard guard, bool create,
                                     uint8_t key[TP_SEAL_KEY_BYTES], struct tp_diag *diag);

/* The gallery, after the store has committed (repository.c). */
TP_NODISCARD tp_status tp_exchange_open_repository(struct tp_exchange *exchange, struct tp_diag *diag);
void tp_exchange_follow_store(struct tp_exchange *exchange);
/* Without the lock: saves a large gallery when so many enrolments are not in the saved one; 0: a thousand. */
TP_NODISCARD tp_status tp_exchange_save_gallery(struct tp_exchange *exchange, size_t enrolments_min,
                                                struct tp_diag *diag);

/* Without the lock: publishes what the ledger has (housekeeping.c); gives the leaves that are held back their places,
 * when it is time (logged.c). */
TP_NODISCARD tp_status tp_exchange_publish_ledger(struct tp_exchange *exchange, struct tp_diag *diag);
tp_status tp_exchange_place_job(struct tp_exchange *exchange, struct tp_job *job, const char *about,
                                struct tp_diag *diag);

/* What the exchange does by itself (housekeeping.c). */
extern const struct tp_part tp_exchange_part;
TP_NODISCARD tp_status tp_exchange_start_housekeeping(struct tp_exchange *exchange, struct tp_diag *diag);
/* Part PLACE: its own first, then those of the options; NULL behind the last. */
const struct tp_part *tp_exchange_part_at(const struct tp_exchange *exchange, size_t place);

#endif
