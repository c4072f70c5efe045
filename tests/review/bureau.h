/* SPDX-License-Identifier: Apache-2.0 */
/* A bureau for a test: an exchange with examiners and officers, who ask by operations as they would by HTTP. */
#ifndef TP_TEST_BUREAU_H
#define TP_TEST_BUREAU_H

#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "booking/booking.h"
#include "exchange/fixture.h"
#include "prints.h"
#include "review/discretion.h"
#include "review/tasks.h"

#define BUREAU_REASON "the ridge flow and nine minutiae were compared one after the other"
#define BUREAU_AGREEMENT "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

struct bureau {
    struct fixture fixture;
    struct tp_exchange *exchange;
    char reply[1 << 16];    /* of the last call, canonical */
    uint8_t bytes[1 << 18]; /* or this */
    size_t byte_count;
    struct tp_diag diag;             /* of the last call */
    struct tp_json_document *answer; /* the reply, read */
};

static inline unsigned *bureau_settled(void)
{
    static unsigned count;

    return &count;
}

static inline tp_status bureau_note_settled(struct tp_exchange *exchange, struct tp_job *job, const char *about,
                                            struct tp_diag *diag)
{
    tp_status status = tp_exchange_begin(exchange, diag);

    (void)about;
    (*bureau_settled())++;
    return status == TP_OK ? tp_job_end(exchange, job, TP_OK, diag) : status;
}

static inline void bureau_open(struct bureau *bureau)
{
    static const struct tp_job_kind jobs[] = {{"test.settled", bureau_note_settled}, {0}};
    static const struct tp_part test_part = {.name = "test", .jobs = jobs};
    static const struct tp_part *const parts[] = {&tp_review_part, &tp_booking_part, &test_part, NULL};

    memset(bureau, 0, sizeof *bureau);
    *bureau_settled() = 0;
    fixture_make(&bureau->fixture, parts);
    bureau->exchange = bureau->fixture.exchange;
}

static inline void bureau_close(struct bureau *bureau)
{
    tp_json_document_free(&bureau->answer);
    fixture_remove(&bureau->fixture);
}

/* ---- prints ---------------------------------------------------------------------------------------------------------
 */

static inline void bureau_blob(struct bureau *bureau, const char *owner, const char *name, const void *data,
                               size_t size_bytes)
{
    assert_int_equal(tp_blob_put(bureau->exchange, owner, name, data, size_bytes, NULL), TP_OK);
}

/* In a transaction: two prints of PERSON under OWNER, the first with an image. */
static inline void bureau_prints(struct bureau *bureau, const char *owner, uint32_t person, uint32_t number)
{
    static const char list[] =
        "{\"prints\":[{\"k\":0,\"position\":1,\"impression\":0,\"quality\":80,\"width\":128,\"height\":128,"
        "\"ppi\":500,\"media\":\"image/x-portable-graymap\"},{\"k\":1,\"position\":2,\"impression\":0,\"quality\":80,"
        "\"width\":300,\"height\":360,\"ppi\":500,\"media\":\"\"}]}";
    struct fixture_prints prints;
    char name[32];
    uint8_t *data;
    size_t size_bytes;

    fixture_prints(&prints, person, number);
    bureau_blob(bureau, owner, "prints", list, strlen(list));
    for (unsigned k = 0; k < FIXTURE_FINGERS; k++) {
        assert_int_equal(tp_template_encode(prints.pointers[k], TP_FORMAT_NATIVE, &data, &size_bytes, NULL), TP_OK);
        snprintf(name, sizeof name, "print/%u/template", k);
        bureau_blob(bureau, owner, name, data, size_bytes);
        free(data);
    }
    print_write(&bureau->fixture.scratch, "print.pgm", person, number);
    assert_int_equal(
        tp_file_read(folder_path(&bureau->fixture.scratch, "print.pgm"), 1 << 20, &data, &size_bytes, NULL), TP_OK);
    bureau_blob(bureau, owner, "print/0/image", data, size_bytes);
    free(data);
}

static inline void bureau_record(struct bureau *bureau, const char *kind, const char *name, const char *state,
                                 const char *content)
{
    struct tp_entry entry = {.due_s = TP_STORE_NEVER};
    struct tp_json_document *document;
    struct tp_json *json;

    snprintf(entry.name, sizeof entry.name, "%s", name);
    snprintf(entry.state, sizeof entry.state, "%s", state);
    assert_int_equal(tp_json_parse(content, strlen(content), &document, NULL), TP_OK);
    assert_int_equal(tp_json_new_from(tp_json_root(document), &json, NULL), TP_OK);
    assert_int_equal(tp_entry_add(bureau->exchange, kind, &entry, json, NULL), TP_OK);
    tp_json_free(&json);
    tp_json_document_free(&document);
}

/* The booking NAME of PERSON by ACCOUNT. */
static inline void bureau_book(struct bureau *bureau, const char *name, uint32_t person, uint32_t number,
                               const char *account)
{
    char content[256], owner[64];

    fixture_begin(&bureau->fixture);
    snprintf(content, sizeof content, "{\"account\":\"%s\",\"jurisdiction\":\"US-NY-027\"}", account);
    bureau_record(bureau, "booking", name, "reviewing", content);
    snprintf(owner, sizeof owner, "booking/%s", name);
    bureau_prints(bureau, owner, person, number);
    fixture_end(&bureau->fixture);
}

/* Somebody in the repository, "person-N", with the encounters "booking/p-N-0" ... of their own; the newest is the same,
 * however many there are. */
static inline void bureau_enrol(struct bureau *bureau, uint32_t person, unsigned encounters)
{
    char subject[TP_EXCHANGE_NAME_BYTES], name[64], content[512];
    size_t length = (size_t)snprintf(content, sizeof content, "{\"encounters\":[");

    snprintf(subject, sizeof subject, "person-%u", person);
    for (unsigned i = 0; i < encounters; i++) {
        snprintf(name, sizeof name, "p-%u-%u", person, i);
        bureau_book(bureau, name, person, i + 1 == encounters ? 50 : i, "an earlier clerk");
        length += (size_t)snprintf(content + length, sizeof content - length, "%s{\"owner\":\"booking/%s\"}",
                                   i ? "," : "", name);
    }
    snprintf(content + length, sizeof content - length, "]}");
    fixture_begin(&bureau->fixture);
    fixture_enrol(&bureau->fixture, person, subject);
    bureau_record(bureau, "subject", subject, "active", content);
    fixture_end(&bureau->fixture);
}

/* ---- cases ----------------------------------------------------------------------------------------------------------
 */

struct bureau_case {
    const char *owner, *agreement;
    unsigned examiners;
    const struct tp_found *candidates;
    size_t count;
};
static inline void bureau_open_case(struct bureau *bureau, const struct bureau_case *about,
                                    char id[TP_EXCHANGE_ID_BYTES])
{
    const struct tp_case_spec spec = {.owner = about->owner,
                                      .then = "test.settled",
                                      .about = "something",
                                      .agreement = about->agreement ? about->agreement : "",
                                      .jurisdiction = "US-NY-027",
                                      .level = "level-2",
                                      .examiners = about->examiners ? about->examiners : 2,
                                      .candidates = about->candidates,
                                      .count = about->count};

    fixture_begin(&bureau->fixture);
    assert_int_equal(tp_case_open(bureau->exchange, &spec, id, NULL), TP_OK);
    fixture_end(&bureau->fixture);
}

/* A booking "b-NAME" of person 1 with the one candidate "person-1", who is in the repository. */
static inline void bureau_simple_case(struct bureau *bureau, const char *name, char id[TP_EXCHANGE_ID_BYTES])
{
    static const struct tp_found found = {"person-1", 9000};
    char booking[32], owner[64];
    struct tp_entry entry;

    if (tp_entry_get(bureau->exchange, "subject", "person-1", &entry, NULL) == TP_OK)
        tp_entry_deinit(&entry);
    else
        bureau_enrol(bureau, 1, 1);
    snprintf(booking, sizeof booking, "b-%s", name);
    snprintf(owner, sizeof owner, "booking/%s", booking);
    bureau_book(bureau, booking, 1, 7, "clerk");
    bureau_open_case(bureau, &(struct bureau_case){.owner = owner, .candidates = &found, .count = 1}, id);
}

static inline struct tp_case_outcome bureau_outcome(struct bureau *bureau, const char *id)
{
    struct tp_case_outcome outcome;

    assert_int_equal(tp_case_outcome(bureau->exchange, id, &outcome, NULL), TP_OK);
    return outcome;
}

/* ---- calls ----------------------------------------------------------------------------------------------------------
 */

struct bureau_call {
    const char *account;
    uint32_t duties;
    const char *values[4];
    const char *input;    /* JSON; NULL */
    const char *query[4]; /* name, value ... */
};

static inline const char *bureau_query(const struct tp_call *call, const char *name)
{
    const char *const *query = call->query_context;

    for (size_t i = 0; query[i]; i += 2)
        if (strcmp(query[i], name) == 0)
            return query[i + 1];
    return NULL;
}

static inline void bureau_keep(struct bureau *bureau, struct tp_call *call)
{
    struct tp_buffer text;

    tp_buffer_init(&text);
    assert_int_equal(tp_json_write_canonical(call->reply, &text, NULL), TP_OK);
    snprintf(bureau->reply, sizeof bureau->reply, "%.*s", (int)text.size_bytes, (const char *)text.data);
    tp_json_document_free(&bureau->answer);
    assert_int_equal(tp_json_parse(bureau->reply, strlen(bureau->reply), &bureau->answer, NULL), TP_OK);
    bureau->byte_count = TP_MIN(call->bytes.size_bytes, sizeof bureau->bytes);
    if (bureau->byte_count)
        memcpy(bureau->bytes, call->bytes.data, bureau->byte_count);
    tp_buffer_deinit(&text);
}

static inline tp_status bureau_ask(struct bureau *bureau, const char *operation, const struct bureau_call *asked)
{
    struct tp_call call = {.actor = {asked->account, asked->duties, "criminal-identification", "a case"},
                           .query = bureau_query,
                           .query_context = asked->query};
    struct tp_json_document *input = NULL;
    tp_status status;

    memcpy(call.values, asked->values, sizeof asked->values);
    if (asked->input) {
        if (tp_json_parse(asked->input, strlen(asked->input), &input, NULL) != TP_OK)
            fail_msg("no JSON: %s", asked->input);
        call.input = tp_json_root(input);
    }
    tp_diag_init(&bureau->diag);
    tp_buffer_init(&call.bytes);
    assert_int_equal(tp_json_new(&call.reply, NULL), TP_OK);
    status = tp_operation_run(bureau->exchange, tp_operation_find(bureau->exchange, operation), &call, &bureau->diag);
    bureau_keep(bureau, &call);
    tp_json_document_free(&input);
    tp_json_free(&call.reply);
    tp_buffer_deinit(&call.bytes);
    return status;
}

#define BUREAU_EXAMINER TP_DUTY_BIT(EXAMINER)
#define BUREAU_SENIOR TP_DUTY_BIT(SENIOR_EXAMINER)

/* A member of the last reply; "". */
static inline const char *bureau_text(const struct bureau *bureau, const char *member)
{
    const char *text = tp_json_to_text(tp_json_member(tp_json_root(bureau->answer), member));

    return text ? text : "";
}

/* Claims for ACCOUNT; the task's id, or "" when there is none. */
static inline tp_status bureau_claim(struct bureau *bureau, const char *account, uint32_t duties,
                                     char task[TP_EXCHANGE_ID_BYTES])
{
    tp_status status = bureau_ask(bureau, "claimTask", &(struct bureau_call){account, duties, {0}, NULL, {0}});

    snprintf(task, TP_EXCHANGE_ID_BYTES, "%s", status == TP_OK ? bureau_text(bureau, "task") : "");
    return status;
}

static inline tp_status bureau_analyse(struct bureau *bureau, const char *account, const char *task, bool value)
{
    return bureau_ask(bureau, "recordAnalysis",
                      &(struct bureau_call){account,
                                            BUREAU_EXAMINER | BUREAU_SENIOR,
                                            {task},
                                            value ? "{\"value\":true,\"prints\":[0],\"text\":\"one clear loop\"}"
                                                  : "{\"value\":false,\"text\":\"nothing but smudges\"}",
                                            {0}});
}

/* The name of the candidate at PLACE in the last reply, which showed a task. */
static inline const char *bureau_candidate(const struct bureau *bureau, size_t place)
{
    const struct tp_json_value *list = tp_json_member(tp_json_root(bureau->answer), "candidates");
    const char *id = tp_json_to_text(tp_json_member(tp_json_element(list, place), "candidate"));

    return id ? id : "";
}

static inline tp_status bureau_say(struct bureau *bureau, const char *operation, const char *account, const char *task,
                                   const char *candidate, const char *conclusion)
{
    char input[512], id[TP_EXCHANGE_ID_BYTES];

    snprintf(id, sizeof id, "%s", candidate);
    snprintf(input, sizeof input, "{\"conclusion\":\"%s\",\"reason\":\"%s\"}", conclusion, BUREAU_REASON);
    return bureau_ask(bureau, operation,
                      &(struct bureau_call){account, BUREAU_EXAMINER | BUREAU_SENIOR, {task, id}, input, {0}});
}

/* Claims, analyses and says CONCLUSION of every candidate. */
static inline void bureau_examine(struct bureau *bureau, const char *account, uint32_t duties, const char *conclusion)
{
    char task[TP_EXCHANGE_ID_BYTES];
    size_t count;

    assert_int_equal(bureau_claim(bureau, account, duties, task), TP_OK);
    assert_int_equal(bureau_analyse(bureau, account, task, true), TP_OK);
    count = tp_json_count(tp_json_member(tp_json_root(bureau->answer), "candidates"));
    for (size_t i = 0; i < count; i++) {
        if (bureau_say(bureau, "recordConclusion", account, task, bureau_candidate(bureau, i), conclusion) != TP_OK)
            fail_msg("%s", bureau->diag.text);
    }
}

/* ---- leaves ---------------------------------------------------------------------------------------------------------
 */

struct bureau_leaves {
    enum tp_leaf_kind kind;
    const char *outcome, *seeded; /* NULL: any */
    unsigned count;
};

static inline tp_status bureau_count_leaf(void *context, uint64_t index, const void *data, size_t size_bytes,
                                          struct tp_diag *diag)
{
    struct bureau_leaves *leaves = context;
    struct tp_leaf leaf;

    (void)index;
    assert_int_equal(tp_leaf_read(data, size_bytes, &leaf, diag), TP_OK);
    leaves->count += leaf.kind == leaves->kind &&
                     (!leaves->outcome || strcmp(leaf.values[TP_LEAF_OUTCOME_MEMBER], leaves->outcome) == 0) &&
                     (!leaves->seeded || strcmp(leaf.values[TP_LEAF_SEEDED_MEMBER], leaves->seeded) == 0);
    return TP_OK;
}

static inline unsigned bureau_leaves(struct bureau *bureau, enum tp_leaf_kind kind, const char *outcome,
                                     const char *seeded)
{
    struct bureau_leaves leaves = {kind, outcome, seeded, 0};
    struct tp_organisation *organisation = tp_exchange_organisation(bureau->exchange);
    struct tp_ledger *ledger = tp_organisation_ledger(organisation);
    struct tp_reader *reader;
    char path[160];

    snprintf(path, sizeof path, "%s/ledger", bureau->fixture.folder);
    fixture_leaves(&bureau->fixture);
    assert_int_equal(tp_ledger_publish(ledger, NULL), TP_OK);
    assert_int_equal(tp_reader_open(path, tp_organisation_verifier(organisation), &reader, NULL), TP_OK);
    assert_int_equal(tp_reader_each(reader, 0, tp_ledger_size(ledger), bureau_count_leaf, &leaves, NULL), TP_OK);
    tp_reader_close(&reader);
    return leaves.count;
}

#endif
