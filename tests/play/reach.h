/* SPDX-License-Identifier: Apache-2.0 */
/* Asking the nodes of a world as those who work there, the same whether a node is in this process or one of its own,
 * and reading in its store beside it. */
#ifndef TP_TEST_PLAY_REACH_H
#define TP_TEST_PLAY_REACH_H

#include "world.h"

static const struct tp_part *const all_parts[] = {&tp_office_part,  &tp_review_part,  &tp_person_part,
                                                  &tp_partner_part, &tp_booking_part, NULL};

/* ---- asking a node in this process ------------------------------------------------------------------------------ */

struct reply {
    tp_status status;
    struct tp_diag diag;
    struct tp_json_document *json; /* NULL without one */
    struct tp_buffer bytes;
    int http;
};

static inline void reply_deinit(struct reply *reply)
{
    tp_json_document_free(&reply->json);
    tp_buffer_deinit(&reply->bytes);
}

struct question {
    const char *operation, *account;
    uint32_t duties;
    const char *values[3];
    const char *body; /* JSON, or the bytes of a RAW operation */
    size_t body_bytes;
    const struct tp_wire_request *wire;
};

static inline void run_call(struct tp_exchange *exchange, const struct tp_operation *operation, struct tp_call *call,
                            struct reply *out)
{
    struct tp_buffer text;

    tp_diag_init(&out->diag);
    tp_buffer_init(&call->bytes);
    assert_int_equal(tp_json_new(&call->reply, NULL), TP_OK);
    out->status = tp_operation_run(exchange, operation, call, &out->diag);
    out->http = call->status;
    out->bytes = call->bytes;
    tp_buffer_init(&text);
    if (out->status == TP_OK && tp_json_write_canonical(call->reply, &text, NULL) == TP_OK)
        assert_int_equal(tp_json_parse((const char *)text.data, text.size_bytes, &out->json, NULL), TP_OK);
    tp_buffer_deinit(&text);
    tp_json_free(&call->reply);
}

static inline void ask_here(struct world *world, int node, const struct question *question, struct reply *out)
{
    struct tp_exchange *exchange = world->nodes[node].exchange;
    const struct tp_operation *operation = tp_operation_find(exchange, question->operation);
    struct tp_json_document *input = NULL;
    struct tp_call call = {.actor = {question->account, question->duties, "criminal-identification", "simulated"},
                           .values = {question->values[0], question->values[1], question->values[2]},
                           .content_type = "application/json",
                           .wire = question->wire};

    memset(out, 0, sizeof *out);
    assert_non_null(operation);
    if (operation->flags & (TP_OPERATION_RAW | TP_OPERATION_WIRE)) {
        call.body = question->body;
        call.body_bytes = question->body_bytes;
    } else if (question->body) {
        assert_int_equal(tp_json_parse(question->body, strlen(question->body), &input, NULL), TP_OK);
        call.input = tp_json_root(input);
    }
    run_call(exchange, operation, &call, out);
    tp_json_document_free(&input);
}

/* ---- asking a process ------------------------------------------------------------------------------------------- */

static inline const struct tp_operation *operation_named(const char *id)
{
    for (size_t part = 0; all_parts[part]; part++)
        for (const struct tp_operation *one = all_parts[part]->operations; one && one->id; one++)
            if (strcmp(one->id, id) == 0)
                return one;
    fail_msg("there is no operation %s", id);
    return NULL;
}

/* Who has these duties there; of the examiners, each of whom may do everything, one by the number of the account. */
static inline enum tp_play_account account_of(const struct question *question)
{
    static const enum tp_play_account examiners[] = {TP_PLAY_SENIOR, TP_PLAY_SENIOR_2, TP_PLAY_SENIOR_3,
                                                     TP_PLAY_SENIOR_4};
    static const struct {
        uint32_t duties;
        enum tp_play_account account;
    } others[] = {{TP_DUTY_BIT(CONTRIBUTOR), TP_PLAY_CLERK},
                  {TP_DUTY_BIT(RELEASING_OFFICER), TP_PLAY_RELEASER},
                  {TP_DUTY_BIT(AGREEMENT_OFFICER), TP_PLAY_OFFICER}};

    if (question->duties & TP_DUTY_BIT(EXAMINER))
        return examiners[strtoul(strchr(question->account, '.') + 1, NULL, 10) % TP_ARRAY_LENGTH(examiners)];
    for (size_t i = 0; i < TP_ARRAY_LENGTH(others); i++)
        if (question->duties == others[i].duties)
            return others[i].account;
    return TP_PLAY_PUBLIC;
}

/* "/v1/tasks/{task}" with the values in it. */
static inline void write_path(const char *pattern, const char *const *values, char *out, size_t size)
{
    size_t used = 0;

    while (*pattern && used < size) {
        const size_t plain = strcspn(pattern, "{");
        used += (size_t)snprintf(out + used, size - used, "%.*s", (int)plain, pattern);
        pattern += plain;
        if (*pattern && used < size) {
            used += (size_t)snprintf(out + used, size - used, "%s", *values++);
            pattern += strcspn(pattern, "}") + 1;
        }
    }
}

static inline tp_status status_of(int http)
{
    if (http < 300)
        return TP_OK;
    return http == 404 ? TP_E_NOT_FOUND : http == 409 ? TP_E_CONFLICT : TP_E_ARGUMENT;
}

static inline void ask_process(struct world *world, int node, const struct question *question, struct reply *out)
{
    const struct tp_operation *operation = operation_named(question->operation);
    char path[256];
    const struct tp_play_question asked = {.account = account_of(question),
                                           .method = operation->method,
                                           .path = path,
                                           .body = question->body,
                                           .body_bytes = question->body_bytes ? question->body_bytes
                                                         : question->body     ? strlen(question->body)
                                                                              : 0};
    struct tp_play_reply reply;

    memset(out, 0, sizeof *out);
    tp_diag_init(&out->diag);
    write_path(operation->path, question->values, path, sizeof path);
    must(tp_play_ask(&world->nodes[node].process, &asked, &reply, &out->diag), &out->diag, question->operation);
    out->http = reply.status;
    out->status = status_of(reply.status);
    out->json = reply.json;
    out->bytes = reply.body;
    if (out->status != TP_OK)
        (void)!tp_fail(&out->diag, out->status, path, -1, "%d: %.*s", reply.status, (int)reply.body.size_bytes,
                       (const char *)reply.body.data);
}

/* Free with reply_deinit. */
static inline void ask(struct world *world, int node, const struct question *question, struct reply *out)
{
    if (world->nodes[node].exchange)
        ask_here(world, node, question, out);
    else
        ask_process(world, node, question, out);
}

/* What is asked about may have ended meanwhile, where nodes go on by themselves. */
static inline bool is_over(const struct world *world, const struct reply *reply)
{
    return world->by_processes && (reply->status == TP_E_CONFLICT || reply->status == TP_E_NOT_FOUND);
}

static inline const char *member_text(const struct tp_json_value *object, const char *key)
{
    const char *text = tp_json_to_text(tp_json_member(object, key));

    return text ? text : "";
}

/* ---- reading beside a node --------------------------------------------------------------------------------------- */

static inline struct tp_store *store_of(struct world *world, int number)
{
    const struct tp_store_options options = {.unchecked = true};
    struct node *node = &world->nodes[number];
    struct tp_diag diag;
    char path[200];

    snprintf(path, sizeof path, "%s/store.db", node->folder);
    tp_diag_init(&diag);
    if (!node->store)
        must(tp_store_open(path, &options, &node->store, &diag), &diag, "the store");
    return node->store;
}

static inline tp_status take_record(void *context, const struct tp_store_record *record, struct tp_diag *diag)
{
    struct tp_entry *out = context;

    if (out->content)
        return TP_OK;
    snprintf(out->name, sizeof out->name, "%s", record->name);
    snprintf(out->state, sizeof out->state, "%s", record->state);
    snprintf(out->link, sizeof out->link, "%s", record->link);
    return tp_json_parse(record->data, record->size_bytes, &out->content, diag);
}

/* The first record that QUERY finds; free it with tp_entry_deinit, also when there is none. */
static inline bool look_for(struct world *world, int node, const struct tp_store_query *query, struct tp_entry *out)
{
    struct tp_diag diag;

    memset(out, 0, sizeof *out);
    tp_diag_init(&diag);
    must(tp_store_records(store_of(world, node), query, take_record, out, &diag), &diag, "a record");
    return out->content != NULL;
}

static inline bool look_up(struct world *world, int node, const char *kind, const char *name, struct tp_entry *out)
{
    const struct tp_store_query query = {.kind = kind, .name = name, .due_until_s = TP_STORE_NEVER};

    return look_for(world, node, &query, out);
}

static inline uint64_t count_in_state(struct world *world, int node, const char *kind, const char *state)
{
    const struct tp_store_query query = {.kind = kind, .state = state, .due_until_s = TP_STORE_NEVER};
    uint64_t count;

    assert_int_equal(tp_store_record_count(store_of(world, node), &query, &count, NULL), TP_OK);
    return count;
}

#endif
