/* SPDX-License-Identifier: Apache-2.0 */
/* Erasure, as somebody finds it who has the disks: a booking with bytes that are nowhere else is erased at the
 * organisation that made it and at the partner that received it, and every file of both folders is searched. */
#include "bookings.h"
#include "searching.h"

#include "crypto/crypto.h"
#include "exchange/state.h"
#include "partner/partner.h"
#include "person/identity.h"
#include "template/template.h"

#define NAME "Quetzalcoatl Zyxwvut-7391"
#define PERSON "{\"name\":\"" NAME "\"}"
#define TOLD "0123456789abcdef0123456789abcdef" /* the answer's id */
#define ORDER_CASE BOOKING_REFERENCE

/* With the jobs that send notices and take away copies of what was told; nothing is delivered. */
static const struct tp_part *const parts[] = {&tp_person_part, &tp_partner_part, NULL};

enum { IMAGE_BYTES = 4096, PIECE_BYTES = 24, NEEDLES_MAX = 64 };

static struct fixture fixtures[2]; /* who booked, and a partner */
static char subject[TP_EXCHANGE_NAME_BYTES];
static uint8_t image[IMAGE_BYTES];

/* ---- what is looked for ------------------------------------------------------------------------------------------ */

static struct {
    const char *what;
    uint8_t bytes[64];
    size_t size;
    bool sealed; /* from the beginning */
} needles[NEEDLES_MAX];
static size_t needle_count;

static void look_for(const char *what, const void *bytes, size_t size, bool sealed)
{
    assert_true(needle_count < NEEDLES_MAX && size <= 64);
    needles[needle_count].what = what;
    memcpy(needles[needle_count].bytes, bytes, size);
    needles[needle_count].size = size;
    needles[needle_count++].sealed = sealed;
}

static void look_for_key(struct fixture *fixture, const char *owner)
{
    uint8_t key[TP_SEAL_KEY_BYTES];
    char about[TP_EXCHANGE_NAME_BYTES + 16];
    struct tp_stored record;

    snprintf(about, sizeof about, "key %s", owner);
    assert_int_equal(tp_stored_get(fixture->exchange, "key", owner, &record, NULL), TP_OK);
    assert_int_equal(tp_unseal(fixture->exchange->vault_key, about, record.data, record.size_bytes, key, NULL), TP_OK);
    look_for("the key", key, sizeof key, true);
    look_for("the wrapped key", record.data, record.size_bytes, false);
    tp_stored_deinit(&record);
}

static void look_for_template(const struct fixture_prints *prints)
{
    struct tp_buffer packed;
    uint8_t *data;
    size_t size;

    assert_int_equal(tp_template_encode(&prints->templates[0], TP_FORMAT_NATIVE, &data, &size, NULL), TP_OK);
    look_for("a template as it is sent and stored", data + size / 2, PIECE_BYTES, false);
    free(data);
    tp_buffer_init(&packed);
    assert_int_equal(tp_template_pack(&prints->templates[0], &packed, NULL), TP_OK);
    look_for("a template as the gallery has it", packed.data + packed.size_bytes / 2, PIECE_BYTES, false);
    tp_buffer_deinit(&packed);
}

static size_t count_found(bool sealed, bool report, bool report_missing)
{
    size_t count = 0;

    for (size_t i = 0; i < needle_count; i++) {
        size_t found = needles[i].sealed == sealed ? files_with_any_form(needles[i].bytes, needles[i].size) : 0;
        if (found > 0 && report)
            print_message("# %s is in %s\n", needles[i].what, where);
        else if (report_missing && needles[i].sealed == sealed && found == 0)
            print_message("# %s is in no file\n", needles[i].what);
        count += found > 0;
    }
    return count;
}

/* ---- what whoever has the passphrase can read -----------------------------------------------------------------------
 */

struct reading {
    struct fixture *fixture;
    size_t count;
};

static tp_status read_blob(void *context, const struct tp_store_record *record, struct tp_diag *diag)
{
    struct reading *reading = context;
    uint8_t *data;
    size_t size;

    (void)diag;
    assert_int_equal(tp_blob_get(reading->fixture->exchange, record->link, record->name + strlen(record->link) + 1,
                                 &data, &size, NULL),
                     TP_OK);
    if (memmem(data, size, NAME, strlen(NAME))) {
        print_message("# %s has the name\n", record->name);
        reading->count++;
    }
    tp_blob_free(data, size);
    return TP_OK;
}

static size_t blobs_with_the_name(size_t node)
{
    const struct tp_store_query query = {.kind = "blob", .due_until_s = TP_STORE_NEVER};
    struct reading reading = {&fixtures[node], 0};
    struct tp_store *store;

    assert_int_equal(tp_exchange_take_store(fixtures[node].exchange, &store, NULL), TP_OK);
    assert_int_equal(tp_store_records(store, &query, read_blob, &reading, NULL), TP_OK);
    tp_exchange_give_store(fixtures[node].exchange, store);
    return reading.count;
}

/* ---- the two organisations --------------------------------------------------------------------------------------- */

static void make_partner_data(const struct fixture_prints *prints)
{
    struct fixture *partner = &fixtures[1];

    fixture_begin(partner);
    add_record(partner, "request", "m1", "done", "ny-dcjs",
               "{\"jurisdiction\":\"US-NY\",\"conviction\":\"level-1\",\"reference\":\"" ORDER_CASE "\"}");
    put_prints(partner, "request/m1", prints);
    put_blob(partner, "request/m1", "print/0/image", image, sizeof image);
    put_blob(partner, "request/m1", "person", PERSON, strlen(PERSON));
    put_blob(partner, "request/m1", "message", image, sizeof image);
    log_submission(partner, "request/m1", "level-1");
    fixture_end(partner);
}

static int set_up(void **state)
{
    struct tp_rng rng = tp_rng_seed(7391, 1);
    struct fixture_prints prints;

    (void)state;
    memset(fixtures, 0, sizeof fixtures);
    needle_count = 0;
    subject[0] = '\0';
    for (size_t i = 0; i < sizeof image; i++)
        image[i] = (uint8_t)tp_rng_below(&rng, 256);
    fixture_make_as(&fixtures[0], "ny-dcjs", parts);
    memcpy(&fixtures[1].scratch, &fixtures[0].scratch, sizeof fixtures[0].scratch);
    fixture_make_as(&fixtures[1], "dhs-ident", parts);
    for (size_t i = 0; i < 2; i++)
        searched_folders[i] = fixtures[i].folder;
    fixture_prints(&prints, 1, 2);
    fixture_populate(&fixtures[0], 0);
    book(&fixtures[0], "b1", 1, NAME, subject);
    fixture_begin(&fixtures[0]);
    put_blob(&fixtures[0], "booking/b1", "print/0/image", image, sizeof image);
    put_blob(&fixtures[0], "booking/b1", "transaction", image, sizeof image);
    disclose(&fixtures[0], "booking/b1", "dhs-ident", "m1");
    add_record(&fixtures[0], "access", "a1", "", "booking/b1",
               "{\"account\":\"eve\",\"reference\":\"" ORDER_CASE "\"}");
    fixture_end(&fixtures[0]);
    make_partner_data(&prints);
    tp_exchange_lock(fixtures[0].exchange);
    assert_int_equal(tp_repository_save(&fixtures[0].exchange->repository, NULL), TP_OK);
    tp_exchange_unlock(fixtures[0].exchange);
    look_for("the name", NAME, strlen(NAME), true);
    look_for("the image", image + 1000, PIECE_BYTES, true);
    look_for("the image's beginning", image, PIECE_BYTES, true);
    look_for("the case's reference", ORDER_CASE, strlen(ORDER_CASE), false);
    look_for_template(&prints);
    look_for_key(&fixtures[0], "booking/b1");
    look_for_key(&fixtures[1], "request/m1");
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    tp_exchange_close(&fixtures[0].exchange);
    fixture_remove(&fixtures[1]);
    return 0;
}

static void start(struct fixture *fixture, const char *owner, const char *by)
{
    const struct tp_erasure_spec spec = {owner, "expungement", "ORDER-1", by, "", ""};

    fixture_begin(fixture);
    assert_int_equal(tp_erasure_start(fixture->exchange, &spec, NULL), TP_OK);
    fixture_end(fixture);
    fixture_work(fixture, 50);
}

/* What the messages between the two do. */
static void erase_everywhere(void)
{
    start(&fixtures[0], "booking/b1", "officer");
    assert_true(has_record(&fixtures[0], "notice", "booking/b1 dhs-ident erasure", "open"));
    start(&fixtures[1], "request/m1", "partner:ny-dcjs");
    assert_true(has_record(&fixtures[1], "erasure", "request/m1", "done"));
    fixture_begin(&fixtures[0]);
    assert_int_equal(tp_notice_acknowledge(fixtures[0].exchange,
                                           &(struct tp_notice_confirmed){"booking/b1", "dhs-ident", "erasure", ""},
                                           NULL),
                     TP_OK);
    fixture_end(&fixtures[0]);
    assert_true(has_record(&fixtures[0], "erasure", "booking/b1", "done"));
}

static void before_erasure_what_is_sealed_cannot_be_read(void **state)
{
    (void)state;
    assert_int_equal(count_found(true, true, false), 0);
    assert_int_not_equal(count_found(false, false, true),
                         0); /* records and the keys' wraps are there, so the search works */
    fixture_reopen(&fixtures[0]);
    assert_int_equal(count_found(true, true, false), 0);
}

static void after_erasure_no_file_has_a_trace(void **state)
{
    (void)state;
    erase_everywhere();
    assert_int_equal(count_found(true, true, false), 0);
    assert_int_equal(count_found(false, true, false), 0); /* while both still run */
    for (size_t i = 0; i < 2; i++)
        fixture_reopen(&fixtures[i]);
    assert_int_equal(count_found(true, true, false), 0);
    assert_int_equal(count_found(false, true, false), 0);
    assert_string_equal(fixture_find(&fixtures[0], 1), "");
}

static void ledgers_verify_as_before(void **state)
{
    (void)state;
    erase_everywhere();
    for (size_t i = 0; i < 2; i++) {
        struct tp_verifier verifier = *tp_organisation_verifier(tp_exchange_organisation(fixtures[i].exchange));
        char folder[128];
        uint64_t size;

        snprintf(folder, sizeof folder, "%s/ledger", fixtures[i].folder);
        fixture_leaves(&fixtures[i]);
        tp_exchange_lock(fixtures[i].exchange);
        assert_int_equal(
            tp_ledger_publish(tp_organisation_ledger(tp_exchange_organisation(fixtures[i].exchange)), NULL), TP_OK);
        tp_exchange_unlock(fixtures[i].exchange);
        assert_int_equal(tp_ledger_verify(folder, &verifier, NULL, &size, NULL), TP_OK);
        assert_int_equal(size, 2); /* what was submitted, and that something was erased */
    }
}

/* ---- a person of several encounters, of whom a partner was only told ------------------------------------------------
 */

/* The partner has asked about prints of its own, and was told of OF, as `partner` does it. An officer was asked, too.
 */
static void tell_of(const char *of)
{
    fixture_begin(&fixtures[0]);
    add_record(&fixtures[0], "request", "r1", "done", "dhs-ident", "{\"jurisdiction\":\"US-NY\"}");
    add_record(&fixtures[0], "message", TOLD " out", "delivered", "r1",
               "{\"kind\":\"answer\",\"partner\":\"dhs-ident\"}");
    put_blob(&fixtures[0], "request/r1", "message/" TOLD, PERSON, strlen(PERSON));
    add_record(&fixtures[0], "discretion", "x1", "decided", "request/r1", "{}");
    put_blob(&fixtures[0], "request/r1", "discretion/x1/facts", PERSON, strlen(PERSON));
    disclose(&fixtures[0], "request/r1", "dhs-ident", TOLD);
    assert_int_equal(tp_subject_told(fixtures[0].exchange, of, "request/r1", NULL), TP_OK);
    fixture_end(&fixtures[0]);
    fixture_begin(&fixtures[1]);
    add_record(&fixtures[1], "leg", "r1", "match", "b9", "{\"partner\":\"ny-dcjs\"}");
    put_blob(&fixtures[1], "leg/r1", "fields", PERSON, strlen(PERSON));
    fixture_end(&fixtures[1]);
}

static bool notice_names(const char *notice, const char *disclosure)
{
    struct tp_entry entry;
    const struct tp_json_value *list;
    bool does = false;

    assert_int_equal(tp_entry_get(fixtures[0].exchange, "notice", notice, &entry, NULL), TP_OK);
    list = tp_json_member(tp_json_root(entry.content), "disclosures");
    for (size_t i = 0; i < tp_json_count(list); i++)
        does = does || strcmp(tp_json_to_text(tp_json_element(list, i)), disclosure) == 0;
    tp_entry_deinit(&entry);
    return does;
}

static void assert_no_trace(void)
{
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(blobs_with_the_name(i), 0);
        fixture_reopen(&fixtures[i]);
    }
    assert_int_equal(count_found(true, true, false), 0);
    assert_int_equal(count_found(false, true, false), 0);
}

/* The other booking, which stays, has the same one. */
static void look_for_no_reference(void)
{
    for (size_t i = 0; i < needle_count; i++)
        if (strcmp((const char *)needles[i].bytes, ORDER_CASE) == 0)
            needles[i] = needles[--needle_count];
}

static void one_encounter_of_several_leaves_no_trace(void **state)
{
    (void)state;
    look_for_no_reference();
    book(&fixtures[0], "b22", 1, "Somebody Else", subject);
    tell_of(subject);
    assert_int_equal(blobs_with_the_name(0), 3); /* the person, the answer, and what the officer read */
    assert_int_equal(blobs_with_the_name(1), 2);
    start(&fixtures[0], "booking/b1", "officer");
    assert_true(has_record(&fixtures[0], "subject", subject, "active"));
    assert_true(has_record(&fixtures[0], "erasure", "booking/b1", "waiting"));
    assert_true(notice_names("booking/b1 dhs-ident erasure", "m1"));
    assert_true(notice_names("booking/b1 dhs-ident erasure", TOLD));
    start(&fixtures[1], "request/m1", "partner:ny-dcjs");
    start(&fixtures[1], "leg/r1", "partner:ny-dcjs");
    assert_no_trace();
    assert_string_equal(fixture_find(&fixtures[0], 1), subject); /* of the other encounter */
}

static void a_merged_person_leaves_no_trace(void **state)
{
    char other[TP_EXCHANGE_NAME_BYTES] = "", owner[TP_EXCHANGE_NAME_BYTES];
    char notice[TP_EXCHANGE_NAME_BYTES + 32];

    (void)state;
    book(&fixtures[0], "b22", 1, "Somebody Else", other);
    tell_of(subject);
    fixture_begin(&fixtures[0]);
    assert_int_equal(tp_subject_merge(fixtures[0].exchange, other, subject, NULL), TP_OK);
    fixture_end(&fixtures[0]);
    snprintf(owner, sizeof owner, "subject/%.140s", other);
    start(&fixtures[0], owner, "officer");
    snprintf(notice, sizeof notice, "%.70s dhs-ident erasure", owner);
    assert_true(notice_names(notice, TOLD));
    assert_true(notice_names("booking/b1 dhs-ident erasure", "m1"));
    start(&fixtures[1], "request/m1", "partner:ny-dcjs");
    start(&fixtures[1], "leg/r1", "partner:ny-dcjs");
    assert_no_trace();
    assert_string_equal(fixture_find(&fixtures[0], 1), "");
}

/* What corrections said is sealed, and goes too. */
static void corrections_leave_no_trace(void **state)
{
    static const char payload[] = "{\"categories\":[\"victim\",\"juvenile\"],\"categories_known\":true}",
                      said[] = "\"victim\"";
    struct tp_json_document *document;

    (void)state;
    assert_int_equal(tp_json_parse(payload, strlen(payload), &document, NULL), TP_OK);
    fixture_begin(&fixtures[0]);
    assert_int_equal(tp_booking_correct(fixtures[0].exchange, "booking/b1", tp_json_root(document), NULL), TP_OK);
    fixture_end(&fixtures[0]);
    tp_json_document_free(&document);
    fixture_work(&fixtures[0], 50);
    look_for("what was corrected", said, strlen(said), false);
    erase_everywhere();
    assert_no_trace();
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
static const struct CMUnitTest tests[] = {
    TEST(before_erasure_what_is_sealed_cannot_be_read),
    TEST(after_erasure_no_file_has_a_trace),
    TEST(ledgers_verify_as_before),
    TEST(one_encounter_of_several_leaves_no_trace),
    TEST(a_merged_person_leaves_no_trace),
    TEST(corrections_leave_no_trace),
};
TP_TEST_MAIN(tests)
