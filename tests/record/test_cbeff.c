/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <stdio.h>
#include <string.h>

#include "record/record.h"

/* Two records as a registration packet holds them, written by hand. */
static const char packet[] =
    "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
    "<BIR xmlns=\"http://standards.iso.org/iso-iec/19785/-3/ed-2/\"><BIRInfo><Integrity>false</Integrity></BIRInfo>\n"
    "<BIR><Version><Major>1</Major><Minor>1</Minor></Version><BDBInfo>"
    "<Format><Organization>Mosip</Organization><Type>7</Type></Format>"
    "<CreationDate>2026-01-02T03:04:05.678Z</CreationDate><Type>Finger</Type><Subtype>Left IndexFinger</Subtype>"
    "<Level>Raw</Level><Purpose>Enroll</Purpose>"
    "<Quality><Algorithm><Organization>HMAC</Organization><Type>SHA-256</Type></Algorithm><Score>80.0</Score></Quality>"
    "</BDBInfo><BDB>Zm9v\nYmFy</BDB><SB>AAAA</SB></BIR>\n"
    "<BIR><BDBInfo><Format><Organization>257</Organization><Type>9</Type></Format><Type>Iris</Type>"
    "<Subtype>Left</Subtype></BDBInfo><BDB>Zg</BDB></BIR></BIR>";

static tp_status read_text(const char *text, struct tp_bir **out, size_t *count, struct tp_diag *diag)
{
    tp_diag_init(diag);
    return tp_bir_read((const uint8_t *)text, strlen(text), out, count, diag);
}

static void reads_a_packet(void **state)
{
    struct tp_bir *records;
    struct tp_diag diag;
    size_t count;

    (void)state;
    assert_true(tp_bir_detect((const uint8_t *)packet, strlen(packet)));
    assert_int_equal(read_text(packet, &records, &count, &diag), TP_OK);
    assert_int_equal(count, 2);
    assert_string_equal(records[0].format_owner, "Mosip");
    assert_string_equal(records[0].format_type, "7");
    assert_string_equal(records[0].created, "2026-01-02T03:04:05.678Z");
    assert_string_equal(records[0].level, "Raw");
    assert_string_equal(records[0].purpose, "Enroll");
    assert_int_equal(records[0].quality, 80);
    assert_int_equal(tp_bir_position(&records[0]), 7);
    assert_int_equal(records[0].size_bytes, 6);
    assert_memory_equal(records[0].data, "foobar", 6);
    assert_int_equal(records[1].quality, -1);
    assert_int_equal(tp_bir_position(&records[1]), TP_POSITION_UNKNOWN);
    tp_bir_free(&records, count);
}

static void positions_follow_the_subtype(void **state)
{
    static const struct {
        const char *subtype;
        uint8_t position;
    } cases[] = {{"Right Thumb", 1},        {"Right IndexFinger", 2},
                 {"Right LittleFinger", 5}, {"Left Thumb", 6},
                 {"Thumb Left", 6},         {"Left RingFinger", 9},
                 {"LittleFinger", 0},       {"Left", 0},
                 {"Left Right Thumb", 0},   {"", 0}};

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(cases); i++) {
        struct tp_bir record = {.type = "Finger"};
        snprintf(record.subtype, sizeof record.subtype, "%s", cases[i].subtype);
        assert_int_equal(tp_bir_position(&record), cases[i].position);
    }
}

static void what_is_written_is_read_again(void **state)
{
    uint8_t data[300];
    const struct tp_bir written[2] = {{.type = "Finger",
                                       .subtype = "Right Thumb",
                                       .purpose = "Verify",
                                       .level = "Raw",
                                       .created = "2026-11-22T00:00:00Z",
                                       .format_owner = "257",
                                       .format_type = "7",
                                       .quality = 61,
                                       .data = data,
                                       .size_bytes = sizeof data},
                                      {.type = "Finger", .quality = -1, .data = data, .size_bytes = 1}};
    struct tp_bir *records;
    struct tp_buffer buffer;
    size_t count;

    (void)state;
    for (unsigned i = 0; i < sizeof data; i++)
        data[i] = (uint8_t)(7 * i);
    tp_buffer_init(&buffer);
    assert_int_equal(tp_bir_write(written, 2, &buffer, NULL), TP_OK);
    assert_true(tp_bir_detect(buffer.data, buffer.size_bytes));
    assert_int_equal(tp_bir_read(buffer.data, buffer.size_bytes, &records, &count, NULL), TP_OK);
    assert_int_equal(count, 2);
    for (size_t i = 0; i < count; i++) {
        assert_string_equal(records[i].subtype, written[i].subtype);
        assert_string_equal(records[i].purpose, written[i].purpose);
        assert_string_equal(records[i].created, written[i].created);
        assert_string_equal(records[i].format_owner, written[i].format_owner);
        assert_int_equal(records[i].quality, written[i].quality);
        assert_int_equal(records[i].size_bytes, written[i].size_bytes);
        assert_memory_equal(records[i].data, data, written[i].size_bytes);
    }
    tp_bir_free(&records, count);
    tp_buffer_deinit(&buffer);
}

static void refuses_what_is_incomplete(void **state)
{
    static const struct {
        const char *text, *field;
        tp_status status;
    } cases[] = {
        {"<a/>", "a", TP_E_FORMAT},
        {"<BIR/>", "BIR 1, BDBInfo", TP_E_FORMAT},
        {"<BIR><BIR><BDBInfo/></BIR></BIR>", "BIR 1, BDB", TP_E_FORMAT},
        {"<BIR><BDBInfo/><BDB> </BDB></BIR>", "BIR 1, BDB", TP_E_FORMAT},
        {"<BIR><BDBInfo/><BDB>!</BDB></BIR>", "base64", TP_E_FORMAT},
        {"<BIR><BDBInfo><Quality><Score>many</Score></Quality></BDBInfo><BDB>Zg</BDB></BIR>", "BIR 1, Quality/Score",
         TP_E_FORMAT},
        {"<BIR><BDBInfo><Type>a type with far too many words in it to be one</Type></BDBInfo><BDB>Zg</BDB></BIR>",
         "BIR 1, Type", TP_E_LIMIT},
        {"<BIR><BIR><BIR><BIR><BIR/></BIR></BIR></BIR></BIR>", "BIR", TP_E_LIMIT},
    };

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(cases); i++) {
        struct tp_bir *records;
        struct tp_diag diag;
        size_t count;
        assert_int_equal(read_text(cases[i].text, &records, &count, &diag), cases[i].status);
        assert_string_equal(diag.field, cases[i].field);
        assert_null(records);
        assert_int_equal(count, 0);
    }
    assert_false(tp_bir_detect((const uint8_t *)"\x89PNG<BIR", 8));
    assert_false(tp_bir_detect((const uint8_t *)"", 0));
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(reads_a_packet),
    cmocka_unit_test(positions_follow_the_subtype),
    cmocka_unit_test(what_is_written_is_read_again),
    cmocka_unit_test(refuses_what_is_incomplete),
};
TP_TEST_MAIN(tests)
