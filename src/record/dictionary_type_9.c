/* SPDX-License-Identifier: Apache-2.0 */
/* Fields of type 9, minutiae (ANSI/NIST-ITL 1, clause 8.9): the standard's own of 2007 and before, those of the FBI's
 * IAFIS, the INCITS 378 block and the extended feature set. Which belong together is in check_minutiae.c. */
#include "record/dictionary_tables.h"

/* clang-format off */
#define COORDINATE(mnemonic, name) CODES(mnemonic, name, 'M', N, 1, 5, "0..99999")
/* 360 is none, but found (check_minutiae.c). */
#define ANGLE(mnemonic, name, condition) CODES(mnemonic, name, condition, N, 1, 3, "0..360")
#define UNCERTAINTY(mnemonic, name) CODES(mnemonic, name, 'O', N, 1, 5, "0..99999")
#define NO_FEATURES(number, mnemonic, name) {number, 0, mnemonic, name, 'O', ONE_OF(A, 1, 1, "Y")}
#define PATH(number, mnemonic, name) {number, 0, mnemonic, name, 'O', 1, 0, ANYTHING}

TP_DICTIONARY_DEFINE(9,
    RECORD_HEADER,
    {3, 0, "IMP", "impression type", 'M', ONE_OF(N, 1, 2, "0..15|20..29"), .to_version = TP_ITL_2007},
    {3, 0, "IMP", "impression type", 'M', ONE_OF(N, 1, 2, "0..15|20..39|41|42"), .from_version = TP_ITL_2011},
    {4, 0, "FMT", "minutiae format", 'M', ONE_OF(A, 1, 1, "S|U")},
    {5, 0, "OFR", "originating fingerprint reading system", 'D', TP_ITEMS(
        ITEM("OFN", "name of the originating system", 'M', U, 1, 50),
        CODES("OFM", "method of marking minutiae", 'M', A, 1, 1, "A|U|E|M"),
        ITEM("OFD", "user-generated identification", 'O', U, 1, 0))},
    {6, 0, "FGP", "finger position", 'D', 1, 6, ONE_OF(N, 1, 2, "0..38|40..54|60..79|81..86")},
    {7, 0, "FPC", "fingerprint pattern classification", 'D', 1, 0, TP_ITEMS(
        CODES("FPT", "source of the class codes", 'M', A, 1, 1, "T|U"),
        ITEM("FPL", "pattern classification code", 'M', U, 1, 0), ITEM("FPR", "reference class", 'O', U, 1, 0)),
     .repeated = 1},
    {8, 0, "CRP", "core position", 'O', 1, 0, ONE_IN(N, 8, 8, &tp_form_whole)},
    {9, 0, "DLT", "delta(s) position", 'O', 1, 0, ONE_IN(N, 8, 8, &tp_form_whole)},
    {10, 0, "MIN", "number of minutiae", 'D', ONE_OF(N, 1, 3, "0..999")},
    {11, 0, "RDG", "minutiae ridge count indicator", 'D', ONE_OF(N, 1, 1, "0|1")},
    {12, 0, "MRC", "minutiae and ridge count data", 'D', 1, 999, TP_ITEMS(
        CODES("MDX", "index number", 'M', N, 1, 3, "1..999"),
        FORM("XYT", "X, Y and theta values", 'M', N, 11, 11, &tp_form_whole),
        CODES("QMS", "quality measure", 'O', N, 1, 2, "0..63"),
        CODES("MNT", "minutia type designation", 'O', A, 1, 1, "A|B|C|D"),
        ITEM("RCN", "ridge count data", 'O', NS, 1, 7)), .repeated = 1},

    {13, 0, "AFV", "feature vector", 'O', 1, 0, ANYTHING},
    {14, 0, "FGN", "finger number", 'O', 1, 0, ANYTHING},
    {15, 0, "NMN", "number of minutiae", 'O', 1, 0, ANYTHING},
    {16, 0, "FCP", "fingerprint characterization process", 'O', 1, 0, ANYTHING},
    {17, 0, "APC", "afis/fbi pattern classification", 'O', 1, 0, ANYTHING},
    {18, 0, "ROV", "region of value polygon", 'O', 1, 0, ANYTHING},
    {19, 0, "COF", "coordinate offsets", 'O', 1, 0, ANYTHING},
    {20, 0, "ORN", "orientation uncertainty", 'O', 1, 0, ANYTHING},
    {21, 0, "CRA", "core attributes", 'O', 1, 0, ANYTHING},
    {22, 0, "DLA", "delta attributes", 'O', 1, 0, ANYTHING},
    {23, 0, "MAT", "minutiae and ridge count data of iafis", 'O', 1, 0, ANYTHING},
    {24, 0, "CHQ", "characterization quality", 'O', 1, 0, ANYTHING},
    {25, 0, "CLQ", "classifier quality", 'O', 1, 0, ANYTHING},
    {26, 30, "RSV", "reserved for iafis", 'O', 1, 0, ANYTHING},
    {31, 125, "VND", "field of another vendor", 'O', 1, 0, ANYTHING},

    {126, 0, "CBI", "m1 cbeff information", 'O', TP_ITEMS(
        CODES("CFO", "format owner", 'M', N, 1, 5, "1..65535"),
        CODES("CFT", "format type", 'M', N, 1, 5, "1..65535"),
        ITEM("CPI", "product identifier", 'M', H, 1, 8)), .from_version = TP_ITL_2007},
    {127, 0, "CEI", "m1 capture equipment identification", 'O', TP_ITEMS(
        CODES("AFS", "appendix F status", 'M', A, 4, 4, "APPF|NONE"),
        ITEM("CID", "capture equipment identifier", 'M', H, 1, 8)), .from_version = TP_ITL_2007},
    {128, 0, "HLL", "m1 horizontal line length", 'O', ONE_OF(N, 2, 5, "10..99999"), .from_version = TP_ITL_2007},
    {129, 0, "VLL", "m1 vertical line length", 'O', ONE_OF(N, 2, 5, "10..99999"), .from_version = TP_ITL_2007},
    {130, 0, "SLC", "m1 scale units", 'O', ONE_OF(N, 1, 1, "1|2"), .from_version = TP_ITL_2007},
    {131, 0, "THPS", "m1 transmitted horizontal pixel scale", 'O', ONE_OF(N, 1, 5, "1..99999"),
     .from_version = TP_ITL_2007},
    {132, 0, "TVPS", "m1 transmitted vertical pixel scale", 'O', ONE_OF(N, 1, 5, "1..99999"),
     .from_version = TP_ITL_2007},
    {133, 0, "FVW", "m1 finger view", 'O', ONE_OF(N, 1, 2, "0..15"), .from_version = TP_ITL_2007},
    {134, 0, "FGP", "m1 friction ridge generalized position", 'O', ONE_OF(N, 1, 2, "0..38|40..54|60..79|81..86"),
     .from_version = TP_ITL_2007},
    {135, 0, "FQD", "m1 friction ridge quality data", 'O', 1, 9, TP_ITEMS(
        CODES("QVU", "quality value", 'M', N, 1, 3, QUALITY),
        ITEM("QAV", "algorithm vendor identification", 'O', H, 1, 4),
        CODES("QAP", "algorithm product identification", 'O', N, 1, 5, "0..65535")), .from_version = TP_ITL_2007},
    {136, 0, "NOM", "m1 number of minutiae", 'O', ONE_OF(N, 1, 3, "0..255"), .from_version = TP_ITL_2007},
    {137, 0, "FMD", "m1 finger minutiae data", 'O', 1, 255, TP_ITEMS(
        CODES("MAN", "minutia index number", 'M', N, 1, 3, "1..255"),
        COORDINATE("MXC", "minutia x coordinate"), COORDINATE("MYC", "minutia y coordinate"),
        CODES("MAV", "minutia angle value", 'M', N, 1, 3, "0..179"),
        CODES("M1M", "minutia type", 'M', N, 1, 1, "0..2"),
        CODES("QOM", "quality of minutia", 'M', N, 1, 3, QUALITY)), .from_version = TP_ITL_2007},
    {138, 0, "RCI", "m1 ridge count information", 'O', 1, 0, TP_ITEMS(
        CODES("REM", "ridge count extraction method, or index of the minutia", 'M', N, 1, 3, "0..255"),
        CODES("CMI", "center minutia index number, or index of the neighbor", 'M', N, 1, 3, "0..255"),
        CODES("NMN", "neighboring minutia index number, or ridge count", 'M', N, 1, 3, "0..255"),
        CODES("NRC", "number of ridges crossed", 'O', N, 1, 3, "0..255")), .from_version = TP_ITL_2007},
    {139, 0, "CIN", "m1 core information", 'O', 1, 15, TP_ITEMS(
        COORDINATE("XCC", "x coordinate"), COORDINATE("YCC", "y coordinate"),
        CODES("ANGC", "angle of the core", 'O', N, 1, 3, "0..179")), .from_version = TP_ITL_2007},
    {140, 0, "DIN", "m1 delta information", 'O', 1, 15, TP_ITEMS(
        COORDINATE("XCD", "x coordinate"), COORDINATE("YCD", "y coordinate"),
        CODES("ANG1", "angle 1 of the delta", 'O', N, 1, 3, "0..179"),
        CODES("ANG2", "angle 2 of the delta", 'O', N, 1, 3, "0..179"),
        CODES("ANG3", "angle 3 of the delta", 'O', N, 1, 3, "0..179")), .from_version = TP_ITL_2007},
    {141, 0, "ADA", "m1 additional delta angles", 'O', 1, 15, TP_ITEMS(
        CODES("DANG2", "delta angle 2", 'O', N, 1, 3, "0..179"),
        CODES("DANG3", "delta angle 3", 'O', N, 1, 3, "0..179")), .from_version = TP_ITL_2007},
    {142, 150, "RSV", "reserved for incits 378", 'O', 1, 0, ANYTHING, .from_version = TP_ITL_2007},
    {151, 225, "VND", "field of another vendor", 'O', 1, 0, ANYTHING},

    {300, 0, "ROI", "efs region of interest", 'O', TP_ITEMS(
        CODES("EWI", "width", 'M', N, 1, 5, "1..99999"), CODES("EHI", "height", 'M', N, 1, 5, "1..99999"),
        CODES("EHO", "horizontal offset", 'O', N, 1, 5, "0..99999"),
        CODES("EVO", "vertical offset", 'O', N, 1, 5, "0..99999"),
        ITEM("ROP", "region of interest polygon", 'O', NS, 1, 0)), .from_version = TP_ITL_2011},
    {301, 0, "ORT", "efs orientation", 'O', TP_ITEMS(
        CODES("EOD", "orientation direction", 'M', NS, 1, 4, "-179..180"),
        CODES("EUC", "orientation uncertainty", 'O', N, 1, 3, "0..180")), .from_version = TP_ITL_2011},
    {302, 0, "FPP", "efs finger, palm, plantar position", 'O', 1, 0, TP_ITEMS(
        CODES("FGP", "friction ridge generalized position", 'M', N, 1, 2, "0..38|40..54|60..79|81..86"),
        CODES("FSM", "segment", 'O', A, 3, 3, "TIP|DST|MED|PRX"),
        CODES("OCF", "off-center fingerprint position", 'O', A, 1, 1, "T|R|L|B"),
        ITEM("SGP", "segment polygon", 'O', NS, 1, 0)), .from_version = TP_ITL_2011},
    {303, 0, "FSP", "efs feature set profile", 'O', 1, 9, ONE_OF(N, 1, 2, "0..99"), .from_version = TP_ITL_2011},
    {307, 0, "PAT", "efs pattern classification", 'O', 1, 7, TP_ITEMS(
        CODES("GCF", "general class", 'M', A, 2, 2, "AU|WU|RS|LS|UC|MA|SR|XX|UP"),
        CODES("SUB", "subclass", 'O', A, 2, 2, "PA|TA|PW|CP|DL|AW"),
        CODES("WDR", "whorl-delta relationship", 'O', A, 1, 1, "I|O|M")), .from_version = TP_ITL_2011},
    {308, 0, "RQM", "efs ridge quality map", 'O', 1, 0, ONE(ANS, 1, 0), .from_version = TP_ITL_2011},
    {309, 0, "RQF", "efs ridge quality map format", 'O', TP_ITEMS(
        CODES("GSZ", "grid size", 'M', N, 1, 2, "1..99"),
        CODES("RDF", "data format", 'M', A, 3, 3, "UNC|RLE")), .from_version = TP_ITL_2011},
    {310, 0, "RFM", "efs ridge flow map", 'O', 1, 0, ONE(ANS, 1, 0), .from_version = TP_ITL_2011},
    {311, 0, "RFF", "efs ridge flow map format", 'O', TP_ITEMS(
        CODES("SFR", "sampling frequency", 'M', N, 1, 2, "1..99"),
        CODES("RDF", "data format", 'M', A, 3, 3, "UNC|RLE")), .from_version = TP_ITL_2011},
    {312, 0, "RWM", "efs ridge wavelength map", 'O', 1, 0, ONE(ANS, 1, 0), .from_version = TP_ITL_2011},
    {313, 0, "RWF", "efs ridge wavelength map format", 'O', TP_ITEMS(
        CODES("RWS", "sampling frequency", 'M', N, 1, 2, "1..99"),
        CODES("RDF", "data format", 'M', A, 3, 3, "UNC|RLE")), .from_version = TP_ITL_2011},
    {314, 0, "TRV", "efs tonal reversal", 'O', ONE_OF(A, 1, 1, "N|P"), .from_version = TP_ITL_2011},
    {315, 0, "PLR", "efs possible lateral reversal", 'O', ONE_OF(A, 1, 1, "L|P"), .from_version = TP_ITL_2011},
    {316, 0, "FQM", "efs friction ridge quality metric", 'O', 1, 9, TP_ITEMS(QUALITY_ITEMS),
     .from_version = TP_ITL_2011},
    {317, 0, "PGS", "efs possible growth or shrinkage", 'O', TP_ITEMS(
        CODES("TGS", "type", 'M', A, 1, 1, "G|S"), ITEM("CGS", "comment", 'O', U, 1, 99)), .from_version = TP_ITL_2011},
    {320, 0, "COR", "efs cores", 'O', 1, 9, TP_ITEMS(
        COORDINATE("CXC", "x coordinate"), COORDINATE("CYC", "y coordinate"), ANGLE("CDI", "direction", 'O'),
        UNCERTAINTY("RPU", "radius of position uncertainty"), UNCERTAINTY("DUY", "direction uncertainty")),
     .from_version = TP_ITL_2011},
    {321, 0, "DEL", "efs deltas", 'O', 1, 9, TP_ITEMS(
        COORDINATE("DXC", "x coordinate"), COORDINATE("DYC", "y coordinate"), ANGLE("DUP", "direction up", 'O'),
        ANGLE("DLF", "direction left", 'O'), ANGLE("DRT", "direction right", 'O'),
        CODES("DTP", "type", 'O', A, 1, 2, "U|L|R|UL|UR|LR"), UNCERTAINTY("RPU", "radius of position uncertainty"),
        UNCERTAINTY("DUU", "direction uncertainty up"), UNCERTAINTY("LDU", "direction uncertainty left"),
        UNCERTAINTY("RDU", "direction uncertainty right")), .from_version = TP_ITL_2011},
    {322, 0, "CDR", "efs core delta ridge counts", 'O', 1, 0, TP_ITEMS(
        ITEM("CCN", "core", 'M', ANS, 1, 3), ITEM("CDN", "delta", 'M', ANS, 1, 3),
        CODES("MNRC", "minimum ridge count", 'M', N, 1, 2, "0..99"),
        CODES("MXRC", "maximum ridge count", 'O', N, 1, 2, "0..99")), .from_version = TP_ITL_2011},
    {323, 0, "CPR", "efs center point of reference", 'O', TP_ITEMS(
        CODES("CPM", "method", 'M', A, 1, 1, "C|M|O|U|F"),
        COORDINATE("PXC", "x coordinate"), COORDINATE("PYC", "y coordinate"),
        UNCERTAINTY("RPU", "radius of position uncertainty")), .from_version = TP_ITL_2011},
    {324, 0, "DIS", "efs distinctive features", 'O', 1, 0, TP_ITEMS(
        ITEM("DIT", "type", 'M', A, 3, 7), ITEM("DFP", "polygon", 'O', NS, 1, 0), ITEM("DFC", "comment", 'O', U, 1, 0)),
     .from_version = TP_ITL_2011},
    {325, 0, "NCOR", "efs no cores present", 'O', ONE_OF(A, 1, 1, "Y"), .from_version = TP_ITL_2011},
    {326, 0, "NDEL", "efs no deltas present", 'O', ONE(AN, 1, 1), .from_version = TP_ITL_2011},
    NO_FEATURES(327, "NDIS", "efs no distinctive features present"),
    {331, 0, "MIN", "efs minutiae", 'O', 1, 999, TP_ITEMS(
        COORDINATE("MXC", "x coordinate"), COORDINATE("MYC", "y coordinate"), ANGLE("MTD", "theta", 'M'),
        CODES("MTY", "type", 'M', A, 1, 1, "E|B|X|Z|U"), UNCERTAINTY("MRU", "radius of position uncertainty"),
        CODES("MDU", "direction uncertainty", 'O', N, 1, 3, "0..180")), .from_version = TP_ITL_2011},
    {332, 0, "MRA", "efs minutiae ridge count algorithm", 'O',
     ONE_OF(A, 6, 9, "OCTANT|EFTS7|QUADRANT"), .from_version = TP_ITL_2011},
    {333, 0, "MRC", "efs minutiae ridge counts", 'O', 1, 0, TP_ITEMS(
        CODES("MIA", "minutia index a", 'M', N, 1, 3, "1..999"), CODES("MIB", "minutia index b", 'M', N, 1, 3, "1..999"),
        CODES("MIR", "ridge count", 'M', N, 1, 2, "0..99"), CODES("MRN", "reference number", 'O', N, 1, 1, "0..7"),
        CODES("MRS", "residual", 'O', N, 1, 1, "0|1")), .from_version = TP_ITL_2011},
    {334, 0, "NMIN", "efs no minutiae present", 'O', ONE_OF(A, 1, 1, "Y"), .from_version = TP_ITL_2011},
    {335, 0, "RCC", "efs ridge count confidence", 'O', 1, 0, TP_ITEMS(
        COORDINATE("ACX", "point a x coordinate"), COORDINATE("ACY", "point a y coordinate"),
        COORDINATE("BCX", "point b x coordinate"), COORDINATE("BCY", "point b y coordinate"),
        CODES("MORC", "method", 'M', A, 1, 1, "A|T|M|U|E"),
        CODES("MCV", "confidence", 'M', N, 1, 2, "0..99")), .from_version = TP_ITL_2011},
    {340, 0, "DOT", "efs dots", 'O', 1, 0, TP_ITEMS(
        COORDINATE("DOX", "x coordinate"), COORDINATE("DOY", "y coordinate"),
        CODES("DOL", "length", 'O', N, 1, 2, "1..99")), .from_version = TP_ITL_2011},
    {341, 0, "INR", "efs incipient ridges", 'O', 1, 0, TP_ITEMS(
        COORDINATE("X1C", "x 1 coordinate"), COORDINATE("Y1C", "y 1 coordinate"),
        COORDINATE("X2C", "x 2 coordinate"), COORDINATE("Y2C", "y 2 coordinate")), .from_version = TP_ITL_2011},
    {342, 0, "CLD", "efs creases and linear discontinuities", 'O', 1, 0, TP_ITEMS(
        COORDINATE("X1D", "x 1 coordinate"), COORDINATE("Y1D", "y 1 coordinate"),
        COORDINATE("X2D", "x 2 coordinate"), COORDINATE("Y2D", "y 2 coordinate"),
        ITEM("TPD", "type", 'M', AN, 2, 5)), .from_version = TP_ITL_2011},
    {343, 0, "REF", "efs ridge edge features", 'O', 1, 0, TP_ITEMS(
        COORDINATE("CLX", "x coordinate"), COORDINATE("CLY", "y coordinate"),
        CODES("CLT", "type", 'M', A, 1, 1, "P|I|D")), .from_version = TP_ITL_2011},
    NO_FEATURES(344, "NPOR", "efs no pores present"),
    {345, 0, "POR", "efs pores", 'O', 1, 0, TP_ITEMS(
        COORDINATE("POX", "x coordinate"), COORDINATE("POY", "y coordinate")), .from_version = TP_ITL_2011},
    NO_FEATURES(346, "NDOT", "efs no dots present"),
    NO_FEATURES(347, "NINR", "efs no incipient ridges present"),
    NO_FEATURES(348, "NCLD", "efs no creases present"),
    NO_FEATURES(349, "NREF", "efs no ridge edge features present"),
    {350, 0, "MFD", "efs method of feature detection", 'O', 1, 0, ANYTHING, .from_version = TP_ITL_2011},
    {351, 0, "COM", "efs comment", 'O', ONE(U, 1, 200), .from_version = TP_ITL_2011},
    {352, 0, "LPM", "efs latent processing method", 'O', 1, 9, ONE(AN, 3, 3), .from_version = TP_ITL_2011},
    {353, 0, "EAA", "efs examiner analysis assessment", 'O', TP_ITEMS(
        CODES("AAV", "value", 'M', A, 5, 9, "VALUE|LIMITED|NOVALUE|NONPRINT"),
        ITEM("ALN", "examiner last name", 'M', U, 1, 40), ITEM("AFN", "examiner first name", 'M', U, 1, 40),
        ITEM("AAF", "examiner affiliation", 'M', U, 1, 99), ITEM("AMT", "date and time", 'M', AN, 8, 15),
        ITEM("ACM", "comment", 'O', U, 1, 200),
        CODES("CXF", "analysis complexity flag", 'O', A, 7, 7, "COMPLEX")), .from_version = TP_ITL_2011},
    {354, 0, "EOF", "efs evidence of fraud", 'O', 1, 0, ANYTHING, .from_version = TP_ITL_2011},
    {355, 0, "LSB", "efs latent substrate", 'O', 1, 0, TP_ITEMS(
        ITEM("CLS", "code", 'M', AN, 1, 3), ITEM("OSD", "object or substrate description", 'O', U, 1, 0)),
     .from_version = TP_ITL_2011},
    {356, 0, "LMT", "efs latent matrix", 'O', 1, 0, ANYTHING, .from_version = TP_ITL_2011},
    {357, 0, "LQI", "efs local quality issues", 'O', 1, 0, ANYTHING, .from_version = TP_ITL_2011},
    PATH(360, "AOC", "efs area of correspondence"),
    {361, 0, "CPF", "efs corresponding points or features", 'O', 1, 0, ANYTHING, .from_version = TP_ITL_2011},
    {362, 0, "ECD", "efs examiner comparison determination", 'O', 1, 0, ANYTHING, .from_version = TP_ITL_2011},
    {363, 0, "RRC", "efs relative rotation of corresponding print", 'O', 1, 0, ANYTHING, .from_version = TP_ITL_2011},
    PATH(372, "SIM", "efs skeletonized image"),
    PATH(373, "RPS", "efs ridge path segments"),
    {374, 0, "TPL", "efs temporary lines", 'O', 1, 0, ANYTHING, .from_version = TP_ITL_2013},
    {375, 0, "FCC", "efs feature color", 'O', 1, 0, ANYTHING, .from_version = TP_ITL_2013},
    {376, 399, "EFS", "efs field of a later version", 'O', 1, 0, ANYTHING, .from_version = TP_ITL_2013},
    USER_DEFINED(400, 900),
    {901, 0, "ULA", "universal latent workstation annotation information", 'O', 1, 0, ANYTHING,
     .from_version = TP_ITL_2013},
    HISTORY_FIELDS,
    DEVICE_FIELDS,
    CROSS_REFERENCE_FIELD,
    SOURCE_NAME_FIELD,
    CONTEXT_FIELD,
    SOURCE_FIELD,
);
