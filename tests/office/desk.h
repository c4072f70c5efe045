/* SPDX-License-Identifier: Apache-2.0 */
/* A node's office for tests: the rehearsal of a party of the sample agreement as an exchange, and asking it. */
#ifndef TP_TEST_DESK_H
#define TP_TEST_DESK_H

#include "test.h"

#include <stdarg.h>

#include "../agreement/sample.h"
#include "folder.h"
#include "office/office.h"

enum { DESK_QUERIES = 6 };

struct desk {
    struct test_folder scratch;
    char folder[96];
    struct tp_exchange *exchange;
    unsigned passed_on; /* events given to the partners' job */
};

/* What was asked, and what came of it. */
struct asked {
    tp_status status;
    struct tp_diag diag;
    int http;
    struct tp_json_document *reply; /* NULL without one */
    char location[256];
    char text[1 << 16]; /* of a reply that is no object */
    size_t text_bytes;
};

static struct desk *the_desk;

static tp_status pass_on(struct tp_exchange *exchange, struct tp_job *job, const char *about, struct tp_diag *diag)
{
    the_desk->passed_on += strcmp(about, "") == 0;
    return tp_exchange_begin(exchange, diag) == TP_OK ? tp_job_end(exchange, job, TP_OK, diag) : TP_E_STORE;
}

static const struct tp_job_kind desk_jobs[] = {{"partner.events", pass_on}, {0}};
static const struct tp_part desk_part = {.name = "partner", .jobs = desk_jobs};
static const struct tp_part *const desk_parts[] = {&tp_office_part, &desk_part, NULL};

static inline void desk_open(struct desk *desk, int64_t now_s, tp_send_fn *send)
{
    const struct tp_exchange_options options = {.parts = desk_parts, .send = send, .thread_count = 1, .now_s = now_s};
    struct tp_diag diag;

    tp_diag_init(&diag);
    the_desk = desk;
    if (tp_exchange_open(desk->folder, "correct horse", &options, &desk->exchange, &diag) != TP_OK)
        fail_msg("%s: %s: %s", diag.file, diag.field, diag.text);
}

/* The folder of ID, a party of the sample, whose key comes from the same seed as in sample_signer. */
static inline void desk_make(struct desk *desk, const char *id, int64_t now_s, const struct tp_config_witness *witness,
                             tp_send_fn *send)
{
    uint8_t seed[TP_SEED_BYTES] = {0};
    const struct tp_organisation_init init = {.id = id,
                                              .name = "An office",
                                              .jurisdiction = "US-NY",
                                              .ledger_origin = "office.example/ledger",
                                              .rehearsal = true,
                                              .passphrase = "correct horse",
                                              .seed = seed,
                                              .witnesses = witness,
                                              .witness_count = witness ? 1 : 0,
                                              .witnesses_needed = witness ? 1 : 0};
    struct tp_diag diag;

    *desk = (struct desk){.exchange = NULL};
    memcpy(seed, id, strlen(id));
    folder_make(&desk->scratch);
    snprintf(desk->folder, sizeof desk->folder, "%s/office", desk->scratch.path);
    tp_diag_init(&diag);
    if (tp_organisation_init(desk->folder, &init, &diag) != TP_OK)
        fail_msg("%s: %s: %s", diag.file, diag.field, diag.text);
    desk_open(desk, now_s, send);
}

static inline void desk_remove(struct desk *desk)
{
    tp_exchange_close(&desk->exchange);
    folder_remove(&desk->scratch);
}

/* ---- asking ------------------------------------------------------------------------------------------------------ */

/* Pairs of a name and a value, ended by NULL. */
static inline const char *desk_query(const struct tp_call *call, const char *name)
{
    const char *const *pairs = call->query_context;

    for (; pairs && pairs[0]; pairs += 2)
        if (strcmp(pairs[0], name) == 0)
            return pairs[1];
    return NULL;
}

struct question {
    const char *operation;
    uint32_t duties;
    const char *values[2];
    const char *const *query; /* pairs, ended by NULL */
    const char *json;         /* body; or */
    const void *body;
    size_t body_bytes;
    const char *purpose, *reference;
};

static inline void asked_free(struct asked **asked)
{
    tp_json_document_free(&(*asked)->reply);
    free(*asked);
    *asked = NULL;
}

static inline void keep_reply(struct tp_call *call, struct asked *out)
{
    struct tp_buffer text;

    out->http = call->status;
    snprintf(out->location, sizeof out->location, "%s", call->location);
    out->text_bytes = TP_MIN(call->bytes.size_bytes, sizeof out->text - 1);
    if (out->text_bytes > 0)
        memcpy(out->text, call->bytes.data, out->text_bytes);
    tp_buffer_init(&text);
    assert_int_equal(tp_json_write_canonical(call->reply, &text, NULL), TP_OK);
    assert_int_equal(tp_json_parse((const char *)text.data, text.size_bytes, &out->reply, NULL), TP_OK);
    tp_buffer_deinit(&text);
}

/* Free with asked_free. */
static inline struct asked *desk_ask(struct desk *desk, const struct question *question)
{
    const struct tp_operation *operation = tp_operation_find(desk->exchange, question->operation);
    struct asked *out = calloc(1, sizeof *out);
    struct tp_json_document *input = NULL;
    struct tp_call call = {.actor = {question->duties ? "officer" : "", question->duties,
                                     question->purpose ? question->purpose : "",
                                     question->reference ? question->reference : ""},
                           .values = {question->values[0], question->values[1]},
                           .query = desk_query,
                           .query_context = question->query,
                           .body = question->body,
                           .body_bytes = question->body_bytes,
                           .content_type = ""};

    assert_non_null(out);
    assert_non_null(operation);
    tp_diag_init(&out->diag);
    tp_buffer_init(&call.bytes);
    assert_int_equal(tp_json_new(&call.reply, NULL), TP_OK);
    if (question->json)
        assert_int_equal(tp_json_parse(question->json, strlen(question->json), &input, NULL), TP_OK);
    call.input = input ? tp_json_root(input) : NULL;
    out->status = tp_operation_run(desk->exchange, operation, &call, &out->diag);
    if (out->status == TP_OK)
        keep_reply(&call, out);
    tp_json_document_free(&input);
    tp_json_free(&call.reply);
    tp_buffer_deinit(&call.bytes);
    return out;
}

static inline struct asked *desk_get(struct desk *desk, const char *operation, const char *first, const char *second)
{
    const struct question question = {.operation = operation, .values = {first, second}};
    struct asked *asked = desk_ask(desk, &question);

    if (asked->status != TP_OK)
        fail_msg("%s: %s: %s", operation, asked->diag.field, asked->diag.text);
    return asked;
}

static inline const struct tp_json_value *asked_member(const struct asked *asked, const char *key)
{
    return tp_json_member(tp_json_root(asked->reply), key);
}

static inline const char *asked_text(const struct asked *asked, const char *key)
{
    const char *text = tp_json_to_text(asked_member(asked, key));

    return text ? text : "";
}

static inline int64_t asked_integer(const struct asked *asked, const char *key)
{
    int64_t value;

    return tp_json_to_integer(asked_member(asked, key), &value) ? value : -1;
}

/* ---- agreements -------------------------------------------------------------------------------------------------- */

/* Gives the office all events of HISTORY at the times at which that had them. */
static inline void desk_follow(struct desk *desk, const struct tp_history *history)
{
    for (size_t i = 0; i < tp_history_count(history); i++) {
        int64_t received_s;
        const struct tp_event *event = tp_history_event(history, i, &received_s);
        enum tp_refusal refusal;

        assert_int_equal(tp_exchange_begin(desk->exchange, NULL), TP_OK);
        assert_int_equal(
            tp_organisation_accept(tp_exchange_organisation(desk->exchange), event, received_s, &refusal, NULL), TP_OK);
        assert_int_equal(tp_exchange_end(desk->exchange, TP_OK, NULL), TP_OK);
    }
}

static inline void desk_work(struct desk *desk)
{
    bool did = true;

    while (did)
        assert_int_equal(tp_exchange_work(desk->exchange, &did, NULL), TP_OK);
}

static inline void desk_publish(struct desk *desk)
{
    assert_int_equal(tp_exchange_place_leaves(desk->exchange, NULL), TP_OK);
    tp_exchange_lock(desk->exchange);
    assert_int_equal(tp_ledger_publish(tp_organisation_ledger(tp_exchange_organisation(desk->exchange)), NULL), TP_OK);
    tp_exchange_unlock(desk->exchange);
}

#endif
