/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of this part share. Functions that change records are called in a transaction. */
#ifndef TP_PARTNER_PARTS_H
#define TP_PARTNER_PARTS_H

#include "partner/message.h"
#include "partner/signature.h"

enum {
    TP_PARTNER_HOUR_S = 3600,
    TP_PARTNER_DAY_S = 86400,
    TP_DELIVERY_DAYS = 3,      /* a search that could not be delivered by then is given up; and what a hop has less */
    TP_ANSWER_DAYS = 30,       /* a search that was delivered and is not answered by then has ended */
    TP_HOUSEKEEPING_DAYS = 30, /* releases, events, withdrawals, corrections, erasures */
    TP_LIFE_DAYS_MAX = 40,     /* the longest that a message may be valid */
    TP_OWNER_BYTES = 48        /* "booking/ID" */
};

/* ---- common (common.c) ------------------------------------------------------------------------------------------- */

/* What a leg and a request know of the person and the agreement: all that decisions need. */
struct tp_facts {
    char agreement[TP_HASH_TEXT_BYTES], version[TP_HASH_TEXT_BYTES]; /* hash of version 1, and of the one acted under */
    char sender[TP_ID_MAX], repository[TP_ID_MAX];
    char jurisdiction[TP_JURISDICTION_MAX];
    int purpose, material, offence, conviction; /* -1 unknown */
    uint64_t categories;
    bool categories_known;
};
/* As members of the object that is open; and from one. */
void tp_facts_put(const struct tp_facts *facts, struct tp_json *json);
void tp_facts_get(const struct tp_json_value *root, struct tp_facts *out);
/* A request of that stage; its strings are those of FACTS. */
void tp_facts_ask(const struct tp_facts *facts, enum tp_stage stage, struct tp_request *out);
const char *tp_facts_level(int level); /* "level-2", "unknown" */

/* NULL for none. */
const struct tp_config_partner *tp_partner_find(struct tp_exchange *exchange, const char *id);
bool tp_partner_key(struct tp_exchange *exchange, const char *id, struct tp_public_key *out);
/* The version of that hash, in whatever history; NULL for none. */
const struct tp_terms *tp_partner_terms(struct tp_exchange *exchange, const char *version,
                                        const struct tp_history **history);

/* A decision about OWNER, with its leaf. */
struct tp_question {
    const char *owner, *agreement, *county, *reference;
    const struct tp_request *request;
};
TP_NODISCARD tp_status tp_partner_decide(struct tp_exchange *exchange, const struct tp_question *question,
                                         struct tp_decision *out, struct tp_diag *diag);
/* The same as it would be, without a leaf. */
TP_NODISCARD tp_status tp_partner_preview(struct tp_exchange *exchange, const struct tp_question *question,
                                          struct tp_decision *out, struct tp_diag *diag);
/* The codes of the clauses that did not allow it, as a list. */
void tp_partner_put_clauses(const struct tp_decision *decision, struct tp_json *json);

/* Something about a person leaves or comes: its leaf, and its record, by which corrections find it. */
struct tp_disclosed {
    const char *owner, *what, *side, *partner; /* the partner's id */
    const char *id;                            /* of the message */
    const char *version;
    const char *county;
    int purpose;
    int64_t until_s; /* retention; 0 where there is none */
    uint64_t fields;
};
TP_NODISCARD tp_status tp_partner_disclose(struct tp_exchange *exchange, const struct tp_disclosed *disclosed,
                                           struct tp_diag *diag);

/* When who asked stops waiting, as far as this node can know; a day at least. */
int64_t tp_request_answer_by(struct tp_exchange *exchange, const struct tp_entry *request);
/* Until when what a leg brought may be kept, by its label; false when it brought nothing. */
bool tp_leg_until(const struct tp_entry *leg, int64_t *out);
/* Of what it brought, those of FIELDS, into the open object. E_NOT_FOUND when it has been erased. */
TP_NODISCARD tp_status tp_leg_person(struct tp_exchange *exchange, const char *leg, uint64_t fields,
                                     struct tp_json *into, struct tp_diag *diag);

/* New records and changed ones, in fewer words. JSON is freed. */
TP_NODISCARD tp_status tp_record_add(struct tp_exchange *exchange, const char *kind, const struct tp_entry *entry,
                                     struct tp_json **json, struct tp_diag *diag);
TP_NODISCARD tp_status tp_record_put(struct tp_exchange *exchange, const char *kind, struct tp_entry *entry,
                                     const char *state, struct tp_json **json, struct tp_diag *diag);
TP_NODISCARD tp_status tp_record_count_link(struct tp_exchange *exchange, const char *kind, const char *link,
                                            const char *state, uint64_t *out, struct tp_diag *diag);

/* ---- prints (prints.c) ------------------------------------------------------------------------------------------- */

enum { TP_WIRE_PRINTS_MAX = 20 };
struct tp_wire_print {
    uint8_t position, impression, quality;
    int64_t ppi;
    char media[32];        /* "" of a template */
    struct tp_buffer data; /* owned */
};
struct tp_wire_prints {
    struct tp_wire_print items[TP_WIRE_PRINTS_MAX];
    size_t count;
};
void tp_wire_prints_deinit(struct tp_wire_prints *prints);
/* The best print of each finger of OWNER, as MATERIAL. E_NOT_FOUND when it has none. */
TP_NODISCARD tp_status tp_wire_prints_load(struct tp_exchange *exchange, const char *owner, int material,
                                           struct tp_wire_prints *out, struct tp_diag *diag);
/* The list "prints" of a search. */
void tp_wire_prints_put(const struct tp_wire_prints *prints, struct tp_json *json);
TP_NODISCARD tp_status tp_wire_prints_parse(const struct tp_json_value *list, int material, struct tp_wire_prints *out,
                                            struct tp_diag *diag);
/* Keeps them as OWNER's, as a booking's are kept. */
TP_NODISCARD tp_status tp_wire_prints_keep(struct tp_exchange *exchange, const char *owner, int material,
                                           const struct tp_wire_prints *prints, struct tp_diag *diag);
/* Templates of them, extracted where they are images. Takes its time: without the lock. Free each and the array. */
TP_NODISCARD tp_status tp_wire_prints_templates(const struct tp_wire_prints *prints, struct tp_template **out,
                                                size_t *count, struct tp_diag *diag);

/* ---- out (queue.c, deliver.c) ------------------------------------------------------------------------------------ */

struct tp_outgoing {
    struct tp_message message; /* id, kind, to, purpose, expires ... ; from and time are filled in */
    const char *link;          /* of the message's record */
    const char *owner;         /* whose blobs the body belongs to; "" when nothing in it is personal */
    const char *about;         /* name of the leg, request or release that it comes of; "" */
    const char *county;        /* for the leaf */
    uint64_t fields;           /* that it gives away */
    bool onward;               /* a RELEASE of what this organisation received itself */
};
/* Queues it; *JSON was opened by tp_message_open, and is freed. */
TP_NODISCARD tp_status tp_queue_add(struct tp_exchange *exchange, const struct tp_outgoing *outgoing,
                                    struct tp_json **json, struct tp_diag *diag);
/* Fills id, from, time and expires. */
TP_NODISCARD tp_status tp_queue_prepare(struct tp_exchange *exchange, enum tp_message_kind kind, const char *to,
                                        int days, struct tp_message *out, struct tp_diag *diag);

/* The body that was signed, of a record "message": E_NOT_FOUND when it has been destroyed. */
TP_NODISCARD tp_status tp_message_body(struct tp_exchange *exchange, const struct tp_entry *entry,
                                       struct tp_buffer *out, struct tp_diag *diag);

/* Where a kind of message comes from, and what becomes of that. ENTRY is the message's record. */
struct tp_queue_rules {
    const char *what; /* it is a disclosure: "search", "answer", "release", "onward"; NULL */
    /* May it go now? LOG: the denial is a leaf. NULL: always. */
    tp_status (*may_go)(struct tp_exchange *exchange, const struct tp_entry *entry, bool log, bool *out,
                        struct tp_diag *diag);
    tp_status (*arrived)(struct tp_exchange *exchange, const struct tp_entry *entry, struct tp_diag *diag);
    /* It did not and will not. DENIED: because it may not. */
    tp_status (*given_up)(struct tp_exchange *exchange, const struct tp_entry *entry, bool denied,
                          struct tp_diag *diag);
};
const struct tp_queue_rules *tp_queue_rules_of(enum tp_message_kind kind);
/* A blob of OWNER has no content from now on. An owner that has been erased gets no new key. */
TP_NODISCARD tp_status tp_body_empty(struct tp_exchange *exchange, const char *owner, const char *name,
                                     struct tp_diag *diag);
tp_status tp_deliver_job(struct tp_exchange *exchange, struct tp_job *job, const char *about, struct tp_diag *diag);

/* ---- acknowledgements (receipt of a message; acknowledge.c) ------------------------------------------------------ */

struct tp_acknowledged {
    const char *message;   /* id */
    const char *from, *to; /* who acknowledges, and to whom */
    const char *digest;    /* of the body, as its Content-Digest */
    int64_t time_s;
};
TP_NODISCARD tp_status tp_acknowledgement_make(const struct tp_acknowledged *acknowledged, struct tp_signer *signer,
                                               struct tp_buffer *out, struct tp_diag *diag);
TP_NODISCARD tp_status tp_acknowledgement_check(const void *body, size_t size_bytes,
                                                const struct tp_acknowledged *expected, const struct tp_public_key *key,
                                                struct tp_diag *diag);

/* ---- in (inbox.c) ------------------------------------------------------------------------------------------------ */

/* A message that is signed by its sender, and new. */
struct tp_arrival {
    struct tp_message message;
    char record[TP_EXCHANGE_ID_BYTES]; /* what is made of it here is named by this */
    int64_t now_s;
    struct tp_wire_prints prints;      /* of a search */
    char owner[TP_OWNER_BYTES];        /* a taker sets it: whose evidence the body is; "" when it is not personal */
    char link[TP_EXCHANGE_NAME_BYTES]; /* a taker sets it */
    bool is_late;                      /* a taker sets it: the body is not kept */
};
typedef tp_status tp_take_fn(struct tp_exchange *exchange, struct tp_arrival *arrival, struct tp_diag *diag);
tp_status tp_receive(struct tp_exchange *exchange, struct tp_call *call, struct tp_diag *diag);
/* The record of a message of that id that went out to FROM and is answered by ARRIVAL. E_DENIED for none. */
TP_NODISCARD tp_status tp_inbox_original(struct tp_exchange *exchange, const struct tp_arrival *arrival,
                                         struct tp_entry *out, struct tp_diag *diag);

/* The record of the message ID that came from FROM, also of one that was kept before records were named by both. */
TP_NODISCARD tp_status tp_inbox_find(struct tp_exchange *exchange, const char *from, const char *id,
                                     struct tp_entry *out, bool *found, struct tp_diag *diag);

/* The message ID of ARRIVAL's sender is refused from now on; WHY names this arrival: "withdrawn_by", "erased_by". */
TP_NODISCARD tp_status tp_inbox_bar(struct tp_exchange *exchange, const struct tp_arrival *arrival, const char *id,
                                    const char *why, struct tp_diag *diag);

tp_take_fn tp_take_search, tp_take_answer, tp_take_refusal, tp_take_release, tp_take_withdrawal, tp_take_event,
    tp_take_wanted, tp_take_correction, tp_take_erasure, tp_take_acknowledgement, tp_take_check;

/* ---- legs (legs.c), and what comes back (replies.c) -------------------------------------------------------------- */

tp_status tp_legs_job(struct tp_exchange *exchange, struct tp_job *job, const char *about, struct tp_diag *diag);
tp_status tp_hops_job(struct tp_exchange *exchange, struct tp_job *job, const char *about, struct tp_diag *diag);
tp_status tp_leg_overdue_job(struct tp_exchange *exchange, struct tp_job *job, const char *about, struct tp_diag *diag);
tp_status tp_leg_may_send(struct tp_exchange *exchange, const struct tp_entry *entry, bool log, bool *out,
                          struct tp_diag *diag);
tp_status tp_leg_sent(struct tp_exchange *exchange, const struct tp_entry *entry, struct tp_diag *diag);
tp_status tp_leg_given_up(struct tp_exchange *exchange, const struct tp_entry *entry, bool denied,
                          struct tp_diag *diag);
/* A leg ends, once: STATE, and *JSON (may be NULL) in place of its content. Tells its booking or request when it was
 * the last. */
TP_NODISCARD tp_status tp_leg_end(struct tp_exchange *exchange, struct tp_entry *leg, const char *state,
                                  struct tp_json **json, struct tp_diag *diag);
bool tp_leg_is_open(const struct tp_entry *leg);
TP_NODISCARD tp_status tp_legs_count_open(struct tp_exchange *exchange, const char *link, uint64_t *out,
                                          struct tp_diag *diag);

/* ---- searches for partners (request.c, answer.c, release.c) ------------------------------------------------------ */

tp_status tp_request_search_job(struct tp_exchange *exchange, struct tp_job *job, const char *about,
                                struct tp_diag *diag);
tp_status tp_request_reviewed_job(struct tp_exchange *exchange, struct tp_job *job, const char *about,
                                  struct tp_diag *diag);
tp_status tp_answer_job(struct tp_exchange *exchange, struct tp_job *job, const char *about, struct tp_diag *diag);
/* The id of the search as its sender knows it. */
const char *tp_request_message(const struct tp_entry *request);
/* Has the partner told that the request is refused at STAGE, and ends it as STATE. DECISION may be NULL. */
TP_NODISCARD tp_status tp_request_refuse(struct tp_exchange *exchange, struct tp_entry *request,
                                         const struct tp_facts *facts, const char *stage,
                                         const struct tp_decision *decision, struct tp_diag *diag);
tp_status tp_answer_may_go(struct tp_exchange *exchange, const struct tp_entry *entry, bool log, bool *out,
                           struct tp_diag *diag);
tp_status tp_answer_arrived(struct tp_exchange *exchange, const struct tp_entry *entry, struct tp_diag *diag);
tp_status tp_answer_given_up(struct tp_exchange *exchange, const struct tp_entry *entry, bool denied,
                             struct tp_diag *diag);
/* Opens a discretion review for each recipient that can be reached. */
TP_NODISCARD tp_status tp_release_consider(struct tp_exchange *exchange, const struct tp_entry *request,
                                           struct tp_diag *diag);
tp_status tp_release_job(struct tp_exchange *exchange, struct tp_job *job, const char *about, struct tp_diag *diag);
tp_status tp_release_may_go(struct tp_exchange *exchange, const struct tp_entry *entry, bool log, bool *out,
                            struct tp_diag *diag);
tp_status tp_release_arrived(struct tp_exchange *exchange, const struct tp_entry *entry, struct tp_diag *diag);
tp_status tp_release_given_up(struct tp_exchange *exchange, const struct tp_entry *entry, bool denied,
                              struct tp_diag *diag);
/* What is known of a request's match: how the policy is asked, and the person's fields into the open object. */
struct tp_match {
    bool match, own; /* own: in this repository, as SUBJECT; otherwise a hop's leg has the fields */
    char subject[TP_EXCHANGE_NAME_BYTES], leg[TP_EXCHANGE_ID_BYTES];
    unsigned examiners;
};
void tp_match_get(const struct tp_entry *request, struct tp_match *out);
TP_NODISCARD tp_status tp_match_facts(struct tp_exchange *exchange, const struct tp_match *match,
                                      struct tp_facts *facts, struct tp_diag *diag);
TP_NODISCARD tp_status tp_match_person(struct tp_exchange *exchange, const struct tp_match *match, uint64_t fields,
                                       struct tp_json *into, struct tp_diag *diag);

/* ---- events of agreements (spread.c, events.c) ------------------------------------------------------------------- */

tp_status tp_events_job(struct tp_exchange *exchange, struct tp_job *job, const char *about, struct tp_diag *diag);
tp_status tp_waiting_job(struct tp_exchange *exchange, struct tp_job *job, const char *about, struct tp_diag *diag);
tp_status tp_wanted_job(struct tp_exchange *exchange, struct tp_job *job, const char *about, struct tp_diag *diag);
/* Queues an event for a partner. */
TP_NODISCARD tp_status tp_event_send(struct tp_exchange *exchange, const struct tp_event *event, const char *to,
                                     struct tp_diag *diag);

/* ---- corrections and erasures (notices.c) ------------------------------------------------------------------------ */

tp_status tp_notices_job(struct tp_exchange *exchange, struct tp_job *job, const char *about, struct tp_diag *diag);
tp_status tp_erased_job(struct tp_exchange *exchange, struct tp_job *job, const char *about, struct tp_diag *diag);
tp_status tp_notice_may_go(struct tp_exchange *exchange, const struct tp_entry *entry, bool log, bool *out,
                           struct tp_diag *diag);
tp_status tp_notice_given_up(struct tp_exchange *exchange, const struct tp_entry *entry, bool denied,
                             struct tp_diag *diag);
/* What was told about a person who is erased: the copies that were sent go here, too, and nothing more of it is sent
 * (forget.c). */
tp_status tp_forget_job(struct tp_exchange *exchange, struct tp_job *job, const char *about, struct tp_diag *diag);

/* ---- what people ask (operations.c, received.c, onward.c) -------------------------------------------------------- */

/* Newest first; "before" goes on where the page before ended. The id of its last record, 0 for the first page. */
TP_NODISCARD tp_status tp_partner_page(const struct tp_call *call, int64_t *before, struct tp_diag *diag);
/* Those of the NAMES (ended by NULL) that ENTRY has and that are not "". */
void tp_partner_put_members(const struct tp_entry *entry, const char *const *names, struct tp_json *json);
/* The record of the message ID, sent or received: as this node calls it or, of a partner's, as the partner does. */
TP_NODISCARD tp_status tp_partner_find_message(struct tp_exchange *exchange, const char *id, struct tp_entry *out,
                                               struct tp_diag *diag);
tp_operation_fn tp_operation_list_partners, tp_operation_check_partner, tp_operation_list_legs,
    tp_operation_list_messages, tp_operation_get_message, tp_operation_get_evidence, tp_operation_list_releases,
    tp_operation_list_received, tp_operation_get_received, tp_operation_pass_on;
tp_status tp_onward_job(struct tp_exchange *exchange, struct tp_job *job, const char *about, struct tp_diag *diag);
tp_status tp_onward_may_go(struct tp_exchange *exchange, const struct tp_entry *entry, bool log, bool *out,
                           struct tp_diag *diag);

#endif
