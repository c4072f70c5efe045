/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "ledger/toy.h"

static struct toy toy;

static int set_up(void **state)
{
    (void)state;
    toy_open(&toy, "log.example", 1);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    toy_close(&toy);
    return 0;
}

/* The proof of entry INDEX in a log of SIZE. */
static void write_proof(size_t index, size_t size, struct tp_buffer *out)
{
    struct tp_proof proof;
    struct tp_buffer note;

    tp_buffer_init(&note);
    toy_note(&toy, size, &note);
    naive_path(toy.hasher, toy.leaves, index, size, &proof, NULL);
    tp_proof_file_write(index, &proof, note.data, note.size_bytes, out);
    tp_buffer_deinit(&note);
}

static tp_status check(const struct tp_buffer *data, const char *entry, const struct tp_verifier *verifier)
{
    const struct tp_span bytes = {entry, strlen(entry)};
    struct tp_proof_file file;
    tp_status status = tp_proof_file_parse(data->data, data->size_bytes, &file, NULL);

    if (status == TP_OK)
        status = tp_proof_file_check(&file, verifier, &bytes, NULL);
    tp_proof_file_deinit(&file);
    return status;
}

static void every_entry_of_every_size_is_proved(void **state)
{
    struct tp_buffer data;
    char entry[32];

    (void)state;
    tp_buffer_init(&data);
    for (size_t size = 1; size < TOY_LEAVES; size += 3)
        for (size_t index = 0; index < size; index++) {
            data.size_bytes = 0;
            write_proof(index, size, &data);
            snprintf(entry, sizeof entry, "entry %zu", index);
            assert_int_equal(check(&data, entry, &toy.verifier), TP_OK);
            assert_int_equal(check(&data, "another entry", &toy.verifier), TP_E_CHECKSUM);
        }
    tp_buffer_deinit(&data);
}

static void the_checkpoint_must_be_the_logs(void **state)
{
    struct tp_signer *signer = toy_signer(7);
    struct tp_verifier other;
    struct tp_buffer data;

    (void)state;
    tp_buffer_init(&data);
    write_proof(3, 9, &data);
    assert_int_equal(tp_verifier_make("log.example", TP_KEY_NOTE, tp_signer_public(signer), &other, NULL), TP_OK);
    assert_int_equal(check(&data, "entry 3", &other), TP_E_DENIED);
    assert_int_equal(tp_verifier_make("other.example", TP_KEY_NOTE, &toy.verifier.key, &other, NULL), TP_OK);
    assert_int_equal(check(&data, "entry 3", &other), TP_E_DENIED);
    tp_signer_free(&signer);
    tp_buffer_deinit(&data);
}

/* A key may sign notes of other kinds and for other logs; such a note proves nothing for this one. */
static void the_origin_must_be_the_keys_name(void **state)
{
    static const char text[] = "another log\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";
    const struct tp_proof none = {.count = 0};
    struct tp_buffer note, data;

    (void)state;
    tp_buffer_init(&note);
    tp_buffer_init(&data);
    tp_write_text(&note, "%s\n", text);
    assert_int_equal(tp_note_sign(text, &toy.verifier, toy.signer, 0, &note, NULL), TP_OK);
    tp_proof_file_write(0, &none, note.data, note.size_bytes, &data);
    assert_int_equal(check(&data, "entry 0", &toy.verifier), TP_E_DENIED);
    tp_buffer_deinit(&note);
    tp_buffer_deinit(&data);
}

static void any_changed_byte_is_noticed(void **state)
{
    struct tp_buffer data;

    (void)state;
    tp_buffer_init(&data);
    write_proof(3, 9, &data);
    for (size_t i = 0; i < data.size_bytes; i++) {
        data.data[i] ^= 1;
        assert_int_not_equal(check(&data, "entry 3", &toy.verifier), TP_OK);
        data.data[i] ^= 1;
    }
    assert_int_equal(check(&data, "entry 3", &toy.verifier), TP_OK);
    tp_buffer_deinit(&data);
}

static tp_status parse(const char *text)
{
    struct tp_proof_file file;
    tp_status status = tp_proof_file_parse(text, strlen(text), &file, NULL);

    tp_proof_file_deinit(&file);
    return status;
}

static void the_form_is_checked(void **state)
{
#define NOTE "\nlog\n2\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n\xE2\x80\x94 log AAAAAAA=\n"
    (void)state;
    assert_int_equal(parse("c2sp.org/tlog-proof@v1\nindex 1\n" NOTE), TP_OK);
    assert_int_equal(parse("c2sp.org/tlog-proof@v1\nextra AAAA\nindex 1\n" NOTE), TP_OK);
    assert_int_equal(parse("c2sp.org/tlog-proof@v2\nindex 1\n" NOTE), TP_E_VERSION);
    assert_int_equal(parse("c2sp.org/tlog-proof@v1\nindex 2\n" NOTE), TP_E_FORMAT);
    assert_int_equal(parse("c2sp.org/tlog-proof@v1\nindex 01\n" NOTE), TP_E_FORMAT);
    assert_int_equal(parse("c2sp.org/tlog-proof@v1\nextra AAAA\nextra AAAA\nindex 1\n" NOTE), TP_E_FORMAT);
    assert_int_equal(parse("c2sp.org/tlog-proof@v1\n" NOTE), TP_E_FORMAT);
    assert_int_equal(parse("c2sp.org/tlog-proof@v1\nindex 1\nhash\n" NOTE), TP_E_FORMAT);
    assert_int_equal(parse("c2sp.org/tlog-proof@v1\nindex 1\n"), TP_E_TRUNCATED);
    assert_int_equal(parse(""), TP_E_VERSION);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(every_entry_of_every_size_is_proved),
    cmocka_unit_test(the_checkpoint_must_be_the_logs),
    cmocka_unit_test(the_origin_must_be_the_keys_name),
    cmocka_unit_test(any_changed_byte_is_noticed),
    cmocka_unit_test(the_form_is_checked),
};

int main(void)
{
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
