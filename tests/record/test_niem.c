/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "record/record.h"

static const char head[] =
    "<itl:NISTBiometricInformationExchangePackage xmlns:itl='http://biometrics.nist.gov/standard/2011'"
    " xmlns:biom='http://niem.gov/niem/biometrics/1.0' xmlns:nc='http://niem.gov/niem/niem-core/2.0'>\n";
static const char tail[] = "</itl:NISTBiometricInformationExchangePackage>\n";
#define ID(text) "<nc:IdentificationID>" text "</nc:IdentificationID>"
#define RECORD(code, idc)                                                                                              \
    "<biom:RecordCategoryCode>" code "</biom:RecordCategoryCode>"                                                      \
    "<biom:ImageReferenceIdentification>" ID(idc) "</biom:ImageReferenceIdentification>"
static const char type_1[] =
    "<itl:PackageInformationRecord><biom:RecordCategoryCode>01</biom:RecordCategoryCode><biom:Transaction>"
    "<biom:TransactionDate><nc:Date>2026-11-22</nc:Date></biom:TransactionDate>"
    "<biom:TransactionDestinationOrganization><nc:OrganizationIdentification>" ID(
        "DAI") "</nc:OrganizationIdentification><nc:OrganizationName>Bureau</nc:OrganizationName>"
               "</biom:TransactionDestinationOrganization>"
               "<biom:TransactionUTCDate><nc:DateTime>2026-11-22T11:15:45Z</nc:DateTime></biom:TransactionUTCDate>"
               "<biom:TransactionControlIdentification>" ID(
                   "TCN &amp; 1") "</biom:TransactionControlIdentification>"
                                  "<biom:TransactionDomain><biom:DomainVersionNumberIdentification>" ID(
                                      "1.00") "</"
                                              "biom:DomainVersionNumberIdentification><biom:TransactionDomainName>"
                                              "DOM</biom:TransactionDomainName>"
                                              "</biom:TransactionDomain><biom:TransactionMajorVersionValue>05</"
                                              "biom:TransactionMajorVersionValue>"
                                              "<biom:TransactionMinorVersionValue>2</"
                                              "biom:TransactionMinorVersionValue>"
                                              "<biom:TransactionCategoryCode>CAR</"
                                              "biom:TransactionCategoryCode><biom:TransactionContentSummary>"
                                              "<biom:ContentFirstRecordCategoryCode>01</"
                                              "biom:ContentFirstRecordCategoryCode>"
                                              "<biom:ContentRecordQuantity>02</biom:ContentRecordQuantity>"
                                              "<biom:ContentRecordSummary><biom:ImageReferenceIdentification>" ID(
                                                  "00") "</"
                                                        "biom:ImageReferenceIdentification><biom:RecordCategoryCode>"
                                                        "02</biom:RecordCategoryCode>"
                                                        "</"
                                                        "biom:ContentRecordSummary><biom:ContentRecordSummary><biom:"
                                                        "ImageReferenceIdentification>" ID(
                                                            "01") "</"
                                                                  "biom:ImageReferenceIdentification><biom:"
                                                                  "RecordCategoryCode>14</biom:RecordCategoryCode>"
                                                                  "</biom:ContentRecordSummary></"
                                                                  "biom:TransactionContentSummary></"
                                                                  "biom:Transaction></itl:PackageInformationRecord>\n";

/* Reads a package whose records are TYPE 1, unless it is NULL, and BODY. */
static tp_status read_package(const char *type, const char *body, struct tp_findings *remarks,
                              struct tp_transaction **out, struct tp_diag *diag)
{
    struct tp_buffer text;
    tp_status status;

    tp_buffer_init(&text);
    tp_write_text(&text, "<?xml version='1.0' encoding='UTF-8'?>\n<Envelope><Body>%s%s%s%s</Body></Envelope>", head,
                  type ? type : "", body, tail);
    tp_diag_init(diag);
    status = tp_transaction_read(text.data, text.size_bytes, NULL, remarks, out, diag);
    tp_buffer_deinit(&text);
    return status;
}

static void assert_field(const struct tp_transaction *transaction, size_t place, uint32_t number, const char *wanted)
{
    struct tp_bytes value = tp_record_get(tp_transaction_at(transaction, place), number);

    assert_non_null(value.data);
    if (value.size_bytes != strlen(wanted) || memcmp(value.data, wanted, value.size_bytes) != 0)
        fail_msg("field %u is '%.*s', not '%s'", number, (int)value.size_bytes, (const char *)value.data, wanted);
}

static const char text_and_image[] = "<itl:PackageDescriptiveTextRecord>" RECORD(
    "02",
    "00") "<itl:UserDefinedDescriptiveDetail><e:DomainDefinedDescriptiveFields xmlns:e='urn:ebts'>"
          "<e:RecordSubject><e:PersonName><nc:PersonGivenName>ANN B</nc:PersonGivenName>"
          "<nc:PersonSurName>DOE</nc:PersonSurName></e:PersonName></e:RecordSubject>"
          "<e:RecordForwardOrganizations><nc:OrganizationIdentification>" ID(
              "ORI1") "</nc:OrganizationIdentification>"
                      "</"
                      "e:RecordForwardOrganizations><e:RecordForwardOrganizations><nc:"
                      "OrganizationIdentification>" ID(
                          "ORI2") "</nc:OrganizationIdentification></e:RecordForwardOrganizations>"
                                  "</e:DomainDefinedDescriptiveFields></itl:UserDefinedDescriptiveDetail></"
                                  "itl:PackageDescriptiveTextRecord>"
                                  "<itl:PackageFingerprintImageRecord>" RECORD(
                                      "14",
                                      "01") "<itl:FingerprintImage>"
                                            "<nc:BinaryBase64Object>Zm9v\nYg==</nc:BinaryBase64Object>"
                                            "<biom:ImageCaptureDetail><biom:CaptureDate><nc:Date>2026-11-21</"
                                            "nc:Date></biom:CaptureDate>"
                                            "</biom:ImageCaptureDetail>"
                                            "<biom:ImageHorizontalLineLengthPixelQuantity>2</"
                                            "biom:ImageHorizontalLineLengthPixelQuantity>"
                                            "<biom:FingerPositionCode>13</"
                                            "biom:FingerPositionCode><biom:Invented>1</biom:Invented>"
                                            "<itl:FingerprintImageSegmentPositionPolygon><biom:FingerPositionCode>"
                                            "2</biom:FingerPositionCode>"
                                            "<itl:PositionPolygonVertexQuantity>3</"
                                            "itl:PositionPolygonVertexQuantity>"
                                            "<itl:PositionPolygonVertex><biom:PositionHorizontalCoordinateValue>1</"
                                            "biom:PositionHorizontalCoordinateValue>"
                                            "<biom:PositionVerticalCoordinateValue>2</"
                                            "biom:PositionVerticalCoordinateValue></itl:PositionPolygonVertex>"
                                            "<itl:PositionPolygonVertex><biom:PositionHorizontalCoordinateValue>3</"
                                            "biom:PositionHorizontalCoordinateValue>"
                                            "<biom:PositionVerticalCoordinateValue>4</"
                                            "biom:PositionVerticalCoordinateValue></itl:PositionPolygonVertex>"
                                            "</itl:FingerprintImageSegmentPositionPolygon>"
                                            "</itl:FingerprintImage></itl:PackageFingerprintImageRecord>";

static void reads_header_text_and_finger_image(void **state)
{
    struct tp_transaction *transaction;
    struct tp_findings remarks;
    struct tp_diag diag;

    (void)state;
    tp_findings_init(&remarks);
    assert_int_equal(read_package(type_1, text_and_image, &remarks, &transaction, &diag), TP_OK);
    assert_int_equal(tp_transaction_count(transaction), 3);
    assert_field(transaction, 0, 2, "0502");
    assert_field(transaction, 0, 3,
                 "1\x1f"
                 "2\x1e"
                 "2\x1f"
                 "0\x1e"
                 "14\x1f"
                 "1");
    assert_field(transaction, 0, 4, "CAR");
    assert_field(transaction, 0, 5, "20261122");
    assert_field(transaction, 0, 7, "DAI");
    assert_field(transaction, 0, 9, "TCN & 1");
    assert_field(transaction, 0, 13,
                 "DOM\x1f"
                 "1.00");
    assert_field(transaction, 0, 14, "20261122111545Z");
    assert_field(transaction, 0, 17, "Bureau");
    assert_field(transaction, 1, 18, "DOE,ANN B");
    assert_field(transaction, 1, 7,
                 "ORI1\x1e"
                 "ORI2");
    assert_int_equal(tp_record_idc(tp_transaction_at(transaction, 2)), 1);
    assert_field(transaction, 2, 5, "20261121");
    assert_field(transaction, 2, 6, "2");
    assert_field(transaction, 2, 13, "13");
    assert_field(transaction, 2, 25,
                 "2\x1f"
                 "3\x1f"
                 "1\x1f"
                 "2\x1f"
                 "3\x1f"
                 "4");
    assert_field(transaction, 2, 999, "foob");
    assert_int_equal(remarks.count, 1);
    assert_string_equal(remarks.items[0].text, "FingerprintImage/Invented is not known and left aside");
    assert_int_equal(remarks.items[0].record, 2);
    tp_findings_deinit(&remarks);
    tp_transaction_free(&transaction);
}

static const char image_and_minutiae[] = "<itl:PackageHighResolutionGrayscaleImageRecord>" RECORD(
    "04", "07") "<biom:FingerprintImage><nc:BinaryBase64Object>AAEC</nc:BinaryBase64Object><biom:ImageCaptureDetail>"
                "<biom:CaptureResolutionCode>1</biom:CaptureResolutionCode></biom:ImageCaptureDetail>"
                "<biom:ImageCompressionAlgorithmCode>0</biom:ImageCompressionAlgorithmCode>"
                "<biom:ImageHorizontalLineLengthPixelQuantity>3</biom:ImageHorizontalLineLengthPixelQuantity>"
                "<biom:ImageVerticalLineLengthPixelQuantity>1</biom:ImageVerticalLineLengthPixelQuantity>"
                "<biom:FingerprintImagePosition><biom:FingerPositionCode>02</biom:FingerPositionCode>"
                "</biom:FingerprintImagePosition>"
                "<biom:FingerprintImageImpressionCaptureCategoryCode>3</"
                "biom:FingerprintImageImpressionCaptureCategoryCode>"
                "</biom:FingerprintImage></itl:PackageHighResolutionGrayscaleImageRecord>"
                "<itl:PackageMinutiaeRecord>" RECORD(
                    "09",
                    "08") "<biom:MinutiaeFormatNISTStandardIndicator>true</"
                          "biom:MinutiaeFormatNISTStandardIndicator><itl:Minutiae>"
                          "<itl:MinutiaeNISTStandard><itl:MinutiaDetail>"
                          "<biom:PositionHorizontalCoordinateValue>120</biom:PositionHorizontalCoordinateValue>"
                          "<biom:PositionVerticalCoordinateValue>3456</biom:PositionVerticalCoordinateValue>"
                          "<biom:MinutiaIdentification>" ID(
                              "1") "</biom:MinutiaIdentification>"
                                   "<biom:PositionThetaAngleMeasure>90</biom:PositionThetaAngleMeasure>"
                                   "<biom:MinutiaQualityValue>5</"
                                   "biom:MinutiaQualityValue><biom:MinutiaCategoryCode>A</biom:MinutiaCategoryCode>"
                                   "<biom:MinutiaRidgeCount><biom:RidgeCountReferenceIdentification>" ID(
                                       "2") "</biom:RidgeCountReferenceIdentification><biom:RidgeCountValue>7</"
                                            "biom:RidgeCountValue>"
                                            "</biom:MinutiaRidgeCount></itl:MinutiaDetail></"
                                            "itl:MinutiaeNISTStandard></itl:Minutiae>"
                                            "</itl:PackageMinutiaeRecord>";

static void reads_binary_records_and_minutiae(void **state)
{
    struct tp_transaction *transaction, *again;
    struct tp_diag diag;
    uint8_t *data;
    size_t size_bytes;

    (void)state;
    assert_int_equal(read_package(type_1, image_and_minutiae, NULL, &transaction, &diag), TP_OK);
    assert_field(transaction, 2, 4, "S");
    assert_field(transaction, 2, 12,
                 "1\x1f"
                 "01203456090\x1f"
                 "5\x1f"
                 "A\x1f"
                 "2,7");
    /* the traditional encoding of the same */
    assert_int_equal(tp_transaction_write(transaction, &data, &size_bytes, &diag), TP_OK);
    if (tp_transaction_read(data, size_bytes, NULL, NULL, &again, &diag) != TP_OK)
        fail_msg("%s: %s", diag.field, diag.text);
    assert_int_equal(tp_transaction_count(again), 3);
    assert_field(again, 0, 3,
                 "1\x1f"
                 "2\x1e"
                 "4\x1f"
                 "7\x1e"
                 "9\x1f"
                 "8");
    assert_field(again, 1, 3, "3");
    assert_field(again, 1, 6, "3");
    assert_int_equal(tp_record_get(tp_transaction_at(again, 1), 4).data[0], '2');
    assert_memory_equal(tp_record_get(tp_transaction_at(again, 1), 9).data, "\0\1\2", 3);
    free(data);
    tp_transaction_free(&again);
    tp_transaction_free(&transaction);
}

static void refuses_what_is_no_transaction(void **state)
{
    static const struct {
        const char *type_1, *body, *field;
    } cases[] = {
        {NULL, "", "NISTBiometricInformationExchangePackage"},
        {NULL, "<a/>", "record 1 (type 0), RecordCategoryCode"},
        {NULL, "<a><RecordCategoryCode>100</RecordCategoryCode></a>", "record 1 (type 0), RecordCategoryCode"},
        {NULL, "<a>" RECORD("14", "1") "</a>", "record 1 (type 14), RecordCategoryCode"},
        {type_1, type_1, "record 2 (type 1), RecordCategoryCode"},
        {type_1, "<a>" RECORD("14", "x") "</a>", "record 2 (type 14), RecordCategoryCode"},
        {type_1, "<a>" RECORD("14", "1") "<F><BinaryBase64Object>?</BinaryBase64Object></F></a>", "base64"},
        {NULL, "<a>", "XML line 4"},
    };

    (void)state;
    for (size_t i = 0; i < TP_ARRAY_LENGTH(cases); i++) {
        struct tp_transaction *transaction;
        struct tp_diag diag;
        assert_int_equal(read_package(cases[i].type_1, cases[i].body, NULL, &transaction, &diag), TP_E_FORMAT);
        assert_string_equal(diag.field, cases[i].field);
        assert_null(transaction);
    }
}

static void limits_hold(void **state)
{
    enum { RECORDS = 5 };
    static const char record[] = "<a>" RECORD("14", "1") "</a>";
    const struct tp_record_limits limits = {.max_records = RECORDS};
    struct tp_transaction *transaction;
    struct tp_buffer text;

    (void)state;
    tp_buffer_init(&text);
    tp_write_text(&text, "%s%s", head, type_1);
    for (unsigned i = 0; i < RECORDS; i++)
        tp_write_text(&text, "%s", record);
    tp_write_text(&text, "%s", tail);
    assert_int_equal(tp_transaction_read(text.data, text.size_bytes, &limits, NULL, &transaction, NULL), TP_E_LIMIT);
    assert_int_equal(tp_transaction_read(text.data, text.size_bytes, NULL, NULL, &transaction, NULL), TP_OK);
    assert_int_equal(tp_transaction_count(transaction), RECORDS + 1);
    tp_transaction_free(&transaction);
    tp_buffer_deinit(&text);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(reads_header_text_and_finger_image),
    cmocka_unit_test(reads_binary_records_and_minutiae),
    cmocka_unit_test(refuses_what_is_no_transaction),
    cmocka_unit_test(limits_hold),
};
TP_TEST_MAIN(tests)
