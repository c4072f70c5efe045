/* SPDX-License-Identifier: Apache-2.0 */
/* The fields of type 2 in the FBI's EBTS: Appendix C ("Descriptors and field edit specifications for type-2 logical
 * records") of versions 9.1 to 11. What a type of transaction needs of them is in ebts_transactions.c. Occurrences are
 * the most that any of them allows. */
#include <string.h>

#include "record/record.h"

enum {
    N = TP_CHARS_NUMERIC,
    A = TP_CHARS_ALPHA,
    AN = A | N,
    NS = N | TP_CHARS_SPECIAL,
    AS = A | TP_CHARS_SPECIAL | TP_CHARS_SPACE,
    ANS = AN | TP_CHARS_SPECIAL | TP_CHARS_SPACE,
    TEXT = ANS | TP_CHARS_UNICODE, /* free text that may hold line ends and tabs */
};

/* ---- forms ------------------------------------------------------------------------------------------------------ */

static bool is_letter(uint8_t byte)
{
    return (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z');
}

static bool is_digit(uint8_t byte)
{
    return byte >= '0' && byte <= '9';
}

static bool all_digits(struct tp_bytes value, size_t from)
{
    for (size_t i = from; i < value.size_bytes; i++)
        if (!is_digit(value.data[i]))
            return false;
    return true;
}

/* Letters, hyphens, ampersands and blanks; no hyphen or blank at an end or beside its like. */
static bool is_name_part(const uint8_t *text, size_t size)
{
    if (size == 0)
        return false;
    for (size_t i = 0; i < size; i++) {
        bool joint = text[i] == '-' || text[i] == ' ';
        if (!joint && !is_letter(text[i]) && text[i] != '&')
            return false;
        if (joint && (i == 0 || i + 1 == size || text[i + 1] == text[i]))
            return false;
    }
    return true;
}

static bool valid_name(struct tp_bytes value)
{
    const uint8_t *comma = value.size_bytes ? memchr(value.data, ',', value.size_bytes) : NULL;
    size_t last = comma ? (size_t)(comma - value.data) : 0;

    return comma && is_name_part(value.data, last) && is_name_part(comma + 1, value.size_bytes - last - 1);
}

static bool valid_birth(struct tp_bytes value)
{
    return tp_value_equals(value, "00000000") || tp_form_date.valid(value);
}

/* Feet and inches "511", inches "N71", unknown "000". */
static bool valid_height(struct tp_bytes value)
{
    const uint8_t *text = value.data;

    if (value.size_bytes != 3 || !all_digits(value, 1) || !(is_digit(text[0]) || text[0] == 'N'))
        return false;
    return text[0] == 'N' || text[1] == '0' || (text[1] == '1' && text[2] <= '1');
}

static bool valid_height_range(struct tp_bytes value)
{
    return value.size_bytes == 6 && valid_height((struct tp_bytes){value.data, 3}) &&
           valid_height((struct tp_bytes){value.data + 3, 3});
}

/* Two letters of the state, then letters and digits; some states have a hyphen before the last one. */
static bool valid_state_id(struct tp_bytes value)
{
    const uint8_t *text = value.data;

    if (value.size_bytes < 3 || !is_letter(text[0]) || !is_letter(text[1]))
        return false;
    for (size_t i = 2; i < value.size_bytes; i++)
        if (!is_digit(text[i]) && !is_letter(text[i]) && !(text[i] == '-' && i > 2 && i + 2 >= value.size_bytes))
            return false;
    return true;
}

/* "PP-123456789": two letters, a hyphen, the number without blanks; behind AF and AS digits only. */
static bool valid_other_number(struct tp_bytes value)
{
    const uint8_t *text = value.data;
    bool military;

    if (value.size_bytes < 4 || !is_letter(text[0]) || !is_letter(text[1]) || text[2] != '-')
        return false;
    military = text[0] == 'A' && (text[1] == 'F' || text[1] == 'S');
    return military ? all_digits(value, 3) : !memchr(text, ' ', value.size_bytes);
}

/* An ORI: nine letters and digits, the first two the state or country. */
static bool valid_agency(struct tp_bytes value)
{
    const uint8_t *text = value.data;

    for (size_t i = 0; i < value.size_bytes; i++)
        if (!is_letter(text[i]) && !is_digit(text[i]))
            return false;
    return value.size_bytes == 9 && is_letter(text[0]) && is_letter(text[1]);
}

/* An ORI, and up to ten more characters for routing. */
static bool valid_copy(struct tp_bytes value)
{
    return value.size_bytes >= 9 && valid_agency((struct tp_bytes){value.data, 9});
}

static bool valid_no_period(struct tp_bytes value)
{
    return value.size_bytes == 0 || !memchr(value.data, '.', value.size_bytes);
}

static bool valid_case_number(struct tp_bytes value)
{
    return valid_no_period(value) && (value.size_bytes == 0 || value.data[0] != ' ');
}

static bool valid_no_blank(struct tp_bytes value)
{
    return value.size_bytes == 0 || value.data[0] != ' ';
}

static const struct tp_form form_name = {"a name LAST,FIRST MIDDLE without blanks at the comma", valid_name};
static const struct tp_form form_birth = {"a date YYYYMMDD, or 00000000 for unknown", valid_birth};
static const struct tp_form form_height = {"a height as 511 (feet, inches to 11), N71 (inches) or 000 (unknown)",
                                           valid_height};
static const struct tp_form form_height_range = {"two heights as 511 or N71", valid_height_range};
static const struct tp_form form_state_id = {"two letters of a state and a number", valid_state_id};
static const struct tp_form form_other_number = {"a two-letter code, a hyphen and a number", valid_other_number};
static const struct tp_form form_copy = {"an ORI of nine letters and digits, with at most ten more", valid_copy};
static const struct tp_form form_no_period = {"text without periods", valid_no_period};
static const struct tp_form form_case_number = {"text without periods that begins with no blank", valid_case_number};
static const struct tp_form form_no_blank = {"text that begins with no blank", valid_no_blank};
const struct tp_form tp_ebts_form_agency = {"an ORI of nine letters and digits, the first two the state or country",
                                            valid_agency};

/* ---- the table -------------------------------------------------------------------------------------------------- */

#define FINGERS "01|02|03|04|05|06|07|08|09|10"
#define FINGERS_OR_UNKNOWN "00|" FINGERS
#define PATTERNS "AU|WU|RS|LS|SR|XX|UP|UC"

#define ITEM(chars, min, max) TP_ITEMS(TP_ITEM(NULL, NULL, 'M', (chars), (min), (max)))
#define ITEM_OF(chars, min, max, values) TP_ITEMS(TP_ITEM_OF(NULL, NULL, 'M', (chars), (min), (max), (values)))
#define ITEM_FORM(chars, min, max, form) TP_ITEMS(TP_ITEM_FORM(NULL, NULL, 'M', (chars), (min), (max), (form)))
#define DATE ITEM_FORM(N, 8, 8, &tp_form_date)
#define YES ITEM_OF(A, 1, 1, "Y")
#define YES_NO ITEM_OF(A, 1, 1, "Y|N")
#define ONCE 'O', 0, 0
#define UP_TO(count) 'O', 1, (count)
/* Known by name only: what is in it is not checked. */
#define NAMED(number, mnemonic, name)                                                                                  \
    {                                                                                                                  \
        (number), 0, (mnemonic), (name), 'O', 1, 0, NULL, 0, 0, 0, 0                                                   \
    }
#define RANGE(first, last, name)                                                                                       \
    {                                                                                                                  \
        (first), (last), NULL, (name), 'O', 1, 0, NULL, 0, 0, 0, 0                                                     \
    }

/* A number that these versions do not use. */
#define RETIRED(number) NAMED(number, NULL, "field of another EBTS")

const struct tp_field_rule tp_ebts_type_2[] = {
    NAMED(1, "LEN", "logical record length"), /* the standard's, as is 2.002 */
    NAMED(2, "IDC", "information designation character"),
    {3, 0, "FFN", "FBI file number", ONCE, ITEM(N, 10, 10)},
    {4, 0, "QDD", "query depth of detail", ONCE, ITEM_OF(A, 1, 1, "S|O|C")},
    {5, 0, "RET", "retention code", ONCE, YES_NO},
    {6, 0, "ATN", "attention indicator", ONCE, ITEM_FORM(ANS, 3, 30, &form_no_period)},
    {7, 0, "SCO", "send copy to", UP_TO(9), ITEM_FORM(ANS, 9, 19, &form_copy)},
    RETIRED(8),
    {9, 0, "OCA", "originating agency case number", ONCE, ITEM_FORM(ANS, 1, 20, &form_case_number)},
    {10, 0, "CIN", "contributor case identifier number", UP_TO(200),
     TP_ITEMS(TP_ITEM("CIN_PRE", "contributor case prefix", 'M', ANS, 1, 24),
              TP_ITEM("CIN_ID", "contributor case identifier", 'M', ANS, 1, 24))},
    {11, 0, "CIX", "contributor case identifier extension", UP_TO(200), ITEM(N, 2, 4)},
    {12, 0, "LCN", "FBI latent case number", ONCE, ITEM(ANS, 11, 11)},
    {13, 0, "LCX", "latent case number extension", ONCE, ITEM(N, 4, 4)},
    {14, 0, "FBI", "FBI number, or universal control number", UP_TO(1000), ITEM(AN, 1, 9)},
    {15, 0, "SID", "state identification number", UP_TO(1000), ITEM_FORM(ANS, 3, 10, &form_state_id)},
    {16, 0, "SOC", "social security account number", UP_TO(4), ITEM(N, 9, 9)},
    {17, 0, "MNU", "miscellaneous identification number", UP_TO(4), ITEM_FORM(ANS, 4, 15, &form_other_number)},
    {18, 0, "NAM", "name", ONCE, ITEM_FORM(AS, 3, 50, &form_name)},
    {19, 0, "AKA", "aliases", UP_TO(10), ITEM_FORM(AS, 3, 50, &form_name)},
    {20, 0, "POB", "place of birth", ONCE, ITEM(A, 2, 2)},
    {21, 0, "CTZ", "country of citizenship", UP_TO(5), ITEM(A, 2, 2)},
    {22, 0, "DOB", "date of birth", UP_TO(5), ITEM_FORM(N, 8, 8, &form_birth)},
    {23, 0, "AGR", "age range", ONCE, ITEM(N, 4, 4)},
    {24, 0, "SEX", "sex", ONCE, ITEM_OF(A, 1, 1, "F|G|M|N|X|Y|Z")},
    {25, 0, "RAC", "race", ONCE, ITEM_OF(A, 1, 1, "A|B|I|U|W")},
    {26, 0, "SMT", "scars, marks and tattoos", UP_TO(10), ITEM(AS, 3, 10)},
    {27, 0, "HGT", "height", ONCE, ITEM_FORM(AN, 3, 3, &form_height)},
    {28, 0, "HTR", "height range", ONCE, ITEM_FORM(AN, 6, 6, &form_height_range)},
    {29, 0, "WGT", "weight", ONCE, ITEM(N, 3, 3)},
    {30, 0, "WTR", "weight range", ONCE, ITEM(N, 6, 6)},
    {31, 0, "EYE", "eye color", ONCE, ITEM_OF(A, 3, 3, "BLK|BLU|BRO|GRY|GRN|HAZ|MAR|MUL|PNK|XXX")},
    {32, 0, "HAI", "hair color", ONCE, ITEM_OF(A, 3, 3, "BAL|BLK|BLN|BLU|BRO|GRN|GRY|ONG|PLE|PNK|RED|SDY|WHI|XXX")},
    {33, 0, "FPC", "NCIC fingerprint classification", ONCE, ITEM(AN, 20, 20)},
    {34, 0, "PAT", "pattern level classifications", UP_TO(10),
     TP_ITEMS(TP_ITEM_OF("FGP", "finger position", 'M', N, 2, 2, FINGERS_OR_UNKNOWN),
              TP_ITEM_OF("PATCL", "pattern classification", 'M', A, 2, 2, PATTERNS),
              TP_ITEM_OF("PATCL", "second pattern classification", 'O', A, 2, 2, PATTERNS),
              TP_ITEM_OF("PATCL", "third pattern classification", 'O', A, 2, 2, PATTERNS))},
    {35, 0, "PPA", "palmprints available indicator", ONCE, YES},
    {36, 0, "PHT", "photo available indicator", ONCE, YES},
    {37, 0, "RFP", "reason fingerprinted", ONCE, ITEM(ANS, 1, 75)},
    {38, 0, "DPR", "date printed", ONCE, DATE},
    {39, 0, "EAD", "employer and address", ONCE, ITEM(TEXT, 1, 120)},
    {40, 0, "OCP", "occupation", ONCE, ITEM(ANS, 1, 50)},
    {41, 0, "RES", "residence of person fingerprinted", ONCE, ITEM(TEXT, 1, 120)},
    {42, 0, "MIL", "military code", ONCE, ITEM_OF(A, 1, 1, "A|F|N|M|G")},
    {43, 0, "TSR", "type of search requested", ONCE, ITEM(A, 1, 1)},
    {44, 0, "GEO", "geographical area of search", UP_TO(5), ITEM(A, 2, 2)},
    {45, 0, "DOA", "date of arrest", ONCE, DATE},
    {46, 0, "DOS", "date of arrest suffix", ONCE, ITEM(A, 1, 1)},
    {47, 0, "ASL", "arrest segment literal", UP_TO(40),
     TP_ITEMS(TP_ITEM_FORM("DOO", "date of offense", 'O', N, 8, 8, &tp_form_date),
              TP_ITEM_FORM("AOL", "arrest offense literal", 'M', TEXT, 1, 300, &form_no_blank))},
    {48, 0, "CSR", "civil search requested indicator", ONCE, YES},
    {49, 0, "EID", "employee identification number", ONCE, ITEM(ANS, 1, 0)},
    RETIRED(50),
    {51, 0, "CSL", "court segment literal", UP_TO(40),
     TP_ITEMS(TP_ITEM_FORM("CDD", "court disposition date", 'O', N, 8, 8, &tp_form_date),
              TP_ITEM_FORM("COL", "court offense literal", 'M', TEXT, 1, 300, &form_no_blank),
              TP_ITEM_FORM("CPL", "other court sentence provision literal", 'M', TEXT, 1, 300, &form_no_blank))},
    RETIRED(52),
    {53, 0, "OFC", "offense category", ONCE, ITEM_OF(N, 1, 1, "1|2|3")},
    {54, 0, "SSD", "custody or supervisory status start date", ONCE, DATE},
    {55, 0, "SLE", "custody or supervisory status literal", ONCE, ITEM_FORM(TEXT, 1, 300, &form_no_blank)},
    {56, 0, "ICO", "identification comments", ONCE, ITEM_FORM(ANS, 1, 50, &form_no_blank)},
    {57, 0, "FNR", "finger numbers requested", UP_TO(14),
     ITEM_OF(N, 2, 2, FINGERS_OR_UNKNOWN "|11|12|13|14|15|16|17|18|19")},
    {58, 0, "ITD", "image record type desired", ONCE, ITEM(N, 1, 2)},
    {59, 0, "SRF", "search results findings", ONCE, ITEM_OF(A, 1, 1, "I|N|P|R|Y|G")},
    {60, 0, "MSG", "status or error message", UP_TO(11), ITEM(TEXT, 1, 300)},
    {61, 0, "CST", "case title", ONCE, ITEM(ANS, 1, 50)},
    {62, 0, "IMT", "image type", UP_TO(10), ITEM(N, 1, 2)},
    {63, 0, "PTD", "person type designator", ONCE, ITEM_OF(A, 1, 1, "S|V|E|O")},
    {64, 0, "CAN", "candidate list", UP_TO(99),
     TP_ITEMS(TP_ITEM("UCN", "universal control number", 'M', AN, 1, 9), TP_ITEM("NAM", "name", 'M', AS, 3, 50))},
    {65, 0, "RSR", "repository statistics response", ONCE, ITEM(TEXT, 1, 32000)},
    RETIRED(66),
    {67, 0, "IMA", "image capture equipment", ONCE,
     TP_ITEMS(TP_ITEM("MAK", "make", 'M', ANS, 1, 25), TP_ITEM("MODL", "model", 'M', ANS, 1, 25),
              TP_ITEM("SERNO", "serial number", 'M', ANS, 1, 50))},
    RETIRED(68),
    {69, 0, "ETC", "estimated time to complete", UP_TO(200), ITEM(N, 1, 4)},
    {70, 0, "RAP", "request for electronic rap sheet", ONCE, YES_NO},
    {71, 0, "ACN", "action to be taken", ONCE, ITEM(TEXT, 1, 300)},
    {72, 0, "FIU", "fingerprint images updated", UP_TO(13), ITEM(AN, 1, 2)},
    {73, 0, "CRI", "controlling agency identifier", UP_TO(3), ITEM(AN, 1, 9)},
    {74, 0, "FGP", "finger position", UP_TO(99), ITEM(N, 2, 2)},
    {75, 0, "ERS", "electronic rap sheet", 'O', 1, 1, NULL, 0, 0, 0, 0},
    {76, 0, "PRI", "priority", UP_TO(200), ITEM_OF(N, 1, 1, "1|2|3")},
    {77, 0, "CFS", "cancel friction ridge search", UP_TO(200), ITEM(N, 1, 10)},
    {78, 0, "PEN", "penetration query response", ONCE, ITEM(N, 1, 3)},
    {79, 0, "NCR", "number of candidates' images returned", ONCE, ITEM(N, 1, 2)},
    {80, 0, "EXP", "response explanation", ONCE, ITEM(ANS, 1, 50)},
    NAMED(81, "UCN", "universal control number"),
    {82, 0, "REC", "response code", ONCE, YES_NO},
    {83, 0, "ULF", "unsolved latent file", ONCE, YES_NO},
    {84, 0, "AMP", "amputated or bandaged", UP_TO(10),
     TP_ITEMS(TP_ITEM_OF("FGP", "finger position", 'M', N, 2, 2, FINGERS),
              TP_ITEM_OF("AMPCD", "amputated or bandaged code", 'M', A, 2, 2, "XX|UP"))},
    {85, 0, "CRN", "civil record number", ONCE, ITEM(AN, 9, 9)},
    {86, 0, "SCNA", "AFIS segment control number", UP_TO(200), ITEM(N, 1, 10)},
    {87, 0, "TAA", "treat as adult", ONCE, YES},
    {88, 0, "NOT", "note field", ONCE, ITEM(TEXT, 1, 1000)},
    {89, 0, "MSC", "match score", UP_TO(99), ITEM(NS, 1, 6)},
    RETIRED(90),
    {91, 0, "RCD1", "ridge core delta one for subpattern classification", 'O', 1, 0, NULL, 0, 0, 0, 0},
    {92, 0, "RCD2", "ridge core delta two for subpattern classification", 'O', 1, 0, NULL, 0, 0, 0, 0},
    NAMED(93, "SPCN", "special population cognizant file number"),
    NAMED(94, "CCN", "court case number"),
    NAMED(95, "RFR", "request features record"),
    {96, 0, "RPR", "request photo record", ONCE, YES_NO},
    RETIRED(97),
    {98, 0, "NDR", "name of designated repository", UP_TO(25), ITEM(N, 1, 3)},
    NAMED(99, "SAN", "state arrest number"),
    RANGE(100, 999, "field of a state or agency"),
    NAMED(2001, "NAM1", "name one"),
    NAMED(2002, "NAM2", "name two"),
    NAMED(2003, "NAM3", "name three"),
    NAMED(2004, "NAM4", "name four"),
    NAMED(2005, "NAM5", "name five"),
    NAMED(2006, "CSF", "cascaded search flag"),
    NAMED(2007, "SDOB", "submitted date of birth"),
    NAMED(2008, "SNAM", "submitted name"),
    NAMED(2009, "PTY", "photo type"),
    NAMED(2010, "NIR", "number of images requested"),
    NAMED(2011, NULL, "rap back verification status"),
    NAMED(2012, "IIR", "iris images requested"),
    NAMED(2013, "DMI", "disposition maintenance indicator"),
    NAMED(2014, NULL, "rap back eligibility"),
    NAMED(2015, NULL, "rap back expiration date"),
    NAMED(2016, "DNAF", "DNA flag"),
    NAMED(2017, "DORI", "DNA location"),
    NAMED(2018, "DNAC", "DNA in CODIS flag"),
    NAMED(2019, "SEAL", "seal arrest flag"),
    NAMED(2020, NULL, "rap back recipient"),
    NAMED(2021, "IFS", "identification firearms sales"),
    NAMED(2022, "CIDN", "contributor assigned identification number"),
    NAMED(2023, "SII", "supplementary identity information"),
    NAMED(2024, "HTI", "hit type indicator"),
    NAMED(2025, "GEO_TIME", "geographic coordinate date time stamp"),
    NAMED(2026, "GEO_CORD", "geographic coordinate locator"),
    NAMED(2027, "DATUM_ID", "geographic coordinate datum"),
    NAMED(2028, "BID", "biometric image description"),
    NAMED(2029, "BSI", "biometric set identifier"),
    RANGE(2030, 2030, "field of a later EBTS"),
    NAMED(2031, "BIA", "biometric image available"),
    RANGE(2032, 2032, "field of a later EBTS"),
    NAMED(2033, "CNL", "candidate investigative list"),
    RANGE(2034, 2034, "field of a later EBTS"),
    NAMED(2035, "EVI", "event identifier"),
    RANGE(2036, 2060, "field of a later EBTS"),
    NAMED(2061, "BIE", "biometric image enrollment"),
    RANGE(2062, 2072, "field of a later EBTS"),
    NAMED(2073, "BIL", "biometric image list"),
    RANGE(2074, 9999, "field of a later EBTS, a state or an agency"),
};
const size_t tp_ebts_type_2_count = TP_ARRAY_LENGTH(tp_ebts_type_2);

const struct tp_field_rule *tp_ebts_field(uint32_t number)
{
    return tp_rules_find_any(tp_ebts_type_2, tp_ebts_type_2_count, number);
}
