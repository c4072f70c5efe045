/* SPDX-License-Identifier: Apache-2.0 */
/* Events as files: what is signed, what is written and read back, and what is refused. */
#include "sample.h"

static struct tp_event *parse(const void *text, size_t size, struct tp_diag *diag)
{
    struct tp_event *event;
    tp_status status;

    tp_diag_init(diag);
    status = tp_event_parse(text, size, &event, diag);
    assert_int_equal(status, diag->status);
    assert_int_equal(status == TP_OK, event != NULL);
    return event;
}

static char *write(const struct tp_event *event)
{
    struct tp_buffer text;

    tp_buffer_init(&text);
    assert_int_equal(tp_event_write(event, &text, NULL), TP_OK);
    tp_write_u8(&text, 0);
    assert_false(text.bad);
    return (char *)text.data;
}

static struct tp_event *sample_of(enum tp_event_kind kind)
{
    struct tp_terms *terms = sample_terms(NULL);
    struct tp_event *event;

    if (kind == TP_EVENT_PROPOSE) {
        char *document = sample_document(NULL);

        event = sample_proposal(document, "", "ny-dcjs", 1, SAMPLE_FROM_S);
        free(document);
    } else {
        event = sample_event(terms, kind, kind == TP_EVENT_LEAVE ? "US-NY" : "ny-dcjs", 3, SAMPLE_FROM_S);
    }
    tp_terms_free(&terms);
    return event;
}

static void assert_same(const struct tp_event *a, const struct tp_event *b)
{
    assert_string_equal(a->hash, b->hash);
    assert_string_equal(a->agreement, b->agreement);
    assert_string_equal(a->version, b->version);
    assert_int_equal(a->kind, b->kind);
    assert_string_equal(a->by, b->by);
    assert_int_equal(a->sequence, b->sequence);
    assert_int_equal(a->time_s, b->time_s);
    assert_int_equal(a->reason == NULL, b->reason == NULL);
    if (a->reason)
        assert_string_equal(a->reason, b->reason);
    assert_int_equal(a->document_bytes, b->document_bytes);
    if (a->document)
        assert_memory_equal(a->document, b->document, a->document_bytes);
    assert_int_equal(a->attachment_title == NULL, b->attachment_title == NULL);
    if (a->attachment_title)
        assert_string_equal(a->attachment_title, b->attachment_title);
    assert_string_equal(a->attachment_sha256, b->attachment_sha256);
    assert_int_equal(a->sign_ons, b->sign_ons);
    assert_memory_equal(&a->signature, &b->signature, sizeof a->signature);
}

/* Every kind survives writing and reading, with and without a reason, and its signature with it. */
static void test_round_trip(void **state)
{
    (void)state;

    for (int i = 0; i < 2 * TP_EVENT_KINDS; i++) {
        struct tp_event *event = sample_of((enum tp_event_kind)(i / 2)), *back;
        struct tp_diag diag;
        char *text;

        if (i % 2) {
            event->reason = strdup("because of \"\\ \xc3\xa9 \xf0\x9f\x96\x90");
            sample_sign(event, event->by);
        }
        text = write(event);
        back = parse(text, strlen(text), &diag);
        assert_non_null(back);
        assert_same(event, back);
        assert_true(tp_event_signature_is_valid(back, sample_key(event->by)));
        assert_false(tp_event_signature_is_valid(back, sample_key("dhs-ident")));
        tp_event_free(&back);
        tp_event_free(&event);
        free(text);
    }
}

/* What is signed, put together by hand. */
static void test_signed_bytes(void **state)
{
    struct tp_event *event = sample_of(TP_EVENT_PETITION);
    uint8_t hash[TP_SHA256_BYTES];
    char text[2048], hex[TP_HASH_TEXT_BYTES];
    const char *canonical = text + strlen("tenprint-event/1\n");
    (void)state;

    snprintf(text, sizeof text,
             "tenprint-event/1\n{\"agreement\":\"%s\",\"attachment\":{\"sha256\":\"%s\",\"sign_ons\":1234,\"title\":"
             "\"Petition\"},\"by\":\"ny-dcjs\",\"form\":\"tenprint-event/1\",\"kind\":\"petition\",\"sequence\":3,"
             "\"time\":\"2011-01-11T00:00:00Z\",\"version\":\"%s\"}",
             event->agreement, event->attachment_sha256, event->version);
    assert_true(tp_signature_is_valid(sample_key("ny-dcjs"), text, strlen(text), &event->signature));
    assert_int_equal(tp_sha256(canonical, strlen(canonical), hash, NULL), TP_OK);
    tp_hex_encode(hash, sizeof hash, hex);
    assert_string_equal(hex, event->hash);
    tp_event_free(&event);
}

/* Any change of a member is another event, and breaks the signature. */
static void test_forgery(void **state)
{
    (void)state;

    for (int i = 0; i < 9; i++) {
        struct tp_event *event = sample_of(TP_EVENT_PETITION), *copy = sample_of(TP_EVENT_PETITION);

        switch (i) {
        case 0:
            copy->agreement[0] ^= 1;
            break;
        case 1:
            copy->version[0] ^= 1;
            break;
        case 2:
            copy->kind = TP_EVENT_HEARING;
            break;
        case 3:
            copy->by[0] = 'm';
            break;
        case 4:
            copy->sequence++;
            break;
        case 5:
            copy->time_s++;
            break;
        case 6:
            copy->sign_ons++;
            break;
        case 7:
            copy->attachment_title[0]++;
            break;
        default:
            copy->signature.bytes[7] ^= 1;
            break;
        }
        assert_true(tp_event_signature_is_valid(event, sample_key("ny-dcjs")));
        assert_false(tp_event_signature_is_valid(copy, sample_key("ny-dcjs")));
        tp_event_free(&event);
        tp_event_free(&copy);
    }
}

static void test_rules(void **state)
{
    static const struct {
        enum tp_event_kind kind;
        const char *old, *new_text, *field;
    } rows[] = {
        {TP_EVENT_SIGN, "tenprint-event/1", "tenprint-event/2", "event.form"},
        {TP_EVENT_SIGN, "\"agreement\":\"", "\"agreement\":\"0", "event.agreement"},
        {TP_EVENT_SIGN, "\"version\":\"", "\"version\":\"0", "event.version"},
        {TP_EVENT_SIGN, "\"sign\"", "\"sing\"", "event.kind"},
        {TP_EVENT_SIGN, "\"by\":\"ny-dcjs\"", "\"by\":\"NY dcjs\"", "event.by"},
        {TP_EVENT_SIGN, "\"by\":\"ny-dcjs\"", "\"by\":\"\"", "event.by"},
        {TP_EVENT_SIGN, "\"sequence\":3", "\"sequence\":0", "event.sequence"},
        {TP_EVENT_SIGN, "\"sequence\":3", "\"sequence\":1000000001", "event.sequence"},
        {TP_EVENT_SIGN, "2011-01-11T00:00:00Z", "2011-01-11T00:00:00", "event.time"},
        {TP_EVENT_SIGN, "\"sequence\":3", "\"sequence\":3,\"more\":1", "event.more"},
        {TP_EVENT_SIGN, "\"sequence\":3,", "", "event.sequence"},
        {TP_EVENT_SIGN, "\"sequence\":3", "\"reason\":\"\",\"sequence\":3", "event.reason"},
        {TP_EVENT_SIGN, "\"sequence\":3", "\"reason\":\"a\\tb\",\"sequence\":3", "event.reason"},
        {TP_EVENT_SIGN, "\"sequence\":3", "\"document\":{},\"sequence\":3", "event.document"},
        {TP_EVENT_SIGN, "\"sequence\":3", "\"attachment\":{},\"sequence\":3", "event.attachment"},
        {TP_EVENT_SIGN, "\"signature\":\"", "\"signature\":\"A", "signature"},
        {TP_EVENT_SIGN, "\"signature\":\"", "\"signatures\":\"", "signatures"},
        {TP_EVENT_SIGN, "{\"event\":{", "{\"event\":[],\"x\":{", "x"},
        {TP_EVENT_COMMENT, "\"sequence\":3", "\"attachment\":{},\"sequence\":3", "event.attachment.title"},
        {TP_EVENT_COMMENT,
         "\"by\":", "\"attachment\":{\"title\":\"A\",\"sha256\":\"0\"},\"by\":", "event.attachment.sha256"},
        {TP_EVENT_PETITION, "\"sign_ons\":1234,", "", "event.attachment.sign_ons"},
        {TP_EVENT_PETITION, "\"sign_ons\":1234,", "\"sign_ons\":-1,", "event.attachment.sign_ons"},
        {TP_EVENT_PETITION, "\"petition\"", "\"hearing\"", "event.attachment.sign_ons"},
        {TP_EVENT_COMMENT, "\"comment\"", "\"petition\"", "event.attachment"},
        {TP_EVENT_COMMENT, "\"comment\"", "\"propose\"", "event.document"},
        {TP_EVENT_PROPOSE, "\"examiners\":2", "\"examiners\":1", "event.document.reviews.examiners"},
        {TP_EVENT_PROPOSE, "\"examiners\":2", "\"examiners\":3", "event.document"},
        {TP_EVENT_PROPOSE, "{\"event\":{\"agreement\":\"", "{\"event\":{\"agreement\":\"0123456789abcdef", NULL},
    };
    (void)state;

    for (size_t i = 0; i < TP_ARRAY_LENGTH(rows); i++) {
        struct tp_event *event = sample_of(rows[i].kind);
        char *text = write(event), changed[16384];
        struct tp_diag diag;

        snprintf(changed, sizeof changed, "%s", text);
        sample_replace(changed, sizeof changed, rows[i].old, rows[i].new_text);
        assert_null(parse(changed, strlen(changed), &diag));
        if (diag.status != TP_E_FORMAT || (rows[i].field && strcmp(diag.field, rows[i].field) != 0))
            fail_msg("%s -> %s: %s: %s", rows[i].old, rows[i].new_text, diag.field, diag.text);
        free(text);
        tp_event_free(&event);
    }
}

/* Blanks and the order of members do not matter: the same event comes of it. */
static void test_spelling(void **state)
{
    struct tp_event *event = sample_of(TP_EVENT_SIGN), *back;
    char *text = write(event), changed[4096];
    struct tp_diag diag;
    (void)state;

    snprintf(changed, sizeof changed, "%s\n", text);
    sample_replace(changed, sizeof changed, "\"sequence\":3,", "");
    sample_replace(changed, sizeof changed, "\"agreement\":", "\n \"sequence\" : 3 ,\"agreement\":");
    back = parse(changed, strlen(changed), &diag);
    assert_non_null(back);
    assert_same(event, back);
    tp_event_free(&event);
    tp_event_free(&back);
    free(text);
}

static void test_limits(void **state)
{
    struct tp_event *event = sample_of(TP_EVENT_COMMENT), *back;
    struct tp_diag diag;
    char *text;
    (void)state;

    text = calloc(1, TP_AGREEMENT_DOCUMENT_MAX + 16384);
    assert_null(parse(text, TP_AGREEMENT_DOCUMENT_MAX + 16384, &diag));
    assert_int_equal(diag.status, TP_E_LIMIT);
    free(text);
    for (size_t length = 1000; length <= 1001; length++) {
        free(event->reason);
        event->reason = calloc(1, length + 1);
        assert_non_null(event->reason);
        memset(event->reason, 'x', length);
        sample_sign(event, "ny-dcjs");
        text = write(event);
        back = parse(text, strlen(text), &diag);
        assert_int_equal(back != NULL, length == 1000);
        free(text);
        tp_event_free(&back);
    }
    event->kind = TP_EVENT_KINDS;
    assert_int_equal(tp_event_sign(event, sample_signer("ny-dcjs"), NULL), TP_E_ARGUMENT);
    assert_false(tp_event_signature_is_valid(event, sample_key("ny-dcjs")));
    tp_event_free(&event);
    tp_event_free(&event);
}

static void test_stops(void **state)
{
    (void)state;

    for (int kind = 0; kind < TP_EVENT_KINDS; kind++)
        assert_int_equal(tp_event_is_stop((enum tp_event_kind)kind),
                         kind == TP_EVENT_SUSPEND || kind == TP_EVENT_TERMINATE || kind == TP_EVENT_LEAVE);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_round_trip), cmocka_unit_test(test_signed_bytes), cmocka_unit_test(test_forgery),
    cmocka_unit_test(test_rules),      cmocka_unit_test(test_spelling),     cmocka_unit_test(test_limits),
    cmocka_unit_test(test_stops),
};

TP_TEST_MAIN(tests)
