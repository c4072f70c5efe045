/* SPDX-License-Identifier: Apache-2.0 */
/* An organisation at work: what all parts of the exchange (bookings, partners, reviews, persons) stand on. Records and
 * sealed blobs, one transaction at a time with leaves and jobs in it, operations with roles, accounts, access to
 * personal data on record. No HTTP, argv or SQL here; docs/exchange.md has the picture. */
#ifndef TP_EXCHANGE_EXCHANGE_H
#define TP_EXCHANGE_EXCHANGE_H

#include "node/node.h"
#include "node/organisation.h"
#include "store/store.h"
#include "json/json.h"

enum {
    TP_EXCHANGE_ID_BYTES = 33,   /* 32 hex digits, random, and the NUL */
    TP_EXCHANGE_NAME_BYTES = 160 /* of records, with the NUL */
};

/* ---- the exchange (exchange.c)
 * --------------------------------------------------------------------------------------- */

struct tp_exchange;
struct tp_operation;
struct tp_job_kind;

/* A part of the exchange, as data: what can be asked of it and what it does by itself. All lists end with an entry
 * without a name. */
struct tp_part {
    const char *name;
    const struct tp_operation *operations; /* may be NULL */
    const struct tp_job_kind *jobs;        /* may be NULL */
    const char *const *outside;            /* names of those jobs that wait for other machines; may be NULL */
};

/* One message on its way to a partner's node, and what came back (HTTP in `tenprint serve`, a direct call in tests). */
struct tp_wire_header {
    const char *name, *value; /* names in lower case */
};
enum { TP_WIRE_HEADERS_MAX = 8 };
struct tp_wire_request {
    const char *method, *url, *authority, *path; /* URL for the sender; authority and path as the receiver sees them */
    struct tp_wire_header headers[TP_WIRE_HEADERS_MAX];
    size_t header_count;
    const void *body;
    size_t body_bytes;
    const char *partner; /* for the sender: its id; NULL when the receiver is none */
    /* For the receiver: SHA-256 of the sender's verified certificate, and of its public key; NULL or "": none. */
    const char *certificate, *public_key;
};
struct tp_wire_reply {
    int status;
    struct tp_wire_header headers[TP_WIRE_HEADERS_MAX]; /* values owned, free() */
    size_t header_count;
    struct tp_buffer body; /* owned */
};
/* E_IO: nobody knows whether it arrived. Called without the lock, by any thread. */
typedef tp_status tp_send_fn(void *context, const struct tp_wire_request *request, struct tp_wire_reply *reply,
                             struct tp_diag *diag);

struct tp_exchange_options {
    const struct tp_part *const *parts; /* ended by NULL */
    tp_send_fn *send;
    void *send_context;
    unsigned thread_count; /* of each search and extraction; 0 = one for each processor */
    int64_t now_s;         /* above 0: sets the clock, in a rehearsal only */
    bool clock_is_right;   /* whatever the folder says: somebody has looked */
};
/* Opens FOLDER (an organisation's), alone, with its repository in memory. SECRET as for tp_organisation_open; it also
 * opens the vault, which is made when there is none. E_CONFLICT: the machine's clock is before what the folder has
 * seen, or far beyond it. */
TP_NODISCARD tp_status tp_exchange_open(const char *folder, const char *secret,
                                        const struct tp_exchange_options *options, struct tp_exchange **out,
                                        struct tp_diag *diag);
void tp_exchange_close(struct tp_exchange **exchange);
struct tp_organisation *tp_exchange_organisation(struct tp_exchange *exchange); /* inside a transaction or the lock */
/* What was found in it may be used for ten minutes: another configuration may take its place. */
const struct tp_config *tp_exchange_config(const struct tp_exchange *exchange);
/* Goes on by *CONFIG, which is taken over, and whether it may: as tp_organisation_take_config. Not inside a
 * transaction. */
TP_NODISCARD tp_status tp_exchange_may_take_config(struct tp_exchange *exchange, const struct tp_config *config,
                                                   struct tp_diag *diag);
TP_NODISCARD tp_status tp_exchange_take_config(struct tp_exchange *exchange, struct tp_config **config,
                                               struct tp_diag *diag);
const struct tp_exchange_options *tp_exchange_options(const struct tp_exchange *exchange);
const char *tp_exchange_folder(const struct tp_exchange *exchange);
/* Never goes back, and does not follow a machine's clock that jumps. */
int64_t tp_exchange_now(const struct tp_exchange *exchange);
/* Whether it can do its work: TP_OK, or what is wrong (store, ledger, gallery, disk, clock, jobs). Not inside a
 * transaction. */
TP_NODISCARD tp_status tp_exchange_health(struct tp_exchange *exchange, struct tp_diag *diag);
/* E_DENIED unless it is a rehearsal; E_CONFLICT for a time before the present one. Wakes the workers. */
TP_NODISCARD tp_status tp_exchange_set_now(struct tp_exchange *exchange, int64_t now_s, struct tp_diag *diag);
/* The same, some seconds old: for those who ask often. */
TP_NODISCARD tp_status tp_exchange_health_lately(struct tp_exchange *exchange, struct tp_diag *diag);
/* Waits until nothing changes, for reading what is in memory (histories). Not inside a transaction. */
void tp_exchange_lock(struct tp_exchange *exchange);
void tp_exchange_unlock(struct tp_exchange *exchange);

/* A change: everything between these two becomes durable together or not at all, with its leaves (which then are in the
 * ledger) and jobs. One at a time: short, without extraction, searching or network in it. END with another status
 * undoes and gives that status back. */
TP_NODISCARD tp_status tp_exchange_begin(struct tp_exchange *exchange, struct tp_diag *diag);
TP_NODISCARD tp_status tp_exchange_end(struct tp_exchange *exchange, tp_status status, struct tp_diag *diag);

TP_NODISCARD tp_status tp_exchange_new_id(char out[TP_EXCHANGE_ID_BYTES], struct tp_diag *diag);

/* ---- records with JSON in them (entry.c)
 * ----------------------------------------------------------------------------- No personal data in their content:
 * names, numbers, dates of people, images and templates are blobs. Reading sees, in a transaction, its own changes, and
 * outside of one what is committed; any thread, any time. */

struct tp_entry {
    char name[TP_EXCHANGE_NAME_BYTES], state[32], link[TP_EXCHANGE_NAME_BYTES];
    int64_t due_s, revision, id;
    struct tp_json_document *content; /* owned */
};
void tp_entry_deinit(struct tp_entry *entry);
TP_NODISCARD tp_status tp_entry_get(struct tp_exchange *exchange, const char *kind, const char *name,
                                    struct tp_entry *out, struct tp_diag *diag);
/* The same where there may be none: *FOUND is false then, and it is no failure. */
TP_NODISCARD tp_status tp_entry_find(struct tp_exchange *exchange, const char *kind, const char *name,
                                     struct tp_entry *out, bool *found, struct tp_diag *diag);
/* A new one, E_EXISTS. STATE and LINK may be NULL. In a transaction, like the next three. */
TP_NODISCARD tp_status tp_entry_add(struct tp_exchange *exchange, const char *kind, const struct tp_entry *entry,
                                    const struct tp_json *content, struct tp_diag *diag);
/* Writes one that was read: state, link and due time as they are in ENTRY now, and CONTENT, NULL for what it has. */
TP_NODISCARD tp_status tp_entry_put(struct tp_exchange *exchange, const char *kind, struct tp_entry *entry,
                                    const struct tp_json *content, struct tp_diag *diag);
TP_NODISCARD tp_status tp_entry_drop(struct tp_exchange *exchange, const char *kind, const char *name,
                                     struct tp_diag *diag);
/* Gives each to VISIT, which may read and change records. */
typedef tp_status tp_entry_visit_fn(void *context, const struct tp_entry *entry, struct tp_diag *diag);
TP_NODISCARD tp_status tp_entry_each(struct tp_exchange *exchange, const struct tp_store_query *query,
                                     tp_entry_visit_fn *visit, void *context, struct tp_diag *diag);
TP_NODISCARD tp_status tp_entry_count(struct tp_exchange *exchange, const struct tp_store_query *query, uint64_t *out,
                                      struct tp_diag *diag);
/* A document to change: has all members of an entry's content; setting one again replaces it. */
TP_NODISCARD tp_status tp_entry_edit(const struct tp_entry *entry, struct tp_json **out, struct tp_diag *diag);
/* "" when it is not there or no text. */
const char *tp_entry_text(const struct tp_entry *entry, const char *member);
int64_t tp_entry_integer(const struct tp_entry *entry, const char *member, int64_t otherwise);
/* False when it is not there or no flag. */
bool tp_entry_flag(const struct tp_entry *entry, const char *member);

/* ---- personal data: sealed (blob.c)
 * ------------------------------------------------------------------------------------ AES-256-GCM under a key of OWNER
 * ("booking/ID", "request/ID", "subject/ID"), which is wrapped under the node's key. Destroying an owner's key and
 * blobs erases for good, also from copies of the store whose keys are not kept. */

TP_NODISCARD tp_status tp_blob_put(struct tp_exchange *exchange, const char *owner, const char *name, const void *data,
                                   size_t size_bytes, struct tp_diag *diag); /* in a transaction; replaces */
/* Free DATA with tp_blob_free, which wipes it. E_NOT_FOUND. */
TP_NODISCARD tp_status tp_blob_get(struct tp_exchange *exchange, const char *owner, const char *name, uint8_t **data,
                                   size_t *size_bytes, struct tp_diag *diag);
/* The same where there may be none: *DATA is NULL then, and it is no failure. */
TP_NODISCARD tp_status tp_blob_find(struct tp_exchange *exchange, const char *owner, const char *name, uint8_t **data,
                                    size_t *size_bytes, struct tp_diag *diag);
void tp_blob_free(uint8_t *data, size_t size_bytes);
typedef tp_status tp_blob_fn(void *context, const char *name, struct tp_diag *diag);
TP_NODISCARD tp_status tp_blob_each(struct tp_exchange *exchange, const char *owner, tp_blob_fn *visit, void *context,
                                    struct tp_diag *diag);
/* In a transaction. Nothing there is no failure. */
TP_NODISCARD tp_status tp_blob_forget(struct tp_exchange *exchange, const char *owner, struct tp_diag *diag);

/* ---- jobs: what is done by itself (job.c)
 * ------------------------------------------------------------------------------- A job is a record: it survives, and
 * is done until it says that it is done. */

struct tp_job;
/* Called without the lock. Ends with tp_job_end, in place of tp_exchange_end, in the transaction of its effects, or
 * fails and is called again later (1 s, 2 s ... 10 min). It may also be called again after a crash, with nothing of it
 * done. */
typedef tp_status tp_job_fn(struct tp_exchange *exchange, struct tp_job *job, const char *about, struct tp_diag *diag);
struct tp_job_kind {
    const char *name; /* "booking.search": PART.WHAT; other parts ask for it by this name */
    tp_job_fn *run;
};
/* In a transaction: asks for one; a second one of the same kind and about is the same (at the earlier of both times).
 */
TP_NODISCARD tp_status tp_job_add(struct tp_exchange *exchange, const char *kind, const char *about, int64_t due_s,
                                  struct tp_diag *diag);
/* The same for a job that WHOM is asked in, a partner: one at a time for each. */
TP_NODISCARD tp_status tp_job_add_for(struct tp_exchange *exchange, const char *kind, const char *about,
                                      const char *whom, int64_t due_s, struct tp_diag *diag);
/* Ends the transaction, and with TP_OK the job as well. */
TP_NODISCARD tp_status tp_job_end(struct tp_exchange *exchange, struct tp_job *job, tp_status status,
                                  struct tp_diag *diag);
/* The same, but the job will be called again at DUE_S. */
TP_NODISCARD tp_status tp_job_again(struct tp_exchange *exchange, struct tp_job *job, int64_t due_s, tp_status status,
                                    struct tp_diag *diag);
/* Does one job that is due; *DID is false when there is none. Any number of threads; `serve` has workers that call it.
 * A job's failure is not this function's: it is noted with the job. */
TP_NODISCARD tp_status tp_exchange_work(struct tp_exchange *exchange, bool *did, struct tp_diag *diag);
/* When the next job is due; TP_STORE_NEVER. */
int64_t tp_exchange_next_due_s(struct tp_exchange *exchange);
/* COUNT threads that work until STOP, and as many as it takes for what waits for other machines, so that those who are
 * away keep nobody waiting here; stop waits for the jobs under way. */
TP_NODISCARD tp_status tp_exchange_start_workers(struct tp_exchange *exchange, unsigned count, struct tp_diag *diag);
void tp_exchange_stop_workers(struct tp_exchange *exchange);

/* ---- people who work here (account.c)
 * ------------------------------------------------------------------------------------ */

/* X(name, code, words) */
#define TP_DUTY_LIST(X)                                                                                                \
    X(CONTRIBUTOR, "contributor", "books people and reads what came of it")                                            \
    X(EXAMINER, "examiner", "examines prints")                                                                         \
    X(SENIOR_EXAMINER, "senior-examiner", "examines, and decides where two examiners disagree")                        \
    X(RELEASING_OFFICER, "releasing-officer", "considers circumstances and decides on releases")                       \
    X(AGREEMENT_OFFICER, "agreement-officer", "keeps the agreements")                                                  \
    X(AUDITOR, "auditor", "reads everything, changes nothing")                                                         \
    X(ADMINISTRATOR, "administrator", "keeps accounts and partners; sees no person's data")
enum tp_duty {
#define TP_DUTY_ENUM(name, code, words) TP_DUTY_##name,
    TP_DUTY_LIST(TP_DUTY_ENUM)
#undef TP_DUTY_ENUM
        TP_DUTIES
};
#define TP_DUTY_BIT(name) (1u << TP_DUTY_##name)
const char *tp_duty_code(enum tp_duty duty);
int tp_duty_find(const char *code); /* -1 */

enum {
    TP_ACCOUNT_NAME_BYTES = 129, /* with the NUL */
    TP_PASSWORD_CHARACTERS_MIN = 15,
    TP_PASSWORD_BYTES_MAX = 256,
    TP_SESSION_TOKEN_BYTES = 65, /* 64 hex digits and the NUL */
    TP_SESSION_IDLE_S = 30 * 60,
    TP_SESSION_MAX_S = 12 * 3600
};
struct tp_account {
    char name[TP_ACCOUNT_NAME_BYTES]; /* "a.miller"; "oidc:SUBJECT" for one of the organisation's identity provider */
    uint32_t duties;
    bool active;
};
/* What must hold of a set of duties: an auditor and an administrator do nothing else. E_ARGUMENT. */
TP_NODISCARD tp_status tp_duties_check(uint32_t duties, struct tp_diag *diag);
/* A list of codes in JSON to bits; FIELD names it in the diagnostic. */
TP_NODISCARD tp_status tp_duties_read(const struct tp_json_value *list, const char *field, uint32_t *out,
                                      struct tp_diag *diag);
void tp_duties_write(struct tp_json *json, const char *key, uint32_t duties);
/* These make transactions of their own (passwords take their time). BY is who does it, "" for the command line; each
 * change is a record of kind "change". */
TP_NODISCARD tp_status tp_account_make(struct tp_exchange *exchange, const char *by, const struct tp_account *account,
                                       const char *password, struct tp_diag *diag);
/* What is NULL stays. E_CONFLICT for the last active administrator. Disabling and a new password end the sessions. */
struct tp_account_change {
    const uint32_t *duties;
    const bool *active;
    const char *password;
};
TP_NODISCARD tp_status tp_account_change(struct tp_exchange *exchange, const char *by, const char *name,
                                         const struct tp_account_change *change, struct tp_diag *diag);
TP_NODISCARD tp_status tp_account_get(struct tp_exchange *exchange, const char *name, struct tp_account *out,
                                      struct tp_diag *diag);
/* E_DENIED, in the same words and time whether the account, the password or its state is wrong. */
TP_NODISCARD tp_status tp_account_check(struct tp_exchange *exchange, const char *name, const char *password,
                                        struct tp_account *out, struct tp_diag *diag);
/* One that the identity provider knows: noted at first sight, so that it can be disabled here; E_DENIED once it is. */
TP_NODISCARD tp_status tp_account_seen(struct tp_exchange *exchange, const char *name, struct tp_diag *diag);

/* Sessions (session.c): random tokens, of which the store has hashes. NOW is the machine's time: a rehearsal's clock
 * does not end the work of people. */
/* What sessions begin and end by: the machine's time also in a rehearsal whose clock is set, otherwise the node's,
 * which does not follow a machine's clock that jumps. */
int64_t tp_session_now(const struct tp_exchange *exchange);
TP_NODISCARD tp_status tp_session_start(struct tp_exchange *exchange, const struct tp_account *account, int64_t now_s,
                                        char token[TP_SESSION_TOKEN_BYTES], int64_t *expires_s, struct tp_diag *diag);
/* Whose it is, and the session's record in SESSION. E_DENIED for one that is unknown, too old, idle for too long, or of
 * a disabled account. */
TP_NODISCARD tp_status tp_session_find(struct tp_exchange *exchange, const char *token, int64_t now_s,
                                       struct tp_account *out, char session[TP_SESSION_TOKEN_BYTES],
                                       struct tp_diag *diag);
/* The same by the session's record, for what goes on under it: does not count as use. */
TP_NODISCARD tp_status tp_session_look(struct tp_exchange *exchange, const char *session, int64_t now_s,
                                       struct tp_account *out, struct tp_diag *diag);
TP_NODISCARD tp_status tp_session_end(struct tp_exchange *exchange, const char *session, struct tp_diag *diag);

/* Who asks, and for what. All strings borrowed; "" where there is none. */
struct tp_actor {
    const char *account;   /* "" for the public, "partner:ID" for a partner's node */
    uint32_t duties;       /* bits; 0 for the public */
    const char *purpose;   /* code of tp_purposes */
    const char *reference; /* of the case */
};

/* ---- operations: what can be asked (operation.c)
 * --------------------------------------------------------------------------- The same by HTTP, by a command and in
 * tests. api/openapi.yaml describes each by its id. */

struct tp_operation;
/* How what is ABOUT stands, for who follows it: written to the open root of OUT; *DONE when nothing will change any
 * more. Called by any thread, again and again. */
typedef tp_status tp_follow_fn(struct tp_exchange *exchange, const char *about, struct tp_json *out, bool *done,
                               struct tp_diag *diag);
struct tp_call {
    struct tp_actor actor;
    const struct tp_operation *operation; /* set by tp_operation_run */
    const char *address;                  /* who asks, for counting: of IPv6 the first 64 bits; may be NULL in tests */
    const char *session;                  /* by which session (a record's name); NULL without one */
    void *front;                          /* what stands behind it at the front door (api); NULL elsewhere */
    const char *values[8];                /* of the {names} in the operation's path, in order */
    const char *(*query)(const struct tp_call *call, const char *name); /* of the URL; NULL when absent */
    const void *query_context;
    const struct tp_json_value *input; /* the JSON body; NULL without one */
    const void *body;                  /* of a RAW operation */
    size_t body_bytes;
    const char *content_type;           /* of the body; "" or NULL */
    const char *idempotency_key;        /* header Idempotency-Key; "" or NULL */
    const struct tp_wire_request *wire; /* of a WIRE operation: the request as it came */
    /* what comes of it */
    struct tp_json *reply;  /* open root object of a JSON reply; left empty for none */
    struct tp_buffer bytes; /* or this, of BYTES_TYPE (static) */
    const char *bytes_type;
    tp_follow_fn *follow;   /* or a reply that goes on: how values[0] stands, whenever that changes */
    int status;             /* 0: 200, or 204 when both are empty; after a failure: 0, or in place of the status' own */
    char state[32];         /* after E_CONFLICT: of what was asked about; "" */
    unsigned retry_after_s; /* after a failure that time heals: 429, 503 */
    char location[256];     /* of what was made; "" */
    bool noted;             /* tp_access_note was called */
};
typedef tp_status tp_operation_fn(struct tp_exchange *exchange, struct tp_call *call, struct tp_diag *diag);

enum tp_operation_flag {
    TP_OPERATION_PUBLIC = 1,   /* no account */
    TP_OPERATION_CASE = 2,     /* refused without purpose and case reference */
    TP_OPERATION_PERSONAL = 4, /* gives personal data out: must call tp_access_note */
    TP_OPERATION_RAW = 8,      /* the body is no JSON */
    TP_OPERATION_WIRE = 16,    /* from a partner's node: authenticated by its signature */
    TP_OPERATION_CODE = 32     /* for whoever has a code: a limit of its own for each address */
};
struct tp_operation {
    const char *id;     /* "submitBooking"; NULL ends a list */
    const char *method; /* "GET" */
    const char *path;   /* "/v1/bookings/{booking}" */
    uint32_t duties;    /* who may: TP_DUTY_BIT(...) | ... */
    uint32_t flags;
    size_t body_max_bytes; /* 0: no body */
    tp_operation_fn *run;
};
/* The operation of that id, NULL for none; all, by place. */
const struct tp_operation *tp_operation_find(const struct tp_exchange *exchange, const char *id);
const struct tp_operation *tp_operation_at(const struct tp_exchange *exchange, size_t place);
/* Checks duties, purpose and case reference, and runs it. E_DENIED for who may not; a PERSONAL operation that ends well
 * without a note is E_DENIED, too, and gives nothing out. */
TP_NODISCARD tp_status tp_operation_run(struct tp_exchange *exchange, const struct tp_operation *operation,
                                        struct tp_call *call, struct tp_diag *diag);

/* Puts on record that CALL's actor was given WHAT ("probe images", "receipt") of OWNER. Durable before anything is
 * given out; outside a transaction those who ask at one time share one. The case's reference is left out once OWNER is
 * being erased. */
TP_NODISCARD tp_status tp_access_note(struct tp_exchange *exchange, struct tp_call *call, const char *owner,
                                      const char *what, struct tp_diag *diag);
/* The state of such a record ("access"), by which all that were made for a case are found: its reference's beginning.
 */
enum { TP_ACCESS_STATE_BYTES = 32 };
void tp_access_state(const char *reference, char out[TP_ACCESS_STATE_BYTES]);

/* ---- leaves and whom they are about (logged.c)
 * ------------------------------------------------------------------------------ So that erasure can destroy what opens
 * them, a correction can name them and the person is shown them. In a transaction. */

/* tp_organisation_log, and on record that the leaf is OWNER's ("booking/ID", "request/ID"). */
TP_NODISCARD tp_status tp_exchange_log(struct tp_exchange *exchange, const char *owner, struct tp_leaf *leaf,
                                       const struct tp_case *about, struct tp_diag *diag);
/* The same record for a leaf that was logged otherwise (tp_organisation_decide): LEVEL is what it says, "" for none. */
TP_NODISCARD tp_status tp_exchange_logged(struct tp_exchange *exchange, const char *owner,
                                          const struct tp_logged *logged, enum tp_leaf_kind kind, const char *level,
                                          struct tp_diag *diag);
/* Where the leaf of such a record stands in the ledger; false while it is held back. */
bool tp_exchange_leaf_index(const struct tp_entry *leaf, uint64_t *out);
/* Logs that the level of such a leaf was wrong; of one that is held back, as soon as it has its place. */
TP_NODISCARD tp_status tp_exchange_reclassify(struct tp_exchange *exchange, const struct tp_entry *leaf,
                                              const char *level, struct tp_diag *diag);
/* Outside of a transaction: all leaves that are held back get their places in the ledger, in random order. The node
 * does so by itself, at the times of its configuration. */
TP_NODISCARD tp_status tp_exchange_place_leaves(struct tp_exchange *exchange, struct tp_diag *diag);

/* ---- the repository (search.c)
 * ---------------------------------------------------------------------------------------------- */

struct tp_found {
    char subject[TP_EXCHANGE_NAME_BYTES];
    int32_t score;
};
enum { TP_FOUND_MAX = 10 };
/* Searches the organisation's repository, thorough; those above the threshold (FPIR of the configuration), best first.
 * Without the lock; any thread. */
TP_NODISCARD tp_status tp_exchange_search(struct tp_exchange *exchange, const struct tp_template *const *probes,
                                          size_t probe_count, struct tp_found out[TP_FOUND_MAX], size_t *count,
                                          struct tp_diag *diag);
/* That threshold: the score that the repository's size asks for now. */
int32_t tp_exchange_score_min(const struct tp_exchange *exchange, uint64_t *subjects);
/* Extracts all of CARD (tp_tenprint_list) with the exchange's threads, one card at a time (extraction.c). Without the
 * lock; any thread. */
TP_NODISCARD tp_status tp_exchange_extract(struct tp_exchange *exchange, struct tp_tenprint *card,
                                           struct tp_diag *diag);
/* Enrols an encounter of SUBJECT ("" makes a new one: 32 hex digits written to it), in a transaction: it is searched
 * once that is committed. */
TP_NODISCARD tp_status tp_exchange_enrol(struct tp_exchange *exchange, char subject[TP_EXCHANGE_NAME_BYTES],
                                         const struct tp_template *const *templates, size_t count,
                                         struct tp_diag *diag);
/* Deletes SUBJECT from store, memory and saved gallery; in a transaction. E_NOT_FOUND. */
TP_NODISCARD tp_status tp_exchange_delete(struct tp_exchange *exchange, const char *subject, struct tp_diag *diag);
/* The templates of SUBJECT, for side-by-side views and comparisons: an array as stored; tp_template_deinit each and
 * free it. E_NOT_FOUND. */
TP_NODISCARD tp_status tp_exchange_templates(struct tp_exchange *exchange, const char *subject,
                                             struct tp_template **out, size_t *count, struct tp_diag *diag);

/* ---- the vault (vault.c) ------------------------------------------------------------------------------------------
 */

/* After the passphrase of the key file, or the token's PIN, was changed: seals the vault of FOLDER under the new one.
 * A node that works there goes on. E_DENIED unless SECRET opens it. */
TP_NODISCARD tp_status tp_vault_renew(const char *folder, const char *secret, const char *new_secret,
                                      struct tp_diag *diag);

/* ---- backups (backup.c) --------------------------------------------------------------------------------------------
 */

/* Copies FOLDER to the new folder TO, also while a node works there: the store as of one moment, and a ledger that has
 * the leaves of all that is in it. Needs no secret; the copy is as secret as the folder. *LEAVES: of its checkpoint. */
TP_NODISCARD tp_status tp_backup_make(const char *folder, const char *to, int64_t now_s, uint64_t *leaves,
                                      struct tp_diag *diag);

struct tp_restored {
    int64_t time_s;         /* of the backup */
    uint64_t backup_leaves; /* that were published by then */
    uint64_t leaves;        /* that are published in the folder that was made */
};
/* Makes the new folder TO of a backup that is whole (E_CHECKSUM). PUBLISHED is a folder with the newest published files
 * of the ledger, from a mirror or the broken machine: where they have more, the new folder goes on from them; NULL goes
 * on from the backup's, which contradicts all that was published since. E_CHECKSUM when one contradicts the other. */
TP_NODISCARD tp_status tp_backup_restore(const char *backup, const char *to, const char *published,
                                         struct tp_restored *out, struct tp_diag *diag);

#endif
