/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <dirent.h>

#include "checked.h"

static void a_good_record_of_each_type_is_clean(void **state)
{
    static const char *const types[] = {"\2",
                                        "\4",
                                        "\11",
                                        "\12",
                                        "\15",
                                        "\16",
                                        "\17",
                                        "\20",
                                        "\21",
                                        "\22",
                                        "\23",
                                        "\24",
                                        "\25",
                                        "\7",
                                        "\142",
                                        "\143",
                                        "\2\4\11\12\16\21"};

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(types); i++)
        checked_expect(checked_transaction(502, types[i]), TP_SEVERITY_ERROR, 0, NULL, types[i]);
}

static const struct checked_case cases[] = {
    /* types of records */
    {"\3", "3=0;4=1^255^255^255^255^255;5=0;6=20;7=20;8=0;9=@400", 0, "records of type 3 are deprecated", 500},
    {"\5", "", 0, "records of type 5 are deprecated", 501},
    {"\6", "", 0, "records of type 6 are deprecated", 502},
    {"\3", "3=0;4=1^255^255^255^255^255;5=0;6=20;7=20;8=0;9=@400", 0, NULL, 400},
    {"\2\142", "", 0, "?version 0400 of the standard has no records of type 98", 400},
    {"\2\27", "", 0, "there are no records of type 23", 0},
    /* a type without a table is only looked at in general */
    {"\13", "", 0, NULL, 0},
};

static void only_records_of_the_standard_are_allowed(void **state)
{
    (void)state;
    checked_run(cases, TP_ARRAY_LENGTH(cases));
}

/* Fields between the second and the last may be in any order. */
static void fields_have_their_places(void **state)
{
    static const struct {
        const char *fields, *words;
        uint32_t field;
    } rows[] = {{"98.001:%03u\x1d"
                 "98.002:0\x1d"
                 "98.006:20200229120000Z\x1d"
                 "98.005:0001\x1d"
                 "98.004:A\x1d"
                 "98.003:1A2B\x1c",
                 NULL, 0},
                {"98.001:%03u\x1d"
                 "98.003:1A2B\x1d"
                 "98.002:0\x1d"
                 "98.004:A\x1d"
                 "98.005:0001\x1d"
                 "98.006:20200229120000Z\x1c",
                 "it is not the second field", 2}};

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(rows); i++) {
        static const char first[] = "1.001:%03u\x1d"
                                    "1.002:0500\x1d"
                                    "1.003:1\x1f"
                                    "1\x1e"
                                    "98\x1f"
                                    "0\x1d"
                                    "1.004:CAR\x1d"
                                    "1.005:20200229\x1d"
                                    "1.007:D\x1d"
                                    "1.008:O\x1d"
                                    "1.009:T\x1d"
                                    "1.011:00.00\x1d"
                                    "1.012:00.00\x1c";
        struct tp_transaction *transaction;
        char file[1024], *second;
        snprintf(file, sizeof file, first, (unsigned)strlen(first) - 1);
        second = file + strlen(file);
        snprintf(second, sizeof file - strlen(file), rows[i].fields, (unsigned)strlen(rows[i].fields) - 1);
        assert_int_equal(tp_transaction_read((const uint8_t *)file, strlen(file), NULL, NULL, &transaction, NULL),
                         TP_OK);
        checked_expect(transaction, TP_SEVERITY_ERROR, rows[i].field, rows[i].words, "order");
    }
}

static void a_finding_says_where_it_is(void **state)
{
    struct tp_transaction *transaction = checked_transaction(502, "\2\16");
    struct tp_findings findings;

    (void)state;
    checked_apply(tp_transaction_at(transaction, 2), "18=1~XX^99~XX");
    tp_findings_init(&findings);
    assert_int_equal(tp_transaction_check(transaction, TP_PROFILE_ITL, &findings, NULL), TP_OK);
    assert_int_equal(findings.count, 1);
    assert_int_equal(findings.items[0].record, 2);
    assert_int_equal(findings.items[0].type, 14);
    assert_int_equal(findings.items[0].field, 18);
    assert_int_equal(findings.items[0].subfield, 2);
    assert_int_equal(findings.items[0].item, 1);
    assert_string_equal(findings.items[0].rule, "ITL 2011 8.14");
    assert_string_equal(findings.items[0].text, "99 is none of 1..10|16|17");
    tp_findings_deinit(&findings);
    tp_transaction_free(&transaction);
}

/* Bytes of values changed at random: whatever is found, nothing else happens. TP_MUTATIONS scales how often. */
static void damaged_values_do_no_harm(void **state)
{
    static const char types[] = "\2\4\11\12\15\16\17\20\21\22\23\24\25\142\143";
    const char *scale = getenv("TP_MUTATIONS");
    long rounds = scale ? strtol(scale, NULL, 10) : 2000;
    struct tp_transaction *transaction = checked_transaction(502, types);
    struct tp_rng rng = tp_rng_seed(7, 1);

    (void)state;
    for (long i = 0; i < rounds; i++) {
        size_t place = tp_rng_below(&rng, (uint32_t)tp_transaction_count(transaction));
        struct tp_record *record = tp_transaction_at(transaction, place);
        struct tp_field field = tp_record_field_at(record, tp_rng_below(&rng, (uint32_t)tp_record_field_count(record)));
        struct tp_findings findings;
        uint8_t bytes[512];
        size_t size = TP_MIN(field.value.size_bytes, sizeof bytes - 1);
        if (size > 0)
            memcpy(bytes, field.value.data, size);
        for (uint32_t k = tp_rng_below(&rng, 4); k > 0 && size > 0; k--) {
            uint32_t at = tp_rng_below(&rng, (uint32_t)size);
            bytes[at] = tp_rng_below(&rng, 3) == 0 ? (uint8_t)(TP_US - tp_rng_below(&rng, 2))
                                                   : (uint8_t)tp_rng_below(&rng, 256);
        }
        size -= size > 0 && tp_rng_below(&rng, 8) == 0;
        if (tp_record_set(record, field.number, bytes, size, NULL) != TP_OK)
            continue;
        tp_findings_init(&findings);
        assert_int_equal(tp_transaction_check(transaction, TP_PROFILE_EBTS, &findings, NULL), TP_OK);
        tp_findings_deinit(&findings);
    }
    tp_transaction_free(&transaction);
}

/* ---- real files, when they are there ------------------------------------------------------------------------------
 */

/* What each sample that should be refused breaks: a field that is reported, and words of the finding. */
static const struct sample {
    const char *name;
    uint8_t type;
    uint32_t field;
    const char *words;
} samples[] = {
    {"fail_validator__fail-all-supported-types-L1", 1, 5, "only digits"},
    {"fail_validator__fail-all-supported-types-L1", 1, 6, "0 is none of 1..9"},
    {"fail_validator__fail-all-supported-types-L1", 4, 3, "9 is none of"},
    {"fail_validator__fail-all-supported-types-L1", 4, 4, "254 is none of"},
    {"fail_validator__fail-all-supported-types-L1", 10, 18, "Milder"},
    {"fail_validator__fail-all-supported-types-L1", 10, 998, "it is no zone"},
    {"fail_validator__fail-all-supported-types-L1", 13, 14, "FB1"},
    {"fail_validator__fail-all-supported-types-L1", 14, 22, "18 is none of"},
    {"fail_validator__fail-all-supported-types-L1", 14, 24, "253 is none of"},
    {"fail_validator__fail-all-supported-types-L1", 14, 30, "Unknown is none of"},
    {"fail_validator__fail-all-supported-types-L1", 10, 996, "not the SHA-256"},
    {"fail_validator__fail-all-supported-types-L1", 15, 18, "X is none of"},
    {"fail_validator__fail-all-supported-types-L1", 17, 28, "MISSING"},
    {"fail_validator__fail-deprecated-records", 3, 0, "deprecated"},
    {"fail_validator__fail-deprecated-records", 5, 0, "deprecated"},
    {"fail_validator__fail-deprecated-records", 6, 0, "deprecated"},
    {"fail_validator__fail-all-supported-types-L1", 20, 3, "is missing"},
    {"fail_validator__fail-all-supported-types-L1", 21, 994, "neither EFR"},
    {"fail_validator__fail-type-1-L1", 1, 2, "3 characters"},
    {"fail_validator__fail-type-1-L1", 1, 3, "the first record must be of type 1"},
    {"fail_validator__fail-type-1-L1", 1, 5, "not a date"},
    {"fail_validator__fail-type-1-L1", 1, 14, "not a universal time"},
    {"fail_validator__fail-type-1-L1", 1, 15, "5 is none of"},
    {"fail_validator__fail-type-13-L1", 13, 3, "16 is none of"},
    {"fail_validator__fail-type-13-L1", 13, 12, "7 is none of"},
    {"fail_validator__fail-type-13-L1", 13, 15, "F1 is none of"},
    {"fail_validator__fail-type-13-L1", 13, 24, "101 is none of"},
    {"fail_validator__fail-type-14-L1", 14, 3, "4 is none of"},
    {"fail_validator__fail-type-14-L1", 14, 8, "5 is none of"},
    {"fail_validator__fail-type-14-L1", 14, 14, "EJJ"},
    {"fail_validator__fail-type-14-L1", 14, 27, "N is none of Y"},
    {"fail_validator__fail_IDC_Sequential_Tests", 4, 2, "has IDC 49 already"},
    {"fail_validator__fail_IDC_Sequential_Tests", 1, 0, "do not count up"},
    {"fail_validator__fail_IDC_Sequential_Tests", 1, 3, "not the listed one"},
    {"fail_validator__fail-all-supported-types-1.018-invalid-value", 1, 18, "NSA"},
    {"unimplemented__fail-type-10-face-L2", 10, 23, "profile 50"},
    {"unimplemented__fail-type-10-face-smt-combined-L2", 10, 13, "FACE only"},
    {"unimplemented__fail-type-10-face-smt-combined-L2", 10, 40, "does not go with an image of this type"},
    {"unimplemented__fail-type-10-face-smt-combined-L2", 10, 998, "a value with a fraction"},
    {"unimplemented__fail-type-15-L2", 15, 9, "is missing"},
    {"unimplemented__fail-type-17-L2", 17, 15, "RAU is missing"},
    {"unimplemented__fail-type-17-L2", 17, 27, "DEFINED only"},
    {"unimplemented__fail-type-17-L2", 17, 34, "outside the image"},
    {"unimplemented__fail-type-4-L2", 4, 6, "9 is none of"},
    {"unimplemented__fail-type-4-L2", 4, 8, "2 is none of"},
};

/* Arguable samples, and why they pass: a WSQ, JPEG or PNG image that has another size than its record declares, a box
 * without extent in type 13, a LEN that forgets the last separator, a NUL byte in a name and fields of later versions
 * are in files named `pass`, so that they are warnings. */
static bool expects_errors(const char *name)
{
    return strstr(name, "__fail") != NULL || strstr(name, "unimplemented__fail") != NULL;
}

static void check_file(const char *folder, const char *name)
{
    struct tp_transaction *transaction;
    struct tp_findings findings;
    char path[1024];
    size_t errors = 0;

    snprintf(path, sizeof path, "%s/%s", folder, name);
    tp_findings_init(&findings);
    assert_int_equal(tp_transaction_load(path, NULL, NULL, &transaction, NULL), TP_OK);
    assert_int_equal(tp_transaction_check(transaction, TP_PROFILE_ITL, &findings, NULL), TP_OK);
    for (size_t i = 0; i < findings.count; i++)
        errors += findings.items[i].severity == TP_SEVERITY_ERROR;
    if ((errors > 0) != expects_errors(name)) {
        checked_print(&findings, transaction);
        fail_msg("%s: %zu errors", name, errors);
    }
    for (size_t i = 0; i < TP_ARRAY_LENGTH(samples); i++) {
        bool found = !strstr(name, samples[i].name);
        for (size_t k = 0; !found && k < findings.count; k++) {
            const struct tp_finding *finding = &findings.items[k];
            found = finding->type == samples[i].type && finding->field == samples[i].field &&
                    strstr(finding->text, samples[i].words);
        }
        if (!found)
            fail_msg("%s: %u.%03u %s is not found", name, samples[i].type, samples[i].field, samples[i].words);
    }
    tp_findings_deinit(&findings);
    tp_transaction_free(&transaction);
}

static void real_files_are_clean_or_refused_as_their_names_say(void **state)
{
    static const char *const folders[] = {"records/conformance", "records/nist"};
    const char *data = getenv("TP_DATA");
    size_t files = 0;

    (void)state;
    for (size_t i = 0; data && i < TP_ARRAY_LENGTH(folders); i++) {
        char folder[900];
        DIR *list;
        struct dirent *entry;
        snprintf(folder, sizeof folder, "%s/%s", data, folders[i]);
        list = opendir(folder);
        while (list && (entry = readdir(list))) {
            size_t length = strlen(entry->d_name);
            if (length > 4 && strcmp(entry->d_name + length - 4, ".an2") == 0) {
                check_file(folder, entry->d_name);
                files++;
            }
        }
        if (list)
            closedir(list);
    }
    if (files == 0) {
        print_message("no real files: TP_DATA names no folder that has records/\n");
        skip();
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_good_record_of_each_type_is_clean),
    cmocka_unit_test(only_records_of_the_standard_are_allowed),
    cmocka_unit_test(fields_have_their_places),
    cmocka_unit_test(a_finding_says_where_it_is),
    cmocka_unit_test(damaged_values_do_no_harm),
    cmocka_unit_test(real_files_are_clean_or_refused_as_their_names_say),
};
TP_TEST_MAIN(tests)
