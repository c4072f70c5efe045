/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "cards.h"
#include "commands_on_people.h"

/* Twelve people with three fingers, and new impressions of number 5 (who is there) and 50 (who is not). */
static void set_up(void)
{
    folder_make(&folder);
    write_people(&folder, "m.csv", 0, 12, 3);
    write_print(&folder, "known1.tpt", 5, 1, 9, 0);
    write_print(&folder, "known2.tpt", 5, 2, 9, 0);
    write_print(&folder, "known3.tpt", 5, 3, 9, 3);
    write_print(&folder, "stranger1.tpt", 50, 1, 9, 0);
    write_print(&folder, "stranger2.tpt", 50, 2, 9, 0);
    assert_ran("enroll --db a.db --manifest m.csv", 0, "enrolled person-00011", "");
}

static void finds_the_known_and_not_the_stranger(void **state)
{
    (void)state;
    set_up();
    assert_ran("identify --db a.db 1=known1.tpt 2=known2.tpt", 0, "1. person-00005: score ", "");
    assert_ran("identify --db a.db 1=known1.tpt 2=known2.tpt", 0,
               "searched 12 subjects with 36 impressions; threshold 6000", "");
    assert_ran("identify --db a.db known2.tpt known1.tpt", 0, "; finger 2: ", "");
    assert_ran("identify --db a.db known2.tpt known1.tpt", 0, " by known1.tpt", "");
    assert_ran("identify --db a.db known3.tpt --fmr 0.01", 0, "1. person-00005", ""); /* the file says finger 3 */
    assert_ran("identify --db a.db 1=stranger1.tpt 2=stranger2.tpt", 1, "nobody found\n", "");
    assert_ran("identify --db a.db 1=stranger1.tpt 2=stranger2.tpt --fmr 1 --top 2", 0, "\n2. person-", "");
    assert_ran("identify --db a.db 4=known1.tpt --fmr 1", 1, "nobody found", ""); /* nobody has a finger 4 */
    folder_remove(&folder);
}

static void prints_json(void **state)
{
    (void)state;
    set_up();
    assert_ran("identify --db a.db 2=known2.tpt --json --fmr 0.01", 0, "\"subject\": \"person-00005\"", "");
    assert_ran("identify --db a.db 2=known2.tpt --json --fmr 0.01", 0, "\"probe\": \"known2.tpt\"", "");
    assert_ran("identify --db a.db 2=known2.tpt --json --fmr 0.001", 0, "\"threshold\": 3000", "");
    assert_ran("identify --db a.db 1=stranger1.tpt --json", 1, "\"candidates\": []", "");
    folder_remove(&folder);
}

static void tells_usage_from_input_from_database(void **state)
{
    (void)state;
    set_up();
    assert_ran("identify 1=known1.tpt", 2, "", "--db");
    assert_ran("identify --db a.db", 2, "", "missing");
    assert_ran("identify --db a.db 11=known1.tpt", 2, "", "1 to 10");
    assert_ran("identify --db a.db 1=known1.tpt --fmr 0", 2, "", "--fmr");
    assert_ran("identify --db a.db 1=none.png", 3, "", "none.png");
    assert_ran("identify --db a.db 1=m.csv", 3, "", "m.csv");
    assert_ran("identify --db a.db 2=known3.tpt", 3, "", "is of finger 3, not 2");
    assert_ran("identify --db none.db 1=known1.tpt", 4, "", "none.db: there is no repository");
    folder_remove(&folder);
}

/* A transaction with the minutiae of fingers 1 to 3 of PERSON. */
static void write_card(const char *name, uint32_t person)
{
    struct tp_transaction *card = card_make("DOE");

    for (unsigned finger = 1; finger <= 3; finger++) {
        struct tp_template tmpl;

        make_impression(person, finger, 7, (uint8_t)finger, &tmpl);
        card_add_minutiae(card, &tmpl, finger);
        tp_template_deinit(&tmpl);
    }
    assert_int_equal(tp_transaction_save(card, folder_path(&folder, name), NULL), TP_OK);
    tp_transaction_free(&card);
}

static void takes_transactions(void **state)
{
    (void)state;
    set_up();
    write_card("card.an2", 5);
    write_card("stranger.an2", 50);
    assert_ran("identify --db a.db card.an2", 0, "1. person-00005: score ", "");
    assert_ran("identify --db a.db card.an2", 0, "; finger 3: ", "");
    assert_ran("identify --db a.db card.an2", 0, " by record 5\n", "");
    assert_ran("identify --db a.db card.an2 known1.tpt", 0, " by card.an2, record ", "");
    assert_ran("identify --db a.db stranger.an2", 1, "nobody found\n", "");
    assert_ran("identify --db a.db 1=card.an2", 2, "", "give it without one");
    assert_ran("enroll --db a.db --subject x stranger.an2", 0, "enrolled x\n", "");
    assert_ran("identify --db a.db stranger.an2 --json", 0, "\"subject\": \"x\"", "");
    assert_ran("enroll --db a.db --subject y 2=stranger.an2", 2, "", "give it without one");
    folder_write(&folder, "m2.csv", "z,,stranger.an2\nz,1,known1.tpt\n", 31);
    assert_ran("enroll --db a.db --manifest m2.csv --json", 0, "\"impressions\":4,", "");
    folder_write(&folder, "cut.an2", "1.001:90\0351.002:0500", 20);
    assert_ran("identify --db a.db cut.an2", 3, "", "cut.an2: ");
    folder_remove(&folder);
}

static void warns_of_swapped_prints(void **state)
{
    (void)state;
    set_up();
    for (int swapped = 0; swapped <= 1; swapped++) {
        struct tp_transaction *card = card_make("DOE");

        card_add_fingers(card, swapped);
        assert_int_equal(tp_transaction_save(card, folder_path(&folder, "card.an2"), NULL), TP_OK);
        tp_transaction_free(&card);
        assert_ran("enroll --db a.db --subject x card.an2", 0, "enrolled x\n",
                   swapped ? "record check --sequence card.an2 explains" : "");
        assert_ran("identify --db a.db card.an2", 0, "1. x: score ",
                   swapped ? "record check --sequence card.an2 explains" : "");
        assert_ran("enroll --db a.db --subject x card.an2 --json", 0,
                   swapped ? "\"contradictory_cards\":1" : "\"contradictory_cards\":0", "");
    }
    folder_remove(&folder);
}

/* A CBEFF file with a minutiae record (ISO/IEC 19794-2) of each finger from FIRST to LAST of PERSON. */
static void write_packet(const char *name, uint32_t person, unsigned first, unsigned last)
{
    static const char *const fingers[] = {"Thumb", "IndexFinger", "MiddleFinger", "RingFinger", "LittleFinger"};
    struct tp_bir records[TP_POSITION_MAX] = {{.type = "", .quality = -1}};
    struct tp_buffer text;
    size_t count = 0;

    for (unsigned finger = first; finger <= last; finger++) {
        struct tp_bir *record = &records[count++];
        struct tp_template tmpl;

        *record = (struct tp_bir){.type = "Finger", .format_owner = "257", .format_type = "2", .quality = -1};
        snprintf(record->subtype, sizeof record->subtype, "%s %s", finger > 5 ? "Left" : "Right",
                 fingers[(finger - 1) % 5]);
        make_impression(person, finger, 7, 0, &tmpl);
        assert_int_equal(tp_template_encode(&tmpl, TP_FORMAT_ISO_2005, &record->data, &record->size_bytes, NULL),
                         TP_OK);
        tp_template_deinit(&tmpl);
    }
    tp_buffer_init(&text);
    assert_int_equal(tp_bir_write(records, count, &text, NULL), TP_OK);
    folder_write(&folder, name, text.data, text.size_bytes);
    tp_buffer_deinit(&text);
    for (size_t i = 0; i < count; i++)
        free(records[i].data);
}

static void takes_cbeff_files(void **state)
{
    (void)state;
    set_up();
    write_packet("known.xml", 5, 1, 3);
    write_packet("ten.xml", 60, 1, 10);
    write_packet("one.xml", 5, 2, 2);
    assert_ran("identify --db a.db known.xml", 0, "1. person-00005: score ", "");
    assert_ran("identify --db a.db known.xml", 0, " by record 3\n", "");
    assert_ran("identify --db a.db ten.xml", 1, "nobody found\n", "");
    assert_ran("enroll --db a.db --subject ten ten.xml --json", 0, "\"impressions\":10,", "");
    assert_ran("identify --db a.db ten.xml", 0, "; finger 10: ", "");
    assert_ran("enroll --db a.db --subject y 2=ten.xml", 2, "", "give it without one");
    assert_ran("identify --db a.db 2=ten.xml", 2, "", "give it without one");
    assert_ran("identify --db a.db one.xml --fmr 0.01", 0, "1. person-00005", "");
    folder_write(&folder, "m2.csv", "z,,ten.xml\nz,1,known1.tpt\n", 26);
    assert_ran("enroll --db a.db --manifest m2.csv --json", 0, "\"impressions\":11,", "");
    folder_write(&folder, "bad.xml", "<BIR><BDBInfo/></BIR>", 21);
    assert_ran("identify --db a.db bad.xml", 3, "", "bad.xml: BIR 1, BDB: is missing");
    folder_remove(&folder);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(finds_the_known_and_not_the_stranger),
    cmocka_unit_test(prints_json),
    cmocka_unit_test(takes_transactions),
    cmocka_unit_test(warns_of_swapped_prints),
    cmocka_unit_test(takes_cbeff_files),
    cmocka_unit_test(tells_usage_from_input_from_database),
};
TP_TEST_MAIN(tests)
