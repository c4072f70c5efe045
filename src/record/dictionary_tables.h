/* SPDX-License-Identifier: Apache-2.0 */
/* What the tables of fields share: short names of character types, and the fields that most record types have. */
#ifndef TP_RECORD_DICTIONARY_TABLES_H
#define TP_RECORD_DICTIONARY_TABLES_H

#include "record/record.h"

/* clang-format off */
#define N   TP_CHARS_NUMERIC
#define A   TP_CHARS_ALPHA
#define AN  (TP_CHARS_ALPHA | TP_CHARS_NUMERIC)
#define AS  (TP_CHARS_ALPHA | TP_CHARS_SPECIAL | TP_CHARS_SPACE)
#define ANS (AN | TP_CHARS_SPECIAL | TP_CHARS_SPACE)
#define NS  (TP_CHARS_NUMERIC | TP_CHARS_SPECIAL)
#define U   TP_CHARS_UNICODE
#define H   TP_CHARS_HEX
#define B   TP_CHARS_BINARY
#define B64 TP_CHARS_BASE64

#define ITEM    TP_ITEM
#define CODES   TP_ITEM_OF
#define FORM    TP_ITEM_FORM
/* A field of a single item. */
#define ONE(chars, min, max)           TP_ITEMS(TP_ITEM(NULL, NULL, 'M', chars, min, max))
#define ONE_OF(chars, min, max, codes) TP_ITEMS(TP_ITEM_OF(NULL, NULL, 'M', chars, min, max, codes))
#define ONE_IN(chars, min, max, form)  TP_ITEMS(TP_ITEM_FORM(NULL, NULL, 'M', chars, min, max, form))
/* A field whose content is left to others. */
#define ANYTHING .items = NULL

#define QUALITY "0..100|254|255"

/* 001 and 002 of all but type 1. */
#define RECORD_HEADER \
    {1, 0, "LEN", "logical record length", 'M', ONE_OF(N, 1, 10, "1..4294967295")}, \
    {2, 0, "IDC", "information designation character", 'M', ONE_OF(N, 1, 2, "0..99")}

/* 006 to 012; the condition of a field that goes with an image is 'D' (check_image.c). */
#define IMAGE_SIZE(condition) \
    {6, 0, "HLL", "horizontal line length", condition, ONE_OF(N, 2, 5, "10..99999")}, \
    {7, 0, "VLL", "vertical line length", condition, ONE_OF(N, 2, 5, "10..99999")}, \
    {8, 0, "SLC", "scale units", condition, ONE_OF(N, 1, 1, "0..2")}
#define IMAGE_SCALE(condition) \
    {9, 0, "THPS", "transmitted horizontal pixel scale", condition, ONE_OF(N, 1, 5, "1..99999")}, \
    {10, 0, "TVPS", "transmitted vertical pixel scale", condition, ONE_OF(N, 1, 5, "1..99999")}
#define BITS_PER_PIXEL(condition) \
    {12, 0, "BPX", "bits per pixel", condition, ONE_OF(N, 1, 2, "8..99")}
#define SCANNED_SCALE(horizontal, vertical) \
    {horizontal, 0, "SHPS", "scanned horizontal pixel scale", 'O', ONE_OF(N, 1, 5, "1..99999")}, \
    {vertical, 0, "SVPS", "scanned vertical pixel scale", 'O', ONE_OF(N, 1, 5, "1..99999")}
#define MONITORING \
    {30, 0, "DMM", "device monitoring mode", 'O', \
     ONE_OF(A, 7, 10, "CONTROLLED|ASSISTED|OBSERVED|UNATTENDED|UNKNOWN")}

#define SUBJECT_CONDITION \
    {46, 0, "SUB", "subject condition", 'O', TP_ITEMS( \
        CODES("SSC", "subject status code", 'M', A, 1, 1, "X|A|D"), \
        CODES("SBSC", "subject body status code", 'O', N, 1, 1, "1|2"), \
        CODES("SBCC", "subject body class code", 'O', N, 1, 1, "1|2|3")), .from_version = TP_ITL_2013}, \
    {47, 0, "CON", "capture organization name", 'O', ONE(U, 1, 1000), .from_version = TP_ITL_2013}
#define COMMENT(number) \
    {number, 0, "COM", "comment", 'O', ONE(U, 1, 128), .to_version = TP_ITL_2007}, \
    {number, 0, "COM", "comment", 'O', ONE(U, 1, 126), .from_version = TP_ITL_2011}
#define USER_DEFINED(first, last) {first, last, "UDF", "user-defined field", 'O', 1, 0, ANYTHING}

/* 902 to 904 */
#define HISTORY_FIELDS \
    {902, 0, "ANN", "annotation information", 'O', 1, 0, TP_ITEMS( \
        FORM("GMT", "greenwich mean time", 'M', AN, 15, 15, &tp_form_gmt), \
        ITEM("NAV", "processing algorithm name / version", 'M', U, 1, 64), \
        ITEM("OWN", "algorithm owner", 'M', U, 1, 64), \
        ITEM("PRO", "process description", 'M', U, 1, 255)), .from_version = TP_ITL_2011}
#define DEVICE_FIELDS \
    {903, 0, "DUI", "device unique identifier", 'O', ONE_IN(ANS, 13, 16, &tp_form_device), \
     .from_version = TP_ITL_2011}, \
    {904, 0, "MMS", "make/model/serial number", 'O', TP_ITEMS( \
        ITEM("MAK", "make", 'M', U, 1, 50), \
        ITEM("MOD", "model", 'M', U, 1, 50), \
        ITEM("SER", "serial number", 'M', U, 1, 50)), .from_version = TP_ITL_2011}
#define CROSS_REFERENCE_FIELD \
    {992, 0, "T2C", "type-2 record cross reference", 'O', ONE_OF(N, 1, 2, "0..99"), .from_version = TP_ITL_2013}
#define SOURCE_NAME_FIELD \
    {993, 0, "SAN", "source agency name", 'O', ONE(U, 1, 125), .from_version = TP_ITL_2011}
#define EXTERNAL_FILE_FIELD \
    {994, 0, "EFR", "external file reference", 'O', ONE(U, 1, 200), .from_version = TP_ITL_2013}
#define CONTEXT_FIELD \
    {995, 0, "ASC", "associated context", 'O', 1, 255, TP_ITEMS( \
        CODES("ACN", "associated context number", 'M', N, 1, 3, "1..255"), \
        CODES("ASP", "associated segment position", 'O', N, 1, 2, "1..99")), .from_version = TP_ITL_2011}
#define HASH_FIELD \
    {996, 0, "HAS", "hash", 'O', ONE(H, 64, 64), .from_version = TP_ITL_2011}
#define SOURCE_FIELD \
    {997, 0, "SOR", "source representation", 'O', 1, 255, TP_ITEMS( \
        CODES("SRN", "source representation number", 'M', N, 1, 3, "1..255"), \
        CODES("RSP", "reference segment position", 'O', N, 1, 2, "1..99")), .from_version = TP_ITL_2011}
#define LOCATION_FIELD \
    {998, 0, "GEO", "geographic sample acquisition location", 'O', TP_ITEMS( \
        FORM("UTE", "universal time entry", 'O', AN, 15, 15, &tp_form_gmt), \
        FORM("LTD", "latitude degree value", 'O', NS, 1, 9, &tp_form_decimal), \
        FORM("LTM", "latitude minute value", 'O', NS, 1, 8, &tp_form_decimal), \
        FORM("LTS", "latitude second value", 'O', NS, 1, 8, &tp_form_decimal), \
        FORM("LGD", "longitude degree value", 'O', NS, 1, 10, &tp_form_decimal), \
        FORM("LGM", "longitude minute value", 'O', NS, 1, 8, &tp_form_decimal), \
        FORM("LGS", "longitude second value", 'O', NS, 1, 8, &tp_form_decimal), \
        FORM("ELE", "elevation", 'O', NS, 1, 8, &tp_form_decimal), \
        ITEM("GDC", "geodetic datum code", 'O', AN, 3, 6), \
        ITEM("GCM", "geographic coordinate universal transverse mercator zone", 'O', AN, 2, 3), \
        ITEM("GCE", "geographic coordinate universal transverse mercator easting", 'O', N, 1, 6), \
        ITEM("GCN", "geographic coordinate universal transverse mercator northing", 'O', N, 1, 8), \
        ITEM("GRT", "geographic reference text", 'O', U, 1, 150), \
        ITEM("OSI", "geographic coordinate other system identifier", 'O', U, 1, 10), \
        ITEM("OCV", "geographic coordinate other system value", 'O', U, 1, 126)), .from_version = TP_ITL_2011}

/* 902 to 998 of the types that describe an image. */
#define TRACE_FIELDS \
    HISTORY_FIELDS, DEVICE_FIELDS, CROSS_REFERENCE_FIELD, SOURCE_NAME_FIELD, EXTERNAL_FILE_FIELD, CONTEXT_FIELD, \
    HASH_FIELD, SOURCE_FIELD, LOCATION_FIELD

/* Items that several types share. */
#define QUALITY_ITEMS \
    CODES("QVU", "quality value", 'M', N, 1, 3, QUALITY), \
    ITEM("QAV", "algorithm vendor identification", 'M', H, 4, 4), \
    CODES("QAP", "algorithm product identification", 'M', N, 1, 5, "1..65535")
#define POINT_ITEMS \
    CODES("HPO", "horizontal point offset", 'M', N, 1, 5, "0..99999"), \
    CODES("VPO", "vertical point offset", 'M', N, 1, 5, "0..99999")
#define BOX_ITEMS \
    CODES("LHC", "left horizontal coordinate", 'M', N, 1, 5, "0..99999"), \
    CODES("RHC", "right horizontal coordinate", 'M', N, 1, 5, "0..99999"), \
    CODES("TVC", "top vertical coordinate", 'M', N, 1, 5, "0..99999"), \
    CODES("BVC", "bottom vertical coordinate", 'M', N, 1, 5, "0..99999")
/* clang-format on */

/* The tables, one for each file. */
#define TP_DICTIONARY_TABLE(type)                                                                                      \
    extern const struct tp_field_rule tp_dictionary_table_##type[];                                                    \
    extern const size_t tp_dictionary_count_##type
TP_DICTIONARY_TABLE(1);
TP_DICTIONARY_TABLE(2); /* what the standard says; the rest is the domain's */
TP_DICTIONARY_TABLE(3); /* also of 4, 5 and 6 */
TP_DICTIONARY_TABLE(4);
TP_DICTIONARY_TABLE(7);
TP_DICTIONARY_TABLE(8);
TP_DICTIONARY_TABLE(9);
TP_DICTIONARY_TABLE(10);
TP_DICTIONARY_TABLE(13);
TP_DICTIONARY_TABLE(14);
TP_DICTIONARY_TABLE(15);
TP_DICTIONARY_TABLE(16);
TP_DICTIONARY_TABLE(17);
TP_DICTIONARY_TABLE(18);
TP_DICTIONARY_TABLE(19);
TP_DICTIONARY_TABLE(20);
TP_DICTIONARY_TABLE(21);
TP_DICTIONARY_TABLE(22);
TP_DICTIONARY_TABLE(98);
TP_DICTIONARY_TABLE(99);

/* Defines tp_dictionary_table_N as RULES, which are in parentheses no more than an initialiser is. */
#define TP_DICTIONARY_DEFINE(type, ...)                                                                                \
    const struct tp_field_rule tp_dictionary_table_##type[] = {__VA_ARGS__};                                           \
    const size_t tp_dictionary_count_##type = TP_ARRAY_LENGTH(tp_dictionary_table_##type)

#endif
