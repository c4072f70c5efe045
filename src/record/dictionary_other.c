/* SPDX-License-Identifier: Apache-2.0 */
/* Fields of types 16 (test images), 20 (source representation), 21 (associated context), 22 (non-photographic imagery),
 * 98 (information assurance) and 99 (CBEFF data) (ANSI/NIST-ITL 1, clauses 8.16 and 8.20 to 8.24). */
#include "record/dictionary_tables.h"

/* clang-format off */
#define FILE_FORMAT(mnemonic, name) \
    {15, 0, mnemonic, name, 'M', TP_ITEMS( \
        ITEM("FTY", "file type", 'M', U, 3, 6), \
        ITEM("DEI", "decoding instructions", 'O', U, 1, 1000))}
#define SEGMENTS(position, name) \
    {16, 0, "SEG", "segments", 'O', 1, 99, TP_ITEMS( \
        CODES(position, name, 'M', N, 1, 2, "1..99"), \
        ITEM("IPT", "internal file reference pointer", 'M', ANS, 1, 15), \
        CODES("NOP", "number of points", 'O', N, 1, 2, "3..99"), \
        CODES("HPO", "horizontal point offset", 'O', N, 1, 5, "0..99999"), \
        CODES("VPO", "vertical point offset", 'O', N, 1, 5, "0..99999")), .repeated = 2}
#define TIME_INDEX \
    {19, 0, "TIX", "time index", 'O', 1, 99, TP_ITEMS( \
        FORM("TIS", "time index start", 'M', NS, 9, 12, &tp_form_time_index), \
        FORM("TIE", "time index end", 'M', NS, 9, 12, &tp_form_time_index))}
#define ACQUISITION \
    {14, 0, "AQS", "acquisition source", 'M', 1, 9, TP_ITEMS( \
        CODES("AQC", "acquisition source code", 'M', N, 1, 2, "0..31"), \
        ITEM("A2D", "analog to digital conversion", 'O', U, 1, 200), \
        ITEM("FDN", "radio transmission format description", 'O', U, 1, 200), \
        ITEM("AQSC", "acquisition special characteristics", 'O', U, 1, 200))}

TP_DICTIONARY_DEFINE(16,
    RECORD_HEADER,
    {3, 0, "UDI", "user-defined image type", 'M', ONE(U, 1, 0)},
    {4, 0, "SRC", "source agency", 'M', ONE(U, 1, 0)},
    {5, 0, "UTD", "user-defined image test capture date", 'M', ONE_IN(N, 8, 8, &tp_form_date)},
    IMAGE_SIZE('M'),
    IMAGE_SCALE('M'),
    {11, 0, "CGA", "compression algorithm", 'M', ONE_OF(AN, 3, 5, "NONE|WSQ20|JPEGB|JPEGL|JP2|JP2L|PNG")},
    BITS_PER_PIXEL('M'),
    {13, 0, "CSP", "color space", 'D', ONE_OF(A, 3, 4, "UNK|GRAY|RGB|SRGB|YCC|SYCC")},
    SCANNED_SCALE(16, 17),
    COMMENT(20),
    {24, 0, "UQS", "user-defined image quality metric", 'O', 1, 9, TP_ITEMS(QUALITY_ITEMS)},
    MONITORING,
    USER_DEFINED(200, 900),
    TRACE_FIELDS,
    {999, 0, "DATA", "test data", 'M', ONE(B, 1, 0)},
);

TP_DICTIONARY_DEFINE(20,
    RECORD_HEADER,
    {3, 0, "CAR", "source representation carrier", 'M', ONE(A, 1, 1)},
    {4, 0, "SRC", "source agency", 'M', ONE(U, 1, 0)},
    {5, 0, "SRD", "source representation date", 'O', ONE_IN(AN, 8, 15, &tp_form_date_or_gmt)},
    IMAGE_SIZE('O'),
    IMAGE_SCALE('O'),
    {11, 0, "CGA", "compression algorithm", 'O', ONE_OF(AN, 3, 5, "NONE|WSQ20|JPEGB|JPEGL|JP2|JP2L|PNG")},
    BITS_PER_PIXEL('O'),
    {13, 0, "CSP", "color space", 'O', ONE_OF(A, 3, 4, "UNK|GRAY|RGB|SRGB|YCC|SYCC")},
    ACQUISITION,
    FILE_FORMAT("SFT", "source representation format"),
    SEGMENTS("RSP", "reference segment position"),
    SCANNED_SCALE(17, 18),
    TIME_INDEX,
    COMMENT(20),
    {21, 0, "SRN", "source representation number", 'M', ONE_OF(N, 1, 3, "1..255")},
    USER_DEFINED(100, 900),
    HISTORY_FIELDS, DEVICE_FIELDS, CROSS_REFERENCE_FIELD, SOURCE_NAME_FIELD,
    {994, 0, "EFR", "external file reference", 'D', ONE(U, 1, 200)},
    CONTEXT_FIELD, HASH_FIELD, SOURCE_FIELD, LOCATION_FIELD,
    {999, 0, "DATA", "source representation data", 'D', ONE(B, 1, 0)},
);

TP_DICTIONARY_DEFINE(21,
    RECORD_HEADER,
    {4, 0, "SRC", "source agency", 'M', ONE(U, 1, 0)},
    {5, 0, "ACD", "associated context date", 'O', ONE_IN(AN, 8, 15, &tp_form_date_or_gmt)},
    {6, 0, "MDI", "medical device information", 'O', 1, 0, ANYTHING, .from_version = TP_ITL_2013},
    FILE_FORMAT("AFT", "associated context format"),
    SEGMENTS("ASP", "associated segment position"),
    TIME_INDEX,
    COMMENT(20),
    {21, 0, "ACN", "associated context number", 'M', ONE_OF(N, 1, 3, "1..255")},
    {46, 47, "SUB", "subject condition, capture organization", 'O', 1, 1, ANYTHING, .from_version = TP_ITL_2013},
    USER_DEFINED(100, 900),
    HISTORY_FIELDS, DEVICE_FIELDS, CROSS_REFERENCE_FIELD, SOURCE_NAME_FIELD,
    {994, 0, "EFR", "external file reference", 'D', ONE(U, 1, 200)},
    CONTEXT_FIELD, HASH_FIELD, SOURCE_FIELD, LOCATION_FIELD,
    {999, 0, "DATA", "associated context data", 'D', ONE(B, 1, 0)},
);

TP_DICTIONARY_DEFINE(22,
    RECORD_HEADER,
    {3, 0, "ICDR", "image date estimate range", 'O', ONE(AN, 3, 9), .from_version = TP_ITL_2013},
    {4, 0, "SRC", "source agency", 'M', ONE(U, 1, 0), .from_version = TP_ITL_2013},
    {5, 0, "ICD", "image capture date", 'O', ONE_IN(AN, 8, 15, &tp_form_date_or_gmt), .from_version = TP_ITL_2013},
    {6, 0, "BIC", "body image code", 'O', 1, 0, ANYTHING, .from_version = TP_ITL_2013},
    {7, 19, "IMG", "description of the image", 'O', 1, 0, ANYTHING, .from_version = TP_ITL_2013},
    COMMENT(20),
    {21, 47, "IMG", "description of the image", 'O', 1, 0, ANYTHING, .from_version = TP_ITL_2013},
    {101, 0, "ITF", "image type format", 'O', 1, 0, ANYTHING, .from_version = TP_ITL_2013},
    USER_DEFINED(200, 900),
    TRACE_FIELDS,
    {999, 0, "DATA", "non-photographic imagery data", 'O', ONE(B, 1, 0), .from_version = TP_ITL_2013},
);

TP_DICTIONARY_DEFINE(98,
    RECORD_HEADER,
    {3, 0, "DFO", "ia data format owner", 'M', ONE(H, 4, 4)},
    {4, 0, "SRC", "source agency", 'M', ONE(U, 1, 0)},
    {5, 0, "DFT", "ia data format type", 'M', ONE(H, 4, 4)},
    {6, 0, "DCD", "ia data creation date", 'M', ONE_IN(AN, 15, 15, &tp_form_gmt)},
    USER_DEFINED(200, 899),
    {900, 0, "ALF", "audit log", 'O', 1, 0, TP_ITEMS(
        ITEM("EVT", "event", 'M', ANS, 1, 15),
        ITEM("EVR", "event reason", 'O', ANS, 1, 200),
        ITEM("IID", "information identifier", 'M', ANS, 1, 0),
        ITEM("AGT", "agent", 'M', ANS, 1, 200),
        ITEM("OLD", "old value", 'O', U, 1, 0))},
    {993, 0, "SAN", "source agency name", 'O', ONE(U, 1, 125)},
);

TP_DICTIONARY_DEFINE(99,
    RECORD_HEADER,
    {4, 0, "SRC", "source agency", 'M', ONE(U, 1, 0)},
    {5, 0, "BCD", "biometric creation date", 'M', ONE_IN(N, 8, 8, &tp_form_date)},
    {100, 0, "HDV", "cbeff header version", 'M', ONE_OF(N, 4, 4, "100|101|0100|0101|0200")},
    {101, 0, "BTY", "biometric type", 'M', ONE(H, 1, 8)},
    {102, 0, "BDQ", "biometric data quality", 'M', 1, 9, TP_ITEMS(
        CODES("QVU", "quality value", 'M', N, 1, 3, QUALITY),
        ITEM("QAV", "algorithm vendor identification", 'O', H, 1, 4),
        CODES("QAP", "algorithm product identification", 'O', N, 1, 5, "0..65535"))},
    {103, 0, "BFO", "bdb format owner", 'M', ONE(H, 4, 4)},
    {104, 0, "BFT", "bdb format type", 'M', ONE(H, 4, 4)},
    USER_DEFINED(200, 900),
    HISTORY_FIELDS,
    DEVICE_FIELDS,
    SOURCE_NAME_FIELD,
    CONTEXT_FIELD,
    HASH_FIELD,
    SOURCE_FIELD,
    {999, 0, "DATA", "biometric data block", 'M', ONE(B, 1, 0)},
);
