/* SPDX-License-Identifier: Apache-2.0 */
/* An organisation's folder: identity and configuration (organisation.yaml), signing key, store, ledger; and what is
 * done there with agreements: events are taken or refused, requests decided, and each becomes a leaf.
 *
 *   organisation.yaml   identity, key, ledger, partners, witnesses (config.c; docs/operations.md)
 *   key.pem             the signing key, encrypted (absent with a token)
 *   verifier            its public key for the ledger's checkpoints, "name+hex+base64"
 *   store.db            events, openings of leaves
 *   ledger/             the published files
 *   .lock               held by the process that works here
 */
#ifndef TP_NODE_ORGANISATION_H
#define TP_NODE_ORGANISATION_H

#include "agreement/agreement.h"
#include "leaf/leaf.h"
#include "ledger/ledger.h"
#include "policy/policy.h"

/* ---- configuration (config.c) ------------------------------------------------------------------------------------ */

struct tp_config_partner {
    char *id, *name, *key; /* key: base64 of 32 bytes */
    char *url;             /* of its node, to which "/v1/messages" is added; may be NULL */
    char *authority;       /* file in PEM: who vouches for its node's certificate; NULL: whom the system trusts */
    char *certificate; /* its node proves itself with: SHA-256 of it or of its public key; NULL: any that verifies */
};
struct tp_config_witness {
    char *verifier; /* "name+hex+base64" */
    char *url;      /* may be NULL */
};
struct tp_config_names {
    char **items;
    unsigned count;
};
struct tp_config_agency {
    char *ori, *jurisdiction, *name; /* "NY0270000", "US-NY-027"; name may be NULL */
    struct tp_config_names accounts; /* that may book for it and read that; none: any contributor */
};
struct tp_config_role {
    char *value, *duty; /* who has VALUE in the claim has the duty of this code */
};
struct tp_config {
    char *id, *name, *jurisdiction; /* id: as in agreements, "ny-dcjs" */
    bool rehearsal;                 /* not for real: the ledger's origin says so, and the clock may be set */
    char *key_file;                 /* or, when NULL, a token: */
    char *token_module, *token_label, *token_key;
    unsigned retention_bookings_days, retention_requests_days; /* until data are erased by themselves; 0: never */
    char *ledger_origin; /* "dcjs.ny.example/ledger"; that of a rehearsal, and no other, ends in "/rehearsal" */
    struct tp_config_agency *agencies; /* that submit bookings here */
    unsigned agency_count;
    /* The folder whose files are bookings (NULL: none but DIR/drop, if it is there), and what they do not say: whose
     * account they are of, for what purpose, the level of the offence, and where the case's reference comes from
     * ("2.009", "1.009", "name"; NULL: the first of these that there is). All NULL without the section. */
    char *drop_folder, *drop_account, *drop_purpose, *drop_offence, *drop_case;
    double bookings_waiting;     /* that are neither searched nor refused, before others are turned away; 0: any */
    double search_fpir;          /* how often a search for somebody unknown may give any candidate, 0 < x < 1 */
    double review_seeded;        /* cases whose truth is known, for each thousand others; 0..1000 */
    unsigned review_claim_hours; /* that an examiner has for a task, 1..99 */
    unsigned review_claims;      /* tasks that one may have at a time, 1..99 */
    /* Leaves about people go into the ledger together: every so many hours (0: each minute), once so many answers under
     * each agreement and submissions of each state are among them, but not later than so many days (held.c). */
    unsigned leaves_every_hours, leaves_least, leaves_latest_days;
    /* Where the node answers (ADDRESS:PORT) and the URL others know it by; its certificate and key, and the authorities
     * that vouch for partners' (files in PEM); the address of a proxy in front. Each may be NULL. */
    char *serve_listen, *serve_url, *serve_certificate, *serve_key, *serve_clients, *serve_proxy;
    char *serve_proxy_listen;                          /* without TLS, for the proxy; NULL: it comes where all do */
    char *serve_metrics;                               /* address that may read the metrics, beside this machine */
    char *serve_client_certificate, *serve_client_key; /* it proves itself to partners with; NULL: with the above */
    double serve_requests_per_s;                       /* from one address; 0: no limit */
    double serve_receipts_per_s;                       /* of these with a receipt's code */
    bool serve_log_addresses;                          /* of those who ask */
    /* The organisation's identity provider: NULL for none. KEYS: the URL of its keys; NULL: it says so itself. */
    char *oidc_issuer, *oidc_audience, *oidc_keys, *oidc_claim;
    struct tp_config_role *oidc_roles;
    unsigned oidc_role_count;
    struct tp_config_partner *partners;
    unsigned partner_count;
    struct tp_config_witness *witnesses;
    unsigned witness_count;
    unsigned witnesses_needed;
};
/* Whether what is sent there is nobody else's to read: https, or this machine. */
bool tp_url_is_private(const char *url);
/* Reads YAML; every error has the file, the line and the name of the member. */
TP_NODISCARD tp_status tp_config_load(const char *path, struct tp_config **out, struct tp_diag *diag);
TP_NODISCARD tp_status tp_config_parse(const void *yaml, size_t size_bytes, struct tp_config **out,
                                       struct tp_diag *diag);
void tp_config_free(struct tp_config **config);
/* NULL for none of that ORI; borrowed. */
const struct tp_config_agency *tp_config_agency(const struct tp_config *config, const char *ori);
/* Whether ACCOUNT may book for the agency of that ORI, and read its bookings: E_DENIED where others are listed for it.
 */
TP_NODISCARD tp_status tp_config_account_check(const struct tp_config *config, const char *ori, const char *account,
                                               struct tp_diag *diag);
/* Whether a node that works by OLD can go on by FRESH: E_CONFLICT names a member that is read only when it starts
 * (config_change.c). */
TP_NODISCARD tp_status tp_config_check_change(const struct tp_config *old, const struct tp_config *fresh,
                                              struct tp_diag *diag);

/* ---- the folder (organisation.c, organisation_init.c) ------------------------------------------------------------ */

struct tp_organisation;

struct tp_organisation_init {
    const char *id, *name, *jurisdiction;
    const char *ledger_origin; /* NULL: "ID/ledger"; that of a rehearsal gets "/rehearsal" at its end */
    bool rehearsal;
    const char *passphrase;                   /* of the key file; NULL with a token */
    const struct tp_token *token;             /* NULL with a key file */
    const uint8_t *seed;                      /* TP_SEED_BYTES for rehearsals, NULL: a random key */
    const struct tp_config_partner *partners; /* written, without certificates, into the configuration, to be changed */
    size_t partner_count;
    const struct tp_config_witness *witnesses;
    size_t witness_count, witnesses_needed;
    struct tp_verifier *verifier; /* is set to the key's verifier for the ledger; may be NULL */
};
/* Makes the folder, whole or not at all. E_EXISTS when there is anything of that name. */
TP_NODISCARD tp_status tp_organisation_init(const char *folder, const struct tp_organisation_init *init,
                                            struct tp_diag *diag);
/* Opens it, alone (E_BUSY). SECRET is the passphrase or the token's PIN. Completes what a crash left. */
TP_NODISCARD tp_status tp_organisation_open(const char *folder, const char *secret, struct tp_organisation **out,
                                            struct tp_diag *diag);
void tp_organisation_close(struct tp_organisation **organisation);
const struct tp_config *tp_organisation_config(const struct tp_organisation *organisation);
/* Goes on by CONFIG, which tp_config_check_change has passed; takes it over. The one before stays where it is for ten
 * minutes. Without room, after 64 in that time: E_BUSY. */
TP_NODISCARD tp_status tp_organisation_has_room(struct tp_organisation *organisation, struct tp_diag *diag);
TP_NODISCARD tp_status tp_organisation_take_config(struct tp_organisation *organisation, struct tp_config **config,
                                                   struct tp_diag *diag);
/* The key's verifier for the ledger's checkpoints. */
const struct tp_verifier *tp_organisation_verifier(const struct tp_organisation *organisation);
struct tp_signer *tp_organisation_signer(struct tp_organisation *organisation);
/* NULL while it cannot be opened again after a failure. */
struct tp_ledger *tp_organisation_ledger(struct tp_organisation *organisation);
/* The same, opened again where it has to be; E_STORE or what else stands in the way, never NULL with TP_OK. */
TP_NODISCARD tp_status tp_organisation_use_ledger(struct tp_organisation *organisation, struct tp_ledger **out,
                                                  struct tp_diag *diag);

/* ---- agreements (agreements.c) ----------------------------------------------------------------------------------- */

/* The history of AGREEMENT (hash of version 1, or what no other begins with; at least 6 digits); NULL for none. */
const struct tp_history *tp_organisation_history(const struct tp_organisation *organisation, const char *agreement);
size_t tp_organisation_history_count(const struct tp_organisation *organisation);
const struct tp_history *tp_organisation_history_at(const struct tp_organisation *organisation, size_t place);

/* Takes a signed event, own or received: into the history, durably into the store and as a leaf into the ledger. When
 * it is refused (E_DENIED with *REFUSAL) the refusal is a leaf. NOW is the node's clock. */
TP_NODISCARD tp_status tp_organisation_accept(struct tp_organisation *organisation, const struct tp_event *event,
                                              int64_t now_s, enum tp_refusal *refusal, struct tp_diag *diag);
/* Where the leaf of each event of HISTORY stands in the ledger, published or not, in the order of the events;
 * TP_LEAF_HELD where there is none. Free with free(). */
TP_NODISCARD tp_status tp_organisation_event_leaves(struct tp_organisation *organisation,
                                                    const struct tp_history *history, uint64_t **out,
                                                    struct tp_diag *diag);

/* The files that comments, petitions and hearings speak of (attachments.c), named by their SHA-256 in hex, at most 16
 * MiB. Keeping one that is kept already does nothing. E_NOT_FOUND; free DATA with free(). */
TP_NODISCARD tp_status tp_organisation_attach(struct tp_organisation *organisation, const void *data, size_t size_bytes,
                                              int64_t now_s, char sha256[TP_HASH_TEXT_BYTES], struct tp_diag *diag);
TP_NODISCARD tp_status tp_organisation_attachment(struct tp_organisation *organisation, const char *sha256,
                                                  uint8_t **data, size_t *size_bytes, struct tp_diag *diag);

/* ---- decisions and other leaves (decisions.c) -------------------------------------------------------------------- */

/* What a leaf's commitment holds besides the exact time; all may be NULL. */
struct tp_case {
    const char *county;    /* code of the booking's jurisdiction */
    const char *reference; /* of the case, as the agency names it */
    const char *actor;     /* account of the person who acts */
    const char *offence;   /* code of tp_seriousness: what was charged */
};
struct tp_inquiry {
    const char *agreement; /* hash of version 1; what is unknown is denied */
    const struct tp_request *request;
    const struct tp_case *about; /* may be NULL */
    int64_t now_s;
};
/* A leaf that was made: its commitment in hex, and its place. */
#define TP_LEAF_HELD UINT64_MAX /* the place of one that is held back: it has none yet */
struct tp_logged {
    char commitment[TP_HASH_TEXT_BYTES];
    uint64_t index;
};
/* Decides, and makes the decision a leaf, durable when this returns. How old the newest cosigned checkpoint is, is
 * measured here, whatever the request says. On failure *OUT is a denial. */
TP_NODISCARD tp_status tp_organisation_decide(struct tp_organisation *organisation, const struct tp_inquiry *inquiry,
                                              struct tp_decision *out, struct tp_logged *logged, struct tp_diag *diag);
/* Decides without a leaf, to be looked at by people: nothing may be done by it. *ASKED is the request as it was decided
 * about, with the age that was measured, for tp_clause_words. On failure *OUT is a denial. */
TP_NODISCARD tp_status tp_organisation_preview(struct tp_organisation *organisation, const struct tp_inquiry *inquiry,
                                               struct tp_request *asked, struct tp_decision *out, struct tp_diag *diag);
/* When the newest checkpoint with enough of the configuration's witnesses was cosigned; E_NOT_FOUND for none. */
TP_NODISCARD tp_status tp_organisation_cosigned_at(struct tp_organisation *organisation, int64_t *time_s,
                                                   struct tp_diag *diag);
/* Appends a leaf of any other kind, or holds it back; its commitment is made here. */
TP_NODISCARD tp_status tp_organisation_log(struct tp_organisation *organisation, struct tp_leaf *leaf,
                                           const struct tp_case *about, int64_t now_s, uint64_t *leaf_index,
                                           struct tp_diag *diag);
/* Many leaves with one write to the disk, for rehearsals of thousands of requests: between the two calls decisions,
 * logged leaves and their openings are gathered in memory, with the indices that they will have; they are durable once
 * FLUSH returns, all or none. Accepting an event, asking for an opening and forgetting flush first and go on gathering.
 * Closing flushes. */
void tp_organisation_gather(struct tp_organisation *organisation);
TP_NODISCARD tp_status tp_organisation_flush(struct tp_organisation *organisation, struct tp_diag *diag);
/* Decisions and leaves that stand or fall with other changes (transaction.c). Between the two, what is decided and
 * logged is gathered, with the indices that the leaves will have, and STORE (the organisation's own) is in a
 * transaction. END with TP_OK commits it, with the openings and the entries, and then appends these to the ledger; what
 * a crash leaves between the two is appended when the folder is opened, exactly once, and where the ledger does not
 * take them, all is refused (E_STORE, E_IO) until it does. Any other STATUS undoes all, and END gives it back; so does
 * a failure of END, whose status then is another one than TP_OK. Accepting an event belongs to it too. Not nested. */
TP_NODISCARD tp_status tp_organisation_begin(struct tp_organisation *organisation, struct tp_diag *diag);
TP_NODISCARD tp_status tp_organisation_end(struct tp_organisation *organisation, tp_status status,
                                           struct tp_diag *diag);
struct tp_store *tp_organisation_store(struct tp_organisation *organisation);
/* The opening of a leaf, E_NOT_FOUND once its key is destroyed; destroying the key (the record with it). */
TP_NODISCARD tp_status tp_organisation_opening(struct tp_organisation *organisation, uint64_t leaf_index,
                                               struct tp_opening *out, struct tp_diag *diag);
TP_NODISCARD tp_status tp_organisation_forget(struct tp_organisation *organisation, uint64_t leaf_index,
                                              struct tp_diag *diag);
/* The same by the leaf's commitment in hex, wherever the leaf is. */
TP_NODISCARD tp_status tp_organisation_forget_leaf(struct tp_organisation *organisation, const char *commitment,
                                                   struct tp_diag *diag);

/* ---- leaves that are held back (held.c) -------------------------------------------------------------------------- */

/* From now on, leaves of transactions are held back in the store, all but those of agreements' events. */
void tp_organisation_hold(struct tp_organisation *organisation);
/* Whether those in STORE may be placed: there are LEAST answers under each agreement and LEAST submissions of each
 * state that are spoken of, or the oldest waits for LATEST. False when there are none. */
struct tp_held_rule {
    unsigned least;
    int64_t latest_s, now_s;
};
TP_NODISCARD tp_status tp_held_ripe(struct tp_store *store, const struct tp_held_rule *rule, bool *out,
                                    struct tp_diag *diag);
/* Their commitments, of so many at most, in an order of which each is as likely as the others. */
enum { TP_HELD_MAX = 1 << 20 };
struct tp_held {
    uint8_t (*names)[TP_SHA256_BYTES]; /* owned */
    size_t count, capacity;
};
TP_NODISCARD tp_status tp_held_draw(struct tp_organisation *organisation, struct tp_held *out, struct tp_diag *diag);
void tp_held_deinit(struct tp_held *held);
/* Is told, in the transaction that places it, where a leaf stands. */
typedef tp_status tp_placed_fn(void *context, const char *commitment, uint64_t index, struct tp_diag *diag);
struct tp_placing {
    tp_placed_fn *placed;
    void *context;
};
/* In a transaction: the COUNT from FIRST on get places behind the ledger's end, in their order, and are in the ledger
 * once it is committed. One that has its place already is passed over. */
TP_NODISCARD tp_status tp_held_place(struct tp_organisation *organisation, const struct tp_held *held, size_t first,
                                     size_t count, const struct tp_placing *placing, struct tp_diag *diag);
/* In a transaction: those of a restored store that the newer ledger beside it has are held back no more. */
TP_NODISCARD tp_status tp_held_find_placed(struct tp_organisation *organisation, const struct tp_placing *placing,
                                           struct tp_diag *diag);

#endif
