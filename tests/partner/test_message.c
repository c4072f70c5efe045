/* SPDX-License-Identifier: Apache-2.0 */
/* The form of messages: what is written is read again; every member that is missing, wrong or too many is refused. */
#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "partner/message.h"

#define ID "0123456789abcdef0123456789abcdef"
#define OTHER_ID "11111111111111111111111111111111"
#define HASH "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static struct tp_message example(enum tp_message_kind kind)
{
    struct tp_message message = {.kind = kind,
                                 .id = ID,
                                 .in_reply_to = OTHER_ID,
                                 .from = "us-ny",
                                 .to = "us-fbi",
                                 .purpose = -1,
                                 .time_s = 1300000000,
                                 .expires_s = 1300100000,
                                 .label = {.purpose = -1}};

    if (!tp_message_is_under_agreement(kind))
        return message;
    memcpy(message.agreement, HASH, sizeof HASH);
    message.purpose = 0;
    if (kind == TP_MESSAGE_ANSWER || kind == TP_MESSAGE_RELEASE)
        message.label = (struct tp_label){HASH, 0, 1400000000, ID};
    if (kind == TP_MESSAGE_SEARCH) {
        snprintf(message.path[0], TP_ID_MAX, "us-ny-027");
        message.path_count = 1;
    }
    return message;
}

static void write(const struct tp_message *message, struct tp_buffer *out)
{
    struct tp_json *json;

    tp_buffer_init(out);
    assert_int_equal(tp_message_open(message, &json, NULL), TP_OK);
    tp_json_text(json, "x", "y");
    assert_int_equal(tp_message_close(&json, out, NULL), TP_OK);
}

static void test_every_kind_comes_back(void **state)
{
    (void)state;
    for (int kind = 0; kind < TP_MESSAGE_KINDS; kind++) {
        struct tp_message message = example((enum tp_message_kind)kind), found;
        struct tp_buffer body;
        char text[8];

        write(&message, &body);
        assert_int_equal(tp_message_parse(body.data, body.size_bytes, &found, NULL), TP_OK);
        assert_int_equal(found.kind, kind);
        assert_string_equal(found.id, message.id);
        assert_string_equal(found.in_reply_to, message.in_reply_to);
        assert_string_equal(found.from, message.from);
        assert_string_equal(found.to, message.to);
        assert_string_equal(found.agreement, message.agreement);
        assert_int_equal(found.purpose, message.purpose);
        assert_int_equal(found.time_s, message.time_s);
        assert_int_equal(found.expires_s, message.expires_s);
        assert_int_equal(found.path_count, message.path_count);
        assert_string_equal(found.path[0], message.path[0]);
        assert_string_equal(found.label.disclosure, message.label.disclosure);
        assert_int_equal(found.label.expires_s, message.label.expires_s);
        tp_message_text(found.payload, "x", text, sizeof text);
        assert_string_equal(text, "y");
        tp_message_deinit(&found);
        tp_buffer_deinit(&body);
    }
}

/* TEXT with the first FROM replaced by TO. */
static char *replaced(const struct tp_buffer *body, const char *from, const char *to)
{
    char *text = calloc(1, body->size_bytes + strlen(to) + 1), *at;

    assert_non_null(text);
    memcpy(text, body->data, body->size_bytes);
    at = strstr(text, from);
    assert_non_null(at);
    memmove(at + strlen(to), at + strlen(from), strlen(at + strlen(from)) + 1);
    memcpy(at, to, strlen(to));
    return text;
}

static void refused(enum tp_message_kind kind, const char *from, const char *to, const char *field)
{
    struct tp_message message = example(kind), found;
    struct tp_buffer body;
    struct tp_diag diag;
    char *text;

    write(&message, &body);
    text = replaced(&body, from, to);
    tp_diag_init(&diag);
    if (tp_message_parse(text, strlen(text), &found, &diag) != TP_E_FORMAT)
        fail_msg("accepted: %s", text);
    assert_string_equal(diag.field, field);
    assert_null(found.document);
    free(text);
    tp_buffer_deinit(&body);
}

static void test_refusals(void **state)
{
    (void)state;
    refused(TP_MESSAGE_CHECK, "tenprint-message/1", "tenprint-message/2", "form");
    refused(TP_MESSAGE_CHECK, "\"form\"", "\"extra\":1,\"form\"", "form");
    refused(TP_MESSAGE_CHECK, "\"kind\":\"check\"", "\"kind\":\"chock\"", "kind");
    refused(TP_MESSAGE_CHECK, "\"kind\":\"check\"", "\"kind\":7", "kind");
    refused(TP_MESSAGE_CHECK, "\"form\"", "\"agreement\":\"" HASH "\",\"form\"", "agreement");
    refused(TP_MESSAGE_CHECK, "\"id\":\"0", "\"id\":\"G", "id");
    refused(TP_MESSAGE_CHECK, "\"in_reply_to\":\"1", "\"in_reply_to\":\"", "in_reply_to");
    refused(TP_MESSAGE_CHECK, "us-ny", "US-NY", "from");
    refused(TP_MESSAGE_CHECK, "us-fbi", "-", "to");
    refused(TP_MESSAGE_CHECK, "2011-03-13T07", "2011-03-13 07", "time");
    refused(TP_MESSAGE_CHECK, "2011-03-14", "2010-03-14", "expires");
    refused(TP_MESSAGE_CHECK, "\"payload\":{\"x\":\"y\"}", "\"payload\":[]", "payload");
    refused(TP_MESSAGE_CHECK, "\"payload\"", "\"path\":[\"a\"],\"payload\"", "path");
    refused(TP_MESSAGE_SEARCH, HASH, "0123", "agreement");
    refused(TP_MESSAGE_SEARCH, "\"purpose\":\"", "\"purpose\":\"no", "purpose");
    refused(TP_MESSAGE_SEARCH, "[\"us-ny-027\"]", "[]", "path");
    refused(TP_MESSAGE_SEARCH, "[\"us-ny-027\"]", "[\"us-ny\"]", "path");
    refused(TP_MESSAGE_SEARCH, "[\"us-ny-027\"]", "[\"us-fbi\"]", "path");
    refused(TP_MESSAGE_SEARCH, "[\"us-ny-027\"]", "[\"a\",\"a\"]", "path");
    refused(TP_MESSAGE_SEARCH, "[\"us-ny-027\"]", "[\"a\",\"b\",\"c\",\"d\",\"e\",\"f\",\"g\",\"h\",\"i\"]", "path");
    refused(TP_MESSAGE_ANSWER, "\"label\":{\"agreement\":\"0", "\"label\":{\"agreement\":\"1", "label");
    refused(TP_MESSAGE_ANSWER, "\"disclosure\":\"0", "\"disclosure\":\"1", "label");
    refused(TP_MESSAGE_ANSWER, "2014-05-13T16:53:20Z", "x", "label");
    refused(TP_MESSAGE_ANSWER, "\"label\":{", "\"label\":{\"x\":1,", "label");
}

static void test_an_answer_without_label(void **state)
{
    struct tp_message message = example(TP_MESSAGE_ANSWER), found;
    struct tp_buffer body;

    (void)state;
    memset(&message.label, 0, sizeof message.label);
    write(&message, &body);
    assert_int_equal(tp_message_parse(body.data, body.size_bytes, &found, NULL), TP_E_FORMAT);
    assert_int_equal(tp_message_parse("[]", 2, &found, NULL), TP_E_FORMAT);
    assert_int_equal(tp_message_parse("", 0, &found, NULL), TP_E_FORMAT);
    assert_int_equal(tp_message_parse("", (size_t)TP_MESSAGE_MAX_BYTES + 1, &found, NULL), TP_E_LIMIT);
    tp_buffer_deinit(&body);
}

static void test_words(void **state)
{
    struct tp_json_document *document;
    const struct tp_json_value *root;
    static const char text[] = "{\"good\":[\"name\",\"sex\"],\"bad\":[\"name\",\"shoe-size\"],\"odd\":7}";
    uint64_t set;

    (void)state;
    assert_int_equal(tp_json_parse(text, strlen(text), &document, NULL), TP_OK);
    root = tp_json_root(document);
    assert_true(tp_message_words(tp_json_member(root, "good"), &tp_fields, &set));
    assert_int_equal(set, (uint64_t)1 << tp_vocabulary_find(&tp_fields, "name") |
                              (uint64_t)1 << tp_vocabulary_find(&tp_fields, "sex"));
    assert_false(tp_message_words(tp_json_member(root, "bad"), &tp_fields, &set));
    assert_false(tp_message_words(tp_json_member(root, "odd"), &tp_fields, &set));
    assert_false(tp_message_words(NULL, &tp_fields, &set));
    tp_json_document_free(&document);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_every_kind_comes_back),
    cmocka_unit_test(test_refusals),
    cmocka_unit_test(test_an_answer_without_label),
    cmocka_unit_test(test_words),
};
TP_TEST_MAIN(tests)
