/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "booking/facts.h"
#include "record/ebts_person.h"

static struct tp_config_agency agencies[] = {{.ori = (char *)"NY0270000", .jurisdiction = (char *)"US-NY-027"},
                                             {.ori = (char *)"NY0590000", .jurisdiction = (char *)"US-NY-059"}};
static struct tp_config config;
static struct tp_booking_facts facts;
static struct tp_diag diag;

static int set_up(void **state)
{
    (void)state;
    config = (struct tp_config){.jurisdiction = (char *)"US-NY", .agencies = agencies, .agency_count = 2};
    return 0;
}

static tp_status read_told(struct tp_booking_told told)
{
    memset(&facts, 0, sizeof facts);
    tp_diag_init(&diag);
    return tp_booking_facts_read(&told, &config, &facts, &diag);
}

static void fails(struct tp_booking_told told, const char *field)
{
    assert_int_equal(read_told(told), TP_E_ARGUMENT);
    assert_string_equal(diag.field, field);
}

static void what_nobody_says_is_unknown(void **state)
{
    (void)state;
    assert_int_equal(read_told((struct tp_booking_told){.ori = "NY0270000"}), TP_OK);
    assert_int_equal(facts.offence, -1);
    assert_int_equal(facts.conviction, -1);
    assert_false(facts.categories_known);
    assert_string_equal(tp_booking_level_code(facts.conviction), "unknown");
}

static void levels_and_categories_are_of_the_agreements(void **state)
{
    (void)state;
    assert_int_equal(
        read_told((struct tp_booking_told){
            .ori = "NY0270000", .offence = "level-2", .conviction = "none", .categories = "juvenile,witness"}),
        TP_OK);
    assert_int_equal(facts.offence, TP_SERIOUSNESS_LEVEL_2);
    assert_int_equal(facts.conviction, TP_SERIOUSNESS_NONE);
    assert_true(facts.categories_known);
    assert_true(facts.categories == ((uint64_t)1 << tp_vocabulary_find(&tp_categories, "juvenile") |
                                     (uint64_t)1 << tp_vocabulary_find(&tp_categories, "witness")));
    assert_int_equal(read_told((struct tp_booking_told){.ori = "NY0270000", .categories = ""}), TP_OK);
    assert_true(facts.categories_known && facts.categories == 0);
    assert_int_equal(read_told((struct tp_booking_told){.ori = "NY0270000", .offence = "unknown"}), TP_OK);
    fails((struct tp_booking_told){.ori = "NY0270000", .offence = "grave"}, "offence");
    fails((struct tp_booking_told){.ori = "NY0270000", .conviction = ""}, "conviction");
    fails((struct tp_booking_told){.ori = "NY0270000", .categories = "juvenile,,witness"}, "categories");
    fails((struct tp_booking_told){.ori = "NY0270000", .categories = "bald"}, "categories");
}

static void an_agency_has_a_jurisdiction(void **state)
{
    (void)state;
    assert_int_equal(read_told((struct tp_booking_told){.ori = "NY0270000"}), TP_OK);
    assert_string_equal(facts.jurisdiction, "US-NY-027");
    assert_int_equal(read_told((struct tp_booking_told){.ori = "NY0270000", .jurisdiction = "US-NY-027"}), TP_OK);
    assert_string_equal(facts.jurisdiction, "US-NY-027");
    fails((struct tp_booking_told){.ori = "NY0990000"}, "ori");
    fails((struct tp_booking_told){0}, "ori");
    fails((struct tp_booking_told){.ori = "NY0270000", .jurisdiction = "US-NJ-001"}, "jurisdiction");
    fails((struct tp_booking_told){.ori = "NY0270000", .jurisdiction = "New York"}, "jurisdiction");
    fails((struct tp_booking_told){.ori = "ny0270000"}, "ori");
    fails((struct tp_booking_told){.ori = "NY027", .jurisdiction = "US-NY"}, "ori");
}

/* Neither by saying so nor by leaving the agency out does a county's booking become another county's. */
static void nobody_makes_it_another_countys(void **state)
{
    static const char *const others[] = {"US-NY-059", "US-NY"};

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(others); i++) {
        assert_int_equal(read_told((struct tp_booking_told){.ori = "NY0270000", .jurisdiction = others[i]}),
                         TP_E_DENIED);
        assert_string_equal(diag.field, "jurisdiction");
    }
    fails((struct tp_booking_told){.ori = "NY0990000", .jurisdiction = "US-NY-059"}, "ori");
    fails((struct tp_booking_told){.jurisdiction = "US-NY-059"}, "ori");
    agencies[0].jurisdiction = (char *)"US-NY"; /* one of the whole state may be more exact */
    assert_int_equal(read_told((struct tp_booking_told){.ori = "NY0270000", .jurisdiction = "US-NY-059"}), TP_OK);
    assert_string_equal(facts.jurisdiction, "US-NY-059");
    agencies[0].jurisdiction = (char *)"US-NY-027";
}

static void without_agencies_it_is_what_is_said(void **state)
{
    (void)state;
    config.agency_count = 0;
    assert_int_equal(read_told((struct tp_booking_told){0}), TP_OK);
    assert_string_equal(facts.jurisdiction, "US-NY");
    assert_int_equal(read_told((struct tp_booking_told){.ori = "NY0990000", .jurisdiction = "US-NY-059"}), TP_OK);
    assert_string_equal(facts.jurisdiction, "US-NY-059");
    fails((struct tp_booking_told){.jurisdiction = "US-NJ-001"}, "jurisdiction");
}

static void a_control_number_has_its_length(void **state)
{
    (void)state;
    assert_int_equal(read_told((struct tp_booking_told){.ori = "NY0270000", .control_number = "0123456789"}), TP_OK);
    assert_string_equal(facts.control_number, "0123456789");
    fails((struct tp_booking_told){.ori = "NY0270000", .control_number = "123456789"}, "control_number");
    fails((struct tp_booking_told){.ori = "NY0270000", .control_number = "01234567890123456789012345678901234567890"},
          "control_number");
}

/* ---- the file -----------------------------------------------------------------------------------------------------
 */

static void with_file(void (*use)(struct tp_transaction *file))
{
    struct tp_transaction *file;
    struct ebts_card card;

    ebts_card(&card);
    assert_int_equal(tp_ebts_submission(&card.submission, &file, NULL), TP_OK);
    memset(&facts, 0, sizeof facts);
    tp_diag_init(&diag);
    use(file);
    tp_transaction_free(&file);
    ebts_card_free(&card);
}

static void use_header(struct tp_transaction *file)
{
    struct tp_record *first = tp_transaction_at(file, 0);

    assert_int_equal(tp_booking_file_facts(file, &facts, &diag), TP_OK);
    assert_string_equal(facts.ori, "ILTEST000");
    assert_string_equal(facts.control_number, "ILTEST000-20110305-1");
    assert_string_equal(facts.type, "CAR");
    assert_int_equal(tp_record_set(first, 9, "A B", 3, NULL), TP_OK);
    assert_int_equal(tp_booking_file_facts(file, &facts, &diag), TP_E_FORMAT);
    assert_string_equal(diag.field, "record 1, 1.009 TCN");
    assert_int_equal(tp_record_set(first, 8, "IL", 2, NULL), TP_OK);
    tp_diag_init(&diag);
    assert_int_equal(tp_booking_file_facts(file, &facts, &diag), TP_E_FORMAT);
    assert_string_equal(diag.field, "record 1, 1.008 ORI");
    assert_int_equal(tp_record_set(first, 4, "SRE", 3, NULL), TP_OK);
    tp_diag_init(&diag);
    assert_int_equal(tp_booking_file_facts(file, &facts, &diag), TP_E_FORMAT);
    assert_string_equal(diag.field, "record 1, 1.004 TOT");
}

static void a_file_says_agency_and_number(void **state)
{
    (void)state;
    with_file(use_header);
}

static void use_person(struct tp_transaction *file)
{
    struct tp_record *person = tp_transaction_at(file, 1);
    struct tp_buffer text;
    struct tp_json *json;
    static const char expected[] =
        "{\"aliases\":[\"SAMPLE,PAT\",\"OTHER\"],\"booking-agency\":\"ILTEST000\",\"booking-date\":\"2011-03-04\","
        "\"charges\":[{\"date\":\"20110303\",\"level\":\"MISDEMEANOR\",\"literal\":\"THEFT\",\"ncic\":\"2399\"}],"
        "\"date-of-birth\":\"1985-06-15\",\"name\":\"EXAMPLE,PAT\",\"place-of-birth\":\"IL\",\"sex\":\"F\"}";

    assert_int_equal(tp_record_set(person, 19, "SAMPLE,PAT\036OTHER", 16, NULL), TP_OK);
    assert_int_equal(tp_json_new(&json, NULL), TP_OK);
    tp_booking_file_person(file, json);
    tp_buffer_init(&text);
    assert_int_equal(tp_json_write_canonical(json, &text, NULL), TP_OK);
    tp_write_u8(&text, '\0');
    assert_string_equal((char *)text.data, expected);
    tp_buffer_deinit(&text);
    tp_json_free(&json);
}

static void a_person_is_told_by_the_codes_of_fields(void **state)
{
    (void)state;
    with_file(use_person);
}

static void use_convictions(struct tp_transaction *file)
{
    static const struct tp_ebts_charge charges[] = {
        {.date = "20110303", .literal = "THEFT"},
        {.date = "20010303", .literal = "ARSON", .disposition_date = "20020101", .disposition = "CONVICTED"},
    };
    struct tp_buffer text;
    struct tp_json *json;

    assert_int_equal(tp_ebts_set_charges(tp_transaction_at(file, 1), charges, 2, NULL), TP_OK);
    assert_int_equal(tp_json_new(&json, NULL), TP_OK);
    tp_booking_file_person(file, json);
    tp_buffer_init(&text);
    assert_int_equal(tp_json_write_canonical(json, &text, NULL), TP_OK);
    tp_write_u8(&text, '\0');
    assert_non_null(strstr((char *)text.data, "\"convictions\":[{\"date\":\"20010303\",\"disposition\":\"CONVICTED\","
                                              "\"disposition_date\":\"20020101\",\"literal\":\"ARSON\"}]"));
    tp_buffer_deinit(&text);
    tp_json_free(&json);
}

static void a_conviction_is_not_only_a_charge(void **state)
{
    (void)state;
    with_file(use_convictions);
}

#define TEST(name) cmocka_unit_test_setup(name, set_up)
static const struct CMUnitTest tests[] = {
    TEST(what_nobody_says_is_unknown),         TEST(levels_and_categories_are_of_the_agreements),
    TEST(an_agency_has_a_jurisdiction),        TEST(nobody_makes_it_another_countys),
    TEST(without_agencies_it_is_what_is_said), TEST(a_control_number_has_its_length),
    TEST(a_file_says_agency_and_number),       TEST(a_person_is_told_by_the_codes_of_fields),
    TEST(a_conviction_is_not_only_a_charge),
};
TP_TEST_MAIN(tests)
