/* SPDX-License-Identifier: Apache-2.0 */
/* Fields of type 10, faces, other body parts, scars, marks and tattoos (ANSI/NIST-ITL 1, clause 8.10). Which go with a
 * face and which with a tattoo is in check_face.c. */
#include "record/dictionary_tables.h"

/* clang-format off */
#define BODY_PARTS \
    "FACE|SCAR|MARK|TATTOO|FRONTAL-C|REAR-C|FRONTAL-N|REAR-N|TORSO-BACK|TORSO-FRONT|CONDITION|MISSING|OTHER|CHEST|FEET" \
    "|HANDS-PALM|HANDS-BACK|GENITALS|BUTTOCKS|RIGHT LEG|LEFT LEG|RIGHT ARM|LEFT ARM|RIGHT-LEG|LEFT-LEG|RIGHT-ARM|LEFT-ARM"
#define EYE_COLORS "BLK|BLU|BRO|GRY|GRN|HAZ|MAR|MUL|PNK|XXX"
#define HAIR_COLORS "XXX|BAL|BLK|BLN|BRO|GRY|RED|SDY|WHI|BLU|GRN|ONG|PNK|PLE|STR"
#define TATTOO_COLORS "BLACK|BROWN|GRAY|GREY|BLUE|GREEN|ORANGE|PURPLE|RED|YELLOW|WHITE|MULTI|OUTLINE|PINK"
#define CONTOURS \
    "eyetop|eyebottom|upperliptop|upperlipbottom|lowerliptop|lowerlipbottom|rightnostril|leftnostril|lefteyebrow" \
    "|righteyebrow|chin|faceoutline"
#define TRANSFORMS \
    "AGE|AXIS|COLORSHIFT|CONTRAST|CROP|DIST|DOWNSAMPLE|GRAY|ILLUM|IMGFUSE|INTERPOLATE|MULTCOMP|MULTIVIEW|POSE|ROTATE" \
    "|SNIR|SUPERRES|WHITE"
#define TATTOO_ITEMS \
    CODES("TAC", "tattoo class", 'D', A, 4, 8, "HUMAN|ANIMAL|PLANT|FLAG|OBJECT|ABSTRACT|SYMBOL|OTHER"), \
    ITEM("TSC", "tattoo subclass", 'D', A, 3, 9), \
    ITEM("TDS", "tattoo description", 'O', U, 1, 256)
#define FEATURE_POINT(horizontal, vertical) \
    CODES("FPT", "feature point type", 'M', N, 1, 1, "1|2"), \
    ITEM("FPC", "feature point code", 'M', ANS, 3, 10), \
    CODES(horizontal, "x coordinate", 'M', N, 1, 5, "0..99999"), \
    CODES(vertical, "y coordinate", 'M', N, 1, 5, "0..99999")

TP_DICTIONARY_DEFINE(10,
    RECORD_HEADER,
    {3, 0, "IMT", "image type", 'M', ONE_OF(A, 4, 6, "FACE|SCAR|MARK|TATTOO"), .to_version = TP_ITL_2007},
    {3, 0, "IMT", "image type", 'M', ONE_OF(AS, 4, 11, BODY_PARTS), .from_version = TP_ITL_2011,
     .to_version = TP_ITL_2011},
    {3, 0, "IMT", "image type", 'M', ONE(AS, 3, 11), .from_version = TP_ITL_2013},
    {4, 0, "SRC", "source agency", 'M', ONE(U, 1, 0)},
    {5, 0, "PHD", "photo capture date", 'M', ONE_IN(N, 8, 8, &tp_form_date)},
    IMAGE_SIZE('M'),
    IMAGE_SCALE('M'),
    {11, 0, "CGA", "compression algorithm", 'M', ONE_OF(AN, 3, 5, "NONE|JPEGB|JPEGL|JP2|JP2L|PNG")},
    {12, 0, "CSP", "color space", 'M', ONE_OF(A, 3, 4, "GRAY|YCC|RGB|SRGB|SYCC"), .to_version = TP_ITL_2007},
    {12, 0, "CSP", "color space", 'M', ONE_OF(A, 3, 4, "UNK|GRAY|RGB|SRGB|YCC|SYCC"), .from_version = TP_ITL_2011},
    {13, 0, "SAP", "subject acquisition profile", 'D',
     ONE_OF(N, 1, 2, "0|1|10..15|20|30|32|40|42|50|51|52")},
    {14, 0, "FIP", "face image bounding box coordinates in full image", 'O', TP_ITEMS(
        BOX_ITEMS, CODES("BBC", "head position code", 'O', A, 1, 1, "H|S|F|X")), .from_version = TP_ITL_2011},
    {15, 0, "FPFI", "face image path coordinates in full image", 'O', TP_ITEMS(
        CODES("BYC", "boundary code", 'M', A, 1, 1, "C|E|P"),
        CODES("NOP", "number of points", 'M', N, 1, 2, "2..99"), POINT_ITEMS), .repeated = 2,
     .from_version = TP_ITL_2011},
    SCANNED_SCALE(16, 17),
    {18, 0, "DIST", "distortion", 'O', TP_ITEMS(
        CODES("IDK", "distortion code", 'M', A, 6, 10, "Barrel|Inflated|Pincushion"),
        CODES("IDM", "distortion measurement code", 'M', A, 1, 1, "E|C"),
        CODES("DSC", "distortion severity code", 'M', A, 4, 8, "Mild|Moderate|Severe")), .from_version = TP_ITL_2011},
    {19, 0, "LAF", "lighting artifacts", 'O', 1, 3, ONE_OF(A, 1, 1, "F|H|R"), .from_version = TP_ITL_2011},
    {20, 0, "POS", "subject pose", 'O', ONE_OF(A, 1, 1, "F|R|L|A|D")},
    {21, 0, "POA", "pose offset angle", 'O', ONE_OF(NS, 1, 4, "-180..180")},
    {22, 0, "PXS", "photo description", 'O', 1, 9, ONE(U, 3, 20), .to_version = TP_ITL_2007},
    {23, 0, "PAS", "photo acquisition source", 'O', TP_ITEMS(
        CODES("PAC", "photo attribute code", 'M', AS, 5, 14,
              "UNSPECIFIED|UNKNOWN PHOTO|DIGITAL CAMERA|SCANNER|UNKNOWN VIDEO|ANALOGUE VIDEO|ANALOG VIDEO|DIGITAL VIDEO"
              "|VENDOR|OTHER"),
        ITEM("VSD", "vendor-specific description", 'O', U, 1, 64))},
    {24, 0, "SQS", "subject quality score", 'O', 1, 9, TP_ITEMS(QUALITY_ITEMS)},
    {25, 0, "SPA", "subject pose angles", 'O', TP_ITEMS(
        CODES("YAW", "yaw angle", 'M', NS, 1, 4, "-180..180"),
        CODES("PIT", "pitch angle", 'M', NS, 1, 4, "-90..90"),
        CODES("ROL", "roll angle", 'M', NS, 1, 4, "-180..180"),
        CODES("ANU", "yaw uncertainty", 'O', N, 1, 2, "0..90"),
        CODES("APU", "pitch uncertainty", 'O', N, 1, 2, "0..90"),
        CODES("ARU", "roll uncertainty", 'O', N, 1, 2, "0..90"))},
    {26, 0, "SXS", "subject facial description", 'O', 1, 50, ONE(AS, 3, 20)},
    {27, 0, "SEC", "subject eye color", 'O', 1, 2, ONE_OF(A, 3, 3, EYE_COLORS)},
    {28, 0, "SHC", "subject hair color", 'O', 1, 2, ONE_OF(A, 3, 3, HAIR_COLORS)},
    {29, 0, "FFP", "2d facial feature points", 'O', 1, 88, TP_ITEMS(FEATURE_POINT("HCX", "HCY"))},
    MONITORING,
    {31, 0, "TMC", "tiered markup collection", 'O', ONE_OF(N, 1, 3, "1..100"), .from_version = TP_ITL_2011},
    {32, 0, "3DF", "3d facial feature points", 'O', 1, 88, TP_ITEMS(
        FEATURE_POINT("HCX", "HCY"), CODES("HCZ", "z coordinate", 'M', N, 1, 5, "0..99999")),
     .from_version = TP_ITL_2011},
    {33, 0, "FEC", "feature contours", 'O', 1, 12, TP_ITEMS(
        CODES("FCC", "feature contour code", 'M', AN, 4, 14, CONTOURS),
        CODES("NOP", "number of points", 'M', N, 1, 2, "3..99"), POINT_ITEMS), .repeated = 2,
     .from_version = TP_ITL_2011},
    {34, 0, "ICDR", "image capture date range estimate", 'O', ONE(AN, 3, 9), .from_version = TP_ITL_2013},
    COMMENT(38),
    {39, 0, "T10", "type-10 reference number", 'O', ONE_OF(N, 1, 3, "1..255"), .from_version = TP_ITL_2007},
    {40, 0, "SMT", "ncic smt code", 'O', 1, 3, ONE(ANS, 3, 10)},
    {41, 0, "SMS", "smt size or size of injury or identifying characteristic", 'O', TP_ITEMS(
        CODES("HGT", "height", 'M', N, 1, 3, "1..999"), CODES("WID", "width", 'M', N, 1, 3, "1..999"))},
    {42, 0, "SMD", "smt descriptors", 'O', 1, 9, TP_ITEMS(
        CODES("SMI", "smt code indicator", 'M', A, 3, 8, "SCAR|PIERCING|MARK|TATTOO|CHEMICAL|BRANDED|CUT"), TATTOO_ITEMS),
     .to_version = TP_ITL_2013},
    {42, 0, "SMD", "smt descriptors", 'O', 1, 9, TP_ITEMS(
        CODES("SMI", "smt code indicator", 'M', A, 3, 9,
              "SCAR|BIRTHMARK|PIERCING|ZABIBA|IMPLANT|MARK|TATTOO|CHEMICAL|BRANDED|CUT"), TATTOO_ITEMS),
     .from_version = TP_ITL_2015},
    {43, 0, "COL", "tattoo color", 'O', 1, 9, TP_ITEMS(
        CODES("TC1", "tattoo color code 1", 'M', A, 3, 7, TATTOO_COLORS),
        CODES("TC2", "tattoo color code 2", 'O', A, 3, 7, TATTOO_COLORS),
        CODES("TC3", "tattoo color code 3", 'O', A, 3, 7, TATTOO_COLORS),
        CODES("TC4", "tattoo color code 4", 'O', A, 3, 7, TATTOO_COLORS),
        CODES("TC5", "tattoo color code 5", 'O', A, 3, 7, TATTOO_COLORS),
        CODES("TC6", "tattoo color code 6", 'O', A, 3, 7, TATTOO_COLORS))},
    {44, 0, "ITX", "image transform", 'O', 1, 18, ONE_OF(A, 3, 11, TRANSFORMS), .from_version = TP_ITL_2011},
    {45, 0, "OCC", "occlusions", 'O', 1, 16, TP_ITEMS(
        CODES("OCY", "occlusion opacity", 'M', A, 1, 1, "T|I|L|S"),
        CODES("OCT", "occlusion type", 'M', A, 1, 1, "H|S|C|R|O"),
        CODES("NOP", "number of points", 'M', N, 1, 2, "2..99"), POINT_ITEMS), .repeated = 2,
     .from_version = TP_ITL_2011},
    SUBJECT_CONDITION,
    {48, 0, "PID", "patterned injury detail", 'O', 1, 0, ANYTHING, .from_version = TP_ITL_2013},
    {49, 0, "CID", "cheiloscopic image data", 'O', 1, 0, ANYTHING, .from_version = TP_ITL_2013},
    {50, 0, "VID", "dental visual image data information", 'O', 1, 0, ANYTHING, .from_version = TP_ITL_2013},
    {51, 0, "RSP", "ruler or scale presence", 'O', 1, 0, ANYTHING, .from_version = TP_ITL_2013},
    USER_DEFINED(200, 900),
    TRACE_FIELDS,
    {999, 0, "DATA", "body part image", 'D', ONE(B, 1, 0)},
);
