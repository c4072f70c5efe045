/* SPDX-License-Identifier: Apache-2.0 */
/* A ledger open for writing, as log.c, publish.c and cosign.c share it. */
#ifndef TP_LEDGER_LOG_H
#define TP_LEDGER_LOG_H

#include <pthread.h>
#include <stdatomic.h>

#include "ledger/edge.h"
#include "ledger/journal.h"

struct request;

struct tp_ledger {
    struct tp_disk disk;
    int lock_fd;
    struct tp_verifier verifier;
    struct tp_signer *signer; /* borrowed */
    _Atomic uint64_t size;

    /* Appending. Who sets is_writing owns the journal until clearing it. */
    pthread_mutex_t mutex;
    pthread_cond_t changed;
    struct request *queue, **queue_end;
    bool is_writing;
    bool is_wanted; /* a publication waits for the journal: nobody begins to write */
    struct tp_journal journal;
    struct tp_run pending; /* durable; to be taken by the next publication */

    /* Publishing; taken before the mutex above when both are. */
    pthread_mutex_t publishing;
    struct tp_run taken;         /* what a publication is about, kept for the next when it fails */
    struct tp_edge *edge, *work; /* of the published tree; of the one being written */
    struct tp_hasher *hasher;
    struct tp_buffer note; /* the checkpoint, as it lies in the file */
    bool is_broken;        /* it is not known which checkpoint lies there */
};

/* As the public ones, on a disk that may be made to fail. */
TP_NODISCARD tp_status tp_ledger_create_on(const struct tp_disk *disk, const char *origin, struct tp_signer *signer,
                                           struct tp_diag *diag);
TP_NODISCARD tp_status tp_ledger_open_on(const struct tp_disk *disk, const char *origin, struct tp_signer *signer,
                                         struct tp_ledger **out, struct tp_diag *diag);

/* ---- publish.c: with the mutex `publishing` -----------------------------------------------------------------------
 */

/* Puts NOTE (which it takes over) in the place of the checkpoint, durably. */
TP_NODISCARD tp_status tp_ledger_put_note(struct tp_ledger *ledger, struct tp_buffer *note, struct tp_diag *diag);
/* Signs the tree of EDGE and puts that. */
TP_NODISCARD tp_status tp_ledger_put_checkpoint(struct tp_ledger *ledger, const struct tp_edge *edge,
                                                struct tp_diag *diag);
/* Removes partial tiles and the journal's entries that the published tree covers and that of OLD_SIZE did not. */
TP_NODISCARD tp_status tp_ledger_forget(struct tp_ledger *ledger, uint64_t old_size, struct tp_diag *diag);

/* ---- cosign.c: with the mutex `publishing` ------------------------------------------------------------------------
 */

/* Keeps the published checkpoint when it has cosignatures: the one to come has none yet. */
TP_NODISCARD tp_status tp_ledger_keep_cosigned(struct tp_ledger *ledger, struct tp_diag *diag);

#endif
