/* SPDX-License-Identifier: Apache-2.0 */
/* Bookings with the parts below as they are: examiners examine, persons are known. */
#include "review/bureau.h"

#include "booking/booking.h"
#include "booking/forms.h"
#include "person/person.h"

static struct bureau bureau;

/* No partners: the answer is there at once. */
static tp_status no_legs(struct tp_exchange *exchange, struct tp_job *job, const char *about, struct tp_diag *diag)
{
    tp_status status = tp_exchange_begin(exchange, diag);

    if (status != TP_OK)
        return status;
    status = tp_job_add(exchange, "booking.answered", about, tp_exchange_now(exchange), diag);
    return tp_job_end(exchange, job, status, diag);
}

static int set_up(void **state)
{
    static const struct tp_job_kind jobs[] = {{"partner.legs", no_legs}, {NULL, NULL}};
    static const struct tp_part partners = {.name = "partners", .jobs = jobs};
    static const struct tp_part *const parts[] = {&tp_booking_part, &tp_review_part, &tp_person_part, &partners, NULL};

    (void)state;
    memset(&bureau, 0, sizeof bureau);
    fixture_make(&bureau.fixture, parts);
    bureau.exchange = bureau.fixture.exchange;
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    bureau_close(&bureau);
    return 0;
}

static void work(void)
{
    for (bool did = true; did;) {
        struct tp_diag diag;
        tp_diag_init(&diag);
        assert_int_equal(tp_exchange_work(bureau.exchange, &did, &diag), TP_OK);
    }
}

static void book(const void *body, size_t body_bytes, char id[TP_EXCHANGE_ID_BYTES])
{
    static const char *const nothing[1] = {NULL};
    struct tp_call call = {.actor = {"clerk", TP_DUTY_BIT(CONTRIBUTOR), "criminal-identification", "a case"},
                           .query = bureau_query,
                           .query_context = nothing,
                           .body = body,
                           .body_bytes = body_bytes};

    tp_diag_init(&bureau.diag);
    tp_buffer_init(&call.bytes);
    assert_int_equal(tp_json_new(&call.reply, NULL), TP_OK);
    if (tp_operation_run(bureau.exchange, tp_operation_find(bureau.exchange, "submitBooking"), &call, &bureau.diag) !=
        TP_OK)
        fail_msg("%s: %s", bureau.diag.field, bureau.diag.text);
    bureau_keep(&bureau, &call);
    snprintf(id, TP_EXCHANGE_ID_BYTES, "%s", bureau_text(&bureau, "booking"));
    tp_json_free(&call.reply);
    work();
}

static void book_form(unsigned person, unsigned impression, char id[TP_EXCHANGE_ID_BYTES])
{
    const char *form =
        form_of(person, impression, 10, "\"conviction\":\"level-3\",\"person\":{\"name\":\"SOME,ONE\"},");

    book(form, strlen(form), id);
}

static const char *state_of(const char *id)
{
    const struct bureau_call call = {.account = "clerk", .duties = TP_DUTY_BIT(CONTRIBUTOR), .values = {id}};

    assert_int_equal(bureau_ask(&bureau, "getBooking", &call), TP_OK);
    return bureau_text(&bureau, "state");
}

static void somebody_new_needs_no_examiner(void **state)
{
    char id[TP_EXCHANGE_ID_BYTES];

    (void)state;
    book_form(1, 1, id);
    assert_string_equal(state_of(id), "complete");
    assert_string_equal(bureau_text(&bureau, "own"), "none");
    assert_int_equal(bureau_leaves(&bureau, TP_LEAF_SUBMISSION, NULL, NULL), 1);
    assert_int_equal(bureau_leaves(&bureau, TP_LEAF_MATCH, "none", NULL), 1);
}

static void two_examiners_identify(void **state)
{
    char first[TP_EXCHANGE_ID_BYTES], second[TP_EXCHANGE_ID_BYTES], subject[TP_EXCHANGE_NAME_BYTES];
    struct tp_subject_facts facts;

    (void)state;
    book_form(1, 1, first);
    assert_string_equal(state_of(first), "complete");
    snprintf(subject, sizeof subject, "%s", bureau_text(&bureau, "subject"));
    book_form(1, 2, second);
    assert_string_equal(state_of(second), "reviewing");
    bureau_examine(&bureau, "anna", BUREAU_EXAMINER, "identification");
    work();
    assert_string_equal(state_of(second), "reviewing");
    bureau_examine(&bureau, "bert", BUREAU_EXAMINER, "identification");
    work();
    assert_string_equal(state_of(second), "complete");
    assert_string_equal(bureau_text(&bureau, "own"), "match");
    assert_string_equal(bureau_text(&bureau, "subject"), subject);
    assert_int_equal(tp_subject_facts(bureau.exchange, subject, &facts, NULL), TP_OK);
    assert_int_equal(facts.encounter_count, 2);
    assert_int_equal(facts.conviction, TP_SERIOUSNESS_LEVEL_3);
    tp_subject_facts_deinit(&facts);
    assert_int_equal(bureau_leaves(&bureau, TP_LEAF_MATCH, "match", NULL), 1);
    assert_int_equal(bureau_leaves(&bureau, TP_LEAF_REVIEW, "identification", NULL), 2);
}

static void two_examiners_exclude(void **state)
{
    char first[TP_EXCHANGE_ID_BYTES], second[TP_EXCHANGE_ID_BYTES], subject[TP_EXCHANGE_NAME_BYTES];

    (void)state;
    book_form(1, 1, first);
    state_of(first);
    snprintf(subject, sizeof subject, "%s", bureau_text(&bureau, "subject"));
    book_form(1, 2, second);
    bureau_examine(&bureau, "anna", BUREAU_EXAMINER, "exclusion");
    bureau_examine(&bureau, "bert", BUREAU_EXAMINER, "exclusion");
    work();
    assert_string_equal(state_of(second), "complete");
    assert_string_equal(bureau_text(&bureau, "own"), "none");
    assert_string_not_equal(bureau_text(&bureau, "subject"), subject);
}

/* A file: the examiner is shown what came in it, and the answer names who is known. */
static void a_file_is_examined_and_answered(void **state)
{
    char id[TP_EXCHANGE_ID_BYTES];
    size_t size_bytes;
    uint8_t *file = file_of(3, 2, "TEST-0000001", &size_bytes);
    const struct bureau_call result = {
        .account = "clerk", .duties = TP_DUTY_BIT(CONTRIBUTOR), .values = {id}, .query = {"form", "ebts", NULL}};
    struct tp_transaction *answer;

    (void)state;
    book(file, size_bytes, id);
    free(file);
    assert_string_equal(state_of(id), "complete");
    file = file_of(3, 2, "TEST-0000002", &size_bytes);
    book(file, size_bytes, id);
    free(file);
    assert_string_equal(state_of(id), "reviewing");
    bureau_examine(&bureau, "anna", BUREAU_EXAMINER, "identification");
    bureau_examine(&bureau, "bert", BUREAU_EXAMINER, "identification");
    work();
    assert_int_equal(bureau_ask(&bureau, "getBookingResult", &result), TP_OK);
    assert_int_equal(tp_transaction_read(bureau.bytes, bureau.byte_count, NULL, NULL, &answer, NULL), TP_OK);
    assert_true(tp_value_equals(tp_record_get(tp_transaction_at(answer, 1), 59), "I"));
    assert_true(tp_value_equals(tp_record_get(tp_transaction_at(answer, 1), 18), "EXAMPLE,PAT"));
    tp_transaction_free(&answer);
}

/* As ACCOUNT with the duties of a contributor and MORE. */
static tp_status read_as(const char *account, uint32_t more, const char *operation, const char *id)
{
    return bureau_ask(&bureau, operation,
                      &(struct bureau_call){account, TP_DUTY_BIT(CONTRIBUTOR) | more, {id}, NULL, {"limit", "1"}});
}

static void who_examines_reads_their_own_bookings_only(void **state)
{
    static const char *const reads[] = {"getBooking", "getBookingResult", "watchBooking"};
    static const uint32_t duties[] = {BUREAU_EXAMINER, BUREAU_SENIOR};
    char first[TP_EXCHANGE_ID_BYTES], second[TP_EXCHANGE_ID_BYTES];

    (void)state;
    book_form(1, 1, first);
    book_form(2, 1, second);
    for (size_t i = 0; i < TP_ARRAY_LENGTH(duties); i++) {
        for (size_t k = 0; k < TP_ARRAY_LENGTH(reads); k++) {
            assert_int_equal(read_as("clerk", duties[i], reads[k], first), TP_OK);
            assert_int_equal(read_as("anna", 0, reads[k], first), TP_OK);
            assert_int_equal(read_as("anna", duties[i], reads[k], first), TP_E_NOT_FOUND);
            assert_non_null(strstr(bureau.diag.text, "who examines"));
            assert_int_equal(read_as("anna", duties[i], reads[k], "none"), TP_E_NOT_FOUND); /* in the same words */
            assert_non_null(strstr(bureau.diag.text, "who examines"));
        }
        assert_int_equal(read_as("anna", duties[i], "listBookings", NULL), TP_OK);
        assert_string_equal(bureau.reply, "{\"bookings\":[]}");
        assert_int_equal(read_as("clerk", duties[i], "listBookings", NULL), TP_OK);
        assert_non_null(strstr(bureau.reply, second));
        assert_string_not_equal(bureau_text(&bureau, "next"), "");
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
static const struct CMUnitTest tests[] = {
    TEST(somebody_new_needs_no_examiner),
    TEST(two_examiners_identify),
    TEST(two_examiners_exclude),
    TEST(a_file_is_examined_and_answered),
    TEST(who_examines_reads_their_own_bookings_only),
};
TP_TEST_MAIN(tests)
