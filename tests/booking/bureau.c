/* SPDX-License-Identifier: Apache-2.0 */
#include "booking/bureau.h"

#include <stdio.h>

#include "booking/forms.h"

#define PASSPHRASE "correct horse battery"

/* ---- the node -----------------------------------------------------------------------------------------------------
 */

static tp_status run_legs(struct tp_exchange *exchange, struct tp_job *job, const char *about, struct tp_diag *diag)
{
    tp_status status = tp_exchange_begin(exchange, diag);

    if (status != TP_OK)
        return status;
    fakes.legs++;
    status = tp_job_add(exchange, "booking.answered", about, tp_exchange_now(exchange), diag);
    return tp_job_end(exchange, job, status, diag);
}

static const struct tp_job_kind fake_jobs[] = {{"partner.legs", run_legs}, {NULL, NULL}};
static const struct tp_part fake_part = {.name = "fakes", .jobs = fake_jobs};
static const struct tp_part *const parts[] = {&tp_booking_part, &fake_part, NULL};

static void check(tp_status status, const struct tp_diag *diag)
{
    if (status != TP_OK)
        fail_msg("%s: %s: %s", diag->file, diag->field, diag->text);
}

void bureau_open(struct bureau *bureau)
{
    const struct tp_exchange_options options = {.parts = parts, .thread_count = 2, .now_s = BUREAU_NOW};
    struct tp_diag diag;

    tp_diag_init(&diag);
    check(tp_exchange_open(bureau->folder, PASSPHRASE, &options, &bureau->exchange, &diag), &diag);
}

void bureau_make(struct bureau *bureau)
{
    const struct tp_organisation_init init = {.id = "ny-bureau",
                                              .name = "Bureau",
                                              .jurisdiction = "US-NY",
                                              .ledger_origin = "bureau.example/ledger",
                                              .rehearsal = true,
                                              .passphrase = PASSPHRASE};
    struct tp_diag diag;

    memset(&fakes, 0, sizeof fakes);
    memset(bureau, 0, sizeof *bureau);
    folder_make(&bureau->scratch);
    snprintf(bureau->folder, sizeof bureau->folder, "%s/bureau", bureau->scratch.path);
    tp_diag_init(&diag);
    check(tp_organisation_init(bureau->folder, &init, &diag), &diag);
    bureau_open(bureau);
}

void bureau_close(struct bureau *bureau)
{
    tp_exchange_close(&bureau->exchange);
}

void bureau_remove(struct bureau *bureau)
{
    bureau_close(bureau);
    folder_remove(&bureau->scratch);
}

void bureau_configure(struct bureau *bureau, const char *from, const char *to)
{
    char path[160];
    struct tp_buffer text;
    const char *before, *at;
    uint8_t *data;
    size_t size_bytes;

    bureau_close(bureau);
    snprintf(path, sizeof path, "%s/organisation.yaml", bureau->folder);
    assert_int_equal(tp_file_read(path, 1 << 16, &data, &size_bytes, NULL), TP_OK);
    before = (const char *)data;
    at = memmem(data, size_bytes, from, strlen(from));
    assert_non_null(at);
    tp_buffer_init(&text);
    tp_write_text(&text, "%.*s%s", (int)(at - before), before, to);
    at += strlen(from);
    tp_write_text(&text, "%.*s", (int)(before + size_bytes - at), at);
    assert_int_equal(tp_file_write(path, text.data, text.size_bytes, NULL), TP_OK);
    tp_buffer_deinit(&text);
    free(data);
    bureau_open(bureau);
}

void bureau_drop(struct bureau *bureau, const char *more)
{
    const struct tp_account account = {.name = "livescan", .duties = TP_DUTY_BIT(CONTRIBUTOR), .active = true};
    char section[512];

    snprintf(section, sizeof section, "drop:\n  account: livescan\n  purpose: criminal-identification\n%s", more);
    bureau_configure(bureau, "# drop:\n", section);
    assert_int_equal(tp_account_make(bureau->exchange, "", &account, PASSPHRASE, NULL), TP_OK);
}

size_t bureau_work(struct bureau *bureau)
{
    size_t count = 0;
    bool did = true;

    while (did) {
        struct tp_diag diag;
        tp_diag_init(&diag);
        check(tp_exchange_work(bureau->exchange, &did, &diag), &diag);
        count += did;
        assert_true(count < 1000);
    }
    return count;
}

/* ---- bookings -----------------------------------------------------------------------------------------------------
 */

const char *bureau_form(unsigned person, unsigned impression, unsigned count, const char *more)
{
    return form_of(person, impression, count, more);
}

uint8_t *bureau_file(unsigned person, unsigned count, const char *tcn, size_t *size_bytes)
{
    return file_of(person, count, tcn, size_bytes);
}

/* ---- asking -------------------------------------------------------------------------------------------------------
 */

static const char *find_query(const struct tp_call *call, const char *name)
{
    static char values[8][128];
    static unsigned next;
    const struct asked *asked = call->query_context;
    char *value = values[next++ % 8];

    for (const char *at = asked->query; *at;) {
        size_t length = strcspn(at, "&"), key = strcspn(at, "=");
        if (key == strlen(name) && strncmp(at, name, key) == 0) {
            snprintf(value, sizeof values[0], "%.*s", (int)(length - key - 1), at + key + 1);
            return value;
        }
        at += length + (at[length] == '&');
    }
    return NULL;
}

static void run(struct bureau *bureau, struct asked *asked, const char *id, const char *query)
{
    const struct tp_operation *operation = tp_operation_find(bureau->exchange, id);
    struct tp_buffer text;

    assert_non_null(operation);
    snprintf(asked->query, sizeof asked->query, "%s", query ? query : "");
    asked->call.query = find_query;
    asked->call.query_context = asked;
    if (!asked->call.actor.account)
        asked->call.actor = (struct tp_actor){.account = "c.lerk",
                                              .duties = TP_DUTY_BIT(CONTRIBUTOR),
                                              .purpose = "criminal-identification",
                                              .reference = "case-1"};
    tp_diag_init(&asked->diag);
    tp_buffer_init(&asked->call.bytes);
    assert_int_equal(tp_json_new(&asked->call.reply, NULL), TP_OK);
    asked->status = tp_operation_run(bureau->exchange, operation, &asked->call, &asked->diag);
    tp_buffer_init(&text);
    assert_int_equal(tp_json_write_canonical(asked->call.reply, &text, NULL), TP_OK);
    assert_true(text.size_bytes < sizeof asked->text);
    snprintf(asked->text, sizeof asked->text, "%.*s", (int)text.size_bytes, (const char *)text.data);
    assert_int_equal(tp_json_parse(asked->text, text.size_bytes, &asked->document, NULL), TP_OK);
    tp_buffer_deinit(&text);
}

void bureau_ask(struct bureau *bureau, struct asked *asked, const char *id, const char *value, const char *query)
{
    memset(asked, 0, sizeof *asked);
    asked->call.values[0] = value;
    run(bureau, asked, id, query);
}

void bureau_post(struct bureau *bureau, struct asked *asked, const char *id, const void *body, size_t body_bytes,
                 const char *query)
{
    const char *key = asked->call.idempotency_key;
    const struct tp_actor actor = asked->call.actor;

    memset(asked, 0, sizeof *asked);
    asked->call.idempotency_key = key;
    asked->call.actor = actor;
    asked->call.body = body;
    asked->call.body_bytes = body_bytes;
    run(bureau, asked, id, query);
}

void asked_done(struct asked *asked)
{
    tp_json_free(&asked->call.reply);
    tp_buffer_deinit(&asked->call.bytes);
    tp_json_document_free(&asked->document);
    memset(asked, 0, sizeof *asked);
}

const char *asked_text(const struct asked *asked, const char *member)
{
    const char *text = tp_json_to_text(tp_json_member(tp_json_root(asked->document), member));

    return text ? text : "";
}

const char *bureau_around(const void *file, size_t file_bytes, const char *members)
{
    static struct tp_buffer out;

    tp_buffer_deinit(&out);
    tp_buffer_init(&out);
    tp_write_text(&out, "{%s,\"transaction\":\"", members);
    tp_base64_encode(file, file_bytes, &out);
    tp_write_text(&out, "\"}");
    tp_write_u8(&out, '\0');
    assert_false(out.bad);
    return (const char *)out.data;
}

const char *bureau_book(struct bureau *bureau, const void *body, size_t body_bytes)
{
    static char id[TP_EXCHANGE_ID_BYTES];
    static struct asked asked;
    const char *form =
        ((const char *)body)[0] == '{'
            ? NULL
            : bureau_around(body, body_bytes, "\"jurisdiction\":\"US-NY-027\",\"conviction\":\"level-2\"");

    memset(&asked, 0, sizeof asked);
    bureau_post(bureau, &asked, "submitBooking", form ? form : body, form ? strlen(form) : body_bytes, "");
    check(asked.status, &asked.diag);
    snprintf(id, sizeof id, "%s", asked_text(&asked, "booking"));
    asked_done(&asked);
    bureau_work(bureau);
    return id;
}

const char *bureau_state(struct bureau *bureau, const char *id)
{
    static char state[32];
    struct tp_entry entry;

    assert_int_equal(tp_entry_get(bureau->exchange, TP_RECORD_BOOKING, id, &entry, NULL), TP_OK);
    snprintf(state, sizeof state, "%s", entry.state);
    tp_entry_deinit(&entry);
    return state;
}
