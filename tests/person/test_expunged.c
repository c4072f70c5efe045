/* SPDX-License-Identifier: Apache-2.0 */
/* Expungement from end to end: an agency's EBTS file becomes a booking, a partner searches, examines and answers
 * with what it knows; people look at it as they do; it is expunged. Then every file of both organisations is searched
 * for the person, the prints and the case. Nothing here is made by hand but what examiners say. */
#include "test.h"

#include "../booking/forms.h"
#include "../partner/nodes.h"
#include "searching.h"

#include "booking/booking.h"

#define CASE "2026-0001-QUETZAL"
#define OTHER_CASE "2026-0002-IBIS-44"
#define PERSON "EXAMPLE,PAT"
#define CONTROL_NUMBER "TEST-0000001-XYZZY"
#define CLERK TP_DUTY_BIT(CONTRIBUTOR)
#define OFFICER TP_DUTY_BIT(RELEASING_OFFICER)

enum { PIECE_BYTES = 24, FINGERS = 2 };

static const struct tp_part *const parts[] = {&tp_review_part, &tp_person_part, &tp_partner_part, &tp_booking_part,
                                              NULL};
static struct net net;
static struct node *agency, *partner;
static struct tp_history *history;

/* ---- asking ------------------------------------------------------------------------------------------------------ */

struct told {
    const char *account, *reference;
    uint32_t duties;
    const char *values[2];
    const char *body; /* JSON, also of a RAW operation */
};

static char reply[1 << 16];

static const char *no_query(const struct tp_call *call, const char *name)
{
    (void)call;
    (void)name;
    return NULL;
}

static tp_status run_told(struct node *node, const char *id, const struct told *told, struct tp_buffer *out)
{
    const struct tp_operation *operation = tp_operation_find(node->fixture.exchange, id);
    struct tp_json_document *input = NULL;
    struct tp_call call = {.actor = {told->account, told->duties, "criminal-identification", told->reference},
                           .values = {told->values[0], told->values[1]},
                           .query = no_query};
    struct tp_diag diag;
    tp_status status;

    assert_non_null(operation);
    tp_diag_init(&diag);
    if (operation->flags & TP_OPERATION_RAW) {
        call.body = told->body;
        call.body_bytes = told->body ? strlen(told->body) : 0;
    } else if (told->body) {
        assert_int_equal(tp_json_parse(told->body, strlen(told->body), &input, NULL), TP_OK);
        call.input = tp_json_root(input);
    }
    tp_buffer_init(&call.bytes);
    assert_int_equal(tp_json_new(&call.reply, NULL), TP_OK);
    status = tp_operation_run(node->fixture.exchange, operation, &call, &diag);
    if (status != TP_OK)
        print_message("# %s: %s: %s\n", id, diag.field, diag.text);
    assert_int_equal(tp_json_write_canonical(call.reply, out, NULL), TP_OK);
    tp_buffer_deinit(&call.bytes);
    tp_json_free(&call.reply);
    tp_json_document_free(&input);
    return status;
}

/* What it says, in `reply`. */
static tp_status ask(struct node *node, const char *id, const struct told *told)
{
    struct tp_buffer out;
    tp_status status;

    tp_buffer_init(&out);
    status = run_told(node, id, told, &out);
    assert_true(out.size_bytes < sizeof reply);
    snprintf(reply, sizeof reply, "%.*s", (int)out.size_bytes, (const char *)out.data);
    tp_buffer_deinit(&out);
    return status;
}

static void must(struct node *node, const char *id, const struct told *told)
{
    assert_int_equal(ask(node, id, told), TP_OK);
}

/* The text NAME at or behind AT; "" for none. */
static void copy_text(const char *at, const char *name, char out[TP_EXCHANGE_NAME_BYTES])
{
    char key[40];
    const char *found;

    snprintf(key, sizeof key, "\"%s\":\"", name);
    found = strstr(at, key);
    out[0] = '\0';
    if (found)
        snprintf(out, TP_EXCHANGE_NAME_BYTES, "%.*s", (int)strcspn(found + strlen(key), "\""), found + strlen(key));
}

/* ---- people at work ---------------------------------------------------------------------------------------------- */

/* One task of ACCOUNT's, every candidate of which is found to be the person. */
static void examine(const char *account)
{
    char task[TP_EXCHANGE_NAME_BYTES], candidate[TP_EXCHANGE_NAME_BYTES];
    struct told told = {account, "examinations of today", TP_DUTY_BIT(EXAMINER), {NULL}, NULL};

    must(partner, "claimTask", &told);
    copy_text(reply, "task", task);
    told.values[0] = task;
    told.body = "{\"value\":true,\"prints\":[0],\"text\":\"Clear ridges and many details.\"}";
    must(partner, "recordAnalysis", &told);
    copy_text(reply, "candidate", candidate);
    told.values[1] = candidate;
    told.body = "{\"conclusion\":\"identification\",\"reason\":\"Each ridge was followed from the core to the edge.\"}";
    must(partner, "recordConclusion", &told);
}

/* ---- what is looked for ------------------------------------------------------------------------------------------ */

static struct {
    const char *what;
    uint8_t bytes[64];
    size_t size;
} needles[8];
static size_t needle_count;

static void look_for(const char *what, const void *bytes, size_t size)
{
    assert_true(needle_count < TP_ARRAY_LENGTH(needles) && size <= sizeof needles[0].bytes);
    needles[needle_count].what = what;
    memcpy(needles[needle_count].bytes, bytes, size);
    needles[needle_count++].size = size;
}

static size_t count_found(void)
{
    size_t count = 0;

    for (size_t i = 0; i < needle_count; i++) {
        bool found = files_with_any_form(needles[i].bytes, needles[i].size) > 0;
        if (found)
            print_message("# %s is in %s\n", needles[i].what, where);
        count += found;
    }
    return count;
}

static void look_for_template(const char *booking)
{
    char owner[TP_EXCHANGE_NAME_BYTES + 16];
    uint8_t *data;
    size_t size;

    snprintf(owner, sizeof owner, "booking/%s", booking);
    assert_int_equal(tp_blob_get(agency->fixture.exchange, owner, "print/0/template", &data, &size, NULL), TP_OK);
    look_for("a template", data + size / 2, PIECE_BYTES);
    tp_blob_free(data, size);
}

/* ---- the two organisations --------------------------------------------------------------------------------------- */

static int set_up(void **state)
{
    (void)state;
    memset(&net, 0, sizeof net);
    needle_count = 0;
    net_folder(&net.scratch);
    net.nodes[net.count++] = (struct node){.id = "ny-dcjs", .jurisdiction = "US-NY"};
    net.nodes[net.count++] = (struct node){.id = "dhs-ident", .jurisdiction = "US"};
    for (size_t i = 0; i < net.count; i++) {
        node_make(&net, i, parts);
        searched_folders[i] = net.nodes[i].fixture.folder;
    }
    agency = &net.nodes[0];
    partner = &net.nodes[1];
    (void)net_agree_sample(&net, NULL, &history);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    tp_history_free(&history);
    net_remove(&net);
    return 0;
}

/* Impression IMPRESSION of PERSON is booked at NODE, as an EBTS file with what it cannot say around it. */
static void book(struct node *node, const char *reference, unsigned person, unsigned impression,
                 const char *control_number, char id[TP_EXCHANGE_NAME_BYTES])
{
    size_t size;
    uint8_t *file = impression_of(person, impression, FINGERS, control_number, &size);
    struct tp_buffer body;

    tp_buffer_init(&body);
    tp_write_text(&body,
                  "{\"jurisdiction\":\"%s\",\"offence\":\"level-2\",\"conviction\":\"level-1\",\"categories\":[],"
                  "\"transaction\":\"",
                  node == partner ? "US-VA" : "US-NY-027");
    tp_base64_encode(file, size, &body);
    tp_write_text(&body, "\"}");
    tp_write_u8(&body, '\0');
    must(node, "submitBooking", &(struct told){"clerk", reference, CLERK, {NULL}, (const char *)body.data});
    copy_text(reply, "booking", id);
    if (strcmp(reference, CASE) == 0)
        look_for("a piece of the file", file + size / 2, PIECE_BYTES);
    tp_buffer_deinit(&body);
    free(file);
    net_pass(&net, 86400);
}

/* What README's lines do with a booking, and what comes of it at the partner. */
static void exchange(const char *id)
{
    struct told told = {"clerk", CASE, CLERK, {id}, NULL};

    examine("examiner.1");
    examine("examiner.2");
    net_pass(&net, 86400);
    must(agency, "listBookings", &told);
    must(agency, "listErasures", &(struct told){"officer", CASE, OFFICER, {NULL}, NULL});
    must(agency, "getBookingResult", &told);
    must(agency, "getBooking", &told);
    assert_non_null(strstr(reply, "\"outcome\":\"match\""));
    assert_non_null(strstr(reply, "\"fields\":{\"match\":true,\"name\":\"" PERSON "\"}"));
    must(agency, "makeReceipt", &told);
}

static void expunge(const char *id)
{
    char body[128];

    snprintf(body, sizeof body, "{\"owner\":\"booking/%s\",\"reason\":\"expungement\",\"order\":\"ORDER 7\"}", id);
    must(agency, "startErasure", &(struct told){"officer", CASE, OFFICER, {NULL}, body});
    net_pass(&net, 86400);
    must(agency, "getErasure", &(struct told){"officer", CASE, OFFICER, {"booking", id}, NULL});
    assert_non_null(strstr(reply, "\"state\":\"done\""));
    must(agency, "getBooking", &(struct told){"clerk", CASE, CLERK, {id}, NULL});
}

struct seen {
    size_t lists, erased, of_other_case;
    const char *owner;
};

static tp_status see_access(void *context, const struct tp_entry *access, struct tp_diag *diag)
{
    struct seen *seen = context;

    (void)diag;
    assert_string_not_equal(tp_entry_text(access, "account"), "");
    assert_string_equal(tp_entry_text(access, "purpose"), "criminal-identification");
    assert_string_not_equal(tp_entry_text(access, "time"), "");
    seen->lists += strchr(access->link, '/') == NULL;
    seen->erased += strcmp(access->link, seen->owner) == 0;
    seen->of_other_case += strcmp(tp_entry_text(access, "reference"), OTHER_CASE) == 0;
    return TP_OK;
}

static void assert_looks_stay(const char *id)
{
    const struct tp_store_query query = {.kind = "access", .due_until_s = TP_STORE_NEVER};
    char owner[TP_EXCHANGE_NAME_BYTES + 16];
    struct seen seen = {.owner = owner};

    snprintf(owner, sizeof owner, "booking/%s", id);
    assert_int_equal(tp_entry_each(agency->fixture.exchange, &query, see_access, &seen, NULL), TP_OK);
    assert_int_equal(seen.lists, 3);
    assert_int_equal(seen.erased, 5); /* result, booking, receipt; afterwards the erasure and the booking */
    assert_int_equal(seen.of_other_case, 2);
}

static void what_an_agency_booked_and_a_partner_answered_leaves_no_trace(void **state)
{
    char known[TP_EXCHANGE_NAME_BYTES], id[TP_EXCHANGE_NAME_BYTES], other[TP_EXCHANGE_NAME_BYTES];
    struct told told = {"clerk", OTHER_CASE, CLERK, {other}, NULL};

    (void)state;
    book(partner, "a case of the partner's", 3, 2, "TEST-0000000-OTHER", known);
    book(agency, CASE, 3, 1, CONTROL_NUMBER, id);
    exchange(id);
    book(agency, OTHER_CASE, 4, 1, "TEST-0000002-PLUGH", other); /* of somebody else */
    must(agency, "getBooking", &told);
    must(agency, "listBookings", &told);
    look_for("the name", PERSON, strlen(PERSON));
    look_for("the case", CASE, strlen(CASE));
    look_for("the control number", CONTROL_NUMBER, strlen(CONTROL_NUMBER));
    look_for_template(id);
    assert_true(files_with_any_form((const uint8_t *)CASE, strlen(CASE)) > 0); /* the search works */
    expunge(id);
    assert_int_equal(count_found(), 0); /* while both still run */
    for (size_t i = 0; i < net.count; i++)
        fixture_reopen(&net.nodes[i].fixture);
    assert_int_equal(count_found(), 0);
    assert_looks_stay(id);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(what_an_agency_booked_and_a_partner_answered_leaves_no_trace, set_up, tear_down),
};
TP_TEST_MAIN(tests)
