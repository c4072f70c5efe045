/* SPDX-License-Identifier: Apache-2.0 */
/* Bookings for tests of what is done for the person: as the other parts leave them behind, but made by hand. */
#ifndef TP_TEST_PERSON_BOOKINGS_H
#define TP_TEST_PERSON_BOOKINGS_H

#include "../exchange/fixture.h"

#include "person/person.h"

#define BOOKING_COUNTY "US-NY-027"
#define BOOKING_CLERK "clerk-7"
#define BOOKING_REFERENCE "CASE-4711-XYZZY"

static const struct tp_part *const booking_parts[] = {&tp_person_part, NULL};

static inline struct tp_json *new_json(void)
{
    struct tp_json *json;

    assert_int_equal(tp_json_new(&json, NULL), TP_OK);
    return json;
}

/* A record of KIND whose content is the JSON text CONTENT; in a transaction. */
static inline void add_record(struct fixture *fixture, const char *kind, const char *name, const char *state,
                              const char *link, const char *content)
{
    struct tp_entry entry = {.due_s = TP_STORE_NEVER};
    struct tp_json_document *document;
    struct tp_json *json;
    struct tp_diag diag;

    tp_diag_init(&diag);
    snprintf(entry.name, sizeof entry.name, "%s", name);
    snprintf(entry.state, sizeof entry.state, "%s", state);
    snprintf(entry.link, sizeof entry.link, "%s", link);
    assert_int_equal(tp_json_parse(content, strlen(content), &document, NULL), TP_OK);
    assert_int_equal(tp_json_new_from(tp_json_root(document), &json, NULL), TP_OK);
    if (tp_entry_add(fixture->exchange, kind, &entry, json, &diag) != TP_OK)
        fail_msg("%s: %s", diag.field, diag.text);
    tp_json_free(&json);
    tp_json_document_free(&document);
}

static inline void put_blob(struct fixture *fixture, const char *owner, const char *name, const void *data, size_t size)
{
    assert_int_equal(tp_blob_put(fixture->exchange, owner, name, data, size, NULL), TP_OK);
}

static inline void put_prints(struct fixture *fixture, const char *owner, const struct fixture_prints *prints)
{
    for (unsigned i = 0; i < FIXTURE_FINGERS; i++) {
        char name[64];
        uint8_t *data;
        size_t size;

        snprintf(name, sizeof name, "print/%u/template", i);
        assert_int_equal(tp_template_encode(&prints->templates[i], TP_FORMAT_NATIVE, &data, &size, NULL), TP_OK);
        put_blob(fixture, owner, name, data, size);
        free(data);
    }
}

static inline void log_submission(struct fixture *fixture, const char *owner, const char *level)
{
    const struct tp_case about = {
        .county = BOOKING_COUNTY, .reference = BOOKING_REFERENCE, .actor = BOOKING_CLERK, .offence = "level-3"};
    struct tp_leaf leaf;

    tp_leaf_init(&leaf, TP_LEAF_SUBMISSION, tp_exchange_now(fixture->exchange));
    tp_leaf_set(&leaf, TP_LEAF_STATE_MEMBER, "US-NY");
    tp_leaf_set(&leaf, TP_LEAF_LEVEL_MEMBER, level);
    assert_int_equal(tp_exchange_log(fixture->exchange, owner, &leaf, &about, NULL), TP_OK);
}

/* Impression NUMBER of PERSON, whose name is NAME, is booked as ID and becomes an encounter of SUBJECT; "" makes one. A
 * transaction. */
static inline void book(struct fixture *fixture, const char *id, uint32_t person, const char *name,
                        char subject[TP_EXCHANGE_NAME_BYTES])
{
    struct fixture_prints prints;
    char owner[TP_EXCHANGE_NAME_BYTES], text[256];
    const struct tp_encounter encounter = {owner, 3, 1, true}; /* level-1, acquitted */

    snprintf(owner, sizeof owner, "booking/%s", id);
    fixture_prints(&prints, person, (uint32_t)strlen(id));
    fixture_begin(fixture);
    assert_int_equal(tp_exchange_enrol(fixture->exchange, subject, prints.pointers, FIXTURE_FINGERS, NULL), TP_OK);
    add_record(fixture, "booking", id, "complete", subject,
               "{\"jurisdiction\":\"" BOOKING_COUNTY "\",\"submitted\":\"2011-06-01T00:00:00Z\",\"print_count\":2,"
               "\"purpose\":\"criminal-identification\",\"conviction\":\"level-1\",\"account\":\"" BOOKING_CLERK
               "\",\"reference\":\"" BOOKING_REFERENCE "\",\"own\":\"none\",\"categories\":[\"acquitted\"],"
               "\"categories_known\":true}");
    put_prints(fixture, owner, &prints);
    snprintf(text, sizeof text, "{\"name\":\"%s\",\"date-of-birth\":\"1980-05-0%zu\"}", name, strlen(id) % 9 + 1);
    put_blob(fixture, owner, "person", text, strlen(text));
    assert_int_equal(tp_subject_make(fixture->exchange, subject, &encounter, NULL), TP_OK);
    log_submission(fixture, owner, "level-1");
    fixture_end(fixture);
}

/* Data of OWNER went to PARTNER; in a transaction. */
static inline void disclose(struct fixture *fixture, const char *owner, const char *partner, const char *id)
{
    char text[256];

    snprintf(text, sizeof text,
             "{\"what\":\"search\",\"side\":\"out\",\"partner\":\"%s\",\"agreement\":\"\",\"disclosure\":\"%s\","
             "\"time\":\"2011-06-01T00:00:00Z\",\"fields\":[]}",
             partner, id);
    add_record(fixture, "disclosure", id, "", owner, text);
}

static inline bool has_record(struct fixture *fixture, const char *kind, const char *name, const char *state)
{
    struct tp_entry entry;
    bool has = tp_entry_get(fixture->exchange, kind, name, &entry, NULL) == TP_OK;

    if (!has)
        return false;
    has = !state || strcmp(entry.state, state) == 0;
    tp_entry_deinit(&entry);
    return has;
}

/* Member MEMBER of a record, "" without one; in a static buffer. */
static inline const char *record_text(struct fixture *fixture, const char *kind, const char *name, const char *member)
{
    static char text[1024];
    struct tp_entry entry;

    text[0] = '\0';
    if (tp_entry_get(fixture->exchange, kind, name, &entry, NULL) != TP_OK)
        return text;
    snprintf(text, sizeof text, "%s", tp_entry_text(&entry, member));
    tp_entry_deinit(&entry);
    return text;
}

static inline const char *record_link(struct fixture *fixture, const char *kind, const char *name)
{
    static char text[TP_EXCHANGE_NAME_BYTES];
    struct tp_entry entry;

    assert_int_equal(tp_entry_get(fixture->exchange, kind, name, &entry, NULL), TP_OK);
    snprintf(text, sizeof text, "%s", entry.link);
    tp_entry_deinit(&entry);
    return text;
}

static inline uint64_t count_records(struct fixture *fixture, const char *kind, const char *link)
{
    const struct tp_store_query query = {.kind = kind, .link = link, .due_until_s = TP_STORE_NEVER};
    uint64_t count;

    assert_int_equal(tp_entry_count(fixture->exchange, &query, &count, NULL), TP_OK);
    return count;
}

/* Canonical text of JSON, which is freed; in a static buffer. */
static inline const char *json_text(struct tp_json *json)
{
    static char text[65536];
    struct tp_buffer buffer;

    tp_buffer_init(&buffer);
    assert_int_equal(tp_json_write_canonical(json, &buffer, NULL), TP_OK);
    assert_true(buffer.size_bytes < sizeof text);
    memcpy(text, buffer.data, buffer.size_bytes);
    text[buffer.size_bytes] = '\0';
    tp_buffer_deinit(&buffer);
    tp_json_free(&json);
    return text;
}

/* ---- operations -------------------------------------------------------------------------------------------------- */

struct asked {
    tp_status status;
    int code;         /* HTTP, 0 unless set */
    char text[65536]; /* the reply in canonical JSON, or the bytes */
    struct tp_diag diag;
};

struct question {
    const char *account;
    uint32_t duties;
    const char *values[2];
    const char *body;       /* JSON; NULL */
    const char *queries[4]; /* name, value, name, value */
};

static inline const char *asked_query(const struct tp_call *call, const char *name)
{
    const char *const *queries = call->query_context;

    for (size_t i = 0; i < 4 && queries[i]; i += 2)
        if (strcmp(queries[i], name) == 0)
            return queries[i + 1];
    return NULL;
}

static inline const struct asked *ask(struct fixture *fixture, const char *id, const struct question *question)
{
    static struct asked asked;
    const struct tp_operation *operation = tp_operation_find(fixture->exchange, id);
    struct tp_json_document *input = NULL;
    struct tp_call call = {.actor = {question->account, question->duties, "criminal-identification", "CASE-X"},
                           .query = asked_query,
                           .query_context = question->queries};

    memset(&asked, 0, sizeof asked);
    tp_diag_init(&asked.diag);
    assert_non_null(operation);
    for (size_t i = 0; i < 2; i++)
        call.values[i] = question->values[i];
    if (question->body) {
        assert_int_equal(tp_json_parse(question->body, strlen(question->body), &input, NULL), TP_OK);
        call.input = tp_json_root(input);
    }
    assert_int_equal(tp_json_new(&call.reply, NULL), TP_OK);
    tp_buffer_init(&call.bytes);
    asked.status = tp_operation_run(fixture->exchange, operation, &call, &asked.diag);
    asked.code = call.status;
    if (call.bytes.size_bytes > 0)
        snprintf(asked.text, sizeof asked.text, "%.*s", (int)call.bytes.size_bytes, (const char *)call.bytes.data);
    else
        snprintf(asked.text, sizeof asked.text, "%s", json_text(call.reply));
    if (call.bytes.size_bytes > 0)
        tp_json_free(&call.reply);
    tp_buffer_deinit(&call.bytes);
    tp_json_document_free(&input);
    return &asked;
}

#endif
