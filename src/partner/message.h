/* SPDX-License-Identifier: Apache-2.0 */
/* The form of messages between nodes, tenprint-message/1: one JSON object, strict. docs/exchange-messages.md. */
#ifndef TP_PARTNER_MESSAGE_H
#define TP_PARTNER_MESSAGE_H

#include "agreement/agreement.h"
#include "exchange/exchange.h"
#include "json/json.h"

#define TP_MESSAGE_FORM "tenprint-message/1"

/* X(name, code, under, words): under: it names the version of an agreement */
#define TP_MESSAGE_LIST(X)                                                                                             \
    X(SEARCH, "search", true, "asks for a search")                                                                     \
    X(ANSWER, "answer", true, "answers a search")                                                                      \
    X(REFUSAL, "refusal", true, "says that a search is not done or not answered")                                      \
    X(RELEASE, "release", true, "hands match information to a recipient")                                              \
    X(WITHDRAWAL, "withdrawal", true, "takes back a message that may not have arrived")                                \
    X(EVENT, "event", false, "brings an event of an agreement")                                                        \
    X(WANTED, "events-wanted", false, "asks for the events of an agreement")                                           \
    X(CORRECTION, "correction", false, "corrects what was handed out")                                                 \
    X(ERASURE, "erasure", false, "has what was handed out destroyed")                                                  \
    X(ACKNOWLEDGEMENT, "acknowledgement", false, "says that a correction or an erasure is done")                       \
    X(CHECK, "check", false, "asks for nothing: whether messages arrive")
enum tp_message_kind {
#define TP_MESSAGE_ENUM(name, code, under, words) TP_MESSAGE_##name,
    TP_MESSAGE_LIST(TP_MESSAGE_ENUM)
#undef TP_MESSAGE_ENUM
        TP_MESSAGE_KINDS
};

enum { TP_MESSAGE_PATH_MAX = 8, TP_MESSAGE_MAX_BYTES = 24 << 20 };

/* What travels with information about a person and binds who has it. */
struct tp_label {
    char agreement[TP_HASH_TEXT_BYTES]; /* hash of the version; "" without a label */
    int purpose;
    int64_t expires_s;
    char disclosure[TP_EXCHANGE_ID_BYTES];
};
struct tp_message {
    enum tp_message_kind kind;
    char id[TP_EXCHANGE_ID_BYTES];          /* also names the disclosure that the message is */
    char in_reply_to[TP_EXCHANGE_ID_BYTES]; /* "" */
    char from[TP_ID_MAX], to[TP_ID_MAX];
    char agreement[TP_HASH_TEXT_BYTES];        /* hash of the version; "" */
    int purpose;                               /* -1 */
    int64_t time_s, expires_s;                 /* not delivered after it */
    char path[TP_MESSAGE_PATH_MAX][TP_ID_MAX]; /* of a search: who has had it before, from the booking's node on */
    size_t path_count;
    struct tp_label label;
    const struct tp_json_value *payload;
    struct tp_json_document *document; /* owned; what was parsed */
};
void tp_message_deinit(struct tp_message *message);
/* Form only: who may say this, and when, is the inbox's to judge. E_FORMAT, E_LIMIT; OUT is empty then. */
TP_NODISCARD tp_status tp_message_parse(const void *body, size_t size_bytes, struct tp_message *out,
                                        struct tp_diag *diag);
/* A document with everything but the payload, whose object is open; the caller adds members, and the other function
 * closes, writes and frees it. */
TP_NODISCARD tp_status tp_message_open(const struct tp_message *message, struct tp_json **out, struct tp_diag *diag);
TP_NODISCARD tp_status tp_message_close(struct tp_json **json, struct tp_buffer *out, struct tp_diag *diag);

const char *tp_message_kind_code(enum tp_message_kind kind);
bool tp_message_is_under_agreement(enum tp_message_kind kind);

/* ---- reading payloads ------------------------------------------------------------------------------------------ */

/* Of a member: "" for what is no text of at most MOST - 1 bytes. */
void tp_message_text(const struct tp_json_value *object, const char *name, char *out, size_t most);
/* The place of a member's code in the vocabulary; -1. */
int tp_message_word(const struct tp_json_value *object, const char *name, const struct tp_vocabulary *words);
/* A list of codes as bits; false unless all are in the vocabulary. */
bool tp_message_words(const struct tp_json_value *list, const struct tp_vocabulary *words, uint64_t *out);
void tp_message_put_words(struct tp_json *json, const char *name, const struct tp_vocabulary *words, uint64_t set);
bool tp_message_is_id(const char *text);   /* 32 hex digits */
bool tp_message_is_hash(const char *text); /* 64 hex digits */

#endif
