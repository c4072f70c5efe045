/* SPDX-License-Identifier: Apache-2.0 */
/* What officers, auditors and the public do with agreements, ledger and statistics: operations, the jobs that publish
 * the ledger and have it cosigned, and what the commands on a folder share with them. */
#ifndef TP_OFFICE_OFFICE_H
#define TP_OFFICE_OFFICE_H

#include "exchange/exchange.h"

extern const struct tp_part tp_office_part;

/* Asks for the jobs that come again by themselves ("office.cosign", "office.tidy-up"), once for each opened folder. Own
 * events and those that officers hand in are passed on by the job "partner.events" about "". */
TP_NODISCARD tp_status tp_office_start(struct tp_exchange *exchange, struct tp_diag *diag);

/* ---- which version of an agreement a step is about (version.c) -----------------------------------------------------
 */

/* In force or suspended. */
bool tp_version_is_current(const struct tp_history *history, const struct tp_terms *version, int64_t now_s);
/* The version that WANTED names, by number or by the beginning of its hash. When WANTED is NULL: the newest, or, with
 * CURRENT, the one in force or suspended, if there is one. E_ARGUMENT when there are several. */
TP_NODISCARD tp_status tp_version_choose(const struct tp_history *history, int64_t now_s, const char *wanted,
                                         bool current, const struct tp_terms **out, struct tp_diag *diag);
/* Who takes a step: the id of a party or the code of a jurisdiction, and its key. */
struct tp_step_signer {
    const char *by;
    const struct tp_public_key *key;
};
/* The version that a stop by SIGNER names best: the lowest that names it, which most nodes know; a node refuses a stop
 * about a version that has not reached it, and a stop holds for every version. WANTED as above. */
TP_NODISCARD tp_status tp_version_for_stop(const struct tp_history *history, int64_t now_s, const char *wanted,
                                           const struct tp_step_signer *signer, const struct tp_terms **out,
                                           struct tp_diag *diag);

/* ---- how an agreement looks (view.c, words.c) ---------------------------------------------------------------------
 */

/* A history as it was at an instant. */
struct tp_agreement_view {
    const struct tp_history *history;
    int64_t at_s;
};
/* The version to show for an agreement: the one in force or suspended, or else the newest. */
const struct tp_terms *tp_view_version(const struct tp_agreement_view *view, enum tp_life *life);
/* The instant from which an event counts here. */
int64_t tp_view_counts_from_s(const struct tp_event *event, int64_t received_s);
/* The next event at or after *PLACE that counts, of that kind, about VERSION; NULL for none. *FROM is since when. */
const struct tp_event *tp_view_next_event(const struct tp_agreement_view *view, const struct tp_terms *version,
                                          enum tp_event_kind kind, size_t *place, int64_t *from_s);
/* Since when PARTY's step counts; false when it has not taken it. */
bool tp_view_find_step(const struct tp_agreement_view *view, const struct tp_terms *version, enum tp_event_kind kind,
                       const char *party, int64_t *from_s);
/* When the comment period ends; false when it has not begun. */
bool tp_view_comments_end(const struct tp_agreement_view *view, const struct tp_terms *version,
                          char out[TP_TIME_TEXT_BYTES]);
/* Whether EVENT is a stop that was taken and stops nothing, because a later event of its signer undoes it: that must
 * not go unseen. */
bool tp_view_is_undone(const struct tp_agreement_view *view, const struct tp_event *event);
/* Members of the object that is open: of a line in a list; of the whole state. */
void tp_view_outline(const struct tp_agreement_view *view, struct tp_json *json);
void tp_view_status(const struct tp_agreement_view *view, struct tp_json *json);

/* Names of the places in TERMS; NULL where the program knows none of that country. */
TP_NODISCARD tp_status tp_terms_names(const struct tp_terms *terms, struct tp_gazetteer **out, struct tp_diag *diag);
/* Members of the object that is open: the document in plain words, section by section; WITH_TERMS also the member that
 * each is made from. */
TP_NODISCARD tp_status tp_terms_words_json(const struct tp_terms *terms, bool with_terms, struct tp_json *json,
                                           struct tp_diag *diag);

/* ---- requests to decide about, as JSON (request.c; docs/agreements.md, "A request") --------------------------------
 */

/* What VALUE asks. All members but `stage` may be missing: what is unknown stays unknown, and is denied where it
 * matters. Who decides measures the age of its checkpoint itself: -1 here. The strings are VALUE's. E_FORMAT names a
 * member that there is not, or whose word or kind is wrong. */
TP_NODISCARD tp_status tp_request_read(const struct tp_json_value *value, struct tp_request *out, struct tp_diag *diag);
/* What was asked, and what came of it. */
struct tp_decided {
    const struct tp_history *history;
    int64_t now_s;
    struct tp_request asked;
    struct tp_decision decision;
};
/* The words of the clause at PLACE as a text: free with tp_buffer_deinit. */
TP_NODISCARD tp_status tp_decided_words(const struct tp_decided *decided, size_t place, struct tp_buffer *out,
                                        struct tp_diag *diag);
/* Members of the object that is open: a decision, clause by clause in words. */
TP_NODISCARD tp_status tp_decided_write(const struct tp_decided *decided, struct tp_json *json, struct tp_diag *diag);

/* ---- a ledger's published files (published.c) ---------------------------------------------------------------------
 */

struct tp_published {
    char folder[4096];
    struct tp_verifier verifier;
};
/* A reader at the newest checkpoint, and the bytes of that note (free with free()). */
TP_NODISCARD tp_status tp_published_open(const struct tp_published *published, struct tp_reader **out, uint8_t **note,
                                         size_t *size_bytes, struct tp_diag *diag);
/* E_ARGUMENT unless entry INDEX is in READER's ledger; with AS_SIZE, unless the ledger has had INDEX entries. */
TP_NODISCARD tp_status tp_published_holds(const struct tp_reader *reader, uint64_t index, bool as_size,
                                          const char *what, struct tp_diag *diag);
/* An index as an argument. */
TP_NODISCARD tp_status tp_index_read(const char *text, const char *what, uint64_t *out, struct tp_diag *diag);

/* ---- asking witnesses for cosignatures (witnesses.c; C2SP tlog-witness) --------------------------------------------
 */

enum tp_witness_outcome { TP_WITNESS_COSIGNED, TP_WITNESS_REFUSED, TP_WITNESS_NOT_REACHABLE, TP_WITNESS_NOT_ASKED };
struct tp_witness_answer {
    struct tp_verifier verifier;
    enum tp_witness_outcome outcome;
    int http;        /* status of the last answer, 0 for none */
    char text[256];  /* why there is no cosignature: printable, one line */
    char line[1024]; /* the cosignature, checked; "" for none */
    uint64_t size;   /* of the checkpoint that was shown */
    uint64_t time_s; /* of the cosignature */
};
/* How a request gets there. */
struct tp_witness_road {
    tp_send_fn *send;
    void *context;
};
/* "cosigned", "not-reachable". Static strings. */
const char *tp_witness_outcome_code(enum tp_witness_outcome outcome);
/* Whether a line of a note is a signature in the name of VERIFIER, valid or not. */
bool tp_witness_line_is_by(const char *line, const struct tp_verifier *verifier);
/* Shows the published checkpoint to the witness at its URL. What the witness or the network does is in OUT; an error is
 * our own trouble: the ledger cannot be read, memory. */
TP_NODISCARD tp_status tp_witness_ask(const struct tp_witness_road *road, const struct tp_published *published,
                                      const struct tp_config_witness *witness, struct tp_witness_answer *out,
                                      struct tp_diag *diag);
/* Adds what the witness has cosigned. A checkpoint that was published since it was asked has no place for it: the
 * answer is a refusal then. */
TP_NODISCARD tp_status tp_witness_take(struct tp_ledger *ledger, struct tp_witness_answer *answer,
                                       struct tp_diag *diag);

#endif
