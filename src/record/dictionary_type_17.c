/* SPDX-License-Identifier: Apache-2.0 */
/* Fields of type 17, irises (ANSI/NIST-ITL 1, clause 8.17). The 2007 version had fewer, with other names. */
#include "record/dictionary_tables.h"

/* clang-format off */
#define BOUNDARY(number, mnemonic, name, least) \
    {number, 0, mnemonic, name, 'O', TP_ITEMS( \
        CODES("BYC", "boundary code", 'M', A, 1, 1, "C|E|P"), \
        CODES("NOP", "number of points", 'M', N, 1, 2, least "..99"), POINT_ITEMS), .repeated = 2, \
     .from_version = TP_ITL_2011}

TP_DICTIONARY_DEFINE(17,
    RECORD_HEADER,
    {3, 0, "ELR", "eye label", 'M', ONE_OF(N, 1, 1, "0..2")},
    {4, 0, "SRC", "source agency", 'M', ONE(U, 1, 0)},
    {5, 0, "ICD", "iris capture date", 'M', ONE_IN(N, 8, 8, &tp_form_date)},
    IMAGE_SIZE('D'),
    IMAGE_SCALE('D'),
    {11, 0, "CGA", "compression algorithm", 'D', ONE_OF(AN, 3, 5, "NONE|JPEGB|JPEGL|JP2|JP2L|PNG"),
     .to_version = TP_ITL_2007},
    {11, 0, "CGA", "compression algorithm", 'D', ONE_OF(AN, 3, 4, "NONE|JP2|JP2L|PNG"), .from_version = TP_ITL_2011},
    BITS_PER_PIXEL('D'),
    {13, 0, "CSP", "color space", 'D', ONE_OF(A, 3, 4, "UNK|GRAY|RGB|SRGB|YCC|SYCC")},
    {14, 0, "RAE", "rotation angle of eye", 'O', ONE(H, 1, 4)},
    {15, 0, "RAU", "rotation uncertainty", 'O', ONE(H, 1, 4)},
    {16, 0, "IPC", "image property code", 'O', TP_ITEMS(
        CODES("IHO", "horizontal orientation code", 'M', N, 1, 1, "0..2"),
        CODES("IVO", "vertical orientation code", 'M', N, 1, 1, "0..2"),
        CODES("IST", "specific scan type", 'M', N, 1, 1, "0..4"))},
    /* In 2007 also a serial number after a D, or zeros. */
    {17, 0, "DUI", "device unique identifier", 'O', ONE(ANS, 1, 16), .to_version = TP_ITL_2007},
    {17, 0, "DUI", "device unique identifier", 'O', ONE_IN(ANS, 13, 16, &tp_form_device), .from_version = TP_ITL_2011},
    {18, 0, "GUI", "global unique identifier", 'O', ONE(ANS, 16, 38), .to_version = TP_ITL_2007},
    {19, 0, "MMS", "make/model/serial number", 'O', TP_ITEMS(
        ITEM("MAK", "make", 'M', U, 1, 50), ITEM("MOD", "model", 'M', U, 1, 50), ITEM("SER", "serial number", 'M', U, 1, 50))},
    {20, 0, "ECL", "eye color", 'O', ONE_OF(A, 3, 3, "BLK|BLU|BRO|GRY|GRN|HAZ|MAR|MUL|PNK|XXX")},
    COMMENT(21),
    SCANNED_SCALE(22, 23),
    {24, 0, "IQS", "image quality score", 'O', 1, 9, TP_ITEMS(QUALITY_ITEMS)},
    {25, 0, "EAS", "effective acquisition spectrum", 'O', ONE_OF(A, 3, 9, "NIR|DEFINED|VIS|RED|UNDEFINED"),
     .from_version = TP_ITL_2011},
    {26, 0, "IRD", "iris diameter", 'O', ONE_OF(N, 2, 4, "10..9999"), .from_version = TP_ITL_2011},
    {27, 0, "SSV", "specified spectrum values", 'O', TP_ITEMS(
        CODES("LOW", "spectral lower bound", 'M', N, 3, 4, "500..9990"),
        CODES("UPP", "spectral upper bound", 'M', N, 3, 4, "510..9990")), .from_version = TP_ITL_2011},
    {28, 0, "DME", "damaged or missing eye", 'O', ONE_OF(A, 2, 2, "MA|UC"), .from_version = TP_ITL_2011},
    MONITORING,
    {31, 0, "IAP", "subject acquisition profile: iris", 'O', ONE_OF(N, 2, 2, "20|30|40"), .from_version = TP_ITL_2011},
    {32, 0, "ISF", "iris storage format", 'O', ONE_OF(N, 1, 1, "1|2|3|7"), .from_version = TP_ITL_2011},
    BOUNDARY(33, "IPB", "iris pupil boundary", "2"),
    BOUNDARY(34, "ISB", "iris sclera boundary", "2"),
    BOUNDARY(35, "UEB", "upper eyelid boundary", "3"),
    BOUNDARY(36, "LEB", "lower eyelid boundary", "3"),
    {37, 0, "NEO", "non-eyelid occlusions", 'O', 1, 0, TP_ITEMS(
        CODES("OCY", "occlusion opacity", 'M', A, 1, 1, "T|I|L|S"),
        CODES("OCT", "occlusion type", 'M', A, 1, 1, "L|S|C|R|O"),
        CODES("NOP", "number of points", 'M', N, 1, 2, "3..99"), POINT_ITEMS), .repeated = 2,
     .from_version = TP_ITL_2011},
    {40, 0, "RAN", "range", 'O', ONE_OF(N, 1, 5, "0..99999"), .from_version = TP_ITL_2011},
    {41, 0, "GAZ", "frontal gaze", 'O', ONE_OF(N, 1, 2, "0..90"), .from_version = TP_ITL_2011},
    SUBJECT_CONDITION,
    USER_DEFINED(200, 900),
    HISTORY_FIELDS,
    {903, 904, "DEV", "device identification of other types", 'O', 1, 0, ANYTHING, .from_version = TP_ITL_2015},
    CROSS_REFERENCE_FIELD,
    SOURCE_NAME_FIELD,
    EXTERNAL_FILE_FIELD,
    CONTEXT_FIELD,
    HASH_FIELD,
    SOURCE_FIELD,
    LOCATION_FIELD,
    {999, 0, "DATA", "iris image data", 'D', ONE(B, 1, 0)},
);
