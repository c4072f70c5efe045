/* SPDX-License-Identifier: Apache-2.0 */
/* The document: every member, every rule with the path of what breaks it, limits, and what names a version. */
#include "sample.h"

static const char *refused(const char *text, size_t size, struct tp_diag *diag)
{
    struct tp_terms *terms;
    tp_status status;

    tp_diag_init(diag);
    status = tp_terms_parse(text, size, &terms, diag);
    assert_int_equal(status, diag->status);
    assert_int_equal(status == TP_OK, terms != NULL);
    tp_terms_free(&terms);
    return diag->field;
}

static void test_members(void **state)
{
    struct tp_terms *terms = sample_terms(NULL);
    (void)state;

    assert_int_equal(terms->version, 1);
    assert_string_equal(terms->amends, "");
    assert_string_equal(terms->agreement, terms->hash);
    assert_string_equal(terms->title, "Identification at booking");
    assert_int_equal(terms->party_count, 2);
    assert_string_equal(terms->parties[0].id, "ny-dcjs");
    assert_string_equal(terms->parties[1].name, "Department of Homeland Security");
    assert_string_equal(terms->parties[1].jurisdiction, "US");
    assert_memory_equal(&terms->parties[1].key, sample_key("dhs-ident"), TP_KEY_BYTES);
    assert_int_equal(terms->parties[0].roles, 1 << TP_ROLE_SENDER);
    assert_int_equal(terms->parties[1].roles, 1 << TP_ROLE_REPOSITORY);
    assert_int_equal(terms->source_count, 6);
    assert_string_equal(terms->sources[4].jurisdiction, SAMPLE_DUTCHESS);
    assert_memory_equal(&terms->sources[4].key, sample_key(SAMPLE_DUTCHESS), TP_KEY_BYTES);
    assert_int_equal(terms->purposes, 1 << tp_vocabulary_find(&tp_purposes, "criminal-identification"));
    assert_int_equal(terms->materials, 1 << TP_MATERIAL_TEMPLATES);
    assert_int_equal(terms->repository_party, 1);
    assert_string_equal(terms->repository_name, "IDENT");
    assert_int_equal(terms->search.offence, TP_SERIOUSNESS_NONE);
    assert_int_equal(terms->release.conviction, TP_SERIOUSNESS_LEVEL_1);
    assert_int_equal(__builtin_popcountll(terms->exclusions), 3);
    assert_true(terms->exclusions >> tp_vocabulary_find(&tp_categories, "victim") & 1);
    assert_int_equal(terms->examiners, 2);
    assert_int_equal(__builtin_popcountll(terms->circumstances), 3);
    assert_int_equal(__builtin_popcountll(terms->fields), 2);
    assert_int_equal(terms->recipient_count, 2);
    assert_string_equal(terms->recipients[0].id, "ice-ero");
    assert_true(terms->recipients[0].enforcement);
    assert_false(terms->recipients[1].enforcement);
    assert_int_equal(terms->retention_days, 30);
    assert_int_equal(terms->onward_count, 0);
    assert_int_equal(terms->notice_days, 60);
    assert_int_equal(terms->notice_by, 1);
    assert_true(terms->witness_required);
    assert_int_equal(terms->witness_age_minutes, 60);
    assert_int_equal(terms->valid_from_s, SAMPLE_FROM_S);
    assert_int_equal(terms->valid_until_s, SAMPLE_UNTIL_S);
    tp_terms_free(&terms);
    tp_terms_free(&terms);
}

static void test_finding(void **state)
{
    struct tp_terms *terms = sample_terms(NULL);
    (void)state;

    assert_ptr_equal(tp_terms_party(terms, "dhs-ident"), &terms->parties[1]);
    assert_null(tp_terms_party(terms, "ice-ero"));
    for (size_t i = 0; i < terms->source_count; i++)
        assert_ptr_equal(tp_terms_source(terms, terms->sources[i].jurisdiction), &terms->sources[i]);
    assert_null(tp_terms_source(terms, "US"));
    assert_null(tp_terms_source(terms, "US-NY-028"));
    assert_null(tp_terms_source(terms, ""));
    tp_terms_free(&terms);
}

/* The same terms, written in another way, are the same version; other terms are another. */
static void test_name(void **state)
{
    const char *spelling[] = {"{\"form\":\"tenprint-agreement/1\",\"version\":1,",
                              "{ \"version\": 1,\n\"form\":"
                              "\"tenprint-\\u0061greement/1\",",
                              NULL};
    const char *change[] = {"\"retention_days\":30", "\"retention_days\":31", NULL};
    struct tp_terms *terms = sample_terms(NULL), *same = sample_terms(spelling), *other = sample_terms(change), *again;
    uint8_t hash[TP_SHA256_BYTES];
    char hex[TP_HASH_TEXT_BYTES];
    const char *document;
    size_t size;
    (void)state;

    assert_string_equal(terms->hash, same->hash);
    assert_string_not_equal(terms->hash, other->hash);
    document = tp_terms_document(terms, &size);
    assert_int_equal(tp_sha256(document, size, hash, NULL), TP_OK);
    tp_hex_encode(hash, sizeof hash, hex);
    assert_string_equal(hex, terms->hash);
    assert_int_equal(tp_terms_parse(document, size, &again, NULL), TP_OK);
    assert_string_equal(again->hash, terms->hash);
    tp_terms_free(&terms);
    tp_terms_free(&same);
    tp_terms_free(&other);
    tp_terms_free(&again);
}

#define HASH "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static void test_amendment(void **state)
{
    const char *changes[] = {"\"version\":1", "\"version\":2,\"amends\":\"" HASH "\"", NULL};
    struct tp_terms *terms = sample_terms(changes);
    (void)state;

    assert_int_equal(terms->version, 2);
    assert_string_equal(terms->amends, HASH);
    assert_string_equal(terms->agreement, "");
    tp_terms_free(&terms);
}

/* Each row breaks one rule of the sample; FIELD is who is blamed. */
static const struct {
    const char *old, *new_text, *field;
} violations[] = {
    {"tenprint-agreement/1", "tenprint-agreement/2", "form"},
    {"\"version\":1", "\"version\":0", "version"},
    {"\"version\":1", "\"version\":1001", "version"},
    {"\"version\":1", "\"version\":1.5", "version"},
    {"\"version\":1", "\"version\":2", "amends"},
    {"\"version\":1", "\"version\":1,\"amends\":\"" HASH "\"", "amends"},
    {"\"version\":1", "\"version\":2,\"amends\":\"0\"", "amends"},
    {"\"version\":1,", "\"version\":1,\"more\":1,", "more"},
    {"\"title\":\"Identification at booking\",", "", "title"},
    {"Identification at booking", "", "title"},
    {"Identification at booking", "a\\u0007b", "title"},
    {"\"parties\":[", "\"parties\":[],\"sources\":[", NULL},
    {"\"id\":\"ny-dcjs\"", "\"id\":\"NY\"", "parties[0].id"},
    {"\"id\":\"dhs-ident\"", "\"id\":\"ny-dcjs\"", "parties[1].id"},
    {"\"jurisdiction\":\"US\"", "\"jurisdiction\":\"usa\"", "parties[1].jurisdiction"},
    {"@dhs-ident@", "@ny-dcjs@", "parties[1].key"},
    {"@dhs-ident@", "AAAA", "parties[1].key"},
    {"[\"sender\"]", "[]", "parties[0].roles"},
    {"[\"sender\"]", "[\"oversight\"]", "parties"},
    {"\"roles\":[\"sender\"]", "\"roles\":[\"sender\"],\"vote\":1", "parties[0].vote"},
    {"{\"jurisdiction\":\"US-IL\",\"key\":\"@US-IL@\"},", "", "sources[0].jurisdiction"},
    {"@US-NY-059@", "@US-NY@", "sources"},
    {"US-NY-059\"", "US-NY-026\"", "sources[5].jurisdiction"},
    {"US-NY-059\"", "US-NY_059\"", "sources[5].jurisdiction"},
    {"@US-MA@", "AAAA", "sources[2].key"},
    {"[\"criminal-identification\"]", "[]", "purposes"},
    {"[\"criminal-identification\"]", "[\"profit\"]", "purposes[0]"},
    {"\"party\":\"dhs-ident\"", "\"party\":\"ny-dcjs\"", "repository.party"},
    {"\"party\":\"dhs-ident\"", "\"party\":\"fbi\"", "repository.party"},
    {"\"name\":\"IDENT\"", "\"name\":\"\"", "repository.name"},
    {"[\"templates\"]", "[\"templates\",\"images\"]", "sent[1]"},
    {"\"search\":{\"offence\":\"none\"", "\"search\":{\"offence\":\"level-0\"", "thresholds.search.offence"},
    {"\"conviction\":\"level-1\"", "\"conviction\":1", "thresholds.release.conviction"},
    {"[\"juvenile\",", "[\"witness\",", "exclusions[1]"},
    {"\"examiners\":2", "\"examiners\":1", "reviews.examiners"},
    {"\"examiners\":2", "\"examiners\":10", "reviews.examiners"},
    {"[\"elderly\",\"minor\",\"veteran\"]", "[]", "reviews.circumstances"},
    {"[\"match\",\"name\"]", "[]", "release.fields"},
    {"\"id\":\"ice-ero\"", "\"id\":\"ICE\"", "release.recipients[0].id"},
    {"\"id\":\"oversight\"", "\"id\":\"ice-ero\"", "release.recipients[1].id"},
    {"\"enforcement\":true", "\"enforcement\":\"yes\"", "release.recipients[0].enforcement"},
    {"\"id\":\"ice-ero\"", "\"id\":\"ny-dcjs\"", "release.recipients[0].enforcement"},
    {"\"id\":\"ice-ero\"", "\"id\":\"dhs-ident\"", "release.recipients[0].enforcement"},
    {"\"retention_days\":30", "\"retention_days\":-1", "release.retention_days"},
    {"\"retention_days\":30", "\"retention_days\":36501", "release.retention_days"},
    {"\"onward\":[]", "\"onward\":[\"oversight\",\"ice-ero\"]", "release.onward[1]"},
    {"\"onward\":[]", "\"onward\":[\"fbi\"]", "release.onward[0]"},
    {"\"onward\":[]", "\"onward\":null", "release.onward"},
    {"\"days\":60", "\"days\":0", "notice.days"},
    {"\"days\":60", "\"days\":3651", "notice.days"},
    {"\"by\":[\"ny-dcjs\"]", "\"by\":[]", "notice.by"},
    {"\"by\":[\"ny-dcjs\"]", "\"by\":[\"fbi\"]", "notice.by[0]"},
    {"\"by\":[\"ny-dcjs\"]", "\"by\":[\"ny-dcjs\",\"dhs-ident\"]", "notice.by[1]"},
    {"\"by\":[\"ny-dcjs\"]", "\"by\":[\"ny-dcjs\",\"ny-dcjs\"]", "notice.by[1]"},
    {"\"max_age_minutes\":60", "\"max_age_minutes\":0", "witness.max_age_minutes"},
    {"\"required\":true", "\"required\":false", "witness.max_age_minutes"},
    {"2013-01-01T00:00:00Z", "2011-01-11T00:00:00Z", "validity.until"},
    {"2013-01-01T00:00:00Z", "2013-02-30T00:00:00Z", "validity.until"},
};

static void test_rules(void **state)
{
    (void)state;

    for (size_t i = 0; i < TP_ARRAY_LENGTH(violations); i++) {
        const char *changes[] = {violations[i].old, violations[i].new_text, NULL};
        char *text = sample_document(changes);
        struct tp_diag diag;

        refused(text, strlen(text), &diag);
        if (diag.status != TP_E_FORMAT || (violations[i].field && strcmp(diag.field, violations[i].field) != 0))
            fail_msg("%s -> %s: %s: %s", violations[i].old, violations[i].new_text, diag.field, diag.text);
        free(text);
    }
}

/* What is allowed at the edges of the rules. */
static void test_edges(void **state)
{
    static const char *const rows[][2] = {
        {"\"retention_days\":30", "\"retention_days\":0"},
        {"\"examiners\":2", "\"examiners\":9"},
        {"\"days\":60", "\"days\":1"},
        {"\"by\":[\"ny-dcjs\"]", "\"by\":[\"dhs-ident\",\"ny-dcjs\"]"},
        {"\"required\":true,\"max_age_minutes\":60", "\"required\":false,\"max_age_minutes\":0"},
        {"[\"juvenile\",\"victim\",\"witness\"]", "[]"},
        {"\"onward\":[]", "\"onward\":[\"ice-ero\",\"oversight\"]"},
        {"@US-NY@", "@ny-dcjs@"}, /* an authority that is a party too */
        {"{\"jurisdiction\":\"US-IL\"", "{\"jurisdiction\":\"US\",\"key\":\"@US@\"},{\"jurisdiction\":\"US-IL\""},
    };
    (void)state;

    for (size_t i = 0; i < TP_ARRAY_LENGTH(rows); i++) {
        const char *changes[] = {rows[i][0], rows[i][1], NULL};
        struct tp_terms *terms = sample_terms(changes);

        tp_terms_free(&terms);
    }
}

static char *document_with_sources(size_t count)
{
    struct tp_buffer list;
    char *text;

    tp_buffer_init(&list);
    tp_write_text(&list, "\"sources\":[");
    for (size_t i = 0; i < count; i++) {
        uint8_t key[TP_KEY_BYTES] = {(uint8_t)i, (uint8_t)(i >> 8), 1};

        tp_write_text(&list, "{\"jurisdiction\":\"%c%c-%c%c\",\"key\":\"", 'A' + (int)(i / 17576),
                      'A' + (int)(i / 676 % 26), 'A' + (int)(i / 26 % 26), 'A' + (int)(i % 26));
        tp_base64_encode(key, sizeof key, &list);
        tp_write_text(&list, "\"},");
    }
    tp_write_u8(&list, 0);
    text = sample_document((const char *[]){"\"sources\":[", (const char *)list.data, NULL});
    tp_buffer_deinit(&list);
    return text;
}

static void test_limits(void **state)
{
    struct tp_diag diag;
    char *text;
    (void)state;

    text = document_with_sources(TP_AGREEMENT_SOURCES_MAX - 6);
    refused(text, strlen(text), &diag);
    assert_int_equal(diag.status, TP_OK);
    free(text);
    text = document_with_sources(TP_AGREEMENT_SOURCES_MAX - 5);
    assert_string_equal(refused(text, strlen(text), &diag), "sources");
    free(text);
    text = calloc(1, TP_AGREEMENT_DOCUMENT_MAX + 1);
    refused(text, TP_AGREEMENT_DOCUMENT_MAX + 1, &diag);
    assert_int_equal(diag.status, TP_E_LIMIT);
    free(text);
}

/* A document that ends anywhere, or is no object, or lacks a member, is refused. */
static void test_damage(void **state)
{
    char *text = sample_document(NULL);
    size_t size = strlen(text);
    struct tp_diag diag;
    (void)state;

    for (size_t i = 0; i < size; i += 7) {
        refused(text, i, &diag);
        assert_int_not_equal(diag.status, TP_OK);
    }
    refused("{}", 2, &diag);
    assert_string_equal(diag.text, "it is missing");
    refused("[]", 2, &diag);
    assert_int_equal(diag.status, TP_E_FORMAT);
    free(text);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_members),   cmocka_unit_test(test_finding), cmocka_unit_test(test_name),
    cmocka_unit_test(test_amendment), cmocka_unit_test(test_rules),   cmocka_unit_test(test_edges),
    cmocka_unit_test(test_limits),    cmocka_unit_test(test_damage),
};

TP_TEST_MAIN(tests)
