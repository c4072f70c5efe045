/* SPDX-License-Identifier: Apache-2.0 */
#include "api/token.h"

#include <pthread.h>
#include <time.h>

#include "api/loopback.h"
#include "api/oidc.h"

enum { NOW_S = 1800000000 };
#define HEADER "{\"alg\":\"EdDSA\",\"kid\":\"k\"}"
#define WHO "\"iss\":\"http://127.0.0.1:1/\",\"aud\":\"tenprint\",\"exp\":1800000600,\"sub\":\"a.miller\""

static char issuer[] = "http://127.0.0.1:1/", audience[] = "tenprint", claim[] = "realm.roles";
static char bureau[] = "bureau", desk[] = "desk", watch[] = "watch";
static char examiner[] = "examiner", contributor[] = "contributor", auditor[] = "auditor";
static struct tp_config_role roles[] = {{bureau, examiner}, {desk, contributor}, {watch, auditor}};
static struct tp_config config = {
    .oidc_issuer = issuer, .oidc_audience = audience, .oidc_claim = claim, .oidc_roles = roles, .oidc_role_count = 3};
static struct tp_oidc *oidc;
static struct tp_signer *signer;

static int set_up(void **state)
{
    (void)state;
    signer = token_signer(1);
    if (tp_oidc_new(&config, &oidc, NULL) != TP_OK)
        return -1;
    return tp_oidc_set_keys(oidc, token_keys(signer, "k"), NOW_S, NULL);
}

static int tear_down(void **state)
{
    (void)state;
    tp_oidc_free(&oidc);
    tp_signer_free(&signer);
    return 0;
}

static tp_status check(const char *claims, struct tp_account *out)
{
    tp_status status = tp_oidc_check(oidc, token_make(signer, HEADER, claims), NOW_S, false, out, NULL);

    assert_true(status == TP_OK || (out->name[0] == '\0' && out->duties == 0));
    return status;
}

static void a_token_gives_a_name_and_duties(void **state)
{
    struct tp_account account;

    (void)state;
    assert_int_equal(check("{" WHO ",\"realm\":{\"roles\":[\"bureau\",\"x\",\"desk\"]}}", &account), TP_OK);
    assert_string_equal(account.name, "oidc:a.miller");
    assert_int_equal(account.duties, TP_DUTY_BIT(EXAMINER) | TP_DUTY_BIT(CONTRIBUTOR));
    assert_true(account.active);
    assert_int_equal(check("{" WHO ",\"realm.roles\":\"openid bureau\"}", &account), TP_OK);
    assert_int_equal(account.duties, TP_DUTY_BIT(EXAMINER));
    assert_int_equal(check("{" WHO ",\"realm.roles\":\"x,bureau,desk\"}", &account), TP_OK);
    assert_int_equal(account.duties, TP_DUTY_BIT(EXAMINER) | TP_DUTY_BIT(CONTRIBUTOR));
}

static void duties_must_be_given_and_go_together(void **state)
{
    static const char *const claims[] = {
        "",
        ",\"realm\":{}",
        ",\"realm\":{\"roles\":[]}",
        ",\"realm\":{\"roles\":[\"bureaux\",1]}",
        ",\"realm\":{\"roles\":[\"bureau\",\"watch\"]}",
        ",\"realm\":\"bureau\"",
        ",\"roles\":[\"bureau\"]",
    };
    struct tp_account account;
    char text[256];

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(claims); i++) {
        snprintf(text, sizeof text, "{" WHO "%s}", claims[i]);
        assert_int_equal(check(text, &account), TP_E_DENIED);
    }
}

static void issuer_audience_and_times_must_fit(void **state)
{
#define ROLES ",\"realm\":{\"roles\":[\"bureau\"]}}"
    static const char *const good[] = {
        "{" WHO ",\"nbf\":1800000000,\"iat\":1800000059" ROLES,
        "{\"iss\":\"http://127.0.0.1:1/\",\"aud\":[\"x\",\"tenprint\"],\"exp\":1799999941,\"sub\":\"a\"" ROLES,
    };
    static const char *const bad[] = {
        "{\"iss\":\"http://127.0.0.1:1\",\"aud\":\"tenprint\",\"exp\":1800000600,\"sub\":\"a\"" ROLES,
        "{\"aud\":\"tenprint\",\"exp\":1800000600,\"sub\":\"a\"" ROLES,
        "{\"iss\":\"http://127.0.0.1:1/\",\"aud\":\"other\",\"exp\":1800000600,\"sub\":\"a\"" ROLES,
        "{\"iss\":\"http://127.0.0.1:1/\",\"aud\":[],\"exp\":1800000600,\"sub\":\"a\"" ROLES,
        "{\"iss\":\"http://127.0.0.1:1/\",\"exp\":1800000600,\"sub\":\"a\"" ROLES,
        "{\"iss\":\"http://127.0.0.1:1/\",\"aud\":\"tenprint\",\"exp\":1799999940,\"sub\":\"a\"" ROLES,
        "{\"iss\":\"http://127.0.0.1:1/\",\"aud\":\"tenprint\",\"exp\":\"1800000600\",\"sub\":\"a\"" ROLES,
        "{\"iss\":\"http://127.0.0.1:1/\",\"aud\":\"tenprint\",\"sub\":\"a\"" ROLES,
        "{\"iss\":\"http://127.0.0.1:1/\",\"aud\":\"tenprint\",\"exp\":1800000600" ROLES,
        "{\"iss\":\"http://127.0.0.1:1/\",\"aud\":\"tenprint\",\"exp\":1800000600,\"sub\":\"\"" ROLES,
        "{" WHO ",\"nbf\":1800000061" ROLES,
        "{" WHO ",\"iat\":1800000061" ROLES,
        "{" WHO ",\"iat\":-1" ROLES,
    };
    struct tp_account account;

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(good); i++)
        assert_int_equal(check(good[i], &account), TP_OK);
    for (size_t i = 0; i < TP_ARRAY_LENGTH(bad); i++)
        assert_int_equal(check(bad[i], &account), TP_E_DENIED);
}

static void names_that_are_no_plain_words_are_hashed(void **state)
{
    struct tp_account account;

    (void)state;
    assert_int_equal(check("{\"iss\":\"http://127.0.0.1:1/\",\"aud\":\"tenprint\",\"exp\":1800000600,"
                           "\"sub\":\"a b/\\u00e4\"" ROLES,
                           &account),
                     TP_OK);
    assert_int_equal(strlen(account.name), 5 + 64);
    assert_int_equal(strspn(account.name + 5, "0123456789abcdef"), 64);
}

static void only_the_providers_keys_count(void **state)
{
    struct tp_signer *other = token_signer(2);
    struct tp_account account;
    const char *forged = token_make(other, HEADER, "{" WHO ROLES);
    const char *known = token_make(signer, HEADER, "{" WHO ROLES);
    const char *unknown = token_make(signer, "{\"alg\":\"EdDSA\",\"kid\":\"new\"}", "{" WHO ROLES);

    (void)state;
    assert_int_equal(tp_oidc_check(oidc, forged, NOW_S, false, &account, NULL), TP_E_DENIED);
    assert_int_equal(tp_oidc_check(oidc, "x", NOW_S, false, &account, NULL), TP_E_DENIED);
    /* A key that is not known is asked for, once a minute; nobody answers here. */
    assert_int_equal(tp_oidc_check(oidc, unknown, NOW_S, false, &account, NULL), TP_E_DENIED);
    assert_int_equal(tp_oidc_check(oidc, unknown, NOW_S + 60, true, &account, NULL), TP_E_BUSY);
    assert_int_equal(tp_oidc_check(oidc, unknown, NOW_S + 119, true, &account, NULL), TP_E_DENIED);
    assert_int_equal(tp_oidc_check(oidc, unknown, NOW_S + 120, true, &account, NULL), TP_E_BUSY);
    assert_int_equal(tp_oidc_check(oidc, forged, NOW_S + 3600, true, &account, NULL), TP_E_DENIED);
    assert_int_equal(tp_oidc_check(oidc, known, NOW_S + 300, true, &account, NULL), TP_OK);
    assert_int_equal(tp_oidc_check(oidc, unknown, NOW_S + 60, false, &account, NULL), TP_E_BUSY);
    assert_int_equal(tp_oidc_check(oidc, unknown, NOW_S + 61, false, &account, NULL), TP_E_DENIED);
    tp_signer_free(&other);
}

/* A provider that takes connections and says nothing, until its socket is closed. */
static int silent_provider(char url[64])
{
    uint16_t port;
    int fd = loopback_socket(&port);

    assert_int_equal(listen(fd, 4), 0);
    snprintf(url, 64, "http://127.0.0.1:%u/keys", port);
    return fd;
}

static void *ask_for_a_key(void *token)
{
    struct tp_account account;
    tp_status status = tp_oidc_check(oidc, token, NOW_S + 60, false, &account, NULL);

    return (void *)(intptr_t)status;
}

static void a_provider_that_hangs_delays_nobody_else(void **state)
{
    struct tp_config slow = config;
    struct tp_account account;
    char url[64], known[2048], unknown[2048];
    int fd = silent_provider(url);
    int64_t began_ns;
    pthread_t thread;
    void *status;

    (void)state;
    slow.oidc_keys = url;
    snprintf(known, sizeof known, "%s", token_make(signer, HEADER, "{" WHO ROLES));
    snprintf(unknown, sizeof unknown, "%s", token_make(signer, "{\"alg\":\"EdDSA\",\"kid\":\"new\"}", "{" WHO ROLES));
    tp_oidc_free(&oidc);
    assert_int_equal(tp_oidc_new(&slow, &oidc, NULL), TP_OK);
    assert_int_equal(tp_oidc_set_keys(oidc, token_keys(signer, "k"), NOW_S, NULL), TP_OK);
    assert_int_equal(pthread_create(&thread, NULL, ask_for_a_key, unknown), 0);
    nanosleep(&(struct timespec){.tv_nsec = 300000000}, NULL);
    began_ns = tp_clock_monotonic_ns();
    assert_int_equal(tp_oidc_check(oidc, known, NOW_S + 60, false, &account, NULL), TP_OK);
    assert_int_equal(tp_oidc_check(oidc, known, NOW_S + 60, true, &account, NULL), TP_OK);
    assert_int_equal(tp_oidc_check(oidc, unknown, NOW_S + 60, false, &account, NULL), TP_E_BUSY);
    assert_true(tp_clock_monotonic_ns() - began_ns < 5000000000);
    close(fd);
    assert_int_equal(pthread_join(thread, &status), 0);
    assert_int_equal((intptr_t)status, TP_E_BUSY);
}

static void a_configuration_that_cannot_be_is_refused(void **state)
{
    static char open_line[] = "http://login.example/", king[] = "king", almost[] = "http://127.0.0.1.example/";
    struct tp_config other = config;
    struct tp_config_role wrong = {bureau, king};
    struct tp_oidc *none;

    (void)state;
    other.oidc_issuer = open_line;
    assert_int_equal(tp_oidc_new(&other, &none, NULL), TP_E_ARGUMENT);
    other.oidc_issuer = almost;
    assert_int_equal(tp_oidc_new(&other, &none, NULL), TP_E_ARGUMENT);
    other = config;
    other.oidc_keys = open_line;
    assert_int_equal(tp_oidc_new(&other, &none, NULL), TP_E_ARGUMENT);
    other = config;
    other.oidc_roles = &wrong;
    other.oidc_role_count = 1;
    assert_int_equal(tp_oidc_new(&other, &none, NULL), TP_E_ARGUMENT);
    other.oidc_issuer = NULL;
    assert_int_equal(tp_oidc_new(&other, &none, NULL), TP_OK);
    assert_null(none);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(a_token_gives_a_name_and_duties, set_up, tear_down),
    cmocka_unit_test_setup_teardown(duties_must_be_given_and_go_together, set_up, tear_down),
    cmocka_unit_test_setup_teardown(issuer_audience_and_times_must_fit, set_up, tear_down),
    cmocka_unit_test_setup_teardown(names_that_are_no_plain_words_are_hashed, set_up, tear_down),
    cmocka_unit_test_setup_teardown(only_the_providers_keys_count, set_up, tear_down),
    cmocka_unit_test_setup_teardown(a_provider_that_hangs_delays_nobody_else, set_up, tear_down),
    cmocka_unit_test(a_configuration_that_cannot_be_is_refused),
};
TP_TEST_MAIN(tests)
