/* SPDX-License-Identifier: Apache-2.0 */
/* Signatures: the example of RFC 9421 (B.2.6) and those of RFC 9530, and everything that must be refused. */
#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "partner/signature.h"

enum { NOW = 1300000000 };

static struct tp_signer *rfc_signer(void)
{
    struct tp_buffer seed;
    struct tp_signer *signer;

    tp_buffer_init(&seed);
    assert_int_equal(tp_base64_decode("n4Ni-HpISpVObnQMW0wOhCKROaIKqKtW_2ZYb2p9KcU", &seed, NULL), TP_OK);
    assert_int_equal(seed.size_bytes, TP_SEED_BYTES);
    assert_int_equal(tp_signer_from_seed(seed.data, &signer, NULL), TP_OK);
    tp_buffer_deinit(&seed);
    return signer;
}

/* RFC 9421, B.1.4 and B.2.6 */
static void test_the_example_of_the_rfc(void **state)
{
    static const struct tp_component components[] = {
        {"\"date\"", "Tue, 20 Apr 2021 02:07:55 GMT"},
        {"\"@method\"", "POST"},
        {"\"@path\"", "/foo"},
        {"\"@authority\"", "example.com"},
        {"\"content-type\"", "application/json"},
        {"\"content-length\"", "18"},
    };
    static const char parameters[] = "(\"date\" \"@method\" \"@path\" \"@authority\" \"content-type\" "
                                     "\"content-length\");created=1618884473;keyid=\"test-key-ed25519\"";
    struct tp_signer *signer = rfc_signer();
    struct tp_signature signature;
    struct tp_buffer base, text;

    (void)state;
    tp_buffer_init(&base);
    tp_buffer_init(&text);
    tp_base64_encode(tp_signer_public(signer)->bytes, TP_KEY_BYTES, &text);
    assert_memory_equal(text.data, "JrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bs=", text.size_bytes);
    tp_signature_base(components, TP_ARRAY_LENGTH(components), parameters, &base);
    assert_int_equal(tp_sign(signer, base.data, base.size_bytes, &signature, NULL), TP_OK);
    text.size_bytes = 0;
    tp_base64_encode(signature.bytes, sizeof signature.bytes, &text);
    assert_int_equal(text.size_bytes, 88);
    assert_memory_equal(text.data,
                        "wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw==", 88);
    tp_buffer_deinit(&base);
    tp_buffer_deinit(&text);
    tp_signer_free(&signer);
}

static void test_digests(void **state)
{
    static const char body[] = "{\"hello\": \"world\"}\n",
                      digest[] = "sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:";
    char text[TP_DIGEST_TEXT_BYTES];

    (void)state;
    assert_int_equal(tp_digest_make(body, sizeof body - 1, text, NULL), TP_OK);
    assert_string_equal(text, digest);
    assert_int_equal(tp_digest_check(digest, body, sizeof body - 1, NULL), TP_OK);
    assert_int_equal(tp_digest_check("md5=:aGVsbG8=:, sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:", body,
                                     sizeof body - 1, NULL),
                     TP_OK);
    assert_int_equal(tp_digest_check(digest, body, sizeof body - 2, NULL), TP_E_CHECKSUM);
    assert_int_equal(tp_digest_check("sha-256=:aGVsbG8=:", body, sizeof body - 1, NULL), TP_E_CHECKSUM);
    assert_int_equal(tp_digest_check("sha-512=:aGVsbG8=:", body, sizeof body - 1, NULL), TP_E_FORMAT);
    assert_int_equal(tp_digest_check("sha-256=\"x\"", body, sizeof body - 1, NULL), TP_E_FORMAT);
    assert_int_equal(tp_digest_check("", body, sizeof body - 1, NULL), TP_E_FORMAT);
}

/* ---- a signed request ---------------------------------------------------------------------------------------------
 */

struct signed_request {
    struct tp_signer *signer;
    struct tp_wire_request request;
    struct tp_signed_headers headers;
    struct tp_signing signing;
    char body[64];
};

static void make(struct signed_request *out)
{
    memset(out, 0, sizeof *out);
    out->signer = rfc_signer();
    snprintf(out->body, sizeof out->body, "{\"form\":\"x\"}");
    out->request = (struct tp_wire_request){.method = "POST",
                                            .authority = "node.example",
                                            .path = "/v1/messages",
                                            .body = out->body,
                                            .body_bytes = strlen(out->body)};
    out->signing = (struct tp_signing){"us-ny", NOW, NOW + TP_SIGNATURE_LIFE_S, "0123456789abcdef0123456789abcdef"};
    assert_int_equal(tp_signature_sign_request(&out->request, &out->signing, out->signer, &out->headers, NULL), TP_OK);
    tp_signature_put(&out->headers, &out->request);
}

static bool find(void *context, const char *id, struct tp_public_key *out)
{
    const struct signed_request *known = context;

    *out = *tp_signer_public(known->signer);
    return strcmp(id, "us-ny") == 0;
}

static tp_status verify(struct signed_request *r, int64_t now_s)
{
    struct tp_signing found;
    struct tp_diag diag;
    tp_status status;

    tp_diag_init(&diag);
    status = tp_signature_verify_request(&r->request, find, r, now_s, &found, &diag);
    assert_int_equal(diag.status, status);
    if (status == TP_OK) {
        assert_string_equal(found.key, r->signing.key);
        assert_string_equal(found.nonce, r->signing.nonce);
        assert_int_equal(found.created_s, r->signing.created_s);
    }
    return status;
}

static void test_a_request(void **state)
{
    struct signed_request r;

    (void)state;
    make(&r);
    assert_int_equal(verify(&r, NOW), TP_OK);
    assert_int_equal(verify(&r, NOW - 300), TP_OK);
    assert_int_equal(verify(&r, NOW - 301), TP_E_DENIED);
    assert_int_equal(verify(&r, NOW + 600), TP_OK);
    assert_int_equal(verify(&r, NOW + 601), TP_E_DENIED);
    r.request.method = "PUT";
    assert_int_equal(verify(&r, NOW), TP_E_DENIED);
    r.request.method = "POST";
    r.request.path = "/v1/message";
    assert_int_equal(verify(&r, NOW), TP_E_DENIED);
    r.request.path = "/v1/messages";
    r.request.authority = "other.example";
    assert_int_equal(verify(&r, NOW), TP_E_DENIED);
    r.request.authority = "node.example";
    r.body[2] = 'F';
    assert_int_equal(verify(&r, NOW), TP_E_CHECKSUM);
    tp_signer_free(&r.signer);
}

static void test_a_stranger(void **state)
{
    struct signed_request r;

    (void)state;
    make(&r);
    snprintf(r.signing.key, sizeof r.signing.key, "us-nj");
    assert_int_equal(tp_signature_sign_request(&r.request, &r.signing, r.signer, &r.headers, NULL), TP_OK);
    assert_int_equal(verify(&r, NOW), TP_E_DENIED);
    tp_signer_free(&r.signer);
}

/* Every change of one character of every header is refused, and so is every header that is not there or there twice. */
static void test_altered_headers(void **state)
{
    struct signed_request r;

    (void)state;
    make(&r);
    for (size_t h = 0; h < r.request.header_count; h++) {
        struct tp_wire_request good = r.request;
        const char *value = r.request.headers[h].value;
        char altered[512];

        for (size_t i = 0; i < strlen(value); i++) {
            snprintf(altered, sizeof altered, "%s", value);
            altered[i] = (char)(altered[i] == 'x' ? 'y' : 'x');
            r.request.headers[h].value = altered;
            if (h == 2 && i < 4)
                continue; /* the label alone, which the other header then lacks */
            if (verify(&r, NOW) == TP_OK)
                fail_msg("header %zu: %s was accepted", h, altered);
        }
        r.request = good;
        r.request.headers[h] = r.request.headers[--r.request.header_count];
        assert_int_not_equal(verify(&r, NOW), TP_OK);
        r.request = good;
        r.request.headers[r.request.header_count++] = r.request.headers[h];
        assert_int_not_equal(verify(&r, NOW), TP_OK);
        r.request = good;
    }
    assert_int_equal(verify(&r, NOW), TP_OK);
    tp_signer_free(&r.signer);
}

/* Well signed, but not what is asked for: other components, a long life, no nonce. */
static void test_weak_signatures(void **state)
{
    struct signed_request r;

    (void)state;
    make(&r);
    r.signing.expires_s = NOW + TP_SIGNATURE_LIFE_S + 1;
    assert_int_equal(tp_signature_sign_request(&r.request, &r.signing, r.signer, &r.headers, NULL), TP_OK);
    assert_int_equal(verify(&r, NOW), TP_E_DENIED);
    r.signing.expires_s = 0;
    assert_int_equal(tp_signature_sign_request(&r.request, &r.signing, r.signer, &r.headers, NULL), TP_OK);
    assert_int_equal(verify(&r, NOW), TP_E_FORMAT);
    r.signing.expires_s = NOW + 10;
    r.signing.nonce[0] = '\0';
    assert_int_equal(tp_signature_sign_request(&r.request, &r.signing, r.signer, &r.headers, NULL), TP_OK);
    assert_int_equal(verify(&r, NOW), TP_E_FORMAT);
    snprintf(r.signing.nonce, sizeof r.signing.nonce, "zz23456789abcdef0123456789abcdef");
    assert_int_equal(tp_signature_sign_request(&r.request, &r.signing, r.signer, &r.headers, NULL), TP_OK);
    assert_int_equal(verify(&r, NOW), TP_E_FORMAT);
    tp_signer_free(&r.signer);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_the_example_of_the_rfc),
    cmocka_unit_test(test_digests),
    cmocka_unit_test(test_a_request),
    cmocka_unit_test(test_a_stranger),
    cmocka_unit_test(test_altered_headers),
    cmocka_unit_test(test_weak_signatures),
};
TP_TEST_MAIN(tests)
