/* SPDX-License-Identifier: Apache-2.0 */
/* What the files behind organisation.h share. */
#ifndef TP_NODE_ORGANISATION_STATE_H
#define TP_NODE_ORGANISATION_STATE_H

#include "node/organisation.h"
#include "store/store.h"

/* Kinds of documents in the store. */
#define TP_DOCUMENT_EVENT "event"           /* name: hash; time: when it was taken; content: the event's file */
#define TP_DOCUMENT_OPENING "opening"       /* name: the commitment in hex; content: the key, then the record */
#define TP_DOCUMENT_LEAF "leaf"             /* name: hash of an event; time: index of its leaf; content: the entry */
#define TP_DOCUMENT_ATTACHMENT "attachment" /* name: SHA-256 of the content */

/* A leaf on its way into the ledger. All owned. */
struct tp_waiting {
    char name[TP_HASH_TEXT_BYTES]; /* the commitment in hex */
    int64_t time_s;
    struct tp_buffer entry, opening;
};

/* A configuration that another has taken the place of; somebody may be reading it still. */
struct tp_retired_config {
    struct tp_config *config;
    int64_t since_ns;
};
enum { TP_RETIRED_CONFIGS = 64 };

struct tp_organisation {
    char *folder; /* all owned */
    struct tp_config *config;
    struct tp_retired_config retired[TP_RETIRED_CONFIGS];
    int lock;
    struct tp_signer *signer;
    struct tp_verifier verifier;
    struct tp_store *store;
    struct tp_ledger *ledger;
    struct tp_verifier witnesses[TP_LEDGER_WITNESSES_MAX];
    struct tp_history **histories;
    size_t history_count;
    struct tp_waiting *waiting;
    size_t waiting_count, waiting_capacity;
    bool gathering;
    bool holding;             /* leaves about people wait in the store (held.c) */
    bool together;            /* between tp_organisation_begin and tp_organisation_end */
    bool histories_changed;   /* in this transaction */
    tp_status undone;         /* what failed in it so that it cannot be committed */
    bool behind;              /* the last transaction's leaves are not in the ledger yet, or it is not open */
    int64_t pending_revision; /* of the record of the last transaction's leaves; 0 without one */
    bool broken;              /* memory and disk differ: nothing more is decided until the folder is opened anew */
};

/* Whether the ledger has to be opened anew before anything else is done. */
bool tp_organisation_is_behind(struct tp_organisation *organisation);
/* All of them (config_change.c). */
void tp_organisation_drop_configs(struct tp_organisation *organisation);
/* E_STORE when the organisation is broken, or still behind after another try. */
TP_NODISCARD tp_status tp_organisation_usable(struct tp_organisation *organisation, struct tp_diag *diag);
/* FOLDER/NAME; free with free(). NULL without memory. */
char *tp_organisation_path(const char *folder, const char *name);
/* Reads the events of the store into histories, and appends the leaf of the last one when a crash came between. */
TP_NODISCARD tp_status tp_organisation_recover(struct tp_organisation *organisation, struct tp_diag *diag);

/* The same for the histories alone, anew. */
TP_NODISCARD tp_status tp_organisation_reload(struct tp_organisation *organisation, struct tp_diag *diag);
/* Opens the ledger, closing it first when it is open. */
TP_NODISCARD tp_status tp_organisation_open_ledger(struct tp_organisation *organisation, struct tp_diag *diag);
/* Publishes what the ledger has, and shows VISIT the COUNT entries from FIRST on as they stand there. */
TP_NODISCARD tp_status tp_organisation_each_published(struct tp_organisation *organisation, uint64_t first,
                                                      uint64_t count, tp_entry_fn *visit, void *context,
                                                      struct tp_diag *diag);
/* Appends the leaves of the last transaction unless they are in the ledger (transaction.c). */
TP_NODISCARD tp_status tp_organisation_settle(struct tp_organisation *organisation, struct tp_diag *diag);

/* Puts what waits into the ledger; forgets what waits. The rest of a leaf that waits in a transaction. */
TP_NODISCARD tp_status tp_waiting_append(struct tp_organisation *organisation, struct tp_diag *diag);
void tp_waiting_drop(struct tp_organisation *organisation);
TP_NODISCARD tp_status tp_waiting_add(struct tp_organisation *organisation, const struct tp_waiting *waiting,
                                      struct tp_diag *diag);
/* The same, for a leaf whose opening is stored. */
TP_NODISCARD tp_status tp_waiting_push(struct tp_organisation *organisation, const struct tp_waiting *waiting,
                                       struct tp_diag *diag);
/* The index behind the last leaf that the store knows to be in the ledger; 0 when it knows of none (transaction.c). */
TP_NODISCARD tp_status tp_pending_end(struct tp_organisation *organisation, uint64_t *out, struct tp_diag *diag);

/* Whether LEAF does not go into the ledger now; keeping it in the store, in a transaction (held.c). */
bool tp_held_is_held(const struct tp_organisation *organisation, const struct tp_leaf *leaf);
TP_NODISCARD tp_status tp_held_put(struct tp_organisation *organisation, const struct tp_leaf *leaf,
                                   const struct tp_waiting *waiting, struct tp_diag *diag);

/* Makes the commitment to RECORD and hands over what is to be written. */
TP_NODISCARD tp_status tp_waiting_make(struct tp_leaf *leaf, const struct tp_json *record, int64_t now_s,
                                       struct tp_waiting *out, struct tp_diag *diag);
void tp_waiting_deinit(struct tp_waiting *waiting);

#endif
