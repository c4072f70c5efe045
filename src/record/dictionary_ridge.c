/* SPDX-License-Identifier: Apache-2.0 */
/* Fields of the friction ridge image types 13 (latent), 14 (fingerprint), 15 (palm) and 19 (plantar) (ANSI/NIST-ITL 1,
 * clauses 8.13, 8.14, 8.15, 8.19). What goes with an image only, and what positions allow, is in check_image.c and
 * check_ridge.c. */
#include "record/dictionary_tables.h"

/* clang-format off */
#define RIDGE_COMPRESSION \
    {11, 0, "CGA", "compression algorithm", 'D', \
     ONE_OF(AN, 3, 5, "NONE|WSQ20|WSQ|JPEGB|JPEGL|JP2|JP2L|PNG"), .to_version = TP_ITL_2007}, \
    {11, 0, "CGA", "compression algorithm", 'D', \
     ONE_OF(AN, 3, 5, "NONE|WSQ20|JPEGB|JPEGL|JP2|JP2L|PNG"), .from_version = TP_ITL_2011}
#define FINGERS "1..10|16|17"
#define IMAGE_CODES "EJI|TIP|TPP|FV1|FV2|FV3|FV4|PRX|DST|MED"
#define AMPUTATED(positions, most) \
    {18, 0, "AMP", "amputated or bandaged", 'O', 1, most, TP_ITEMS( \
        CODES("FRAP", "friction ridge amputated or bandaged position", 'M', N, 1, 2, positions), \
        CODES("ABC", "amputated or bandaged code", 'M', A, 2, 2, "XX|UP|SR"))}
#define COORDINATES \
    {15, 0, "PPC", "print position coordinates", 'O', 1, 12, TP_ITEMS( \
        CODES("FVC", "full finger view", 'M', AN, 2, 3, "NA|FV1|FV2|FV3|FV4|TIP|TPP"), \
        CODES("LOS", "location of a segment", 'M', A, 2, 3, "NA|PRX|DST|MED"), \
        BOX_ITEMS)}
#define RULER_FIELDS \
    {18, 0, "RSP", "ruler or scale presence", 'O', 1, 1, ANYTHING, .from_version = TP_ITL_2013}, \
    {19, 0, "REM", "resolution method", 'O', 1, 1, ANYTHING, .from_version = TP_ITL_2013}

TP_DICTIONARY_DEFINE(13,
    RECORD_HEADER,
    {3, 0, "IMP", "impression type", 'M', ONE_OF(N, 1, 2, "4..7|12..15|28|29"), .to_version = TP_ITL_2007},
    {3, 0, "IMP", "impression type", 'M', ONE_OF(N, 1, 2, "4..7|12..15|28|29|32..39"), .from_version = TP_ITL_2011},
    {4, 0, "SRC", "source agency", 'M', ONE(U, 1, 0)},
    {5, 0, "LCD", "latent capture date", 'M', ONE_IN(N, 8, 8, &tp_form_date)},
    IMAGE_SIZE('M'),
    IMAGE_SCALE('M'),
    RIDGE_COMPRESSION,
    BITS_PER_PIXEL('M'),
    {13, 0, "FGP", "friction ridge generalized position", 'M', 1, 9, ONE_OF(N, 1, 2, "0..36|40..50"),
     .to_version = TP_ITL_2007},
    {13, 0, "FGP", "friction ridge generalized position", 'M', 1, 9, ONE_OF(N, 1, 2, "0..38|40..54|60..79|81..86"),
     .from_version = TP_ITL_2011},
    {14, 0, "SPD", "search position descriptors", 'O', 1, 9, TP_ITEMS(
        CODES("PDF", "probable decimal finger position code", 'M', N, 1, 2, "0..10|16|17"),
        CODES("FIC", "finger image code", 'M', AN, 3, 3, IMAGE_CODES))},
    COORDINATES,
    SCANNED_SCALE(16, 17),
    RULER_FIELDS,
    COMMENT(20),
    {24, 0, "LQM", "latent quality metric", 'O', 1, 9, TP_ITEMS(
        CODES("FRMP", "friction ridge metric position", 'M', N, 1, 2, "0..38|40..54|60..79|81..86"), QUALITY_ITEMS)},
    SUBJECT_CONDITION,
    USER_DEFINED(200, 900),
    TRACE_FIELDS,
    {999, 0, "DATA", "latent friction ridge image", 'M', ONE(B, 1, 0)},
);

TP_DICTIONARY_DEFINE(14,
    RECORD_HEADER,
    {3, 0, "IMP", "impression type", 'M', ONE_OF(N, 1, 2, "0..3|8|20..29"), .to_version = TP_ITL_2007},
    {3, 0, "IMP", "impression type", 'M', ONE_OF(N, 1, 2, "0..3|8|20..29"), .from_version = TP_ITL_2011,
     .to_version = TP_ITL_2013},
    {3, 0, "IMP", "impression type", 'M', ONE_OF(N, 1, 2, "0..3|8|20..29|40..45"), .from_version = TP_ITL_2015},
    {4, 0, "SRC", "source agency", 'M', ONE(U, 1, 0)},
    {5, 0, "FCD", "fingerprint capture date", 'M', ONE_IN(N, 8, 8, &tp_form_date)},
    IMAGE_SIZE('D'),
    IMAGE_SCALE('D'),
    RIDGE_COMPRESSION,
    BITS_PER_PIXEL('D'),
    {13, 0, "FGP", "friction ridge generalized position", 'M', 1, 6, ONE_OF(N, 1, 2, "0..15|19|20..36|40..50"),
     .to_version = TP_ITL_2007},
    {13, 0, "FGP", "friction ridge generalized position", 'M', ONE_OF(N, 1, 2, "0..19|33|36|40..50"),
     .from_version = TP_ITL_2011, .to_version = TP_ITL_2011},
    {13, 0, "FGP", "friction ridge generalized position", 'M', ONE_OF(N, 1, 2, "0..19|33|36|40..54"),
     .from_version = TP_ITL_2013},
    {14, 0, "PPD", "print position descriptors", 'O', TP_ITEMS(
        CODES("DFP", "decimal finger position code", 'M', N, 1, 2, "0..10|16|17"),
        CODES("FIC", "finger image code", 'M', AN, 3, 3, IMAGE_CODES)), .to_version = TP_ITL_2007},
    {14, 0, "PPD", "print position descriptors", 'O', TP_ITEMS(
        CODES("DFP", "decimal finger position code", 'M', N, 1, 2, FINGERS),
        CODES("FIC", "finger image code", 'M', AN, 3, 3, IMAGE_CODES)), .from_version = TP_ITL_2011},
    COORDINATES,
    SCANNED_SCALE(16, 17),
    AMPUTATED(FINGERS, 4),
    COMMENT(20),
    {21, 0, "SEG", "finger segment position", 'O', 1, 5, TP_ITEMS(
        CODES("FRSP", "friction ridge segment position", 'M', N, 1, 2, FINGERS), BOX_ITEMS)},
    {22, 0, "NQM", "nist quality metric", 'O', 1, 5, TP_ITEMS(
        CODES("FRNP", "friction ridge nist quality position", 'M', N, 1, 2, FINGERS),
        CODES("IQS", "nist image quality score", 'M', N, 1, 3, "1..5|254|255"))},
    {23, 0, "SQM", "segmentation quality metric", 'O', 1, 45, TP_ITEMS(
        CODES("FRQP", "friction ridge segment quality position", 'M', N, 1, 2, FINGERS), QUALITY_ITEMS)},
    {24, 0, "FQM", "fingerprint quality metric", 'O', 1, 45, TP_ITEMS(
        CODES("FRMP", "friction ridge metric position", 'M', N, 1, 2, FINGERS), QUALITY_ITEMS)},
    {25, 0, "ASEG", "alternate finger segment position", 'O', 1, 5, TP_ITEMS(
        CODES("FRAS", "friction ridge alternate segment position", 'M', N, 1, 2, FINGERS),
        CODES("NOP", "number of points", 'M', N, 1, 2, "3..99"), POINT_ITEMS), .repeated = 2},
    {26, 0, "SCF", "simultaneous capture", 'O', ONE_OF(N, 1, 3, "1..255"), .from_version = TP_ITL_2011},
    {27, 0, "SIF", "stitched image flag", 'O', ONE_OF(A, 1, 1, "Y"), .from_version = TP_ITL_2011},
    MONITORING,
    {31, 0, "FAP", "subject acquisition profile: fingerprint", 'O', ONE_OF(N, 2, 3, "10|20|30|40|45|50|60|145|150|160"),
     .from_version = TP_ITL_2011},
    SUBJECT_CONDITION,
    USER_DEFINED(200, 900),
    TRACE_FIELDS,
    {999, 0, "DATA", "fingerprint image", 'D', ONE(B, 1, 0)},
);

TP_DICTIONARY_DEFINE(15,
    RECORD_HEADER,
    {3, 0, "IMP", "impression type", 'M', ONE_OF(N, 1, 2, "10..15|28|29"), .to_version = TP_ITL_2007},
    {3, 0, "IMP", "impression type", 'M', ONE_OF(N, 2, 2, "10|11|28|29"), .from_version = TP_ITL_2011,
     .to_version = TP_ITL_2013},
    {3, 0, "IMP", "impression type", 'M', ONE_OF(N, 2, 2, "10|11|28|29|41|42"), .from_version = TP_ITL_2015},
    {4, 0, "SRC", "source agency", 'M', ONE(U, 1, 0)},
    {5, 0, "PCD", "palm print capture date", 'M', ONE_IN(N, 8, 8, &tp_form_date)},
    IMAGE_SIZE('D'),
    IMAGE_SCALE('D'),
    RIDGE_COMPRESSION,
    BITS_PER_PIXEL('D'),
    {13, 0, "FGP", "friction ridge generalized position", 'M', ONE_OF(N, 2, 2, "20..36"), .to_version = TP_ITL_2007},
    {13, 0, "FGP", "friction ridge generalized position", 'M', ONE_OF(N, 2, 2, "20..38|81..86"),
     .from_version = TP_ITL_2011},
    SCANNED_SCALE(16, 17),
    AMPUTATED("20..38|81..86", 9),
    COMMENT(20),
    {21, 0, "SEG", "palm segment position", 'O', 1, 0, ANYTHING, .from_version = TP_ITL_2015},
    {24, 0, "PQM", "palm quality metric", 'O', 1, 9, TP_ITEMS(
        CODES("FRMP", "friction ridge metric position", 'M', N, 2, 2, "20..38|81..86"), QUALITY_ITEMS)},
    MONITORING,
    SUBJECT_CONDITION,
    USER_DEFINED(200, 900),
    TRACE_FIELDS,
    {999, 0, "DATA", "palm print image", 'D', ONE(B, 1, 0)},
);

TP_DICTIONARY_DEFINE(19,
    RECORD_HEADER,
    {3, 0, "IMP", "impression type", 'M', ONE_OF(N, 1, 2, "10|11|28|29|30..39|41|42")},
    {4, 0, "SRC", "source agency", 'M', ONE(U, 1, 0)},
    {5, 0, "PCD", "plantar capture date", 'M', ONE_IN(N, 8, 8, &tp_form_date)},
    IMAGE_SIZE('D'),
    IMAGE_SCALE('D'),
    RIDGE_COMPRESSION,
    BITS_PER_PIXEL('D'),
    {13, 0, "FGP", "friction ridge (plantar) generalized position", 'M', ONE_OF(N, 2, 2, "60..79")},
    SCANNED_SCALE(16, 17),
    AMPUTATED("61|62|64..79", 8),
    {19, 0, "FSP", "friction ridge plantar segment position", 'O', 1, 5, TP_ITEMS(
        CODES("FRSP", "friction ridge segment position", 'M', N, 1, 2, "64..79"),
        CODES("NOP", "number of points", 'M', N, 1, 2, "3..99"), POINT_ITEMS), .repeated = 2},
    COMMENT(20),
    {24, 0, "FQM", "plantar image quality metric", 'O', 1, 9, TP_ITEMS(
        CODES("FRMP", "friction ridge metric position", 'M', N, 2, 2, "60..79"), QUALITY_ITEMS)},
    MONITORING,
    SUBJECT_CONDITION,
    USER_DEFINED(200, 900),
    TRACE_FIELDS,
    {999, 0, "DATA", "plantar image", 'D', ONE(B, 1, 0)},
);
