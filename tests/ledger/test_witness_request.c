/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "ledger/toy.h"
#include "ledger/witness_request.h"

#define HASH "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
#define NOTE "log\n1\n" HASH "\n\xE2\x80\x94 log AAAAAAA=\n"

static tp_status parse(const char *body, struct tp_witness_request *out)
{
    return tp_witness_request_parse(body, strlen(body), out, NULL);
}

static void what_a_log_writes_is_read(void **state)
{
    struct tp_witness_request request;
    struct tp_buffer body;
    struct toy toy;

    (void)state;
    toy_open(&toy, "log.example", 1);
    tp_buffer_init(&body);
    toy_request(&toy, 5, 9, &body);
    assert_int_equal(tp_witness_request_parse(body.data, body.size_bytes, &request, NULL), TP_OK);
    assert_int_equal(request.old_size, 5);
    assert_int_equal(request.proof.count, 5);
    assert_int_equal(request.checkpoint.size, 9);
    assert_string_equal(request.checkpoint.origin, "log.example");
    assert_non_null(tp_note_signature_of(&request.note, &toy.verifier));
    tp_witness_request_deinit(&request);
    tp_buffer_deinit(&body);
    toy_close(&toy);
}

static void the_proof_may_be_empty(void **state)
{
    struct tp_witness_request request;

    (void)state;
    assert_int_equal(parse("old 0\n\n" NOTE, &request), TP_OK);
    assert_int_equal(request.proof.count, 0);
    tp_witness_request_deinit(&request);
}

static void what_is_no_request_is_refused(void **state)
{
    static const char *const bad[] = {
        "",
        "old 0",
        "old 0\n",
        "old 0\n\n",
        "old 0\n" NOTE,
        "old  0\n\n" NOTE,
        "old 00\n\n" NOTE,
        "old -1\n\n" NOTE,
        "old\n\n" NOTE,
        "Old 0\n\n" NOTE,
        "0\n\n" NOTE,
        "old 18446744073709551616\n\n" NOTE,
        "old 0\r\n\r\n" NOTE,
        "old 0\nhash\n\n" NOTE,
        "old 0\n\nno note\n",
        "old 0\n\nlog\nx\n" HASH "\n\xE2\x80\x94 log AAAAAAA=\n",
    };
    struct tp_witness_request request;

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(bad); i++) {
        assert_int_not_equal(parse(bad[i], &request), TP_OK);
        assert_null(request.note.text);
    }
}

static void there_are_63_hashes_at_most(void **state)
{
    struct tp_witness_request request;
    struct tp_proof proof = {.count = 63};
    struct tp_buffer body;

    (void)state;
    tp_buffer_init(&body);
    tp_witness_write_request(1, &proof, NOTE, strlen(NOTE), &body);
    assert_int_equal(tp_witness_request_parse(body.data, body.size_bytes, &request, NULL), TP_OK);
    tp_witness_request_deinit(&request);
    body.size_bytes = 0;
    proof.count = 64;
    tp_witness_write_request(1, &proof, NOTE, strlen(NOTE), &body);
    assert_int_equal(tp_witness_request_parse(body.data, body.size_bytes, &request, NULL), TP_E_LIMIT);
    tp_buffer_deinit(&body);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(what_a_log_writes_is_read),
    cmocka_unit_test(the_proof_may_be_empty),
    cmocka_unit_test(what_is_no_request_is_refused),
    cmocka_unit_test(there_are_63_hashes_at_most),
};
TP_TEST_MAIN(tests)
