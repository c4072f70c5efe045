/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <stdio.h>
#include <string.h>

#include "ledger/ledger.h"

#define DASH "\xE2\x80\x94 "

/* The note, the keys and the signatures of the tests of Go's sumdb/note. */
static const char text[] = "If you think cryptography is the answer to your problem,\n"
                           "then you don't know what your problem is.\n";
static const char peter_key[] = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
static const char enoch_key[] = "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop";
static const char peter_seed[] = "810a1402d5146c8d84f2443330f54080ebf98ee17d9c74f6252fc5d5c7283173";
#define PETER                                                                                                          \
    DASH "PeterNeumann "                                                                                               \
         "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
#define ENOCH                                                                                                          \
    DASH "EnochRoot "                                                                                                  \
         "rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=\n"
/* A signature of a kind that we do not know, as long as those of ML-DSA-44 are. */
enum { LONG_BYTES = 4 + 8 + 2420 };

/* A checkpoint, and a cosignature over it made by a program of Go's crypto/ed25519 from the seed 00 01 ... 1f. */
static const char checkpoint[] =
    "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";
static const char witness_key[] = "witness.example/w1+e75f6532+BAOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4";
enum { WITNESS_TIME = 1679315147 };
#define WITNESS                                                                                                        \
    DASH "witness.example/w1 "                                                                                         \
         "519lMgAAAABkGFDLBuRDazBLVac2NE+Y+IjbjQOcXLfF9CSDZVUIoS83rE1nFZsVE8YiWV6Ngr7lV8H6bdoBQGP/l73euDMQ9k+bBQ==\n"

static struct tp_verifier verifier(const char *key)
{
    struct tp_verifier out;

    assert_int_equal(tp_verifier_parse(key, &out, NULL), TP_OK);
    return out;
}

/* BODY, a blank line and SIGNATURES; free with tp_note_deinit. */
static tp_status parse(const char *body, const char *signatures, struct tp_note *out)
{
    struct tp_buffer data;
    tp_status status;

    tp_buffer_init(&data);
    tp_write_text(&data, "%s\n%s", body, signatures);
    status = tp_note_parse(data.data, data.size_bytes, out, NULL);
    tp_buffer_deinit(&data);
    return status;
}

static bool is_signed_by(const char *body, const char *signatures, const char *key)
{
    struct tp_verifier who = verifier(key);
    struct tp_note note;
    bool valid;

    assert_int_equal(parse(body, signatures, &note), TP_OK);
    valid = tp_note_signature_of(&note, &who) != NULL;
    tp_note_deinit(&note);
    return valid;
}

static void published_notes_open(void **state)
{
    struct tp_note note;

    (void)state;
    assert_int_equal(parse(text, PETER ENOCH, &note), TP_OK);
    assert_string_equal(note.text, text);
    assert_int_equal(note.signature_count, 2);
    assert_string_equal(note.signatures[1].name, "EnochRoot");
    assert_int_equal(note.signatures[1].id, 0xaf0cfe78);
    assert_int_equal(note.signatures[1].size_bytes, TP_SIGNATURE_BYTES);
    tp_note_deinit(&note);
    assert_true(is_signed_by(text, PETER ENOCH, peter_key));
    assert_true(is_signed_by(text, PETER ENOCH, enoch_key));
    assert_true(is_signed_by(text, ENOCH PETER, peter_key));
    assert_false(is_signed_by(text, PETER, enoch_key));
}

static void a_signature_is_over_the_whole_text(void **state)
{
    (void)state;
    assert_false(is_signed_by("If you think cryptography is the answer to your problem,\n", PETER, peter_key));
    assert_false(is_signed_by("", "\n" PETER, peter_key));
}

static void an_unknown_signature_changes_nothing(void **state)
{
    (void)state;
    assert_true(is_signed_by(text, DASH "EnochRoot AAAAAAA=\n" PETER, peter_key));
    assert_true(is_signed_by(text, DASH "PeterNeumann AAAAAAA=\n" PETER, peter_key)); /* same name, other id */
    assert_true(is_signed_by(text, DASH "Carmen x08go/8=\n" PETER, peter_key));       /* same id, other name */
}

static void a_forged_signature_spoils_the_note(void **state)
{
    struct tp_verifier peter = verifier(peter_key), enoch = verifier(enoch_key);
    struct tp_note note;

    (void)state;
    assert_false(is_signed_by(text, DASH "PeterNeumann x08go/8=\n" PETER, peter_key));
    assert_int_equal(parse(text, PETER DASH "PeterNeumann x08go/8=\n", &note), TP_OK);
    assert_null(tp_note_signature_of(&note, &peter));
    assert_true(tp_note_names(&note, &peter));
    assert_false(tp_note_names(&note, &enoch));
    tp_note_deinit(&note);
}

static void long_signatures_of_other_kinds_are_kept(void **state)
{
    uint8_t bytes[LONG_BYTES] = {0x71, 0x18, 0xE8, 0xF9};
    struct tp_verifier peter = verifier(peter_key);
    struct tp_buffer signatures;
    struct tp_note note;

    (void)state;
    tp_buffer_init(&signatures);
    tp_write_text(&signatures, DASH "witness.example/w1 ");
    tp_base64_encode(bytes, sizeof bytes, &signatures);
    tp_write_text(&signatures, "\n" PETER);
    tp_write_u8(&signatures, '\0');
    assert_int_equal(parse(text, (const char *)signatures.data, &note), TP_OK);
    assert_int_equal(note.signatures[0].id, 0x7118E8F9);
    assert_int_equal(note.signatures[0].size_bytes, LONG_BYTES - 4);
    assert_non_null(tp_note_signature_of(&note, &peter));
    tp_note_deinit(&note);
    tp_buffer_deinit(&signatures);
}

static void the_last_blank_line_separates(void **state)
{
    struct tp_note note;

    (void)state;
    assert_int_equal(parse("a\n\n" PETER, ENOCH, &note), TP_OK);
    assert_string_equal(note.text, "a\n\n" PETER);
    assert_int_equal(note.signature_count, 1);
    tp_note_deinit(&note);
}

static void what_is_no_note_is_refused(void **state)
{
    static const struct {
        const char *note;
        tp_status status;
    } bad[] = {
        {"", TP_E_FORMAT},
        {"\n", TP_E_FORMAT},
        {"a\n" PETER, TP_E_FORMAT},
        {"a\n\n", TP_E_TRUNCATED},
        {"a\n\n" DASH "Peter AAAAAAA=", TP_E_TRUNCATED},
        {"a\n\n" PETER "rest", TP_E_TRUNCATED},
        {"a\n\nPeter AAAAAAA=\n", TP_E_FORMAT},
        {"a\n\n- Peter AAAAAAA=\n", TP_E_FORMAT},
        {"a\n\n\xE2\x80\x93 Peter AAAAAAA=\n", TP_E_FORMAT},
        {"a\n\n" DASH "\n", TP_E_FORMAT},
        {"a\n\n" DASH "Peter\n", TP_E_FORMAT},
        {"a\n\n" DASH " AAAAAAA=\n", TP_E_FORMAT},
        {"a\n\n" DASH "Pe+ter AAAAAAA=\n", TP_E_FORMAT},
        {"a\n\n" DASH "Pe\xC2\xA0ter AAAAAAA=\n", TP_E_FORMAT},
        {"a\n\n" DASH "Peter AAAAAA==\n", TP_E_FORMAT}, /* four bytes: an id, no signature */
        {"a\n\n" DASH "Peter AAAAAAA\n", TP_E_FORMAT},
        {"a\n\n" DASH "Peter AAAAAAB=\n", TP_E_FORMAT},
        {"a\n\n" DASH "Peter AAAA AAA=\n", TP_E_FORMAT},
        {"a\n\n" DASH "Peter  AAAAAAA=\n", TP_E_FORMAT},
        {"a\n\n" DASH "Peter AAAA_AA=\n", TP_E_FORMAT},
        {"a\tb\n\n" PETER, TP_E_FORMAT},
        {"a\r\n\n" PETER, TP_E_FORMAT},
        {"\xFF\n\n" PETER, TP_E_FORMAT},
    };
    struct tp_note note;

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(bad); i++) {
        assert_int_equal(tp_note_parse(bad[i].note, strlen(bad[i].note), &note, NULL), bad[i].status);
        assert_null(note.text);
    }
    assert_int_equal(tp_note_parse("a\0b\n\n" PETER, sizeof "a\0b\n\n" PETER - 1, &note, NULL), TP_E_FORMAT);
}

static void notes_have_limits(void **state)
{
    struct tp_buffer data;
    struct tp_note note;

    (void)state;
    tp_buffer_init(&data);
    tp_write_text(&data, "text\n\n");
    for (int i = 0; i < 100; i++)
        tp_write_text(&data, DASH "n AAAAAAA=\n");
    assert_int_equal(tp_note_parse(data.data, data.size_bytes, &note, NULL), TP_OK);
    assert_int_equal(note.signature_count, 100);
    tp_note_deinit(&note);
    tp_write_text(&data, DASH "n AAAAAAA=\n");
    assert_int_equal(tp_note_parse(data.data, data.size_bytes, &note, NULL), TP_E_LIMIT);
    while (data.size_bytes <= TP_NOTE_MAX)
        tp_write_text(&data, "%0100d\n", 0);
    assert_int_equal(tp_note_parse(data.data, data.size_bytes, &note, NULL), TP_E_LIMIT);
    data.size_bytes = 0;
    tp_write_text(&data, "text\n\n" DASH "%0128d AAAAAAA=\n", 1);
    assert_int_equal(tp_note_parse(data.data, data.size_bytes, &note, NULL), TP_E_LIMIT);
    tp_buffer_deinit(&data);
}

/* ---- cosignatures ------------------------------------------------------------------------------------------------ */

static void a_cosignature_says_its_time(void **state)
{
    struct tp_verifier witness = verifier(witness_key);
    const struct tp_note_signature *found;
    struct tp_note note;

    (void)state;
    assert_int_equal(parse(checkpoint, WITNESS, &note), TP_OK);
    assert_int_equal(note.signatures[0].time_s, 0);
    found = tp_note_signature_of(&note, &witness);
    assert_non_null(found);
    assert_int_equal(found->time_s, WITNESS_TIME);
    tp_note_deinit(&note);
    assert_false(is_signed_by(text, WITNESS, witness_key));
}

static void a_changed_time_is_a_forgery(void **state)
{
    struct tp_verifier witness = verifier(witness_key);
    struct tp_note note;

    (void)state;
    for (size_t i = 0; i < 8; i++) {
        assert_int_equal(parse(checkpoint, WITNESS, &note), TP_OK);
        note.signatures[0].bytes[i] ^= 1;
        assert_null(tp_note_signature_of(&note, &witness));
        assert_int_equal(note.signatures[0].time_s, 0);
        tp_note_deinit(&note);
    }
}

static struct tp_signer *signer(const uint8_t seed[TP_SEED_BYTES])
{
    struct tp_signer *out;

    assert_int_equal(tp_signer_from_seed(seed, &out, NULL), TP_OK);
    return out;
}

static struct tp_signer *witness_signer(void)
{
    uint8_t seed[TP_SEED_BYTES];

    for (size_t i = 0; i < sizeof seed; i++)
        seed[i] = (uint8_t)i;
    return signer(seed);
}

static void signing_gives_the_published_bytes(void **state)
{
    struct tp_verifier peter = verifier(peter_key), witness = verifier(witness_key);
    uint8_t seed[TP_SEED_BYTES];
    struct tp_signer *who;
    struct tp_buffer out;

    (void)state;
    assert_true(tp_hex_decode(peter_seed, seed, sizeof seed));
    who = signer(seed);
    tp_buffer_init(&out);
    assert_int_equal(tp_note_sign(text, &peter, who, 0, &out, NULL), TP_OK);
    tp_signer_free(&who);
    who = witness_signer();
    assert_int_equal(tp_note_sign(checkpoint, &witness, who, WITNESS_TIME, &out, NULL), TP_OK);
    tp_signer_free(&who);
    tp_write_u8(&out, '\0');
    assert_string_equal((const char *)out.data, PETER WITNESS);
    tp_buffer_deinit(&out);
}

static void the_newest_cosignature_counts(void **state)
{
    static const uint64_t times[] = {100, 300, 200};
    struct tp_verifier witness = verifier(witness_key);
    struct tp_signer *who = witness_signer();
    struct tp_buffer data;
    struct tp_note note;

    (void)state;
    tp_buffer_init(&data);
    tp_write_text(&data, "%s\n", checkpoint);
    for (size_t i = 0; i < TP_ARRAY_LENGTH(times); i++)
        assert_int_equal(tp_note_sign(checkpoint, &witness, who, times[i], &data, NULL), TP_OK);
    assert_int_equal(tp_note_parse(data.data, data.size_bytes, &note, NULL), TP_OK);
    assert_int_equal(tp_note_signature_of(&note, &witness)->time_s, 300);
    tp_note_deinit(&note);
    tp_buffer_deinit(&data);
    tp_signer_free(&who);
}

static void what_could_not_be_checked_is_not_signed(void **state)
{
    struct tp_verifier witness = verifier(witness_key), peter = verifier(peter_key);
    struct tp_signer *who = witness_signer();
    struct tp_buffer out;

    (void)state;
    tp_buffer_init(&out);
    assert_int_equal(tp_note_sign("no newline", &witness, who, 1, &out, NULL), TP_E_ARGUMENT);
    assert_int_equal(tp_note_sign("", &witness, who, 1, &out, NULL), TP_E_ARGUMENT);
    assert_int_equal(tp_note_sign("a\tb\n", &witness, who, 1, &out, NULL), TP_E_ARGUMENT);
    assert_int_equal(tp_note_sign("text\n", &peter, who, 1, &out, NULL), TP_E_ARGUMENT);
    assert_int_equal(tp_note_sign("text\n", &witness, who, (uint64_t)INT64_MAX + 1, &out, NULL), TP_E_ARGUMENT);
    assert_int_equal(out.size_bytes, 0);
    tp_buffer_deinit(&out);
    tp_signer_free(&who);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(published_notes_open),
    cmocka_unit_test(a_signature_is_over_the_whole_text),
    cmocka_unit_test(an_unknown_signature_changes_nothing),
    cmocka_unit_test(a_forged_signature_spoils_the_note),
    cmocka_unit_test(long_signatures_of_other_kinds_are_kept),
    cmocka_unit_test(the_last_blank_line_separates),
    cmocka_unit_test(what_is_no_note_is_refused),
    cmocka_unit_test(notes_have_limits),
    cmocka_unit_test(a_cosignature_says_its_time),
    cmocka_unit_test(a_changed_time_is_a_forgery),
    cmocka_unit_test(signing_gives_the_published_bytes),
    cmocka_unit_test(the_newest_cosignature_counts),
    cmocka_unit_test(what_could_not_be_checked_is_not_signed),
};
TP_TEST_MAIN(tests)
