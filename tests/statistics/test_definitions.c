/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "statistics/definitions.h"

#define FIGURE "{\"name\":\"a\",\"words\":\"w\",\"where\":{\"kind\":[\"submission\"]}}"
#define TABLE                                                                                                          \
    "{\"name\":\"t\",\"words\":\"w\",\"period\":\"month\",\"by\":[\"level\"],\"figures\":[" FIGURE "],\"sums\":[]}"
#define LEVELS "[\"none\",\"level-3\",\"level-2\",\"level-1\",\"unknown\"]"
#define HEAD "{\"form\":\"tenprint-definitions/1\",\"version\":7,\"words\":\"w\",\"threshold\":5,\"levels\":" LEVELS ","

static tp_status parse(const char *text, struct tp_definitions **out, struct tp_diag *diag)
{
    tp_diag_init(diag);
    return tp_definitions_parse(text, strlen(text), out, diag);
}

static void a_document_is_read(void **state)
{
    struct tp_definitions *definitions;
    struct tp_diag diag;

    (void)state;
    assert_int_equal(parse(HEAD "\"tables\":[" TABLE "]}", &definitions, &diag), TP_OK);
    assert_int_equal(tp_definitions_version(definitions), 7);
    assert_int_equal(tp_definitions_threshold(definitions), 5);
    assert_int_equal(definitions->table_count, 1);
    assert_true(definitions->tables[0].by_level && !definitions->tables[0].by_state);
    assert_int_equal(definitions->tables[0].months, 1);
    assert_int_equal(definitions->tables[0].follows, TP_NOT_FOLLOWING);
    assert_true(definitions->tables[0].figures[0].kinds[TP_LEAF_SUBMISSION]);
    tp_definitions_free(&definitions);
    assert_null(definitions);
    tp_definitions_free(&definitions);
}

/* The document with FROM replaced by TO; its diagnostic names FIELD. */
static void refuse(const char *from, const char *to, const char *field)
{
    static const char text[] = HEAD "\"tables\":[" TABLE "]}";
    const char *at = strstr(text, from);
    struct tp_definitions *definitions;
    struct tp_diag diag;
    char changed[2048];

    assert_non_null(at);
    snprintf(changed, sizeof changed, "%.*s%s%s", (int)(at - text), text, to, at + strlen(from));
    assert_int_equal(parse(changed, &definitions, &diag), TP_E_FORMAT);
    assert_null(definitions);
    assert_string_equal(diag.field, field);
}

static void mistakes_are_named(void **state)
{
    (void)state;
    refuse("tenprint-definitions/1", "tenprint-definitions/2", "form");
    refuse("\"version\":7", "\"version\":-1", "version");
    refuse("\"version\":7", "\"versions\":7", "versions");
    refuse("\"threshold\":5", "\"threshold\":2", "threshold");
    refuse("\"threshold\":5", "\"threshold\":5000", "threshold");
    refuse("\"unknown\"]", "\"none\"]", "levels");
    refuse("\"unknown\"]", "\"unknown\",\"more\"]", "levels");
    refuse("[" TABLE "]", "[]", "tables");
    refuse("[" TABLE "]", "[" TABLE "," TABLE "]", "tables[1].name");
    refuse("[" TABLE "]", "[7]", "tables[0]");
    refuse("\"month\"", "\"day\"", "tables[0].period");
    refuse("\"period\":\"month\"", "\"follows\":\"t\"", "tables[0].follows");
    refuse("\"period\":\"month\"", "\"follows\":\"t\",\"period\":\"month\"", "tables[0].period");
    refuse("[\"level\"]", "[\"county\"]", "tables[0].by");
    refuse("[\"level\"]", "[\"level\",\"level\"]", "tables[0].by");
    refuse("\"name\":\"t\"", "\"name\":\"a,b\"", "tables[0].name");
    refuse("\"name\":\"t\",\"words\":\"w\"", "\"name\":\"t\"", "tables[0].words");
    refuse("[" FIGURE "]", "[" FIGURE "," FIGURE "]", "tables[0].figures[1].name");
    refuse("[" FIGURE "]", "[]", "tables[0].figures");
    refuse("[\"submission\"]", "[]", "tables[0].figures[0].where.kind");
    refuse("[\"submission\"]", "[\"booking\"]", "tables[0].figures[0].where.kind");
    refuse("[\"submission\"]", "[\"submission\",\"submission\"]", "tables[0].figures[0].where.kind");
    refuse("[\"submission\"]", "[\"submission\"],\"stage\":[\"send\"]", "tables[0].figures[0].where");
    refuse("[\"submission\"]", "[\"submission\"],\"state\":[\"US-NY\"]", "tables[0].figures[0].where");
    refuse("[\"submission\"]", "[\"submission\"],\"level\":[\"level-9\"]", "tables[0].figures[0].where");
    refuse("[\"submission\"]", "[\"submission\"],\"level\":\"none\"", "tables[0].figures[0].where");
    refuse("[\"submission\"]}", "[\"submission\"]},\"split\":\"level\"", "tables[0].figures[0].split");
    refuse("\"sums\":[]", "\"sums\":[{\"whole\":\"b\",\"parts\":[\"a\"]}]", "tables[0].sums[0].whole");
    refuse("\"sums\":[]", "\"sums\":[{\"whole\":\"a\",\"parts\":[\"b\"]}]", "tables[0].sums[0].parts");
    refuse("\"sums\":[]", "\"sums\":[{\"whole\":\"a\",\"parts\":[]}]", "tables[0].sums[0].parts");
    refuse("\"sums\":[]", "\"sums\":7", "tables[0].sums");
}

static void too_many_are_refused(void **state)
{
    struct tp_definitions *definitions;
    struct tp_diag diag;
    struct tp_buffer text;

    (void)state;
    tp_buffer_init(&text);
    tp_write_text(&text, "%s", HEAD "\"tables\":[");
    for (unsigned i = 0; i <= TP_TABLES_MAX; i++)
        tp_write_text(&text,
                      "%s{\"name\":\"t%u\",\"words\":\"w\",\"period\":\"year\",\"by\":[],\"figures\":[" FIGURE
                      "],\"sums\":[]}",
                      i > 0 ? "," : "", i);
    tp_write_text(&text, "]}");
    tp_diag_init(&diag);
    assert_int_equal(tp_definitions_parse(text.data, text.size_bytes, &definitions, &diag), TP_E_FORMAT);
    assert_string_equal(diag.field, "tables");
    tp_buffer_deinit(&text);
}

static void the_programs_own_are_those_of_the_file(void **state)
{
    struct tp_definitions *definitions, *newest;

    (void)state;
    assert_int_equal(tp_definitions_standard(1, &definitions, NULL), TP_OK);
    assert_int_equal(tp_definitions_standard(0, &newest, NULL), TP_OK);
    assert_int_equal(tp_definitions_version(definitions), 1);
    assert_int_equal(tp_definitions_version(newest), 2);
    assert_string_equal(definitions->tables[0].name, "searches");
    tp_definitions_free(&definitions);
    tp_definitions_free(&newest);
    assert_int_equal(tp_definitions_standard(4711, &definitions, NULL), TP_E_NOT_FOUND);
    assert_null(definitions);
}

/* What is said of definitions-1 in docs/statistics.md: the figures that the guarantees ask for are there. */
static void the_first_definitions_have_the_figures(void **state)
{
    static const char *const wanted[][2] = {
        {"searches", "submitted"}, {"searches", "searched"},    {"searches", "refused"},     {"matches", "matched"},
        {"matches", "withheld"},   {"matches", "released"},     {"reviews", "inconclusive"}, {"seeded-cases", "wrong"},
        {"search-times", "day"},   {"erasures", "expungement"}, {"challenges", "upheld"},
    };
    struct tp_definitions *definitions;

    (void)state;
    assert_int_equal(tp_definitions_standard(1, &definitions, NULL), TP_OK);
    for (size_t i = 0; i < TP_ARRAY_LENGTH(wanted); i++) {
        bool found = false;
        for (size_t j = 0; j < definitions->table_count; j++) {
            const struct tp_table *table = &definitions->tables[j];
            for (size_t k = 0; k < table->figure_count; k++)
                found |= strcmp(table->name, wanted[i][0]) == 0 && strcmp(table->figures[k].name, wanted[i][1]) == 0;
        }
        assert_true(found);
    }
    tp_definitions_free(&definitions);
}

/* Of definitions-2: who could not say was not wrong, and the two errors are two figures. */
static void leaf_is_counted(const struct tp_definitions *definitions, const char *outcome, const char *seeded,
                            const char *wanted)
{
    const struct tp_statistics_form form = {.format = TP_STATISTICS_CSV};
    struct tp_statistics *statistics;
    struct tp_buffer entry, csv;
    struct tp_leaf leaf;
    char line[128];

    tp_leaf_init(&leaf, TP_LEAF_REVIEW, 1300000000);
    tp_leaf_set(&leaf, TP_LEAF_OUTCOME_MEMBER, outcome);
    tp_leaf_set(&leaf, TP_LEAF_SEEDED_MEMBER, seeded);
    tp_leaf_set(&leaf, TP_LEAF_STATE_MEMBER, "US-NY");
    tp_leaf_set(&leaf, TP_LEAF_ELAPSED_MEMBER, "day");
    leaf.commitment[0] = 1;
    tp_buffer_init(&entry);
    tp_buffer_init(&csv);
    assert_int_equal(tp_leaf_write(&leaf, &entry, NULL), TP_OK);
    assert_int_equal(tp_statistics_new(definitions, &statistics, NULL), TP_OK);
    assert_int_equal(tp_statistics_add(statistics, 0, entry.data, entry.size_bytes, NULL), TP_OK);
    assert_int_equal(tp_statistics_write(statistics, &form, &csv, NULL), TP_OK);
    tp_write_u8(&csv, 0);
    for (size_t i = 0; i < definitions->table_count; i++) {
        const struct tp_table *table = &definitions->tables[i];

        if (strcmp(table->name, "seeded-cases") != 0 && strcmp(table->name, "re-examinations") != 0)
            continue;
        for (size_t j = 0; j < table->figure_count; j++) {
            snprintf(line, sizeof line, "%s %s", table->name, table->figures[j].name);
            bool is_wanted = strcmp(line, wanted) == 0;
            snprintf(line, sizeof line, "\n%s,2011-03,,,,%s,,1\n", table->name, table->figures[j].name);
            assert_int_equal(strstr((const char *)csv.data, line) != NULL, is_wanted);
        }
    }
    tp_buffer_deinit(&entry);
    tp_buffer_deinit(&csv);
    tp_statistics_free(&statistics);
}

static void errors_are_counted_apart(void **state)
{
    static const char *const cases[][3] = {
        {"identification", "no", ""},
        {"identification", "correct", "seeded-cases correct"},
        {"exclusion", "correct", "seeded-cases correct"},
        {"identification", "wrong", "seeded-cases false-identification"},
        {"exclusion", "wrong", "seeded-cases false-exclusion"},
        {"inconclusive", "undecided", "seeded-cases inconclusive"},
        {"inconclusive", "wrong", "seeded-cases inconclusive"}, /* as leaves said it before there were these */
        {"identification", "identified", "re-examinations identification-confirmed"},
        {"exclusion", "identified", "re-examinations false-identification"},
        {"exclusion", "excluded", "re-examinations exclusion-confirmed"},
        {"identification", "excluded", "re-examinations false-exclusion"},
        {"inconclusive", "identified", "re-examinations inconclusive"},
        {"inconclusive", "excluded", "re-examinations inconclusive"}};
    struct tp_definitions *definitions;

    (void)state;
    assert_int_equal(tp_definitions_standard(2, &definitions, NULL), TP_OK);
    for (size_t i = 0; i < TP_ARRAY_LENGTH(cases); i++)
        leaf_is_counted(definitions, cases[i][0], cases[i][1], cases[i][2]);
    tp_definitions_free(&definitions);
}

static void one_and_two_protect_nobody(void **state)
{
    (void)state;
    assert_true(tp_threshold_is_safe(0));
    assert_false(tp_threshold_is_safe(1));
    assert_false(tp_threshold_is_safe(2));
    assert_true(tp_threshold_is_safe(3));
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_document_is_read),
    cmocka_unit_test(mistakes_are_named),
    cmocka_unit_test(too_many_are_refused),
    cmocka_unit_test(the_programs_own_are_those_of_the_file),
    cmocka_unit_test(the_first_definitions_have_the_figures),
    cmocka_unit_test(errors_are_counted_apart),
    cmocka_unit_test(one_and_two_protect_nobody),
};
TP_TEST_MAIN(tests)
